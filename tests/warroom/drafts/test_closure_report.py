"""A closure report from a real report of a cloud team (tests/data/moj-cloud-platform), worded as a person would do it.

The report is imported as it is, with its links, ticket and names of machines; the words for the owner are written here.
"""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.rooms import RoomsFolder
from tests.warroom.drafts.rooms import fill, told
from tests.warroom.importing import DATA
from tests.warroom.live_rooms import Hands
from tests.warroom.shell import Shell
from warroom.clock import to_stamp
from warroom.room import Room
from warroom.state.owners import Plan
from warroom.updates.lint.leaks import RULES as LEAKS
from warroom.updates.rendering import rendered

REPORT = DATA / "moj-cloud-platform" / "2023-07-21-vpc-cni-not-allocating-ip-addresses.md"
OWNER = "Benefits Service"
WORDS = {
    "en": {
        "impact": "New versions of your services could not be started for 4 hours 27 minutes; running ones went on "
        "with a higher risk of failing",
        "scope": "Services on the production platform; test environments worked",
        "data_safety": "No data was lost or exposed: the fault kept new copies of a service from starting and "
        "touched no stored data",
        "owner_action": "Nothing; releases that failed that morning can be started again",
        "cause": "A setting that hands out network addresses in blocks was missing on the production platform, so that "
        "six servers ran out of addresses",
        "nodes": "Six affected servers were taken out of use and new ones were added",
        "setting": "The missing setting was put in place, and new versions started again",
        "step": "A check reports when a server is about to run out of network addresses",
        "criterion": "the check has raised an alarm in a rehearsal",
    },
    "zh": {
        "impact": "在4小时27分钟内，贵方服务的新版本无法启动；已在运行的服务继续运行，但出现故障的风险升高",
        "scope": "生产平台上的服务；测试环境正常",
        "data_safety": "没有数据丢失或泄露：问题只影响新实例的启动，未触及任何已存数据",
        "owner_action": "无需您操作；当天上午失败的发布可以重新执行",
        "cause": "生产平台缺少一项按块分配网络地址的设置，6台服务器的地址用尽",
        "nodes": "停用受影响的6台服务器，并补充新服务器",
        "setting": "补上缺少的设置后，新版本恢复启动",
        "step": "服务器的网络地址即将用尽时自动提醒",
        "criterion": "演练中成功触发一次提醒",
    },
}  # fmt: skip
INTERNAL = ("#4669", "github", "http", "cni", "CNI", "cordon", "node", "namespace", "ContainerCreating", "cluster",
            "ask-cloud-platform", "ministryofjustice", "Prefix Delegation", "live ")  # fmt: skip


async def _room(folder: Path, ref: str, hands: Hands) -> Room:
    rooms = RoomsFolder(folder)
    log = rooms.open(next(one.room for one in rooms.cards() if one.ref == ref))
    room = Room(log, me="ana", clock=hands)
    await room.load()
    return room


async def _worded(room: Room, lang: str, hands: Hands) -> None:
    """What the people of the room do once it is over: the words for the owner, promoted from what stands there."""
    words = WORDS[lang]
    await room.owners.attach(Plan(owner_id=OWNER, lang=lang, zone="Europe/London"))
    await room.take_role("incident_commander", "wei")
    await room.take_role("sme", "bob")
    await room.set_severity("SEV2")
    for field in ("impact", "scope", "data_safety", "owner_action"):
        await room.set_field(field, words[field], lang=lang)  # type: ignore[arg-type]
    cause = await room.causes.propose("missing ENABLE_PREFIX_DELEGATION on live")
    await room.causes.set_state(cause.ref, "confirmed")
    await room.expectations.promote(room.find(cause.eid), words["cause"], topic="cause")
    entries = list(room.state.timeline)
    for found, key in (("cordon/drain", "nodes"), ("Prefix Delegation", "setting")):
        entry = next(one for one in entries if found in one.text)
        await room.expectations.promote(entry, words[key], topic="mitigation")
    due = to_stamp(hands() + timedelta(days=30))
    step = await room.tasks.follow_up("Add IP allocation test #4669", "detective", assignee="bob", due=due,
                                      criterion=words["criterion"])  # fmt: skip
    await room.expectations.promote(room.find(step.eid), words["step"], topic="promise")


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_it_reads_well_and_nothing_internal_is_in_it(tmp_path: Path, lang: str, capsys, monkeypatch) -> None:
    monkeypatch.setenv("WARROOM_USER", "ana")
    shell = Shell(tmp_path / "data", capsys)
    hands = Hands()
    hands.now = datetime(2023, 7, 24, 9, 0, tzinfo=UTC)
    ref = await asyncio.to_thread(shell, "import", str(REPORT), "--tz", "Europe/London")
    room = await _room(shell.data, ref.strip(), hands)
    await _worded(room, lang, hands)
    if room.state.incident.status.value != "closed":
        await told(room, fill(room, owner=OWNER, phase="resolved"), OWNER)
        await room.set_status("closed")
    made = fill(room, owner=OWNER)
    text = rendered(made.content, lang, 2).text

    assert made.content.phase == "closure" and made.findings == () and made.lacks == ()
    found = room.updates.check(OWNER, made.content)
    # The report went from repaired to resolved in the same minute, without watching: that is what X11 asks about.
    assert [one for one in found if one.severity != "hint" and one.rule != "X11"] == []
    leaks = {one.rule.id for one in LEAKS}
    assert not [one for one in found if one.rule in leaks]
    assert not [word for word in INTERNAL if word in text]
    assert not re.search(r"https?:|@|\b(?:bob|wei|ana)\b|#\d", text)
    for word in WORDS[lang].values():
        assert word in text, word
    due = {"en": "23 Aug 2023", "zh": "2023年8月23日"}[lang]
    assert due in text and {"en": "Responsible: our technical specialist", "zh": "责任方：我方技术专家"}[lang] in text
    apology = {"en": ("take responsibility", "sorry", "make good"), "zh": ("承担责任", "歉意", "弥补")}[lang]
    assert all(part in text for part in apology)
    times = {"en": ("21 Jul 08:15 UTC+1", "4 hours 27 minutes"), "zh": ("7月21日08:15（UTC+1）", "4小时27分钟")}[lang]
    assert all(part in text for part in times)
    await room.close()
