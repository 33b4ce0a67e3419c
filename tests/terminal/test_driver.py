"""The terminal driver must itself be right, or every test on it proves nothing."""

import signal
import sys

import pytest

from tests.terminal.driver import Terminal, TooLate, key_bytes

ECHO = """
import os, sys, termios, tty
tty.setraw(0)
sys.stdout.write("size %dx%d\\r\\n" % os.get_terminal_size()); sys.stdout.flush()
while (data := os.read(0, 1024)) != b"q":
    sys.stdout.write(f"got {data.hex()}\\r\\n"); sys.stdout.flush()
"""


def run(code: str, **kwargs: object) -> Terminal:
    return Terminal([sys.executable, "-c", code], **kwargs)  # type: ignore[arg-type]


def test_the_program_sees_the_size_before_its_first_line() -> None:
    with run(ECHO, columns=97, rows=31) as terminal:
        terminal.wait_for("size 97x31")
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_keys_arrive_as_a_terminal_sends_them() -> None:
    with run(ECHO) as terminal:
        terminal.wait_for("size")
        for key, sent in (("ctrl+g", "07"), ("down", "1b5b42"), ("alt+t", "1b74"), ("é", "c3a9"), ("f5", "1b5b31357e")):
            terminal.press(key)
            terminal.wait_for(f"got {sent}")
            assert key_bytes(key).hex() == sent


def test_a_new_size_reaches_program_and_screen() -> None:
    code = """
import os, signal, sys, time
signal.signal(signal.SIGWINCH, lambda *_: print("now %dx%d" % os.get_terminal_size(), flush=True))
print("ready", flush=True)
while True: signal.pause()
"""
    with run(code) as terminal:
        terminal.wait_for("ready")
        terminal.resize(70, 20)
        terminal.wait_for("now 70x20")
        assert (terminal.screen.columns, terminal.screen.lines) == (70, 20)


def test_wide_characters_and_queries_leave_a_readable_screen() -> None:
    code = r"""
import os
os.write(1, b"\x1b[>1u\x1b[?2026$p" + "中文".encode() + b"|\x1b[?20")
os.write(1, b"26$pend")
os.write(1, b"\x1b[2;2Hx\x1b[7mREV\x1b[0m")
import time; time.sleep(60)
"""
    with run(code) as terminal:
        terminal.wait_for("REV")
        assert "p" not in terminal.line(0), "a query was drawn as text"
        assert terminal.line(0).endswith("end")
        assert terminal.reversed_lines() == [1]
        terminal.wait_bytes(b"\x1b[7m", 0)
        assert terminal.sent() == len(terminal.log) == terminal.log.index(b"REV") + len(b"REV\x1b[0m")


def test_what_does_not_come_is_said_with_the_screen() -> None:
    with run("print('something else', flush=True); import time; time.sleep(60)") as terminal:
        terminal.wait_for("something else")
        with pytest.raises(TooLate, match="something else"):
            terminal.wait_for("never", seconds=0.3)


def test_a_program_that_ends_early_is_not_waited_for() -> None:
    with run("print('bye')", patience=60.0) as terminal, pytest.raises(TooLate, match="bye"):
        terminal.wait_for("never")


def test_modes_left_on_are_found() -> None:
    with run(r"print('\x1b[?1049h\x1b[?2004h\x1b[?1049l')") as terminal, pytest.raises(AssertionError, match="2004"):
        terminal.wait_exit()
    with run(r"print('\x1b[?1049h\x1b[?1049l'); raise SystemExit(3)") as terminal:
        assert terminal.wait_exit() == 3


def test_a_kill_shows_as_a_signal() -> None:
    with run("import time; print('up', flush=True); time.sleep(60)") as terminal:
        terminal.wait_for("up")
        terminal.kill()
        assert terminal.wait_exit() == -signal.SIGKILL


def test_a_program_that_is_not_there_ends_with_127() -> None:
    with Terminal(["/does/not/exist"]) as terminal:
        assert terminal.wait_exit() == 127


def test_a_long_paste_blocks_neither_side() -> None:
    code = r"""
import os, tty
tty.setraw(0); os.write(1, b"ready\r\n"); n = 0
while n < 65548:
    n += len(os.read(0, 4096)); os.write(1, b"." * 4096)
os.write(1, b"\r\nall")
"""
    with run(code) as terminal:
        terminal.wait_for("ready")
        terminal.paste("x" * 65536)
        terminal.wait_for("all")
