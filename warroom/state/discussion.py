"""The discussion: internal messages, beside the timeline and never on it."""

from warroom.events import Event
from warroom.state.feed import Change, Feed, Said
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.timeline import Via


class Say(Payload):
    """``discussion.say``: an internal message."""

    text: str
    actor: str = ""
    via: Via = "key"
    reply_to: str = ""
    source: str = ""


class Edit(Payload):
    """``discussion.edit``: new words or another time; what is None stays."""

    target: str
    text: str | None = None
    occurred_at: str | None = None
    bases: list[str] = []


class Retract(Payload):
    """``discussion.retract``: strikes a message (still readable), or takes the strike back."""

    target: str
    retracted: bool
    reason: str = ""


KINDS = {
    "discussion.say": Kind(Say),
    "discussion.edit": Kind(Edit),
    "discussion.retract": Kind(Retract),
}


def line_of(payload: Payload) -> Line | None:
    """None: what was said beside the timeline is never on it."""
    return None


class Discussion(Feed):
    """The room's messages in the order in which they were said."""

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        match payload:
            case Say():
                self.add(event, Said("message", payload.text, payload.actor, payload.via, source=payload.source))
            case Edit():
                self.change(
                    payload.target,
                    Change(
                        event.stamp,
                        event,
                        text=payload.text,
                        occurred_at=payload.occurred_at,
                        bases=tuple(payload.bases),
                    ),
                )
            case Retract():
                self.change(
                    payload.target,
                    Change(event.stamp, event, retracted=payload.retracted, reason=payload.reason),
                )
