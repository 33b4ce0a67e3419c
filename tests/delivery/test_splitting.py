"""Parts that fit, say everything once and in order, and are never cut inside a letter."""

import time

import pytest
import wcwidth
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from warroom.delivery.letters import letters
from warroom.delivery.splitting import MOST, by_hand, parts, pieces, shortened, within
from warroom.updates.channels import CHANNELS, measure, sms_parts

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
WHOLE = [
    "e\u0301", FAMILY, "👍🏽", "🇨🇳", "☎\ufe0f", "1\ufe0f\u20e3", "각", "\u1112\u1161\u11ab", "क्षि", "กำ", "\r\n", "ﾊﾟ",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "\u0600۱", "葛\U000e0100",
]  # fmt: skip
"""Letters of more than one character."""
TEXTS = st.lists(
    st.sampled_from([*"ab 中文。，.!?\n-", FAMILY, "e\u0301", "🇨🇳", "&amp;", "👍🏽", "**", "https://a.example/x "]),
    max_size=120,
).map("".join)


@pytest.mark.parametrize("letter", WHOLE)
def test_a_letter_is_one(letter: str) -> None:
    assert list(letters(f"中{letter}b"))[-2:] == [letter, "b"] or letter in list(letters(f"a{letter}b"))
    assert list(letters(letter * 3)) == [letter] * 3


KNOWN = st.characters(exclude_categories=("Cn", "Cs"))
"""What this Python's tables know; the ones that we compare with may be newer."""


@given(st.text(KNOWN, max_size=30) | TEXTS)
def test_letters_are_the_text_and_no_finer_than_unicode_has_them(text: str) -> None:
    ours, place = [0], 0
    for one in letters(text):
        place += len(one)
        ours.append(place)
    assert place == len(text)
    theirs, place = {0}, 0
    for one in wcwidth.iter_graphemes(text):
        place += len(one)
        theirs.add(place)
    rare = {place for place in set(ours) - theirs if text[place - 1] > "\u1700"}  # prefixes of rare scripts
    assert set(ours) - rare <= theirs


def test_a_letter_of_a_thousand_marks_is_cut_all_the_same() -> None:
    assert max(map(len, letters("a" + "\u0301" * 5000))) <= 64
    made = parts("Z" + "\u0336" * 20_000, within(2048, "bytes"), most=99)
    assert all(measure(one, "bytes") <= 2048 for one in made)


def test_what_fits_stays_as_it_is() -> None:
    assert parts("hello", within(100, "bytes")) == ["hello"]
    assert parts("hello", within(100, "bytes"), "(重发)") == ["(重发) hello"]
    assert parts("", within(100, "bytes")) == [""]


def test_parts_are_numbered_and_cut_between_paragraphs() -> None:
    text = f"{'first words. ' * 9}\n\n{'second words. ' * 9}\n\n{'third words. ' * 9}".replace(" \n", "\n").strip()
    made = parts(text, within(200, "characters"))
    assert [one[:6] for one in made] == ["(1/3) ", "(2/3) ", "(3/3) "]
    assert "\n\n".join(one[6:] for one in made) == text
    marked = parts(text, within(200, "characters"), "[TEST] (sent again)")
    assert [one.replace("[TEST] (sent again) ", "") for one in marked] == made, "a mark moves no cut"
    assert all(len(one) <= 200 for one in marked)


def test_chinese_is_cut_behind_a_sentence() -> None:
    made = parts("数据库的连接已经恢复。我们正在核对数据！" * 80, within(CHANNELS["wecom"].limit, "bytes"))
    assert len(made) == 3 and all(measure(one, "bytes") <= 2048 for one in made)
    assert all(one[-1] in "。！" for one in made)


def test_an_address_and_an_escape_are_never_cut() -> None:
    address = "https://status.example.com/incidents/p31zjtct2jer?lang=zh"
    for before in range(150, 200):
        made = parts("x" * before + " " + address + " &amp;&lt;" * 30, within(260, "characters"), most=99)
        assert sum(one.count(address) for one in made) == 1
        assert sum(one.count("&amp;") for one in made) == 30 == sum(one.count("&lt;") for one in made)


@settings(max_examples=300)
@given(TEXTS | st.text(max_size=300), st.integers(90, 400), st.sampled_from(["bytes", "characters"]))
def test_every_part_fits_and_nothing_is_lost(text: str, limit: int, unit: str) -> None:
    fits = within(limit, unit)  # type: ignore[arg-type]
    made = parts(text, fits, "【测试】 (重发)", most=10_000)
    assert made and all(fits(one) for one in made)
    plain = parts(text, fits, most=10_000)
    assert [one.replace("【测试】 (重发) ", "", 1) for one in made] == plain
    bare = [one.partition(") ")[2] for one in plain] if len(plain) > 1 else plain
    assert "".join("".join(bare).split()) == "".join(text.split())


@given(TEXTS, st.integers(12, 60))
def test_pieces_end_where_letters_end(text: str, limit: int) -> None:
    assume(text.strip())
    ends, place = {0}, 0
    for one in letters(text):
        place += len(one)
        ends.add(place)
    at = 0
    for piece in pieces(text, within(limit, "characters"), 10_000):
        at = text.index(piece, at)
        assert at in ends and at + len(piece) in ends
        at += len(piece)


def test_a_text_far_too_long_ends_early() -> None:
    begun = time.process_time()
    assert len(parts("汉" * 1_000_000, within(2048, "bytes"))) == MOST + 1
    floor = time.process_time() - begun
    begun = time.process_time()
    parts("汉" * 2_000_000, within(2048, "bytes"))
    assert time.process_time() - begun < 20 * floor + 1, "what is behind the last part costs next to nothing"


def test_no_room_at_all_ends_too() -> None:
    assert len(pieces("abc", lambda one: False, 10)) == 3


def test_by_hand_an_sms_is_six_at_most_and_a_letter_has_no_end() -> None:
    assert by_hand("汉" * 300, "sms") == ["汉" * 300]
    made = by_hand("我们正在处理支付延迟的问题，预计一小时内恢复。" * 40, "sms")
    assert len(made) == 3 and all(sms_parts(one) <= 6 for one in made)
    assert by_hand("x" * 100_000, "email") == ["x" * 100_000]
    assert by_hand("x" * 5000, "our pager") == ["x" * 5000]
    assert all(measure(one, "bytes") <= 2048 for one in by_hand("支付延迟。" * 900, "企业微信"))


def test_a_heading_is_shortened_behind_a_letter() -> None:
    assert shortened("short", 10) == "short"
    assert shortened(f"ab{FAMILY}{FAMILY}", 12) == f"ab{FAMILY}…" and len(shortened("x" * 99, 12)) == 12
