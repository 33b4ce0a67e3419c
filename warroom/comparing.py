"""Two moments of a room side by side: what is new, what changed, what is gone. Pure.

It compares the whole snapshot of the state, so that nothing a room can say is left out of the comparison.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from warroom import seal
from warroom.clock import from_stamp, offset_label
from warroom.errors import BadInput
from warroom.state.feed import IMPORTED
from warroom.state.room_state import RoomState
from warroom.state.snapshot import snapshot

_FACTS: Final = {"title": "Incident", "public_title": "Incident", "severity": "Incident", "status": "Incident"}
_SECTIONS: Final = {
    "fields": "Incident",
    "milestones": "Milestones",
    "components": "Components",
    "attachments": "Files",
    "roles": "Team",
    "members": "Team",
    "presence": "On the call",
    "hypotheses": "Causes",
    "evidence": "Evidence",
    "tried": "Tried",
    "whys": "Whys",
    "factors": "Factors",
    "tasks": "Tasks",
    "follow_ups": "Follow-ups",
    "risks": "Risks",
    "decisions": "Decisions",
    "owners": "Owners",
    "questions": "Questions of owners",
    "commitments": "Promises",
    "owner_facts": "Owner facts",
    "expectations": "Expectations",
    "remedies": "Compensation",
    "feedback": "Feedback",
    "told": "Told",
    "acknowledged": "Checks of times",
    "timeline": "Timeline",
    "discussion": "Discussion",
}
"""The parts of a snapshot in the order in which they are shown, and their headings."""
_WORDS: Final = ("text", "name", "statement", "title", "value")
"""The fields that say what a record is."""
_SILENT: Final = frozenset({"eid", "ref", "at", "author", "changes", "recorded_at", "versions", "history", "bases"})
"""Fields that follow from others or never differ: they are not told as changes of their own."""
_USUAL: Final = {"state": "open"}
"""What the snapshot leaves out because it is the usual value."""
_LONGEST: Final = 100
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Difference(msgspec.Struct, frozen=True):
    """One thing that differs between two moments."""

    section: str
    """The heading it stands under."""
    change: str
    """``new``, ``changed`` or ``gone`` (as it happened, an entry's time may have been moved)."""
    what: str
    """The record or fact, in words."""
    before: str = ""
    after: str = ""
    """Of a change the two values, in words."""
    eid: str = ""
    """The record's id, where there is one."""

    @property
    def line(self) -> str:
        """It in one line."""
        if self.change != "changed":
            return f"{self.change:<7}  {self.what}"
        return f"changed  {self.what}: {self.before or 'nothing'} -> {self.after or 'nothing'}"


def differences(before: RoomState, after: RoomState) -> list[Difference]:
    """What differs, section by section in the order of the screens; equal states give nothing."""
    old, new = _flat(snapshot(before)), _flat(snapshot(after))
    found: list[Difference] = []
    for name, heading in _FACTS.items():
        found += _fact(heading, name.replace("_", " "), old.get(name), new.get(name))
    for name, heading in _SECTIONS.items():
        found += _section(heading, old.get(name), new.get(name))
    return found


def _flat(whole: dict[str, Any]) -> dict[str, Any]:
    """The snapshot with the panels of causes beside the others."""
    causes = whole.get("causes")
    return {**whole, **causes} if isinstance(causes, dict) else whole


def _section(heading: str, old: Any, new: Any) -> Iterator[Difference]:
    if isinstance(old, Sequence) or isinstance(new, Sequence):
        yield from _records(heading, old or [], new or [])
        return
    before, after = old or {}, new or {}
    for key in [*before, *(key for key in after if key not in before)]:
        one, other = before.get(key), after.get(key)
        if isinstance(one, list) or isinstance(other, list):
            yield from _records(f"{heading}, {key}", one or [], other or [])
        elif heading == "Owners":
            yield from _owner(key, one or {}, other or {})
        else:
            yield from _fact(heading, key.replace("_", " "), one, other)


def _owner(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    if old.get("attached") != new.get("attached"):
        yield Difference("Owners", "new" if new.get("attached") else "gone", name)
    elif old.get("plan") != new.get("plan"):
        yield Difference("Owners", "changed", f"plan of {name}", "as it was", "another")
    yield from _records(f"Said with {name}", old.get("thread", []), new.get("thread", []))


def _fact(heading: str, name: str, old: Any, new: Any) -> Iterator[Difference]:
    before, after = _said(old), _said(new)
    if before != after:
        yield Difference(heading, "changed" if before and after else "new" if after else "gone",
                         name if before and after else f"{name}: {after or before}", before, after)  # fmt: skip


def _records(heading: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Difference]:
    before = {_key(one, number): one for number, one in enumerate(old)}
    after = {_key(one, number): one for number, one in enumerate(new)}
    for key, one in before.items():
        if key not in after:
            yield Difference(heading, "gone", _called(one), eid=key)
    for key, one in after.items():
        if key not in before:
            yield Difference(heading, "new", _called(one), eid=key)
        elif before[key] != one:
            yield from _changed(heading, key, before[key], one)


def _changed(heading: str, key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    names = [name for name in [*old, *(name for name in new if name not in old)] if name not in _SILENT]
    if old.get("at") != new.get("at"):
        names.append("at")
    for name in names:
        usual = _USUAL.get(name)
        before, after = _said(old.get(name, usual)), _said(new.get(name, usual))
        if before != after:
            yield Difference(heading, "changed", f"{_called(old)}, {name.replace('_', ' ')}", before, after, key)


def _key(record: Any, number: int) -> str:
    """What a record is known by: its id, else its content's place."""
    if isinstance(record, dict):
        return str(record.get("eid") or record.get("sha256") or number)
    return str(number)


def _called(record: Mapping[str, Any]) -> str:
    """A record in one line: its letters, then its words."""
    words = next((str(record[name]) for name in _WORDS if isinstance(record.get(name), str) and record[name]), "")
    if not words:
        words = "[erased]" if record.get("erased") else _content(record)
    who = str(record.get("actor") or (IMPORTED if record.get("source") else record.get("author")) or "")
    head = " ".join(part for part in (str(record.get("ref") or ""), f"{who}:" if who else "") if part)
    return f"{head} {_short(words)}".strip()


def _content(record: Mapping[str, Any]) -> str:
    """What a record without words of its own says: its fields, other records by their letters."""
    said = ((name, _said(value)) for name, value in record.items() if name not in _SILENT and name != "actor")
    return "; ".join(f"{name} {seal.entry_ref(text)}" if _ID.fullmatch(text) else text for name, text in said if text)


def _said(value: Any) -> str:
    """A value of the snapshot in words: of a register what holds, of a time the time, else plain."""
    if isinstance(value, dict):
        if "value" in value and "history" in value:
            return _said(value["value"])
        if "first" in value and "last" in value:
            first, last = _said(value["first"]), _said(value["last"])
            return first if first == last else f"{first}, last {last}"
        words = ((name, "no" if one is False else _said(one)) for name, one in value.items())
        return _short(", ".join(f"{name} {said}" for name, said in words if said))
    if isinstance(value, list | tuple):
        return _short(", ".join(said for one in value if (said := _said(one))))
    if isinstance(value, bool) or value is None:
        return "yes" if value else ""
    return _short(str(value).replace("_", " ") if isinstance(value, str) and value.islower() else str(value))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 3].rstrip() + "..."


def moment_words(moment: datetime, zone: ZoneInfo) -> str:
    """A moment with its day, seconds and zone."""
    local = moment.astimezone(zone)
    return f"{local:%d %b %Y %H:%M:%S} {offset_label(local)}"


def page(found: Sequence[Difference], earlier: datetime, later: datetime, zone: ZoneInfo) -> str:
    """The comparison as text: the two moments, then what differs under its headings."""
    lines = [f"From {moment_words(earlier, zone)}", f"to   {moment_words(later, zone)}"]
    heading = ""
    for one in found:
        if one.section != heading:
            heading = one.section
            lines += ["", heading]
        lines.append(f"  {_with_times(one.line, zone)}")
    if not found:
        lines += ["", "Nothing differs."]
    return "\n".join(lines)


def _with_times(line: str, zone: ZoneInfo) -> str:
    """A line whose stamps are shown in the room's zone."""
    return " ".join(_local(word, zone) for word in line.split(" "))


def _local(word: str, zone: ZoneInfo) -> str:
    bare = word.rstrip(",")
    try:
        local = from_stamp(bare).astimezone(zone)
    except BadInput:
        return word
    return f"{local:%d %b %H:%M:%S}{word[len(bare) :]}"
