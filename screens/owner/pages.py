"""Pages about one owner, one key deeper: plain words from the state. Pure."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from screens.dialogs.words import columns
from screens.rows import day_words
from screens.widgets.panels import Item
from screens.widgets.row import Row
from warroom.clock import from_stamp
from warroom.plan_words import plan_rows
from warroom.state.expectations import EXPECTED, ExpectationSet
from warroom.state.promises import Promise, Score, promises, score
from warroom.state.questions import Asked
from warroom.state.record import Record, called
from warroom.state.room_state import RoomState


def when(stamp: str | None, zone: ZoneInfo) -> str:
    """``Sun 22 Nov 2026 14:05`` in the room's zone."""
    if not stamp:
        return "no time"
    at = from_stamp(stamp).astimezone(zone)
    return f"{day_words(at)} {at:%H:%M}"


def plan_page(state: RoomState, owner: str, zone: ZoneInfo) -> str:
    """The whole plan, as the room has it, and when that was copied or changed."""
    register = state.owners.plans.get(owner)
    changed = [f"{when(one.event.at, zone)}  {one.event.author}" for one in register.history] if register else []
    rows = plan_rows(state, owner)
    return columns(rows) + "\n\nTHE ROOM'S COPY (only it counts here)\n" + "\n".join(changed)


def expectations_page(state: RoomState, owner: str, zone: ZoneInfo) -> str:
    """Everything they were given to expect, oldest first, and what was told of it when."""
    parts = []
    for about in EXPECTED:
        lines = []
        for whose in (owner, ""):
            register = state.expectations.held.get((about, whose))
            for one in register.history if register else ():
                everybody = "" if whose else " (for all owners)"
                by = one.value.actor or one.event.author
                lines.append(f"{when(one.event.at, zone)}  {by}: {said(one.value, zone)}{everybody}")
        if lines:
            parts.append(f"{about.upper()}, as set\n" + "\n".join(sorted(lines)))
    for key in ("eta", "scope", "severity"):
        told = [
            f"{when(telling.at, zone)}  {telling.said.means}: {fact.text or fact.was or 'that it no longer holds'}"
            for telling in state.updates.told(owner)
            for fact in telling.said.facts
            if fact.key == key
        ]
        if told:
            parts.append(f"{key.upper()}, as told\n" + "\n".join(told))
    return "\n\n".join(parts) or "Nothing was given to expect yet."


def said(one: ExpectationSet, zone: ZoneInfo) -> str:
    """An expectation in words, times in the room's zone."""
    if one.about != "eta" or not (one.low or one.high):
        words = one.text or "none"
    else:
        words = " to ".join(dict.fromkeys(when(end, zone) for end in (one.low, one.high) if end))
    beside = [
        f"{one.confidence} confidence" if one.confidence else "",
        f"rests on: {one.note}" if one.note else "",
        f"because: {one.reason}" if one.reason else "",
        f"agreed: {', '.join(one.agreed)}" if one.agreed else "",
    ]
    return "; ".join([words, *(part for part in beside if part)])


def remedies_page(state: RoomState, owner: str, zone: ZoneInfo) -> str:
    """Every compensation with how far it is and how it came there."""
    parts = []
    for one in state.expectations.remedies.standing():
        if one.now.owner_id != owner:
            continue
        register = one.fields.get("state")
        steps = [
            f"  {when(step.event.at, zone)}  {step.value} ({step.event.payload.get('actor') or step.event.author})"
            for step in (register.history if register else ())
        ]
        due = f", by {when(one.now.due, zone)}" if one.now.due else ""
        parts.append(
            f"{one.ref}  {called(one, 200)}: {one.now.kind}, {one.now.note or 'no amount'}{due}\n" + "\n".join(steps)
        )
    return "\n\n".join(parts) or "No compensation is noted. It is authorised before it is offered."


