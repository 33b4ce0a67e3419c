"""The header in little room: the counts stand to the end; who else has the room open is said."""

from datetime import timedelta
from typing import Any

import pytest

from screens.widgets.header import company_words, header_line
from screens.widgets.owner_words import OwnersInSight
from tests.screens import rooms_with_owners as rooms
from tests.screens.kit import NOW, ROOM, Place, as_text, shown, the_room, until
from warroom.clocks import Due
from warroom.countdowns import Elsewhere

CARD: dict[str, Any] = {
    "severity": "SEV1", "status": "investigating", "title": "Checkout latency", "zone": "UTC",
    "started_at": "2026-11-22T13:31:43.000000Z",
}  # fmt: skip
CROWDED = OwnersInSight(
    on_call=("Acme Retail", "City Council"),
    nearest=Due("x", "next_update", "City Council of Elsewhere", "", NOW + timedelta(hours=3), NOW),
    others=12,
    unknown=12,
    unanswered=31,
    elsewhere=Elsewhere("r", "ref", NOW - timedelta(minutes=9), 3),
)


@pytest.mark.parametrize("width", [60, 70, 80, 90, 99, 100, 110, 120, 200])
@pytest.mark.parametrize("age", [timedelta(minutes=42), timedelta(days=3, hours=4)])
@pytest.mark.parametrize("company", ["", "solo", "with bob +2"])
def test_the_counts_are_never_cut(width: int, age: timedelta, company: str) -> None:
    card = {**CARD, "started_at": (NOW - age).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "drill": True}
    line = header_line(card, NOW, width, CROWDED, company)
    assert line.cell_length <= width
    text = line.plain
    assert "12 not told" in text or "12 untold" in text, text
    assert "31 questions" in text or "31 asked" in text, text
    assert "ON CALL" in text, text


def test_with_an_owner_on_the_call_80_columns_have_the_clock_and_both_counts() -> None:
    nearest = Due("x", "next_update", "Acme", "", NOW + timedelta(minutes=4, seconds=12), NOW)
    seen = CROWDED._replace(
        elsewhere=None, unanswered=1, unknown=3, others=1, on_call=("Acme Retail",), nearest=nearest
    )
    text = header_line(CARD, NOW, 80, seen, "solo").plain
    assert "ON CALL: ACME RE… " in text and "Acme due 04:12" in text
    assert text.rstrip().endswith("3 not told · 1 question")


def test_with_room_nothing_is_left_out() -> None:
    text = header_line(CARD, NOW, 200, CROWDED, "with bob").plain
    for words in ("OWNER ON CALL: ACME RETAIL, CITY COUN", "(+12)", "+3 room LATE 09:00", "12 not told", "31 questions",
                  "with bob  UTC", "INVESTIGATING", "Checkout latency"):  # fmt: skip
        assert words in text, words


def test_company_in_words() -> None:
    assert company_words([], "ana") == "solo"
    assert company_words(["bob"], "ana") == "with bob"
    assert company_words(["ana", "bob", "li"], "ana") == "with bob +2"
    assert company_words(["ana"], "ana") == "2 terminals"
    assert company_words(["somebody-with-a-name"], "ana") == "with somebody-…"


async def test_a_second_terminal_on_the_room_is_known_and_its_leaving_too(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        assert "solo  UTC" in as_text(app)
        other = where.desk("bob").open_drafts(ROOM)
        await the_room(app)._take_around()
        the_room(app)._tick()
        await until(pilot, lambda: "with bob  UTC" in as_text(app))
        other.close()
        await the_room(app)._take_around()
        the_room(app)._tick()
        await until(pilot, lambda: "solo  UTC" in as_text(app))
