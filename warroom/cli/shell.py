"""The commands as click sees them, and a room's name where no command stands."""

from importlib import import_module

import click
from click.shell_completion import CompletionItem
from typing_extensions import override

from warroom import __version__, commands
from warroom.cli.command_words import MODULE_OF, OPEN
from warroom.cli.failures import INTERRUPTED, USAGE, complain
from warroom.cli.ground import ROOM, everywhere


class Commands(click.Group):
    """The group of all commands; a word that is none of them is a room to open."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        """The words of the commands, in the order of ``command_words.MODULES``."""
        return list(MODULE_OF)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called ``cmd_name``, from its module."""
        module = "open" if cmd_name == OPEN else MODULE_OF.get(cmd_name)
        if module is None:
            return None
        found: click.Command = import_module(f"warroom.cli.{module}").COMMANDS[cmd_name]
        return found

    @override
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of ``args``; a first word that is none opens the room it names."""
        if args and args[0] not in MODULE_OF:
            return super().resolve_command(ctx, [OPEN, *args])
        return super().resolve_command(ctx, args)

    @override
    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands, and rooms to open."""
        return super().shell_complete(ctx, incomplete) + ROOM.shell_complete(ctx, self.params[0], incomplete)

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table's sentence for each command; no module has to be imported for it."""
        told = commands.cli_commands()
        with formatter.section("Commands"):
            formatter.write_dl([(word, told[word].help) for word in self.list_commands(ctx)])


@click.group(
    cls=Commands,
    invoke_without_command=True,
    help="A terminal war room for live incidents.\n\n"
    "'warroom' opens the lobby, or the only open room; 'warroom ROOM' opens a room. "
    "ROOM is a reference (1122-K7Q), a title's slug, any unique beginning of either, or '.' for the only open room.",
    epilog="Exit codes: 0 done, 1 a finding or a refusal, 2 wrong usage or bad input, 3 not saved.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@everywhere
@click.version_option(__version__, prog_name="warroom", message="%(prog)s %(version)s")
@click.pass_context
def warroom(context: click.Context) -> int:
    """Open the terminal interface when no command is named."""
    if context.invoked_subcommand is not None:
        return 0
    opened: int = context.invoke(import_module("warroom.cli.open").COMMANDS[OPEN], room="")
    return opened


def run(argv: list[str]) -> int:
    """Run a command line; wrong usage becomes one line and exit code 2."""
    try:
        result = warroom.main(args=argv, prog_name="warroom", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return USAGE
    except click.ClickException as error:
        complain(_one_line(error))
        return USAGE
    except click.Abort:
        return INTERRUPTED
    return result if isinstance(result, int) else 0


def _one_line(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    message = error.format_message().replace("\n", " ").rstrip(".")
    return f"{message}. See: {context.command_path} --help" if context else message
