"""A terminal that shrinks below what is needed and grows again takes neither the focus nor a key away."""

import pytest

from tests.screens.kit import Place, as_text, entry, opened, shown, the_room, until


@pytest.fixture(autouse=True)
def room(where: Place) -> None:
    where.create([*opened(), entry(1, "error rate 4 %", at="14:05")])


async def test_what_is_typed_while_it_is_too_small_reaches_the_line(where: Place) -> None:
    async with shown(where, size=(80, 24)) as (app, pilot):
        await pilot.press(*"half")
        await pilot.resize_terminal(50, 12)
        await until(pilot, lambda: "needs 60 x 16" in as_text(app))
        assert "half" not in as_text(app) and "error rate" not in as_text(app)
        await pilot.press(*"x")
        await pilot.resize_terminal(80, 24)
        await pilot.press(*"z")
        await until(pilot, lambda: "halfxz" in as_text(app))
        assert as_text(app).endswith("typing")
        assert the_room(app).line.text == "halfxz"


async def test_key_mode_stays_key_mode(where: Place) -> None:
    async with shown(where, size=(80, 24)) as (app, pilot):
        await pilot.press("escape")
        await pilot.resize_terminal(50, 12)
        await until(pilot, lambda: "needs 60 x 16" in as_text(app))
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: as_text(app).endswith("KEYS"))
        assert app.screen.focused is the_room(app).timeline


async def test_the_lobby_still_obeys(where: Place) -> None:
    async with shown(where, None, size=(80, 24)) as (app, pilot):
        await until(pilot, lambda: "Checkout latency" in as_text(app))
        await pilot.resize_terminal(50, 12)
        await until(pilot, lambda: "needs 60 x 16" in as_text(app))
        await pilot.resize_terminal(80, 24)
        await pilot.press("enter")
        await until(pilot, lambda: "timeline ›" in as_text(app))


async def test_the_mode_in_the_footer_is_where_the_focus_is(where: Place) -> None:
    async with shown(where) as (app, pilot):
        assert as_text(app).endswith("typing")
        app.screen.set_focus(None)
        await until(pilot, lambda: as_text(app).endswith("KEYS"))
