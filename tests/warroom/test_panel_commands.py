"""Commands about causes, tasks, risks, decisions and command: how they are read, and what each does to a room."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warroom.live_rooms import Hands, new_room
from warroom import doing
from warroom.errors import WarroomError
from warroom.grammar import panel_orders as orders
from warroom.grammar.completion import complete, hint
from warroom.grammar.context import Context
from warroom.grammar.panel_orders import Whom
from warroom.grammar.panel_words import PANEL_FORMS, PANEL_REFS
from warroom.grammar.panels import PANEL_PARSERS
from warroom.grammar.reading import Fault
from warroom.grammar.slash import read_command
from warroom.room import Room
from warroom.state.cause_rules import why_chain
from warroom.state.snapshot import snapshot

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
ZONE = ZoneInfo("UTC")
MEMBERS = ("ana", "bob", "li", "wei", "李工")
CONTEXT = Context(now=NOW, zone=ZONE, members=MEMBERS)
AT_16 = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


def order(line: str) -> object:
    name, _, rest = line[1:].partition(" ")
    return read_command(name, rest, CONTEXT)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("/cause certificate expired", orders.Propose("certificate expired")),
        ("/cause certificate expired 70%", orders.Propose("certificate expired", 70)),
        ("/cause bob: cert: expired ７０％", orders.Propose("cert: expired", 70, "bob")),
        ("/cause CPU at 100% since 9", orders.Propose("CPU at 100% since 9")),
        ("/test #k7qxm", orders.SetStanding("test", "K7QXM")),
        ("/confirm K7QXM", orders.SetStanding("confirm", "K7QXM")),
        ("/ruleout K7QXM it is valid", orders.SetStanding("ruleout", "K7QXM", "it is valid")),
        ("/confidence K7QXM high", orders.SetConfidence("K7QXM", 75)),
        ("/confidence K7QXM 30 %", orders.SetConfidence("K7QXM", 30)),
        ("/confidence K7QXM -", orders.SetConfidence("K7QXM", None)),
        ("/evidence K7QXM for 2V8NA", orders.AddEvidence("K7QXM", "for", "2V8NA")),
        ("/evidence K7QXM against 2V8NA it answers", orders.AddEvidence("K7QXM", "against", "2V8NA", "it answers")),
        ("/evidence K7QXM 反对 2V8NA 正常", orders.AddEvidence("K7QXM", "against", "2V8NA", "正常")),
        ("/tried restarted the pods", orders.Try("restarted the pods")),
        ("/tried restarted = failed, it came back", orders.Try("restarted", "failed", "it came back")),
        ("/tried bob: x=1 #K7QXM = helped", orders.Try("x=1", "helped", "", "K7QXM", "bob")),
        ("/tried 重启 ＝ 无效：又出现", orders.Try("重启", "failed", "又出现")),
        ("/tried set a = b", orders.Try("set a = b")),
        ("/outcome K7QXM failed same answers", orders.SetOutcome("K7QXM", "failed", "same answers")),
        ("/why K7QXM nobody renewed it", orders.AnswerWhy("K7QXM", "nobody renewed it")),
        ("/factor trigger certificate expired", orders.AddFactor("trigger", "certificate expired")),
        ("/factor 系统性 没有复核 #K7QXM", orders.AddFactor("systemic", "没有复核", "K7QXM")),
        ("/primary K7QXM", orders.SetPrimary("K7QXM")),
        ("/withdraw K7QXM wrong room", orders.Withdraw("K7QXM", "wrong room")),
        ("/set K7QXM due 16:00", orders.Set("K7QXM", "due", "16:00")),
        ("/set K7QXM effect: errors stop", orders.Set("K7QXM", "effect", "errors stop")),
        ("/task check the certificate", orders.AddTask("check the certificate")),
        ("/task @bob check it ~15m >16:00", orders.AddTask("check it", Whom("bob"), AT_16, 15)),
        ("/task ask @bob to check #K7QXM", orders.AddTask("ask @bob to check", Whom("bob"), cause="K7QXM")),
        ("/task check disk (api-1) now", orders.AddTask("check disk (api-1) now")),
        ("/task Mr Li (Acme): keep it off", orders.AddTask("keep it off", Whom("Mr Li", "Acme"))),
        ("/task @Mr Li (Acme) keep it off >16:00", orders.AddTask("keep it off", Whom("Mr Li", "Acme"), AT_16)),
        ("/task 李工（恒大）：别开旧系统", orders.AddTask("别开旧系统", Whom("李工", "恒大"))),
        (
            "/task @bob roll back; now; effect: errors stop; risk: cold cache；回退：恢复",
            orders.AddTask("roll back; now", Whom("bob"), effect="errors stop", risk="cold cache", fallback="恢复"),
        ),
        ("/task write \\@bob ~20m", orders.AddTask("write @bob", time_box=20)),
        ("/start K7QXM", orders.SetStanding("start", "K7QXM")),
        ("/done K7QXM went well", orders.SetStanding("done", "K7QXM", "went well")),
        ("/block K7QXM no access", orders.SetStanding("block", "K7QXM", "no access")),
        ("/assign K7QXM @bob", orders.Assign("K7QXM", Whom("bob"))),
        ("/assign K7QXM Mr Li (Acme)", orders.Assign("K7QXM", Whom("Mr Li", "Acme"))),
        ("/assign K7QXM -", orders.Assign("K7QXM", Whom())),
        ("/ack K7QXM", orders.Acknowledge("K7QXM")),
        ("/follow alert on expiry", orders.AddFollowUp("alert on expiry")),
        (
            "/follow detective alert on expiry @li >16:00; done when: a test rings",
            orders.AddFollowUp("alert on expiry", "detective", Whom("li"), AT_16, "a test rings"),
        ),
        ("/follow 预防 复核", orders.AddFollowUp("复核", "preventative")),
        ("/risk cold cache", orders.AddRisk("cold cache")),
        (
            "/risk cold cache = high/medium @li; measure: warm it",
            orders.AddRisk("cold cache", "high", "medium", "warm it", "li"),
        ),
        ("/risk 缓存是冷的 = 高 低", orders.AddRisk("缓存是冷的", "high", "low")),
        ("/decide stay on v411", orders.Decide("stay on v411")),
        (
            "/decide stay >16:00; options: stay / forward; by: Mr Li (Acme); do: @bob; objection: li: cold",
            orders.Decide("stay", ("stay", "forward"), Whom("Mr Li", "Acme"), "bob", ("li: cold",), AT_16),
        ),
        ("/object K7QXM li: cold cache", orders.AddObjection("K7QXM", "cold cache", "li")),
        ("/object K7QXM too early", orders.AddObjection("K7QXM", "too early")),
        ("/review K7QXM", orders.Review("K7QXM")),
        ("/review K7QXM >16:00", orders.Review("K7QXM", AT_16)),
        ("/reverse K7QXM it broke", orders.Reverse("K7QXM", "it broke")),
        ("/handover ana", orders.HandOver("ana")),
        (
            '/handover wei to @ana: ic, liaison = "I have command"',
            orders.HandOver("ana", ("incident_commander", "customer_liaison"), "wei", "I have command"),
        ),
        ("/handover 王伟交给李工：指挥 ＝ 我来", orders.HandOver("李工", ("incident_commander",), "王伟", "我来")),
        ("/accept", orders.Accept()),
        ("/accept ana = yes", orders.Accept("ana", "yes")),
        ("/take wei dropped off", orders.TakeCommand("wei dropped off")),
        ("/take li: past-deputy wei dropped off", orders.TakeCommand("wei dropped off", True, "li")),
    ],
)
def test_a_line_is_read(line: str, meant: object) -> None:
    assert order(line) == meant


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/cause", "/cause and what"),
        ("/cause 70%", "70%"),
        ("/test", "five letters"),
        ("/test not-a-ref", "no entry's reference"),
        ("/confidence K7QXM sure", "'sure' is no confidence"),
        ("/confidence K7QXM 101", "0 to 100"),
        ("/evidence K7QXM maybe 2V8NA", "'maybe' is no side"),
        ("/evidence K7QXM for", "something is missing"),
        ("/tried = helped", "something is missing"),
        ("/factor human bob", "'human' is no kind of factor"),
        ("/why K7QXM", "/why K7QXM and the answer"),
        ("/task ~15m", "what is to be done"),
        ("/risk cold cache = high perhaps", "low, medium or high"),
        ("/review K7QXM maybe", "is not a due time"),
        ("/handover", "/handover ana"),
        ("/handover ana: king", "'king' is no role"),
        ("/handover ana:", "which roles"),
        ("/take", "/take and why"),
        ("/set K7QXM due", "/set REF due 16:00"),
    ],
)
def test_a_line_that_says_too_little_is_a_fault(line: str, said: str) -> None:
    fault = order(line)
    if line == "/cause 70%":  # a percentage alone is taken as words: nothing stands before it
        assert fault == orders.Propose("70%")
        return
    assert isinstance(fault, Fault)
    assert said in fault.message


@given(
    name=st.sampled_from(sorted(PANEL_PARSERS)),
    rest=st.text(alphabet='aK7Q @:：=;；#~>%()（）-5m/ \n李\\"', max_size=30),
)
def test_reading_never_raises(name: str, rest: str) -> None:
    assert read_command(name, rest, CONTEXT) is not None


def test_every_command_has_a_hint_and_tab_offers_letters() -> None:
    assert set(PANEL_FORMS) == set(PANEL_PARSERS)
    for name in PANEL_PARSERS:
        assert hint(f"/{name} ", Context(NOW, ZONE, MEMBERS), commands=[(name, "x")]) == PANEL_FORMS[name]
        assert len(PANEL_FORMS[name]) <= 110
    for name in PANEL_REFS:
        offered = complete(
            f"/{name} k7", len(name) + 4, members=MEMBERS, refs=[("K7QXM", "DNS")], commands=(), values={}
        )
        assert [one.label for one in offered] == ["K7QXM"]


# -- what each does ----------------------------------------------------------------------------------------------------


async def say(room: Room, line: str) -> str:
    """Type a line; the letters of the event it made, or the first word of what was said."""
    meaning = doing.read(line, now=room.clock(), zone=room.zone, members=room.state.people)
    done = await doing.do_line(room, meaning, pane="timeline")
    assert done.said and done.asked is None and done.events
    return done.events[0].ref


@pytest.fixture
async def room(tmp_path: Path) -> Room:
    made = await new_room(tmp_path / "data", Hands())
    await made.set_member("bob", "Robert Li")
    await made.set_member("li")
    return made


async def test_causes_by_commands_alone(room: Room) -> None:
    entry = (await room.log("handshake fails")).ref
    cause = await say(room, "/cause bob: certificate expired 40%")
    await say(room, f"/test {cause}")
    await say(room, f"/evidence {cause} for {entry} openssl says so")
    await say(room, f"/confidence {cause} 90%")
    tried = await say(room, f"/tried reloaded #{cause}")
    await say(room, f"/outcome {tried} failed same certificate")
    why = await say(room, f"/why {cause} nobody renewed it")
    await say(room, f"/why {why} no alert on expiry")
    factor = await say(room, f"/factor systemic no inventory #{cause}")
    await say(room, f"/primary {factor}")
    await say(room, f"/confirm {cause}")
    other = await say(room, "/cause DNS")
    await say(room, f"/ruleout {other} it answers")
    await say(room, f"/set {factor} text no list of certificates")
    found = snapshot(room.state)["causes"]
    assert found["state"] == "confirmed"
    assert [one["state"] for one in found["hypotheses"]] == ["confirmed", "ruled_out"]
    assert (found["hypotheses"][0]["actor"], found["hypotheses"][0]["confidence"]) == ("bob", 90)
    assert found["tried"][0]["outcome"] == "failed"
    assert found["factors"][0]["text"] == "no list of certificates"
    assert found["primary"] == found["factors"][0]["eid"]
    assert [line.depth for line in why_chain(room.state.causes, found["hypotheses"][0]["eid"])] == [0, 1]
    await say(room, f"/primary {factor}")
    assert snapshot(room.state)["causes"]["primary"] == ""
    await say(room, f"/reopen {cause} a second one expired")
    await say(room, f"/withdraw {other}")
    assert len(room.state.causes.hypotheses.standing()) == 1
    await say(room, f"/withdraw {other}")
    assert len(room.state.causes.hypotheses.standing()) == 2


async def test_tasks_by_commands_alone(room: Room) -> None:
    task = await say(room, "/task @bob roll back ~15m; effect: errors stop; risk: cold cache; fallback: restore")
    for verb in ("start", "block", "reopen", "cancel", "reopen", "done"):
        await say(room, f"/{verb} {task} because of it")
    await say(room, f"/assign {task} Mr Li (Acme)")
    await say(room, f"/set {task} due +2h")
    await say(room, f"/set {task} box -")
    await say(room, f"/set {task} risk -")
    record = room.tasks.task(task)
    assert (record.now.assignee, record.now.owner, record.now.side) == ("Mr Li", "Acme", "owner")
    assert (record.now.state, record.now.time_box, record.now.risk, record.now.effect) == (
        "done",
        None,
        "",
        "errors stop",
    )
    assert record.now.due
    follow = await say(room, "/follow detective alert on expiry @li; done when: a test rings")
    await say(room, f"/done {follow}")
    assert room.tasks.find(follow).now.state == "done"
    timed = await say(room, "/task @bob look ~5m")
    assert isinstance(room.clock, Hands)
    room.clock.move(6)
    await say(room, f"/ack {timed}")
    assert room.state.tasks.acknowledged_at(room.tasks.task(timed).eid)


async def test_risks_and_decisions_by_commands_alone(room: Room) -> None:
    risk = await say(room, "/risk cold cache = high low @li; measure: warm it")
    await say(room, f"/set {risk} impact high")
    await say(room, f"/set {risk} state closed it is warm")
    assert (room.risks.find(risk).now.impact, room.risks.find(risk).now.state) == ("high", "closed")
    decision = await say(room, "/decide stay >+2h; options: stay / forward; by: Mr Li (Acme); do: bob")
    await say(room, f"/object {decision} li: cold cache")
    await say(room, f"/set {decision} options stay / forward / back")
    await say(room, f"/review {decision} +3h")
    await say(room, f"/review {decision}")
    await say(room, f"/reverse {decision} it broke")
    record = room.decisions.find(decision)
    assert record.now.options == ("stay", "forward", "back")
    assert (record.now.state, record.now.review_at, record.now.objections) == ("reversed", None, ("li: cold cache",))


async def test_command_by_commands_alone(room: Room) -> None:
    await say(room, "/role ic ana")
    with pytest.raises(WarroomError, match="ana holds command"):
        await say(room, "/role ic bob")
    await say(room, '/handover bob = "I have command"')
    assert room.state.team.holder("incident_commander") == "bob"
    await say(room, "/handover bob to wei: ic")
    await say(room, "/accept wei = yes")
    assert room.state.team.holder("incident_commander") == "wei"
    await say(room, "/role deputy li")
    with pytest.raises(WarroomError, match="offered command first"):
        await say(room, "/take wei is gone")
    await say(room, "/take past-deputy wei and li are gone")
    assert room.state.team.holder("incident_commander") == "ana"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/done {cause}", "is no task"),
        ("/confirm {task}", "is no possible cause"),
        ("/set {task} state done", "/start .*/set .* changes box, due"),
        ("/set {task} colour red", "none of its fields"),
        ("/set {task} due soon", "is not a due time"),
        ("/set {task} box many", "no length of time"),
        ("/ruleout {cause}", "needs the reason"),
        ("/block {task}", "what blocks it"),
        ("/primary {task}", "no cause is called"),
        ("/why {task} x", "no hypothesis or why"),
        ("/cause @bob", "a person is never a cause"),
        ("/factor trigger bob", "a person is never a cause"),
        ("/cause Robert Li", "a person is never a cause"),
    ],
)
async def test_a_refusal_says_why_and_changes_nothing(room: Room, line: str, said: str) -> None:
    refs = {"cause": (await room.causes.propose("DNS")).ref, "task": (await room.tasks.add("check")).ref}
    before = len(room.state)
    with pytest.raises(WarroomError, match=said):
        await say(room, line.format(**refs))
    assert len(room.state) == before
