"""A request over HTTP and what may come of it, without HTTP: light to import. ``delivery.http`` does it. Pure."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from warroom.delivery.receipt import Stage

LARGEST: Final = 64 << 10
"""Bytes of an answer that are read; whatever says more than that has said enough."""
PATIENCE: Final = 20.0
"""Seconds for connecting, and as many again for the answer, unless the destination says otherwise."""


class Request(NamedTuple):
    """What is asked."""

    url: str
    body: bytes = b""
    headers: Mapping[str, str] = {}
    method: str = "POST"
    patience: float = PATIENCE
    """Seconds for connecting, and as many again for the answer."""
    ca_file: str = ""
    """The only authorities that are trusted; empty: those of the system."""
    proxy: str = ""
    """``http://host:port``; empty: none."""


class Answer(NamedTuple):
    """A server answered. Its body is foreign text, cut at ``LARGEST``."""

    host: str
    status: int
    headers: Mapping[str, str] = {}
    """Those that somebody reads, by their names in small letters."""
    body: bytes = b""
    broken: str = ""
    """Why the body is not all of it: too long, cut off, nonsense; empty: it is whole."""


class Failure(NamedTuple):
    """No answer came."""

    host: str
    stage: Stage
    text: str
    left: bool = False
    """Whether the whole request left, so that it may have been taken over."""
    passes: bool = False
    """Whether it may be otherwise in a minute: a refused connection does, a wrong certificate does not."""
