"""Commands about owners: without a name they list, with one they record, the same orders as the entry line's."""

import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from store.directory import OwnerDirectory
from warroom import commands, doing_owners
from warroom.asking import questions
from warroom.cli import access, owner_lists
from warroom.cli.failures import tell
from warroom.cli.ground import command, ground, json_option, room_argument
from warroom.cli.printing import out, out_json, table
from warroom.cli.recording import Recorded, record
from warroom.delivery.placing import answered
from warroom.doing_updates import do_update, is_about_update
from warroom.errors import BadInput
from warroom.grammar.owner_orders import OwnerOrder
from warroom.owner_mail import Mail, read_mail
from warroom.room import Room
from warroom.satisfaction import Given, trend
from warroom.state.kinds import to_payload
from warroom.text import clean

LITERAL = "The text is taken as it is; '-' alone is standard input, '--' comes before a text that begins with '-'."
NAMED = "OWNER is any unique beginning of a name, '-' the only one."

_TOLD: Final[Mapping[str, str]] = {
    "by": "Who said it.",
    "means": "phone, meeting, call, email, chat, letter or other.",
    "with": "Who else was there, with commas.",
    "at": "When: -5m, 14:20.",
    "due": "Until when: 16:00, +2h.",
    "next": "The time promised for the next update.",
    "update": "The approved draft that they were told: its five letters, or the owner's name.",
    "facts": "Which facts, with commas: status, severity, impact ... Not given: all not told; 'none': words.",
    "kind": "Which kind.",
    "until": "Until when it rests.",
    "because": "Why it changes.",
    "basis": "On what it rests.",
    "confidence": "low, medium or high.",
    "topic": "What it is about: cause, impact, mitigation ...",
    "for": "For which owners, with commas (none: all).",
    "zh": "The wording in Chinese.",
    "en": "The wording in English.",
    "amount": "How much.",
    "agreed": "Who of theirs agreed.",
    "assignee": "Who of us sees to it.",
    "question": "The question that it promises an answer to.",
    "after": "Which contact after closing it is: 30, 60, 90 days.",
    "state": "proposed, authorised, offered, accepted, fulfilled or declined.",
}
"""What the options mean; they are the parts behind ``;`` on the entry line."""
_PLAN: Final[Mapping[str, str]] = {
    "kind": "client, authority, executive or partner.",
    "lang": "The language they read: en or zh.",
    "zone": "Their time zone.",
    "channels": "Channels in the order in which they are tried, with commas.",
    "emergency": "The channel for emergencies.",
    "contacts": "Li Wei li@acme.example +86 138 0013 8000 site manager, with commas; '!' in emergencies.",
    "hours": "Working hours: 09:00-18:00.",
    "days": "Working days: 1-5 (1 is Monday).",
    "holidays": "Days off, with commas: 2026-12-25.",
    "workdays": "Days worked though the week says otherwise.",
    "quiet": "Quiet hours: 22:00-07:00.",
    "avoid": "Words not said to them, with commas.",
    "glossary": "Our word = theirs, with commas.",
    "detail": "brief, normal or full.",
    "approval": "commander, second, self or legal.",
    "concerns": "What matters to them.",
    "contact-days": "Days after closing at which we ask how things are.",
    "preset": "A cadence to choose: gitlab, pagerduty or statuspage.",
}
_FLAGS: Final[Mapping[str, str]] = {
    "told": "The owner has heard the answer.",
    "questions": "Note each question of the text as one of its own.",
}
_PART_OF: Final = {"with": "people"}

TABLE: Final = commands.cli_commands()
VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "from": ("by", "means", "with", "at", "after", "questions"),
    "to": ("by", "means", "with", "at", "after"),
    "asked": ("by", "due", "at"),
    "answer": ("told", "by", "at"),
    "told": ("facts", "means", "with", "by", "at", "next", "update"),
    "promise": ("due", "kind", "assignee", "question", "by", "at"),
    "moved": ("due", "by", "at"),
    "kept": ("by", "at"),
    "broken": ("by",),
    "withdrawn": ("by", "at"),
    "pause": ("until",),
    "resume": (),
    "snooze": ("until",),
    "cadence": ("because",),
    "promote": ("for", "topic", "zh", "en"),
    "eta": ("confidence", "basis", "because", "by"),
    "expect": ("basis", "because", "agreed", "by"),
    "remedy": ("kind", "amount", "due", "state", "by"),
    "feedback": ("by",),
    "refile": ("because",),
}
"""Each command and its options."""


