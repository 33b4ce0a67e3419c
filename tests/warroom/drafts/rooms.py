"""A room that goes from the first notice to the report, with everything that an owner may read in two languages."""

from datetime import datetime, timedelta
from pathlib import Path

from tests.warroom.live_rooms import Hands, new_room
from warroom import template_files
from warroom.acts.recording import change
from warroom.clock import to_stamp
from warroom.room import Room
from warroom.state.incident import Milestone, MilestoneSet
from warroom.state.owners import Plan
from warroom.state.revisions import PHASES, Phase
from warroom.state.updates import Told
from warroom.update_drafts import draft_of
from warroom.updates.drafting import Drafted, Order
from warroom.updates.not_told import as_told, not_told
from warroom.updates.numbering import next_number
from warroom.updates.templates.library import Library

OWNER = "Acme Retail"
BUILT_IN = template_files.library()


def fill(room: Room, library: Library = BUILT_IN, owner: str = OWNER, **order: object) -> Drafted:
    """A draft as the command line makes it."""
    return draft_of(room, owner, library, Order(**order))  # type: ignore[arg-type]


async def told(room: Room, made: Drafted, owner: str = OWNER) -> None:
    """Tell what a draft states, as sending it does."""
    said = Told(owner_id=owner, facts=made.content.facts, means="update", number=next_number(room.state, owner))
    await room.do([(change(said), None)])
    if made.content.next_update:
        await room.promises.make(owner, "next update", made.content.next_update, kind="next_update")


async def passed(room: Room, milestone: Milestone, at: datetime) -> None:
    """A milestone was passed at that time."""
    await room.do([(change(MilestoneSet(milestone=milestone)), to_stamp(at))])


async def open_room(folder: Path, hands: Hands, *, zone: str = "Asia/Shanghai", lang: str = "en") -> Room:
    """Severity, impact and an owner are set, nothing else."""
    room = await new_room(folder, hands)
    await room.set_severity("SEV2")
    await room.set_field("impact", "Card payments fail for 1 in 8 customers in the EU")
    await room.set_field("impact", "欧盟地区每8笔刷卡支付有1笔失败", lang="zh")
    await room.owners.attach(Plan(owner_id=OWNER, lang=lang, zone=zone, channels=("email", "sms")))
    return room


async def until(folder: Path, hands: Hands, phase: Phase, lang: str = "en") -> Room:
    """The room when the next update to the owner is in ``phase``: each round before it was told."""
    room = await open_room(folder, hands, lang=lang)
    await room.take_role("incident_commander", "wei")
    await room.take_role("customer_liaison", "ana")
    await room.take_role("sme", "bob")
    for step in PHASES[: PHASES.index(phase) + 1]:
        await STEPS[step](room, hands)
        if step != phase:
            await told(room, fill(room))
            hands.move(25)
    return room


def _in(room: Room, en: str, zh: str) -> str:
    return zh if room.state.owners.plan(OWNER).lang == "zh" else en


async def _first(room: Room, hands: Hands) -> None:
    await room.log("error rate 12 % on checkout eu", kind="milestone")
    await room.set_field("scope", "Checkout in the EU; the app is not affected")
    await room.set_field("scope", "仅欧盟地区的结账；手机应用不受影响", lang="zh")
    await passed(room, "impact_started", hands() - timedelta(minutes=12))
    await passed(room, "detected", hands() - timedelta(minutes=5))


async def _investigating(room: Room, hands: Hands) -> None:
    await room.set_field("data_safety", "We are checking whether an order was lost; orders since 13:48 UTC are listed")
    await room.set_field("data_safety", "正在核查是否有订单丢失，已列出13:48（UTC）以来的订单", lang="zh")
    question = await room.questions.ask(OWNER, _in(room, "Is the app affected?", "手机应用受影响吗？"), actor="Mr Li")
    await room.questions.answer(question.ref, _in(room, "No, it takes another route", "不受影响，应用使用另一条线路"))
    await _worded(room, "diff ledger vs psp export", "All payments since the start were compared with the orders",
                  "已将事发以来的支付与订单逐笔核对", "done")  # fmt: skip


