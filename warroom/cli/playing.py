"""The player's process beside the screens: begun when a drill is shown, let go when it no longer is."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import warroom

PATIENCE = 5.0
"""Seconds for the player to let the drill's clock rest before it is ended."""


def player(folder: Path, room: str) -> Callable[[], None]:
    """Begin to play a drill's room; the function that is returned ends it, and the drill's clock rests."""
    home = str(Path(warroom.__file__).parent.parent)
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    process = subprocess.Popen(
        # -P: a folder called 'store' where the person happens to be must not stand in for ours.
        [sys.executable, "-P", "-m", "warroom.cli.drill_player", str(folder), room, str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # what the terminal sends when it closes must not end it before its clock rests
        env={**os.environ, "PYTHONPATH": path},
    )

    def leave() -> None:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    return leave
