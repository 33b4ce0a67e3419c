"""The script that teaches a shell to complete warroom's commands, options and rooms."""

import click
from click.shell_completion import get_completion_class

from warroom.cli.ground import command
from warroom.cli.main import COMPLETE

SHELLS = ("bash", "zsh", "fish")


@command("completion", 'Put it where your shell looks, as in: eval "$(warroom completion bash)" in ~/.bashrc.')
@click.argument("shell", metavar="SHELL", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """``warroom completion``."""
    made = get_completion_class(shell)
    assert made is not None  # click has all three
    click.echo(made(click.get_current_context().find_root().command, {}, "warroom", COMPLETE).source())


COMMANDS = {"completion": completion}
