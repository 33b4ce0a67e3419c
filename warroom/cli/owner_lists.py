"""What the commands about owners list: ledgers, threads, what is not told, what is due; as text and as JSON."""

from datetime import datetime
from typing import Any, Final

import msgspec

from warroom import seal, times
from warroom.cli.printing import one_line, table
from warroom.clock import from_stamp, to_stamp
from warroom.clock_names import clock_name
from warroom.clocks import Due
from warroom.countdowns import due
from warroom.due_times import say_due
from warroom.plan_words import plan_rows
from warroom.profiles import language_of
from warroom.room import Room
from warroom.state import owner_snapshot
from warroom.state.promises import moment, promises
from warroom.state.record import ERASED
from warroom.updates.not_told import not_told

PART_OF: Final = {
    "from": "owners", "to": "owners", "refile": "owners", "owner": "owners",
    "asked": "questions", "answer": "questions",
    "promote": "owner_facts", "eta": "expectations", "expect": "expectations", "remedy": "remedies",
    "feedback": "feedback",
}  # fmt: skip
"""The part of ``show --json`` that each command lists; the others are computed."""
_CLOCKS: Final = ("pause", "resume", "snooze", "cadence")
"""They change when clocks call out: alone they list the clocks."""
_KEYS: Final = {"low": "from", "high": "to", "note": "because of", "text": "", "actor": "said by"}
"""What people read for a key of an expectation or of what an owner said."""
_PROMISES: Final = ("promise", "moved", "kept", "broken", "withdrawn")


_NO_PLAN: Final = frozenset({"owner_id", "bases", "detached"})
"""What a plan's event holds besides the plan."""


def as_json(room: Room, word: str) -> Any:
    """What a command lists."""
    now = room.clock()
    sections = owner_snapshot.sections(room.state)
    if word in _PROMISES:
        return {
            "promises": [
                {
                    "ref": one.record.ref,
                    "owner": one.record.now.owner_id,
                    "text": one.record.now.text,
                    "erased": one.record.erased,
                    "kind": one.record.now.kind,
                    "standing": one.standing,
                    "due": to_stamp(one.due) if one.due else None,
                    "done_at": one.done_at or None,
                    "in_time": one.in_time,
                }
                for one in promises(room.state.commitments, room.state.updates, now)
            ],
            "score": {name: _score(room, name) for name in room.state.owners.names},
        }
    if word == "told":
        return {"told": sections["told"], "not_told": {name: _not_told(room, name) for name in room.state.owners.names}}
    if word in PART_OF:
        return sections[PART_OF[word]]
    ref = seal.room_ref(room.room)
    return [due_as_json(one, now, ref) for one in due(room.state, now, room.cadences)]


def as_text(room: Room, word: str) -> str:
    """The same for people, a line each."""
    if word == "told":
        lines = [
            f"{name}: {one.line(room.state.owners.plan(name).lang or 'en')}"
            for name in room.state.owners.names
            for one in not_told(room.state, name, room.clock())
        ]
        return "\n".join(one_line(line) for line in lines)
    found = as_json(room, word)
    if word in _PROMISES:
        rows = [
            (one["ref"], one["standing"], one["owner"], _at(room, one["due"]), _text(one)) for one in found["promises"]
        ]
        scores = [
            f"{name}: {one['percent']} % kept" for name, one in found["score"].items() if one["percent"] is not None
        ]
        return "\n".join([table(rows), *scores]).strip()
    if word in ("from", "to", "refile"):
        said = [(name, one) for name, owner in found.items() for one in owner["thread"]]
        return table([(one["ref"], _at(room, one["at"]), one["direction"], name, _text(one)) for name, one in said])
    if word == "owner":
        return table([(name, *_plan(one["plan"])) for name, one in found.items() if one["attached"]])
    if word in _CLOCKS:
        return table([_clock(room, one) for one in found])
    if isinstance(found, dict):
        return table([(name, _words(room, one[-1])) for name, one in found.items() if one])
    return table([_record(room, one) for one in found])


