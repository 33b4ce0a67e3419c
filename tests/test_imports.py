"""Who may import what: the contract that a newcomer reads from the folder names, and what a script never pays for."""

import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest

import screens
import store
import warroom

SCREENS_ALLOWED = {"warroom.cli.app", "warroom.__main__"}


def modules_of(package: object) -> list[str]:
    paths: list[str] = package.__path__
    prefix: str = package.__name__ + "."
    return [found.name for found in pkgutil.walk_packages(paths, prefix)]


def loaded_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_neither_warroom_nor_store_ever_imports_textual_or_screens() -> None:
    names = [name for name in modules_of(warroom) + modules_of(store) if name not in SCREENS_ALLOWED]
    loaded = loaded_after("\n".join(f"import {name}" for name in names))
    assert "warroom.room" in loaded and "store.room_log" in loaded
    assert not {name for name in loaded if name.split(".")[0] in {"textual", "screens"}}


def test_warroom_without_its_command_line_never_imports_the_store() -> None:
    names = [name for name in modules_of(warroom) if ".cli" not in name and not name.endswith("__main__")]
    loaded = loaded_after("\n".join(f"import {name}" for name in names))
    assert not {name for name in loaded if name.split(".")[0] == "store"}


@pytest.mark.parametrize("package", [warroom, screens, store], ids=lambda one: one.__name__)
def test_every_module_imports_and_says_what_it_is(package: object) -> None:
    for name in modules_of(package):
        if name not in SCREENS_ALLOWED:
            assert import_module(name).__doc__, f"{name} has no docstring"


def test_a_room_opens_without_what_only_the_composer_needs() -> None:
    loaded = loaded_after("import screens.app, screens.room.screen, screens.lobby.screen, warroom.cli.app")
    assert "screens.room.screen" in loaded
    heavy = {"jinja2", "warroom.updates.drafting", "warroom.updates.lint.check", "warroom.updates.lint.draft"}
    assert not loaded & heavy
    assert not {name for name in loaded if name.startswith("screens.update")}
    composer = loaded_after("import screens.update.body")
    assert not composer & heavy, "the screen itself leaves them to its threads"


def test_the_seal_needs_the_standard_library_only() -> None:
    loaded = loaded_after("import warroom.seal, warroom.errors, warroom.config, warroom.identity, store.cold")
    foreign = {"msgspec", "tinydb", "textual", "click", "orjson", "rich", "typing_extensions", "asyncio", "dataclasses"}
    assert not loaded & foreign
