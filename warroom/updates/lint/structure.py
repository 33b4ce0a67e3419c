"""S01 to S13: whether a draft says what an owner update has to say. What is missing is found, never guessed."""

import re
from collections.abc import Iterator
from typing import Final

from warroom.state.promises import moment
from warroom.state.revisions import NUMBER, Body, Phase
from warroom.updates.channels import channel, measure
from warroom.updates.lint.finding import Example, Finding, Go, Rule
from warroom.updates.lint.moments import CLOCK, DATE, clocks
from warroom.updates.lint.sight import FROM_IDENTIFIED, FROM_RESOLVED, DraftRule, Sight, has, prepared, said, sentences
from warroom.updates.numbering import next_number
from warroom.updates.rendering import rendered

_ANATOMY: Final = "owner-updates.md 1.1"


def _rule(rule: str, severity: str, title: str, why: str, source: str = _ANATOMY, *examples: Example) -> Rule:
    return Rule(id=rule, severity=severity, title=title, why=why, source=source, examples=examples)  # type: ignore[arg-type]


def _each(sight: Sight) -> tuple[Body, ...]:
    """The bodies to look at; a withdrawal says that it was nothing, and needs no more."""
    return () if sight.content.withdraws else sight.bodies


# -- S01 to S03: what blocks ------------------------------------------------------------------------------------------

S01: Final = _rule(
    "S01", "block", "impact missing",
    "Who is hit, what they see and how much is what an owner reads first; that it is not known yet is an answer too, "
    "when it says until when it will be.",
    "PagerDuty: the primary piece of information customers care about; GOV.UK: what impact, rather than what is wrong",
    Example("en", "We are investigating.", "Some of your card payments fail; we will tell you how many by 15:30 UTC+8."),
    Example("zh", "影响正在核实。", "部分刷卡支付失败,比例15:30(北京时间)前告知"),
    Example("en", "The scope is not known yet.", "The scope is not known yet; we will tell you by 15:30 UTC."),
)  # fmt: skip
_UNKNOWN: Final = re.compile(
    r"\b(?:unknown|not (?:yet )?(?:known|clear|determined)|unclear|to be (?:confirmed|determined)|being (?:assessed|checked|"
    r"investigated|determined|evaluated)|(?:is|are|am)? ?(?:still )?(?:investigating|assessing|checking|looking into|determining))\b"
    r"|未知|不明|不清楚|待(?:定|确认|核实)|尚未|核实|核查|评估|排查|调查|确认中|统计中",
    re.ASCII,
)  # fmt: skip


def _impact(sight: Sight) -> Iterator[Finding]:
    for body in _each(sight):
        text = said(body, "impact")
        parts = [one[0] for one in sentences(text)]
        silent = all(_UNKNOWN.search(one) for one in parts) and not CLOCK.search(text) and not DATE.search(text)
        if not parts or silent:
            message = "say who is hit, what they see and how much; not known yet: say until when it will be"
            yield sight.finding(S01, message, body=body, field="impact")


S02: Final = _rule(
    "S02", "block", "next update missing",
    "A named time is what stops an owner from calling; when it is resolved, the time is that of the report.",
    "PagerDuty stakeholder guide: each notification names the maximum allotted time",
    Example("en", "Updates to follow", "Next update 15:30 UTC+8 or earlier"),
)  # fmt: skip


def _next_update(sight: Sight) -> Iterator[Finding]:
    if sight.content.withdraws:
        return
    over = sight.phase in FROM_RESOLVED
    promised = bool(sight.content.next_update) or (over and _report_promised(sight))
    what = "the report comes" if over else "the next update comes"
    for body in sight.bodies:
        if not promised:
            yield sight.finding(S02, f"say when {what}, with the time", body=body, field="next_update")
        elif not has(body, "next_update") and not _says_when(sight, body):
            message = f"the time is set, but the text does not say when {what}"
            yield sight.finding(S02, message, body=body, field="next_update", severity="warn")


def _says_when(sight: Sight, body: Body) -> bool:
    """Whether the promised time stands somewhere in the text, in any zone that its reader may have."""
    at = moment(sight.content.next_update)
    if at is None:
        return bool(DATE.search(said(body, "prevention", "closing", "free")))
    minutes = {local.hour * 60 + local.minute for local in map(at.astimezone, sight.zones)}
    return any(one.minutes in minutes for one in clocks(prepared(said(body)))) or (
        sight.phase in FROM_RESOLVED and bool(DATE.search(said(body, "prevention", "closing", "free")))
    )


def _report_promised(sight: Sight) -> bool:
    new = any(one.due for one in sight.content.promises)
    return new or any(one.is_owed and one.due is not None and one.record.now.kind == "report" for one in sight.promises)


