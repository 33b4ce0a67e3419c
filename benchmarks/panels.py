"""Do screens 2 and 3 answer as fast with 200 tasks and 100 hypotheses as in a room with next to nothing?

    python benchmarks/panels.py [--short]

A room with nothing at all draws nothing when a cursor moves, so the small room has 16 tasks and 14 hypotheses: just
as many as fill the screen. Acts that are stored are measured too.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.verdict.keys import Step, Stored, run
from tests.screens.panel_rooms import big

STEPS = (
    Step("1 to 2", ("1",), "2"),
    Step("2: down", ("2", "g"), "j"),
    Step("2: next pane", ("2",), "tab"),
    Step("2: new (form)", ("2",), "n", ("ctrl+g",)),
    Step("2: pick entries", ("2",), "+", ("ctrl+g",)),
    Step("2: search", ("2", "g", "/"), "c", ("ctrl+g",)),
    Step("1 to 3", ("1",), "3"),
    Step("3: down", ("3", "g"), "j"),
    Step("3: board, list", ("3",), "v"),
    Step("3: risks, tasks", ("t",), "r"),
    Step("3: new (form)", ("t",), "n", ("ctrl+g",)),
    Step("3: task onward", ("t", "g"), ">"),
    Step("3: typing", ("i",), "x", ("ctrl+u", "ctrl+g")),
    Step("F4", ("1",), "f4", ("ctrl+g",)),
)
LINES = (
    Stored("a plain entry {}", b"logged "),
    Stored("/task count to {} ~20m", b"/assign "),
    Stored("/cause it was number {}", b"possible cause"),
)

if __name__ == "__main__":
    rooms = [big(16, 14), big(200, 100)]
    sys.exit(run(__file__, "16 tasks, 14 hypotheses against 200, 100", rooms, STEPS, LINES))
