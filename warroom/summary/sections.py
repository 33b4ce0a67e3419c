"""The sections of an internal summary that say what the incident is, and its log. Pure: state in, blocks out."""

from collections.abc import Iterable, Iterator

from warroom import seal
from warroom.entry_words import said_in
from warroom.state.conflicts import conflicts
from warroom.state.feed import Entry, Feed
from warroom.state.incident import FIELDS, MILESTONES
from warroom.summary.measured import words
from warroom.summary.page import Block, Bullets, Heading, Paragraph, Styled, Table, Words
from warroom.summary.request import Request
from warroom.summary.times import Times


def one_line(text: str) -> str:
    """A text with every run of blanks and line ends as one space."""
    return " ".join(text.split())


def section(title: str, head: tuple[str, ...], rows: Iterable[tuple[Words, ...]]) -> list[Block]:
    """A heading with a table; nothing at all when the table has no rows."""
    held = list(rows)
    return [Heading(title), Table(head, held)] if held else []


def facts(asked: Request) -> list[Block]:
    """What the room is, in a table of two columns."""
    state, times = asked.state, asked.times
    incident, labels = state.incident, asked.labels
    opened = incident.opened
    rows: list[tuple[Words, ...]] = [
        ("Reference", seal.room_ref(asked.room)),
        ("Severity", labels.severity(incident.severity.value) or "not set"),
        ("Status", labels.status(incident.status.value) or "not set"),
    ]
    if opened is not None and opened.drill:
        rows.append(("Drill", "yes: nothing of this happened"))
    if incident.opened_at:
        rows.append(("Opened", times.when(incident.opened_at)))
    if opened is not None and opened.source:
        rows.append(("Imported from", opened.source))
    if state.owners.names:
        rows.append(("Owners", ", ".join(state.owners.names)))
    rows.append(("Times", f"in {asked.zone.key}"))
    rows.append(("As of", f"{times.at(asked.moment)}, {len(state)} events"))
    rows += [("Not settled", one) for one in conflicts(state)]
    if state.unread:
        rows.append(("Not shown", f"{sum(state.unread.values())} events that need a newer version of warroom"))
    return [Table(("", ""), rows, "facts"), *checks_note(asked)]


def checks_note(asked: Request) -> list[Block]:
    """A line that says how many checks of the times are open, where there is one: whoever reads on should know."""
    said = asked.looked.counted
    return [Paragraph([Styled(f"{said}; see the end.", "strong")])] if said else []


def milestones(asked: Request) -> list[Block]:
    """When the key events were passed, first and last."""
    times, passed = asked.times, asked.state.timeline.passed()
    names = [name for name in MILESTONES if name in passed] + sorted(set(passed) - set(MILESTONES))
    rows: list[tuple[Words, ...]] = []
    for name in names:
        first, last = passed[name]
        rows.append((asked.labels.milestone(name), times.when(first), "" if first == last else times.when(last)))
    if not rows:
        return [Heading("Milestones"), Paragraph("No milestone was marked.")]
    if not any(last for _, _, last in rows):  # an incident that was not reopened passed each of them once
        return [Heading("Milestones"), Table(("Milestone", "Time"), [row[:2] for row in rows])]
    return [Heading("Milestones"), Table(("Milestone", "Time", "Last time"), rows)]


def fields(asked: Request, *names: str) -> list[Block]:
    """The describing texts, in every language in which somebody wrote them; the title stands above."""
    incident = asked.state.incident
    found: list[Block] = []
    for name in FIELDS:
        if names and name not in names:
            continue
        for lang in sorted({lang for field, lang in incident.fields if field == name}):
            text = incident.field(name, lang)
            if text and not (name == "title" and not lang):
                found += [Heading(f"{words(name).capitalize()}{f' ({lang})' if lang else ''}"), Paragraph(text)]
    return found


def roles(asked: Request) -> list[Block]:
    """Who holds which role."""
    held = sorted(asked.state.team.roles.items())
    return section("Roles", ("Role", "Held by"), [(words(name), one.value) for name, one in held if one.value])


