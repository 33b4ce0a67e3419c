"""Rooms with an owner and a draft that passes the check, for the tests of updates."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from tests.warroom.live_rooms import Hands, joined, new_room
from warroom.clock import to_stamp
from warroom.room import Room
from warroom.state.owners import Plan
from warroom.state.revisions import NUMBER, Body, Content, Phase, Section, SectionId
from warroom.updates.facts import facts
from warroom.updates.not_told import as_told

GOOD: dict[SectionId, str] = {
    "opening": f"This is update #{NUMBER} on 1122-K7Q.",
    "status": "We are investigating this as a SEV1 incident.",
    "impact": "12 % of your card payments fail.",
    "scope": "Card payments in the EU; everything else works.",
    "times": "It began at 13:48 UTC.",
    "data_safety": "No order was lost.",
    "cause": "The cause is not known yet; we are checking the database and the network.",
    "actions": "Two engineers are moving the traffic to the standby database.",
    "owner_action": "Please do not retry failed orders; we will re-run them by 17:00 UTC.",
    "apology": "We are sorry that these payments fail; keeping them running is our responsibility.",
    "next_update": "Next update: 14:20 UTC.",
    "contact": "Ask our liaison at +44 20 7946 0000.",
}
"""The sections of a first notice that the check has nothing against, but for hints."""
FACTS: dict[SectionId, tuple[str, ...]] = {"status": ("status", "severity"), "impact": ("impact",), "scope": ("scope",)}


async def room_with_owner(folder: Path, hands: Hands, **plan: Any) -> Room:
    """A room for SEV1 whose commander is wei, with everything told below recorded, and Acme attached."""
    room = await new_room(folder, hands)
    await room.set_severity("SEV1")
    await room.take_role("incident_commander", "wei")
    await room.owners.attach(Plan(owner_id="Acme", lang="en", zone="UTC", **plan))
    await room.log("payments fail", milestone="impact_started", occurred_at=to_stamp(hands.now - timedelta(minutes=12)))
    for field in ("impact", "scope", "data_safety", "owner_action", "contact"):
        await room.set_field(field, GOOD[field])
    return room


def draft_of(room: Room, owner: str = "Acme", phase: Phase = "first_notice", **sections: str | None) -> Content:
    """A content that says what holds now; sections given are said otherwise, those given as None are left out."""
    held = {one.key: as_told(one) for one in facts(room.state, owner, room.clock())}
    said = {**GOOD, **sections}
    parts = [
        Section(name, text, tuple(held[key] for key in FACTS.get(name, ()) if key in held))
        for name, text in said.items()
        if text is not None
    ]
    return Content(
        phase=phase,
        bodies=(Body("en", f"[1122-K7Q] Card payments, update #{NUMBER}", tuple(parts)),),
        next_update=to_stamp(room.clock().replace(hour=14, minute=20)),
        channels=("email",),
    )


def saying(content: Content, **sections: str) -> Content:
    """A content with other words in some sections of its first body."""
    body = content.bodies[0]
    parts = [msgspec.structs.replace(one, text=sections.get(one.field, one.text)) for one in body.sections]
    return msgspec.structs.replace(
        content, bodies=(msgspec.structs.replace(body, sections=tuple(parts)), *content.bodies[1:])
    )


async def at_the_desk_of(room: Room, folder: Path, hands: Hands, who: str) -> Room:
    """The same room, open for somebody else."""
    return await joined(folder, room, hands, who)
