"""Profiles: the words, impact fields, milestones and default cadence of a kind of incident (DESIGN 3).

Two are shipped, ``service`` and ``project``. A file ``NAME.toml`` in the user's profile folder overrides keys of the
shipped one of that name, or adds a profile: it then takes what it leaves out from ``based_on`` (``service``).
Names in code (SEV1, identified, mitigated ...) never change; a profile says what people call them.
"""

import os
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from warroom import config
from warroom.cadence import Cadence, Cadences
from warroom.errors import BadInput, NotFound
from warroom.grammar.words import MILESTONE_WORDS, SEVERITY_WORDS, STATUS_WORDS
from warroom.state.incident import MILESTONES, SEVERITIES, STATUSES, Field, Milestone, Severity, Status
from warroom.state.labels import Labels

_SHIPPED: Final = Path(__file__).parent
_NAME: Final = re.compile(r"[\w-]{1,40}")
Language = Literal["en", "zh"]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What something is called."""

    en: str
    zh: str

    def say(self, lang: Language) -> str:
        """The word in one language."""
        return self.zh if lang == "zh" else self.en


class SeverityWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a severity is called and means, and its cadence."""

    label: Words
    meaning: Words
    cadence: Cadence = Cadence()


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of incident, as its people call things."""

    name: str
    label: Words
    time_unit: Literal["minutes", "working_days"]
    """What clocks count in when nothing else is said."""
    component: Words
    """What the things that are hit are called: component, part or site."""
    severities: dict[Severity, SeverityWords]
    statuses: dict[Status, Words]
    milestones: dict[Milestone, Words]
    impact_fields: dict[Field, Words]
    """The texts that describe the impact, in the order in which they are asked for."""

    def severity_words(self) -> dict[str, str]:
        """What people may type for a severity, with this profile's labels."""
        return {**SEVERITY_WORDS, **_typed({name: words.label for name, words in self.severities.items()})}

    def status_words(self) -> dict[str, str]:
        """What people may type for a status, with this profile's labels."""
        return {**STATUS_WORDS, **_typed(self.statuses)}

    def milestone_words(self) -> dict[str, str]:
        """What people may type for a milestone, with this profile's labels."""
        return {**MILESTONE_WORDS, **_typed(self.milestones)}

    def labels(self, lang: Language) -> Labels:
        """What stands beside the names in code; nothing in the ``service`` profile, whose names those are."""
        if self.name == "service":
            return Labels()
        return Labels(
            {name: words.label.say(lang) for name, words in self.severities.items()},
            {name: words.say(lang) for name, words in self.statuses.items()},
            {name: words.say(lang) for name, words in self.milestones.items()},
        )


def _typed(called: dict[Any, Words]) -> dict[str, str]:
    return {word: name for name, words in called.items() for word in (words.en.casefold(), words.zh)}


def language_of(title: str) -> Language:
    """The language in which a room's people write, by its title."""
    return "zh" if any("\u3400" <= letter <= "\u9fff" for letter in title) else "en"


def own_folder() -> Path:
    """Where this person's own profiles are; it need not exist."""
    return Path(config.settings_folder()) / "profiles"


def shut(user_dir: Path) -> str | None:
    """Why a folder of own profiles can't be read, in a sentence; None when it can, or isn't there."""
    try:
        with os.scandir(user_dir):
            return None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return f"{user_dir} can't be read ({error.strerror}): profiles of your own are left out"


@cache
def of_room(name: str) -> Profile:
    """The profile of a room that exists; one that this machine doesn't know, or can't read, speaks as ``service``."""
    try:
        return load(name, own_folder())
    except BadInput:
        return load("service")


def cadences_of(name: str) -> Cadences:
    """The cadences of a room's profile by severity, for owners whose plan says nothing; of an unknown one the usual."""
    return {severity: words.cadence for severity, words in of_room(name).severities.items()}


def names(user_dir: Path | None = None) -> list[str]:
    """The profiles there are: the shipped ones, then those that users added."""
    shipped = sorted((path.stem for path in _SHIPPED.glob("*.toml")), key=lambda name: (name != "service", name))
    added = sorted(path.stem for path in user_dir.glob("*.toml")) if user_dir and _is_dir(user_dir) else []
    return [*shipped, *(name for name in added if name not in shipped and _NAME.fullmatch(name))]


def load(name: str, user_dir: Path | None = None) -> Profile:
    """The profile called ``name``; ``user_dir`` holds the user's own files (``profiles`` in the settings folder).

    Raises ``NotFound`` when there is none of that name, ``BadInput`` naming the file and the key when one is wrong.
    """
    own = user_dir / f"{name}.toml" if user_dir and _NAME.fullmatch(name) else None
    shipped = _SHIPPED / f"{name}.toml"
    has_own = own is not None and _is_dir(own.parent) and own.is_file()
    if not _NAME.fullmatch(name) or not (has_own or shipped.is_file()):
        raise NotFound(f"there is no profile '{name[:40]}'; there are {', '.join(names(user_dir))}")
    if own is None or not has_own:
        return _profile(_read(shipped), name, shipped)
    keys = _read(own)
    based_on = keys.pop("based_on", name if shipped.is_file() else "service")
    base = _SHIPPED / f"{based_on}.toml"
    if not isinstance(based_on, str) or not _NAME.fullmatch(based_on) or not base.is_file():
        raise BadInput(f"{own}: based_on names no shipped profile; write 'service' or 'project'")
    return _profile(_merged(_read(base), keys), name, own)


def _is_dir(folder: Path) -> bool:
    """Whether files in it can be looked at; a folder that is shut counts as none."""
    return os.access(folder, os.R_OK | os.X_OK)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path}: this is not TOML: {error}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: this is not UTF-8 text (byte {error.start})") from error
    except OSError as error:
        raise BadInput(f"{path}: can't be read: {error.strerror}") from error


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """``base`` with the keys of ``own`` over it, table by table; a length of time is replaced as a whole."""
    merged = dict(base)
    for key, value in own.items():
        below = merged.get(key)
        tables = isinstance(value, dict) and isinstance(below, dict)
        is_span = tables and not {"minutes", "working_days"}.isdisjoint(value)
        merged[key] = _merged(merged[key], value) if tables and not is_span else value
    return merged


def _profile(keys: dict[str, Any], name: str, path: Path) -> Profile:
    try:
        profile = msgspec.convert({**keys, "name": name}, Profile)
    except msgspec.ValidationError as error:
        raise BadInput(f"{path}: {error}") from error
    for key, present, wanted in (
        ("severities", profile.severities, SEVERITIES),
        ("statuses", profile.statuses, STATUSES),
        ("milestones", profile.milestones, MILESTONES),
    ):
        if missing := [one for one in wanted if one not in present]:
            raise BadInput(f"{path}: {key}.{missing[0]} is missing; a profile names every one of them")
    return profile
