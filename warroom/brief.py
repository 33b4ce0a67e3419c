"""The thirty-second brief to read aloud (conditions, actions, needs), and what changed since a time. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from warroom.clock import from_stamp, offset_label, to_stamp
from warroom.countdowns import due as due_now
from warroom.entry_words import said_in
from warroom.room_clocks import doing as doing_now
from warroom.room_clocks import next_up
from warroom.state.conflicts import conflicts
from warroom.state.feed import Entry, Feed
from warroom.state.labels import PLAIN, Labels
from warroom.state.promises import promises
from warroom.state.record import called
from warroom.state.register import Register
from warroom.state.room_state import RoomState
from warroom.state.tasks import TASK_ENDED
from warroom.times import length_words

WORDS: Final = 75
"""Words that are read aloud in thirty seconds, at 150 a minute, a calm speaker's pace."""
ACTIONS: Final = 3
"""Actions that a listener keeps in mind."""
RECENT: Final = timedelta(hours=2)
"""How far back an action without a clock still counts as being done."""
_SHORT: Final = 14
"""Words of one entry or text inside the brief."""
_CHINESE: Final = 2
"""Letters without spaces that take as long to say as one word."""


def brief(state: RoomState, *, now: datetime, zone: ZoneInfo, labels: Labels = PLAIN) -> str:
    """Three lines, about ``WORDS`` words: how it stands, what is being done, what is needed; in the profile's words."""
    parts = (
        ("Conditions", _conditions(state, now, labels)),
        ("Actions", _actions(state, now, zone)),
        ("Needs", _needs(state, now, zone)),
    )
    left = WORDS
    lines = []
    for number, (name, sentences) in enumerate(parts):
        # What is left is shared among the parts still to come, so that no part talks the last one away.
        kept = _within(sentences, left // (len(parts) - number))
        left -= words_of(kept)
        lines.append(f"{name}: {kept}")
    return "\n".join(lines)


def words_of(text: str) -> int:
    """How many words a text takes to say; letters of scripts without spaces count by ``_CHINESE``."""
    wide = sum(ord(letter) >= 0x2E80 for letter in text)
    return len(text.split()) + wide // _CHINESE


def _within(sentences: Iterable[str], limit: int) -> str:
    """As many whole sentences as fit; the first is said in any case."""
    kept: list[str] = []
    used = 0
    for sentence in sentences:
        used += words_of(sentence)
        if kept and used > limit:
            break
        kept.append(sentence)
    return " ".join(kept)


def _conditions(state: RoomState, now: datetime, labels: Labels) -> Iterator[str]:
    incident = state.incident
    severity = labels.severity(incident.severity.value) or "no severity"
    begun = _begun(state)
    standing: list[str] = [severity, labels.status(incident.status.value) or "no status"]
    if begun and incident.is_open:
        age = length_words(now - from_stamp(begun))
        standing.append("just begun" if age == "now" else f"{age} in")
    yield ", ".join(standing) + "."
    if impact := incident.field("impact"):
        yield f"Impact: {_short(impact)}"
    for name, register in sorted(incident.components.items()):
        if (register.value or "operational") != "operational":
            yield f"{name} {_plain(register)}."
    latest = next((entry for entry in reversed(state.timeline.order) if _tells(entry, "observation")), None)
    if latest is not None:
        yield f"Latest, {_ago(latest.at, now)}: {_short(latest.text)}"


def _begun(state: RoomState) -> str | None:
    passed = state.timeline.passed()
    for name in ("impact_started", "detected", "declared"):
        if name in passed:
            return passed[name][0]
    return state.incident.opened_at


def _actions(state: RoomState, now: datetime, zone: ZoneInfo) -> Iterator[str]:
    timed = (state.timeline.entries.get(one.eid) for one in doing_now(state, due_now(state, now)))
    doing = [entry for entry in timed if entry is not None]
    others = [
        entry
        for entry in reversed(state.timeline.order)
        if _tells(entry, "action", "decision") and entry not in doing and from_stamp(entry.at) >= now - RECENT
    ]
    chosen = (doing + others)[:ACTIONS]
    for entry in chosen:
        due = f", due {_clock(entry.said.due, now, zone)}" if entry.said.due else ""
        decided = "decided" if entry.kind == "decision" else _ago(entry.at, now)
        yield f"{entry.who} ({decided}{due}): {_short(entry.text)}"
    if not chosen:
        yield "none logged in the last two hours."


def _needs(state: RoomState, now: datetime, zone: ZoneInfo) -> Iterator[str]:
    incident = state.incident
    said = False
    for conflict in conflicts(state):
        said = True
        yield f"Pick one {conflict}."
    if incident.is_open:
        missing = [
            word
            for word, is_missing in (
                ("an incident commander", not state.team.holder("incident_commander")),
                ("a severity", not incident.severity.value),
                ("the impact in words", not incident.field("impact")),
            )
            if is_missing
        ]
        if missing:
            said = True
            yield f"Still missing: {', '.join(missing)}."
    due = next_up(due_now(state, now), now)
    for open_work in _open_work(state, now, zone, due.eid if due is not None else ""):
        said = True
        yield open_work
    if due is not None:
        said = True
        verb = "Was due" if due.at < now else "Next due"
        yield f"{verb} {_clock(to_stamp(due.at), now, zone)}: {_short(due.text)}"
    if not said:
        yield "none."


def _open_work(state: RoomState, now: datetime, zone: ZoneInfo, next_due: str) -> Iterator[str]:
    """What is owed to an owner and what nobody has; not what is due next, which is said on its own."""
    for one in promises(state.commitments, state.updates, now):
        made = one.record.now
        if one.is_owed and not one.record.erased and made.kind != "next_update" and one.record.eid != next_due:
            until = f" by {_clock(to_stamp(one.due), now, zone)}" if one.due else ""
            yield f"Owed to {made.owner_id}{until}: {_short(called(one.record) or made.kind.replace('_', ' '))}"
    for task in state.tasks.tasks.standing():
        if not (task.now.assignee or task.erased or task.now.state in TASK_ENDED) and task.eid != next_due:
            yield f"Nobody has the task: {_short(called(task))}"


def changes(state: RoomState, *, since: datetime, now: datetime, zone: ZoneInfo) -> str:
    """What was recorded after ``since``: where it stands now and stood then, then every entry, oldest first."""
    stamp = to_stamp(since)
    local = since.astimezone(zone)
    lines = [f"Since {local:%d %b %H:%M} {offset_label(local)}, {length_words(now - since)} ago:"]
    lines += [
        f"  {name} {_then(register, stamp)} to {_plain(register)}"
        for name, register in (("severity", state.incident.severity), ("status", state.incident.status))
        if _then(register, stamp) not in ("", _plain(register))
    ]
    entries = [*_fresh(state.timeline, stamp, now, zone), *_fresh(state.discussion, stamp, now, zone)]
    lines += [line for _, line in sorted(entries)]
    return "\n".join(lines if len(lines) > 1 else [f"{lines[0]} nothing changed."])


def _then(register: Register[Any], stamp: str) -> str:
    """The value of a register as of a time of recording, empty when there was none."""
    before = [str(one.value) for one in register.history if one.event.recorded_at <= stamp]
    return before[-1].replace("_", " ") if before else ""


def _fresh(feed: Feed, stamp: str, now: datetime, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """Entries that were added or changed after ``stamp``, each with what it sorts by."""
    for entry in feed:
        changed = [change for change in entry.changes if change.event.recorded_at > stamp]
        is_new = entry.event.recorded_at > stamp
        if not is_new and not changed:
            continue
        verb = "" if is_new else f" ({_verb(entry, any(change.is_edit for change in changed))})"
        text = "[erased]" if entry.erased else " ".join(said_in(entry, zone).split())
        struck = " [struck]" if entry.retracted and is_new else ""
        kind = "says" if entry.kind == "message" else entry.kind
        yield entry.at, f"  {_clock(entry.at, now, zone)} {entry.ref} {kind} {entry.who}: {text}{struck}{verb}"


def _verb(entry: Entry, edited: bool) -> str:
    """What happened to an entry that was there before."""
    if entry.erased:
        return "erased"
    if entry.retracted:
        return "struck"
    return "edited" if edited else "pinned" if entry.pinned else "unmarked"


def _tells(entry: Entry, *kinds: str) -> bool:
    return entry.kind in kinds and not entry.retracted and not entry.erased


def _plain(register: Register[Any]) -> str:
    return str(register.value or "").replace("_", " ")


def _ago(at: str, now: datetime) -> str:
    words = length_words(abs(now - from_stamp(at)))
    return "just now" if words == "now" else f"{words} ago"


def _clock(at: str, now: datetime, zone: ZoneInfo) -> str:
    """A time as it is said: the clock alone when it is today's in the room's zone."""
    local = from_stamp(at).astimezone(zone)
    return f"{local:%H:%M}" if local.date() == now.astimezone(zone).date() else f"{local:%d %b %H:%M}"


def _short(text: str) -> str:
    """A text as one sentence with its full stop; no more of it than can be taken in by ear."""
    words = text.split()
    joined = " ".join(words[:_SHORT])
    letters = _SHORT * _CHINESE * 2
    if words_of(joined) > _SHORT * 2:
        joined = joined[:letters]
    if joined == " ".join(words):
        wide = joined[-1:] >= "\u2e80"
        return joined if joined.endswith((".", "。", "!", "?", "！", "？")) else joined + ("。" if wide else ".")
    return joined.rstrip(".,;") + " …"
