"""Rooms in which causes, tasks and roles are in full swing: an English one, a Chinese one, a hostile one, a big one."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tests.screens.kit import NOW, eid, entry, fixed, opened
from tests.screens.rooms_for_pictures import HOSTILE
from warroom import making
from warroom.acts.recording import KIND_OF
from warroom.clock import to_stamp
from warroom.events import Draft
from warroom.state.causes import Evidence, Factor, Proposed, StateSet, Tried, Why
from warroom.state.decisions import DecisionMade
from warroom.state.kinds import Payload
from warroom.state.risks import RiskSet
from warroom.state.tasks import FollowUpSet, TaskSet, TaskStateSet
from warroom.state.team import MemberSet, PresenceIn, PresenceOut, RoleTaken, RoleTransferred


def said(number: int, payload: Payload, by: str = "wei", minutes_ago: float = 30) -> Draft:
    """An event of a payload."""
    return fixed(making.draft(KIND_OF[type(payload)], payload, by, NOW - timedelta(minutes=minutes_ago)), number)


def in_minutes(minutes: float) -> str:
    return to_stamp(NOW + timedelta(minutes=minutes))


def english() -> list[Draft]:
    """Two causes tested, one ruled out; tasks in every state; a role offered; one person too long on duty."""
    cert, deploy, back = eid(300), eid(301), eid(320)
    return [
        *opened(),
        said(20, RoleTaken("incident_commander", "wei")),
        said(21, RoleTaken("customer_liaison", "ana")),
        said(22, RoleTaken("scribe", "ana")),
        said(23, PresenceIn("bob"), minutes_ago=395),
        said(24, PresenceIn("wei"), minutes_ago=40),
        said(25, MemberSet("bob", "Bob Ng", "+44 20 7946 0000", "Europe/London"), "bob"),
        said(26, RoleTransferred("scribe", "li", "ana", accepted=False, note="the timeline is complete",
                              bases=[eid(22)]), "ana", 2),
        entry(1, "Error rate 4 % in EU only, checkout p99 at 2.4 s", at="14:05"),
        entry(2, "Rolled payments-api back to v411 on all four nodes", at="14:09", says="action", actor="bob"),
        entry(3, "the chain on node 3 is a different one", at="14:10", by="li"),
        entry(4, "EU error rate unchanged after the roll-back", at="14:12", by="bob"),
        said(300, Proposed(text="the intermediate certificate expired", confidence=75), "li", 12),
        said(301, Proposed(text="payments-api v412 broke the retry", confidence=40), "bob", 11),
        said(302, Proposed(text="the EU region's database is slow"), "ana", 10),
        said(303, StateSet(target=cert, state="testing", was="open", bases=[cert]), "li", 9),
        said(304, StateSet(target=deploy, state="ruled_out", was="open", reason="rolled back, errors go on",
                      bases=[deploy]), "bob", 2),
        said(305, Evidence(cause=cert, entry=eid(103)), "li", 4),
        said(306, Evidence(cause=cert, entry=eid(101)), "li", 4),
        said(307, Evidence(cause=cert, entry=eid(104), side="against", text="would have hit the US too"), "bob", 2),
        said(308, Tried(text="roll back payments-api", outcome="failed", cause=deploy, actor="bob",
                        reason="errors go on"), "ana", 3),
        said(309, Tried(text="pin the old chain on node 3", cause=cert, actor="li"), "li", 2),
        said(310, Why(text="nobody renews that certificate", cause=cert), "li", 5),
        said(311, Why(text="it isn't in the inventory", cause=cert, answers=eid(310)), "wei", 4),
        said(312, Factor(text="the inventory is filled by hand", factor="systemic", cause=cert, primary=True),
             "wei", 3),
        said(313, Factor(text="the certificate ran out at 13:48", factor="trigger", cause=cert), "li", 3),
        said(320, TaskSet(text="roll back payments-api in the US as well", assignee="bob", time_box=10,
                          effect="errors below 0.1 % in five minutes", risk="the cache is cold: slow for a minute",
                          fallback="send the US to the old pool"), "wei", 17),
        said(321, TaskSet(text="get a new certificate issued", assignee="li", due=in_minutes(20)), "wei", 8),
        said(322, TaskSet(text="keep the old checkout switched off", assignee="Mr Li", side="owner", owner="Acme"),
             "ana", 6),
        said(323, TaskSet(text="ask the bank about the queue", assignee="ana"), "wei", 6),
        said(324, TaskStateSet(target=back, state="in_progress", was="open", bases=[back]), "bob", 17),
        said(325, TaskStateSet(target=eid(323), state="blocked", was="open", reason="the bank's line is busy",
                          bases=[eid(323)]), "ana", 3),
        said(330, FollowUpSet(text="inventory of every certificate", kind="preventative", assignee="wei"), "wei", 2),
        said(331, RiskSet(text="the second chain expires tonight", probability="medium", impact="high",
                          countermeasure="renew both", assignee="li"), "li", 2),
        said(332, DecisionMade(text="Stay on v411", options=("v411", "v412 with a fix"), decided_by="wei",
                               executor="bob", objections=("li: the cache is cold",),
                               review_at=in_minutes(106)), "wei", 3),
    ]  # fmt: skip


def chinese() -> list[Draft]:
    """The same in Chinese, in Shanghai's time."""
    cause = eid(300)
    return [
        *opened("支付回调大面积失败", severity="SEV1", zone="Asia/Shanghai"),
        said(20, RoleTaken("incident_commander", "魏工")),
        said(21, RoleTaken("customer_liaison", "安娜")),
        said(23, PresenceIn("李工"), minutes_ago=30),
        said(24, PresenceOut("魏工"), minutes_ago=5),
        entry(1, "监控显示支付网关错误率升到 12%，只有华东区受影响", at="13:45", by="李工"),
        entry(2, "三号节点的证书链与其他节点不同，正在核对", at="13:58", by="李工", actor="王五"),
        said(300, Proposed(text="第三方支付的中间证书过期，回调验签失败", confidence=80), "李工", 12),
        said(301, Proposed(text="华东区数据库主从延迟", confidence=20), "王五", 10),
        said(303, StateSet(target=cause, state="confirmed", was="open", reason="换上新证书链后恢复",
                      bases=[cause]), "李工", 4),
        said(305, Evidence(cause=cause, entry=eid(102)), "李工", 4),
        said(308, Tried(text="在三号节点换上新的证书链", outcome="helped", cause=cause, actor="李工"), "王五", 3),
        said(310, Why(text="证书到期前没有人收到提醒", cause=cause), "李工", 5),
        said(311, Why(text="证书台账由人工维护，漏登记了这一张", cause=cause, answers=eid(310)), "魏工", 4),
        said(312, Factor(text="证书台账由人工维护", factor="systemic", cause=cause, primary=True), "魏工", 3),
        said(320, TaskSet(text="向全部节点推送新的证书链，并逐台核对指纹", assignee="王五", time_box=15,
                          effect="五分钟内错误率降到 0.1% 以下", risk="推送时每台节点中断约两秒",
                          fallback="保留旧链，切回备用通道"), "魏工", 8),
        said(322, TaskSet(text="请暂时不要启用旧的收银系统", assignee="李经理", side="owner", owner="甲方"), "安娜", 6),
        said(331, RiskSet(text="备用通道额度可能在晚高峰用尽", probability="high", impact="high"), "李工", 2),
    ]  # fmt: skip


