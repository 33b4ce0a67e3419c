"""Events that come in any order are put in order without being in memory together."""

import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.warroom.importing import take_all
from warroom.errors import NotSaved
from warroom.importers.sorting import RUN, Sorted


class Record(msgspec.Struct, frozen=True):
    key: int
    text: str


def records(count: int) -> list[Record]:
    rng = random.Random(count)
    return [Record(rng.randrange(count // 4 + 1), f"{number} 中文\n\0") for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, RUN - 1, RUN, RUN + 1, 3 * RUN + 7])
def test_records_come_back_in_order_and_equal_ones_as_they_came(count: int) -> None:
    several = Sorted(Record, lambda one: one.key)
    for one in records(count):
        several.add(one)
    wanted = sorted(records(count), key=lambda one: one.key)
    assert list(several) == wanted
    left = iter(several)
    assert [next(left) for _ in range(count // 2)] == wanted[: count // 2]
    assert list(several) == wanted  # another walk disturbs nobody
    several.add(Record(-1, "late"))
    assert list(several) == [Record(-1, "late"), *wanted]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_said() -> None:
    several = Sorted(Record, lambda one: one.key)
    with Path("/dev/full").open("r+b", buffering=0) as full, pytest.raises(NotSaved, match="a long import needs room"):
        several._file = full
        for one in records(RUN):
            several.add(one)


def _pagerduty(number: int) -> dict[str, Any]:
    kind = {0: "triggered", 1: "acknowledged"}.get(number, "annotated")
    at = f"2026-01-{1 + number // 1440:02}T{number // 60 % 24:02}:{number % 60:02}:00Z"
    data = {"content": f"note {number}", "incident": {"id": f"P{number % 2}", "title": "Checkout"}}
    return {"event": {"id": f"e{number}", "event_type": f"incident.{kind}", "occurred_at": at, "data": data}}


def _alertmanager(number: int) -> dict[str, Any]:
    minute = number // 2  # each fires, and ends in a later webhook
    at = f"2026-01-{1 + minute // 1440:02}T{minute // 60 % 24:02}:{minute % 60:02}:00Z"
    over = {"status": "resolved", "endsAt": at.replace(":00Z", ":30Z")} if number % 2 else {"status": "firing"}
    alert = {"fingerprint": f"f{minute}", "startsAt": at, "labels": {"alertname": "Lag", "n": f"{minute}"}, **over}
    return {"version": "4", "groupKey": f"g{minute % 2}", "alerts": [alert]}


@pytest.mark.parametrize("make", [_pagerduty, _alertmanager])
def test_webhooks_say_the_same_in_whatever_order_they_come(make: Any) -> None:
    count = 2 * RUN + 100
    said = []
    for order in ("in order", "shuffled, and some twice"):
        numbers = list(range(count))
        if order != "in order":
            numbers += numbers[:50]
            random.Random(1).shuffle(numbers)
        readings = take_all("\n".join(json.dumps(make(number)) for number in numbers), "hooks.jsonl")
        said.append(
            {
                reading.room: [(one.eid, one.kind, one.occurred_at, one.payload.get("text")) for one in reading.drafts]
                for reading in readings
            }
        )
    assert said[0].keys() == said[1].keys() and len(said[0]) == 2
    assert said[0] == said[1] and sum(map(len, said[0].values())) > count
