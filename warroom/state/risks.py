"""The risks: what may go wrong yet, how likely, how bad, and what is done against it."""

from typing import Literal

from warroom.events import Event
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.record import Recorded, Records, words_or_letters

Level = Literal["low", "medium", "high"]
RiskState = Literal["open", "mitigated", "happened", "closed"]

LEVELS: tuple[Level, ...] = ("low", "medium", "high")
RISK_STATES: tuple[RiskState, ...] = ("open", "mitigated", "happened", "closed")


class RiskSet(Recorded, kw_only=True):
    """``risk.set``: a risk, or a change of it."""

    probability: Level = "medium"
    impact: Level = "medium"
    countermeasure: str = ""
    assignee: str = ""
    """Who watches it."""
    state: RiskState = "open"


KINDS = {"risk.set": Kind(RiskSet)}


def line_of(payload: Payload) -> Line | None:
    """What the timeline shows of an event of this panel."""
    match payload:
        case RiskSet(target=""):
            return Line("risk", f"risk: {payload.text}", payload.actor, payload.via)
        case RiskSet(sets=sets) if "state" in sets:
            because = f": {payload.reason}" if payload.reason else ""
            text = f"risk {payload.state}: {words_or_letters(payload)}{because}"
            return Line("risk", text, payload.actor, payload.via)
    return None


class Risks:
    """The risk register as it stands."""

    def __init__(self) -> None:
        self.risks: Records[RiskSet] = Records(RiskSet)

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        if isinstance(payload, RiskSet):
            self.risks.fold(event, payload)
