"""Everything that records says the same as JSON; ``do /undo`` takes back what was done by earlier commands."""

import json

import pytest

from tests.warroom.shell import Shell
from warroom import seal

RECORDING = {
    "log": ("a plain entry",),
    "say": ("hello",),
    "note": ("hello",),
    "sev": ("1", "worse"),
    "status": ("identified",),
    "role": ("scribe", "bob"),
    "in": ("li",),
    "out": ("bob",),
    "cause": ("a full disk",),
    "task": ("clear it", "--due", "friday"),
    "follow-up": ("watch it",),
    "risk": ("it fills again",),
    "decide": ("stay",),
    "handover": ("ana", "--from", "wei", "--word", "yes"),
    "do": ("/pin {entry}",),
    "promise": ("Acme", "a report", "--due", "+2h"),
}


@pytest.fixture
def room(warroom: Shell) -> str:
    return new(warroom)


def new(warroom: Shell) -> str:
    ref = warroom("new", "Checkout", "--sev", "2", "--owner", "Acme").strip()
    warroom("role", ref, "ic", "wei")
    warroom("in", ref, "bob")
    return ref


@pytest.mark.parametrize("word", RECORDING)
def test_what_records_prints_one_object_with_json_and_references_without(warroom: Shell, room: str, word: str) -> None:
    def argv(ref: str) -> list[str]:
        entry = warroom("log", ref, "one").strip()
        return [word, ref, *(one.format(entry=entry) for one in RECORDING[word])]

    made = warroom.json(*argv(room), "--json")
    assert set(made) == {"said", "refs", "eids"}
    assert made["refs"] == [seal.entry_ref(eid) for eid in made["eids"]] and made["refs"]
    assert len(warroom(*argv(new(warroom))).split()) == len(made["refs"])


def test_log_from_a_pipe_prints_an_object_a_line(warroom: Shell, room: str) -> None:
    ran = warroom.process("log", room, "-", "--json", stdin=b"one\ntwo\n")
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [len(one["refs"]) for one in lines] == [1, 1]


def test_new_and_brief_as_json(warroom: Shell) -> None:
    card = warroom.json("new", "Leak", "--profile", "project", "--sev", "3", "--owner", "Acme", "--json")
    assert (card["title"], card["profile"], card["severity"], card["owners"]) == ("Leak", "project", "SEV3", ["Acme"])
    said = warroom.json("brief", card["ref"], "--json")
    assert set(said) == {"ref", "conditions", "actions", "needs", "changes"} and said["changes"] is None
    assert any("attached" in line for line in warroom.json("brief", card["ref"], "--since", "-1h", "--json")["changes"])


def test_undo_takes_back_what_earlier_commands_did_one_by_one(warroom: Shell, room: str) -> None:
    first = warroom("log", room, "one").strip()
    warroom("--as", "bob", "log", room, "bob's own")
    warroom("sev", room, "1")
    warroom("in", room, "li, wu")
    assert "2 changes that were made together" in warroom.both("do", room, "/undo").err
    assert "SEV2 to SEV1" in warroom.both("do", room, "/undo").err
    assert warroom.json("show", room, "--json")["severity"]["value"] == "SEV2"
    made = warroom.json("do", room, "/undo", "--json")
    assert f"{first} observation one" in made["said"] and len(made["refs"]) == 1
    timeline = {one["text"]: one for one in warroom.json("show", room, "--json")["timeline"]}
    assert timeline["one"]["retracted"] and not timeline["bob's own"].get("retracted")


def test_undo_says_when_there_is_nothing_of_mine(warroom: Shell, room: str) -> None:
    assert "nothing of yours" in warroom.both("--as", "li", "do", room, "/undo", code=2).err
    warroom("--as", "li", "log", room, "x")
    warroom("--as", "li", "do", room, "/undo")
    assert "nothing of yours" in warroom.both("--as", "li", "do", room, "/undo", code=2).err
