"""The Markdown summary: what people typed is shown literally, numbers only where they are known, problems named."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from typing_extensions import override

from tests.warroom.histories import HOSTILE, ROOM, histories
from tests.warroom.importing import LONDON, NOW, REPORTS, sealed, state_of, take_file
from warroom.errors import BadInput
from warroom.events import Draft, Event
from warroom.state.room_state import RoomState, fold
from warroom.summary.audience import file_name
from warroom.summary.chronology import checks
from warroom.summary.markdown import markdown
from warroom.summary.markup import literal, literals
from warroom.text import safe

RENDERERS = [MarkdownIt("commonmark").enable(["table", "strikethrough"]), MarkdownIt("gfm-like")]


class Text(HTMLParser):
    """The words that a browser shows, and the tags that made it show them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.rows: list[list[str]] = []
        self.in_cell = False
        self.feed(html)
        self.close()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "br":
            self.handle_data("\n")
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.in_cell = True

    @override
    def handle_endtag(self, tag: str) -> None:
        self.in_cell = self.in_cell and tag not in ("td", "th")

    @override
    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.in_cell:
            self.rows[-1][-1] += data

    @property
    def shown(self) -> str:
        return "".join(self.words).replace("\xa0", " ")


def shown(html: str) -> str:
    return Text(html).shown.strip("\n")


def draft(kind: str, /, at: str | None = None, recorded: str = "2026-11-22T14:00", **payload: Any) -> Draft:
    occurred = f"{at}:00.000000Z" if at else None
    return Draft(kind=kind, payload=payload, author="ana", recorded_at=f"{recorded}:00.000000Z", occurred_at=occurred)


def room(*drafts: Draft) -> RoomState:
    return fold(sealed([draft("incident.opened", title="Checkout", zone="UTC"), *drafts], ROOM))


def summary(state: RoomState, **options: Any) -> str:
    return markdown(state, ROOM, **{"zone": ZoneInfo("UTC"), **options})


def expected(text: str) -> str:
    """What must be seen of a text: the one thing HTML can't show is white space at the ends of a line."""
    return "\n".join(line.rstrip(" ") for line in safe(text).split("\n"))


def seen(text: str) -> str:
    return "\n".join(line.rstrip(" ") for line in text.split("\n"))


