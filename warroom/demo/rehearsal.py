"""A log in memory: a room is played on it before it is stored, all at once."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from warroom import seal
from warroom.errors import NotFound, ReadOnly
from warroom.events import Draft, Event, from_document
from warroom.ports import Health, Preview


class Rehearsal:
    """An ``EventLog`` that keeps nothing but the drafts it was given, in order."""

    room = seal.derived_uuid(0, "demo")
    origin = "demo"
    health = Health()

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self._events: list[Event] = []

    def append(self, drafts: Sequence[Draft]) -> list[Event]:
        """Seal the drafts; nothing is stored."""
        made = []
        for draft in drafts:
            self.drafts.append(draft)
            number = len(self.drafts)
            sealed = seal.seal(
                msgspec.structs.asdict(draft), room=self.room, origin=self.origin, oseq=number, lam=number
            )
            made.append(from_document(sealed))
        self._events += made
        return made

    def load(self) -> list[Event]:
        """Every event."""
        return list(self._events)

    def preview(self, limit: int) -> Preview:
        """The newest events."""
        newest = self._events[-limit:]
        return Preview(
            summary=None, events=tuple(newest), total=len(self._events), complete=len(newest) == len(self._events)
        )

    def refresh(self) -> list[Event]:
        """Nothing: nobody else writes here."""
        return []

    def receive(self, events: Sequence[Event]) -> list[Event]:
        """Nothing of other copies comes in here."""
        raise ReadOnly("a rehearsal takes no events of other copies; nothing was stored")

    def erase(self, targets: Iterable[Event], erasure: Draft) -> list[Event]:
        """Nothing is stored, so nothing is erased."""
        raise ReadOnly("a rehearsal erases nothing; nothing was changed")

    def attach(self, source: Path) -> tuple[str, int]:
        """There is no folder to copy into."""
        raise ReadOnly("a rehearsal holds no files; nothing was copied")

    def attachment(self, sha256: str) -> Path:
        """There are no files."""
        raise NotFound(f"no file {sha256[:12]} is here")

    def save_summary(self, summary: dict[str, object]) -> None:
        """Nothing is shown before the room is whole."""

    def follow(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """Nobody else writes here: there is nothing to follow."""
        return lambda: None

    def close(self) -> None:
        """Nothing is open."""
