"""Present mode in a true terminal: no key brings anything to the screen that the audience may not see."""

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from store.rooms import RoomsFolder
from tests.screens.kit import entry, opened
from tests.screens.rooms_with_owners import ahead, made, plan
from tests.terminal.driver import Terminal
from warroom.commands import COMMANDS
from warroom.events import Draft
from warroom.state.commitments import Made
from warroom.state.discussion import Say
from warroom.state.expectations import OwnerFactSet
from warroom.state.incident import FieldSet
from warroom.state.owners import Message
from warroom.state.questions import Asked
from warroom.state.tasks import TaskSet
from warroom.state.updates import Told, ToldFact

ROOM = "01936b3c-9e00-7000-8000-00000000beef"
OTHER_ROOM = "01936b3c-9e00-7000-8000-00000000cafe"
SECRETS = ("Quokkatitle", "Quokkaline", "Quokkatalk", "Quokkaimpact", "Quokkatask", "Quokkahalf", "Quokkalate",
           "Quokkafact", "Zebrafirm", "Zebraquestion", "Otterroom")  # fmt: skip
"""Words that only stand in what the audience may not see: our own texts, another owner, another room."""
ESCAPES = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;:?<=>]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b.")
NAMES = {
    "slash": "/", "colon": ":", "question_mark": "?", "asterisk": "*", "at": "@", "plus": "+", "minus": "-",
    "less_than_sign": "<", "greater_than_sign": ">", "left_square_bracket": "[", "right_square_bracket": "]",
}  # fmt: skip


