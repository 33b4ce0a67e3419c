"""The command palette: Textual's, fed with our table."""

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from typing_extensions import override

from screens.keys import action_of, sign
from warroom.commands import COMMANDS, Command, Place

OF_BODIES: tuple[Place, ...] = ("feed", "causes", "team", "update", "summary")
"""The screens of a room: the palette offers what each can do from every one of them."""


class TableCommands(Provider):
    """Every command that the present screen can do, and each entry-line command to begin."""

    def _offered(self) -> list[tuple[Command, str]]:
        """The commands with the action that does each on this screen."""
        screen = self.screen
        places = getattr(screen, "PLACES", ())
        begins = hasattr(screen, "action_begin")
        offered: list[tuple[Command, str]] = []
        for command in COMMANDS:
            if begins and command.keys and command.place in OF_BODIES:
                offered.append((command, f"on_its_screen('{command.id}')"))
            elif command.keys and command.place in places and command.place not in ("list", "typing"):
                offered.append((command, action_of(command)))
            elif begins and command.slash and command.place in ("shell", "owner"):
                offered.append((command, f"begin('{command.slash.split()[0]} ')"))
        return offered

    @override
    async def discover(self) -> Hits:
        for command, action in self._offered():
            yield DiscoveryHit(Content(words(command)), self._doer(action), words(command), command.help)

    @override
    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command, action in self._offered():
            score = matcher.match(words(command))
            if score > 0:
                yield Hit(score, matcher.highlight(words(command)), self._doer(action), words(command), command.help)

    def _doer(self, action: str):  # type: ignore[no-untyped-def]  # Textual's own type for it is not public
        async def do() -> None:
            screen = self.screen
            await screen.app.run_action(f"{'app' if action.startswith('app_') else 'screen'}.{action}", screen)

        return do


def words(command: Command) -> str:
    """A command as the palette lists it: its name, and its key or the way to type it."""
    how = sign(command.keys[0]) if command.keys else command.slash
    return f"{command.name}  {how}"
