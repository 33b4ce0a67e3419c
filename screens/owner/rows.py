"""What the owner's side shows: the thread, what we owe, what they do not know. Lines made from the state, pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from heapq import nsmallest
from typing import Any, Final
from zoneinfo import ZoneInfo

from screens.outbox.standing import Works, nobody_works, note_of
from screens.owner import came_back
from screens.owner.draft_lines import KINDS, draft_note, draft_text
from screens.rows import day_words
from screens.widgets.panels import Item
from screens.widgets.row import Row
from warroom.clock import from_stamp
from warroom.clocks import Due
from warroom.events import Stamp
from warroom.owner_watch import Glance
from warroom.state.deliveries import Row as Delivered
from warroom.state.deliveries import Try
from warroom.state.feed import Entry
from warroom.state.owners import Message
from warroom.state.promises import promises
from warroom.state.questions import Asked
from warroom.state.record import Record, called
from warroom.state.revisions import Draft
from warroom.state.room_state import RoomState
from warroom.state.updates import Telling
from warroom.updates.not_told import NotTold

GONE: Final = "(its text was taken away for good)"
ASKED, SAID, TOLD, DRAFT = "asked:", "said:", "told:", "draft:"
PROMISED, CLOCK, FACT = "promise:", "clock:", "fact:"
"""What the key of a line begins with: which ledger its record stands in."""
HOW_MARKS: Final = {"contradicted": ("NO!", "milestone"), "changed": ("CHG", "decision"), "new": ("new", "owner")}
HOW_WORDS: Final = {"contradicted": "what they know is wrong", "changed": "they know an older one", "new": "never told"}
IN_A_LINE: Final = 24
"""How many of what is owed are put into words beside the timeline; there is room for fewer."""
TALKS: Final = frozenset({"call", "phone", "meeting"})
"""Means by which words are spoken and not written."""


def span_words(span: timedelta) -> str:
    """A length of time in at most five cells: ``12m``, ``3h05``, ``4 d``."""
    minutes = abs(int(span.total_seconds())) // 60
    if minutes < 100:
        return f"{minutes}m"
    return f"{minutes // 60}h{minutes % 60:02}" if minutes < 100 * 60 else f"{minutes // 1440} d"


def moment_words(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """``14:40`` today, else ``24 Nov 14:40``."""
    local = at.astimezone(zone)
    same = local.date() == now.astimezone(zone).date()
    return f"{local:%H:%M}" if same else f"{local.day} {local:%b %H:%M}"


# -- the thread ------------------------------------------------------------------------------------------------------


def thread_items(
    state: RoomState, owner: str, zone: ZoneInfo, now: datetime, works: Works = nobody_works
) -> list[Item]:
    """What was said both ways, told, and asked, oldest first."""
    open_by_message: dict[str, int] = {}
    lines: list[tuple[str, Stamp, str, Any]] = []
    for question in state.questions.of(owner):
        if question.now.message:
            waits = state.questions.answer(question.eid) is None
            open_by_message[question.now.message] = open_by_message.get(question.now.message, 0) + waits
        else:
            lines.append((question.at, *question.place, question))
    thread = state.owners.threads.get(owner)
    lines += [(*entry.place, entry) for entry in thread or ()]
    lines += [(one.at, one.stamp, one.eid, one) for one in state.updates.told(owner)]
    open_drafts = [
        one
        for one in state.revisions.of(owner)
        if one.begun and not one.discarded and state.updates.carried(one.eid) is None
    ]
    lines += [(one.head.event.recorded_at, one.head.stamp, one.eid, one) for one in open_drafts]
    lines += [(one[1].at, one[1].stamp, one[1].event.eid, one) for one in came_back.bounces(state, owner)]
    lines.sort(key=lambda line: line[:3])
    return [_thread_item(state, one, open_by_message.get(eid, 0), zone, now, works) for _, _, eid, one in lines]


def _thread_item(
    state: RoomState,
    one: Entry | Telling | Draft | Record[Asked] | tuple[Delivered, Try],
    waiting: int,
    zone: ZoneInfo,
    now: datetime,
    works: Works,
) -> Item:
    """A line that is made when it comes into sight."""
    if isinstance(one, Telling):
        return Item(lambda: _telling(state, one, zone, now, works).row, one.eid, TOLD + one.eid)
    if isinstance(one, Draft):
        return Item(lambda: _draft(state, one, zone, now, works).row, one.eid, DRAFT + one.eid)
    if isinstance(one, Record):
        return Item(lambda: _question(state, one, zone, now).row, one.eid, ASKED + one.eid)
    if isinstance(one, tuple):
        row, step = one
        return came_back.item(state, row, step, zone)
    return Item(lambda: _message(state, one, waiting, zone, now).row, one.eid, SAID + one.eid)


def _stamped(stamp: str, zone: ZoneInfo) -> dict[str, Any]:
    at = from_stamp(stamp).astimezone(zone)
    return {"day": day_words(at), "time": f"{at:%H:%M}"}


def _message(state: RoomState, entry: Entry, waiting: int, zone: ZoneInfo, now: datetime) -> Item:
    said = state.owners.messages.get(entry.eid) or Message(owner_id="", direction="in", text="")
    age = span_words(now - from_stamp(entry.at))
    notes = [
        said.means if said.means != "email" else "",
        f"with {', '.join(said.people)}" if said.people else "",
        f"after closing, {said.follow_up} days" if said.follow_up else "",
        f"unanswered {age}" + (f", {waiting} questions" if waiting > 1 else "") if waiting else "",
    ]
    text = GONE if entry.erased else f"{said.title}: {entry.text}" if said.title else entry.text
    mark = ("cal" if said.means != "meeting" else "mtg") if said.means in TALKS else said.direction
    row = Row(
        key=SAID + entry.eid,
        mark=mark,
        tone="owner" if said.direction == "in" else "action",
        who=entry.who,
        text=text,
        note=", ".join(note for note in notes if note),
        struck=entry.retracted,
        flag="!" if waiting else "",
        **_stamped(entry.at, zone),
    )
    return Item(row, entry.eid)


def _telling(state: RoomState, one: Telling, zone: ZoneInfo, now: datetime, works: Works) -> Item:
    """What they were told, with its number; struck once it was corrected or withdrawn, which its note says first.

    Of what was sent, what it was called and what came of it: the text itself is on screen 4.
    """
    said = one.said
    words = "; ".join(part for part in (said.text, *(fact.called for fact in said.facts)) if part)
    later = state.updates.corrections(one.eid)
    sent = state.deliveries.of(said.update) if said.update else []
    draft = state.revisions.get(said.update)
    if sent and draft is not None:
        words = KINDS.get(draft.head.said.content.phase, draft.head.said.content.phase)
    notes = [
        *(_banner(fix, zone, now) for fix in later[-1:]),
        note_of(sent, lambda at: moment_words(at, now, zone), works) if sent else f"told, {said.means}",
        f"{', '.join(said.people)} heard it" if said.people and not sent else "",
    ]
    kind = ("withdrawal: " if said.withdraws else "correction: ") if said.corrects else ""
    row = Row(
        key=TOLD + one.eid,
        mark="out" if sent else "tld",
        tone="action",
        who=said.actor or "",
        text=(f"#{said.number} " if said.number else "") + kind + words,
        note=", ".join(note for note in notes if note),
        struck=bool(later),
        **_stamped(one.at, zone),
    )
    return Item(row, one.eid)


def _banner(fix: Telling, zone: ZoneInfo, now: datetime) -> str:
    """``CORRECTED by #8 14:50``."""
    by = f" by #{fix.said.number}" if fix.said.number else ""
    how = "WITHDRAWN" if fix.said.withdraws else "CORRECTED"
    return f"{how}{by} {moment_words(from_stamp(fix.at), now, zone)}"


