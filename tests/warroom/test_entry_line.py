"""The entry line: what a typed line is read as, what is kept of it, and how the reading is said."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warroom.grammar.echo import echo
from warroom.grammar.reading import CommandReading, EntryReading, Fault, Reading, quoted, read_line

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 6, 14, tzinfo=UTC)  # 14:14 in the room
MEMBERS = ("ana", "bob", "wei", "李工", "Mr Li")
SIXTEEN = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def read(text: str) -> Reading:
    return read_line(text, now=NOW, zone=ZONE, members=MEMBERS)


def entry(text: str) -> EntryReading:
    reading = read(text)
    assert isinstance(reading, EntryReading)
    return reading


def said(text: str) -> str:
    return echo(read(text), now=NOW, zone=ZONE, author="ana")


def test_the_line_of_the_design() -> None:
    reading = entry("-5m bob: ! rolled payments-api back to v411")
    assert reading.kind == "action"
    assert reading.text == "rolled payments-api back to v411"
    assert reading.occurred_at == NOW - timedelta(minutes=5)
    assert reading.actor == "bob"
    assert said("-5m bob: ! rolled payments-api back to v411") == "14:09 today, 5 min ago · action · bob (by ana)"
    assert said("-5m bob: ! roll back ~15m >16:00 @wei") == (
        "14:09 today, 5 min ago · action · bob (by ana) · due Sun 22 Nov 16:00 UTC+8, in 1 h 46 min · 15 min box"
        " · to wei"
    )


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("error rate 4 %", "observation", "error rate 4 %"),
        ("! rolled back", "action", "rolled back"),
        ("!rolled back", "action", "rolled back"),
        ("= stay on v411", "decision", "stay on v411"),
        ("* owner rang", "milestone", "owner rang"),
        ("！回滚", "action", "回滚"),
        ("＝保留 v411", "decision", "保留 v411"),
        ("＊恢复", "milestone", "恢复"),
        ("=> see the graph", "observation", "=> see the graph"),
        ("== now", "observation", "== now"),
        ("!= 0 on every host", "observation", "!= 0 on every host"),
        ("**bold**", "observation", "**bold**"),
        ("*/5 * * * * runs", "observation", "*/5 * * * * runs"),
        ("！！！ all down", "observation", "！！！ all down"),
        ("[red]down[/]", "observation", "[red]down[/]"),
        ("//etc/hosts is wrong", "observation", "/etc/hosts is wrong"),
        ("／／etc is full", "observation", "／etc is full"),
        ("-5m /etc is full", "observation", "/etc is full"),
    ],
)
def test_kind_marks(typed: str, kind: str, text: str) -> None:
    reading = entry(typed)
    assert (reading.kind, reading.text) == (kind, text)


@pytest.mark.parametrize(
    ("typed", "actor", "text"),
    [
        ("bob: rolled back", "bob", "rolled back"),
        ("Bob: rolled back", "bob", "rolled back"),
        ("BOB：rolled back", "bob", "rolled back"),
        ("李工：重启", "李工", "重启"),
        ("李工:重启", "李工", "重启"),
        ("mr li: are refunds affected?", "Mr Li", "are refunds affected?"),
        ("@zoe: rolled back", "zoe", "rolled back"),
        ("＠王工：重启", "王工", "重启"),
        ("@bob: rolled back", "bob", "rolled back"),
        ("-5m bob: rolled back", "bob", "rolled back"),
        ("Error: disk full", "", "Error: disk full"),
        ("note: 结论如下", "", "note: 结论如下"),
        ("结论：是证书", "", "结论：是证书"),
        ("http://bob.example/x is down", "", "http://bob.example/x is down"),
        ("bob:8080 refuses", "", "bob:8080 refuses"),
        ("bobby: hello", "", "bobby: hello"),
        ("@bob rolled back", "", "@bob rolled back"),
        ("zoe: ! rolled back", "zoe", "rolled back"),
        ("zoe:   = stay on v411", "zoe", "stay on v411"),
        ("王工：＊恢复", "王工", "恢复"),
        ("王工： ！ 重启", "王工", "重启"),
        ("-5m zoe: ! rolled back", "zoe", "rolled back"),
        ("x: == 5", "", "x: == 5"),
        ("x:=5", "", "x:=5"),
        ("zoe: != 5", "", "zoe: != 5"),
        ("\\zoe: ! rolled back", "", "zoe: ! rolled back"),
    ],
)
def test_actors(typed: str, actor: str, text: str) -> None:
    reading = entry(typed)
    assert (reading.actor, reading.text) == (actor, text)


def test_an_unknown_name_before_a_colon_is_text_and_the_echo_says_so() -> None:
    assert said("Error: disk full") == "'Error:' stays text; @Error: is a person · now · observation · ana"
    assert "is text" not in said("http://x.example is down")
    assert "a time is read only at the start" in said("bob: -5m rolled back")
    assert "a space behind 08:05 makes that the time" in said("08:05-09:30 payments down")
    assert said("zoe: hello").startswith("'zoe:' stays text; @zoe: is a person ·")
    assert said("zoe: ! hello") == "now · action · zoe (by ana)"


@pytest.mark.parametrize(
    ("typed", "due", "time_box", "text"),
    [
        ("! roll back >16:00", SIXTEEN, None, "roll back"),
        ("! roll back ~15m", None, 15, "roll back"),
        ("! roll ~1h30m back >16:00 now", SIXTEEN, 90, "roll back now"),
        (">16:00 ~15m roll back", SIXTEEN, 15, "roll back"),
        ("！回滚　＞１６：００　～１５ｍ", SIXTEEN, 15, "回滚"),
        ("! 重启服务>16:00", SIXTEEN, None, "重启服务"),
        ("= decide >30m", NOW + timedelta(minutes=30), None, "decide"),
        ("= decide >tomorrow 9:00 with Acme", datetime(2026, 11, 23, 1, tzinfo=UTC), None, "decide with Acme"),
        ("= decide ＞明天 9:00", datetime(2026, 11, 23, 1, tzinfo=UTC), None, "decide"),
        ("a >16:00 b >17:00", SIXTEEN, None, "a b >17:00"),
        ("one ~15m\ntwo", None, 15, "one \ntwo"),
    ],
)
def test_due_time_and_time_box_stand_anywhere(
    typed: str, due: datetime | None, time_box: int | None, text: str
) -> None:
    reading = entry(typed)
    assert (reading.due, reading.time_box, reading.text) == (due, time_box, text)


@pytest.mark.parametrize(
    "typed",
    [
        "a -> b",
        "a->16:00",
        "5 > 3",
        "load >= 16:00",
        "x => 16:00",
        "> 16:00",
        ">> log.txt",
        "<b>16:00</b>",
        "~/path is full",
        "~ 15m",
        "~15",
        "~0m",
        "about~15m",
        ">25:00",
        ">soon",
        "C:\\temp and \\d+ and \\n",
        "a@b.example wrote",
        "50% of hosts * 3",
        "wait...!",
    ],
)
def test_what_only_looks_like_a_mark_stays_text(typed: str) -> None:
    reading = entry(typed)
    assert reading.text == typed
    assert (reading.due, reading.time_box, reading.actor, reading.mentions) == (None, None, "", ())


def test_mentions_stay_in_the_text() -> None:
    reading = entry("@BOB, ask @李工请看 and @zoe. (@wei) @bob again, not a@b.example")
    assert reading.mentions == ("bob", "李工", "zoe", "wei")
    assert reading.text.startswith("@BOB, ask @李工请看 and @zoe.")


@pytest.mark.parametrize(
    ("typed", "milestone"),
    [
        ("* declared SEV2", "declared"),
        ("* Impact started in the EU", "impact_started"),
        ("* impact_started", "impact_started"),
        ("* first notice sent", "first_notice"),
        ("＊影响开始", "impact_started"),
        ("*首报已发", "first_notice"),
        ("* 恢复", "resolved"),
        ("* resolvedly", ""),
        ("* owner rang", ""),
        ("declared", ""),
    ],
)
def test_milestones_are_known_by_their_words(typed: str, milestone: str) -> None:
    assert entry(typed).milestone == milestone
    assert entry(typed).text == typed.lstrip("*＊ ")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("\\!important", "!important"),
        ("\\! important", "! important"),
        ("\\14:05 is when", "14:05 is when"),
        ("\\14:75 is odd", "14:75 is odd"),
        ("\\/sev", "/sev"),
        ("\\bob: hi", "bob: hi"),
        ("\\@bob: hi", "@bob: hi"),
        ("\\\\!x", "\\!x"),
        ("\\\\@bob: x", "\\@bob: x"),
        ("takes \\~15m", "takes ~15m"),
        ("until \\>16:00", "until >16:00"),
        ("＼！重要", "！重要"),
        ("\\hello", "\\hello"),
    ],
)
def test_a_backslash_takes_what_follows_literally(typed: str, text: str) -> None:
    reading = entry(typed)
    assert reading == EntryReading(kind="observation", text=text)


def test_an_escaped_mention_names_nobody() -> None:
    assert entry("ask \\@bob and @wei") == entry("ask \\@bob and @wei")
    assert entry("ask \\@bob and @wei").mentions == ("wei",)
    assert entry("ask \\@bob and @wei").text == "ask @bob and @wei"


def test_commands() -> None:
    assert read("/sev SEV2 card payments  fail") == CommandReading(
        name="sev", rest="SEV2 card payments  fail", rest_start=5
    )
    assert read("／ＳＥＶ　２") == CommandReading(name="sev", rest="２", rest_start=5)
    assert read("/") == CommandReading(name="", rest="", rest_start=1)
    assert read("  /say -5m bob: !") == CommandReading(name="say", rest="-5m bob: !", rest_start=7)


def test_a_time_that_cannot_be_is_a_fault_that_points_at_it() -> None:
    fault = read("  14:75 restarted")
    assert isinstance(fault, Fault)
    assert (fault.start, fault.end) == (2, 7)
    assert "hours go to 23" in fault.message and "put \\ before it" in fault.message
    assert said("14:75 restarted") == fault.message


def test_times_at_the_head() -> None:
    assert said("yesterday 23:50 = wait") == "23:50 yesterday, 14 h 24 min ago · decision · ana"
    assert said("昨天 23:50 等") == "23:50 yesterday, 14 h 24 min ago · observation · ana"
    assert entry("14:05: restarted").text == "restarted"
    assert entry("14:05，重启").text == "重启"
    assert entry("now it is down").text == "now it is down"
    assert entry("-5m").text == ""
    assert entry("- 5m").text == "- 5m"


def test_echo_of_the_rest() -> None:
    assert said("") == "now · observation · ana"
    assert said("* declared SEV2") == "now · milestone declared · ana"
    assert said("* owner rang") == "now · milestone (of no known name) · ana"
    assert said("/sev 2") == "command sev"
    assert said("= x >yesterday 9:00").endswith("due Sat 21 Nov 09:00 UTC+8, already past")
    assert said("@ana: ! x") == "now · action · ana"


PIECES = st.sampled_from(
    [
        *(
            "-5m",
            "14:05",
            "14:75",
            "yesterday 23:50",
            "bob:",
            "@bob:",
            "@zoe",
            "!",
            "=",
            "*",
            "=>",
            "~15m",
            "~",
            ">16:00",
        ),
        *(
            ">",
            "->",
            "\\",
            "\\\\",
            "/",
            "//",
            " ",
            "  ",
            "\n",
            "x",
            "disk full",
            "李工：",
            "！",
            "～１５ｍ",
            "＞１６：００",
        ),
        *("\u3000", "[red]", "Error:", "declared", "\x00", "\u202e", "\x1b[31m", "🚒", "İ", "ß", "\ud800"),
    ]
)
LINES = st.one_of(st.lists(PIECES, max_size=9).map("".join), st.text(max_size=30))


@settings(max_examples=500)
@given(LINES)
def test_no_line_breaks_the_reading(text: str) -> None:
    reading = read(text)
    assert echo(reading, now=NOW, zone=ZONE, author="ana")
    if isinstance(reading, EntryReading):
        for span in reading.spans:
            assert 0 <= span.start < span.end <= len(text)
        left = list(text)
        for letter in reading.text:  # what is kept was typed, in this order
            assert letter in left
            del left[: left.index(letter) + 1]


@settings(max_examples=1000)
@given(LINES.map(str.strip))
def test_any_text_can_be_typed_literally(text: str) -> None:
    typed = quoted(text, now=NOW, zone=ZONE, members=MEMBERS)
    reading = read(typed)
    assert isinstance(reading, EntryReading)
    assert reading.text == text
    assert (reading.kind, reading.occurred_at, reading.actor, reading.due, reading.time_box) == (
        "observation", None, "", None, None,
    )  # fmt: skip
    if typed != text:
        assert read(text) != reading


@pytest.mark.parametrize(
    ("typed", "text", "due"),
    [
        ("! order the parts >27 Nov", "order the parts", "due Fri 27 Nov 18:00 UTC+8 (end of the working day), in 5 d"),
        ("! 送检 >11月27日", "送检", "due Fri 27 Nov 18:00 UTC+8 (end of the working day), in 5 d"),
        ("! 送检 ＞下周三下午3点半 @bob", "送检 @bob", "due Wed 25 Nov 15:30 UTC+8, in 3 d · to bob"),
        ("= stay >fri 9:00", "stay", "due Fri 27 Nov 09:00 UTC+8, in 4 d"),
    ],
)
def test_a_due_day_is_said_back_in_full(typed: str, text: str, due: str) -> None:
    assert entry(typed).text == text
    assert said(typed).endswith(due)


def test_a_due_day_that_is_none_stays_text_and_says_why() -> None:
    assert entry("! call >fri 9 and >31 Nov").text == "call >fri 9 and >31 Nov"
    assert said("! call >fri 9").startswith("no due time: 'fri' is followed by a number that is no clock time; write")
    assert entry("! call \\>fri 9").text == "call >fri 9"
    assert entry(quoted("call >fri 9", now=NOW, zone=ZONE, members=MEMBERS)).text == "call >fri 9"
    assert entry(quoted("see >friday", now=NOW, zone=ZONE, members=MEMBERS)).text == "see >friday"
