"""The lines that were logged in this session, and walking back through them. Pure."""

from typing import Final

KEPT: Final = 500
"""Lines kept a room."""


WANTS_EDIT: Final = "\0edit"
"""What ``Walk.back`` gives instead of a line when the typist's last entry is to be edited."""


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


class Walk:
    """Up and down on the entry line: each room's history, and the wish to edit the last entry."""

    def __init__(self) -> None:
        self._rooms: dict[str, LineHistory] = {}
        self._walked: LineHistory | None = None
        self._asked = False
        self.prefilled = ""
        """A text that was put into the line, not typed: going up from it walks through every line."""

    @property
    def walking(self) -> bool:
        """Whether a line of the history is shown."""
        return self._walked is not None and self._walked.walking

    def add(self, room: str, line: str) -> None:
        """Keep a line that was logged."""
        self._rooms.setdefault(room, LineHistory()).add(line)

    def key(self, key: str) -> None:
        """Any key but up ends the question whether the last entry is to be edited."""
        self._asked = self._asked and key == "up"

    def back(self, room: str, line: str) -> str | None:
        """The line before; ``WANTS_EDIT`` at the first up on an empty line; None when there is none."""
        if not line and not self.walking and not self._asked:
            self._asked = True
            return WANTS_EDIT
        self._asked = False
        self._walked = self._rooms.setdefault(room, LineHistory())
        return self._walked.back(line, "" if line == self.prefilled else None)

    def forward(self) -> str | None:
        """The line after, at the end what was typed before; None when nobody walks."""
        return self._walked.forward() if self._walked is not None else None

    def leave(self) -> None:
        """End the walk: the shown line is now one that is being typed."""
        if self._walked is not None:
            self._walked.leave()
