"""Random histories of a room over every event kind: the payloads are made from the kinds' own structs."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from warroom import seal
from warroom.cadence import Span
from warroom.events import Event
from warroom.state.erasure import blank
from warroom.state.kinds import Kind
from warroom.state.revisions import Content, content_digest
from warroom.state.room_state import KINDS

ROOM = seal.new_uuid(1_763_800_000_000, bytes(10))
EIDS = tuple(seal.new_uuid(1_763_800_000_000 + number, bytes([number] * 10)) for number in range(10))
"""A small pool, so that edits, bases, erasures and copies often meet what they name."""
TIMES = tuple(f"2026-11-22T14:0{minute}:00.000000Z" for minute in range(5))
TEXTS = ("", "disk full", "证书", "[red]x[/]", "resolved")
NAMED: Mapping[str, st.SearchStrategy[Any]] = {
    "target": st.sampled_from(EIDS),
    "bases": st.lists(st.sampled_from(EIDS), max_size=3, unique=True),
    "occurred_at": st.sampled_from([None, *TIMES]),
    "due": st.sampled_from([None, *TIMES]),
    "member": st.sampled_from(["ana", "bob"]),
    "component": st.sampled_from(["api", "web"]),
    "owner_id": st.sampled_from(["Acme", "City"]),
    **dict.fromkeys(("low", "high", "until"), st.sampled_from([None, *TIMES])),
    **dict.fromkeys(("message", "by", "taken_back", "question", "update", "corrects"), st.sampled_from(["", *EIDS])),
    "key": st.sampled_from(["0" * 32, "1" * 32]),
    "stage": st.sampled_from(["", "data", "bounce"]),
    "after": st.sampled_from(["", "", *EIDS]),
    "draft": st.sampled_from(["", *EIDS[:3]]),
    "revision": st.sampled_from(EIDS),
    "digest": st.sampled_from([content_digest(Content()), "0" * 64]),
    "seen": st.lists(st.sampled_from(EIDS), max_size=2, unique=True),
    "milestone": st.sampled_from(["detected", "resolved"]),
    "sets": st.lists(
        st.sampled_from(
            [
                "text",
                "state",
                "assignee",
                "due",
                "withdrawn",
                "primary",
                "objections",
                "outcome",
                "owners",
                "wordings",
                "nonsense",
            ]
        ),
        max_size=3,
    ),
    **dict.fromkeys(("cause", "entry", "answers"), st.sampled_from(["", *EIDS])),
}


def values(kind: inspect.Type) -> st.SearchStrategy[Any]:
    """JSON values of one type of a payload's field."""
    match kind:
        case inspect.LiteralType():
            return st.sampled_from(kind.values)
        case inspect.StrType():
            return st.sampled_from(TEXTS)
        case inspect.BoolType():
            return st.booleans()
        case inspect.IntType(ge=least):
            return st.integers(least or 0, (least or 0) + 3)
        case inspect.NoneType():
            return st.none()
        case inspect.UnionType():
            return st.one_of(*map(values, kind.types))
        case inspect.ListType() | inspect.VarTupleType():
            return st.lists(values(kind.item_type), max_size=2)
        case inspect.DictType():
            return st.dictionaries(st.sampled_from(TEXTS[1:3]), values(kind.value_type), max_size=2)
        case inspect.StructType():
            return structs(kind)
    raise AssertionError(f"a payload field of the type {kind} needs a line here")


def _field(field: inspect.Field) -> st.SearchStrategy[Any]:
    """Values of a field: from the pool of its name, else of its type."""
    holds_structs = isinstance(field.type, inspect.UnionType) and any(
        isinstance(one, inspect.StructType) for one in field.type.types
    )
    if field.name not in NAMED or holds_structs:  # a cadence's ``update`` is a length of time
        return values(field.type)
    pool = NAMED[field.name]
    return pool.filter(lambda one: one is not None) if isinstance(field.type, inspect.StrType) else pool


