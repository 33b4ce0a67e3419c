"""Do screens 1 and 5 answer as fast with 300 questions and 50 promises as in a room with next to nothing?

    python benchmarks/owner_keys.py [--short]

The small room has as many questions as fill the screen. Entries, questions and promises that are stored are measured
too.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.verdict.keys import Step, Stored, run
from tests.screens.rooms_with_owners import large

STEPS = (
    Step("1: next owner", ("1",), "]", ("[",)),
    Step("1: owner before", ("1", "]"), "["),
    Step("1: down", ("1", "g"), "j"),
    Step("1: next pane", ("1",), "tab"),
    Step("1 to 5", ("1",), "5"),
    Step("5: down", ("5", "g"), "j"),
    Step("5: next pane", ("5",), "tab"),
    Step("5: next owner", ("5",), "]", ("[",)),
    Step("5: owner before", ("5", "]"), "["),
    Step("5: search", ("5", "/"), "h", ("ctrl+g",)),
    Step("5: promise (form)", ("5",), "p", ("ctrl+g",)),
    Step("5: ledger", ("5",), "L", ("ctrl+g",)),
    Step("F4", ("1",), "f4", ("ctrl+g",)),
)
LINES = (
    Stored("a plain entry {}", b"logged "),
    Stored("/asked Acme Retail: and branch {}?", b"/answer"),
    Stored("/promise Acme Retail: list {} >20:00", b", in 5 h"),
    Stored("/told City Council: word {}", b" was told"),
)

if __name__ == "__main__":
    rooms = [large(20, 6), large(300, 50)]
    sys.exit(run(__file__, "20 questions, 6 promises against 300, 50", rooms, STEPS, LINES))
