"""Start an installed warroom in a true terminal, see the demo room, and leave: ``start_once.py COMMAND [WORD...]``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.terminal.driver import Terminal  # the path above must stand first


def main() -> int:
    with Terminal(sys.argv[1:], patience=60) as terminal:
        terminal.wait_for("INTERNAL  Timeline")
        terminal.wait_for("typing")
        terminal.press(*"started once", "enter")
        terminal.wait_for("started once")
        terminal.press("ctrl+q")
        code = terminal.wait_exit()
    print("the demo room opened, took an entry and closed" if code == 0 else f"it ended with {code}")
    return code


if __name__ == "__main__":
    sys.exit(main())
