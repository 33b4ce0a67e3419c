"""What is drawn can't steer a terminal, and what is stored can be written as UTF-8."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.text import clean, safe

ANYTHING = st.text(alphabet=st.characters(exclude_categories=()))
STEERING = {*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x200E, 0x200F, 0x061C, 0xFEFF, 0x2028, 0x2029}
STEERING |= {*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("a\x00b", "a␀b"),
        ("a\tb", "a    b"),
        ("a\r\nb", "a␍\nb"),
        ("\x7f\x85", "␡<U+0085>"),
        ("pay\u202eexe", "pay<U+202E>exe"),
        ("\u2066x\u2069\u200e\u061c", "<U+2066>x<U+2069><U+200E><U+061C>"),
        ("\ufeffx\u2028y", "<U+FEFF>x<U+2028>y"),
        ("\ud83d", "<U+D83D>"),
        ("[red]中文 👩\u200d👦 é\u0301[/]", "[red]中文 👩\u200d👦 é\u0301[/]"),
        ("", ""),
    ],
)
def test_safe_shows_what_would_be_obeyed(text: str, shown: str) -> None:
    assert safe(text) == shown


@given(ANYTHING)
def test_nothing_that_steers_is_left(text: str) -> None:
    shown = safe(text)
    assert not STEERING & set(map(ord, shown))
    assert all(unicodedata.category(c) != "Cc" for c in shown if c != "\n")
    assert safe(shown) == shown


@given(ANYTHING)
def test_everything_else_is_untouched(text: str) -> None:
    harmless = "".join(c for c in text if ord(c) not in STEERING)
    assert safe(harmless) == harmless


@given(ANYTHING)
def test_clean_changes_lone_surrogates_only(text: str) -> None:
    stored = clean(text)
    stored.encode()
    assert len(stored) == len(text)
    assert all(a == b or ("\ud800" <= b <= "\udfff" and a == "\ufffd") for a, b in zip(stored, text, strict=True))
