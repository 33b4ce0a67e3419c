"""Many events into a room without holding them: memory stays flat, and they come in all or not at all.

What ``RoomLog.append`` does through the live state, this does through the journal alone: a batch that is too big for
one record is a group of records, which counts only when its last one is whole (store/record.py), however its writer
ended.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from store import disk, journal, safety, snapshot
from store.events_table import EVENTS
from store.record import MAX_RECORD, Tail, counters, group_line, is_whole, lines, put_op
from store.replay import blocks
from warroom import seal
from warroom.errors import NotSaved, ReadOnly
from warroom.events import Draft

Progress = Callable[[int], None]
"""Told how many more events are on their way to the disk."""
SLICE: Final = 200
"""Events that share a record of a new room: small records keep damage and previews small."""
PART: Final = 1 << 20
"""Bytes of a record of a group, about."""
_FRAME: Final = 600
"""Bytes by which sealing makes a draft longer, at most."""
_EID: Final = re.compile(rb'"eid":"([0-9a-f-]{36})"')
"""An event's id in a record. No text can hold this: its quotes have a backslash before them."""
_draft_json: Final = msgspec.json.Encoder().encode


class Part(NamedTuple):
    """What of the drafts shares a record."""

    events: int
    size: int


def silent(_: int) -> None:
    """Nobody looks."""


def into_new(folder: str, drafts: Iterable[Draft], progress: Progress = silent) -> int:
    """Write drafts into a room that nobody can see yet, in small records; how many. Durable when it returns.

    A draft whose id came before is left out.
    """
    own = journal.open_journal(folder)
    seen: set[int] = set()
    try:
        with own.locked(), disk.Explained(folder):
            own.settle()
            tail = own.read_tail()
            for batch in _slices(one for one in drafts if _is_new(one, seen)):
                sealed = _Sealing(own, tail)
                data, seq = lines([sealed.op(one) for one in batch], tail, n=sealed.n, lam=sealed.lam, oseq=sealed.oseq)
                disk.write_all(own.fd, data)
                tail = Tail(tail.end + len(data), seq, sealed.n, sealed.lam, sealed.oseq)
                progress(len(batch))
            disk.sync(own.fd)
    finally:
        own.close()
    return len(seen)


def into(
    folder: str, drafts: Sequence[Draft], *, lock_timeout: float | None = None, progress: Progress = silent
) -> int:
    """Add drafts to a room, all or none; how many were not there before. Goes through ``drafts`` three times.

    Raises ``NotSaved`` (nothing stored) or ``OutcomeUnknown``.
    """
    own = journal.open_journal(folder, lock_timeout=lock_timeout, readonly=safety.network_reason(folder))
    try:
        with own.locked(), disk.Explained(folder):
            if own.was_replaced():
                own.reopen()
            if own.readonly is None:
                own.settle()
            if own.readonly is not None:
                raise ReadOnly(own.readonly)
            tail = own.read_tail()
            own.repair(tail.end)
            fresh = _fresh(drafts, ids(own))
            parts = _parts(itertools.compress(drafts, fresh))
            if parts:
                own.pour(_group(own, tail, itertools.compress(drafts, fresh), parts, progress), tail.end)
            return sum(fresh)
    finally:
        own.close()


def _fresh(drafts: Iterable[Draft], known: set[int]) -> bytearray:
    """For each draft whether the room (or a draft before it) does not have its id."""
    return bytearray(_is_new(draft, known) for draft in drafts)


def ids(own: journal.Journal) -> set[int]:
    """The ids of the events of a room, as numbers; they are found in its records, which are not decoded."""
    found: set[int] = set()
    header = own.header
    base = snapshot.read_base(f"{own.folder}/{journal.BASE}") if header.base else None
    if base is not None:
        found.update(_number(document["eid"]) for document in base[0].get(EVENTS, {}).values())
    group: set[int] = set()
    awaited = 1
    for _, whole in blocks(own.fd, own.header_end, own.read_tail().end):
        for line in whole:
            counts = counters(line) if is_whole(line) else None
            part, parts = (0, 0) if counts is None else counts.get("p", (1, 1))
            if part not in (1, awaited):
                group, awaited = set(), 1  # a group that is not whole was never stored
                continue
            group = group if part > 1 else set()
            group.update(_number(eid.decode()) for eid in _EID.findall(line))
            awaited = part + 1
            if part == parts:
                found |= group
                group, awaited = set(), 1
    return found


def _number(eid: str) -> int:
    return int(eid.replace("-", ""), 16)


def _is_new(draft: Draft, seen: set[int]) -> bool:
    number = _number(draft.eid)
    if number in seen:
        return False
    seen.add(number)
    return True


def _slices(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    batch: list[Draft] = []
    size = 0
    for draft in drafts:
        if batch and (len(batch) == SLICE or size > PART):
            yield batch
            batch, size = [], 0
        batch.append(draft)
        size += len(str(draft.payload.get("text") or "")) + _FRAME
    if batch:
        yield batch


def _length(draft: Draft) -> int:
    length = len(_draft_json(draft)) + _FRAME
    if length > MAX_RECORD - PART // 4:
        raise NotSaved(
            f"Not saved: one entry of {length:,} bytes is more than a record may hold (4 MB). "
            "Nothing was stored; attach long text as a file instead."
        )
    return length


def _parts(drafts: Iterable[Draft]) -> list[Part]:
    """How the drafts are shared among records."""
    parts: list[Part] = []
    events = size = 0
    for draft in drafts:
        length = _length(draft)
        if events and size + length > PART:
            parts.append(Part(events, size))
            events = size = 0
        events += 1
        size += length
    return [*parts, Part(events, size)] if events else parts


class _Sealing:
    """Gives drafts their place in the room's history, one after the other."""

    def __init__(self, own: journal.Journal, tail: Tail) -> None:
        self._header = own.header
        self.n, self.lam, self.oseq = tail.n, tail.lam, tail.oseq

    def op(self, draft: Draft) -> bytes:
        """The operation that stores the sealed draft."""
        document: dict[str, object] = {
            **msgspec.structs.asdict(draft),
            "room": self._header.room,
            "origin": self._header.origin,
            "oseq": self.oseq,
            "lam": self.lam + 1,
        }
        try:
            text = seal.sealed_json(document)
        except (TypeError, ValueError) as error:
            raise NotSaved(f"Not saved: an entry holds something that can't be stored ({error}).") from error
        op = put_op(EVENTS, self.n, text)
        self.n, self.lam, self.oseq = self.n + 1, self.lam + 1, self.oseq + 1
        return op


def _group(
    own: journal.Journal,
    tail: Tail,
    fresh: Iterator[Draft],
    parts: list[Part],
    progress: Progress,
) -> Iterator[bytes]:
    """The records of a group, made as they are written."""
    total = sum(part.events for part in parts)
    end = Tail(0, 0, tail.n + total, tail.lam + total, tail.oseq + total)
    sealing = _Sealing(own, tail)
    for number, part in enumerate(parts, 1):
        ops = [sealing.op(next(fresh)) for _ in range(part.events)]
        yield group_line(ops, tail.seq + number, end, (number, len(parts)))
        progress(part.events)
