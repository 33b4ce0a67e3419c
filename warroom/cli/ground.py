"""What every command stands on: whose it is, which data folder, and help that comes from the one table."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem
from typing_extensions import override

from warroom import commands, config, identity
from warroom.errors import BadInput
from warroom.text import clean

F = TypeVar("F", bound=Callable[..., Any])


class Ground:
    """The options that hold for every command; given before the command or behind it."""

    def __init__(self) -> None:
        self.named_data: str | None = None
        self.named_me: str | None = None

    @property
    def folder(self) -> Path:
        """The data folder; it need not exist. Raises ``BadInput`` when something else has its name."""
        folder = Path(config.data_folder(self.named_data))
        # os.path, which doesn't raise: what this person may not read is said by whoever opens it.
        if os.path.exists(folder) and not os.path.isdir(folder):  # noqa: PTH110, PTH112
            raise BadInput(f"{folder} is no folder; --data or WARROOM_DATA names the data folder")
        return folder

    @property
    def me(self) -> str:
        """The member who types; raises ``BadInput`` for a name that can't be one."""
        return identity.me(self.named_me)


def ground() -> Ground:
    """The ground of the command that runs."""
    return click.get_current_context().ensure_object(Ground)


def _set_data(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.ensure_object(Ground).named_data = value


def _set_me(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.ensure_object(Ground).named_me = value


def everywhere(function: F) -> F:
    """The options ``--data`` and ``--as``."""
    for option in (
        click.option(
            "--as",
            "me",
            metavar="NAME",
            expose_value=False,
            callback=_set_me,
            help="The member who types (WARROOM_USER).",
        ),
        click.option(
            "--data", metavar="DIR", expose_value=False, callback=_set_data, help="The data folder (WARROOM_DATA)."
        ),
    ):
        function = option(function)
    return function


class Told(click.Command):
    """A command whose usage line is the one of the table."""

    @override
    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words behind the command's name, as ``?``, the key page and ``--help`` all show them."""
        told = commands.cli_commands().get(self.name or "")
        return [*(told.cli.split()[1:] if told else super().collect_usage_pieces(ctx)[1:]), "[OPTIONS]"]


def command(word: str, more: str = "") -> Callable[[Callable[..., Any]], click.Command]:
    """A click command whose help is the table's sentence for ``word``, with ``more`` beneath it."""
    told = commands.cli_commands()[word]
    help_text = f"{told.help}\n\n{more}" if more else told.help

    def made(function: Callable[..., Any]) -> click.Command:
        return click.command(word, cls=Told, help=help_text, short_help=told.help)(everywhere(function))

    return made


class RoomName(click.ParamType[str]):
    """A room as people name it; completes by reference and shows the title."""

    name = "room"

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The rooms whose reference or slug begins with what is typed."""
        from warroom.cli.folder import completions  # the store is not needed to read a command line

        return [
            CompletionItem(ref, help=title) for ref, title in completions(ctx.ensure_object(Ground).folder, incomplete)
        ]


ROOM = RoomName()


def room_argument(function: F) -> F:
    """The argument ``ROOM``."""
    return click.argument("room", metavar="ROOM", type=ROOM)(function)


def words_argument(name: str, metavar: str, *, required: bool = True) -> Callable[[F], F]:
    """An argument of one or more words, joined by a space: quotes may be forgotten at 3 a.m."""

    def joined(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> str:
        return clean(" ".join(value))

    return click.argument(name, metavar=metavar, nargs=-1, required=required, callback=joined)


def json_option(function: F) -> F:
    """The option ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/command-line.md).")(function)
