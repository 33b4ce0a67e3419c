"""The send step of screen 4 with a real room and a real mail server on loopback: one key, one confirmation."""

import base64
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.app import WarroomApp
from screens.dialogs.choice import Choice
from screens.dialogs.leaves import Leaves
from screens.dialogs.page import Page
from screens.dialogs.picker import Picker
from screens.outbox.asked import items
from screens.outbox.confirm import Confirm
from screens.outbox.view import OutboxView
from screens.present.screen import PresentScreen
from screens.update import sending
from screens.update.status import title_of
from screens.widgets.panels import Item
from store.lease import RoomLease
from store.resolve import room_folder
from tests.delivery.smtp_server import SmtpServer, Talk, drop
from tests.screens import rooms_to_send as rooms
from tests.screens.kit import ROOM, Place, as_text, shown, the_room, type_line, until
from tests.screens.rooms_to_send import COUNCIL, LI, WU, served, write_book
from tests.screens.test_update import another, begun, body, checked, choose, copy, fill, state
from warroom.delivery.parcel import Target
from warroom.state.deliveries import Row

FRAMES = str.maketrans(dict.fromkeys("│┃┌┐└┘━─┏┓┗┛", " "))


def words(app: WarroomApp) -> str:
    """The screen in one line, without its frames and however it is wrapped."""
    return " ".join(as_text(app).translate(FRAMES).split())


def rows(found: Iterable[Item]) -> str:
    """What a list shows, in one line: what stands beside it can't come between."""
    return "; ".join(f"{one.row.mark} {one.row.who} {one.row.text} ({one.row.note})" for one in found)


def going(app: WarroomApp) -> str:
    """The deliveries beneath the draft in sight."""
    return rows(body(app).found._shown)


def asked(app: WarroomApp) -> str:
    """The lines of the confirmation."""
    assert isinstance(app.screen, Confirm)
    return rows(items(app.screen._asked, app.screen._chosen))


def held(until_set: threading.Event) -> Callable[[Talk], None]:
    """The server takes the mail over and says so when that is set."""

    def action(talk: Talk) -> None:
        while not until_set.is_set():
            talk.wait(0.02)
        talk.say("250 2.0.0 Ok: queued as Q71F")

    return action


def top(app: WarroomApp) -> str:
    """The header."""
    return as_text(app).splitlines()[0]


async def approved(app: WarroomApp, pilot: Pilot[None]) -> None:
    """The draft in sight, with wei's word."""
    await checked(app, pilot)
    before = len(copy(app).draft.approvals)
    await pilot.press("a")
    await choose(app, pilot, "wei said yes aloud")
    await until(pilot, lambda: len(copy(app).draft.approvals) > before)


async def asks(app: WarroomApp, pilot: Pilot[None]) -> Confirm:
    await pilot.press("S")
    await until(pilot, lambda: isinstance(app.screen, Confirm))
    await pilot.pause()
    assert isinstance(app.screen, Confirm)
    return app.screen


async def sends(app: WarroomApp, pilot: Pilot[None]) -> None:
    dialog = await asks(app, pilot)
    await pilot.press("enter")
    await until(pilot, lambda: app.screen is not dialog)


async def outbox(app: WarroomApp, pilot: Pilot[None], at: str = "") -> OutboxView:
    """The outbox, with the cursor on the delivery to an address."""
    await pilot.press("O")
    await until(pilot, lambda: isinstance(app.screen, OutboxView))
    view = app.screen
    assert isinstance(view, OutboxView)
    await pilot.pause()
    if at:
        view._list.move_to(f"delivery:{row(app, at).key}")
        await pilot.pause()
    return view


def row(app: WarroomApp, contact: str = "") -> Row:
    return next(one for one in state(app).deliveries if one.queued is not None and contact in one.queued.contact)


def all_are(app: WarroomApp, *states: str) -> bool:
    return sorted(one.state for one in state(app).deliveries) == sorted(states)


