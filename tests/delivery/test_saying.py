"""What a chat says: every language, its marks, and nothing of it that calls somebody or hides where a link goes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.delivery.parcels import content, parcel
from warroom.delivery.channels import carrier
from warroom.delivery.saying import disarmed, mark, said, whole
from warroom.state.revisions import Body, Content, Section
from warroom.updates.channels import Dialect
from warroom.updates.preview import preview

CHATS = ("slack", "teams", "feishu", "lark", "wecom", "dingtalk", "apprise")
CALLS = [
    "<!channel>", "<!here>", "<!everyone>", "<!subteam^S1|ops>", "<@U024BE7LH>", "<#C024BE7LR|general>",
    '<at user_id="all">所有人</at>', "<at id=all></at>", "<AT>all</AT>", "<@all>", "<@zhang3>", "@all", "@here",
    "@channel", "@everyone", "@所有人", "请@所有人看", "(@ana)", "x@everyone", "@13800000000", "＠all",
]  # fmt: skip


@pytest.mark.parametrize("channel", CHATS)
@pytest.mark.parametrize("call", CALLS)
def test_nothing_calls_anybody_in_any_channel(channel: str, call: str) -> None:
    bodies = (Body("en", f"Slow {call}", (Section("status", f"ops said {call}, see\n{call}"),)),)
    [made] = carrier(channel).parts(parcel(channel=channel, content=Content(bodies=bodies)))
    assert not re.search(r"<[!@#/A-Za-z]", made), made
    assert not re.search(r"@(all|here|channel|everyone|所有人|ana|138|zhang)", made, re.IGNORECASE), made


@pytest.mark.parametrize(
    "text", ["mail ops@here.example or all@acme.example", "a < b && c > d", "1 @ 2", "https://a.example/@me"]
)
@pytest.mark.parametrize("dialect", ["text", "markdown"])
def test_what_calls_nobody_stays_as_it_is(text: str, dialect: Dialect) -> None:
    assert disarmed(text, dialect) == text


@pytest.mark.parametrize("channel", CHATS)
def test_a_link_shows_where_it_goes(channel: str) -> None:
    text = "See [your bank](https://evil.example/x) and [this](javascript:alert) and https://status.example/."
    [made] = carrier(channel).parts(parcel(text, channel=channel))
    assert "https://evil.example/x" in made and "|your bank" not in made
    if channel == "teams":
        assert "](" not in made


def test_slack_is_escaped_once() -> None:
    [made] = carrier("slack").parts(parcel(content=content("a < b & **c** > d", title="R&D <late>")))
    assert made == "R&amp;D &lt;late&gt;\na &lt; b &amp; *c* &gt; d"


def test_controls_and_marks_of_direction_are_shown() -> None:
    for channel in CHATS:
        [made] = carrier(channel).parts(parcel("a\x1b[31m\u202eb\ud800", channel=channel))
        assert "\x1b" not in made and "\u202e" not in made and "\ud800" not in made


@pytest.mark.parametrize("channel", ["feishu", "wecom", "dingtalk", "slack"])
def test_what_is_sent_is_what_the_preview_shows(channel: str) -> None:
    one = content("Fixing.\nSee [status](https://status.example/)\n**50%** done", phase="fixing", form="short")
    [made] = carrier(channel).parts(parcel(channel=channel, content=one))
    assert made == preview(one, channel, "", 3).text


def test_two_languages_are_below_each_other_in_the_order_of_the_owner() -> None:
    both = Content(
        bodies=(
            Body("en", "Slow", (Section("status", "Fixing."),)),
            Body("zh", "变慢", (Section("status", "处理中。"),)),
        )
    )
    assert whole(said(parcel(content=both, langs=("zh", "en")), "text")) == "变慢\n处理中。\n\n———\n\nSlow\nFixing."
    assert whole(said(parcel(content=both, langs=("zh",)), "text")) == "变慢\n处理中。"
    assert whole(said(parcel(content=both, langs=("fr",)), "text")) == "Slow\nFixing."
    assert whole(said(parcel(content=Content()), "text")) == ""


def test_marks_are_in_the_language_of_the_reader() -> None:
    zh = content("处理中。", "zh")
    assert mark(parcel()) == ""
    assert mark(parcel(resent=True)) == "(sent again)" and mark(parcel(test=True)) == "[TEST]"
    assert mark(parcel(content=zh, langs=("zh",), test=True, resent=True)) == "【测试】 (重发)"
    for channel in CHATS:
        [made] = carrier(channel).parts(parcel(channel=channel, content=zh, langs=("zh",), resent=True))
        assert made.startswith("(重发) Update 3: slow\n")


@given(st.text(max_size=60), st.sampled_from(["text", "markdown"]))
def test_disarming_twice_is_once_and_changes_no_length_but_of_links(text: str, dialect: Dialect) -> None:
    once = disarmed(text, dialect)
    assert disarmed(once, dialect) == once
    assert len(once) == len(text) + once.count("] (") - text.count("] (")
