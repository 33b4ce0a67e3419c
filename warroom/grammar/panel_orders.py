"""What the commands about causes, tasks, risks, decisions and command ask for: one small struct each."""

from datetime import datetime
from typing import Literal

import msgspec

Verb = Literal["test", "confirm", "ruleout", "start", "done", "block", "cancel", "reopen"]
"""What is done to the state of a hypothesis, task or follow-up."""


class Propose(msgspec.Struct, frozen=True, tag=True):
    """``/cause [NAME:] TEXT [70%]``: a hypothesis."""

    text: str
    confidence: int | None = None
    actor: str = ""


class SetStanding(msgspec.Struct, frozen=True, tag=True):
    """``/test REF``, ``/confirm REF``, ``/ruleout REF REASON``, ``/start REF``, ``/block REF REASON`` ..."""

    verb: Verb
    ref: str
    reason: str = ""


class SetConfidence(msgspec.Struct, frozen=True, tag=True):
    """``/confidence REF 70%``; ``-`` takes it back."""

    ref: str
    percent: int | None


class AddEvidence(msgspec.Struct, frozen=True, tag=True):
    """``/evidence REF for|against ENTRY [words]``."""

    ref: str
    side: Literal["for", "against"]
    entry: str
    text: str = ""


class Try(msgspec.Struct, frozen=True, tag=True):
    """``/tried [NAME:] TEXT [#REF] [= helped|failed REASON]``."""

    text: str
    outcome: Literal["helped", "failed", "pending"] = "pending"
    reason: str = ""
    cause: str = ""
    actor: str = ""


class SetOutcome(msgspec.Struct, frozen=True, tag=True):
    """``/outcome REF helped|failed [REASON]``."""

    ref: str
    outcome: Literal["helped", "failed", "pending"]
    reason: str = ""


class AnswerWhy(msgspec.Struct, frozen=True, tag=True):
    """``/why REF TEXT``."""

    ref: str
    text: str


class AddFactor(msgspec.Struct, frozen=True, tag=True):
    """``/factor KIND TEXT [#REF]``."""

    kind: Literal["trigger", "contributing", "systemic"]
    text: str
    cause: str = ""


class SetPrimary(msgspec.Struct, frozen=True, tag=True):
    """``/primary REF``; given again, it is taken back."""

    ref: str


class Withdraw(msgspec.Struct, frozen=True, tag=True):
    """``/withdraw REF [REASON]``: off the panel; given again, it is back."""

    ref: str
    reason: str = ""


class Set(msgspec.Struct, frozen=True, tag=True):
    """``/set REF FIELD VALUE``: one field of a record; the value is read by what the field is."""

    ref: str
    field: str
    value: str


class Whom(msgspec.Struct, frozen=True):
    """Somebody who gets something to do: ``bob``, or ``Mr Li (Acme)`` on an owner's side."""

    name: str = ""
    owner: str = ""

    @property
    def side(self) -> Literal["staff", "owner"]:
        """On whose side."""
        return "owner" if self.owner else "staff"


class AddTask(msgspec.Struct, frozen=True, tag=True):
    """``/task [@NAME] TEXT [~15m] [>16:00] [#REF] [; effect: ...; risk: ...; fallback: ...]``."""

    text: str
    whom: Whom = Whom()
    due: datetime | None = None
    time_box: int | None = None
    cause: str = ""
    effect: str = ""
    risk: str = ""
    fallback: str = ""
    due_note: str = ""
    """What was taken for granted of the due time."""


class Assign(msgspec.Struct, frozen=True, tag=True):
    """``/assign REF NAME``; ``-`` gives it to nobody."""

    ref: str
    whom: Whom


class Acknowledge(msgspec.Struct, frozen=True, tag=True):
    """``/ack REF``: heard that the task's time is up."""

    ref: str


class AddFollowUp(msgspec.Struct, frozen=True, tag=True):
    """``/follow [KIND] TEXT [@NAME] [>DATE] [#REF] [; done when: ...]``."""

    text: str
    kind: Literal["preventative", "detective", "corrective"] = "corrective"
    whom: Whom = Whom()
    due: datetime | None = None
    criterion: str = ""
    cause: str = ""
    due_note: str = ""
    """What was taken for granted of the due time."""


class AddRisk(msgspec.Struct, frozen=True, tag=True):
    """``/risk TEXT [= PROBABILITY IMPACT] [@NAME] [; measure: ...]``."""

    text: str
    probability: Literal["low", "medium", "high"] = "medium"
    impact: Literal["low", "medium", "high"] = "medium"
    countermeasure: str = ""
    assignee: str = ""


class Decide(msgspec.Struct, frozen=True, tag=True):
    """``/decide TEXT [>REVIEW] [; options: A / B; by: NAME; do: NAME; objection: NAME: WORDS]``."""

    text: str
    options: tuple[str, ...] = ()
    by: Whom = Whom()
    executor: str = ""
    objections: tuple[str, ...] = ()
    review_at: datetime | None = None
    due_note: str = ""
    """What was taken for granted of the due time."""


class AddObjection(msgspec.Struct, frozen=True, tag=True):
    """``/object REF [NAME:] WORDS``."""

    ref: str
    words: str
    who: str = ""


class Review(msgspec.Struct, frozen=True, tag=True):
    """``/review REF [TIME]``: looked at, it stands; until then or for good."""

    ref: str
    next_review: datetime | None = None
    due_note: str = ""
    """What was taken for granted of the due time."""


class Reverse(msgspec.Struct, frozen=True, tag=True):
    """``/reverse REF REASON``: a decision no longer holds."""

    ref: str
    reason: str


class HandOver(msgspec.Struct, frozen=True, tag=True):
    """``/handover [FROM to] NAME[: ROLES] [= WORDS]``; without the receiver's words it is an offer."""

    receiver: str
    roles: tuple[str, ...] = ()
    giver: str = ""
    word: str = ""


class Accept(msgspec.Struct, frozen=True, tag=True):
    """``/accept [NAME = WORDS]``: yes to what was offered, mine or (with the words) somebody's."""

    receiver: str = ""
    word: str = ""


class Decline(msgspec.Struct, frozen=True, tag=True):
    """``/decline [NAME =] REASON``: no to what was offered, mine or (with the name) somebody's."""

    reason: str
    receiver: str = ""


class TakeCommand(msgspec.Struct, frozen=True, tag=True):
    """``/take [NAME:] [past-deputy] REASON``: command, when its holder is gone."""

    reason: str
    past_deputy: bool = False
    taker: str = ""


PanelOrder = (
    Propose
    | SetStanding
    | SetConfidence
    | AddEvidence
    | Try
    | SetOutcome
    | AnswerWhy
    | AddFactor
    | SetPrimary
    | Withdraw
    | Set
    | AddTask
    | Assign
    | Acknowledge
    | AddFollowUp
    | AddRisk
    | Decide
    | AddObjection
    | Review
    | Reverse
    | HandOver
    | Accept
    | Decline
    | TakeCommand
)
