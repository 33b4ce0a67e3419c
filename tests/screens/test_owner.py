"""The owner's side: what it shows, what each key of screen 5 does, F4, who listens, present mode."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.app import WarroomApp
from screens.dialogs.choice import Choice
from screens.dialogs.due_list import DueList
from screens.dialogs.form import Form
from screens.dialogs.page import Page
from screens.dialogs.picker import Picker
from screens.dialogs.sheet import Sheet
from screens.owner.body import OwnerBody
from screens.present.screen import PresentScreen
from screens.widgets.field import Field
from screens.widgets.other_side import OwnerSide
from store.directory import OwnerDirectory
from tests.delivery.returns import report
from tests.screens import rooms_with_owners as rooms
from tests.screens.kit import NOW, ROOM, Place, as_text, entry, opened, shown, the_room, type_line, until
from tests.screens.rooms_with_owners import ahead, made
from warroom.clock import to_stamp
from warroom.state.commitments import Made, Moved
from warroom.state.deliveries import Delivery, Sending
from warroom.state.promises import promises
from warroom.state.room_state import RoomState
from warroom.state.team import PresenceIn, PresenceOut

OTHER = "01936b3c-9e00-7000-8000-00000000cafe"


def state(app: WarroomApp) -> RoomState:
    return the_room(app).room.state


def body(app: WarroomApp) -> OwnerBody:
    found = the_room(app).body
    assert isinstance(found, OwnerBody)
    return found


def reads(app: WarroomApp, text: str) -> bool:
    """Whether the page that is shown says something, however it is wrapped."""
    return isinstance(app.screen, Sheet) and any(
        text in one for one in (app.screen._body, *(o.words for o in app.screen._options))
    )


async def fill(app: WarroomApp, pilot: Pilot[None], **answers: str) -> None:
    """Write into the form's fields, send it off, and wait for what it does."""
    await until(pilot, lambda: isinstance(app.screen, Form))
    form = app.screen
    for name, text in answers.items():
        form.query_one(f"#ask-{name}", Field).line = text
    before = len(state(app))
    await pilot.press("enter")
    await until(pilot, lambda: app.screen is not form and (len(state(app)) > before or not _plain(app)))


def _plain(app: WarroomApp) -> bool:
    return app.screen is the_room(app)


async def at(app: WarroomApp, pilot: Pilot[None], key: str) -> None:
    """Put the cursor of the present pane of screen 5 on a line."""
    assert body(app).current_list.move_to(key)
    await pilot.pause()


def key_of(app: WarroomApp, text: str) -> str:
    """The key of the line of what we owe that has ``text``."""
    return next(item.key for item in body(app).owed._shown if text in item.row.text)


# -- what is shown ----------------------------------------------------------------------------------------------------


async def test_header_strip_and_side_speak_of_the_owners(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, _):
        text = as_text(app)
        assert "City Council LATE 27:17 ▮▮▮▮▮ (+1)" in text  # nobody told them anything in their first half hour
        assert "7 not told" in text and "2 questions" in text
        assert '(Acme Retail told: SEV2, "some")' in text
        assert "WITH THE OWNER  Acme Retail" in text
        assert "We owe    next update 14:18 · answer Mr Li" in text
        assert "Not told  impact: card" in text
        assert "5 Owner!" in text


async def test_the_nearest_clock_runs_with_the_clock_that_is_passed_in(where: Place) -> None:
    where.create(
        [
            *opened(),
            made(23, rooms.plan("Acme"), 40),
            made(31, Made(text="report", owner_id="Acme", due=ahead(4.2)), 20),
        ]
    )
    async with shown(where) as (app, pilot):
        room = the_room(app)
        await type_line(app, pilot, "/told Acme: called them")
        assert "Acme due 04:12" in as_text(app)
        where.clock.now += timedelta(minutes=4)
        room._tick()
        await pilot.pause()
        assert "Acme due 00:12 ▮▮▮▮▮" in as_text(app)
        where.clock.now += timedelta(minutes=1)
        room._tick()
        await pilot.pause()
        assert "Acme LATE 00:48" in as_text(app)
        assert "promise: report" in as_text(app)  # now it is one more thing that they have to be told