@asynccontextmanager
async def ready(
    where: Place, server: SmtpServer | None = None, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[tuple[WarroomApp, Pilot[None]]]:
    """A round with every draft approved."""
    async with shown(where, size=size) as (app, pilot):
        await begun(app, pilot)
        for _ in state(app).revisions.drafts:
            await approved(app, pilot)
            await pilot.press("right_square_bracket")
            await pilot.pause()
        yield app, pilot


# -- one key, one confirmation ----------------------------------------------------------------------------------------


async def test_from_an_approved_draft_to_accepted_is_one_key_and_one_confirmation(where: Place) -> None:
    where.create(rooms.one())
    with served(where) as server:
        async with ready(where) as (app, pilot):
            await asks(app, pilot)
            text = words(app)
            assert "SEND to owners" in text and "Acme Retail" in text
            assert "[x] E-mail Mr Li <li@acme.example> (through email:main)" in asked(app)
            assert "enter sends 1 to 1 owner: Acme Retail E-mail 1" in text
            assert server.sessions == 0, "nothing is connected before somebody confirmed"
            await pilot.press("enter")
            await until(pilot, lambda: all_are(app, "accepted"))
            await until(pilot, lambda: "1 accepted" in top(app))
            await until(
                pilot, lambda: "accepted by 127.0.0.1 at 14:14:00 UTC, 250 2.0.0 Ok: queued as Q0001" in going(app)
            )
            telling = state(app).updates.carried(copy(app).eid)
            assert telling is not None and telling.said.means == "update" and telling.said.number == 1
            assert "OUT: 1 accepted · TOLD" in words(app)
            await pilot.press("1")
            thread = the_room(app).owner_side.thread
            await until(pilot, lambda: "out  #1 first notice (accepted 14:14)" in rows(thread._shown))
    (mail,) = server.mails
    assert mail.recipients == ("li@acme.example",) and "#1" not in mail.message["subject"]


async def test_one_confirmation_names_all_owners_and_a_block_holds_nobody_else(where: Place) -> None:
    where.create(rooms.two())
    with served(where) as server:
        async with shown(where) as (app, pilot):
            await begun(app, pilot)
            if copy(app).owner != "Acme Retail":
                await pilot.press("right_square_bracket")
                await pilot.pause()
            assert copy(app).owner == "Acme Retail"
            await approved(app, pilot)
            await sends(app, pilot)
            await until(pilot, lambda: all_are(app, "accepted", "accepted"))
            assert {one.recipients[0] for one in server.mails} == {"li@acme.example", "wu@acme.example"}
            await asks(app, pilot)
            text = words(app)
            assert "BLOCK #1 first notice, en: it needs wei" in text and "Mayor" not in asked(app), text
            assert "enter sends" not in text and "nothing is chosen" in text
            await pilot.press("enter", "escape")
            await until(pilot, lambda: app.screen is the_room(app))
            assert len(server.mails) == 2


async def test_an_address_is_left_out_and_taken_in_and_seen_as_it_arrives(where: Place) -> None:
    where.create(rooms.one(LI, WU))
    with served(where) as server:
        async with ready(where) as (app, pilot):
            await asks(app, pilot)
            assert "enter sends 2 to 1 owner: Acme Retail E-mail 2" in words(app)
            await pilot.press("j", "space")
            await pilot.pause()
            assert "[ ] E-mail Mr Li" in asked(app) and "E-mail 1" in words(app)
            await pilot.press("v")
            await until(pilot, lambda: isinstance(app.screen, Leaves))
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, Confirm))
            await pilot.press("k", "space", "space")
            await pilot.pause()
            assert "E-mail 2" in words(app), "on an update's own line all of it goes out, and in again"
            await pilot.press("j", "space", "enter")
            await until(pilot, lambda: all_are(app, "accepted"))
            assert server.mails[0].recipients == ("wu@acme.example",)


@pytest.mark.parametrize("typed", ["erver is down", "o what", "ystem x"])
async def test_who_types_an_entry_with_the_keys_on_sends_nothing(where: Place, typed: str) -> None:
    where.create(rooms.one())
    with served(where) as server:
        async with ready(where) as (app, pilot):
            await asks(app, pilot)
            for letter in typed:
                await pilot.press("space" if letter == " " else letter)
                if not isinstance(app.screen, Confirm):
                    break
            await until(pilot, lambda: not isinstance(app.screen, Confirm))
            assert list(state(app).deliveries) == [] and server.sessions == 0


