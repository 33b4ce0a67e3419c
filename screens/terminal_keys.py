"""Keys as terminals send them, where Textual reads them as something else."""

from collections.abc import MutableMapping
from typing import cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS


def let_alt_digits_through() -> None:
    """Read ESC and a digit as alt and the digit, as every terminal but one means it.

    Textual 8 takes them for what WezTerm on a Mac sends for Option and a digit, and types ``¡`` for alt+1. Terminals
    with the kitty protocol are not concerned.
    """
    known = cast(MutableMapping[str, object], ANSI_SEQUENCES_KEYS)
    for digit in "0123456789":
        known.pop(f"\x1b{digit}", None)