async def test_brackets_switch_the_owner_everywhere(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "right_square_bracket")
        await pilot.pause()
        assert "WITH THE OWNER  City Council 2/2 [ ]" in as_text(app)
        said = the_room(app).query_one(OwnerSide).thread._empty
        assert "Nothing was said with City Council yet" in said and "/told City Council: TEXT" in said
        await pilot.press("5")
        await pilot.pause()
        assert "City Council (authority)" in as_text(app)
        await pilot.press("left_square_bracket")
        await pilot.pause()
        assert "Acme Retail (client)" in as_text(app)


# -- messages and questions -------------------------------------------------------------------------------------------


async def test_a_message_is_noted_and_its_questions_are_split_with_confirmation(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "5", "m")
        await until(pilot, lambda: isinstance(app.screen, Form))
        form = app.screen
        form.query_one("#ask-text", Field).line = "Dear all, 1. Is the EU hit? 2. And the US? Regards"
        form.query_one("#ask-by", Field).line = "Ms Ray"
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not form and isinstance(app.screen, Form))
        before = len(state(app))
        await pilot.press("enter")
        await until(pilot, lambda: len(state(app)) == before + 3)
        asked = [one.now.text for one in state(app).questions.of("Acme Retail")][-2:]
        assert asked == ["Is the EU hit?", "And the US?"]
        assert all(one.now.actor == "Ms Ray" for one in state(app).questions.of("Acme Retail")[-2:])
        assert "4 questions" in as_text(app)


async def test_a_mail_is_read_from_its_file(where: Place, tmp_path: Path) -> None:
    mail = tmp_path / "reply.eml"
    mail.write_bytes(
        b"From: Li <li@acme.example>\r\nTo: us@x.example\r\nSubject: Re: #1\r\nMessage-ID: <a1@acme.example>\r\n"
        b"Date: Sun, 22 Nov 2026 14:13:00 +0000\r\n\r\nThank you. We wait.\r\n\r\n> old words\r\n"
    )
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "5", "m")
        await fill(app, pilot, text=str(mail))
        one = state(app).owners.threads["Acme Retail"].order[-1]
        said = state(app).owners.messages[one.eid]
        assert (one.text, said.title, one.who) == ("Thank you. We wait.", "Re: #1", "Li")
        assert one.at == "2026-11-22T14:13:00.000000Z"


async def test_a_mail_may_be_pasted_as_its_source(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "5", "m")
        await fill(app, pilot, text="From: Li <li@acme.example>\nSubject: Re: #1\n\nThank you. We wait.\n\n> old words")
        said = state(app).owners.messages[state(app).owners.threads["Acme Retail"].order[-1].eid]
        assert (said.text, said.title, said.actor) == ("Thank you. We wait.", "Re: #1", "Li")


async def test_a_mail_that_came_back_marks_its_delivery_and_is_nobodys_message(where: Place, tmp_path: Path) -> None:
    key, mail = "0" * 32, tmp_path / "report.eml"
    mail.write_bytes(report(f"<{key}@warroom.example>"))
    said = Sending(
        owner_id="Acme Retail", draft="d", revision="r", key=key, number=3, channel="email", contact="li@acme.example"
    )
    came = Delivery(owner_id="Acme Retail", draft="d", key=key, state="accepted", attempt=1)
    where.create([*rooms.english(), made(70, said, 5, "wei"), made(71, came, 4, "wei")])
    async with shown(where) as (app, pilot):
        messages = len(state(app).owners.messages)
        await pilot.press("ctrl+g", "5", "m")
        await fill(app, pilot, text=str(mail))
        row = state(app).deliveries.get(key)
        assert row is not None and row.state == "dead"
        assert len(state(app).owners.messages) == messages
        await until(pilot, lambda: "#3 came back: 550 5.1.1" in as_text(app))
        sight = the_room(app).sight
        line = sight.thread("Acme Retail", NOW)[-1].row
        assert (line.mark, line.flag) == ("BCK", "!!")
        assert line.text == "#3 came back: 550 5.1.1 <li@acme.example>: no such user; telephone them"
        assert sight.calling
        await pilot.press("1")
        await until(pilot, lambda: "Acme Retail E-mail came back" in as_text(app))
        assert "#3 came back: 550" in as_text(app)


