"""Tab on the entry line, and the one line of help that fits its state."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from warroom.errors import BadInput
from warroom.grammar.marks import fold_width
from warroom.grammar.owner_orders import OWNER_FORMS, OWNER_REFS
from warroom.grammar.panel_words import PANEL_FORMS, PANEL_REFS
from warroom.grammar.parts import Line
from warroom.grammar.reading import CommandReading, Fault, read_head, read_line
from warroom.grammar.slash import Context, read_command, unknown
from warroom.grammar.words import MILESTONE_WORDS

Choice = tuple[str, str]
"""What can be typed, and what it means in a few words."""

GRAMMAR: Final = "-5m 14:05 time  bob: who  ! action = decision * milestone  @name ~15m >16:00  / command"
"""The grammar in one line of at most 100 cells, for an empty entry line."""

_FORMS: Final[Mapping[str, str]] = {
    "sev": "SEV1..SEV5 and a reason",
    "status": "investigating, identified, monitoring, resolved or closed, and a reason; reopening needs one",
    "role": "ic, deputy, scribe, sme, liaison or internal, then a name; - lays it down",
    "in": "names with commas; the owner's side in brackets: Mr Li (Acme)",
    "out": "names with commas",
    "component": "a name and ok, degraded, partial, down or maintenance, and a reason",
    "member": 'a handle, then a name, or name="..." contact="..." zone=Europe/London',
    "attach": 'a path (with spaces in "quotes") and a note',
    "jump": "a time: 14:05, -2h, yesterday 23:50",
    "at": "a time: 14:05, -2h, yesterday 23:50; nothing asks for it",
    "find": "words; none end the search",
    "filter": "kinds, @names, pinned and words; nothing shows all",
    "pin": "the entry's five letters",
    "edit": "the entry's five letters and the new text",
    "time": "the entry's five letters and a time",
    "retract": "the entry's five letters and a reason; the text stays readable",
    "erase": "the entry's five letters and a reason; the text is gone for good",
    **PANEL_FORMS,
    **OWNER_FORMS,
}
_TAKES_REF: Final = frozenset({"pin", "edit", "time", "retract", "erase", *PANEL_REFS, *OWNER_REFS})
_KIND_HINTS: Final = {
    "action": "action: what is done; ~15m gives it a time-box, >16:00 a due time",
    "decision": "decision: what was decided; >16:00 says when to look again",
}
_ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Completion needs to know that a time was typed, never which."""
_ANY_ZONE: Final = ZoneInfo("UTC")


class Completion(msgspec.Struct, frozen=True, kw_only=True):
    """One way to go on: put ``text`` in the place of the line's characters ``start`` to ``end``."""

    start: int
    end: int
    text: str
    label: str
    """What a list of completions shows."""
    help: str = ""


def complete(
    text: str,
    cursor: int,
    *,
    members: Collection[str],
    refs: Sequence[Choice],
    commands: Sequence[Choice],
    values: Mapping[str, Sequence[Choice]],
    milestones: Mapping[str, str] = MILESTONE_WORDS,
) -> list[Completion]:
    """What tab offers with the cursor before character ``cursor``, best first; nothing for what is free text.

    ``commands`` are words without their slash; ``values`` holds, by command, the words its first argument may be
    (``component``: its last), as the room's profile names them.
    """
    typed = fold_width(text[:cursor])
    start = len(typed) - len(typed.lstrip())
    if typed.startswith("/", start) and not typed.startswith("//", start):
        found = _of_command(text, typed, start, members, refs, commands, values)
    elif (word := _word_start(typed, start)) < len(typed) and typed[word] == "@":
        found = _begin_with(word, cursor, typed[word + 1 :], _names(members), before="@", after=" ")
    else:
        found = _of_entry(text[:cursor], typed, start, members, milestones)
    return [_fitted(one, text) for one in found]


def _fitted(one: Completion, text: str) -> Completion:
    """The same without its last space where one follows already."""
    if text[one.end : one.end + 1].isspace():
        return msgspec.structs.replace(one, text=one.text.rstrip())
    return one


def _word_start(typed: str, least: int) -> int:
    """Where the word before the cursor begins."""
    at = len(typed)
    while at > least and not typed[at - 1].isspace():
        at -= 1
    return at


def _names(members: Collection[str]) -> list[Choice]:
    return [(name, "") for name in sorted(members)]


