"""Files that people attach: copied into the room folder under their SHA-256, never changed there."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from store import disk
from warroom.errors import BadInput, NotFound

FOLDER = "files"
_BLOCK = 1 << 20


def attach(folder: str, source: Path) -> tuple[str, int]:
    """Copy ``source`` in, durable; returns sha256 (hex) and size. The same content is kept once."""
    digest = hashlib.sha256()
    size = 0

    def blocks() -> Iterator[bytes]:
        nonlocal size
        with source.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
                yield block

    if not source.is_file():
        raise BadInput(f"{source} is no file that can be attached. Nothing was changed.")
    try:
        _keep(folder, blocks(), digest.hexdigest)
    except OSError as error:
        if error.filename == os.fspath(source):
            raise BadInput(f"{source} can't be read: {error.strerror}. Nothing was changed.") from error
        raise disk.refusal(error, f"{folder}/{FOLDER}") from error
    return digest.hexdigest(), size


def attach_bytes(folder: str, content: bytes) -> None:
    """Keep ``content`` as an attached file, durable when it returns. Raises ``OSError``."""
    _keep(folder, (content,), hashlib.sha256(content).hexdigest)


def _keep(folder: str, blocks: Iterable[bytes], name: Callable[[], str]) -> None:
    """A new file of the room; ``name`` is asked for its name once everything is written."""
    files = f"{folder}/{FOLDER}"
    temporary = f"{files}/new.tmp-{os.getpid()}-{os.urandom(3).hex()}"
    try:
        Path(files).mkdir(mode=disk.PRIVATE_FOLDER, exist_ok=True)
        disk.write_new(temporary, blocks)
        Path(temporary).rename(f"{files}/{name()}")
        disk.sync_folder(files)
        disk.sync_folder(folder)
    except OSError:
        disk.forget(temporary)
        raise


def find(folder: str, sha256: str) -> Path:
    """Where the file of that content lies; raises ``NotFound``."""
    path = Path(folder) / FOLDER / sha256
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef") or not path.is_file():
        raise NotFound(f"The attached file {sha256[:12]} is not in this copy of the room.")
    return path