async def test_nothing_comes_over_a_shared_screen(where: Place) -> None:
    where.create(rooms.one())
    with served(where):
        async with ready(where) as (app, pilot):
            await pilot.press("f12")
            await choose(app, pilot, "Acme Retail")
            await until(pilot, lambda: isinstance(app.screen, PresentScreen))
            await sending.send(body(app))  # it was asked for before, and gets there only now
            await sending.show_outbox(body(app))
            assert isinstance(app.screen, PresentScreen)
            assert "li@acme" not in words(app)


async def test_what_was_sent_is_shown_to_no_owner(where: Place) -> None:
    where.create(rooms.two())
    with served(where) as server:
        server.at("rcpt", "550 5.1.1 no such mailbox", to="mayor")
        async with ready(where) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: all_are(app, "accepted", "accepted", "dead"))
            await pilot.press("f12")
            await choose(app, pilot, "Acme Retail")
            await until(pilot, lambda: isinstance(app.screen, PresentScreen))
            text = words(app)
            for secret in ("accepted", "127.0.0.1", "queued as", "@", "council", "Mayor", "550", "OUTBOX"):
                assert secret not in text, f"{secret}: {text}"


# -- while it runs -----------------------------------------------------------------------------------------------------


async def test_an_entry_is_typed_while_it_is_sent_and_the_seconds_go_on(where: Place) -> None:
    where.create(rooms.one())
    with served(where) as server:
        may_end = threading.Event()
        server.at("dot", held(may_end), taken=True)
        async with ready(where) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: row(app).state == "sending")
            where.clock.now += timedelta(seconds=4)
            await until(pilot, lambda: "sending 4 s" in going(app))
            await until(pilot, lambda: "Doing sending #1 to Acme Retail (E-mail) 4 s" in words(app))
            assert "1 sending" in top(app)
            await pilot.press("1", "i")
            await type_line(app, pilot, "while it is being sent")
            assert row(app).state == "sending", "the entry was stored meanwhile"
            may_end.set()
            await until(pilot, lambda: all_are(app, "accepted"))
            await pilot.press("escape", "4")
            await until(pilot, lambda: "250 2.0.0 Ok: queued as Q71F" in going(app))


async def test_a_text_that_is_on_its_way_is_edited_by_nobody(where: Place) -> None:
    where.create(rooms.one())
    with served(where) as server:
        may_end = threading.Event()
        server.at("dot", held(may_end), taken=True)
        async with ready(where) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: row(app).state == "sending")
            body(app).edit("en", "impact")
            await pilot.pause()
            assert not body(app).editor.editing and "is on its way" in words(app)
            may_end.set()
            await until(pilot, lambda: all_are(app, "accepted"))


async def test_what_needs_eyes_stays_in_sight_until_somebody_decided(where: Place) -> None:
    where.create(rooms.two())
    with served(where) as server:
        server.at("rcpt", "550 5.1.1 no such mailbox", to="mayor")
        server.at("dot", drop, to="wu@")
        async with ready(where) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: all_are(app, "accepted", "dead", "unknown"))
            await until(pilot, lambda: "1 accepted · 1 rejected · 1 unknown" in top(app))
            text = words(app)
            assert "OUTBOX, esc 4 O: 1 unknown: look before you resend · City Council E-mail dead" in text
            assert "4 Update!" in text
            where.clock.now += timedelta(hours=2)
            await until(pilot, lambda: "took" in top(app) or "2:42" in top(app))
            assert "1 unknown" in top(app), "time alone settles nothing"
            view = await outbox(app, pilot, "mayor")
            await pilot.press("y")
            await fill(app, pilot, means="phone", note="read to her")
            await until(pilot, lambda: row(app, "mayor").state == "manual_confirmed")
            assert "confirmed by ana" in words(app) and isinstance(app.screen, OutboxView)
            view._list.move_to(f"delivery:{row(app, 'wu').key}")
            await pilot.press("x")
            await fill(app, pilot, reason="she says that nothing came")
            await until(pilot, lambda: row(app, "wu").state == "cancelled")
            await pilot.press("escape")
            await until(pilot, lambda: "unknown" not in top(app) and "rejected" not in top(app))
            assert "OUTBOX" not in words(app)
            council = state(app).updates.last("City Council")
            assert council is not None and council.said.means == "phone", "they were told by telephone then"


