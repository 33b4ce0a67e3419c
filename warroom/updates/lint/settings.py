"""What an organisation tells the check once: its hosts, tickets and clients, and what each owner calls things. Pure.

``lint.toml``, as docs/lint.md shows it. The file is read by the command line and passed in.
"""

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final, NoReturn

import msgspec

from warroom.errors import BadInput


class OwnerWords(msgspec.Struct, frozen=True):
    """What is known of one owner beside their plan in a room."""

    also: tuple[str, ...] = ()
    """Their other names."""
    glossary: Mapping[str, str] = {}
    avoid: tuple[str, ...] = ()


class Settings(msgspec.Struct, frozen=True):
    """Everything that ``lint.toml`` may hold; the defaults are those of no file."""

    hosts: tuple[str, ...] = ()
    """Ends of internal host names, ``.corp.example`` (L03, L04)."""
    tickets: tuple[str, ...] = ()
    """Ticket keys, ``OPS`` (L06)."""
    links: tuple[str, ...] = ()
    """Hosts whose links may go out, with or without a path: ``status.example.com`` (L04)."""
    avoid: tuple[str, ...] = ()
    """Words that are said to no owner."""
    glossary: Mapping[str, str] = {}
    """Words that every owner knows, or (the value) what they call it."""
    organisations: Mapping[str, tuple[str, ...]] = {}
    """Clients and others that must not be named to each other, with their other names (L09)."""
    owner: Mapping[str, OwnerWords] = {}

    def of(self, owner: str) -> OwnerWords:
        """What is known of one owner, under whatever name or case."""
        sought = _same(owner)
        for name, words in self.owner.items():
            if sought in map(_same, (name, *words.also)):
                return words
        return OwnerWords()

    def names(self) -> dict[str, tuple[str, ...]]:
        """Every organisation and owner by name, with their other names."""
        found = dict(self.organisations)
        for name, words in self.owner.items():
            found[name] = (*found.get(name, ()), *words.also)
        return found


def _same(name: str) -> str:
    return " ".join(name.casefold().split())


def joined(first: Settings, second: Settings) -> Settings:
    """Both: lists are added up, of two meanings of one word the second's holds."""
    names = dict(first.organisations)
    for name, also in second.organisations.items():
        names[name] = _both(names.get(name, ()), also)
    owners = dict(first.owner)
    for name, words in second.owner.items():
        before = owners.get(name, OwnerWords())
        owners[name] = OwnerWords(
            also=_both(before.also, words.also),
            glossary={**before.glossary, **words.glossary},
            avoid=_both(before.avoid, words.avoid),
        )
    return Settings(
        hosts=_both(first.hosts, second.hosts),
        tickets=_both(first.tickets, second.tickets),
        links=_both(first.links, second.links),
        avoid=_both(first.avoid, second.avoid),
        glossary={**first.glossary, **second.glossary},
        organisations=names,
        owner=owners,
    )


def _both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def read_settings(text: str, source: str = "lint.toml") -> Settings:
    """The settings that a file holds; raises ``BadInput`` with the file, the line and what to write instead."""
    try:
        keys = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line = place[1] if place else str(text.count("\n") + 1)
        what = str(error).partition(" (at")[0]
        raise BadInput(f"{source}:{line}: {what}; the file is TOML (docs/lint.md), and none of it was taken") from error
    return _Reading(text, source).settings(keys)


_LISTS: Final = ("hosts", "tickets", "links", "avoid")
_OWNER_LISTS: Final = ("also", "avoid")
_KEYS: Final = (*_LISTS, "glossary", "organisations", "owner")
_OWNER_KEYS: Final = (*_OWNER_LISTS, "glossary")
_FORMS: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    "hosts": (
        re.compile(r"(?:\*?\.)?(?!(?:com|net|org|cn|io|gov|edu|uk|de|eu|co)$)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?"),
        "the end of a host name, '.corp.example'",
    ),
    "tickets": (re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}-?"), "a ticket key, 'OPS' for OPS-1234"),
    "links": (
        re.compile(r"(?:[a-z]+://)?(?:\*?\.)?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(?::\d+)?(?:/\S*)?"),
        "a host, 'status.example.com', with or without a path",
    ),
}


