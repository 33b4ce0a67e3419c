"""Commands that record: what they store, what they print, what they refuse."""

import asyncio
import json
import re
import subprocess

import pytest

from store.resolve import resolve
from store.rooms import RoomsFolder
from tests.warroom.shell import HOSTILE, command
from warroom import seal
from warroom.cli import quick_log
from warroom.clock import from_stamp
from warroom.events import to_document
from warroom.room import Room


@pytest.fixture
def ref(warroom):
    return warroom("new", "Checkout").strip()


def timeline(warroom, ref):
    return warroom.json("show", ref, "--json")["timeline"]


def test_every_command_prints_the_references_of_what_it_made(warroom, ref):
    made = []
    for argv in (
        ("log", ref, "an", "entry"),
        ("say", ref, "a message"),
        ("note", ref, "another"),
        ("sev", ref, "2", "because"),
        ("status", ref, "identified"),
        ("role", ref, "ic", "bob"),
        ("in", ref, "bob", "Mr Li (Acme)", "ana,wei"),
        ("out", ref, "bob"),
    ):
        made += warroom(*argv).split()
    room = warroom.json("show", ref, "--json")
    refs = [entry["ref"] for entry in room["timeline"] + room["discussion"]]
    assert set(made) <= set(refs) and len(made) == 11
    assert room["severity"]["value"] == "SEV2" and room["status"]["value"] == "identified"
    assert room["roles"]["incident_commander"]["value"] == "bob"
    assert room["presence"]["Mr Li"]["owner"] == "Acme" and not room["presence"]["bob"]["here"]
    assert [entry["text"] for entry in room["discussion"]] == ["a message", "another"]
    assert {entry["author"] for entry in room["timeline"]} == {"ana"}


def test_log_takes_kind_actor_and_time(warroom, ref):
    plain = warroom("log", ref, "x", "--kind", "action", "--actor", "bob", "--at=-1h").strip()
    whole = warroom("log", ref, "y", "--at", "yesterday 23:50").strip()
    entries = {entry["ref"]: entry for entry in timeline(warroom, ref)}
    assert entries[plain]["kind"] == "action" and entries[plain]["actor"] == "bob"
    assert 3595 < seconds(entries[plain]["at"], entries[plain]["recorded_at"]) < 3605
    assert entries[whole]["at"][11:16] == "23:50"


def seconds(earlier, later):
    return (from_stamp(later) - from_stamp(earlier)).total_seconds()


def test_the_quick_path_stores_what_the_room_would(warroom, ref):
    argv = ["--data", str(warroom.data), "log", ref, "text", "--kind", "action", "--actor", "bob"]
    warroom(*argv[2:])
    found = resolve(str(warroom.data), ref)

    async def slowly():
        room = Room(RoomsFolder(warroom.data).open(found), me="ana")
        await room.load()
        quick = room.state.events[-1]
        slow = await room.log("text", kind="action", actor="bob")
        await room.close()
        return to_document(quick), to_document(slow)

    quick, slow = asyncio.run(slowly())
    apart = {"eid", "sha", "recorded_at", "oseq", "lam"}
    assert {key: quick[key] for key in quick.keys() - apart} == {key: slow[key] for key in slow.keys() - apart}


@pytest.mark.parametrize(
    "argv",
    [
        ("log", "R"),
        ("log", "R", ""),
        ("log", "R", "x", "--unknown"),
        ("log", "R", "x", "--kind", "rumour"),
        ("log", "R", "x", "--at"),
        ("log", "R", "x", "--at", "yesterday 23:50"),
        ("log", "R", "--help"),
        ("--json", "log", "R", "x"),
        ("rooms", "log", "R"),
    ],
)
def test_the_quick_path_leaves_the_rest_to_click(argv):
    assert quick_log.read(list(argv)) is None


def test_what_the_quick_path_reads(monkeypatch):
    monkeypatch.setenv("WARROOM_USER", "Ana")
    request = quick_log.read(["--data=/d", "log", "--as", "bob", "R", "--", "--at", "-5m"])
    assert request[:4] == ("R", "--at -5m", "/d", "bob")
    assert quick_log.read(["log", "R", "-", "--as=x"]).text == "-"
    assert quick_log.read(["log", "R", "a  b"]).author == "ana"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_come_back_as_they_were(warroom, ref, text):
    warroom("log", ref, "--", text)
    warroom("say", ref, "--actor", "[b]x", "--", text)
    warroom("sev", ref, "3", "--", text)
    room = warroom.json("show", ref, "--json")
    assert room["timeline"][-2]["text"] == text
    assert room["discussion"][0]["text"] == text
    assert room["timeline"][-1]["text"] == f"SEV3: {text}"
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", warroom("show", ref))


