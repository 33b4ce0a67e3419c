"""What screen 4 shows: the sections of a draft, what the check found, what our side knows. Lines made of it, pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from screens.owner.rows import HOW_MARKS, age_of, last_words, moment_words, span_words
from screens.widgets.panels import Item
from screens.widgets.row import Row
from warroom.clock import from_stamp
from warroom.state.promises import promises
from warroom.state.record import called
from warroom.state.revisions import Content, Draft
from warroom.state.room_state import RoomState
from warroom.state.updates import Telling
from warroom.updates.facts import Fact
from warroom.updates.lint.finding import Finding
from warroom.updates.not_told import NotTold
from warroom.updates.rendering import numbered

SECTION, FINDING, FACT, ASKED = "section:", "finding:", "fact:", "asked:"
PROMISED, SENT, TITLE = "promise:", "sent:", "title"
"""What the key of a line begins with; a section's goes on with its language and field."""
SEVERITY_WORDS: Final = {"block": "BLOCK", "warn": "warn", "hint": "hint"}
_TONES: Final = {"block": "milestone", "warn": "decision", "hint": "system", "": "plain"}
_ORDER: Final = ("block", "warn", "hint")
WRITES: Final = timedelta(minutes=10)
"""After so long without a word somebody is no longer said to write there."""
_LABELS: Final = {
    "title": "subject", "owner_action": "your action", "next_update": "next update", "data_safety": "data",
}  # fmt: skip


def label_of(field: str) -> str:
    """A section's name on the screen."""
    return _LABELS.get(field, field.replace("_", " "))


def section_key(lang: str, field: str) -> str:
    """The key of the line of a section."""
    return f"{SECTION}{lang}:{field}"


def place_of(key: str) -> tuple[str, str]:
    """Language and field of a section's line; two empty ones for another line."""
    if not key.startswith(SECTION):
        return "", ""
    lang, _, field = key.removeprefix(SECTION).partition(":")
    return lang, field


# -- the draft ---------------------------------------------------------------------------------------------------------


def section_items(
    content: Content, lang: str, findings: Sequence[Finding], writers: dict[tuple[str, str], str], number: int = 0
) -> list[Item]:
    """The subject and the sections of one language, each with its findings; ``writers`` says who writes where.

    ``number`` is the update's once it is fixed.
    """
    body = content.body(lang)
    parts = [(TITLE, body.title), *((one.field, one.text) for one in body.sections)]
    found = [one for one in findings if one.lang in (body.lang, "")]
    items = []
    for field, text in parts:
        here = [one for one in found if one.field == field]
        items.append(Item(_section(body.lang, field, text, here, writers.get((field, body.lang), ""), number)))
    return items


def _section(lang: str, field: str, text: str, findings: Sequence[Finding], writer: str, number: int) -> Row:
    worst = next((one for one in _ORDER if any(found.severity == one for found in findings)), "")
    places = [(one.start, one.end) for one in findings if one.end > one.start]
    marked = tuple((len(numbered(text[:start], number)), len(numbered(text[:end], number))) for start, end in places)
    notes = [f"{writer} writes here"] if writer else []
    notes += [] if text.strip() else ["empty"]
    return Row(
        key=section_key(lang, field),
        day="",
        time=SEVERITY_WORDS.get(worst, ""),
        mark=label_of(field),
        tone=_TONES[worst],
        who="",
        text=numbered(text, number),
        note=", ".join(notes),
        flag="!!" if worst == "block" else "!" if worst == "warn" else "",
        marked=marked,
    )


def finding_items(findings: Sequence[Finding], langs: Sequence[str]) -> list[Item]:
    """What the check found, as it gave it: what blocks first."""
    return [Item(_finding(number, one, several=len(langs) > 1)) for number, one in enumerate(findings)]


def finding_key(number: int) -> str:
    """The key of the line of a finding."""
    return f"{FINDING}{number}"


def _finding(number: int, one: Finding, *, several: bool) -> Row:
    where = " ".join(part for part in (label_of(one.field) if one.field else "", one.lang if several else "") if part)
    fix = one.fixes[0].label if one.fixes else ""
    quoted = f"“{one.text}” " if one.text and one.text not in one.message else ""
    return Row(
        key=finding_key(number),
        day="",
        time=SEVERITY_WORDS[one.severity],
        mark=one.rule,
        tone=_TONES[one.severity],
        who=where,
        text=f"{quoted}{one.message}",
        note=f"enter: {fix}" if fix else "",
        flag="!!" if one.severity == "block" else "",
    )


