"""JSON that other programs wrote: one object, an array of them, or one a line; each comes with its line's number.

Numbers that would be floats are kept as their text, so that nothing is rounded.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final, NamedTuple, NoReturn

from warroom.errors import BadInput
from warroom.importers.content import Content
from warroom.importers.moments import FIRST_YEAR, LAST_YEAR, Moment
from warroom.importers.reading import Remark, refuse
from warroom.text import clean

DIGITS: Final = 40
"""Digits of a whole number; what is longer is no time, no count and no id of anybody's."""
_SPACE: Final = " \t\r\n"
_BLANK: Final = re.compile(f"[{_SPACE}]*")


class Found(NamedTuple):
    """An object and the line it begins on."""

    line: int
    value: dict[str, Any]


def _whole_number(text: str) -> int:
    if len(text) > DIGITS:
        raise ValueError(f"a number of {len(text)} digits")
    return int(text)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON's")


_scan: Final = json.JSONDecoder(parse_int=_whole_number, parse_float=str, parse_constant=_no_constant).raw_decode


def objects(content: Content) -> Iterator[Found]:
    """Every object of a file, a few in memory at a time when there is one a line. Raises ``BadInput`` with the line."""
    first = next((line for line in content.lines() if line.text.strip()), None)
    if first is not None and _is_object(first.text):
        yield from _by_line(content)
    else:
        yield from in_text(content.document(), content.source)


def _is_object(text: str) -> bool:
    try:
        value, end = _scan(text.strip())
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and end == len(text.strip())


def _by_line(content: Content) -> Iterator[Found]:
    faults: list[Remark] = []
    for line in content.lines():
        text = line.text.strip(_SPACE)
        if not text:
            continue
        try:
            value, end = _scan(text)
            if end < len(text):
                raise ValueError(f"more stands behind the object: {text[end : end + 20]}")
            if not isinstance(value, dict):
                raise ValueError("no object ({...})")
        except (ValueError, RecursionError) as error:
            faults.append(Remark(line.number, _fault(error)))
            continue
        if not faults:
            yield Found(line.number, value)
    refuse(faults, content.source)


def _spaces(text: str, at: int) -> int:
    """Where the white space that begins at ``at`` ends."""
    match = _BLANK.match(text, at)
    return match.end() if match else at


def in_text(text: str, source: str) -> Iterator[Found]:
    """The objects of a text: one, several one after the other, or the elements of an array."""
    at, line, counted = 0, 1, 0
    inside = False
    while True:
        at = _spaces(text, at)
        line, counted = line + text.count("\n", counted, at), at
        if at >= len(text):
            break
        if not inside and text[at] == "[":
            inside, at = True, at + 1
            continue
        if inside and text[at] in ",]":
            inside, at = text[at] == ",", at + 1
            continue
        try:
            value, at = _scan(text, at)
        except (ValueError, RecursionError) as error:
            where = text.count("\n", 0, error.pos) + 1 if isinstance(error, json.JSONDecodeError) else line
            raise BadInput(f"{source}: nothing was imported, line {where}: {_fault(error)}") from error
        if not isinstance(value, dict):
            raise BadInput(f"{source}: nothing was imported, line {line}: an object ({{...}}) is expected here")
        yield Found(line, value)
    if inside:
        raise BadInput(f"{source}: nothing was imported, line {line}: the file ends in the middle; was it cut off?")


def _fault(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply to be what it says it is"
    if isinstance(error, json.JSONDecodeError):
        return f"no JSON: {error.msg} (column {error.colno})"
    return f"no JSON: {error}"


# -- looking into objects that may hold anything -----------------------------------------------------------------------


def text_of(value: Any, *path: str) -> str:
    """The text at ``path``, as it may be stored; empty when there is none. Numbers count as their text."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, str):
        return clean(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def list_of(value: Any, *path: str) -> list[dict[str, Any]]:
    """The objects of the list at ``path``; what is no object in it is left out."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def object_of(value: Any, *path: str) -> dict[str, Any]:
    """The object at ``path``, or an empty one."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def time_of(text: str) -> Moment | None:
    """An ISO 8601 time with its zone (or without); None for any other text, and for years that nobody means."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST_YEAR <= found.year <= LAST_YEAR or "T" not in text[:11].upper().replace(" ", "T"):
        return None
    if found.tzinfo is None:
        return Moment(found)
    return Moment(found.replace(tzinfo=None), timezone(found.utcoffset() or timedelta()))


def unix_time(text: str) -> Moment | None:
    """Seconds since 1970 as text, with a fraction or not; None for any other text."""
    whole, _, part = text.partition(".")
    if (
        not (whole.isascii() and whole.isdigit())
        or len(whole) > 11
        or (part and not (part.isascii() and part.isdigit()))
    ):
        return None
    try:
        moment = datetime.fromtimestamp(int(whole), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return Moment(moment.replace(tzinfo=None, microsecond=int((part + "000000")[:6])), UTC)
