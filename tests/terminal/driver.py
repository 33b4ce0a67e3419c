"""A true terminal for tests: a program in a pseudo-terminal, its bytes drawn by pyte.

What Pilot can't see shows here: keys as bytes, what is really on the glass, how much was sent, and whether the
terminal is usable afterwards. Nothing waits a fixed time: everything polls with a deadline.
"""

import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyte

KEYS: Final = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "delete": b"\x1b[3~",
    "insert": b"\x1b[2~",
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "space": b" ",
    "escape": b"\x1b",
    "backspace": b"\x7f",
    **{f"f{n}": code for n, code in enumerate((b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS"), 1)},
    **{f"f{n}": b"\x1b[%d~" % code for n, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)},
}
"""What an ordinary terminal sends; other names are ctrl+letter, alt+key, or the text itself."""

MODES: Final = (1049, 1000, 1003, 2004)
"""Alternate screen, mouse clicks, mouse moves, bracketed paste: must be off when the program has gone."""

# Queries and private sequences that pyte would print as text: kitty's keyboard protocol, mode reports, and strings
# (titles, clipboard) in their escape.
_NOT_FOR_PYTE: Final = re.compile(
    rb"\x1b\[[<>=?][0-9;]*u|\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP[^\x1b]*\x1b\\"
)
_UNFINISHED: Final = re.compile(rb"\x1b(?:\[[<>=?]?[0-9;]*\$?)?$|\x1bP[^\x1b]*\x1b?$")


class TooLate(AssertionError):
    """What was waited for did not come; the message shows the screen."""


def key_bytes(key: str) -> bytes:
    """The bytes of a key: a name of ``KEYS``, ``ctrl+x``, ``alt+x``, or any text as it is."""
    if key in KEYS:
        return KEYS[key]
    if key.startswith("ctrl+") and len(key) == 6:
        return bytes([ord(key[5].lower()) & 0x1F])
    if key.startswith("alt+") and len(key) > 4:
        return b"\x1b" + key_bytes(key[4:])
    return key.encode()


def _ready(fd: int, wanted: int, seconds: float) -> bool:
    """Whether ``fd`` can be read or written within ``seconds``; poll, since select stops at file 1023."""
    poll = select.poll()
    poll.register(fd, wanted)
    return bool(poll.poll(max(0.0, seconds) * 1000))


class Terminal:
    """A program running in a terminal of its own.

    ``log`` holds every byte it sent. Use it as a context manager: the program is killed at the end if it still runs.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 36,
        env: Mapping[str, str] | None = None,
        cwd: str | Path | None = None,
        patience: float = 15.0,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self.log = bytearray()
        self.patience = patience
        """Seconds that anything is waited for unless told otherwise."""
        self.status: int | None = None
        """The exit status once it is known; negative for a signal."""
        self._stream = pyte.ByteStream(self._screen)
        self._drawn = 0  # how much of the log pyte has been given
        self._held = b""
        self._open = True
        environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "LINES")}
        environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONUTF8": "1", **(env or {})}
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            _become(command, columns, rows, environment, cwd)
        set_size(self.fd, columns, rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # -- what it shows -----------------------------------------------------------------------------------------------

    @property
    def screen(self) -> pyte.Screen:
        """The screen as it is after everything that has come; drawn only when it is looked at, for pyte is slow."""
        if self._drawn < len(self.log):
            data = bytes(self.log[self._drawn :])
            self._drawn = len(self.log)
            self._draw(data)
        return self._screen

    def text(self) -> str:
        """The screen in lines, trailing blanks cut. A wide character stands once."""
        return "\n".join(self.line(y) for y in range(self.screen.lines))

    def line(self, y: int) -> str:
        """One line of the screen, trailing blanks cut."""
        screen = self.screen
        row = screen.buffer[y]  # not .display: it raises when half a wide character was overwritten
        return "".join(row[x].data for x in range(screen.columns)).rstrip()

    def reversed_lines(self) -> list[int]:
        """The lines on which anything is shown in reverse."""
        screen = self.screen
        return [y for y, row in screen.buffer.items() if any(row[x].reverse for x in range(screen.columns))]

    def sent(self) -> int:
        """The number of bytes the program has sent so far."""
        return len(self.log)

    # -- waiting -----------------------------------------------------------------------------------------------------

    def read(self, seconds: float = 0.05) -> bool:
        """Take in what comes within so many seconds, as soon as anything does; False for nothing or the end."""
        if not self._open or not _ready(self.fd, select.POLLIN, seconds):
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError as error:
            if error.errno != errno.EIO:  # EIO: the program has closed its side
                raise
            data = b""
        if not data:
            self._open = False
            return False
        self.log += data
        return True

    def _draw(self, data: bytes) -> None:
        """Give pyte what it understands; a sequence cut in two waits for its rest."""
        data = _NOT_FOR_PYTE.sub(b"", self._held + data)
        cut = _UNFINISHED.search(data)
        self._held = data[cut.start() :] if cut else b""
        self._stream.feed(data[: cut.start()] if cut else data)

    def wait_until(self, ready: Callable[["Terminal"], bool], what: str, seconds: float | None = None) -> float:
        """Read until ``ready``; the seconds it took. Raises TooLate with the screen as it was."""
        start = time.perf_counter()
        deadline = start + (self.patience if seconds is None else seconds)
        while not ready(self):
            left = deadline - time.perf_counter()
            if left <= 0 or not (self.read(min(left, 0.2)) or self._open):
                if ready(self):
                    break
                raise TooLate(f"{what} did not come; the screen was:\n{self.text()}")
        return time.perf_counter() - start

    def wait_for(self, text: str, seconds: float | None = None) -> float:
        """Read until the text stands somewhere on the screen; the seconds it took."""
        return self.wait_until(lambda terminal: text in terminal.text(), repr(text), seconds)

    def wait_gone(self, text: str, seconds: float | None = None) -> float:
        """Read until the text stands nowhere on the screen; the seconds it took."""
        return self.wait_until(lambda terminal: text not in terminal.text(), f"the end of {text!r}", seconds)

    def wait_bytes(self, wanted: bytes, since: int, seconds: float | None = None) -> float:
        """Read until these bytes come in the log behind ``since``, without drawing; the seconds it took."""
        return self.wait_until(lambda terminal: terminal.log.find(wanted, since) >= 0, repr(wanted), seconds)

    def settle(self, quiet: float = 0.1, seconds: float | None = None) -> int:
        """Read until nothing has come for ``quiet`` seconds; the bytes that came. Never settles on a blinking caret."""
        before = self.sent()
        deadline = time.perf_counter() + (self.patience if seconds is None else seconds)
        while self.read(quiet):
            if time.perf_counter() > deadline:
                raise TooLate(f"the screen did not come to rest:\n{self.text()}")
        return self.sent() - before

    # -- doing -------------------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Send keys, each by name or as text."""
        for key in keys:
            self.send(key_bytes(key))

    def paste(self, text: str) -> None:
        """Send text as a bracketed paste."""
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def click(self, x: int, y: int) -> None:
        """Press and release the left button at a cell, counted from 0."""
        self.send(b"\x1b[<0;%d;%dM\x1b[<0;%d;%dm" % (x + 1, y + 1, x + 1, y + 1))

    def send(self, data: bytes) -> None:
        """Send bytes, reading meanwhile so that neither side can block."""
        while data:
            if _ready(self.fd, select.POLLOUT, 0):
                data = data[os.write(self.fd, data[:512]) :]
            else:
                self.read(0.01)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window, as a person would by dragging it."""
        self.screen.resize(rows, columns)
        set_size(self.fd, columns, rows)
        os.kill(self.pid, signal.SIGWINCH)

    def wait_exit(self, seconds: float | None = None) -> int:
        """Wait for the end; the exit status. Raises AssertionError when the terminal was left in a special mode."""
        deadline = time.perf_counter() + (self.patience if seconds is None else seconds)
        while not self._gone():
            if time.perf_counter() > deadline:
                raise TooLate(f"the program did not end; the screen was:\n{self.text()}")
            if not self.read(0.02) and not self._open:
                time.sleep(0.002)  # its side is closed, the kernel is still clearing it away
        while self.read(0.05):
            pass
        left_on = self.modes_on()
        assert not left_on, f"modes left on at exit: {left_on}; the last bytes were {bytes(self.log[-200:])!r}"
        assert self.status is not None
        return self.status

    def modes_on(self) -> list[int]:
        """Those of ``MODES`` that were switched on last, not off."""
        return [m for m in MODES if self.log.rfind(b"\x1b[?%dh" % m) > self.log.rfind(b"\x1b[?%dl" % m)]

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the program a signal."""
        if not self._gone():
            os.kill(self.pid, number)

    def close(self) -> None:
        """End the program if it still runs, and give the terminal back."""
        self.kill()
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        if self.fd >= 0:
            os.close(self.fd)
            self.fd, self._open = -1, False

    def _gone(self) -> bool:
        """Whether the program has ended."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None


def set_size(fd: int, columns: int, rows: int) -> None:
    """Set a terminal's size."""
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _become(
    command: Sequence[str], columns: int, rows: int, environment: Mapping[str, str], cwd: str | Path | None
) -> None:
    """In the child: take the size before the program can ask for it, then become the program."""
    try:
        set_size(1, columns, rows)  # descriptor 1, not sys.stdout: pytest may have replaced that
        if cwd is not None:
            os.chdir(cwd)
        os.execvpe(command[0], list(command), dict(environment))
    finally:  # only reached when the program could not be started; the parent's stack must not unwind here
        os._exit(127)
