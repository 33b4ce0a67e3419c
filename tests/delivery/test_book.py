"""``channels.toml``: what it may hold, a message for each fault with file and line, and whom a destination serves."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warroom.delivery import book, channels
from warroom.delivery.book import Book

SECRET = "hunter2-Zebra"
GOOD = """\
# who carries what
[email.ops]
host = "mail.ops.example"
from = "Operations <ops@ops.example>"
user = "ops"
password = "env:SMTP_PASSWORD"

[slack.acme-ops]
owners = ["Acme", "Müller & Söhne"]
url = "file:~/.secrets/slack"

[slack.named]
url = "env:SLACK_NAMED"

[webhook."城投"]
owners = ["城投集团"]
url = "env:HOOK"
"""


def faults(text: str) -> list[str]:
    read, found = Book.read(text, "channels.toml")
    assert tuple(found) == read.faults
    said = [f"{one.where}: {one.text}" for one in found]
    assert not any(SECRET in one for one in said)
    assert SECRET not in repr(read)
    return said


def called(found) -> list[str]:
    return [one.called for one in found]


def test_a_good_file_has_no_fault_and_knows_its_lines():
    read, found = Book.read(GOOD, "here/channels.toml")
    assert found == []
    assert called(read.destinations) == ["email:ops", "slack:acme-ops", "slack:named", "webhook:城投"]
    assert [one.source for one in read.destinations] == [f"here/channels.toml:{line}" for line in (2, 8, 12, 15)]
    assert read.destinations[1].settings == {"url": "file:~/.secrets/slack"}


def test_a_destination_serves_whom_it_names_or_whose_plan_names_it_and_nobody_else():
    read, _ = Book.read(GOOD)
    assert called(read.for_owner("acme", "Slack")) == ["slack:acme-ops"]
    assert called(read.for_owner("MÜLLER &  söhne", "slack")) == ["slack:acme-ops"]
    assert called(read.for_owner("Acme", "slack:named")) == ["slack:named"]
    assert called(read.for_owner("Acme", "slack：named")) == ["slack:named"]
    assert called(read.for_owner("城投集团", "webhook")) == ["webhook:城投"]
    for owner in ("Beta", "Acme Ltd", "", "acme-ops"):
        assert read.for_owner(owner, "slack") == []
        assert read.for_owner(owner, "slack:acme-ops") == []  # it is Acme's: a slip in a plan doesn't get in
        assert read.for_owner(owner, "webhook") == []
    assert read.for_owner("Acme", "slack:nobody") == []
    assert read.for_owner("Acme", "phone") == []


def test_a_mail_server_that_names_nobody_carries_to_everybodys_own_address():
    read, _ = Book.read(GOOD + '[email.acme]\nowners = ["Acme"]\nhost = "mx.acme.example"\nfrom = "ops@ops.example"\n')
    assert called(read.for_owner("Beta", "邮件")) == ["email:ops"]
    assert called(read.for_owner("Acme", "email")) == ["email:acme"]
    assert called(read.for_owner("Acme", "email:ops")) == ["email:ops"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[slack.a]\nurl = [", "channels.toml:2: "),
        ("\n\n[pigeon.a]\n", "channels.toml:3: pigeon: there is no channel 'pigeon'"),
        ("[slak.a]\n", "did you mean 'slack'?"),
        ('["飞书".a]\n', "channels.toml:1: 飞书: write [feishu.NAME]"),
        ("[sms.a]\n", "a person carries what goes by sms"),
        ("[slack]\nurl = 'env:A'\n", "channels.toml:2: slack.url: 'url' belongs beneath a destination with a name"),
        ("[slack]\n", "write [slack.NAME]"),
        ("slack = 3\n", "write [slack.NAME]"),
        ('[slack."a:b"]\nurl = "env:A"\n', "its name is letters, digits and '-'"),
        ('[slack.a]\nurl = "env:A"\nowners = "Acme"\n', "channels.toml:3: slack.a: owners: 'owners' is a list"),
        ('[slack.a]\nurl = "env:A"\nowners = ["*"]\n', "names each owner"),
        ('[slack.a]\nurl = "env:A"\nowners = [" "]\n', "'owners' is a list of names"),
        ("[slack.a]\n", "slack.a: url: 'url' is missing"),
        ('[slack.a]\nurl = "env:A"\nulr = "x"\n', "channels.toml:3: slack.a: ulr: there is no setting 'ulr'"),
        ("[slack.a]\nurl = 7\n", "channels.toml:2: slack.a: url:"),
        ('[webhook.a]\nurl = "env:A"\nheaders = 3\n', '\'headers\' is a table of texts: headers = { Name = "..." }'),
        ('[slack.a]\nurl = "env:A"\ntimeout = "5"\n', "'timeout' is a number without quotes: timeout = 10"),
        ('[slack.a]\nurl = "env:A"\ntimeout = 5000\n', "'timeout' is a number from 1 to 120"),
        ('[webhook.a]\nurl = "env:A"\nidempotent = "yes"\n', "'idempotent' is true or false, without quotes"),
        (f'[slack.a]\nurl = "{SECRET}"\n', "channels.toml:2: slack.a: url: 'url' is a secret written in clear"),
        (f'[slack.a]\nurl = "https://hooks.example/{SECRET}"\n', "written in clear"),
        ('[slack.a]\nurl = "env:two words"\n', "channels.toml:2: slack.a: url: 'url': behind 'env:' stands the name"),
        (f'[email.a]\nhost = "m.example"\nfrom = "a@b.example"\nuser = "a"\npassword = "{SECRET}"\n',
         "channels.toml:5: email.a: password: 'password' is a secret written in clear"),
        (f'[email.a]\nhost = "smtps://a:{SECRET}@m.example"\nfrom = "a@b.example"\n', "host: 'host' is a secret"),
    ],
)  # fmt: skip
def test_each_fault_is_one_message_with_its_line_and_how_to_mend_it(text, words):
    found = faults(text)
    assert len(found) == 1, found
    assert words in found[0]


def test_several_faults_are_several_messages_and_the_rest_is_taken():
    read, found = Book.read(GOOD + f'[slack.bad]\nowners = 3\nurl = "{SECRET}"\nulr = true\n')
    assert len(found) == 3
    assert len(read.destinations) == 5
    assert [len(one.faults) for one in read.destinations] == [0, 0, 0, 3, 0]
    assert called(read.for_owner("Acme", "slack:bad")) == ["slack:bad"]  # shown, with its faults, never used


def test_a_secret_in_clear_is_not_kept_in_memory():
    read, _ = Book.read(f'[slack.a]\nurl = "https://h.example/{SECRET}"\nowners = ["Acme"]\n')
    assert "url" not in read.destinations[0].settings


def test_two_files_are_one_book_and_the_data_folders_word_holds(tmp_path: Path):
    mine, ours = tmp_path / "mine.toml", tmp_path / "ours.toml"
    mine.write_text(GOOD + "[slack.bad]\nurl = 7\n", "utf-8")
    ours.write_text('[slack.acme-ops]\nowners = ["Beta"]\nurl = "env:B"\n\n[slack.bad]\nurl = "env:C"\n', "utf-8-sig")
    read = book.load((mine, ours, tmp_path / "none.toml"))
    assert read.faults == ()
    assert called(read.for_owner("Beta", "slack")) == ["slack:acme-ops"]
    assert read.for_owner("Acme", "slack") == []
    assert called(read.destinations) == [
        "email:ops", "slack:named", "webhook:城投", "slack:acme-ops", "slack:bad",
    ]  # fmt: skip


def test_windows_line_ends_keep_their_lines(tmp_path: Path):
    file = tmp_path / "channels.toml"
    file.write_bytes(b"\xef\xbb\xbf[slack.a]\r\n\r\nurl = 7\r\n")
    (fault,) = book.load((file,)).faults
    assert fault.where == f"{file}:3: slack.a: url"


@pytest.mark.parametrize("mode", [0o622, 0o666, 0o620])
def test_a_file_that_others_may_change_is_not_taken(tmp_path: Path, mode: int):
    file = tmp_path / "channels.toml"
    file.write_text(GOOD, "utf-8")
    file.chmod(mode)
    read = book.load((file,))
    assert read.destinations == ()
    assert "somebody else may change it" in read.faults[0].text
    assert "none of it was taken" in read.faults[0].text


def test_what_is_no_settings_file_is_said_and_nobody_waits(tmp_path: Path):
    pipe, folder, latin, huge = (tmp_path / name for name in ("pipe", "folder", "latin", "huge"))
    os.mkfifo(pipe, 0o600)
    folder.mkdir()
    latin.write_bytes(b"# fine\n# \xe9\n")
    huge.write_bytes(b"#" * ((1 << 20) + 1))
    said = [f"{one.where}: {one.text}" for one in book.load((pipe, folder, latin, huge)).faults]
    assert len(said) == 4
    assert "no regular file" in said[0] and "no regular file" in said[1]
    assert f"{latin}:2: no UTF-8" in said[2]
    assert "longer than 1 MB" in said[3]


KEYS = ("url", "token", "page", "secret", "headers", "host", "port", "from", "user", "password", "security", "owners",
        "imap_host", "imap_password", "plus", "reply_to", "keywords", "components", "timeout", "proxy", "ca_file",
        "idempotent", "impact", "login", "wrong", "")  # fmt: skip
LEAVES = (
    st.sampled_from(["env:A", "env:", "file:/x", "cmd:'", "keyring:a/b", SECRET, "", " ", "a@b", "https://h/p", "*"])
    | st.integers() | st.floats() | st.booleans() | st.none() | st.dates() | st.text(max_size=5)
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=6,
)
NAMES = st.sampled_from([*channels.NAMES, "pigeon", "飞书", "sms", ""])


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(NAMES, st.dictionaries(st.sampled_from(["a", "b b", "", *KEYS]), VALUES, max_size=3) | VALUES))
def test_whatever_a_file_holds_becomes_faults_and_nothing_raises(keys):
    read, found = book._Reading("", "channels.toml").book(keys)
    assert tuple(found) == read.faults
    for one in read.destinations:
        for key in channels.carrier(one.channel).secret_settings & one.settings.keys():
            values = one.settings[key]
            for value in values.values() if isinstance(values, dict) else [values]:
                assert value != SECRET, "a secret in clear is kept"
        if not one.faults:
            assert all(isinstance(owner, str) and owner.strip() for owner in one.owners)
    assert not any(SECRET in fault.text for fault in found if "owner" not in fault.where)
