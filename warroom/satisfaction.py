"""How content an owner was, incident after incident: from the rooms' cards. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Given(NamedTuple):
    """What one owner said after one incident."""

    at: str
    """When (UTC text)."""
    ref: str
    """The room."""
    clear: int | None
    """Clear enough, 1 to 5."""
    timely: int | None
    """Timely enough, 1 to 5."""
    text: str = ""
    """Their words."""
    by: str = ""
    """Who of theirs said it, where that was noted."""


def trend(cards: Iterable[Mapping[str, object]], owner: str) -> list[Given]:
    """What an owner said in each room, the oldest first; the last word of a room counts."""
    found = []
    for card in cards:
        if card.get("drill"):
            continue
        given = card.get("satisfaction")
        for name, said in given.items() if isinstance(given, dict) else ():
            if str(name).casefold() == owner.strip().casefold() and isinstance(said, dict):
                clear, timely = (said.get(part) for part in ("clear", "timely"))
                words, by = (str(said.get(part) or "") for part in ("text", "by"))
                found.append(Given(str(said.get("at")), str(card.get("ref")), _grade(clear), _grade(timely), words, by))
    return sorted(found, key=lambda one: (one.at, one.ref))


def _grade(value: object) -> int | None:
    return value if isinstance(value, int) and 1 <= value <= 5 else None