def _begin_with(
    start: int, end: int, prefix: str, choices: Sequence[Choice], *, before: str = "", after: str = ""
) -> Iterator[Completion]:
    wanted = prefix.lower()
    for word, meaning in choices:
        if fold_width(word).lower().startswith(wanted):
            yield Completion(start=start, end=end, text=before + word + after, label=before + word, help=meaning)


def _of_entry(
    text: str, typed: str, start: int, members: Collection[str], milestones: Mapping[str, str]
) -> Iterator[Completion]:
    line = Line(text, typed, _ANY_TIME, _ANY_ZONE, members)
    try:
        head = read_head(line, start)
    except BadInput:
        return iter(())
    prefix = typed[head.body :]
    if head.kind == "milestone":
        return _begin_with(head.body, len(typed), prefix, _milestone_choices(milestones, prefix), after=" ")
    if prefix and not head.actor and all(span.part == "time" for span in head.spans):
        return _begin_with(head.body, len(typed), prefix, _names(members), after=": ")
    return iter(())


def _milestone_choices(milestones: Mapping[str, str], prefix: str) -> list[Choice]:
    """Every word once something is typed; before that the first word of each milestone."""
    if prefix:
        return list(milestones.items())
    first: dict[str, str] = {}
    for word, meaning in milestones.items():
        first.setdefault(meaning, word)
    return [(word, meaning) for meaning, word in first.items()]


def _of_command(
    text: str,
    typed: str,
    start: int,
    members: Collection[str],
    refs: Sequence[Choice],
    commands: Sequence[Choice],
    values: Mapping[str, Sequence[Choice]],
) -> Iterator[Completion]:
    cursor = len(typed)
    name_end = next((at for at in range(start, cursor) if typed[at].isspace()), cursor)
    if name_end == cursor:
        end = next((at for at in range(cursor, len(text)) if text[at].isspace()), len(text))
        return _begin_with(start, end, typed[start + 1 :], commands, before="/", after=" ")
    name = typed[start + 1 : name_end].lower()
    word = _word_start(typed, name_end)
    is_first = not typed[name_end:word].strip()
    if name in ("in", "out"):
        word = name_end + max(typed[name_end:].rfind(mark) for mark in (",", "、", ";")) + 1
        while word < cursor and typed[word].isspace():
            word += 1
        return _begin_with(word, cursor, typed[word:], _names(members), after=", " if name == "in" else " ")
    if typed[word : word + 1] == "@":
        return _begin_with(word, cursor, typed[word + 1 :], _names(members), before="@", after=" ")
    if name in _TAKES_REF and is_first:
        return _begin_with(word, cursor, typed[word:], refs, after="" if name == "pin" else " ")
    if name in values and is_first != (name == "component"):
        return _begin_with(word, cursor, typed[word:], values[name], after=" ")
    if (name == "member" and is_first) or (name == "role" and not is_first):
        return _begin_with(word, cursor, typed[word:], _names(members), after=" ")
    return iter(())


def hint(
    text: str,
    context: Context,
    *,
    commands: Sequence[Choice] = (),
    milestones: Mapping[str, str] = MILESTONE_WORDS,
) -> str:
    """One line of help for the state of the line: what can come next, or what is wrong; empty when all is said."""
    now, zone, members = context.now, context.zone, context.members
    reading = read_line(text, now=now, zone=zone, members=members, milestones=milestones)
    if isinstance(reading, Fault):
        return reading.message
    if isinstance(reading, CommandReading):
        return _command_hint(reading, context, dict(commands))
    if not text.strip():
        return GRAMMAR
    if reading.kind == "milestone" and not reading.milestone:
        return "milestone: " + ", ".join(word for word, _ in _milestone_choices(milestones, ""))
    return "" if reading.text else _KIND_HINTS.get(reading.kind, "the words come next; ! action = decision * milestone")


def _command_hint(reading: CommandReading, context: Context, commands: Mapping[str, str]) -> str:
    if not reading.name:
        return "a command; tab completes it: " + " ".join(commands)
    if reading.rest.strip():
        order = read_command(reading.name, reading.rest, context)
        if isinstance(order, Fault):
            return order.message
    known = {*commands, *_FORMS}
    if reading.name in known:
        return _FORMS.get(reading.name) or commands[reading.name]
    near = [name for name in commands if name.startswith(reading.name)]
    return "/" + ", /".join(near) if near else unknown(reading.name, known)
