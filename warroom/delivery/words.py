"""A delivery in words: never more than is known. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from warroom.clock import from_stamp, in_zone, offset_label, to_stamp
from warroom.delivery.receipt import Receipt
from warroom.delivery.superseded import in_place_of
from warroom.errors import BadInput
from warroom.state.deliveries import BOUNCE, Delivery, Row, Sending, Try
from warroom.state.room_state import RoomState
from warroom.text import safe
from warroom.updates.channels import channel


class Counts(NamedTuple):
    """How many deliveries stand how."""

    accepted: int = 0
    rejected: int = 0
    """Refused, nobody there, or given up: nobody has it."""
    unknown: int = 0
    sending: int = 0
    """A try is under way."""
    waiting: int = 0
    """Queued: it goes by itself, or a person has to say so."""
    by_hand: int = 0
    """A person carries it and has not said yet that it is done."""
    confirmed: int = 0
    """A person said that it is there."""
    cancelled: int = 0

    @property
    def words(self) -> str:
        """``2 accepted · 1 rejected · 1 unknown``; empty for none at all."""
        named = (
            (self.accepted, "accepted"), (self.confirmed, "confirmed"), (self.rejected, "rejected"),
            (self.unknown, "unknown"), (self.sending, "sending"), (self.waiting, "waiting"), (self.by_hand, "by hand"),
        )  # fmt: skip
        return " · ".join(f"{count} {word}" for count, word in named if count)


def counts(state: RoomState, owner: str = "", draft: str = "") -> Counts:
    """How the deliveries to an owner (or of one draft) stand; of all without either.

    What failed and has another one in its place does not count: that one does.
    """
    return counted(
        row
        for row in state.deliveries
        if (said := row.queued) is not None and owner in ("", said.owner_id) and draft in ("", said.draft)
        and in_place_of(state, row) is None
    )  # fmt: skip


def counted(rows: Iterable[Row]) -> Counts:
    """How some deliveries stand."""
    found = dict.fromkeys(Counts._fields, 0)
    for row in rows:
        found[_column(row)] += 1
    return Counts(**found)


def _column(row: Row) -> str:
    match row.state:
        case "accepted" | "unknown" | "cancelled" | "sending":
            return row.state
        case "rejected" | "dead":
            return "rejected"
        case "manual_confirmed":
            return "confirmed"
    return "by_hand" if row.queued is not None and row.queued.by_hand else "waiting"


def whom(row: Row) -> str:
    """Whom it goes to and how: ``E-mail to Mr Li <li@acme.example>``."""
    said = row.queued
    if said is None:
        return "a delivery"
    known = channel(said.channel)
    label = known.label if known is not None else safe(said.channel)
    if said.name and said.contact and said.name != said.contact:
        return f"{label} to {safe(said.name)} <{safe(said.contact)}>"
    return f"{label} to {safe(said.name or said.contact or said.owner_id)}"


def row_words(row: Row, zone: ZoneInfo) -> str:
    """How a delivery stands: ``accepted by mx.example at 14:10:03 UTC+8, 250 queued as Q71F``."""
    step = row.deciding
    when = _clock(step, zone)
    if isinstance(step.said, Sending):
        return _waits(row, step.said, when)
    said = step.said
    match said.state:
        case "accepted":
            return f"accepted{_by(said)} at {when}{_answer(said)}"
        case "rejected" | "dead" if row.parts and said.stage != BOUNCE:
            return f"partly taken: they have the first {row.parts}, the rest not, at {when}{_answer(said)}{_why(said)}"
        case "rejected":
            return f"rejected{_by(said)} at {when}{_answer(said)}{_why(said)}"
        case "dead" if said.stage == BOUNCE:
            return f"came back{_by(said)} at {when}{_answer(said)}; they do not have it"
        case "dead":
            return f"not sent at {when}{_answer(said)}{_why(said)}"
        case "unknown":
            why = f", {safe(said.reason)}" if said.reason and not said.text else ""
            return f"unknown since {when}{_answer(said)}{why}: it may have arrived; look there before you send it again"
        case "cancelled":
            return f"cancelled at {when}{_why(said)}"
        case "manual_confirmed":
            means = f" by {said.means}" if said.means else ""
            who = safe(said.actor or step.event.author)
            return f"confirmed by {who} at {when}{means}{_why(said)}"
    again = f", next try {_at(said.next_try, zone)}" if said.next_try else ""
    return f"not taken over yet{_answer(said)}: try {row.attempt} at {when}{again}{'' if again else _why(said)}"


def receipt_words(receipt: Receipt, when: datetime, zone: ZoneInfo) -> str:
    """What one try came to, as ``row_words`` says it of a delivery."""
    said = Delivery(
        owner_id="", draft="", key="", state="accepted", code=receipt.code, text=receipt.text, server=receipt.server,
        receipt=receipt.reference,
    )  # fmt: skip
    at = _at(to_stamp(when), zone)
    match receipt.outcome:
        case "accepted":
            return f"accepted{_by(said)} at {at}{_answer(said)}"
        case "rejected":
            return f"rejected{_by(said)} at {at}{_answer(said)}"
        case "not_sent":
            return f"not sent at {at}{_answer(said)}"
    return f"unknown since {at}{_answer(said)}: it may have arrived; look there before you send it again"


def _waits(row: Row, said: Sending, when: str) -> str:
    if said.by_hand:
        return f"to be carried by hand since {when}: say when it is done"
    if said.attempt:
        return f"being sent since {when}" + (f", try {said.attempt}" if row.tries > 1 else "")
    return f"waits since {when}" + (" to be sent again" if row.reached else "")


def _by(said: Delivery) -> str:
    return f" by {safe(said.server)}" if said.server else ""


def _answer(said: Delivery) -> str:
    """``, 250 queued as Q71F``: what was answered, and their own number unless the answer says it."""
    words = [said.code, said.text]
    if said.receipt and said.receipt not in said.text:
        words.append(f"({said.receipt})")
    found = " ".join(safe(one) for one in words if one)
    return f", {found}" if found else ""


def _why(said: Delivery) -> str:
    return f": {safe(said.reason)}" if said.reason else ""


def _clock(step: Try, zone: ZoneInfo) -> str:
    return _at(step.at, zone)


def _at(stamp: str, zone: ZoneInfo) -> str:
    try:
        moment = in_zone(from_stamp(stamp), zone)
    except BadInput:  # an event of another program may hold another form
        return safe(stamp)
    return f"{moment:%H:%M:%S} {offset_label(moment)}"
