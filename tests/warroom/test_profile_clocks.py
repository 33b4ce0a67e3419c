"""The clocks of a room's card, of ``snooze`` and of ``due`` run by the room's profile where a plan says nothing."""

from pathlib import Path

import pytest

from store.rooms import RoomsFolder
from tests.warroom.live_rooms import Hands
from tests.warroom.shell import Shell
from warroom import cadence, making, profiles, seal
from warroom.clock import to_stamp
from warroom.countdowns import due, on_card
from warroom.room import Room
from warroom.state.owners import Plan


async def project_room(folder: Path, hands: Hands, profile: str = "project") -> Room:
    drafts = making.opening("A crack in the wall", author="ana", now=hands(), profile=profile, severity="SEV3")
    room = Room(RoomsFolder(folder).create_with(seal.new_uuid(), drafts), me="ana", clock=hands)
    await room.load()
    await room.owners.attach(Plan(owner_id="City"))  # nothing of a cadence, as a script or another program may do it
    return room


async def test_the_card_counts_by_the_profile(tmp_path: Path) -> None:
    room = await project_room(tmp_path, hands := Hands())
    own = profiles.cadences_of("project")
    assert own["SEV3"] != cadence.DEFAULT["SEV3"]
    [first] = [one for one in due(room.state, hands.now, own) if one.kind == "first_notice"]
    card = room.card()
    assert card["next_due"] == {"at": to_stamp(first.at), "kind": "first_notice", "owner": "City"}
    assert card["next_due"] != on_card(room.state, cadence.DEFAULT)["next_due"]
    await room.owners.snooze("first_notice:City", to_stamp(hands.now.replace(day=25)), "they know")
    assert room.card()["next_due"] != card["next_due"]


async def test_a_profile_that_is_not_here_counts_as_the_service_one(tmp_path: Path) -> None:
    room = await project_room(tmp_path, Hands(), "of-another-machine")
    assert room.cadences == profiles.cadences_of("service")
    assert room.card()["next_due"] == on_card(room.state, profiles.cadences_of("service"))["next_due"]


@pytest.mark.parametrize("profile", ["service", "project"])
def test_the_lists_of_rooms_and_of_what_is_due_agree(warroom: Shell, profile: str) -> None:
    ref = warroom("new", "A crack", "--profile", profile, "--sev", "SEV3", "--owner", "City").strip()
    warroom("role", ref, "ic", "wei")
    [card] = warroom.json("rooms", "--json")
    ahead = [one for one in warroom.json("due", ref, "--all", "--json") if one["kind"] == "first_notice"]
    assert card["next_due"]["kind"] == "first_notice"
    assert [card["next_due"]["at"]] == [one["at"] for one in ahead]