def _room() -> list[Draft]:
    return [
        *opened("Quokkatitle", public_title="Payment delays"),
        made(20, FieldSet("impact", "Quokkaimpact"), 40),
        made(21, plan("Acme"), 40),
        made(22, plan("Zebrafirm"), 40),
        entry(1, "Quokkaline: the certificate of node 3", at="14:05"),
        made(23, Say("Quokkatalk"), 30),
        made(24, TaskSet(text="Quokkatask"), 30),
        made(25, OwnerFactSet(text="Quokkafact, not told yet", owners=("Acme",)), 30),
        made(26, Told(owner_id="Acme", facts=(ToldFact(key="status", was="investigating", text="investigating"),)), 29),
        made(27, Message(owner_id="Acme", direction="in", text="Are refunds affected?", actor="Mr Li"), 20),
        made(28, Message(owner_id="Acme", direction="out", text="Zebrafirm has it too", actor="ana"), 19),
        made(29, Asked(text="Zebraquestion?", owner_id="Zebrafirm"), 18),
        made(30, Made(text="written report", owner_id="Acme", due=ahead(60)), 18),
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    rooms = RoomsFolder(data)
    rooms.create_with(ROOM, _room()).close()
    rooms.create_with(OTHER_ROOM, [*opened("Otterroom")]).close()
    return data


def _keys() -> list[str]:
    """Every key that any command has, as the terminal names it."""
    bound = {NAMES.get(key, key) for command in COMMANDS for key in command.keys}
    return sorted(
        bound | {"a", "1", "i", "y", "down", "ctrl+c", "ctrl+g", "insert", "f2", "f5", "f11", "backspace", "delete"}
    )


def _press_at_random(terminal: Terminal, count: int, seed: int) -> None:
    """``count`` keys, clicks and pastes; never the two keys that end it."""
    dice, keys, last = random.Random(seed), _keys(), ""
    for number in range(count):
        key = dice.choice(keys)
        if (last, key) == ("f12", "y"):
            continue
        last = key
        roll = dice.random()
        if roll < 0.03:
            terminal.click(dice.randrange(terminal.screen.columns), dice.randrange(terminal.screen.lines))
        elif roll < 0.05:
            terminal.paste("pasted\nlines")
        else:
            terminal.press(key)
        if key == "escape" or number % 40 == 0:
            terminal.settle(0.05)  # an escape and a letter sent together would be alt and the letter


def _stay(terminal: Terminal) -> None:
    """Let everything that was pressed be done; a question that is open then is answered with no."""
    terminal.settle(0.4)
    terminal.press("n")
    terminal.settle(0.4)
    if "y ends it" in terminal.text():  # it came behind the first answer: keys are done one after the other
        terminal.press("n")
    terminal.wait_gone("y ends it")


def _seen(data: bytes, secrets: tuple[str, ...] = SECRETS) -> list[str]:
    """The secrets in what was written, with and without the terminal's sequences between the letters."""
    bare = ESCAPES.sub(b"", data)
    return [
        one for one in secrets if one.casefold().encode() in data.lower() or one.casefold().encode() in bare.lower()
    ]


@pytest.mark.parametrize(("seed", "columns", "rows"), [(1, 120, 36), (2, 80, 24)])
def test_no_key_brings_what_is_ours_to_a_shared_screen(folder: Path, seed: int, columns: int, rows: int) -> None:
    command = [sys.executable, "-m", "warroom", "--data", str(folder), "--as", "ana"]
    with Terminal([*command, ROOM], columns=columns, rows=rows) as terminal:
        terminal.wait_for("1 question")
        terminal.press("Quokkahalf")
        terminal.wait_for("Quokkahalf")
        assert {"Quokkaline", "Quokkatitle", "Quokkahalf"} <= set(_seen(bytes(terminal.log)))  # the test can see them
        terminal.press("f12")
        terminal.wait_for("Present to whom?")
        terminal.press("1")
        terminal.wait_for("PRESENTING to ACME")
        terminal.settle(0.3)
        since = terminal.sent()
        _press_at_random(terminal, 300, seed)
        subprocess.run([*command, "log", ROOM, "Quokkalate"], check=True, capture_output=True)
        subprocess.run([*command, "from", ROOM, "Acme", "Thank you so far"], check=True, capture_output=True)
        _stay(terminal)
        terminal.wait_for("Thank you so far")  # it lives, and shows what they may see
        terminal.resize(columns - 10, rows - 2)
        _press_at_random(terminal, 200, seed + 100)
        _stay(terminal)
        assert _seen(bytes(terminal.log[since:])) == []
        assert "PRESENTING to ACME" in terminal.text() and "Are refunds affected?" in terminal.text()
        terminal.press("f12")
        terminal.wait_for("y ends it")
        terminal.press("y")
        terminal.wait_for("Quokkaline")
        terminal.wait_for("Quokkahalf")  # the half-typed line is where it was
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0


FROM_OURS = ("Quokkatalk", "Quokkahalf", "Otterroom", "acme.example", "We owe", "They know")
"""What our own people see on no shared screen: other panes, what is half typed, an owner's plan, other rooms."""


@pytest.mark.parametrize(("seed", "columns", "rows"), [(3, 120, 36), (4, 80, 24)])
def test_for_our_own_people_it_is_the_timeline_and_nothing_else(
    folder: Path, seed: int, columns: int, rows: int
) -> None:
    """No owner's contacts and ledgers, no other room, no discussion, nothing half typed; the timeline goes on."""
    command = [sys.executable, "-m", "warroom", "--data", str(folder), "--as", "ana"]
    with Terminal([*command, ROOM], columns=columns, rows=rows) as terminal:
        terminal.wait_for("1 question")
        terminal.press("Quokkahalf")
        terminal.wait_for("Quokkahalf")
        terminal.press("f12")
        terminal.wait_for("Present to whom?")
        terminal.press("i")
        terminal.wait_for("PRESENTING to OUR OWN PEOPLE")
        terminal.settle(0.3)
        since = terminal.sent()
        _press_at_random(terminal, 200, seed)
        subprocess.run([*command, "log", ROOM, "Quokkalate"], check=True, capture_output=True)
        subprocess.run([*command, "say", ROOM, "Quokkatalk again"], check=True, capture_output=True)
        subprocess.run([*command, "log", OTHER_ROOM, "Otterroom goes on"], check=True, capture_output=True)
        _stay(terminal)
        terminal.press("G")
        terminal.wait_for("Quokkalate")  # what is on the timeline is theirs to see
        terminal.resize(columns - 10, rows - 2)
        _press_at_random(terminal, 100, seed + 100)
        _stay(terminal)
        assert _seen(bytes(terminal.log[since:]), FROM_OURS) == []
        assert "PRESENTING to OUR OWN PEOPLE" in terminal.text()
        terminal.press("f12")
        terminal.wait_for("y ends it")
        terminal.press("y")
        terminal.wait_for("Quokkahalf")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
