"""Which room a person means: a reference, a slug, a beginning of either, the full id, or ``.``.

References come from the folder names alone; slugs and "open" from the cached summaries. Standard library only.
"""

import os

from store import disk, summary_file, together
from warroom import seal
from warroom.errors import Ambiguous, NotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

ROOMS = "rooms"
_SHOWN = 8
_OVER = ("resolved", "closed")


def room_ids(data: str) -> list[str]:
    """The UUIDs of the room folders of a data folder, oldest first; raises ``Unreadable`` when nobody can tell."""
    try:
        names = os.listdir(f"{data}/{ROOMS}")
        if any(together.is_todo(name) for name in names) and together.finish(f"{data}/{ROOMS}", names):
            names = os.listdir(f"{data}/{ROOMS}")
    except FileNotFoundError:
        return []  # the first room makes the folder; anything else that fails must not look like an empty one
    except OSError as error:
        raise disk.unreadable(error, f"{data}/{ROOMS}") from error
    return sorted(name for name in names if is_uuid(name))


def is_uuid(name: str) -> bool:
    """Whether a text is a UUID in lower case, as room folders are named."""
    groups = name.split("-")
    return [len(group) for group in groups] == [8, 4, 4, 4, 12] and not set(name) - set("0123456789abcdef-")


def room_folder(data: str, room: str) -> str:
    """The folder of a room."""
    return f"{data}/{ROOMS}/{room}"


def resolve(data: str, name: str) -> str:
    """The UUID of the room that ``name`` means; raises ``NotFound`` or ``Ambiguous``, which list the candidates.

    Raises ``Unreadable`` when the folder is not this person's to read.
    """
    rooms = room_ids(data)
    wanted = name.strip()
    if not rooms:
        raise NotFound(f"There is no room in {data} yet. Make one: warroom new TITLE")
    if wanted == ".":
        return _only_open(data, rooms)
    if wanted.lower() in rooms:
        return wanted.lower()
    by_ref = [room for room in rooms if long_ref(room).startswith(_plain(wanted))] if wanted else []
    exact = [room for room in by_ref if seal.room_ref(room) == _plain(wanted)]
    if len(exact) == 1:
        return exact[0]
    by_slug = _by_slug(data, rooms, wanted) if len(by_ref) != 1 else []
    found = by_ref + [room for room in by_slug if room not in by_ref]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"No room answers to '{name}'. Rooms here: {_listed(data, rooms[::-1])}.")
    raise Ambiguous(f"'{name}' may mean {len(found)} rooms: {_listed(data, found)}. Type more of the reference.")


def long_ref(room: str) -> str:
    """The reference with all twelve letters, of which people type any beginning that is unique."""
    return seal.room_ref(room)[:5] + seal.letters(room)


def _plain(name: str) -> str:
    """As Crockford reads it: upper case; I and L are 1, O is 0."""
    return name.upper().translate({73: 49, 76: 49, 79: 48})


def _by_slug(data: str, rooms: "Sequence[str]", wanted: str) -> list[str]:
    slug = wanted.casefold().replace(" ", "-")
    slugs = {room: _slug(data, room) for room in rooms}
    exact = [room for room in rooms if slugs[room] == slug]
    return exact if len(exact) == 1 else [room for room in rooms if slug and slugs[room].startswith(slug)]


def _slug(data: str, room: str) -> str:
    kept = summary_file.read(room_folder(data, room))
    return str(kept[0].get("slug") or "").casefold() if kept else ""


def _only_open(data: str, rooms: "Sequence[str]") -> str:
    found = [room for room in rooms if is_open(data, room)]
    found = [room for room in found if not _is_drill(data, room)] or found  # a drill is meant when nothing else is open
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"No room is open. Rooms here: {_listed(data, rooms[::-1])}.")
    raise Ambiguous(f"{len(found)} rooms are open: {_listed(data, found)}. Name one of them.")


def is_open(data: str, room: str) -> bool:
    """Whether the room is neither resolved nor closed; without a cached summary it counts as open."""
    kept = summary_file.read(room_folder(data, room))
    return kept is None or kept[0].get("status") not in _OVER


def _is_drill(data: str, room: str) -> bool:
    kept = summary_file.read(room_folder(data, room))
    return bool(kept and kept[0].get("drill"))


def _listed(data: str, rooms: "Sequence[str]") -> str:
    """References long enough to tell these rooms apart, with their slugs."""
    names = []
    for room in rooms[:_SHOWN]:
        slug = _slug(data, room)
        names.append(shortest_ref(room, rooms) + (f" ({slug})" if slug else ""))
    more = f" and {len(rooms) - _SHOWN} more" if len(rooms) > _SHOWN else ""
    return ", ".join(names) + more


def shortest_ref(room: str, others: "Sequence[str]") -> str:
    """The reference of ``room``, with as many letters more as tell it from ``others``."""
    own = long_ref(room)
    for length in range(len(seal.room_ref(room)), len(own)):
        if not any(long_ref(other).startswith(own[:length]) for other in others if other != room):
            return own[:length]
    return own