def _verb(word: str, options: tuple[str, ...]) -> click.Command:
    def run(room: str, name: str, text: tuple[str, ...], as_json: bool, **given: Any) -> None:
        eml = given.pop("eml", None)
        if not name and eml is None and not given.get("update"):
            return _list(room, word, as_json)
        parts = {_PART_OF.get(key, key): clean(value) for key, value in given.items() if value and value is not True}
        parts |= {key: "yes" for key, value in given.items() if value is True}
        verb: Any = word
        typed = _from_pipe() if text == ("-",) else clean(" ".join(text)).strip()
        order = OwnerOrder(verb, "" if name in ("-", None) else clean(name), typed, parts)
        return _do(room, order, as_json, _read(Path(eml)) if eml else None)

    run.__doc__ = f"``warroom {word}``."
    function: Callable[..., None] = run
    if word == "from":
        function = click.option("--eml", type=click.Path(exists=True, dir_okay=False), help="Read a mail.")(function)
    for option in reversed(options):
        if option in _FLAGS:
            function = click.option(f"--{option}", is_flag=True, help=_FLAGS[option])(function)
        else:
            function = click.option(f"--{option}", metavar="TEXT", default="", help=_TOLD[option])(function)
    _, _, subject, words = TABLE[word].cli.split()
    function = click.argument("text", metavar=words, nargs=-1)(json_option(function))
    return command(word, f"{LITERAL} {NAMED}")(
        room_argument(click.argument("name", metavar=subject, required=False, default="")(function))
    )


def _from_pipe() -> str:
    """The text that ``-`` stands for: standard input, to its end."""
    if sys.stdin is None:  # a script may have closed it
        raise BadInput("standard input is closed; nothing was recorded")
    try:
        if sys.stdin.isatty():
            tell("the text is read from here: type or paste it, then ctrl+d")
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"standard input is not UTF-8 text (byte {error.start}); nothing was recorded") from error
    except OSError as error:
        raise BadInput(f"standard input can't be read ({error.strerror or error}); nothing was recorded") from error
    if not text.strip():
        raise BadInput("standard input is empty; nothing was recorded")
    return clean(text).strip()


def _read(path: Path) -> Mail:
    try:
        mail = read_mail(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path}: can't be read: {error.strerror}; nothing was recorded") from error
    for one in questions(mail.text):
        tell(f"question: {one}")
    return mail


def _noting(order: OwnerOrder, mail: Mail, room: Room) -> OwnerOrder:
    """The order that notes a mail: sender, subject, time, new words and what it answers are the mail's."""
    parts = {"by": mail.sender, "means": "email", "title": mail.subject, "message_id": mail.message_id, **order.parts}
    if mail.at:
        parts.setdefault("at", f"{mail.at[:10]} {mail.at[11:19]} UTC")
    found = answered(room.state, mail.references)
    if found is not None and found.owner == room.owners.named(order.name):
        parts["reply_to"] = found.answers
    return OwnerOrder("from", order.name, mail.text, {name: value for name, value in parts.items() if value})


def _do(room: str, order: OwnerOrder, as_json: bool, mail: Mail | None = None) -> None:
    async def work(one: Room) -> Recorded:
        asked = order if mail is None else _noting(order, mail, one)
        return Recorded(*await (do_update if is_about_update(asked) else doing_owners.do_owner)(one, asked))

    record(room, as_json, work)


def _list(room: str, word: str, as_json: bool) -> None:
    async def work(one: Room) -> Any:
        return owner_lists.as_json(one, word) if as_json else owner_lists.as_text(one, word)

    found = access.in_room(ground(), room, work)
    if as_json:
        out_json(found)
    elif found:
        print(found, flush=True)


