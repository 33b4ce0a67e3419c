"""Drafts from the shell: made from the facts, approved, told, listed, corrected; refusals in words."""

import json
from pathlib import Path

import pytest

from tests.warroom.shell import Shell


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def shell(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("WARROOM_USER", "ana")
    return Shell(data, capsys)


@pytest.fixture
def room(shell: Shell) -> str:
    ref = shell("new", "db-01 is full", "--sev", "SEV1", "--owner", "Acme", "--impact", "Card payments fail.").strip()
    shell("role", ref, "ic", "wei")
    return ref


def drafted(shell: Shell, room: str) -> str:
    """The letters of a draft that is kept in the room."""
    return str(shell.json("draft", room, "--save", "--json")["saved"])


def test_from_the_facts_to_told_and_listed(shell: Shell, room: str) -> None:
    assert shell.json("updates", room, "--json") == []
    draft = drafted(shell, room)
    (one,) = shell.json("updates", room, "--json")
    assert (one["ref"], one["owner"], one["state"], one["missing"]) == (
        draft,
        "Acme",
        "unapproved",
        ["wei, who is in command"],
    )
    shown = shell.both("updates", room, draft)
    assert "Card payments fail." in shown.out
    assert "not approved: it needs wei, who is in command" in shown.err
    said = shell.both("approve", room, draft, "--by", "wei", "--spoken")
    assert "approved; it may be told" in said.err
    (one,) = shell.json("updates", room, "--json")
    assert one["state"] == "approved"
    assert [(by["who"], by["typed_by"], by["via"]) for by in one["approved_by"]] == [("wei", "ana", "spoken")]
    told = shell.json("told", room, "--update", draft, "--means", "email", "--with", "Mr Li", "--json")
    assert told["said"].startswith("Acme was told update #1")
    (one,) = shell.json("updates", room, "--json")
    assert (one["state"], one["number"], one["means"]) == ("told", 1, "email")
    assert draft in shell("updates", room)
    shown = shell.both("updates", room, "#1")
    assert "Card payments fail." in shown.out
    assert "#1" in shown.err
    told_to = json.loads(shell("show", room, "--json"))["told"]["Acme"]
    assert (told_to[0]["update"], told_to[0]["number"]) == (one["eid"], 1)


def test_a_draft_is_named_by_its_owner_too(shell: Shell, room: str) -> None:
    drafted(shell, room)
    shell("approve", room, "acme", "--by", "wei", "--spoken")
    assert "Acme was told update #1" in shell.both("told", room, "Acme", "--update", "acme").err


def test_the_author_alone_breaks_the_glass_or_gives_a_reason(shell: Shell, room: str) -> None:
    draft = drafted(shell, room)
    assert "wei has to approve it" in shell.both("approve", room, draft, code=1).err
    assert "--spoken needs --by" in shell.both("approve", room, draft, "--spoken", code=2).err
    shell("approve", room, draft, "--break-glass")
    (one,) = shell.json("updates", room, "--json")
    assert (one["state"], one["flags"]) == ("approved", ["break-glass"])
    shell("approve", room, draft, "--back")
    assert shell.json("updates", room, "--json")[0]["state"] == "unapproved"


def test_what_changed_is_named_and_asked_for_again(shell: Shell, room: str) -> None:
    draft = drafted(shell, room)
    shell("approve", room, draft, "--by", "wei", "--spoken")
    shell("sev", room, "SEV2")
    (one,) = shell.json("updates", room, "--json")
    assert (one["state"], [change["text"] for change in one["changed"]]) == ("stale", ["SEV2"])
    assert "severity SEV2" in shell.both("told", room, "--update", draft, code=1).err
    assert "X10" in shell.both("approve", room, draft, "--by", "wei", code=1).err
    shell("updates", room, draft, "--reread")
    shell("approve", room, draft, "--by", "wei")
    assert shell.json("updates", room, "--json")[0]["approved_by"][0]["via"] == "written"
    shell("told", room, "--update", draft)


def test_corrected_and_withdrawn_updates_are_shown_so(shell: Shell, room: str) -> None:
    draft = drafted(shell, room)
    assert "told to nobody yet" in shell.both("updates", room, draft, "--correct", code=2).err
    shell("approve", room, draft, "--by", "wei", "--spoken")
    shell("told", room, "--update", draft)
    assert "never changes again" in shell.both("updates", room, draft, "--discard", code=1).err
    assert shell.json("updates", room, "acme", "--json")["ref"] == draft  # the last that they were told
    new = shell("updates", room, draft, "--correct").strip()
    shown = shell.json("updates", room, new, "--json")
    assert shown["corrects"]
    assert shown["bodies"][0]["text"].startswith("Correction of update #1: ")
    assert {"X08"} <= {one["rule"] for one in shown["findings"]}
    shell("updates", room, new, "--discard")
    assert shell.json("updates", room, new, "--json")["state"] == "discarded"
    shell("updates", room, new, "--bring-back")
    assert shell.json("updates", room, new, "--json")["state"] == "unapproved"
    overrides = [
        word for one in shown["findings"] if one["severity"] == "block" for word in ("--override", one["rule"])
    ]
    shell("approve", room, new, "--by", "wei", "--spoken", "--reason", "read out as it stands", *overrides)
    shell("told", room, "--update", new)
    assert "corrected" in shell("updates", room)
    assert "CORRECTED" in shell.both("updates", room, "#1").err


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("updates", "{room}", "ZZZZZ"), 2, "no draft is called 'ZZZZZ'"),
        (("updates", "{room}", "--correct"), 2, "one thing at a time"),
        (("updates", "{room}", "{draft}", "--correct", "--join"), 2, "one thing at a time"),
        (("updates", "{room}", "{draft}", "--join"), 1, "one text of it already"),
        (("updates", "{room}", "{draft}", "--lang", "fr"), 2, "no text in 'fr'"),
        (("approve", "{room}", "ZZZZZ"), 2, "no draft is called 'ZZZZZ'"),
        (("approve", "{room}", "{draft}", "--back"), 1, "isn't approved"),
        (("told", "{room}", "--update", "{draft}"), 1, "it needs wei, who is in command"),
        (("told", "{room}", "Acme", "more words", "--update", "{draft}"), 2, "says its own facts"),
        (("told", "{room}", "--update", "{draft}", "--means", "pigeon"), 2, "no means"),
        (("told", "{room}", "Nobody", "--update", "{draft}"), 2, "no owner here"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    shell: Shell, room: str, argv: tuple[str, ...], code: int, words: str
) -> None:
    draft = drafted(shell, room)
    before = shell("updates", room, "--json")
    said = shell.both(*(one.format(room=room, draft=draft) for one in argv), code=code)
    assert words in said.err
    assert shell("updates", room, "--json") == before


def test_the_entry_line_does_the_same(shell: Shell, room: str) -> None:
    draft = drafted(shell, room)
    shell("do", room, f"/approve {draft} read on the phone; by: wei")
    (one,) = shell.json("updates", room, "--json")
    assert [(by["who"], by["via"]) for by in one["approved_by"]] == [("wei", "spoken")]
    shell("do", room, f"/told Acme; update: {draft}; means: phone; with: Mr Li")
    assert shell.json("updates", room, "--json")[0]["state"] == "told"


def test_settings_of_the_organisation_are_part_of_the_check(shell: Shell, room: str, data: Path) -> None:
    draft = drafted(shell, room)
    (data / "lint.toml").write_text('[organisations]\n"Beta Retail" = []\n', "utf-8")
    shell("do", room, "/impact Card payments fail, as at Beta Retail.")
    new = shell.json("draft", room, "--save", "--json")["saved"]
    assert "L09" in shell.both("approve", room, new, "--by", "wei", code=1).err
    assert draft != new
