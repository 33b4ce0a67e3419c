"""The sections of the draft in sight: their order, new ones, emptied ones; and which draft is in sight."""

from typing import TYPE_CHECKING

import msgspec

from screens.owner.draft_lines import draft_note
from screens.rows import day_words
from screens.update import rows
from screens.update.acting import place_under_cursor
from screens.update.working import WorkingCopy
from screens.widgets.panels import Item, Layout
from screens.widgets.row import Row
from warroom.clock import from_stamp
from warroom.errors import BadInput, NotFound
from warroom.state.revisions import SECTIONS, Draft, Section
from warroom.updates.rendering import numbered
from warroom.updates.taking import with_section

if TYPE_CHECKING:
    from screens.update.body import UpdateBody


def _section(body: "UpdateBody", copy: WorkingCopy) -> tuple[str, str]:
    if not copy.is_open:
        raise BadInput("it was told or discarded: its text never changes; nothing was changed")
    lang, field = place_under_cursor(body)
    if not field or field == rows.TITLE:
        raise NotFound("there is no section under the cursor; tab goes to the draft")
    return lang, field


async def move(body: "UpdateBody", copy: WorkingCopy, by: int) -> None:
    """Move the section under the cursor, in every language of the draft."""
    lang, field = _section(body, copy)
    bodies = []
    for one in copy.content.bodies:
        sections = list(one.sections)
        at = next((number for number, part in enumerate(sections) if part.field == field), -1)
        if at >= 0 and 0 <= at + by < len(sections):
            sections.insert(at + by, sections.pop(at))
        bodies.append(msgspec.structs.replace(one, sections=tuple(sections)))
    copy.change(msgspec.structs.replace(copy.content, bodies=tuple(bodies)))
    body.sections.move_to(rows.section_key(lang, field))


async def add(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Pick a field that the draft has not, and edit its section."""
    if not copy.is_open:
        raise BadInput("it was told or discarded: its text never changes; nothing was changed")
    held = {one.field for one in copy.body.sections}
    left = [one for one in SECTIONS if one not in held]
    items = [Item(Row(one, "", "", rows.label_of(one), "plain", "", one.replace("_", " "))) for one in left]
    picked = await body.host.pick("Which section?", items, Layout(12))
    field = next((one for one in left if one in picked), None)
    if field is None:
        return
    bodies = tuple(with_section(one, one.section(field) or Section(field)) for one in copy.content.bodies)
    copy.change(msgspec.structs.replace(copy.content, bodies=bodies))
    body.edit(copy.body.lang, field)


async def empty(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Empty the section under the cursor; what it said is in the last revision, and the facts that it stated go."""
    lang, field = _section(body, copy)
    section = copy.content.body(lang).section(field)
    if section is None or not section.text:
        raise BadInput("it is empty already")
    copy.put(field, lang, Section(section.field))
    body.host.tell("emptied, it isn't sent; the last revision has what it said")


async def pick_draft(body: "UpdateBody") -> None:
    """Show one of all drafts, those that were told and discarded too."""
    room = body.host.room
    drafts = list(reversed(room.state.revisions.drafts))
    if not drafts:
        raise NotFound("no draft yet: F2 drafts one from the facts for every owner that is due")
    items = [_draft_item(body, one) for one in drafts]
    picked = await body.host.pick("Drafts and updates, the newest first", items, Layout(5, 14))
    if picked and body.drafts.go_to(picked[0]):
        await body.leave()
        body.show_state(room.clock())


def _draft_item(body: "UpdateBody", draft: Draft) -> Item:
    room = body.host.room
    telling = room.state.updates.carried(draft.eid)
    struck = room.state.updates.corrections(telling.eid) if telling is not None else []
    content = draft.head.said.content
    at = from_stamp(draft.head.event.at).astimezone(room.zone)
    how = f"told #{telling.said.number}" if telling is not None else "discarded" if draft.discarded else "open"
    note = "WITHDRAWN" if any(one.said.withdraws for one in struck) else "CORRECTED" if struck else ""
    note = note or draft_note(room.state, draft, room.clock())
    number = telling.said.number if telling is not None else 0
    text = f"{content.phase.replace('_', ' ')}: {numbered(content.body().title, number)}"
    row = Row(
        draft.eid, day_words(at), f"{at:%H:%M}", draft.ref, "owner" if telling is None else "system", draft.owner,
        f"{how}  {text}", note, struck=bool(struck),
    )  # fmt: skip
    return Item(row, draft.eid)
