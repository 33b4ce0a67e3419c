"""Due days without a clock time wherever one is typed: entry line, commands, shell; each says how it read."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.warroom.live_rooms import Hands, new_room
from tests.warroom.shell import Shell
from warroom import doing
from warroom.day_ends import of_room
from warroom.doing import Done
from warroom.errors import BadInput
from warroom.grammar.reading import EntryReading, Fault
from warroom.room import Room
from warroom.state.owners import Hours, Plan

UTC = ZoneInfo("UTC")  # the zone of the room; it is Sunday 22 November 2026


async def room_of(folder: Path) -> Room:
    room = await new_room(folder, Hands())
    hours = Hours(days=(1, 2, 3, 4, 5), start="09:00", end="17:30")
    await room.owners.attach(Plan(owner_id="Acme", zone="Asia/Shanghai", hours=hours))
    return room


def echo(room: Room, line: str) -> str:
    against = {"now": room.clock(), "zone": room.zone, "members": room.state.people, "day_end": of_room(room.state)}
    meaning = doing.read(line, **against)
    assert not isinstance(meaning, (Fault, EntryReading)), meaning
    return doing.say_order(meaning, **against)


async def do(room: Room, line: str) -> Done:
    against = {"now": room.clock(), "zone": room.zone, "members": room.state.people, "day_end": of_room(room.state)}
    return await doing.do_line(room, doing.read(line, **against), pane="timeline")


ROOMS = "Fri 27 Nov 18:00 UTC (end of the working day)"
ACMES = "Fri 27 Nov 09:30 UTC (end of Acme's working day)"


@pytest.mark.parametrize(
    ("line", "said", "stored"),
    [
        ("/task @bob order the parts >27 Nov", f"due {ROOMS}", "2026-11-27T18:00"),
        ("/task @bob 订货 >11月27日", f"due {ROOMS}", "2026-11-27T18:00"),
        ("/task @bob order ＞２０２６－１１－２７", f"due {ROOMS}", "2026-11-27T18:00"),
        ("/task @bob order >fri 9:00", "due Fri 27 Nov 09:00 UTC", "2026-11-27T09:00"),
        ("/task Mr Li (Acme): keep it off >friday", f"due {ACMES}", "2026-11-27T09:30"),
        ("/follow preventative alert >周五", f"due {ROOMS}", "2026-11-27T18:00"),
        ("/decide stay >周五 9点", "review Fri 27 Nov 09:00 UTC", "2026-11-27T09:00"),
        ("/promise Acme: a report >27 Nov", f"due {ACMES}", "2026-11-27T09:30"),
        ("/promise Mr Li (Acme): a report >周五", f"due {ACMES}", "2026-11-27T09:30"),
        ("/promise a report >27 Nov", f"due {ACMES}", "2026-11-27T09:30"),
        ("/promise Acme: a report; due: 27 Nov", f"due {ACMES}", "2026-11-27T09:30"),
        ("/asked Acme: is it safe? >11月27日", f"due {ACMES}", "2026-11-27T09:30"),
        ("/told Acme: all of it; next: friday", f"next update {ACMES}", "2026-11-27T09:30"),
        ("/eta Acme: 27 Nov", ACMES, "2026-11-27T09:30"),
        ("/pause Acme: they sleep; until: tomorrow", "until Mon 23 Nov 09:30 UTC (end of Acme's", "2026-11-23T09:30"),
        ("/snooze first_notice tomorrow called them", "until Mon 23 Nov 18:00 UTC (end of the", "2026-11-23T18:00"),
    ],
)
async def test_a_day_is_said_before_enter_stored_and_said_after_it(
    tmp_path: Path, line: str, said: str, stored: str
) -> None:
    room = await room_of(tmp_path)
    assert said in echo(room, line)
    done = await do(room, line)
    assert said.removeprefix("next update ") in done.said
    assert any(stored in str(event.payload) for event in done.events)
    await room.close()


async def test_a_day_for_a_record_that_is_there(tmp_path: Path) -> None:
    room = await room_of(tmp_path)
    task = (await room.tasks.add("order", assignee="bob")).ref
    theirs = (await room.tasks.add("keep it off", assignee="Mr Li", side="owner", owner="Acme")).ref
    decision = (await room.decisions.make("stay")).ref
    promise = (await room.promises.make("Acme", "a visit", "2026-11-25T20:00:00.000000Z")).ref
    for line, said in (
        (f"/set {task} due 27 Nov", ROOMS),
        (f"/set {theirs} due 27 Nov", ACMES),
        (f"/review {decision} >fri", ROOMS),
        (f"/moved {promise} 27 Nov because the vendor is slow", ACMES),
    ):
        assert said in (await do(room, line)).said, line
    assert ACMES in echo(room, f"/moved {promise} 27 Nov because it is slow")
    assert room.tasks.find(theirs).now.due == "2026-11-27T09:30:00.000000Z"
    await room.close()


async def test_a_due_day_that_is_none_is_refused_in_a_command(tmp_path: Path) -> None:
    room = await room_of(tmp_path)
    for line in ("/task @bob order >fri 9", "/promise Acme: it >31 Nov", "/decide stay >fri 9"):
        with pytest.raises(BadInput, match=r"keeps it as text"):
            await do(room, line)
    assert not room.state.tasks.tasks.standing()
    assert (await do(room, "/task @bob order \\>fri 9")).events[0].payload["text"] == "order >fri 9"
    await room.close()


def test_the_shell_says_on_standard_error_how_a_day_was_read(warroom: Shell) -> None:
    ref = warroom("new", "Leak", "--zone", "Asia/Shanghai", "--owner", "Acme").strip()
    warroom("owner", "plan", ref, "Acme", "--hours", "09:00-17:00", "--days", "1-5")
    for argv, said in (
        (("task", ref, "order", "--due", "2030-11-29"), "Fri 29 Nov 2030 18:00 UTC+8 (end of the working day)"),
        (("task", ref, "x", "--owner", "Acme", "--due", "2030-11-29"), "17:00 UTC+8 (end of Acme's working day)"),
        (("follow-up", ref, "audit", "--due", "2030年11月29日"), "Fri 29 Nov 2030 18:00 UTC+8 (end of the working"),
        (("decide", ref, "stay", "--review", "周五 9点"), "09:00 UTC+8"),
        (("promise", ref, "Acme", "report", "--due", "2030-11-29"), "17:00 UTC+8 (end of Acme's working day)"),
        (("asked", ref, "Acme", "safe?", "--due", "2030-11-30"), "end of Acme's working day, which is none of theirs"),
        (("do", ref, "/task @bob order >2030-11-29"), "Fri 29 Nov 2030 18:00 UTC+8 (end of the working day)"),
    ):
        made = warroom.both(*argv)
        assert said in made.err, argv
        assert len(made.out.split()) == 1


async def test_set_changes_questions_promises_facts_and_compensations_or_says_what_does(tmp_path: Path) -> None:
    room = await room_of(tmp_path)
    question = (await room.questions.ask("Acme", "Is it save?")).ref
    promise = (await room.promises.make("Acme", "a visit", "2026-11-25T20:00:00.000000Z")).ref
    entry = await room.log("db-01 is full")
    fact = (await room.expectations.promote(room.find(entry.ref), "A disk is full")).ref
    remedy = (await room.expectations.remedy("Acme", "a free month")).ref
    for line in (
        f"/set {question} text Is it safe?",
        f"/set {question} due 27 Nov",
        f"/set {promise} text a visit on the site",
        f"/set {promise} who bob",
        f"/set {promise} kind report",
        f"/set {fact} text One disk is full",
        f"/set {fact} topic cause",
        f"/set {remedy} amount 5 %",
        f"/set {remedy} due friday",
    ):
        assert len((await do(room, line)).events) == 1, line
    asked, made = room.questions.find(question).now, room.promises.find(promise).now
    assert (asked.text, asked.due) == ("Is it safe?", "2026-11-27T09:30:00.000000Z")
    assert (made.text, made.assignee, made.kind) == ("a visit on the site", "bob", "report")
    for line, instead in (
        (f"/set {promise} due 28 Nov", f"/moved {promise} TIME because REASON"),
        (f"/set {promise} state kept", f"/kept {promise}"),
        (f"/set {question} answer yes", f"/answer {question} TEXT"),
        (f"/set {remedy} state offered", f"/remedy {remedy} authorised"),
        (f"/set {question} colour red", f"'colour' is none of its fields; /set {question} changes due, text"),
        (f"/set {promise} kind nonsense", "nothing was"),
    ):
        with pytest.raises(BadInput, match=instead.replace("(", r"\(")):
            await do(room, line)
    await room.close()
