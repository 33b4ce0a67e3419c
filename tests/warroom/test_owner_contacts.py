"""Contacts of a plan as people write them: addresses are read out, and what is shown is read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warroom.shell import Shell
from warroom.contacts import read_contacts, say_contact
from warroom.errors import BadInput
from warroom.state.owners import Contact


@pytest.mark.parametrize(
    ("written", "name", "address", "role", "urgent"),
    [
        ("Li Wei <li@acme.example> site manager", "Li Wei", "li@acme.example", "site manager", False),
        ("Li Wei <li@acme.example> site manager!", "Li Wei", "li@acme.example", "site manager", True),
        ("王工 <+86 138>", "王工", "+86 138", "", False),
        ("王工 <房间 12 的白色电话>", "王工", "房间 12 的白色电话", "", False),
        ("王工 +86 138 ！", "王工", "+86 138", "", True),
        ("Li", "Li", "", "", False),
        ("Mr Li li@acme.example +86 138 0013 8000", "Mr Li", "li@acme.example / +86 138 0013 8000", "", False),
        ("Mr Li li@acme.example +86 138...", "Mr Li", "li@acme.example / +86 138", "", False),
        ("Mr Li, li@acme.example, 010-6555 1234", "Mr Li", "li@acme.example / 010-6555 1234", "", False),
        ("Mr Li (site manager) li@acme.example", "Mr Li", "li@acme.example", "site manager", False),
        ("Mr Li (site manager)!", "Mr Li", "", "site manager", True),
        ("Mr Li li@acme.example site manager", "Mr Li", "li@acme.example", "site manager", False),
        ("li@acme.example Mr Li", "Mr Li", "li@acme.example", "", False),
        ("Mr Li - li@acme.example", "Mr Li", "li@acme.example", "", False),
        ("Mr Li: tel: (0) 30 1234567 ext 12", "Mr Li", "(0) 30 1234567 ext 12", "", False),
        ("王工 电话：138-0013-8000 项目经理", "王工", "138-0013-8000", "项目经理", False),
        ("王工 ｗａｎｇ＠ａｃｍｅ．ｅｘａｍｐｌｅ", "王工", "wang@acme.example", "", False),
        ("王工 微信：wang_88", "王工", "微信:wang_88", "", False),
        ("王工 微信 wang_88 邮箱：w@acme.example", "王工", "微信 wang_88 / w@acme.example", "", False),
        ("Ops desk https://acme.example/ops", "Ops desk", "https://acme.example/ops", "", False),
        ("Ana @ana_ops", "Ana", "@ana_ops", "", False),
        ("Team 2 of site 14", "Team 2 of site 14", "", "", False),
        ("Mr Line Manager", "Mr Line Manager", "", "", False),
        ("ops@acme.example", "ops@acme.example", "ops@acme.example", "", False),
    ],
)
def test_a_contact_is_read_whole(written: str, name: str, address: str, role: str, urgent: bool) -> None:
    [found] = read_contacts(written)
    assert (found.name, found.contact, found.title, found.emergency) == (name, address, role, urgent)
    assert read_contacts(say_contact(found)) == [found]


def test_several_people_stay_apart() -> None:
    found = read_contacts("Mr Li li@acme.example, Ms Ray +49 30 123456!、王工 138-0013-8000; w@acme.example")
    assert [(one.name, one.contact, one.emergency) for one in found] == [
        ("Mr Li", "li@acme.example", False),
        ("Ms Ray", "+49 30 123456", True),
        ("王工", "138-0013-8000 / w@acme.example", False),
    ]


@pytest.mark.parametrize(
    "text", ["<li@acme.example>", "Li < li@acme.example", "Li <a> <b>", "li@a.example b@a.example"]
)
def test_what_can_not_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is no contact"):
        read_contacts(text)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_and_read_back(text: str) -> None:
    try:
        found = read_contacts(text)
    except BadInput:
        return
    assert all(one.name.strip() for one in found)


NAMES = st.sampled_from(["Li Wei", "王工", "Ms Ray", "J. Doe", "O'Neil"])
ADDRESSES = st.lists(
    st.sampled_from(["li@acme.example", "+86 138 0013 8000", "https://a.example/x", "@li_ops"]), max_size=3, unique=True
)


@given(
    st.lists(st.tuples(NAMES, ADDRESSES, st.sampled_from(["", "site manager", "项目经理"]), st.booleans()), max_size=4)
)
def test_what_is_shown_is_read_back(people: list[tuple[str, list[str], str, bool]]) -> None:
    held = [Contact(name, title, " / ".join(addresses), urgent) for name, addresses, title, urgent in people]
    assert read_contacts(", ".join(map(say_contact, held))) == held
    typed = ", ".join(f"{name} {' '.join(addresses)}{'!' if urgent else ''}" for name, addresses, _, urgent in people)
    assert [(one.name, one.contact) for one in read_contacts(typed)] == [(one.name, one.contact) for one in held]


def test_the_shell_reads_contacts_and_text_from_a_pipe(warroom: Shell) -> None:
    ref = warroom("new", "Checkout").strip()
    warroom("owner", "attach", ref, "Acme", "--contacts", "Mr Li li@acme.example +86 138 0013 8000")
    [contact] = warroom.json("owner", "show", ref, "--json")["Acme"]["plan"]["contacts"]
    assert contact == {"name": "Mr Li", "contact": "li@acme.example / +86 138 0013 8000"}
    letter = "Is it down?\n二、何时恢复？\n".encode()
    made = warroom.process("from", ref, "Acme", "-", "--questions", stdin=letter)
    assert (made.returncode, len(made.stdout.split())) == (0, 3)
    assert warroom.json("from", ref, "--json")["Acme"]["thread"][0]["text"] == "Is it down?\n二、何时恢复？"
    told = warroom.process("told", ref, "Acme", "-", stdin=b"called them")
    assert told.returncode == 0
    assert warroom.json("told", ref, "--json")["told"]["Acme"][0]["text"] == "called them"
    for stdin, why in ((b"", b"empty"), (b"\xff\xfe", b"not UTF-8")):
        refused = warroom.process("from", ref, "Acme", "-", stdin=stdin)
        assert refused.returncode == 2 and why in refused.stderr
