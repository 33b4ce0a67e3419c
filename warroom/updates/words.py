"""The words of facts in the languages that owners read."""

from collections.abc import Mapping
from typing import Final

Lang = str
"""``en`` or ``zh``; anything else is read as English."""

STATUS: Final[Mapping[str, tuple[str, str]]] = {
    "investigating": ("investigating", "调查中"),
    "identified": ("identified", "已定位"),
    "monitoring": ("monitoring", "观察中"),
    "resolved": ("resolved", "已恢复"),
    "closed": ("closed", "已关闭"),
}
TOPICS: Final[Mapping[str, tuple[str, str]]] = {
    "status": ("status", "状态"),
    "severity": ("severity", "级别"),
    "impact": ("impact", "影响"),
    "scope": ("scope", "范围"),
    "data_safety": ("data safety", "数据安全"),
    "owner_action": ("what you can do", "需要您做的"),
    "cause": ("cause", "原因"),
    "mitigation": ("what we do", "处理措施"),
    "eta": ("estimate", "预计恢复"),
    "answer": ("answer", "答复"),
    "promise": ("promise", "承诺"),
    "component": ("component", "组件"),
    "other": ("also", "其他"),
}
PHRASES: Final[Mapping[str, tuple[str, str]]] = {
    "operational": ("operational", "正常"),
    "degraded_performance": ("degraded", "性能下降"),
    "partial_outage": ("partial outage", "部分中断"),
    "major_outage": ("major outage", "全部中断"),
    "under_maintenance": ("under maintenance", "维护中"),
    "in_progress": ("under way", "进行中"),
    "done": ("done", "已完成"),
    "mitigated": ("the effects are mitigated", "影响已缓解"),
    "no_longer": ("no longer holds", "不再成立"),
    "late": ("not kept in time", "未按时兑现"),
    "broken": ("not kept", "未能兑现"),
    "to": (" to ", " 至 "),
    "colon": (": ", "："),
    "low": ("low confidence", "把握较低"),
    "medium": ("medium confidence", "把握中等"),
    "high": ("high confidence", "把握较高"),
    "new": ("new", "新"),
    "changed": ("changed", "有变化"),
    "contradicted": ("contradicts what was told", "与已告知的不符"),
}

UNSURE: Final = (
    "check", "investigat", "unknown", "not known", "not yet", "unclear", "may ", "might", "possibl",
    "核查", "核实", "排查", "确认中", "正在", "未知", "待", "尚", "可能",
)  # fmt: skip
"""By these a statement about data safety says that it is not final; another one then refines it."""


def say(table: Mapping[str, tuple[str, str]], key: str, lang: Lang) -> str:
    """The word for ``key`` in one language, the key itself when there is none."""
    pair = table.get(key)
    return key if pair is None else pair[1 if lang == "zh" else 0]