@command(
    "owner",
    "ACTION is attach, plan, refresh, detach or show (with ROOM and NAME), or list, keep and forget "
    "(the directory, with NAME), or trend (with NAME). 'show' prints the whole plan; without NAME it lists the owners. "
    "'keep' and 'attach' take --file, a TOML file of the plan.",
)
@click.argument(
    "action",
    metavar="ACTION",
    type=click.Choice(("attach", "plan", "refresh", "detach", "show", "list", "keep", "forget", "trend")),
)
@click.argument("room", metavar="[ROOM]", required=False, default="")
@click.argument("name", metavar="[NAME]", nargs=-1)
@click.option("--file", "file", type=click.Path(exists=True, dir_okay=False), help="A plan as TOML.")
@json_option
def owner(action: str, room: str, name: tuple[str, ...], file: str | None, as_json: bool, **given: str) -> None:
    """``warroom owner``."""
    parts = {name.replace("_", "-"): clean(value) for name, value in given.items() if value}
    if action == "trend":
        return _trend(clean(" ".join((room, *name))).strip(), as_json)
    if action in ("list", "keep", "forget"):
        return _directory(action, clean(" ".join((room, *name))).strip(), parts, file, as_json)
    if not room:
        raise BadInput(f"which room? warroom owner {action} ROOM NAME")
    named = clean(" ".join(name)).strip()
    if action == "show":
        return _show(room, named, as_json) if named else _list(room, "owner", as_json)
    if file is not None:
        OwnerDirectory(ground().folder).keep(named, _stored(named, _toml(named, Path(file)), parts))
        action = "attach" if action == "attach" else "refresh"
    verb: Any = action
    return _do(room, OwnerOrder(verb, named, "", parts), as_json)


for _name in reversed(list(_PLAN)):
    owner = click.option(f"--{_name}", metavar="TEXT", default="", help=_PLAN[_name])(owner)


def _show(room: str, name: str, as_json: bool) -> None:
    """The whole plan of one owner: its name in the room or any unique beginning of it."""

    async def work(one: Room) -> Any:
        owner = one.owners.named("" if name == "-" else name)
        return owner_lists.plan_as_json(one, owner) if as_json else owner_lists.plan_as_text(one, owner)

    found = access.in_room(ground(), room, work)
    if as_json:
        out_json(found)
    else:
        print(found, flush=True)


def _trend(name: str, as_json: bool) -> None:
    if not name:
        raise BadInput("which owner? warroom owner trend NAME")
    found = trend(access.cards(ground().folder), name)
    if as_json:
        out_json([one._asdict() for one in found])
    elif found:
        print(table([_given(one) for one in found]), flush=True)
    else:
        tell(f"nobody noted yet how content '{name}' was: warroom feedback ROOM OWNER, after closing")


def _given(one: Given) -> tuple[str, ...]:
    grades = (f"clear {one.clear or '-'}", f"timely {one.timely or '-'}")
    return (one.ref, one.at[:10], *grades, f"{one.by}: {one.text}" if one.by and one.text else one.text)


def _toml(name: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path}: the plan of {name} can't be read: {error}") from error


def _stored(name: str, kept: dict[str, Any], parts: Mapping[str, str]) -> dict[str, Any]:
    """A plan as the directory holds it, checked."""
    plan = to_payload(doing_owners.checked_plan(doing_owners.plan_from(doing_owners.as_plan(name, kept), parts)))
    return {key: value for key, value in plan.items() if key not in ("owner_id", "bases", "detached")}


def _directory(action: str, name: str, parts: Mapping[str, str], file: str | None, as_json: bool) -> None:
    directory = OwnerDirectory(ground().folder)
    if action == "list":
        found = {one: directory.plan(one) for one in directory.names()}
        if as_json:
            out_json(found)
        for one in () if as_json else found:
            out(one)
        return
    if not name:
        raise BadInput(f"which owner? warroom owner {action} NAME")
    if action == "forget":
        directory.forget(name)
        return
    held = directory.plan(name) if name.casefold() in (one.casefold() for one in directory.names()) else {}
    directory.keep(name, _stored(name, _toml(name, Path(file)) if file else held, parts))


COMMANDS = {"owner": owner, **{word: _verb(word, options) for word, options in VERBS.items()}}
