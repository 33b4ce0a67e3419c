"""The entry line's pastes, history, completion, drafts and editor."""

import pytest
from textual import events

from screens.widgets.draft_keeper import LONGEST, PAUSE
from tests.screens.line_app import NOW, LineApp, press, until
from warroom import doing
from warroom.grammar.reading import EntryReading

ODD = "\x1b[31m \x07 \x0b\x0c\x1c\x85 \u2028 \u202e \ufeff \x7f [red] 中文 🔥"


async def paste(app: LineApp, text: str) -> None:
    app.area.post_message(events.Paste(text))


# -- pastes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["one", "one\n", "one\r", "one\r\n"])
async def test_a_paste_of_one_line_just_goes_in(text: str) -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, "a", "b", "left")
        await paste(app, text)
        await pilot.pause()
        assert app.area.line == "aoneb"
        assert app.sent == []


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
async def test_a_paste_of_lines_asks_and_can_be_one_entry(end: str) -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await paste(app, end.join(["one", "", "two", ""]))
        await pilot.pause()
        assert app.echo.startswith("? 2 lines pasted:  1 one entry   2 one entry per line (2)   esc")
        assert app.area.line == ""
        await press(pilot, "1")
        assert app.area.line == "one\n\ntwo"
        await press(pilot, "enter")
        assert app.texts == ["one\n\ntwo"]
        assert not app.sent[0].per_line


async def test_a_paste_can_be_an_entry_per_line_after_enter() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"bob: ")
        await paste(app, "14:05 one\n\n/etc/two = 2\n-10m ana: ! three\n")
        await press(pilot, "2")
        assert app.sent == []
        assert app.echo == "→ enter logs 3 entries, one per line"
        await press(pilot, "enter")
        readings = app.sent[0].readings
        assert all(isinstance(one, EntryReading) for one in readings)
        assert [one.text for one in readings if isinstance(one, EntryReading)] == ["14:05 one", "/etc/two = 2", "three"]


async def test_a_fault_in_a_pasted_line_is_named_and_nothing_is_sent() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await paste(app, "fine\n14:75 not a time\n")
        await press(pilot, "2")
        assert app.echo.startswith("! line 2: '14:75'")
        await press(pilot, "enter")
        assert app.sent == []
        assert app.area.line == "fine\n14:75 not a time"


async def test_a_refused_paste_is_still_an_entry_per_line() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await paste(app, "one\ntwo")
        await press(pilot, "2", "enter")
        app.line.refused("the disk is full")
        await press(pilot, "enter")
        assert [len(line.readings) for line in app.sent] == [2, 2]


async def test_a_paste_can_be_thrown_away_and_the_question_lets_only_its_answers_in() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"kept")
        await paste(app, "one\ntwo")
        await press(pilot, "x", "enter", "backspace", "3")
        await paste(app, "another")
        await pilot.pause()
        assert app.echo.startswith("? 2 lines")
        await press(pilot, "escape")
        assert (app.area.line, app.sent, app.keys_wanted) == ("kept", [], 0)


async def test_controls_in_a_paste_are_kept_and_drawn_as_pictures() -> None:
    app = LineApp()
    async with app.run_test(size=(120, 36)) as pilot:
        await paste(app, ODD)
        await pilot.pause()
        drawn = "".join(segment.text for segment in app.area.render_line(0))
        assert drawn.isprintable()
        assert drawn.startswith("␛[31m ␇ ␋␌␜")
        assert "[red] 中文 🔥" in drawn
        await press(pilot, "enter")
        assert app.texts == [ODD]
        # What stands on the screen lines up: the cursor is behind as many cells as were drawn.
        assert app.area.cursor_screen_offset.x == app.area.region.x + len(ODD) + 3


async def test_a_lone_surrogate_is_no_crash() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await paste(app, "a\ud83db")
        await press(pilot, "enter")
        assert app.texts == ["a\ufffdb"]