def feedback_page(state: RoomState, owner: str, zone: ZoneInfo) -> str:
    """What they answered to the two questions, oldest first, and the trend."""
    register = state.expectations.feedback.get(owner)
    history = list(register.history) if register else []
    if not history:
        return "Nothing yet. After closing, ask: were we clear enough, were we timely enough? 1 (bad) to 5 (good)."
    lines = [
        f"{when(one.event.at, zone)}  clear {now.clear or '-'}  timely {now.timely or '-'}  {now.text}"
        for one in history
        for now in (one.value,)
    ]
    trend = [_trend(name, [getattr(one.value, name) for one in history]) for name in ("clear", "timely")]
    return "\n".join([*lines, "", *trend])


def _trend(name: str, values: Iterable[int | None]) -> str:
    return f"{name}: " + " ".join(str(value) if value is not None else "-" for value in values)


def contacts_page(state: RoomState, owner: str, zone: ZoneInfo) -> str:
    """When we ask how things are after closing, and what was noted."""
    status = state.incident.status.current
    closed = from_stamp(status.event.at) if status is not None and status.value == "closed" else None
    noted = {
        one.follow_up: eid
        for eid, one in state.owners.messages.items()
        if one.follow_up
        and state.owners.owner_of(eid) == owner
        and not state.owners.threads[owner].entries[eid].retracted
    }
    thread = state.owners.threads.get(owner)
    lines = []
    for days in sorted({*state.owners.plan(owner).contact_days, *noted}):
        entry = thread.entries.get(noted[days]) if thread is not None and days in noted else None
        planned = f"{day_words((closed + timedelta(days=days)).astimezone(zone))}" if closed else "once it is closed"
        lines.append(
            f"{days:>4} days  {planned}  " + (f"noted {when(entry.at, zone)}: {entry.text}" if entry else "open")
        )
    return "\n".join(lines) or "No contact after closing is planned: P plans it."


def ledger_items(state: RoomState, owner: str, zone: ZoneInfo, now: datetime) -> list[Item]:
    """Every promise and question with how it ended, under the score with its formula; made as they come into sight."""
    made = promises(state.commitments, state.updates, now, owner)
    asked = state.questions.of(owner)
    first = Item(_ledger_row("score", "Score", score_line(score(state.commitments, state.updates, now, owner))))
    return [
        first,
        *(_line("Promises", one.record.eid, partial(_promised, one, zone)) for one in made),
        *(_line("Questions", one.eid, partial(_asked, state, one, zone)) for one in asked),
    ]


def score_line(counts: Score) -> str:
    """The score with its formula; n/a while nothing is decided."""
    value = f"{counts.percent} %" if counts.percent is not None else "n/a"
    return (
        f"Score {value} = kept {counts.kept} / (kept {counts.kept} + late {counts.late} + broken {counts.broken}); "
        f"{counts.with_notice} taken back with notice; {counts.open} open"
    )


def _line(day: str, eid: str, words: Callable[[], str]) -> Item:
    return Item(lambda: _ledger_row(eid, day, words()), eid)


def _ledger_row(key: str, day: str, text: str) -> Row:
    return Row(key, day, "", "", "plain", "", text)


def _promised(one: Promise, zone: ZoneInfo) -> str:
    record = one.record
    words = called(record, 200) or record.now.kind.replace("_", " ")
    moved = f", moved {'in time' if one.in_time else 'AFTER its time'}" if one.moved else ""
    done = f", done {when(one.done_at, zone)}" if one.done_at else ""
    standing = one.standing if one.standing in ("open", "kept") else one.standing.upper()
    return f"{record.ref}  {standing:<9}  due {when(record.now.due, zone)}{moved}{done}  {words}"


def _asked(state: RoomState, one: Record[Asked], zone: ZoneInfo) -> str:
    answer = state.questions.answer(one.eid)
    how = "OPEN" if answer is None else "told" if answer.value.told else "written"
    words = f" = {answer.value.text}" if answer is not None and answer.value.text else ""
    return f"{one.ref}  {how:<7}  {when(one.at, zone)}  {one.now.actor}: {called(one, 200)}{words}"
