"""``summary.json``: the header's facts of a room, cached for the first frame, the lobby and names in commands.

Losing it costs nothing. Standard library only.
"""

import json
import os

from store import disk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAME = "summary.json"


def write(folder: str, summary: "dict[str, Any]", *, epoch: str, seq: int) -> None:
    """Keep ``summary`` with the end of the journal it fits."""
    text = json.dumps({"epoch": epoch, "seq": seq, "summary": summary}, ensure_ascii=False)
    temporary = f"{folder}/{NAME}.tmp-{os.getpid()}-{os.urandom(3).hex()}"
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, disk.PRIVATE_FILE)
    try:
        # Not synced: a cache that a power cut may take must not cost the writer a disk flush.
        disk.write_all(fd, text.encode("utf-8", "surrogatepass"))
        os.rename(temporary, f"{folder}/{NAME}")
    except BaseException:
        disk.forget(temporary)
        raise
    finally:
        os.close(fd)


def read(folder: str) -> "tuple[dict[str, Any], str, int] | None":
    """Summary, epoch and sequence number, or None when there is none that can be read."""
    try:
        with open(f"{folder}/{NAME}", "rb") as file:
            found = json.loads(file.read())
        summary = found["summary"]
        if not isinstance(summary, dict):
            return None
        return summary, str(found["epoch"]), int(found["seq"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
