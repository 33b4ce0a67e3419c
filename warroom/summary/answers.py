"""How long owners waited for answers: from the question to when they heard it, not to when it was ready. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from warroom.state.promises import moment
from warroom.state.questions import Asked
from warroom.state.record import Record
from warroom.state.room_state import RoomState

ANSWER: Final = "answer:"
"""How the fact begins that answers a question; its id follows."""


class Waited(NamedTuple):
    """A question that was answered."""

    question: Record[Asked]
    answer: str
    """The telling or answer that the owner heard first (an id)."""
    length: timedelta
    """Negative where the answer stands before its question."""


def asked_by(state: RoomState, owners: Collection[str]) -> list[Record[Asked]]:
    """The questions of some owners, in the order in which they were asked."""
    return [one for one in state.questions.asked.standing() if one.now.owner_id in owners]


def waited(state: RoomState, owners: Collection[str]) -> list[Waited]:
    """Those of the questions that were answered, each with how long its owner waited."""
    told = _told(state, owners)
    found: list[Waited] = []
    for question in asked_by(state, owners):
        asked, answer = moment(question.at), state.questions.answer(question.eid)
        heard = told.get((question.now.owner_id, question.eid))
        if heard is None and answer is not None and answer.value.told:
            at = moment(answer.event.at)
            heard = (at, answer.event.eid) if at is not None else None
        if asked is not None and heard is not None:
            found.append(Waited(question, heard[1], heard[0] - asked))
    return found


def _told(state: RoomState, owners: Collection[str]) -> dict[tuple[str, str], tuple[datetime, str]]:
    """By owner and question, when an update told an answer to it first, and which."""
    found: dict[tuple[str, str], tuple[datetime, str]] = {}
    for owner in owners:
        for one in state.updates.told(owner):
            for fact in one.said.facts:
                if fact.was and fact.key.startswith(ANSWER) and (at := moment(one.at)) is not None:
                    found.setdefault((owner, fact.key.removeprefix(ANSWER)), (at, one.eid))
    return found