def writers(draft: Draft, me: str, now: datetime) -> dict[tuple[str, str], str]:
    """Who writes where now, by field and language; who said nothing for ten minutes is left out."""
    found: dict[tuple[str, str], str] = {}
    for member, (_, event, said) in sorted(draft.writing.items()):
        if member != me and said.field and now - from_stamp(event.recorded_at) < WRITES:
            known = found.get((said.field, said.lang))
            found[said.field, said.lang] = f"{known}, {member}" if known else member
    return found


# -- our side ----------------------------------------------------------------------------------------------------------


def known_items(
    unknown: Sequence[NotTold], held: Iterable[Fact], content: Content, zone: ZoneInfo, now: datetime
) -> Iterator[Item]:
    """What the owner does not know, first; then what they know. A flag says what the draft states already."""
    stated = {fact.key for fact in content.facts}
    count = len(unknown)
    inside = sum(one.fact.key in stated for one in unknown)
    day = f"Not told: {count}" + (f", {'all' if inside == count else inside} in the draft (>)" if inside else "")
    for one in unknown:
        mark, tone = HOW_MARKS[one.how]
        age = span_words(age_of(one, now))
        note = last_words(one, now, zone)
        yield Item(_fact(one.fact, day, age, mark, tone, note, stated), key=FACT + one.fact.key)
    new = {one.fact.key for one in unknown}
    rest = [one for one in held if one.value and one.key not in new]
    for fact in rest:
        yield Item(_fact(fact, f"They know: {len(rest)}", "", "yes", "system", "", stated), key=FACT + fact.key)


def _fact(fact: Fact, day: str, age: str, mark: str, tone: str, note: str, stated: set[str]) -> Row:
    in_it = ">" if fact.key in stated else ""
    return Row(FACT + fact.key, day, age, mark, tone, "", fact.line(), note, flag=in_it)


def question_items(state: RoomState, owner: str, zone: ZoneInfo, now: datetime) -> Iterator[Item]:
    """Their questions that nobody has answered."""
    waiting = state.questions.unanswered(owner)
    for one in waiting:
        due = f"until {moment_words(from_stamp(one.now.due), now, zone)}" if one.now.due else "no time set"
        at = f"{from_stamp(one.at).astimezone(zone):%H:%M}" if one.at else ""
        day = f"Unanswered: {len(waiting)}"
        row = Row(ASKED + one.eid, day, at, "ask", "owner", one.now.actor, one.now.text, due, flag="!")
        yield Item(row, one.eid)


def promise_items(state: RoomState, owner: str, zone: ZoneInfo, now: datetime) -> Iterator[Item]:
    """What they were promised and still expect, the earliest first."""
    owed = [one for one in promises(state.commitments, state.updates, now, owner) if one.is_owed]
    for one in sorted(owed, key=lambda one: one.record.now.due or "9"):
        due = moment_words(one.due, now, zone) if one.due else "no time set"
        words = called(one.record, 200) or one.record.now.kind.replace("_", " ")
        late = one.standing not in ("open", "kept")
        row = Row(
            f"{PROMISED}{one.record.eid}", f"Promised: {len(owed)}", due[-5:] if one.due else "", "prm",
            "milestone" if late else "owner", "", words, f"due {due}", flag="!" if late else "",
        )  # fmt: skip
        yield Item(row, one.record.eid)


def sent_items(
    telling: Telling | None, sent: Content | None, lang: str, zone: ZoneInfo, now: datetime
) -> Iterator[Item]:
    """The last update that they were told, section by section; of one without a text, what it told."""
    if telling is None:
        return
    number = f" #{telling.said.number}" if telling.said.number else ""
    when = moment_words(from_stamp(telling.at), now, zone)
    day = f"Last told{number} {when}, {telling.said.means}"
    if sent is None:
        lines = [(str(place), "", fact.text or fact.was) for place, fact in enumerate(telling.said.facts)]
        lines = lines or [("words", "", telling.said.text)]
    else:
        lines = [(one.field, label_of(one.field), one.text) for one in sent.body(lang).sections]
    for name, label, text in lines:
        said = numbered(text, telling.said.number) if telling.said.number else text
        yield Item(Row(f"{SENT}{name}", day, "", "out", "owner", label, said))