def _draft(state: RoomState, one: Draft, zone: ZoneInfo, now: datetime, works: Works) -> Item:
    sent = state.deliveries.of(one.eid)
    number = state.deliveries.number(one.eid)
    row = Row(
        key=DRAFT + one.eid,
        mark="out" if sent else "drf",
        tone="decision",
        who="",
        text=f"#{number} {draft_text(one)}" if number else draft_text(one),
        note=note_of(sent, lambda at: moment_words(at, now, zone), works) if sent else draft_note(state, one, now),
        **_stamped(one.head.event.recorded_at, zone),
    )
    return Item(row, one.eid)


def _question(state: RoomState, one: Record[Asked], zone: ZoneInfo, now: datetime) -> Item:
    answer = state.questions.answer(one.eid)
    note = f"unanswered {span_words(now - from_stamp(one.at))}"
    if answer is not None:
        note = f"answered: {answer.value.text}" if answer.value.text else "answered"
    row = Row(
        key=ASKED + one.eid,
        mark="ask",
        tone="owner",
        who=one.now.actor or "",
        text=GONE if one.erased else one.now.text,
        note=note,
        flag="" if answer is not None else "!",
        **_stamped(one.at, zone),
    )
    return Item(row, one.eid)


# -- we owe ----------------------------------------------------------------------------------------------------------


