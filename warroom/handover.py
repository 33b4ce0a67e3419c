"""The note that goes with a handover: everything a receiver must know, with times that mean the same tomorrow. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from warroom import cadence
from warroom.cadence import Cadences
from warroom.clock import offset_label
from warroom.countdowns import due
from warroom.state.board import by_due, to_review
from warroom.state.cause_rules import claim
from warroom.state.conflicts import conflicts
from warroom.state.labels import PLAIN, Labels
from warroom.state.promises import Promise, moment, promises
from warroom.state.record import Record, called
from warroom.state.room_state import RoomState
from warroom.state.task_clock import ends_at
from warroom.state.tasks import TaskSet
from warroom.state.team import ROLES
from warroom.updates.not_told import not_told
from warroom.updates.words import STATUS, say

LISTED: Final = 12
"""How many lines each part names; the rest it counts."""

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "as_of": ("As of", "截至"),
    "impact": ("Impact", "影响"),
    "cause": ("Cause", "原因"),
    "roles": ("Roles", "角色"),
    "next": ("Next updates", "下次通报"),
    "conflicts": ("Conflicts, nobody has picked", "未决冲突"),
    "tasks": ("Open tasks", "未完成任务"),
    "promises": ("Promises", "承诺"),
    "questions": ("Open questions", "待答复的问题"),
    "not_told": ("Not told yet", "尚未告知"),
    "decisions": ("Decisions to review", "待复核的决定"),
    "risks": ("Risks", "风险"),
    "none": ("none", "无"),
    "nobody": ("nobody", "无人"),
    "late": ("LATE", "已逾期"),
    "due": ("due", "截止"),
    "answer_due": ("answer due", "答复截止"),
    "disputed": ("disputed", "有争议"),
    "unset": ("nobody said", "未填写"),
    "no_severity": ("no severity", "未定级"),
    "no_status": ("no status", "状态未定"),
    "in_progress": ("in progress", "进行中"),
    "blocked": ("blocked", "受阻"),
    "incident_commander": ("incident commander", "总指挥"),
    "deputy": ("deputy", "副指挥"),
    "scribe": ("scribe", "记录员"),
    "sme": ("sme", "技术专家"),
    "customer_liaison": ("customer liaison", "业主联络人"),
    "internal_liaison": ("internal liaison", "内部联络人"),
}
_COUNTS: Final[Mapping[str, tuple[str, str]]] = {
    "tasks": ("open task", "项未完成任务"),
    "promises": ("promise", "项承诺"),
    "questions": ("open question", "个待答复问题"),
    "not_told": ("not told", "项尚未告知"),
    "conflicts": ("conflict", "处冲突"),
    "decisions": ("decision to review", "项决定待复核"),
}
"""What the first line counts, in English the singular."""


class _Note:
    """One note: the state as it is at a time, in one zone and one language."""

    def __init__(
        self, state: RoomState, now: datetime, zone: ZoneInfo, lang: str, labels: Labels, cadences: Cadences
    ) -> None:
        self.state, self.now, self.zone, self.lang, self.labels = state, now, zone, lang, labels
        self.cadences = cadences

    def word(self, key: str) -> str:
        return say(WORDS, key, self.lang)

    def time(self, at: datetime) -> str:
        """A time with its day and zone: the note is read on another day too."""
        local = at.astimezone(self.zone)
        return f"{local:%Y-%m-%d %H:%M} {offset_label(local)}"

    def until(self, at: datetime | None, key: str = "due") -> str:
        """``, due 2026-11-22 14:40 UTC+8 LATE``, or nothing without a time."""
        if at is None:
            return ""
        late = f" {self.word('late')}" if at <= self.now else ""
        return f", {self.word(key)} {self.time(at)}{late}"

    # -- its parts, each a line an item ------------------------------------------------------------

    def tasks(self) -> list[str]:
        return [self._task(task) for task in by_due(self.state.tasks)]

    def _task(self, task: Record[TaskSet]) -> str:
        state = "" if task.now.state == "open" else f" ({self.word(task.now.state)})"
        whose = f" ({task.now.owner})" if task.now.owner else ""
        return f"{task.now.assignee or self.word('nobody')}{whose}: {called(task)}{state}{self.until(ends_at(task))}"

    def promises(self) -> list[str]:
        owed = promises(self.state.commitments, self.state.updates, self.now)
        return [self._promise(one) for one in owed if one.is_owed]

    def _promise(self, one: Promise) -> str:
        made = one.record.now
        who = f" ({made.assignee})" if made.assignee else ""
        words = called(one.record) or made.kind.replace("_", " ")
        return f"{made.owner_id}: {words}{who}{self.until(one.due)}"

    def questions(self) -> list[str]:
        return [
            f"{one.now.owner_id}{f', {one.now.actor}' if one.now.actor else ''}: {called(one)}"
            f"{self.until(moment(one.now.due), 'answer_due')}"
            for one in self.state.questions.unanswered()
        ]

    def not_told(self) -> list[str]:
        return [
            f"{owner}: {one.line(self.lang)}"
            for owner in self.state.owners.names
            for one in not_told(self.state, owner, self.now, self.lang)
        ]

    def next_updates(self) -> list[str]:
        clocks = due(self.state, self.now, self.cadences)
        ahead = [one for one in clocks if one.kind in ("first_notice", "next_update") and one.standing != "paused"]
        return [f"{one.owner}{self.until(one.at)}" for one in sorted(ahead, key=lambda one: one.at)]

    def decisions(self) -> list[str]:
        return [f"{called(one)}{self.until(moment(one.now.review_at))}" for one in to_review(self.state.decisions)]

    def risks(self) -> list[str]:
        return [called(one) for one in self.state.risks.risks.standing() if one.now.state == "open"]

    def cause(self) -> str:
        found = claim(self.state.causes)
        named = "; ".join(called(one) for one in found.may_name)
        disputed = f" ({self.word('disputed')})" if found.disputed else ""
        return f"{found.label('zh' if self.lang == 'zh' else 'en')}{f': {named}' if named else ''}{disputed}"

    def roles(self) -> str:
        held = [f"{self.word(role)} {holder}" for role in ROLES if (holder := self.state.team.holder(role))]
        return ", ".join(held) or self.word("none")

    def standing(self) -> str:
        """Severity and status, as the room's people call them."""
        incident = self.state.incident
        severity = self.labels.severity(incident.severity.value) or self.word("no_severity")
        status = self.labels.status(incident.status.value)
        if self.lang == "zh" and incident.status.value and not self.labels.status_label(incident.status.value):
            status = say(STATUS, incident.status.value, "zh")
        return f"{severity} {status or self.word('no_status')}"

    def text(self) -> str:
        """The whole note; its first line says it in numbers, for the timeline."""
        parts: dict[str, Sequence[str]] = {
            "next": self.next_updates(),
            "conflicts": conflicts(self.state),
            "tasks": self.tasks(),
            "promises": self.promises(),
            "questions": self.questions(),
            "not_told": self.not_told(),
            "decisions": self.decisions(),
            "risks": self.risks(),
        }
        impact = " ".join(self.state.incident.field("impact").split())
        lines = [
            ", ".join([self.standing(), *(self._count(key, parts[key]) for key in _COUNTS)]),
            f"{self.word('as_of')}: {self.time(self.now)}",
            f"{self.word('impact')}: {impact or self.word('unset')}",
            f"{self.word('cause')}: {self.cause()}",
            f"{self.word('roles')}: {self.roles()}",
        ]
        for key, items in parts.items():
            lines += self._listed(key, items)
        return "\n".join(lines)

    def _count(self, key: str, items: Sequence[str]) -> str:
        number = len(items)
        late = sum(item.endswith(f" {self.word('late')}") for item in items)
        words = say(_COUNTS, key, self.lang)
        if self.lang != "zh" and number != 1 and key != "not_told":
            words = words.replace("decision", "decisions") if key == "decisions" else f"{words}s"
        said = f"{number}{words}" if self.lang == "zh" else f"{number} {words}"
        return f"{said} ({late} {self.word('late')})" if late else said

    def _listed(self, key: str, items: Iterable[str]) -> list[str]:
        lines = [" ".join(item.split()) for item in items]
        if not lines:
            return [f"{self.word(key)}: {self.word('none')}"]
        more = len(lines) - LISTED
        rest = [f"- + {more}"] if more > 0 else []
        return [f"{self.word(key)}:", *(f"- {line}" for line in lines[:LISTED]), *rest]


def handover_note(
    state: RoomState,
    now: datetime,
    zone: ZoneInfo,
    lang: str = "en",
    labels: Labels = PLAIN,
    cadences: Cadences = cadence.DEFAULT,
) -> str:
    """What the receiver of a role must know: where it stands, who does what until when, what owners wait for.

    Every time has its day and zone, and what is late is marked so. ``lang`` is ``en`` or ``zh``; ``cadences`` are
    those of the room's profile, by which owners' clocks run where their plan says nothing.
    """
    return _Note(state, now, zone, lang, labels, cadences).text()
