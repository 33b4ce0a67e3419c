"""A small process that gives the terminal back when warroom is killed: nothing else can after ``kill -9``."""

import contextlib
import os
import signal
import sys
import termios

_RESET = (
    b"\x1b[<u"  # kitty's keyboard protocol
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # mouse
    b"\x1b[?1004l\x1b[?2004l\x1b[?2026l\x1b[?2048l"  # focus, bracketed paste, synchronised output, resize reports
    b"\x1b[?1049l\x1b[?25h\x1b[0m"  # the screen that was there, the cursor, plain colours
    b"\x1b[?7h"  # lines that wrap at the edge
)
_SAID = b"\r\nwarroom was killed. Every entry that it confirmed is on disk; start it again to go on.\r\n"
_DONE = b"."


class Guard:
    """Watches over this process from another one, from ``__enter__`` until a clean ``__exit__``."""

    def __init__(self) -> None:
        self._pipe = -1
        self._child = 0

    def __enter__(self) -> "Guard":
        """Start watching; does nothing where there is no terminal. Call it before any thread is started."""
        try:
            fd = sys.__stdout__.fileno() if sys.__stdout__ is not None else 1
            modes = termios.tcgetattr(fd)
        except (termios.error, OSError, ValueError):
            return self
        reading, self._pipe = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            _watch(reading, self._pipe, fd, modes)
        os.close(reading)
        return self

    def __exit__(self, *_: object) -> None:
        """Say that all is well, and wait for the watcher to go."""
        if self._pipe < 0:
            return
        with contextlib.suppress(OSError):  # a watcher that was killed itself is no reason to fail
            os.write(self._pipe, _DONE)
            os.close(self._pipe)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._child, 0)
        self._pipe = -1


def _watch(reading: int, writing: int, fd: int, modes: list[object]) -> None:
    """In the watcher: wait for the other end to close; without the word that all is well, mend the terminal."""
    try:
        os.setsid()  # no ctrl+c, ctrl+z or hang-up of the terminal reaches it
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGTTOU, signal.SIGPIPE):
            signal.signal(number, signal.SIG_IGN)
        os.close(writing)
        if os.read(reading, 1) != _DONE:
            os.write(fd, _RESET)
            termios.tcsetattr(fd, termios.TCSANOW, modes)  # type: ignore[arg-type]  # exactly what tcgetattr gave
            os.write(fd, _SAID)
    finally:
        os._exit(0)  # the parent's exit handlers are not ours to run
