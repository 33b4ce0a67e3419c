"""Sealing: canonical JSON, ids, references, and one event that may never change by a byte (docs/events.md)."""

import json
import re
import uuid
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom import seal
from warroom.events import Draft, Event, from_document, is_intact, to_document

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)

SAMPLE = {
    "eid": "019aab25-40ab-7c3d-8e4f-5a6b7c8d9e0f",
    "room": "019aab20-0000-7000-8000-0123456789ab",
    "origin": "k3v9q2",
    "oseq": 7,
    "lam": 12,
    "author": "ana",
    "kind": "timeline.log",
    "v": 1,
    "occurred_at": "2026-11-22T14:09:00.000000Z",
    "recorded_at": "2026-11-22T14:14:03.123456Z",
    "payload": {
        "kind": "action",
        "text": 'rolled "payments-api" back to v411 回滚 🚒\n[red]\u2028\x7f\x1b[0m',
        "actor": "bob",
        "via": "spoken",
        "mentions": ["李工"],
        "time_box": 15,
    },
}
CANONICAL = (
    '{"author":"ana","eid":"019aab25-40ab-7c3d-8e4f-5a6b7c8d9e0f","kind":"timeline.log","lam":12,'
    '"occurred_at":"2026-11-22T14:09:00.000000Z","origin":"k3v9q2","oseq":7,'
    '"payload":{"actor":"bob","kind":"action","mentions":["李工"],'
    '"text":"rolled \\"payments-api\\" back to v411 回滚 🚒\\n[red]\u2028\x7f\\u001b[0m","time_box":15,"via":"spoken"},'
    '"recorded_at":"2026-11-22T14:14:03.123456Z","room":"019aab20-0000-7000-8000-0123456789ab","v":1}'
).encode()
SHA = "2269743a882897d4a75431cda2496174150bd8d4df3a524129888efce2b6fd9e"
REF = "WKTTD"


def test_the_sample_event_is_sealed_byte_for_byte_as_ever() -> None:
    assert seal.canonical(SAMPLE) == CANONICAL
    assert sha256(CANONICAL).hexdigest() == SHA
    assert seal.sha_of(SAMPLE) == SHA
    event = from_document({**SAMPLE, "sha": SHA})
    assert is_intact(event)
    assert to_document(event) == {**SAMPLE, "sha": SHA}
    assert event.ref == REF


def test_what_travels_beside_the_event_is_not_sealed() -> None:
    beside = {**SAMPLE, "sha": SHA, "hub_seq": 9, "clock_offset_ms": -3}
    assert seal.sha_of(beside) == SHA
    draft = {name: SAMPLE[name] for name in seal.SEALED if name not in ("room", "origin", "oseq", "lam")}
    sealed = seal.seal({**draft, "uploaded_by": "x"}, room=str(SAMPLE["room"]), origin="k3v9q2", oseq=7, lam=12)
    assert sealed == {**SAMPLE, "sha": SHA}


@pytest.mark.parametrize("field", seal.SEALED)
def test_a_change_of_any_sealed_field_shows(field: str) -> None:
    changed = {**SAMPLE, "sha": SHA}
    value: Any = changed[field]
    changed[field] = (
        {**value, "text": "another"} if isinstance(value, dict) else value + (1 if isinstance(value, int) else "x")
    )
    assert not is_intact(msgspec.convert(changed, Event))


def test_an_erased_event_counts_as_intact() -> None:
    erased = from_document({**SAMPLE, "payload": {}, "sha": SHA, "erased": SAMPLE["eid"]})
    assert is_intact(erased)
    assert to_document(erased)["erased"] == SAMPLE["eid"]


@given(JSON)
def test_the_canonical_form_is_json_and_one_of_a_kind(value: Any) -> None:
    text = seal.canonical(value)
    assert json.loads(text) == value
    assert seal.canonical(json.loads(text)) == text
    assert seal.canonical(_reordered(value)) == text