@pytest.mark.parametrize("text", ["x" * 65_536, "word and 中文 " * 5_461, "line\n" * 13_107])
async def test_a_paste_of_64_kib_is_taken_whole(text: str) -> None:
    app = LineApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await paste(app, text)
        await press(pilot, "1", "enter") if "\n" in text else await press(pilot, "enter")
        assert app.texts == [text.rstrip("\n")]
        assert app.area.region.height == 5


# -- history --------------------------------------------------------------------------------------------------------


async def log(app: LineApp, pilot: object, *texts: str) -> None:
    for text in texts:
        app.area.line = text
        app.line.takes_key("enter", False)
        app.line.accepted()


async def test_up_walks_back_through_lines_that_begin_so_and_down_returns() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await log(app, pilot, "/sev 1", "db slow", "/status identified", "db ok")
        await press(pilot, "d")
        seen = []
        for key in ("up", "up", "up", "down", "down"):
            await press(pilot, key)
            seen.append(app.area.line)
        assert seen == ["db ok", "db slow", "db slow", "db ok", "d"]


async def test_up_on_an_empty_line_asks_for_the_last_entry_and_up_again_walks() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await log(app, pilot, "one", "two")
        await press(pilot, "up")
        assert (app.edits_wanted, app.area.line) == (1, "")
        await press(pilot, "up", "up")
        assert (app.edits_wanted, app.area.line) == (1, "one")
        await press(pilot, "down", "down", "up")
        assert (app.edits_wanted, app.area.line) == (2, "")
        app.line.prefill("/edit K7QXM two")
        await press(pilot, "up")
        assert app.area.line == "two"
        await press(pilot, "down")
        assert app.area.line == "/edit K7QXM two"


async def test_up_in_a_text_of_rows_moves_the_cursor_first() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await log(app, pilot, "one")
        await press(pilot, "o", "ctrl+j", "x", "up")
        assert app.area.line == "o\nx"
        assert app.area.cursor_location[0] == 0


async def test_a_history_belongs_to_its_room() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await log(app, pilot, "one")
        app.line.set_context(app.words._replace(ref="1122-AAA"))
        await press(pilot, "o", "up")
        assert app.area.line == "o"
        assert app.echo == "  no earlier line begins so"
        app.line.set_context(app.words)
        await press(pilot, "up")
        assert app.area.line == "one"


# -- completion -----------------------------------------------------------------------------------------------------


async def test_tab_goes_through_what_fits_and_escape_puts_back_what_was_typed() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"/s", "tab")
        first = app.area.line
        assert first.startswith("/s") and len(first) > 2
        assert any(row.startswith(f"> {first.strip()}") for row in app.choices)
        await press(pilot, "tab")
        assert app.area.line not in (first, "/s")
        await press(pilot, "shift+tab")
        assert app.area.line == first
        await press(pilot, "shift+tab")
        assert app.area.line == "/s"
        await press(pilot, "tab", "down", "up", "escape")
        assert (app.area.line, app.choices, app.keys_wanted) == ("/s", [], 0)


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("/stat", "/status "),
        ("/status ide", "/status identified "),
        ("/sev SEV4", "/sev SEV4 "),
        ("seen by @李", "seen by @李工 "),
        ("bo", "bob: "),
        ("* decl", "* declared "),
        ("/pin K7", "/pin K7QXM"),
        ("－5m bo", "－5m bob: "),
    ],
)
async def test_tab_completes_the_only_one_at_once(typed: str, completed: str) -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await paste(app, typed)
        await press(pilot, "tab")
        assert (app.area.line, app.choices) == (completed, [])


async def test_typing_or_enter_after_tab_takes_the_candidate() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, "b", "tab")
        assert len(app.choices) == 2
        await press(pilot, "x")
        assert (app.area.line, app.choices) == ("bea: x", [])
        await press(pilot, "enter")
        assert app.texts == ["bea: x"]


