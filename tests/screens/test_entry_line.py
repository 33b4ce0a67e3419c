"""The entry line under the fingers: what is typed is read, sent, kept, and never lost."""

import time
from zoneinfo import ZoneInfo

import pytest
from textual import events
from textual.pilot import Pilot

from screens.widgets.line_words import LineWords, Tone
from tests.screens.line_app import NOW, WORDS, LineApp, press, until
from warroom import profiles
from warroom.grammar import orders
from warroom.grammar.reading import EntryReading

SIZES = [(120, 36), (80, 24)]


async def type_in(pilot: Pilot[None], app: LineApp, text: str) -> None:
    """Put a text into the line as a paste of one line does, and let it settle."""
    app.area.post_message(events.Paste(text))
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_typed_is_read_beneath_and_sent_by_enter(size: tuple[int, int]) -> None:
    app = LineApp()
    async with app.run_test(size=size) as pilot:
        await press(pilot, *"bob: ", "!", *" ok")
        assert app.prompt == " 1122-K7Q internal timeline › "
        assert "action" in app.echo
        assert "bob (by ana)" in app.echo
        await press(pilot, "enter")
        assert app.texts == ["bob: ! ok"]
        reading = app.sent[0].readings[0]
        assert isinstance(reading, EntryReading)
        assert (reading.actor, reading.kind, reading.text) == ("bob", "action", "ok")
        assert app.area.line == "bob: ! ok"  # until it is durable
        app.line.accepted()
        await pilot.pause()
        assert app.area.line == ""
        assert not app.line.busy


async def test_the_line_is_on_the_last_rows_and_as_wide_as_the_screen() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one("#room").styles.height = "1fr"
        await pilot.pause()
        assert app.area.region.right == 80
        assert app.line.region.bottom == 24
        assert app.line.region.height == 2


@pytest.mark.parametrize("size", SIZES)
async def test_it_grows_to_five_rows_and_shrinks_again(size: tuple[int, int]) -> None:
    app = LineApp()
    async with app.run_test(size=size) as pilot:
        for rows in range(1, 8):
            assert app.area.region.height == min(rows, 5)
            await press(pilot, "ctrl+j", "x")
        assert app.area.line == "\nx" * 7
        assert app.echo.startswith("→ 8 lines, one entry")
        app.line.prefill("")
        await pilot.pause()
        assert app.area.region.height == 1


async def test_enter_on_nothing_and_on_blanks_sends_nothing() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, "enter", "space", "space", "enter")
        assert app.sent == []


async def test_two_enters_log_once() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"once", "enter", "enter")
        assert app.texts == ["once"]


async def test_a_refused_line_stays_with_the_reason_until_the_next_key() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"kept", "enter")
        app.line.refused("the disk is full; free some space and press enter")
        await pilot.pause()
        assert app.area.line == "kept"
        assert app.echo == "! the disk is full; free some space and press enter"
        assert not app.area.has_class("-storing")
        await press(pilot, "enter")
        assert app.texts == ["kept", "kept"]


async def test_what_is_typed_while_a_line_is_stored_is_kept_apart() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"first", "enter")
        assert app.area.has_class("-storing")
        await press(pilot, *"second")
        assert (app.area.line, app.aside) == ("second", "storing: first")
        app.line.accepted()
        await pilot.pause()
        assert (app.area.line, app.aside) == ("second", "")
        await press(pilot, "enter")
        assert app.texts == ["first", "second"]


async def test_lines_are_sent_one_at_a_time_in_their_order() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, "a", "enter", "b", "enter", "c", "enter", "d")
        assert app.texts == ["a"]
        assert app.aside == "storing (+2 waiting): a"
        for sent in (["a", "b"], ["a", "b", "c"]):
            app.line.accepted()
            await pilot.pause()
            assert app.texts == sent
        app.line.accepted()
        await pilot.pause()
        assert (app.area.line, app.aside, app.line.busy) == ("d", "", False)


async def test_a_refusal_brings_back_every_line_that_is_not_on_disk() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, "a", "enter", "b", "enter")
        app.line.refused("the disk is full")
        await pilot.pause()
        assert (app.area.line, app.echo) == ("a", "! the disk is full")
        assert app.aside == "kept for after this one: b"
        for text in ("a", "b"):
            assert app.area.line == text
            await press(pilot, "enter")
            app.line.accepted()
            await pilot.pause()
        assert app.texts == ["a", "a", "b"]
        assert (app.area.line, app.aside) == ("", "")