def _reordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reordered(value[key]) for key in reversed(value)}
    return [_reordered(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "value",
    [1.0, [1, 2.5], {"a": {"b": (0.1,)}}, float("nan"), float("inf"), {1: "a"}, {None: 1}, b"bytes", {1, 2}, object()],
)
def test_what_has_no_single_text_form_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        seal.canonical(value)


@pytest.mark.parametrize("value", ["\ud800", {"text": "a\udfffb"}, {"\ud800": 1}])
def test_lone_surrogates_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="surrogates"):
        seal.canonical(value)


def test_keys_are_sorted_by_code_point_at_every_depth() -> None:
    assert seal.canonical({"b": 1, "B": 2, "é": 3, "": 4, "a": {"z": 0, "y": 0}}) == (
        '{"":4,"B":2,"a":{"y":0,"z":0},"b":1,"é":3}'.encode()
    )


def test_ids_are_version_7_with_their_time_in_front() -> None:
    one = seal.new_uuid(1_763_800_000_123)
    parsed = uuid.UUID(one)
    assert str(parsed) == one
    assert (parsed.version, parsed.variant) == (7, uuid.RFC_4122)
    assert parsed.int >> 80 == 1_763_800_000_123
    assert seal.new_uuid(5, bytes(10)) == "00000000-0005-7000-8000-000000000000"
    assert seal.new_uuid(5, b"\xff" * 10) == "00000000-0005-7fff-bfff-ffffffffffff"
    assert seal.new_uuid(5) < seal.new_uuid(6)
    assert len({seal.new_uuid(5) for _ in range(1000)}) == 1000
    assert (
        Draft(kind="x", payload={}, author="a", recorded_at="t").eid
        != Draft(kind="x", payload={}, author="a", recorded_at="t").eid
    )


def test_imported_ids_come_from_what_they_name() -> None:
    one = seal.derived_uuid(1_763_800_000_123, "report.md", "12", "disk full")
    assert one == seal.derived_uuid(1_763_800_000_123, "report.md", "12", "disk full")
    assert uuid.UUID(one).version == 7
    others = {
        seal.derived_uuid(1_763_800_000_123, "report.md", "13", "disk full"),
        seal.derived_uuid(1_763_800_000_123, "report.md", "1", "2disk full"),
        seal.derived_uuid(1_763_800_000_123, "report.md12", "disk full"),
        seal.derived_uuid(1_763_800_000_124, "report.md", "12", "disk full"),
    }
    assert len(others | {one}) == 5
    assert seal.derived_uuid(0, "\ud800")


def test_references_are_short_and_sayable() -> None:
    eid = "019aab25-40ab-7c3d-8e4f-5a6b7c8d9e0f"
    bits = int(eid.replace("-", ""), 16) & (1 << 60) - 1
    spelled = seal.letters(eid)
    assert len(spelled) == 12
    assert sum(seal.CROCKFORD.index(letter) << 5 * (11 - place) for place, letter in enumerate(spelled)) == bits
    assert seal.entry_ref(eid) == spelled[:5]
    assert not set("ILOU") & set(seal.CROCKFORD)
    room = seal.new_uuid(1_795_356_300_000)  # 2026-11-22 UTC
    assert re.fullmatch(r"1122-[0-9A-HJKMNP-TV-Z]{3}", seal.room_ref(room))
    assert seal.room_ref(seal.new_uuid(0)).startswith("0101-")


def test_times_have_one_text_form_that_sorts() -> None:
    assert seal.stamp(1_795_356_300_123_456_789) == "2026-11-22T14:05:00.123456Z"
    assert seal.stamp(0) == "1970-01-01T00:00:00.000000Z"


@given(st.lists(st.integers(0, 4_000_000_000_000_000_000), min_size=2, max_size=5))
def test_stamps_sort_as_times_do(moments: list[int]) -> None:
    assert [seal.stamp(one) for one in sorted(moments)] == sorted(seal.stamp(one) for one in moments)


@pytest.mark.parametrize("missing", [*seal.SEALED, "sha"])
def test_a_document_without_a_field_is_no_event(missing: str) -> None:
    document = {**SAMPLE, "sha": SHA}
    del document[missing]
    with pytest.raises(msgspec.ValidationError, match=missing):
        from_document(document)
