"""import and export: all or nothing, twice the same adds nothing, what comes out comes back."""

import json
import re
import stat
from pathlib import Path

import pytest

from tests.terminal.driver import Terminal
from tests.warroom.shell import HOSTILE, REPO, command
from tests.warroom.test_cli_rooms import documented
from warroom.cli.printing import escaped

DATA = REPO / "tests" / "data"
REPORTS = sorted(str(path) for path in (DATA / "moj-cloud-platform").glob("*.md"))
IRC = str(DATA / "irc-ubuntu" / "2016-06-06_02.raw.txt")


def events(warroom, ref):
    return warroom.json("show", ref, "--json")["events"]


def test_every_report_makes_a_room_and_twice_adds_nothing(warroom):
    said = warroom.both("import", "--tz", "Europe/London", *REPORTS)
    refs = said.out.split()
    assert len(refs) == len(set(refs)) == len(REPORTS) == 20
    assert "times are read as Europe/London" in said.err
    before = {card["ref"]: card["events"] for card in warroom.json("rooms", "--json")}
    again = warroom.both("import", "--tz", "Europe/London", *REPORTS)
    assert again.out.split() == refs
    assert again.err.count("nothing was added") == 20
    assert {card["ref"]: card["events"] for card in warroom.json("rooms", "--json")} == before


def test_import_says_what_came_as_documented(warroom):
    taken = warroom.json("import", "--json", REPORTS[0], IRC, "--date", "2016-06-06")
    for one in taken:
        assert set(one) == documented("import --json")
        assert one["made"] and one["added"] == one["events"] == sum(one["kinds"].values())
    assert [one["format"] for one in taken] == ["report", "irc"]
    room = warroom.json("show", taken[1]["ref"], "--json")
    assert len(room["discussion"]) == taken[1]["kinds"]["discussion.say"]
    assert {entry["author"] for entry in room["discussion"]} == {"ana"}


def test_a_dry_run_shows_and_stores_nothing(warroom):
    said = warroom.both("import", "--dry-run", REPORTS[10])
    assert "Timeline (" in said.out and "nothing was stored" in said.err
    assert warroom.json("import", "--dry-run", "--json", REPORTS[10])[0]["dry_run"] is True
    assert warroom.json("rooms", "--json") == []


def test_into_a_room_all_files_or_none(warroom, tmp_path):
    ref = warroom("new", "Checkout", "--zone", "Asia/Shanghai").strip()
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("2026-11-22 14:05 one\n2026-11-22 14:06 two\n")
    bad.write_text("2026-11-22 14:05 fine\n2026-11-22 25:77 not a time\n")
    before = events(warroom, ref)
    said = warroom.both("import", "--room", ref, str(good), str(bad), code=2)
    assert said.out == "" and "bad.txt" in said.err and "line 2" in said.err
    assert events(warroom, ref) == before
    fresh = warroom.both("import", str(good), str(bad), code=2)
    assert fresh.out == "" and len(warroom.json("rooms", "--json")) == 1
    said = warroom.both("import", "--room", ref, str(good))
    assert said.out == "" and "2 events added" in said.err and "Asia/Shanghai" in said.err
    times = {entry["text"]: entry["at"] for entry in warroom.json("show", ref, "--json")["timeline"]}
    assert times["one"] == "2026-11-22T06:05:00.000000Z"


@pytest.mark.parametrize(
    "argv",
    [
        ("import", "/nonexistent"),
        ("import", "."),
        ("import", REPORTS[0], "--tz", "Mars/Olympus"),
        ("import", REPORTS[0], "--date", "22/11"),
        ("import", REPORTS[0], "--from", "word"),
        ("import", REPORTS[0], "--profile", "nonesuch"),
        ("import", REPORTS[0], "--room", "nonesuch"),
        ("import", REPORTS[0], "--from", "room"),
        ("import",),
    ],
    ids=lambda argv: " ".join(argv).replace(str(REPO), ""),
)
def test_bad_input_makes_no_room(warroom, argv):
    said = warroom.both(*argv, code=2)
    assert said.out == "" and said.err.startswith("warroom: ")
    assert warroom.json("rooms", "--json") == []


