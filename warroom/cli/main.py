"""The console entry: quick ``log`` first, click for everything else, one clear line for every failure.

Only what ``warroom log`` can afford is imported here; the rest waits until it is known to be needed.
"""

import os
import sys

from warroom.cli import failures
from warroom.errors import Ambiguous, NotFound

COMPLETE = "_WARROOM_COMPLETE"
"""Set by the completion script of a shell when it asks what could come next."""


def main() -> None:
    """Run the command of ``sys.argv`` and leave with its exit code."""
    _text_streams()
    argv = [_typed(word) for word in sys.argv[1:]]
    sys.exit(failures.guarded(lambda: run(argv), _named_data(argv)))


def run(argv: list[str]) -> int:
    """Run one command; returns its exit code or raises what ``failures`` explains."""
    if COMPLETE not in os.environ and "log" in argv:
        from warroom.cli import quick_log

        request = quick_log.read(argv)
        if request is not None:
            failures.refuse_foreign("store")
            try:
                return quick_log.run(request)
            except (NotFound, Ambiguous):
                pass  # a title's slug may be missing in old summaries: the slower way makes them anew and looks again
    failures.refuse_foreign("store", "screens")
    if COMPLETE not in os.environ and argv and "log" not in argv:
        from warroom.cli import quick_open

        left = quick_open.run(argv)
        if left is not None:
            return left
    from warroom.cli import shell

    return shell.run(argv)


def _named_data(argv: list[str]) -> str | None:
    """The value of ``--data``, found without reading the rest: a fault may come before that or in it."""
    for word, after in zip(argv, [*argv[1:], None], strict=False):
        if word == "--":
            return None
        if word == "--data":
            return after
        if word.startswith("--data="):
            return word.removeprefix("--data=")
    return None


def _typed(word: str) -> str:
    """An argument as it was typed: UTF-8 even where the locale made something else of its bytes."""
    try:
        return word if word.isascii() else os.fsencode(word).decode()
    except ValueError:  # no UTF-8 at all: what is stored of it is cleaned, and a file is found by it
        return word


def _text_streams() -> None:
    """Pipes carry UTF-8 whatever the locale; a terminal gets what it can show, and nothing raises for a letter."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller (>&-)
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - lives as long as we do
        elif stream.isatty():
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
