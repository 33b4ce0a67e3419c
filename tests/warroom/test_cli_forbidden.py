"""Folders that are somebody else's: never taken for empty ones, never a fault of the program."""

import ctypes
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warroom.shell import clean_environment, command

PR_CAPBSET_DROP = 24
READ_ANYTHING = (1, 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH of Linux: what lets root read everything."""


def as_anybody() -> None:
    """In the child, before the program: root gives up the right to read what its mode forbids."""
    if os.geteuid() == 0:
        kernel = ctypes.CDLL(None)
        for right in READ_ANYTHING:
            kernel.prctl(PR_CAPBSET_DROP, right, 0, 0, 0)


def run(data: Path, *argv: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """A command by a person without special rights."""
    own = {"WARROOM_DATA": str(data), "WARROOM_USER": "ana", "TZ": "UTC"}
    return subprocess.run(
        command(*argv),
        env={**clean_environment(), **own, **more},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
        preexec_fn=as_anybody,
    )


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder with one room."""
    folder = tmp_path / "data"
    for argv in (("new", "Checkout"), ("log", ".", "first")):
        made = run(folder, *argv)
        assert made.returncode == 0, made.stderr
    yield folder
    for path in (folder, folder / "rooms"):
        path.chmod(0o700)
    for path in (folder / "rooms").iterdir():
        path.chmod(0o700)


COMMANDS = (
    ("rooms",),
    ("show", "."),
    ("log", ".", "text"),
    ("say", ".", "text"),
    ("new", "Another"),
    ("export", "."),
    ("brief", "."),
)


@pytest.mark.parametrize("shut", ["", "rooms"])
def test_a_folder_that_cannot_be_read_is_said_and_not_taken_for_empty(data: Path, shut: str) -> None:
    (data / shut).chmod(0)
    for argv in COMMANDS:
        said = run(data, *argv)
        assert said.returncode == 3, (argv, said)
        assert said.stdout == ""
        assert said.stderr.count("\n") == 1, said.stderr
        assert "can't be read" in said.stderr and "Permission denied" in said.stderr and "--data" in said.stderr
        assert "no room" not in said.stderr
    found = run(data, "doctor", "--json")
    assert found.returncode == 1, found.stderr
    assert "can't be read" in json.loads(found.stdout)["findings"][0]["problem"]
    assert run(data, "doctor", "--repair").returncode == 1
    (data / shut).chmod(0o700)
    assert "first" in run(data, "show", ".").stdout


def test_what_lies_behind_a_folder_that_cannot_be_entered(data: Path) -> None:
    """The data folder itself can't even be looked at."""
    data.chmod(0)
    beneath = data / "deeper"
    for argv in COMMANDS:
        said = run(beneath, *argv)
        assert said.returncode == 3, (argv, said)
        assert "can't be read" in said.stderr and said.stderr.count("\n") == 1
    assert run(beneath, "doctor").returncode == 1


def test_one_shut_room_is_named_and_the_others_stay(data: Path) -> None:
    shut = next((data / "rooms").iterdir())
    shut.chmod(0)
    other = run(data, "new", "Second").stdout.strip()
    said = run(data, "rooms", "--json")
    assert said.returncode == 0
    cards = {card["ref"]: card for card in json.loads(said.stdout)}
    assert cards.pop(other)["title"] == "Second"
    (card,) = cards.values()
    assert "can't be read" in card["problem"]
    shown = run(data, "show", card["ref"])
    assert shown.returncode == 3 and "can't be read" in shown.stderr
    findings = json.loads(run(data, "doctor", "--json").stdout)["findings"]
    assert [finding["ref"] for finding in findings] == [card["ref"]]
    assert "Errno" not in findings[0]["problem"]


def test_profiles_of_ones_own_that_cannot_be_read_are_none(data: Path, tmp_path: Path) -> None:
    config = tmp_path / "config"
    (config / "profiles").mkdir(parents=True)
    (config / "profiles" / "mine.toml").write_text("")
    for shut in (config, config / "profiles"):
        shut.chmod(0)
        try:
            made = run(data, "new", "Second", WARROOM_CONFIG=str(config))
            assert made.returncode == 0 and "profiles" not in made.stderr, made.stderr
            assert run(data, "show", made.stdout.strip(), WARROOM_CONFIG=str(config)).returncode == 0
            named = run(data, "new", "Third", "--profile", "project", WARROOM_CONFIG=str(config))
            assert named.returncode == 0
            assert "profiles of your own are left out" in named.stderr
            lost = run(data, "new", "Fourth", "--profile", "mine", WARROOM_CONFIG=str(config))
            assert lost.returncode == 2 and lost.stdout == ""
            assert "there is no profile 'mine'" in lost.stderr and "left out" in lost.stderr
        finally:
            shut.chmod(0o700)
