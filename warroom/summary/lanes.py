"""The swimlanes of an incident: what happened to whom, lane by lane. Pure data, drawn by ``picture`` and a terminal.

The lanes of an owner hold only what that owner was told, asked, promised and said, and the key events in words made
here, whole: the gate reads them before ``shortened`` cuts them. Those of our own people hold everything.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Final, Literal

import msgspec

from warroom.clock import from_stamp, to_stamp
from warroom.state.feed import Entry
from warroom.state.labels import PLAIN, Labels
from warroom.state.promises import promises
from warroom.state.record import called
from warroom.state.room_state import RoomState
from warroom.summary.scale import Scale
from warroom.summary.wording import promise_words
from warroom.updates.saying import MILESTONES, Words, pick

LaneName = Literal["impact", "actions", "causes", "updates", "replies", "promises"]
LANES: Final[Mapping[LaneName, Words]] = {
    "impact": ("Impact", "影响"),
    "actions": ("Entries, actions", "记录与行动"),
    "causes": ("Causes", "原因"),
    "updates": ("Owner updates", "对业主通报"),
    "replies": ("Owner replies", "业主回复"),
    "promises": ("Promises", "承诺"),
}
"""In the order in which they are drawn."""
_FOR_OWNER: Final[Mapping[LaneName, Words]] = {
    "impact": ("Impact", "影响"),
    "updates": ("What we told you", "我方通报"),
    "replies": ("What you told us", "贵方来信"),
    "promises": ("What we promised", "我方承诺"),
}
_NOTHING: Final[Words] = ("nothing recorded", "无记录")
_NO_END: Final[Words] = ("Impact, open: no end recorded", "影响，未记录结束")
_UPDATE: Final[Words] = ("Update", "通报")
MarkKind = Literal["milestone", "observation", "action", "decision", "cause", "told", "reply", "promise"]
KEYS: Final = 40
"""Key events that a list beneath a picture can hold; of more, the milestones alone are numbered."""
TOLD: Final = 110
"""Letters of what was told: the beginning says which update it was."""
LONGEST: Final = 240
"""Letters of a text in a picture; the timeline has all of it."""
WHOLE: Final = 1 << 30
"""No text is longer."""


class Mark(msgspec.Struct, frozen=True):
    """Something that happened at one moment."""

    at: str
    """UTC text."""
    kind: MarkKind
    text: str
    state: str = ""
    """Of a promise how it stands: open, kept, late, broken, withdrawn."""
    number: int = 0
    """The key events are numbered, for the list beneath the picture; 0: not one of them."""


class Bar(msgspec.Struct, frozen=True):
    """Something that lasted."""

    start: str
    end: str
    text: str
    state: str = ""
    """Of a task where it stands; of the impact ``open`` (no end is recorded) or ``ended``."""


class Lane(msgspec.Struct, frozen=True):
    """One lane: its name in code, what it is called, what is in it."""

    name: LaneName
    label: str
    marks: tuple[Mark, ...] = ()
    bars: tuple[Bar, ...] = ()
    note: str = ""
    """Said in the lane where it holds nothing."""


class Lanes(msgspec.Struct, frozen=True, dict=True):
    """All lanes that hold something, with the scale that places their moments."""

    lanes: tuple[Lane, ...]
    as_of: str
    """Until when it is known (UTC text)."""
    lang: str = "en"

    @cached_property
    def scale(self) -> Scale:
        """Places every moment of the lanes."""
        return Scale(seconds(stamp) for lane in self.lanes for stamp in _moments(lane))

    @cached_property
    def places(self) -> Mapping[str, float]:
        """Where each moment of the lanes stands, 0 (left) to 1."""
        stamps = {stamp for lane in self.lanes for stamp in _moments(lane)}
        return {stamp: self.scale.place(seconds(stamp)) for stamp in stamps}

    @property
    def first(self) -> str:
        """The first moment in it (UTC text)."""
        return min((stamp for lane in self.lanes for stamp in _moments(lane)), default=self.as_of)

    @property
    def keys(self) -> list[Mark]:
        """The key events in the order of their numbers."""
        return sorted((mark for lane in self.lanes for mark in lane.marks if mark.number), key=lambda one: one.number)

    @property
    def texts(self) -> list[str]:
        """Every text in it."""
        return [
            *(text for lane in self.lanes for text in (lane.label, lane.note) if text),
            *(mark.text for lane in self.lanes for mark in lane.marks),
            *(bar.text for lane in self.lanes for bar in lane.bars),
        ]


def seconds(stamp: str) -> float:
    """A stamp as seconds since 1970."""
    return from_stamp(stamp).timestamp()


def _moments(lane: Lane) -> Iterator[str]:
    for mark in lane.marks:
        yield mark.at
    for bar in lane.bars:
        yield bar.start
        yield bar.end


def lanes(state: RoomState, as_of: datetime, *, owner: str = "", lang: str = "en", labels: Labels = PLAIN) -> Lanes:
    """The lanes as they stand ``as_of`` (aware); in ``lang``; of one owner when ``owner`` names one."""
    now = to_stamp(as_of)
    names = _FOR_OWNER if owner else LANES
    made = {
        "impact": (_milestones(state, owner, lang, labels), _impact(state, now, lang)),
        "actions": (() if owner else _entries(state), () if owner else _tasks(state, now)),
        "causes": (() if owner else _causes(state), ()),
        "updates": (_told(state, owner, lang), ()),
        "replies": (_replies(state, owner), ()),
        "promises": (_promised(state, as_of, owner, lang), ()),
    }
    found = []
    numbered = sorted(
        (mark for name in names for mark in made[name][0] if mark.kind in ("milestone", "told", "promise")),
        key=lambda mark: mark.at,
    )
    if len(numbered) > KEYS:
        numbered = [mark for mark in numbered if mark.kind == "milestone"]
    keys = {id(mark): number for number, mark in enumerate(numbered, 1)}
    for name, words in names.items():
        marks, bars = made[name]
        numbered_marks = tuple(msgspec.structs.replace(one, number=keys.get(id(one), 0)) for one in marks)
        if marks or bars:
            found.append(Lane(name, pick(words, lang), numbered_marks, tuple(bars)))
    if found and not owner and not any(made["impact"]):  # of our own people somebody can still say when it began
        found.insert(0, Lane("impact", pick(names["impact"], lang), note=pick(_NOTHING, lang)))
    return Lanes(tuple(found), now, lang)


def _standing(state: RoomState) -> Iterator[Entry]:
    return (entry for entry in state.timeline if not entry.retracted and not entry.erased)


_UNBROKEN: Final = "".join(map(chr, range(0x21, 0x7F)))


def shortened(lanes: Lanes) -> Lanes:
    """The lanes with every text as long as a picture can hold it.

    Apart from making them, because the leak rules have to read whole words: half a name is no name to them.
    """
    found = []
    for lane in lanes.lanes:
        marks = tuple(
            msgspec.structs.replace(one, text=short(one.text, TOLD if one.kind == "told" else LONGEST))
            for one in lane.marks
        )
        bars = tuple(msgspec.structs.replace(one, text=short(one.text)) for one in lane.bars)
        found.append(msgspec.structs.replace(lane, marks=marks, bars=bars))
    return Lanes(tuple(found), lanes.as_of, lanes.lang)


def short(text: str, longest: int = LONGEST) -> str:
    """A text on one line in at most ``longest`` letters, cut between words."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    place = cut.rfind(" ", longest - 20)
    if place <= 0:  # no half of a host or an address: the leak rules would not know it for one
        place = len(cut.rstrip(_UNBROKEN)) if line[longest - 1] in _UNBROKEN else len(cut)
    return cut[:place].rstrip(" ,;.，；。") + "…"


