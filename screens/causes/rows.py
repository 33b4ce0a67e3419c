"""What screen 2 shows: the lines of its panes, made from the state. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from screens.rows import day_words
from screens.widgets.panels import Item, item, lazily
from screens.widgets.row import Row
from warroom.clock import from_stamp
from warroom.state.cause_rules import Claim, balance, claim, evidence_of, say_confidence, why_chain
from warroom.state.causes import UNSAID, Causes, Factor, HypothesisState, Proposed, Tried
from warroom.state.record import Record, called
from warroom.state.room_state import RoomState

STATE_WORDS: Final = {"open": "open", "testing": "testing", "confirmed": "CONFIRMED", "ruled_out": "ruled out"}
STATE_TONES: Final = {"open": "plain", "testing": "decision", "confirmed": "milestone", "ruled_out": "system"}
FIRST: Final[tuple[HypothesisState, ...]] = ("confirmed", "testing", "open", "ruled_out")
"""What a reader looks for first stands first."""
OUTCOME_TONES: Final = {"helped": "milestone", "failed": "decision", "pending": "plain"}


def clock_words(stamp: str, zone: ZoneInfo) -> str:
    """``14:05``, in the room's zone."""
    return f"{from_stamp(stamp).astimezone(zone):%H:%M}" if stamp else ""


def when_words(stamp: str, zone: ZoneInfo) -> str:
    """``Sun 22 Nov 2026 14:05``, in the room's zone."""
    if not stamp:
        return ""
    at = from_stamp(stamp).astimezone(zone)
    return f"{day_words(at)} {at:%H:%M}"


def said_by(record: Record[Any]) -> str:
    """Who said it, and who typed it when that is another."""
    actor = record.now.actor
    return f"{actor} (by {record.author})" if actor and actor != record.author else record.author


def text_of(record: Record[Any]) -> str:
    """A record's words, or that they are gone."""
    return "(its text was taken away for good)" if record.erased else record.now.text


def disagreement(record: Record[Any], key: str = "C") -> str:
    """What people disagree on, with the key that picks; empty when they don't."""
    parts = [f"{name}: {' or '.join(_value(one) for one in values)}" for name, values in record.conflicts.items()]
    return f"CONFLICT {'; '.join(parts)}, {key} picks" if parts else ""


def _value(value: object) -> str:
    return {"": "nobody", "None": "none"}.get(str(value), str(value).replace("_", " "))


# -- the hypotheses ------------------------------------------------------------------------------------------------


def hypothesis_items(state: RoomState) -> list[Item]:
    """The hypotheses by state, the surest first."""
    causes = state.causes
    counts = _balances(state)
    standing = causes.hypotheses.standing()
    numbers = {name: sum(one.now.state == name for one in standing) for name in FIRST}
    ordered = sorted(standing, key=lambda one: (FIRST.index(one.now.state), -one.now.confidence, one.place))
    return [lazily(_hypothesis, one, counts.get(one.eid, (0, 0)), numbers[one.now.state]) for one in ordered]


def _balances(state: RoomState) -> dict[str, tuple[int, int]]:
    """For and against, by hypothesis, in one pass over the evidence."""
    entries = state.timeline.entries
    counts: dict[str, tuple[int, int]] = {}
    for one in state.causes.evidence.standing():
        entry = entries.get(one.now.entry)
        if entry is not None and not entry.retracted and not entry.erased:
            speaks, against = counts.get(one.now.cause, (0, 0))
            counts[one.now.cause] = (speaks + 1, against) if one.now.side == "for" else (speaks, against + 1)
    return counts


def _hypothesis(one: Record[Proposed], counts: tuple[int, int], number: int) -> Item:
    state = one.now.state
    notes = [disagreement(one), one.why("state") if state == "ruled_out" else ""]
    return item(
        one,
        day=f"{STATE_WORDS[state]}: {number}",
        time=short_confidence(one.now.confidence),
        mark=STATE_WORDS[state],
        tone=STATE_TONES[state],
        who=f"+{counts[0]} -{counts[1]}",
        text=text_of(one),
        note="; ".join(note for note in notes if note),
        struck=state == "ruled_out",
        flag="!" if one.conflicts else "",
    )


