"""What follows a try, and when the next one is."""

import random
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.delivery.sending_kit import ACCEPTED, BUSY, DOWN, GONE, LOST, REFUSED
from warroom.delivery.receipt import Receipt
from warroom.delivery.retrying import DELAYS, JITTER, after

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
BROKEN = Receipt(outcome="not_sent", stage="answer", code="HTTP 503", again=True)
"""Of a webhook that takes a message only once."""


@pytest.mark.parametrize(
    ("receipt", "state"),
    [
        (ACCEPTED, "accepted"),
        (LOST, "unknown"),
        (GONE, "dead"),
        (REFUSED, "rejected"),
        (Receipt(outcome="not_sent", stage="tls"), "dead"),
        (DOWN, "queued"),
        (BUSY, "queued"),
        (BROKEN, "queued"),
        # whatever a channel says of trying again: what may have arrived is never tried again by itself
        (msgspec.structs.replace(LOST, again=True), "unknown"),
        (msgspec.structs.replace(ACCEPTED, again=True), "accepted"),
    ],
)
def test_how_it_stands_after_a_try(receipt: Receipt, state: str) -> None:
    assert after(receipt, 1, NOW, None).state == state


def test_the_delays_are_those_that_the_page_names_a_fifth_more_or_less() -> None:
    assert DELAYS == (15, 60, 300, 900)
    for tries, delay in enumerate(DELAYS, 1):
        waits = [after(DOWN, tries, NOW, None, chance=random.Random(seed)).wait for seed in range(200)]
        assert delay * (1 - JITTER) <= min(waits) < delay < max(waits) <= delay * (1 + JITTER)
    assert after(DOWN, len(DELAYS) + 1, NOW, None).state == "dead"
    assert after(BROKEN, len(DELAYS) + 1, NOW, None).state == "unknown"


def test_what_they_ask_for_is_waited_for_but_not_for_ever() -> None:
    def asked(seconds: float) -> Receipt:
        return msgspec.structs.replace(BUSY, retry_after=seconds)

    assert after(asked(7), 1, NOW, None).wait > 7  # not sooner than we would by ourselves
    assert after(asked(120), 1, NOW, None).wait == 120
    assert after(asked(1e300), 1, NOW, NOW + timedelta(days=1)).state == "dead"
    assert after(asked(float("inf")), 1, NOW, None).state == "dead"


def test_never_past_the_next_update() -> None:
    assert after(DOWN, 3, NOW, NOW + timedelta(minutes=10)).state == "queued"
    late = after(DOWN, 3, NOW, NOW + timedelta(minutes=3))
    assert (late.state, late.reason) == ("dead", "the next update is due before it could be tried again")
