"""``warroom lint``: what it prints, how it ends, what it refuses; with a room and without."""

import json
import os
from pathlib import Path

import pytest

from warroom.cli import lint as command
from warroom.updates.lint.catalogue import catalogue
from warroom.updates.lint.check import check_text
from warroom.updates.lint.finding import Ground

LEAKY = "It will be fixed ASAP.\r\n密码是 Abc123!@#，见 https://acme.slack.com/archives/C1 。\r\n"
KEYS = {"rule", "severity", "start", "end", "text", "message"}


@pytest.fixture
def written(tmp_path: Path):
    def write(content: str | bytes, name: str = "update.md") -> str:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(file)

    return write


def test_a_finding_is_a_line_with_its_place(warroom, written):
    said = warroom.both("lint", written(LEAKY), code=1)
    lines = said.out.splitlines()
    assert lines[0].startswith('1:18 warn T01 "ASAP" ')
    assert lines[1].startswith('2:5 block L01 "Abc123!@#" ')
    assert lines[2].startswith('2:17 block L04 "https://acme.slack.com/archives/C1" ')
    assert said.err == "2 block, 1 warn\n"


def test_json_names_places_of_the_text_as_it_is(warroom, written):
    found = warroom.json("lint", written(LEAKY), "--json", code=1)
    assert [set(one) for one in found] == [KEYS] * len(found)
    assert {one["rule"] for one in found} == {"T01", "L01", "L04"}
    assert all(LEAKY[one["start"] : one["end"]] == one["text"] for one in found)
    assert warroom.json("lint", written("Some card payments fail."), "--json") == []


@pytest.mark.parametrize("argv", [(), ("-",)])
def test_standard_input_is_the_text(warroom, argv):
    done = warroom.process("lint", *argv, "--json", stdin=LEAKY.encode())
    assert done.returncode == 1
    assert json.loads(done.stdout) == warroom_findings(LEAKY)


def warroom_findings(text: str) -> list[dict[str, object]]:
    return [
        {name: getattr(one, name) for name in ("rule", "severity", "start", "end", "text", "message")}
        for one in check_text(text, Ground())
    ]


def test_warnings_and_hints_do_not_fail(warroom, written):
    assert warroom.both("lint", written("It will be fixed soon.")).err.strip()


def test_a_byte_order_mark_is_no_column(warroom, written):
    assert warroom("lint", written("\ufeffASAP")).startswith('1:1 warn T01 "ASAP"')


