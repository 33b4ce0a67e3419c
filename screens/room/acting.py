"""What the keys about entries do: each asks what it must, gives one Room command and says what was done."""

from collections.abc import Sequence
from typing import Protocol

from screens.asking import Answers, Ask
from warroom.clock import from_stamp, to_stamp
from warroom.errors import BadInput
from warroom.room import Room
from warroom.state.feed import Entry
from warroom.state.still_holding import notice


class Stage(Protocol):
    """What an action needs of its screen."""

    room: Room

    async def ask(self, key: str, title: str, asks: Sequence[Ask], note: str = "") -> Answers | None:
        """Ask with a form; what was left unfinished under ``key`` is there again."""
        ...

    def read(self, title: str, body: str) -> None:
        """Show a page."""
        ...

    def tell(self, text: str) -> None:
        """Say a passing word."""
        ...


def _pane_of(room: Room, entry: Entry) -> str:
    return "discussion" if entry.eid in room.state.discussion.entries else "timeline"


def open_entry(stage: Stage, entry: Entry) -> None:
    """Show everything about an entry."""
    from screens.dialogs import words  # not needed by the first frame

    room = stage.room
    pane = _pane_of(room, entry)
    stage.read(f"INTERNAL  {pane} entry {entry.ref}", words.entry_words(entry, room.state, room.zone, pane))


def _check_time(room: Room, text: str) -> str | None:
    from warroom.times import read_time  # the grammar is not needed by the first frame

    if not text.strip():
        return None
    return to_stamp(read_time(text, now=room.clock(), zone=room.zone, bare_digits=True).at)


def _need_text(text: str) -> None:
    if not text.strip():
        raise BadInput("an entry needs text; x strikes one")


def _time_field(room: Room, entry: Entry) -> Ask:
    from warroom.times import PAST_FORMS

    at = from_stamp(entry.at).astimezone(room.zone)
    return Ask(
        "time",
        "When it happened",
        hint=f"now {at:%Y-%m-%d %H:%M}; empty leaves it; {PAST_FORMS}",
        check=lambda text: _check_time(room, text),
    )


def _standing(entry: Entry) -> None:
    if entry.erased:
        raise BadInput("its text was taken away for good; log a new entry instead")


async def edit(stage: Stage, entry: Entry) -> None:
    """Change words, actor or time; the older version stays readable."""
    _standing(entry)
    room, was, who, conflict = stage.room, entry.text, entry.actor, entry.conflict
    asks = [Ask("text", "Text", was, check=_need_text), _time_field(room, entry)]
    if _pane_of(room, entry) == "timeline":
        asks.insert(1, Ask("actor", "Who did or said it", who, "empty: its author"))
    answers = await stage.ask(f"edit {entry.eid}", f"Edit {entry.ref}", asks, "The older version stays readable (o).")
    if answers is None:
        return
    text = answers["text"].strip()
    actor = answers.get("actor", who).strip()
    at = _check_time(room, answers["time"])
    same = text == was and actor == who and at is None
    if same and not conflict:
        stage.tell("nothing was changed")
        return
    await room.edit(
        entry.eid,
        text=text if text != was or conflict else None,
        actor=actor if actor != who else None,
        occurred_at=at,
    )
    stage.tell(f"{entry.ref} is changed; z takes it back")


async def set_time(stage: Stage, entry: Entry) -> None:
    """Say when an entry really happened."""
    _standing(entry)
    asks = [_time_field(stage.room, entry)]
    answers = await stage.ask(f"time {entry.eid}", f"Time of {entry.ref}", asks, entry.text)
    at = _check_time(stage.room, answers["time"]) if answers else None
    if at is None:
        return
    await stage.room.edit(entry.eid, occurred_at=at)
    stage.tell(f"{entry.ref} has its new time; both are kept; z takes it back")


async def pin(stage: Stage, entry: Entry) -> None:
    """Mark an entry that matters, or unmark it."""
    pinned = not entry.pinned
    await stage.room.pin(entry.eid, pinned=pinned)
    stage.tell(f"{entry.ref} is {'pinned' if pinned else 'no longer pinned'}; z takes it back")


async def retract(stage: Stage, entry: Entry) -> None:
    """Strike an entry with a reason if there is one, or take the strike back."""
    _standing(entry)
    if stage.room.filing.is_struck(entry):
        await stage.room.retract(entry.eid, retracted=False)
        stage.tell(f"the strike of {entry.ref} is taken back")
        return
    asks = [Ask("reason", "Reason", hint="may be empty")]
    answers = await stage.ask(f"strike {entry.eid}", f"Strike {entry.ref}: it stays readable", asks, entry.text)
    if answers is not None:
        await stage.room.retract(entry.eid, answers["reason"].strip())
        stage.tell(f"{entry.ref} is struck; z takes it back")


async def erase(stage: Stage, entry: Entry) -> None:
    """Take an entry's text away for good, after its reference was typed and a reason given."""
    _standing(entry)

    def is_ref(text: str) -> None:
        if text.strip().upper() != entry.ref:
            raise BadInput(f"type {entry.ref} to say that this is the entry; esc leaves it as it is")

    def is_reason(text: str) -> None:
        if not text.strip():
            raise BadInput("say why: the reason stays where the text was")

    asks = [
        Ask("ref", f"Type {entry.ref} to confirm", check=is_ref),
        Ask("reason", "Reason", hint="is kept and shown", check=is_reason),
    ]
    note = f"Its text and every version go for good, on disk too. Nothing brings them back.\n\n{entry.text}"
    answers = await stage.ask(f"erase {entry.eid}", f"Erase {entry.ref}", asks, note)
    if answers is not None:
        said = notice(stage.room.state, entry.eid, entry.ref)
        await stage.room.erase(entry.eid, answers["reason"].strip())
        stage.tell(said)


async def undo(stage: Stage) -> None:
    """Take back my last change in this session; says what."""
    stage.tell(f"undone: {await stage.room.undo()}")
