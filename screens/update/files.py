"""The files that go with an update, in words. Pure."""

from typing import Final

from warroom.state.revisions import Content

_UNITS: Final = ("bytes", "kB", "MB", "GB")


def files_words(content: Content) -> str:
    """``photo.jpg (1.2 MB), plan.pdf (84 kB)``; empty when nothing goes along."""
    return ", ".join(f"{one.name} ({size_words(one.size)})" for one in content.files)


def size_words(size: int) -> str:
    """``84 kB``: decimal, as people's mail programs say it."""
    amount, unit = float(size), 0
    while amount >= 999.5 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return (
        f"{size} {_UNITS[0]}"
        if not unit
        else f"{amount:.1f} {_UNITS[unit]}"
        if amount < 10
        else f"{amount:.0f} {_UNITS[unit]}"
    )
