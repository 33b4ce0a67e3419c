"""The lobby: order, search, a new room, an import, rooms that can't be opened."""

from datetime import timedelta

import pytest

from screens.dialogs.form import Form
from screens.lobby.roomcards import Card, row
from screens.lobby.screen import LobbyScreen
from screens.room.screen import RoomScreen
from screens.widgets.field import Field
from store.directory import OwnerDirectory
from tests.screens.kit import NOW, ROOM, Place, as_text, entry, opened, shown, until
from tests.screens.rooms_with_owners import made, plan
from warroom import making
from warroom.clock import to_stamp
from warroom.state.deliveries import Delivery, Sending
from warroom.state.discussion import Say
from warroom.state.incident import StatusSet
from warroom.state.room_state import fold

OTHER = "01936b3c-9e00-7000-8000-00000000cafe"
THIRD = "01936b3c-9e00-7000-8000-00000000face"


async def write_form(app, pilot, **answers: str) -> None:  # type: ignore[no-untyped-def]
    await until(pilot, lambda: isinstance(app.screen, Form))
    for name, text in answers.items():
        app.screen.query_one(f"#ask-{name}", Field).line = text
    await pilot.press("enter")


async def test_open_rooms_come_first_by_severity(where: Place) -> None:
    closed = making.draft("incident.status_set", StatusSet("resolved", "investigating"), "wei", NOW)
    where.create([*opened("an old one", severity="SEV1"), closed])
    where.create(opened("a small one", severity="SEV4"), OTHER)
    where.create(opened("a bad one", severity="SEV1"), THIRD)
    async with shown(where, None) as (app, pilot):
        await until(pilot, lambda: "2 open of 3" in as_text(app))
        text = as_text(app)
        places = [text.index(word) for word in ("-- open --", "a bad one", "a small one", "-- resolved", "an old one")]
        assert places == sorted(places)


async def test_search_narrows_and_enter_opens(where: Place) -> None:
    where.create([*opened("checkout is slow"), entry(1, "error rate 4 %", at="14:02")])
    where.create(opened("printer on fire"), OTHER)
    async with shown(where, None) as (app, pilot):
        await until(pilot, lambda: "2 open of 2" in as_text(app))
        await pilot.press("slash", *"check", "enter")
        await until(pilot, lambda: "printer" not in as_text(app) and app.focused is app.screen.query_one("#rooms"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RoomScreen) and "error rate 4 %" in as_text(app))


async def test_a_new_room_is_on_disk_and_open(where: Place) -> None:
    async with shown(where, None) as (app, pilot):
        await until(pilot, lambda: "No room yet" in as_text(app))
        await pilot.press("n")
        await write_form(app, pilot, title="", severity="", impact="")
        await until(pilot, lambda: "a room needs a title" in as_text(app))
        await write_form(app, pilot, title="Checkout down", severity="sev9")
        await until(pilot, lambda: "is no severity" in as_text(app))
        await write_form(app, pilot, title="Checkout down", severity="1", impact="nobody can pay")
        await until(pilot, lambda: isinstance(app.screen, RoomScreen) and app.screen.furnished)
        await until(pilot, lambda: "SEV1 INVESTIGATING  Checkout down" in as_text(app))
        assert "nobody can pay" in as_text(app)
    assert len(where.rooms.cards()) == 1


async def test_a_new_room_has_its_profile_and_its_owners(where: Place) -> None:
    OwnerDirectory(where.folder).keep(
        "城投集团", {"lang": "zh", "hours": {"days": [1, 2, 3, 4, 5], "start": "09:00", "end": "17:00"}}
    )
    async with shown(where, None) as (app, pilot):
        await until(pilot, lambda: "No room yet" in as_text(app))
        await pilot.press("n")
        await write_form(app, pilot, title="地下室渗水", severity="较大", profile="nonsense")
        await until(pilot, lambda: "is no profile; it is one of service, project" in as_text(app))
        await write_form(app, pilot, title="地下室渗水", severity="较大", profile="service")
        await until(pilot, lambda: "is no severity of the profile service" in as_text(app))
        await pilot.press("n")
        await write_form(
            app, pilot, title="地下室渗水", severity="较大", profile="proj", owners="城投集团，Acme", impact="停工"
        )
        await until(pilot, lambda: isinstance(app.screen, RoomScreen) and app.screen.furnished)
        await until(pilot, lambda: "SEV3 较大 调查中" in as_text(app))
        room = app.screen.room
        assert room.profile.name == "project" and room.state.owners.names == ["城投集团", "Acme"]
        assert room.state.owners.plan("城投集团").hours.end == "17:00"
        await pilot.press("ctrl+g", "q")
        await until(pilot, lambda: isinstance(app.screen, LobbyScreen) and "较大  地下室渗水" in as_text(app))
        await pilot.press("slash", *"重大", "enter")
        await until(pilot, lambda: "地下室渗水" not in as_text(app))


