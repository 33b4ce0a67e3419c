"""When the next update is promised for: moved by a key, or typed."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from screens.owner.fields import ahead
from screens.update.working import WorkingCopy
from warroom.due_times import read_due
from warroom.errors import BadInput
from warroom.updates.moving import later, moved

if TYPE_CHECKING:
    from screens.update.body import UpdateBody


async def shift(body: "UpdateBody", copy: WorkingCopy, by: timedelta) -> None:
    """Move it by so much."""
    promise(body, copy, later(copy.content, by, body.host.room.clock()))


async def ask(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Type it."""
    host = body.host
    asks = [ahead(host, "at", "Next update", "they expect us then", needed=True)]
    answers = await host.ask(f"next {copy.eid}", f"Next update to {copy.owner}", asks)
    if answers is not None:
        promise(body, copy, read_due(answers["at"], now=host.room.clock(), zone=host.room.zone).at)


def promise(body: "UpdateBody", copy: WorkingCopy, at: datetime) -> None:
    """Have the draft promise it for ``at``, in its words too."""
    if not copy.is_open:
        raise BadInput("it was told or discarded: its text never changes; nothing was changed")
    room = body.host.room
    copy.change(moved(room.state, copy.owner, copy.content, at, room.clock(), room.updates.cadences))
    body.host.tell(f"next update {at.astimezone(room.zone):%H:%M}")
