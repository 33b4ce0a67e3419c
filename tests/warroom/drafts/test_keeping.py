"""What had no words for the owner gets them once, in its place, and the next round has them."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.warroom.drafts.rooms import OWNER, fill, open_room, told, until
from tests.warroom.live_rooms import Hands
from warroom import keeping
from warroom.clock import to_stamp
from warroom.errors import BadInput, WarroomError
from warroom.updates.rendering import rendered

WORDS = {
    "field": "欧盟地区的结账",
    "fact": "已切换到备用线路",
    "cause": "一个证书过期",
    "task": "正在更换证书",
    "answer": "不受影响",
    "eta": "需要人工操作",
    "follow_up": "证书到期前提醒",
    "criterion": "演练一次",
}


async def test_every_kind_of_missing_words_is_kept(tmp_path: Path) -> None:
    hands = Hands()
    room = await open_room(tmp_path, hands, lang="zh")
    await told(room, fill(room))
    await room.set_field("scope", "Checkout in the EU")
    entry = await room.log("failover to lb-us done", kind="action")
    await room.expectations.promote(room.find(entry.eid), "Traffic takes the second route", topic="mitigation")
    cause = await room.causes.propose("cert on lb-eu-3 expired")
    await room.causes.set_state(cause.ref, "testing")
    await room.set_status("identified")
    task = await room.tasks.add("roll cert v2", assignee="bob")
    await room.tasks.set_state(task.ref, "in_progress")
    question = await room.questions.ask(OWNER, "手机应用受影响吗？")
    await room.questions.answer(question.ref, "No, it is not")
    ends = [to_stamp(hands() + timedelta(hours=one)) for one in (1, 2, 3)]
    await room.expectations.expect("eta", owner=OWNER, high=ends[0])
    await told(room, fill(room))
    await room.expectations.expect("eta", owner=OWNER, high=ends[1], reason="two routes by hand")

    kinds = set()
    for _ in range(12):
        made = fill(room)
        if not made.lacks:
            break
        kind = made.lacks[0].key.partition(":")[0]
        kinds.add(kind)
        await keeping.keep(room, OWNER, made.lacks[0], WORDS[kind])
    assert kinds == {"field", "fact", "cause", "task", "answer", "eta"}
    text = rendered(fill(room).content).text
    assert "⟦" not in text and all(WORDS[kind] in text for kind in kinds)


async def test_a_measure_gets_its_words_and_its_criterion(tmp_path: Path) -> None:
    hands = Hands()
    room = await until(tmp_path, hands, "closure", "zh")
    step = await room.tasks.follow_up("prometheus rule", assignee="bob", due=to_stamp(hands() + timedelta(days=9)),
                                      criterion="one rehearsal")  # fmt: skip
    for kind in ("follow_up", "criterion"):
        lack = next(one for one in fill(room).lacks if one.key == f"{kind}:{step.eid}")
        await keeping.keep(room, OWNER, lack, WORDS[kind])
    text = rendered(fill(room).content).text
    assert "- 证书到期前提醒。责任方：我方技术专家" in text and "验收标准：演练一次。" in text and "⟦" not in text


async def test_no_words_and_internal_words_are_refused(tmp_path: Path) -> None:
    room = await open_room(tmp_path, Hands())
    await told(room, fill(room))
    task = await room.tasks.add("drain lb-eu-3")
    await room.tasks.set_state(task.ref, "in_progress")
    lack = fill(room).lacks[0]
    before = len(room.state)
    with pytest.raises(BadInput, match="no words"):
        await keeping.keep(room, OWNER, lack, "  ")
    with pytest.raises(WarroomError, match="word for word"):
        await keeping.keep(room, OWNER, lack, room.find(task.eid).text)
    assert len(room.state) == before
