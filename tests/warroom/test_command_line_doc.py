"""docs/command-line.md: every example runs as it stands, each after those above it, and every command has one."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.warroom.shell import REPO, Shell
from warroom.cli import failures, main
from warroom.commands import cli_commands

TEXT = (REPO / "docs" / "command-line.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines() if line.strip()]
KEPT = re.compile(r"(\w+)=\$\((warroom .*)\)")
OR_ONE = " || test $? = 1"


class Reader:
    """Runs the examples: those that only call warroom in this process, the others in a real shell."""

    def __init__(self, warroom: Shell, folder: Path) -> None:
        self.warroom = warroom
        self.folder = folder
        self.values: dict[str, str] = {}
        called = folder / "bin" / "warroom"
        called.parent.mkdir()
        called.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m warroom "$@"\n', "utf-8")
        called.chmod(0o755)

    def run(self, line: str) -> None:
        kept = KEPT.fullmatch(line)
        name, said = (kept[1], kept[2]) if kept else ("", line)
        plain = said.removesuffix(OR_ONE)
        words = shlex.split(re.sub(r"\$(\w+)", lambda one: self.values[one[1]], plain)) if "$(" not in plain else []
        if words[:1] == ["warroom"] and not {"|", ">", "||"} & set(words):
            out = self.here(words[1:], (0, 1) if plain != said else (0,), line)
        else:
            out = self.in_a_shell(line)
        if name:
            assert len(out.split()) == 1, line
            self.values[name] = out.strip()

    def here(self, argv: list[str], codes: tuple[int, ...], line: str) -> str:
        data = str(self.warroom.data)
        self.warroom.capture.readouterr()
        got = failures.guarded(lambda: main.run(["--data", data, *argv]), data)
        said = self.warroom.capture.readouterr()
        assert got in codes, f"{line}\n{said.err}"
        return said.out

    def in_a_shell(self, line: str) -> str:
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        env = self.warroom.env(PATH=path, PYTHONPATH=str(REPO), WARROOM_USER="wei", **self.values)
        ran = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", line],
            env=env, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, f"{line}\n{ran.stderr}"
        return ran.stdout


def test_every_example_runs_as_it_stands(warroom: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WARROOM_USER", "wei")
    reader = Reader(warroom, tmp_path)
    for line in LINES:
        reader.run(line)
    assert "INTERNAL" in (tmp_path / "summary.md").read_text("utf-8").splitlines()[0]


def test_every_command_has_an_example() -> None:
    shown = {word for line in LINES for word in re.findall(r"\bwarroom ([a-z-]+)", line)}
    assert set(cli_commands()) <= shown