def test_what_is_shown_obeys_nobody(warroom, written):
    said = warroom("lint", written("\x1b[31mThis \u202esentence\x07" + " goes on and on" * 10 + "."))
    assert "sentence" in said
    assert not {"\x1b", "\u202e", "\x07"} & set(said)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a\nb\0c", "no text (line 2 holds a zero byte)"),
        ("延迟".encode("gb18030"), "no UTF-8 (line 1)"),
        (b"\xff\xfea\0", "zero byte"),
        (b"x" * (command.LARGEST + 1), "longer than 1,000,000 bytes"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(warroom, written, content, words):
    said = warroom.both("lint", written(content), code=2)
    assert said.out == "" and words in said.err
    done = warroom.process("lint", stdin=content)
    assert done.returncode == 2 and words in done.stderr.decode()


def test_files_that_cannot_be_read_are_named(warroom, tmp_path):
    assert "No such file" in warroom.both("lint", str(tmp_path / "none.md"), code=2).err
    assert "directory" in warroom.both("lint", str(tmp_path), code=2).err


def test_an_endless_pipe_is_refused(warroom):
    done = warroom.process("lint", stdin=b"a " * command.LARGEST)
    assert done.returncode == 2 and b"longer than" in done.stderr


@pytest.mark.parametrize("rule", [*catalogue()])
def test_every_rule_is_explained_with_its_reason_and_source(warroom, rule):
    told = warroom("lint", "--explain", rule.lower())
    known = catalogue()[rule]
    assert told.startswith(f"{rule} {known.title} ({known.severity})\n")
    assert known.why and known.source and known.why in told and f"Source: {known.source}" in told
    assert warroom.json("lint", "--explain", rule, "--json")["rule"] == rule


def test_the_catalogue_is_whole():
    expected = (
        {f"S{n:02}" for n in range(1, 14)} | {f"T{n:02}" for n in range(1, 9)} | {f"X{n:02}" for n in range(1, 14)}
    )
    expected |= {f"C{n:02}" for n in (*range(1, 10), 11, 12)} | {f"L{n:02}" for n in range(1, 15)} | {"L02b", "L03b"}
    expected |= {f"P{n:02}" for n in (*range(1, 10), 11, 12)}
    expected |= {"D01", "D02", "D03"}  # found while a draft is made
    assert set(catalogue()) >= expected


def test_a_rule_that_is_none_is_refused(warroom):
    assert "did you mean T0" in warroom.both("lint", "--explain", "T0", code=2).err
    assert "docs/lint.md" in warroom.both("lint", "--explain", "谁", code=2).err
    assert warroom("lint", "--explain", "l1").startswith("L01 ")


# -- lint.toml ---------------------------------------------------------------------------------------------------------


def test_settings_of_the_data_folder_and_of_the_person_hold(warroom, written, tmp_path, monkeypatch):
    config = tmp_path / "config"
    config.mkdir()
    monkeypatch.setenv("WARROOM_CONFIG", str(config))
    (config / "lint.toml").write_text('hosts = [".acme.example"]\n[organisations]\nGlobex = ["环球"]\n', "utf-8")
    warroom.data.mkdir(exist_ok=True)
    warroom.data.chmod(0o700)
    (warroom.data / "lint.toml").write_bytes('\ufefftickets = ["PAY"]\r\nlinks = ["docs.google.com"]\r\n'.encode())
    text = written("PAY-1 OPS-12 pay.acme.example https://docs.google.com/document/d/1 环球")
    found = warroom.json("lint", text, "--json", code=1)
    assert {(one["rule"], one["text"]) for one in found} == {
        ("L06", "PAY-1"),
        ("L03", "pay.acme.example"),
        ("L09", "环球"),
    }
    assert warroom.json("lint", text, "--owner", "globex", "--json", code=1) == [
        one for one in found if one["rule"] != "L09"
    ]


def test_settings_that_are_wrong_stop_the_check(warroom, written, tmp_path, monkeypatch):
    monkeypatch.setenv("WARROOM_CONFIG", str(tmp_path))
    (tmp_path / "lint.toml").write_text('hosts = [".a.b"]\nticket = ["OPS"]\n', "utf-8")
    said = warroom.both("lint", written("x"), code=2)
    assert f"{tmp_path}{os.sep}lint.toml:2: unknown key 'ticket'; did you mean 'tickets'?" in said.err
    (tmp_path / "lint.toml").write_bytes(b"hosts = []\n# \xff\n")
    assert "lint.toml:2: no UTF-8" in warroom.both("lint", written("x"), code=2).err


# -- with a room -------------------------------------------------------------------------------------------------------


@pytest.fixture
def room(warroom) -> str:
    ref = warroom(
        "new", "Checkout latency", "--sev", "SEV2", "--impact", "card payments fail for 1 in 8 customers"
    ).strip()
    warroom("owner", "attach", ref, "Acme")
    return ref


def rules(found: list[dict[str, str]]) -> set[str]:
    return {one["rule"] for one in found}


def test_a_room_knows_what_is_internal_who_else_is_there_and_what_is_missing(warroom, written, room):
    warroom("owner", "attach", room, "Globex")
    warroom("log", room, "The release of payments-api went to both sites in the evening after all")
    text = written("We are investigating. The release of payments api went to both sites in the evening; Globex too.")
    assert not {"L09", "L10", "S02"} & rules(warroom.json("lint", text, "--json"))
    found = warroom.json("lint", text, "--room", room, "--owner", "acme", "--json", code=1)
    assert {"L09", "L10", "S02", "S10"} <= rules(found)
    assert [set(one) for one in found] == [KEYS] * len(found)
    assert "L09" not in rules(warroom.json("lint", text, "--room", ".", "--owner", "Globex", "--json", code=1))


def test_a_complete_first_notice_passes(warroom, written, room):
    text = written(
        "Update #1. SEV2, investigating.\n\n"
        "Card payments fail for 1 in 8 customers, in the EU only, since this was noticed today.\n"
        "The cause is not known yet. We are checking the payment service and its database.\n"
        "Whether data was lost is being checked. You do not need to do anything.\n"
        "We are sorry for this; keeping payments running is our responsibility.\n"
        "Next update tomorrow. Contact: the duty manager, 020 7946 0000.\n"
    )
    found = warroom.json("lint", text, "--room", room, "--json")
    assert not {one["rule"] for one in found if one["severity"] == "block"}


def test_a_bare_phrase_lacks_what_an_owner_needs(warroom, written, room):
    found = warroom.json("lint", written("We are investigating."), "--room", room, "--json", code=1)
    assert {"S01", "S02", "S04"} <= rules(found)
    assert all((one["start"], one["end"]) == (0, 0) for one in found if one["rule"].startswith("S"))


def test_which_owner_is_asked_when_there_are_several(warroom, written, room):
    text = written("x")
    assert (
        "no owner is called 'Nobody'; there are Acme"
        in warroom.both("lint", text, "--room", room, "--owner", "Nobody", code=2).err
    )
    warroom("owner", "attach", room, "Globex")
    assert "which owner" in warroom.both("lint", text, "--room", room, code=2).err
    assert "No room" in warroom.both("lint", text, "--room", "nothing", code=2).err
