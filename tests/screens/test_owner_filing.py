"""Screen 5: what was noted under the wrong owner is struck or moved by a key, and undone; words alone are no notice."""

from screens.dialogs.choice import Choice
from tests.screens import rooms_with_owners as rooms
from tests.screens.kit import NOW, Place, as_text, shown, the_room, until
from tests.screens.test_owner import at, body, fill, state
from warroom.countdowns import due


async def test_a_message_is_struck_moved_and_put_back(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "5", "c")
        await fill(app, pilot, text="they asked for a visit")
        one = state(app).owners.threads["Acme Retail"].order[-1]
        await until(pilot, lambda: "asked for a visit" in as_text(app))
        body(app).go_to(body(app).thread)
        await at(app, pilot, f"said:{one.eid}")
        await pilot.press("x")
        await fill(app, pilot, reason="it was another call")
        assert state(app).owners.threads["Acme Retail"].order[-1].retracted
        await pilot.press("z")
        await until(pilot, lambda: not state(app).owners.threads["Acme Retail"].order[-1].retracted)
        await at(app, pilot, f"said:{one.eid}")
        await pilot.press("O")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.press("1")
        await until(pilot, lambda: state(app).owners.owner_of(one.eid) == "City Council")
        await until(pilot, lambda: "asked for a visit" not in as_text(app).split("INTERNAL")[0].split("We owe")[0])
        await pilot.press("]")
        await until(pilot, lambda: "asked for a visit" in as_text(app))


async def test_words_alone_are_said_to_be_no_notice(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "5", "]", "t", "w")
        await fill(app, pilot, text="hello")
        owner = "City Council"
        assert state(app).updates.last(owner) is None and len(state(app).updates.told(owner)) == 1
        assert the_room(app).room.owners.not_told("City")
        assert any(one.kind == "first_notice" and one.owner == owner for one in due(state(app), NOW))
