"""Webhooks and status pages: each incident or group makes a room, nothing counts twice, no time is rounded."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.warroom.importing import DATA, remarks, said, state_of, take_all
from warroom.errors import BadInput
from warroom.importers.detect import detect

LATER = datetime(2026, 12, 1, tzinfo=UTC)


def alert(name: str = "HighErrors", starts: str = "2026-11-22T14:01:02.123456789Z", **more: Any) -> dict[str, Any]:
    return {
        "status": "firing",
        "labels": {"alertname": name, "severity": "critical", "instance": "web-1"},
        "annotations": {"summary": "Error rate 4 %"},
        "startsAt": starts,
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example/graph",
        "fingerprint": "f1",
        **more,
    }


def webhook(*alerts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "version": "4",
        "groupKey": '{}:{alertname="HighErrors"}',
        "truncatedAlerts": 0,
        "status": "firing",
        "receiver": "warroom",
        "groupLabels": {"alertname": "HighErrors"},
        "commonLabels": {"alertname": "HighErrors"},
        "commonAnnotations": {"summary": "Error rate 4 %"},
        "externalURL": "http://am.example",
        "notification_reason": "new",
        "alerts": list(alerts),
        **more,
    }


ENDED = {"status": "resolved", "endsAt": "2026-11-22T15:31:02.5+01:00"}


def as_forms(values: list[dict[str, Any]]) -> list[str]:
    """An array, JSON lines, and objects one after the other over many lines."""
    return [
        json.dumps(values),
        "\n".join(map(json.dumps, values)),
        "\n".join(json.dumps(one, indent=2) for one in values),
    ]


@pytest.mark.parametrize("form", range(3))
def test_alerts_fire_and_end_once_in_whatever_form_they_come(form: int) -> None:
    data = as_forms([webhook(alert()), webhook(alert()), webhook(alert(**ENDED))])[form]
    assert detect(data.encode(), "x") == "alertmanager"
    (reading,) = take_all(data, "hooks.json")
    assert reading.title == "Error rate 4 %"
    assert said(reading) == [
        ("2026-11-22T14:01:02", "Alertmanager", "HighErrors fired"),
        (
            "2026-11-22T14:01:02",
            "Alertmanager",
            "firing: HighErrors: Error rate 4 % (instance=web-1, severity=critical)",
        ),
        ("2026-11-22T14:31:02", "Alertmanager", "resolved: HighErrors (instance=web-1, severity=critical)"),
    ]
    assert "2 alerts came more than once" in remarks(reading)
    assert state_of(reading).timeline.passed().keys() == {"detected"}


def test_a_later_webhook_adds_how_it_ended_to_the_same_room() -> None:
    (before,) = take_all(json.dumps(webhook(alert())), "a.json")
    (after,) = take_all(json.dumps(webhook(alert(**ENDED))), "b.json")
    assert before.room == after.room
    assert {one.eid for one in before.drafts} < {one.eid for one in after.drafts}
    assert "1 of 1 alerts have not ended" in remarks(before)


def test_each_group_is_a_room_and_into_a_room_all_is_observed() -> None:
    other = webhook(alert("DiskFull", fingerprint="f2"), groupKey="other", commonAnnotations={}, groupLabels={})
    other["commonLabels"] = {"alertname": "DiskFull"}
    data = json.dumps([webhook(alert()), other])
    assert [one.title for one in take_all(data)] == ["Error rate 4 %", "DiskFull"]
    room = "01936b3c-9e00-7000-8000-00000000cafe"
    for reading in take_all(data, room=room):
        assert reading.room == room and {one.kind for one in reading.drafts} == {"timeline.log"}


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (json.dumps(webhook(alert(starts="soon"))), "line 1: 'soon' is no time"),
        (json.dumps(webhook(alert(starts="2026-11-22T14:00:00"))), "is no time"),
        (json.dumps(webhook(alert(starts="0001-01-01T00:00:00Z"))), "is no time"),
        (json.dumps(webhook(alert(), version="5")), "version 5 of the webhook is not known"),
        (json.dumps(webhook(alert(status="resolved", endsAt="later"))), "'later' is no time"),
        (json.dumps(webhook(alert())) + "\n" + json.dumps({"alerts": []}), "line 2: no alerts in it"),
        (json.dumps(webhook(alert())) + '\n{"alerts": [', "line 2: no JSON"),
        (json.dumps(webhook(alert())) + "\n[1]", "line 2"),
        (json.dumps([webhook(alert())])[:-1], "the file ends in the middle"),
        (json.dumps(webhook(alert()), indent=1).replace('"firing"', "NaN", 1), "NaN is no number"),
        (
            json.dumps(webhook(alert())).replace('"truncatedAlerts": 0', f'"truncatedAlerts": {"9" * 4000}'),
            "4000 digits",
        ),
        (json.dumps(webhook(alert())).replace('"http://am.example"', "[" * 4000), "nested too deeply|no JSON"),
    ],
)
def test_a_bad_webhook_is_named_with_its_line(data: str, what: str) -> None:
    with pytest.raises(BadInput, match=what) as refused:
        take_all(data, format="alertmanager")
    assert "nothing was imported" in str(refused.value)


def event(kind: str, at: str, ident: str = "", incident: str = "PGR0VU2", **data: Any) -> dict[str, Any]:
    about = {
        "id": incident, "type": "incident", "number": 2, "status": "triggered", "title": "Checkout is down",
        "created_at": "2026-11-22T14:00:00Z", "service": {"summary": "payments-api"}, "urgency": "high",
        "assignees": [],
    }  # fmt: skip
    return {
        "event": {
            "id": ident or f"{kind} {at}",
            "event_type": kind,
            "resource_type": "incident",
            "occurred_at": at,
            "agent": {"summary": "Ana M"},
            "data": {**about, **data},
        }
    }


NOTE = event(
    "incident.annotated", "2026-11-22T14:06:00Z", content="restarted web-1", incident="N1", type="incident_note"
)
NOTE["event"]["data"]["incident"] = {"id": "PGR0VU2", "summary": "Checkout is down"}


@pytest.mark.parametrize("form", range(3))
def test_pagerduty_events_make_a_room_with_milestones_and_status(form: int) -> None:
    events = [
        event("incident.triggered", "2026-11-22T14:00:00Z"),
        event("incident.acknowledged", "2026-11-22T14:02:00.500Z"),
        NOTE,
        event("incident.reassigned", "2026-11-22T14:07:00Z", assignees=[{"summary": "Bob"}]),
        event("incident.priority_updated", "2026-11-22T14:08:00Z", priority={"summary": "P1"}),
        event("incident.resolved", "2026-11-22T15:00:00+00:00"),
        event("incident.resolved", "2026-11-22T15:00:00+00:00"),
        event("incident.reopened", "2026-11-22T15:30:00Z"),
        event("incident.resolved", "2026-11-22T16:00:00Z"),
        {"event": {"id": "ping", "event_type": "pagey.ping", "occurred_at": "2026-11-22T14:00:00Z", "data": {}}},
    ]
    data = as_forms(events)[form]
    assert detect(data.encode(), "x") == "pagerduty"
    (reading,) = take_all(data, "pd.json")
    assert reading.title == "#2 Checkout is down"
    texts = [text for _, _, text in said(reading)]
    assert texts == [
        "triggered: Checkout is down, payments-api, urgency high", "acknowledged", "annotated: restarted web-1",
        "reassigned: to Bob", "priority updated: P1",
    ]  # fmt: skip
    state = state_of(reading)
    assert state.incident.status.value == "resolved" and state.incident.status.conflict == ()
    passed = state.timeline.passed()
    assert passed["acknowledged"][0] == "2026-11-22T14:02:00.500000Z"
    assert passed["resolved"] == ("2026-11-22T15:00:00.000000Z", "2026-11-22T16:00:00.000000Z")
    assert "1 events came more than once" in remarks(reading) and "1 events are not about an incident" in remarks(
        reading
    )


def test_pagerduty_incidents_are_rooms_of_their_own_and_a_bad_event_keeps_all_out() -> None:
    events = [
        event("incident.triggered", "2026-11-22T14:00:00Z"),
        event("incident.triggered", "2026-11-22T14:00:00Z", "e2", "OTHER", number=3),
    ]
    readings = take_all(json.dumps(events))
    assert len({one.room for one in readings}) == 2 and "the incident stays open" in remarks(readings[1])
    events.append(event("incident.triggered", "yesterday"))
    with pytest.raises(BadInput, match="'yesterday' is no time"):
        take_all(json.dumps(events))
    with pytest.raises(BadInput, match="a PagerDuty v3 webhook is expected"):
        take_all(json.dumps(events) + '{"event": {"event_type": "incident.triggered"}}', format="pagerduty")


PAGE = {
    "page": {"id": "p1", "name": "Acme"},
    "incidents": [
        {
            "id": "i1", "name": "Checkout slow", "status": "postmortem", "impact": "major", "page_id": "p1",
            "created_at": "2026-11-22T14:00:00.000Z", "started_at": "2026-11-22T13:50:00Z",
            "resolved_at": "2026-11-22T15:00:00Z",
            "postmortem_body": "A disk was full.", "postmortem_published_at": "2026-11-24T10:00:00Z",
            "components": [{"id": "c1", "name": "Checkout", "status": "operational"}],
            "incident_updates": [
                {"id": "u3", "status": "resolved", "body": "It works again.", "display_at": "2026-11-22T15:00:00Z",
                 "affected_components": [{"name": "Checkout", "new_status": "operational"}]},
                {"id": "u2", "status": "identified", "body": "A disk.", "display_at": "2026-11-22T16:20:00+02:00",
                 "affected_components": None},
                {"id": "u1", "status": "investigating", "body": "We look at it.", "created_at": "2026-11-22T14:00:00Z",
                 "affected_components": [{"name": "Checkout", "new_status": "major_outage"}]},
            ],
        },
        {"id": "i2", "name": "Search", "status": "investigating", "impact": "none", "incident_updates": [],
         "created_at": "2026-11-23T09:00:00Z"},
    ],
}  # fmt: skip


def test_a_status_page_tells_its_readers() -> None:
    data = json.dumps(PAGE, indent=2)
    assert detect(data.encode(), "incidents.json") == "statuspage"
    first, second = take_all(data, "incidents.json", now=LATER)
    assert (first.title, second.title) == ("Checkout slow", "Search")
    state = state_of(first)
    told = state.updates.told("Status page")
    assert [(one.at[:16], one.said.number, one.said.text) for one in told] == [
        ("2026-11-22T14:00", 1, "We look at it."),
        ("2026-11-22T14:20", 2, "A disk."),
        ("2026-11-22T15:00", 3, "It works again."),
    ]
    assert state.incident.status.value == "resolved" and state.incident.status.conflict == ()
    assert {name: one.value for name, one in state.incident.components.items()} == {"Checkout": "operational"}
    assert [one.value for one in state.incident.components["Checkout"].history] == ["major_outage", "operational"]
    assert state.timeline.passed()["impact_started"][0] == "2026-11-22T13:50:00.000000Z"
    assert state.incident.field("impact") == "major (status page)"
    assert any("postmortem: A disk was full." in text for _, _, text in said(first))
    assert "stays open" in remarks(second)
    assert [one.title for one in take_all(data, only=("i2",))] == ["Search"]
    with pytest.raises(BadInput, match="it holds Checkout slow, Search"):
        take_all(data, only=("printer",))


def test_a_real_page_of_399_incidents_makes_as_many_rooms() -> None:
    path = DATA / "github-status" / "incidents-2022-2024.jsonl"
    readings = take_all(path.read_bytes(), path.name)
    assert len(readings) == 399 == len({one.room for one in readings})
    count = sum(len(json.loads(line)["updates"]) for line in path.read_text().splitlines())
    assert sum(one.kinds["update.told"] for one in readings) == count
    assert [one.title for one in take_all(path.read_bytes(), path.name, only=("9632825",))] == [
        "Incident with Codespaces"
    ]


def test_an_update_without_a_time_is_named() -> None:
    page = json.loads(json.dumps(PAGE))
    page["incidents"][0]["incident_updates"][1]["display_at"] = "soon"
    with pytest.raises(BadInput, match=r"\(Checkout slow\) update 2: 'soon' is no time"):
        take_all(json.dumps(page))
