"""Commands about causes, tasks, risks, decisions and command: without words they list, with words they record."""

from collections.abc import Callable
from typing import Any, TypeVar, get_args

import click
import msgspec

from warroom import doing
from warroom.cli import access
from warroom.cli.failures import tell
from warroom.cli.ground import command, ground, json_option, room_argument, words_argument
from warroom.cli.panel_lists import causes_shown, decisions_shown, follow_ups_shown, risks_shown, tasks_shown
from warroom.cli.printing import out, out_json
from warroom.cli.recording import Recorded, record
from warroom.clock import to_stamp
from warroom.day_ends import of_room
from warroom.due_times import read_due, say_due
from warroom.errors import BadInput
from warroom.events import Event
from warroom.grammar import words
from warroom.grammar.marks import shortened
from warroom.grammar.orders import Undo
from warroom.room import Room
from warroom.state.cause_rules import read_confidence
from warroom.state.risks import Level
from warroom.state.snapshot import snapshot
from warroom.state.tasks import FollowUpKind
from warroom.state.team import Role
from warroom.text import clean
from warroom.times import read_minutes

F = TypeVar("F", bound=Callable[..., Any])

LITERAL = "The text is taken as it is, no grammar; '--' before a text that begins with '-'."
ALONE = "Without TEXT it lists what there is."