def structs(kind: inspect.StructType) -> st.SearchStrategy[dict[str, Any]]:
    """JSON objects of a struct; fields with a default may be left out."""
    if kind.cls is Span:  # either of its fields, never both
        return st.builds(dict, minutes=st.integers(1, 3)) | st.builds(dict, working_days=st.integers(0, 3))
    known = {field.encode_name: _field(field) for field in kind.fields}
    needed = {field.encode_name for field in kind.fields if field.required}
    return st.fixed_dictionaries(
        {name: one for name, one in known.items() if name in needed},
        optional={name: one for name, one in known.items() if name not in needed},
    )


def payloads(kinds: Mapping[str, Kind]) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
    """By kind, every payload that it may have."""
    made = {}
    for name, kind in kinds.items():
        info = inspect.type_info(kind.payload)
        assert isinstance(info, inspect.StructType)
        made[name] = structs(info)
    return made


PAYLOADS = payloads(KINDS)
"""By kind, every payload that it may have; a kind of a later issue comes in by itself."""
_FAVOURED = (
    "timeline.log",
    "timeline.edit",
    "timeline.edit",
    "discussion.say",
    "entry.erased",
    "incident.severity_set",
)
_ODD = st.sampled_from([{}, {"text": 7}, {"target": None}, {"severity": "SEV9"}, {"text": "x", "from_the_future": [1]}])


def event(
    eid: str,
    kind: str,
    payload: dict[str, Any],
    *,
    stamp: tuple[int, str, int] = (1, "a", 1),
    author: str = "ana",
    v: int = 1,
    occurred_at: str | None = None,
    recorded_at: str = TIMES[2],
) -> Event:
    """A sealed event, as a store hands it over."""
    draft = {
        "eid": eid,
        "kind": kind,
        "payload": payload,
        "author": author,
        "v": v,
        "occurred_at": occurred_at,
        "recorded_at": recorded_at,
    }
    lam, origin, oseq = stamp
    return msgspec.convert(seal.seal(draft, room=ROOM, origin=origin, oseq=oseq, lam=lam), Event)


@st.composite
def events(draw: st.DrawFn) -> Event:
    """One event: mostly of a known kind and valid, now and then of a newer program or broken."""
    kind = draw(st.sampled_from([*PAYLOADS, *_FAVOURED, "future.kind"]))
    payload = draw(PAYLOADS.get(kind, _ODD))
    if draw(st.integers(0, 11)) == 0:
        payload = draw(_ODD)
    return event(
        draw(st.sampled_from(EIDS)),
        kind,
        payload,
        stamp=(draw(st.integers(1, 4)), draw(st.sampled_from("ab")), draw(st.integers(1, 3))),
        author=draw(st.sampled_from(["ana", "bob"])),
        v=draw(st.sampled_from([1, 1, 1, 1, 1, 1, 0, 2])),
        occurred_at=draw(st.sampled_from([None, None, *TIMES])),
        recorded_at=draw(st.sampled_from(TIMES)),
    )


@st.composite
def histories(draw: st.DrawFn, max_size: int = 8) -> list[Event]:
    """Events with copies among them: moved to another stamp, erased on another machine, or forged under the same id."""
    made = draw(st.lists(events(), max_size=max_size, unique_by=lambda one: one.eid))
    for one in list(made):
        copy = draw(st.integers(0, 11))
        if copy == 0:
            made.append(blank(one, draw(st.sampled_from(EIDS))))
        elif copy == 1:
            moved = (draw(st.integers(1, 4)), draw(st.sampled_from("ab")), draw(st.integers(1, 3)))
            made.append(
                event(
                    one.eid, one.kind, one.payload, stamp=moved, author=one.author, v=one.v,
                    occurred_at=one.occurred_at, recorded_at=one.recorded_at,
                )
            )  # fmt: skip
        elif copy == 2:
            made.append(msgspec.structs.replace(draw(events()), eid=one.eid))
    return made


Said = tuple[str, dict[str, Any]]
"""A kind and a payload."""


class Dispute(NamedTuple):
    """A value that people can set without seeing each other, and whose conflict is named (DESIGN 3)."""

    sides: tuple[Said, Said]
    """Events that say different things."""
    first: tuple[Said, ...] = ()
    """What must be there: the hypothesis, the task, the promise. Their ids are the first of ``EIDS``."""


def _dispute(kind: str, one: dict[str, Any], other: dict[str, Any], *first: Said) -> Dispute:
    return Dispute(((kind, one), (kind, other)), first)


