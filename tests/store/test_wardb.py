"""``WarDB``: transactions, ids, private results and fresh caches, alone and with other handles."""

import os
from pathlib import Path

import pytest
from tinydb import Query, TinyDB, where
from tinydb.operations import increment
from tinydb.storages import JSONStorage
from tinydb.table import Document

from store.wardb import WarDB
from warroom.errors import NotFound, ReadOnly


@pytest.fixture
def db(tmp_path: Path) -> WarDB:
    return WarDB(tmp_path / "db")


def test_a_transaction_is_one_record_or_nothing(db: WarDB, tmp_path: Path) -> None:
    journal = tmp_path / "db" / "journal.jsonl"
    db.insert({"kept": 1})
    before = journal.read_bytes()
    with pytest.raises(KeyError), db.transaction():
        db.insert({"x": 1})
        db.table("other").insert({"x": 2})
        db.update({"kept": 2})
        db.remove(where("kept") == 2)
        db.drop_table("other")
        raise KeyError
    assert journal.read_bytes() == before
    assert db.all() == [{"kept": 1}]
    assert db.tables() == {"_default"}
    with db.transaction():
        db.insert({"x": 1})
        db.table("other").insert({"x": 2})
    assert journal.read_bytes().count(b"\n") == before.count(b"\n") + 1
    assert WarDB(tmp_path / "db").table("other").all() == [{"x": 2}]


def test_nested_transactions_are_savepoints(db: WarDB, tmp_path: Path) -> None:
    with db.transaction():
        db.insert_multiple([{"n": 1}, {"n": 2}])
        with pytest.raises(ValueError), db.transaction():
            db.remove(where("n") == 1)
            db.insert({"n": 3})
            with db.transaction():
                db.truncate()
            raise ValueError
        assert db.all() == [{"n": 1}, {"n": 2}]
        with db.transaction():
            db.update(increment("n"), where("n") == 2)
            db.remove(where("n") == 1)
    assert db.all() == WarDB(tmp_path / "db").all() == [{"n": 3}]


def test_ids_are_never_used_twice_even_after_a_restart(db: WarDB, tmp_path: Path) -> None:
    assert db.insert_multiple([{}, Document({}, 7), {}]) == [1, 7, 8]
    db.remove(doc_ids=[8])
    again = WarDB(tmp_path / "db")
    assert again.insert({}) == 9
    again.compact()
    again.remove(doc_ids=[9])
    again.compact()
    assert WarDB(tmp_path / "db").insert({}) == 10
    assert db.insert_multiple([{}, {}]) == [11, 12]
    with pytest.raises(ValueError, match="already exists"):
        db.insert_multiple([{}, Document({}, 11)])
    assert len(db) == len(WarDB(tmp_path / "db")) == 5


def test_every_read_shows_what_another_handle_did(db: WarDB, tmp_path: Path) -> None:
    other = WarDB(tmp_path / "db")
    query = Query().n > 0

    def seen() -> list[object]:
        found = db.get(query)
        return [len(db), db.count(query), len(db.search(query)), len(db.all()), len(list(db)), found is not None]

    assert seen() == [0, 0, 0, 0, 0, False]
    number = other.insert({"n": 1})
    assert seen() == [1, 1, 1, 1, 1, True]
    assert db.contains(doc_id=number)
    other.update({"n": 5})
    assert db.search(query)[0]["n"] == 5
    other.compact()
    assert seen() == [1, 1, 1, 1, 1, True]
    other.update({"n": 0})
    assert seen() == [1, 0, 0, 1, 1, False]
    other.truncate()
    assert seen() == [0, 0, 0, 0, 0, False]


def test_results_share_nothing_with_the_live_state(db: WarDB) -> None:
    given = {"tags": ["a"], "deep": {"x": [1]}}
    db.insert(given)
    given["tags"].append("mine")
    query = Query().tags.exists()
    for read in (
        lambda: db.all()[0],
        lambda: db.get(query),
        lambda: db.search(query)[0],
        lambda: db.search(query)[0],  # from the cache
        lambda: db.get(doc_id=1),
        lambda: db.get(doc_ids=[1])[0],
        lambda: next(iter(db)),
        lambda: db.storage.read()["_default"]["1"],
    ):
        found = read()
        assert found == {"tags": ["a"], "deep": {"x": [1]}}
        found["tags"].append("wrong")
        found["deep"]["x"].append(2)