S03: Final = _rule(
    "S03", "block", "what we do missing",
    "After the first notice an owner wants to see work: what is done, by whom in which role, by when.",
    "guide A 三: step, time, owner-role, expected effect",
    Example("zh", "问题处理中", "两名工程师正在把流量切到备用库,预计步骤20分钟"),
    Example("en", "We are working on it.", "Two engineers are moving the traffic to the standby database."),
)  # fmt: skip
_FILLER: Final = re.compile(
    r"\s*(?:(?:we|our (?:team|teams|engineers)|engineers|the team|teams?|it|this|the (?:issue|problem|incident))?\s*"
    r"(?:is|are|'re)?\s*(?:still |currently |actively |now )*(?:being )?"
    r"(?:working(?: hard)?(?: on (?:it|this|a fix|the (?:issue|problem|fix)))?|handl(?:ed|ing)(?: it| this)?|in progress|"
    r"worked on|investigat(?:ing|ed)(?: (?:it|this|the (?:issue|problem)))?|fix(?:ing|ed) (?:it|this))"
    r"|(?:问题|故障|事件|我们|我方|工程师|技术人员|团队|目前|正|在|全力|积极|紧急|抓紧|加紧|已|安排)*"
    r"(?:处理|解决|修复|抢修|排查|跟进|处置)(?:中|之中|该问题|问题|故障)*)[\s.!。;,]*",
    re.ASCII,
)  # fmt: skip


def _actions(sight: Sight) -> Iterator[Finding]:
    if sight.phase == "first_notice":
        return
    for body in _each(sight):
        parts = [one[0] for one in sentences(said(body, "actions"))]
        if not parts or all(_FILLER.fullmatch(one) for one in parts):
            yield sight.finding(S03, "say what is being done, by which role and by when", body=body, field="actions")


# -- S04 to S06: silence -----------------------------------------------------------------------------------------------

S04: Final = _rule(
    "S04", "warn", "owner action missing",
    "An owner who is told nothing tries something: say what to do, or that nothing is needed.",
    "PagerDuty: workarounds; next steps for stakeholders",
    Example("en", "", "Please do not retry failed orders; we will re-run them."),
    Example("zh", "", "无需您操作"),
)  # fmt: skip
_NOTHING_NEEDED: Final = re.compile(
    r"\bno(?:thing| (?:further )?action)\b.{0,40}\b(?:need|needed|required|necessary|from you|to do)\b|\bneed not do anything\b"
    r"|\byou (?:do not|don't) need to\b|\bplease (?:do not|don't|avoid|retry|use|wait|check|contact)\b"
    r"|无需(?:您|贵方|业主)?.{0,8}(?:操作|处理|做|采取|配合)|不需要(?:您|贵方)|请(?:您|贵方)?(?:勿|暂|不要|使用|改用|重试|等待|配合)",
    re.ASCII,
)


def _owner_action(sight: Sight) -> Iterator[Finding]:
    for body in _each(sight):
        if not has(body, "owner_action") and not _NOTHING_NEEDED.search(said(body)):
            message = "say what the owner should do, or that no action is needed"
            yield sight.finding(S04, message, body=body, field="owner_action")


S05: Final = _rule(
    "S05", "block", "cause silent",
    "Saying that the cause is not known yet, and which leads are followed, is better than silence. Blocks from "
    "identified on, warns before.",
    "guide A 一; PagerDuty: never guess",
    Example("zh", "", "原因尚未确定,正在排查数据库与网络两条线索"),
)  # fmt: skip
_CAUSE_OPEN: Final = re.compile(
    r"\bcause\b.{0,60}\b(?:unknown|not (?:yet )?(?:been )?(?:known|found|identified|confirmed|clear|determined)|investigat\w*)"
    r"|\b(?:investigating|looking into|determine|identify) (?:the|what|its)\b.{0,30}\bcaus"
    r"|(?:原因|起因).{0,20}(?:尚未|未明|不明|未知|调查|排查|核查|分析|待)|(?:正在|仍在)?(?:排查|调查|分析|查找).{0,12}(?:原因|起因)",
    re.ASCII,
)


def _cause(sight: Sight) -> Iterator[Finding]:
    severity: Final = "block" if sight.phase in FROM_IDENTIFIED else "warn"
    for body in _each(sight):
        if not has(body, "cause") and not _CAUSE_OPEN.search(said(body)):
            message = "say what is known of the cause, or that it is not known yet"
            yield sight.finding(S05, message, body=body, field="cause", severity=severity)


