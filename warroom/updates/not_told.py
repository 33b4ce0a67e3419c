"""What an owner does not know yet: facts that are new, changed or contradicted since they heard of them last. Pure."""

from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from warroom.state.incident import STATUSES
from warroom.state.promises import moment
from warroom.state.room_state import RoomState
from warroom.state.updates import LastTold, ToldFact
from warroom.updates.facts import Fact, facts
from warroom.updates.words import PHRASES, UNSURE, say

How = Literal["contradicted", "changed", "new"]

_ORDER: Final[tuple[How, ...]] = ("contradicted", "changed", "new")


class NotTold(NamedTuple):
    """One fact that an owner does not know as it is."""

    fact: Fact
    how: How
    last: LastTold | None
    """What they heard of it last, and when; None when nothing."""
    age: timedelta
    """For how long it has been so; nought when that isn't known."""

    def line(self, lang: str = "en") -> str:
        """In words, with what was told before: ``severity: SEV1 (changed, was SEV2)``."""
        said = say(PHRASES, self.how, lang)
        before = self.last.fact.text if self.last is not None else ""
        told = f", {_short(before)}" if before and before != self.fact.text else ""
        return f"{self.fact.line(lang)} ({said}{told})"


_BEFORE: Final = 60
"""Letters of what was told before, beside what holds now: whole words, and an ellipsis where it is cut."""


def _short(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _BEFORE:
        return line
    cut = line[: _BEFORE - 1]
    word, _, _ = cut.rpartition(" ")
    return (word if len(word) > _BEFORE // 2 else cut).rstrip(" ,;，；、") + "…"


def not_told(state: RoomState, owner: str, now: datetime, lang: str = "") -> list[NotTold]:
    """What ``owner`` does not know, the contradicted first, then the changed, then the new; each oldest first.

    ``lang`` is the owner's own by default. What is told afterwards as ``facts`` gives it takes it off the list.
    """
    lang = lang or state.owners.plan(owner).lang or "en"
    known = state.updates.known(owner)
    found = []
    for fact in facts(state, owner, now, lang):
        last = known.get(fact.key)
        if not _knows(state, fact, last):
            since = moment(fact.since)
            age = max(now - since, timedelta()) if since is not None else timedelta()
            found.append(NotTold(fact, _how(fact, last), last, age))
    return sorted(found, key=lambda one: (_ORDER.index(one.how), -one.age, one.fact.key))


def as_told(fact: Fact) -> ToldFact:
    """A fact as ``update.told`` keeps it, in the words that owners may read."""
    return ToldFact(key=fact.key, was=fact.value, text=fact.said)


def is_sayable(fact: Fact) -> bool:
    """Whether it can be told as it is: it has words for owners, or it is that something holds no longer."""
    return bool(fact.said or not fact.value)


def _knows(state: RoomState, fact: Fact, last: LastTold | None) -> bool:
    if last is not None and last.fact.was == fact.value:
        return True
    answer = state.questions.answer(fact.key.partition(":")[2]) if fact.topic == "answer" else None
    return answer is not None and answer.value.told and answer.value.text == fact.value


def _how(fact: Fact, last: LastTold | None) -> How:
    if fact.topic == "promise":
        return "contradicted"  # they were promised it: that it fails is never merely news
    if last is None or not (last.fact.was or fact.value):
        return "new"
    if not last.fact.was:
        return "changed"  # it holds again
    return "contradicted" if not fact.value or _contradicts(fact, last.fact.was) else "changed"


def _contradicts(fact: Fact, told: str) -> bool:
    """Whether what holds now says that what was told was wrong, or can't be counted on any more."""
    match fact.key.partition(":")[0]:
        case "status":
            return told in STATUSES and STATUSES.index(told) > [*STATUSES, fact.value].index(fact.value)
        case "cause":
            state, *named = told.split()
            now, *others = fact.value.split()
            return not set(named) <= set(others) or (state == "confirmed" and (now, others) != (state, named))
        case "eta":
            return _later(told, fact.value)
        case "data_safety":
            return not any(word in told.casefold() for word in UNSURE)
        case "answer":
            return True
        case "fact":
            before, _, source = fact.value.partition("\n")
            return bool(source) and told.partition("\n")[0] == before
    return False


def _later(told: str, now: str) -> bool:
    """Whether an estimate ends later than was told."""
    ends = [parts[1] for one in (told, now) if len(parts := one.split("/")) == 3]
    return len(ends) == 2 and ends[1] > ends[0]
