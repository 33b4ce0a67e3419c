"""An owner's communication plan in words, a label and a text a row: the plan page and ``owner show`` print it. Pure."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from warroom.cadence import Cadence, Span
from warroom.state.incident import SEVERITIES
from warroom.state.labels import PLAIN, Labels
from warroom.state.owners import Hours, Plan
from warroom.state.room_state import RoomState
from warroom.times import length_words

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SPANS: Final = (
    ("first", "first_notice"),
    ("update", "update"),
    ("long mode", "long_update"),
    ("long mode may begin after", "long_after"),
    ("monitoring", "monitoring"),
    ("resolved told within", "resolved"),
    ("preliminary report", "preliminary"),
    ("report", "report"),
)
"""What each part of a cadence is called."""


def plan_rows(state: RoomState, owner: str, labels: Labels = PLAIN) -> list[tuple[str, str]]:
    """The whole plan as the room has it, each part with what holds where nothing was agreed."""
    held = state.owners.plan(owner)
    rows = [
        ("kind", held.kind),
        ("contacts", "; ".join(_contacts(held)) or "none"),
        ("channels", ", ".join(held.channels) or "none"),
        ("emergency", held.emergency_channel or "none"),
        ("language", held.lang or "the room's"),
        ("zone", held.zone or "the room's"),
        ("hours", _hours(held.hours)),
        ("detail", held.detail),
        ("approval", held.approval or "the default"),
        ("words to avoid", ", ".join(held.avoid) or "none"),
        ("our words", "; ".join(f"{one.text} = {one.note}" for one in held.glossary) or "none"),
        ("matters to them", held.concerns or "nobody wrote it down"),
        ("at any hour", ", ".join(labels.severity(one) for one in held.always) or "never"),
        ("after closing", ", ".join(f"{day} days" for day in held.contact_days) or "no contact planned"),
        *_cadence(held, labels),
    ]
    changed = state.owners.interval(owner)
    if changed is not None:
        every = "the long interval" if changed.long_mode else f"every {changed.minutes} min"
        rows.append(("for now", f"{every}: {changed.reason}"))
    pause = state.owners.pause(owner)
    if pause is not None:
        rows.append(("paused", pause.value.reason or "no reason was given"))
    return rows


def _contacts(held: Plan) -> Iterator[str]:
    for one in held.contacts:
        beside = ", ".join(part for part in (one.title, one.contact) if part)
        yield one.name + (f" ({beside})" if beside else "") + (" IN EMERGENCIES" if one.emergency else "")


def _hours(hours: Hours) -> str:
    parts = [
        " ".join(_DAYS[day - 1] for day in hours.days),
        f"{hours.start} to {hours.end}" if hours.start else "",
        f"quiet {hours.quiet_start} to {hours.quiet_end}" if hours.quiet_start else "",
        f"off: {', '.join(hours.holidays)}" if hours.holidays else "",
        f"worked: {', '.join(hours.workdays)}" if hours.workdays else "",
    ]
    return "; ".join(part for part in parts if part) or "any hour of any day"


def _cadence(held: Plan, labels: Labels) -> Iterator[tuple[str, str]]:
    for severity in SEVERITIES:
        if severity in held.cadence:
            yield labels.severity(severity), _spans(held.cadence[severity])


def _spans(one: Cadence) -> str:
    named = ((name, getattr(one, field)) for name, field in _SPANS)
    return ", ".join(f"{name} {say_span(span)}" for name, span in named if span is not None) or "nothing by itself"


def say_span(span: Span) -> str:
    """A length of a cadence: ``30 min``, ``4 h``, ``5 working days``, ``the same working day``."""
    if span.minutes is not None:
        return length_words(timedelta(minutes=span.minutes))
    if not span.working_days:
        return "the same working day"
    return "1 working day" if span.working_days == 1 else f"{span.working_days} working days"
