"""The screens of a room beside the timeline's: causes, team and owner share one place."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.widgets.panels import Panels

TIMELINE = "timeline"
"""The screen that is no body: it is always there."""
Make = Callable[[str], "Panels"]


class Bodies:
    """The screens that were wanted so far; each is made and mounted once, at most one is in sight."""

    def __init__(self, make: Make) -> None:
        """``make`` makes the screen of a name."""
        self._make = make
        self._made: dict[str, Panels] = {}
        self.present: Panels | None = None
        """The one in sight; None while the timeline is."""

    async def leave(self) -> None:
        """Have each keep what was done there: the room is left."""
        for one in self._made.values():
            await one.leave()

    async def turn_to(self, name: str, mount: Callable[["Panels"], Awaitable[object]]) -> None:
        """Have the screen of that name in sight, mounted by ``mount`` when it is a new one."""
        if name != TIMELINE and name not in self._made:
            self._made[name] = self._make(name)
            await mount(self._made[name])
        self.present = self._made.get(name)
        for one in self._made.values():
            one.set_class(one is self.present, "-present")
