"""Event kinds: older versions are read by upcasting, and erasing reaches every text that people write."""

from typing import Any

import pytest
from msgspec import inspect

from tests.warroom.state_histories import EIDS, event
from warroom.state.erasure import READ, SPOKEN, blank
from warroom.state.kinds import Kind, Payload, read, to_payload
from warroom.state.room_state import KINDS, fold
from warroom.state.timeline import Log


class Heard(Payload):
    """A kind that was renamed twice: ``words`` (1), ``body`` (2), ``text`` (3)."""

    text: str
    loud: bool = False


def _to_2(body: dict[str, Any]) -> dict[str, Any]:
    return {"body": body["words"], "loud": body.get("volume", 0) > 5}


def _to_3(body: dict[str, Any]) -> dict[str, Any]:
    return {"text": body["body"], "loud": body["loud"]}


HEARD = {"heard": Kind(Heard, 3, {1: _to_2, 2: _to_3})}


@pytest.mark.parametrize(
    ("v", "payload"),
    [(1, {"words": "crash", "volume": 9}), (2, {"body": "crash", "loud": True}), (3, {"text": "crash", "loud": True})],
)
def test_every_older_version_is_read_as_the_present_one(v: int, payload: dict[str, Any]) -> None:
    one = event(EIDS[0], "heard", payload, v=v)
    assert read(one, HEARD) == Heard("crash", loud=True)
    assert one.payload == payload  # the event itself is never rewritten


@pytest.mark.parametrize(
    ("v", "payload"),
    [
        (4, {"text": "crash"}),
        (0, {"words": "crash"}),
        (1, {"text": "crash"}),
        (1, {"words": "crash", "volume": "9"}),
        (3, {"text": 7}),
        (3, {}),
    ],
)
def test_what_cannot_be_brought_up_is_left_unread(v: int, payload: dict[str, Any]) -> None:
    assert read(event(EIDS[0], "heard", payload, v=v), HEARD) is None


def test_a_missing_step_leaves_the_event_unread() -> None:
    assert read(event(EIDS[0], "heard", {"words": "x"}), {"heard": Kind(Heard, 3, {2: _to_3})}) is None


def test_a_room_shows_events_of_an_older_version(monkeypatch: pytest.MonkeyPatch) -> None:
    def upcast(body: dict[str, Any]) -> dict[str, Any]:
        return {"kind": "action" if body["did"] else "observation", "text": body["what"]}

    monkeypatch.setitem(KINDS, "timeline.log", Kind(Log, 2, {1: upcast}))
    old = event(EIDS[0], "timeline.log", {"what": "rolled back", "did": True}, v=1)
    new = event(EIDS[1], "timeline.log", {"text": "it helped", "kind": "observation"}, v=2, stamp=(2, "a", 2))
    state = fold([new, old])
    assert [(entry.kind, entry.text) for entry in state.timeline] == [
        ("action", "rolled back"),
        ("observation", "it helped"),
    ]
    assert state.unread == {}


def test_fields_at_their_default_are_left_out() -> None:
    assert to_payload(Log(kind="action", text="x")) == {"kind": "action", "text": "x"}


NOT_SPOKEN = frozenset(
    {
        *("target", "bases", "entry", "reply_to", "cause", "answers", "commitment"),  # ids of events
        *("member", "zone", "lang", "profile", "milestone", "occurred_at", "sets"),  # names that the program checks
        *(
            "after",
            "stage",
            "code",
            "server",
            "receipt",
            "report",
            "channel",
        ),  # steps, names, what a server answered with
        *("message", "by", "question", "update", "taken_back", "seen", "key", "clock"),  # ids of events, facts, clocks
        *(
            "draft",
            "revision",
            "corrects",
            "digest",
            "template",
            "field",
            "rule",
            "overrides",
        ),  # ids, names of the program
        *("owner_id", "owners"),  # by these a room tells its owners apart; without them a ledger loses its rows
        *("start", "end", "holidays", "workdays", "quiet_start", "quiet_end"),  # times that the program checks
        *("starts", "ends", "times", "position"),  # moments of the incident that a drill replays
        "basis",  # the times by which a check of times is known, as the program writes them
        *("sha256", "figure", "source"),  # what a file or a report says about itself
    }
)
"""Text fields that erasing leaves alone; all else is ``SPOKEN`` (words) or ``READ`` (times, levels)."""


def _texts(kind: inspect.Type, name: str) -> set[str]:
    """The names of the fields in which a payload can hold free text."""
    match kind:
        case inspect.StrType():
            return {name}
        case inspect.StructType():
            return set().union(*(_texts(field.type, field.encode_name) for field in kind.fields))
        case inspect.UnionType():
            return set().union(*(_texts(one, name) for one in kind.types))
        case inspect.ListType() | inspect.VarTupleType():
            return _texts(kind.item_type, name)
        case inspect.DictType():
            return _texts(kind.value_type, name)
    return set()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_erasing_empties_every_field_that_people_write(kind: str) -> None:
    assert _texts(inspect.type_info(KINDS[kind].payload), "") <= SPOKEN | READ | NOT_SPOKEN


@pytest.mark.parametrize("name", sorted(READ))
@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("2026-11-22T14:05:00.123456Z", "2026-11-22T14:05:00.123456Z"),
        ("SEV2", "SEV2"),
        ("resolved", "resolved"),
        (f"suspected {EIDS[0]} {EIDS[1]}", f"suspected {EIDS[0]} {EIDS[1]}"),
        (
            "2026-11-22T14:05:00.000000Z/2026-11-22T15:05:00.000000Z/low",
            "2026-11-22T14:05:00.000000Z/2026-11-22T15:05:00.000000Z/low",
        ),
        ("2026-11-22T14:05:00.123456Z hunter2", ""),
        ("2026-13-99T14:05:00.123456Z", ""),
        ("when hunter2 says so", ""),
        ("suspected hunter2", ""),
        ("SEV2\n", ""),
        (["SEV2", "hunter2"], []),
        (None, None),
    ],
)
def test_erasing_leaves_a_time_or_a_level_and_takes_words_that_stand_in_its_place(
    name: str, value: object, left: object
) -> None:
    erased = blank(event(EIDS[0], "commitment.made", {name: value, "text": "x"}), EIDS[1])
    assert erased.payload == {name: left, "text": ""}
    assert blank(erased, EIDS[1]) == erased


def test_erasing_reaches_any_depth_and_keeps_the_rest() -> None:
    payload = {
        "kind": "action",
        "text": "hunter2",
        "mentions": ["hunter2"],
        "steps": [{"note": "hunter2", "minutes": 5}],
    }
    erased = blank(event(EIDS[0], "timeline.log", payload), EIDS[1])
    assert erased.payload == {"kind": "action", "text": "", "mentions": [], "steps": [{"note": "", "minutes": 5}]}
    assert erased.erased == EIDS[1]
