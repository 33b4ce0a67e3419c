"""The timeline summary in GitHub's Markdown, made from the state alone."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from warroom import seal
from warroom.clock import from_stamp, offset_label
from warroom.entry_words import said_in
from warroom.state.conflicts import conflicts
from warroom.state.feed import Entry, Feed
from warroom.state.incident import FIELDS, MILESTONES
from warroom.state.labels import PLAIN, Labels
from warroom.state.room_state import RoomState
from warroom.summary.audience import first_line
from warroom.summary.chronology import findings
from warroom.summary.durations import Duration, durations, spell, words
from warroom.summary.markup import literal


def markdown(
    state: RoomState,
    room: str,
    *,
    zone: ZoneInfo,
    audience: str = "internal",
    generated_at: datetime | None = None,
    discussion: bool = False,
    labels: Labels = PLAIN,
) -> str:
    """The summary as one Markdown text; what people typed is shown literally.

    Times are in ``zone``. ``generated_at`` (aware) is named, and finds what lies in the future. ``discussion`` adds the
    messages, which are counted only else; ``labels`` are those of the room's profile. Raises ``BadInput`` for an
    audience that can't be served.
    """
    opened = state.incident.opened
    origin = opened.source if opened else ""
    parts = [
        f"**{first_line(audience)}**",
        f"# {literal(_one_line(state.incident.title)) or 'untitled'}",
        _facts(state, room, zone, generated_at, labels),
        _milestones(state, zone, labels),
        _durations(state),
        *_fields(state),
        _roles(state),
        _attachments(state),
        "## Timeline",
        *(_days(state.timeline, zone, origin) or ["Nothing was logged."]),
        *_discussion(state, zone, origin, discussion),
        _problems(state, generated_at, zone),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    if not lines:
        return ""
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *lines])


def _when(stamp: str, zone: ZoneInfo) -> str:
    local = from_stamp(stamp).astimezone(zone)
    return f"{local:%Y-%m-%d} {_clock(local)} {offset_label(local)}"


def _clock(local: datetime) -> str:
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def _facts(state: RoomState, room: str, zone: ZoneInfo, generated_at: datetime | None, labels: Labels) -> str:
    incident = state.incident
    opened = incident.opened
    rows = [
        ("Reference", seal.room_ref(room)),
        ("Severity", literal(labels.severity(incident.severity.value)) or "not set"),
    ]
    rows.append(("Status", literal(labels.status(incident.status.value)) or "not set"))
    if opened is not None and opened.drill:
        rows.append(("Drill", "yes: nothing of this happened"))
    if incident.opened_at:
        rows.append(("Opened", _when(incident.opened_at, zone)))
    if opened is not None and opened.source:
        rows.append(("Imported from", literal(opened.source)))
    rows.append(("Times", f"in {literal(zone.key)}"))
    if generated_at is not None:
        rows.append(("Made", f"{_when_at(generated_at, zone)}, from {len(state)} events"))
    rows += [("Not settled", literal(one)) for one in conflicts(state)]
    if state.unread:
        rows.append(("Not shown", f"{sum(state.unread.values())} events that need a newer version of warroom"))
    return _table(("", ""), rows)


def _when_at(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} {offset_label(local)}"


def _milestones(state: RoomState, zone: ZoneInfo, labels: Labels) -> str:
    times = state.timeline.passed()
    names = [name for name in MILESTONES if name in times] + sorted(set(times) - set(MILESTONES))
    rows = []
    for name in names:
        first, last = times[name]
        rows.append((literal(labels.milestone(name)), _when(first, zone), "" if first == last else _when(last, zone)))
    table = _table(("Milestone", "Time", "Last time"), rows)
    return f"## Milestones\n\n{table or 'No milestone was marked.'}"


def _durations(state: RoomState) -> str:
    if not state.timeline.passed() and not state.incident.figures:
        return ""
    measured = durations(state)
    stated = {name: one.value for name, one in sorted(state.incident.figures.items()) if one.value is not None}
    rows = []
    for one in measured:
        figure = stated.pop(one.name, None)
        said = literal(figure.text) if figure else ""
        rows.append(
            (words(one.name), _number(one), one.formula, said + _difference(one, figure.seconds if figure else None))
        )
    rows += [(literal(words(name)), "", "", literal(figure.text)) for name, figure in stated.items()]
    return "## Durations\n\n" + _table(("Measure", "Computed here", "Formula", "As the source states it"), rows)


def _number(one: Duration) -> str:
    if one.seconds is not None:
        return spell(one.seconds)
    return f"n/a ({words(one.state)}: {one.why})"


def _difference(one: Duration, stated: int | None) -> str:
    if one.seconds is None or stated is None or abs(one.seconds - stated) < 60:
        return ""
    side = "more" if stated > one.seconds else "less"
    return f" ({spell(abs(one.seconds - stated))} {side})"


def _fields(state: RoomState) -> Iterator[str]:
    """The describing texts, in every language in which somebody wrote them; the title stands above."""
    incident = state.incident
    for name in FIELDS:
        for lang in sorted({lang for field, lang in incident.fields if field == name}):
            text = incident.field(name, lang)
            if text and not (name == "title" and not lang):
                yield f"## {words(name).capitalize()}{f' ({literal(lang)})' if lang else ''}\n\n{literal(text)}"


def _roles(state: RoomState) -> str:
    rows = [
        (literal(words(name)), literal(register.value))
        for name, register in sorted(state.team.roles.items())
        if register.value
    ]
    table = _table(("Role", "Held by"), rows)
    return f"## Roles\n\n{table}" if table else ""


def _attachments(state: RoomState) -> str:
    rows = [
        (
            literal(one.name),
            f"{one.size} bytes",
            f"`{one.sha256[:12]}`" if one.sha256.isalnum() else "",
            literal(one.note),
        )
        for one in sorted(state.incident.attachments.values(), key=lambda one: one.eid)
    ]
    table = _table(("File", "Size", "SHA-256", "Note"), rows)
    return f"## Attached files\n\n{table}" if table else ""


def _days(feed: Feed, zone: ZoneInfo, origin: str) -> list[str]:
    """A heading and a table for each day, in the order of time; the offset is named, and again when it changes."""
    timed = ((from_stamp(entry.at).astimezone(zone), entry) for entry in feed)
    parts = []
    for day, rows in groupby(timed, key=lambda one: f"{one[0]:%Y-%m-%d %A}, {offset_label(one[0])}"):
        table = _table(("Time", "Kind", "Who", "What"), [_row(local, entry, zone, origin) for local, entry in rows])
        parts.append(f"### {day}\n\n{table}")
    return parts


def _row(local: datetime, entry: Entry, zone: ZoneInfo, origin: str) -> tuple[str, ...]:
    return _clock(local), literal(words(entry.kind)), _who(entry), _what(entry, zone, origin)


def _who(entry: Entry) -> str:
    return literal(_one_line(entry.credit))


def _what(entry: Entry, zone: ZoneInfo, origin: str) -> str:
    if entry.erased:
        return "*" + literal(f"erased by {entry.erased_by or 'its author'}{_because(entry.erased_why)}").strip() + "*"
    text = literal(said_in(entry, zone).strip("\n"))
    if entry.retracted:
        text = f"<del>{text}</del>"
    pin = "**pinned** " if entry.pinned else ""
    notes = "; ".join(_notes(entry, zone, origin))
    return f"{pin}{text}" + (f" *({notes})*" if notes else "")


def _notes(entry: Entry, zone: ZoneInfo, origin: str) -> Iterator[str]:
    """What a reader must know of an entry besides its words."""
    if entry.said.milestone and entry.said.milestone != entry.text:
        yield f"milestone: {literal(words(entry.said.milestone))}"
    if entry.retracted:
        yield literal(f"struck by {entry.retracted_by}{_because(entry.retracted_why)}")
    if entry.said.due:
        yield f"due {_when(entry.said.due, zone)}"
    if entry.said.time_box:
        yield f"time-box {entry.said.time_box} min"
    if entry.versions > 1:
        yield "edited" if entry.versions == 2 else f"edited {entry.versions - 1} times"
    if entry.conflict:
        yield "two edits differ, the later one is shown"
    if entry.later:
        yield f"added later, {_when(entry.event.recorded_at, zone)}"
    if entry.said.source:
        file, _, line = entry.said.source.rpartition(":")
        yield f"line {literal(line)}" if file == origin else f"from {literal(entry.said.source)}"


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""


def _discussion(state: RoomState, zone: ZoneInfo, origin: str, full: bool) -> list[str]:
    count = len(state.discussion)
    if not count:
        return []
    if full:
        return ["## Discussion", *_days(state.discussion, zone, origin)]
    return [f"The discussion ({count} {'message' if count == 1 else 'messages'}) is not part of this summary."]


def _problems(state: RoomState, generated_at: datetime | None, zone: ZoneInfo) -> str:
    found = findings(state, generated_at, zone)
    if not found:
        return ""
    return "## Problems with the times\n\n" + "\n".join(f"- {literal(one.text)}" for one in found)
