"""Slash commands: the words behind ``/sev``, ``/role``, ``/in`` and the others, read into orders or faults."""

import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Final

from warroom.commands import slash_commands
from warroom.errors import BadInput
from warroom.grammar import orders, words
from warroom.grammar.context import FIELD_COMMANDS as FIELD_COMMANDS
from warroom.grammar.context import Context as Context
from warroom.grammar.context import choice, first, needed, read_ref, with_ref
from warroom.grammar.marks import fold_width, shortened
from warroom.grammar.orders import Order
from warroom.grammar.owner_orders import OWNER_PARSERS
from warroom.grammar.panels import PANEL_PARSERS
from warroom.grammar.reading import Fault
from warroom.times import read_time

_COMMA: Final = re.compile(r"[,、;\n]")
_LANG: Final = re.compile(r"(en|zh)\s?:\s*", re.IGNORECASE)
_SETTING: Final = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|“([^”]*)”|'([^']*)'|(\S*))\s*")
_ENTRY_KINDS: Final = frozenset(
    {
        "observation", "action", "decision", "milestone", "severity", "status", "component",
        "attached", "role", "presence", "message", "cause", "task", "follow_up", "risk",
        "owner", "from_owner", "to_owner", "question", "commitment", "owner_fact", "expectation", "remedy", "feedback",
    }
)  # fmt: skip


def read_command(name: str, rest: str, context: Context) -> Order | Fault:
    """The order that ``/name rest`` gives. A fault says what is missing or which commands come near; never raises."""
    try:
        if name in context.fields:
            return _field(name, rest, context)
        parser = PARSERS.get(name)
        if parser is None and name in slash_commands():
            return orders.Ask(name, rest.strip())
        if parser is None:
            return Fault(message=unknown(name, {*slash_commands(), *PARSERS, *context.fields}))
        return parser(rest.strip(), context)
    except BadInput as error:
        return Fault(message=str(error))


def unknown(name: str, known: Collection[str]) -> str:
    """What to say about a command that there isn't: the nearest ones, and how to begin a text with a slash."""
    near = (
        get_close_matches(name, sorted(known), n=3, cutoff=0.5)
        or sorted(one for one in known if name and one.startswith(name[0]))[:3]
    )
    meant = f"did you mean /{', /'.join(near)}? " if near else ""
    return f"there is no command /{shortened(name, 20)}; {meant}A text that begins with a slash is typed with //"


def _say(rest: str, _: Context) -> Order:
    return orders.Say(needed(rest, "/say and the message"))


def _severity(rest: str, context: Context) -> Order:
    severity, reason = choice(rest, context.severities, "severity", "/sev SEV2 and perhaps a reason")
    return orders.SetSeverity(severity, reason)


def _status(rest: str, context: Context) -> Order:
    status, reason = choice(rest, context.statuses, "status", "/status identified and perhaps a reason")
    return orders.SetStatus(status, reason)


def _role(rest: str, _: Context) -> Order:
    role, holder = choice(rest, words.ROLE_WORDS, "role", "/role ic bob")
    if fold_width(holder) == "-":
        return orders.TakeRole(role, laid_down=True)
    return orders.TakeRole(role, holder.removeprefix("@").removeprefix("＠"))


def _people(rest: str, example: str) -> tuple[orders.Person, ...]:
    people: dict[str, orders.Person] = {}
    folded = fold_width(needed(rest, example))
    commas = [match.start() for match in _COMMA.finditer(folded)]
    for start, end in zip([0, *(comma + 1 for comma in commas)], [*commas, len(rest)], strict=True):
        if not folded[start:end].strip():
            continue
        person = _person(rest[start:end].strip(), folded[start:end].strip())
        if person is None:
            raise BadInput(f"'{shortened(rest[start:end])}' is no name; type {example}")
        people[person.name] = person
    return tuple(people.values())


def _person(typed: str, folded: str) -> orders.Person | None:
    """``@bob`` or ``Mr Li (Acme)``; None for anything else with brackets, or with nothing before them."""
    at = int(folded.startswith("@"))
    bracket = folded.rfind("(") if folded.endswith(")") else len(folded)
    name, owner = typed[at:bracket].strip(), typed[bracket + 1 : -1].strip() if bracket < len(folded) else ""
    if bracket < 0 or not name or not {"(", ")"}.isdisjoint(fold_width(name + owner)):
        return None
    if not owner and bracket < len(folded):
        raise BadInput(f"whose side is {shortened(name)} on? Put the owner between the brackets: {name} (Acme)")
    return orders.Person(name, owner)


def _in(rest: str, _: Context) -> Order:
    return orders.Arrive(_people(rest, "/in bob, ana or /in Mr Li (Acme)"))


def _out(rest: str, _: Context) -> Order:
    return orders.Leave(_people(rest, "/out bob"))


def _field(name: str, rest: str, context: Context) -> Order:
    rest = needed(rest.strip(), f"/{name} and the text")
    lang = _LANG.match(fold_width(rest))
    if lang:
        return orders.SetField(
            context.fields[name], needed(rest[lang.end() :], f"/{name} zh: and the text"), lang[1].lower()
        )
    return orders.SetField(context.fields[name], rest)