def _as_long(text: str, owner: str, longest: int = LONGEST) -> str:
    """A text as long as a picture holds; of an owner's whole, for the gate to read it first and shorten it then."""
    return " ".join(text.split()) if owner else short(text, longest)


def _milestones(state: RoomState, owner: str, lang: str, labels: Labels) -> tuple[Mark, ...]:
    """The key events; an owner reads each once, at its last time, in words of ours."""
    if owner:
        return tuple(
            Mark(last, "milestone", _capital(pick(MILESTONES[name], lang)))
            for name, (_, last) in state.timeline.passed().items()
            if name in MILESTONES
        )
    return tuple(
        Mark(entry.at, "milestone", _named(labels.milestone(entry.said.milestone), entry.text))
        for entry in _standing(state)
        if entry.said.milestone
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _named(name: str, text: str) -> str:
    """The name of a milestone with the words of its entry, where those say more."""
    said = short(text)
    return _capital(name) if said.casefold() in ("", name.casefold()) else f"{_capital(name)}: {said}"


def _impact(state: RoomState, now: str, lang: str) -> tuple[Bar, ...]:
    """The time of the impact, as far as its stamps say: without one for its beginning there is no bar.

    One without a stamp for its end lasts until ``now``; in a room of the past, until the last thing that happened.
    """
    passed = state.timeline.passed()
    started = [passed[name][0] for name in ("impact_started", "detected", "declared") if name in passed]
    if not started:
        return ()
    begun = min(started)
    ended = next((passed[name][1] for name in ("mitigated", "resolved") if name in passed), "")
    if (ended or now) < begun:
        return ()
    if ended:
        return (Bar(begun, ended, pick(("Impact", "影响"), lang), "ended"),)
    if _is_past(state):
        last = max((entry.at for entry in _standing(state)), default=begun)
        return (Bar(begun, min(now, last), pick(_NO_END, lang), "open"),)
    return (Bar(begun, now, pick(("Impact lasts", "影响持续"), lang), "open"),)


def _is_past(state: RoomState) -> bool:
    """Whether nothing goes on here any more: it is over, or was written down elsewhere and imported."""
    opened = state.incident.opened
    return not state.incident.is_open or (opened is not None and bool(opened.source))


def _entries(state: RoomState) -> tuple[Mark, ...]:
    kinds: dict[str, MarkKind] = {"observation": "observation", "action": "action", "decision": "decision"}
    return tuple(
        Mark(entry.at, kinds[entry.kind], entry.text)
        for entry in _standing(state)
        if entry.kind in kinds and not entry.said.milestone
    )


def _tasks(state: RoomState, now: str) -> tuple[Bar, ...]:
    found = []
    for task in state.tasks.tasks.standing():
        setting = task.setting("state")
        ended = task.now.state in ("done", "cancelled") and setting is not None
        end = setting.event.at if ended and setting is not None else now
        who = f"{task.now.assignee}: " if task.now.assignee else ""
        found.append(Bar(task.at, max(task.at, end), f"{who}{called(task, LONGEST)}", task.now.state))
    return tuple(found)


def _causes(state: RoomState) -> tuple[Mark, ...]:
    return tuple(Mark(entry.at, "cause", short(entry.text)) for entry in _standing(state) if entry.kind == "cause")


def _told(state: RoomState, owner: str, lang: str) -> tuple[Mark, ...]:
    found = []
    for name in [owner] if owner else state.updates.owners:
        for telling in state.updates.told(name):
            said = telling.said
            number = f" #{said.number}" if said.number else ""
            head = f"{pick(_UPDATE, lang)}{number}" if owner else f"{name}{number} ({said.means})"
            words = said.text or "; ".join(one.called for one in said.facts)
            found.append(Mark(telling.at, "told", f"{head}: {_as_long(words, owner, TOLD)}" if words else head))
    return tuple(sorted(found, key=lambda one: one.at))


def _replies(state: RoomState, owner: str) -> tuple[Mark, ...]:
    found = []
    for name, thread in sorted(state.owners.threads.items()):
        if owner not in ("", name):
            continue
        for entry in thread:
            message = state.owners.messages.get(entry.eid)
            if message is not None and message.direction == "in" and not entry.erased:
                said = f"{entry.said.actor}: " if entry.said.actor else ""
                found.append(
                    Mark(entry.at, "reply", ("" if owner else f"{name}, ") + said + _as_long(entry.text, owner))
                )
    for question in state.questions.asked.standing():
        if owner in ("", question.now.owner_id) and not question.erased:
            head = "" if owner else f"{question.now.owner_id} asks: "
            found.append(Mark(question.at, "reply", head + called(question, WHOLE if owner else LONGEST)))
    return tuple(sorted(found, key=lambda one: one.at))


def _promised(state: RoomState, as_of: datetime, owner: str, lang: str) -> tuple[Mark, ...]:
    found = []
    for one in promises(state.commitments, state.updates, as_of, owner or None):
        made = one.record.now
        if one.due is None or one.record.erased:
            continue
        head = "" if owner else f"{made.owner_id}: "
        ours = called(one.record, LONGEST) or made.kind.replace("_", " ")
        text = promise_words(one.record, lang, WHOLE) if owner else head + ours
        found.append(Mark(to_stamp(one.due), "promise", text, one.standing))
    return tuple(found)
