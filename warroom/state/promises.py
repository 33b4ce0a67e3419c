"""How promises stand, seen from a passed-in clock: open, kept, late, broken, withdrawn; the score per owner. Pure."""

from bisect import bisect_right
from datetime import datetime
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final, Literal, NamedTuple

from warroom.clock import from_stamp
from warroom.errors import BadInput
from warroom.state.commitments import Commitments, Made, Stored
from warroom.state.record import Record, words_of
from warroom.state.updates import Updates

Standing = Literal["open", "kept", "late", "broken", "withdrawn"]

_WEAKEST: Final[tuple[Stored, ...]] = ("broken", "withdrawn", "open", "kept")
"""Of a disputed promise the side counts that claims the least."""


class Promise(NamedTuple):
    """A promise as it stands at a time."""

    record: Record[Made]
    standing: Standing
    due: datetime | None
    """Of two disputed times the earlier one: who waits for it may have heard either."""
    done_at: str
    """When it was kept (UTC text), or empty."""
    moved: bool
    """Whether its time was moved."""
    in_time: bool
    """Whether every move, and the withdrawal, came before the time that it replaced: renegotiated, not missed."""

    @property
    def is_owed(self) -> bool:
        """Whether there is still something to do: open, or late and not done."""
        return self.standing == "open" or (self.standing == "late" and not self.done_at)


@lru_cache(8192)
def moment(stamp: str | None) -> datetime | None:
    """A time as events hold it, or None when there is none."""
    try:
        return from_stamp(stamp) if stamp else None
    except BadInput:  # an event of another program may hold another form; it has no clock then
        return None


def promise(commitment: Record[Made], updates: Updates, now: datetime) -> Promise:
    """How one promise stands. A promised next update is kept by the next telling of facts, by itself."""
    due = _due(commitment)
    stored = min(commitment.conflict("state") or (commitment.now.state,), key=_WEAKEST.index)
    setting = commitment.setting("state")
    set_at = setting.event.at if setting is not None else ""
    done_at = set_at if stored == "kept" else _told_after(commitment, updates) if stored == "open" else ""
    moves = _moves_in_time(commitment)
    in_time = all(moves)
    moved = bool(moves)
    done = moment(done_at)
    if stored == "withdrawn":
        in_time = in_time and (due is None or (moment(set_at) or now) <= due)
        return Promise(commitment, "withdrawn", due, "", moved, in_time)
    if stored == "broken":
        return Promise(commitment, "broken", due, "", moved, in_time)
    missed = due is not None and (done or now) > due
    standing: Standing = "late" if missed or (done is not None and not in_time) else "kept" if done_at else "open"
    return Promise(commitment, standing, due, done_at, moved, in_time)


def _due(commitment: Record[Made]) -> datetime | None:
    values = commitment.conflict("due") or (commitment.now.due,)
    return min((one for value in values if (one := moment(value)) is not None), default=None)


def _moves_in_time(commitment: Record[Made]) -> list[bool]:
    """For each move in fold order, whether it came before the time that it replaced."""
    register = commitment.fields.get("due")
    history = register.history if register else []
    found = []
    for before, one in pairwise(history):
        old, when = moment(before.value), moment(one.event.at)
        found.append(old is None or when is None or when <= old)
    return found


def _told_after(commitment: Record[Made], updates: Updates) -> str:
    if commitment.now.kind != "next_update" or not commitment.at:
        return ""
    told = updates.told(commitment.now.owner_id)
    later = islice(told, bisect_right(told, commitment.at, key=lambda one: one.at), None)
    return next((one.at for one in later if one.informs and one.eid != commitment.now.message), "")


def promises(commitments: Commitments, updates: Updates, now: datetime, owner: str | None = None) -> list[Promise]:
    """The promises to one owner or all, by due time, those without one last."""
    made = commitments.made.standing() if owner is None else commitments.of(owner)
    found = [promise(one, updates, now) for one in made]
    return sorted(found, key=lambda one: (one.due is None, one.due or now, one.record.place))


def in_words(commitments: Commitments, updates: Updates, now: datetime, owner: str | None = None) -> list[str]:
    """The promises that are still owed, nearest first, as a handover note names them."""
    owed = (one.record for one in promises(commitments, updates, now, owner) if one.is_owed)
    return [f"{one.now.owner_id}: {words_of(one) or one.now.kind.replace('_', ' ')}" for one in owed]


class Score(NamedTuple):
    """How well promises to an owner are kept."""

    kept: int
    late: int
    """Kept or not, after its time; and what was moved only after its time had passed."""
    broken: int
    """With what was taken back only after its time had passed."""
    with_notice: int
    """Withdrawn before its time: it stands apart."""
    open: int

    @property
    def percent(self) -> int | None:
        """Kept of all that are decided; None while none is."""
        decided = self.kept + self.late + self.broken
        return round(100 * self.kept / decided) if decided else None


def score(commitments: Commitments, updates: Updates, now: datetime, owner: str) -> Score:
    """The score of one owner: kept / (kept + late + broken)."""
    found = promises(commitments, updates, now, owner)
    count = [one.standing for one in found].count
    notice = sum(one.standing == "withdrawn" and one.in_time for one in found)
    return Score(count("kept"), count("late"), count("broken") + count("withdrawn") - notice, notice, count("open"))
