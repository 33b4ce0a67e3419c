"""Timeline lines that say more than their words: an estimate in the reader's zone, what words told were about."""

from zoneinfo import ZoneInfo

from tests.warroom.state_histories import EIDS, event
from warroom.entry_words import said_in
from warroom.state.room_state import fold

SHANGHAI = ZoneInfo("Asia/Shanghai")
ETA = {"about": "eta", "low": "2026-11-22T16:00:00.000000Z", "high": "2026-11-22T17:30:00.000000Z"}


def test_an_estimate_is_told_in_the_zone_of_who_reads_it() -> None:
    [line] = fold([event(EIDS[0], "expectation.set", {**ETA, "owner_id": "Acme", "confidence": "low"})]).timeline
    assert line.text == "eta for Acme: 2026-11-22 16:00 to 2026-11-22 17:30 UTC, confidence low"
    assert said_in(line, SHANGHAI) == "eta for Acme: 2026-11-23 00:00 to 2026-11-23 01:30 UTC+8, confidence low"


def test_an_estimate_in_another_programs_form_is_shown_as_it_is() -> None:
    [line] = fold([event(EIDS[0], "expectation.set", {**ETA, "low": "soon", "high": "late"})]).timeline
    assert said_in(line, SHANGHAI) == "eta: soon to late"


def test_other_lines_keep_their_words() -> None:
    [line] = fold([event(EIDS[0], "timeline.log", {"kind": "observation", "text": "16:00 UTC"})]).timeline
    assert said_in(line, SHANGHAI) == "16:00 UTC"


def test_words_told_say_what_they_were_about() -> None:
    facts = [{"key": "status", "was": "resolved"}, {"key": "answer:1"}, {"key": "answer:2"}, {"key": "data_safety"}]
    said = {"owner_id": "Acme", "text": "read it all out", "facts": facts}
    [line] = fold([event(EIDS[0], "update.told", said)]).timeline
    assert line.text == "told Acme (phone): read it all out [status, answer, data safety]"
