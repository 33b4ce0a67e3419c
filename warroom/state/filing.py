"""Under which owner something said stands, and whether it stands: what was noted in the wrong place is put right."""

from warroom.state.kinds import Line, Payload
from warroom.state.record import words_or_letters
from warroom.state.timeline import Via


class Filed(Payload, kw_only=True):
    """A message, meeting or feedback belongs to another owner than it was noted under, or was noted by mistake."""

    target: str
    owner_id: str = ""
    """Whose it is; empty: whose it was when it was noted."""
    withdrawn: bool = False
    """Whether it was struck: noted by mistake, still readable."""
    reason: str = ""
    title: str = ""
    """The words as the author saw them, for the timeline."""
    actor: str = ""
    via: Via = "key"
    bases: list[str] = []

    @property
    def strikes_line(self) -> bool:
        """Whether the line that the timeline showed first no longer holds."""
        return self.withdrawn or bool(self.owner_id)


def line_of(payload: Filed) -> Line:
    """What the internal timeline shows of it."""
    words = words_or_letters(payload)
    because = f": {payload.reason}" if payload.reason else ""
    if payload.withdrawn:
        said = f"struck: {words}{because}"
    elif payload.owner_id:
        said = f"it is {payload.owner_id}'s: {words}{because}"
    else:
        said = f"stands again as it was noted: {words}{because}"
    return Line("owner", said, payload.actor, payload.via)
