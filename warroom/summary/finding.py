"""One thing that can't be right about the times of a room, and the act that would mend it. Pure data."""

from typing import Literal, NamedTuple

Rule = Literal["milestones", "lines", "future", "missing", "far", "negative", "skew"]
Act = Literal["edit_time", "mark", "look"]


class Fix(NamedTuple):
    """An act that a key can do; nothing is done by itself."""

    act: Act
    """``edit_time``: give the entry ``eid`` another time (``Room.edit``). ``mark``: record ``milestone``
    (``Room.log``). ``look``: go to the entry; what is on record must be recorded anew."""
    eid: str = ""
    milestone: str = ""
    at: str = ""
    """The time that would fit (UTC text); empty where nothing tells, and a person has to."""
    text: str = ""
    """What the key does, in words: ``set the year to 2023``."""


class Finding(NamedTuple):
    """One thing that is wrong with the times; ``key`` names the entry (its eid) it is about, or is empty."""

    rule: Rule
    key: str
    text: str
    fix: Fix | None = None
    basis: str = ""
    """The times (or, of a missing milestone, the name) that it rests on, in one text: with others it is another one."""