async def _identified(room: Room, hands: Hands) -> None:
    cause = await room.causes.propose("cert on lb-eu-3 expired")
    await room.causes.set_state(cause.ref, "testing")
    await room.set_status("identified")
    entry = room.find(cause.eid)
    await room.expectations.promote(
        entry, "An expired certificate on one route of the checkout", topic="cause",
        wordings={"zh": "结账某一线路上的证书过期"},
    )  # fmt: skip
    await room.expectations.expect("eta", owner=OWNER, low=to_stamp(hands() + timedelta(hours=2)),
                                   high=to_stamp(hands() + timedelta(hours=3)), confidence="medium")  # fmt: skip


async def _fixing(room: Room, hands: Hands) -> None:
    cause = room.state.causes.hypotheses.standing()[0]
    await room.causes.set_state(cause.ref, "confirmed")
    task = await _worded(room, "roll cert v2 to all lbs", "A valid certificate is put on every route",
                         "正在为所有线路换上有效证书", "in_progress", cause=cause.ref)  # fmt: skip
    assert task
    risk = await room.risks.add("lb restart drops sessions", countermeasure="drain first")
    await room.expectations.promote(
        room.find(risk.eid), "A few carts may be emptied meanwhile; customers can fill them again", topic="other",
        wordings={"zh": "更换期间个别购物车可能被清空，顾客可以重新加入商品"},
    )  # fmt: skip
    await room.expectations.expect("eta", owner=OWNER, low=to_stamp(hands() + timedelta(hours=1)),
                                   high=to_stamp(hands() + timedelta(hours=4)), confidence="low",
                                   reason=_in(room, "two routes are done by hand", "两条线路需要人工操作"))  # fmt: skip


async def _monitoring(room: Room, hands: Hands) -> None:
    task = next(one for one in room.state.tasks.tasks.standing() if one.now.state == "in_progress")
    await room.tasks.set_state(task.ref, "done")
    await room.set_status("monitoring")
    await passed(room, "mitigated", hands())
    await room.set_field("owner_action", "Please place one test order")
    await room.set_field("owner_action", "请下一笔测试订单", lang="zh")


async def _resolved(room: Room, hands: Hands) -> None:
    await room.set_status("resolved")
    await room.set_field("data_safety", "No order was lost: all 214 failed payments were compared with the orders")
    await room.set_field("data_safety", "没有订单丢失：214笔失败支付已与订单逐笔核对", lang="zh")
    await room.set_field("owner_action", "Nothing; failed payments were not charged")
    await room.set_field("owner_action", "无需您操作，失败的支付未扣款", lang="zh")


async def _closure(room: Room, hands: Hands) -> None:
    await room.set_status("closed")
    step = await room.tasks.follow_up("cert expiry alarm 30d", "detective", assignee="bob",
                                      due=to_stamp(hands() + timedelta(days=14)),
                                      criterion=_in(room, "one alarm was rehearsed", "演练触发一次提醒"))  # fmt: skip
    await room.expectations.promote(
        room.find(step.eid), "Certificates are reported 30 days before they expire", topic="promise",
        wordings={"zh": "证书到期前30天自动提醒"},
    )  # fmt: skip


async def _worded(room: Room, step: str, en: str, zh: str, state: str, cause: str = "") -> str:
    task = await room.tasks.add(step, assignee="bob", cause=cause)
    await room.expectations.promote(room.find(task.eid), en, topic="mitigation", wordings={"zh": zh})
    for name in ("in_progress", "done")[: 1 if state == "in_progress" else 2]:
        await room.tasks.set_state(task.ref, name)  # type: ignore[arg-type]
    return task.eid


STEPS = {
    "first_notice": _first, "investigating": _investigating, "identified": _identified, "fixing": _fixing,
    "monitoring": _monitoring, "resolved": _resolved, "closure": _closure,
}  # fmt: skip


def unknown(room: Room) -> list[str]:
    """What the owner doesn't know, by key."""
    return [as_told(one.fact).key for one in not_told(room.state, OWNER, room.clock())]
