"""``warroom import`` of what others wrote: mappings, channels, encodings, mails, a bar, flat memory."""

import json
import os
import pty
import signal
import subprocess
import sys

import pytest

from tests.warroom.importing import DATA
from tests.warroom.shell import command
from tests.warroom.test_import_mail import MAIL, REPLY
from warroom.cli import taking_in
from warroom.importers.reading import Reading

ROOM = "01890000-0000-7000-8000-0000000000aa"

TABLE = "When,What happened,Who\n2026-11-22 14:01,error rate 4 %,ana\n2026-11-22 14:09,rolled back,bob\n"
SLACK = str(DATA / "slack-export" / "testarchive.zip")


def test_a_mapping_is_shown_before_it_is_used(warroom, tmp_path):
    table = tmp_path / "events.csv"
    table.write_text(TABLE)
    refused = warroom.both("import", str(table), code=2)
    assert "--map 'time=NAME,text=NAME'" in refused.err
    mapping = ("--map", "time=When,text=What happened")
    said = warroom.both("import", str(table), *mapping, "--dry-run")
    assert "column What happened  ->  text" in said.err and "column Who            ->  actor" in said.err
    assert "error rate 4 %" in said.out and not (warroom.data / "rooms").exists()
    taken = warroom.json("import", "--json", str(table), *mapping)
    assert taken[0]["mapping"] == {"When": "time", "What happened": "text", "Who": "actor"}
    assert warroom.both("import", str(table), "--map", "time=1,text=2").err.endswith("nothing was added\n")


@pytest.mark.parametrize(
    ("mapping", "what"),
    [
        ("time=Nonesuch,text=What happened", "--map says time=Nonesuch, text=What happened, and the columns are: When"),
        ("when=When", "maps no column"),
        ("time", "maps no column"),
        ("time=When,text=When", "and the columns are"),
    ],
)
def test_a_mapping_that_does_not_fit_brings_nothing_in(warroom, tmp_path, mapping, what):
    table = tmp_path / "events.csv"
    table.write_text(TABLE)
    said = warroom.both("import", str(table), "--map", mapping, code=2)
    assert what in said.err and not (warroom.data / "rooms").exists()


def test_a_slack_export_makes_a_room_for_each_channel_once(warroom):
    first = warroom.both("import", SLACK)
    assert len(first.out.split()) == 2 and "each of the 2 channels makes a room" in first.err
    titles = {one["title"]: one for one in warroom.json("rooms", "--json")}
    assert titles.keys() == {"#enrique", "#traveling-sailor"} and titles["#enrique"]["messages"] == 98
    again = warroom.json("import", "--json", SLACK)
    assert [one["added"] for one in again] == [0, 0]
    only = warroom.json("import", "--json", SLACK, "--only", "enrique", "--dry-run")
    assert [one["title"] for one in only] == ["#enrique"]
    ref = warroom("new", "Checkout").strip()
    into = warroom.json("import", "--json", SLACK, "--room", ref)
    assert [one["added"] for one in into] == [98, 52]
    assert [one["added"] for one in warroom.json("import", "--json", SLACK, "--room", ref)] == [0, 0]


def test_the_card_of_an_imported_room_is_the_folded_one(warroom):
    warroom("import", str(DATA / "github-status" / "incidents-2022-2024.jsonl"), "--only", "Codespaces")
    warroom("import", SLACK)
    before = warroom.json("rooms", "--json")
    assert len(before) > 5
    for path in (warroom.data / "rooms").glob("*/summary.json"):
        path.unlink()
    assert warroom.json("rooms", "--json") == before


def test_a_mail_finds_the_room_and_thread_that_it_answers(warroom, tmp_path):
    mail, reply = tmp_path / "mail.eml", tmp_path / "reply.eml"
    mail.write_text(MAIL)
    reply.write_text(REPLY)
    ref = warroom("import", str(mail)).strip()
    assert warroom("import", "--json", str(reply)) and len(warroom.json("rooms", "--json")) == 1
    thread = [
        one for one in json.loads(warroom("export", ref, "--for", "internal", "--format", "json"))["events"]
        if one["kind"] == "owner.message"
    ]  # fmt: skip
    assert [one["payload"].get("reply_to") for one in thread] == [None, thread[0]["eid"]]
    assert warroom.json("import", "--json", str(reply))[0]["added"] == 0
    other = warroom("new", "Other").strip()
    assert "--owner NAME" in warroom.both("import", str(mail), "--room", other, code=2).err
    warroom("import", str(mail), "--room", other, "--owner", "Acme Retail")
    assert "Acme Retail" in warroom("show", other)


