"""The composer in a true terminal: a kill while somebody types, a paste with escapes, a resize, $EDITOR, its size."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.driver import Terminal

WARROOM = [sys.executable, "-m", "warroom"]
EDITOR = """
import pathlib, sys
path = pathlib.Path(sys.argv[1])
path.write_text(path.read_text() + " from the editor 中文\\n")
"""


class Started:
    """A room with an owner in a folder of its own, and terminals that open it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {"WARROOM_DATA": str(folder / "data"), "WARROOM_USER": "ana", "TMPDIR": str(folder)}
        self.run("new", "Checkout latency", "--sev", "SEV2")
        self.run("do", ".", "/impact one card payment in eight fails")
        self.run("do", ".", "/owner attach Acme; lang: en")

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [*WARROOM, *words], env=self.env, capture_output=True, text=True, encoding="utf-8", check=True
        )
        return done.stdout

    def open(self, **env: str) -> Terminal:
        terminal = Terminal([*WARROOM, "."], columns=120, rows=36, env=self.env | env, patience=40)
        terminal.wait_for("= decision")  # the hint of an empty line that has the focus
        return terminal

    def drafts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.run("updates", ".", "--json"))
        return found

    def text(self) -> str:
        (draft,) = self.drafts()
        shown = json.loads(self.run("updates", ".", draft["ref"], "--json"))
        return str(shown["bodies"][0]["text"])

    def holds(self, text: str) -> bool:
        """Whether what is kept of half-typed texts has this."""
        wanted = text.encode()
        files = [one for one in (self.folder / "data").rglob("drafts/**/*") if one.is_file()]
        return any(wanted in one.read_bytes() for one in files)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Started]:
    yield Started(tmp_path)


def edit_impact(terminal: Terminal) -> None:
    """From the entry line into the section about the impact."""
    terminal.press("f2")
    terminal.wait_for("TO THE OWNER  Acme")
    terminal.wait_for("rev 1 ana")
    terminal.press("j", "j", "j", "e")
    terminal.wait_for("TO THE OWNER  impact   esc done")
    terminal.wait_for("EDIT")


def test_what_is_typed_into_a_section_survives_a_kill(room: Started) -> None:
    with room.open() as terminal:
        edit_impact(terminal)
        terminal.press(" Half typed 确认")
        terminal.wait_for("Half typed 确认")
        terminal.wait_until(lambda _: room.holds("Half typed"), "the working copy on disk")
        terminal.kill()
    (draft,) = room.drafts()
    assert draft["revisions"] == 1, "nobody else sees it"
    with room.open() as again:
        again.press("alt+4")
        again.wait_for("typed 确认")
        again.wait_for("NOT SAVED (s)")
        again.press("ctrl+g", "s")
        again.wait_gone("NOT SAVED (s)")
        again.press("ctrl+q")
        assert again.wait_exit() == 0
    assert "Half typed 确认" in " ".join(room.text().split())
    with room.open() as last:
        last.press("alt+4")
        last.wait_for("rev 2 ana")
        assert "NOT SAVED" not in last.text(), "what is in a revision is kept for nobody alone"


def test_a_paste_is_text_whatever_is_in_it_and_resizing_loses_none(room: Started) -> None:
    with room.open() as terminal:
        edit_impact(terminal)
        terminal.paste(" First.\nSecond \x1b[31mred\x1b[0m 第三行")
        terminal.wait_for("第三行")
        terminal.resize(80, 24)
        terminal.wait_for("TO THE OWNER  impact")
        terminal.press(" more")
        terminal.wait_for("第三行 more")
        terminal.resize(120, 36)
        terminal.wait_for("INTERNAL  What we know")
        terminal.wait_for("第三行 more")
        terminal.press("escape")
        terminal.wait_for("KEYS")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0, "who leaves makes a revision"
    assert "Second" in room.text() and "red" in room.text() and "第三行 more" in room.text()


def test_a_section_is_written_in_the_users_editor(room: Started) -> None:
    script = room.folder / "editor.py"
    script.write_text(EDITOR)
    with room.open(EDITOR=f"{sys.executable} {script}", VISUAL="") as terminal:
        edit_impact(terminal)
        terminal.press("ctrl+e")
        terminal.wait_for("from the editor 中文")
        terminal.press("escape")
        terminal.wait_for("KEYS")
        terminal.press("ctrl+e")
        terminal.wait_for("the editor 中文 from the editor 中文")
        terminal.press("s")
        terminal.wait_gone("NOT SAVED (s)")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert room.text().count("from the editor 中文") == 2


def test_keys_of_one_burst_go_where_the_key_before_them_led(room: Started) -> None:
    """The bytes come in one read, on places that were never in sight."""
    with room.open() as terminal:
        edit_impact(terminal)
        terminal.press(" Half typed")
        terminal.wait_until(lambda _: room.holds("Half typed"), "the working copy on disk")
        terminal.kill()
    with room.open() as again:
        again.send(b"\x1b4\x07s")
        again.wait_for("rev 2 ana")
        again.wait_gone("NOT SAVED (s)")
        assert "timeline › s" not in again.text(), "no letter of it is typed into the line"
        again.send(b"6E")
        again.wait_for("for whom")
    with room.open() as third:
        third.send(b"\x1bOQjjje and more\x07s")
        third.wait_for("rev 3 ana")
        third.press("ctrl+q")
        assert third.wait_exit() == 0
    assert room.text().count("Half typed and more") == 1
