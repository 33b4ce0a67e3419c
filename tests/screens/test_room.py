"""What each key of a room does, on a real folder."""

import fcntl
import re
import stat
from datetime import timedelta

import pytest
from textual.screen import ModalScreen

from screens.dialogs.form import Form
from screens.dialogs.page import Page
from screens.lobby.screen import LobbyScreen
from screens.widgets.field import Field
from tests.screens.kit import NOW, ROOM, Place, as_text, entry, find, opened, shown, texts, the_room, type_line, until
from warroom import making
from warroom.clock import to_stamp
from warroom.state.timeline import Log


@pytest.fixture(autouse=True)
def room(where: Place) -> None:
    where.create(
        [
            *opened(),
            entry(1, "error rate 4 % in EU only", at="14:02"),
            entry(2, "certificate of node 3 expired", at="14:05", by="bob"),
            entry(3, "rolled back to v411", at="14:09", says="action", actor="bob"),
            entry(4, "the certificate is new, error rate falls", at="14:11", by="wei"),
        ]
    )


async def fill_form(app, pilot, **answers: str) -> None:  # type: ignore[no-untyped-def]
    """Write into the form's fields and send it off."""
    await until(pilot, lambda: isinstance(app.screen, Form))
    form = app.screen
    for name, text in answers.items():
        form.query_one(f"#ask-{name}", Field).line = text
    await pilot.press("enter")


async def test_a_line_is_logged_and_clears_when_it_is_on_disk(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await type_line(app, pilot, "-5m bob: ! drained node 3 ~15m")
        one = find(app, "drained node 3")
        assert (one.kind, one.who, one.author, one.said.time_box) == ("action", "bob", "ana", 15)
        assert one.at == to_stamp(NOW - timedelta(minutes=5))
        assert the_room(app).line.text == ""
        assert "bob drained node 3" in as_text(app)
    log = where.rooms.open(ROOM)
    assert any(event.payload.get("text") == "drained node 3" for event in log.load())
    log.close()


async def test_what_cannot_be_saved_stays_with_the_reason(where: Place) -> None:
    async with shown(where) as (app, pilot):
        folder = where.folder / "rooms" / ROOM
        screen = the_room(app)

        def refuse(drafts: object) -> list[object]:
            from warroom.errors import NotSaved

            raise NotSaved("the disk is full; make room and press enter again")

        screen.room._log.append = refuse  # type: ignore[method-assign,assignment]
        screen.line._area.line = "node 4 is hot"
        await pilot.press("enter")
        await until(pilot, lambda: "NOT SAVED: the disk is full" in as_text(app))
        assert screen.line.text == "node 4 is hot"
        assert folder.is_dir()
        del screen.room._log.append
        await pilot.press("enter")
        await until(pilot, lambda: "node 4 is hot" in texts(app))
        await until(pilot, lambda: "NOT SAVED" not in as_text(app) and screen.line.text == "")


async def test_a_form_that_stays_open_is_no_slow_disk(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press("escape", "e")
        await until(pilot, lambda: isinstance(app.screen, ModalScreen))
        screen = the_room(app)
        said: list[str] = []
        screen.banner.say = lambda name, text: said.append(text)  # type: ignore[method-assign]
        screen._say_slow()
        assert said == []
        screen.room.storing = 1
        screen._say_slow()
        assert "STORING TAKES LONG" in said[0]


async def test_slow_storing_says_so_and_goes_on_when_it_can(where: Place) -> None:
    async with shown(where) as (app, pilot):
        screen = the_room(app)
        with (where.folder / "rooms" / ROOM / "lock").open("r+b") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            screen.line._area.line = "waiting for the disk"
            await pilot.press("enter")
            await until(pilot, lambda: "STORING TAKES LONG" in as_text(app))
            await pilot.press(*"next")
            assert "waiting for the disk" not in texts(app)
        await until(pilot, lambda: "waiting for the disk" in texts(app))
        await until(pilot, lambda: "STORING TAKES LONG" not in as_text(app))
        assert screen.line.text == "next"


async def test_a_click_goes_to_a_pane_and_to_an_entry(where: Place) -> None:
    async with shown(where) as (app, pilot):
        screen = the_room(app)
        row = next(y for y, line in enumerate(as_text(app).splitlines()) if "certificate of node 3" in line)
        await pilot.click(offset=(30, row))
        await until(pilot, lambda: app.focused is screen.timeline)
        assert screen.timeline.current is find(app, "certificate of node 3")
        await pilot.click(screen.discussion)
        await until(pilot, lambda: app.focused is screen.discussion and "internal discussion" in as_text(app))
        await pilot.click("#entry-text")
        await until(pilot, lambda: screen.typing)


async def test_a_severity_by_command_is_in_the_header(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await type_line(app, pilot, "/sev 1 all of Europe")
        await until(pilot, lambda: as_text(app).startswith(" SEV1 INVESTIGATING"))
        await type_line(app, pilot, "/impact nobody can pay")
        await until(pilot, lambda: "Impact  nobody can pay" in as_text(app))


async def test_escape_turns_letters_into_keys_and_i_goes_back(where: Place) -> None:
    async with shown(where) as (app, pilot):
        assert as_text(app).rstrip().endswith("typing")
        await pilot.press("escape")
        await until(pilot, lambda: app.focused is the_room(app).timeline)
        await until(pilot, lambda: as_text(app).rstrip().endswith("KEYS"))
        await pilot.press("i")
        await until(pilot, lambda: the_room(app).typing)
        await pilot.press("ctrl+g", "enter")
        await until(pilot, lambda: the_room(app).typing)
        assert not isinstance(app.screen, Page)


async def test_edit_keeps_the_older_version_and_undo_brings_it_back(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "e")
        await fill_form(app, pilot, text="the certificate is new, errors are gone")
        await until(pilot, lambda: "(edited)" in as_text(app))
        one = find(app, "errors are gone")
        assert one.versions == 2
        await pilot.press("z")
        await until(pilot, lambda: find(app, "the certificate").text == "the certificate is new, error rate falls")
        assert "undone:" in as_text(app)


async def test_a_form_that_is_left_keeps_what_was_typed(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "e")
        await until(pilot, lambda: isinstance(app.screen, Form))
        app.screen.query_one("#ask-text", Field).line = "half a thought"
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, Form))
        assert "half a thought" not in texts(app)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, Form))
        assert app.screen.query_one("#ask-text", Field).line == "half a thought"