async def test_a_refusal_leaves_the_text_under_the_fingers_alone() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, "a", "enter", "b", "enter", "c")
        app.line.refused("the disk is full")
        await press(pilot, "d")
        assert app.area.line == "cd"
        assert app.aside == "not stored, kept for after this one (+1): a - the disk is full"
        await until(lambda: app.drafts[-1:] == ["cd\na\nb"])
        await press(pilot, "enter")
        app.line.accepted()
        await pilot.pause()
        assert (app.area.line, app.echo) == ("a", "! the disk is full")
        assert app.aside == "kept for after this one: b"
        await press(pilot, "backspace", "enter")  # thrown away: the next one comes
        assert (app.area.line, app.aside) == ("b", "")


async def test_keys_that_type_nothing_leave_the_stored_text_alone() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"abc", "enter", "backspace", "left", "ctrl+u", "up", "tab")
        assert app.area.line == "abc"
        await press(pilot, "escape")
        assert app.keys_wanted == 1


async def test_an_answer_that_nobody_waits_for_changes_nothing() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"abc")
        app.line.accepted()
        app.line.refused("why")
        assert app.area.line == "abc"


async def test_escape_asks_for_keys_and_keeps_the_text() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"half", "escape")
        assert (app.keys_wanted, app.area.line) == (1, "half")
        await press(pilot, "ctrl+g")
        assert app.keys_wanted == 2
        app.screen.set_focus(None)
        await pilot.pause()
        assert app.line.has_class("-keys")
        app.line.focus()
        await pilot.pause()
        assert not app.line.has_class("-keys")


async def test_key_mode_is_said_in_words() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        app.screen.set_focus(None)
        await pilot.pause()
        assert app.echo.startswith("  KEYS")


async def test_relative_times_move_with_the_clock() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"14:05 x")
        before = app.echo
        app.now = NOW.replace(minute=40)
        await until(lambda: app.echo != before)
        assert "35 min ago" in app.echo


async def test_a_time_is_fixed_when_enter_is_pressed() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"-5m x", "enter")
        app.now = NOW.replace(hour=9)
        app.line.accepted()
        reading = app.sent[0].readings[0]
        assert isinstance(reading, EntryReading)
        assert reading.occurred_at == NOW.replace(minute=9)


async def test_a_kept_moment_is_shown_given_to_the_entry_and_dropped() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, "alt+t")
        assert "14:14:30" in app.prompt
        app.now = NOW.replace(minute=20)
        await press(pilot, *"later words")
        await press(pilot, "escape")
        assert ("14:14:30" in app.prompt, app.keys_wanted, app.area.line) == (False, 0, "later words")
        await press(pilot, "alt+t", "alt+t")
        assert "14:20" not in app.prompt
        await press(pilot, "alt+t", "enter")
        reading = app.sent[0].readings[0]
        assert isinstance(reading, EntryReading)
        assert reading.occurred_at == app.now
        assert "14:20" not in app.prompt
        app.line.refused("no")
        await pilot.pause()
        assert "14:20:30" in app.prompt


async def test_keys_act_in_the_order_in_which_they_were_pressed_remapped_ones_too() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        app.set_keymap({"line.now": "f8"})
        await press(pilot, "a", "f8", "b", "backspace", "enter", "c", "f8", "left", "d")
        reading = app.sent[0].readings[0]
        assert isinstance(reading, EntryReading)
        assert (reading.text, reading.occurred_at) == ("a", NOW)
        assert (app.area.line, "14:14:30" in app.prompt) == ("dc", True)


async def test_a_typed_time_wins_over_a_kept_one() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, "alt+t", *"-1h x", "enter")
        reading = app.sent[0].readings[0]
        assert isinstance(reading, EntryReading)
        assert reading.occurred_at == NOW.replace(hour=5)


async def test_a_fault_keeps_the_line_and_says_why() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"/sev 9", "enter")
        assert app.sent == []
        assert app.area.line == "/sev 9"
        assert app.echo.startswith("! '9' is no severity")
        await press(pilot, "backspace", "2", "enter")
        assert app.sent[0].readings == (orders.SetSeverity("SEV2"),)


