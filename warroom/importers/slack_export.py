"""A Slack export (zip): each channel makes a room, its messages are the discussion, threads stay together."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from warroom.errors import BadInput
from warroom.importers.archive import Archive
from warroom.importers.archive import is_zip as is_zip
from warroom.importers.content import Content
from warroom.importers.json_input import in_text, list_of, object_of, text_of, unix_time
from warroom.importers.moments import Moment
from warroom.importers.reading import Drafting, Options, Reading, Remark, refuse
from warroom.importers.slack_text import plain
from warroom.state.discussion import Say

LISTS: Final = ("channels.json", "groups.json", "mpims.json", "dms.json")
LEFT_OUT: Final = frozenset(
    f"{where}_{what}" for where in ("channel", "group") for what in ("join", "leave", "archive", "unarchive")
) | {"tombstone", "message_deleted", "message_changed", "reminder_add"}
"""Subtypes that say nothing about the incident."""
_MOST_LISTED: Final = 40


class _Channel(NamedTuple):
    ident: str
    name: str
    created: Moment | None
    folder: str


class _Names(NamedTuple):
    users: Mapping[str, str]
    channels: Mapping[str, str]


class _Message(NamedTuple):
    place: str
    """File and line."""
    ts: str
    at: Moment
    who: str
    text: str
    thread: str
    """``ts`` of the message that began the thread it belongs to (it may be this one); empty when in none."""


def read(content: Content, options: Options) -> list[Reading]:
    """A reading for each channel with messages, those of ``options.only`` when it names any."""
    archive = Archive(content)
    names = archive.names
    root = _root(names)
    if not any(f"{root}{one}" in names for one in (*LISTS, "users.json")):
        raise BadInput(
            f"{options.source}: nothing was imported, this zip is no Slack export: no users.json or channels.json in it"
        )
    channels = _channels(archive, root, names)
    known = _Names(_users(archive, root, names), {one.ident: one.name for one in channels})
    wanted = _wanted(channels, options)
    readings = []
    for number, channel in enumerate(wanted):
        content.progress(content.size * number // len(wanted), content.size)
        reading = _read_channel(archive, names, channel, known, options)
        if reading is not None:
            readings.append(reading)
    content.progress(content.size, content.size)
    if not readings:
        raise BadInput(
            f"{options.source}: nothing was imported, there is no message in "
            + ", ".join(f"#{one.name}" for one in wanted[:_MOST_LISTED])
        )
    if len(readings) > 1 and not options.only:
        listed = ", ".join(one.title for one in readings[:_MOST_LISTED]) + (
            " …" if len(readings) > _MOST_LISTED else ""
        )
        what = f"each of the {len(readings)} channels makes a room: {listed} (--only NAME takes one)"
        readings[0].remarks.insert(0, Remark(0, what))
    return readings


def _root(names: list[str]) -> str:
    """The folder in which the export lies, when somebody packed it with its folder."""
    tops = {name.partition("/")[0] for name in names}
    top = next(iter(tops)) if len(tops) == 1 else ""
    return f"{top}/" if top and any(name.startswith(f"{top}/") for name in names) else ""


def _objects(archive: Archive, name: str, names: list[str]) -> list[dict[str, Any]]:
    if name not in names:
        return []
    return [one.value for one in in_text(archive.read(name), f"{archive.source}: {name}")]


def _users(archive: Archive, root: str, names: list[str]) -> dict[str, str]:
    return {
        text_of(one, "id"): text_of(one, "profile", "display_name")
        or text_of(one, "real_name")
        or text_of(one, "profile", "real_name")
        or text_of(one, "name")
        for one in _objects(archive, f"{root}users.json", names)
    }


def _channels(archive: Archive, root: str, names: list[str]) -> list[_Channel]:
    """The channels that the lists name, and folders of days that no list names."""
    found: dict[str, _Channel] = {}
    for one in [channel for listed in LISTS for channel in _objects(archive, f"{root}{listed}", names)]:
        ident, name = text_of(one, "id"), text_of(one, "name") or text_of(one, "id")
        folder = f"{root}{name}/"
        if not any(known.startswith(folder) for known in names):
            folder = f"{root}{ident}/"  # direct messages lie under their id
        found.setdefault(ident, _Channel(ident, name, unix_time(text_of(one, "created")), folder))
    listed_folders = {one.folder for one in found.values()}
    for name in names:
        path = PurePosixPath(name.removeprefix(root))
        folder = f"{root}{path.parts[0]}/"
        if len(path.parts) == 2 and path.suffix == ".json" and folder not in listed_folders:
            found.setdefault(folder, _Channel(path.parts[0], path.parts[0], None, folder))
    return list(found.values())


def _wanted(channels: list[_Channel], options: Options) -> list[_Channel]:
    if not options.only:
        return channels
    by_name = {one.name: one for one in channels} | {one.ident: one for one in channels}
    names = [name.strip().lstrip("#") for name in options.only]
    missing = [name for name in names if name not in by_name]
    if missing:
        listed = ", ".join(sorted(one.name for one in channels)[:_MOST_LISTED])
        raise BadInput(f"{options.source}: nothing was imported, there is no channel '{missing[0]}'; it holds {listed}")
    return list({by_name[name].ident: by_name[name] for name in names}.values())


class _Room:
    """A channel on its way to a room: goes through its days, and remembers only what threads need."""

    def __init__(self, channel: _Channel, options: Options) -> None:
        self.channel, self.options = channel, options
        self.faults: list[Remark] = []
        self.left_out = self.orphans = 0
        self._drafting: Drafting | None = None
        self._threads: dict[str, str] = {}
        """The id of each message that began a thread."""

    def take(self, day: list[_Message]) -> None:
        """Add the messages of one file."""
        seen: set[str] = set()
        for one in sorted(day, key=lambda one: (one.at.naive, one.ts)):
            if one.ts in seen:
                continue
            seen.add(one.ts)
            self._drafting = self._drafting or self._begun(one)
            reply_to = "" if one.thread == one.ts else self._threads.get(one.thread, "")
            self.orphans += bool(one.thread and one.thread != one.ts and not reply_to)
            payload = Say(one.text, one.who, "written", reply_to, source=f"{self.options.source}:{one.place}")
            eid = self._drafting.add("discussion.say", payload, one.ts, one.at)
            if one.thread == one.ts:
                self._threads[one.ts] = eid

    def _begun(self, first: _Message) -> Drafting:
        created = self.channel.created
        opened = created if created is not None and created.naive <= first.at.naive else first.at
        drafting = Drafting(
            "slack", self.options, f"#{self.channel.name}", (created or opened).naive, f"channel:{self.channel.ident}"
        )
        drafting.open_room(opened, False)
        return drafting

    def reading(self) -> Reading | None:
        """The whole channel; None when nobody said anything in it."""
        if self._drafting is None:
            return None
        name = self._drafting.title
        if self.left_out:
            self._drafting.remark(0, f"{name}: {self.left_out} joins, parts and other notices are left out")
        if self.orphans:
            self._drafting.remark(0, f"{name}: {self.orphans} replies to messages that the export does not hold")
        return self._drafting.reading()


def _read_channel(
    archive: Archive, names: list[str], channel: _Channel, known: _Names, options: Options
) -> Reading | None:
    """The room of one channel; None when nobody said anything in it."""
    room = _Room(channel, options)
    for name in names:
        if not name.startswith(channel.folder) or not name.endswith(".json"):
            continue
        place = f"{channel.name}/{PurePosixPath(name).name}"
        day: list[_Message] = []
        for found in in_text(archive.read(name), f"{options.source}: {name}"):
            if text_of(found.value, "subtype") in LEFT_OUT or text_of(found.value, "type") not in ("message", ""):
                room.left_out += 1
                continue
            at = unix_time(text_of(found.value, "ts"))
            if at is None:
                fault = f"({place}) '{text_of(found.value, 'ts')[:40]}' is no time of a message"
                room.faults.append(Remark(found.line, fault))
                continue
            day.append(_message(found.value, at, f"{place}:{found.line}", known))
        room.take(day)
    refuse(room.faults, options.source)
    return room.reading()


def _message(value: dict[str, Any], at: Moment, place: str, known: _Names) -> _Message:
    user = text_of(value, "user") or text_of(value, "comment", "user")
    who = known.users.get(user) or text_of(value, "user_profile", "display_name") or text_of(value, "username")
    who = who or text_of(value, "bot_profile", "name") or user or text_of(value, "bot_id")
    parts = [plain(text_of(value, "text"), known.users, known.channels)]
    parts += [_attachment(one, known) for one in list_of(value, "attachments")]
    files = list_of(value, "files") or [one for one in [object_of(value, "file")] if one]
    parts += [f"[file: {text_of(one, 'name') or text_of(one, 'title') or text_of(one, 'id')}]" for one in files]
    text = "\n".join(filter(None, parts)) or "(no text)"
    return _Message(place, text_of(value, "ts"), at, who, text, text_of(value, "thread_ts"))


def _attachment(value: dict[str, Any], known: _Names) -> str:
    """What a program posted: its title and text, else what it gives for those who can't see them."""
    said = [text_of(value, name) for name in ("pretext", "title", "text")]
    said += [f"{text_of(one, 'title')}: {text_of(one, 'value')}" for one in list_of(value, "fields")]
    text = "\n".join(filter(None, said)) or text_of(value, "fallback")
    return plain(text, known.users, known.channels)
