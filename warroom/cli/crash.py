"""The report of a fault of the program: where it happened, without a word of any room. One place for all of them.

Imported when something went wrong, never before.
"""

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from traceback import extract_tb

from warroom import __version__

FOLDER = "crashes"
"""Where the reports are, inside the data folder."""


def keep(error: BaseException, data: str) -> str | None:
    """Write the report (0600) into the data folder, else into a temporary file; where it is, None when nowhere.

    An exception's message may quote what was typed, and so may local variables: neither is kept.
    """
    text = "\n".join([f"warroom {__version__}, Python {sys.version.split()[0]}, {platform.platform()}", *_chain(error)])
    for opened in (_beside_the_rooms, _temporary):
        try:
            fd, path = opened(data)
            with os.fdopen(fd, "w", encoding="utf-8", errors="replace") as file:
                file.write(text + "\n")
        except OSError:
            continue  # a full or foreign data folder may be the very fault
        return path
    return None


def _beside_the_rooms(data: str) -> tuple[int, str]:
    folder = os.path.join(data, FOLDER)  # noqa: PTH118
    if not os.path.isdir(folder):  # noqa: PTH112
        os.mkdir(folder, 0o700)  # noqa: PTH102 - and not what is above it: a fault makes no data folder
    path = os.path.join(folder, f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-{os.getpid()}.txt")  # noqa: PTH118
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600), path


def _temporary(_: str) -> tuple[int, str]:
    return tempfile.mkstemp(prefix="warroom-report-", suffix=".txt")


def _chain(error: BaseException) -> Iterator[str]:
    """The names of the exceptions and where they were raised, from the one that was seen to what caused it."""
    link: BaseException | None = error
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield f"{type(link).__module__}.{type(link).__qualname__}"
        yield from (f"  {step.filename}:{step.lineno} in {step.name}" for step in extract_tb(link.__traceback__))
        inner = getattr(link, "error", None)  # Textual's WorkerFailed: what the worker met, with the frames
        link = inner if isinstance(inner, BaseException) else link.__cause__ or link.__context__
