"""What holds for every test."""

from collections.abc import Iterator

import pytest

from store.journal import Journal
from store.room_log import RoomLog


@pytest.fixture(autouse=True)
def files_of_rooms() -> Iterator[None]:
    """Close what a test opened and left open: a few hundred rooms are more files than one process may have.

    That the program itself leaves nothing open has tests of its own (test_cli_anything.py).
    """
    opened: list[RoomLog | Journal] = []
    patch = pytest.MonkeyPatch()  # one of its own: what a test breaks with the shared one is whole again by the end

    def noted(kind: type[RoomLog] | type[Journal]) -> None:
        begin = kind.__init__

        def begun(self: RoomLog | Journal, *args: object, **options: object) -> None:
            opened.append(self)
            begin(self, *args, **options)  # type: ignore[arg-type]

        patch.setattr(kind, "__init__", begun)

    noted(RoomLog)
    noted(Journal)
    yield
    patch.undo()
    for one in sorted(opened, key=lambda one: isinstance(one, Journal)):  # whoever follows a room ends first
        if isinstance(one, Journal) or hasattr(one, "_stops"):  # a room that could not be opened has nothing to close
            one.close()