def test_standard_input_and_profile(warroom):
    ran = warroom.process("import", "--profile", "project", "-", stdin=b"2026-11-22 14:05 \xe6\xb8\x97\xe6\xb0\xb4\n")
    assert ran.returncode == 0, ran.stderr
    room = warroom.json("show", ran.stdout.decode().strip(), "--json")
    assert room["profile"] == "project" and room["timeline"][-1]["text"] == "渗水"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_come_in_and_out_literally(warroom, tmp_path, text):
    file = tmp_path / "notes.txt"
    file.write_bytes(f"2026-11-22 14:05 {text}\n2026-11-22 14:06 nul \x00 here\n".encode())
    ref = warroom("import", str(file)).strip()
    entries = [entry["text"] for entry in warroom.json("show", ref, "--json")["timeline"]]
    assert text in entries and "nul \x00 here" in entries
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", warroom("show", ref))
    out = tmp_path / "room.json"
    warroom("export", ref, "--format", "json", "-o", str(out))
    before = warroom("show", ref, "--json")
    warroom.data = tmp_path / "elsewhere"
    assert warroom("import", str(out)).strip() == ref
    assert warroom("show", ref, "--json") == before


def test_an_export_comes_back_byte_for_byte(warroom, tmp_path):
    ref = warroom("new", "Checkout").strip()
    warroom("import", "--room", ref, IRC, "--date", "2016-06-06")
    warroom("sev", ref, "1")
    attach(warroom, ref, tmp_path)
    ran = warroom.process("export", ref, "--format", "json")
    first = tmp_path / "first.json"
    first.write_bytes(ran.stdout)
    assert json.loads(ran.stdout)["format"] == "warroom.room"
    before = warroom("show", ref, "--json")
    warroom.data = tmp_path / "elsewhere"
    warroom("import", str(first))
    again = warroom.process("export", ref, "--format", "json")
    assert again.stdout == ran.stdout
    assert warroom("show", ref, "--json") == before
    said = warroom.both("import", str(first))
    assert "nothing was added" in said.err


def attach(warroom, ref, tmp_path):
    """Attach a file as the screens do; the command line has no command for it yet."""
    import asyncio

    from warroom.cli import access
    from warroom.cli.ground import Ground

    file = tmp_path / "plan.bin"
    file.write_bytes(bytes(range(256)))
    here = Ground()
    here.named_data = str(warroom.data)
    assert not asyncio.iscoroutine(access.in_room(here, ref, lambda room: room.attach(file, "the plan")))


def test_markdown_goes_to_a_file_that_says_for_whom(warroom, tmp_path):
    ref = warroom("new", "Checkout").strip()
    warroom("say", ref, "between us")
    target = tmp_path / "out"
    target.mkdir()
    said = warroom.both("export", ref, "-o", str(target))
    file = target / f"{ref}.INTERNAL.md"
    assert said.out == "" and "INTERNAL" in said.err
    assert "INTERNAL" in file.read_text().splitlines()[0]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "between us" not in file.read_text()
    assert list(target.iterdir()) == [file], "nothing half-written is left"
    warroom("export", ref, "--discussion", "-o", str(file))
    assert "between us" in file.read_text()


def test_export_as_of_a_time(warroom):
    ref = warroom("new", "Checkout").strip()
    warroom("log", ref, "early news", "--at", "-3h")
    warroom("log", ref, "late news")
    argv = ("export", ref, "--at", "-2h", "--by", "occurred")
    assert "early news" in process(warroom, *argv) and "late news" not in process(warroom, *argv)
    assert warroom.both("export", ref, "--at", "-2h", code=2).out == ""


def process(warroom, *argv):
    ran = warroom.process(*argv)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.decode()


