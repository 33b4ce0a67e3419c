"""Writing a file for a person: complete or not at all, and private."""

import os
from pathlib import Path

from warroom.errors import NotSaved

PRIVATE = 0o600


def write_file(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``: another file of that name is replaced in one step. Raises ``NotSaved``.

    A device or a named pipe is written to as it is.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        _replace(path.resolve(), data)
    except OSError as error:
        raise NotSaved(
            f"{path} was not written: {error.strerror}. A file that was there is as it was; the room is not touched."
        ) from error


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name[:200]}.tmp-{os.getpid()}-{os.urandom(3).hex()}")
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
