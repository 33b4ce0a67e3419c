"""Sealing an event: ids, canonical JSON and its SHA-256. Frozen from the first release (docs/events.md).

Standard library only, and no heavy part of it: ``warroom log`` lives on this module.
"""

import hashlib
import json
import os
import time

SEALED = ("eid", "room", "origin", "oseq", "lam", "author", "kind", "v", "occurred_at", "recorded_at", "payload")
"""The sealed fields of DESIGN 3; anything else in a document travels beside the event."""

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ROOM_LETTERS = 3
_PAIRS = [first + second for first in CROCKFORD for second in CROCKFORD]
"""Two letters for each ten bits."""


def canonical(value: object) -> bytes:
    """The one byte form of a JSON value: UTF-8, keys sorted, no spaces, no floats.

    Raises ``ValueError`` or ``TypeError`` on floats, lone surrogates and anything that is not JSON.
    """
    _refuse_floats(value)
    return _encode(value).encode()


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
_PLAIN = frozenset((str, int, bool, type(None)))


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("events hold no floats: their text form differs between programs")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError("event keys are text")
            if type(item) not in _PLAIN:  # nearly always: no call for it
                _refuse_floats(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _refuse_floats(item)


def sha_of(document: dict[str, object]) -> str:
    """SHA-256 (hex) over the canonical JSON of exactly the sealed fields of ``document``."""
    return hashlib.sha256(canonical({name: document[name] for name in SEALED})).hexdigest()


def seal(draft: dict[str, object], *, room: str, origin: str, oseq: int, lam: int) -> dict[str, object]:
    """The complete document of an event: ``draft`` with its place in the room's history, and its ``sha``."""
    document = {**draft, "room": room, "origin": origin, "oseq": oseq, "lam": lam}
    sealed = {name: document[name] for name in SEALED}
    return {**sealed, "sha": sha_of(sealed)}


def sealed_json(document: dict[str, object]) -> str:
    """The JSON text of a complete document with its ``sha``, from the one canonical form: for writing it at once.

    The same document as ``seal`` makes, with the sealed fields sorted. Raises as ``canonical`` does.
    """
    body = canonical({name: document[name] for name in SEALED})
    return f'{body[:-1].decode()},"sha":"{hashlib.sha256(body).hexdigest()}"}}'


def new_uuid(unix_ms: int | None = None, randomness: bytes | None = None) -> str:
    """A UUIDv7 (RFC 9562, 5.7) as text. ``unix_ms`` and ``randomness`` (10 bytes) make it reproducible."""
    when = time.time_ns() // 1_000_000 if unix_ms is None else unix_ms
    noise = int.from_bytes(os.urandom(10) if randomness is None else randomness[:10], "big")
    number = (when & 0xFFFF_FFFF_FFFF) << 80 | noise
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def derived_uuid(unix_ms: int, *parts: str) -> str:
    """A UUIDv7-shaped id whose random bits come from ``parts``: the same import twice makes the same ids."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()
    return new_uuid(unix_ms, digest)


def letters(uuid: str) -> str:
    """The twelve Crockford base-32 letters of an id's last 60 (random) bits; references are prefixes of it."""
    bits = int(uuid.replace("-", ""), 16) & (1 << 60) - 1
    return "".join(CROCKFORD[bits >> shift & 31] for shift in range(55, -1, -5))


def entry_ref(eid: str) -> str:
    """How people name an entry: five letters, the same on every machine."""
    bits = int(eid.replace("-", ""), 16) >> 35  # the first five letters of ``letters``, in a third of the time
    return _PAIRS[bits >> 15 & 1023] + _PAIRS[bits >> 5 & 1023] + CROCKFORD[bits & 31]


def room_ref(room: str) -> str:
    """How people name a room: ``1122-K7Q``, month and day (UTC) of its making and three letters of its id."""
    unix_ms = int(room.replace("-", "")[:12], 16)
    day = time.gmtime(unix_ms / 1000)
    return f"{day.tm_mon:02}{day.tm_mday:02}-{letters(room)[:ROOM_LETTERS]}"


def stamp(unix_ns: int) -> str:
    """A time as events hold it: ``2026-11-22T14:05:00.123456Z``, aware UTC, microseconds."""
    seconds, rest = divmod(unix_ns, 1_000_000_000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{rest // 1000:06}Z"