_PROMISE: Said = ("commitment.made", {"text": "report", "owner_id": "Acme", "due": TIMES[4]})
_ON_FIRST = {"target": EIDS[0]}


def _draft_saying(text: str) -> dict[str, Any]:
    return {"bodies": [{"lang": "en", "sections": [{"field": "impact", "text": text}]}]}


_OF_FIRST = {"owner_id": "Acme", "draft": EIDS[0]}
DISPUTES: Mapping[str, Dispute] = {
    "severity": _dispute("incident.severity_set", {"severity": "SEV1"}, {"severity": "SEV2"}),
    "status": _dispute("incident.status_set", {"status": "identified"}, {"status": "monitoring"}),
    "commander": _dispute(
        "role.taken",
        {"role": "incident_commander", "actor": "ana"},
        {"role": "incident_commander", "actor": "bob"},
    ),
    "hypothesis": _dispute(
        "cause.state_set",
        {**_ON_FIRST, "state": "confirmed"},
        {**_ON_FIRST, "state": "ruled_out", "reason": "valid"},
        ("cause.proposed", {"text": "DNS"}),
    ),
    "primary factor": _dispute(
        "cause.factor",
        {**_ON_FIRST, "sets": ["primary"], "primary": True},
        {"target": EIDS[1], "sets": ["primary"], "primary": True},
        ("cause.factor", {"factor": "trigger", "text": "renewal"}),
        ("cause.factor", {"factor": "systemic", "text": "no alert"}),
    ),
    "assignee": _dispute(
        "task.set",
        {**_ON_FIRST, "sets": ["assignee"], "assignee": "ana"},
        {**_ON_FIRST, "sets": ["assignee"], "assignee": "bob"},
        ("task.set", {"text": "drain"}),
    ),
    "due time of a promise": _dispute(
        "commitment.moved",
        {**_ON_FIRST, "due": TIMES[3], "reason": "a"},
        {**_ON_FIRST, "due": TIMES[2], "reason": "b"},
        _PROMISE,
    ),
    "plan": _dispute(
        "owner.plan_set",
        {"owner_id": "Acme", "detail": "full"},
        {"owner_id": "Acme", "detail": "brief"},
        ("owner.plan_set", {"owner_id": "Acme"}),
    ),
    "end of a promise": Dispute(
        (("commitment.kept", _ON_FIRST), ("commitment.broken", {**_ON_FIRST, "reason": "lost"})), (_PROMISE,)
    ),
    "draft": _dispute(
        "update.revision",
        {**_OF_FIRST, "content": _draft_saying("12 % of payments fail")},
        {**_OF_FIRST, "content": _draft_saying("14 % of payments fail")},
        ("update.revision", {"owner_id": "Acme", "content": _draft_saying("payments fail")}),
    ),
}
"""Every conflict that a room names."""


def settings_of(dispute: Dispute) -> list[Event]:
    """What must be there, and both sides set by people who saw no more than that."""
    begun = [
        event(EIDS[number], kind, payload, stamp=(1, "a", number + 1))
        for number, (kind, payload) in enumerate(dispute.first)
    ]
    seen = [one.eid for one in begun]
    return begun + [
        event(
            EIDS[4 + number],
            kind,
            {**payload, "bases": seen},
            stamp=(2, "ab"[number], 9),
            author=("ana", "bob")[number],
        )
        for number, (kind, payload) in enumerate(dispute.sides)
    ]


@st.composite
def disputes(draw: st.DrawFn) -> list[Event]:
    """A named conflict, perhaps settled, perhaps by two at once, among events of any kind."""
    dispute = DISPUTES[draw(st.sampled_from(sorted(DISPUTES)))]
    made = settings_of(dispute)
    for number in range(draw(st.integers(0, 3))):
        kind, payload = draw(st.sampled_from(dispute.sides))
        seen = draw(st.lists(st.sampled_from([one.eid for one in made]), max_size=4, unique=True))
        stamp = (draw(st.integers(2, 5)), draw(st.sampled_from("abc")), 20 + number)
        made.append(event(EIDS[6 + number], kind, {**payload, "bases": seen}, stamp=stamp))
    return made + draw(histories(max_size=3))
