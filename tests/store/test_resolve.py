"""Which room a name means."""

from pathlib import Path

import pytest

from store import resolve
from store.room_log import RoomLog
from store.rooms import RoomsFolder
from warroom import seal
from warroom.errors import Ambiguous, NotFound


def _room(data: Path, slug: str, status: str, randomness: bytes) -> RoomLog:
    room = seal.new_uuid(1_795_000_000_000, randomness)
    log = RoomsFolder(data).create(room)
    log.save_summary({"title": slug, "slug": slug, "status": status, "ref": seal.room_ref(room)})
    return log


def test_names_of_rooms(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    with pytest.raises(NotFound, match="warroom new"):
        resolve.resolve(data, ".")
    first = _room(tmp_path / "data", "checkout-latency", "investigating", bytes(10)).room
    second = _room(tmp_path / "data", "checkout-down", "closed", bytes(9) + b"\x01").room
    third = _room(tmp_path / "data", "dns", "resolved", bytes([255] * 10)).room
    refs = {room: seal.room_ref(room) for room in (first, second, third)}
    assert refs[first] == refs[second] != refs[third]
    assert resolve.resolve(data, refs[third]) == third
    assert resolve.resolve(data, refs[third].lower()) == third
    assert resolve.resolve(data, resolve.long_ref(second).lower()) == second
    assert resolve.resolve(data, resolve.long_ref(second).lower().replace("0", "o")) == second
    assert resolve.resolve(data, third.upper()) == third
    assert resolve.resolve(data, "checkout-l") == first
    assert resolve.resolve(data, "Checkout Down") == second
    assert resolve.resolve(data, "d") == third
    assert resolve.resolve(data, ".") == first
    with pytest.raises(Ambiguous) as caught:
        resolve.resolve(data, "checkout")
    assert "checkout-latency" in str(caught.value)
    assert resolve.shortest_ref(first, [first, second]) in str(caught.value)
    with pytest.raises(Ambiguous, match="2 rooms"):
        resolve.resolve(data, refs[first])
    for missing in ("nothing", "", " ", "..", "/", "1122-"):
        with pytest.raises((NotFound, Ambiguous)):
            resolve.resolve(data, missing)


def test_the_open_room_needs_to_be_one(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    first = _room(tmp_path / "data", "a", "monitoring", bytes(10))
    assert resolve.resolve(data, ".") == first.room
    _room(tmp_path / "data", "b", "identified", bytes([7] * 10))
    with pytest.raises(Ambiguous, match="2 rooms are open"):
        resolve.resolve(data, ".")
    first.save_summary({"slug": "a", "status": "closed"})
    assert resolve.resolve(data, ".") != first.room
    (first.folder / "summary.json").write_text("{broken")
    with pytest.raises(Ambiguous):
        resolve.resolve(data, ".")
