"""Several new rooms that appear together or not at all, whatever happens in between.

They are built aside; then one file, ``rooms/together-….todo``, says which names they get: from that moment they all
exist, and whoever lists the rooms finishes the renames that a killed process left. Before it, none does.
Standard library only: the fast path of ``warroom log`` lists rooms.
"""

import json
import os

from store import disk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BEGINS, _ENDS = "together-", ".todo"


def is_todo(name: str) -> bool:
    """Whether a name in ``rooms/`` is that of a list of renames."""
    return name.startswith(_BEGINS) and name.endswith(_ENDS)


def decide(rooms: str, built: "Mapping[str, str]") -> str:
    """From now on the folders in ``rooms`` (name while built, to name) are rooms; returns the list to carry out.

    Everything in them is durable already. Raises ``OSError``, and nothing is decided.
    """
    disk.sync_folder(rooms)
    path = f"{rooms}/{_BEGINS}{os.getpid()}-{os.urandom(6).hex()}{_ENDS}"
    disk.replace_file(path, [json.dumps(dict(built)).encode()])
    return path


def finish(rooms: str, names: "Sequence[str]") -> bool:
    """Carry out the renames that a killed process had decided on; whether there were any among ``names``.

    Who may only read leaves them to somebody else.
    """
    found = [name for name in names if is_todo(name)]
    for name in found:
        try:
            carry_out(rooms, f"{rooms}/{name}")
        except OSError:
            continue
    return bool(found)


def carry_out(rooms: str, path: str) -> None:
    """Do what a list says, as often as anybody likes: a rename that is done already is left alone."""
    try:
        with open(path, "rb") as file:
            todo = json.loads(file.read())
    except FileNotFoundError:
        return  # another process was faster
    rename(rooms, todo)
    disk.forget(path)


def rename(rooms: str, built: "Mapping[str, str]") -> None:
    """Give the folders their names, durable when it returns; a room that is there already is left as it is."""
    for building, name in built.items():
        if os.path.basename(building) != building or os.path.basename(name) != name:
            continue  # no list of ours
        try:
            os.rename(f"{rooms}/{building}", f"{rooms}/{name}")
        except FileNotFoundError:
            if not os.path.isdir(f"{rooms}/{name}"):
                raise
    disk.sync_folder(rooms)
