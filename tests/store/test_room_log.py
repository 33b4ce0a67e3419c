"""``RoomLog`` as ``warroom.ports.EventLog``: what is stored, what comes back, and to whom."""

import shutil
from pathlib import Path

import msgspec
import pytest
from tinydb import Query, TinyDB

from store.cold import ColdLog, append_cold
from store.room_log import RoomLog
from store.rooms import RoomsFolder
from tests.store.rooms_kit import again, cold_draft, draft, new_room, texts
from warroom import seal
from warroom.errors import NotFound, NotSaved, WarroomError
from warroom.events import Draft, is_intact


def test_append_seals_in_order_and_a_second_handle_reads_the_same(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "one")
    stored = log.append([draft("two"), draft("three")])
    other = again(log)
    events = other.load()
    assert texts(stored) == ["one", "two", "three"]  # "one" had not been seen by this handle
    assert [event.oseq for event in events] == [1, 2, 3]
    assert [event.lam for event in events] == [1, 2, 3]
    assert all(map(is_intact, events))
    assert {event.origin for event in events} == {other.origin}
    assert {event.room for event in events} == {log.room}


def test_two_handles_see_each_other_and_append_returns_foreign_events_first(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data")
    other = again(log)
    assert log.load() == other.load() == []
    log.append([draft("mine")])
    assert texts(other.append([draft("yours")])) == ["mine", "yours"]
    assert texts(log.refresh()) == ["yours"]
    assert log.refresh() == []
    assert log.load() == other.load()


def test_cold_append_needs_no_history_and_is_seen(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "one")
    log.load()
    first = append_cold(str(tmp_path / "data"), seal.room_ref(log.room), [cold_draft("cold")])
    with ColdLog(str(tmp_path / "data"), ".") as cold:
        cold.append([cold_draft("colder"), cold_draft("coldest")])
        log.append([draft("warm")])
        cold.append([cold_draft("cold again")])
    assert texts(log.refresh()) == ["cold again"]
    events = log.load()
    assert texts(events) == ["one", "cold", "colder", "coldest", "warm", "cold again"]
    assert [event.oseq for event in events] == [1, 2, 3, 4, 5, 6]
    assert [event.lam for event in events] == [1, 2, 3, 4, 5, 6]
    assert all(map(is_intact, events))
    assert events[1].sha == first[0]["sha"]


def test_the_same_draft_twice_is_stored_once(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data")
    once = draft("once")
    assert texts(log.append([once, once])) == ["once"]
    assert log.append([once]) == []
    assert texts(again(log).load()) == ["once"]


def test_receive_takes_sealed_events_as_they_are_and_leaves_known_ones_alone(tmp_path: Path) -> None:
    log = new_room(tmp_path / "a", "one", "two")
    copy = RoomsFolder(tmp_path / "b").create_with(log.room, [], log.load())
    assert copy.load() == log.load()
    assert copy.origin != log.origin
    assert copy.receive(log.load()) == []
    newer = log.append([draft("three")])
    assert copy.receive(newer) == newer
    own = copy.append([draft("four")])[-1]
    assert (own.oseq, own.lam) == (1, 4)


def test_receive_refuses_a_changed_event_and_another_room(tmp_path: Path) -> None:
    log = new_room(tmp_path / "a", "one")
    event = log.load()[0]
    copy = RoomsFolder(tmp_path / "b").create(log.room)
    with pytest.raises(NotSaved, match="changed after it was sealed"):
        copy.receive([msgspec.structs.replace(event, payload={"text": "forged"})])
    with pytest.raises(NotSaved, match="another room"):
        new_room(tmp_path / "c").receive([event])
    assert copy.load() == []


def test_what_cannot_be_stored_leaves_no_trace(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data")
    log.load()
    for bad in (1.5, {"x": {1, 2}}, "\ud800", {"k": object()}):
        with pytest.raises(NotSaved, match="can't be stored"):
            log.append([draft("good"), draft("bad", bad=bad)])
    assert log.load() == again(log).load() == []
    assert texts(log.append([draft("fine")])) == ["fine"]


def test_events_can_be_queried_with_tinydb_but_not_changed(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "one", "two")
    events = log.db.table("events")
    found = events.search(Query().payload.text == "two")
    assert [document.doc_id for document in found] == [2]
    doc_id = events.insert({"kind": "timeline.log", "payload": {"text": "x"}, "author": "ana", "recorded_at": "t"})
    assert events.get(doc_id=doc_id)["oseq"] == 3
    for change in (
        lambda: events.update({"author": "eve"}),
        lambda: events.remove(doc_ids=[1]),
        lambda: events.truncate(),
        lambda: events.upsert({"a": 1}, Query().a == 1),
    ):
        with pytest.raises(WarroomError, match="never changed"):
            change()
    assert len(again(log).load()) == 3


def test_events_share_nothing_with_the_live_state(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data")
    [event] = log.append([draft("one", tags=["a"], more={"deep": ["b"]})])
    event.payload["tags"].append("wrong")
    event.payload["more"]["deep"].append("wrong")
    found = log.events.all()[0]
    found["payload"]["tags"].append("wrong")
    assert log.events.all()[0]["payload"]["tags"] == ["a"]
    assert log.load()[0].payload == {"text": "one", "tags": ["a"], "more": {"deep": ["b"]}}


def test_preview_shows_the_newest_without_a_load_and_after_compaction(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", *[f"entry {i}" for i in range(20)])
    log.save_summary({"title": "T", "slug": "t", "status": "investigating"})
    log.append([draft("last")])
    for _ in range(2):
        seen = again(log).preview(3)
        assert texts(seen.events) == ["entry 18", "entry 19", "last"]
        assert (seen.total, seen.complete) == (21, False)
        assert seen.summary == {"title": "T", "slug": "t", "status": "investigating"}
        log.compact()
    assert again(log).preview(21).complete
    assert len(again(log).load()) == 21


def test_erase_leaves_the_text_in_no_file_and_tells_other_handles(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "before", "the password is hunter2-correct-horse", "after")
    log.compact()
    other = again(log)
    other.load()
    log.save_summary({"title": "hunter2-correct-horse", "slug": "x", "status": "closed"})
    (log.folder / "torn-1.bin").write_bytes(b'{"c":"00000000","s":9,"o":[["+","events",9,{"text":"the password is hun')
    target = log.load()[1]
    blank = msgspec.structs.replace(target, payload={"text": ""})
    erasure = Draft(kind="entry.erased", payload={"target": target.eid}, author="ana", recorded_at=target.recorded_at)
    done = log.erase([blank], erasure)
    assert {event.eid for event in done} == {target.eid, erasure.eid}
    seen = other.refresh()
    assert {event.eid: event.erased for event in seen} == {target.eid: erasure.eid, erasure.eid: None}
    assert next(event for event in seen if event.eid == target.eid).sha == target.sha
    for path in log.folder.rglob("*"):
        assert not path.is_file() or (b"hunter2" not in path.read_bytes() and b"password" not in path.read_bytes())
    assert other.load() == log.load() == again(log).load()
    assert [event.oseq for event in log.load()] == [1, 2, 3, 4]
    assert other.refresh() == []
    assert other.append([draft("goes on")])[-1].oseq == 5


def test_a_copied_folder_counts_under_a_name_of_its_own(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "one", "two")
    shutil.copytree(tmp_path / "data", tmp_path / "copy")
    copy = RoomsFolder(tmp_path / "copy").open(log.room)
    old = copy.origin
    assert old == log.origin
    mine = copy.append([draft("three")])[-1]
    assert mine.origin == copy.origin != old
    assert (mine.oseq, mine.lam) == (1, 3)
    assert append_cold(str(tmp_path / "copy"), ".", [cold_draft("four")])[0]["oseq"] == 2
    assert texts(again(copy).load()) == ["one", "two", "three", "four"]
    assert any("copy" in notice for notice in copy.health.notices)
    moved = tmp_path / "moved"
    (tmp_path / "copy").rename(moved)
    assert RoomsFolder(moved).open(log.room).append([draft("five")])[-1].oseq == 3


def test_a_new_origin_in_a_folder_is_followed_by_other_handles(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "one", "two")
    other = again(log)
    log.load()
    other.load()
    (log.folder / "lock").unlink()  # its inode is part of the folder's fingerprint
    made = [*log.append([draft("three")]), *other.append([draft("four")]), *log.append([draft("five")])]
    assert {event.payload["text"]: event.oseq for event in made} == {"three": 1, "four": 2, "five": 3}
    assert len({event.origin for event in made}) == 1
    assert [event.lam for event in again(log).load()] == [1, 2, 3, 4, 5]


def test_attachments_are_kept_once_under_their_hash(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data")
    source = tmp_path / "photo.jpg"
    source.write_bytes(b"picture")
    sha, size = log.attach(source)
    assert log.attach(source) == (sha, size) == (sha, 7)
    assert log.attachment(sha).read_bytes() == b"picture"
    with pytest.raises(NotFound):
        log.attachment("../../etc/passwd")
    with pytest.raises(WarroomError):
        log.attach(tmp_path / "missing")


def test_stock_tinydb_opens_the_snapshot_and_every_export(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "one", "two")
    log.compact()
    log.db.export(tmp_path / "export.json")
    with TinyDB(log.folder / "base.json", access_mode="r") as base, TinyDB(tmp_path / "export.json") as export:
        stored = [event.eid for event in log.load()]
        assert [document["eid"] for document in base.table("events")] == stored
        assert [document["eid"] for document in export.table("events").all()] == stored


def test_a_clock_that_goes_back_is_told_and_order_stays(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data")
    late = draft("late")
    early = msgspec.structs.replace(draft("early"), recorded_at="2020-01-01T00:00:00.000000Z")
    log.append([late])
    log.append([early])
    assert texts(again(log).load()) == ["late", "early"]
    assert any("clock went back" in notice for notice in log.health.notices)


def test_rooms_appear_complete_or_not_at_all(tmp_path: Path) -> None:
    rooms = RoomsFolder(tmp_path / "data")
    room = seal.new_uuid()
    with pytest.raises(NotSaved):
        rooms.create_with(room, [draft("good"), draft("bad", bad=1.5)])
    assert not rooms.exists(room)
    assert list((tmp_path / "data" / "rooms").iterdir()) == []
    log = rooms.create_with(room, [draft("good")])
    assert isinstance(log, RoomLog)
    with pytest.raises(NotSaved, match="already"):
        rooms.create(room)
    with pytest.raises(NotFound):
        rooms.open(seal.new_uuid())
    [card] = rooms.cards()
    assert (card.room, card.events, card.problem, card.summary) == (room, 1, None, None)
    log.load()
    log.save_summary({"title": "T"})
    assert rooms.cards()[0].summary == {"title": "T"}
    log.append([draft("more")])
    assert rooms.cards()[0].summary is None