S06: Final = _rule(
    "S06", "warn", "data safety silent",
    "Whether anything was lost or exposed is asked by every owner; say it, or that it is being checked. Blocks for SEV1 "
    "and SEV2 from resolved on.",
    "PagerDuty: clear indication of any data loss; if there are no lingering impacts, clearly note this",
    Example("en", "", "No order was lost; 214 were charged twice and will be refunded by Friday."),
)  # fmt: skip
_DATA: Final = re.compile(r"\b(?:data|records?|orders?|files?)\b.{0,40}\b(?:lost|loss|safe|exposed|leaked|corrupted|intact)\b"
    r"|\b(?:lost|loss|exposed|leaked)\b.{0,30}\b(?:data|records?)\b|数据|信息(?:安全|泄露)|(?:丢失|泄露|损坏)", re.ASCII)  # fmt: skip


def _data_safety(sight: Sight) -> Iterator[Finding]:
    blocks = sight.phase in FROM_RESOLVED and sight.severity in ("SEV1", "SEV2")
    for body in _each(sight):
        if not has(body, "data_safety") and not _DATA.search(said(body)):
            message = "say whether data was lost or exposed, or until when that is being checked"
            yield sight.finding(S06, message, body=body, field="data_safety", severity="block" if blocks else "warn")


# -- S07 to S10: fields that should be there --------------------------------------------------------------------------

S07: Final = _rule("S07", "warn", "start time missing", "When it began is how an owner finds it in their own records.",
                   "PagerDuty stakeholder guide: in every phase")  # fmt: skip
S08: Final = _rule("S08", "warn", "scope missing", "Which components, sites or regions: the rest of the owner can go on.",
                   "PagerDuty: second message within five minutes")  # fmt: skip
S09: Final = _rule("S09", "warn", "sequence number missing",
                   "Numbered updates are told apart, answered to and corrected; a missing one is noticed.")  # fmt: skip
S10: Final = _rule(
    "S10", "warn", "contact missing", "An owner must know whom to ask, and how.", "GDPR 33(3)(b); guide A 六"
)
_SHORT_LEAVES_OUT: Final = ("S07", "S08", "S10")
"""What a message of one screen need not repeat: the long form that the owner also gets has it."""


def _unset(sight: Sight) -> Iterator[Finding]:
    for body in _each(sight):
        times = said(body, "times", "opening", "impact", "news", "status")
        found = (
            (S07, CLOCK.search(times) or DATE.search(said(body, "times")), "times", "say when it began, with the zone"),
            (S08, has(body, "scope"), "scope", "say which components, sites or regions are hit"),
            (S09, _numbered(body), "opening", "number the update: put the number into the subject or the opening"),
            (S10, has(body, "contact"), "contact", "say whom the owner can ask, and how"),
        )
        for rule, there, field, message in found:
            if not there and not (sight.content.form == "short" and rule.id in _SHORT_LEAVES_OUT):
                yield sight.finding(rule, message, body=body, field=field)


def _numbered(body: Body) -> bool:
    return NUMBER in body.title or any(NUMBER in one.text for one in body.sections)


# -- S11, S12: what a closure report owes ------------------------------------------------------------------------------

S11: Final = _rule(
    "S11", "warn", "responsibility or apology missing",
    "Owning it and regretting it are the two parts of an apology that weigh most. Warns in the first notice and when "
    "resolved, blocks in the closure report.",
    "Lewicki, Polin and Lount 2016; Statuspage: own the problem",
    Example("en", "We apologise if this affected you.", "We are sorry that 12 % of this morning's payments failed. Keeping "
            "them running is our responsibility."),
    Example("zh", "", "我们为今天上午12%的支付失败向您道歉，保障支付可用是我们的责任"),
)  # fmt: skip
_REGRET: Final = re.compile(r"\b(?:sorry|apolog\w+|regret\w*)\b(?!.{0,12}\bif\b)|道歉|抱歉|致歉|歉意|对不起", re.ASCII)
_OURS: Final = re.compile(
    r"\b(?:responsib\w+|accountab\w+|our (?:job|duty|fault|failure|mistake|error)|we (?:own|failed|fell short|let you down)"
    r"|ours? to (?:prevent|keep|fix|run)|should not have happened|is on us)\b"
    r"|责任|负责|应由我们|是我们的|我们(?:没有?|未)(?:能)?(?:做好|做到|守住|尽到|及时)|我方(?:的)?(?:失职|不足|责任)|未尽到",
    re.ASCII,
)
_OWED_IN: Final[tuple[Phase, ...]] = ("first_notice", "resolved", "closure")