def owed_items(state: RoomState, owner: str, clocks: list[Due], zone: ZoneInfo, now: datetime) -> list[Item]:
    """What an owner waits for: the next update, promises, answers, and what is due to them, by due time.

    ``clocks`` are the room's countdowns as they stand; what has no time stands last.
    """
    mine = sorted((one for one in clocks if one.owner == owner), key=lambda one: one.at)
    items = [_owed_clock(state, one, zone, now) for one in mine]
    return items + _without_time(state, owner, {one.eid for one in mine}, zone, now)


def _without_time(state: RoomState, owner: str, timed: set[str], zone: ZoneInfo, now: datetime) -> list[Item]:
    open_ones = [one.record for one in promises(state.commitments, state.updates, now, owner) if one.is_owed]
    items = [
        _untimed(PROMISED, "prm", one, one.now.assignee, zone)
        for one in open_ones
        if one.eid not in timed and one.now.due is None
    ]
    answering = {one.now.question for one in open_ones}
    items += [
        _untimed(ASKED, "ans", one, one.now.actor, zone)
        for one in state.questions.unanswered(owner)
        if one.eid not in timed and one.eid not in answering
    ]
    return items


_CLOCK_MARKS: Final = {
    "first_notice": "1st", "next_update": "upd", "resolved_notice": "end", "report": "rep", "preliminary": "rep",
    "commitment": "prm", "question": "ans", "eta": "eta", "remedy": "cmp", "contact": "fol", "feedback": "fbk",
}  # fmt: skip


_BEGINS: Final = {"commitment": PROMISED, "question": ASKED}


def _owed_clock(state: RoomState, one: Due, zone: ZoneInfo, now: datetime) -> Item:
    """A line that is made when it comes into sight."""
    about = one.eid or one.id
    return Item(lambda: _clock(state, one, zone, now).row, about, _BEGINS.get(one.kind, CLOCK) + about)


def _clock(state: RoomState, one: Due, zone: ZoneInfo, now: datetime) -> Item:
    left = one.left(now)
    late = left < timedelta()
    when = f"LATE {span_words(left)}" if late else f"in {span_words(left)}"
    notes = [f"PAUSED: {one.reason}" if one.standing == "paused" else when]
    begins = _BEGINS.get(one.kind, CLOCK)
    text, who = one.text, ""
    if one.kind == "commitment" and (promise := state.commitments.made.get(one.eid)) is not None:
        text, who = called(promise, 200) or one.text, promise.now.assignee
        if times := promise.conflict("due"):
            notes.append(f"CONFLICT: {' or '.join(_time(value, now, zone) for value in times)}, C picks")
    elif one.kind == "question" and (question := state.questions.asked.get(one.eid)) is not None:
        text, who = called(question, 200), question.now.actor
    local = one.at.astimezone(zone)
    if late and local.date() != now.astimezone(zone).date():
        notes.insert(0, moment_words(one.at, now, zone))
    row = Row(
        key=begins + (one.eid or one.id),
        day="LATE" if late else day_words(local),
        time=f"{local:%H:%M}",
        mark=_CLOCK_MARKS.get(one.kind, "due"),
        tone="milestone" if late else "decision" if one.standing == "warning" else "plain",
        who=who,
        text=text,
        note=", ".join(notes),
        flag="!" if late else "",
    )
    return Item(row, one.eid or one.id)


def _time(stamp: Any, now: datetime, zone: ZoneInfo) -> str:
    return moment_words(from_stamp(stamp), now, zone) if stamp else "no time"


