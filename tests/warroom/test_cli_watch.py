"""follow, brief and doctor as a script uses them; ends, interrupts and unexpected errors."""

import json
import os
import select
import signal
import stat
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

from tests.warroom.shell import command
from tests.warroom.test_cli_rooms import documented
from warroom import seal
from warroom.cli import crash, failures, main, shell
from warroom.cli.zones import local_zone

PATIENCE = 10.0


@pytest.fixture
def ref(warroom):
    return warroom("new", "Checkout", "--sev", "SEV2").strip()


@pytest.fixture
def following(warroom, ref):
    """A process that follows the room, and is ready."""
    running = []

    def start(*argv):
        one = subprocess.Popen(
            command("follow", ref, *argv), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=warroom.env(), bufsize=0
        )
        running.append(one)
        assert b"following" in one.stderr.readline()
        return one

    yield start
    for one in running:
        one.kill()
        one.wait()
        one.stdout.close()
        one.stderr.close()


def line(process):
    poll = select.poll()  # select() knows the first 1,024 files of a process only
    poll.register(process.stdout, select.POLLIN)
    ready = poll.poll(PATIENCE * 1000)
    assert ready, "nothing came"
    return json.loads(process.stdout.readline())


def test_follow_prints_new_events_as_they_happen(warroom, ref, following):
    one = following()
    hostile = "[red] \x1b[31m 中文 \u202e"
    made = [warroom("log", ref, hostile).strip(), warroom("say", ref, "hi").strip()]
    raw = [line(one), line(one)]
    assert [event["ref"] for event in raw] == made
    assert raw[0]["payload"]["text"] == hostile and raw[1]["kind"] == "discussion.say"
    for event in raw:
        assert set(event) == {"ref", "sha", *seal.SEALED}
        assert seal.sha_of(event) == event["sha"]
    one.send_signal(signal.SIGTERM)
    assert one.wait(PATIENCE) == 0


def test_follow_from_the_start_and_ctrl_c(ref, following):
    one = following("--from-start")
    assert line(one)["kind"] == "incident.opened"
    one.send_signal(signal.SIGINT)
    assert one.wait(PATIENCE) == 0
    assert one.stderr.read() == b""


def test_follow_ends_when_nobody_reads(following):
    one = following()
    one.stdout.close()
    assert one.wait(PATIENCE) == 0
    assert one.stderr.read() == b""


def test_ctrl_c_of_a_command_is_130_and_what_was_printed_stays(warroom, ref):
    one = subprocess.Popen(
        command("log", ref, "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=warroom.env(),
        # a run in the background inherits "ignore", which a program must keep
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    one.stdin.write(b"one\n")
    one.stdin.flush()
    printed = one.stdout.readline().decode().strip()
    one.send_signal(signal.SIGINT)
    assert one.wait(PATIENCE) == 130 and one.stderr.read() == b""
    assert printed in warroom("show", ref)
    for pipe in (one.stdin, one.stdout, one.stderr):
        pipe.close()


def test_brief_and_what_changed(warroom, ref):
    warroom("log", ref, "rolled back to v411", "--kind", "action", "--actor", "bob")
    said = warroom("brief", ref)
    assert said.startswith("Conditions: SEV2, investigating") and "bob (just now): rolled back to v411." in said
    assert "Still missing: an incident commander" in said
    changed = warroom("brief", ref, "--since", "-1h")
    assert changed.startswith(said) and "rolled back" in changed.split("Since")[1]
    assert "is not a time" in warroom.both("brief", ref, "--since", "soon", code=2).err


def test_doctor(warroom, ref):
    assert warroom("doctor") == ""
    assert set(warroom.json("doctor", "--json")) == documented("doctor --json")
    journal = next(warroom.data.glob("rooms/*/journal.jsonl"))
    warroom("log", ref, "in the middle")
    warroom("log", ref, "after it")
    raw = bytearray(journal.read_bytes())
    raw[raw.index(b"in the middle")] ^= 1
    journal.write_bytes(raw)
    journal.chmod(0o644)
    said = warroom.both("doctor", code=1)
    assert ref in said.out and "--repair" in said.err
    findings = warroom.json("doctor", "--json", code=1)["findings"]
    assert {key for one in findings for key in one} == {"room", "ref", "problem", "repairable"}
    assert "anything" not in said.out
    repaired = warroom.both("doctor", "--repair", code=1 if any(not one["repairable"] for one in findings) else 0)
    assert "private now" in repaired.out
    assert "after it" in warroom("show", ref)


def test_doctor_of_a_new_machine_finds_nothing(warroom):
    said = warroom.both("doctor")
    assert said.out == "" and "no room yet" in said.err
    assert warroom.json("doctor", "--repair", "--json")["findings"] == []
    assert not warroom.data.exists()


def test_without_a_terminal_the_interface_says_so(warroom, ref):
    for argv in ((), (ref,)):
        assert "needs a terminal" in warroom.both(*argv, code=1).err


def test_an_unexpected_error_is_one_line_and_a_report_without_texts(warroom, ref, monkeypatch, capsys, tmp_path):
    secret = "the password is hunter2"

    def breaks(argv):
        raise RuntimeError(secret)

    monkeypatch.setattr(shell, "run", breaks)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    said = warroom.both("show", ref, code=1)
    assert not list(tmp_path.glob("warroom-report-*"))
    (report,) = warroom.data.glob("crashes/*")
    assert stat.S_IMODE(report.parent.stat().st_mode) == 0o700
    assert said.err.count("\n") == 1 and str(report) in said.err and secret not in said.err
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert "RuntimeError" in report.read_text() and secret not in report.read_text()
    assert "in breaks" in report.read_text()
    warroom.data = tmp_path / "none"
    said = warroom.both("rooms", code=1)
    (report,) = tmp_path.glob("warroom-report-*")
    assert str(report) in said.err and not warroom.data.exists(), "a fault makes no data folder"


def test_a_report_has_the_frames_of_what_lies_behind_an_exception(tmp_path):
    class WorkerFailed(Exception):
        def __init__(self, error):
            self.error = error
            super().__init__(f"hunter2 {error!r}")

    def deep():
        raise KeyError("hunter2")

    def between():
        try:
            deep()
        except KeyError as error:
            raise ValueError("hunter2") from error

    try:
        between()
    except ValueError as error:
        path = crash.keep(WorkerFailed(error), str(tmp_path))
    text = Path(path).read_text()
    assert Path(path).parent == tmp_path / "crashes"
    for part in ("WorkerFailed", "builtins.ValueError", "in between", "builtins.KeyError", "in deep"):
        assert part in text
    assert "hunter2" not in text


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (["--data", "x", "rooms"], "x"),
        (["log", ".", "a", "--data=y"], "y"),
        (["log", "--", "--data", "z"], None),
        (["--data"], None),
        ([], None),
    ],
)
def test_the_data_folder_of_a_report(argv, named):
    assert main._named_data(argv) == named