def short_confidence(percent: int) -> str:
    """``75 %`` in at most five cells; nothing when nobody said."""
    return "" if percent == UNSAID else f"{percent:>3} %"


# -- one hypothesis in full ----------------------------------------------------------------------------------------


def detail_items(state: RoomState, cause: str, zone: ZoneInfo) -> list[Item]:
    """Everything about one hypothesis, under headings; nothing when there is none."""
    one = state.causes.hypotheses.get(cause)
    if one is None:
        return []
    return [
        _statement(one, zone),
        *_evidence(state, cause, zone),
        *_tries(state.causes, cause, zone),
        *_whys(state.causes, cause, zone),
        *_factors_of(state.causes, cause, zone),
        *_history(one, zone),
    ]


def _statement(one: Record[Proposed], zone: ZoneInfo) -> Item:
    state = one.now.state
    notes = [
        f"{one.ref} by {said_by(one)}",
        f"{say_confidence(one.now.confidence)} sure"
        if one.now.confidence != UNSAID
        else "nobody said how sure, c does",
        one.why("state"),
        disagreement(one),
    ]
    row = Row(
        key=one.eid,
        day="The cause that people think of",
        time=clock_words(one.at, zone),
        mark=STATE_WORDS[state],
        tone=STATE_TONES[state],
        who="",
        text=text_of(one),
        note="; ".join(note for note in notes if note),
        struck=state == "ruled_out",
    )
    return Item(row, one.eid)


def _evidence(state: RoomState, cause: str, zone: ZoneInfo) -> Iterator[Item]:
    pieces = evidence_of(state.causes, state.timeline, cause)
    speaks, against = balance(pieces)
    for piece in pieces:
        one, entry = piece.evidence, piece.entry
        words = entry.text if entry is not None and not entry.erased else "(its entry is not here)"
        notes = [entry.ref if entry is not None else "", one.now.text, f"linked by {said_by(one)}"]
        if not piece.counts:
            notes.append("does not count any more")
        yield item(
            one,
            day=f"Evidence: {speaks} for, {against} against",
            time=clock_words(entry.at, zone) if entry is not None else "",
            mark=one.now.side,
            tone="milestone" if one.now.side == "for" else "decision",
            who="",
            text=words,
            note="; ".join([*(note for note in notes if note), *([disagreement(one)] if one.conflicts else [])]),
            struck=not piece.counts,
        )


def _tries(causes: Causes, cause: str, zone: ZoneInfo) -> Iterator[Item]:
    for one in causes.tried.standing():
        if one.now.cause == cause:
            yield tried_item(one, zone, "Tried")


def tried_item(one: Record[Tried], zone: ZoneInfo, heading: str) -> Item:
    """One thing that was tried, by whom, what came of it and why."""
    notes = [said_by(one), one.why("outcome"), disagreement(one)]
    return item(
        one,
        day=heading,
        time=clock_words(one.at, zone),
        mark=one.now.outcome,
        tone=OUTCOME_TONES[one.now.outcome],
        who="",
        text=text_of(one),
        note=": ".join(note for note in notes if note),
    )


def _whys(causes: Causes, cause: str, zone: ZoneInfo) -> Iterator[Item]:
    for line in why_chain(causes, cause):
        one = line.why
        step = "  " * min(line.depth, 6)
        yield item(
            one,
            day="Why, and why that",
            time=clock_words(one.at, zone),
            mark=f"why {line.depth + 1}",
            tone="plain",
            who="",
            text=step + text_of(one),
            note=said_by(one) + ("; one of several answers" if line.branches else ""),
        )


