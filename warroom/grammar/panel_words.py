"""The words of the commands about causes, tasks, risks and decisions, in English and Chinese."""

from typing import Final

SIDE_WORDS: Final = {"for": "for", "支持": "for", "against": "against", "反对": "against"}
OUTCOME_WORDS: Final = {
    "helped": "helped",
    "有效": "helped",
    "failed": "failed",
    "无效": "failed",
    "pending": "pending",
    "待定": "pending",
}
FACTOR_WORDS: Final = {
    "trigger": "trigger",
    "诱因": "trigger",
    "contributing": "contributing",
    "促成": "contributing",
    "systemic": "systemic",
    "系统性": "systemic",
}
FOLLOW_UP_WORDS: Final = {
    "preventative": "preventative",
    "preventive": "preventative",
    "预防": "preventative",
    "detective": "detective",
    "检测": "detective",
    "corrective": "corrective",
    "纠正": "corrective",
    "整改": "corrective",
}
LEVEL_WORDS: Final = {"low": "low", "低": "low", "medium": "medium", "中": "medium", "high": "high", "高": "high"}

TASK_PARTS: Final = {
    "effect": "effect",
    "效果": "effect",
    "risk": "risk",
    "风险": "risk",
    "fallback": "fallback",
    "回退": "fallback",
}
"""What stands behind a semicolon in a command's text, to the field that it fills; the same below."""
FOLLOW_UP_PARTS: Final = {"done when": "criterion", "criterion": "criterion", "完成标准": "criterion"}
RISK_PARTS: Final = {"measure": "countermeasure", "countermeasure": "countermeasure", "措施": "countermeasure"}
DECISION_PARTS: Final = {
    "options": "options",
    "of": "options",
    "选项": "options",
    "by": "by",
    "决定人": "by",
    "do": "executor",
    "executor": "executor",
    "执行": "executor",
    "objection": "objections",
    "objections": "objections",
    "异议": "objections",
}

PANEL_FORMS: Final = {
    "cause": "what may have caused it, and how sure: certificate expired 70%; bob: in front says whose it is",
    "test": "the cause's five letters, and perhaps words",
    "confirm": "the cause's five letters, and perhaps words; drafts may then name it",
    "ruleout": "the cause's five letters and the reason",
    "confidence": "the cause's five letters and 70%, low, medium or high; - takes it back",
    "evidence": "the cause's five letters, for or against, the entry's five letters, and perhaps words",
    "tried": "what was tried, = helped or = failed and why; #REF names the cause, bob: in front says who",
    "outcome": "the letters of what was tried, then helped, failed (and why) or pending",
    "why": "the letters of the cause or of the why above, and the answer",
    "factor": "trigger, contributing or systemic, and what it was; #REF names the cause",
    "primary": "the factor's five letters; again, it is taken back",
    "task": "@who or Mr Li (Acme): in front, what, ~15m or >16:00, #CAUSE; then ; effect: ; risk: ; fallback:",
    "start": "the task's five letters; its time-box runs from now",
    "done": "the letters of the task or follow-up, and perhaps words",
    "block": "the task's five letters and what blocks it",
    "cancel": "the task's five letters and the reason",
    "reopen": "the letters of the task, follow-up or cause",
    "assign": "the task's five letters and who: bob, Mr Li (Acme), or - for nobody",
    "ack": "the letters of the task whose time is up",
    "follow": "preventative, detective or corrective, what, @who, >date; then ; done when:",
    "risk": "what may go wrong, = probability impact (low, medium, high), @who; then ; measure:",
    "decide": "what, >16:00 to look at it again; then ; options: A / B; by: ; do: ; objection:",
    "object": "the decision's five letters and the objection; bob: in front says whose",
    "review": "the decision's five letters, and until when it stands",
    "reverse": "the decision's five letters and why it no longer holds",
    "set": "letters, then text, due, box, effect, risk, measure, who, amount, ... and the value; - empties it",
    "withdraw": "the letters, and perhaps a reason; again, it is back",
    "handover": 'wei to ana: ic, liaison = "I have command"; all my roles when none is named, an offer without words',
    "accept": "alone for me; a name, = and what they said for somebody else",
    "decline": "why; a name and = in front for somebody else",
    "take": "why; past-deputy in front when the deputy can't",
}
"""What follows each of these commands, in one line of help."""
PANEL_REFS: Final = frozenset(PANEL_FORMS) - {
    *("cause", "tried", "factor", "task", "follow", "risk", "decide", "handover", "accept", "decline", "take"),
}
"""Those that begin with five letters."""
