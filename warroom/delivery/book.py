"""The destinations that a person or an organisation has: ``channels.toml``, as docs/channels.md shows it.

A destination serves the owners that it names, or, where it names none, those whose plan names it (``slack:acme-ops``).
It is never a fallback for anybody else.
"""

import os
import re
import stat
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import msgspec

from warroom import config
from warroom.delivery import channels, secrets
from warroom.delivery.carrier import Carrier, Fault, Way
from warroom.delivery.settings import secret_fault
from warroom.updates.channels import channel as meant
from warroom.updates.lint.settings import line_of

NAME: Final = "channels.toml"
LARGEST: Final = 1 << 20
"""Bytes; a longer file is no settings file."""
BY_ADDRESS: Final = frozenset({"email"})
"""Channels whose destination only carries: the address stands in the owner's plan, so it may serve everybody."""
_READING: Final = "imap_"
"""What the settings begin with by which a mailbox is read."""
_NAMED: Final = re.compile(r"[^\W_][\w-]*")


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """One way out: a mail server, a webhook, a chat group."""

    name: str
    channel: str
    """A name of ``updates.channels``."""
    owners: tuple[str, ...] = ()
    settings: Mapping[str, object] = {}
    """As the file has them, secrets as references; one that was written in clear is not kept."""
    faults: tuple[Fault, ...] = ()
    """What is wrong with it; nothing goes through a destination with faults."""
    source: str = NAME
    """The file and the line: ``/etc/channels.toml:12``."""
    lines: Mapping[str, int] = {}
    """Of its settings, the line of each."""

    @property
    def called(self) -> str:
        """As a plan names it: ``slack:acme-ops``."""
        return f"{self.channel}:{self.name}"

    def where(self, key: str) -> str:
        """Where a setting stands: ``/etc/channels.toml:14: slack.acme: url``."""
        file, _, line = self.source.rpartition(":")
        return f"{file}:{self.lines.get(key, line)}: {self.channel}.{self.name}: {key}"

    def serves(self, owner: str) -> bool:
        """Whether it names an owner."""
        return _same(owner) in map(_same, self.owners)

    def way(self, patience: float = secrets.PATIENCE, *, reading: bool = False) -> Way:
        """With its secrets in hand. Blocking (it may run commands): for the thread that sends. Raises ``NoSecret``.

        What only reading replies needs is left out, unless it is for that (``reading``).
        """
        settings = {key: value for key, value in self.settings.items() if reading or not key.startswith(_READING)}
        return secrets.opened(self.name, self.channel, settings, patience)


class Book(msgspec.Struct, frozen=True):
    """Every destination that is known, in the order of the file."""

    destinations: tuple[Destination, ...] = ()
    faults: tuple[Fault, ...] = ()
    """All faults, those of the destinations too."""

    @classmethod
    def read(cls, text: str, name: str = NAME) -> "tuple[Book, list[Fault]]":
        """The destinations of a file, with a fault for each thing that is wrong; never raises."""
        try:
            keys = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
            line = place[1] if place else str(text.count("\n") + 1)
            what = str(error).partition(" (at")[0]
            fault = Fault(f"{name}:{line}", f"{what}; the file is TOML (docs/channels.md), and none of it was taken")
            return cls((), (fault,)), [fault]
        return _Reading(text, name).book(keys)

    def named(self, called: str) -> list[Destination]:
        """The destinations that ``slack:acme-ops``, or ``acme-ops`` alone, means."""
        whole = [one for one in self.destinations if _same(one.called) == _same(called)]
        return whole or [one for one in self.destinations if _same(one.name) == _same(called)]

    def for_owner(self, owner: str, plan_word: str) -> list[Destination]:
        """The destinations by which a word of an owner's plan reaches them; those with faults too.

        ``slack``: those that name the owner; of mail servers else those that name nobody, for the address is the
        owner's. ``slack:acme-ops``: that one, unless it names owners and this is none of them.
        """
        word, _, wanted = plan_word.replace("：", ":").partition(":")
        found = meant(word)
        channel = found.name if found is not None else word.strip().casefold()
        of_it = [one for one in self.destinations if one.channel == channel]
        if wanted.strip():
            named = [one for one in of_it if _same(one.name) == _same(wanted)]
            return [one for one in named if not one.owners or one.serves(owner)]
        theirs = [one for one in of_it if one.serves(owner)]
        return theirs or [one for one in of_it if channel in BY_ADDRESS and not one.owners]

    def joined(self, other: "Book") -> "Book":
        """Both; where both have a destination of one name, the other's holds alone."""
        newer = {one.called for one in other.destinations}
        kept = tuple(one for one in self.destinations if one.called not in newer)
        gone = {fault for one in self.destinations if one.called in newer for fault in one.faults}
        faults = tuple(one for one in self.faults if one not in gone)
        return Book((*kept, *other.destinations), (*faults, *other.faults))


def files(data_folder: Path) -> tuple[Path, ...]:
    """Where destinations are looked for; of two with one name the data folder's holds."""
    return Path(config.settings_folder()) / NAME, data_folder / NAME


def load(found: Iterable[Path]) -> Book:
    """The destinations of all files together; what is wrong is in ``faults``, a file that isn't there is no fault."""
    book = Book()
    for file in found:
        book = book.joined(_file(file))
    return book


