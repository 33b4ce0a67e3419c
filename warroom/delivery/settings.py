"""The settings of a destination as a table: what a channel takes, and a message for each thing that is wrong. Pure."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final, Literal, NamedTuple

from warroom.delivery.carrier import Fault
from warroom.delivery.secrets import form_fault, is_reference

SettingKind = Literal["text", "number", "flag", "texts", "table"]

_FORMS: Final[Mapping[SettingKind, str]] = {
    "text": 'a text in quotes: {key} = "..."',
    "number": "a number without quotes: {key} = 10",
    "flag": "true or false, without quotes",
    "texts": 'a list of texts: {key} = ["...", "..."]',
    "table": 'a table of texts: {key} = { Name = "..." }',
}


class Setting(NamedTuple):
    """One setting that a channel takes."""

    kind: SettingKind
    says: str
    """What it is, for the message that says that it is missing."""
    needed: bool = False
    secret: bool = False
    """It has to be a reference; in a table, every value."""
    one_of: tuple[str, ...] = ()
    least: float = 0
    most: float = float("inf")


def secret_names(known: Mapping[str, Setting]) -> frozenset[str]:
    """The settings that have to be references."""
    return frozenset(key for key, one in known.items() if one.secret)


def faults_of(where: str, settings: Mapping[str, object], known: Mapping[str, Setting]) -> list[Fault]:
    """A message for each setting that is unknown, missing, of the wrong type, or a secret in clear.

    No value of a secret is repeated. ``where`` is the destination, ``slack.acme``; each fault's is ``slack.acme: key``.
    """
    found = [Fault(f"{where}: {key}", _unknown(key, known)) for key in settings if key not in known]
    for key, one in known.items():
        if key in settings:
            found += [Fault(f"{where}: {key}", text) for text in _wrong(key, settings[key], one)]
        elif one.needed:
            found.append(Fault(f"{where}: {key}", f"'{key}' is missing: {one.says}"))
    return found


def _unknown(key: str, known: Mapping[str, Setting]) -> str:
    near = get_close_matches(key, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(known)}"
    return f"there is no setting '{key}'; {hint}"


def _wrong(key: str, value: object, one: Setting) -> Iterator[str]:
    if not _is(one.kind, value):
        form = _FORMS[one.kind].replace("{key}", key)
        yield f"'{key}' is {form} ({one.says})"
        return
    if one.kind == "text" and not str(value).strip():
        yield f"'{key}' is empty: {one.says}"
        return
    if one.secret:
        texts = value.items() if isinstance(value, Mapping) else [(key, value)]
        yield from (fault for name, text in texts if (fault := secret_fault(str(name), text)))
    elif isinstance(value, str) and is_reference(value) and (fault := form_fault(value)):
        yield f"'{key}': {fault}"
    if one.one_of and not is_reference(value) and value not in one.one_of:
        yield f"'{key}' is one of {', '.join(one.one_of)}"
    if isinstance(value, int | float) and not isinstance(value, bool) and not one.least <= value <= one.most:
        yield f"'{key}' is a number from {one.least:g} to {one.most:g}"


def secret_fault(key: str, value: object) -> str:
    """What is wrong with a secret's reference; empty: nothing. The value is never repeated: it may be the secret."""
    if isinstance(value, str) and is_reference(value):
        fault = form_fault(value)
        return f"'{key}': {fault}" if fault else ""
    return (
        f"'{key}' is a secret written in clear: put it where only you can read it and write where that is "
        f'({key} = "env:NAME", "file:/path", "cmd:program" or "keyring:service/user"); think of a new one, for '
        "whoever could read this file may know it"
    )


def _is(kind: SettingKind, value: object) -> bool:
    if kind == "text":
        return isinstance(value, str)
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "texts":
        return isinstance(value, list | tuple) and all(isinstance(one, str) and one.strip() for one in value)
    return isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())
