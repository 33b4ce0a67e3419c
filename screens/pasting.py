"""Bracketed pastes that arrive as they were: Textual's parser looks for keys inside them.

An escape sequence in a paste (a coloured log through tmux) ends up as typed keys there, and a line end behind it as
enter: text that nobody entered would be logged. Here nothing between the brackets is looked at.
"""

from collections.abc import Iterable
from typing import Final

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message
from typing_extensions import override

BEGIN: Final = "\x1b[200~"
END: Final = "\x1b[201~"


class PasteParser(XTermParser):
    """Textual's parser, which is shown the brackets of a paste but not what stands between them."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._behind = ""  # the last characters that were read, in case a bracket comes in two pieces
        self._paste: list[str] | None = None

    @override
    def feed(self, data: str) -> Iterable[Message]:
        """The messages of ``data``; an empty text ends the input."""
        if not data:
            yield from super().feed(data)
        while data:
            if self._paste is None:
                mine, data = self._up_to(BEGIN, data)
                yield from super().feed(mine)
            else:
                mine, data = self._up_to(END, data)
                self._paste.append(mine)
                if self._behind == END:
                    yield from self._pasted()
            if self._behind == BEGIN:
                self._paste = []
                self._behind = ""

    def _up_to(self, bracket: str, data: str) -> tuple[str, str]:
        """``data`` up to the end of a bracket that may have begun earlier, and what follows."""
        read = self._behind + data
        at = read.find(bracket)
        if at < 0:
            self._behind = read[-len(bracket) + 1 :]
            return data, ""
        end = at + len(bracket) - len(self._behind)
        self._behind = bracket
        return data[:end], data[end:]

    def _pasted(self) -> Iterable[Message]:
        text = "".join(self._paste or ())[: -len(END)]
        self._paste = None
        self._behind = ""
        for token in super().feed(END):
            yield events.Paste(text) if isinstance(token, events.Paste) else token


def install() -> None:
    """Have Textual's drivers read the terminal with ``PasteParser``; to be called before the app runs."""
    from textual.drivers import linux_driver, linux_inline_driver

    # The drivers take the parser from their module, and Textual has no setting for it; mypy sees no export there.
    linux_driver.XTermParser = PasteParser  # type: ignore[attr-defined]
    linux_inline_driver.XTermParser = PasteParser  # type: ignore[attr-defined]
