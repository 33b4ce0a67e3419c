"""``warroom log`` without paying for anything else: the standard library and the store's cold append.

A plain ``log ROOM TEXT`` takes the same time for every length of history. What this module doesn't know
(``--at yesterday``, ``--help``, a wrong option) it leaves to click by returning None.
"""

import os
import select
import time
from typing import NamedTuple

from store.cold import ColdLog
from warroom import config, identity, seal
from warroom.cli.failures import complain, forget_stdout, tell
from warroom.errors import BadInput, NotSaved
from warroom.text import clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ("observation", "action", "decision", "milestone")
LOCK_TIMEOUT = 20.0
"""Seconds that a script waits for another process to let go of the room before it says that nothing was saved."""
READ = 1 << 16
"""Bytes of one read: what a Linux pipe holds."""
LONGEST_LINE = 1 << 20
"""Bytes of one line; beyond it something else than text is coming."""
BATCH = 1000
"""Lines of one transaction; more brings nothing (docs/store.md 2: 1000 lines a batch, 42,369 lines a second)."""

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_OPTIONS = ("--data", "--as", "--kind", "--at", "--actor")


class Request(NamedTuple):
    """One call of ``log``, read and checked."""

    room: str
    text: str
    """The entry, or ``-`` for a line each from standard input."""
    data: str
    author: str
    kind: str = "observation"
    actor: str = ""
    occurred_at: str | None = None
    as_json: bool = False


def read(argv: list[str]) -> Request | None:
    """The request of a command line, or None when click has to read it."""
    words, options = _split(argv)
    if options is None or len(words) < 3 or words[0] != "log" or not " ".join(words[2:]).strip():
        return None
    kind = options.get("--kind", "observation")
    occurred_at = _ago(options["--at"]) if "--at" in options else None
    if kind not in KINDS or ("--at" in options and occurred_at is None):
        return None
    return Request(
        room=words[1],
        text=" ".join(words[2:]),
        data=config.data_folder(options.get("--data")),
        author=identity.me(options.get("--as")),
        kind=kind,
        actor=options.get("--actor", ""),
        occurred_at=occurred_at,
    )


def _split(argv: list[str]) -> tuple[list[str], dict[str, str] | None]:
    """Words and options; None for the options when there is one that only click knows."""
    words: list[str] = []
    options: dict[str, str] = {}
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return words + rest, options
        if word == "-" or not word.startswith("-"):
            words.append(word)
            continue
        name, given, value = word.partition("=")
        if name not in _OPTIONS or (not words and name not in ("--data", "--as")) or not (given or rest):
            return words, None
        options[name] = value if given else rest.pop(0)
    return words, options


def _ago(text: str) -> str | None:
    """The time of ``-5m`` or ``now`` as events hold it; None for the forms that need the whole grammar."""
    if text == "now":
        return seal.stamp(time.time_ns())
    number, unit = text[1:-1], text[-1:]
    if not text.startswith("-") or unit not in _SECONDS or not (number.isascii() and number.isdigit()):
        return None
    ago = int(number) * _SECONDS[unit]
    return seal.stamp(time.time_ns() - ago * 1_000_000_000) if ago < time.time() else None


def run(request: Request) -> int:
    """Store the entry, or one for each line of standard input; prints their references once they are durable."""
    with opened(request.data, request.room) as log:
        if request.text == "-":
            return _log_lines(log, request)
        text = clean(request.text).strip()
        print(told(log.append([draft(request, text)]), request.as_json), flush=True)
    return 0


def opened(data: str, room: str) -> ColdLog:
    """A room open for appending alone; what people must know about it is told."""
    log = ColdLog(data, room, lock_timeout=LOCK_TIMEOUT)
    for notice in log.notices:
        tell(notice)
    return log


def draft(request: Request, text: str) -> "dict[str, object]":
    """The event of one entry, to be sealed; the same that the room makes of it."""
    payload = {"kind": request.kind, "text": text}
    if actor := clean(request.actor).strip():
        payload["actor"] = actor
    return {
        "kind": "timeline.log",
        "payload": payload,
        "author": request.author,
        "recorded_at": seal.stamp(time.time_ns()),
        "occurred_at": request.occurred_at,
    }


def refs(sealed: "list[dict[str, object]]") -> str:
    """The references of stored events, a line each."""
    return "\n".join(seal.entry_ref(str(document["eid"])) for document in sealed)


def told(sealed: "list[dict[str, object]]", as_json: bool, *, each: bool = False) -> str:
    """Stored events as they are printed: references, a line each, or as ``recording.as_object``, one or ``each``."""
    if not as_json:
        return refs(sealed)
    import json  # only scripts that ask for it pay

    ids = [str(document["eid"]) for document in sealed]
    groups = [[eid] for eid in ids] if each else [ids]
    objects = ({"said": "", "refs": [seal.entry_ref(eid) for eid in group], "eids": group} for group in groups)
    return "\n".join(json.dumps(one) for one in objects)


def _log_lines(log: ColdLog, request: Request) -> int:
    """One entry per line; a slow pipe gets each line at once, a fast one has what waits in it stored together."""
    if os.isatty(0):
        tell("one entry a line; ctrl+d ends it")
    saved = 0
    telling = True
    for batch in _batches(0):
        drafts = [draft(request, line) for line in batch]
        try:
            made = told(log.append(drafts), request.as_json, each=True)
        except NotSaved as error:
            raise type(error)(f"{error} {saved} lines before it were saved; this one and the rest were not.") from error
        saved += len(drafts)
        if telling:
            telling = _told(made)
    return 0


def _told(made: str) -> bool:
    """Print references; False when nobody reads them any more, which is no reason to lose the lines to come."""
    try:
        print(made, flush=True)
        return True
    except OSError:
        forget_stdout()
        complain("nobody reads the references any more; the lines are still being saved.")
        return False


def _batches(fd: int) -> "Iterator[list[str]]":
    """The lines of ``fd`` without blank ones, as many at a time as were waiting.

    Lines end at \\n alone (one \\r before it goes), bytes that are no UTF-8 are replaced. Raises ``BadInput``
    when a line is longer than ``LONGEST_LINE``.
    """
    rest = b""
    while chunk := _waited(fd):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from _entries(lines)
        if len(rest) > LONGEST_LINE:
            raise BadInput(
                f"a line is longer than {LONGEST_LINE:,} bytes; those before it were saved, it and the rest were not."
            )
    yield from _entries([rest])


def _waited(fd: int) -> bytes:
    """What is there to read, as soon as there is something; nothing at the end."""
    while True:
        try:
            return os.read(fd, READ)
        except BlockingIOError:  # whoever shares this pipe made it so
            poll = select.poll()
            poll.register(fd, select.POLLIN)
            poll.poll()


def _entries(lines: list[bytes]) -> "Iterator[list[str]]":
    texts = [text for line in lines if (text := line.removesuffix(b"\r").decode("utf-8", "replace").strip())]
    for start in range(0, len(texts), BATCH):
        yield texts[start : start + BATCH]


def check(request: Request) -> Request:
    """The request that click read, refused when there is nothing to log."""
    if not request.text.strip():
        raise BadInput("an entry needs text; nothing was recorded")
    return request
