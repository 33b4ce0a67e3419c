"""Fixtures of the screens' tests: a data folder, and pictures as text that can be brought up to date."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.screens.kit import Place, place

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
