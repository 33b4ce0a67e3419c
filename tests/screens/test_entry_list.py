"""The list as a widget: keys, messages, what it draws, and how little of it."""

from collections.abc import Iterator

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Static

from screens.widgets.entry_list import EntryList
from screens.widgets.row import Row

HOSTILE = (
    "[red]not red[/red] [/] [link=https://e.org]no link[/link]",
    "\x1b[31mstill not red\x1b[0m \x1b]0;title\x07",
    "pay\u202egpj.exe \u2066isolated\u2069 \ufeff",
    "nul \x00 del \x7f lone \ud83d csi \x9b31m",
    "中文，测试。确认证书已经轮换；第三方支付回调失败（正在核对）、预计十分钟后有结论！" * 3,
    "family 👩\u200d👩\u200d👦 heart ❤\ufe0f thumb 👍🏽 flag 🇬🇧 combining e\u0301\u0301",
    "x" * 10_000,
)


def to_row(entry: tuple[int, str]) -> Row:
    number, text = entry
    return Row(str(number), f"{22 + number // 1000} Nov 2026", f"14:{number % 60:02}", "obs", "plain", "ana", text)


def key_of(entry: tuple[int, str]) -> str:
    return str(entry[0])


def entries(count: int) -> list[tuple[int, str]]:
    return [(n, f"entry {n}") for n in range(count)]


class ListApp(App[None]):
    """One list beside something else that can take the focus."""

    CSS = "#other { height: 1; }"

    def __init__(self, shown: list[tuple[int, str]]) -> None:
        super().__init__()
        self.shown = shown
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        entry_list: EntryList[tuple[int, str]] = EntryList(to_row, key_of, empty="Nothing logged yet.", id="timeline")
        entry_list.show(self.shown)
        yield entry_list
        other = Static("other", id="other")
        other.can_focus = True
        yield other

    def on_mount(self) -> None:
        self.timeline.focus()

    @property
    def timeline(self) -> EntryList[tuple[int, str]]:
        return self.query_one(EntryList)

    def on_entry_list_highlighted(self, message: EntryList.Highlighted) -> None:
        self.said.append(message)

    def on_entry_list_opened(self, message: EntryList.Opened) -> None:
        self.said.append(message)

    def on_entry_list_unseen_changed(self, message: EntryList.UnseenChanged) -> None:
        self.said.append(message)

    def lines(self) -> list[str]:
        return [self.timeline.render_line(y).text for y in range(self.timeline.size.height)]

    def reversed_lines(self) -> list[int]:
        strips = [self.timeline.render_line(y) for y in range(self.timeline.size.height)]
        return [y for y, strip in enumerate(strips) if next(iter(strip)).style.reverse]  # type: ignore[union-attr]


async def test_keys_move_the_cursor() -> None:
    app = ListApp(entries(200))
    async with app.run_test(size=(80, 21)) as pilot:
        timeline = app.timeline
        assert timeline.cursor == 199, "a list opens at its end"
        for key, cursor in (("k", 198), ("up", 197), ("j", 198), ("down", 199), ("down", 199), ("g", 0), ("up", 0)):
            await pilot.press(key)
            assert timeline.cursor == cursor, key
        for there, back in (("pagedown", "pageup"), ("ctrl+d", "ctrl+u"), ("G", "g"), ("end", "home")):
            await pilot.press(there)
            far = timeline.cursor
            assert far >= 8, there
            await pilot.press(back)
            assert timeline.cursor <= far - 8, back


async def test_messages_say_where_the_cursor_is_and_what_was_opened() -> None:
    app = ListApp(entries(50))
    async with app.run_test(size=(80, 21)) as pilot:
        await pilot.press("k", "enter")
        told = [(type(m).__name__, m.key) for m in app.said if isinstance(m, (EntryList.Highlighted, EntryList.Opened))]
        assert told == [("Highlighted", "49"), ("Highlighted", "48"), ("Opened", "48")]


async def test_an_empty_list_says_so_and_takes_all_keys() -> None:
    app = ListApp([])
    async with app.run_test(size=(80, 21)) as pilot:
        assert app.lines()[0].rstrip() == "Nothing logged yet."
        await pilot.press("j", "k", "pagedown", "G", "g", "enter")
        assert (app.timeline.cursor, app.timeline.cursor_key, app.said) == (-1, "", [])
        assert not app.timeline.move_to(0)
        app.shown.append((0, "the first"))
        app.timeline.show(app.shown)
        await pilot.pause()
        assert [line.split()[-1] for line in app.lines()[:2]] == ["--", "first"]


