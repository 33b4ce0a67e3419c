"""The whole program in a true terminal: start, resize, suspend, leave, crash and kill leave a usable terminal."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.driver import Terminal

ROOT = Path(__file__).resolve().parents[2]
RESTORED = b"\x1b[?1049l"


def warroom(data: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "warroom", "--data", str(data), "--as", "ana", *words]


def run(data: Path, *words: str) -> str:
    done = subprocess.run(warroom(data, *words), cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def room(data: Path) -> str:
    ref = run(data, "new", "Checkout latency", "--sev", "SEV2")
    run(data, "log", ref, "error rate 4 % in EU only")
    return ref


def start(data: Path, room: str, **more: object) -> Terminal:
    terminal = Terminal(warroom(data, room), cwd=ROOT, patience=30, **more)  # type: ignore[arg-type]
    terminal.wait_for("typing")
    terminal.wait_for("error rate 4 % in EU only")
    return terminal


def test_a_line_typed_is_logged_and_ctrl_q_leaves_cleanly(data: Path, room: str) -> None:
    with start(data, room) as terminal:
        terminal.press(*"drained node 3", "enter")
        terminal.wait_until(lambda t: "obs ana          drained node 3" in t.text(), "the entry")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert "drained node 3" in run(data, "show", room, "--json")


def test_letters_are_keys_after_escape_and_text_before(data: Path, room: str) -> None:
    with start(data, room) as terminal:
        terminal.press("escape")
        terminal.wait_until(lambda t: t.text().endswith("KEYS"), "key mode")
        terminal.press("x")
        terminal.wait_for("Strike")
        terminal.press("escape")
        terminal.wait_gone("Strike")
        terminal.press("i")
        terminal.wait_for("typing")
        terminal.press("x")
        terminal.wait_for("timeline › x")


def test_alt_and_a_digit_arrive_in_both_modes(data: Path, room: str) -> None:
    with start(data, room) as terminal:
        terminal.press("alt+0")
        terminal.wait_for("ROOMS")
        terminal.press("enter")
        terminal.wait_for("typing")
        terminal.wait_for("error rate 4 % in EU only")
        assert "º" not in terminal.text()


def test_it_is_usable_at_80_by_24_and_says_when_it_is_too_small(data: Path, room: str) -> None:
    with start(data, room) as terminal:
        terminal.press(*"half typed")
        terminal.wait_for("half typed")
        terminal.resize(80, 24)
        terminal.wait_for("pane: timeline")
        assert "half typed" in terminal.text()
        terminal.resize(50, 12)
        terminal.wait_for("warroom needs 60 x 16")
        assert "half typed" not in terminal.text()
        terminal.press(*" and more")
        terminal.resize(120, 36)
        terminal.wait_for("WITH THE OWNER")
        terminal.wait_for("half typed and more")
        terminal.press(*", x")
        terminal.wait_for("half typed and more, x")


def test_a_cjk_line_stands_where_it_was_typed(data: Path, room: str) -> None:
    with start(data, room) as terminal:
        terminal.press("证书已经更换", "enter")
        terminal.wait_until(lambda t: "obs ana          证书已经更换" in t.text().replace("\x00", ""), "the entry")


def test_no_word_of_the_room_is_in_the_terminals_title(data: Path, room: str) -> None:
    with start(data, room) as terminal:
        terminal.press("ctrl+q")
        terminal.wait_exit()
        assert b"\x1b]0;" not in terminal.log
        assert b"\x1b]2;" not in terminal.log


def test_suspend_gives_the_terminal_back_and_fg_brings_the_room_again(data: Path, room: str) -> None:
    shell = ["/bin/sh", "-i"]
    with Terminal(shell, cwd=ROOT, patience=30, env={"PS1": "shell> "}) as terminal:
        terminal.wait_for("shell>")
        terminal.press(" ".join(warroom(data, room)), "enter")
        terminal.wait_for("typing")
        terminal.wait_for("error rate")
        terminal.wait_for("-5m 14:05")  # the room is all there: what fg brings again is not its first drawing
        terminal.settle(0.2)
        terminal.press("ctrl+z")
        terminal.wait_until(lambda t: t.log.rfind(RESTORED) > t.log.rfind(b"\x1b[?1049h"), "the shell's screen")
        terminal.press("fg", "enter")
        terminal.wait_until(lambda t: t.log.rfind(RESTORED) < t.log.rfind(b"\x1b[?1049h"), "the room's screen")
        for part in (
            "SEV2",
            "Impact",
            "error rate 4 % in EU only",
            "Discussion",
            "WITH THE OWNER",
            "timeline ›",
            "typing",
        ):
            word = part.encode()
            terminal.wait_until(lambda t, word=word: word in t.log[t.log.rfind(b"\x1b[?1049h") :], part)
        terminal.press("ctrl+q")
        terminal.wait_until(lambda t: t.log.rfind(RESTORED) > t.log.rfind(b"\x1b[?1049h"), "the shell's screen")


def test_sigterm_ends_it_as_a_key_does(data: Path, room: str) -> None:
    with start(data, room) as terminal:
        terminal.kill(signal.SIGTERM)
        assert terminal.wait_exit() == 0


def test_kill_9_leaves_a_usable_terminal_and_everything_that_was_confirmed(data: Path, room: str) -> None:
    with start(data, room) as terminal:
        terminal.press(*"before the kill", "enter")
        terminal.wait_until(lambda t: "obs ana          before the kill" in t.text(), "the entry")
        terminal.press(*"half of a line")
        terminal.wait_for("half of a line")
        terminal.kill(signal.SIGKILL)
        terminal.wait_until(lambda t: b"warroom was killed" in t.log, "the guard's word")
        assert terminal.modes_on() == []
        assert not terminal.log.rfind(b"\x1b[?25l") > terminal.log.rfind(b"\x1b[?25h")
        assert terminal.log.rfind(b"\x1b[?7h") > terminal.log.rfind(b"\x1b[?7l") > 0, "long lines wrap again"
    assert "before the kill" in run(data, "show", room, "--json")


CRASH = """
import sys
from pathlib import Path
from screens.room.view import RoomView
def burst(self):
    secret = "do not print: " + self.room.state.timeline.order[-1].text
    raise RuntimeError(secret)
