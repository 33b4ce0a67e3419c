"""The entry line: what people type, how it reads while they type, and nothing lost on the way to disk."""

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from typing_extensions import override

from screens.widgets.completing import Completing
from screens.widgets.draft_keeper import DraftKeeper, SaveDraft
from screens.widgets.editor import write_in_editor
from screens.widgets.line_area import EDITING_KEYS, LineArea
from screens.widgets.line_history import WANTS_EDIT, Walk
from screens.widgets.line_view import LineView
from screens.widgets.line_words import Echo, Tone, draft_of
from screens.widgets.paste import ANSWERS
from screens.widgets.sending import Line
from warroom.clock import Clock, system_clock
from warroom.commands import BY_ID
from warroom.errors import BadInput, WarroomError

_STILL: Final = frozenset({*EDITING_KEYS, "enter", "tab", "shift+tab"})
"""Keys of the editor that do nothing while a line is stored or a question stands; all others go on to the screen."""
PATIENCE: Final = 0.15
"""Seconds that storing may take before the line says so: an ordinary disk is done by then, and nothing flickers."""


def _binding(command: str, action: str) -> Binding:
    entry = BY_ID[command]
    return Binding(",".join(entry.keys), action, entry.name, id=entry.id, tooltip=entry.help, show=False)


class EntryLine(LineView):
    """Prompt, one to five rows to type in, and beneath them how the text reads.

    The screen answers each ``Submitted`` with ``accepted`` (it is on disk) or ``refused``; it clears nothing itself.
    What is typed meanwhile stays. One line is on its way at a time, in the order in which enter was pressed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        _binding("room.keys", "leave"),
        _binding("line.now", "keep_time"),
        _binding("line.editor", "write_in_editor"),
    ]

    @dataclass
    class Submitted(Message):
        """Enter: ``line`` is to be stored; its ``readings`` were made when the key was pressed."""

        entry_line: "EntryLine"
        line: Line

        @property
        @override
        def control(self) -> "EntryLine":
            """The line that speaks."""
            return self.entry_line

    @dataclass
    class KeysWanted(Message):
        """Esc or ctrl+g with nothing else to end: letters are to be keys now."""

        entry_line: "EntryLine"

    @dataclass
    class EditLast(Message):
        """Up on an empty line: ``prefill`` it with what edits the typist's last entry."""

        entry_line: "EntryLine"

    def __init__(self, *, save_draft: SaveDraft, clock: Clock = system_clock, id: str | None = None) -> None:
        super().__init__(LineArea(self, id="entry-text"), clock, id)
        self._tab = Completing(self._area)
        self._drafts = DraftKeeper(self, save_draft, self._tell_fault)
        self._walk = Walk()
        self._slow: Timer | None = None
        self._seen = ""  # the text that was last acted on: Changed comes later than the key that made it

    @override
    def compose(self) -> ComposeResult:
        yield self._tab.choices
        yield from super().compose()

    # -- what the screen says ---------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """What is typed now and not sent."""
        return "" if self._shows_sent else self._area.line

    @property
    def busy(self) -> bool:
        """Whether a line is on its way to disk."""
        return self._sending.current is not None

    def accepted(self) -> None:
        """The line on its way is on disk: it goes into the history, and the next one is sent."""
        done, following = self._sending.accepted()
        if done is None:
            return
        self._walk.add(self._words.ref, done.text)
        if self._shows_sent:
            self._show_line(None)
        if following is not None:
            self.post_message(self.Submitted(self, following))
        elif not self._area.text and not self._paste.pasted:
            self._show_aside()
        self._settle()
        self._drafts.now()

    def refused(self, why: str) -> None:
        """The line on its way is not on disk: it is shown again with the reason.

        When somebody types already, the text under the fingers stays; the refused one comes back once the line is free.
        """
        if not self.busy:
            return
        back = self._sending.refused(typing=self._typed() is not None)
        self._why = why if back is None else ""
        if back is not None and self._shows_sent:
            self._shows_sent, self._kept, self._per_line = False, back.kept, back.per_line
        elif back is not None:
            self._show_line(back)
        self._settle()
        self._tell_fault(why)

    def prefill(self, text: str) -> None:
        """Put ``text`` into the line to be changed; what was typed is put aside first, when there is any."""
        self._sending.put_aside(self._typed())
        self._show_line(Line(text))
        self._walk.prefilled = text
        self.focus()
        self._settle()

    def restore(self, draft: str, *, aside: bool = False) -> None:
        """Show a half-typed text of a session that is gone; ``aside``: once the line is free, since somebody types."""
        self._drafts.known(draft)
        if draft and (aside or self._area.text):
            self._sending.put_aside(Line(draft))
            self._settle()
        elif draft:
            self._show_line(Line(draft))
            self._walk.leave()
            self._notice = Echo("kept from before: enter logs it, ctrl+u clears it", Tone.HINT)
            self._draw()

    async def flush(self) -> None:
        """Keep what is half typed before the room is left."""
        await self._drafts.flush()

    # -- keys ---------------------------------------------------------------------------------------------------

    def takes_key(self, key: str, types: bool) -> bool:
        """See ``line_area.Owner``."""
        if self._paste.pasted:
            self._answer_paste(key)
            return types or key in _STILL or key in ANSWERS
        self._catch_up()
        if self._shows_sent:
            if not types:
                return key in _STILL
            self._make_way()
        self._walk.key(key)
        match key:
            case "enter":
                self._submit()
            case "tab" | "shift+tab":
                self._complete(1 if key == "tab" else -1)
            case "up" if self._tab.active:
                self._complete(-1)
            case "down" if self._tab.active:
                self._complete(1)
            case "up" if self._area.on_first_row:
                self._walk_back()
            case "down" if self._area.on_last_row and self._walk.walking:
                self._show_walked(self._walk.forward())
            case _:
                return not types and key not in EDITING_KEYS and self._runs_binding(key)
        return True

    def _runs_binding(self, key: str) -> bool:
        """Act on a key that is bound to this line, remapped ones too. Left to the app it would come behind keys that
        were pressed after it."""
        active = self.screen.active_bindings.get(key)
        if active is None or active.node is not self or not active.enabled:
            return False
        getattr(self, f"action_{active.binding.action}")()
        return True

    def takes_paste(self, text: str) -> bool:
        """See ``line_area.Owner``."""
        if self._paste.pasted:
            return True  # the question about the first paste stands
        self._catch_up()
        self._make_way()
        if line := self._paste.take(text):
            self._area.paste(line)
        self._draw()
        return True

    def _make_way(self) -> None:
        """Let typing go on while a line is stored: its text moves out of the way."""
        if self._shows_sent:
            self._show_line(None)
            self._settle()

    def _answer_paste(self, key: str) -> None:
        answer = self._paste.answer(key)
        if answer is None:
            return
        if answer.text:
            self._per_line = answer.per_line
            self._area.paste(answer.text)
            self._draw()
        else:
            self.tell("nothing was pasted")

    def action_leave(self) -> None:
        """End what is going on (candidates, the kept time), else ask for key mode."""
        if self._tab.active:
            self._tab.undo()
            self._text_put()
        elif self._kept is not None:
            self._kept = None
            self._draw()
        else:
            self.post_message(self.KeysWanted(self))

    def action_keep_time(self) -> None:
        """Keep the present moment for the entry, or drop it."""
        self._make_way()
        self._kept = None if self._kept is not None else self._clock()
        self._draw()
        self._keep_draft()

    def action_write_in_editor(self) -> None:
        """Lend the terminal to $EDITOR."""
        self._make_way()
        try:
            written = write_in_editor(self.app, self._area.line)
        except WarroomError as error:
            self._tell_fault(str(error))
            return
        self._area.line = written
        self._text_put()

    # -- enter --------------------------------------------------------------------------------------------------

    def _typed(self) -> Line | None:
        text = self.text
        return Line(text, self._kept, self._per_line) if text.strip() or self._kept else None

    def _submit(self) -> None:
        typed = self._typed()
        self._tab.end()
        if typed is None or not typed.text.strip():
            self._show_aside()
            return
        try:
            line = self._words.sent(typed, self._clock())
        except BadInput as error:
            self._tell_fault(str(error))
            return
        self._kept = None
        if self._sending.send(line):
            self._shows_sent = True
            self._slow = self.set_timer(PATIENCE, self._say_slow)
            self.post_message(self.Submitted(self, line))
        else:
            self._show_line(None)
        self._settle()

    def _show_aside(self) -> None:
        """Show the next text that was put aside, and why it was when the store refused it."""
        aside = self._sending.take_aside()
        if aside is None:
            return
        self._show_line(aside)
        self._settle()
        if self._why:
            self._tell_fault(self._why)
            self._why = ""

    def _show_line(self, line: Line | None) -> None:
        """Put a line that is not on its way into the editor, or nothing."""
        self._shows_sent = False
        self._tab.end()
        self._kept = line.kept if line else None
        self._per_line = line.per_line if line else False
        self._notice = None
        self._area.line = line.text if line else ""
        self._seen = self._area.line

    def _say_slow(self) -> None:
        self._is_slow = True
        self._draw()

    def _settle(self) -> None:
        """Show what is on its way and keep all that is not on disk."""
        if self._slow is not None and not self._shows_sent:
            self._slow.stop()
            self._slow = None
            self._is_slow = False
        self._area.set_class(self._shows_sent, "-storing")
        self._draw()
        self._keep_draft()

    def _keep_draft(self) -> None:
        unsent = self._sending.unsent(None if self._shows_sent else self._typed())
        self._drafts.changed(draft_of(unsent))

    # -- history and completion -----------------------------------------------------------------------------------

    def _walk_back(self) -> None:
        found = self._walk.back(self._words.ref, self._area.line)
        if found is WANTS_EDIT:
            self.post_message(self.EditLast(self))
        elif found is None:
            self.tell("no earlier line begins so" if self._area.line else "no earlier line in this session")
        else:
            self._show_walked(found)

    def _show_walked(self, text: str | None) -> None:
        if text is not None:
            self._area.line = text
            self._text_put()

    def _complete(self, steps: int) -> None:
        if self._tab.active or self._tab.begin(self._words.candidates(self._area.line, self._area.at)):
            self._tab.step(steps)
            self._text_put()
        else:
            self.tell("nothing to complete here")

    def _text_put(self) -> None:
        """The text was changed by a key that types nothing."""
        self._seen = self._area.line
        self._notice = None
        self._settle()

    @on(LineArea.Changed)
    def _text_changed(self, message: LineArea.Changed) -> None:
        message.stop()
        self._catch_up()

    def _catch_up(self) -> None:
        """Act on what was typed since the last key."""
        line = self._area.line
        if line == self._seen:
            return
        self._seen = line
        self._walk.leave()
        self._tab.end()
        self._per_line = self._per_line and bool(line)
        self._notice = None
        self._draw()
        self._keep_draft()
