"""Screen 4 of the past: the drafts as they stood then, and what had been told. It is read, never written."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from typing_extensions import override

from screens.hosting import Host
from screens.owner.rows import moment_words
from screens.update.rows import label_of
from screens.update.status import PHASE_WORDS, verdict_words
from screens.widgets.panels import Item, Layout, PanelList, Panels
from screens.widgets.row import Row
from warroom.clock import from_stamp
from warroom.commands import Place
from warroom.room import Room
from warroom.state.revisions import Draft
from warroom.state.updates import Telling
from warroom.updates import approval
from warroom.updates.numbering import number_of
from warroom.updates.rendering import numbered
from warroom.updates.words import TOPICS, say

NO_DRAFT = "No update was being written."
NOT_TOLD = "Nobody had been told anything."


class PastUpdates(Panels):
    """Two panes beside each other; o reads the draft or what was told in full."""

    SCREEN = "Update"
    PLACE: ClassVar[Place] = "past"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("o,space,enter", "read_whole", "In full", show=False)]
    DEFAULT_CSS = "PastUpdates { grid-size: 2 1; grid-columns: 1fr 1fr; grid-rows: 1fr; }"

    def __init__(self, host: Host) -> None:
        self.drafts = PanelList("Drafts", Layout(0, 13), empty=NO_DRAFT, id="past-drafts", side="TO THE OWNER")
        self.told = PanelList("Told", Layout(4, 10), empty=NOT_TOLD, id="past-told", side="WITH THE OWNER")
        super().__init__((self.drafts, self.told), id="past-updates")
        self._host = host

    @override
    def show_state(self, now: datetime) -> None:
        room = self._host.room
        drafts, told = room.state.revisions.drafts, tellings(room)
        self.drafts.show_items([item for one in drafts for item in _sections(one, room, now)], count=f"{len(drafts)}")
        self.told.show_items([_told(one, room, now) for one in told], count=f"{len(told)}")
        open_ones = sum(not one.discarded and room.state.updates.carried(one.eid) is None for one in drafts)
        tellings_ = f"{len(told)} {'telling' if len(told) == 1 else 'tellings'} by then"
        self.say(f"drafts as they stood: {len(drafts)}, {open_ones} not told yet  ·  {tellings_}")

    @override
    def beside(self) -> tuple[str, str]:
        told = tellings(self._host.room)
        return "WITH THE OWNER Told", said(told[-1]) if told else NOT_TOLD

    def action_read_whole(self) -> None:
        """Read the draft or the telling under the cursor in full."""
        item = self.current_list.current
        if item is None:
            return
        room = self._host.room
        draft = room.state.revisions.get(item.record)
        telling = room.state.updates.find(item.record)
        if draft is not None:
            self._host.read(f"TO THE OWNER  {draft.owner}, as it stood then", whole(draft, room))
        elif telling is not None:
            self._host.read(f"WITH THE OWNER  {telling.said.owner_id}", said(telling))


def tellings(room: Room) -> list[Telling]:
    """Everything that was told to anybody, in order of time."""
    updates = room.state.updates
    return sorted((one for owner in updates.owners for one in updates.told(owner)), key=lambda one: one[:3])


def said(telling: Telling) -> str:
    """What was told, in words."""
    facts = (_fact(one.key, one.text) for one in telling.said.facts)
    return "\n".join(filter(None, (telling.said.text, *facts)))


def _fact(key: str, text: str) -> str:
    topic = say(TOPICS, {"task": "mitigation", "fact": "other"}.get(name := key.partition(":")[0], name), "en")
    return f"{topic}: {text}" if text else topic


def whole(draft: Draft, room: Room) -> str:
    """Every language of a draft as it stood."""
    number = number_of(room.state, draft.eid, draft.owner)
    parts = []
    for body in draft.head.said.content.bodies:
        texts = (f"{label_of(one.field)}: {numbered(one.text, number)}" for one in body.sections if one.text)
        parts.append("\n".join((f"[{body.lang}] {body.title}".rstrip(), *texts)))
    return "\n\n".join(parts)


def _sections(draft: Draft, room: Room, now: datetime) -> Iterator[Item]:
    """The sections of a draft in its first language, under a heading that says whose it is and how it stood."""
    content, number = draft.head.said.content, number_of(room.state, draft.eid, draft.owner)
    stood = "DISCARDED" if draft.discarded else verdict_words(approval.verdict(room.state, draft, now), room, now)
    phase = PHASE_WORDS.get(content.phase, content.phase)
    heading = f"{draft.owner} · {phase} · rev {len(draft.revisions)} {draft.head.who} · {stood}"
    body = content.body()
    texts = [("title", body.title), *((one.field, one.text) for one in body.sections)]
    for field, text in texts:
        if text:
            row = Row(f"{draft.eid}:{field}", heading, "", "", "owner", label_of(field), numbered(text, number))
            yield Item(row, draft.eid)


def _told(telling: Telling, room: Room, now: datetime) -> Item:
    number = f"#{telling.said.number} " if telling.said.number else ""
    at = moment_words(from_stamp(telling.at), now, room.zone)
    return Item(
        Row(telling.eid, f"Told {telling.said.owner_id}", at[-5:], "tld", "owner", telling.said.actor,
            number + said(telling), f"{at}, {telling.said.means}"),
        telling.eid,
    )  # fmt: skip