RoomView.action_room_who = burst
from screens.room.screen import RoomScreen
RoomScreen.action_room_who = burst
from warroom.cli.main import main
sys.argv = ["warroom", *sys.argv[1:]]
main()
"""


def test_a_crash_says_where_the_record_is_and_shows_nothing_of_it(data: Path, room: str) -> None:
    command = [sys.executable, "-c", CRASH, "--data", str(data), "--as", "ana", room]
    with Terminal(command, cwd=ROOT, patience=30, columns=200) as terminal:
        terminal.wait_for("typing")
        terminal.wait_for("error rate 4 %")
        sent = terminal.sent()
        terminal.press("f3")
        assert terminal.wait_exit() == 1
        left = bytes(terminal.log[max(sent, terminal.log.rfind(RESTORED)) :])
        assert b"warroom failed (RuntimeError)" in left
        assert str(data).encode() in left
        assert b"error rate" not in left
        assert b"do not print" not in left
    reports = list((data / "crashes").iterdir())
    assert len(reports) == 1
    assert os.stat(reports[0]).st_mode & 0o777 == 0o600
    text = reports[0].read_text()
    assert "RuntimeError" in text
    assert "in burst" in text
    assert "error rate" not in text
    assert "do not print" not in text


def test_two_terminals_and_a_pipe_show_each_others_entries(data: Path, room: str) -> None:
    with start(data, room) as one, start(data, room) as other:
        one.press(*"seen by the other", "enter")
        other.wait_for("obs ana          seen by the other")
        run(data, "log", room, "from a pipe")
        one.wait_for("from a pipe")
        other.wait_for("from a pipe")