async def test_a_later_update_settles_what_an_earlier_one_left_open(where: Place) -> None:
    where.create(rooms.one(LI, WU))
    with served(where) as server:
        server.at("dot", drop, to="wu@", times=1)
        async with ready(where) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: all_are(app, "accepted", "unknown"))
            await until(pilot, lambda: "1 unknown" in top(app))
            where.clock.now += timedelta(minutes=10)
            await the_room(app).room.set_field("impact", "card payments fail for 1 in 3 customers")
            await begun(app, pilot)
            await until(pilot, lambda: copy(app).is_open)
            await approved(app, pilot)
            await sends(app, pilot)
            await until(pilot, lambda: all_are(app, "accepted", "accepted", "accepted", "unknown"))
            await until(pilot, lambda: "unknown" not in top(app))


# -- the outbox --------------------------------------------------------------------------------------------------------


async def test_what_may_have_arrived_is_sent_again_only_when_asked_and_marked(where: Place) -> None:
    where.create(rooms.one())
    with served(where) as server:
        server.at("dot", drop, times=1, taken=True)
        async with ready(where) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: all_are(app, "unknown"))
            await outbox(app, pilot)
            assert "it may have arrived; look there before you send it again" in words(app)
            await pilot.press("s")
            await until(pilot, lambda: isinstance(app.screen, Choice))
            assert "IT MAY HAVE ARRIVED" in words(app) and "(sent again)" in words(app)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, OutboxView))
            assert len(server.mails) == 1
            await pilot.press("s")
            await choose(app, pilot, "send it again, marked")
            await until(pilot, lambda: all_are(app, "accepted"))
            first, second = server.mails
            assert "(sent again)" in second.message["subject"] and "(sent again)" not in first.message["subject"]
            assert first.message["message-id"] == second.message["message-id"]
            await pilot.press("s")
            await until(pilot, lambda: "it goes to nobody twice" in words(app))


async def test_a_retry_says_when_and_can_be_told_to_go_at_once(where: Place) -> None:
    where.create(rooms.one())
    with served(where) as server:
        server.at("rcpt", "451 4.3.0 try later", times=1)
        async with ready(where) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: "next try in" in going(app))
            assert "451 4.3.0 try later" in going(app) and row(app).state == "queued"
            await outbox(app, pilot)
            await pilot.press("s")
            await choose(app, pilot, "send it now")
            await until(pilot, lambda: all_are(app, "accepted"))
            assert len(server.mails) == 1


async def test_every_step_of_a_delivery_can_be_read(where: Place) -> None:
    where.create(rooms.one())
    with served(where):
        async with ready(where) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: all_are(app, "accepted"))
            await outbox(app, pilot)
            await pilot.press("o")
            await until(pilot, lambda: isinstance(app.screen, Page))
            text = words(app)
            assert "queued by ana" in text and "try 1 begun by ana" in text and "accepted by 127.0.0.1" in text


async def test_a_dead_address_is_not_chosen_again_by_itself(where: Place) -> None:
    where.create(rooms.one(LI, WU))
    with served(where) as server:
        server.at("rcpt", "550 5.1.1 no such mailbox", to="wu@", times=1)
        async with ready(where) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: all_are(app, "accepted", "dead"))
            await asks(app, pilot)
            assert "--- E-mail Mr Li li@acme.example (accepted by 127.0.0.1" in asked(app)
            assert "[ ] E-mail Ms Wu <wu@acme.example> (not sent at" in asked(app) and "nothing is chosen" in words(app)
            await pilot.press("j", "j", "space", "enter")
            await until(pilot, lambda: all_are(app, "accepted", "accepted"))
            assert len(server.mails) == 2


# -- by hand -----------------------------------------------------------------------------------------------------------


