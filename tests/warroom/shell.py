"""What the command-line tests share: warroom in this process, or as a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from warroom.cli import failures, main

REPO = Path(__file__).parents[2]
HOSTILE = (
    "[red]markup[/] [/] [link=http://x]l[/link]",
    "escape \x1b[31mred\x1b[0m \x1b]0;title\x07",
    "bidi \u202eevil\u202c and \u2066isolate\u2069",
    "中文 wide 文字 and emoji 👩‍🚒🔥",
    "a'b\"c\\d %s {x} $HOME `ls` ;rm",
    "long " + "x" * 10_000,
)
"""Texts that must come back as they were, and be shown literally. NUL can't be an argument: pipes bring it."""


class Shell:
    """Runs commands on one data folder."""

    def __init__(self, data: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.data = data
        self.capture = capture

    def __call__(self, *argv: str, code: int = 0) -> str:
        """Standard output of a command run in this process, whose exit code must be ``code``."""
        return self.both(*argv, code=code).out

    def both(self, *argv: str, code: int = 0) -> "Said":
        """Standard output and standard error of a command run in this process."""
        self.capture.readouterr()
        got = failures.guarded(lambda: main.run(["--data", str(self.data), *argv]), str(self.data))
        said = self.capture.readouterr()
        assert got == code, f"{argv[:2]} ended with {got}, not {code}: {said.err}"
        assert "Traceback" not in said.err
        return Said(said.out, said.err)

    def json(self, *argv: str, code: int = 0) -> Any:
        """The JSON document that a command prints."""
        return json.loads(self(*argv, code=code))

    def process(
        self, *argv: str | bytes, stdin: bytes | None = b"", **env: str
    ) -> "subprocess.CompletedProcess[bytes]":
        """A command as a process of its own."""
        return subprocess.run(
            command(*argv), input=stdin, capture_output=True, env=self.env(**env), timeout=60, check=False
        )

    def env(self, **more: str) -> dict[str, str]:
        """The environment of such a process."""
        temporary = self.data.parent / "temporary"
        temporary.mkdir(exist_ok=True)
        own = {"WARROOM_DATA": str(self.data), "WARROOM_USER": "ana", "TZ": "UTC", "TMPDIR": str(temporary)}
        return {**clean_environment(), **own, **more}


class Said(NamedTuple):
    """What a command said."""

    out: str
    err: str


def clean_environment() -> dict[str, str]:
    """This environment without what would tell a program the size of a terminal that isn't its own."""
    return {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}


def command(*argv: str | bytes) -> Sequence[str | bytes]:
    """The command line of warroom as a process."""
    return [sys.executable, "-m", "warroom", *argv]