def _untimed(begins: str, mark: str, one: Record[Any], who: str, zone: ZoneInfo) -> Item:
    text = GONE if one.erased else called(one, 200)
    row = Row(begins + one.eid, "No time set", "", mark, "plain", who, text, note=_time_of(one, zone))
    return Item(row, one.eid)


def _time_of(one: Record[Any], zone: ZoneInfo) -> str:
    return f"from {from_stamp(one.at).astimezone(zone):%H:%M}" if one.at else ""


# -- what they do not know -------------------------------------------------------------------------------------------


def not_told_items(glance: Glance, state: RoomState, zone: ZoneInfo, now: datetime, *, listening: bool) -> list[Item]:
    """What an owner does not know as it is, each with its age and what was told last; then what they know."""
    unknown = list(_unknown(glance, zone, now, listening))
    keys = {one.fact.key for one in glance.unknown}
    known = state.updates.known(glance.owner)
    return unknown + [
        Item(
            Row(
                key=f"known:{key}",
                day=f"They know: {len(known) - len(keys & set(known))}",
                mark="yes",
                tone="system",
                who="",
                text=last.words or "(that it no longer holds)",
                note=f"told {moment_words(from_stamp(last.telling.at), now, zone)}, {last.telling.said.means}",
                time=f"{from_stamp(last.telling.at).astimezone(zone):%H:%M}",
            )
        )
        for key, last in known.items()
        if key not in keys
    ]


def _unknown(glance: Glance, zone: ZoneInfo, now: datetime, listening: bool) -> Iterator[Item]:
    aloud = "; was it said aloud? t" if listening else ""
    for one in glance.unknown:
        mark, tone = HOW_MARKS[one.how]
        row = Row(
            key=FACT + one.fact.key,
            day=f"Not told: {len(glance.unknown)}{aloud}",
            time=span_words(age_of(one, now)),
            mark=mark,
            tone=tone,
            who="",
            text=one.fact.line(),
            note=last_words(one, now, zone),
            flag="!" if one.how == "contradicted" else "",
        )
        yield Item(row, one.fact.key)


def age_of(one: NotTold, now: datetime) -> timedelta:
    """For how long it has been so."""
    return max(now - from_stamp(one.fact.since), timedelta()) if one.fact.since else one.age


def last_words(one: NotTold, now: datetime, zone: ZoneInfo) -> str:
    """What they were told of it last: ``told SEV2 at 14:10, changed``; ``never told``."""
    if one.last is None:
        return "never told" if one.how != "contradicted" else "they were promised it"
    told = one.last.words or "nothing"
    return f"told {told} at {moment_words(from_stamp(one.last.telling.at), now, zone)}, {HOW_WORDS[one.how]}"


# -- in one line -----------------------------------------------------------------------------------------------------


def owed_line(state: RoomState, owner: str, clocks: list[Due], zone: ZoneInfo, now: datetime) -> str:
    """``next update 14:40 · answer Mr Li LATE 3m · report 24 Nov 16:00``."""
    words: dict[str, int] = {}
    mine = [one for one in clocks if one.owner == owner]
    items = [_owed_clock(state, one, zone, now) for one in nsmallest(IN_A_LINE, mine, key=lambda one: one.at)]
    if len(items) < IN_A_LINE:
        items += _without_time(state, owner, {one.eid for one in mine}, zone, now)[: IN_A_LINE - len(items)]
    for one in items:
        row = one.row
        today = row.day == day_words(now.astimezone(zone))
        when = row.time if today else row.note.split(", ")[0] if row.flag else f"{row.day} {row.time}".strip()
        what = f"answer {row.who or owner}" if row.key.startswith(ASKED) else row.text.removesuffix(f" to {owner}")
        said = f"{what} {when}".strip()
        words[said] = words.get(said, 0) + 1
    return " · ".join(said if count == 1 else f"{said} (x{count})" for said, count in words.items())


def newest_line(items: Sequence[Item]) -> str:
    """The newest of a thread for the line beneath a narrow pane: ``in 14:12 Mr Li: text  unanswered 12 m``."""
    said = next((one for one in reversed(items) if not one.key.startswith(DRAFT)), None)
    if said is None:
        return "nothing was said to them yet"
    row = said.row
    who = f"{row.who}: " if row.who else ""
    return f"{row.mark} {row.time} {who}{row.text}" + (f"   {row.note}" if row.note else "")
