"""The owners that a person's rooms know, in one small private database. Implements ``warroom.ports.Directory``."""

import os
from pathlib import Path
from typing import Any

from store import disk, safety
from store.wardb import WarDB
from warroom.errors import NotFound

FOLDER = "owners"
COMPACT_ABOVE = 256 << 10
"""Bytes of journal after which a change tidies up."""
_TABLE = "owners"


class OwnerDirectory:
    """Plans by owner, across rooms. A room copies one when the owner is attached; only its copy counts there."""

    def __init__(self, data_folder: Path, *, lock_timeout: float | None = None) -> None:
        """Open the directory of a data folder; the first ``keep`` makes it, private."""
        self._folder = data_folder / FOLDER
        self._lock_timeout = lock_timeout
        safety.refuse_unsafe(os.fspath(data_folder))

    def names(self) -> list[str]:
        """Every owner's name, in the order of the alphabet."""
        return sorted(self._plans(), key=str.casefold)

    def plan(self, name: str) -> dict[str, Any]:
        """The plan kept under a name (its case doesn't matter); raises ``NotFound``."""
        for kept, plan in self._plans().items():
            if kept.casefold() == name.strip().casefold():
                return plan
        raise NotFound(f"the directory has no owner '{name}'; warroom owner list shows them")

    def keep(self, name: str, plan: dict[str, Any]) -> None:
        """Keep a plan under a name, durable when it returns; raises ``NotSaved``."""
        with self._open() as db, db.transaction():
            storage = db.storage
            document = {"name": name, "plan": plan}
            for number, kept in storage.tables.get(_TABLE, {}).items():
                if str(kept["name"]).casefold() == name.casefold():
                    storage.put(_TABLE, int(number), document)
                    return
            storage.put(_TABLE, storage.n, document)

    def forget(self, name: str) -> None:
        """Take an owner out of the directory; rooms keep their copies. Raises ``NotFound``."""
        self.plan(name)
        with self._open() as db, db.transaction():
            for number, kept in list(db.storage.tables.get(_TABLE, {}).items()):
                if str(kept["name"]).casefold() == name.strip().casefold():
                    db.storage.remove(_TABLE, int(number))

    def _plans(self) -> dict[str, dict[str, Any]]:
        if not self._folder.is_dir():
            return {}
        with self._open() as db:
            db.refresh()
            return {str(kept["name"]): kept["plan"] for kept in db.storage.tables.get(_TABLE, {}).values()}

    def _open(self) -> WarDB:
        path = os.fspath(self._folder)
        try:
            safety.make_private(os.fspath(self._folder.parent))
            return WarDB(path, lock_timeout=self._lock_timeout, compact_above=COMPACT_ABOVE)
        except OSError as error:
            raise disk.refusal(error, path) from error
