"""The parts of the entry line that only show: prompt, reading, and what is put aside."""

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from screens.widgets.line_words import Echo, Tone, one_line
from screens.widgets.wrap import fit, wrap


class LineFace:
    """Three rows of text that are repainted only where they changed."""

    def __init__(self) -> None:
        self.prompt = Static(markup=False, id="entry-prompt")
        self.echo = Static(markup=False, id="entry-echo")
        self.aside = Static(markup=False, id="entry-aside")
        self._shown = ("", Echo("", Tone.HINT), "")
        self._width = 0

    def show(self, prompt: str, echo: Echo, aside: str) -> None:
        """Bring them up to date; what hasn't changed costs nothing."""
        shown, width = (prompt, echo, aside), self.echo.content_size.width
        if shown == self._shown and width == self._width:
            return
        if prompt != self._shown[0]:
            self.prompt.update(Content(prompt))
        if echo != self._shown[1] or width != self._width:
            rows = _rows(echo.tone.value + one_line(echo.text), width)
            self.echo.set_class(len(rows) > 1, "-long")
            self.echo.set_class(echo.tone is Tone.FAULT, "-fault")
            self.echo.set_class(echo.tone is Tone.ASK, "-ask")
            self.echo.update(Content("\n".join(rows)), layout=False)
        if aside != self._shown[2]:
            self.aside.update(Content(aside), layout=False)
            self.aside.display = bool(aside)
        self._shown, self._width = shown, width


def _rows(text: str, width: int) -> list[str]:
    """A text in the one or two rows that it gets, the second under the first's words; cut behind those."""
    if not width or cell_len(text) <= width:
        return [text]
    first, *rest = wrap(text, width)
    if not rest:
        return [text]
    return [text[first.start : first.end].rstrip(), "  " + fit(text[rest[0].start :], width - 2)]
