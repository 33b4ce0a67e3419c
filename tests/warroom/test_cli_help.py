"""Help, usage, version and docs agree with the one table of commands; help costs no heavy import."""

import json
import re
import subprocess
import sys

import click
import pytest

from tests.warroom.shell import REPO
from warroom import __version__, commands
from warroom.cli import command_words, shell
from warroom.cli.quick_log import KINDS, LONGEST_LINE
from warroom.state.timeline import EntryKind

TABLE = commands.cli_commands()


def test_every_command_of_the_table_is_there_and_no_other():
    assert set(TABLE) == {word for words in command_words.MODULES.values() for word in words}


@pytest.mark.parametrize("word", sorted(TABLE))
def test_help_and_usage_are_the_tables(warroom, word):
    said = " ".join(warroom(word, "--help").split())
    assert TABLE[word].help in said
    assert f"Usage: warroom {TABLE[word].cli}" in said
    assert "--data DIR" in said and "--as NAME" in said


@pytest.mark.parametrize("word", sorted(TABLE))
def test_what_the_usage_names_is_what_click_reads(word):
    command = shell.warroom.get_command(click.Context(shell.warroom), word)
    named = re.findall(r"[A-Z]+(?=\W|$)", re.sub(r"\[--[^]]*\]", "", TABLE[word].cli))
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    assert [re.sub(r"\W", "", one.metavar) for one in arguments] == named
    options = {flag for one in command.params for flag in one.opts}
    assert set(re.findall(r"--[a-z]+", TABLE[word].cli)) <= options
    prints_none = {"export", "demo", "completion"}  # a file, a room to open, a script
    assert ("--json" in options) == (word not in prints_none)


def test_the_group_lists_every_sentence(warroom):
    said = " ".join(warroom("--help").split())
    for word, command in TABLE.items():
        assert f"{word} {command.help}" in said
    assert warroom("--version") == f"warroom {__version__}\n"


def test_the_docs_list_the_table():
    text = (REPO / "docs" / "command-line.md").read_text("utf-8")
    rows = re.findall(r"^\| `warroom ([^`]+)` \| (.*) \|$", text, re.MULTILINE)
    assert sorted(rows) == sorted((command.cli, command.help) for command in TABLE.values())


def test_the_quick_path_knows_the_kinds():
    assert set(KINDS) == set(EntryKind.__args__)
    assert LONGEST_LINE < 4 << 20, "a record holds 4 MB"


LIGHT = {"click", "msgspec", "tinydb", "textual", "asyncio", "rich", "zoneinfo", "typing_extensions"}
PROBE = """
import json, sys
from warroom.cli.main import main
sys.argv = ["warroom", *sys.argv[1:]]
try:
    main()
except SystemExit as end:
    code = end.code
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def modules_of(warroom, *argv, stdin=""):
    """The top-level modules that a command imports, in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, *argv],
        input=stdin,
        capture_output=True,
        text=True,
        env=warroom.env(),
        timeout=60,
        check=True,
    )
    code, names = json.loads(ran.stderr.splitlines()[-1])
    assert code == 0, ran.stderr
    return set(names)


def test_log_imports_the_standard_library_only(warroom):
    ref = warroom("new", "Checkout").strip()
    plain = modules_of(warroom, "log", ref, "a", "plain", "entry", "--kind", "action", "--at", "-5m", "--actor", "bob")
    piped = modules_of(warroom, "log", ".", "-", stdin="one\ntwo\n")
    for names in (plain, piped):
        assert not names & LIGHT
        assert {"warroom", "store"} <= names
        assert not names - {"warroom", "store"} - set(sys.stdlib_module_names) - {"__main__"} - editable(names)


def editable(names):
    """What an editable install puts into every interpreter."""
    return {name for name in names if name.startswith(("__editable__", "_distutils_hack", "sitecustomize"))}


@pytest.mark.parametrize(
    "argv",
    [
        ("--version",),
        ("--help",),
        ("log", "--help"),
        ("rooms", "--json"),
        ("show", "."),
        ("export", "."),
        ("brief", "."),
        ("sev", ".", "2"),
        ("doctor",),
        ("demo", "--no-live"),
    ],
    ids=" ".join,
)
def test_nothing_but_the_terminal_interface_imports_textual(warroom, argv):
    warroom("new", "Checkout")
    names = modules_of(warroom, *argv)
    assert "textual" not in names
    if argv[0].startswith("-"):
        assert not names & {"msgspec", "tinydb", "asyncio"}


def test_a_foreign_store_is_told(warroom, tmp_path):
    foreign = tmp_path / "elsewhere" / "store"
    foreign.mkdir(parents=True)
    (foreign / "__init__.py").write_text("print('foreign')\n")
    # The folder where a person happens to be comes first with -m.
    ran = subprocess.run(
        [sys.executable, "-m", "warroom", "rooms"],
        cwd=foreign.parent,
        capture_output=True,
        text=True,
        env=warroom.env(),
    )
    assert ran.returncode == 1
    assert "a foreign package called 'store'" in ran.stderr
    assert str(foreign) in ran.stderr and ran.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_scripts(warroom, name):
    assert "_WARROOM_COMPLETE" in warroom("completion", name)


def test_rooms_complete_by_reference_and_slug(warroom):
    ref = warroom("new", "Checkout latency").strip()
    for typed in (ref[:6], "check"):
        ran = warroom.process(_WARROOM_COMPLETE="bash_complete", COMP_WORDS=f"warroom show {typed}", COMP_CWORD="2")
        assert ran.stdout.decode() == f"plain,{ref}\n"
