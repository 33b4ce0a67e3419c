"""The JSON export: everything, the same bytes for the same events, and read back without loss."""

import base64
import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings

from tests.warroom.histories import ROOM, histories
from tests.warroom.importing import DATA, REPORTS, remarks, sealed, state_of, take, take_file
from warroom.errors import BadInput
from warroom.events import Draft, Event, to_document
from warroom.seal import canonical
from warroom.state.room_state import fold
from warroom.state.snapshot import snapshot
from warroom.summary.as_json import as_json

AT = "2026-11-22T14:05:00.000000Z"


def draft(kind: str, /, **payload: Any) -> Draft:
    return Draft(kind=kind, payload=payload, author="ana", recorded_at=AT)


def some_events() -> list[Event]:
    drafts = [
        draft("incident.opened", title="中文 [red]"),
        draft("timeline.log", kind="action", text="a\x00\x1b[1m\u202e"),
    ]
    return sealed(drafts, ROOM)


@settings(max_examples=300, deadline=None)
@given(histories)
def test_export_and_import_give_the_same_state_byte_for_byte(events: list[Event]) -> None:
    state = fold(events)
    data = as_json(state.events, ROOM)
    reading = take(data, "room.json")
    assert (reading.format, reading.room) == ("room", ROOM)
    again = state_of(reading)
    assert canonical(snapshot(again)) == canonical(snapshot(state))
    assert as_json(again.events, ROOM) == data
    assert as_json(reversed(state.events), ROOM) == data
    assert data.split(b"\n")[2 : 2 + len(state)] == [
        canonical(to_document(event)) + b"," * (event is not state.events[-1]) for event in state.events
    ]


@pytest.mark.parametrize(
    "path", [*REPORTS[:3], DATA / "irc-ubuntu" / "2008-04-27.train-a.raw.txt"], ids=lambda path: path.name
)
def test_real_rooms_go_out_and_come_back_the_same(path: Any) -> None:
    reading = take_file(path)
    state = state_of(reading)
    data = as_json(state.events, reading.room)
    assert canonical(snapshot(state_of(take(data)))) == canonical(snapshot(state))


def test_the_shape_is_the_documented_one() -> None:
    shape = json.loads(as_json(some_events(), ROOM))
    assert list(shape) == ["audience", "exported_by_version", "format", "room", "version", "events", "attachments"]
    assert (shape["format"], shape["version"], shape["audience"]) == ("warroom.room", 1, "internal")
    assert [event["oseq"] for event in shape["events"]] == [1, 2]


def _sealed_badly(**payload: Any) -> dict[str, Any]:
    return to_document(sealed([draft("timeline.log", text="x", **payload, kind="action")], ROOM)[0])


def changed(change: Any) -> bytes:
    shape = json.loads(as_json(some_events(), ROOM))
    change(shape)
    return json.dumps(shape).encode()


def test_an_event_that_was_changed_is_named() -> None:
    wrong = changed(lambda shape: shape["events"][1]["payload"].update(text="never said"))
    with pytest.raises(BadInput) as refused:
        take(wrong, "room.json")
    assert "event 2" in str(refused.value)
    assert some_events()[1].kind == "timeline.log"
    assert "does not fit its seal" in str(refused.value)
    assert "event 1 " not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda shape: shape.update(version=99), "needs a newer warroom"),
        (lambda shape: shape.update(version=0), "no version 0"),
        (lambda shape: shape.update(format="x"), "no export of a room"),
        (lambda shape: shape.update(room="../../etc"), "is no room"),
        (lambda shape: shape.update(events=[]), "holds no event"),
        (lambda shape: shape.update(audience="Acme"), "only an internal export"),
        (lambda shape: shape.pop("events"), "isn't complete"),
        (lambda shape: shape["events"][0].pop("sha"), "event 1"),
        (lambda shape: shape["events"][0].update(room=ROOM.replace("aa", "bb")), "another room"),
        (lambda shape: shape["events"][0].update(payload={"title": 0.5}), "event 1"),
        (lambda shape: shape["events"][0].update(payload={"title": "\ud800"}), "event 1"),
        (lambda shape: shape["events"][0].update(lam=-1, erased="x"), "counters"),
        (lambda shape: shape["events"][0].update(recorded_at="today", erased="x"), "a time of it"),
        (lambda shape: shape["events"].append(_sealed_badly(due="soon")), "event 3 .* a time of it"),
        (lambda shape: shape["events"].append(_sealed_badly(due="9999-12-31T23:59:59.000000Z")), "a time of it"),
    ],
)
def test_what_is_no_export_is_refused_with_the_reason(change: Any, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        take(changed(change), "room.json", format="room")


def test_broken_json_names_its_line() -> None:
    with pytest.raises(BadInput, match="line 2"):
        take('{"format":"warroom.room",\n"x" 1}', "room.json")
    with pytest.raises(BadInput, match="nested too deeply"):
        take('{"format":"warroom.room","x":' + "[" * 100_000, "room.json")


def test_unknown_kinds_are_kept_and_said_and_erased_events_are_accepted() -> None:
    events = sealed([draft("future.kind", x=1), draft("timeline.log", kind="action", text="secret")], ROOM)
    gone = sealed(
        [draft("timeline.log", kind="action", text="secret"), draft("entry.erased", target=events[1].eid)], ROOM
    )
    state = fold([*events, gone[1]])
    data = as_json(state.events, ROOM)
    assert b"secret" not in data
    reading = take(data)
    assert "1 of kind future.kind need a newer version" in remarks(reading)
    assert canonical(snapshot(state_of(reading))) == canonical(snapshot(state))


def test_attachments_travel_with_the_room_and_are_checked() -> None:
    content = bytes(range(256))
    sha = hashlib.sha256(content).hexdigest()
    events = sealed([draft("incident.attached", name="p.jpg", sha256=sha, size=256)], ROOM)
    data = as_json(events, ROOM, {sha: content})
    assert take(data).attachments == {sha: content}
    bare = take(as_json(events, ROOM))
    assert bare.attachments == {}
    assert "does not hold the file 'p.jpg'" in remarks(bare)
    with pytest.raises(BadInput, match=r"p\.jpg"):
        take(data.replace(base64.b64encode(content), base64.b64encode(content[:-1])))


def test_an_export_goes_to_its_own_room_only() -> None:
    data = as_json(some_events(), ROOM)
    assert take(data, room=ROOM).room == ROOM
    with pytest.raises(BadInput, match="can't go into another"):
        take(data, room=ROOM.replace("aa", "bb"))