async def test_without_any_setting_a_person_carries_it_and_says_so(where: Place) -> None:
    where.create(rooms.one(channels=("email",)))
    async with ready(where) as (app, pilot):
        await asks(app, pilot)
        assert "[h] E-mail Mr Li <li@acme.example>" in asked(app)
        assert "enter notes for you to carry 1 to 1 owner: Acme Retail E-mail 1" in words(app)
        await pilot.press("enter")
        await until(pilot, lambda: bool(list(state(app).deliveries)))
        await until(pilot, lambda: "1 by hand" in top(app))
        assert state(app).updates.last("Acme Retail") is None, "nobody was told yet"
        await outbox(app, pilot)
        assert "BY HAND: you carry it" in words(app)
        await pilot.press("c")
        await until(pilot, lambda: "copied" in words(app))
        assert "Update 1" not in app.clipboard and "Payment delays" in app.clipboard and "⟦" not in app.clipboard
        await pilot.press("w")
        await until(pilot, lambda: "written:" in words(app))
        await pilot.press("m")
        await until(pilot, lambda: ".eml" in words(app).partition("written:")[2])
        (text_file,) = where.folder.glob("*.for-Acme-Retail.txt")
        assert text_file.read_text() == app.clipboard and text_file.stat().st_mode & 0o077 == 0
        (mail_file,) = where.folder.glob("*.update-1.for-Acme-Retail.eml")
        mail = message_from_bytes(mail_file.read_bytes(), policy=default)
        plain = mail.get_body(("plain",))
        assert plain is not None and "card payments fail" in plain.get_content()
        assert "Payment delays" in mail["subject"] and mail["to"] == "Mr Li <li@acme.example>" and mail["from"] is None
        await pilot.press("y")
        await fill(app, pilot, means="email", at="-5m")
        await until(pilot, lambda: "can't have been there before" in words(app))
        await pilot.press("y")
        await fill(app, pilot, means="email")
        await until(pilot, lambda: row(app).state == "manual_confirmed")
        telling = state(app).updates.last("Acme Retail")
        assert telling is not None and telling.said.number == 1 and telling.said.means == "email"
        assert telling.at.startswith("2026-11-22T14:14")
        await pilot.press("escape")
        await until(pilot, lambda: "by hand" not in top(app))


async def test_the_clipboard_gets_it_by_the_terminals_own_word(where: Place) -> None:
    where.create(rooms.one())
    with served(where):
        async with ready(where) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: all_are(app, "accepted"))
            await outbox(app, pilot)
            sent: list[str] = []
            driver = app._driver
            assert driver is not None
            before = driver.write
            driver.write = lambda data: (sent.append(data), before(data))[1]  # type: ignore[method-assign]
            await pilot.press("c")
            await until(pilot, lambda: any(one.startswith("\x1b]52;c;") for one in sent))
            code = next(one for one in sent if one.startswith("\x1b]52;c;"))
            assert base64.b64decode(code[7:-1]).decode() == app.clipboard


# -- files -------------------------------------------------------------------------------------------------------------


async def test_files_are_picked_warned_of_seen_and_sent(where: Place, tmp_path: Path) -> None:
    where.create(rooms.one())
    photo = tmp_path / "现场 photo.png"
    photo.write_bytes(b"\x89PNG a photo" * 1000)
    with served(where) as server:
        async with shown(where) as (app, pilot):
            await begun(app, pilot)
            await pilot.press("F")
            await until(pilot, lambda: "/attach PATH [NOTE] copies one in" in words(app))
            await the_room(app).room.attach(photo, "the rack")
            await pilot.press("F")
            await until(pilot, lambda: isinstance(app.screen, Picker))
            assert "现场 photo.png (12 kB, the rack)" in words(app)
            await pilot.press("space", "enter")
            await until(pilot, lambda: bool(copy(app).content.files))
            await checked(app, pilot)
            assert "X14" in {one.rule for one in copy(app).findings} and "1 file" in title_of(
                copy(app), the_room(app).room
            )
            await pilot.press("v")
            await until(pilot, lambda: isinstance(app.screen, Leaves))
            assert "files: 现场 photo.png (12 kB)" in words(app)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is the_room(app))
            await approved(app, pilot)
            await asks(app, pilot)
            assert "with 现场 photo.png (12 kB)" in asked(app)
            await pilot.press("enter")
            await until(pilot, lambda: all_are(app, "accepted"))
    (mail,) = server.mails
    (enclosed,) = mail.message.iter_attachments()
    assert enclosed.get_filename() == "现场 photo.png" and enclosed.get_content() == photo.read_bytes()


