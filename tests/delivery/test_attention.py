"""Which deliveries are called out, until when, and what else reaches who could not be reached."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.delivery.sending_kit import approved, chosen, room_to_send
from tests.warroom.live_rooms import Hands
from warroom.clock import to_stamp
from warroom.delivery.attention import FRESH, Attention, attention, begun, came_back, is_open, next_try, next_way
from warroom.delivery.parcel import Target
from warroom.room import Room
from warroom.state.deliveries import Delivery, DeliveryState, Row
from warroom.state.owners import Contact


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def room(tmp_path: Path, hands: Hands) -> Room:
    return await room_to_send(tmp_path, hands)


def seen(room: Room, *, works: bool = False) -> Attention:
    return attention(room.state, room.clock(), lambda _: works)


def counts(found: Attention) -> dict[str, int]:
    return {name: len(rows) for name, rows in found._asdict().items() if rows}


async def queued(room: Room, by: str = "email") -> list[str]:
    """An update queued for everybody on one channel."""
    draft = await approved(room)
    targets = [one for one in chosen(room, draft) if one.channel == by] or [
        Target(owner="Acme", channel=by, contact="+86 21 5555", name="Ms Wu")
    ]
    return await room.outbox.queue(draft.eid, targets)


async def came(room: Room, key: str, state: DeliveryState, **more: object) -> None:
    said = row(room, key).queued
    assert said is not None
    await room.outbox.begin(key)
    answer = Delivery(owner_id=said.owner_id, draft=said.draft, key=key, state=state, attempt=1, **more)  # type: ignore[arg-type]
    await room.outbox.came(key, answer, room.clock())


def row(room: Room, key: str) -> Row:
    found = room.state.deliveries.get(key)
    assert found is not None
    return found


async def test_a_room_that_sent_nothing_calls_nobody(room: Room) -> None:
    assert seen(room).is_empty and not seen(room).calls


async def test_what_waits_is_unsent_unless_a_process_works_on_it(room: Room) -> None:
    first, second = await queued(room)
    assert counts(seen(room)) == {"waiting": 2} and seen(room).calls
    assert counts(seen(room, works=True)) == {"sending": 2} and not seen(room, works=True).calls
    await room.outbox.begin(first)
    assert counts(seen(room, works=True)) == {"sending": 2}
    assert begun(row(room, first)) == room.clock() and begun(row(room, second)) is None
    assert counts(seen(room)) == {"waiting": 1, "unknown": 1}, "whoever sent it is gone"


async def test_good_news_is_said_for_a_while(room: Room, hands: Hands) -> None:
    for key in await queued(room):
        await came(room, key, "accepted")
    assert counts(seen(room)) == {"accepted": 2} and not seen(room).calls
    hands.now += FRESH - timedelta(seconds=1)
    assert counts(seen(room)) == {"accepted": 2}
    hands.now += timedelta(seconds=1)
    assert seen(room).is_empty


@pytest.mark.parametrize(("state", "called"), [("unknown", "unknown"), ("rejected", "failed"), ("dead", "failed")])
async def test_what_went_wrong_stays_with_what_went_well_beside_it(
    room: Room, hands: Hands, state: DeliveryState, called: str
) -> None:
    first, second = await queued(room)
    await came(room, first, "accepted")
    await came(room, second, state)
    hands.now += timedelta(hours=3)
    assert counts(seen(room)) == {"accepted": 1, called: 1}
    await room.outbox.cancel(second, "they have it from Mr Li")
    assert seen(room).is_empty


async def test_a_later_update_that_arrived_settles_an_earlier_one(room: Room, hands: Hands) -> None:
    first, second = await queued(room)
    await came(room, first, "accepted")
    await came(room, second, "unknown")
    hands.now += timedelta(minutes=8)
    await room.set_field("impact", "15 % of your card payments fail.")
    again = await queued(room)
    assert counts(seen(room, works=True))["unknown"] == 1, "nothing of the later one is there yet"
    await came(room, again[0], "accepted")
    await came(room, again[1], "accepted")
    assert counts(seen(room)) == {"accepted": 2}


async def test_a_telling_by_hand_after_it_failed_settles_it(room: Room, hands: Hands) -> None:
    keys = await queued(room)
    for key in keys:
        await came(room, key, "rejected")
    assert counts(seen(room)) == {"failed": 2}
    hands.now += timedelta(minutes=1)
    await room.updates.tell(row(room, keys[0]).steps[0].said.draft, means="phone")
    assert seen(room).is_empty


async def test_what_a_person_carries_waits_for_their_word(room: Room) -> None:
    (key,) = await queued(room, "phone")
    assert counts(seen(room)) == counts(seen(room, works=True)) == {"by_hand": 1}
    await room.outbox.confirm(key, "phone")
    assert seen(room).is_empty


async def test_when_it_is_tried_again(room: Room) -> None:
    first, _ = await queued(room)
    at = room.clock() + timedelta(seconds=15)
    await came(room, first, "queued", next_try=to_stamp(at))
    assert next_try(row(room, first)) == at and row(room, first).state == "queued"


async def test_the_next_way_is_that_of_the_plan(room: Room) -> None:
    first, _ = await queued(room)
    await came(room, first, "dead")
    assert next_way(room.state, row(room, first)) == "slack"


@pytest.mark.parametrize(
    ("contacts", "said"),
    [
        ((Contact("Mr Li", contact="li@acme.example, +86 138 0000 1111"),), "phone Mr Li +86 138 0000 1111"),
        (
            (Contact("Mr Li", contact="li@acme.example"), Contact("Duty", contact="021-5555 0000", emergency=True)),
            "phone Duty 021-5555 0000",
        ),
        ((Contact("Mr Li", contact="li@acme.example"),), "phone Mr Li"),
    ],
)  # fmt: skip
async def test_in_the_end_there_is_the_telephone(room: Room, contacts: tuple[Contact, ...], said: str) -> None:
    await room.owners.set_plan("Acme", contacts=contacts, channels=("email", "phone"))
    first = (await queued(room))[0]
    await came(room, first, "dead")
    assert next_way(room.state, row(room, first)) == said


async def test_a_rooms_card_counts_what_is_open(room: Room) -> None:
    assert room.card()["outbox"] == {}
    first, second = await queued(room)
    assert room.card()["outbox"] == {"waiting": 2}
    await came(room, first, "unknown")
    await room.outbox.begin(second)
    begun_at = row(room, second).deciding.at
    assert room.card()["outbox"] == {"sending": 1, "unknown": 1, "since": begun_at}
    await came(room, second, "accepted")
    assert room.card()["outbox"] == {"unknown": 1}
    await room.outbox.confirm(first)
    assert room.card()["outbox"] == {}


async def test_what_came_back_is_open_until_somebody_told_them(room: Room, hands: Hands) -> None:
    first, second = await queued(room)
    await came(room, first, "accepted")
    await came(room, second, "accepted")
    assert not is_open(room.state, row(room, first))
    await room.outbox.bounced(first, code="550", text="no such mailbox")
    assert came_back(row(room, first)) and is_open(room.state, row(room, first))
    assert room.card()["outbox"] == {"failed": 1}
    await room.outbox.confirm(first, "phone")
    assert not is_open(room.state, row(room, first)) and not came_back(row(room, first))
