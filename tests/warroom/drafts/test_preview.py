"""A draft as each channel shows it, how much of the channel it takes, and what it changes of the last one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warroom.drafts.rooms import fill, open_room, told
from tests.warroom.live_rooms import Hands
from warroom.state.revisions import NUMBER, Body, Content, Section
from warroom.updates.channels import CHANNELS, channel, measure, sms_parts, sms_pieces
from warroom.updates.preview import changes, preview, words
from warroom.updates.rendering import rendered, spoken

TEXT = "# Head\nSome **strong** words & <more>, [our page](https://status.example.com) and [x](javascript:alert(1))."


def content(text: str, form: str = "long", title: str = f"Update {NUMBER}") -> Content:
    sections = (Section("opening", text), Section("scope", ""), Section("closing", f"Bye {NUMBER}"))
    return Content(form=form, bodies=(Body("en", title, sections),))  # type: ignore[arg-type]


def test_each_dialect_loses_no_word() -> None:
    plain = spoken(TEXT, "text")
    assert plain.startswith("Head\nSome strong words & <more>, our page (https://status.example.com)")
    assert "[x](javascript:alert(1))" in plain
    assert spoken(TEXT, "slack").startswith(
        "*Head*\nSome *strong* words &amp; &lt;more&gt;, our page (https://status.example.com) and "
    )
    assert spoken(TEXT, "markdown") == TEXT
    assert spoken("2 ** 3 and 4 ** 5", "text") == "2 ** 3 and 4 ** 5"


def test_the_subject_is_beside_the_text_or_its_first_line() -> None:
    mail, chat = preview(content("Hello"), "email", number=7), preview(content("Hello"), "Slack", number=7)
    assert (mail.subject, mail.text) == ("Update 7", "Hello\n\nBye 7")
    assert (chat.subject, chat.text) == ("", "Update 7\nHello\n\nBye 7")
    assert preview(content("Hello", "short"), "sms", number=7).text == "Update 7\nHello\nBye 7"
    assert rendered(content("Hello")).subject == "Update N"


@pytest.mark.parametrize(("name", "fits", "over"), [
    ("wecom", "字" * 678, "字" * 682), ("teams", "x" * 2980, "x" * 3000), ("discord", "x" * 1980, "x" * 2000),
    ("telegram", "x" * 4070, "x" * 4096), ("feishu", "字" * 6600, "字" * 6700), ("sms", "x" * 890, "x" * 918),
])  # fmt: skip
def test_what_is_longer_than_a_channel_takes_is_seen(name: str, fits: str, over: str) -> None:
    assert not preview(content(fits, "short", ""), name).over
    assert preview(content(over, "short", ""), name).over
    assert not preview(content(over * 3), "email").over


def test_sms_are_counted_as_phones_do() -> None:
    cases = {160: 1, 161: 2, 306: 2, 307: 3}
    assert {length: sms_parts("x" * length) for length in cases} == cases
    cases = {70: 1, 71: 2, 134: 2, 135: 3}
    assert {length: sms_parts("字" * length) for length in cases} == cases
    assert sms_parts("€" * 80) == 1 and sms_parts("€" * 81) == 2 and sms_parts("🔥" * 35) == 1 and sms_parts("") == 1
    assert measure("字a", "bytes") == 4 and measure("字a", "characters") == 2


def test_a_plan_may_call_a_channel_as_people_do() -> None:
    assert channel(" 企业微信 ") is CHANNELS["wecom"] and channel("Mail") is CHANNELS["email"]
    unknown = preview(content("x"), "pigeon\x1b")
    assert not unknown.known and unknown.limit == 0 and not unknown.over and "\x1b" not in unknown.label


def test_words_are_counted_in_both_languages() -> None:
    assert words("Card payments fail for 1 in 8 customers.") == 8
    assert words("刷卡支付失败，12.5% of them") == 6 + 3
    assert words("") == 0 and words("don't re-run") == 2


def test_the_diff_is_by_section_and_sentence() -> None:
    before = Content(bodies=(Body("en", "", (Section("impact", "One fails. Two works."), Section("scope", "EU."))),))
    now = Content(bodies=(Body("en", "", (Section("cause", "New."), Section("impact", "One fails. Three works."))),))
    found = {one.field: [(piece.mark, piece.text) for piece in one.pieces] for one in changes(before, now)}
    assert found == {
        "cause": [("+", "New.")],
        "impact": [(" ", "One fails."), ("-", "Two works."), ("+", "Three works.")],
        "scope": [("-", "EU.")],
    }
    assert all(one.same for one in changes(now, now)) and changes(Content(), Content()) == []


async def test_the_diff_against_the_last_sent_shows_what_is_new(tmp_path: Path) -> None:
    hands = Hands()
    room = await open_room(tmp_path, hands, lang="zh")
    first = fill(room)
    await told(room, first)
    hands.move(20)
    await room.set_field("scope", "欧盟地区的结账", lang="zh")
    scope = next(one for one in changes(first.content, fill(room).content) if one.field == "scope")
    assert [piece.text for piece in scope.pieces if piece.mark == "+"] == ["影响范围：欧盟地区的结账。"]


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared_and_shown(one: str, other: str) -> None:
    for found in changes(content(one), content(other)):
        assert all("\x1b" not in piece.text and "\u202e" not in piece.text for piece in found.pieces)
    for name in CHANNELS:
        shown = preview(content(one), name)
        assert shown.used == measure(shown.text, shown.unit) and "\x1b" not in shown.text


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("x" * 160, [160]),
        ("x" * 161, [153, 8]),
        ("€" * 80, [80]),
        ("€" * 81, [76, 5]),  # two letters each: the last of a part is never cut in two
        ("通" * 70, [70]),
        ("通" * 71, [67, 4]),
        ("通" * 66 + "😀" + "报" * 4, [66, 5]),  # a pair is never cut in two
    ],
)
def test_an_sms_is_cut_where_the_network_cuts_it(text: str, sizes: list[int]) -> None:
    cut = sms_pieces(text)
    assert [len(one) for one in cut] == sizes
    assert "".join(cut) == text and len(cut) == sms_parts(text)


@pytest.mark.parametrize("word", ["slack:acme-ops", "Slack：acme-ops", "slack"])
def test_a_named_destination_takes_the_form_of_its_channel(word: str) -> None:
    found = channel(word)
    assert found is not None
    assert (found.name, found.form) == ("slack", "short")
