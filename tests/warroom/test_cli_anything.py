"""Any arguments: one clear line or an answer, never a fault of the program."""

import json
import os
import random

import click
import pytest

from tests.warroom.shell import HOSTILE, Shell
from warroom import commands
from warroom.cli import failures, main, shell

PLAIN = ["", " ", "-", "--", ".", "..", "0", "-5m", "SEV1", "1", "identified", "ic", "bob", "Li (Acme)", "\udcff"]
WORDS = [*HOSTILE[:5], *PLAIN]
TIMES = ["-5m", "24:61", "yesterday 23:50", "2026-02-30 10:00", "9" * 400, "now"]
VALUES = [*TIMES, *WORDS, "recorded", "occurred", "md", "json", "internal", "action", "UTC", "SEV2"]
# follow never ends by itself, demo makes folders of its own; both have tests.
TRIED = sorted(set(commands.cli_commands()) - {"follow", "demo", "doctor"})


def options_of(word):
    """The options of a command that a person might give, and whether each takes a value."""
    command = shell.warroom.get_command(click.Context(shell.warroom), word)
    found = [one for one in command.params if isinstance(one, click.Option)]
    return [(one.opts[0], not one.is_flag) for one in found if one.opts[0] not in ("--data", "-o")]


def open_files():
    """How many files this process holds open."""
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("seed", range(4))
def test_no_arguments_are_a_fault_of_the_program(warroom: Shell, tmp_path, monkeypatch, seed):
    monkeypatch.chdir(tmp_path)
    chance = random.Random(seed)
    ref = warroom("new", "Checkout").strip()
    done, opened = 0, open_files()
    for _ in range(200):
        word = chance.choice(TRIED)
        words = [chance.choice(WORDS) for _ in range(chance.choice((0, 1, 1, 2, 3)))]
        if chance.random() < 0.9:
            words.insert(0, ref)
        for name, takes in chance.sample(options := options_of(word), min(len(options), chance.choice((0, 0, 1, 2)))):
            words[:0] = [name, chance.choice(VALUES)] if takes else [name]
        if "-" in words and word in ("log", "import"):
            continue  # standard input belongs to the test runner here
        argv = ["--data", str(warroom.data), word, *words]
        code = failures.guarded(lambda argv=argv: main.run(argv), str(warroom.data))
        said = warroom.capture.readouterr()
        done += code == 0
        assert code in (0, 1, 2, 3), argv
        assert "should not have" not in said.err, (argv, said.err)
        assert code == 0 or ("warroom: " in said.err and said.out == ""), (argv, said)
    assert open_files() <= opened, "a refusal leaves no file open"
    assert done > 15, "many of them must get through to the room"
    rooms = json.loads(warroom("rooms", "--json"))
    assert all("problem" not in card for card in rooms)
    assert warroom("doctor") == ""
