"""Rendering a template that anybody may have written: it reads its facts and nothing else, and it ends.

What stops it: only the parts of the language in ``sandbox.ALLOWED`` exist (no call, no macro, no include, no joining of
texts but by writing them one after the other), values are copied to plain data first, every step is paid for from a
fixed budget, and the size is counted while the text comes. Jinja2 is imported at the first use (DESIGN.md 6.6).
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from warroom.errors import BadInput

MAX_SOURCE: Final = 32_768
"""Letters of one template file; the built-in ones have about 2,000."""
MAX_BYTES: Final = 65_536
"""Bytes of a rendered text (owner-updates.md 3)."""
MAX_ITEMS: Final = 200
"""Items of a list; a longer one is cut (owner-updates.md 3)."""
MAX_TEXT: Final = 8_192
"""Letters of one value; a longer one is cut."""
MAX_STEPS: Final = 200_000
"""What one rendering may cost, in parts of the language evaluated: about a quarter of a second."""
_MAX_DEPTH: Final = 5

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"]
"""What a template may be given. None and empty values are missing ones."""


class TemplateFault(BadInput):
    """A template can't be used; ``line`` is where, counted from 1 in the source that was given (0: as a whole)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class Meter:
    """What a rendering may still spend, over all the pieces of one template; and what it found missing."""

    def __init__(self) -> None:
        self.steps = MAX_STEPS
        self.bytes = MAX_BYTES
        self.missing: list[str] = []

    def spend(self, steps: int) -> None:
        """Pay for so many steps; raises ``TemplateFault`` when there are none left."""
        self.steps -= steps
        if self.steps < 0:
            raise TemplateFault("it does too much: loops within loops over long lists are cut off")

    def write(self, text: str) -> str:
        """Count a piece of the text; raises ``TemplateFault`` when it becomes too long."""
        self.bytes -= len(text.encode("utf-8", "surrogatepass"))
        if self.bytes < 0:
            raise TemplateFault(f"its text is longer than {MAX_BYTES // 1024} KB")
        return text


class Group(dict[str, "Value | Group | list[object]"]):
    """Values under a name; it knows its name, so that what is missing can be named in full."""

    path: str = ""


class Rendered(NamedTuple):
    """A rendered piece."""

    text: str
    missing: tuple[str, ...]
    """The values that were to be printed and are not there, in order."""


def plain(values: Mapping[str, Value]) -> Group:
    """``values`` copied to plain data of a bounded size. Raises ``TypeError`` for anything else: a fault of ours."""
    return _group(values, "", 0)


def _group(values: Mapping[str, Value], path: str, depth: int) -> Group:
    made = Group()
    made.path = path
    for name, value in values.items():
        kept = _copy(value, f"{path}.{name}" if path else name, depth)
        if kept is not None and kept != "":
            made[name] = kept
    return made


def _copy(value: Value, path: str, depth: int) -> "Value | Group | list[object]":
    if depth > _MAX_DEPTH:
        raise TypeError(f"{path}: values lie too deep in each other")
    if value is None or type(value) in (bool, int):
        return value
    if isinstance(value, str):
        return str.__str__(value)[:MAX_TEXT]
    if isinstance(value, Mapping):
        return _group(value, path, depth + 1)
    if isinstance(value, (list, tuple)):
        kept: list[object] = [_copy(one, path, depth + 1) for one in value[:MAX_ITEMS]]
        return kept or None
    raise TypeError(f"{path}: a template is not given a {type(value).__name__}")


def check(source: str) -> frozenset[str]:
    """The names that a source asks for. Raises ``TemplateFault`` when it can't be used."""
    from warroom.updates.templates import sandbox  # jinja2 waits for the first template

    return sandbox.compiled(source).names


def render(source: str, values: Group, meter: Meter) -> Rendered:
    """The text that a source makes of ``plain`` values. Raises ``TemplateFault``; what it spends stays spent."""
    from warroom.updates.templates import sandbox  # jinja2 waits for the first template

    before = len(meter.missing)
    text = sandbox.render(source, values, meter)
    return Rendered(text, tuple(meter.missing[before:]))
