"""What else in a room holds the words of an entry: erasing it leaves them there, so a person must be told. Pure."""

from typing import Any, Final

from warroom.events import Event
from warroom.seal import entry_ref
from warroom.state.erasure import SPOKEN
from warroom.state.room_state import RoomState

_SHORTEST: Final = 4
"""Letters of a text from which it is looked for in others; shorter ones stand everywhere."""
_PART: Final = 8
"""Letters from which a text of another record counts as a part of what is erased: a question of a message."""
_CALLED: Final = {
    "question.asked": "question", "question.answered": "answer", "owner_fact.set": "owner fact",
    "update.told": "telling",
    "owner.message": "message", "discussion.say": "message", "commitment.made": "promise", "task.set": "task",
    "timeline.log": "entry", "cause.proposed": "cause", "decision.made": "decision",
}  # fmt: skip


def still_holding(state: RoomState, eid: str) -> list[str]:
    """The records that hold words of ``eid`` and stay when it is erased, such as ``question K7QXM``. Asked before."""
    mine = {text for event in state.about(eid) for text in _words(event.payload)}
    mine = {text for text in mine if len(text) >= _SHORTEST}
    found: dict[str, str] = {}
    for event in state.events:
        target = str(event.payload.get("target") or event.eid)
        if target == eid or event.eid == eid or event.erased is not None or event.kind == "entry.erased":
            continue
        if target not in found and (_made_from(event, eid) or _shares(mine, _words(event.payload))):
            first = state.event(target) or event
            if first.erased is None:
                found[target] = f"{_called(first.kind)} {entry_ref(first.eid)}"
    return list(found.values())


def _made_from(event: Event, eid: str) -> bool:
    """Whether a record says that its words came from there: a question of a message, a fact of an entry."""
    payload = event.payload
    if payload.get("message") == eid or (event.kind == "owner_fact.set" and payload.get("entry") == eid):
        return True
    told = payload.get("facts") if event.kind == "update.told" else None
    return any(isinstance(one, dict) and str(one.get("key", "")).endswith(f":{eid}") for one in told or ())


def _shares(mine: set[str], theirs: set[str]) -> bool:
    return any(
        own in other or (len(other) >= _PART and other in own) or (len(own) > _CUT and own[:_CUT] in other)
        for own in mine
        for other in theirs
    )


_CUT: Final = 40
"""Letters after which a copy of a text may be cut, as in the title that a change carries."""


def _words(value: Any) -> set[str]:
    """Every text that people wrote in a payload, each on one line."""
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if key in SPOKEN | {"was"} or isinstance(item, dict | list)}
        return set().union(*map(_words, kept.values()))
    if isinstance(value, list):
        return set().union(*map(_words, value))
    return {" ".join(value.split())} if isinstance(value, str) and value.strip() else set()


def _called(kind: str) -> str:
    return _CALLED.get(kind, kind.partition(".")[0].replace("_", " "))


def notice(state: RoomState, eid: str, ref: str) -> str:
    """What to say once ``eid`` is erased, asked for before: that its text is gone, and what still holds words of it."""
    holding = still_holding(state, eid)
    said = f"the text of {ref} is gone for good"
    if not holding:
        return said
    shown = ", ".join(holding[:_NAMED]) + (f" and {len(holding) - _NAMED} more" if len(holding) > _NAMED else "")
    return f"{said}; words of it still stand in {shown}: /erase each of them too"


_NAMED: Final = 6
"""So many records are named in one line."""