async def test_the_files_that_go_along_can_be_taken_out_again(where: Place, tmp_path: Path) -> None:
    where.create(rooms.one())
    (tmp_path / "plan.pdf").write_bytes(b"%PDF")
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await the_room(app).room.attach(tmp_path / "plan.pdf")
        await pilot.press("F")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("space", "enter")
        await until(pilot, lambda: bool(copy(app).content.files))
        await pilot.press("F")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is the_room(app))
        assert copy(app).content.files, "esc changes nothing"
        await pilot.press("F")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("space", "enter")
        await until(pilot, lambda: not copy(app).content.files)


# -- leaving, coming back, others --------------------------------------------------------------------------------------


async def test_leaving_while_something_is_sent_asks_once_and_can_wait(where: Place) -> None:
    where.create(rooms.one())
    with served(where) as server:
        may_end = threading.Event()
        server.at("dot", held(may_end), taken=True)
        async with ready(where) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: row(app).state == "sending")
            await pilot.press("ctrl+q")
            await until(pilot, lambda: isinstance(app.screen, Choice))
            text = words(app)
            assert "1 delivery is not through yet" in text and "become UNKNOWN" in text
            assert "Acme Retail: E-mail to Mr Li <li@acme.example>, sending" in text
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is the_room(app))
            await pilot.press("ctrl+q")
            await choose(app, pilot, "wait until everything is through")
            assert not app._exit
            may_end.set()
            await until(pilot, lambda: app._exit)
    assert len(server.mails) == 1
    async with another(where, "wei") as room:
        assert [one.state for one in room.state.deliveries] == ["accepted"]


async def test_who_waits_to_leave_stays_when_something_did_not_arrive(where: Place) -> None:
    where.create(rooms.one())
    with served(where) as server:
        may_end = threading.Event()

        def refused(talk: Talk) -> None:
            while not may_end.is_set():
                talk.wait(0.02)
            talk.say("550 5.7.1 not wanted here")

        server.at("dot", refused)
        async with ready(where) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: row(app).state == "sending")
            await pilot.press("ctrl+q")
            await choose(app, pilot, "wait until everything is through")
            may_end.set()
            await until(pilot, lambda: any("Not leaving" in one.message for one in app._notifications))
            text = " ".join(one.message for one in app._notifications)
            assert "Acme Retail: E-mail to Mr Li <li@acme.example>: REJECTED" in text and "ctrl+q leaves" in text
            assert not app._exit
            await pilot.press("ctrl+q")
            await until(pilot, lambda: app._exit)


async def test_sending_goes_on_in_the_lobby_and_is_there_when_one_comes_back(where: Place) -> None:
    where.create(rooms.one())
    with served(where) as server:
        server.at("rcpt", "451 4.3.0 try later", times=1)
        async with ready(where) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: "next try in" in going(app))
            await pilot.press("q")
            await until(pilot, lambda: bool(app.screen.query("#rooms")))
            assert app.post(ROOM).is_busy and [one.state for one in app.post(ROOM).waiting] == ["queued"]
            await pilot.press("enter")
            await until(pilot, lambda: bool(app.screen.query("#header")) and the_current(app).furnished)
            await until(pilot, lambda: the_current(app).room.loaded and "1 waiting" in top(app))
            assert len(server.mails) == 0


def the_current(app: WarroomApp):  # type: ignore[no-untyped-def]
    return app.screen


async def test_what_a_process_that_is_gone_left_is_said_and_nothing_is_sent_by_itself(where: Place) -> None:
    where.create(rooms.one(LI, WU))
    with served(where) as server:
        async with ready(where):
            pass
        async with another(where, "ana") as room:
            (draft,) = room.state.revisions.drafts
            targets = [
                Target(owner="Acme Retail", channel="email", contact=contact, name=name, way="email:main")
                for contact, name in (("li@acme.example", "Mr Li"), ("wu@acme.example", "Ms Wu"))
            ]
            keys = await room.outbox.queue(draft.eid, targets)
            assert await room.outbox.begin(keys[0]) is not None  # and the process is killed here
        async with shown(where) as (app, pilot):
            await until(pilot, lambda: "1 unknown · 1 unsent" in top(app))
            assert "OUTBOX, esc 4 O: 1 unknown: look before you resend · 1 waits to be sent: s" in words(app)
            assert server.sessions == 0
            await until(pilot, lambda: row(app, "li@").state == "unknown")
            await pilot.press("escape", "4")
            await until(pilot, lambda: body(app).copy is not None)
            await asks(app, pilot)
            text = f"{asked(app)} {words(app)}"
            assert "--- E-mail Mr Li" in text and "it may have arrived" in text, "the confirmation offers no resend"
            assert "enter sends 1 to 1 owner: Acme Retail E-mail 1" in text
            await pilot.press("enter")
            await until(pilot, lambda: all_are(app, "accepted", "unknown"))
            assert [one.recipients for one in server.mails] == [("wu@acme.example",)]


