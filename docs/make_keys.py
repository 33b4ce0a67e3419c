"""Makes docs/keys.md anew from the one table of commands (warroom/commands.py).

python docs/make_keys.py            prints the page
python docs/make_keys.py --write    writes it
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from screens.keys import sign
from warroom.commands import COMMANDS, Command, Place

PAGE = Path(__file__).resolve().parent / "keys.md"
PLACES: dict[Place, str] = {
    "anywhere": "Everywhere",
    "lobby": "In the lobby",
    "line": "In the room, while typing and with keys",
    "typing": "In the room, while typing",
    "room": "In the room, with keys",
    "feed": "On screen 1, with keys",
    "causes": "On screen 2, with keys",
    "team": "On screen 3, with keys",
    "update": "On screen 4, with keys",
    "owner": "On screen 5, with keys",
    "summary": "On screen 6, with keys",
    "past": "In the past of a room (`a` on screen 1)",
    "list": "In every list",
}
"""The places where keys work, in the order of the page."""
HEAD = """\
# Keys and commands

Made by `python docs/make_keys.py --write` from `warroom/commands.py`; a test says that they agree. A room opens with
the entry line ready to type in; `esc` (or `ctrl+g`) turns letters into keys, `i` or `enter` goes back. `?` or `F1`
shows the keys of the place where you are, `ctrl+p` finds any command by its name."""


def page(commands: Iterable[Command] = COMMANDS) -> str:
    """The whole page: the keys of each place, then the commands of the entry line and those of the shell."""
    told = tuple(commands)
    parts = [HEAD]
    for place, heading in PLACES.items():
        rows = [(_keys(one), _code(one.slash), one.help) for one in told if one.place == place and one.keys]
        parts.append(f"## {heading}\n\n" + _table(("Key", "On the entry line", "What it does"), rows))
    typed = [(_code(one.slash), one.help) for one in told if one.slash]
    parts.append("## On the entry line\n\n" + _table(("Command", "What it does"), typed))
    shell = [(_code(f"warroom {one.cli}"), one.help) for one in told if one.cli]
    parts.append("## In a shell\n\n" + _table(("Command", "What it does"), shell))
    return "\n\n".join(parts) + "\n"


def _keys(command: Command) -> str:
    return " ".join(_code(sign(key)) for key in command.keys)


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|") if text else ""


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in (head, ("---",) * len(head), *rows)]
    return "\n".join(line.replace("|  |", "| |") for line in lines)


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
