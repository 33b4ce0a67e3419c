"""``base.json``: the state as a stock TinyDB file, and exports of the same shape."""

import os
from collections.abc import Iterator, Mapping
from typing import Any
from zlib import crc32

import msgspec

from store import disk
from store.record import Header, encode_json

Tables = dict[str, dict[str, dict[str, Any]]]
META = "_meta"
_READABLE = 0o400
_CHUNK_DOCUMENTS = 1000


def chunks(tables: Mapping[str, Mapping[str, Any]], meta: Mapping[str, Any] | None) -> Iterator[bytes]:
    """The text of a stock TinyDB file, in pieces."""
    opening = "{"
    if meta is not None:
        yield f'{{{encode_json(META)}:{{"1":{encode_json(meta)}}}'.encode()
        opening = ","
    for name, documents in tables.items():
        yield f"{opening}{encode_json(name)}:{{".encode()
        opening = ","
        yield from _documents(documents)
        yield b"}"
    yield b"{}" if opening == "{" else b"}"


def _documents(documents: Mapping[str, Any]) -> Iterator[bytes]:
    batch: list[str] = []
    comma = ""
    for doc_id, document in documents.items():
        batch.append(f'"{doc_id}":{encode_json(document)}')
        if len(batch) >= _CHUNK_DOCUMENTS:
            yield (comma + ",".join(batch)).encode()
            batch, comma = [], ","
    if batch:
        yield (comma + ",".join(batch)).encode()


def write_base(path: str, tables: Tables, header: Header) -> int:
    """Put a snapshot in place; returns the CRC-32 of its bytes, which the journal's header then names."""
    meta = {
        "format": header.format, "seq": header.base, "n": header.n, "l": header.lam, "q": header.oseq,
        "epoch": header.epoch, "room": header.room,
    }  # fmt: skip
    checksum = 0

    def counted() -> Iterator[bytes]:
        nonlocal checksum
        for chunk in chunks(tables, meta):
            checksum = crc32(chunk, checksum)
            yield chunk

    disk.replace_file(path, counted(), _READABLE)
    return checksum


def read_base(path: str) -> tuple[Tables, dict[str, Any], int] | None:
    """Tables, meta facts and CRC-32 of a snapshot; None when there is none or it is no snapshot."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    with os.fdopen(fd, "rb") as file:
        data = file.read()
    try:
        found = msgspec.json.decode(data, type=dict[str, Any])
    except msgspec.MsgspecError:
        return None
    meta = found.pop(META, {})
    facts = meta.get("1") if isinstance(meta, dict) else None
    if not isinstance(facts, dict) or not isinstance(facts.get("seq"), int):
        return None
    return found, facts, crc32(data)
