"""The zone of this machine, by the name that a room keeps."""

import os
from pathlib import Path

from warroom import clock
from warroom.errors import BadInput

LOCALTIME = Path("/etc/localtime")
_PLAIN = {"Etc/UTC": "UTC", "Etc/UCT": "UTC", "Etc/GMT": "UTC", "Universal": "UTC", "Zulu": "UTC"}
"""Other names of UTC, under which nobody looks for it."""


def local_zone() -> str:
    """The IANA name in ``TZ``, else the one that ``/etc/localtime`` links to, else ``UTC``."""
    for name in (os.environ.get("TZ", "").lstrip(":"), _linked()):
        if name and name[0] != "/" and _is_zone(name):
            return _PLAIN.get(name, name)
    return "UTC"


def _linked() -> str:
    try:
        return str(LOCALTIME.resolve(strict=True)).partition("/zoneinfo/")[2]
    except OSError:
        return ""


def _is_zone(name: str) -> bool:
    try:
        clock.zone(name)
    except BadInput:
        return False
    return True