async def test_the_cursor_stays_on_its_entry_when_others_come_before_it() -> None:
    app = ListApp(entries(200))
    async with app.run_test(size=(80, 21)) as pilot:
        app.timeline.move_to("100")
        before = app.lines()
        app.shown[10:10] = [(1000 + n, "from elsewhere") for n in range(7)]
        app.timeline.show(app.shown)
        await pilot.pause()
        assert (app.timeline.cursor, app.timeline.cursor_key) == (107, "100")
        assert [line[:-1] for line in app.lines()] == [line[:-1] for line in before], "nothing in sight has moved"
        assert app.timeline.unseen == 0


async def test_new_entries_are_announced_when_scrolled_away_and_shown_at_the_end() -> None:
    app = ListApp(entries(100))
    async with app.run_test(size=(80, 21)) as pilot:
        app.shown.append((100, "seen at once"))
        app.timeline.show(app.shown)
        assert app.timeline.cursor_key == "100"
        assert "seen at once" in app.lines()[-1]
        await pilot.press("g")
        app.shown.append((101, "not seen"))
        app.timeline.show(app.shown)
        assert app.lines()[-1].rstrip() == "-- 1 new entry, G goes to the end --"
        app.shown.extend((102 + n, "not seen") for n in range(2))
        app.timeline.show(app.shown)
        assert app.lines()[-1].rstrip() == "-- 3 new entries, G goes to the end --"
        await pilot.press("G")
        await pilot.pause()
        assert "not seen" in app.lines()[-1]
        counts = [m.count for m in app.said if isinstance(m, EntryList.UnseenChanged)]
        assert counts == [1, 3, 0]


async def test_the_mouse_moves_the_cursor_opens_and_goes_to_the_end() -> None:
    app = ListApp(entries(100))
    async with app.run_test(size=(80, 21)) as pilot:
        await pilot.press("g")
        await pilot.click("#timeline", offset=(30, 5))
        assert app.timeline.cursor == 4, "the day's line is the first"
        await pilot.click("#timeline", offset=(30, 6), times=2)
        await pilot.pause()
        assert [m.key for m in app.said if isinstance(m, EntryList.Opened)] == ["5"]
        await pilot._post_mouse_events([MouseScrollDown], widget=app.timeline)
        assert app.timeline.cursor == 8
        await pilot._post_mouse_events([MouseScrollUp], widget=app.timeline)
        assert app.timeline.cursor == 5
        app.shown.append((100, "new"))
        app.timeline.show(app.shown)
        await pilot.click("#timeline", offset=(5, 19))
        assert app.timeline.at_end


@pytest.mark.parametrize("width", [120, 80, 40, 20])
async def test_hostile_text_is_literal_aligned_and_complete(width: int) -> None:
    app = ListApp(list(enumerate(HOSTILE)))
    async with app.run_test(size=(width, 30)) as pilot:
        seen: list[str] = []
        await pilot.press("g")
        for line in _walk(app):
            assert cell_len(line) == width
            assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or ord(c) in (0x202E, 0x2066, 0xFEFF) for c in line)
            seen.append(line)
        shown = "".join(seen).replace(" ", "")  # a narrow list breaks between any of the words
        for piece in (HOSTILE[0], "␛[31mstill not red␛[0m ␛]0;title␇", "pay<U+202E>gpj.exe", "␀ del ␡ lone <U+D83D>"):
            assert piece.replace(" ", "") in shown
        assert "".join(seen).count("x") >= 10_000
        assert sum(line.count("中文") for line in seen) == 3


def _walk(app: ListApp) -> Iterator[str]:
    """Every line of the list once, by going down key by key."""
    timeline, known = app.timeline, set()
    for _ in range(5_000):
        for place, line in zip(timeline._pane.places, app.lines(), strict=False):
            if place not in known:
                known.add(place)
                yield line
        before = (timeline.cursor, timeline._pane.top)
        timeline.action_rows(1)
        if (timeline.cursor, timeline._pane.top) == before:
            return
    raise AssertionError("down never came to the end")


