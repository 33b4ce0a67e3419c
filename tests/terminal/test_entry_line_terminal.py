"""The entry line in a true terminal: kills, pastes with escapes in them, the user's editor, input methods."""

import contextlib
import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.driver import Terminal

WARROOM = [sys.executable, "-m", "warroom"]
PROMPT = "internal timeline ›"

EDITOR = """
import os, pathlib, sys
path = pathlib.Path(sys.argv[1])
pathlib.Path(os.environ["SEEN"]).write_text(f"{path.stat().st_mode:o} {path.parent.stat().st_mode:o} {path}")
path.write_text(path.read_text() + " from the editor 中文\\n")
(path.parent / "backup~").write_text("left by the editor")
"""


class Started:
    """A room in a folder of its own, and terminals that open it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {"WARROOM_DATA": str(folder / "data"), "WARROOM_USER": "ana", "TMPDIR": str(folder)}
        self.run("new", "Checkout latency")

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [*WARROOM, *words], env=self.env, capture_output=True, text=True, encoding="utf-8", check=True
        )
        return done.stdout

    def open(self, **env: str) -> Terminal:
        terminal = Terminal([*WARROOM, "."], columns=80, rows=24, env=self.env | env)
        terminal.wait_for(PROMPT)
        terminal.wait_for("= decision")  # the hint of an empty line that has the focus
        return terminal


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Started]:
    yield Started(tmp_path)


def under_the_prompt(terminal: Terminal) -> str:
    at = next(y for y in range(24) if PROMPT in terminal.line(y))
    return terminal.line(at + 1)


def test_what_is_half_typed_survives_a_kill_and_what_was_entered_is_there_once(room: Started) -> None:
    with room.open() as terminal:
        terminal.press("first entry", "enter")
        terminal.wait_for("logged ")
        terminal.press("half 确认")
        kept = room.folder / "data"
        terminal.wait_until(lambda _: "half 确认".encode() in _everything(kept), "the draft on disk")
        terminal.kill()
    with Terminal([*WARROOM, "."], columns=80, rows=24, env=room.env) as again:
        again.wait_for("half 确认")
        again.wait_for("kept from before")
        again.press("!", "enter")
        again.wait_for("logged ")
        again.press("ctrl+q")
        assert again.wait_exit() == 0
    texts = room.run("show", ".", "--json")
    assert texts.count("first entry") == 1
    assert "half 确认!" in texts
    with room.open():  # shows its hint only on an empty line: the draft is forgotten
        pass


def _everything(folder: Path) -> bytes:
    """What all files hold; one that goes while it is looked at holds nothing."""
    held = b""
    for file in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):
            held += file.read_bytes()
    return held


def test_an_escape_in_a_paste_neither_types_nor_enters(room: Started) -> None:
    with room.open() as terminal:
        terminal.paste("one\rtwo \x1b[31mred\x1b[0m\rthree \x1b[2J\x07\r")
        terminal.wait_for("3 lines pasted")
        assert "logged" not in terminal.text()
        terminal.press("2")
        terminal.wait_for("enter logs 3 entries")
        assert "␛[31mred␛[0m" in terminal.text()
        terminal.press("enter")
        terminal.wait_for("logged 3 entries")
    texts = [entry["text"] for entry in json.loads(room.run("show", ".", "--json"))["timeline"]]
    assert texts[-3:] == ["one", "two \x1b[31mred\x1b[0m", "three \x1b[2J\x07"]


def test_keys_that_come_in_one_burst_act_in_their_order(room: Started) -> None:
    with room.open() as terminal:
        terminal.send("ax\x7fb\rnext 中\x1bt".encode())  # "logged" may be overtaken by what is typed next: unseen
        terminal.wait_for("next 中")
        terminal.wait_for(" ab")  # in the timeline
        terminal.press("backspace", "x")
        terminal.wait_for("next x")


def test_the_editor_gets_a_private_file_that_is_gone_afterwards(room: Started) -> None:
    script, seen = room.folder / "editor.py", room.folder / "seen"
    script.write_text(EDITOR)
    with room.open(VISUAL=f"{sys.executable} {script}", SEEN=str(seen), XDG_RUNTIME_DIR=str(room.folder)) as terminal:
        terminal.press("begun", "ctrl+e")
        terminal.wait_for("begun from the editor 中文")
        terminal.press("!")
        terminal.wait_for("中文!")
    mode, folder_mode, path = seen.read_text().split(" ", 2)
    assert stat.S_IMODE(int(mode, 8)) == 0o600
    assert stat.S_IMODE(int(folder_mode, 8)) == 0o700
    assert not Path(path).parent.exists()


@pytest.mark.parametrize(
    ("editor", "told"), [("false", "ended with 1"), ("no-such-editor", "can't be started"), ("'", "is no command")]
)
def test_an_editor_that_fails_leaves_the_text_and_the_terminal(room: Started, editor: str, told: str) -> None:
    with room.open(VISUAL=editor) as terminal:
        terminal.press("begun", "ctrl+e")
        terminal.wait_for(told)
        terminal.press("!")
        terminal.wait_for("begun!")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