async def test_an_import_makes_a_room_or_says_why_not(where: Place) -> None:
    where.folder.mkdir(mode=0o700, exist_ok=True)
    log = where.folder / "channel.log"
    log.write_text("[14:01] <ana> is checkout down?\n[14:02] <bob> looking\n")
    async with shown(where, None) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, LobbyScreen))
        await pilot.press("m")
        await write_form(app, pilot, path=str(where.folder / "nothing-here.log"))
        await until(pilot, lambda: "there is no file" in as_text(app))
        await write_form(app, pilot, path=str(log), day="2026-11-22")
        await until(pilot, lambda: "remarks" in as_text(app) and "UTC" in as_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RoomScreen) and app.screen.furnished)
        await until(pilot, lambda: "is checkout down?" in as_text(app))


async def test_a_room_that_cannot_be_opened_is_listed_with_its_reason(where: Place) -> None:
    where.create(opened("a good one"))
    where.create(opened("a broken one"), OTHER)
    journal = where.folder / "rooms" / OTHER / "journal.jsonl"
    journal.unlink()
    journal.mkdir()
    async with shown(where, None) as (app, pilot):
        await until(pilot, lambda: "1 open of 2" in as_text(app))
        await until(pilot, lambda: "can't be opened" in as_text(app))
        assert "a good one" in as_text(app)


@pytest.mark.parametrize("junk", [b"junk\n" * 50, b"", b"\0" * 500])
async def test_a_room_of_junk_says_so_in_the_lobby_and_when_it_is_opened(where: Place, junk: bytes) -> None:
    where.create(opened("a broken one"))
    (where.folder / "rooms" / ROOM / "journal.jsonl").write_bytes(junk)
    async with shown(where, None) as (app, pilot):
        await until(
            pilot, lambda: "can't be opened" in as_text(app) and "can be read as a room's journal" in as_text(app)
        )
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RoomScreen) and app.screen.furnished)
        await until(pilot, lambda: "can't be read" in as_text(app) and "warroom doctor" in as_text(app))
    assert (where.folder / "rooms" / ROOM / "journal.jsonl").read_bytes() == junk


async def test_a_room_tells_its_entries_and_what_is_due_next(where: Place) -> None:
    where.create(
        [
            *opened("a good one"),
            made(21, plan("Acme"), 40),
            entry(1, "error rate 4 %", at="14:05"),
            made(23, Say("who looks at node 3?"), 8),
        ]
    )
    async with shown(where, None) as (app, pilot):
        await until(pilot, lambda: "entries" in as_text(app))
        count = int(as_text(app).split(" entries")[0].split()[-1])
        log = where.rooms.open(ROOM)
        assert count == len(fold(log.load()).timeline) < len(log.load())
        log.close()
        assert "Acme due in" in as_text(app) or "Acme LATE" in as_text(app)


async def test_rooms_of_other_processes_appear(where: Place) -> None:
    async with shown(where, None) as (app, pilot):
        await until(pilot, lambda: "No room yet" in as_text(app))
        where.create(opened("made elsewhere"))
        where.clock.now += timedelta(seconds=10)
        app.screen._look_again()  # type: ignore[attr-defined]
        await until(pilot, lambda: "made elsewhere" in as_text(app))


async def test_a_drill_begins_with_a_key(where: Place) -> None:
    async with shown(where, None) as (app, pilot):
        await until(pilot, lambda: "No room yet" in as_text(app))
        await pilot.press("d")
        await write_form(app, pilot, which="nonsense", speed="fast")
        await until(pilot, lambda: "how fast?" in as_text(app))
        await write_form(app, pilot, speed="600")
        await until(pilot, lambda: isinstance(app.screen, LobbyScreen) and "can't be read" in as_text(app))
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, Form) and "nonsense" in as_text(app))  # nothing typed is lost
        await write_form(app, pilot, which="ingress")
        await until(pilot, lambda: isinstance(app.screen, RoomScreen) and app.screen.furnished)
        await until(pilot, lambda: "DRILL" in as_text(app))
    assert [one.summary["drill"] for one in where.rooms.cards()] == [True]


@pytest.mark.parametrize(
    ("outbox", "said"),
    [
        ({"unknown": 1, "waiting": 2}, "1 unknown, 2 unsent"),
        ({"sending": 1, "since": to_stamp(NOW)}, "1 sending"),
        ({"sending": 1, "unknown": 1, "since": to_stamp(NOW - timedelta(hours=1))}, "2 unknown"),
        ({"failed": 1, "by_hand": 1}, "1 rejected, 1 by hand"),
        ({}, "nobody leads"),
        ("of another version", "nobody leads"),
    ],
)
def test_a_room_says_what_of_its_updates_is_open(outbox: object, said: str) -> None:
    card = Card("r", "1122-K7Q", {"status": "investigating", "outbox": outbox}, 1, None)
    assert row(card, NOW).note.split(", ", 1)[1].startswith(said)


async def test_the_lobby_forgets_no_update_that_may_have_arrived(where: Place) -> None:
    said = Sending(
        owner_id="Acme", draft="d", revision="r", key="0" * 32, number=1, channel="email", contact="a@b.example"
    )
    came = Delivery(owner_id="Acme", draft="d", key="0" * 32, state="unknown", attempt=1)
    where.create([*opened("reports are late"), made(70, said, 5, "wei"), made(71, came, 4, "wei")])
    async with shown(where, None) as (app, pilot):
        await until(pilot, lambda: "1 unknown" in as_text(app))
