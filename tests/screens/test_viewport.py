"""Positions in a list of rows of any height, checked against the plain list of all its lines."""

from hypothesis import given
from hypothesis import strategies as st

from screens.widgets.viewport import START, Position, last_top, lines_from, reveal, step

HEIGHTS = st.lists(st.integers(1, 9), min_size=1, max_size=30)


def all_lines(heights: list[int]) -> list[Position]:
    return [Position(row, line) for row, tall in enumerate(heights) for line in range(tall)]


@given(HEIGHTS, st.data(), st.integers(-80, 80))
def test_step_is_a_walk_over_all_lines(heights: list[int], data: st.DataObject, by: int) -> None:
    lines = all_lines(heights)
    at = data.draw(st.integers(0, len(lines) - 1))
    expected = lines[min(max(at + by, 0), len(lines) - 1)]
    assert step(lines[at], by, len(heights), heights.__getitem__) == expected


@given(HEIGHTS, st.integers(1, 20))
def test_the_last_page_ends_with_the_last_line(heights: list[int], room: int) -> None:
    lines = all_lines(heights)
    top = last_top(len(heights), room, heights.__getitem__)
    assert lines_from(top, room, len(heights), heights.__getitem__) == lines[-room:]


@given(HEIGHTS, st.data(), st.integers(1, 20))
def test_reveal_brings_the_row_in_sight_and_leaves_no_gap(heights: list[int], data: st.DataObject, room: int) -> None:
    lines, count = all_lines(heights), len(heights)
    top = data.draw(st.sampled_from(lines))
    row = data.draw(st.integers(0, count - 1))
    shown_before = lines_from(top, room, count, heights.__getitem__)
    new = reveal(top, row, room, count, heights.__getitem__)
    shown = lines_from(new, room, count, heights.__getitem__)
    assert len(shown) == min(room, len(lines)), "the pane is as full as the list allows"
    mine = [place for place in shown if place.row == row]
    assert len(mine) == min(room, heights[row]) or (heights[row] > room and mine)
    if len(shown_before) == len(shown) and shown_before.count(Position(row, 0)) and heights[row] <= room:
        in_full = sum(place.row == row for place in shown_before) == heights[row]
        assert not in_full or new == top, "a row in sight moves nothing"


def test_an_empty_list_has_no_lines() -> None:
    assert last_top(0, 10, lambda _: 1) == START
    assert lines_from(START, 10, 0, lambda _: 1) == []


def test_only_rows_near_the_place_are_measured() -> None:
    asked: set[int] = set()

    def height(row: int) -> int:
        asked.add(row)
        return 1 + row % 3

    reveal(Position(50_000, 0), 99_999, 30, 100_000, height)
    reveal(Position(50_000, 0), 0, 30, 100_000, height)
    step(Position(50_000, 0), -30, 100_000, height)
    assert len(asked) < 150
