"""Sending only what differs must leave exactly the new line on the glass."""

from hypothesis import example, given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from screens.widgets.row import Block, Row, Run, columns
from screens.widgets.strips import Palette, changed_cells, paint

PLAIN, CURSOR, BAR = Style(color="white"), Style(reverse=True), Style(bgcolor="red")
PALETTE = Palette(
    roles={
        "text": PLAIN,
        "time": Style(color="blue"),
        "note": Style(color="blue"),
        "day": Style(bold=True),
        "hit": Style(bold=True, reverse=True),
        "struck": Style(strike=True),
    },
    tones={"action": Style(color="green")},
    cursor=CURSOR,
    resting=Style(bold=True),
    bar=BAR,
    marker=Style(bold=True),
)
TEXT = st.text(alphabet="ab 中e\u0301é👍", max_size=12)


def strip_of(text: str, tone: str = "plain", cursor: bool = False, bar: bool = False) -> Strip:
    block = Block(Row("k", "day", "14:05", "obs", tone, "ana", text), columns(70), day=False)
    return paint(block.line(0), tone, PALETTE, CURSOR if cursor else None, bar)


def cells(strip: Strip) -> list[tuple[str, Style | None]]:
    """What stands in each character of a strip and how."""
    return [(char, segment.style) for segment in strip for char in segment.text]


LINES = st.builds(strip_of, TEXT, st.sampled_from(["plain", "action"]), st.booleans(), st.booleans())


@given(LINES, LINES)
@example(strip_of("e"), strip_of("e\u0301"))
@example(strip_of("ab"), strip_of("ab中"))
def test_old_line_and_sent_cells_make_the_new_line(old: Strip, new: Strip) -> None:
    found = changed_cells(old, new)
    if found is None:
        assert cells(old) == cells(new)
        return
    left, right = found
    assert 0 <= left < right <= new.cell_length == old.cell_length == 71
    glass = cells(old.crop(0, left)) + cells(new.crop(left, right)) + cells(old.crop(right, 71))
    assert glass == cells(new)


def test_only_the_text_that_differs_is_sent() -> None:
    left, right = changed_cells(strip_of("deploy v410"), strip_of("deploy v411")) or (0, 0)
    assert strip_of("deploy v411").crop(left, right).text == "1"
    assert changed_cells(strip_of("same"), strip_of("same")) is None
    assert changed_cells(strip_of("same"), strip_of("same", bar=True)) == (70, 71)


def test_neighbours_of_one_style_are_one_segment() -> None:
    strip = paint([Run("a", "text"), Run("", "time"), Run("b", "text")], "plain", PALETTE, None, False)
    assert list(strip) == [Segment("ab", PLAIN), Segment(" ", PLAIN)]
    assert [segment.style for segment in strip_of("x", "action", cursor=True)] == [CURSOR, PLAIN]
