"""A text is folded with its offsets kept, and cut into sentences."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.updates.lint.folding import Prepared, fold, tongue

PIECES = [
    *(
        "e\u0301",
        "\u1100\u1161\u11a8",
        "\U00020000",
        "\u0344",
        "\u0958",
        "\u200b",
        "\u00ad",
        "\u037e",
        "\u212b",
        "\u0130",
    ),
    *(
        "ß",
        "ﬁ",
        "\u0301",
        "\u093e",
        "\ud800",
        "\x00",
        "🎉",
        "👩\u200d🚒",
        "ｗｅ　ｗｉｌｌ",
        "１５：３０",
        "“we’ll”",
        "！",
        "。",
    ),
    *("保证绝不", "如有不便", "3点半", "due to ", "shortly", "14:02", "100%", "NO", "RDS", "https://a.b/c", "a@b.cc"),
    *("\n", "\r\n", "> ", "```\n", "~~~", ". ", "|", "- ", "`"),
]
TEXTS = st.one_of(
    st.text(), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=30).map("".join)
)


@given(TEXTS)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_the_pieces_folded_are_the_whole_folded(text: str) -> None:
    """What ``Prepared`` folds piece by piece, to keep the offsets, is what normalising the whole gives."""
    assert Prepared(text).folded == fold(text)


@given(TEXTS, st.data())
def test_a_span_of_the_original_folds_to_the_span(text: str, data: st.DataObject) -> None:
    prepared = Prepared(text)
    start = data.draw(st.integers(0, len(prepared.folded)))
    end = data.draw(st.integers(start, len(prepared.folded)))
    first, last = prepared.span(start, end)
    assert 0 <= first <= last <= len(text)
    assert prepared.folded[start:end] in fold(text[first:last])
    if start == 0 and end == len(prepared.folded) and end:
        assert fold(text[first:last]) == prepared.folded


@given(TEXTS)
def test_every_form_of_the_text_has_the_same_offsets(text: str) -> None:
    prepared = Prepared(text)
    assert len(prepared.prose) == len(prepared.lower) == len(prepared.folded) == len(prepared.folded_lower)


@given(TEXTS)
def test_sentences_are_in_order_and_lose_only_blanks(text: str) -> None:
    prepared = Prepared(text)
    place = 0
    for sentence in prepared.sentences:
        assert not prepared.prose[place : sentence.start].strip()
        assert prepared.prose[sentence.start : sentence.end] == sentence.text != ""
        assert prepared.sentence_at(sentence.start) == prepared.sentence_at(sentence.end - 1) == sentence
        place = sentence.end
    assert not prepared.prose[place:].strip()


def test_a_shortened_letter_keeps_the_offsets_of_what_follows() -> None:
    text = "cafe\u0301 de\u0301ja\u0300 １４：０２"
    prepared = Prepared(text)
    place = prepared.folded.index("14:02")
    first, last = prepared.span(place, place + 5)
    assert unicodedata.normalize("NFKC", text[first:last]) == "14:02"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("At 3.5 % it stopped. See e.g. the list.", ["At 3.5 % it stopped.", "See e.g. the list."]),
        ("Next update at 3 p.m. UTC. We wait.", ["Next update at 3 p.m. UTC.", "We wait."]),
        ("Back at 3 p.m. We wait.", ["Back at 3 p.m.", "We wait."]),
        ("已恢复。正在观察！原因待查", ["已恢复。", "正在观察!", "原因待查"]),
        ("已恢复.正在观察,3.5%受影响", ["已恢复.", "正在观察,3.5%受影响"]),
        ("- one\n- two\n\nthree", ["- one", "- two", "three"]),
        (
            "A line that is long enough to have been broken at the margin of a mail\nand goes on here. Next.",
            ["A line that is long enough to have been broken at the margin of a mail\nand goes on here.", "Next."],
        ),
        ("Cause: unknown\nnext update: 15:30", ["Cause: unknown", "next update: 15:30"]),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    assert [sentence.text for sentence in Prepared(text).sentences] == found


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("We are on it", "en"),
        ("正在处理", "zh"),
        ("payments-api 的 Kubernetes deployment 失败，已回滚", "zh"),
        ("We work with 华星 on it", "en"),
        ("14:02", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_that_of_most_words(text: str, lang: str) -> None:
    assert tongue(text) == lang


def test_code_quotations_and_links_are_no_prose() -> None:
    text = "before\n```\nwe guarantee\n```\n> never again\nhttps://a.example/soon and me@soon.example\nafter `x`"
    prose = Prepared(text).prose
    assert "guarantee" not in prose and "never" not in prose and "soon" not in prose
    assert "before" in prose and "after" in prose and " and " in prose


def test_a_fence_that_is_not_closed_hides_nothing() -> None:
    assert "guarantee" in Prepared("```\nwe guarantee it").prose
    assert "guarantee" in Prepared("```\na\n~~~\nwe guarantee it").prose
