"""What slash commands are read against, and the small steps that all of them read with."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from warroom.due_times import ROOMS_DAY
from warroom.errors import BadInput
from warroom.grammar import words
from warroom.grammar.marks import fold_width, shortened
from warroom.working_time import DayEnd

FIELD_COMMANDS: Final[Mapping[str, str]] = {name: name for name in ("title", "summary", "impact", "scope")}
"""Commands that set a text describing the incident, to the field's name in code; a profile may bring more."""
_REF: Final = re.compile(r"#?([0-9A-Za-z]{1,12})")


DayEnds = Callable[[str], DayEnd]
"""When an owner's working day ends, by name; the room's for the empty name."""


def rooms_day(_: str) -> DayEnd:
    """The end of the working day where nobody's hours are known."""
    return ROOMS_DAY


class Context(NamedTuple):
    """What a command is read against: the present, the room's zone, people and its profile's words."""

    now: datetime
    zone: ZoneInfo
    members: Collection[str] = ()
    severities: Mapping[str, str] = words.SEVERITY_WORDS
    statuses: Mapping[str, str] = words.STATUS_WORDS
    fields: Mapping[str, str] = FIELD_COMMANDS
    day_end: DayEnds = rooms_day


def needed(rest: str, example: str) -> str:
    """``rest``, or ``BadInput`` with what to type."""
    if not rest:
        raise BadInput(f"something is missing: type {example}")
    return rest


def first(rest: str) -> tuple[str, str]:
    """The first word and what follows it."""
    parts = rest.split(maxsplit=1)
    return (parts[0], parts[1] if len(parts) > 1 else "") if parts else ("", "")


def choice(rest: str, choices: Mapping[str, str], what: str, example: str) -> tuple[str, str]:
    """The word that ``rest`` begins with, as its meaning, and what follows it."""
    taken = words.take_word(needed(rest, example), choices)
    if taken is None:
        names = ", ".join(dict.fromkeys(choices.values()))
        raise BadInput(f"'{shortened(first(rest)[0], 20)}' is no {what}; it is one of {names}")
    meaning, end = taken
    return meaning, rest[end:].lstrip(" \t\n\u3000:：,，")


def read_ref(text: str) -> str:
    """An entry's reference as ``seal.entry_ref`` writes it: upper case, O as 0, I and L as 1. Raises ``BadInput``."""
    match = _REF.fullmatch(fold_width(text))
    if match is None or "U" in match[1].upper():
        raise BadInput(f"'{shortened(text, 20)}' is no entry's reference; it is the five letters that the entry shows")
    return match[1].upper().translate(str.maketrans("OIL", "011"))


def with_ref(rest: str, name: str) -> tuple[str, str]:
    """The reference that ``rest`` begins with, and what follows it."""
    ref, more = first(needed(rest, f"/{name} and the five letters"))
    return read_ref(ref), more