def _attach(rest: str, _: Context) -> Order:
    example = '/attach PATH and perhaps a note; a path with spaces in "quotes"'
    quote = needed(rest, example)[0]
    if quote in "\"'":
        end = rest.find(quote, 1)
        if end < 2:
            raise BadInput(f"the quoted path has no end; type {example}")
        return orders.Attach(rest[1:end], rest[end + 1 :].strip())
    return orders.Attach(*first(rest))


def _component(rest: str, _: Context) -> Order:
    example = "/component checkout degraded"
    levels = ", ".join(dict.fromkeys(words.COMPONENT_WORDS.values()))
    needed(rest, example)
    # The component's name may have spaces: the level is the first word after it that is one.
    for match in re.finditer(r"[\s\u3000]+", rest):
        taken = words.take_word(rest[match.end() :], words.COMPONENT_WORDS)
        if taken is not None:
            reason = rest[match.end() + taken[1] :].lstrip(" :：,，")
            return orders.SetComponent(rest[: match.start()], taken[0], reason)
    raise BadInput(f"how hard is '{shortened(rest)}' hit? Type {example}; it is one of {levels}")


def _member(rest: str, context: Context) -> Order:
    handle, more = first(needed(rest, '/member bob name="Robert Li" contact="+44 20 7946 0000" zone=Europe/London'))
    handle = handle.lstrip("@＠").lower()
    if "=" in handle or not handle:
        raise BadInput('the member\'s handle comes first: /member bob name="Robert Li"')
    if not _SETTING.match(more):
        return orders.SetMember(handle, name=more.strip())
    values: dict[str, str] = {}
    at = 0
    while at < len(more):
        match = _SETTING.match(more, at)
        if match is None or match[1] not in ("name", "contact", "zone"):
            raise BadInput(
                f"'{shortened(more[at:])}' is not name=, contact= or zone=; put values with spaces in quotes"
            )
        values[match[1]] = next((one for one in match.groups()[1:] if one is not None), "")
        at = match.end()
    return orders.SetMember(handle, **values)


def _jump(rest: str, context: Context) -> Order:
    moment = read_time(needed(rest, "/jump 14:05"), now=context.now, zone=context.zone, bare_digits=True)
    return orders.Jump(moment.at)


def _at(rest: str, context: Context) -> Order:
    if not rest or rest.casefold() == "now":
        return orders.Ask("at")
    return orders.AsOf(read_time(rest, now=context.now, zone=context.zone, bare_digits=True).at)


def _find(rest: str, _: Context) -> Order:
    return orders.Find(rest)


def _filter(rest: str, _: Context) -> Order:
    kinds, people, rest_words = [], [], []
    pinned = False
    for word in rest.split():
        plain = fold_width(word).lower()
        if plain.startswith("@") and len(plain) > 1:
            people.append(word[1:])
        elif plain in ("pinned", "*"):
            pinned = True
        elif plain in _ENTRY_KINDS or plain.removesuffix("s") in _ENTRY_KINDS:
            kinds.append(plain if plain in _ENTRY_KINDS else plain.removesuffix("s"))
        else:
            rest_words.append(word)
    return orders.Filter(tuple(kinds), tuple(people), tuple(rest_words), pinned)


def _undo(rest: str, _: Context) -> Order:
    if rest:
        raise BadInput("/undo stands alone: it takes back what you did last; /retract REF strikes any entry")
    return orders.Undo()


_STEERED: Final = (
    orders.SteerDrill("pause"),
    orders.SteerDrill("go"),
    orders.SteerDrill("skip"),
    orders.SteerDrill("end"),
)


def _drill(rest: str, _: Context) -> Order:
    word, more = first(needed(rest, "/drill pause, go, skip, end, or speed 30"))
    action = fold_width(word).lower()
    if action == "speed":
        number = fold_width(more).strip().rstrip("x")
        if not number.isascii() or not number.isdigit():
            raise BadInput("how fast? /drill speed 60 plays an hour in a minute")
        return orders.SteerDrill("speed", int(number[:7]))
    known = {one.action: one for one in _STEERED}
    if action in known and not more.strip():
        return known[action]
    raise BadInput(f"'{shortened(rest)}' is nothing to do with a drill; type /drill pause, go, skip, end, or speed 30")


def _time(rest: str, context: Context) -> Order:
    ref, typed = with_ref(rest, "time")
    moment = read_time(needed(typed, f"/time {ref} 14:05"), now=context.now, zone=context.zone, bare_digits=True)
    return orders.SetTime(ref, moment.at)


def _erase(rest: str, _: Context) -> Order:
    ref, reason = with_ref(rest, "erase")
    return orders.Erase(ref, needed(reason, f"/erase {ref} and the reason; the text will be gone for good"))


PARSERS: Final[Mapping[str, Callable[[str, Context], Order]]] = {
    "say": _say,
    "note": _say,
    "sev": _severity,
    "status": _status,
    "role": _role,
    "in": _in,
    "out": _out,
    "attach": _attach,
    "component": _component,
    "member": _member,
    "jump": _jump,
    "at": _at,
    "find": _find,
    "filter": _filter,
    "undo": _undo,
    "drill": _drill,
    "pin": lambda rest, _: orders.Pin(read_ref(needed(rest, "/pin and the entry's five letters"))),
    "edit": lambda rest, _: orders.EditEntry(*with_ref(rest, "edit")),
    "time": _time,
    "retract": lambda rest, _: orders.Retract(*with_ref(rest, "retract")),
    "erase": _erase,
    **PANEL_PARSERS,
    **OWNER_PARSERS,
}