@pytest.mark.parametrize("bad", [{1, 2}, b"x", object(), float("nan"), "\ud800", {"deep": [object()]}])
def test_what_is_no_json_leaves_no_trace(db: WarDB, tmp_path: Path, bad: object) -> None:
    before = (tmp_path / "db" / "journal.jsonl").read_bytes()
    with pytest.raises((TypeError, ValueError)):
        db.insert_multiple([{"fine": 1}, {"bad": bad}])
    assert db.all() == []
    assert (tmp_path / "db" / "journal.jsonl").read_bytes() == before
    db.insert({"text": "\x00\x1b[31m\u202e確認\u2028 ok"})
    assert WarDB(tmp_path / "db").all() == [{"text": "\x00\x1b[31m\u202e確認\u2028 ok"}]


def test_stock_tables_and_whole_writes_work(tmp_path: Path) -> None:
    with WarDB(tmp_path / "db") as db:
        db.storage.write({"_default": {"1": {"a": 1}, "2": {"b": 2}}, "t": {}})
        db.storage.write({"_default": {"2": {"b": 3}}, "t": {"5": {"c": 4}}})
        db.export(tmp_path / "export.json")
        assert db.tables() == {"_default", "t"}
    again = WarDB(tmp_path / "db")
    assert again.all() == [{"b": 3}]
    assert again.table("t").insert({}) == 6
    with TinyDB(tmp_path / "export.json", storage=JSONStorage) as stock:
        assert stock.all() == [{"b": 3}]
        assert stock.table("t").all() == [{"c": 4}]


def test_on_event_tells_own_and_foreign_changes_once(db: WarDB, tmp_path: Path) -> None:
    told = []
    stop = db.storage.on_event(lambda change: told.append(change[:3]))
    db.insert({"own": 1})
    WarDB(tmp_path / "db").insert({"foreign": 1})
    db.refresh()
    with pytest.raises(KeyError), db.transaction():
        db.insert({"gone": 1})
        raise KeyError
    assert told == [("+", "_default", 1), ("+", "_default", 2)]
    stop()
    db.insert({"more": 1})
    assert len(told) == 2


def test_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    for mask in (0o000, 0o077, 0o022):
        old = os.umask(mask)
        try:
            db = WarDB(tmp_path / f"db{mask}")
            db.insert({})
            db.compact()
            db.export(tmp_path / f"db{mask}" / "export.json")
        finally:
            os.umask(old)
        folder = tmp_path / f"db{mask}"
        assert folder.stat().st_mode & 0o777 == 0o700
        modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
        assert modes == {"journal.jsonl": 0o600, "lock": 0o600, "base.json": 0o400, "export.json": 0o600}


def test_a_newer_format_or_operation_is_read_but_not_written(tmp_path: Path) -> None:
    from store.record import framed

    for name, line in (
        ("op", framed(b'"s":2,"n":3,"l":0,"q":1,"o":[["+","_default",2,{"b":1}],["~","_default",2]]}')),
        ("format", None),
    ):
        db = WarDB(tmp_path / name)
        db.insert({"a": 1})
        path = tmp_path / name / "journal.jsonl"
        if line:
            path.write_bytes(path.read_bytes() + line)
        else:
            header, _, rest = path.read_bytes().partition(b"\n")
            path.write_bytes(framed(header[16:].replace(b'"format":1', b'"format":2')) + rest)
        again = WarDB(tmp_path / name)
        assert {"a": 1} in again.all()
        before = path.read_bytes()
        for handle in (again, db) if line else (again,):
            with pytest.raises(ReadOnly, match="newer warroom"):
                handle.insert({})
            with pytest.raises(ReadOnly, match="newer warroom"):
                handle.compact()
        assert path.read_bytes() == before


def test_a_missing_folder_is_made_or_refused(tmp_path: Path) -> None:
    from store.storage import JournalStorage

    with pytest.raises(NotFound):
        JournalStorage(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()
    assert WarDB(tmp_path / "a" / "b").insert({}) == 1


def test_a_lock_file_that_somebody_deleted_is_made_anew(db: WarDB, tmp_path: Path) -> None:
    other = WarDB(tmp_path / "db")
    db.insert({})
    (tmp_path / "db" / "lock").unlink()
    db.insert({})
    other.insert({})
    assert len(WarDB(tmp_path / "db")) == 3


def test_a_handle_that_was_opened_before_a_compaction_writes_into_the_new_journal(db: WarDB, tmp_path: Path) -> None:
    unused = WarDB(tmp_path / "db")
    db.insert({"n": 1})
    db.compact()
    unused.insert({"n": 2})
    assert db.all() == unused.all() == WarDB(tmp_path / "db").all() == [{"n": 1}, {"n": 2}]
