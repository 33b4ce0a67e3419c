"""Wrapping loses nothing, keeps its width, and takes time in proportion to the text."""

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from screens.widgets.wrap import NO_START, fit, wrap
from warroom.text import safe

PIECES = st.sampled_from(
    ["a", "bc", " ", "  ", "\n", "word", "x" * 30, "中", "文字", "，", "。", "（", "）", "》", "、", "“", "”", "é",
     "e\u0301", "\u0301", "👍", "👍🏽", "🇬🇧", "👩\u200d👦", "❤\ufe0f", "\u200b", "สวัส", "ดี", "한글", "1,0", "…"]
)  # fmt: skip
MIXED = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=80)).map(safe)


def lines_of(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, width)]


@given(MIXED, st.integers(2, 40))
@example("a" + " " * 200 + "b", 10)
@example(" " * 50, 7)
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, width: int) -> None:
    spans = wrap(text, width)
    assert spans[0].start >= 0
    assert all(cell_len(text[start:end]) <= width for start, end in spans)
    gaps = [text[a.end : b.start] for a, b in pairwise(spans)]
    assert all(gap.strip(" ") in ("", "\n") for gap in gaps), "only spaces and one newline lie between lines"
    assert text[: spans[0].start].strip(" ") == "" == text[spans[-1].end :].strip(" ")
    assert sum("\n" in gap for gap in gaps) == text.count("\n")


@given(MIXED, st.integers(2, 40))
def test_marks_that_combine_stay_with_their_base(text: str, width: int) -> None:
    for start, end in wrap(text, width):
        if start and end > start and text[start - 1] not in " \n":
            assert get_character_cell_size(text[start]) > 0


@given(
    st.lists(st.sampled_from(["中", "文", "测", "，", "。", "word", " "]), max_size=60).map("".join), st.integers(8, 40)
)
def test_closing_marks_begin_a_line_only_when_they_must(text: str, width: int) -> None:
    spans = wrap(text, width)
    for before, line in pairwise(spans):
        if text[line.start] in NO_START and before.end == line.start:
            unbroken = text[before.start : line.start]
            rest = unbroken.rstrip("".join(NO_START))
            assert len(rest) <= 1 or rest.isascii(), f"{unbroken!r} could have been broken elsewhere"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("the quick brown fox", 10, ["the quick", "brown fox"]),
        ("the  quick", 5, ["the", "quick"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("see https://example.org/a/b/c", 12, ["see", "https://exam", "ple.org/a/b/", "c"]),
        ("证书已经，轮换", 8, ["证书已", "经，轮换"]),
        ("他说（好的）吧", 6, ["他说", "（好", "的）吧"]),
        ("ok中文ok", 4, ["ok中", "文ok"]),
        ("a\n\nb\n", 5, ["a", "", "b", ""]),
        ("    indented text", 10, ["    indent", "ed text"]),
        ("", 5, [""]),
        ("中", 1, ["中"]),
    ],
)
def test_examples(text: str, width: int, lines: list[str]) -> None:
    assert lines_of(text, width) == lines


@pytest.mark.parametrize("text", ["word ", "中文，", "x", "é\u0301", " ", "👍 "])
def test_time_is_in_proportion_to_the_text(text: str) -> None:
    def seconds(times: int) -> float:
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            wrap(text * times, 80)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(32_000) < 24 * max(seconds(4_000), 0.0005), (
        "eight times the text, far more than eight times the time"
    )


@given(MIXED.map(lambda text: text.replace("\n", " ")), st.integers(0, 20))
def test_fit_is_exact(text: str, width: int) -> None:
    shown = fit(text, width)
    assert cell_len(shown) == width
    if cell_len(text) <= width:
        assert shown.startswith(text)
    elif width:
        assert shown.rstrip(" ").endswith("…")