async def test_the_time_of_an_entry_can_be_changed(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "t")
        await fill_form(app, pilot, time="not a time")
        await until(pilot, lambda: "is not a time" in as_text(app))
        await fill_form(app, pilot, time="14:01")
        await until(pilot, lambda: find(app, "the certificate is new").at == "2026-11-22T14:01:00.000000Z")
        assert texts(app).index("the certificate is new, error rate falls") < texts(app).index(
            "error rate 4 % in EU only"
        )


async def test_pin_strike_and_take_back(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "asterisk")
        await until(pilot, lambda: find(app, "the certificate is new").pinned)
        assert re.search(r"\*14:11 \w{5} obs wei", as_text(app))
        await pilot.press("x")
        await fill_form(app, pilot, reason="wrong room")
        await until(pilot, lambda: find(app, "the certificate is new").retracted)
        await until(pilot, lambda: "struck by ana: wrong room" in as_text(app))
        await pilot.press("x")
        await until(pilot, lambda: not find(app, "the certificate is new").retracted)


async def test_erase_asks_for_the_reference_and_a_reason(where: Place) -> None:
    async with shown(where) as (app, pilot):
        one = find(app, "the certificate is new")
        await pilot.press("ctrl+g", "X")
        await fill_form(app, pilot, ref="nope!", reason="a password")
        await until(pilot, lambda: f"type {one.ref}" in as_text(app))
        assert not one.erased
        await fill_form(app, pilot, ref=one.ref.lower(), reason="")
        await until(pilot, lambda: "say why" in as_text(app))
        await fill_form(app, pilot, ref=one.ref.lower(), reason="a password")
        await until(pilot, lambda: "(erased by ana: a password)" in as_text(app))
        assert "the certificate is new" not in as_text(app)
    for file in (where.folder / "rooms" / ROOM).glob("*.jsonl"):
        assert b"the certificate is new" not in file.read_bytes()


