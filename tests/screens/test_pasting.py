"""Pastes come through as they were, however the terminal cuts them."""

import pytest
from textual import events
from textual.message import Message

from screens.pasting import BEGIN, END, PasteParser

ODD = "one\rtwo \x1b[31mred\x1b[0m\rthree \x1b[200~ \x00 \x1b中文🔥\x1b"


def said(messages: list[Message]) -> list[str]:
    told = []
    for message in messages:
        match message:
            case events.Paste():
                told.append(f"paste {message.text}")
            case events.Key():
                told.append(message.key)
            case _:
                told.append(type(message).__name__)
    return told


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 1000])
def test_a_paste_is_one_message_whatever_is_in_it_and_however_it_is_cut(size: int) -> None:
    parser = PasteParser()
    data = f"ab\x1b[A{BEGIN}{ODD}{END}c\r{BEGIN}again{END}\x1b[B"
    messages = [token for at in range(0, len(data), size) for token in parser.feed(data[at : at + size])]
    assert said(messages) == ["a", "b", "up", f"paste {ODD}", "c", "enter", "paste again", "down"]


def test_an_empty_paste_and_a_large_one() -> None:
    parser = PasteParser()
    large = "x\n\x1b[1m" * 20_000
    assert said(list(parser.feed(f"{BEGIN}{END}"))) == ["paste "]
    assert said(list(parser.feed(f"{BEGIN}{large}{END}"))) == [f"paste {large}"]


def test_the_end_of_input_ends_it() -> None:
    parser = PasteParser()
    assert said([*parser.feed("a"), *parser.feed("")]) == ["a"]
    assert parser.is_eof
