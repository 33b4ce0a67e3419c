"""Commands that record: an entry, a message, severity, status, roles, who is on the call. Each prints references."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar, get_args

import click
import msgspec

from warroom import making, profiles
from warroom.cli import access, quick_log
from warroom.cli.ground import Ground, command, ground, room_argument, words_argument
from warroom.cli.printing import out
from warroom.clock import system_clock
from warroom.errors import BadInput
from warroom.events import Event
from warroom.grammar import orders
from warroom.grammar.reading import Fault
from warroom.grammar.slash import Context, read_command
from warroom.room import Room
from warroom.state.timeline import EntryKind
from warroom.text import clean

F = TypeVar("F", bound=Callable[..., Any])
Given = TypeVar("Given")

LITERAL = "The text is taken as it is, no grammar; '--' before a text that begins with '-'."


def _at_option(function: F) -> F:
    return click.option("--at", "at", metavar="TIME", help="When it happened: -5m, 14:05, 'yesterday 23:50'.")(function)


def _actor_option(function: F) -> F:
    def cleaned(_: click.Context, __: click.Parameter, value: str) -> str:
        return clean(value).strip()

    told = "Who did or said it, if not you."
    return click.option("--actor", metavar="NAME", default="", callback=cleaned, help=told)(function)


@command("log", f"{LITERAL} TEXT '-' reads standard input: one entry a line, its reference printed once it is durable.")
@room_argument
@words_argument("text", "TEXT")
@click.option("--kind", type=click.Choice(get_args(EntryKind)), default="observation", show_default=True)
@_at_option
@_actor_option
def log(room: str, text: str, kind: str, at: str | None, actor: str) -> int:
    """The slow twin of ``quick_log.read``: what the fast path doesn't know ends in the same ``quick_log.run``."""
    here = ground()
    found = access.resolved(here.folder, room)
    request = quick_log.Request(
        room=found, text=text, data=str(here.folder), author=here.me, kind=kind, actor=actor, occurred_at=None
    )
    quick_log.check(request)
    return quick_log.run(request._replace(occurred_at=_when(here, found, at)))


def _when(here: Ground, room: str, at: str | None) -> str | None:
    """A typed time in the room's zone as events hold it; the room is read only when there is one."""

    async def read(one: Room) -> str | None:
        return access.moment(one, at)

    return None if at is None else access.in_room(here, room, read)


def _say(room: str, text: str, at: str | None, actor: str) -> None:
    """A message needs nothing of what the room knows: it is appended without reading it, as ``log`` does."""
    here = ground()
    found = access.resolved(here.folder, room)
    change = making.said(text, actor, "key", "")
    draft = making.draft(*change, here.me, system_clock(), _when(here, found, at))
    with quick_log.opened(str(here.folder), found) as log:
        out(quick_log.refs(log.append([msgspec.structs.asdict(draft)])))


def _saying(word: str) -> click.Command:
    told = command(word, LITERAL)
    return told(room_argument(words_argument("text", "TEXT")(_at_option(_actor_option(_say)))))


def _record(room: str, work: Callable[[Room], Awaitable[Event | Sequence[Event]]]) -> None:
    """Do ``work`` in the room and print the reference of each event it made."""
    made = access.in_room(ground(), room, work)
    for event in [made] if isinstance(made, Event) else made:
        out(event.ref)


def _order(room: Room, name: str, rest: str, kind: type[Given]) -> Given:
    """What ``/name rest`` asks for on the entry line; raises ``BadInput`` with the entry line's own words."""
    opened = room.state.incident.opened
    words = profiles.of_room(opened.profile if opened else "service")
    context = Context(
        now=room.clock(),
        zone=room.zone,
        members=room.state.people,
        severities=words.severity_words(),
        statuses=words.status_words(),
    )
    order = read_command(name, rest, context)
    if isinstance(order, Fault):
        raise BadInput(order.message)
    assert isinstance(order, kind)
    return order


@command("sev")
@room_argument
@click.argument("severity", metavar="SEV")
@words_argument("reason", "[REASON]", required=False)
@_at_option
@_actor_option
def sev(room: str, severity: str, reason: str, at: str | None, actor: str) -> None:
    """``warroom sev``."""

    async def work(one: Room) -> Event:
        order = _order(one, "sev", f"{severity} {reason}", orders.SetSeverity)
        value: Any = order.severity  # the grammar gives one of the five
        return await one.set_severity(value, order.reason, actor=actor, occurred_at=access.moment(one, at))

    _record(room, work)


@command("status", "STATUS is investigating, identified, monitoring, resolved or closed.")
@room_argument
@click.argument("status", metavar="STATUS")
@words_argument("reason", "[REASON]", required=False)
@_at_option
@_actor_option
def status(room: str, status: str, reason: str, at: str | None, actor: str) -> None:
    """``warroom status``."""

    async def work(one: Room) -> Event:
        order = _order(one, "status", f"{status} {reason}", orders.SetStatus)
        value: Any = order.status  # the grammar gives one of the five
        return await one.set_status(value, order.reason, actor=actor, occurred_at=access.moment(one, at))

    _record(room, work)


@command("role", "ROLE is ic, deputy, scribe, sme, liaison or internal; NAME '-' lays it down.")
@room_argument
@click.argument("role", metavar="ROLE")
@words_argument("name", "NAME")
def role(room: str, role: str, name: str) -> None:
    """``warroom role``."""

    async def work(one: Room) -> Event:
        order = _order(one, "role", f"{role} {name}", orders.TakeRole)
        value: Any = order.role  # the grammar gives one of the six
        return await one.take_role(value, "" if order.laid_down else order.actor or one.me)

    _record(room, work)


@command("in")
@room_argument
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
def in_(room: str, names: tuple[str, ...]) -> None:
    """``warroom in``."""

    async def work(one: Room) -> list[Event]:
        people = _order(one, "in", clean(", ".join(names)), orders.Arrive).people
        return await one.arrive([(who.name, who.side, who.owner) for who in people])

    _record(room, work)


@command("out")
@room_argument
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
def out_(room: str, names: tuple[str, ...]) -> None:
    """``warroom out``."""

    async def work(one: Room) -> list[Event]:
        people = _order(one, "out", clean(", ".join(names)), orders.Leave).people
        return await one.leave([person.name for person in people])

    _record(room, work)


COMMANDS = {
    "log": log,
    "say": _saying("say"),
    "note": _saying("note"),
    "sev": sev,
    "status": status,
    "role": role,
    "in": in_,
    "out": out_,
}
