"""The length of time between two stamps, or why there is none. Pure."""

from datetime import timedelta
from typing import Final

from warroom.state.promises import moment
from warroom.summary.measured import Mark, Metric, ValueState, words
from warroom.summary.passing import FORGIVEN, Passing, known

ENDS: Final = frozenset({"mitigated", "resolved"})
"""Stamps that hold only until the incident is open again."""
UNTOLD: Final = {"first_notice": "no update was told", "closed": "no closure report was told"}
"""What to say of a missing stamp that is not a milestone to be marked."""

Pair = tuple[Mark | None, Mark | None]
"""From which stamp to which."""


def between(passing: Passing, name: str, formula: str, ends: tuple[str, str], last: Pair, first: Pair) -> Metric:
    """A length of time. ``ends`` are the names of both stamps, for saying which of them is missing.

    ``last`` is what counts; ``first`` is the same of an incident's first end, shown where it differs.
    """
    start, end = last
    first_seconds = _seconds(passing, first) if first != last else None
    first_value = first_seconds if isinstance(first_seconds, int) else None
    stamps = known(last)
    if start is None or end is None:
        why = _missing([one for one, mark in zip(ends, last, strict=True) if mark is None])
        return _none(name, formula, "pending" if passing.is_open else "not_applicable", why, stamps)
    undone = [mark.name for mark in last if mark is not None and mark.name in ENDS and not passing.is_over(mark)]
    if undone:
        why = f"open again after '{words(undone[0])}'"
        return _none(name, formula, "pending", why, stamps, _seconds_or_none(passing, first))
    found = _seconds(passing, last)
    if isinstance(found, str):
        return _none(name, formula, "invalid", found, stamps)
    differs = first_value if first_value != found else None
    return Metric(name=name, formula=formula, state="recorded", value=found, first=differs, stamps=stamps)


def _missing(names: list[str]) -> str:
    unmarked = " nor ".join(f"'{words(one)}'" for one in names if one not in UNTOLD)
    said = [f"nobody marked {unmarked}"] if unmarked else []
    return ", and ".join([*said, *(UNTOLD[one] for one in names if one in UNTOLD)])


def _none(
    name: str, formula: str, state: ValueState, why: str, stamps: tuple[Mark, ...], first: int | None = None
) -> Metric:
    return Metric(name=name, formula=formula, state=state, why=why, stamps=stamps, first=first)


def _seconds_or_none(passing: Passing, pair: Pair) -> int | None:
    found = _seconds(passing, pair)
    return found if isinstance(found, int) else None


def _seconds(passing: Passing, pair: Pair) -> int | str:
    """Whole seconds between two stamps, or what contradicts."""
    start, end = pair
    if start is None or end is None:
        return "a stamp is missing"
    began, ended = moment(start.at), moment(end.at)
    if began is None or ended is None:
        return f"the time of '{words((start if began is None else end).name)}' can't be read"
    for mark, at in ((start, began), (end, ended)):
        if at - passing.now > FORGIVEN:
            return f"{words(mark.name)} {mark.ref} lies in the future".replace("  ", " ")
    if ended < began:
        return f"{words(end.name)} stands before {words(start.name)}"
    return (ended - began) // timedelta(seconds=1)
