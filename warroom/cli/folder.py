"""The data folder as the command line opens it; no room's state is known here."""

from pathlib import Path

from store.rooms import RoomsFolder
from warroom.cli.quick_log import LOCK_TIMEOUT


def open_folder(folder: Path) -> RoomsFolder:
    """The data folder; raises ``UnsafeFolder`` when others could change it."""
    return RoomsFolder(folder, lock_timeout=LOCK_TIMEOUT)


def completions(folder: Path, beginning: str) -> list[tuple[str, str]]:
    """References and titles of the rooms whose reference or slug begins so; nothing is folded for it."""
    found = []
    for one in open_folder(folder).cards():
        summary = one.summary or {}
        slug = str(summary.get("slug") or "")
        if one.ref.startswith(beginning.upper()) or (beginning and slug.startswith(beginning.casefold())):
            found.append((one.ref, str(summary.get("title") or "")))
    return found
