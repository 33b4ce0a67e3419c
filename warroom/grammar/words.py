"""The words that a line may use for milestones, statuses, severities and roles, in English and Chinese."""

from collections.abc import Mapping
from typing import Final

from warroom.grammar.marks import fold_width

MILESTONE_WORDS: Final[Mapping[str, str]] = {
    "impact started": "impact_started",
    "影响开始": "impact_started",
    "detected": "detected",
    "发现": "detected",
    "declared": "declared",
    "宣布": "declared",
    "acknowledged": "acknowledged",
    "确认": "acknowledged",
    "first notice": "first_notice",
    "首报": "first_notice",
    "identified": "identified",
    "定位": "identified",
    "mitigated": "mitigated",
    "缓解": "mitigated",
    "resolved": "resolved",
    "恢复": "resolved",
}
"""What people write after ``*`` to the name of the milestone; a profile may bring more."""

STATUS_WORDS: Final[Mapping[str, str]] = {
    "investigating": "investigating",
    "调查中": "investigating",
    "排查中": "investigating",
    "identified": "identified",
    "已定位": "identified",
    "monitoring": "monitoring",
    "观察中": "monitoring",
    "resolved": "resolved",
    "已恢复": "resolved",
    "已解决": "resolved",
    "closed": "closed",
    "已关闭": "closed",
}
"""What people write after ``/status`` to the status."""

SEVERITY_WORDS: Final[Mapping[str, str]] = {
    word: f"SEV{number}"
    for number in range(1, 6)
    for word in (f"sev{number}", f"sev {number}", f"sev-{number}", str(number))
}
"""What people write after ``/sev`` to the severity; a profile adds its labels."""

ROLE_WORDS: Final[Mapping[str, str]] = {
    "incident_commander": "incident_commander",
    "incident commander": "incident_commander",
    "commander": "incident_commander",
    "command": "incident_commander",
    "cmd": "incident_commander",
    "ic": "incident_commander",
    "指挥": "incident_commander",
    "deputy": "deputy",
    "副指挥": "deputy",
    "scribe": "scribe",
    "记录": "scribe",
    "记录员": "scribe",
    "sme": "sme",
    "expert": "sme",
    "专家": "sme",
    "customer_liaison": "customer_liaison",
    "customer liaison": "customer_liaison",
    "liaison": "customer_liaison",
    "对外": "customer_liaison",
    "internal_liaison": "internal_liaison",
    "internal liaison": "internal_liaison",
    "internal": "internal_liaison",
    "内部": "internal_liaison",
}
"""What people write after ``/role`` to the role."""

COMPONENT_WORDS: Final[Mapping[str, str]] = {
    "operational": "operational",
    "ok": "operational",
    "up": "operational",
    "正常": "operational",
    "degraded_performance": "degraded_performance",
    "degraded performance": "degraded_performance",
    "degraded": "degraded_performance",
    "slow": "degraded_performance",
    "性能下降": "degraded_performance",
    "partial_outage": "partial_outage",
    "partial outage": "partial_outage",
    "partial": "partial_outage",
    "部分中断": "partial_outage",
    "major_outage": "major_outage",
    "major outage": "major_outage",
    "major": "major_outage",
    "down": "major_outage",
    "全部中断": "major_outage",
    "under_maintenance": "under_maintenance",
    "under maintenance": "under_maintenance",
    "maintenance": "under_maintenance",
    "维护中": "under_maintenance",
}
"""What people write after a component's name to how hard it is hit."""


def take_word(text: str, words: Mapping[str, str]) -> tuple[str, int] | None:
    """The longest of ``words`` that ``text`` begins with: its meaning and where it ends; None when there is none.

    Case, underscores and full width don't matter. A word that ends in a Latin letter or digit must end there;
    Chinese needs no space behind it.
    """
    folded = _folded(text)
    best: tuple[str, int] | None = None
    for word, meaning in words.items():
        plain = word.casefold().replace("_", " ")
        end = len(plain)
        if (best is not None and end <= best[1]) or not folded.startswith(plain):
            continue
        if plain[-1].isascii() and end < len(folded) and folded[end].isascii() and folded[end].isalnum():
            continue
        best = (meaning, end)
    return best


def _folded(text: str) -> str:
    # lower(), letter by letter where it would change the length: positions must fit the typed text.
    return "".join(low if len(low := one.lower()) == 1 else one for one in fold_width(text)).replace("_", " ")
