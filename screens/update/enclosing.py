"""Which files of the room go with the draft in sight: picked from what was attached, never taken by themselves."""

from typing import TYPE_CHECKING, Final

import msgspec

from screens.dialogs.picker import Picker
from screens.rows import day_words
from screens.update.files import files_words, size_words
from screens.update.working import WorkingCopy
from screens.widgets.panels import Item, Layout
from screens.widgets.row import Row
from warroom.clock import from_stamp
from warroom.errors import BadInput, NotFound
from warroom.state.revisions import Enclosed

if TYPE_CHECKING:
    from screens.update.body import UpdateBody

NONE_HERE: Final = "no file is attached to this room: /attach PATH [NOTE] copies one in, then F encloses it"


async def enclose(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Pick the files that go along: those that do are marked already; enter takes what is marked then."""
    if not copy.is_open:
        raise BadInput("it was told or discarded: its text never changes; nothing was changed")
    room = body.host.room
    here = sorted(room.state.incident.attachments.values(), key=lambda one: one.eid)
    held = {one.sha256: one for one in copy.content.files}
    known = {one.sha256 for one in here}
    if not here and not held:
        raise NotFound(NONE_HERE)
    items = []
    for one in here:
        event = room.state.event(one.eid)
        at = from_stamp(event.at).astimezone(room.zone) if event is not None else None
        note = ", ".join(filter(None, (size_words(one.size), one.note)))
        day, time = (day_words(at), f"{at:%H:%M}") if at is not None else ("", "")
        who = event.author if event is not None else ""
        items.append(Item(Row(one.sha256, day, time, "att", "system", who, one.name, note)))
    items += [
        Item(Row(one.sha256, "", "", "???", "milestone", "", one.name, "not in the room any more"))
        for one in held.values()
        if one.sha256 not in known
    ]
    title = f"INTERNAL  Files that go to {copy.owner}: space marks, enter takes the marked ones"
    dialog = Picker(title, items, Layout(3, 10), several=True, at_end=False, marked=list(held))
    picked = await body.app.push_screen_wait(dialog)
    if set(picked) == set(held):
        return
    names = {one.sha256: Enclosed(one.name, one.sha256, one.size) for one in here} | held
    files = tuple(names[one] for one in picked)
    copy.change(msgspec.structs.replace(copy.content, files=files))
    said = f"{files_words(copy.content)} goes along" if files else "no file goes along"
    body.host.tell(f"{said}; s saves it")
