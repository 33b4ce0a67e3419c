"""Made histories: any events that a room can hold, in any order, with words of any kind in them."""

from typing import Any

from hypothesis import strategies as st

from warroom import seal
from warroom.events import Event, from_document

ROOM = "01890000-0000-7000-8000-0000000000aa"
HOSTILE = [
    "[red]",
    "[/]",
    "[link=https://x]y[/link]",
    "\x1b[31mred\x1b[0m",
    "\u202eright\u202c",
    "\x00",
    "| a | b |",
    "`x`",
    "<script>alert(1)</script>",
    "<!-- x",
    "**b** _i_ ~~s~~ # h",
    "![i](u) [l](u)",
    "&amp; &lt;",
    "a\\",
    "\\|",
    "a\nb\r\nc",
    "- item\n1. item\n+ x\n> quote\n===\n---",
    "\u4e2d\u6587 \U0001f600",
    "   lead",
    "$x$ http://a_b.example/c_d www.example.org a@b.example",
    "x" * 500,
    "\u2028\u2029\x85\x0b",
]
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20))
_stamps = st.datetimes().map(lambda at: f"{at.replace(year=2000 + at.year % 60):%Y-%m-%dT%H:%M:%S.%f}Z")
_ids = st.integers(0, 11).map(lambda number: seal.derived_uuid(1_700_000_000_000, str(number)))
_handles = st.sampled_from(["ana", "bob", "wei"])


def _payload(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(fields)


_edit = _payload(target=_ids, text=texts, occurred_at=st.none() | _stamps, bases=st.lists(_ids, max_size=2))
_KINDS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "incident.opened": _payload(title=texts, zone=st.just("Europe/London"), source=texts),
    "incident.field_set": _payload(field=st.sampled_from(["title", "summary", "impact"]), text=texts),
    "incident.severity_set": _payload(severity=st.sampled_from(["SEV1", "SEV3"]), reason=texts),
    "incident.status_set": _payload(status=st.sampled_from(["identified", "resolved"]), reason=texts, actor=texts),
    "incident.milestone_set": _payload(
        milestone=st.sampled_from(["detected", "mitigated", "resolved"]), text=texts, source=st.just("a.md:7") | texts
    ),
    "incident.component_set": _payload(component=texts, impact=st.just("major_outage")),
    "incident.attached": _payload(name=texts, sha256=texts | st.just("ab" * 32), size=st.integers(0, 9), note=texts),
    "incident.reported_figure": _payload(
        figure=st.just("time_to_repair") | texts, text=texts, seconds=st.none() | st.just(60)
    ),
    "timeline.log": _payload(
        kind=st.sampled_from(["observation", "action", "decision", "milestone"]),
        text=texts,
        actor=texts,
        due=st.none() | _stamps,
        time_box=st.none() | st.integers(1, 90),
        source=st.just("") | texts,
    ),
    "timeline.edit": _edit,
    "timeline.retract": _payload(target=_ids, retracted=st.booleans(), reason=texts),
    "timeline.pin": _payload(target=_ids, pinned=st.booleans()),
    "entry.erased": _payload(target=_ids, reason=texts),
    "discussion.say": _payload(text=texts, actor=texts),
    "discussion.edit": _edit,
    "role.taken": _payload(role=st.just("scribe"), actor=texts, was=texts),
    "presence.in": _payload(actor=texts, side=st.just("owner"), owner=texts),
    "newer.kind": _payload(text=texts),
}


@st.composite
def events(draw: st.DrawFn) -> Event:
    """One sealed event; its place and id come from small sets, so that events meet."""
    kind = draw(st.sampled_from(sorted(_KINDS)))
    draft = {
        "eid": draw(_ids),
        "author": draw(_handles),
        "kind": kind,
        "v": 1,
        "occurred_at": draw(st.none() | _stamps),
        "recorded_at": draw(_stamps),
        "payload": draw(_KINDS[kind]),
    }
    lam, oseq = draw(st.integers(1, 30)), draw(st.integers(1, 30))
    return from_document(
        seal.seal(draft, room=ROOM, origin=draw(st.sampled_from(["a" * 32, "b" * 32])), oseq=oseq, lam=lam)
    )


histories = st.lists(events(), min_size=1, max_size=14)