def _factors_of(causes: Causes, cause: str, zone: ZoneInfo) -> Iterator[Item]:
    for one in causes.factors.standing():
        if one.now.cause == cause:
            yield _factor(causes, one, zone, "Factors that follow from it")


def _history(one: Record[Proposed], zone: ZoneInfo) -> Iterator[Item]:
    """Every setting of its state, confidence and words, newest last."""
    settings = [(name, one_setting) for name in ("state", "confidence", "text") for one_setting in _settings(one, name)]
    settings.sort(key=lambda named: (named[1].stamp, named[0]))
    before: dict[str, object] = {}
    for name, setting in settings:
        was, before[name] = before.get(name), setting.value
        if was == setting.value or (was is None and name != "state"):
            continue
        value = say_confidence(setting.value) or "unsaid" if name == "confidence" else _value(setting.value)
        reason = str(setting.event.payload.get("reason", ""))
        row = Row(
            key=f"{setting.event.eid} {name}",
            day="History",
            time=clock_words(setting.event.at, zone),
            mark={"state": "state", "confidence": "sure", "text": "words"}[name],
            tone="system",
            who="",
            text=value,
            note=f"{setting.event.author}{f': {reason}' if reason else ''}",
        )
        yield Item(row)


def _settings(one: Record[Proposed], name: str) -> list[Any]:
    register = one.fields.get(name)
    return list(register.history) if register else []


# -- factors, and what no hypothesis claims ------------------------------------------------------------------------


def factor_items(causes: Causes, zone: ZoneInfo) -> list[Item]:
    """The contributing factors, the primary one first and marked; then what was tried without a cause in mind."""
    primary = causes.primary_factor
    standing = sorted(causes.factors.standing(), key=lambda one: (one.eid != primary, one.place))
    loose = [tried_item(one, zone, "Tried") for one in causes.tried.standing() if not one.now.cause]
    return [_factor(causes, one, zone, "What contributed") for one in standing] + loose


def _factor(causes: Causes, one: Record[Factor], zone: ZoneInfo, heading: str) -> Item:
    primary = one.eid == causes.primary_factor
    disputed = one.eid in causes.primary_conflict
    about = causes.hypotheses.get(one.now.cause)
    notes = [
        "CONFLICT: primary for some, C picks" if disputed else "PRIMARY" if primary else "",
        f"of: {called(about, 24)}" if about is not None else "",
        said_by(one),
        disagreement(one),
    ]
    return item(
        one,
        day=heading,
        time=clock_words(one.at, zone),
        mark={"trigger": "trigger", "contributing": "contrib.", "systemic": "systemic"}[one.now.factor],
        tone="milestone" if primary else "plain",
        who="",
        text=text_of(one),
        note="; ".join(note for note in notes if note),
        pinned=primary,
        flag="!" if disputed else "",
    )


# -- what the owner may be told ------------------------------------------------------------------------------------


def claim_words(state: RoomState) -> str:
    """The cause as drafts may speak of it, in words."""
    return f"Owners may be told: cause {_claimed(claim(state.causes))}{_primary(state.causes)}"


def _claimed(made: Claim) -> str:
    named = f" ({len(made.may_name)} of them)" if len(made.may_name) > 1 else ""
    words = f": {called(made.may_name[0], 40)}{named}" if made.may_name else ""
    disputed = "  CONFLICT: the weaker word counts" if made.disputed else ""
    return f"{made.state.upper()} ({made.label('zh')}){words}{disputed}"


def _primary(causes: Causes) -> str:
    if causes.primary_conflict:
        return "   primary factor: CONFLICT, C picks"
    factor = causes.factors.get(causes.primary_factor)
    return f"   primary factor: {called(factor, 32)}" if factor is not None else ""


def moment_words(moment: datetime, zone: ZoneInfo) -> str:
    """A time of the clock in the room's zone."""
    return f"{moment.astimezone(zone):%H:%M}"
