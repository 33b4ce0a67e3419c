"""Each command of the owner side by slash and from the shell; both do the same."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.warroom.live_rooms import Hands, new_room
from tests.warroom.shell import Shell
from warroom import doing
from warroom.cli.owner import VERBS
from warroom.countdowns import due
from warroom.errors import BadInput, WarroomError
from warroom.grammar.owner_orders import OWNER_PARSERS
from warroom.grammar.reading import Fault
from warroom.room import Room
from warroom.state.owners import Plan
from warroom.state.revisions import Body, Content, Section
from warroom.state.snapshot import snapshot

UTC = ZoneInfo("UTC")
DRAFT = Content(bodies=(Body("en", "", (Section("impact", "Card payments fail."),)),))
"""A first notice that blocks on nothing but the time of the next update."""

LINES = {
    "owner": (
        "/owner plan Acme; lang: zh; channels: phone, mail; hours: 09:00-18:00; days: 1-5; quiet: 22:00-07:00",
        "owner.plan_set",
    ),
    "from": ("/from Mr Li (Acme): Is it fixed? When? ; means: phone; questions: yes", "owner.message"),
    "to": ("/to Acme: we met on the site; means: meeting; with: Mr Li, Ms Wu", "owner.message"),
    "asked": ("/asked Mr Li (Acme): Are refunds affected? >15:00", "question.asked"),
    "answer": ("/answer {question} no refund is; told: yes", "question.answered"),
    "told": ("/told Acme: on the phone; facts: status, severity; next: 15:00; at: -2m", "update.told"),
    "promise": ("/promise Acme: root cause report >17:00; kind: report; assignee: bob", "commitment.made"),
    "moved": ("/moved {promise} 18:00 because the vendor is slow", "commitment.moved"),
    "kept": ("/kept {promise} sent by mail", "commitment.kept"),
    "broken": ("/broken {promise} the vendor never answered", "commitment.broken"),
    "withdrawn": ("/withdrawn {promise} not wanted any more", "commitment.withdrawn"),
    "pause": ("/pause Acme: they sleep; until: 18:00", "pause.set"),
    "resume": ("/resume Acme", "pause.set"),
    "snooze": ("/snooze first_notice 15m on the phone now", "pause.set"),
    "cadence": ("/cadence Acme: 20m; because: they asked", "cadence.changed"),
    "promote": ("/promote {entry} A disk is full; for: Acme; topic: cause; zh: 一块磁盘已满", "owner_fact.set"),
    "eta": ("/eta Acme: 16:00 to 17:30; confidence: medium; basis: the replay", "expectation.set"),
    "expect": ("/expect Acme: goal no order is lost; agreed: Mr Li", "expectation.set"),
    "remedy": ("/remedy Acme: a free month; kind: credit; amount: 5 %", "remedy.set"),
    "feedback": ("/feedback Acme: 4 5 clear and quick", "feedback.given"),
    "approve": ("/approve {draft} by phone; by: bob; override: S02", "update.approved"),
    "refile": ("/refile {message} City; because: the wrong thread", "owner.message_filed"),
}  # fmt: skip
"""By command, a line and the kind of event that it makes."""


async def room_of(folder: Path) -> tuple[Room, dict[str, str]]:
    room = await new_room(folder, Hands())
    await room.set_severity("SEV2")
    await room.owners.attach(Plan(owner_id="Acme"))
    refs = {
        "question": (await room.questions.ask("Acme", "Is data lost?")).ref,
        "promise": (await room.promises.make("Acme", "a visit", "2026-11-22T20:00:00.000000Z")).ref,
        "entry": (await room.log("db-01 is full")).ref,
        "draft": (await room.updates.begin("Acme", DRAFT)).ref,
    }
    return room, refs


async def do(room: Room, line: str) -> doing.Done:
    meaning = doing.read(line, now=room.clock(), zone=UTC, members=room.state.people)
    return await doing.do_line(room, meaning, pane="timeline")


def test_every_command_has_a_line() -> None:
    assert set(LINES) == set(OWNER_PARSERS)


@pytest.mark.parametrize("word", LINES)
async def test_a_line_is_done_said_and_taken_back(tmp_path: Path, word: str) -> None:
    room, refs = await room_of(tmp_path)
    if word == "resume":
        await do(room, "/pause Acme: they sleep")
    if word == "feedback":
        await room.set_status("closed")
    if word == "refile":
        await room.owners.attach(Plan(owner_id="City"))
        refs["message"] = (await room.owners.note("Acme", "we are down"))[0].ref
    line, kind = LINES[word]
    before = _without_history(room)
    done = await do(room, line.format(**refs))
    assert done.said
    assert kind in {event.kind for event in done.events}
    assert all(room.state.event(event.eid) for event in done.events)
    if word in ("from", "to", "feedback"):
        # what was said was said: it is struck, not gone
        assert await room.undo()
        assert room.state.timeline.entries[done.events[0].eid].retracted
        return
    assert await room.undo()
    assert _without_history(room) == before


def _without_history(room: Room) -> Any:
    """What holds now on the owner side, as people see it: no histories, nothing that was taken back."""
    state = room.state
    now = room.clock()
    return (
        [one.fact for name in state.owners.names for one in room.owners.not_told(name)],
        sorted((one.id, one.at, one.standing) for one in due(state, now)),
        [(one.eid, one.now.state, one.now.due) for one in state.commitments.made.standing()],
        [(one.eid, state.questions.answer(one.eid) is None) for one in state.questions.asked.standing()],
        [(one.eid, one.now.state) for one in state.expectations.remedies.standing()],
        [(name, state.owners.plan(name).lang, state.owners.plan(name).hours) for name in state.owners.names],
    )


@pytest.mark.parametrize("word", sorted(OWNER_PARSERS))
async def test_a_command_without_words_says_what_to_type_and_changes_nothing(tmp_path: Path, word: str) -> None:
    room, _ = await room_of(tmp_path)
    before = snapshot(room.state)
    meaning = doing.read(f"/{word}", now=room.clock(), zone=UTC, members=())
    if not isinstance(meaning, Fault):  # /told alone tells the only owner everything, /resume has nothing to resume
        assert word in ("told", "resume")
        return
    assert f"/{word}" in meaning.message
    assert snapshot(room.state) == before


@pytest.mark.parametrize(
    "line",
    [
        "/told Nobody: words", "/told Acme: x; facts: nonsense", "/promise Acme: a report",
        "/promise Acme: x >15:00; kind: cake",
        "/moved {promise} soon", "/moved ZZZZZ 18:00 because", "/pause Acme: x; until: nonsense", "/cadence Acme: soon",
        "/feedback Acme: 9 9", "/eta Acme: tomorrow-ish", "/promote {entry} db-01 is full", "/owner attach Acme",
        "/owner plan Acme; zone: Nowhere", "/owner plan Acme; hours: nine to five", "/owner plan Acme; kind: king",
        "/snooze nothing 15m why", "/remedy ZZZZZ offered", "/answer ZZZZZ no", "/owner refresh Acme",
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused_in_words(tmp_path: Path, line: str) -> None:
    room, refs = await room_of(tmp_path)
    before = len(room.state)
    with pytest.raises(WarroomError) as refusal:
        await do(room, line.format(**refs))
    assert str(refusal.value)
    assert len(room.state) == before


async def test_a_question_or_promise_noted_by_mistake_is_struck_and_brought_back(tmp_path: Path) -> None:
    room, refs = await room_of(tmp_path)
    for ref in (refs["question"], refs["promise"]):
        await do(room, f"/withdraw {ref} noted twice")
    assert room.state.questions.of("Acme") == room.state.commitments.of("Acme") == []
    assert room.promises.score("Acme").percent is None
    for ref in (refs["question"], refs["promise"]):
        await do(room, f"/withdraw {ref}")
    assert len(room.state.questions.of("Acme")) == len(room.state.commitments.of("Acme")) == 1


async def test_a_message_and_its_questions_are_stored_together(tmp_path: Path) -> None:
    room, _ = await room_of(tmp_path)
    done = await do(room, "/from Mr Li (Acme): Is it fixed? When? ; questions: yes")
    message, *asked = done.events
    assert [event.payload["message"] for event in asked] == [message.eid] * 2
    assert [entry.eid for entry in room.state.owners.threads["Acme"]] == [message.eid]


async def test_two_owners_have_to_be_named(tmp_path: Path) -> None:
    room, _ = await room_of(tmp_path)
    await room.owners.attach(Plan(owner_id="City", kind="authority"))
    with pytest.raises(BadInput, match="Acme, City"):
        await do(room, "/asked is data lost?")
    await do(room, "/asked City: is data lost?")
    await do(room, "/asked 王总（City）：数据是否丢失？ ＞15:00")
    last = list(room.state.questions.asked)[-1]
    assert (last.now.owner_id, last.now.actor, last.now.text) == ("City", "王总", "数据是否丢失？")
    assert last.now.due == "2026-11-22T15:00:00.000000Z"


# -- the shell -------------------------------------------------------------------------------------------------------

ARGUMENTS: dict[str, tuple[str, ...]] = {
    "from": ("acme", "Is it fixed? When?", "--by", "Mr Li", "--means", "phone", "--questions"),
    "to": ("acme", "we met", "--means", "meeting", "--with", "Mr Li"),
    "asked": ("acme", "Is data lost?", "--by", "Mr Li", "--due", "+2h"),
    "answer": ("{question}", "no", "--told"),
    "told": ("acme", "--facts", "status", "--next", "+30m"),
    "promise": ("acme", "a report", "--due", "+2h", "--kind", "report"),
    "moved": ("{promise}", "the vendor is slow", "--due", "+3h"),
    "kept": ("{promise}", "sent"),
    "broken": ("{promise}", "no answer"),
    "withdrawn": ("{promise}", "not wanted"),
    "pause": ("acme", "they sleep", "--until", "+3h"),
    "resume": ("acme",),
    "snooze": ("first_notice", "on the phone", "--until", "+1h"),
    "cadence": ("acme", "20m", "--because", "they asked"),
    "promote": ("{entry}", "A disk is full", "--topic", "cause", "--zh", "一块磁盘已满"),
    "eta": ("acme", "+1h to +2h", "--confidence", "low", "--basis", "the replay"),
    "expect": ("acme", "goal no order is lost", "--agreed", "Mr Li"),
    "remedy": ("acme", "a free month", "--kind", "credit", "--amount", "5 %"),
    "feedback": ("acme", "4 5 clear and quick"),
    "refile": ("{message}", "city", "--because", "the wrong thread"),
}


def in_shell(warroom: Shell) -> tuple[str, dict[str, str]]:
    ref = warroom("new", "Checkout latency", "--sev", "SEV2").strip()
    warroom("owner", "attach", ref, "Acme", "--kind", "client", "--hours", "09:00-18:00")
    refs = {
        "question": warroom("asked", ref, "acme", "Is it back?").strip(),
        "promise": warroom("promise", ref, "acme", "a visit", "--due", "+4h").strip(),
        "entry": warroom("log", ref, "db-01 is full").strip(),
    }
    return ref, refs


@pytest.mark.parametrize("word", ARGUMENTS)
def test_the_shell_does_the_same(warroom: Shell, word: str) -> None:
    ref, refs = in_shell(warroom)
    if word == "resume":
        warroom("pause", ref, "acme", "they sleep")
    if word == "feedback":
        warroom("status", ref, "closed")
    if word == "refile":
        warroom("owner", "attach", ref, "City")
        refs["message"] = warroom("from", ref, "acme", "we are down").strip()
    before = warroom.json("show", ref, "--json")["events"]
    made = warroom.json(word, ref, *(one.format(**refs) for one in ARGUMENTS[word]), "--json")
    assert made["said"]
    assert len(made["refs"]) == len(made["eids"]) >= 1
    assert warroom.json("show", ref, "--json")["events"] >= before + len(made["eids"])
    if word not in ("pause", "resume", "snooze", "cadence"):
        assert warroom.json(word, ref, "--json")
        assert warroom(word, ref)


def test_every_command_of_the_shell_is_tried() -> None:
    assert set(ARGUMENTS) == set(VERBS)


def test_due_says_what_is_due_in_all_rooms_and_ends_with_1(warroom: Shell) -> None:
    assert warroom("due") == ""
    ref = warroom("new", "Old", "--sev", "SEV1").strip()
    warroom("role", ref, "ic", "wei")
    warroom("owner", "attach", ref, "Acme")
    assert warroom("due") == ""
    assert [one["kind"] for one in warroom.json("due", "--all", "--json")] == ["first_notice"]
    warroom("promise", ref, "acme", "a report", "--due", "2026-01-01 10:00 UTC", code=0)
    [one] = warroom.json("due", "--json", code=1)
    assert (one["room"], one["kind"], one["owner"], one["standing"]) == (ref, "commitment", "Acme", "due")
    assert "a report" in warroom("due", ref, code=1)
    assert "a report" in warroom("due", code=1)
    warroom("snooze", ref, one["id"], "later", "--until", "+1h")
    assert warroom("due") == ""


def test_the_directory_is_kept_across_rooms_and_copied(warroom: Shell, tmp_path: Path) -> None:
    plan = tmp_path / "acme.toml"
    plan.write_text(
        'lang = "zh"\nzone = "Asia/Shanghai"\nchannels = ["phone"]\n'
        '[hours]\ndays = [1,2,3,4,5]\nstart = "09:00"\nend = "18:00"\n'
        '[cadence.SEV1]\nupdate = {minutes = 20}\n[[contacts]]\nname = "李工"\ncontact = "li@acme.example"\n',
        "utf-8",
    )
    warroom("owner", "keep", "Acme", "--file", str(plan))
    assert warroom("owner", "list") == "Acme\n"
    ref = warroom("new", "First").strip()
    warroom("owner", "attach", ref, "Acme")
    shown = warroom.json("owner", "show", ref, "--json")["Acme"]
    assert shown["plan"]["cadence"]["SEV1"]["update"] == {"minutes": 20}
    assert shown["plan"]["cadence"]["SEV1"]["first_notice"] == {"minutes": 15}  # the profile's
    assert shown["plan"]["contacts"][0]["name"] == "李工"
    warroom("owner", "keep", "Acme", "--lang", "en")
    assert warroom.json("owner", "show", ref, "--json")["Acme"]["plan"]["lang"] == "zh"  # only the room's copy counts
    warroom("owner", "refresh", ref, "Acme")
    assert warroom.json("owner", "show", ref, "--json")["Acme"]["plan"]["lang"] == "en"
    warroom("owner", "plan", ref, "Acme", "--lang", "zh")
    warroom("owner", "detach", ref, "Acme")
    assert not warroom.json("owner", "show", ref, "--json")["Acme"]["attached"]
    warroom("owner", "forget", "Acme")
    assert warroom("owner", "list") == ""
    plan.write_text("cadance = 1\n", "utf-8")
    assert "cadance" in warroom.both("owner", "keep", "Acme", "--file", str(plan), code=2).err


def test_how_content_an_owner_was_over_rooms(warroom: Shell) -> None:
    for clear, timely in ((2, 3), (4, 5)):
        ref = warroom("new", "An incident").strip()
        warroom("owner", "attach", ref, "Acme")
        refused = warroom.both("feedback", ref, "acme", "5 5", code=1).err
        assert "asked after closing" in refused and "/from OWNER" in refused
        warroom("status", ref, "closed")
        warroom("feedback", ref, "acme", f"{clear} {timely} words of {clear}", "--by", "Mr Li")
    found = warroom.json("owner", "trend", "acme", "--json")
    assert [(one["clear"], one["timely"]) for one in found] == [(2, 3), (4, 5)]
    assert [(one["text"], one["by"]) for one in found] == [("words of 2", "Mr Li"), ("words of 4", "Mr Li")]
    said = warroom("owner", "trend", "acme")
    assert "clear 4" in said and "Mr Li: words of 4" in said
    assert warroom("owner", "trend", "nobody") == ""
    assert "which owner" in warroom.both("owner", "trend", code=2).err


async def test_the_handover_note_names_what_is_owed(tmp_path: Path) -> None:
    room, _ = await room_of(tmp_path)
    assert "Acme: a visit" in room.team.note()
    assert room.owners.owed() == ["Acme: a visit"]


def test_a_mail_comes_in_once(warroom: Shell, tmp_path: Path) -> None:
    ref, _ = in_shell(warroom)
    mail = tmp_path / "a.eml"
    mail.write_bytes(
        b"From: Mr Li <li@acme.example>\r\nSubject: Outage\r\nMessage-ID: <1@x>\r\n"
        b"Date: Sun, 22 Nov 2020 14:05:00 +0000\r\n\r\n"
        b"Is it fixed?\r\n\r\nOn Sunday, ana wrote:\r\n> old\r\n"
    )
    said = warroom.both("from", ref, "acme", "--eml", str(mail), "--questions")
    assert "question: Is it fixed?" in said.err
    thread = warroom.json("from", ref, "--json")["Acme"]["thread"]
    assert [(one["text"], one["actor"], one["at"]) for one in thread] == [
        ("Is it fixed?", "Mr Li", "2020-11-22T14:05:00.000000Z")
    ]
    assert len(warroom.json("asked", ref, "--json")) == 2
    assert "already" in warroom.both("from", ref, "acme", "--eml", str(mail), code=1).err


def test_show_prints_the_whole_plan_of_the_owner_that_is_named(warroom: Shell) -> None:
    ref = warroom("new", "地下室渗水", "--profile", "project", "--owner", "城投集团", "--owner", "Acme").strip()
    given = {
        "kind": "authority", "lang": "zh", "zone": "Asia/Shanghai", "channels": "meeting, phone", "emergency": "119",
        "contacts": "李总 <li@example.cn> 项目总监!", "hours": "09:00-18:00", "days": "1-5", "holidays": "2026-10-01",
        "workdays": "2026-10-10", "quiet": "22:00-07:00", "avoid": "crash", "glossary": "failover=切换",
        "detail": "brief", "approval": "legal", "concerns": "先问数字", "contact-days": "14, 60",
    }  # fmt: skip
    warroom("owner", "plan", ref, "城投集团", *(f"--{key}={value}" for key, value in given.items()))
    said = warroom("owner", "show", ref, "城投")
    for words in (
        "authority", "李总 (项目总监, li@example.cn) IN EMERGENCIES", "meeting, phone", "119", "Asia/Shanghai",
        "Mon Tue Wed Thu Fri", "09:00 to 18:00", "quiet 22:00 to 07:00", "off: 2026-10-01", "worked: 2026-10-10",
        "brief", "legal", "crash", "failover = 切换", "先问数字", "14 days, 60 days", "SEV3 较大",
        "first the same working day", "update 1 working day", "long mode 5 working days", "report 10 working days",
    ):  # fmt: skip
        assert words in said, words
    assert "Acme" not in said and "client" in warroom("owner", "show", ref, "Acme")
    whole = warroom.json("owner", "show", ref, "城投集团", "--json")
    assert (whole["name"], whole["attached"], whole["plan"]["hours"]["quiet_end"]) == ("城投集团", True, "07:00")
    assert whole["plan"]["contacts"] == [
        {"name": "李总", "title": "项目总监", "contact": "li@example.cn", "emergency": True}
    ]
    assert set(Plan.__struct_fields__) - {"owner_id", "bases", "detached"} == set(whole["plan"])
    assert "no owner here is called 'nope'" in warroom.both("owner", "show", ref, "nope", code=2).err
    assert len(warroom("owner", "show", ref).splitlines()) == 2


def test_what_is_missing_is_said_with_the_command_to_type(warroom: Shell) -> None:
    ref, refs = in_shell(warroom)
    for argv, words in (
        (("moved", ref, refs["promise"], "slow"), f"warroom moved ROOM {refs['promise']} REASON --due 'fri 17:00'"),
        (("promise", ref, "acme", "a report"), "warroom promise ROOM Acme WHAT --due"),
        (("snooze", ref, "first_notice", "why"), "--until 15m"),
        (("snooze", ref, "first_notice", "--until", "15m"), "a snooze needs the reason"),
        (("snooze", ref, "nonsense", "why", "--until", "15m"), "first_notice:Acme (first notice to Acme), "),
        (("eta", ref, "acme", "16:00..17:00"), "a range is 16:00-17:30"),
        (("eta", ref, "acme"), "16:00-17:30, 30m, fri 12:00 or unknown"),
    ):
        assert words in warroom.both(*argv, code=2).err, argv
    for word in ("snooze", "pause", "resume", "cadence"):
        assert "first_notice:Acme" in warroom(word, ref)
    name = next(one["clock"] for one in warroom.json("snooze", ref, "--json") if one["kind"] == "question")
    assert "is quiet until" in warroom.both("snooze", ref, name, "asked again", "--until", "15m").err
    assert "(quiet until" in warroom("snooze", ref)


@pytest.mark.parametrize("text", ["16:00-17:00", "16:00 to 17:00", "１６：００－１７：００", "16:00至17:00"])
def test_an_estimate_may_be_written_as_a_range(warroom: Shell, text: str) -> None:
    ref, _ = in_shell(warroom)
    said = warroom.both("eta", ref, "acme", text).err
    assert " 16:00 UTC" in said and " 17:00 UTC" in said and " to " in said
