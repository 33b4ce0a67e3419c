"""How a row is set in columns: literal text, aligned in cells, whatever is in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.widgets.row import LETTERED, Block, Row, columns, find, lettered

HOSTILE = "[red]x[/] [/] [link=https://e.org]l[/link] \x1b[31mred \u202egpj.exe \x00 \ud83d 中文，。 👩\u200d👦 ❤\ufe0f"
ANYTHING = st.text(alphabet=st.characters(exclude_categories=()), max_size=40)


def row(**changes: object) -> Row:
    return Row("k", "22 Nov 2026", "14:05", "obs", "plain", "ana", "text")._replace(**changes)  # type: ignore[arg-type]


def texts(block: Block) -> list[str]:
    return ["".join(run.text for run in block.line(n)) for n in range(block.height)]


def test_a_row_in_its_columns() -> None:
    shown = row(who="bob (by ana)", text="Rolled payments-api back", note="edited", pinned=True, flag=">")
    assert texts(Block(shown, columns(80), day=True)) == [
        f"{'-- 22 Nov 2026 --':<80}",
        f"{'*14:05 obs bob (by ana) Rolled payments-api back  (edited)':<78} >",
    ]


def test_lines_of_a_text_hang_under_its_first() -> None:
    lines = texts(Block(row(text="one two three four five six seven\neight"), columns(40), day=False))
    assert lines == [
        " 14:05 obs ana    one two three four    ",
        "                  five six seven        ",
        "                  eight                 ",
    ]


def test_hostile_text_is_shown_as_it_is() -> None:
    shown = "".join(texts(Block(row(text=HOSTILE), columns(200), day=False)))
    for piece in (
        HOSTILE[:42],
        "␛[31mred",
        "<U+202E>gpj.exe",
        "␀",
        "<U+D83D>",
        "中文，。",
        "👩👦",
    ):
        assert piece in shown


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING, st.integers(9, 150))
def test_every_line_is_exactly_as_wide_as_the_list(
    text: str, who: str, time: str, note: str, flag: str, width: int
) -> None:
    block = Block(
        row(text=text, who=who, time=time, mark=who, note=note, flag=flag, day=note), columns(width), day=True
    )
    widths = {cell_len(line) for line in texts(block)}
    assert widths == {width}
    assert all("\x1b" not in line and "\n" not in line for line in texts(block))


@pytest.mark.parametrize(
    ("width", "who", "mark"), [(120, 12, 3), (60, 12, 3), (59, 9, 3), (40, 6, 3), (35, 0, 3), (23, 0, 0)]
)
def test_narrow_lists_give_up_names_then_marks(width: int, who: int, mark: int) -> None:
    cols = columns(width)
    assert (cols.who, cols.mark) == (who, mark)
    assert cols.indent + cols.text + cols.flag == width


def test_a_long_name_is_cut_with_an_ellipsis() -> None:
    assert " bob (by ana… text" in texts(Block(row(who="bob (by anastasia)"), columns(80), day=False))[0]


def test_found_words_are_marked_in_any_case_and_over_line_breaks() -> None:
    block = Block(
        row(text="Payment PAYMENT e\u0301a repay", note="payment"), columns(40), day=False, words=("pay", "e")
    )
    hits = [run.text for n in range(block.height) for run in block.line(n) if run.role == "hit"]
    assert hits == ["Pay", "e", "PAY", "E", "e\u0301", "e", "pay", "pay", "e"]
    assert {cell_len(line) for line in texts(block)} == {40}


def test_find_takes_the_longest_word_first() -> None:
    assert [tuple(span) for span in find("a payment", ("pay", "payment"))] == [(2, 9)]
    assert find("text", ("",)) == []


def test_a_retracted_entry_is_struck_and_its_note_is_not() -> None:
    block = Block(row(text="wrong", note="retracted", struck=True), columns(80), day=False)
    roles = {run.text: run.role for run in block.line(0)}
    assert (roles["wrong"], roles["  (retracted)"]) == ("struck", "note")


def test_ten_thousand_characters_are_all_there() -> None:
    text = "".join(chr(0x4E00 + n) for n in range(10_000))
    block = Block(row(text=text), columns(120), day=False)
    assert "".join(line[columns(120).indent :].rstrip() for line in texts(block)) == text


@pytest.mark.parametrize(("width", "shown"), [(LETTERED, True), (LETTERED - 1, False)])
def test_a_wide_list_shows_the_letters_of_its_rows_and_leaves_room_for_the_text(width: int, shown: bool) -> None:
    [first, second] = texts(Block(row(ref="4Y4NQ", text="a" * 60), lettered(width), day=False))
    assert first.startswith(" 14:05 4Y4NQ obs ana " if shown else " 14:05 obs ana ")
    assert second.index("a") == first.index("aaa")
    assert lettered(width).text >= 36
    assert cell_len(first) == cell_len(second) == width
