"""Which slip of the finger would explain a time that can't be right: another year, month, day or half of the day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

_HALF_DAY: Final = timedelta(hours=12)
EXPLAINS: Final = 4
"""How many times nearer the time must be that was meant."""


def likely(at: datetime, near: datetime, low: datetime | None = None, high: datetime | None = None) -> datetime | None:
    """The time (aware) that was meant, if one slip explains it: within the bounds and much nearer to ``near``.

    Tried are another year, month, day, half of the day, and day and month swapped. None where nothing fits: a guess
    that only moves the trouble elsewhere is worse than none.
    """
    fitting = [
        one
        for one in _tried(at)
        if (low is None or low <= one)
        and (high is None or one <= high)
        and abs(one - near) * EXPLAINS <= abs(at - near)
    ]
    return min(fitting, key=lambda one: abs(one - near), default=None)


def _tried(at: datetime) -> Iterator[datetime]:
    for years in (1, -1):
        yield from _made(at, year=at.year + years)
    for months in (1, -1):
        yield from _made(at, month=at.month + months)
    for shift in (timedelta(days=1), timedelta(days=-1), _HALF_DAY, -_HALF_DAY):
        try:
            yield at + shift
        except OverflowError:
            continue
    if at.day != at.month:
        yield from _made(at, month=at.day, day=at.month)


def _made(at: datetime, **parts: int) -> Iterator[datetime]:
    try:
        yield at.replace(**parts)  # type: ignore[arg-type]  # only years, months and days are given
    except ValueError:  # there is no such day
        return


def slip_words(before: datetime, after: datetime) -> str:
    """``set the year to 2023``: what would be changed."""
    old, new = before.astimezone(UTC), after.astimezone(UTC)
    if (old.month, old.day, old.time()) == (new.month, new.day, new.time()):
        return f"set the year to {new.year}"
    if old.time() == new.time():
        return f"set the day to {new:%Y-%m-%d}"
    return f"set the time to {new:%Y-%m-%d %H:%M} UTC"
