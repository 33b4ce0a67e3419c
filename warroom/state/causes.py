"""The causes: hypotheses with evidence, what was tried, the chain of whys, contributing factors."""

from typing import ClassVar, Literal

from warroom.events import Event
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.record import Recorded, Records, Step, words_or_letters
from warroom.state.register import Register

HypothesisState = Literal["open", "testing", "confirmed", "ruled_out"]
Outcome = Literal["helped", "failed", "pending"]
FactorKind = Literal["trigger", "contributing", "systemic"]
EvidenceSide = Literal["for", "against"]

HYPOTHESIS_STATES: tuple[HypothesisState, ...] = ("open", "testing", "confirmed", "ruled_out")
OUTCOMES: tuple[Outcome, ...] = ("helped", "failed", "pending")
FACTOR_KINDS: tuple[FactorKind, ...] = ("trigger", "contributing", "systemic")
EVIDENCE_SIDES: tuple[EvidenceSide, ...] = ("for", "against")
UNSAID = -1
"""The confidence of a hypothesis that nobody gave one."""


class Proposed(Recorded, kw_only=True):
    """``cause.proposed``: a hypothesis, or a change of its words, confidence or withdrawal."""

    state: HypothesisState = "open"
    confidence: int = UNSAID
    """Percent, 0 to 100."""


class StateSet(Step, kw_only=True):
    """``cause.state_set``: where a hypothesis stands; ruling one out needs a reason."""

    value_field: ClassVar[str] = "state"

    state: HypothesisState
    was: str = ""
    reason: str = ""


class Evidence(Recorded, kw_only=True):
    """``cause.evidence``: a timeline entry that speaks for or against a hypothesis, with words or without."""

    cause: str = ""
    entry: str = ""
    side: EvidenceSide = "for"


class Tried(Recorded, kw_only=True):
    """``cause.tried``: what was tried (by ``actor``) and what came of it; a failure needs its ``reason``."""

    cause: str = ""
    """The hypothesis that it tests, or empty."""
    outcome: Outcome = "pending"


class Why(Recorded, kw_only=True):
    """``cause.why``: an answer to the why above it (``answers``), the first one to the hypothesis itself."""

    cause: str = ""
    answers: str = ""


class Factor(Recorded, kw_only=True):
    """``cause.factor``: what contributed; one may be primary. A person never is."""

    apart: ClassVar[frozenset[str]] = frozenset({"primary"})
    factor: FactorKind = "contributing"
    cause: str = ""
    """The hypothesis that it follows from, or empty."""
    primary: bool = False


KINDS = {
    "cause.proposed": Kind(Proposed),
    "cause.state_set": Kind(StateSet),
    "cause.evidence": Kind(Evidence),
    "cause.tried": Kind(Tried),
    "cause.why": Kind(Why),
    "cause.factor": Kind(Factor),
}


def line_of(payload: Payload) -> Line | None:
    """What the timeline shows of an event of this panel: what was thought and tried, not each piece of evidence."""
    match payload:
        case Proposed(target=""):
            return Line("cause", f"possible cause: {payload.text}", payload.actor, payload.via)
        case Proposed(sets=("confidence",)) if payload.reason:
            sure = "nobody says how sure" if payload.confidence == UNSAID else f"{payload.confidence} % sure"
            return Line("cause", f"{words_or_letters(payload)}: {sure}{_because(payload.reason)}", payload.actor)
        case StateSet():
            step = f"{payload.was} to {payload.state}" if payload.was else payload.state
            text = f"{words_or_letters(payload)}: {step.replace('_', ' ')}{_because(payload.reason)}"
            return Line("cause", text, payload.actor, payload.via)
        case Tried(target=""):
            outcome = "" if payload.outcome == "pending" else f": {payload.outcome}"
            return Line("cause", f"tried {payload.text}{outcome}{_because(payload.reason)}", payload.actor, payload.via)
        case Tried(sets=sets) if "outcome" in sets:
            return Line("cause", f"tried {words_or_letters(payload)}: {payload.outcome}{_because(payload.reason)}")
        case Factor(target=""):
            primary = "primary " if payload.primary else ""
            return Line("cause", f"{primary}{payload.factor} factor: {payload.text}", payload.actor, payload.via)
        case Factor(sets=sets) if "primary" in sets and payload.primary:
            return Line(
                "cause",
                f"primary factor: {words_or_letters(payload)}{_because(payload.reason)}",
                payload.actor,
                payload.via,
            )
    return None


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


class Causes:
    """What people think, know and tried about the causes."""

    def __init__(self) -> None:
        self.hypotheses: Records[Proposed] = Records(Proposed)
        self.evidence: Records[Evidence] = Records(Evidence)
        self.tried: Records[Tried] = Records(Tried)
        self.whys: Records[Why] = Records(Why)
        self.factors: Records[Factor] = Records(Factor)
        self.primary: Register[str] = Register()
        """The id of the factor that is primary, empty when it was taken back; two at a time are a conflict."""

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        match payload:
            case Proposed():
                self.hypotheses.fold(event, payload)
            case StateSet():
                self.hypotheses.named(payload.target).set("state", event, payload.state, payload.bases)
            case Evidence():
                self.evidence.fold(event, payload)
            case Tried():
                self.tried.fold(event, payload)
            case Why():
                self.whys.fold(event, payload)
            case Factor():
                self.factors.fold(event, payload)
                if "primary" in payload.sets if payload.target else payload.primary:
                    value = (payload.target or event.eid) if payload.primary else ""
                    self.primary.set(event, value, payload.bases)

    @property
    def primary_factor(self) -> str:
        """The id of the standing factor that is primary (provisionally, while there is a conflict), or empty."""
        factor = self.factors.get(self.primary.value or "")
        return factor.eid if factor is not None and factor.stands else ""

    @property
    def primary_conflict(self) -> tuple[str, ...]:
        """The factors that people made primary without seeing each other, when more than one of them stands."""
        named = [self.factors.get(eid) for eid in self.primary.conflict]
        standing = tuple(factor.eid for factor in named if factor is not None and factor.stands)
        return standing if len(standing) > 1 else ()