def _options(*options: Callable[[F], F]) -> Callable[[F], F]:
    def made(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return made


def _text(name: str, told: str, *, metavar: str = "TEXT") -> Callable[[F], F]:
    def cleaned(_: click.Context, __: click.Parameter, value: str) -> str:
        return clean(value).strip()

    return click.option(name, metavar=metavar, default="", callback=cleaned, help=told)


_WHO = (
    _text("--assignee", "Who takes it.", metavar="NAME"),
    _text("--owner", "The owner whose person that is.", metavar="OWNER"),
)
_ACTOR = _text("--actor", "Who said it, if not you.", metavar="NAME")


def _list(room: str, as_json: bool, part: str, shown: Callable[[Room], str]) -> None:
    """Print a panel: as JSON, that part of ``show --json``."""

    async def work(one: Room) -> Any:
        return snapshot(one.state)[part] if as_json else shown(one)

    found = access.in_room(ground(), room, work)
    if as_json:
        out_json(found)
    elif found:
        out(found)


def _until(room: Room, text: str, owner: str = "", word: str = "due") -> str | None:
    """A typed time to come as events hold it; how it was read is said, for a day alone ends with somebody's hours."""
    if not text:
        return None
    now, zone = room.clock(), room.zone
    due = read_due(text, now=now, zone=zone, ends=of_room(room.state)(owner))
    tell(f"{word} {say_due(due.at, due.note, now=now, zone=zone)}")
    return to_stamp(due.at)


def _minutes(text: str) -> int | None:
    """A typed length of time in whole minutes."""
    minutes = read_minutes(text) if text else None
    if text and minutes is None:
        raise BadInput(f"'{text}' is no length of time; it is 15m, 2h, or a number of minutes")
    return minutes


def _side(owner: str) -> Any:
    return "owner" if owner else "staff"


@command("cause", f"{LITERAL} {ALONE}")
@room_argument
@words_argument("text", "[TEXT]", required=False)
@_options(_text("--confidence", "How sure: 70%, low, medium or high.", metavar="P"), _ACTOR)
@json_option
def cause(room: str, text: str, confidence: str, actor: str, as_json: bool) -> None:
    """``warroom cause``."""
    if not text:
        return _list(room, as_json, "causes", causes_shown)
    percent = read_confidence(confidence) if confidence else None
    if confidence and percent is None:
        raise BadInput(f"'{confidence}' is no confidence; it is 0 to 100 percent, low, medium or high")
    return record(room, as_json, lambda one: one.causes.propose(text, confidence=percent, actor=actor, via=_via(actor)))


def _via(actor: str) -> Any:
    return "spoken" if actor else "key"


@command("task", f"{LITERAL} {ALONE}")
@room_argument
@words_argument("text", "[TEXT]", required=False)
@_options(
    *_WHO,
    _text("--due", "Until when: 16:00, +2h.", metavar="TIME"),
    _text("--box", "For how long: 15m.", metavar="LENGTH"),
    _text("--effect", "What is expected of it."),
    _text("--risk", "What it may break."),
    _text("--fallback", "What is done then."),
    _text("--cause", "The cause or factor that it is about.", metavar="REF"),
    _ACTOR,
)
@json_option
def task(room: str, text: str, owner: str, due: str, box: str, actor: str, as_json: bool, **more: str) -> None:
    """``warroom task``."""
    if not text:
        return _list(room, as_json, "tasks", tasks_shown)

    async def work(one: Room) -> Event:
        due_at, minutes = _until(one, due, owner), _minutes(box)
        return await one.tasks.add(
            text, side=_side(owner), owner=owner, due=due_at, time_box=minutes, actor=actor, via=_via(actor), **more
        )

    return record(room, as_json, work)


@command("follow-up", f"{LITERAL} {ALONE}")
@room_argument
@words_argument("text", "[TEXT]", required=False)
@click.option("--kind", type=click.Choice(get_args(FollowUpKind)), default="corrective", show_default=True)
@_options(
    *_WHO,
    _text("--due", "Until when.", metavar="TIME"),
    _text("--criterion", "By what one sees that it is done."),
    _text("--cause", "The cause or factor that it answers.", metavar="REF"),
    _ACTOR,
)
@json_option
def follow_up(room: str, text: str, kind: Any, owner: str, due: str, as_json: bool, **more: str) -> None:
    """``warroom follow-up``."""
    if not text:
        return _list(room, as_json, "follow_ups", follow_ups_shown)

    async def work(one: Room) -> Event:
        return await one.tasks.follow_up(
            text, kind, side=_side(owner), owner=owner, due=_until(one, due, owner), **more
        )

    return record(room, as_json, work)


@command("risk", f"{LITERAL} {ALONE}")
@room_argument
@words_argument("text", "[TEXT]", required=False)
@click.option("--probability", type=click.Choice(get_args(Level)), default="medium", show_default=True)
@click.option("--impact", type=click.Choice(get_args(Level)), default="medium", show_default=True)
@_options(
    _text("--measure", "What is done against it."), _text("--assignee", "Who watches it.", metavar="NAME"), _ACTOR
)
@json_option
def risk(
    room: str, text: str, probability: Any, impact: Any, measure: str, assignee: str, actor: str, as_json: bool
) -> None:
    """``warroom risk``."""
    if not text:
        return _list(room, as_json, "risks", risks_shown)

    async def work(one: Room) -> Event:
        return await one.risks.add(
            text, probability, impact, countermeasure=measure, assignee=assignee, actor=actor, via=_via(actor)
        )

    return record(room, as_json, work)


@command("decide", f"{LITERAL} {ALONE}")
@room_argument
@words_argument("text", "[TEXT]", required=False)
@click.option("--option", "options", metavar="TEXT", multiple=True, help="What was to choose from; may be repeated.")
@click.option("--objection", "objections", metavar="TEXT", multiple=True, help="'bob: too early'; may be repeated.")
@_options(
    _text("--by", "Who decided, if not you.", metavar="NAME"),
    _text("--owner", "The owner whose person that is.", metavar="OWNER"),
    _text("--do", "Who carries it out.", metavar="NAME"),
    _text("--review", "When it is looked at again: 16:00, +2h.", metavar="TIME"),
)
@json_option
def decide(
    room: str,
    text: str,
    options: tuple[str, ...],
    objections: tuple[str, ...],
    by: str,
    owner: str,
    do: str,
    review: str,
    as_json: bool,
) -> None:
    """``warroom decide``."""
    if not text:
        return _list(room, as_json, "decisions", decisions_shown)

    async def work(one: Room) -> Event:
        return await one.decisions.make(
            text,
            options=options,
            objections=objections,
            decided_by=by,
            side=_side(owner),
            owner=owner,
            executor=do,
            review_at=_until(one, review, word="review"),
        )

    return record(room, as_json, work)


@command("handover", "Without NAME it prints the note as it would be written now. Without --word it is an offer.")
@room_argument
@words_argument("name", "[NAME]", required=False)
@click.option("--role", "roles", metavar="ROLE", multiple=True, help="A role to hand over; all of them when not named.")
@_options(
    _text("--from", "Whose roles, if not yours.", metavar="NAME"),
    _text("--word", "What the receiver said; with it the roles go over."),
)
@json_option
def handover(room: str, name: str, roles: tuple[str, ...], word: str, as_json: bool, **more: str) -> None:
    """``warroom handover``."""

    async def note(one: Room) -> str:
        return one.team.note()

    if not name:
        written = access.in_room(ground(), room, note)
        return out_json({"note": written}) if as_json else out(written)
    named = [_role(one) for one in roles]
    return record(room, as_json, lambda one: one.team.hand_over(name, named, giver=more["from"], word=word))


def _role(text: str) -> Role:
    taken = words.take_word(text, words.ROLE_WORDS)
    if taken is None:
        raise BadInput(f"'{text}' is no role; it is ic, deputy, scribe, sme, liaison or internal")
    role: Role = msgspec.convert(taken[0], Role)
    return role


async def _take_back(room: Room) -> Recorded:
    """Undo my last change, and say which it was: nobody looks at it."""
    last = room.mine_last()
    lines = [entry for event in last if (entry := room.state.timeline.entries.get(event.eid))]
    which = "; ".join(f"{one.ref} {one.kind} {shortened(one.text, 60)}" for one in lines)
    said, events = await room.take_back()
    return Recorded(f"undone: {which}: {said}" if which else f"undone: {said}", events)


@command(
    "do",
    "COMMAND is written as on the entry line: warroom do . /ruleout K7QXM 'the certificate is valid'. "
    "/undo takes back your last change in the room.",
)
@room_argument
@words_argument("line", "COMMAND...")
@json_option
def do(room: str, line: str, as_json: bool) -> None:
    """``warroom do``."""

    async def work(one: Room) -> Recorded:
        typed = line if line.lstrip()[:1] in ("/", "／") else f"/{line}"
        meaning = doing.read(
            typed,
            now=one.clock(),
            zone=one.zone,
            members=one.state.people,
            profile=one.profile,
            day_end=of_room(one.state),
        )
        if isinstance(meaning, Undo):
            one.remember()
            return await _take_back(one)
        done = await doing.do_line(one, meaning, pane="timeline")
        if done.asked is not None:
            raise BadInput(f"'{typed.split()[0]}' is for the terminal interface; nothing was changed")
        return Recorded(done.said, done.events)

    return record(room, as_json, work)


COMMANDS = {
    "cause": cause,
    "task": task,
    "follow-up": follow_up,
    "risk": risk,
    "decide": decide,
    "handover": handover,
    "do": do,
}
