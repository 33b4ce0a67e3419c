"""Runs TinyDB's own tests twice: on ``WarDB`` (journal and flat table) and on the stock table over a journal.

The names ``TinyDB``, ``MemoryStorage`` and ``JSONStorage`` of each test module lead to our classes meanwhile.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tinydb
from tinydb.table import Table

from store.storage import JournalStorage
from store.table import JournalTable
from store.wardb import WarDB

from .deviations import DEVIATIONS, LEFT_OUT

MODES = ("WarDB", "stock table")


class OnFolder(JournalStorage):
    """Takes the arguments of ``JSONStorage``; a path of a file becomes a folder."""

    def __init__(self, path: Any, create_dirs: bool = False, access_mode: str = "r+", **_: Any) -> None:
        readonly = "opened with access_mode='r'" if access_mode == "r" else None
        super().__init__(path, readonly=readonly)


class InMemory(JournalStorage):
    """Stands for ``MemoryStorage``: a journal in a folder of its own."""

    def __init__(self) -> None:
        self._home = tempfile.TemporaryDirectory()
        super().__init__(self._home.name)


class OnWarDB(WarDB):
    default_storage_class = OnFolder

    def table(self, name: str, **kwargs: Any) -> Any:
        # A middleware around the storage needs the stock table, in TinyDB's way.
        self.table_class = JournalTable if isinstance(self._storage, JournalStorage) else Table
        return super().table(name, **kwargs)


class OnStockTable(tinydb.TinyDB):
    default_storage_class = OnFolder


DATABASES = {"WarDB": OnWarDB, "stock table": OnStockTable}


@pytest.fixture(params=MODES, autouse=True)
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> type[tinydb.TinyDB]:
    database = DATABASES[request.param]
    for name, ours in (("TinyDB", database), ("MemoryStorage", InMemory), ("JSONStorage", OnFolder)):
        if hasattr(request.module, name):
            monkeypatch.setattr(request.module, name, ours)
    return database


@pytest.fixture
def db(database: type[tinydb.TinyDB], tmp_path: Path) -> Iterator[tinydb.TinyDB]:
    made = database(tmp_path / "test.db")
    made.drop_tables()
    made.insert_multiple({"int": 1, "char": c} for c in "abc")
    yield made
    made.close()


@pytest.fixture
def storage(database: type[tinydb.TinyDB]) -> Any:
    return tinydb.middlewares.CachingMiddleware(InMemory)()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    left_out = [item for item in ours if _name(item) in LEFT_OUT]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    for item in ours:
        callspec = getattr(item, "callspec", None)
        reason = DEVIATIONS.get((callspec.params.get("database") if callspec else "", _name(item)))
        if reason:
            item.add_marker(pytest.mark.xfail(strict=True, reason=reason))


def _name(item: pytest.Item) -> str:
    """``tables.test_lru_cache``, as the list of deviations names a test."""
    return f"{item.path.stem.removeprefix('test_')}.{getattr(item, 'originalname', item.name)}"
