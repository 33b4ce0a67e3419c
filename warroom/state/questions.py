"""The questions that owners ask: by whom, when, until when, and what answered them."""

from collections import defaultdict

import msgspec

from warroom.events import Event
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.record import Record, Recorded, Records, Step, words_or_letters
from warroom.state.register import Register, Setting


class Asked(Recorded, kw_only=True):
    """``question.asked``: a question of an owner, or a change of it; ``actor`` is who asked."""

    owner_id: str = ""
    due: str | None = None
    """Until when an answer was promised or asked for (UTC text)."""
    message: str = ""
    """The owner's message in which it came (an id)."""


class Answered(Step, kw_only=True):
    """``question.answered``: what we say to it. Told at once when ``told``, else with the next update."""

    text: str
    told: bool = False
    """Whether the owner has heard it."""
    by: str = ""
    """The update or message that carried it (an id)."""


KINDS = {"question.asked": Kind(Asked), "question.answered": Kind(Answered)}


def line_of(payload: Payload) -> Line | None:
    """What the internal timeline shows of an event of this panel."""
    match payload:
        case Asked(target=""):
            return Line("question", f"{payload.owner_id} asks: {payload.text}", payload.actor, payload.via)
        case Asked(withdrawn=True, sets=sets) if "withdrawn" in sets:
            return Line("question", f"question struck: {words_or_letters(payload)}", payload.actor, payload.via)
        case Answered(text=""):
            return Line("question", f"answer taken back: {words_or_letters(payload)}", payload.actor, payload.via)
        case Answered():
            how = "answered" if payload.told else "answer ready"
            return Line("question", f"{how}: {words_or_letters(payload)} → {payload.text}", payload.actor, payload.via)
    return None


class Answer(msgspec.Struct, frozen=True):
    """An answer as it stands."""

    text: str
    told: bool
    by: str


class Questions:
    """The questions as they stand."""

    def __init__(self) -> None:
        self.asked: Records[Asked] = Records(Asked)
        self.answers: defaultdict[str, Register[Answer]] = defaultdict(Register)
        """By question; an empty text takes the answer back."""

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        match payload:
            case Asked():
                self.asked.fold(event, payload)
            case Answered():
                self.answers[payload.target].set(event, Answer(payload.text, payload.told, payload.by), payload.bases)

    def answer(self, question: str) -> Setting[Answer] | None:
        """The answer that holds, or None."""
        register = self.answers.get(question)
        held = register.current if register else None
        return held if held is not None and (held.value.text or held.event.erased) else None

    def of(self, owner: str) -> list[Record[Asked]]:
        """The questions of one owner, in the order in which they were asked."""
        return [one for one in self.asked.standing() if one.now.owner_id == owner]

    def unanswered(self, owner: str | None = None) -> list[Record[Asked]]:
        """Those that nobody has written an answer to, of one owner or all."""
        return [
            one
            for one in self.asked.standing()
            if (owner is None or one.now.owner_id == owner) and self.answer(one.eid) is None
        ]