def hostile() -> list[Draft]:
    """Text that would do something if anybody obeyed it, in every field of causes and tasks."""
    cause = eid(300)
    return [
        *opened(HOSTILE),
        entry(1, HOSTILE, at="14:05"),
        said(20, RoleTaken("incident_commander", "[b]w\x1b[31mei[/b]")),
        said(300, Proposed(text=HOSTILE, actor="[reverse]bob\x1b[0m"), "ana", 9),
        said(301, StateSet(target=cause, state="testing", was="open", reason=HOSTILE, bases=[cause]), "ana", 8),
        said(302, Evidence(cause=cause, entry=eid(101), text=HOSTILE), "ana", 7),
        said(303, Tried(text=HOSTILE, outcome="failed", reason=HOSTILE, cause=cause), "ana", 6),
        said(304, Why(text="tab\there\nsecond line", cause=cause), "ana", 5),
        said(305, Factor(text="x" * 5_000, cause=cause), "ana", 4),
        said(320, TaskSet(text=HOSTILE, assignee=HOSTILE, effect=HOSTILE, risk=HOSTILE, fallback=HOSTILE), "ana", 3),
        said(331, RiskSet(text=HOSTILE, countermeasure=HOSTILE), "ana", 3),
        said(332, DecisionMade(text=HOSTILE, options=(HOSTILE,), decided_by=HOSTILE, objections=(HOSTILE,)), "ana", 2),
    ]  # fmt: skip