async def test_another_process_that_sends_is_named_and_its_progress_shown(where: Place) -> None:
    where.create(rooms.one())
    with served(where):
        async with ready(where) as (app, pilot):
            lease = RoomLease(Path(room_folder(str(where.folder), ROOM)), "bob")
            assert lease.take()
            async with another(where, "bob") as room:
                (draft,) = room.state.revisions.drafts
                target = Target(owner="Acme Retail", channel="email", contact="li@acme.example", way="email:main")
                (key,) = await room.outbox.queue(draft.eid, [target])
                await room.outbox.begin(key)
                await until(pilot, lambda: bool(list(state(app).deliveries)))
                await the_room(app)._take_around()
                await until(pilot, lambda: "1 sending" in top(app))
                await outbox(app, pilot)
                assert "bob, process" in words(app) and "sending 0 s" in words(app)
            lease.release()


async def test_faults_of_the_settings_are_said_and_hold_nobody_by_hand(where: Place) -> None:
    where.create(rooms.one())
    with SmtpServer() as server:
        where.folder.mkdir(parents=True, exist_ok=True)
        write_book(where, server, "colour = 3\n")
        async with ready(where) as (app, pilot):
            await asks(app, pilot)
            text = words(app)
            assert "channels.toml:8" in text and "colour" in text
            assert "[h] Read aloud" in asked(app)
            await pilot.press("escape")


async def test_help_and_the_footer_are_those_of_what_is_in_sight(where: Place) -> None:
    where.create(rooms.one())
    with served(where):
        async with ready(where) as (app, pilot):
            dialog = await asks(app, pilot)
            assert "looking at what may go" not in words(app)
            for key in ("f1", "question_mark"):
                await pilot.press(key)
                await until(pilot, lambda: isinstance(app.screen, Page) and "WHAT GOES TO WHOM" in words(app))
                await pilot.press("escape")
                await until(pilot, lambda: app.screen is dialog)
            assert as_text(app).splitlines()[-1].strip() == "F1 help esc sends nothing".replace("help ", "help  ")
            await pilot.press("enter")
            await until(pilot, lambda: all_are(app, "accepted"))
            assert "on the way" not in words(app)
            view = await outbox(app, pilot)
            for key in ("f1", "question_mark"):
                await pilot.press(key)
                await until(pilot, lambda: isinstance(app.screen, Page) and "THE OUTBOX" in words(app))
                await pilot.press("escape")
                await until(pilot, lambda: app.screen is view)
            assert as_text(app).splitlines()[-1].strip() == "F1 help  esc closes"


async def test_what_a_person_carries_already_is_not_offered_again_and_a_row_that_went_is_not_left_out(
    where: Place,
) -> None:
    where.create(rooms.one())
    async with ready(where) as (app, pilot):
        await sends(app, pilot)
        await until(pilot, lambda: "HND" in going(app))
        await asks(app, pilot)
        assert "already yours to carry BY HAND" in asked(app) and "LEFT OUT" not in asked(app)
        assert "nothing is left to send" in words(app) and "enter " not in words(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is the_room(app))


async def test_somebody_who_is_not_asked_for_gets_nothing(where: Place) -> None:
    """A destination of one owner never carries an update to another."""
    where.create(rooms.two())
    more = 'owners = ["City Council"]\n'
    with served(where, more) as server:
        async with ready(where) as (app, pilot):
            await sends(app, pilot)
            await until(pilot, lambda: row(app, COUNCIL.contact).state == "accepted")
            await until(pilot, lambda: not app.post(ROOM).is_busy)
            assert [one.recipients for one in server.mails] == [(COUNCIL.contact,)]
