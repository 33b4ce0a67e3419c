"""A message to a webhook, part by part: each part is one request, and the first that is not taken ends it. Blocking."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from warroom.delivery.carrier import Way
from warroom.delivery.exchange import PATIENCE, Answer, Failure, Request
from warroom.delivery.judging import Reading, judged
from warroom.delivery.parcel import Parcel
from warroom.delivery.receipt import Receipt
from warroom.delivery.settings import Setting
from warroom.delivery.splitting import MOST
from warroom.text import clean

COMMON: Final[Mapping[str, Setting]] = {
    "timeout": Setting("number", "seconds to wait for a connection, and again for the answer", least=1, most=120),
    "ca_file": Setting("text", "a file with the only certificate authorities that are trusted"),
    "proxy": Setting("text", 'the proxy to go through: "http://host:port"; those of the environment are not used'),
}
"""The settings of every channel over HTTP."""

Asking = Callable[[str], Request]
"""The request that carries one part."""


def post(parts: Sequence[str], parcel: Parcel, way: Way, ask: Asking, read: Reading) -> Receipt:
    """Send the parts that they don't have yet, in order; the receipt counts those that they have by then.

    A part that was not taken, or of which nobody knows, ends it: the next try goes on from there.
    """
    if len(parts) > MOST:
        text = (
            f"it takes {len(parts)} messages or more, and nobody reads more than {MOST} in a chat; use the short form"
        )
        return Receipt(outcome="not_sent", stage="settings", text=text, parts=parcel.parts)
    last = Receipt(outcome="accepted", stage="answer", text="every part was taken before", parts=parcel.parts)
    for place in range(parcel.parts, len(parts)):
        got = exchanged(ask(parts[place]))
        last = judged(got, read, way.secrets, now=time.time())
        if last.outcome != "accepted":
            before = f"{place} of {len(parts)} messages were taken; then: " if place else ""
            return msgspec.structs.replace(last, parts=place, text=(before + last.text)[:300])
        last = msgspec.structs.replace(last, parts=place + 1)
    return last


def exchanged(request: Request) -> Answer | Failure:
    """One request, done. HTTP is imported here: nobody who sends nothing waits for it."""
    from warroom.delivery.http import exchange

    return exchange(request)


def request(way: Way, url: str, body: Any = None, headers: Mapping[str, str] = {}, method: str = "POST") -> Request:
    """A request as the destination's settings say; ``body`` becomes JSON."""
    kind = {} if body is None else {"Content-Type": "application/json; charset=utf-8"}
    patience = way.settings.get("timeout", PATIENCE)
    return Request(
        url=url.strip(),
        body=b"" if body is None else encoded(body),
        headers=kind | dict(headers),
        method=method,
        patience=float(patience) if isinstance(patience, int | float) else PATIENCE,
        ca_file=text(way, "ca_file"),
        proxy=text(way, "proxy"),
    )


def encoded(body: Any) -> bytes:
    """A body as JSON, Chinese as it is."""
    return msgspec.json.encode(body)


def text(way: Way, key: str) -> str:
    """A setting that is a text; empty where there is none."""
    value = way.settings.get(key, "")
    return clean(value).strip() if isinstance(value, str) else ""
