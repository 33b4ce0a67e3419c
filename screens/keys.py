"""From the table of commands to keys: bindings, how a key is written, the footer's hints. Nothing else binds a key."""

from collections.abc import Iterable
from typing import Final

from rich.cells import cell_len
from textual.binding import Binding

from warroom.commands import Command, Place, with_keys

SIGNS: Final = {
    "asterisk": "*",
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "plus": "+",
    "minus": "-",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "at": "@",
    "full_stop": ".",
    "comma": ",",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "esc",
    "pageup": "page up",
    "pagedown": "page down",
}
"""How Textual's key names are written for people; other names are written as they are."""

ALWAYS: Final = frozenset({"app.quit", "app.suspend", "app.help", "app.palette"})
"""Commands whose keys no text field may take for itself."""

WAYS_OUT: Final = frozenset({"lobby.quit", "room.quit"})


def sign(key: str) -> str:
    """A key as people read it: ``F1``, ``*``, ``esc``, ``alt+1``."""
    if key[:1] == "f" and key[1:].isdigit():
        return key.upper()
    return SIGNS.get(key, key)


def action_of(command: Command) -> str:
    """The Textual action of a command: ``room.search`` is done by ``action_room_search``."""
    return command.id.replace(".", "_")


def bindings(*places: Place) -> list[Binding]:
    """The bindings of every command of ``places``; their ids are the commands' ids, so that keys can be remapped."""
    return [
        Binding(
            ",".join(command.keys),
            action_of(command),
            command.name,
            id=command.id,
            show=False,
            # An alt key carries a character too: a text field would type it.
            priority=command.id in ALWAYS or command.keys[0].startswith("alt+"),
        )
        for command in with_keys(*places)
    ]


def hints(places: Iterable[Place]) -> list[str]:
    """The footer's hints for ``places``, as ``F1 help``: help, the way out, then the table's order."""
    order = tuple(places)
    shown = [command for command in with_keys(*order) if command.footer]
    shown.sort(key=lambda one: (one.id != "app.help", one.id not in WAYS_OUT, order.index(one.place)))
    return [f"{sign(command.keys[0])} {command.footer}" for command in shown]


def fitted(wanted: Iterable[str], width: int) -> str:
    """As many whole hints as fit ``width`` cells, two blanks between them."""
    line = ""
    for hint in wanted:
        longer = f"{line}  {hint}" if line else f" {hint}"
        if cell_len(longer) > width:
            break
        line = longer
    return line
