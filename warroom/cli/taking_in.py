"""What was read from files comes into rooms: new ones complete or not at all, others in one transaction each."""

import itertools
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NotRequired, TypedDict, overload

import msgspec
from typing_extensions import override

from store.pouring import Progress, silent
from store.room_log import RoomLog
from store.rooms import NewRoom, RoomsFolder
from warroom import clock, profiles, seal
from warroom.cli import access
from warroom.cli import shown as texts
from warroom.cli.folder import open_folder
from warroom.cli.ground import Ground
from warroom.clock import to_stamp
from warroom.errors import NotSaved
from warroom.events import Draft, Event, from_document
from warroom.importers.reading import Reading, Remark
from warroom.importers.spool import IN_MEMORY
from warroom.state.room_state import RoomState, fold
from warroom.state.snapshot import card

_FORESEEN = "0" * 16
"""The origin of events that are only shown."""


class Taken(TypedDict):
    """What came of one file, as ``import --json`` prints it (docs/command-line.md)."""

    source: str
    format: str
    room: str
    ref: str
    title: str
    made: bool
    """Whether the import made the room."""
    events: int
    """Events that the file says."""
    added: int
    """Those of them that were not in the room before."""
    kinds: dict[str, int]
    remarks: list[dict[str, object]]
    mapping: NotRequired[dict[str, str]]
    """Of a table: what each of its columns was read as."""


class _Opened(Sequence[Draft]):
    """Drafts of which those that open the room have a profile; as long and as light as the ones beneath."""

    def __init__(self, drafts: Sequence[Draft], profile: str) -> None:
        self._drafts, self._profile = drafts, profile

    @override
    def __len__(self) -> int:
        return len(self._drafts)

    @override
    def __iter__(self) -> Iterator[Draft]:
        return map(self._profiled, self._drafts)

    @overload
    def __getitem__(self, index: int) -> Draft: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Draft]: ...
    @override
    def __getitem__(self, index: int | slice) -> Draft | Sequence[Draft]:
        found = self._drafts[index]
        return self._profiled(found) if isinstance(found, Draft) else _Opened(found, self._profile)

    def _profiled(self, draft: Draft) -> Draft:
        if draft.kind != "incident.opened":
            return draft
        return msgspec.structs.replace(draft, payload={**draft.payload, "profile": self._profile})


def with_profile(reading: Reading, profile: str) -> Reading:
    """The reading whose room, when it is made, has ``profile``."""
    return msgspec.structs.replace(reading, drafts=_Opened(reading.drafts, profile))


def store(here: Ground, readings: list[Reading], progress: Progress = silent) -> list[Taken]:
    """Store what was read, all in the room that was named or each in its own, in the order given.

    Rooms that are new appear together or not at all. Raises ``NotSaved``, naming the files that did come in.
    """
    folder = open_folder(here.folder)
    taken: dict[int, Taken] = {}
    try:
        for room in dict.fromkeys(one.room for one in readings if not one.new):
            together = [one for one in readings if not one.new and one.room == room]
            taken |= zip(map(id, together), _into_one(folder, together, progress), strict=True)
        new, later = _parted(folder, [one for one in readings if one.new])
        if new:
            folder.create_many([_new_room(one) for one in new], progress)
        for reading in new:
            taken[id(reading)] = _taken(reading, made=True, stored=None)
        for reading in later:
            taken[id(reading)] = _into_own(folder, reading, progress)
    except NotSaved as error:
        came = ", ".join(f"{one['source']} ({one['ref']})" for one in taken.values()) or "none of the files"
        raise type(error)(
            f"{error} Imported before that: {came}. The same import again adds what is missing."
        ) from error
    return [taken[id(reading)] for reading in readings]


def there(here: Ground, readings: list[Reading]) -> set[str]:
    """The rooms of what was read that exist."""
    folder = open_folder(here.folder)
    return {one.room for one in readings if folder.exists(one.room)}


def stopped(readings: list[Reading], before: set[str], after: set[str]) -> str:
    """What is in when somebody stopped an import: of its rooms those that were there ``before`` and ``after``."""
    if before:
        return "stopped: each room has all of it or nothing; the same import again adds what is missing"
    if not after:
        return "stopped: nothing was imported"
    refs = ", ".join(dict.fromkeys(seal.room_ref(one.room) for one in readings if one.room in after))
    return f"stopped, but all of it had come in already: {refs}"


def counted(total: int, tell: Callable[[int, int], None]) -> Progress:
    """Progress that is told how many events of how many are on their way."""
    done = 0

    def more(events: int) -> None:
        nonlocal done
        done += events
        tell(done, total)

    return more


def _parted(folder: RoomsFolder, readings: list[Reading]) -> tuple[list[Reading], list[Reading]]:
    """Those that make a room, and those whose room is there or made by one before them."""
    new: dict[str, Reading] = {}
    later = []
    for reading in readings:
        if reading.room in new or folder.exists(reading.room):
            later.append(reading)
        else:
            new[reading.room] = reading
    return list(new.values()), later


def _new_room(reading: Reading) -> NewRoom:
    """The room that a file makes; its card comes from what matters for it, so that nothing long is held."""
    return NewRoom(reading.room, reading.drafts, reading.sealed, reading.attachments, _card(reading))


