"""Keys and words as a person gives them to a screen."""

from textual import events
from textual.pilot import Pilot


async def go(pilot: Pilot[None], *keys: str) -> None:
    """Keys, and then what follows from them; ``=words`` are pasted (each key of ``Pilot`` takes its time)."""
    for key in keys:
        if key.startswith("=") and len(key) > 1:
            focused = pilot.app.focused
            assert focused is not None
            focused.post_message(events.Paste(key[1:]))
            await pilot.pause()
        else:
            await pilot.press(key)
    await pilot.pause()