def _file(file: Path) -> Book:
    def refused(why: str) -> Book:
        return Book((), (Fault(str(file), f"{why}; none of it was taken"),))

    try:
        # A named pipe would wait for a writer; what it is says fstat, of the very file that is read.
        fd = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return Book()
    except OSError as error:
        return refused(f"it can't be read ({error.strerror})")
    try:
        held = os.fstat(fd)
        if not stat.S_ISREG(held.st_mode):
            return refused("it is no regular file")
        if held.st_mode & 0o022 or held.st_uid not in (os.geteuid(), 0):
            # Whoever may write it says where an owner's update goes, and what commands are run.
            return refused("somebody else may change it; make it yours alone: chmod go-w, and chown if need be")
        content = os.read(fd, LARGEST + 1)
    except OSError as error:
        return refused(f"it can't be read ({error.strerror})")
    finally:
        os.close(fd)
    if len(content) > LARGEST:
        return refused(f"it is longer than {LARGEST >> 20} MB, so it holds no settings")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Book((), (Fault(f"{file}:{line}", "no UTF-8; save the file as UTF-8. None of it was taken"),))
    return Book.read(text.replace("\r\n", "\n"), str(file))[0]


class _Reading:
    """One file being read; it knows the lines, so that faults name them."""

    def __init__(self, text: str, source: str) -> None:
        self.text = text
        self.source = source

    def book(self, keys: Mapping[str, Any]) -> tuple[Book, list[Fault]]:
        found: list[Destination] = []
        faults: list[Fault] = []
        for word, table in keys.items():
            if word not in channels.NAMES:
                faults.append(self._fault((word,), _no_channel(word)))
            elif not isinstance(table, dict) or not table:
                faults.append(self._fault((word,), f"it needs a name: write [{word}.NAME], {word}.acme for instance"))
            else:
                bare = [key for key, value in table.items() if not isinstance(value, dict)]
                faults += [self._fault((word, key), _nameless(word, key)) for key in bare]
                found += [self._one(word, name, table[name]) for name in table if name not in bare]
        faults += [fault for one in found for fault in one.faults]
        faults.sort(key=self._line)
        return Book(tuple(found), tuple(faults)), faults

    def _one(self, channel: str, name: str, table: dict[str, Any]) -> Destination:
        carrier = channels.carrier(channel)
        where = (channel, name)
        owners, faults = self._owners(where, table.get("owners", []))
        if not _NAMED.fullmatch(name):
            faults.append(self._fault(where, "its name is letters, digits and '-': a plan has to name it"))
        settings = {key: value for key, value in table.items() if key != "owners"}
        in_clear = {key: why for key in settings if (why := _clear(key, settings[key], carrier))}
        found = [(_key(fault), fault.text) for fault in carrier.faults(f"{channel}.{name}", settings)]
        told = {key for key, _ in found if key in carrier.secret_settings}
        said = [(key, why) for key, why in in_clear.items() if key not in told]
        said += [(key, text) for key, text in found if key not in in_clear or key in told]
        faults += [self._fault((*where, key) if key else where, text) for key, text in said]
        return Destination(
            name=name,
            channel=channel,
            owners=owners,
            settings={key: value for key, value in settings.items() if key not in in_clear},
            faults=tuple(faults),
            source=f"{self.source}:{line_of(self.text, where)}",
            lines={key: line_of(self.text, (*where, key)) for key in table},
        )

    def _owners(self, where: tuple[str, ...], value: object) -> tuple[tuple[str, ...], list[Fault]]:
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            return (), [self._fault((*where, "owners"), "'owners' is a list of names: owners = [\"Acme\"]")]
        if any(set(one) & set("*?") for one in value):
            text = "'owners' names each owner; there is no sign for all, for one would get what was meant for another"
            return (), [self._fault((*where, "owners"), text)]
        return tuple(one.strip() for one in value), []

    def _line(self, fault: Fault) -> int:
        line = fault.where.removeprefix(f"{self.source}:").partition(":")[0]
        return int(line) if line.isdecimal() else 0

    def _fault(self, path: tuple[str, ...], text: str) -> Fault:
        named = ".".join(path[:2]) + "".join(f": {key}" for key in path[2:])
        return Fault(f"{self.source}:{line_of(self.text, path)}: {named}", text)


def _key(fault: Fault) -> str:
    """The setting that a carrier's fault is about: ``slack.acme: url``; empty: the destination."""
    return fault.where.rpartition(": ")[2] if ": " in fault.where else ""


def _clear(key: str, value: object, carrier: Carrier) -> str:
    """Why a setting may not stay in memory: a secret in clear, or one within an address; empty: it may."""
    if key in carrier.secret_settings:
        values = value.values() if isinstance(value, Mapping) else [value]
        return next((secret_fault(key, one) for one in values if not secrets.is_reference(one)), "")
    return secret_fault(key, value) if isinstance(value, str) and re.search(r"://[^/\s]*@", value) else ""


def _no_channel(word: str) -> str:
    near = get_close_matches(word.casefold(), channels.NAMES, n=1)
    found = meant(word)
    if found is not None and found.name in channels.NAMES:
        return f"write [{found.name}.NAME]"
    if found is not None:
        return f"a person carries what goes by {found.name}, so it needs nothing here; take [{word}.NAME] out"
    return f"there is no channel '{word[:30]}'; " + (
        f"did you mean '{near[0]}'?" if near else f"there are {', '.join(sorted(channels.NAMES))}"
    )


def _nameless(word: str, key: str) -> str:
    return f"'{key[:30]}' belongs beneath a destination with a name: [{word}.NAME]"


def _same(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
