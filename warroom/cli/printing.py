"""What a command prints: data to standard output, literal and aligned in cells; JSON that no terminal obeys."""

import json
import sys
from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len

from warroom.text import safe

GAP = "  "


def out(text: str) -> None:
    """Print data; nothing in it is obeyed by a terminal. Raises ``BrokenPipeError`` when nobody reads."""
    print(safe(text), flush=True)


def out_json(value: Any) -> None:
    """Print one JSON document on a line; controls and direction marks are escaped, so it is safe to look at."""
    print(json_line(value), flush=True)


def json_line(value: Any) -> str:
    """``value`` as one line of JSON: other letters as they are, what a terminal might obey as ``\\uXXXX``."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    if safe(text) == text:
        return text
    return escaped(text)


def escaped(text: str) -> str:
    """JSON text that says the same with nothing in it that a terminal might obey."""
    # dumps() writes a letter beyond the first 65,536 as the two halves that JSON wants.
    return "".join(letter if safe(letter) == letter else json.dumps(letter)[1:-1] for letter in text)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows in aligned columns, measured in cells; the last column is as long as it likes. Newlines become spaces."""
    shown = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(cell_len(row[column]) for row in shown) for column in range(len(shown[0]))] if shown else []
    lines = []
    for row in shown:
        padded = [cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
        lines.append(GAP.join(padded).rstrip())
    return "\n".join(lines)


def one_line(text: str) -> str:
    """A text as one safe line."""
    return safe(" ".join(text.split("\n"))).strip()


def on_terminal() -> bool:
    """Whether a person types and looks: the terminal interface needs both ends."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
