"""Three weeks of a project by script: a defect on a site, a client and an authority, working days and a holiday.

Nobody can wait three weeks: the process's clock is set, everything else is the true command line. The days are those of
China's calendar of 2025: off from 1 to 8 October, worked on Sunday 28 September and Saturday 11 October.
"""

import datetime as plain
import json
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.warroom.shell import Shell
from warroom import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLIENT, AUTHORITY = "城投集团", "市住建局"
HOLIDAYS = ", ".join(f"2025-10-{day:02}" for day in range(1, 9))
CALENDAR = ("--days", "1-5", "--holidays", HOLIDAYS, "--workdays", "2025-09-28, 2025-10-11")


class Case:
    """The room, its shell and the day."""

    def __init__(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shell = shell
        self.now = plain.datetime(2025, 9, 22, 10, 0, tzinfo=SHANGHAI)
        case = self

        class Set(plain.datetime):
            @classmethod
            def now(cls, tz: plain.tzinfo | None = None) -> "Set":
                return cls.fromtimestamp(case.now.timestamp(), tz)

        monkeypatch.setattr(clock, "datetime", Set)
        self.room = ""

    def at(self, day: str, time: str) -> None:
        """It is that time in Shanghai; ``day`` is ``09-22``."""
        then = plain.datetime.fromisoformat(f"2025-{day} {time}").replace(tzinfo=SHANGHAI)
        assert then > self.now
        self.now = then

    def do(self, word: str, *argv: str, code: int = 0) -> str:
        """A command about the room; what it printed, mostly the reference of what it made."""
        return self.shell(word, self.room, *argv, code=code).strip()

    def due(self, *, all_: bool = False, code: int = 0) -> dict[str, str]:
        """When each clock comes, in Shanghai: by its kind, and its owner where it has one."""
        found = json.loads(self.shell("due", self.room, *(["--all"] if all_ else []), "--json", code=code))
        return {self._name(one): self._local(one["at"]) for one in found}

    def _name(self, one: dict[str, Any]) -> str:
        return f"{one['kind']} {one['owner'] or ''}".strip()

    def _local(self, stamp: str) -> str:
        return f"{clock.from_stamp(stamp).astimezone(SHANGHAI):%m-%d %H:%M}"

    def state(self) -> Any:
        return self.shell.json("show", self.room, "--json")

    def tell_both(self, *argv: str) -> None:
        for owner in (CLIENT, AUTHORITY):
            self.do("told", owner, "按计划推进", *argv)


@pytest.fixture
def case(warroom: Shell, monkeypatch: pytest.MonkeyPatch) -> Case:
    return Case(warroom, monkeypatch)


def opens(case: Case) -> None:
    """Monday: found at 9:40, a room at 10:00, two owners with their hours, who is in charge."""
    case.room = case.shell(
        "new", "地下室B2层剪力墙渗水", "--profile", "project", "--sev", "较大", "--zone", "Asia/Shanghai",
        "--detected", "09:40", "--impact", "B2层东侧三处剪力墙渗水，机电安装停工", "--public-title", "地下室渗水处理",
    ).strip()  # fmt: skip
    case.do("role", "ic", "王工")
    for owner, kind, hours in ((CLIENT, "client", "09:00-18:00"), (AUTHORITY, "authority", "09:00-17:00")):
        case.shell(
            "owner", "attach", case.room, owner, "--kind", kind, "--lang", "zh", "--hours", hours, *CALENDAR,
            "--contacts", "李总 <li@example.cn> 项目总监!", "--channels", "meeting, phone",
        )  # fmt: skip
    said = case.state()
    assert (said["severity"]["value"], said["status"]["value"]) == ("SEV3", "investigating")
    assert set(said["owners"]) == {CLIENT, AUTHORITY}
    assert "SEV3 较大" in case.do("show")
    # The first notice is due by the end of the working day, each owner's own.
    assert case.due(all_=True) == {f"first_notice {AUTHORITY}": "09-22 17:00", f"first_notice {CLIENT}": "09-22 18:00"}
    assert case.due() == {}


def first_notices(case: Case) -> None:
    """The client at a meeting in time, the authority ten minutes late."""
    case.at("09-22", "15:00")
    case.do("told", CLIENT, "--means", "meeting", "--with", "李总, 张经理", "--by", "王工")
    said = case.shell.json("told", case.room, "--json")
    assert said["not_told"][CLIENT] == []
    assert {"severity", "status", "impact"} <= {one["key"] for one in said["not_told"][AUTHORITY]}
    assert {"较大", "调查中"} <= {one["text"] for one in said["not_told"][AUTHORITY]}  # in the profile's words
    case.at("09-22", "17:05")
    assert case.due(code=1) == {f"first_notice {AUTHORITY}": "09-22 17:00"}
    case.at("09-22", "17:10")
    case.do("told", AUTHORITY, "--means", "letter", "--with", "赵科长")
    assert case.due() == {}
    # The next update is due one working day later.
    assert case.due(all_=True) == {f"next_update {AUTHORITY}": "09-23 17:00", f"next_update {CLIENT}": "09-23 18:00"}


def asks_and_promises(case: Case) -> dict[str, str]:
    """Tuesday: questions with their times, three promises, a task for the client."""
    case.at("09-23", "09:30")
    refs = {
        "when": case.do("asked", CLIENT, "什么时候能恢复机电安装？", "--by", "李总", "--due", "2025-09-24 12:00"),
        "safe": case.do("asked", AUTHORITY, "结构安全是否受影响？", "--by", "赵科长"),
    }
    refs["statement"] = case.do("promise", AUTHORITY, "书面情况说明", "--due", "2025-09-25 12:00", "--kind", "action")
    refs["report"] = case.do(
        "promise", CLIENT, "第三方检测报告", "--due", "2025-09-26 17:00", "--kind", "action", "--assignee", "刘工"
    )
    refs["clean"] = case.do("promise", CLIENT, "清理积水", "--due", "2025-09-29 12:00", "--kind", "action")
    closed = ("--assignee", "张经理", "--owner", CLIENT, "--due", "2025-09-24 18:00")
    refs["task"] = case.do("task", "停用B2车库东侧", *closed)
    due = case.due(all_=True)
    assert due[f"question {CLIENT}"] == "09-24 12:00"
    assert due[f"question {AUTHORITY}"] == "09-24 17:00"  # nobody said until when: one working day
    assert due["task"] == "09-24 18:00"
    case.tell_both("--means", "phone")
    case.at("09-24", "13:00")
    assert case.due(code=1) == {f"question {CLIENT}": "09-24 12:00"}
    case.do("answer", refs["when"], "预计10月10日后分区恢复", "--told")
    case.do("answer", refs["safe"], "检测中，暂未发现结构损伤")
    assert case.due() == {}
    waiting = case.shell.json("told", case.room, "--json")["not_told"]
    assert any("暂未发现结构损伤" in one["text"] for one in waiting[AUTHORITY])
    assert not any("分区恢复" in one["text"] for one in waiting[CLIENT])
    case.tell_both("--means", "meeting")
    return refs


def finds_the_cause(case: Case) -> None:
    """What it was, what was ruled out and why, what let it happen."""
    seen = case.do("log", "回弹法检测：东侧三处混凝土不密实", "--actor", "刘工")
    joint = case.do("cause", "施工缝处混凝土振捣不密实", "--confidence", "70%", "--actor", "刘工")
    pipe = case.do("cause", "给水管渗漏")
    case.do("do", f"/evidence {joint} for {seen}")
    case.do("do", f"/ruleout {pipe} 关闭阀门后渗水不变")
    case.do("do", f"/tried 刘工: 注浆封堵 #{joint} = helped")
    case.do("do", f"/confirm {joint} 取芯证实")
    case.do("do", f"/factor systemic 隐蔽工程验收未设旁站 #{joint}")
    case.do("do", "/status 已查明")
    said = case.state()
    assert said["causes"]["state"] == "confirmed"
    assert "状态：已查明 (有变化, 调查中)" in case.do("told")
    assert said["status"]["value"] == "identified"
    assert {one["text"]: one["state"] for one in said["causes"]["hypotheses"]} == {
        "施工缝处混凝土振捣不密实": "confirmed", "给水管渗漏": "ruled_out",
    }  # fmt: skip


def keeps_moves_and_misses(case: Case, refs: dict[str, str]) -> None:
    """One promise kept, one moved before its time and kept then, one kept a day late."""
    case.at("09-25", "11:00")
    assert set(case.due(code=1)) == {"task"}
    case.do("do", f"/done {refs['task']} 已停用")
    case.do("kept", refs["statement"], "已送达")
    case.tell_both("--means", "phone")
    case.at("09-26", "15:00")
    case.do("moved", refs["report"], "检测单位排期", "--due", "2025-09-30 17:00")
    case.tell_both("--means", "meeting")
    # Told on Friday; the Sunday is worked.
    due = case.due(all_=True)
    assert (due[f"next_update {CLIENT}"], due[f"next_update {AUTHORITY}"]) == ("09-28 18:00", "09-28 17:00")
    case.at("09-28", "16:00")
    case.tell_both("--means", "phone")
    case.at("09-29", "14:00")
    assert case.due(code=1)[f"commitment {CLIENT}"] == "09-29 12:00"
    assert any("清理积水" in one["text"] for one in case.shell.json("told", case.room, "--json")["not_told"][CLIENT])
    case.at("09-30", "10:00")
    case.do("kept", refs["clean"])
    case.at("09-30", "16:00")
    case.do("kept", refs["report"], "报告已交")
    case.tell_both("--means", "meeting")
    said = case.shell.json("promise", case.room, "--json")
    assert {one["text"]: one["standing"] for one in said["promises"]} == {
        "书面情况说明": "kept", "第三方检测报告": "kept", "清理积水": "late",
    }  # fmt: skip
    assert said["score"][AUTHORITY]["percent"] == 100
    assert said["score"][CLIENT]["percent"] == 50


def over_the_holiday(case: Case) -> None:
    """Nothing is due while nobody works; then it is, and in long steps as announced."""
    case.at("10-05", "12:00")
    assert case.due() == {}
    assert case.due(all_=True)[f"next_update {CLIENT}"] == "10-09 18:00"
    case.at("10-09", "17:30")
    assert case.due(code=1) == {f"next_update {AUTHORITY}": "10-09 17:00"}
    case.tell_both("--means", "meeting")
    case.do("cadence", CLIENT, "long", "--because", "修复按计划进行，每周通报")
    due = case.due(all_=True)
    assert due[f"next_update {AUTHORITY}"] == "10-10 17:00"
    assert due[f"next_update {CLIENT}"] == "10-15 18:00"  # five working days, the Saturday one of them


def makes_good(case: Case) -> None:
    """A graver word for a day, and what is given for the damage."""
    case.at("10-10", "09:10")
    case.do("sev", "重大", "工期影响一个节点")
    assert "SEV2 重大" in case.do("show")
    assert any(
        one["key"] == "severity" and one["how"] == "changed"
        for one in case.shell.json("told", case.room, "--json")["not_told"][CLIENT]
    )
    case.do("sev", "较大", "节点可补回")
    ref = case.do("remedy", CLIENT, "免费延长防水保修一年", "--kind", "service", "--due", "2025-10-13 18:00")
    assert "authorised" in case.shell.both("remedy", case.room, ref, "--state", "offered", code=1).err
    for state in ("authorised", "offered", "accepted", "fulfilled"):
        case.do("remedy", ref, "--state", state, "--by", "陈总")
    (remedy,) = case.state()["remedies"]
    assert remedy["state"] == "fulfilled"
    case.tell_both("--means", "meeting")


def closes(case: Case) -> None:
    """Three weeks after: resolved, told, closed, asked how it was."""
    case.at("10-13", "10:00")
    case.do("status", "已解决")
    case.tell_both("--means", "meeting", "--with", "李总, 赵科长")
    assert case.due(all_=True)[f"report {CLIENT}"].startswith("10-27")  # ten working days
    case.do("status", "已关闭")
    follow_up = case.do(
        "follow-up", "隐蔽工程验收设旁站", "--kind", "preventative", "--assignee", "刘工", "--due", "2025-11-28 18:00",
        "--criterion", "旁站记录抽查合格",
    )  # fmt: skip
    assert follow_up
    case.at("10-14", "11:00")
    assert {name for name in case.due(code=1) if name.startswith("feedback")} == {
        f"feedback {CLIENT}", f"feedback {AUTHORITY}",
    }  # fmt: skip
    case.do("feedback", CLIENT, "4 5 希望节前多通报一次", "--by", "李总")
    case.do("feedback", AUTHORITY, "5 5")
    assert case.due() == {}
    assert case.due(all_=True)["follow_up"] == "11-28 18:00"
    assert case.shell.json("owner", "trend", CLIENT, "--json")[0]["timely"] == 5
    case.at("10-24", "15:00")
    case.tell_both("--facts", "report", "--means", "meeting")  # the closing report, before its ten days are over
    assert not any(name.startswith("report") for name in case.due(all_=True))
    assert "report" not in case.do("told")  # it was handed over: that never stops holding
    assert "clear 5, timely 5;" not in case.do("show")
    case.at("11-13", "11:00")
    assert {name for name in case.due(code=1) if name.startswith("contact")} == {
        f"contact {CLIENT}", f"contact {AUTHORITY}",
    }  # fmt: skip
    for owner in (CLIENT, AUTHORITY):
        case.do("to", owner, "回访：无渗漏", "--means", "phone", "--after", "30")
    assert case.due() == {}


def says(text: str, words: Sequence[str]) -> None:
    missing = [one for one in words if one not in text]
    assert not missing


def test_a_defect_on_a_site_in_three_weeks(case: Case) -> None:
    opens(case)
    first_notices(case)
    refs = asks_and_promises(case)
    finds_the_cause(case)
    keeps_moves_and_misses(case, refs)
    over_the_holiday(case)
    makes_good(case)
    closes(case)
    says(
        case.do("export"),
        ("地下室B2层剪力墙渗水", "SEV3 较大", "施工缝处混凝土振捣不密实", "隐蔽工程验收设旁站", "回弹法检测"),
    )
    whole = json.loads(case.do("export", "--format", "json"))
    said = case.state()
    assert len(whole["events"]) == said["events"] and said["unread"] == {}
    (card,) = case.shell.json("rooms", "--json")
    assert card["conflicts"] == [] and card["satisfaction"][CLIENT]["clear"] == 4
    case.shell("doctor")