def attachments(asked: Request) -> list[Block]:
    """The files that were attached; the files themselves travel with the JSON export."""
    rows = [
        (one.name, f"{one.size} bytes", one.sha256[:12] if one.sha256.isalnum() else "", one.note)
        for one in sorted(asked.state.incident.attachments.values(), key=lambda one: one.eid)
    ]
    return section("Attached files", ("File", "Size", "SHA-256", "Note"), rows)


def problems(asked: Request) -> list[Block]:
    """What can't be right about the times, each with its entry."""
    said = [one.text + (f" ({one.fix.text}?)" if one.fix and one.fix.at else "") for one in asked.checks]
    said += [
        f"{one.finding.text} - really so, says {one.by.who} ({asked.times.when(one.by.at)}): {one.by.said.reason}"
        for one in asked.looked.settled
    ]
    return [Heading("Problems with the times"), Bullets(said)] if said else []


# -- the log -----------------------------------------------------------------------------------------------------------


def timeline(asked: Request) -> list[Block]:
    """Every entry of the timeline, day by day."""
    return [Heading("Timeline"), *(days(asked.state.timeline, asked) or [Paragraph("Nothing was logged.")])]


def discussion(asked: Request) -> list[Block]:
    """The messages when they were asked for, else how many there are."""
    count = len(asked.state.discussion)
    if not count:
        return []
    if asked.discussion:
        return [Heading("Discussion"), *days(asked.state.discussion, asked)]
    some = "1 message" if count == 1 else f"{count} messages"
    return [Paragraph(f"The discussion ({some}) is not part of this summary.")]


def days(feed: Feed, asked: Request) -> list[Block]:
    """A heading and a table for each day, in the order of time; the offset is named, and again when it changes."""
    times = asked.times
    opened = asked.state.incident.opened
    origin = opened.source if opened else ""
    found: list[Block] = []
    today = ""
    rows: list[tuple[Words, ...]] = []
    for entry in feed:
        day, clock = times.day_and_clock(entry.at)
        if day != today:
            today, rows = day, []
            found += [Heading(day, 3), Table(("Time", "Kind", "Who", "What"), rows, "log")]
        rows.append((clock, words(entry.kind), one_line(entry.credit), _what(entry, times, origin)))
    return found


def _what(entry: Entry, times: Times, origin: str) -> Words:
    if entry.erased:
        gone = f"erased by {entry.erased_by or 'its author'}{_because(entry.erased_why)}"
        return [Styled(gone.strip(), "em")]
    text = said_in(entry, times.zone).strip("\n")
    said = entry.said
    if not (entry.changes or said.milestone or said.due or said.time_box or said.source or entry.later):
        return text  # nearly all of them
    notes = "; ".join(_notes(entry, times, origin))
    if not (notes or entry.pinned or entry.retracted):
        return text
    pieces = [Styled("pinned", "strong")] if entry.pinned else []
    pieces.append(Styled(text, "del" if entry.retracted else ""))
    if notes:
        pieces.append(Styled(f"({notes})", "em"))
    return pieces


def _notes(entry: Entry, times: Times, origin: str) -> Iterator[str]:
    """What a reader must know of an entry besides its words."""
    said = entry.said
    if said.milestone and said.milestone != entry.text:
        yield f"milestone: {words(said.milestone)}"
    if entry.retracted:
        yield f"struck by {entry.retracted_by}{_because(entry.retracted_why)}"
    if said.due:
        yield f"due {times.when(said.due)}"
    if said.time_box:
        yield f"time-box {said.time_box} min"
    if entry.versions > 1:
        yield "edited" if entry.versions == 2 else f"edited {entry.versions - 1} times"
    if entry.conflict:
        yield "two edits differ, the later one is shown"
    if entry.later:
        yield f"added later, {times.when(entry.event.recorded_at)}"
    if said.source:
        file, _, line = said.source.rpartition(":")
        yield f"line\u00a0{line}" if file == origin else f"from {said.source}"


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""