def test_closed_standard_streams_break_nothing(warroom, ref):
    for redirect in (">&-", "2>&-", "<&- >&- 2>&-"):
        before = warroom.json("show", ref, "--json")["events"]
        subprocess.run(
            ["bash", "-c", f'"$@" {redirect}', "-", *command("log", ref, "x")],
            env=warroom.env(),
            timeout=60,
            check=True,
        )
        assert warroom.json("show", ref, "--json")["events"] == before + 1


def test_a_pipe_is_utf8_whatever_the_locale(warroom):
    ran = warroom.process("new", "中文", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert ran.returncode == 0, ran.stderr
    shown = warroom.process("rooms", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert "中文" in shown.stdout.decode()


def test_bytes_that_are_no_text_in_an_argument(warroom, ref):
    ran = warroom.process("log", ref, b"bad \xff byte")
    assert ran.returncode == 0, ran.stderr
    ran = warroom.process("say", ref, b"bad \xff byte", "--actor", b"\xfe")
    assert ran.returncode == 0, ran.stderr
    assert warroom("show", ref).count("bad \ufffd byte") == 2


def test_the_zone_of_this_machine(monkeypatch):
    monkeypatch.setenv("TZ", ":Europe/London")
    assert local_zone() == "Europe/London"
    monkeypatch.setenv("TZ", "CET-1CEST")
    assert local_zone() == local_zone_of_link()
    monkeypatch.setenv("TZ", "Etc/UTC")
    assert local_zone() == "UTC"


def local_zone_of_link():
    linked = os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    return {"Etc/UTC": "UTC", "": "UTC"}.get(linked, linked)


def test_a_stopped_writer_is_named_and_nothing_is_lost(warroom, ref, monkeypatch):
    """Another process holds the room's lock and does not let go."""
    import fcntl

    lock = next(warroom.data.glob("rooms/*/lock"))
    monkeypatch.setattr("warroom.cli.quick_log.LOCK_TIMEOUT", 0.2)
    with Path(lock).open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        begun = time.monotonic()
        said = warroom.both("log", ref, "kept by the shell", code=3)
        assert said.out == "" and said.err.count("\n") == 1
        assert time.monotonic() - begun < PATIENCE
    assert "kept by the shell" not in warroom("show", ref)
    assert failures.NOT_SAVED == 3


def test_a_full_output_is_one_line_and_the_entry_is_saved(warroom, ref):
    for argv in (
        ("rooms",),
        ("show", ref, "--json"),
        ("export", ref, "--for", "internal"),
        ("log", ref, "still saved"),
    ):
        with open("/dev/full", "wb") as full:
            ran = subprocess.run(command(*argv), stdout=full, stderr=subprocess.PIPE, env=warroom.env(), timeout=60)
        assert ran.returncode == 1 and ran.stderr.count(b"\n") == 1, ran.stderr
        assert b"standard output can't be written" in ran.stderr
    assert "still saved" in warroom("show", ref)
    said = warroom.both("export", ref, "-o", "/dev/full", code=3)
    assert "was not written" in said.err


def test_a_pipe_that_was_made_non_blocking(warroom, ref):
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    one = subprocess.Popen(command("log", ref, "-"), stdin=reading, stdout=subprocess.PIPE, env=warroom.env())
    os.close(reading)
    os.write(writing, b"one\n")
    assert one.stdout.readline()
    os.write(writing, b"two")
    os.close(writing)
    assert one.wait(PATIENCE) == 0 and one.stdout.read()
    one.stdout.close()
    assert "two" in warroom("show", ref)


def test_a_data_folder_that_is_none(warroom, tmp_path):
    warroom.data = tmp_path / "file"
    warroom.data.write_text("x")
    for argv in (("rooms",), ("new", "x"), ("doctor",), ("log", ".", "x")):
        said = warroom.both(*argv, code=2)
        assert said.out == "" and said.err.count("\n") == 1
