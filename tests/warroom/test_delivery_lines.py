"""What the timeline says of deliveries: what came of each, to whom, in words that fit, and without a clock time."""

from typing import Any

import pytest

from tests.warroom.test_deliveries_fold import came, history, queued, row_of
from warroom.state.deliveries import Delivery, Row, Try, line_of, named
from warroom.state.room_state import fold

TO: dict[str, Any] = {"number": 2, "channel": "email", "contact": "li@acme.example", "name": "Mr Li"}
"""As it was queued."""


def line(**more: Any) -> str:
    found = line_of(Delivery(owner_id="Acme", draft="d", key="0" * 32, **TO, **more))
    assert found is not None
    return found.text


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"state": "queued", "server": "mx.acme.example", "text": "no answer within 60 s",
          "next_try": "2026-11-22T11:48:57.312361Z"},
         "not taken over by mx.acme.example: no answer within 60 s; tried again by itself"),
        ({"state": "queued", "reason": "the disk failed before anything was sent"},
         "not taken over: the disk failed before anything was sent; it waits"),
        ({"state": "unknown", "server": "mx", "reason": "the program ended while it was being sent"},
         "unknown: the program ended while it was being sent; it may have arrived"),
        ({"state": "dead", "server": "mx", "code": "550", "text": "no such mailbox"},
         "not delivered, says mx: 550 no such mailbox"),
        ({"state": "dead", "server": "mx", "stage": "bounce", "code": "550"}, "came back from mx: 550"),
        ({"state": "rejected", "server": "mx", "code": "554"}, "rejected by mx: 554"),
        ({"state": "accepted", "server": "mx", "code": "250", "text": "queued as Q71F"},
         "accepted by mx: 250 queued as Q71F"),
        ({"state": "manual_confirmed", "means": "phone", "reason": "read back"},
         "they have it, by phone, as a person says: read back"),
        ({"state": "cancelled", "reason": "a newer one goes"}, "cancelled: a newer one goes"),
    ],
)  # fmt: skip
def test_what_came_of_a_try_is_said_in_words_that_fit(said: dict[str, Any], text: str) -> None:
    assert line(**said) == f"update #2 to Acme, email Mr Li: {text}"


def test_what_an_older_version_recorded_names_nobody() -> None:
    found = line_of(Delivery(owner_id="Acme", draft="d", key="0" * 32, state="cancelled"))
    assert found is not None and found.text == "update to Acme: cancelled"


def test_what_came_of_a_delivery_names_whom_it_was_queued_for() -> None:
    row = row_of(queued(name="Mr Li"), queued(1, name="Mr Li"))
    said = named(Delivery(owner_id="Acme", draft="d", key=row.key, state="accepted"), row)
    assert (said.number, said.channel, said.contact, said.name) == (1, "email", "li@acme.example", "Mr Li")


def test_without_what_was_queued_it_names_nobody() -> None:
    (event,) = history(came("accepted"))
    said = Delivery(owner_id="Acme", draft="d", key="0" * 32, state="accepted")
    row = Row("0" * 32)
    row.add(Try(event.stamp, event, said))
    assert named(said, row) == said and list(fold([event]).timeline)
