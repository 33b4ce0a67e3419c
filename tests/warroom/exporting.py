"""Rooms for the tests of exports: the reports with an owner beside them, a room with everything, asking for a file."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.warroom.importing import LONDON, NOW, sealed, take_file
from warroom import demo, template_files
from warroom.clock import to_stamp
from warroom.events import Draft
from warroom.state.room_state import RoomState, fold
from warroom.summary.exporting import export
from warroom.summary.request import Request

OWNER = "Acme Retail"
OTHER = "Globex"
BUILT_IN = template_files.library()
ROOM = "01890000-0000-7000-8000-0000000000aa"


def draft(kind: str, /, **payload: Any) -> Draft:
    return Draft(kind=kind, payload=payload, author="ana", recorded_at=to_stamp(NOW))


def owned(path: Path, *more: Draft) -> tuple[str, RoomState]:
    """A report as a room with two owners, of whom one was told two things in words that name our inside."""
    reading = take_file(path, zone="Europe/London")
    told = "Fixed by ana, see https://mojdt.slack.com/archives/C1/p2 and OPS-1234 on db01.internal; Globex was hit too"
    drafts = [
        *reading.drafts,
        *(draft("owner.plan_set", owner_id=name) for name in (OWNER, OTHER)),
        draft("role.taken", role="sme", actor="ana"),
        draft("update.told", owner_id=OWNER, means="email", number=1, text=told),
        draft(
            "update.told", owner_id=OTHER, means="phone", facts=[{"key": "impact", "text": "Globex alone lost data"}]
        ),
        draft("owner.message", owner_id=OWNER, direction="in", text="Are we safe?", actor="Mr Li"),
        draft("owner.message", owner_id=OTHER, direction="in", text="Only Globex may read this", actor="Hank"),
        draft("commitment.made", owner_id=OWNER, kind="report", text="the report", due="2026-11-25T12:00:00.000000Z"),
        draft("commitment.made", owner_id=OTHER, text="a promise to Globex", due="2026-11-24T12:00:00.000000Z"),
        *more,
    ]
    return reading.room, fold(sealed(drafts, reading.room))


def full(*more: Draft) -> RoomState:
    """The demo's room: causes, tasks, decisions, risks, an owner with questions, promises and updates."""
    return fold(sealed([*demo.drafts(demo.script(), now=NOW, zone_name="Asia/Shanghai"), *more], ROOM))


def asked(state: RoomState, room: str = ROOM, audience: str = "internal", **more: Any) -> Request:
    fields: dict[str, Any] = {"zone": LONDON, "library": BUILT_IN, **more}
    return Request(state=state, room=room, audience=audience, **fields)


def text(state: RoomState, format: str = "md", kind: str = "timeline", **more: Any) -> str:
    """An export as text."""
    return export(asked(state, **more), kind=kind, format=format).data.decode()


SHANGHAI = ZoneInfo("Asia/Shanghai")
