"""What the send step, its progress and the outbox look like, as text. Look at snapshots/ after --update-snapshots."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.delivery.smtp_server import drop
from tests.screens import rooms_to_send as rooms
from tests.screens.kit import Place, as_text, still, until
from tests.screens.rooms_to_send import served
from tests.screens.test_sending import all_are, approved, asks, going, held, outbox, ready, row, sends, top
from tests.screens.test_update import begun, checked, copy, shown

Looks = Callable[[str, str], None]
both_sizes = pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])


@both_sizes
async def test_the_confirmation(where: Place, looks_like: Looks, size: tuple[int, int]) -> None:
    where.create(rooms.two())
    with served(where):
        async with shown(where, size=size) as (app, pilot):
            await begun(app, pilot)
            if copy(app).owner != "Acme Retail":
                await pilot.press("right_square_bracket")
                await checked(app, pilot)
            await approved(app, pilot)
            await asks(app, pilot)
            await still(pilot)
            looks_like(f"send-confirm-{size[0]}x{size[1]}", as_text(app))


@both_sizes
async def test_the_confirmation_without_settings(where: Place, looks_like: Looks, size: tuple[int, int]) -> None:
    where.create(rooms.one(channels=("email", "slack", "phone")))
    async with ready(where, size=size) as (app, pilot):
        await asks(app, pilot)
        await still(pilot)
        looks_like(f"send-by-hand-{size[0]}x{size[1]}", as_text(app))


@both_sizes
async def test_while_it_is_sent_and_after(where: Place, looks_like: Looks, size: tuple[int, int]) -> None:
    where.create(rooms.two())
    may_end = threading.Event()
    with served(where) as server:
        server.at("dot", held(may_end), to="li@", taken=True)
        server.at("rcpt", "550 5.1.1 no such mailbox", to="mayor")
        server.at("dot", drop, to="wu@")
        async with ready(where, size=size) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: all_are(app, "dead", "sending", "unknown"))
            where.clock.now += timedelta(seconds=7)
            await until(pilot, lambda: "sending 7 s" in going(app) and "1 UNK" in top(app).replace("unknown", "UNK"))
            await still(pilot)
            looks_like(f"send-running-{size[0]}x{size[1]}", as_text(app))
            may_end.set()
            await until(pilot, lambda: row(app, "li@").state == "accepted" and "sending" not in going(app))
            view = await outbox(app, pilot, "wu@")
            view._show()
            await still(pilot)
            looks_like(f"outbox-{size[0]}x{size[1]}", as_text(app))


@both_sizes
async def test_the_question_at_the_door(where: Place, looks_like: Looks, size: tuple[int, int]) -> None:
    where.create(rooms.one())
    may_end = threading.Event()
    with served(where) as server:
        server.at("dot", held(may_end), taken=True)
        async with ready(where, size=size) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: row(app).state == "sending")
            await until(pilot, lambda: "1 s" in top(app))
            await pilot.press("ctrl+q")
            await until(pilot, lambda: "UNKNOWN" in as_text(app))
            looks_like(f"send-leaving-{size[0]}x{size[1]}", as_text(app))
            may_end.set()