def test_an_encoding_is_asked_for_and_taken(warroom, tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_bytes("2026-11-22 14:05 磁盘已满，服务中断\n".encode("gb18030"))
    assert "--encoding gb18030" in warroom.both("import", str(notes), code=2).err
    assert not (warroom.data / "rooms").exists()
    ref = warroom("import", str(notes), "--encoding", "gb18030").strip()
    assert "磁盘已满" in warroom("show", ref)
    assert "is no encoding" in warroom.both("import", str(notes), "--encoding", "rot13", code=2).err


def test_one_bad_file_of_several_keeps_all_out(warroom, tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text(
        '{"event": {"id": "a", "event_type": "incident.triggered", "occurred_at": "soon", "data": {"id": "P"}}}\n'
    )
    said = warroom.both("import", SLACK, str(bad), code=2)
    assert "line 1: 'soon' is no time" in said.err and not (warroom.data / "rooms").exists()


def chat(path, lines):
    with path.open("w") as file:
        for number in range(lines):
            clock = f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"
            file.write(f"[2026-01-{1 + number // 86400:02} {clock}] <ana> error rate {number} % in the EU region\n")
    return path


def peak_of(warroom, *argv):
    """The most memory that a command had (kB)."""
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command(*argv)], env=warroom.env(), capture_output=True, check=True, timeout=120
    )
    return int(done.stdout)


def test_memory_does_not_grow_with_the_file(warroom, tmp_path):
    """A line more takes less than 300 bytes: its id is remembered, and nothing else. An event takes thousands."""
    small, large = chat(tmp_path / "small.log", 6_000), chat(tmp_path / "large.log", 60_000)
    ref = warroom("new", "Checkout").strip()
    for more in ((), ("--room", ref)):
        peaks = [peak_of(warroom, "import", str(path), *more) for path in (small, large)]
        assert peaks[1] - peaks[0] < 54_000 * 300 // 1024, peaks


def test_a_bar_is_for_a_terminal_alone_and_leaves_nothing_behind(warroom, tmp_path):
    path = chat(tmp_path / "chat.log", 40_000)
    quiet = warroom.process("import", str(path))
    assert b"%" not in quiet.stderr and quiet.returncode == 0
    other = chat(tmp_path / "other.log", 40_001)
    shown = on_a_terminal(warroom, "import", str(other))
    assert "reading [" in shown and "storing [" in shown and "%" in shown
    assert shown.rpartition("\x1b[K")[2].strip().endswith("40002 events added to " + shown.split()[-1])


@pytest.mark.parametrize("at", ["reading [", "storing ["])
def test_who_stops_an_import_is_told_what_is_in(warroom, tmp_path, at):
    path = chat(tmp_path / "chat.log", 40_000)
    said = on_a_terminal(warroom, "import", str(path), stop_at=at)
    there = warroom.json("rooms", "--json")
    if "stopped: nothing was imported" in said:
        assert there == []
    else:  # it had been faster
        assert [one["events"] for one in there] == [40_001] and there[0]["ref"] in said
    assert "40001 events added" in warroom.both("import", str(path)).err or there
    assert "nothing was added" in warroom.both("import", str(path)).err


def test_what_is_in_is_said_of_every_room():
    readings = [Reading(format="irc", source="a", room=ROOM, new=True, title="a")]
    assert taking_in.stopped(readings, set(), set()) == "stopped: nothing was imported"
    assert "come in already: 0628-" in taking_in.stopped(readings, set(), {ROOM})
    assert "adds what is missing" in taking_in.stopped(readings, {ROOM}, {ROOM})


def on_a_terminal(warroom, *argv, stop_at=""):
    """What a command writes to a standard error that is a terminal; ctrl+c comes when it says ``stop_at``."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(command(*argv), env=warroom.env(), stderr=theirs, stdout=subprocess.DEVNULL)
    os.close(theirs)
    said = b""
    stopped = False
    try:
        while block := os.read(ours, 4096):
            said += block
            if stop_at and not stopped and stop_at.encode() in said:
                stopped = True
                child.send_signal(signal.SIGINT)
    except OSError:
        pass  # the terminal is gone with its last user
    os.close(ours)
    assert child.wait() in ((0, 130) if stop_at else (0,))
    return said.decode()


def test_a_temporary_folder_that_is_full_brings_nothing_in(warroom, tmp_path, monkeypatch):
    from warroom.importers import spool

    def full(**_):
        raise OSError(28, "No space left on device")

    path = chat(tmp_path / "chat.log", 6_000)
    monkeypatch.setattr(spool.tempfile, "TemporaryFile", full)
    said = warroom.both("import", str(path), code=3)
    assert "TMPDIR" in said.err and "No space left" in said.err and not (warroom.data / "rooms").exists()
