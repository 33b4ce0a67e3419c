"""new, rooms, show: references, lists, shapes as documented, as of a time."""

import json
import re
from datetime import UTC, datetime

import pytest

from tests.warroom.shell import HOSTILE, REPO
from warroom import seal
from warroom.cli import access
from warroom.cli.folder import open_folder
from warroom.cli.printing import json_line, table


def documented(heading):
    """The keys that docs/command-line.md lists under a heading."""
    text = (REPO / "docs" / "command-line.md").read_text("utf-8")
    part = text.split(f"### `{heading}`")[1].split("\n### ")[0].split("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE))


def test_new_prints_the_reference_alone(warroom):
    said = warroom.both("new", "Checkout", "latency", "--sev", "sev2", "--impact", "cards", "--detected", "-5m")
    assert re.fullmatch(r"\d{4}-[0-9A-Z]{3}\n", said.out)
    assert "UTC" in said.err
    room = warroom.json("show", said.out.strip(), "--json")
    assert (room["title"], room["severity"]["value"], room["zone"]) == ("Checkout latency", "SEV2", "UTC")
    assert room["fields"]["impact"]["value"] == "cards"
    assert room["milestones"]["detected"]["first"] < room["milestones"]["declared"]["first"]


def test_new_takes_profile_zone_public_title_and_drill(warroom):
    argv = ("--profile", "project", "--zone", "Asia/Shanghai", "--public-title", "Delay", "--drill", "地下室渗水")
    said = warroom.both("new", *argv)
    assert said.err == ""
    room = warroom.json("show", said.out.strip(), "--json")
    got = [room[key] for key in ("profile", "zone", "public_title", "drill", "title")]
    assert got == ["project", "Asia/Shanghai", "Delay", True, "地下室渗水"]
    assert "DRILL" in warroom("show", said.out.strip())


@pytest.mark.parametrize(
    "argv",
    [
        ("new",),
        ("new", "  "),
        ("new", "x", "--profile", "nonesuch"),
        ("new", "x", "--zone", "Mars/Olympus"),
        ("new", "x", "--detected", "14:75"),
        ("new", "x", "--sev", "SEV9"),
    ],
)
def test_bad_input_makes_no_room(warroom, argv):
    said = warroom.both(*argv, code=2)
    assert said.out == "" and said.err.count("\n") == 1
    assert warroom.json("rooms", "--json") == []


def test_rooms_json_has_the_documented_keys_and_folds_only_what_changed(warroom, monkeypatch):
    refs = [warroom("new", title).strip() for title in ("First", "Second")]
    warroom("log", refs[0], "one more")
    folded = []
    fold = access.keep_card
    monkeypatch.setattr(access, "keep_card", lambda log: folded.append(seal.room_ref(log.room)) or fold(log))
    cards = warroom.json("rooms", "--json")
    assert [card["ref"] for card in cards] == refs[::-1]
    for card in cards:
        assert set(card) == documented("rooms --json")
    assert cards[1]["entries"] == 3, "declared, status and the entry that came by the quick path"
    assert len(set(refs)) == 2
    assert warroom.json("rooms", "--json") == cards and folded == refs[:1], "the other one's card still fitted"


def test_no_two_rooms_of_a_folder_share_a_reference(warroom, monkeypatch):
    ref = warroom("new", "First").strip()
    taken = warroom.json("rooms", "--json")[0]["room"]
    assert seal.room_ref(taken) == ref
    ids = iter([taken, taken, fresh := seal.new_uuid()])
    monkeypatch.setattr(seal, "new_uuid", lambda *_: next(ids))
    assert access.fresh_room(open_folder(warroom.data), 0) == fresh


def test_an_unreadable_room_is_listed_with_its_problem(warroom):
    ref = warroom("new", "Broken").strip()
    room = warroom.json("rooms", "--json")[0]["room"]
    (warroom.data / "rooms" / room / "journal.jsonl").unlink()
    (card,) = warroom.json("rooms", "--json")
    assert card["ref"] == ref and card["problem"] and card["title"] is None
    assert "unreadable" in warroom("rooms")


def test_show_json_has_the_documented_keys(warroom):
    ref = warroom("new", "Checkout", "--sev", "SEV1").strip()
    warroom("log", ref, "entry", "--kind", "decision", "--actor", "wei")
    warroom("say", ref, "hello")
    room = warroom.json("show", ref, "--json")
    assert set(room) == documented("show --json")
    assert (room["format"], room["version"]) == ("warroom.state", 1)
    text = (REPO / "docs" / "command-line.md").read_text("utf-8")
    for entry in room["timeline"] + room["discussion"]:
        assert all(re.search(rf"\b{key}\b", text) for key in entry)
    assert room["timeline"][-1]["actor"] == "wei"


def test_show_as_of_a_time(warroom):
    ref = warroom("new", "Checkout").strip()
    warroom("log", ref, "late news", "--at", "-3h")
    assert "late news" in warroom("show", ref)
    early = warroom.json("show", ref, "--json", "--at", "-2h", "--by", "occurred")
    assert [entry["text"] for entry in early["timeline"]] == ["late news"]
    assert early["title"] == "Checkout"
    said = warroom.both("show", ref, "--at", "-2h", code=2)
    assert "nothing was recorded here before" in said.err


@pytest.mark.parametrize("name", ["", "1122-ZZZZZZ", "nonesuch"])
def test_an_unknown_room_is_bad_input(warroom, name):
    warroom("new", "Checkout")
    said = warroom.both("show", name, code=2)
    assert said.err.startswith("warroom: ") and said.err.count("\n") == 1


def test_names_of_a_room(warroom):
    ref = warroom("new", "Checkout latency").strip()
    for name in (ref, ref.lower(), ref[:6], "checkout-latency", "check", "."):
        assert warroom("show", name).startswith(ref)
    warroom("new", "Checkout again")
    assert "2 rooms" in warroom.both("show", "check", code=2).err
    warroom("status", ref, "resolved")
    assert "Checkout again" in warroom("show", "."), "the only open one"


def test_a_word_that_is_nothing_says_both(warroom):
    warroom("new", "Checkout")
    said = warroom.both("shwo", code=2)
    assert "is no command (did you mean 'show'?) and no room" in said.err


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_titles_are_shown_literally(warroom, text):
    ref = warroom("new", "--impact", text, "--", text).strip()
    assert warroom.json("rooms", "--json")[0]["title"] == text
    for shown in (warroom("rooms"), warroom("show", ref), warroom("brief", ref), warroom("rooms", "--json")):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    lines = warroom("rooms").splitlines()
    assert len(lines) == 2 and lines[1].startswith(ref)


def test_tables_are_measured_in_cells():
    drawn = table([("中文", "b"), ("abcdef", "c")]).splitlines()
    assert drawn == ["中文    b", "abcdef  c"]


def test_json_escapes_what_a_terminal_might_obey():
    line = json_line({"text": "\x1b[31m \u202e \x9b 中 \x00"})
    assert line == '{"text": "\\u001b[31m \\u202e \\u009b 中 \\u0000"}'
    assert json.loads(line) == {"text": "\x1b[31m \u202e \x9b 中 \x00"}


def test_show_names_the_year_where_it_is_another(warroom):
    now = datetime.now(UTC)
    ref = warroom("new", "Checkout", "--detected", f"{now.year - 1}-03-04 05:06").strip()
    text = warroom("show", ref)
    assert f"detected 04 Mar {now.year - 1} 05:06" in text
    assert re.search(r"declared \d\d \w{3} \d\d:\d\d", text), "this year's has none"
    warroom("log", ref, "--at", f"{now.year - 1}-03-04 05:07", "an old one")
    (old,) = [line for line in warroom("show", ref).splitlines() if "an old one" in line]
    assert re.search(rf"\[added \d\d \w{{3}} {now.year} \d\d:\d\d\]", old)


def test_new_names_the_owners_it_runs_for(warroom):
    ref = warroom("new", "Pay fails", "--owner", "Acme", "--owner", "甲方").strip()
    owners = json.loads(warroom("owner", "show", ref, "--json"))
    assert "Acme" in json.dumps(owners) and "甲方" in json.dumps(owners, ensure_ascii=False)