def _apology(sight: Sight) -> Iterator[Finding]:
    if sight.phase not in _OWED_IN:
        return
    severity: Final = "block" if sight.phase == "closure" else "warn"
    for body in _each(sight):
        text = said(body)
        lacking = [
            words for words, there in (("regret it", _REGRET.search(text)), ("say that it is ours", _OURS.search(text)))
            if not there
        ]  # fmt: skip
        if lacking:
            yield sight.finding(S11, f"{' and '.join(lacking)}, plainly", body=body, field="apology", severity=severity)


S12: Final = _rule(
    "S12", "block", "prevention without owner, date or done-criterion",
    "A measure that nobody has, that has no day and that nobody could call done is a wish. In the closure report.",
    "login and PagerDuty on action items: actionable, specific, bounded; guide A 五",
    Example("zh", "加强监控", "11月30日前,平台组:磁盘>80%报警并自动扩容;验收=演练触发一次"),
    Example("en", "- We will improve monitoring.",
            "- The platform team alerts at 80 % disk use by 30 Nov; done when a drill has triggered it."),
)  # fmt: skip
_WHO: Final = re.compile(
    r"\b(?:team|group|dep(?:artment|t)|engineer\w*|manager|lead|commander|liaison|deputy|owner|by the|we|our)\b"
    r"|[一-鿿]{1,10}(?:组|部|科|团队|中心|公司|经理|工程师|负责人|处|方)|负责|我们|我方|贵方",
    re.ASCII,
)
_DONE_WHEN: Final = re.compile(
    r"\b(?:done (?:when|if|once)|criteri\w+|accept\w*|verified|measured|tested by|proved|proven|evidence|drill|so that|until)\b"
    r"|验收|完成标准|以.{1,30}为准|演练|判定|标准|达到|完成(?:条件|=|:)|验证",
    re.ASCII,
)
_ITEM: Final = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)、]|[（(]?[一二三四五六七八九十]{1,3}[)）、])\s*")


def _prevention(sight: Sight) -> Iterator[Finding]:
    if sight.phase != "closure":
        return
    for body in _each(sight):
        items = list(_measures(said(body, "prevention")))
        if not items:
            message = "say what keeps it from coming back: who does what, until when, and how one sees that it is done"
            yield sight.finding(S12, message, body=body, field="prevention")
        for item in items:
            lacking = [
                words
                for words, pattern in (("who", _WHO), ("until when", DATE), ("done when", _DONE_WHEN))
                if not pattern.search(item)
            ]
            if lacking:
                message = f"'{item.strip()[:40]}' does not say {', '.join(lacking)}"
                yield sight.finding(S12, message, body=body, field="prevention")


def _measures(text: str) -> Iterator[str]:
    """The items of a section: those of its list, with what is indented beneath; without a list, its lines."""
    lines = [line for line in text.splitlines() if line.strip()]
    marked = [number for number, line in enumerate(lines) if _ITEM.match(line)]
    if not marked:
        yield from lines
        return
    for start, end in zip(marked, [*marked[1:], len(lines)], strict=True):
        yield " ".join([_ITEM.sub("", lines[start]), *lines[start + 1 : end]])


# -- S13 -------------------------------------------------------------------------------------------------------------

S13: Final = _rule("S13", "warn", "not fit for the channel",
                   "What is longer than a channel takes is cut or refused there: use the short form, attach the rest.",
                   "the channels' own limits; docs/templates.md")  # fmt: skip


def _fits(sight: Sight) -> Iterator[Finding]:
    number = next_number(sight.state, sight.owner)
    for name in sight.content.channels:
        known = channel(name)
        if known is None or not known.limit:
            continue
        for body in sight.bodies:
            out = rendered(sight.content, body.lang, number, known.dialect)
            text = out.text if known.subject or not out.subject else f"{out.subject}\n{out.text}"
            length = measure(text, known.unit)
            if length > known.limit:
                unit = "SMS" if known.unit == "sms" else known.unit
                message = f"{length} {unit} for {known.label}, which takes {known.limit}; use the short form"
                yield sight.finding(S13, message, body=body, fixes=(Go("use the short form", "form"),))


RULES: Final[tuple[DraftRule, ...]] = (
    DraftRule(S01, _impact),
    DraftRule(S02, _next_update),
    DraftRule(S03, _actions),
    DraftRule(S04, _owner_action),
    DraftRule(S05, _cause),
    DraftRule(S06, _data_safety),
    DraftRule(S07, _unset),
    DraftRule(S11, _apology),
    DraftRule(S12, _prevention),
    DraftRule(S13, _fits),
)
ENTRIES: Final = (S01, S02, S03, S04, S05, S06, S07, S08, S09, S10, S11, S12, S13)
"""Every rule of the family, for ``lint --explain``."""