def test_what_is_refused_is_not_written(warroom, tmp_path):
    ref = warroom("new", "Checkout").strip()
    target = tmp_path / "x.md"
    said = warroom.both("export", ref, "--for", "owner", "-o", str(target), code=2)
    assert "no owner yet" in said.err and not target.exists()
    target.write_text("old")
    said = warroom.both("export", ref, "-o", str(tmp_path / "none" / "x.md"), code=3)
    assert "was not written" in said.err
    assert warroom.both("export", ref, "--format", "docx", code=2).out == ""
    tmp_path.chmod(0o500)
    try:
        if not Path("/proc/self/status").read_text().split("CapEff:")[1].split()[0].strip("0"):
            warroom.both("export", ref, "-o", str(target), code=3)
            assert target.read_text() == "old"
    finally:
        tmp_path.chmod(0o700)


def test_an_export_into_a_pipe_that_closes(warroom):
    import subprocess

    ref = warroom("new", "Checkout").strip()
    warroom("import", "--room", ref, IRC, "--date", "2016-06-06")
    ran = subprocess.run(
        ["bash", "-c", '"$@" | head -c 1; echo ${PIPESTATUS[0]}', "-", *command("export", ref, "--format", "json")],
        capture_output=True,
        env=warroom.env(),
        timeout=60,
        check=True,
    )
    assert ran.stdout == b"{0\n" and ran.stderr.count(b"\n") == 1


def test_two_files_of_one_name_each_keep_their_own_answer(warroom, tmp_path):
    files = []
    for number in (1, 2):
        file = tmp_path / str(number) / "notes.txt"
        file.parent.mkdir()
        file.write_text(f"2026-11-2{number} 14:05 entry {number}\n" * number)
        files.append(str(file))
    taken = warroom.json("import", "--json", *files, files[0])
    assert [one["events"] for one in taken] == [taken[0]["events"], taken[0]["events"] + 1, taken[0]["events"]]
    assert [one["made"] for one in taken] == [True, True, False]
    assert [one["added"] > 0 for one in taken] == [True, True, False]


def test_a_disk_that_fills_up_between_two_rooms_leaves_none(warroom, monkeypatch):
    import errno

    from store import disk

    write, size = disk.write_all, 0

    def full_after_one(fd, data):
        nonlocal size
        size += len(data)
        if size > 12_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(fd, data)

    monkeypatch.setattr(disk, "write_all", full_after_one)
    said = warroom.both("import", *REPORTS[:3], code=3)
    assert said.out == "" and "disk or your quota is full" in said.err and "none of the files" in said.err
    assert size > 12_000
    monkeypatch.undo()
    assert list((warroom.data / "rooms").iterdir()) == []
    monkeypatch.setenv("WARROOM_USER", "ana")
    assert len(warroom("import", *REPORTS[:3]).split()) == 3
    assert len(warroom.json("rooms", "--json")) == 3


def test_who_reads_an_export_is_said_where_nobody_was_named(warroom):
    ref = warroom("new", "Checkout").strip()
    said = warroom.both("export", ref)
    assert said.out.startswith("**INTERNAL")
    assert said.err.count("\n") == 1 and "INTERNAL" in said.err and "--for" in said.err
    assert warroom.both("export", ref, "--for", "internal").err == ""
    shown = warroom("export", "--help")
    assert "--for internal is for your own people" in " ".join(shown.split()) and "[default: internal]" not in shown


def test_json_on_a_terminal_is_the_same_document_and_obeys_nothing(warroom):
    ref = warroom("new", "Checkout").strip()
    text = "bidi \u202eevil\u2066 c1 \x9b31m tag \U000e0041 中文"
    warroom("log", ref, text)
    exact = warroom.process("export", ref, "--format", "json").stdout
    assert text.encode() in exact, "a pipe gets the canonical bytes"
    shown = escaped(exact.decode())
    assert json.loads(shown) == json.loads(exact)
    asked = list(command("export", ref, "--for", "internal", "--format", "json"))
    with Terminal(asked, env=warroom.env(), patience=20.0) as terminal:
        assert terminal.wait_exit() == 0
        seen = bytes(terminal.log)
    assert b"bidi \\u202eevil\\u2066 c1 \\u009b31m tag" in seen
    for obeyed in ("\u202e", "\u2066", "\x9b"):
        assert obeyed.encode() not in seen
    assert json.loads(seen.decode()[seen.decode().index("{") : seen.decode().rindex("}") + 1]) == json.loads(exact)
