"""The thirty-second brief and what changed: what they say, how long they are, what they leave out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from warroom import seal
from warroom.as_of import as_of
from warroom.brief import WORDS, brief, changes, words_of
from warroom.clock import to_stamp
from warroom.events import from_document
from warroom.state.room_state import fold

NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
ROOM = seal.derived_uuid(0, "room")
UTC_ZONE = ZoneInfo("UTC")


class History:
    """Events in the order in which they were recorded, each so many minutes before ``NOW``."""

    def __init__(self):
        self.events = []

    def add(self, minutes, kind_of_event, /, author="ana", occurred=None, **payload):
        number = len(self.events) + 1
        draft = {
            "eid": seal.derived_uuid(number, str(number)),
            "kind": kind_of_event,
            "v": 1,
            "author": author,
            "recorded_at": to_stamp(NOW - timedelta(minutes=minutes)),
            "occurred_at": None if occurred is None else to_stamp(NOW - timedelta(minutes=occurred)),
            "payload": payload,
        }
        event = from_document(seal.seal(draft, room=ROOM, origin="o", oseq=number, lam=number))
        self.events.append(event)
        return event.eid

    @property
    def state(self):
        return fold(self.events)


@pytest.fixture
def history():
    made = History()
    made.add(42, "incident.opened", title="Checkout", zone="UTC")
    made.add(42, "incident.milestone_set", milestone="declared")
    made.add(42, "incident.status_set", status="investigating")
    return made


def said(history, zone=UTC_ZONE):
    lines = brief(history.state, now=NOW, zone=zone).split("\n")
    assert [line.partition(":")[0] for line in lines] == ["Conditions", "Actions", "Needs"]
    return [line.partition(": ")[2] for line in lines]


def test_a_new_room_says_what_is_missing(history):
    conditions, actions, needs = said(history)
    assert conditions == "no severity, investigating, 42 min in."
    assert actions == "none logged in the last two hours."
    assert needs == "Still missing: an incident commander, a severity, the impact in words."


def test_the_parts(history):
    history.add(40, "incident.severity_set", severity="SEV1")
    history.add(40, "incident.field_set", field="impact", text="card payments fail")
    history.add(40, "incident.component_set", component="checkout", impact="partial_outage")
    history.add(39, "role.taken", role="incident_commander", actor="wei")
    history.add(20, "timeline.log", kind="observation", text="error rate 4 %")
    history.add(10, "timeline.log", kind="action", text="roll back to v411", actor="bob", time_box=15)
    due = to_stamp(NOW + timedelta(minutes=30))
    history.add(5, "timeline.log", kind="decision", text="stay on v411", actor="wei", due=due)
    conditions, actions, needs = said(history, ZoneInfo("Asia/Shanghai"))
    assert conditions.startswith("SEV1, investigating, 42 min in. Impact: card payments fail. checkout partial outage.")
    assert "Latest, 20 min ago: error rate 4 %." in conditions
    assert actions == "bob (10 min ago): roll back to v411. wei (decided, due 23:00): stay on v411."
    assert needs == "Next due 23:00: stay on v411."


def test_what_is_over_struck_or_erased_is_not_said(history):
    old = history.add(300, "timeline.log", kind="action", text="long ago")
    struck = history.add(5, "timeline.log", kind="action", text="struck words")
    history.add(4, "timeline.retract", target=struck, retracted=True)
    erased = history.add(3, "timeline.log", kind="observation", text="erased words")
    history.add(2, "entry.erased", target=erased)
    text = " ".join(said(history))
    assert old and "long ago" not in text and "struck" not in text and "erased" not in text


def test_a_resolved_room_needs_nothing(history):
    history.add(1, "incident.status_set", status="resolved", bases=[history.events[2].eid])
    conditions, _, needs = said(history)
    assert conditions.startswith("no severity, resolved.") and needs == "none."


def test_conflicts_are_asked_for_first(history):
    history.add(5, "incident.severity_set", severity="SEV1")
    history.add(5, "incident.severity_set", severity="SEV3")
    assert said(history)[2].startswith("Pick one severity: SEV1 or SEV3.")


@pytest.mark.parametrize("text", ["word " * 400, "字" * 800, "one. two! three?", "x" * 5000, "\x1b[31m [red]"])
def test_it_stays_thirty_seconds_long(history, text):
    history.add(40, "incident.field_set", field="impact", text=text)
    for _ in range(10):
        history.add(5, "timeline.log", kind="action", text=text, due=to_stamp(NOW + timedelta(hours=1)))
        history.add(5, "timeline.log", kind="observation", text=text)
    assert words_of(brief(history.state, now=NOW, zone=UTC_ZONE)) <= WORDS * 1.3


def test_changes_tell_what_was_recorded_since(history):
    since = NOW - timedelta(minutes=30)
    severity = history.add(41, "incident.severity_set", severity="SEV3")
    before = history.add(40, "timeline.log", kind="observation", text="old words")
    gone = history.add(40, "timeline.log", kind="observation", text="to be struck")
    history.add(20, "incident.severity_set", severity="SEV1", bases=[severity], was="SEV3")
    history.add(15, "timeline.log", kind="action", text="late\nnews", actor="bob", occurred=120)
    history.add(10, "timeline.edit", target=before, text="new words")
    history.add(9, "timeline.retract", target=gone, retracted=True)
    history.add(8, "discussion.say", text="hello")
    text = changes(history.state, since=since, now=NOW, zone=UTC_ZONE)
    lines = text.split("\n")
    assert lines[0] == "Since 22 Nov 14:00 UTC, 30 min ago:"
    assert lines[1] == "  severity SEV3 to SEV1"
    assert "action bob: late news" in lines[2] and lines[2].startswith("  12:30")
    assert any(line.endswith("new words (edited)") for line in lines)
    assert any(line.endswith("to be struck (struck)") for line in lines)
    assert lines[-1].endswith("says ana: hello")
    assert "Declared" not in text
    assert changes(history.state, since=NOW, now=NOW, zone=UTC_ZONE).endswith("nothing changed.")


def test_as_of_by_what_was_recorded_and_by_what_had_happened(history):
    late = history.add(5, "timeline.log", kind="observation", text="happened early", occurred=60)
    moved = history.add(30, "timeline.log", kind="observation", text="wrong time", occurred=200)
    history.add(4, "timeline.edit", target=moved, occurred_at=to_stamp(NOW - timedelta(minutes=2)))
    history.add(3, "timeline.edit", target=late, text="corrected")
    at = to_stamp(NOW - timedelta(minutes=20))

    def texts(by):
        return [entry.text for entry in as_of(history.events, at, by).timeline]

    assert texts("recorded") == ["wrong time", "Declared", "investigating"]
    assert texts("occurred") == ["corrected", "Declared", "investigating"]
    nothing = as_of(history.events, to_stamp(NOW - timedelta(days=1)), "recorded")
    assert nothing.incident.opened is None
    assert as_of(history.events, to_stamp(NOW - timedelta(days=1)), "occurred").incident.title == "Checkout"