async def test_search_goes_to_the_newest_and_n_goes_round(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "slash", *"cert")
        await until(pilot, lambda: "/cert: 2 of 2" in as_text(app))
        await pilot.press("enter")
        timeline = the_room(app).timeline
        await until(pilot, lambda: app.focused is timeline)
        await pilot.press("N")
        assert "/cert: 1 of 2" in as_text(app)
        assert timeline.current is find(app, "certificate of node 3")
        await pilot.press("N")
        assert timeline.current is find(app, "the certificate is new")
        await pilot.press("n")
        assert timeline.current is find(app, "certificate of node 3")
        await pilot.press("escape")
        await until(pilot, lambda: "/cert" not in as_text(app))


async def test_search_takes_all_words_and_people(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await type_line(app, pilot, "cert and rate on one line")
        screen = the_room(app)
        screen.search_for("rate cert")
        assert screen.timeline.current is find(app, "cert and rate")
        assert "2 of 2" in as_text(app)
        screen.search_for("bob v411")
        await pilot.pause()
        assert "1 of 1" in as_text(app)


async def test_a_filter_is_in_the_title_and_escape_ends_it(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "f")
        await fill_form(app, pilot, filter="obs @bob")
        await until(pilot, lambda: "only obs @bob" in as_text(app))
        assert "certificate of node 3" in as_text(app)
        assert "rolled back to v411" not in as_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: "rolled back to v411" in as_text(app))


async def test_a_filter_shows_what_comes_in_only_when_it_fits(where: Place) -> None:
    async with shown(where) as (app, pilot):
        screen = the_room(app)
        screen.line._area.line = "/filter act"
        await pilot.press("enter")
        await until(pilot, lambda: "only act" in as_text(app))
        await type_line(app, pilot, "not an action")
        await type_line(app, pilot, "! an action it is")
        assert "an action it is" in as_text(app)
        assert "not an action" not in as_text(app)


async def test_jump_goes_to_the_first_entry_at_a_time(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "at")
        await fill_form(app, pilot, time="14:04")
        await until(pilot, lambda: the_room(app).timeline.current is find(app, "certificate of node 3"))


async def test_the_detail_shows_times_people_and_versions(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "k", "e")
        await fill_form(app, pilot, text="rolled back to v411 everywhere")
        await until(pilot, lambda: "everywhere" in as_text(app))
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, Page))
        page = as_text(app)
        for part in (find(app, "everywhere").ref, "bob (by ana)", "VERSIONS", "rolled back to v411", "14:09:00 UTC"):
            assert part in page
        await pilot.press("q")
        await until(pilot, lambda: not isinstance(app.screen, Page))


async def test_brief_changes_who_and_help_are_pages(where: Place) -> None:
    async with shown(where) as (app, pilot):
        for key, word in (("b", "Conditions:"), ("B", "Since"), ("f3", "ROLES"), ("question_mark", "IN A LIST")):
            await pilot.press("ctrl+g", key)
            await until(pilot, lambda: isinstance(app.screen, Page))
            assert word in as_text(app) or word in str(app.screen._body)  # type: ignore[attr-defined]
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(app.screen, Page))


async def test_b_says_what_came_since_this_person_left(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "B", "escape")
    where.clock.now += timedelta(minutes=10)
    log = where.rooms.open(ROOM)
    log.append([making.draft("timeline.log", Log("observation", "while ana was away"), "bob", where.clock.now)])
    log.close()
    where.clock.now += timedelta(minutes=10)
    async with shown(where) as (app, pilot):
        await until(pilot, lambda: the_room(app)._private._drafts is not None)
        await pilot.press("ctrl+g", "B")
        await until(pilot, lambda: isinstance(app.screen, Page))
        assert "while ana was away" in as_text(app)
        assert "certificate of node 3" not in app.screen._body  # type: ignore[attr-defined]


async def test_export_asks_for_whom_each_time_and_writes_a_private_file(where: Place) -> None:
    async with shown(where) as (app, pilot):
        for form, name in (("m", "1127-000.INTERNAL.md"), ("j", "1127-000.INTERNAL.json")):
            await pilot.press("ctrl+g", "E")
            await until(pilot, lambda: "Export for whom?" in as_text(app))
            await pilot.press("i")
            await until(pilot, lambda: "Which document?" in as_text(app))
            await pilot.press("t")
            await until(pilot, lambda: "In which format?" in as_text(app))
            await pilot.press(form)
            file = where.folder / name
            await until(pilot, file.exists)
            await until(pilot, lambda name=name: f"written: {name}" in as_text(app))
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "certificate of node 3" in (where.folder / "1127-000.INTERNAL.md").read_text()


