"""For whom an export is, said in its first line and in its file's name (DESIGN 5)."""

from warroom.errors import BadInput
from warroom.seal import room_ref


def first_line(audience: str) -> str:
    """What stands above everything else; raises ``BadInput`` for an audience that can't be served."""
    if audience != "internal":
        raise BadInput(f"there is no export for '{audience}' yet; 'internal' holds the whole timeline")
    return "INTERNAL - do not forward"


def file_name(room: str, extension: str, audience: str = "internal") -> str:
    """``1122-K7Q.INTERNAL.md``: a neutral name that says who may read it."""
    first_line(audience)
    return f"{room_ref(room)}.INTERNAL.{extension}"
