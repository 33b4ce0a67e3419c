"""The list of deviations names tests that exist; strict xfail does the rest."""

import re
from pathlib import Path

from tests.store.tinydb_suite.deviations import DEVIATIONS, LEFT_OUT

SUITE = Path(__file__).parent / "tinydb_suite"


def test_every_listed_deviation_is_a_test_of_the_suite_with_a_reason() -> None:
    names = {
        f"{path.stem.removeprefix('test_')}.{name}"
        for path in SUITE.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.M)
    }
    assert len(names) > 140
    listed = {name for _, name in DEVIATIONS} | set(LEFT_OUT)
    assert listed <= names
    assert all(DEVIATIONS.values())
