"""docs/owner-side.md names commands that exist, by slash, shell and id, and a plan that is read as it is written."""

import re
import tomllib
from pathlib import Path

import click

from warroom.acts.owners import checked_plan
from warroom.cli import shell
from warroom.clocks import ClockKind
from warroom.commands import BY_ID, COMMANDS, cli_commands, slash_commands
from warroom.doing_owners import as_plan
from warroom.grammar.slash import FIELD_COMMANDS

TEXT = (Path(__file__).parents[2] / "docs" / "owner-side.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.split("## The guides' demands")[1].split("\n## ")[0].splitlines()
    if line.startswith("| ") and "---" not in line
][1:]


def test_every_command_that_a_row_names_exists() -> None:
    assert len(ROWS) >= 35
    for demand, how, line, words, ids in ROWS:
        assert demand
        assert how
        for word in re.findall(r"`/([\w-]+)`", line):
            assert word in {*slash_commands(), *FIELD_COMMANDS}, demand
        for word in re.findall(r"`([\w-]+)", words):
            assert word in cli_commands(), demand
        named = re.findall(r"`([\w.]+)`", ids)
        assert named, demand
        for one in named:
            assert one in BY_ID, demand


def test_every_command_of_the_owner_side_has_a_place() -> None:
    named = {one for row in ROWS for one in re.findall(r"`([\w.]+)`", row[4])}
    assert {command.id for command in COMMANDS if command.id.startswith("owner.") and command.slash} <= named


def test_the_plan_of_the_page_is_read() -> None:
    block = re.search(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert block is not None
    plan = checked_plan(as_plan("Acme", tomllib.loads(block[1])))
    assert plan.hours.workdays == ("2026-12-26",)
    assert plan.contacts[0].name == "李工"


def test_every_clock_is_explained() -> None:
    table = TEXT.split("## When clocks run")[1]
    assert set(ClockKind.__args__) <= set(re.findall(r"`(\w+)`", table))


def test_every_option_that_a_row_names_is_one_of_its_command() -> None:
    for demand, _, _, shell_cell, _ in ROWS:
        for named in re.findall(r"`([^`]+)`", shell_cell):
            word, *options = named.split()
            command = shell.warroom.get_command(click.Context(shell.warroom), word)
            assert command is not None, demand
            known = {flag for one in command.params for flag in one.opts}
            for option in options:
                if option.startswith("--"):
                    assert option in known, (demand, option)


def test_what_a_row_names_is_done_by_a_key_or_the_line_and_run_as_an_example() -> None:
    examples = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text("utf-8")
    run = set(re.findall(r"\bwarroom ([a-z-]+)", "\n".join(re.findall(r"```sh\n(.*?)```", examples, re.DOTALL))))
    for demand, _, line, shell_cell, ids in ROWS:
        assert {one.split()[0] for one in re.findall(r"`([^`]+)`", shell_cell)} <= run, demand
        assert line or any(BY_ID[one].keys or BY_ID[one].cli for one in re.findall(r"`([\w.]+)`", ids)), demand
