"""Rooms whose pictures are kept: an English one, a Chinese one, an empty one, a hostile one, one in conflict."""

from datetime import timedelta

from tests.screens.kit import NOW, entry, fixed, opened
from warroom import making
from warroom.clock import to_stamp
from warroom.events import Draft
from warroom.state.discussion import Say
from warroom.state.incident import FieldSet, SeveritySet
from warroom.state.team import PresenceIn, RoleTaken
from warroom.state.timeline import Log


def _made(number: int, kind: str, payload: object, by: str = "wei", minutes_ago: int = 30) -> Draft:
    return fixed(making.draft(kind, payload, by, NOW - timedelta(minutes=minutes_ago)), number)  # type: ignore[arg-type]


def english() -> list[Draft]:
    """Some minutes into an incident: marks of every kind, a person who spoke, a pin, an edit, a strike."""
    due = to_stamp(NOW + timedelta(minutes=106))
    return [
        *opened(),
        _made(20, "incident.field_set", FieldSet("impact", "card payments fail for 1 in 8 customers in the EU")),
        _made(21, "role.taken", RoleTaken("incident_commander", "wei")),
        _made(22, "role.taken", RoleTaken("customer_liaison", "ana")),
        _made(23, "presence.in", PresenceIn("bob")),
        _made(24, "presence.in", PresenceIn("Mr Li", "owner", "Acme")),
        entry(1, "Error rate 4 % in EU only, checkout p99 at 2.4 s", at="14:05"),
        entry(2, "Rolled payments-api back to v411 on all four nodes and drained the old pool", at="14:09",
              says="action", actor="bob", via="spoken"),
        entry(3, "roll back payments-api in the US as well", at="14:10", by="bob", says="action", time_box=10),
        entry(4, "Stay on v411 until the certificate is checked", at="14:11", by="wei", says="decision"),
        _made(30, "timeline.log", Log("action", "check the certificate chain", "li", "spoken", time_box=20), "ana", 8),
        _made(31, "timeline.log", Log("decision", "no more deploys today", due=due), "wei", 3),
        _made(40, "discussion.say", Say("could it be the cert rotation?"), "bob", 7),
        _made(41, "discussion.say", Say("the chain on node 3 is a different one, looking"), "li", 4),
    ]  # fmt: skip


def chinese() -> list[Draft]:
    """The same in Chinese, in Shanghai's time."""
    return [
        *opened("支付回调大面积失败", severity="SEV1", zone="Asia/Shanghai"),
        _made(20, "incident.field_set", FieldSet("impact", "华东区八分之一的用户付款后订单不更新，客服排队二十分钟")),
        _made(21, "role.taken", RoleTaken("incident_commander", "魏工")),
        entry(1, "监控显示支付网关错误率升到 12%，只有华东区受影响", at="13:45", by="李工"),
        entry(2, "证书轮换后第三方支付回调失败，正在核对中间证书链，预计十分钟后有结论。", at="13:58", by="李"),
        entry(3, "回滚 payments-api 到 v411 👩‍🔧 四个节点都完成", at="14:09", by="ana"),
        _made(40, "discussion.say", Say("是不是证书的问题？先别动数据库"), "王五", 7),
    ]  # fmt: skip


HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07[red]not red[/red] [/] [link=http://x]y[/link] \u202egnirts\u202c \x00 [@click=app.quit]"
)


def hostile() -> list[Draft]:
    """Text that would do something if anybody obeyed it, in every field."""
    return [
        *opened(HOSTILE),
        _made(20, "incident.field_set", FieldSet("impact", HOSTILE)),
        _made(21, "role.taken", RoleTaken("incident_commander", "[b]w\x1b[31mei[/b]")),
        entry(1, HOSTILE, at="14:05", actor="[reverse]bob\x1b[0m"),
        entry(2, "x" * 10_000, at="14:06"),
        entry(3, "tab\there\nsecond line\r\nthird \u2028 line", at="14:07"),
        _made(40, "discussion.say", Say(HOSTILE), "bob", 7),
    ]


def in_conflict() -> list[Draft]:
    """Two people set the severity without having seen each other's."""
    return [
        *opened(),
        _made(20, "incident.severity_set", SeveritySet("SEV1", "SEV2", bases=["none-of-these"]), "bob", 5),
        entry(1, "Error rate 4 % in EU only", at="14:05"),
    ]
