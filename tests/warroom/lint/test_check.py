"""The check as a whole: exact places, whatever the text, the same findings each time, and time in line with length."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warroom.lint.test_folding import TEXTS
from warroom.updates.lint.check import TEXT_RULES, check_text
from warroom.updates.lint.finding import Ground, Replace

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
GROUNDS = [
    Ground(),
    Ground(
        lang="zh",
        now=NOW,
        zone="Asia/Shanghai",
        over_midnight=True,
        glossary={"回滚": "", "failover": "switch"},
        avoid=("bug", "故障", "保证"),
        phase="closure",
    ),
    Ground(now=NOW, zone="Europe/London", cause="confirmed", data_safety_evidence=True, full_outage=True),
    Ground(zone="Nowhere/Never", now=NOW),
]
SPOKEN = st.lists(
    st.sampled_from([text for one in TEXT_RULES for pair in one.rule.examples for text in (pair.bad, pair.good)]),
    max_size=4,
)
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@given(
    st.one_of(TEXTS, SPOKEN.map("\n".join), SPOKEN.map(lambda said: "e\u0301 🎉 ".join(said).translate(WIDE))),
    st.sampled_from(GROUNDS),
)
@settings(max_examples=300, deadline=None)
def test_places_are_exact_in_the_original_whatever_the_text(text: str, ground: Ground) -> None:
    found = check_text(text, ground)
    assert found == check_text(text, ground)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for one in found:
        assert text[one.start : one.end] == one.text
        assert 0 <= one.start <= one.end <= len(text)
        for fix in one.fixes:
            if isinstance(fix, Replace):
                assert 0 <= fix.start <= fix.end <= len(text)


def test_every_rule_has_its_own_id_and_both_languages() -> None:
    ids = [one.rule.id for one in TEXT_RULES]
    assert len(ids) == len(set(ids))
    for one in TEXT_RULES:
        assert one.rule.why and one.rule.source and one.rule.title
        assert one.rule.examples, one.rule.id


@pytest.mark.parametrize("rule", [one.rule for one in TEXT_RULES if one.rule.id[0] in "TCP"], ids=lambda rule: rule.id)
def test_a_rule_of_words_has_examples_in_both_languages(rule: object) -> None:
    assert {pair.lang for pair in rule.examples} == {"en", "zh"}  # type: ignore[attr-defined]


def test_code_and_quotations_are_not_our_words() -> None:
    theirs = "> You said this will never happen again, caused by human error.\n```\nfixed ASAP at 14:02\n```\n"
    assert not [one for one in check_text(theirs, Ground()) if one.rule[0] in "TCP"]


def test_what_the_room_knows_silences_what_it_confirms() -> None:
    said = "The outage was caused by a full disk. No data was lost."
    assert {one.rule for one in check_text(said, Ground())} >= {"C02", "C12", "P11"}
    sure = Ground(cause="confirmed", data_safety_evidence=True, full_outage=True)
    assert not {one.rule for one in check_text(said, sure)} & {"C02", "C12", "P11"}
    assert "C02" in {one.rule for one in check_text(said, Ground(cause="suspected"))}


def test_a_closure_report_may_be_longer() -> None:
    report = "Payments failed for some. " * 100
    assert "P04" in {one.rule for one in check_text(report, Ground())}
    assert "P04" not in {one.rule for one in check_text(report, Ground(phase="closure"))}


HOSTILE = [
    *("a", ".", " ", "\n", "1-", "1", "(", "`", "/", "A", "Ａ", "！", "e\u0301", "\u0301", "🎉", "\u200b", "a@", "a."),
    *("```\n", "~~~a\n", "> ", "AB ", "ABCDE ", "http://", "12:30 ", "1/2 ", "3点", "all times "),
    *(
        "we will ",
        "ensure ",
        "never ",
        "no data ",
        "your team ",
        "engineer ",
        "our vendor ",
        "only a ",
        "due to ",
        "may ",
    ),
    *("由于", "因", "保证", "我们将", "供应商", "您", "数据", "原因", "人员", "不", "将"),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_length_and_not_its_square(piece: str) -> None:
    """Ten times the text may take thirty times as long (the machine is shared), the square would take a hundred."""

    def taken(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        started = time.process_time()
        check_text(text, Ground())
        return time.process_time() - started

    taken(1000)
    short = min(taken(3_000) for _ in range(3))
    assert any(taken(30_000) < 30 * short + 0.05 for _ in range(3)), "one look may meet a collection of garbage"


@pytest.mark.parametrize(
    ("own", "text", "found"),
    [
        ("Guilty Pleasures Ltd", "Dear Guilty Pleasures Ltd, payments fail since 14:02 UTC.", []),
        ("Guilty Pleasures Ltd", "Guilty Pleasures: we are guilty of this.", ["guilty"]),
        ("国家赔偿中心", "国家赔偿中心的支付自14:02(北京时间)起失败,我们不赔偿。", ["赔偿"]),
        ("Ｂｒｅａｃｈ Books", "ＢＲＥＡＣＨ Books can not sell; this is a breach.", ["breach"]),
    ],
)
def test_a_legal_word_in_the_readers_own_name_is_none(own: str, text: str, found: list[str]) -> None:
    short = own.removesuffix(" Ltd")
    ground = Ground(own=(own, short))
    assert [one.text for one in check_text(text, ground) if one.rule == "C11"] == found
