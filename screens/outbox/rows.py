"""What a delivery shows in a list, while it runs and after: never more than is known. Lines made of the state, pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from screens.outbox.standing import MARKS, Works, address_of, shown_state, way_of
from screens.rows import day_words
from screens.widgets.owner_words import Counted
from screens.widgets.panels import Item
from screens.widgets.row import Row as Line
from warroom.clock import from_stamp
from warroom.delivery.attention import Attention, begun, came_back, moment, next_try, next_way, owner_of
from warroom.delivery.words import row_words
from warroom.state.deliveries import Delivery, Row, Sending
from warroom.state.room_state import RoomState

KEY: Final = "delivery:"
"""What the key of a delivery's line begins with; its own follows."""
_STEPS: Final = {"queued": "not taken over", "dead": "not delivered", "manual_confirmed": "confirmed"}
"""What a step came to, where the state's own name would mislead."""
GONE: Final = "unknown: the program ended while it was being sent: it may have arrived; look before you send it again"


def claim(row: Row, state: RoomState, zone: ZoneInfo, now: datetime, works: Works) -> str:
    """How it stands in words, as of ``now``: with the seconds while it is being sent."""
    standing = shown_state(row, works)
    match standing:
        case "sending":
            since = begun(row)
            spent = f" {seconds_words(now - since)}" if since is not None else ""
            which = f", try {row.attempt}" if row.attempt > 1 else ""
            return f"sending{spent}{which}"
        case "queued":
            return _waiting(row, zone, now, works(row.key))
        case "by_hand":
            return "BY HAND: you carry it, then say so (y)"
        case "unknown" if row.state == "sending":
            return GONE
        case "rejected" | "dead":
            other = next_way(state, row)
            return f"{row_words(row, zone)}" + (f"; else: {other}" if other else "")
    return row_words(row, zone)


def _waiting(row: Row, zone: ZoneInfo, now: datetime, works: bool) -> str:
    again, answer = next_try(row), row.last_answer
    said = ""
    if answer is not None and isinstance(answer.said, Delivery):
        said = " ".join(filter(None, (answer.said.code, answer.said.text or answer.said.reason)))
    last = f", last: {said}" if said else ""
    if not works:
        return f"waits to be sent: s sends it{last}"
    if again is None:
        return "queued"
    left = again - now
    when = f"in {seconds_words(left)}" if left > timedelta() else "now"
    return f"next try {when} ({again.astimezone(zone):%H:%M:%S}){last}"


def seconds_words(span: timedelta) -> str:
    """``4 s``, ``2:05``: what is left of a wait, or how long something takes already."""
    seconds = max(0, int(span.total_seconds()))
    return f"{seconds} s" if seconds < 100 else f"{seconds // 60}:{seconds % 60:02}"


def update_words(row: Row, state: RoomState) -> str:
    """``Acme Retail #2 investigating``."""
    said = row.queued
    number = f" #{said.number}" if said is not None and said.number else ""
    draft = state.revisions.get(row.steps[0].said.draft)
    phase = f" {draft.head.said.content.phase.replace('_', ' ')}" if draft is not None else ""
    return f"{owner_of(row)}{number}{phase}"


def delivery_items(
    rows: Iterable[Row], state: RoomState, zone: ZoneInfo, now: datetime, works: Works
) -> Iterator[Item]:
    """A line for each delivery, under its update."""
    for row in rows:
        yield Item(_line(row, state, zone, now, works), row.steps[0].said.draft, KEY + row.key)


def _line(row: Row, state: RoomState, zone: ZoneInfo, now: datetime, works: Works) -> Line:
    standing = shown_state(row, works)
    mark, tone = MARKS.get(standing, ("???", "system"))
    at = moment(row).astimezone(zone)
    again = ", marked (sent again)" if row.resent and standing != "sending" else ""
    called = standing in ("unknown", "rejected", "dead") or (standing == "queued" and not works(row.key))
    return Line(
        key=KEY + row.key,
        day=update_words(row, state),
        time=f"{at:%H:%M}",
        mark=mark,
        tone=tone,
        who=way_of(row),
        text=f"{address_of(row)}: {claim(row, state, zone, now, works)}{again}",
        flag="!!" if called else "!" if standing == "by_hand" else "",
    )


# -- everything that is known of one -----------------------------------------------------------------------------------