def plan_as_json(room: Room, owner: str) -> dict[str, Any]:
    """The whole plan of an owner, what nobody agreed with its default, and when it was attached or changed."""
    section = owner_snapshot.sections(room.state)["owners"][owner]
    held = {name: section[name] for name in ("attached", "plan_history", "cadence", "pauses")}
    plan = room.state.owners.plan(owner)
    full = {
        **msgspec.structs.asdict(plan),
        "contacts": [msgspec.structs.asdict(one) for one in plan.contacts],
        "glossary": [msgspec.structs.asdict(one) for one in plan.glossary],
        "hours": msgspec.structs.asdict(plan.hours),
        "cadence": msgspec.to_builtins(plan.cadence),
    }
    return {"name": owner, "plan": {key: full[key] for key in full if key not in _NO_PLAN}, **held}


def plan_as_text(room: Room, owner: str) -> str:
    """The same for people: a row for each part of the plan."""
    labels = room.profile.labels(language_of(room.state.incident.title))
    return table([("owner", owner), *plan_rows(room.state, owner, labels)])


def _clock(room: Room, one: dict[str, Any]) -> tuple[str, ...]:
    """A clock by the name that ``snooze`` takes."""
    quiet = f"  (quiet until {_at(room, one['resumes_at'])}: {one['reason']})" if one["resumes_at"] else ""
    return (one["clock"], one["standing"], _at(room, one["at"]), one["text"] + quiet)


def _text(one: dict[str, Any]) -> str:
    return ERASED if one.get("erased") else str(one.get("text", ""))


def _record(room: Room, one: dict[str, Any]) -> tuple[str, ...]:
    answer = one["answers"][-1]["text"] if one.get("answers") else ""
    state = str(one.get("state", "")) or ("answered" if answer else "")
    return (one["ref"], state, str(one.get("owner_id", "")), _at(room, one["at"]), f"{_text(one)}  {answer}")


def _plan(plan: dict[str, Any]) -> tuple[str, ...]:
    return (
        str(plan.get("kind", "client")),
        str(plan.get("lang", "")),
        str(plan.get("zone", "")),
        ", ".join(plan.get("channels", ())),
    )


def _words(room: Room, value: dict[str, Any]) -> str:
    """What was set, in words: times in the room's zone."""
    kept = {key: item for key, item in value.items() if key not in ("at", "by", "about", "owner_id", "via")}
    return ", ".join(f"{_KEYS.get(key, key)} {_item(room, key, item)}".strip() for key, item in kept.items())


def _item(room: Room, key: str, item: Any) -> str:
    if key in ("low", "high"):
        return say_due(from_stamp(str(item)), now=room.clock(), zone=room.zone).rpartition(",")[0]
    return ", ".join(map(str, item)) if isinstance(item, list) else str(item)


def _score(room: Room, name: str) -> dict[str, Any]:
    score = room.promises.score(name)
    return {**score._asdict(), "percent": score.percent}


def _not_told(room: Room, name: str) -> list[dict[str, Any]]:
    lang = room.state.owners.plan(name).lang or "en"
    return [
        {
            "key": one.fact.key,
            "topic": one.fact.topic,
            "how": one.how,
            "text": one.fact.text,
            "told": one.last.fact.text if one.last else None,
            "told_at": one.last.telling.at if one.last else None,
            "since": one.fact.since or None,
            "seconds": int(one.age.total_seconds()),
            "line": one.line(lang),
        }
        for one in room.owners.not_told(name)
    ]


def _at(room: Room, stamp: str | None) -> str:
    at = moment(stamp)
    return times.say_clock(at, now=room.clock(), zone=room.zone) if at else ""


def due_as_json(one: Due, now: datetime, ref: str) -> dict[str, Any]:
    """A clock of a room as ``due --json`` prints it."""
    return {
        "room": ref,
        "clock": clock_name(one),
        "id": one.id,
        "kind": one.kind,
        "owner": one.owner or None,
        "who": one.who or None,
        "text": one.text,
        "standing": one.standing,
        "at": to_stamp(one.at),
        "warn_at": to_stamp(one.warn_at),
        "seconds_left": int(one.left(now).total_seconds()),
        "reason": one.reason or None,
        "resumes_at": to_stamp(one.resumes_at) if one.resumes_at else None,
    }
