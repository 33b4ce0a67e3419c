"""Rooms with owners for the pictures and tests of the owner's side: English, Chinese, hostile, large."""

from datetime import datetime, timedelta

from tests.screens.kit import NOW, eid, entry, fixed, opened
from warroom.acts.recording import change
from warroom.clock import to_stamp
from warroom.events import Draft
from warroom.making import draft
from warroom.state.commitments import Made, Moved
from warroom.state.expectations import ExpectationSet
from warroom.state.incident import FieldSet, SeveritySet
from warroom.state.kinds import Payload
from warroom.state.owners import Contact, Message, Plan
from warroom.state.questions import Asked
from warroom.state.team import PresenceIn, RoleTaken
from warroom.state.updates import Told, ToldFact

HOSTILE = "\x1b[2J\x1b]0;owned\x07[red]not red[/red] [/] \u202egnirts\u202c \x00 [@click=app.quit]"


def made(number: int, payload: Payload, minutes_ago: float, by: str = "ana") -> Draft:
    """An event of some minutes ago with a fixed id."""
    kind, cleaned = change(payload)
    return fixed(draft(kind, cleaned, by, NOW - timedelta(minutes=minutes_ago)), number)


def ahead(minutes: float) -> str:
    return to_stamp(NOW + timedelta(minutes=minutes))


def plan(owner: str, lang: str = "", **more: object) -> Plan:
    contacts = (Contact("Mr Li", "head of shop", "li@acme.example", True),)
    return Plan(owner_id=owner, lang=lang, contacts=contacts, channels=("phone", "email"), **more)  # type: ignore[arg-type]


def english() -> list[Draft]:
    """Two owners: told SEV2 and "some", since then it is SEV1; a question waits; a promise is moved."""
    return [
        *opened(public_title="Payment delays"),
        made(20, FieldSet("impact", "some card payments fail"), 41),
        made(21, RoleTaken("incident_commander", "wei"), 41),
        made(22, RoleTaken("customer_liaison", "ana"), 41),
        made(23, plan("Acme Retail", "en"), 40, "wei"),
        made(24, plan("City Council", kind="authority"), 40, "wei"),
        entry(1, "Error rate 4 % in EU only, checkout p99 at 2.4 s", at="13:35"),
        entry(2, "Rolled payments-api back to v411 on all four nodes", at="14:09", says="action", actor="bob"),
        made(30, Told(owner_id="Acme Retail", means="phone", people=["Mr Li"], actor="ana", facts=(
            ToldFact(key="severity", was="SEV2", text="SEV2"),
            ToldFact(key="status", was="investigating", text="investigating"),
            ToldFact(key="impact", was="some", text="some"))), 34),
        made(31, Made(text="next update", owner_id="Acme Retail", kind="next_update", due=ahead(4.2)), 34),
        made(32, SeveritySet("SEV1", "SEV2", bases=[eid(4)]), 12, "wei"),
        made(33, FieldSet("impact", "card payments fail for 1 in 8 customers in the EU", bases=[eid(20)]), 12),
        made(34, Message(owner_id="Acme Retail", direction="in", text="Are refunds affected? And until when?",
                         actor="Mr Li", means="email"), 12),
        made(35, Asked(text="Are refunds affected?", owner_id="Acme Retail", actor="Mr Li", message=eid(34)), 12),
        made(36, Asked(text="Until when does it last?", owner_id="Acme Retail", actor="Mr Li", message=eid(34)), 12),
        made(37, Made(text="written report with the cause", owner_id="Acme Retail", kind="report", due=ahead(60),
                      assignee="bob"), 30),
        made(38, Moved(target=eid(37), due=ahead(90), reason="the log of node 3 is not here yet", bases=[eid(37)]), 5),
        made(39, ExpectationSet(about="eta", low=ahead(60), high=ahead(120), confidence="medium", note="the replay"), 6),
    ]  # fmt: skip


def chinese() -> list[Draft]:
    """The same in Chinese, in Shanghai's time."""
    return [
        *opened("支付回调大面积失败", severity="SEV1", zone="Asia/Shanghai", public_title="支付延迟"),
        made(20, FieldSet("impact", "华东区八分之一的用户付款后订单不更新，客服电话排队二十分钟以上"), 40),
        made(21, RoleTaken("incident_commander", "魏工"), 40),
        made(23, plan("东方百货", "zh"), 39, "wei"),
        entry(1, "监控显示支付网关错误率升到 12%，只有华东区受影响", at="13:45", by="李工"),
        made(30, Told(owner_id="东方百货", means="phone", people=["李总"], actor="ana", facts=(
            ToldFact(key="severity", was="SEV2", text="SEV2"),
            ToldFact(key="impact", was="少量", text="少量用户付款后订单不更新"))), 32),
        made(34, Message(owner_id="东方百货", direction="in", text="请问退款是否受影响？预计什么时候恢复？", actor="李总"), 12),
        made(35, Asked(text="退款是否受影响？", owner_id="东方百货", actor="李总", message=eid(34)), 12),
        made(36, Asked(text="预计什么时候恢复？", owner_id="东方百货", actor="李总", message=eid(34)), 12),
        made(37, Made(text="提交书面事故报告，说明原因与整改措施", owner_id="东方百货", kind="report", due=ahead(-3)), 30),
    ]  # fmt: skip


def listening() -> list[Draft]:
    """The English room while somebody of Acme Retail is on the call, since six minutes."""
    return [*english(), made(50, PresenceIn("Mr Li", "owner", "Acme Retail"), 6)]


def hostile() -> list[Draft]:
    """Text that would do something if anybody obeyed it, in every owner field."""
    return [
        *opened(HOSTILE),
        made(23, plan(HOSTILE), 40),
        made(34, Message(owner_id=HOSTILE.strip(), direction="in", text=HOSTILE, actor=HOSTILE), 12),
        made(35, Asked(text=HOSTILE, owner_id=HOSTILE.strip(), actor=HOSTILE), 12),
        made(36, Asked(text="很长的问题" * 60, owner_id=HOSTILE.strip()), 11),
        made(37, Made(text=HOSTILE + "x" * 4000, owner_id=HOSTILE.strip(), due=ahead(9)), 30),
    ]


def large(questions: int = 300, promises: int = 50) -> list[Draft]:
    """So many questions and promises."""
    start = datetime(2026, 11, 22, 14, 30, tzinfo=NOW.tzinfo)
    return [
        *english(),
        *(made(1000 + n, Asked(text=f"Is branch {n} hit too?", owner_id="Acme Retail"), 30) for n in range(questions)),
        *(made(5000 + n, Made(text=f"list of branch {n}", owner_id="Acme Retail",
                              due=to_stamp(start + timedelta(minutes=n))), 30) for n in range(promises)),
    ]  # fmt: skip
