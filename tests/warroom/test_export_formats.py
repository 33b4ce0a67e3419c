"""Every format and kind: whole, literal, the same bytes for the same state; pictures that hold what they say."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings

from tests.warroom.exporting import ROOM, SHANGHAI, asked, draft, full, text
from tests.warroom.histories import HOSTILE, histories
from tests.warroom.importing import LONDON, REPORTS, sealed, state_of, take_file
from tests.warroom.test_export_markdown import Text, expected, seen
from warroom.clock import to_stamp
from warroom.errors import BadInput, WarroomError
from warroom.events import Draft, Event
from warroom.state.room_state import RoomState, fold
from warroom.summary import html, jira, slack
from warroom.summary.drawing import cells, wrapped
from warroom.summary.exporting import FORMATS, KINDS, export, page
from warroom.summary.lanes import lanes
from warroom.summary.scale import FOLDED_TO, Scale
from warroom.summary.times import Times
from warroom.text import safe

PAGES = [name for name, one in FORMATS.items() if one.write is not None and name != "pdf"]
OURS = [kind for kind in KINDS if kind != "closure"]
SVG = "{http://www.w3.org/2000/svg}"


def logged(*texts: str) -> RoomState:
    drafts = [draft("timeline.log", kind="observation", text=text) for text in texts]
    return fold(sealed([draft("incident.opened", title="Checkout", zone="UTC"), *drafts], ROOM))


# -- the same state, the same bytes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", OURS)
@pytest.mark.parametrize("format", PAGES)
def test_every_kind_in_every_format_is_the_same_twice(kind: str, format: str) -> None:
    first, second = full(), fold(reversed(full().events))
    made = export(asked(first), kind=kind, format=format)
    assert made.data == export(asked(second), kind=kind, format=format).data
    assert len(made.data) > 300 and b"None" not in made.data and b"{{" not in made.data


@pytest.mark.parametrize("format", ["json", "csv", "ics", "svg"])
def test_the_formats_of_the_room_itself_are_the_same_twice(format: str) -> None:
    state = full()
    assert export(asked(state), format=format).data == export(asked(fold(state.events[::-1])), format=format).data


@settings(max_examples=100, deadline=None)
@given(histories)
def test_any_room_can_be_exported(events: list[Event]) -> None:
    state = fold(events)
    for kind in OURS:
        made = page(asked(state), kind)
        for format in PAGES:
            assert FORMATS[format].write(made)  # type: ignore[misc, index]
    assert export(asked(state), format="ics").data.endswith(b"END:VCALENDAR\r\n")
    try:
        drawn = export(asked(state), format="svg").data.decode()
    except WarroomError as refused:
        assert "nothing to draw" in str(refused)
    else:
        ElementTree.fromstring(drawn)


# -- html --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", HOSTILE)
def test_html_shows_texts_literally_and_runs_nothing(hostile: str) -> None:
    made = html.rendered(page(asked(logged(hostile))))
    shown = Text(made)
    assert not {"script", "img", "a", "link", "iframe", "object", "form", "input"} & set(shown.tags)
    assert seen(shown.rows[-1][3].replace("\xa0", " ")).strip("\n") == seen(
        expected(hostile).replace("\xa0", " ")
    ).strip("\n")
    assert not re.search(r"(?:src|href|url)\s*[=(]", made.replace(hostile, ""))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem[:30])
def test_every_report_is_whole_in_html_and_its_picture_holds_the_key_events(path: Any) -> None:
    state = state_of(take_file(path, zone="Europe/London"))
    made = html.rendered(page(asked(state)))
    rows = [row for row in Text(made).rows if len(row) == 4 and re.match(r"\d\d:\d\d", row[0])]
    assert len(rows) == len(state.timeline)
    for row, entry in zip(rows, state.timeline, strict=True):
        assert row[3].startswith(expected(entry.text.strip("\n")).split("\n")[0])
    drawn = ElementTree.fromstring(made[made.index("<svg") : made.index("</svg>") + 6])
    said = [one.text or "" for one in drawn.iter(f"{SVG}text")]
    times = Times(LONDON)
    for first, last in state.timeline.passed().values():
        assert {times.when(first), times.when(last)} <= set(said)
    assert_inside(drawn)


def test_a_long_log_has_an_index_of_its_hours_and_a_short_one_has_none() -> None:
    begun = datetime(2026, 10, 24, 20, tzinfo=UTC)  # London sets its clocks back in the night
    texts = [draft("timeline.log", kind="observation", text=f"seen {number}") for number in range(200)]
    drafts = [
        msgspec.structs.replace(one, occurred_at=to_stamp(begun + timedelta(minutes=5 * number)))
        for number, one in enumerate(texts)
    ]
    opened = draft("incident.opened", title="x", zone="Europe/London")
    made = html.rendered(page(asked(fold(sealed([opened, *drafts], ROOM)), zone=LONDON)))
    names = re.findall(r' id="([^"]+)"', made)
    assert len(names) == len(set(names))
    links = re.findall(r'href="#([^"]+)"', made)
    assert set(links) <= set(names) and {"timeline", "2026-10-24", "2026-10-25"} <= set(links)
    for name, clock in re.findall(r'<tr[^>]* id="([^"]+)"><td class="short line">([0-9:]+)<', made):
        assert name.endswith(f"T{clock[:2]}") and name in links
    assert links.count("2026-10-25T01") == links.count("2026-10-25.2T01") == 1  # the hour that comes twice
    assert "<script" not in made and "<nav>" not in html.rendered(page(asked(logged("a", "b"))))


def test_every_page_of_a_printed_log_says_its_day_and_zone() -> None:
    made = html.rendered(page(asked(logged("a"))))
    assert re.search(
        r'<table class="log">.*<thead><tr><th class="day" colspan="4"><h3[^>]*>[^<]+, UTC<', made, re.DOTALL
    )


@pytest.mark.parametrize("hostile", [*HOSTILE, "</style><b>", '"}*{display:none}', "\\", "中文业主 \u202e"])
def test_a_print_says_at_its_foot_for_whom_it_is_and_no_name_is_obeyed(hostile: str) -> None:
    made = html.rendered(page(asked(logged("a")))._replace(first_line=hostile))
    foot = re.search(r'content:"([^"]*)"}}', made)
    assert foot is not None
    assert re.sub(r"\\([0-9a-f]+) ", lambda match: chr(int(match[1], 16)), foot[1]) == safe(hostile)
    assert made.count("</style>") == 1 and re.fullmatch(r"(?:\w|\\[0-9a-f]+ )*", foot[1])


def assert_inside(drawn: ElementTree.Element) -> None:
    """No text or shape reaches over an edge; texts measured as the picture measures them."""
    width, height = (float(drawn.attrib[name]) for name in ("width", "height"))
    for one in drawn.iter(f"{SVG}text"):
        size = float(one.attrib.get("font-size", "12")) * 0.56 * cells(one.text or "")
        shift = {"middle": size / 2, "end": size}.get(one.attrib.get("text-anchor", ""), 0.0)
        left = float(one.attrib["x"]) - shift
        assert left > -8 and left + size < width + 4, (one.text, left, size)
        assert 0 < float(one.attrib["y"]) <= height
    for one in drawn.iter(f"{SVG}rect"):
        x, y = float(one.attrib.get("x", "0")), float(one.attrib.get("y", "0"))
        assert 0 <= x <= width and y >= 0 and x + float(one.attrib["width"]) <= width + 12
        assert y + float(one.attrib["height"]) <= height + 0.1


# -- the picture -------------------------------------------------------------------------------------------------------


def test_the_lanes_of_a_full_room() -> None:
    state = full()
    made = lanes(state, asked(state).moment)
    assert [lane.name for lane in made.lanes] == ["impact", "actions", "causes", "updates", "replies", "promises"]
    by_name = {lane.name: lane for lane in made.lanes}
    assert by_name["impact"].bars[0].state == "open"
    assert {bar.state for bar in by_name["actions"].bars} == {"done", "in_progress", "open"}
    assert [mark.state for mark in by_name["promises"].marks] == ["kept", "open", "open"]
    assert [mark.number for mark in made.keys] == list(range(1, 11))
    assert [mark.at for mark in made.keys] == sorted(mark.at for mark in made.keys)
    theirs = lanes(state, asked(state).moment, owner="CJS", lang="zh")
    assert [lane.label for lane in theirs.lanes] == ["影响", "我方通报", "贵方来信", "我方承诺"]


def happened(milestone: str, at: str) -> Draft:
    return msgspec.structs.replace(draft("incident.milestone_set", milestone=milestone), occurred_at=at)


def imported(*drafts: Draft) -> RoomState:
    texts = [("started", "2026-11-20T10:00:00.000000Z"), ("fixed", "2026-11-20T10:05:00.000000Z")]
    lines = [
        msgspec.structs.replace(draft("timeline.log", kind="observation", text=said), occurred_at=at)
        for said, at in texts
    ]
    opened = draft("incident.opened", title="x", zone="UTC", source="notes.txt")
    return fold(sealed([opened, *lines, *drafts], ROOM))


def test_no_impact_is_drawn_that_nobody_recorded() -> None:
    state = imported()
    impact = lanes(state, asked(state).moment).lanes[0]
    assert impact.name == "impact" and not impact.bars and impact.note == "nothing recorded"
    drawn = export(asked(state), format="svg").data.decode()
    assert "#fecaca" not in drawn and "nothing recorded" in drawn
    assert "section Impact" not in text(state)


def test_an_impact_of_the_past_without_an_end_is_open_where_the_record_ends() -> None:
    state = imported(happened("detected", "2026-11-20T10:01:00.000000Z"))
    (bar,) = lanes(state, asked(state).moment).lanes[0].bars
    assert (bar.start, bar.end) == ("2026-11-20T10:01:00.000000Z", "2026-11-20T10:05:00.000000Z")
    assert bar.state == "open" and "no end recorded" in bar.text
    ended = imported(
        happened("detected", "2026-11-20T10:01:00.000000Z"), happened("mitigated", "2026-11-20T10:04:00.000000Z")
    )
    (bar,) = lanes(ended, asked(ended).moment).lanes[0].bars
    assert (bar.end, bar.state) == ("2026-11-20T10:04:00.000000Z", "ended")


def over_years() -> RoomState:
    stamps = {"detected": "2019-03-04T08:56", "identified": "2022-01-22T10:30", "mitigated": "2026-07-22T09:00"}
    marks = [happened(name, f"{at}:00.000000Z") for name, at in stamps.items()]
    return fold(sealed([draft("incident.opened", title="x", zone="UTC"), *marks], ROOM))


def test_years_in_which_nothing_happened_are_folded_however_few_events_there_are() -> None:
    times = [0.0, 86_400, 40_000_000, 160_000_000]
    assert [(fold.start, fold.end) for fold in Scale(times).folds] == [(86_400, 40_000_000), (40_000_000, 160_000_000)]


def test_over_years_ticks_stand_on_first_days_and_weeks_begin_on_mondays() -> None:
    day = 86_400.0
    for length in (200, 900, 3_000):
        ticks = Scale([1.5e9, 1.5e9 + length * day]).ticks(LONDON, 10)
        assert len(ticks) >= 2 and all(tick.at.day == 1 and tick.at.hour == 0 for tick in ticks)
    assert {tick.at.weekday() for tick in Scale([1.5e9, 1.5e9 + 60 * day]).ticks(LONDON, 10)} == {0}


def test_an_axis_of_days_names_the_zone_that_was_asked_for_not_one_of_its_offsets() -> None:
    state = imported(
        happened("detected", "2026-03-04T08:56:00.000000Z"), happened("declared", "2026-07-22T09:00:00.000000Z")
    )
    drawn = ElementTree.fromstring(export(asked(state), format="svg").data.decode())
    bold = [one.text or "" for one in drawn.iter(f"{SVG}text") if one.attrib.get("font-size") == "11"]
    assert "title Times in Europe/London" in text(state)
    assert not [one for one in bold if re.fullmatch(r"\d{4} UTC.*", one)]


def test_a_day_of_another_year_behind_a_fold_has_its_zone() -> None:
    stamps = [f"2022-01-22T{clock}:00.000000Z" for clock in ("10:00", "10:30", "11:00")]
    marks = [happened("detected", at) for at in (*stamps, "2026-11-22T10:00:00.000000Z", "2026-11-22T11:00:00.000000Z")]
    state = fold(sealed([draft("incident.opened", title="x", zone="UTC"), *marks], ROOM))
    said = export(asked(state, zone=ZoneInfo("UTC")), format="svg").data.decode()
    assert ">2022-01-22 UTC<" in said and ">2026-11-22 UTC<" in said


def test_the_chart_of_many_days_says_the_day_of_each_event() -> None:
    said = text(over_years(), zone=ZoneInfo("UTC"))
    assert "    2019-03-04 08.56 Detected" in said and "    2026-07-22 09.00 Mitigated" in said


def test_a_picture_of_a_crowd_is_small_and_one_in_chinese_fits() -> None:
    texts = ["数据库主库宕机，已切换到备用节点，正在核对订单" * 12] * 9
    stamps = [datetime(2026, 11, 22, 14, tzinfo=UTC) + timedelta(seconds=3 * n) for n in range(3_000)]
    drafts = [draft("incident.opened", title="结算变慢", zone="Asia/Shanghai")]
    for number, at in enumerate(stamps):
        made = draft("timeline.log", kind="action", text="x")
        drafts.append(type(made)(**{**{name: getattr(made, name) for name in made.__struct_fields__},
                                    "recorded_at": f"{at:%Y-%m-%dT%H:%M:%S}.000000Z", "eid": made.eid}))  # fmt: skip
        if number % 400 == 0:
            drafts.append(draft("incident.milestone_set", milestone="identified", text=texts[number // 400]))
    state = fold(sealed(drafts, ROOM))
    data = export(asked(state, zone=SHANGHAI), format="svg").data
    assert len(data) < 60_000
    drawn = ElementTree.fromstring(data.decode())
    assert_inside(drawn)
    said = "".join(one.text or "" for one in drawn.iter(f"{SVG}text"))
    assert "3,000" in said and "数据库主库宕机" in said


def test_the_day_behind_each_fold_is_named_and_no_two_days_cover_each_other() -> None:
    begun = datetime(2026, 11, 2, 9, tzinfo=UTC)
    hours = [0, 1, 2, 3, 75, 76, 124, 125, 172, 173, 174]
    texts = [draft("timeline.log", kind="action", text=f"at {hour}") for hour in hours]
    drafts = [
        msgspec.structs.replace(one, occurred_at=to_stamp(begun + timedelta(hours=hour)))
        for one, hour in zip(texts, hours, strict=True)
    ]
    state = fold(sealed([draft("incident.opened", title="x", zone="UTC"), *drafts], ROOM))
    drawn = ElementTree.fromstring(export(asked(state, zone=ZoneInfo("UTC")), format="svg").data.decode())
    bold = [one for one in drawn.iter(f"{SVG}text") if one.attrib.get("font-size") == "11"]
    days = [one for one in bold if one.attrib.get("font-weight") == "bold"]
    assert [(one.text or "").removeprefix("2026-")[:5] for one in days] == [
        "11-02",
        "11-05",
        "11-07",
        "11-09",
    ]
    reach = [(float(one.attrib["x"]), 3.3 * len(one.text or "")) for one in days]
    assert all(x + half < later - other for (x, half), (later, other) in pairwise(reach))
    assert_inside(drawn)


def test_texts_are_wrapped_by_columns_and_lose_nothing() -> None:
    for words in ("数据库，主库" * 30, "a bb ccc " * 40, "x" * 300, "混合 mixed 文字 text " * 20):
        lines = wrapped(words, 40)
        assert max(map(cells, lines)) <= 42
        assert "".join(lines).replace(" ", "") == words.replace(" ", "")
        assert not [line for line in lines[1:] if line.startswith("，")]


def test_a_scale_is_in_order_and_folds_what_is_empty() -> None:
    moments = [0.0, 60, 120, 180, 240, 300, 86_400, 86_460, 86_520]
    scale = Scale(moments)
    places = [scale.place(moment) for moment in moments]
    assert places == sorted(places) and places[0] == 0 and abs(places[-1] - 1) < 1e-9
    assert [(fold.start, fold.end) for fold in scale.folds] == [(300, 86_400)]
    assert abs(scale.place(86_400) - scale.place(300) - FOLDED_TO) < 1e-9
    assert not Scale(moments[:5]).folds
    years = [0.0, 600, 1_500, 150_000_000]  # told years later: of few moments, too, what happened stays apart
    assert [(fold.start, fold.end) for fold in Scale(years).folds] == [(1_500, 150_000_000)]
    assert not Scale([0.0, 600, 6_000]).folds and not Scale([0.0, 600]).folds
    assert Scale([7.0]).place(7.0) == 0 and Scale([]).place(1) == 0
    for zone in (ZoneInfo("Asia/Kathmandu"), LONDON):
        ticks = Scale([0.0, 90_000.0]).ticks(zone, 10)
        assert 3 <= len(ticks) <= 14 and all(tick.at.minute == 0 and tick.at.utcoffset() is not None for tick in ticks)


# -- mermaid, jira, slack, ics -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_breaks_the_chart(hostile: str) -> None:
    milestones = [draft("incident.milestone_set", milestone="detected", text=f"{hostile}: a; b # c {hostile}")] * 2
    state = fold(sealed([draft("incident.opened", title="x"), *milestones], ROOM))
    said = text(state)
    chart = said[said.index("```mermaid") : said.index("\n```\n")]
    for line in chart.split("\n")[1:]:
        assert re.fullmatch(
            r"gantt|%%{init: [^%]+}%%|    (?:title|dateFormat|axisFormat|tickInterval|todayMarker|section) .+"
            r"|    [^:;#<>`\"{}%]+ : (?:milestone, )?(?:done, |crit, |active, )?[\d :-]{19}, (?:[\d :-]{19}|0s)",
            line,
        ), line


def test_a_chinese_owner_reads_days_and_the_chart_in_chinese() -> None:
    plan = draft("owner.plan_set", owner_id="城投集团", lang="zh", zone="Asia/Shanghai")
    told = draft("update.told", owner_id="城投集团", means="phone", text="正在抽水")
    state = full(plan, told)
    for format in ("md", "html"):
        said = text(state, format, audience="城投集团")
        assert "2026-11-22 星期日 UTC+8" in said and "Sunday" not in said
    assert "title 时间：UTC+8" in text(state, audience="城投集团")
    rows = text(state, "csv", audience="城投集团").splitlines()
    assert all(re.match(r"2026-11-2\d [0-9:]+ UTC\+8,", row) for row in rows[1:]) and len(rows) > 1


def test_the_chart_names_the_zone_and_no_bar_is_empty() -> None:
    said = text(full(), zone=SHANGHAI)
    assert re.search(r"title Times in UTC\+8, \d{4}-\d\d-\d\d( to \d{4}-\d\d-\d\d)?\n", said)
    bars = re.findall(r"^    Impact[^:]* : \w+, (\S+ \S+), (\S+ \S+)$", said, re.MULTILINE)
    assert bars and all(begun < ended for begun, ended in bars)


@pytest.mark.parametrize("minutes", [1, 7, 45, 300, 1_000, 5_000, 20_000, 90_000, 900_000])
def test_the_times_of_the_chart_have_room_on_its_axis(minutes: int) -> None:
    end = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    keys = [
        msgspec.structs.replace(draft("incident.milestone_set", milestone=name), occurred_at=to_stamp(at))
        for name, at in (("detected", datetime(2026, 3, 1, tzinfo=UTC)), ("resolved", end))
    ]
    said = text(fold(sealed([draft("incident.opened", title="x"), *keys], ROOM)))
    interval = re.search(r"^    tickInterval (\d+)(minute|hour|day|week|month)$", said, re.MULTILINE)
    assert interval is not None
    unit = {"minute": 1, "hour": 60, "day": 1_440, "week": 10_080, "month": 43_200}[interval[2]]
    assert minutes / (int(interval[1]) * unit) <= 9


@pytest.mark.parametrize("hostile", HOSTILE)
def test_jira_and_slack_keep_texts_literal(hostile: str) -> None:
    for mark in "{}[]|*_^~?!":
        assert not re.search(rf"(?<!\\){re.escape(mark)}", jira.literal(hostile))
    assert "\n" not in jira.literal(hostile)
    said = slack.literal(hostile)
    assert "<" not in said and ">" not in said
    assert not re.search(r"(?:^|\s)[*_~`](?=\S)", said)
    assert "@here" not in slack.literal("@here <!channel> @channel")


def test_jira_tables_are_whole() -> None:
    state = logged("a | b\nc", "h1. no heading", "plain - dash, pre-alpha")
    rows = [line for line in text(state, "jira").split("\n") if re.match(r"\|\d\d:", line)]
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [5, 5, 5]
    assert "a \\| b \\\\ c" in rows[0] and "h1\\. no heading" in rows[1] and "plain - dash, pre-alpha" in rows[2]


def test_a_calendar_holds_what_is_due_and_no_line_is_too_long() -> None:
    data = export(asked(full()), format="ics").data
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75 and lines[0] == b"BEGIN:VCALENDAR"
    whole = data.replace(b"\r\n ", b"").decode()
    assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT") >= 4
    assert "SUMMARY:CJS: a list of the pages that were slow" in whole
    assert "INTERNAL - do not forward" in whole
    theirs = export(asked(full(), audience="CJS"), format="ics").data.decode()
    assert "SUMMARY:a list of the pages that were slow" in theirs and theirs.count("BEGIN:VEVENT") == 2
    assert export(asked(logged("x")), format="ics").data.count(b"VEVENT") == 0


# -- kinds -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("review", ("This review is blameless", "## What went well", "## Causes", "| technical")),
        ("minutes", ("# Minutes", "## Present", "## Decisions", "## Tasks", "## Timeline")),
        ("handover", ("# Handover", "## We owe", "## Open tasks", "## Latest entries")),
        ("can", ("# CAN report", "## Conditions", "## Actions", "## Needs")),
        ("executive", ("# Executive report", "## What we do", "## What owners were told last", "## What we owe")),
        ("progress", ("# Progress", "## Done", "## Now", "## Next")),
    ],
)
def test_each_kind_says_what_it_is_for(kind: str, wanted: tuple[str, ...]) -> None:
    said = text(full(), kind=kind)
    assert [part for part in wanted if part not in said and not part.startswith("|")] == []
    assert "As of" in said


def test_a_review_takes_a_template_and_calls_people_by_their_roles() -> None:
    state = full()
    assert "## What went well" not in text(state, kind="review", template="short")
    said = text(state, kind="review", template="# Mine\n{{causes}}\nWords *of mine*\n- one\n- two\n")
    assert "## Mine" in said and "Words \\*of mine\\*" in said and "- one\n- two" in said and "## Timeline" not in said
    with pytest.raises(BadInput, match="line 2 of the template asks for 'weather'"):
        text(state, kind="review", template="# Mine\n{{weather}}\n")
    with pytest.raises(BadInput, match="no review template 'sre'"):
        text(state, kind="review", template="sre")
    people = {name for name in state.people if name != "imported"}
    rows = [line.split(" | ") for line in text(state, kind="review").split("\n") if re.match(r"\| \d\d:\d\d", line)]
    assert rows and not [row for row in rows if row[2] in people]


def test_an_export_says_when_checks_are_open() -> None:
    path = next(path for path in REPORTS if path.name.startswith("2024-07-25"))
    state = state_of(take_file(path, zone="Europe/London"))
    for kind in ("timeline", "handover", "can", "minutes"):
        said = text(state, kind=kind)
        assert re.search(r"\d+ checks? of the times (?:is|are) open; see the end\.", said)
        assert "## Problems with the times" in said


def test_pdf_says_what_it_needs() -> None:
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        with pytest.raises(WarroomError, match=r"needs the extra 'warroom\[pdf\]'.*print it from a browser"):
            export(asked(full()), format="pdf")
    else:
        assert export(asked(full()), format="pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize("kind", ["handover", "executive"])
def test_an_open_hypothesis_stands_under_the_cause_as_unconfirmed(kind: str) -> None:
    state = imported(draft("cause.proposed", text="the pipeline deleted the zone"))
    said = text(state, kind=kind)
    assert re.search(r"## Cause\n\nNot known yet\n\n[-*] Unconfirmed: the pipeline deleted the zone", said), said


def test_the_needs_name_what_is_owed_and_what_nobody_has() -> None:
    state = imported(
        draft("owner.plan_set", owner_id="Acme"),
        draft("commitment.made", owner_id="Acme", kind="report", text="the report"),
        draft("task.set", text="restore the records"),
        draft("incident.status_set", status="resolved"),
    )
    needs = text(state, kind="can").partition("## Needs")[2].partition("##")[0]
    assert "Owed to Acme: the report." in needs and "Nobody has the task: restore the records." in needs
