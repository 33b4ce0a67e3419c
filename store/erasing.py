"""Erasing text for good: the one rewrite of history, after which no file of the room folder holds it."""

import os
from pathlib import Path
from typing import Any

from store import disk, journal, summary_file
from store.drafts import FOLDER
from store.events_table import EVENTS
from store.record import encode_json
from store.storage import JournalStorage, copied
from warroom import seal
from warroom.errors import NotFound
from warroom.events import Event, to_document

_SHORTEST = 4
"""Characters from which a text is looked for in set-aside bytes; shorter ones stand in every file."""

_PATIENCE = 5.0
"""Seconds to wait for a drafts database; one that a stopped process holds makes the erasure fail as a whole."""

_SHORTEST_IN_DRAFTS = 8
"""Characters from which a text is cut out of a longer draft, so that no common word is."""


def erase(storage: JournalStorage, targets: list[Event], erasure: dict[str, Any], ids: dict[str, int]) -> None:
    """Replace ``targets`` and add ``erasure``, in one rename with a new epoch.

    What else may hold the texts is cleaned before: a kill on the way leaves either an entry that is still to be
    erased, or at most a stale snapshot, which the next writer removes.
    """
    eids = {event.eid for event in targets}
    with storage.alone():
        tables = {name: dict(documents) for name, documents in storage.tables.items()}
        secrets = _blank(tables.setdefault(EVENTS, {}), targets, erasure["eid"], ids)
        for drafts in (Path(storage.folder) / FOLDER).glob("*/"):
            clean_drafts(os.fspath(drafts), secrets)
            clean_folder(os.fspath(drafts), eids, secrets)
        clean_folder(storage.folder, eids, secrets)
        header = storage.journal.header
        sealed = seal.seal(erasure, room=header.room, origin=header.origin, oseq=storage.oseq, lam=storage.lam + 1)
        tables[EVENTS][str(storage.n)] = sealed
        storage.n, storage.lam, storage.oseq = storage.n + 1, storage.lam + 1, storage.oseq + 1
        storage.rewrite(tables)
        clean_folder(storage.folder, eids, secrets)  # bytes that could not be read were set aside just now


def _blank(events: dict[str, Any], targets: list[Event], erasure: str, ids: dict[str, int]) -> set[str]:
    """Put the blanked documents in place; returns the texts that are gone."""
    secrets: set[str] = set()
    for event in targets:
        key = str(ids.get(event.eid, 0))
        if key not in events:
            raise NotFound(f"Entry {event.ref} is not in this room; nothing was erased.")
        document = {**to_document(event), "erased": erasure}
        secrets |= texts(events[key]["payload"]) - texts(document["payload"])
        events[key] = copied(document)
    return secrets


def texts(value: object) -> set[str]:
    """Every text inside a JSON value."""
    if isinstance(value, str):
        return {value} if value.strip() else set()
    if isinstance(value, dict):
        return set().union(*map(texts, value.values()))
    if isinstance(value, list):
        return set().union(*map(texts, value))
    return set()


def clean_folder(folder: str, eids: set[str], secrets: set[str]) -> None:
    """Take the erased texts out of what else lies in a room folder: the cached summary and set-aside bytes."""
    disk.forget(f"{folder}/{summary_file.NAME}")
    needles = [eid.encode() for eid in eids] + [form for text in secrets for form in _forms(text)]
    for path in Path(folder).iterdir():
        if ".tmp-" in path.name:
            disk.forget(os.fspath(path))
        elif path.suffix == ".bin" or path.name.startswith(f"{journal.JOURNAL}."):
            _blank_lines(path, needles)
    disk.sync_folder(folder)


def clean_drafts(folder: str, secrets: set[str]) -> None:
    """Rewrite a drafts database: its journal still holds every text that was typed since it was last tidied."""
    if not (Path(folder) / journal.JOURNAL).exists():
        return
    drafts = JournalStorage(folder, create=False, lock_timeout=_PATIENCE)
    try:
        with drafts.alone():
            tables = copied(drafts.tables)
            for document in (document for table in tables.values() for document in table.values()):
                document["text"] = _without(document["text"], secrets)
            drafts.rewrite(tables)
    finally:
        drafts.close()


def _without(text: str, secrets: set[str]) -> str:
    """``text`` with the erased texts cut out; short words that merely occur in it stay."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_IN_DRAFTS or secret.strip() == text.strip():
            text = text.replace(secret.strip(), "")
    return text


def _forms(text: str) -> list[bytes]:
    """How a text may stand in a journal, cut off by a torn write too: its beginning is enough."""
    if len(text) < _SHORTEST:
        return []
    start = text[:8]
    plain = encode_json(start)[1:-1].encode("utf-8", "replace")
    return [plain, start.encode("utf-8", "replace")]


def _blank_lines(path: Path, needles: list[bytes]) -> None:
    lines = path.read_bytes().split(b"\n")
    cleaned = [b"*" * len(line) if any(needle in line for needle in needles) else line for line in lines]
    if cleaned != lines:
        disk.replace_file(os.fspath(path), [b"\n".join(cleaned)])
