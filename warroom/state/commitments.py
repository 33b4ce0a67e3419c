"""The promises made to owners: until when, moved, kept, broken or withdrawn. Late is computed, never stored."""

from typing import ClassVar, Literal

from warroom.events import Event
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.record import Record, Recorded, Records, Step, words_or_letters

CommitmentKind = Literal["next_update", "eta", "report", "action", "answer", "compensation"]
Stored = Literal["open", "kept", "broken", "withdrawn"]
"""What is stored; ``late`` comes from the clock (``warroom.promises``)."""

COMMITMENT_KINDS: tuple[CommitmentKind, ...] = ("next_update", "eta", "report", "action", "answer", "compensation")


class Made(Recorded, kw_only=True):
    """``commitment.made``: a promise to an owner, or a change of its words."""

    apart: ClassVar[frozenset[str]] = frozenset()

    owner_id: str = ""
    kind: CommitmentKind = "action"
    due: str | None = None
    """Until when (UTC text)."""
    message: str = ""
    """The message, update or telling in which it was made (an id)."""
    assignee: str = ""
    """Who of us sees to it."""
    question: str = ""
    """The question that it promises an answer to (an id)."""
    state: Stored = "open"


class Moved(Step, kw_only=True):
    """``commitment.moved``: the promise gets another time, with the owner told; in time only before the old one."""

    value_field: ClassVar[str] = "due"

    due: str
    was: str = ""
    """The due time that the author saw."""
    reason: str = ""


class Kept(Step, kw_only=True):
    """``commitment.kept``: done as promised; when it was done is when the event happened."""

    text: str = ""
    """What shows it."""
    by: str = ""
    """The update or message that kept it (an id)."""


class Broken(Step, kw_only=True):
    """``commitment.broken``: it was not and will not be done as promised."""

    reason: str = ""


class Withdrawn(Step, kw_only=True):
    """``commitment.withdrawn``: taken back; with notice when that was before its time."""

    reason: str = ""


KINDS = {
    "commitment.made": Kind(Made),
    "commitment.moved": Kind(Moved),
    "commitment.kept": Kind(Kept),
    "commitment.broken": Kind(Broken),
    "commitment.withdrawn": Kind(Withdrawn),
}


def line_of(payload: Payload) -> Line | None:
    """What the internal timeline shows of an event of this panel."""
    match payload:
        case Made(target=""):
            text = f"promised {payload.owner_id}: {payload.text or payload.kind.replace('_', ' ')}"
            return Line("commitment", text, payload.actor, payload.via)
        case Made(withdrawn=True, sets=sets) if "withdrawn" in sets:
            return Line("commitment", f"promise struck: {words_or_letters(payload)}", payload.actor, payload.via)
        case Moved():
            text = f"promise moved: {words_or_letters(payload)}{_why(payload.reason)}"
            return Line("commitment", text, payload.actor, payload.via)
        case Kept():
            return Line(
                "commitment", f"kept: {words_or_letters(payload)}{_why(payload.text)}", payload.actor, payload.via
            )
        case Broken() | Withdrawn():
            verb = "broken" if isinstance(payload, Broken) else "withdrawn"
            text = f"promise {verb}: {words_or_letters(payload)}{_why(payload.reason)}"
            return Line("commitment", text, payload.actor, payload.via)
    return None


def _why(reason: str) -> str:
    return f": {reason}" if reason else ""


_ENDS: dict[type[Payload], Stored] = {Kept: "kept", Broken: "broken", Withdrawn: "withdrawn"}


class Commitments:
    """The promises as they stand."""

    def __init__(self) -> None:
        self.made: Records[Made] = Records(Made)

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        match payload:
            case Made():
                self.made.fold(event, payload)
            case Moved():
                self.made.named(payload.target).set("due", event, payload.due, payload.bases)
            case Kept() | Broken() | Withdrawn():
                self.made.named(payload.target).set("state", event, _ENDS[type(payload)], payload.bases)

    def of(self, owner: str) -> list[Record[Made]]:
        """The promises to one owner, in the order in which they were made."""
        return [one for one in self.made.standing() if one.now.owner_id == owner]
