"""Rooms with owners who are written to, and a mail server on loopback that does what a test tells it to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec

from tests.delivery.smtp_server import SmtpServer
from tests.screens import rooms_with_owners as rooms
from tests.screens.kit import NOW, Place
from tests.screens.rooms_with_owners import made, plan
from warroom.events import Draft
from warroom.state.owners import Contact, Plan

LI = Contact("Mr Li", "head of shop", "li@acme.example, +86 138 0000 1111")
WU = Contact("Ms Wu", "CFO", "wu@acme.example")
COUNCIL = Contact("Mayor Jones", "mayor", "mayor@council.example")


def owner(
    name: str, *contacts: Contact, channels: Sequence[str] = ("email",), number: int = 60, **more: object
) -> Draft:
    wanted: Plan = msgspec.structs.replace(plan(name, "en"), contacts=contacts, channels=tuple(channels), **more)
    return made(number, wanted, 40, "wei")


def one(*contacts: Contact, channels: Sequence[str] = ("email",), **more: object) -> list[Draft]:
    """The English room with Acme Retail alone, whom nobody told anything."""
    gone = {"update.told", "owner.message", "question.asked", "commitment.made", "commitment.moved", "owner.plan_set"}
    kept = [one for one in rooms.english() if one.kind not in gone and "City Council" not in str(one.payload)]
    return [*kept, owner("Acme Retail", *(contacts or (LI,)), channels=channels, **more)]


def two() -> list[Draft]:
    """Acme Retail with two people, and the City Council: each written to by mail, at any severity by the author."""
    gone = {"update.told", "owner.message", "question.asked", "commitment.made", "commitment.moved", "owner.plan_set"}
    kept = [one for one in rooms.english() if one.kind not in gone]
    return [
        *kept,
        owner("Acme Retail", LI, WU),
        owner("City Council", COUNCIL, number=61, kind="authority"),
    ]


@contextmanager
def served(where: Place, more: str = "") -> Iterator[SmtpServer]:
    """A mail server for everybody, named in the data folder's ``channels.toml``."""
    with SmtpServer() as server:
        where.folder.mkdir(parents=True, exist_ok=True)
        write_book(where, server, more)
        yield server


def write_book(where: Place, server: SmtpServer, more: str = "") -> None:
    """``channels.toml`` with this server for everybody."""
    path = where.folder / "channels.toml"
    path.write_text(
        f'[email.main]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
        f'from = "Operations <ops@warroom.example>"\ntimeout = 20\nanswer_timeout = 20\n{more}',
        encoding="utf-8",
    )
    path.chmod(0o600)


__all__ = ["COUNCIL", "LI", "NOW", "WU", "one", "owner", "served", "two", "write_book"]