class _Reading:
    """One file being read; it knows the lines, so that errors name them."""

    def __init__(self, text: str, source: str) -> None:
        self.text = text
        self.source = source

    def settings(self, keys: dict[str, Any]) -> Settings:
        self._known(keys, _KEYS, ())
        lists = {name: self._strings(keys.get(name, []), (name,)) for name in _LISTS}
        organisations = self._table(keys.get("organisations", {}), ("organisations",))
        owners = self._table(keys.get("owner", {}), ("owner",))
        return Settings(
            **lists,
            glossary=self._glossary(keys.get("glossary", {}), ("glossary",)),
            organisations={name: self._strings(one, ("organisations", name)) for name, one in organisations.items()},
            owner={name: self._owner(one, ("owner", name)) for name, one in owners.items()},
        )

    def _owner(self, value: Any, path: tuple[str, ...]) -> OwnerWords:
        keys = self._table(value, path)
        self._known(keys, _OWNER_KEYS, path)
        return OwnerWords(
            also=self._strings(keys.get("also", []), (*path, "also")),
            glossary=self._glossary(keys.get("glossary", {}), (*path, "glossary")),
            avoid=self._strings(keys.get("avoid", []), (*path, "avoid")),
        )

    def _known(self, keys: Mapping[str, Any], known: tuple[str, ...], path: tuple[str, ...]) -> None:
        for key in keys:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(known)}"
                self._refuse((*path, key), f"unknown key '{key}'; {hint}")

    def _table(self, value: Any, path: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._refuse(path, f"'{path[-1]}' is a table: write [{path[-1]}] and its keys beneath")
        for key in value:
            if not key.strip():
                self._refuse((*path, key), "a name is empty")
        return value

    def _strings(self, value: Any, path: tuple[str, ...]) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self._refuse(path, f'\'{path[-1]}\' is a list of texts: {path[-1]} = ["...", "..."]')
        form = _FORMS.get(path[-1]) if len(path) == 1 else None
        for one in value:
            if not one.strip():
                self._refuse(path, f"'{path[-1]}' holds an empty text")
            if form is not None and not form[0].fullmatch(one.strip()):
                self._refuse(path, f"'{one[:60]}' is not {form[1]}")
        return tuple(one.strip() for one in value)

    def _glossary(self, value: Any, path: tuple[str, ...]) -> dict[str, str]:
        words = self._table(value, path)
        for word, meaning in words.items():
            if not isinstance(meaning, str):
                self._refuse((*path, word), f"what '{word}' is called is a text; empty where it is known as it is")
        return {word.strip(): meaning.strip() for word, meaning in words.items()}

    def _refuse(self, path: tuple[str, ...], what: str) -> NoReturn:
        raise BadInput(f"{self.source}:{line_of(self.text, path)}: {what}; none of the file was taken")


def line_of(text: str, path: tuple[str, ...]) -> int:
    """The line on which the key of ``path`` is set, else the nearest that holds it; 1 when none does."""
    here: tuple[str, ...] = ()
    best, reached = 1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\[?(.+?)\]\]?\s*(?:#.*)?$", line)
        if header is not None and (names := _names(f"[{header[1]}]")):
            here = names
            at = here
        elif "=" in line and (names := _names(f"{line.split('=', 1)[0]} = 0")):
            at = (*here, *names)
        else:
            continue
        same = len(at) if path[: len(at)] == at else len(path) if at[: len(path)] == path else 0
        if same > reached:
            best, reached = number, same
    return best


def _names(toml: str) -> tuple[str, ...]:
    """The dotted key of a line of TOML; empty when it is none."""
    try:
        keys: Any = tomllib.loads(toml)
    except tomllib.TOMLDecodeError:
        return ()
    names = []
    while isinstance(keys, dict) and keys:
        name, keys = next(iter(keys.items()))
        names.append(name)
    return tuple(names)
