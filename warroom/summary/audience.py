"""For whom an export is, said in its first line and in its file's name (DESIGN 5)."""

import re
from typing import Final

from warroom.errors import BadInput
from warroom.seal import room_ref

INTERNAL_LINE: Final = "INTERNAL - do not forward"
_NAME: Final = re.compile(r"[^\w]+")


def first_line(audience: str, lang: str = "en") -> str:
    """What stands above everything else; for an owner in ``lang``. Raises ``BadInput`` without an audience."""
    if not audience.strip():
        raise BadInput("an export is for somebody: --for internal, or --for an owner of the room; nothing was written")
    if audience == "internal":
        return INTERNAL_LINE
    name = " ".join(audience.split())
    return f"提供给：{name}" if lang == "zh" else f"Prepared for {name}"


def file_name(room: str, extension: str, audience: str = "internal", kind: str = "timeline") -> str:
    """``1122-K7Q.INTERNAL.md``, ``1122-K7Q.closure.for-Acme.html``: a neutral name that says who may read it."""
    first_line(audience)
    whose = "INTERNAL" if audience == "internal" else f"for-{_NAME.sub('-', audience).strip('-') or 'owner'}"
    what = "" if kind == "timeline" else f"{kind}."
    return f"{room_ref(room)}.{what}{whose}.{extension}"
