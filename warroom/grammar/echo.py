"""How a line was read, in one line of words: what the typist sees before enter."""

from datetime import datetime
from zoneinfo import ZoneInfo

from warroom.due_times import say_due
from warroom.grammar.reading import CommandReading, EntryReading, Fault, Reading
from warroom.times import say_time


def echo(reading: Reading, *, now: datetime, zone: ZoneInfo, author: str, called: str = "") -> str:
    """Such as ``14:09 today, 5 min ago · action · bob (by ana) · due 16:00 · 15 min box``. Plain text, no markup.

    ``called`` is said in place of the kind.
    """
    match reading:
        case Fault():
            return reading.message
        case CommandReading():
            return f"command {reading.name}" if reading.name else "command"
        case EntryReading():
            return " · ".join(_parts(reading, now, zone, author, called))


def _parts(entry: EntryReading, now: datetime, zone: ZoneInfo, author: str, called: str) -> list[str]:
    parts = [say_time(entry.occurred_at, now=now, zone=zone) if entry.occurred_at else "now", called or entry.kind]
    if entry.kind == "milestone" and not called:
        parts[-1] += f" {entry.milestone.replace('_', ' ')}" if entry.milestone else " (of no known name)"
    parts.append(f"{entry.actor} (by {author})" if entry.actor and entry.actor != author else author)
    if entry.due:
        parts.append(f"due {say_due(entry.due, entry.due_note, now=now, zone=zone)}")
    if entry.time_box:
        parts.append(f"{minutes_words(entry.time_box)} box")
    if entry.mentions:
        parts.append("to " + ", ".join(entry.mentions))
    return [*entry.hints, *parts]  # first, so that a narrow terminal does not cut off what needs a decision


def minutes_words(minutes: int) -> str:
    """Minutes as people read them: ``15 min``, ``1 h 30 min``."""
    hours, rest = divmod(minutes, 60)
    return f"{rest} min" if not hours else f"{hours} h {rest} min" if rest else f"{hours} h"