def _card(reading: Reading) -> dict[str, object]:
    weighty = [draft for draft in reading.drafts if not _is_plain(draft)]
    state = fold([*reading.sealed, *_sealed(weighty, reading.room)])
    opened = state.incident.opened
    made = card(state, reading.room, profiles.cadences_of(opened.profile if opened else "service"))
    if not reading.sealed:
        kinds = reading.kinds
        made["entries"] = made["entries"] + kinds["timeline.log"] - _count(weighty, "timeline.log")
        made["messages"] = made["messages"] + kinds["discussion.say"] - _count(weighty, "discussion.say")
    return made


def _is_plain(draft: Draft) -> bool:
    """Whether a draft is nothing but a line of the timeline or the discussion: it changes counts alone."""
    if draft.kind == "discussion.say":
        return True
    return draft.kind == "timeline.log" and not draft.payload.keys() & {"milestone", "due", "time_box"}


def _count(drafts: list[Draft], kind: str) -> int:
    return sum(draft.kind == kind for draft in drafts)


def _into_one(folder: RoomsFolder, readings: list[Reading], progress: Progress) -> list[Taken]:
    """All files into the room that was named, in one transaction."""
    room = readings[0].room
    if sum(len(one.drafts) for one in readings) > IN_MEMORY:
        drafts = readings[0].drafts if len(readings) == 1 else _Joined([one.drafts for one in readings])
        added = folder.add(room, drafts, progress)
        return [_taken(one, made=False, stored=None, added=added if one is readings[0] else 0) for one in readings]
    log = folder.open(room)
    try:
        access.tell_health(log)
        stored = _add(log, [draft for one in readings for draft in one.drafts], [], {})
        return [_taken(one, made=False, stored=stored) for one in readings]
    finally:
        access.keep_card(log)
        log.close()


def _into_own(folder: RoomsFolder, reading: Reading, progress: Progress) -> Taken:
    """A file into the room that an import made before."""
    if len(reading.drafts) > IN_MEMORY:
        return _taken(reading, made=False, stored=None, added=folder.add(reading.room, reading.drafts, progress))
    log = folder.open(reading.room)
    try:
        stored = _add(log, reading.drafts, reading.sealed, reading.attachments)
        access.tell_health(log)
        access.keep_card(log)
    finally:
        log.close()
    return _taken(reading, made=False, stored=stored)


def _add(log: RoomLog, drafts: Sequence[Draft], sealed: list[Event], files: dict[str, bytes]) -> set[str]:
    """Files first, so that no event names one that isn't here; the ids that were not there before."""
    before = {event.eid for event in log.load()}
    for content in files.values():
        with tempfile.NamedTemporaryFile(prefix="warroom-") as file:
            file.write(content)
            file.flush()
            log.attach(Path(file.name))
    stored = log.receive(sealed) if sealed else []
    stored += log.append(drafts) if drafts else []
    return {event.eid for event in stored} - before


class _Joined(_Opened):
    """The drafts of several files one after the other."""

    def __init__(self, parts: list[Sequence[Draft]]) -> None:
        super().__init__((), "")
        self._parts = parts

    @override
    def __len__(self) -> int:
        return sum(map(len, self._parts))

    @override
    def __iter__(self) -> Iterator[Draft]:
        return itertools.chain.from_iterable(self._parts)


def foreseen(reading: Reading) -> Taken:
    """What would come of a file in a room that has nothing of it yet."""
    return _taken(reading, made=reading.new, stored=None)


def _taken(reading: Reading, *, made: bool, stored: set[str] | None, added: int | None = None) -> Taken:
    """What came in: ``added`` events, else those in ``stored``, else all."""
    events = len(reading.drafts) + len(reading.sealed)
    if added is None:
        added = events if stored is None else sum(eid in stored for eid in _ids(reading))
    taken = Taken(
        source=reading.source,
        format=reading.format,
        room=reading.room,
        ref=seal.room_ref(reading.room),
        title=reading.title,
        made=made,
        events=events,
        added=added,
        kinds=dict(sorted(reading.kinds.items())),
        remarks=[_remark(remark) for remark in reading.remarks],
    )
    if reading.mapping:
        taken["mapping"] = reading.mapping
    return taken


def _ids(reading: Reading) -> Iterator[str]:
    yield from (one.eid for one in reading.drafts)
    yield from (one.eid for one in reading.sealed)


def _remark(remark: Remark) -> dict[str, object]:
    return {"line": remark.line, "text": remark.text}


def shown(reading: Reading, now: datetime) -> str:
    """What would come in, as ``warroom show`` would show it."""
    state = _folded(reading)
    opened = state.incident.opened
    return texts.state(
        state, reading.room, clock.zone(opened.zone if opened else "UTC"), to_stamp(now), access.labels(state)
    )


def _folded(reading: Reading) -> RoomState:
    return fold([*reading.sealed, *_sealed(reading.drafts, reading.room)])


def _sealed(drafts: Iterable[Draft], room: str) -> list[Event]:
    """Drafts as the room would have them, to be looked at alone."""
    return [
        from_document(seal.seal(msgspec.structs.asdict(draft), room=room, origin=_FORESEEN, oseq=number, lam=number))
        for number, draft in enumerate(drafts, 1)
    ]
