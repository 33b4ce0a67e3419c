"""A bar on standard error while a long import runs; nothing when nobody looks at it."""

import time
from collections.abc import Callable
from typing import Final, TextIO

from warroom.cli import taking_in
from warroom.cli.ground import Ground
from warroom.importers.reading import Reading

AFTER: Final = 0.3
"""Seconds without a bar: most imports are done by then."""
EVERY: Final = 0.1
_WIDTH: Final = 30


class Bar:
    """``with Bar(sys.stderr):`` reading and storing are shown in one line, which is gone at the end."""

    def __init__(self, stream: TextIO | None, *, as_json: bool = False) -> None:
        self._stream = stream if stream is not None and stream.isatty() and not as_json else None
        self._begun = self._drawn_at = time.monotonic()
        self._drawn = False

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def reading(self, done: int, of: int) -> None:
        """So many bytes of a file are read."""
        self._show("reading", done, of)

    def storing(self, here: Ground, readings: list[Reading]) -> list[taking_in.Taken]:
        """Store what was read."""
        total = sum(len(one.drafts) + len(one.sealed) for one in readings)
        taken = taking_in.store(
            here, readings, taking_in.counted(total, lambda done, of: self._show("storing", done, of))
        )
        self.clear()
        return taken

    def _show(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if self._stream is None or now - self._begun < AFTER or now - self._drawn_at < EVERY:
            return
        self._drawn, self._drawn_at = True, now
        self._write(f"\r{line(what, done, of)}")

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            self._drawn = False
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        assert self._stream is not None
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self._stream = None  # nobody looks any more; the import goes on


def told(what: str, tell: Callable[[str], None]) -> Callable[[int, int], None]:
    """The same for somebody who shows it himself."""
    return lambda done, of: tell(line(what, done, of))


def line(what: str, done: int, of: int) -> str:
    """The bar as it is drawn: what is done, how much of it."""
    part = min(done / of, 1.0) if of else 1.0
    filled = int(part * _WIDTH)
    return f"{what} [{'#' * filled}{'.' * (_WIDTH - filled)}] {int(part * 100):3} %"
