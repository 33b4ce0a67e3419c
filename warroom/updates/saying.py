"""How an owner reads times, lengths and who does something, in English and Chinese. Pure.

Times carry their zone always, the day when it isn't plain, the month in letters or with 月 (rules T02, T06, T07, T08).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from warroom.clock import offset_label
from warroom.profiles import Profile
from warroom.state.expectations import RemedyKind, RemedyState
from warroom.state.revisions import PromiseKind
from warroom.state.team import Role

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BEIJING: Final = frozenset({"Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "Asia/Chungking", "PRC"})
_ENDS: Final = ".!?。！？…；;:："

Words = tuple[str, str]
"""English and Chinese."""

ROLES: Final[Mapping[Role, Words]] = {
    "incident_commander": ("incident commander", "事件总负责人"),
    "deputy": ("deputy incident commander", "事件副负责人"),
    "scribe": ("incident scribe", "事件记录人"),
    "sme": ("technical specialist", "技术专家"),
    "customer_liaison": ("customer liaison", "客户联络人"),
    "internal_liaison": ("internal liaison", "内部协调人"),
}
PROMISES: Final[Mapping[PromiseKind | str, Words]] = {
    "next_update": ("update", "进展通报"),
    "eta": ("estimate", "恢复时间预估"),
    "report": ("report", "报告"),
    "action": ("promised step", "承诺事项"),
    "answer": ("answer", "答复"),
    "compensation": ("settlement", "补偿事项"),
}
REMEDIES: Final[Mapping[RemedyKind, Words]] = {
    "extension": ("extension", "延期"),
    "service": ("extra service", "额外服务"),
    "discount": ("discount", "折扣"),
    "credit": ("credit", "服务抵扣"),
    "refund": ("refund", "退款"),
    "other": ("settlement", "补偿"),
}
REMEDY_STATES: Final[Mapping[RemedyState, Words]] = {
    "proposed": ("proposed", "拟定"),
    "authorised": ("authorised", "已批准"),
    "offered": ("offered", "已提出"),
    "accepted": ("accepted", "已接受"),
    "fulfilled": ("done", "已完成"),
    "declined": ("declined", "已谢绝"),
}
CONFIDENCE: Final[Mapping[str, Words]] = {
    "low": ("low", "较低"),
    "medium": ("medium", "中等"),
    "high": ("high", "较高"),
}
MILESTONES: Final[Mapping[str, Words]] = {
    "impact_started": ("the impact began", "影响开始"),
    "detected": ("we detected it", "发现问题"),
    "declared": ("we opened the incident", "启动应急处理"),
    "first_notice": ("we informed you for the first time", "首次向您通报"),
    "identified": ("we found the cause", "定位原因"),
    "mitigated": ("the impact ended", "影响消除"),
    "resolved": ("we confirmed the recovery", "确认恢复"),
}
"""The milestones that an owner reads of, whatever words the entries have: those are internal."""


def pick(words: Words, lang: str) -> str:
    """The English or the Chinese word."""
    return words[1] if lang == "zh" else words[0]


class Speech(NamedTuple):
    """How one owner reads: language, zone, and whether every time needs its day."""

    lang: str
    zone: ZoneInfo
    now: datetime
    dated: bool = False
    """Whether the incident spans a change of the day there."""

    def local(self, at: datetime) -> datetime:
        """A moment in the owner's zone."""
        try:
            return at.astimezone(self.zone)
        except OverflowError:  # an event of another program may name the last day that there is
            return at

    def day(self, at: datetime) -> str:
        """``22 Nov 2026``, ``2026年11月22日``."""
        one = self.local(at)
        if self.lang == "zh":
            return f"{one.year}年{one.month}月{one.day}日"
        return f"{one.day} {_MONTHS[one.month - 1]} {one.year}"

    def time(self, at: datetime) -> str:
        """``14:02 UTC+8``, ``22 Nov 14:02 UTC+8``, ``14:02（北京时间）``."""
        return self._written(at, clock=True)

    def due(self, at: datetime) -> str:
        """A time until when something is to be done: always with its day."""
        return self._replace(dated=True)._written(at, clock=True)

    def _written(self, at: datetime, *, clock: bool) -> str:
        one, here = self.local(at), self.local(self.now)
        dated = self.dated or one.date() != here.date()
        if self.lang == "zh":
            year = f"{one.year}年" if one.year != here.year else ""
            date = f"{year}{one.month}月{one.day}日" if dated else ""
            zone = "北京时间" if self.zone.key in _BEIJING else offset_label(one)
            return f"{date}{one:%H:%M}（{zone}）"
        year = f" {one.year}" if one.year != here.year else ""
        date = f"{one.day} {_MONTHS[one.month - 1]}{year} " if dated else ""
        return f"{date}{one:%H:%M} {offset_label(one)}"

    def span(self, low: datetime, high: datetime) -> str:
        """A range of times: ``between A and B``; ``by B`` when both are one."""
        if low == high:
            return f"{self.time(high)}前" if self.lang == "zh" else f"by {self.time(high)}"
        first, last = self.time(low), self.time(high)
        return f"{first}至{last}之间" if self.lang == "zh" else f"between {first} and {last}"

    def length(self, length: timedelta) -> str:
        """A length of time in at most two units, cut off: ``1 hour 30 minutes``, ``1小时30分钟``."""
        minutes = int(length.total_seconds()) // 60
        if minutes < 1:
            return "不到1分钟" if self.lang == "zh" else "less than a minute"
        days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
        parts = [(days, "day", "天"), (hours, "hour", "小时"), (rest, "minute", "分钟")]
        said = [one for one in parts if one[0]][:2]
        if self.lang == "zh":
            return "".join(f"{count}{word}" for count, _, word in said)
        return " ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word, _ in said)

    def sentence(self, text: str) -> str:
        """A text on one line that ends as a sentence does."""
        line = " ".join(text.split())
        if not line or line[-1] in _ENDS or line.endswith(("”", '"', "⟧")):
            return line
        return line + ("。" if self.lang == "zh" else ".")

    def sentences(self, texts: Sequence[str]) -> str:
        """Several texts as one after the other."""
        return ("" if self.lang == "zh" else " ").join(self.sentence(one) for one in texts if one.strip())

    def listed(self, texts: Sequence[str]) -> str:
        """``a, b and c``; ``a、b和c``."""
        kept = [one for one in texts if one]
        if len(kept) < 2:
            return "".join(kept)
        if self.lang == "zh":
            return "、".join(kept[:-1]) + "和" + kept[-1]
        return ", ".join(kept[:-1]) + " and " + kept[-1]


def severity_words(profile: Profile | None, name: str, lang: str) -> str:
    """``Major (SEV2)``, ``二级（SEV2）``; in another profile than the service's its label alone: ``重大``."""
    known = profile.severities.get(name) if profile is not None else None  # type: ignore[call-overload]
    if known is None or profile is None:
        return name
    label: str = known.label.say("zh" if lang == "zh" else "en")
    if profile.name != "service":
        return label
    return f"{label}（{name}）" if lang == "zh" else f"{label} ({name})"
