"""The parts of the entry line that only show: prompt, reading, and what is put aside."""

from textual.content import Content
from textual.widgets import Static

from screens.widgets.line_words import Echo, Tone, one_line


class LineFace:
    """Three rows of text that are repainted only where they changed."""

    def __init__(self) -> None:
        self.prompt = Static(markup=False, id="entry-prompt")
        self.echo = Static(markup=False, id="entry-echo")
        self.aside = Static(markup=False, id="entry-aside")
        self._shown = ("", Echo("", Tone.HINT), "")

    def show(self, prompt: str, echo: Echo, aside: str) -> None:
        """Bring them up to date; what hasn't changed costs nothing."""
        shown = (prompt, echo, aside)
        if shown == self._shown:
            return
        if prompt != self._shown[0]:
            self.prompt.update(Content(prompt))
        if echo != self._shown[1]:
            self.echo.set_class(echo.tone is Tone.FAULT, "-fault")
            self.echo.set_class(echo.tone is Tone.ASK, "-ask")
            self.echo.update(Content(echo.tone.value + one_line(echo.text)), layout=False)
        if aside != self._shown[2]:
            self.aside.update(Content(aside), layout=False)
            self.aside.display = bool(aside)
        self._shown = shown
