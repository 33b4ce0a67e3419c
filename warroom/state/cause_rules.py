"""What follows from the causes: what may be said to owners, how the evidence stands, the chain of whys. Pure."""

from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from warroom.state.causes import UNSAID, Causes, Evidence, HypothesisState, Proposed, Why
from warroom.state.feed import Entry
from warroom.state.record import Record
from warroom.state.timeline import Timeline

CauseState = Literal["unknown", "suspected", "confirmed"]
CAUSE_STATES: Final[tuple[CauseState, ...]] = ("unknown", "suspected", "confirmed")

_MAY_CLAIM: Final[dict[HypothesisState, CauseState]] = {
    "open": "unknown",
    "testing": "suspected",
    "confirmed": "confirmed",
    "ruled_out": "unknown",
}
CAUSE_LABELS: Final[dict[CauseState, dict[str, str]]] = {
    "unknown": {"en": "not known yet", "zh": "原因待查"},
    "suspected": {"en": "suspected", "zh": "初步判断"},
    "confirmed": {"en": "confirmed", "zh": "已确认"},
}
"""The label without which no draft names a cause (field.md 7.1)."""

CONFIDENCE_WORDS: Final[dict[str, int]] = {
    "low": 25, "低": 25, "medium": 50, "med": 50, "中": 50, "high": 75, "高": 75,
}  # fmt: skip
"""What the words mean in percent: a choice of ours, so that words and numbers sort together."""


class Claim(NamedTuple):
    """The cause as it may be told."""

    state: CauseState
    may_name: tuple[Record[Proposed], ...]
    """The hypotheses that a draft may speak of, always with the state's label; none while it is unknown.

    Their words are internal: what an owner reads is the wording of a promoted fact.
    """
    disputed: bool
    """Whether people set one of the states without seeing each other: then the weaker claim counts."""

    def label(self, lang: str = "en") -> str:
        """The word that a draft must carry, in ``en`` or ``zh``."""
        return CAUSE_LABELS[self.state][lang]


def claim(causes: Causes) -> Claim:
    """What may be said of the cause: the strongest hypothesis counts, of a conflict the weakest side.

    ``testing`` may be called suspected, ``confirmed`` confirmed; what is only an idea (``open``) isn't told.
    """
    standing = causes.hypotheses.standing()
    strength = {one.eid: _may_claim(one) for one in standing}
    state: CauseState = max(strength.values(), key=CAUSE_STATES.index, default="unknown")
    named = tuple(one for one in standing if state != "unknown" and strength[one.eid] == state)
    return Claim(state, named, any(one.conflict("state") for one in standing))


def _may_claim(hypothesis: Record[Proposed]) -> CauseState:
    states = hypothesis.conflict("state") or (hypothesis.now.state,)
    return min((_MAY_CLAIM[state] for state in states), key=CAUSE_STATES.index)


def read_confidence(text: str) -> int | None:
    """Percent from ``70``, ``70%``, ``high`` or ``高``; None for anything else."""
    plain = text.strip().casefold().rstrip("%％").strip()
    if plain in CONFIDENCE_WORDS:
        return CONFIDENCE_WORDS[plain]
    return int(plain) if plain.isdecimal() and len(plain) <= 3 and int(plain) <= 100 else None


def say_confidence(percent: int) -> str:
    """``70 %``, or empty when nobody said."""
    return "" if percent == UNSAID else f"{percent} %"


# -- evidence -----------------------------------------------------------------------------------------------------


class Piece(NamedTuple):
    """One piece of evidence with the entry that it names."""

    evidence: Record[Evidence]
    entry: Entry | None
    """None when the entry is not here (yet)."""

    @property
    def counts(self) -> bool:
        """Whether its entry still says what it said: here, not struck, not erased."""
        return self.entry is not None and not self.entry.retracted and not self.entry.erased


def evidence_of(causes: Causes, timeline: Timeline, cause: str) -> list[Piece]:
    """The evidence about a hypothesis in the order in which it was added; struck entries stay, marked by ``counts``."""
    return [
        Piece(one, timeline.entries.get(one.now.entry)) for one in causes.evidence.standing() if one.now.cause == cause
    ]


def balance(pieces: Iterable[Piece]) -> tuple[int, int]:
    """How many pieces that count speak for and how many against."""
    counting = [piece.evidence.now.side for piece in pieces if piece.counts]
    return counting.count("for"), counting.count("against")


# -- the chain of whys --------------------------------------------------------------------------------------------


class WhyLine(NamedTuple):
    """One line of the chain as it is drawn."""

    why: Record[Why]
    depth: int
    """0 answers the hypothesis itself."""
    branches: bool
    """Whether others answer the same why: people answered it at the same time, or more than one answer is true."""


def why_chain(causes: Causes, cause: str) -> list[WhyLine]:
    """The whys of a hypothesis, each beneath the one that it answers; a withdrawn one hands its answers upwards."""
    mine = {one.eid: one for one in causes.whys if one.now.cause == cause}
    answers: dict[str, list[Record[Why]]] = {}
    for one in mine.values():
        if one.stands:
            answers.setdefault(_answered(one, mine), []).append(one)
    return list(_beneath(answers))


def _answered(why: Record[Why], mine: dict[str, Record[Why]]) -> str:
    above = mine.get(why.now.answers)
    seen = {why.eid}
    while above is not None and not above.stands and above.eid not in seen:
        seen.add(above.eid)
        above = mine.get(above.now.answers)
    # Events of others may answer each other in a circle; whoever would stand nowhere stands at the top.
    return "" if above is None or above.eid in seen or _circular(why, mine) else above.eid


def _circular(why: Record[Why], mine: dict[str, Record[Why]]) -> bool:
    above, seen = mine.get(why.now.answers), {why.eid}
    while above is not None and above.eid not in seen:
        seen.add(above.eid)
        above = mine.get(above.now.answers)
    return above is not None and above.eid == why.eid


def _beneath(answers: dict[str, list[Record[Why]]]) -> Iterator[WhyLine]:
    waiting = [(one, 0, len(answers.get("", ())) > 1) for one in reversed(answers.get("", []))]
    while waiting:
        why, depth, branches = waiting.pop()
        yield WhyLine(why, depth, branches)
        below = answers.get(why.eid, [])
        waiting.extend((one, depth + 1, len(below) > 1) for one in reversed(below))


def ends_of(chain: Iterable[WhyLine]) -> list[Record[Why]]:
    """The whys that nothing answers yet: where the chain goes on."""
    lines = list(chain)
    return [
        line.why
        for line, after in zip(lines, [*lines[1:], None], strict=False)
        if after is None or after.depth <= line.depth
    ]
