"""Whatever is in the JSON, zip, mail or table that others wrote: it is read or refused, and never crashes."""

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warroom.histories import HOSTILE
from tests.warroom.importing import said, state_of, take_all
from warroom.errors import BadInput
from warroom.importers.json_input import unix_time
from warroom.importers.slack_text import plain
from warroom.importers.table import read_mapping
from warroom.seal import canonical
from warroom.state.snapshot import snapshot

KEYS = [
    "id", "name", "type", "text", "ts", "thread_ts", "user", "subtype", "files", "attachments", "profile", "created",
    "alerts", "groupKey", "labels", "annotations", "startsAt", "endsAt", "status", "fingerprint", "version", "summary",
    "event", "event_type", "occurred_at", "data", "agent", "created_at", "title", "number", "incident", "assignees",
    "incidents", "incident_updates", "updates", "display_at", "body", "at", "message", "components",
    "affected_components",
    "new_status", "impact", "postmortem_body", "truncatedAlerts", "alertname", "content", "status_sequence",
]  # fmt: skip
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**45), 10**45),
    st.floats(),
    st.text(st.characters(), max_size=12),
    st.sampled_from(HOSTILE),
    st.sampled_from([
        "2026-11-22T14:05:00Z", "2026-11-22T14:05:00+08:00", "2026-11-22", "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00Z", "1763816400.000100", "99999999999", "4", "message", "firing", "resolved",
        "incident.triggered", "incident.resolved", "incident.reopened", "incident.annotated", "identified",
        "monitoring",
        "U1", "C1", "<@U1|x>", "\ud800", "channel_join", "major_outage", "operational", "1e999",
    ]),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=14,
)
OBJECTS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=10)


def webhook(values: dict[str, Any]) -> dict[str, Any]:
    alert = {"startsAt": "2026-11-22T14:05:00Z", **values}
    return {
        "version": "4",
        "groupKey": "g",
        "alerts": [alert],
        **{key: values[key] for key in values if key != "alerts"},
    }


def event(values: dict[str, Any]) -> dict[str, Any]:
    about = {"id": "P1", "title": "x", **values}
    return {
        "event": {"id": "e", "event_type": "incident.triggered", "occurred_at": "2026-11-22T14:05:00Z", "data": about}
    }


def page(values: dict[str, Any]) -> dict[str, Any]:
    update = {"id": "u", "status": "identified", "at": "2026-11-22T14:05:00Z", **values}
    return {"id": "i", "name": "x", "incident_updates": [update], "created_at": "2026-11-22T14:05:00Z", **values}


SHAPES = {"alertmanager": webhook, "pagerduty": event, "statuspage": page}


def look_at(data: bytes, name: str, **options: Any) -> None:
    try:
        readings = take_all(data, name, **options)
    except BadInput as refused:
        assert "nothing was imported" in str(refused)
        return
    for reading in readings:
        assert len({draft.eid for draft in reading.drafts}) == len(reading.drafts)
        canonical(snapshot(state_of(reading)))


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from(sorted(SHAPES)), st.lists(st.tuples(st.booleans(), OBJECTS), min_size=1, max_size=4), st.booleans()
)
def test_any_json_is_read_or_refused(format: str, values: list[tuple[bool, dict[str, Any]]], by_line: bool) -> None:
    shaped = [SHAPES[format](value) if is_shaped else value for is_shaped, value in values]
    text = "\n".join(map(json.dumps, shaped)) if by_line else json.dumps(shaped, indent=1)
    look_at(text.encode(), "x.json", format=format)
    look_at(text.encode(), "x.json", format=format, room="01936b3c-9e00-7000-8000-00000000cafe")


