"""Fixtures of the screens' tests: a data folder, and pictures as text that can be brought up to date."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from screens.key_order import KeyOrder
from tests.screens.kit import Place, place

PATIENCE = 10.0
"""Seconds that a key may take to be obeyed before a test looks at the screen all the same."""
_wait_for_screen = Pilot._wait_for_screen


async def _wait_for_keys(pilot: Pilot[Any], timeout: float = 30.0) -> bool:  # noqa: ASYNC109 - the form of the original
    """What ``Pilot`` waits for after a key, once the key has been obeyed: keys wait for each other and for places."""
    keys = getattr(pilot.app, "keys", None)
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while isinstance(keys, KeyOrder) and not keys.idle and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    return await _wait_for_screen(pilot, timeout)


@pytest.fixture(autouse=True)
def keys_are_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have ``press`` and ``pause`` return when every key has been obeyed, however busy the machine is."""
    monkeypatch.setattr(Pilot, "_wait_for_screen", _wait_for_keys)


SNAPSHOTS = Path(__file__).parent / "snapshots"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-snapshots", action="store_true", help="write the screens' pictures anew")


@pytest.fixture
def where(tmp_path: Path) -> Iterator[Place]:
    """A data folder of its own, and the one thread that writes to it."""
    found = place(tmp_path / "data")
    yield found
    found.writer.close()


@pytest.fixture
def looks_like(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a screen's text with the picture of that name."""

    def compare(name: str, text: str) -> None:
        kept = SNAPSHOTS / f"{name}.txt"
        if request.config.getoption("--update-snapshots", default=False):
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(text + "\n", encoding="utf-8")
            return
        assert kept.exists(), f"there is no picture {kept.name}; make it with --update-snapshots and look at it"
        assert text + "\n" == kept.read_text(encoding="utf-8"), f"{kept.name} looks different now:\n{text}"

    return compare
