"""The decisions: between what, by whom, who carries them out, who objected, when they are looked at again."""

from typing import ClassVar, Literal

from warroom.events import Event
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.record import Recorded, Records, words_or_letters
from warroom.state.team import Side

DecisionState = Literal["stands", "reversed"]
DECISION_STATES: tuple[DecisionState, ...] = ("stands", "reversed")


class DecisionMade(Recorded, kw_only=True):
    """``decision.made``: what was decided, or a change of it. An owner's person may decide too."""

    gathered: ClassVar[frozenset[str]] = frozenset({"objections"})

    options: tuple[str, ...] = ()
    """What was to choose from."""
    decided_by: str = ""
    side: Side = "staff"
    owner: str = ""
    executor: str = ""
    objections: tuple[str, ...] = ()
    """Each with whose it is: ``bob: the cache is cold``."""
    review_at: str | None = None
    """When it is looked at again (UTC text); empty once that is done."""
    state: DecisionState = "stands"


KINDS = {"decision.made": Kind(DecisionMade)}


def line_of(payload: Payload) -> Line | None:
    """What the timeline shows of an event of this panel."""
    match payload:
        case DecisionMade(target=""):
            return Line("decision", _made(payload), payload.decided_by, payload.via, due=payload.review_at)
        case DecisionMade(sets=sets) if "state" in sets:
            because = f": {payload.reason}" if payload.reason else ""
            verb = "reversed" if payload.state == "reversed" else "stands"
            text = f"{verb}: {words_or_letters(payload)}{because}"
            return Line("decision", text, payload.actor, payload.via)
    return None


def _made(payload: DecisionMade) -> str:
    parts = [payload.text]
    if payload.options:
        parts.append(f"of {' / '.join(payload.options)}")
    if payload.side == "owner":
        parts.append(f"decided by {payload.decided_by} ({payload.owner or 'owner'})")
    if payload.executor:
        parts.append(f"done by {payload.executor}")
    if payload.objections:
        parts.append(f"objections: {' / '.join(payload.objections)}")
    return "; ".join(parts)


class Decisions:
    """The decisions in the order in which they were made."""

    def __init__(self) -> None:
        self.made: Records[DecisionMade] = Records(DecisionMade)

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        if isinstance(payload, DecisionMade):
            self.made.fold(event, payload)