async def test_calls_messages_out_and_questions_are_noted(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "5", "c")
        await fill(app, pilot, text="went through the plan", people="Mr Li, ana", means="meeting", at="-5m")
        one = state(app).owners.threads["Acme Retail"].order[-1]
        assert state(app).owners.messages[one.eid].people == ["Mr Li", "ana"]
        assert one.at == to_stamp(NOW - timedelta(minutes=5))
        await pilot.press("M")
        await fill(app, pilot, text="we call at three", means="chat")
        assert state(app).owners.messages[state(app).owners.threads["Acme Retail"].order[-1].eid].direction == "out"
        await pilot.press("a")
        await fill(app, pilot, text="How many shops?", by="Mr Li", due="30m")
        asked = state(app).questions.of("Acme Retail")[-1]
        assert (asked.now.text, asked.now.due) == ("How many shops?", to_stamp(NOW + timedelta(minutes=30)))
        await at(app, pilot, f"asked:{asked.eid}")
        await pilot.press("w")
        await fill(app, pilot, text="three of them", told="yes")
        answer = state(app).questions.answer(asked.eid)
        assert answer is not None and answer.value.told
        assert not [one for one in the_room(app).room.owners.not_told("Acme") if "shops" in one.fact.text]


# -- promises ---------------------------------------------------------------------------------------------------------


async def test_promises_are_made_moved_kept_broken_and_taken_back(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "5")
        for name in ("one", "two", "three"):
            await pilot.press("p")
            await fill(app, pilot, text=f"list {name}", due="30m", kind="action")
        await at(app, pilot, key_of(app, "list one"))
        await pilot.press("v")
        await fill(app, pilot, due="50m", text="node 3 takes longer")
        await at(app, pilot, key_of(app, "list one"))
        await pilot.press("y")
        await fill(app, pilot, text="mailed")
        await at(app, pilot, key_of(app, "list two"))
        await pilot.press("K")
        await fill(app, pilot, text="the data is gone")
        await at(app, pilot, key_of(app, "list three"))
        await pilot.press("x")
        await fill(app, pilot, text="no longer wanted")
        found = promises(state(app).commitments, state(app).updates, NOW, "Acme Retail")
        standing = {one.record.now.text: (one.standing, one.moved) for one in found}
        assert standing["list one"] == ("kept", True)
        assert standing["list two"] == ("broken", False) and standing["list three"] == ("withdrawn", False)
        assert any("list two" in one.fact.text for one in the_room(app).room.owners.not_told("Acme"))
        await pilot.press("L")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.pause()
        assert "Score 50 % = kept 1 / (kept 1 + late 0 + broken 1)" in as_text(app)
        await pilot.press("escape", "z")
        await until(pilot, lambda: "undone" in as_text(app))


async def test_two_times_for_a_promise_are_shown_until_somebody_picks(where: Place) -> None:
    from tests.screens.kit import eid

    where.create(
        [
            *rooms.english(),
            made(50, Moved(target=eid(37), due=ahead(150), reason="said so", bases=[eid(37)]), 4, "bob"),
        ]
    )
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "5")
        await at(app, pilot, f"promise:{eid(37)}")
        current = body(app).owed.current
        assert current is not None and "CONFLICT: 15:44 or 16:44, C picks" in current.row.note
        await pilot.press("C")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.press("2")
        await until(pilot, lambda: not state(app).commitments.made.named(eid(37)).conflict("due"))


# -- telling ----------------------------------------------------------------------------------------------------------


async def test_telling_by_hand_takes_facts_off_the_list(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "5", "t", "a")
        await fill(app, pilot, means="meeting", at="14:10", people="Mr Li", next="14:40")
        assert the_room(app).room.owners.not_told("Acme") == []
        last = state(app).updates.last("Acme Retail")
        assert last is not None and last.said.means == "meeting" and last.said.people == ["Mr Li"]
        assert "They know" in as_text(app) and "next update 14:40" not in as_text(app).split("We owe")[0]