async def test_tab_with_nothing_to_complete_keeps_focus_and_text() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"zz top ", "tab", "shift+tab")
        assert app.area.line == "zz top "
        assert app.area.has_focus
        assert app.echo == "  nothing to complete here"


async def test_the_list_stands_above_the_line_and_moves_nothing() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one("#room").styles.height = "1fr"
        await pilot.pause()
        before = app.area.region
        await press(pilot, "/", "tab")
        await pilot.pause()
        assert app.area.region == before
        list_above = app.query_one("#entry-choices")
        assert list_above.region.bottom <= app.line.region.y + 1
        assert list_above.region.height == len(app.choices) == 7


# -- drafts ---------------------------------------------------------------------------------------------------------


async def test_what_is_half_typed_is_kept_when_typing_pauses_and_forgotten_when_it_is_stored() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"half")
        await until(lambda: app.drafts[-1:] == ["half"])
        assert len(app.drafts) < 4  # not at every key
        await press(pilot, "enter", *"next")
        await until(lambda: app.drafts[-1:] == ["half\nnext"])
        app.line.accepted()
        await until(lambda: app.drafts[-1:] == ["next"])
        await press(pilot, "enter")
        app.line.accepted()
        await until(lambda: app.drafts[-1:] == [""])


async def test_a_text_is_kept_while_somebody_types_without_a_pause() -> None:
    assert LONGEST > PAUSE
    app = LineApp()
    async with app.run_test() as pilot:
        while not app.drafts:
            await press(pilot, "a")
        assert len(app.area.line) >= len(app.drafts[0]) > 1


async def test_a_draft_comes_back_with_its_kept_moment_as_words() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, "alt+t", *"words")
        await until(lambda: app.drafts[-1:] == ["2026-11-22 06:14:30 UTC words"])
    again = LineApp(draft=app.drafts[-1])
    async with again.run_test() as pilot:
        await pilot.pause()
        assert again.area.line == "2026-11-22 06:14:30 UTC words"
        assert "enter logs it" in again.echo
        again.now = NOW.replace(hour=8)
        await press(pilot, "enter")
        reading = again.sent[0].readings[0]
        assert isinstance(reading, EntryReading)
        assert (reading.text, reading.occurred_at) == ("words", NOW)


async def test_a_restored_draft_is_not_saved_again_and_cursor_stands_behind_it() -> None:
    app = LineApp(draft="a\nb中")
    async with app.run_test() as pilot:
        await press(pilot, "c")
        assert app.area.line == "a\nb中c"
        await until(lambda: app.drafts == ["a\nb中c"])


async def test_a_draft_that_cannot_be_kept_is_told_once_and_typing_goes_on() -> None:
    app = LineApp()
    app.disk_full = True
    async with app.run_test() as pilot:
        await press(pilot, "a")
        await until(lambda: "not kept" in app.echo)
        await press(pilot, "b")
        await pilot.pause(PAUSE * 2)
        assert "not kept" not in app.echo
        app.disk_full = False
        await press(pilot, "c")
        await until(lambda: app.drafts == ["abc"])


async def test_leaving_the_room_keeps_the_text_first() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"half")
        await app.line.flush()
        assert app.drafts[-1] == "half"


# -- the editor -------------------------------------------------------------------------------------------------------


async def test_without_an_editor_a_message_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"text", "ctrl+e")
        assert app.echo.startswith("! no editor is set")
        assert app.area.line == "text"


async def test_a_terminal_that_cannot_be_lent_keeps_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "true")
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"text", "ctrl+e")
        assert app.echo.startswith("! this terminal can't be lent")
        assert app.area.line == "text"


def test_pasted_lines_that_look_like_commands_are_text() -> None:
    readings = doing.read_lines(["/erase K7QXM now", "／say x", " //x"], now=NOW, zone=LineApp().words.zone, members=())
    assert [one.text for one in readings] == ["/erase K7QXM now", "／say x", "//x"]
