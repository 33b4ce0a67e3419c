"""What a screen asks of the application, whichever that is: to go elsewhere, to call out, to have a frame drawn."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from textual.screen import Screen

from screens.desk import Desk
from screens.key_order import KeyOrder

if TYPE_CHECKING:
    from screens.outbox.post import Post


class Application(Protocol):
    """The application as its screens see it."""

    desk: Desk
    keys: KeyOrder
    """What has keys wait while a place is on its way into sight."""

    def once_drawn(self, work: Callable[[], Any]) -> None:
        """Have ``work`` called when the next frame is on the glass."""
        ...

    async def open_room(self, room: str) -> None:
        """Show a room by its UUID; raises ``WarroomError`` when it can't be opened."""
        ...

    async def present(self, screen: Screen[None]) -> None:
        """Show a shared screen until it is left."""
        ...

    def post(self, room: str) -> "Post":
        """What is sent from a room (its UUID), for as long as the program runs."""
        ...

    def drop_post(self, room: str) -> None:
        """Nothing is sent from a room any more, and no screen shows it."""
        ...

    @property
    def is_presenting(self) -> bool:
        """Whether a shared screen is shown: nothing may come over it."""
        ...

    def call_out(self) -> None:
        """Say that a clock has come to its end, as the person wants it."""
        ...

    def action_app_quit(self) -> None:
        """Leave; asks when something is being sent."""
        ...

    def action_app_help(self) -> None:
        """Show every key that works here."""
        ...