async def test_some_facts_are_picked(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "5", "t", "s")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("space", "enter")
        await fill(app, pilot)
        assert len(the_room(app).room.owners.not_told("Acme")) == 2


async def test_whoever_listens_is_asked_about(where: Place) -> None:
    where.create(rooms.listening())
    async with shown(where) as (app, pilot):
        assert "OWNER ON CALL: ACME RETAIL" in as_text(app)
        assert "may have heard" in as_text(app)
        await pilot.press("ctrl+g", "5")
        await pilot.pause()
        assert "was it said aloud? t" in as_text(app) and "ON THE CALL" in as_text(app)
        await pilot.press("t")
        await until(pilot, lambda: "was it said aloud?" in as_text(app) and isinstance(app.screen, Choice))
        await pilot.press("y", "a")
        await until(pilot, lambda: isinstance(app.screen, Form))
        assert app.screen.query_one("#ask-means", Field).line == "call"


async def test_what_was_logged_while_an_owner_listened_is_marked(where: Place) -> None:
    where.create(
        [
            *opened(),
            made(50, PresenceIn("Mr Li", "owner", "Acme"), 10),
            made(51, PresenceOut("Mr Li"), 5),
            entry(1, "before", at="14:01"),
            entry(2, "meanwhile", at="14:06"),
            entry(3, "after", at="14:12"),
        ]
    )
    async with shown(where) as (app, pilot):
        lines = {
            name: line
            for name in ("before", "meanwhile", "after")
            for line in as_text(app).splitlines()
            if name in line
        }
        assert "may have heard" in lines["meanwhile"]
        assert "may have heard" not in lines["before"] + lines["after"]
        assert "ON CALL" not in as_text(app)
        await type_line(app, pilot, "/in Mr Li (Acme)")
        await until(pilot, lambda: "OWNER ON CALL: ACME" in as_text(app))
        await type_line(app, pilot, "/out Mr Li")
        await until(pilot, lambda: "ON CALL" not in as_text(app))


async def test_promoting_asks_for_the_owners_wording(where: Place) -> None:
    where.create([*rooms.english(), made(51, rooms.plan("东方", "zh"), 30)])
    async with shown(where) as (app, pilot):
        timeline = the_room(app).timeline
        await pilot.press("ctrl+g")
        found = next(one for one in state(app).timeline if one.text.startswith("Rolled"))
        timeline.move_to(found.eid)
        await pilot.press("p")
        await fill(
            app, pilot, text="We went back to the last version.", zh="我们已回退到上一版本。", topic="mitigation"
        )
        fact = state(app).expectations.facts.standing()[-1]
        assert fact.now.entry == found.eid and fact.now.text == "We went back to the last version."
        assert [(one.lang, one.text) for one in fact.now.wordings] == [("zh", "我们已回退到上一版本。")]
        assert any("上一版本" in one.fact.text for one in the_room(app).room.owners.not_told("东方"))
        assert found.text.startswith("Rolled")


# -- clocks -----------------------------------------------------------------------------------------------------------


async def test_clocks_are_snoozed_and_paused_with_a_reason(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "5")
        await at(app, pilot, "clock:next_update:Acme Retail")
        await pilot.press("s")
        await fill(app, pilot, until="20m", text="they are in a meeting")
        await until(pilot, lambda: "PAUSED: they are" in as_text(app))
        await pilot.press("S")
        await fill(app, pilot, text="they asked for quiet")
        await until(pilot, lambda: "CLOCKS PAUSED: they asked for quiet" in as_text(app))
        await pilot.press("S")
        await until(pilot, lambda: "CLOCKS PAUSED" not in as_text(app))
        await pilot.press("u")
        await fill(app, pilot, every="20m", because="they want to hear more often")
        held = state(app).owners.interval("Acme Retail")
        assert held is not None and held.minutes == 20