@pytest.mark.parametrize("renderer", RENDERERS, ids=["commonmark", "gfm"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_literally_everywhere(hostile: str, renderer: MarkdownIt) -> None:
    for frame in ("{}", "# {}", "- {}", "x {} y"):
        html = renderer.render(frame.format(literal(hostile)))
        plain = frame.removeprefix("# ").removeprefix("- ").format(expected(hostile))
        assert seen(shown(html)).strip() == seen(plain.replace("\xa0", " ")).strip()
        assert not set(Text(html).tags) - {"p", "h1", "ul", "li", "br", *_links(renderer)}
    table = renderer.render(f"| a | b |\n|---|---|\n| {literal(hostile)} | z |\n")
    rows = Text(table).rows
    assert [len(row) for row in rows] == [2, 2]
    assert seen(rows[1][0].replace("\xa0", " ")).strip() == seen(expected(hostile)).strip()
    assert rows[1][1] == "z"


def _links(renderer: MarkdownIt) -> set[str]:
    """GitHub makes bare addresses clickable; their text stays as it was typed."""
    return {"a"} if renderer is RENDERERS[1] else set()


ascii_marks = st.text(alphabet="\\`*_{}[]()<>#+-.!|~&$:/@=^\"' \n1aw", max_size=30)


@settings(max_examples=500, deadline=None)
@given(ascii_marks | st.text(max_size=30))
def test_any_text_is_shown_literally(text: str) -> None:
    for renderer in RENDERERS:
        rows = Text(renderer.render(f"| a | b |\n|---|---|\n| x {literal(text)} y | z |\n")).rows
        assert [len(row) for row in rows] == [2, 2]
        assert seen(rows[1][0].replace("\xa0", " ")) == seen(f"x {safe(text)} y".replace("\xa0", " "))
    html = RENDERERS[0].render(literal(text))
    assert not set(Text(html).tags) - {"p", "br"}
    assert seen(shown(html)).strip() == seen(expected(text).replace("\xa0", " ")).strip()


@given(st.lists(ascii_marks | st.text(max_size=8) | st.sampled_from(HOSTILE), max_size=8))
def test_many_texts_at_once_are_written_as_each_alone(texts: list[str]) -> None:
    assert literals(texts) == [literal(text) for text in texts]


@settings(max_examples=200, deadline=None)
@given(histories)
def test_any_room_gives_whole_tables(events: list[Event]) -> None:
    state = fold(events)
    text = markdown(state, ROOM, zone=LONDON, generated_at=NOW, discussion=True)
    html = RENDERERS[0].render(text)
    assert not set(Text(html).tags) - {
        *("p", "h1", "h2", "h3", "ul", "li", "br", "em", "strong", "del", "code", "pre"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert {len(row) for row in Text(html).rows} <= {2, 3, 4}
    assert html.count("<pre>") <= 1
    entries = html.count("<tr>") if state.timeline.order or state.discussion.order else 0
    assert entries >= len(state.timeline) + len(state.discussion)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028]", text)


def test_the_first_line_says_for_whom_it_is_and_nobody_is_no_audience() -> None:
    assert summary(room()).split("\n")[0] == "**INTERNAL - do not forward**"
    assert re.fullmatch(r"\d{4}-[0-9A-Z]{3}\.INTERNAL\.md", file_name(ROOM, "md"))
    assert file_name(ROOM, "html", "Acme / Retail", "closure").endswith(".closure.for-Acme-Retail.html")
    with pytest.raises(BadInput, match="for somebody"):
        summary(room(), audience=" ")


def test_a_long_line_stays_one_row() -> None:
    text = summary(room(draft("timeline.log", "2026-11-22T14:00", kind="action", text="|x" * 5_000)))
    rows = Text(RENDERERS[0].render(text)).rows
    assert rows[-1][3] == "|x" * 5_000


def test_days_zone_and_who() -> None:
    state = room(
        draft("timeline.log", "2026-11-22T23:50", kind="action", text="one", actor="bob"),
        draft("timeline.log", "2026-11-23T00:10", kind="decision", text="two"),
    )
    text = summary(state, zone=ZoneInfo("Asia/Shanghai"))
    assert "### 2026-11-23 Monday, UTC+8" in text
    assert re.search(r"\| 07:50 \| action \| bob \(by ana\) \| one ", text)
    assert re.search(r"\| 08:10 \| decision \| ana \| two ", text)
    assert "### 2026-11-22 Sunday, UTC" in summary(state)
    assert "### 2026-11-23 Monday, UTC" in summary(state)


def test_pinned_struck_edited_late_and_erased_entries_say_so() -> None:
    logged = [
        draft("timeline.log", "2026-11-22T13:00", kind="action", text="struck text"),
        draft("timeline.log", "2026-11-22T13:01", kind="action", text="pinned text"),
        draft("timeline.log", "2026-11-22T13:02", kind="action", text="first words"),
        draft("timeline.log", "2026-11-22T13:03", kind="action", text="password hunter2"),
    ]
    struck, pinned, edited, erased = (one.eid for one in logged)
    text = summary(
        room(
            *logged,
            draft("timeline.retract", target=struck, retracted=True, reason="wrong *room*"),
            draft("timeline.pin", target=pinned, pinned=True),
            draft("timeline.edit", target=edited, text="second words"),
            draft("entry.erased", target=erased, reason="a password"),
        )
    )
    rows = {row[0]: row[3] for row in Text(RENDERERS[0].render(text)).rows if len(row) == 4}
    assert rows["13:00"].startswith("struck text (struck by ana: wrong *room*;")
    assert "<del>struck text</del>" in text
    assert rows["13:01"].startswith("pinned pinned text")
    assert rows["13:02"] == "second words (edited; added later, 2026-11-22 14:00 UTC)"
    assert rows["13:03"] == "erased by ana: a password"
    assert "hunter2" not in text
    assert "first words" not in text


def milestones(**times: str) -> RoomState:
    return room(*(draft("incident.milestone_set", at, milestone=name) for name, at in times.items()))


def test_metrics_stand_with_their_formula_or_why_there_is_none() -> None:
    text = summary(milestones(detected="2026-11-21T12:00", mitigated="2026-11-21T11:00", resolved="2026-11-22T13:30"))
    assert "| resolved after detection | 1 d 1 h 30 min | last resolved - first detected |" in text
    assert "n/a (invalid: mitigated stands before detected)" in text
    assert "n/a (pending: nobody marked 'impact started')" in text


def test_figures_of_the_source_stand_with_what_gives_them() -> None:
    path = next(path for path in REPORTS if path.name.startswith("2023-08-04"))
    text = markdown(state_of(take_file(path, zone="Europe/London")), ROOM, zone=LONDON)
    assert "| mitigated after detection | 6 d 3 h 14 min | last mitigated - first detected |" in text
    assert "| time to repair | 33h 14m | no pair of stamps: detected to mitigated is 6 d 3 h 14 min; it fits if" in text


def test_problems_with_the_times_are_named_at_the_end() -> None:
    path = next(path for path in REPORTS if path.name.startswith("2024-07-25"))
    text = markdown(state_of(take_file(path, zone="Europe/London")), ROOM, zone=LONDON, generated_at=NOW)
    tail = text[text.index("## Problems with the times") :]
    assert tail.count("\n- ") == 1
    assert "line 26: 2024-07-25 12:35 UTC+1 stands below 2024-07-25 12:50 UTC+1" in tail
    path = next(path for path in REPORTS if path.name.startswith("2022-01-22"))
    rules = [one.rule for one in checks(state_of(take_file(path)), NOW)]
    assert rules == ["milestones", "milestones", "lines"]


def test_the_future_and_what_is_missing_are_found() -> None:
    state = room(
        draft("timeline.log", "2026-11-22T15:00", kind="action", text="x"),
        draft("incident.status_set", "2026-11-22T14:00", status="closed"),
    )
    now = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
    assert [one.rule for one in checks(state, now)] == ["future", "missing", "missing", "missing"]
    assert [one.rule for one in checks(state, now + timedelta(hours=1))] == ["missing"] * 3
    assert checks(milestones(detected="2026-11-22T14:00"), now) == []


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem[:30])
def test_every_report_becomes_a_summary_with_a_row_for_each_entry(path: Any) -> None:
    state = state_of(take_file(path, zone="Europe/London"))
    html = RENDERERS[0].render(markdown(state, ROOM, zone=LONDON, generated_at=NOW))
    rows = [row for row in Text(html).rows if len(row) == 4 and re.match(r"\d\d:\d\d", row[0])]
    assert len(rows) == len(state.timeline)
    for row, entry in zip(rows, state.timeline, strict=True):
        assert seen(row[3].replace("\xa0", " ")).startswith(seen(safe(entry.text.strip("\n"))))


def test_the_summary_of_a_long_room_is_made_in_a_moment() -> None:
    state = room(*(draft("timeline.log", "2026-11-22T14:00", kind="action", text="a | b") for _ in range(5_000)))
    start = process_time()
    text = summary(state, generated_at=NOW)
    assert process_time() - start < 20
    assert text.count("\n| 14:00 |") == 5_000
