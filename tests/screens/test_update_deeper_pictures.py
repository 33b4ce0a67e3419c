"""What the deeper pages of screen 4 look like, as text. Look at the files under snapshots/ after --update-snapshots."""

from collections.abc import Callable

import msgspec
import pytest
from textual.pilot import Pilot

from screens.app import WarroomApp
from screens.dialogs.pairs import Pairs
from tests.screens import rooms_with_owners as rooms
from tests.screens.kit import Place, as_text, shown, still, the_room, until
from tests.screens.rooms_with_owners import made, plan
from tests.screens.test_update import begun, body, checked, choose, copy, one_owner, state
from tests.screens.test_update_deeper import told, two_texts
from warroom.events import Draft

Looks = Callable[[str, str], None]
SIZES = [(120, 36), (80, 24)]
both_sizes = pytest.mark.parametrize("size", SIZES, ids=["120x36", "80x24"])


def chinese_shop() -> list[Draft]:
    """The Chinese room, its owner on SMS too."""
    texted = msgspec.structs.replace(plan("东方百货", "zh"), channels=("sms", "wecom"))
    return [*rooms.chinese(), made(60, texted, 3, "wei")]


def texted() -> list[Draft]:
    """The English room with one owner, on SMS and Teams."""
    return [*one_owner(), made(60, msgspec.structs.replace(plan("Acme Retail", "en"), channels=("sms", "teams")), 3)]


async def settled(app: WarroomApp, pilot: Pilot[None]) -> None:
    await checked(app, pilot)
    await until(pilot, lambda: body(app)._soon is None)
    await pilot.pause()


@both_sizes
@pytest.mark.parametrize("room", ["en", "zh"])
@pytest.mark.parametrize("name", ["preview", "history", "discard"])
async def test_pages(where: Place, looks_like: Looks, name: str, room: str, size: tuple[int, int]) -> None:
    where.create(texted() if room == "en" else chinese_shop())
    keys = {"preview": "v", "history": "H", "discard": "D"}
    async with shown(where, size=size) as (app, pilot):
        await begun(app, pilot)
        await settled(app, pilot)
        await pilot.press(keys[name])
        await until(pilot, lambda: app.screen is not the_room(app))
        await still(pilot)
        looks_like(f"update-{name}-{room}-{size[0]}x{size[1]}", as_text(app))


@both_sizes
async def test_both_languages(where: Place, looks_like: Looks, size: tuple[int, int]) -> None:
    where.create(one_owner())
    async with shown(where, size=size) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("l")
        await choose(app, pilot, "in Chinese")
        await until(pilot, lambda: copy(app).body.lang == "zh")
        await settled(app, pilot)
        await pilot.press("V")
        await until(pilot, lambda: isinstance(app.screen, Pairs))
        await still(pilot)
        looks_like(f"update-languages-{size[0]}x{size[1]}", as_text(app))


@both_sizes
async def test_two_texts_of_a_draft(where: Place, looks_like: Looks, size: tuple[int, int]) -> None:
    where.create(one_owner())
    async with shown(where, size=size) as (app, pilot):
        await begun(app, pilot)
        await two_texts(app, pilot, where, saved=False)
        await settled(app, pilot)
        looks_like(f"update-disputed-{size[0]}x{size[1]}", as_text(app))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, Pairs))
        await pilot.press("1")
        await until(pilot, lambda: "1 holds" in as_text(app))
        looks_like(f"update-two-texts-{size[0]}x{size[1]}", as_text(app))


@both_sizes
async def test_told_and_corrected(where: Place, looks_like: Looks, size: tuple[int, int]) -> None:
    where.create(one_owner())
    async with shown(where, size=size) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("a")
        await choose(app, pilot, "wei said yes aloud")
        await until(pilot, lambda: bool(copy(app).draft.releases))
        await settled(app, pilot)
        await pilot.press("T")
        await until(pilot, lambda: app.screen is not the_room(app))
        await still(pilot)
        looks_like(f"update-tell-{size[0]}x{size[1]}", as_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: state(app).updates.last("Acme Retail") is not None)
        await settled(app, pilot)
        looks_like(f"update-told-{size[0]}x{size[1]}", as_text(app))
        await pilot.press("C")
        await until(pilot, lambda: bool(copy(app).content.corrects))
        await settled(app, pilot)
        looks_like(f"update-correction-{size[0]}x{size[1]}", as_text(app))
        await pilot.press("d")
        await until(pilot, lambda: app.screen is not the_room(app))
        await still(pilot)
        looks_like(f"update-changes-{size[0]}x{size[1]}", as_text(app))


@both_sizes
async def test_the_thread_with_drafts_and_struck_updates(
    where: Place, looks_like: Looks, size: tuple[int, int]
) -> None:
    where.create(one_owner())
    async with shown(where, size=size) as (app, pilot):
        await begun(app, pilot)
        first = await told(app, pilot)
        await pilot.press("W")
        await until(pilot, lambda: copy(app).content.withdraws)
        why = "We withdraw update #1: the alarm came from a test. You need not do anything. We are sorry for the alarm."
        copy(app).write("opening", why)
        await checked(app, pilot)
        await told(app, pilot)
        await pilot.press("C")
        await until(pilot, lambda: len(state(app).revisions.drafts) == 3)
        assert state(app).updates.corrections(first.eid)
        await pilot.press("5")
        await pilot.press("shift+tab")
        await still(pilot)
        looks_like(f"owner-thread-updates-{size[0]}x{size[1]}", as_text(app))
