"""One question before something leaves: a person answers it on a terminal, a script says so beforehand."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from warroom.cli.failures import tell
from warroom.errors import BadInput, WarroomError
from warroom.text import safe

_YES: Final = frozenset({"y", "yes", "是", "好"})


def agreed(what: str, *, yes: bool) -> None:
    """Say ``what`` will happen and return when somebody agrees; raises, and nothing was sent.

    ``yes``: they agreed on the command line already.
    """
    tell(what)
    if yes:
        return
    if sys.stdin is None or not sys.stdin.isatty():
        raise BadInput("nobody is here to say yes, so nothing was sent; a script adds --yes")
    print(safe("Send? y sends, anything else does not: "), end="", file=sys.stderr, flush=True)
    with _ctrl_c_answers():
        answer = sys.stdin.readline()
    if answer.strip().casefold() not in _YES:
        raise WarroomError("nothing was sent")


@contextmanager
def _ctrl_c_answers() -> Iterator[None]:
    """Let ctrl+c end the question at once: the event loop's handler would wait for the line to be entered."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
