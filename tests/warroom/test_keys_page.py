"""docs/keys.md is what the table of commands makes of it."""

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location

from screens.keys import sign
from screens.widgets.line_area import NEW_LINE_KEYS
from tests.warroom.shell import REPO
from warroom.commands import COMMANDS

SCRIPT = REPO / "docs" / "make_keys.py"


def maker():
    spec = spec_from_file_location("make_keys", SCRIPT)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_the_one_that_the_table_makes():
    ran = subprocess.run([sys.executable, SCRIPT], capture_output=True, check=True, timeout=60)
    assert ran.stdout.decode() == (REPO / "docs" / "keys.md").read_text("utf-8"), "python docs/make_keys.py --write"


def test_every_key_and_every_form_stands_on_it():
    text = maker().page()
    for command in COMMANDS:
        assert command.help in text
        assert all(f"`{sign(key)}`" in text for key in command.keys)
        slash, cli = (form.replace("|", "\\|") for form in (command.slash, command.cli))  # as a table must have it
        assert not slash or f"`{slash}`" in text
        assert not cli or f"`warroom {cli}`" in text
    assert "`shift+enter` `alt+enter` `ctrl+j`" in text
    assert set(maker().PLACES) == {command.place for command in COMMANDS if command.keys}


def test_the_table_knows_the_keys_that_the_line_reads_itself():
    keys = {key for command in COMMANDS if command.place == "typing" for key in command.keys}
    assert {*NEW_LINE_KEYS, "up", "down", "tab", "shift+tab", "enter"} <= keys


def test_a_table_that_changes_changes_the_page():
    one = COMMANDS[0]._replace(help="Something else.")
    assert "Something else." in maker().page((one,)) and one.help not in maker().page(COMMANDS)