async def test_an_unfinished_command_is_no_fault_yet() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"/status ")
        assert app.echo.startswith("  ")
        assert "investigating" in app.echo


async def test_full_width_forms_mean_the_same() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"－５m bob：！好")
        assert "action" in app.echo
        assert "bob (by ana)" in app.echo
        await press(pilot, "enter")
        reading = app.sent[0].readings[0]
        assert isinstance(reading, EntryReading)
        assert (reading.kind, reading.actor, reading.text) == ("action", "bob", "好")
        app.line.accepted()
        await press(pilot, *"／say 你好", "enter")
        assert app.sent[1].readings == (orders.Say("你好"),)


async def test_the_discussion_reads_time_and_person_and_leaves_the_other_marks() -> None:
    app = LineApp(WORDS._replace(pane="discussion"))
    async with app.run_test() as pilot:
        await press(pilot, *"bob: ! see > 5 ~15m", "enter")
        assert app.prompt == " 1122-K7Q internal discussion › "
        reading = app.sent[0].readings[0]
        assert isinstance(reading, EntryReading)
        assert (reading.actor, reading.text) == ("bob", "! see > 5 ~15m")


async def test_prefill_puts_aside_what_was_typed() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await press(pilot, *"half")
        app.line.prefill("/edit K7QXM cache")
        await press(pilot, "enter")
        app.line.accepted()
        await pilot.pause()
        assert app.area.line == "half"


async def test_markup_and_escapes_are_shown_as_typed() -> None:
    app = LineApp(LineWords("1122-K7Q", me="[red]me[/red]"))
    async with app.run_test() as pilot:
        await type_in(pilot, app, "[red]x[/] [link=http://a]\x1b[31mb")
        assert app.area.line == "[red]x[/] [link=http://a]\x1b[31mb"
        assert "[red]me[/red]" in app.echo
        drawn = "".join(segment.text for segment in app.area.render_line(0))
        assert drawn.startswith("[red]x[/] [link=http://a]␛[31mb")
        app.line.refused("")
        app.line.tell("[bold]not markup")
        assert app.echo.endswith("[bold]not markup")


def test_reading_a_pasted_book_costs_no_more_than_reading_its_first_page() -> None:
    page = "-5m bob: ! rolled back to v411 with @bea ~15m >16:00 " + "and words " * 394
    book = page * 40
    assert _best(book) < 8 * _best(page), "the book is forty pages"


def _best(text: str) -> float:
    """Seconds of this process in the quickest of some readings: what else the machine does is not counted."""
    taken = []
    for _ in range(15):
        start = time.process_time()
        WORDS.echo(text, NOW, None, True, 80)
        taken.append(time.process_time() - start)
    return min(taken)


def test_a_profiles_words_are_offered_read_and_hinted() -> None:
    project = profiles.load("project")
    words = LineWords(zone=ZoneInfo("Asia/Shanghai"), me="ana", profile=lambda: project)

    def offered(text: str) -> list[str]:
        return [one.text.strip() for one in words.candidates(text, len(text)).items]

    assert offered("/sev ")[:5] == ["SEV1", "SEV2", "SEV3", "SEV4", "SEV5"]
    assert (offered("/sev 较"), offered("/sev ser")) == (["较大"], ["serious"])
    assert offered("/status 已查") == ["已查明"]
    assert "特别重大" in next(one[1] for one in words.candidates("/sev SEV1", 9).items)
    assert offered("* 控") == ["控制"]
    said = words.echo("/sev 较大", NOW, None, True, 120)
    assert said.tone is Tone.READING and "no severity" not in said.text
    plain = LineWords(me="ana")
    assert not plain.candidates("/sev 较", 6).items


def test_the_times_of_a_command_are_said_before_enter() -> None:
    words = LineWords(zone=ZoneInfo("Asia/Shanghai"), me="ana")
    said = words.echo("/task @bob order >2030-11-29", NOW, None, True, 120)
    assert said.text.startswith("due Fri 29 Nov 2030 18:00 UTC+8 (end of the working day)")
    assert words.echo("/eta Acme: 16:00..17:00", NOW, None, True, 120).text.startswith("'16:00..17:00' can't be read")
