"""Lines on their way to disk: one at a time, in the order in which enter was pressed. Pure."""

from collections import deque
from datetime import datetime
from typing import NamedTuple

from warroom.doing import Meaning, Pane
from warroom.seen import Look


class Line(NamedTuple):
    """What enter was pressed on."""

    text: str
    kept: datetime | None = None
    """The moment that alt+t kept for it (aware UTC)."""
    per_line: bool = False
    """Whether each of its lines is an entry of its own."""
    readings: tuple[Meaning, ...] = ()
    """What each entry meant when enter was pressed."""
    pane: Pane = "timeline"
    """The pane that the prompt named when enter was pressed."""
    look: Look | None = None
    """What was to be seen of the room when enter was pressed."""

    @property
    def entries(self) -> tuple[str, ...]:
        """The entries' texts: one, or each line that is not blank."""
        if not self.per_line:
            return (self.text,)
        return tuple(line for line in self.text.split("\n") if line.strip())


class Sending:
    """The line that is being stored, those that wait for it, and those put aside until the line is free."""

    def __init__(self) -> None:
        self.current: Line | None = None
        self._waiting: deque[Line] = deque()
        self._aside: deque[Line] = deque()

    def __len__(self) -> int:
        return (self.current is not None) + len(self._waiting)

    @property
    def aside(self) -> int:
        """Texts kept for when the line is free."""
        return len(self._aside)

    @property
    def next_aside(self) -> Line | None:
        """The first of them."""
        return self._aside[0] if self._aside else None

    def send(self, line: Line) -> bool:
        """Take a line; True when it is to be stored now, else it waits."""
        if self.current is None:
            self.current = line
            return True
        self._waiting.append(line)
        return False

    def accepted(self) -> tuple[Line | None, Line | None]:
        """The line that is stored now, and the one to store next."""
        done = self.current
        self.current = self._waiting.popleft() if self._waiting else None
        return done, self.current

    def refused(self, typing: bool) -> Line | None:
        """The line that was not stored, to be shown again.

        While somebody is ``typing`` the text under the fingers stays: then it is put aside and None comes back.
        What waited behind it is put aside in either case, since it may depend on it.
        """
        back = self.current
        if back is None:
            return None
        self._aside.extendleft(reversed([back, *self._waiting] if typing else self._waiting))
        self._waiting.clear()
        self.current = None
        return None if typing else back

    def put_aside(self, typed: Line | None) -> None:
        """Keep a text until the line is free."""
        if typed is not None:
            self._aside.appendleft(typed)

    def take_aside(self) -> Line | None:
        """The next text that was put aside, when nothing is being stored."""
        return self._aside.popleft() if self._aside and self.current is None else None

    def unsent(self, typed: Line | None) -> list[Line]:
        """Everything that is not known to be on disk, in order."""
        first = [self.current] if self.current else []
        return [*first, *self._waiting, *([typed] if typed else []), *self._aside]