async def test_a_key_repaints_only_the_lines_that_change_and_lays_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ListApp(entries(1_000))
    async with app.run_test(size=(80, 21)) as pilot:
        app.timeline.move_to(500)
        await pilot.pause()
        regions: list[Region] = []
        layouts: list[bool] = []
        refresh = EntryList.refresh

        def spy(self: EntryList[object], *areas: Region, layout: bool = False, **rest: bool) -> EntryList[object]:
            regions.extend(areas or [Region(0, 0, 80, 99)])
            layouts.append(layout)
            return refresh(self, *areas, layout=layout, **rest)

        monkeypatch.setattr(EntryList, "refresh", spy)
        app.timeline.action_rows(-1)
        assert len({region.y for region in regions}) == 2, "the row it leaves and the row it comes to"
        regions.clear()
        app.shown.append((1000, "below"))
        app.timeline.show(app.shown)
        assert {region.y for region in regions} == {app.timeline.size.height - 1}, "only the marker's line is new"
        regions.clear()
        app.shown[app.timeline.cursor] = (499, "now says something else")
        app.timeline.changed("499")
        assert len(regions) == 1
        assert regions[0].x >= 23, "the columns before the text are as they were"
        assert not any(layouts)


async def test_found_words_stand_out_and_go_again() -> None:
    app = ListApp([(0, "the Certificate 证书 expired"), (1, "no match")])
    async with app.run_test(size=(80, 21)) as pilot:
        app.timeline.highlight = ("certificate", "证书")
        await pilot.pause()
        strong = [s.text for s in app.timeline.render_line(1) if s.style and s.style.reverse and s.text.strip()]
        assert strong == ["Certificate", "证书"]
        app.timeline.highlight = ()
        assert not [s for s in app.timeline.render_line(1) if s.style and s.style.reverse and s.text.strip()]


async def test_the_cursor_shows_with_focus_without_it_and_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = ListApp(entries(10))
    async with app.run_test(size=(80, 21)) as pilot:
        assert app.reversed_lines() == [10]
        app.query_one("#other").focus()
        await pilot.pause()
        assert app.reversed_lines() == []
        resting, plain = (next(iter(app.timeline.render_line(y))).style for y in (10, 9))
        assert resting is not None
        assert resting.bold
        assert plain is not None
        assert not plain.bold


async def test_a_new_size_and_a_new_theme_keep_the_cursor_in_sight() -> None:
    app = ListApp([(n, f"entry {n} " + "long " * (n % 40)) for n in range(300)])
    async with app.run_test(size=(120, 36)) as pilot:
        app.timeline.move_to(150)
        for width, height in ((60, 20), (30, 8), (120, 36)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert app.timeline.cursor == 150
            assert app.reversed_lines()
            assert {cell_len(line) for line in app.lines()} == {width}
        before = [segment.style for segment in app.timeline.render_line(0)]
        app.theme = "textual-light"
        await pilot.pause()
        assert [segment.style for segment in app.timeline.render_line(0)] != before


async def test_the_position_bar_tells_top_from_end_and_goes_when_all_is_in_sight() -> None:
    def bar() -> list[int]:
        strips = [app.timeline.render_line(y) for y in range(20)]
        return [y for y, strip in enumerate(strips) if list(strip)[-1].style.reverse]  # type: ignore[union-attr]

    app = ListApp(entries(500))
    async with app.run_test(size=(80, 21)) as pilot:
        assert bar() == [19]
        await pilot.press("g")
        assert bar() == [0]
        app.timeline.show(app.shown[:5], fresh=True)
        await pilot.pause()
        assert bar() == []


async def test_move_to_by_key_and_index() -> None:
    app = ListApp(entries(100))
    async with app.run_test(size=(80, 21)) as pilot:
        timeline = app.timeline
        assert timeline.move_to("7")
        assert timeline.cursor == 7
        assert timeline.move_to(-1)
        assert timeline.cursor == 99
        assert not timeline.move_to("nowhere")
        assert not timeline.move_to(100)
        assert not timeline.move_to(-101)
        assert timeline.cursor == 99
        await pilot.pause()


async def test_a_pane_of_no_height_is_no_crash() -> None:
    app = ListApp(entries(30))
    async with app.run_test(size=(80, 21)) as pilot:
        for width, height in ((80, 1), (1, 21), (2, 2), (80, 21)):
            await pilot.resize_terminal(width, height)
            await pilot.press("k", "pagedown", "pageup")
        assert app.reversed_lines()
