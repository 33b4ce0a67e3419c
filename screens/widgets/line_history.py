"""The lines that were logged in this session, and walking back through them. Pure."""

from typing import Final

KEPT: Final = 500
"""Lines kept a room."""


class LineHistory:
    """Lines of one room, oldest first, and the present walk through those that begin with what was typed."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._at: int | None = None
        self._typed = ""
        self._prefix = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """Every line kept, oldest first."""
        return tuple(self._lines)

    @property
    def walking(self) -> bool:
        """Whether a line of the history is shown."""
        return self._at is not None

    def add(self, line: str) -> None:
        """Keep a line; one that is kept already moves to the end."""
        self.leave()
        if not line.strip():
            return
        if line in self._lines:
            self._lines.remove(line)
        self._lines.append(line)
        del self._lines[:-KEPT]

    def back(self, typed: str, prefix: str | None = None) -> str | None:
        """The line before, of those that begin with ``prefix`` (else with what was typed); None at the oldest."""
        if self._at is None:
            self._typed, self._prefix = typed, typed if prefix is None else prefix
            start = len(self._lines)
        else:
            start = self._at
        for index in range(start - 1, -1, -1):
            if self._fits(index):
                self._at = index
                return self._lines[index]
        return None

    def forward(self) -> str | None:
        """The line after, at the end what was typed before the walk; None when nobody walks."""
        if self._at is None:
            return None
        for index in range(self._at + 1, len(self._lines)):
            if self._fits(index):
                self._at = index
                return self._lines[index]
        self.leave()
        return self._typed

    def leave(self) -> None:
        """End the walk: the shown line is now one that is being typed."""
        self._at = None

    def _fits(self, index: int) -> bool:
        line = self._lines[index]
        return line.startswith(self._prefix) and line != self._typed
