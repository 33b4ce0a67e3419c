"""Filters and searches over entries, the strip's and the header's words."""

from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from screens.widgets.banner import _folded
from screens.widgets.feed_pane import title_line
from screens.widgets.header import header_line, length
from screens.widgets.selection import nearest, step, with_marks
from warroom.grammar.orders import Filter

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


def test_the_nearest_match_is_the_last_one_not_behind() -> None:
    assert nearest([2, 5, 9], 6) == 5
    assert nearest([2, 5, 9], 1) == 2
    assert nearest([], 3) is None


def test_steps_go_round() -> None:
    assert [step([2, 5, 9], at, 1) for at in (0, 2, 9)] == [2, 5, 2]
    assert [step([2, 5, 9], at, -1) for at in (0, 2, 9)] == [9, 9, 5]
    assert step([], 0, 1) is None


def test_marks_mean_kinds_in_a_filter() -> None:
    assert with_marks(Filter(("action",), ("bob",), ("DEC", "act", "cert"))) == Filter(
        ("action", "decision"), ("bob",), ("cert",)
    )


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_the_header_fits_any_width_with_any_title(width: int) -> None:
    for title in ("short", "x" * 300, "支付回调大面积失败" * 20, "[red]\x1b[2J\nsecond line"):
        card = {
            "severity": "SEV1",
            "status": "investigating",
            "title": title,
            "started_at": "2026-11-22T13:17:43.000000Z",
        }
        line = header_line(card, NOW, width)
        assert line.cell_length <= width
        assert "SEV1" in line.plain
        assert "0:42" in line.plain
        assert "\x1b" not in line.plain


def test_lengths_of_time() -> None:
    assert length(timedelta(minutes=42, seconds=17), seconds=True) == "0:42:17"
    assert length(timedelta(days=3, hours=4, minutes=1), seconds=False) == "3 d 4:01"
    assert length(timedelta(seconds=-90), seconds=True) == "-0:01:30"


def test_a_title_keeps_its_count_at_the_right_end() -> None:
    assert title_line("INTERNAL  Timeline", "148", 40) == "INTERNAL  Timeline ───────────────── 148"
    assert title_line("INTERNAL  Timeline  only " + "x" * 50, "3 of 148", 40).endswith("…  3 of 148")


def test_a_banner_is_folded_by_words() -> None:
    assert _folded("NOT SAVED: the disk is full", 12) == ["NOT SAVED:", "the disk is", "full"]


def test_the_header_says_what_the_profile_calls_it() -> None:
    card = {"severity": "SEV3", "status": "investigating", "profile": "project", "title": "地下室渗水", "zone": "UTC"}
    for width in (120, 80):
        assert header_line(card, NOW, width).plain.startswith(" SEV3 较大 调查中 ")
        assert cell_len(header_line(card, NOW, width).plain) == width
    english = {**card, "title": "Leak"}
    assert header_line(english, NOW, 120).plain.startswith(" SEV3 Considerable INVESTIGATING ")
    assert header_line(english, NOW, 80).plain.startswith(" SEV3 Considerable INV ")
    assert header_line({**card, "profile": "service"}, NOW, 120).plain.startswith(" SEV3 INVESTIGATING ")
    assert header_line({**card, "severity": None}, NOW, 120).plain.startswith(" SEV? 调查中 ")
