"""What the store's benchmarks share: the demand beside the figure, medians, and documents to store."""

import argparse
import statistics
from collections.abc import Sequence
from typing import Any

TEXT = "rolled payments-api back to v411 on all nodes, error rate falling, checkout p99 still above target "


class Verdicts:
    """Prints a line for each demand and remembers whether any was missed."""

    def __init__(self) -> None:
        self.missed = 0

    def say(self, demand: str, figure: str, ok: bool) -> None:
        """One demand of docs/store.md 8, its figure in this run, and the verdict."""
        self.missed += not ok
        print(f"{'ok    ' if ok else 'MISSED'}  {demand:<72} {figure}", flush=True)


def short_form(description: str | None) -> bool:
    """Whether ``--short`` was asked for: fewer samples, for CI."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="fewer samples, for CI")
    return bool(parser.parse_args().short)


def p50(samples: Sequence[float]) -> float:
    """The median."""
    return statistics.median(samples)


def p99(samples: Sequence[float]) -> float:
    """The 99th percentile."""
    return sorted(samples)[min(len(samples) - 1, int(len(samples) * 0.99))]


def document(number: int) -> dict[str, Any]:
    """A document of 220 bytes of JSON, as docs/store.md 2 measured with."""
    made = {"id": f"01JC{number:08}", "at": "2026-11-22T14:05:00.123456Z", "by": "ana", "kind": "log", "text": TEXT}
    return {**made, "text": (TEXT + TEXT)[:115]}
