"""Deliveries as they are folded: what outlives what, which number is taken, what may never change again."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warroom.state_histories import EIDS, PAYLOADS, event
from tests.warroom.test_owner_fold import everything
from warroom.events import Event
from warroom.state.deliveries import ARRIVED, FAILED, Row
from warroom.state.room_state import RoomState, fold
from warroom.updates.numbering import next_number

KEY = "0" * 32
DRAFT = EIDS[0]


def queued(attempt: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "owner_id": "Acme", "draft": DRAFT, "revision": EIDS[1], "key": KEY, "number": 1, "channel": "email",
        "contact": "li@acme.example", "attempt": attempt, **more,
    }  # fmt: skip


def came(state: str, **more: Any) -> dict[str, Any]:
    return {"owner_id": "Acme", "draft": DRAFT, "key": KEY, "state": state, **more}


def history(*said: dict[str, Any]) -> list[Event]:
    """Events in this order; who did each had seen all that came before."""
    made: list[Event] = []
    for place, one in enumerate(said):
        sending = "channel" in one
        if sending or one.get("state") == "cancelled":
            one = {"after": made[-1].eid if made else "", **one}
        kind = "update.sending" if sending else "update.delivery"
        made.append(event(eid_of(place), kind, one, stamp=(1, "a", place + 1)))
    return made


def eid_of(place: int) -> str:
    return EIDS[0][:-2] + f"{place:02x}"


def row_of(*said: dict[str, Any]) -> Row:
    found = fold(history(*said)).deliveries.get(KEY)
    assert found is not None
    return found


TRY, AGAIN = queued(1), queued(0, resent=True)
BACK = came("dead", stage="bounce")
REPORT = came("dead", stage="bounce", report="ab" * 16)
CASES: list[tuple[str, tuple[dict[str, Any], ...], str, bool, bool]] = [
    ("waits", (queued(),), "queued", False, True),
    ("goes", (queued(), TRY), "sending", True, True),
    ("refused", (queued(), TRY, came("rejected")), "rejected", False, False),
    ("waits for its next try", (queued(), TRY, came("queued")), "queued", False, True),
    ("in doubt", (queued(), TRY, came("unknown")), "unknown", True, True),
    ("arrived after all", (queued(), TRY, came("unknown"), came("accepted")), "accepted", True, True),
    ("nobody doubts what arrived", (queued(), TRY, came("accepted"), came("unknown")), "accepted", True, True),
    ("came back", (queued(), TRY, came("accepted"), BACK), "dead", True, True),
    ("came back, and late word of it", (queued(), TRY, BACK, came("accepted")), "dead", True, True),
    ("came back, and they have it from us by hand",
     (queued(), TRY, came("accepted"), BACK, came("manual_confirmed")), "manual_confirmed", True,
     True),
    ("they have it from us by hand, and the mail came back after that",
     (queued(), TRY, came("unknown"), came("manual_confirmed"), BACK), "manual_confirmed", True, True),
    ("came back, sent again, and another computer read the same report after that",
     (queued(), TRY, came("accepted"), REPORT, AGAIN, queued(2, resent=True), came("accepted"), REPORT), "accepted",
     True, True),
    ("came back twice",
     (queued(), TRY, came("accepted"), BACK, AGAIN, queued(2, resent=True), came("accepted"), REPORT), "dead", True,
     True),
    ("sent again", (queued(), TRY, came("unknown"), AGAIN), "queued", True, True),
    ("sent again and refused", (queued(), TRY, came("unknown"), AGAIN, queued(2, resent=True), came("rejected")),
     "rejected", True, True),
    ("did not arrive, says somebody", (queued(), TRY, came("unknown"), came("cancelled")), "cancelled", True, True),
    ("cancelled before it went", (queued(), came("cancelled")), "cancelled", False, False),
    ("some parts of it arrived", (queued(), TRY, came("rejected", parts=1)), "rejected", True, True),
    ("went once more after it failed", (queued(), TRY, came("rejected"), queued()), "queued", False, True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "state", "reached", "held"), [case[1:] for case in CASES], ids=[one[0] for one in CASES]
)
def test_how_a_delivery_stands(said: tuple[dict[str, Any], ...], state: str, reached: bool, held: bool) -> None:
    row = row_of(*said)
    assert (row.state, row.reached, row.held) == (state, reached, held)
    room = fold(history(*said))
    assert room.deliveries.out(DRAFT) is held
    assert next_number(room, "Acme") == (2 if held else 1)
    assert next_number(room, "City") == 1
    wanted = everything(room)
    for other in list(permutations(history(*said)))[:24]:
        assert everything(fold([*other, *other])) == wanted


ALONE: list[tuple[str, tuple[dict[str, Any], ...], str]] = [
    ("two queue it", (queued(), queued(after="", name="the other one")), "queued"),
    ("two send it again", (queued(), TRY, came("unknown"), AGAIN, {**AGAIN, "after": eid_of(2)}), "queued"),
    ("two send it again, and it has arrived by then",
     (queued(), TRY, came("unknown"), AGAIN, queued(2, resent=True), came("accepted"), {**AGAIN, "after": eid_of(2)}),
     "accepted"),
    ("cancelled when it had begun", (queued(), TRY, came("cancelled", after=eid_of(0))), "sending"),
    ("begun when it was cancelled", (queued(), came("cancelled", after=eid_of(0)), {**TRY, "after": eid_of(0)}),
     "cancelled"),
    ("begun twice", (queued(), TRY, {**TRY, "after": eid_of(0)}, came("accepted")), "accepted"),
    ("sent again when somebody had said that it is there",
     (queued(), TRY, came("unknown"), came("manual_confirmed"), {**AGAIN, "after": eid_of(2)}), "manual_confirmed"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "state"), [case[1:] for case in ALONE], ids=[one[0] for one in ALONE])
def test_of_two_at_once_the_first_does_it(said: tuple[dict[str, Any], ...], state: str) -> None:
    assert row_of(*said).state == state
    wanted = everything(fold(history(*said)))
    for other in list(permutations(history(*said)))[:24]:
        assert everything(fold(other)) == wanted


def test_what_comes_before_its_beginning_waits_for_it() -> None:
    first, begun = history(queued(), TRY)
    early = fold([begun])
    assert early.deliveries.get(KEY) is None
    assert list(early.deliveries) == early.deliveries.of(DRAFT) == []
    early.apply([first])
    found = early.deliveries.get(KEY)
    assert found is not None
    assert found.state == "sending"


def test_what_is_queued_with_another_number_goes_with_that_unless_it_went() -> None:
    anew = row_of(queued(), queued(number=2)).queued
    assert anew is not None
    assert anew.number == 2
    went = row_of(queued(), TRY, came("unknown"), queued(number=2)).queued
    assert went is not None
    assert went.number == 1
    failed = row_of(queued(), TRY, came("rejected"), queued(number=2)).queued
    assert failed is not None
    assert failed.number == 2


def test_what_was_erased_says_no_more_to_whom_and_what() -> None:
    said = history(queued(name="Mr Li", message_id="<x@y>"), TRY, came("rejected", text="no Mr Li here", reason="x"))
    erased = event(EIDS[5], "entry.erased", {"target": DRAFT, "reason": "a slip"}, stamp=(9, "a", 9))
    row = fold([*said, erased]).deliveries.get(KEY)
    assert row is not None
    assert row.queued is not None
    assert (row.queued.contact, row.queued.name, row.queued.message_id, row.state) == ("", "", "", "rejected")
    assert "Mr Li" not in str([one.said for one in row.steps])


_STEPS = st.one_of(PAYLOADS["update.sending"], PAYLOADS["update.delivery"])


@settings(max_examples=200, deadline=None)
@given(said=st.lists(_STEPS, min_size=1, max_size=8), data=st.data())
def test_any_order_and_repetition_give_the_same_deliveries(said: list[dict[str, Any]], data: st.DataObject) -> None:
    made = history(*said)
    shuffled = data.draw(st.permutations(made + made[:3]))
    wanted = everything(fold(made))
    assert everything(fold(shuffled)) == wanted
    one_by_one = RoomState()
    for one in shuffled:
        one_by_one.apply([one])
    assert everything(one_by_one) == wanted
    for row in one_by_one.deliveries:
        if row.state in ARRIVED | {"unknown"}:
            assert row.reached
        assert row.held or row.state in FAILED
