"""Making a database folder, and rewriting its files in one step each: compaction and the audited rewrite."""

import os
from collections.abc import Iterator
from pathlib import Path

from store import disk, journal, origin, safety, snapshot
from store.record import Header, Tail, encode_json, is_whole, lines, put_op
from store.tail import lines_backwards

KEPT_RECORDS = 500
"""Records that stay in a compacted journal too, so that the first frame needs no snapshot."""

_REWRITTEN_BYTES = 256 << 10


def make_database(folder: str, *, room: str = "") -> None:
    """Make ``folder`` with an empty journal unless it has one (or had one: then ``base.json`` is there)."""
    try:
        safety.make_private(folder)
        names = set(os.listdir(folder))
        if journal.JOURNAL in names or journal.BASE in names:
            return
        header = Header(epoch=origin.new_name(), origin=origin.new_name(), made=journal.stamp_now(), room=room)
        journal.create(folder, header)
    except FileExistsError:
        return
    except OSError as error:
        if error.errno in disk.FORBIDDEN and (Path(folder) / journal.JOURNAL).exists():
            return  # it opens read-only
        raise disk.refusal(error, folder) from error


def compact(own: journal.Journal, tables: snapshot.Tables, tail: Tail, keep_records: int = KEPT_RECORDS) -> None:
    """Under the lock, refreshed, repaired and sound: snapshot, then a journal of the last records.

    A crash between any two steps leaves a readable whole: records up to the snapshot's sequence number
    are skipped when read again.
    """
    kept = _last_lines(own.fd, tail.end, keep_records)
    header = own.header.changed(
        seq=tail.seq - len(kept), n=tail.n, lam=tail.lam, oseq=tail.oseq, base=tail.seq
    )  # fmt: skip
    checksum = snapshot.write_base(f"{own.folder}/{journal.BASE}", tables, header)
    own.replace(header.changed(base_crc=checksum), (line + b"\n" for line in kept))


def _last_lines(fd: int, end: int, count: int) -> list[bytes]:
    """The last ``count`` records, oldest first; a group of parts is kept whole or left out."""
    if count == 0:
        return []
    found: list[bytes] = []
    for offset, line in lines_backwards(fd, end):
        if offset == 0 or len(found) >= count or not is_whole(line) or b',"p":[' in line[:120]:
            break
        found.append(line)
    return found[::-1]


def rewrite(own: journal.Journal, tables: snapshot.Tables, tail: Tail) -> None:
    """Under the lock: a journal that holds ``tables`` and nothing else takes the old one's place, in one rename.

    Sequence numbers go on behind ``tail`` (a reader never goes backwards), document ids stay, the epoch is new.
    """
    header = own.header.changed(
        seq=tail.seq, n=tail.n, lam=tail.lam, oseq=tail.oseq, base=0, base_crc=0,
        epoch=origin.new_name(), since=tail.seq,
    )  # fmt: skip

    def content() -> Iterator[bytes]:
        seq = tail.seq
        for ops in _batches(tables):
            at = Tail(0, seq, 0, 0, 0)
            data, seq = lines(ops, at, n=tail.n, lam=tail.lam, oseq=tail.oseq)
            yield data

    own.replace(header, content())
    disk.forget(f"{own.folder}/{journal.BASE}")
    disk.sync_folder(own.folder)


def _batches(tables: snapshot.Tables) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for name, documents in tables.items():
        if not documents:
            batch.append(f'["c",{encode_json(name)}]'.encode())
        for key, document in documents.items():
            op = put_op(name, int(key), encode_json(document))
            if batch and size + len(op) > _REWRITTEN_BYTES:
                yield batch
                batch, size = [], 0
            batch.append(op)
            size += len(op)
    if batch:
        yield batch
