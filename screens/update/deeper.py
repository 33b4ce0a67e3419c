"""The keys of screen 4 that go beyond the words of a draft: looking at it, sending, telling, joining two texts."""

from abc import abstractmethod
from collections.abc import Callable, Coroutine
from typing import Any

from screens.hosting import Host
from screens.update import enclosing, joining, looking, sending, telling
from screens.update.working import WorkingCopy
from screens.widgets.panels import Panels

Work = Callable[[Any, WorkingCopy], Coroutine[Any, Any, None]]


class DeeperKeys(Panels):
    """Their actions; the screen itself says what is in sight."""

    host: Host

    # abstract without ABC, as in Panels
    @abstractmethod
    def _with(self, work: Work) -> None:
        """Do something with the draft in sight."""

    @abstractmethod
    def show_again(self) -> None:
        """Show everything anew: another draft is in sight."""

    def action_update_preview(self) -> None:
        """Show what arrives, channel by channel."""
        self._with(looking.show_preview)

    def action_update_changes(self) -> None:
        """Show what it changes of the last update that they were told."""
        self._with(looking.show_changes)

    def action_update_history(self) -> None:
        """Show every revision and approval."""
        self._with(looking.show_history)

    def action_update_languages(self) -> None:
        """Show both languages beside each other."""
        self._with(looking.show_languages)

    def action_update_lang(self) -> None:
        """Have the draft's other language in sight."""
        self._with(looking.turn_language)

    def action_update_told(self) -> None:
        """Note that they were told."""
        self._with(telling.told)

    def action_update_correct(self) -> None:
        """Begin a correction of what was told."""
        self.host.act(telling.correct(self))  # type: ignore[arg-type]  # the one screen that has these keys

    def action_update_withdraw(self) -> None:
        """Begin a withdrawal of what was told."""
        self.host.act(telling.withdraw(self))  # type: ignore[arg-type]  # the same

    def action_update_discard(self) -> None:
        """Throw the draft away, or bring it back."""
        self._with(telling.discard)

    def action_update_join(self) -> None:
        """Pick between two texts of it."""
        self._with(joining.pick)

    def action_update_files(self) -> None:
        """Pick the files that go along."""
        self._with(enclosing.enclose)

    def action_update_send(self) -> None:
        """Send what is approved."""
        self.host.act(sending.send(self))  # type: ignore[arg-type]  # the same

    def action_update_outbox(self) -> None:
        """Show every delivery."""
        self.host.act(sending.show_outbox(self))  # type: ignore[arg-type]  # the same