def disputed() -> list[Draft]:
    """People who did not see each other: a cause's state, a task's assignee, a primary factor, command."""
    cause, task = eid(300), eid(320)
    return [
        *opened(),
        said(20, RoleTaken("incident_commander", "wei")),
        said(21, RoleTaken("incident_commander", "bob", bases=["none-of-these"]), "bob", 29),
        said(300, Proposed(text="the certificate expired"), "li", 12),
        said(301, StateSet(target=cause, state="confirmed", was="open", bases=[cause]), "li", 9),
        said(302, StateSet(target=cause, state="ruled_out", was="open", reason="no", bases=[cause]), "bob", 9),
        said(303, Factor(text="the inventory is by hand", primary=True), "wei", 6),
        said(304, Factor(text="no alert on expiry", primary=True), "bob", 6),
        said(320, TaskSet(text="get a new certificate", assignee="li"), "wei", 8),
        said(321, TaskSet(target=task, sets=("assignee",), assignee="bob", bases=[task]), "wei", 7),
        said(322, TaskSet(target=task, sets=("assignee",), assignee="ana", bases=[task]), "bob", 7),
    ]  # fmt: skip


def big(tasks: int = 200, hypotheses: int = 100, each: int = 3) -> list[Draft]:
    """So many tasks and hypotheses, each hypothesis with so much evidence, tries and whys."""
    return [*opened(), *_many(tasks, hypotheses, each)]


def _many(tasks: int, hypotheses: int, each: int) -> Iterator[Draft]:
    states: tuple[Any, ...] = ("open", "testing", "confirmed", "ruled_out")
    for number in range(20):
        yield entry(number, f"entry {number}: error rate {number} % in EU, 第三方支付回调失败", at=f"13:{number + 20}")
    count = 1000
    for number in range(hypotheses):
        cause = eid(count)
        made = Proposed(text=f"cause {number}: 证书轮换 failed on node {number % 9}", state=states[number % 4],
                        confidence=number % 100)  # fmt: skip
        yield said(count, made)
        for step in range(each):
            yield said(count + 1 + step * 3, Evidence(cause=cause, entry=eid(100 + (number + step) % 20)))
            yield said(count + 2 + step * 3, Tried(text=f"try {step} of {number}", outcome="helped", cause=cause))
            yield said(count + 3 + step * 3, Why(text=f"why {step} of {number}", cause=cause))
        count += 1 + 3 * each
    kinds: tuple[Any, ...] = ("open", "in_progress", "blocked", "done")
    for number in range(tasks):
        due = in_minutes(number - tasks / 3) if number % 2 else None
        step = f"task {number}: 核对第 {number} 台节点的证书链 and note its fingerprint"
        who = ("ana", "bob", "李工", "wei")[number % 4]
        yield said(count + number, TaskSet(text=step, assignee=who, due=due, state=kinds[number % 4],
                                           effect="errors below 0.1 %", risk="slow for a minute",
                                           fallback="the old pool"))  # fmt: skip
