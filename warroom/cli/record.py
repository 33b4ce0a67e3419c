"""Commands that record: an entry, a message, severity, status, roles, who is on the call. Each prints references."""

from collections.abc import Callable
from typing import Any, TypeVar, get_args

import click
import msgspec

from warroom import making, profiles
from warroom.cli import access, quick_log
from warroom.cli.ground import Ground, command, ground, json_option, room_argument, words_argument
from warroom.cli.printing import out
from warroom.cli.recording import Recorded, record
from warroom.clock import system_clock
from warroom.errors import BadInput
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
@json_option
def log(room: str, text: str, kind: str, at: str | None, actor: str, as_json: bool) -> int:
    """The slow twin of ``quick_log.read``: what the fast path doesn't know ends in the same ``quick_log.run``."""
    here = ground()
    found = access.resolved(here.folder, room)
    request = quick_log.Request(
        room=found,
        text=text,
        data=str(here.folder),
        author=here.me,
        kind=kind,
        actor=actor,
        occurred_at=None,
        as_json=as_json,
    )
    quick_log.check(request)
    return quick_log.run(request._replace(occurred_at=_when(here, found, at)))


def _when(here: Ground, room: str, at: str | None) -> str | None:
    """A typed time in the room's zone as events hold it; the room is read only when there is one."""

    async def read(one: Room) -> str | None:
        return access.moment(one, at)

    return None if at is None else access.in_room(here, room, read)


def _say(room: str, text: str, at: str | None, actor: str, as_json: bool) -> None:
    """A message needs nothing of what the room knows: it is appended without reading it, as ``log`` does."""
    here = ground()
    found = access.resolved(here.folder, room)
    change = making.said(text, actor, "key", "")
    draft = making.draft(*change, here.me, system_clock(), _when(here, found, at))
    with quick_log.opened(str(here.folder), found) as log:
        out(quick_log.told(log.append([msgspec.structs.asdict(draft)]), as_json))


def _saying(word: str) -> click.Command:
    told = command(word, LITERAL)
    return told(room_argument(words_argument("text", "TEXT")(_at_option(_actor_option(json_option(_say))))))


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
@json_option
def sev(room: str, severity: str, reason: str, at: str | None, actor: str, as_json: bool) -> None:
    """``warroom sev``."""

    async def work(one: Room) -> Recorded:
        order = _order(one, "sev", f"{severity} {reason}", orders.SetSeverity)
        value: Any = order.severity  # the grammar gives one of the five
        event = await one.set_severity(value, order.reason, actor=actor, occurred_at=access.moment(one, at))
        return Recorded(f"severity {access.labels(one.state).severity(value)}", (event,))

    record(room, as_json, work)


@command("status", "STATUS is investigating, identified, monitoring, resolved or closed.")
@room_argument
@click.argument("status", metavar="STATUS")
@words_argument("reason", "[REASON]", required=False)
@_at_option
@_actor_option
@json_option
def status(room: str, status: str, reason: str, at: str | None, actor: str, as_json: bool) -> None:
    """``warroom status``."""

    async def work(one: Room) -> Recorded:
        order = _order(one, "status", f"{status} {reason}", orders.SetStatus)
        value: Any = order.status  # the grammar gives one of the five
        event = await one.set_status(value, order.reason, actor=actor, occurred_at=access.moment(one, at))
        return Recorded(f"status {access.labels(one.state).status(value)}", (event,))

    record(room, as_json, work)


@command("role", "ROLE is ic, deputy, scribe, sme, liaison or internal; NAME '-' lays it down.")
@room_argument
@click.argument("role", metavar="ROLE")
@words_argument("name", "NAME")
@json_option
def role(room: str, role: str, name: str, as_json: bool) -> None:
    """``warroom role``."""

    async def work(one: Room) -> Recorded:
        order = _order(one, "role", f"{role} {name}", orders.TakeRole)
        value: Any = order.role  # the grammar gives one of the six
        holder = "" if order.laid_down else order.actor or one.me
        event = await one.take_role(value, holder)
        return Recorded(f"{order.role.replace('_', ' ')}: {holder or 'nobody'}", (event,))

    record(room, as_json, work)


@command("in")
@room_argument
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@json_option
def in_(room: str, names: tuple[str, ...], as_json: bool) -> None:
    """``warroom in``."""

    async def work(one: Room) -> Recorded:
        people = _order(one, "in", clean(", ".join(names)), orders.Arrive).people
        events = await one.arrive([(who.name, who.side, who.owner) for who in people])
        return Recorded(f"on the call: {', '.join(who.name for who in people)}", events)

    record(room, as_json, work)


@command("out")
@room_argument
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@json_option
def out_(room: str, names: tuple[str, ...], as_json: bool) -> None:
    """``warroom out``."""

    async def work(one: Room) -> Recorded:
        people = _order(one, "out", clean(", ".join(names)), orders.Leave).people
        events = await one.leave([person.name for person in people])
        return Recorded(f"off the call: {', '.join(person.name for person in people)}", events)

    record(room, as_json, work)


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
