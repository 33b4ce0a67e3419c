"""Where a moment stands in a picture: linear, but for long times in which nothing happened; those are folded. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from warroom.clock import offset_label

FOLDED_FROM: Final = 0.3
"""A time without any event that is longer than this share of the rest is folded."""
FEWEST: Final = 8
"""Of fewer moments none is lost in a crowd, so nothing is folded that isn't ``LOPSIDED`` or ``LONG``."""
LOPSIDED: Final = 10
"""A time this often as long as all others together would push what happened into one place."""
LONG: Final = 30 * 86_400
"""Seconds: a time this long without any event is folded however few moments there are; an incident lasts hours."""
FOLDS: Final = 4
"""More folds than this would make a picture of folds."""
FOLDED_TO: Final = 0.06
"""The share of the width that a fold takes."""
_STEPS: Final = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200,
    86_400, 172_800, 604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000,
)  # fmt: skip
"""Seconds between two ticks, as people count time."""
_MONTHS: Final = {2_592_000: 1, 7_776_000: 3, 31_536_000: 12}
"""Steps that are counted in months: their ticks stand on the first day of one."""


class Piece(NamedTuple):
    """A stretch of time and the stretch of the width (0 to 1) that shows it."""

    start: float
    end: float
    left: float
    right: float
    folded: bool


class Tick(NamedTuple):
    """A time that the axis names."""

    place: float
    at: datetime
    """In the zone that was asked for."""


class Scale:
    """Places of moments (seconds since 1970) in the width of a picture."""

    def __init__(self, moments: Iterable[float]) -> None:
        self.pieces = tuple(_pieces(sorted(set(moments)) or [0.0]))
        self._starts = [piece.start for piece in self.pieces]

    @property
    def start(self) -> float:
        """The first moment."""
        return self.pieces[0].start

    @property
    def end(self) -> float:
        """The last moment."""
        return self.pieces[-1].end

    @property
    def folds(self) -> list[Piece]:
        """The stretches that are folded, in order."""
        return [piece for piece in self.pieces if piece.folded]

    def place(self, moment: float) -> float:
        """Where a moment stands, 0 (left) to 1; what lies outside stands at the edge."""
        piece = self.pieces[max(0, bisect_right(self._starts, moment) - 1)]
        if piece.end <= piece.start:
            return piece.left
        share = (moment - piece.start) / (piece.end - piece.start)
        return piece.left + min(1.0, max(0.0, share)) * (piece.right - piece.left)

    def ticks(self, zone: ZoneInfo, count: int) -> list[Tick]:
        """About ``count`` round times of ``zone`` over the whole width, none in a fold."""
        found: list[Tick] = []
        for piece in self.pieces:
            room = max(1, int(count * (piece.right - piece.left)))
            if piece.folded or piece.end <= piece.start:
                continue
            step = next((one for one in _STEPS if (piece.end - piece.start) / one <= room), _STEPS[-1])
            found += [Tick(self.place(at.timestamp()), at) for at in _round_times(piece, step, zone)]
        return found


def zone_label(start: float, end: float, zone: ZoneInfo) -> str:
    """What a zone is called over a stretch of time: its offset, or its name where clocks are set in between."""
    offsets = {offset_label(datetime.fromtimestamp(at, UTC).astimezone(zone)) for at in _samples(start, end)}
    return offsets.pop() if len(offsets) == 1 else zone.key


def _samples(start: float, end: float) -> Iterator[float]:
    """The ends of a stretch and, within it, enough moments of a year to meet every setting of its clocks."""
    yield from (start, end)
    for number in range(1, min(24, int((end - start) // LONG) + 1)):
        yield start + number * LONG


def _pieces(moments: list[float]) -> list[Piece]:
    gaps = sorted(((behind - before, before, behind) for before, behind in pairwise(moments)), reverse=True)
    rest = moments[-1] - moments[0]
    folded: list[tuple[float, float]] = []
    for length, before, behind in gaps[:FOLDS]:
        few = len(moments) < FEWEST and length <= LOPSIDED * (rest - length) and length < LONG
        if few or length <= FOLDED_FROM * rest or length >= rest:
            break
        folded.append((before, behind))
        rest -= length
    width = (1 - FOLDED_TO * len(folded)) / rest if rest else 0.0
    pieces: list[Piece] = []
    at, place = moments[0], 0.0
    for before, behind in sorted(folded):
        if before > at:
            pieces.append(Piece(at, before, place, place + (before - at) * width, False))
            place = pieces[-1].right
        pieces.append(Piece(before, behind, place, place + FOLDED_TO, True))
        at, place = behind, place + FOLDED_TO
    if moments[-1] > at or not pieces:
        pieces.append(Piece(at, moments[-1], place, 1.0, False))
    return pieces


def _round_times(piece: Piece, step: int, zone: ZoneInfo) -> list[datetime]:
    """The multiples of ``step`` since midnight of the zone, or the first days of months, that lie in a piece."""
    found: list[datetime] = []
    for wall in _walls(datetime.fromtimestamp(piece.start, UTC).astimezone(zone), step):
        at = wall.astimezone(UTC).astimezone(zone)
        if at.timestamp() > piece.end:
            break
        if at.timestamp() >= piece.start:
            found.append(at)
    return found


def _walls(first: datetime, step: int) -> Iterator[datetime]:
    """Round times by the zone's own clock, so that ticks stay round; the first is not after ``first``."""
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    if (months := _MONTHS.get(step)) is not None:
        month = midnight.year * 12 + (midnight.month - 1) // months * months
        while month // 12 <= datetime.max.year:
            yield midnight.replace(year=month // 12, month=month % 12 + 1, day=1)
            month += months
        return
    if step >= 86_400:  # weeks begin on Mondays
        midnight -= timedelta(days=(midnight.toordinal() - 1) % (step // 86_400))
    number = max(0, int((first.timestamp() - midnight.timestamp()) // step))
    while True:
        yield midnight + timedelta(seconds=number * step)
        number += 1