async def test_the_panes_take_turns_and_enter_logs_to_the_one_in_the_prompt(where: Place) -> None:
    async with shown(where) as (app, pilot):
        screen = the_room(app)
        await pilot.press("ctrl+g", "tab")
        await until(pilot, lambda: app.focused is screen.discussion)
        await pilot.press("i")
        await until(pilot, lambda: "internal discussion ›" in as_text(app))
        await type_line(app, pilot, "is it the certificate?")
        assert [one.text for one in screen.room.state.discussion] == ["is it the certificate?"]
        await pilot.press("ctrl+g", "tab")
        await until(pilot, lambda: app.focused is screen.owner_side.thread)
        await pilot.press("i")
        await until(pilot, lambda: "internal timeline ›" in as_text(app))


async def test_what_another_process_stores_is_shown(where: Place) -> None:
    async with shown(where) as (app, pilot):
        log = where.rooms.open(ROOM)
        log.append([making.draft("timeline.log", Log("observation", "from next door"), "bob", NOW)])
        log.close()
        await until(pilot, lambda: "from next door" in as_text(app))


async def test_new_entries_are_counted_while_somebody_reads_further_up(where: Place) -> None:
    where.create(
        [*opened(), *(entry(n, f"line {n}", at=f"13:{n:02}") for n in range(10, 59))],
        "01936b3c-9e00-7000-8000-00000000aaaa",
    )
    async with shown(where, "01936b3c-9e00-7000-8000-00000000aaaa") as (app, pilot):
        await pilot.press("ctrl+g", "g", "i")
        await type_line(app, pilot, "news")
        await until(pilot, lambda: "-- 1 new entry, G goes to the end --" in as_text(app))
        await pilot.press("ctrl+g", "G")
        await until(pilot, lambda: "new entry" not in as_text(app) and " news" in as_text(app))


async def test_up_on_an_empty_line_edits_my_last_entry(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await type_line(app, pilot, "a typo hrre")
        await pilot.press("up")
        screen = the_room(app)
        await until(pilot, lambda: screen.line.text.endswith("a typo hrre"))
        assert screen.line.text == f"/edit {find(app, 'a typo').ref} a typo hrre"


async def test_the_palette_does_what_a_key_does(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Search" in type(app.screen).__name__ or "Palette" in type(app.screen).__name__)
        await pilot.press(*"brief")
        await until(pilot, lambda: "Brief  b" in as_text(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, Page) and "Conditions:" in as_text(app))


async def test_the_lobby_is_one_key_away_and_back(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press("alt+0")
        await until(pilot, lambda: isinstance(app.screen, LobbyScreen) and "1 open of 1" in as_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: "certificate of node 3" in as_text(app))


async def test_a_half_typed_line_is_there_again(where: Place) -> None:
    async with shown(where) as (app, pilot):
        the_room(app).line._area.line = "half of an ent"
        await pilot.pause(0.4)
    async with shown(where) as (app, pilot):
        await until(pilot, lambda: the_room(app).line.text == "half of an ent")


async def test_a_text_of_before_waits_for_who_types_already(where: Place) -> None:
    async with shown(where) as (app, pilot):
        the_room(app).line.restore("half of an ent", aside=True)
        await pilot.press("x", "z", "enter")
        await until(pilot, lambda: "xz" in texts(app), seconds=20)
        await until(pilot, lambda: the_room(app).line.text == "half of an ent", seconds=20)


async def test_keys_before_the_line_is_there_are_typed_into_it(where: Place) -> None:
    from screens.app import WarroomApp

    desk = where.desk()
    start = desk.enter(where.rooms.open(ROOM))
    await start.preview()
    app = WarroomApp(desk, start)
    async with app.run_test(size=(120, 36)) as pilot:
        app.simulate_key("x")
        app.simulate_key("z")
        await until(pilot, lambda: the_room(app).furnished and the_room(app).line.text == "xz")
        assert not any(one.retracted for one in the_room(app).room.state.timeline)