async def test_f4_lists_what_is_due_and_goes_there(where: Place) -> None:
    where.create(rooms.english())
    where.create([*opened("Otterroom"), made(23, rooms.plan("Zebra"), 40)], OTHER)
    log = where.rooms.open(OTHER)
    other = where.desk().enter(log)
    await other.load()
    await other.close()
    async with shown(where) as (app, pilot):
        await until(pilot, lambda: "+1 room" in as_text(app))
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, DueList))
        text = as_text(app)
        assert text.index("first notice to City Council") < text.index("next update to Acme Retail")
        assert "In other rooms" in text and "Otterroom" in text
        await pilot.press("enter")
        await until(pilot, lambda: _plain(app) and the_room(app).body is not None)
        await until(pilot, lambda: body(app).owed.cursor_key == "clock:first_notice:City Council")
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, DueList))
        await pilot.press("end", "enter")
        await until(pilot, lambda: the_room(app).room.room == OTHER)


# -- one key deeper ---------------------------------------------------------------------------------------------------


async def test_the_plan_is_shown_changed_kept_and_copied_to_another_room(where: Place) -> None:
    directory = OwnerDirectory(where.folder)
    where.create(rooms.english())
    where.create(opened("Second"), OTHER)
    async with shown(where) as (app, pilot):
        the_room(app).desk = _with(the_room(app).desk, directory)
        await pilot.press("ctrl+g", "5", "P")
        await until(pilot, lambda: isinstance(app.screen, Sheet))
        assert "Mr Li (head of shop, li@acme.example) IN EMERGENCIES" in as_text(app)
        await pilot.press("t")
        await fill(app, pilot, zone="Asia/Shanghai", hours="09:00-18:00", days="1-5")
        held = state(app).owners.plan("Acme Retail")
        assert (held.zone, held.hours.start, held.hours.days) == ("Asia/Shanghai", "09:00", (1, 2, 3, 4, 5))
        await until(pilot, lambda: isinstance(app.screen, Sheet))
        await pilot.press("d")
        await until(pilot, lambda: directory.names() == ["Acme Retail"])
    async with shown(where, OTHER) as (app, pilot):
        the_room(app).desk = _with(the_room(app).desk, directory)
        await pilot.press("ctrl+g", "5", "P")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("enter")
        await until(pilot, lambda: state(app).owners.names == ["Acme Retail"])
        assert state(app).owners.plan("Acme Retail").zone == "Asia/Shanghai"


def _with(desk, directory):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(desk, directory=directory)


async def test_what_is_one_key_deeper(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "5", "h")
        await until(pilot, lambda: reads(app, "the replay (for all owners)"))
        await pilot.press("e")
        await fill(app, pilot, low="2h", high="3h", confidence="low", because="the replay failed")
        await until(pilot, lambda: reads(app, "because: the replay failed"))
        await pilot.press("g")
        await fill(app, pilot, text="payments work by eight", agreed="Mr Li")
        await until(pilot, lambda: reads(app, "agreed: Mr Li"))
        await pilot.press("escape", "r")
        await until(pilot, lambda: reads(app, "authorised before it is offered"))
        await pilot.press("n")
        await fill(app, pilot, text="a month free", kind="credit", amount="5 %")
        await until(pilot, lambda: reads(app, "a month free: proposed"))
        await pilot.press("1", "a")
        await fill(app, pilot, by="the head of sales")
        await until(pilot, lambda: reads(app, "a month free: authorised"))
        await pilot.press("escape", "f")
        await until(pilot, lambda: reads(app, "After closing, ask: were we clear enough"))
        assert not reads(app, "n  note what they answered")
        await pilot.press("escape", "F")
        await until(pilot, lambda: reads(app, "30 days  once it is closed"))
        await pilot.press("n")
        await fill(app, pilot, after="30", text="all is well")
        await until(pilot, lambda: reads(app, "noted Sun 22 Nov 2026 14:14: all is well"))
        await pilot.press("escape")
        await app.screen.room.set_status("closed")
        await pilot.press("escape", "f")
        await until(pilot, lambda: isinstance(app.screen, Sheet))
        await pilot.press("n")
        await fill(app, pilot, clear="4", timely="2", text="too late")
        await until(pilot, lambda: reads(app, "clear 4  timely 2  too late"))


# -- present mode -----------------------------------------------------------------------------------------------------


