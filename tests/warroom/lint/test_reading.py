"""A bare text read as a draft: which sentence says what, and the time that it promises."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warroom.state.revisions import NUMBER
from warroom.updates.facts import Fact
from warroom.updates.lint.reading import content_of, promised_at

NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)  # a Sunday
LONDON = ZoneInfo("Europe/London")


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("Next update at 15:30 UTC.", "2026-11-22 15:30"),
        ("Next update 15:30", "2026-11-22 15:30"),
        ("Next update 23:30 UTC+8 or earlier", "2026-11-22 15:30"),
        ("Next update by 3 pm", "2026-11-22 15:00"),
        ("Next update at 14:00 UTC", "2026-11-22 14:00"),
        ("Next update at 01:00 UTC", "2026-11-23 01:00"),
        ("Next update tomorrow 09:00 UTC", "2026-11-23 09:00"),
        ("Next update on Friday at 10:00 UTC", "2026-11-27 10:00"),
        ("Next update on 30 Nov 18:00 UTC", "2026-11-30 18:00"),
        ("The report follows by Dec 4, 18:00 UTC", "2026-12-04 18:00"),
        ("Report by 2026-12-04 18:00 UTC", "2026-12-04 18:00"),
        ("下次通报：23:30（北京时间）", "2026-11-22 15:30"),
        ("下次通报 11月30日18:00（UTC）", "2026-11-30 18:00"),
        ("下次通报：明天9点半", "2026-11-23 09:30"),
        ("下周一10:00前告知", "2026-11-23 10:00"),
        ("report on 31 Jan 10:00 UTC", "2027-01-31 10:00"),
    ],
)
def test_the_time_that_is_promised(words: str, at: str) -> None:
    found = promised_at(words, NOW, LONDON)
    assert found is not None and found.astimezone(UTC) == day(at)


@pytest.mark.parametrize("words", ["Updates to follow", "稍后通知", "by 31 February 10:00 UTC", "version 1.2"])
def test_no_time_is_none(words: str) -> None:
    assert promised_at(words, NOW, LONDON) is None


TEXT = (
    "Update #3. SEV2, investigating.\r\nSince 13:48 UTC card payments fail in the EU.\n\n"
    "原因尚未确定。 We are checking the database. Next update 15:30 UTC. Hello there."
)


def test_each_sentence_is_where_it_belongs_and_at_its_own_place():
    content = content_of(TEXT, phase="investigating", lang="", now=NOW, zone=LONDON)
    body = content.body()
    said = {one.field: one.text for one in body.sections}
    assert all(len(text) == len(TEXT) for text in said.values())
    for field, words in (
        ("impact", "Since 13:48 UTC card payments fail in the EU."),
        ("cause", "原因尚未确定。"),
        ("actions", "We are checking the database."),
        ("next_update", "Next update 15:30 UTC."),
        ("free", "Hello there."),
    ):
        assert said[field][TEXT.index(words) :].startswith(words), field
    assert said["free"].strip() == "Hello there."
    assert body.title == NUMBER
    assert content.next_update == "2026-11-22T15:30:00.000000Z"


def test_facts_whose_words_stand_in_it_are_stated():
    facts = (Fact("impact", "impact", "x", "Card payments FAIL", ""), Fact("scope", "scope", "y", "the north", ""))
    content = content_of(TEXT, phase="investigating", lang="en", now=NOW, zone=LONDON, facts=facts)
    assert [one.key for one in content.facts] == ["impact"]


@example("。\u0301Z\u0301")
@given(st.text(alphabet="aZ 。.\n，:1530下次通报we next update\u0301Ａ", max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    content = content_of(text, phase="first_notice", lang="", now=NOW, zone=LONDON)
    for section in content.body().sections:
        assert len(section.text) == len(text)
        assert all(new in (old, " ") for new, old in zip(section.text, text, strict=True))
