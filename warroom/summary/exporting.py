"""Every export: one table of formats, one of kinds of documents, and the one way from a request to a file.

    made = export(Request(state=..., room=..., zone=..., audience="Acme"), kind="timeline", format="html")

What an owner reads passes the gate on the way, whatever kind and format it is.
"""

from collections.abc import Callable, Mapping
from typing import Final, Literal, NamedTuple

import msgspec

from warroom.clock import zone
from warroom.errors import BadInput, WarroomError
from warroom.summary import as_csv, gate, html, ics, jira, markdown, pdf, slack
from warroom.summary.as_json import as_json
from warroom.summary.audience import file_name, first_line
from warroom.summary.drawing import escaped
from warroom.summary.headings import in_language
from warroom.summary.kinds import briefs, closure, for_owner, handover, minutes, progress, review, timeline
from warroom.summary.kinds.timeline import picture as picture_of
from warroom.summary.page import Bullets, Page, Picture
from warroom.summary.picture import picture
from warroom.summary.request import Request

FormatName = Literal["md", "html", "json", "csv", "jira", "slack", "ics", "svg", "pdf"]
KindName = Literal["timeline", "closure", "review", "minutes", "handover", "can", "executive", "progress"]


class Format(NamedTuple):
    """One format."""

    name: FormatName
    extension: str
    title: str
    write: Callable[[Page], bytes] | None = None
    """How a page is written; None: the format holds the room itself, of one kind only."""


class Kind(NamedTuple):
    """One kind of document."""

    name: KindName
    title: str
    build: Callable[[Request], Page]
    build_for_owner: Callable[[Request], Page] | None = None
    """None: it is for our own people only."""


def _text(write: Callable[[Page], str]) -> Callable[[Page], bytes]:
    return lambda page: write(page).encode("utf-8", "replace")


FORMATS: Final[Mapping[FormatName, Format]] = {
    one.name: one
    for one in (
        Format("md", "md", "Markdown, to read and for GitHub", _text(markdown.rendered)),
        Format("html", "html", "one HTML file with the picture; a browser prints it", _text(html.rendered)),
        Format("json", "json", "the whole room without loss, for programs and warroom import"),
        Format("csv", "csv", "a table for spreadsheets; internal ones are read back without loss"),
        Format("jira", "jira.txt", "Jira wiki markup", _text(jira.rendered)),
        Format("slack", "slack.txt", "a Slack message", _text(slack.rendered)),
        Format("ics", "ics", "a calendar of what is due"),
        Format("svg", "svg", "the swimlanes alone"),
        Format("pdf", "pdf", "PDF, with the optional extra warroom[pdf]", pdf.rendered),
    )
}
KINDS: Final[Mapping[KindName, Kind]] = {
    one.name: one
    for one in (
        Kind("timeline", "timeline summary", timeline.timeline, for_owner.for_owner),
        Kind("closure", "closure report for an owner", closure.refuse, closure.closure),
        Kind("review", "post-incident review, blameless", review.review),
        Kind("minutes", "minutes of the call", minutes.minutes),
        Kind("handover", "handover to who comes next", handover.handover),
        Kind("can", "conditions, actions, needs", briefs.can),
        Kind("executive", "executive report", briefs.executive),
        Kind("progress", "progress: done, now, next", progress.progress, progress.for_owner),
    )
}


class Made(NamedTuple):
    """A file that is ready to be written."""

    name: str
    data: bytes


def export(
    asked: Request, *, kind: str = "timeline", format: str = "md", contents: Mapping[str, bytes] | None = None
) -> Made:
    """The file that is asked for; the same request gives the same bytes.

    ``contents`` holds the attached files by their sha256, for JSON. Raises ``BadInput`` for a kind, format or audience
    that doesn't go together, ``WarroomError`` when the gate stops an owner's export.
    """
    as_what, of = _format(format), _kind(kind)
    first_line(asked.audience)
    if asked.owner:
        asked = _of_owner(asked)
    return Made(file_name(asked.room, as_what.extension, asked.audience, kind), _data(asked, of, as_what, contents))


def page(asked: Request, kind: str = "timeline") -> Page:
    """The document before it has a format, past the gate when it is for an owner."""
    of = _kind(kind)
    if not asked.owner:
        return in_language(of.build(asked), asked.tongue)
    if of.build_for_owner is None:
        raise BadInput(f"'{kind}' is for your own people; {asked.owner} may have: {', '.join(kinds_for(asked.owner))}")
    return gate.passed(of.build_for_owner(asked), asked)


def kinds_for(owner: str) -> list[str]:
    """The kinds that an owner may have; all of them for our own people (``""``)."""
    return [one.name for one in KINDS.values() if not owner or one.build_for_owner is not None]


def _of_owner(asked: Request) -> Request:
    """The request in the owner's zone; raises ``BadInput`` for somebody who is no owner of the room."""
    names = asked.state.owners.names
    if asked.owner not in names:
        there = f"there are {', '.join(names)}" if names else "it has none yet"
        raise BadInput(f"'{asked.owner}' is no owner of this room ({there}); nothing was written")
    plan = asked.state.owners.plan(asked.owner)
    return msgspec.structs.replace(asked, zone=zone(plan.zone)) if plan.zone else asked


def _data(asked: Request, of: Kind, as_what: Format, contents: Mapping[str, bytes] | None) -> bytes:
    if as_what.write is not None:
        return as_what.write(page(asked, of.name))
    if of.name != "timeline":
        raise BadInput(f"{as_what.name} holds the room itself; it is no format for '{of.name}': leave the kind out")
    match as_what.name:
        case "json":
            if asked.owner:
                raise BadInput("JSON holds the whole room, so it is for your own people only; owners may have html")
            return as_json(asked.state.events, asked.room, contents)
        case "csv":
            if asked.owner:
                return as_csv.page_as_csv(page(asked))
            return as_csv.as_csv(asked.state, asked.times)
        case "ics":
            dues = ics.due(asked)
            if asked.owner:
                dues = _safe_dues(dues, asked)
            return ics.ics(asked, dues)
        case _:
            return _svg(asked)


def _svg(asked: Request) -> bytes:
    """The picture alone; it says itself for whom it is."""
    blocks = [block for block in picture_of(asked) if isinstance(block, Picture)]
    if not blocks:
        raise WarroomError("nothing was written: there is nothing to draw yet; log what happened, then export again")
    line = first_line(asked.audience, asked.lang)
    whole = Page(line, "", blocks, asked.lang)
    drawn = (gate.passed(whole, asked) if asked.owner else whole).blocks[0]
    assert isinstance(drawn, Picture)
    comment = escaped(line).replace("--", "- -")
    return f"<!-- {comment} -->\n{picture(drawn.lanes, drawn.zone, line)}\n".encode("utf-8", "replace")


def _safe_dues(dues: list[ics.Due], asked: Request) -> list[ics.Due]:
    clean = gate.passed(Page("", "", [Bullets([one.title for one in dues])]), asked).blocks[0]
    assert isinstance(clean, Bullets)
    return [one._replace(title=str(title), text="") for one, title in zip(dues, clean.items, strict=True)]


def _format(name: str) -> Format:
    found = next((one for one in FORMATS.values() if one.name == name), None)
    if found is None:
        raise BadInput(f"there is no format '{name}'; there are {', '.join(FORMATS)}")
    return found


def _kind(name: str) -> Kind:
    found = next((one for one in KINDS.values() if one.name == name), None)
    if found is None:
        raise BadInput(f"there is no kind '{name}'; there are {', '.join(KINDS)}")
    return found
