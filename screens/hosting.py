"""What the screens of a room need of the room's frame: to ask, to pick, to tell, and to run a command."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol

from screens.asking import Ask, Option
from screens.room.looking import Window
from screens.widgets.panels import Item, Layout
from warroom.errors import BadInput


class Host(Window, Protocol):
    """The frame, as its screens and their acts see it."""

    def act(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a command beside the event loop's other work; a refusal is told."""
        ...

    async def pick(
        self, title: str, items: Sequence[Item], layout: Layout, *, several: bool = False, at_end: bool = False
    ) -> list[str]:
        """Let somebody pick of a list; the keys, none for esc."""
        ...

    async def sheet(self, title: str, body: str, options: Sequence[Option]) -> str | None:
        """Show a text with letters beneath that do something about it; the letter's value, None for esc."""
        ...

    async def word(self, title: str, body: str, ask: Ask) -> str | None:
        """Show a text to be read and ask for one word on it; None for esc."""
        ...


def needs(words: str) -> Callable[[str], None]:
    """A check that says ``words`` when nothing was typed."""

    def check(text: str) -> None:
        if not text.strip():
            raise BadInput(words)

    return check


def lettered(values: Sequence[tuple[str, str]]) -> list[Option]:
    """Values with their words as options: each gets the first letter of its words that is free, else a digit."""
    options: list[Option] = []
    taken = {"q"}
    for value, words in values:
        free = (letter for letter in words.casefold() if letter.isascii() and letter.isalpha() and letter not in taken)
        key = next(free, "") or next(digit for digit in "123456789abcdefghij" if digit not in taken)
        taken.add(key)
        options.append(Option(key, value, words))
    return options


def numbered(values: Sequence[str]) -> list[Option]:
    """Values that people disagree on, as options 1, 2, 3 ...; the value is its place."""
    return [Option(str(number + 1), str(number), words) for number, words in enumerate(values[:9])]