@settings(max_examples=150, deadline=None)
@given(st.lists(OBJECTS, max_size=3), st.lists(OBJECTS, max_size=3), st.lists(OBJECTS, max_size=4))
def test_any_slack_export_is_read_or_refused(users: list[Any], channels: list[Any], messages: list[Any]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("users.json", json.dumps([{"id": "U1", "name": "ana"}, *users]))
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": "a"}, *channels]))
        shaped = [{"ts": f"176381640{number}.1", **one} for number, one in enumerate(messages)]
        archive.writestr("a/2026-11-22.json", json.dumps(shaped))
        archive.writestr("b/2026-11-22.json", json.dumps([{"type": "message", "ts": "1.5", "text": "x"}]))
    look_at(buffer.getvalue(), "x.zip")


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_archive_is_refused_or_read(data: st.DataObject) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.json", '[{"id": "U1", "name": "ana"}]')
        archive.writestr("a/2026-11-22.json", json.dumps([{"type": "message", "ts": "1763816400.1", "text": "x" * 50}]))
    whole = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    look_at(bytes(whole[: data.draw(st.integers(4, len(whole)))]), "x.zip", format="slack")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=80), st.lists(st.sampled_from(HOSTILE) | st.text(max_size=20), max_size=5))
def test_any_mail_is_read_or_refused(body: bytes, fields: list[str]) -> None:
    names = ["Subject", "Message-ID", "In-Reply-To", "Date", "Content-Type"]
    head = "From: Li <li@acme.example>\n" + "".join(
        f"{name}: {text}\n" for name, text in zip(names, fields, strict=False)
    )
    look_at(head.encode("utf-8", "replace") + b"\n" + body, "x.eml", format="eml")


WEECHAT = ["2026-11-22 14:05:09", "2026-02-30 10:00:00", "\t", "-->", "ana", " *", "x", "\n", "--"]
TABLE_LINES = st.lists(
    st.lists(
        st.sampled_from(
            ["2026-11-22 14:05", "2026-11-22T14:05:09Z", "x", "", '"a,b"', '"', "action", "\r", "\0", "=1+1"]
        )
        | st.text(max_size=5),
        max_size=5,
    ).map(",".join),
    max_size=6,
)


@settings(max_examples=250, deadline=None)
@given(TABLE_LINES, st.sampled_from(["", "time=1,text=2", "time=When,text=What", "date=1,text=3,actor=2"]))
def test_any_table_with_any_mapping_is_read_or_refused(lines: list[str], mapping: str) -> None:
    text = "\n".join(["When,What,Who", *lines])
    look_at(text.encode("utf-8", "replace"), "x.csv", format="csv", mapping=read_mapping(mapping))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WEECHAT) | st.text(max_size=4), max_size=20))
def test_any_weechat_log_is_read_or_refused(pieces: list[str]) -> None:
    look_at("".join(pieces).encode("utf-8", "replace"), "x.weechatlog", format="weechat")


@given(st.text(st.characters(codec="utf-8")))
def test_escaping_is_undone_and_nothing_else_of_a_plain_text(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain(escaped, {}, {}) == text


@given(st.integers(-2_000_000_000, 30_000_000_000), st.integers(0, 999_999))
def test_no_microsecond_of_a_message_is_lost(seconds: int, micros: int) -> None:
    moment = unix_time(f"{seconds}.{micros:06}")
    if seconds < 0:
        assert moment is None
    elif moment is not None:
        assert moment.naive == datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None, microsecond=micros)
    else:
        assert seconds > 25_000_000_000


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_comes_through_as_it_is(hostile: str) -> None:
    one_line = hostile.replace("\r\n", " ").replace("\n", " ")
    assert said(take_all(f"2026-11-22 14:05:09\tana\t{one_line}\n", format="weechat")[0])[0][2] == one_line
    hook = webhook({"labels": {"alertname": "A"}, "annotations": {"summary": hostile}})
    assert hostile in said(take_all(json.dumps(hook))[0])[1][2]
    told = event({"content": hostile})
    told["event"]["event_type"] = "incident.annotated"
    assert said(take_all(json.dumps(told))[0])[0][2] == f"annotated: {hostile}"
    assert said(take_all(json.dumps(page({"body": hostile})))[0])[0][2] == hostile