def in_full(row: Row, state: RoomState, zone: ZoneInfo, now: datetime, works: Works) -> str:
    """Its claim, then every step of it."""
    said = row.queued
    lines = [
        f"{update_words(row, state)}   {way_of(row)}   {address_of(row)}",
        claim(row, state, zone, now, works),
        "",
    ]
    if said is not None and said.message_id:
        lines.append(f"message  {said.message_id}")
    lines += [f"key      {row.key}", "", "Step by step"]
    for one in row.steps:
        at = from_stamp(one.at).astimezone(zone)
        lines.append(f"{day_words(at)} {at:%H:%M:%S}  {_step(one.said, one.event.author, zone)}")
    return "\n".join(lines)


def _step(said: Sending | Delivery, author: str, zone: ZoneInfo) -> str:
    who = f"{said.actor} (by {author})" if said.actor and said.actor != author else author
    if isinstance(said, Sending):
        if said.attempt:
            return f"try {said.attempt} begun by {who}"
        how = "again, marked (sent again), " if said.resent else ""
        return f"queued {how}by {who}" + (", to be carried by hand" if said.by_hand else "")
    person = f" by {who}" if said.state in ("manual_confirmed", "cancelled") else ""
    words = [_STEPS.get(said.state, said.state) + person]
    if said.server:
        words.append(f"{'from' if said.state in ('dead', 'unknown') else 'by'} {said.server}")
    if said.stage:
        words.append(f"at {said.stage}")
    answer = " ".join(filter(None, (said.code, said.text)))
    words += [f": {answer}"] if answer else []
    words += [f"queued there as {said.receipt}"] if said.receipt and said.receipt not in answer else []
    words += [f"({said.reason})"] if said.reason else []
    words += [f"({said.means})"] if said.means else []
    if said.next_try:
        words.append(f"; tried again at {from_stamp(said.next_try).astimezone(zone):%H:%M:%S}")
    return " ".join(words).replace(" :", ":").replace(" ;", ";")


# -- counted -----------------------------------------------------------------------------------------------------------


def counted(seen: Attention) -> tuple[Counted, ...]:
    """``2 accepted``, ``1 rejected``, ``1 unknown`` ... for the header; nothing of what there is none of.

    What goes again by itself is ``waiting`` until its next try begins, ``unsent`` waits for a person.
    """
    counts = (
        ([row for row in seen.sending if row.state == "sending"], "sending", "snd", "", False),
        ([row for row in seen.sending if row.state != "sending"], "waiting", "que", "", False),
        (seen.accepted, "accepted", "acc", "$text-success", False),
        (seen.failed, "rejected", "rej", "bold $text-error", True),
        (seen.unknown, "unknown", "UNK", "bold $text-error", True),
        (seen.waiting, "unsent", "uns", "$text-warning", True),
        (seen.by_hand, "by hand", "hnd", "$text-warning", True),
    )
    return tuple(
        Counted(f"{len(rows)} {word}", f"{len(rows)} {short}", style, calls)
        for rows, word, short, style, calls in counts
        if rows
    )


def banner_words(seen: Attention, state: RoomState) -> str:
    """What somebody has to decide, and where: ``1 unknown: look before you resend · ... (O on screen 4)``."""
    parts = []
    if seen.unknown:
        parts.append(f"{len(seen.unknown)} unknown: look before you resend")
    if seen.waiting:
        waits = "waits" if len(seen.waiting) == 1 else "wait"
        parts.append(f"{len(seen.waiting)} {waits} to be sent: s")
    for row in seen.failed[:1]:
        other = next_way(state, row)
        more = f" (+{len(seen.failed) - 1})" if len(seen.failed) > 1 else ""
        parts.append(f"{owner_of(row)} {way_of(row)} {_failed(row)}{more}" + (f", else: {other}" if other else ""))
    return f"OUTBOX, esc 4 O: {' · '.join(parts)}" if parts else ""


def _failed(row: Row) -> str:
    return "came back" if came_back(row) else "dead" if row.state == "dead" else "rejected"


def sending_words(seen: Attention, now: datetime) -> str:
    """What is being sent now, for the strip: ``#2 to Acme (E-mail) 4 s``; of several how many, and the longest."""
    flying = [(since, row) for row in seen.sending if (since := begun(row)) is not None]
    if not flying:
        return ""
    since, row = min(flying, key=lambda one: one[0])
    number = f"#{row.queued.number} " if row.queued is not None and row.queued.number else ""
    more = f" (+{len(flying) - 1})" if len(flying) > 1 else ""
    return f"sending {number}to {owner_of(row)} ({way_of(row)}) {seconds_words(now - since)}{more}"