async def test_present_mode_shows_one_audience_only_and_takes_two_keys_to_leave(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press("f12", "1")
        await until(pilot, lambda: isinstance(app.screen, PresentScreen))
        await pilot.pause()
        text = as_text(app)
        assert "PRESENTING to ACME RETAIL" in text and "Payment delays" in text and "SEV2" in text
        for ours in ("City Council", "Checkout latency", "SEV1", "payments-api", "1 in 8"):
            assert ours not in text
        await pilot.press("f1", "ctrl+p", "ctrl+q", "f4", "escape", "5", "ctrl+z")
        await pilot.pause()
        assert as_text(app) == text
        app.notify("Checkout latency")
        await pilot.pause()
        assert as_text(app) == text
        await pilot.press("f12", "n", "y")
        await pilot.pause()
        assert isinstance(app.screen, PresentScreen)
        await pilot.press("f12", "y")
        await until(pilot, lambda: _plain(app))
        assert "Checkout latency" in as_text(app) or "Checkout" in as_text(app)
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, Page))


async def test_our_own_people_see_the_timeline(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        the_room(app).line._area.line = "half typed"
        await pilot.press("f12", "i")
        await until(pilot, lambda: isinstance(app.screen, PresentScreen))
        await pilot.pause()
        assert "PRESENTING to OUR OWN PEOPLE" in as_text(app)
        assert "payments-api" in as_text(app) and "half typed" not in as_text(app)


# -- large and hostile ------------------------------------------------------------------------------------------------


async def test_hostile_words_are_shown_and_not_obeyed(where: Place) -> None:
    where.create(rooms.hostile())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "5")
        await pilot.pause()
        text = as_text(app)
        assert "\x1b" not in text and "[red]not red[/red]" in text
        await pilot.press("P")
        await until(pilot, lambda: isinstance(app.screen, Sheet))
        assert "[red]not red[/red]" in as_text(app)


@pytest.mark.parametrize("key", ["j", "tab", "right_square_bracket", "1", "5"])
async def test_keys_of_a_large_room_do_not_look_at_the_ledgers(
    where: Place, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that changes nothing goes through neither ledger, however large they are."""
    where.create(rooms.large())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "5")
        await pilot.pause()
        looks = the_room(app).sight.looks
        await pilot.press(key, key, key)
        assert the_room(app).sight.looks == looks
    assert ROOM


async def test_without_an_owner_nothing_is_said_to_be_known_or_owed(where: Place) -> None:
    where.create(opened())
    async with shown(where) as (app, pilot):
        await pilot.press("alt+5", "escape")
        await until(pilot, lambda: "nobody was told anything" in as_text(app))
        screen = as_text(app)
        assert "is named in this room yet" in screen and "nothing is owed to one" in screen
        assert "They know" not in screen
        await pilot.press("L")
        await until(pilot, lambda: "P attaches one" in as_text(app))
        await the_room(app).room.owners.attach(rooms.plan("Acme Retail"))
        await until(pilot, lambda: "never told" in as_text(app))
        assert "Nothing was said yet" in as_text(app)
        await pilot.press("1")
        await until(pilot, lambda: "Nothing was said with Acme Retail yet" in " ".join(as_text(app).split()))
        assert "/owner attach NAME names one" not in " ".join(as_text(app).split())


@pytest.mark.parametrize("away", ["2", "3", "5"])
@pytest.mark.parametrize("size", [(120, 36), (160, 40)])
async def test_the_owners_side_is_drawn_the_same_when_one_comes_back(
    where: Place, away: str, size: tuple[int, int]
) -> None:
    """What is owed may be said while it is out of sight: it is folded for the width that it is drawn in."""
    where.create(rooms.english())
    async with shown(where, size=size) as (app, pilot):
        await pilot.press("ctrl+g", away)
        await until(pilot, lambda: the_room(app).body is not None)
        where.clock.now += timedelta(minutes=3)
        the_room(app)._tick()
        await pilot.press("1")
        await until(pilot, lambda: the_room(app).body is None)
        await pilot.pause()
        back = [line.split("││")[-1] for line in as_text(app).splitlines()]
    async with shown(where, size=size) as (app, pilot):
        await pilot.press("ctrl+g")
        the_room(app)._tick()
        await pilot.pause()
        assert [line.split("││")[-1] for line in as_text(app).splitlines()][3:-3] == back[3:-3]
        assert any("We owe" in line for line in back)