@pytest.mark.parametrize(
    "argv, code",
    [
        (("log", "R", "   "), 2),
        (("say", "R", " "), 2),
        (("log", "R"), 2),
        (("log", "R", "x", "--kind", "rumour"), 2),
        (("log", "R", "x", "--at", "soon"), 2),
        (("log", "R", "x", "--bogus"), 2),
        (("log", "nonesuch", "x"), 2),
        (("--as", "a b/c", "log", "R", "x"), 2),
        (("sev", "R", "SEV9"), 2),
        (("status", "R", "fine"), 2),
        (("role", "R", "king", "bob"), 2),
        (("role", "R", "deputy", "-"), 1),
        (("status", "R", "investigating"), 1),
        (("in", "R", "x ()"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_refusals_are_one_line_and_change_nothing(warroom, ref, argv, code):
    before = warroom("show", ref, "--json")
    said = warroom.both(*(ref if word == "R" else word for word in argv), code=code)
    assert said.out == ""
    assert said.err.startswith("warroom: ") and said.err.count("\n") == 1
    assert warroom("show", ref, "--json") == before


def test_reopening_needs_a_reason(warroom, ref):
    warroom("status", ref, "resolved")
    assert "reason" in warroom.both("status", ref, "investigating", code=2).err
    warroom("status", ref, "investigating", "it", "is", "back")
    assert warroom.json("show", ref, "--json")["status"]["value"] == "investigating"


def test_a_pipe_becomes_an_entry_a_line(warroom, ref):
    lines = b"one\r\n\n  \ntwo \x1b[31m\xff\xfe \x00end\r\nvt\x0bline\xe2\x80\xa8sep\nlast"
    ran = warroom.process("log", ref, "-", "--kind", "action", stdin=lines)
    assert ran.returncode == 0, ran.stderr
    refs = ran.stdout.decode().split()
    entries = [entry for entry in timeline(warroom, ref) if entry["kind"] == "action"]
    assert [entry["ref"] for entry in entries] == refs
    assert [entry["text"] for entry in entries] == [
        "one",
        "two \x1b[31m\ufffd\ufffd \x00end",
        "vt\x0bline\u2028sep",
        "last",
    ]


def test_a_fast_pipe_is_stored_in_few_transactions_and_a_slow_one_at_once(warroom, ref):
    journal = next(warroom.data.glob("rooms/*/journal.jsonl"))
    before = journal.read_bytes().count(b"\n")
    many = b"".join(b"line %d\n" % number for number in range(5000))
    ran = warroom.process("log", ref, "-", stdin=many)
    assert len(ran.stdout.split()) == 5000
    assert journal.read_bytes().count(b"\n") - before < 100
    slow = subprocess.Popen(
        command("log", ref, "-"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=warroom.env(), bufsize=0
    )
    for number in range(3):
        slow.stdin.write(b"slow %d\n" % number)
        answer = slow.stdout.readline().decode().strip()
        newest = json.loads(
            journal.read_bytes().splitlines()[-1][: journal.read_bytes().splitlines()[-1].rindex(b"}") + 1]
        )
        assert answer == seal.entry_ref(newest["o"][-1][3]["eid"]), "it is on disk when its reference is printed"
    slow.stdin.close()
    assert slow.wait(10) == 0


def test_lines_are_saved_when_nobody_reads_the_references(warroom, ref):
    writer = subprocess.Popen(
        command("log", ref, "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=warroom.env(),
    )
    writer.stdout.close()
    writer.stdin.write(b"one\n")
    writer.stdin.flush()
    said = writer.stderr.readline()
    writer.stdin.write(b"two\nthree\n")
    writer.stdin.close()
    assert writer.wait(10) == 0 and b"still being saved" in said
    assert [entry["text"] for entry in timeline(warroom, ref)][-3:] == ["one", "two", "three"]


def test_a_line_that_is_no_line_ends_it(warroom, ref):
    ran = warroom.process("log", ref, "-", stdin=b"good\n" + b"x" * (quick_log.LONGEST_LINE + quick_log.READ + 1))
    assert ran.returncode == 2 and b"longer than" in ran.stderr
    assert timeline(warroom, ref)[-1]["text"] == "good"


def test_a_room_that_cannot_be_written_is_not_saved(warroom, ref):
    folder = next(warroom.data.glob("rooms/*"))
    ran = warroom.process("log", ref, "kept?", WARROOM_DATA="/proc/self/none")
    assert ran.returncode == 2
    warroom.data.chmod(0o777)
    for argv in (("log", ref, "x"), ("rooms",), ("say", ref, "x")):
        said = warroom.both(*argv, code=3)
        assert "chmod" in said.err
    warroom.data.chmod(0o700)
    header = (folder / "journal.jsonl").read_bytes()
    assert b"kept?" not in header


def test_when_the_disk_is_full_what_was_printed_is_saved_and_the_rest_is_told(warroom, ref):
    many = b"".join(b"line %d %s\n" % (number, b"x" * 100) for number in range(5000))
    # A limit on the file's size is a full disk that needs no disk: the write fails half-way through.
    ran = subprocess.run(
        ["bash", "-c", 'ulimit -f 300; exec "$@"', "-", *command("log", ref, "-")],
        input=many,
        capture_output=True,
        env=warroom.env(),
        timeout=60,
    )
    printed = ran.stdout.decode().split()
    assert ran.returncode == 3, ran.stderr
    assert ran.stderr.count(b"\n") == 1 and f"{len(printed)} lines before it were saved".encode() in ran.stderr
    stored = [entry["ref"] for entry in timeline(warroom, ref) if entry["kind"] == "observation"]
    assert stored == printed and 0 < len(printed) < 5000
    assert warroom("log", ref, "goes on again").strip()
