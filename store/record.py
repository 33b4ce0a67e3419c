"""The line format of a journal (format 1): JSON Lines whose CRC sits at a fixed offset.

``{"c":"7ffef783","s":16,"n":14,"l":9,"q":5,"o":[["+","events",13,{...}]]}``

``c`` CRC-32 (hex) of the raw bytes behind ``"c":"xxxxxxxx",``, so no canonical JSON is needed to check it;
``s`` sequence number of the record, ``n`` next document id of the whole database, ``l`` greatest Lamport
stored, ``q`` next ``oseq`` of this copy, ``o`` operations: ``+`` set, ``-`` remove, ``c`` clear a table,
``x`` drop a table. ``p`` (``[2, 3]``: part 2 of 3) stands in records of a batch above ``MAX_RECORD``;
the group counts only when it is complete. The first line is a header (``h``) instead.

Standard library only: the fast path of ``warroom log`` lives on this module.
"""

import json
from zlib import crc32

from warroom.errors import NotSaved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

FORMAT = 1
MAX_RECORD = 4 << 20
"""Bytes of one line; a bigger batch is split into parts (docs/store.md 5.2)."""

encode_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=True, separators=(",", ":")).encode
"""Value to compact JSON text; ``TypeError`` or ``ValueError`` on anything that is not JSON."""


class Tail:
    """Where a journal ends: ``end`` (byte offset behind the last whole record) and the counters there."""

    __slots__ = ("end", "lam", "n", "oseq", "seq")

    def __init__(self, end: int, seq: int, n: int, lam: int, oseq: int) -> None:
        self.end = end
        self.seq = seq
        self.n = n
        self.lam = lam
        self.oseq = oseq


class Header:
    """The first line of a journal: what this file is and which copy of the room it belongs to."""

    __slots__ = (
        "base", "base_crc", "epoch", "format", "home", "lam", "made", "n", "origin", "oseq", "room", "seq", "since"
    )  # fmt: skip

    def __init__(
        self, *, epoch: str, origin: str, made: str, home: str = "", room: str = "", format: int = FORMAT,
        seq: int = 0, n: int = 1, lam: int = 0, oseq: int = 1, since: int = 0, base: int = 0, base_crc: int = 0,
    ) -> None:  # fmt: skip
        self.format = format
        self.seq = seq
        """Sequence number before the first record of this file."""
        self.n = n
        self.lam = lam
        self.oseq = oseq
        self.base = base
        """Sequence number that ``base.json`` must hold; 0 when the journal is complete by itself."""
        self.base_crc = base_crc
        self.epoch = epoch
        """Changes when history is rewritten; readers then read everything again."""
        self.made = made
        self.origin = origin
        self.home = home
        """Fingerprint of the folder that ``origin`` was made for (store/origin.py)."""
        self.since = since
        """Sequence number when ``origin`` began: ``q`` of older records counts for another origin."""
        self.room = room

    def line(self) -> bytes:
        """This header as the first line of a journal."""
        fields = {
            "format": self.format, "seq": self.seq, "n": self.n, "l": self.lam, "q": self.oseq, "base": self.base,
            "base_crc": self.base_crc, "epoch": self.epoch, "made": self.made, "origin": self.origin,
            "home": self.home, "since": self.since, "room": self.room,
        }  # fmt: skip
        return framed(f'"h":{encode_json(fields)}}}'.encode())

    def changed(self, **fields: "Any") -> "Header":
        """A copy with some fields replaced."""
        own = {name: getattr(self, name) for name in self.__slots__}
        return Header(**{**own, **fields})

    def oseq_after(self, seq: int, oseq: int) -> int:
        """Next ``oseq`` of this origin, given the last record's ``seq`` and its ``q``."""
        return oseq if seq > self.since else self.oseq


def framed(rest: bytes) -> bytes:
    """A whole line around ``rest``, the JSON text behind the checksum."""
    return b'{"c":"%08x",%b\n' % (crc32(rest), rest)


def is_whole(line: bytes) -> bool:
    """Whether ``line`` (without its newline) carries the checksum of its own bytes."""
    return line[6:14] == b"%08x" % crc32(line[16:]) and line[:6] == b'{"c":"' and line[14:16] == b'",'


def read_header(line: bytes) -> Header | None:
    """The header that ``line`` holds, or None when it is damaged or no header."""
    if not is_whole(line):
        return None
    fields = json.loads(line).get("h")
    if not isinstance(fields, dict):
        return None
    return Header(
        format=fields["format"], seq=fields["seq"], n=fields["n"], lam=fields.get("l", 0),
        oseq=fields.get("q", 1), base=fields.get("base", 0), base_crc=fields.get("base_crc", 0),
        epoch=fields["epoch"], made=fields.get("made", ""), origin=fields.get("origin", ""),
        home=fields.get("home", ""), since=fields.get("since", 0), room=fields.get("room", ""),
    )  # fmt: skip


def counters(line: bytes) -> "dict[str, Any] | None":
    """``s n l q`` and ``p`` of a whole record without decoding its operations; None for a header."""
    at = line.find(b',"o":')
    if at < 0 or line[16:20] == b'"h":':
        return None
    found: dict[str, Any] = json.loads(line[:at] + b"}")
    return found


def put_op(table: str, doc_id: int, document_json: str) -> bytes:
    """The operation that sets one document, given as JSON text."""
    return f'["+",{encode_json(table)},{doc_id},{document_json}]'.encode()


def lines(ops: "Sequence[bytes]", tail: Tail, *, n: int, lam: int, oseq: int) -> tuple[bytes, int]:
    """The bytes that store ``ops`` behind ``tail`` and the last sequence number used.

    One line, or a group of parts when a batch is bigger than ``MAX_RECORD``. Raises ``NotSaved`` when one
    operation alone is bigger.
    """
    groups = _grouped(ops)
    parts = len(groups)
    made = []
    for part, group in enumerate(groups, 1):
        made.append(group_line(group, tail.seq + part, Tail(0, 0, n, lam, oseq), (part, parts)))
    return b"".join(made), tail.seq + parts


def group_line(ops: "Sequence[bytes]", seq: int, after: Tail, part: tuple[int, int]) -> bytes:
    """One line that stores ``ops`` as ``part`` of so many; its counters are those ``after`` the whole group."""
    mark = b"" if part[1] == 1 else b'"p":[%d,%d],' % part
    counts = b'"s":%d,"n":%d,"l":%d,"q":%d,' % (seq, after.n, after.lam, after.oseq)
    return framed(b'%b%b"o":[%b]}' % (counts, mark, b",".join(ops)))


def _grouped(ops: "Sequence[bytes]") -> "list[Sequence[bytes]]":
    room_for_ops = MAX_RECORD - 200  # the counters and the frame
    if sum(map(len, ops)) + len(ops) <= room_for_ops:
        return [ops]
    groups: list[list[bytes]] = [[]]
    size = 0
    for op in ops:
        if len(op) > room_for_ops:
            raise NotSaved(
                f"Not saved: one entry of {len(op):,} bytes is more than a record may hold (4 MB). "
                "Nothing of this batch was stored; attach long text as a file instead."
            )
        if groups[-1] and size + len(op) + 1 > room_for_ops:
            groups.append([])
            size = 0
        groups[-1].append(op)
        size += len(op) + 1
    return list(groups)
