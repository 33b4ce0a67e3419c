"""Rules of what is promised (C01, C09): nothing that nobody can keep, and a date with what can be kept."""

from collections.abc import Iterator
from typing import Final

from warroom.state.revisions import PromiseKind
from warroom.updates.lint.finding import AddPromise, Example, Finding, Ground, Rule
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.moments import CLOCK, DATE, SPAN
from warroom.updates.lint.patterns import IN, Words
from warroom.updates.lint.table import TextRule, lowered, says

C01: Final = Rule(
    id="C01",
    severity="block",
    title="absolute promise",
    why="No complex system can promise that nothing happens again; the next incident then breaks our word as well. "
    "Say what was done, and what it makes less likely.",
    source="Allspaw and Cook on complex systems; the owner guides ask for a guarantee, the real notices for best efforts",
    examples=(
        Example("zh", "杜绝此类bug再次发生", "尽最大努力避免此类问题,已增加两项检查"),
        Example("en", "This will never happen again.", "This should never have happened. We added two checks."),
        Example("en", "It will not happen again.", "We have added two checks that stop such a change."),
        Example("en", "The fault will not recur.", "The check makes a recurrence less likely."),
        Example("en", "We guarantee the service.", "We cannot guarantee that it will not happen again."),
        Example(
            "en",
            "We have made changes to ensure this never occurs again.",
            "We do our best to ensure this never occurs again.",
        ),
        Example(
            "en",
            "We will make sure this does not happen again.",
            "We are working to prevent this from happening again.",
        ),
        Example("en", "We guarantee 100% uptime.", "100% of requests failed between 14:02 and 14:20 UTC."),
        Example("en", "We are 100% sure it is fixed.", "The rollout has reached 100% of the servers."),
        Example("en", "The new process is foolproof.", "The new process has two checks."),
        Example("en", "There is zero risk to your orders.", "We see a low risk to your orders."),
        Example("en", "We promise you will never see this error again.", "We promise an answer by 15:30 UTC."),
        Example("en", "The problem is fixed once and for all.", "The problem is fixed; we watch it until 18:00 UTC."),
        Example("en", "Recovery is guaranteed.", "Recovery is likely by 16:00 UTC, but not guaranteed."),
        Example("en", "It can't happen again.", "No one can promise that it will never happen again."),
        Example("en", "This eliminates any possibility of a repeat.", "This reduces the risk of a repeat."),
        Example("en", "The migration is risk-free.", "The migration has one known risk, described below."),
        Example("en", "The system is absolutely secure.", "The gap was closed on 21 Nov at 18:00 UTC."),
        Example("zh", "我们保证绝不再发生类似事件。", "我们不能保证绝不再发生,但已增加两项检查。"),
        Example("zh", "确保今后不会再出现此类问题。", "确认变更后流量正常。"),
        Example("zh", "承诺不再发生同类故障。", "承诺11月30日前提交复盘报告。"),
        Example("zh", "问题已彻底根治。", "问题已修复,观察至18:00(北京时间)。"),
        Example("zh", "新方案万无一失。", "新方案增加了两道检查。"),
        Example("zh", "您的系统绝对安全。", "系统漏洞已于11月21日修补。"),
        Example("zh", "我们百分之百保证恢复。", "14:02至14:20(北京时间)100%的请求失败。"),
        Example("zh", "此类事件绝不会再次发生。", "我们将尽最大努力避免类似事件再次发生。"),
        Example("zh", "今后不会再发生。", "该用户不会收到重复短信。"),
        Example("zh", "切换过程零风险。", "切换过程的风险见下表。"),
        Example("zh", "从根本上杜绝隐患。", "努力杜绝隐患,已增加两项检查。"),
        Example("zh", "确保万无一失", "确保每次变更由两人复核"),
        Example("zh", "一劳永逸地解决", "分三步解决,首步今日完成"),
    ),
)
_ABSOLUTE: Final = Words(
    r"\b(?:will|shall|can|could|would|must|may|does|do|this|it|that|these|they|problems?|incidents?) never (?:ever )?(?:again )?(?:happen|occur|recur|repeat|fail|break|be repeated|go down|reoccur|return|come back)",
    rf"\b(?:will|shall|can)\s?never\b{IN}{{0,50}}\bagain\b|\bnever again\b|\bnever (?:ever )?(?:happen|occur|recur|repeat) again\b|\bnever to (?:happen|recur|be repeated)\b|\b(?:failures?|incidents?|recurrence|repeat) (?:is|are) (?:now impossible|no longer possible)|\bthis is now impossible\b|\bour (?:word|guarantee) that\b|\b(?:you have|with) our guarantee\b|\bno (?:further|more|such|other|future) (?:\w{1, 12} )?(?:incidents?|outages?|problems?|issues?|failures?|disruptions?) (?:will|can|shall)\b|\bwill be no (?:recurrence|repeat|repetition|more)\b",
    r"\b(?:will not|won't|shall not|can ?not|can't|doesn't|does not|do not|don't) (?:ever )?(?:(?:happen|occur|fail|break|go down|be repeated|repeat itself|come back)(?: to you)? (?:again|ever)|recur|reoccur|re-occur|repeat itself|be repeated)\b",
    r"\b(?:ensur|guarantee|mak\w{1,3} (?:absolutely |very )?(?:sure|certain)|promis|assur)\w{0,4}\b"
    rf"{IN}{{0,60}}\b(?:never\b|(?:not|n't|no longer)\b{IN}{{0,20}}\b(?:again|recur\w{{0,5}}|reoccur\w{{0,5}}|repeated)\b)",
    r"\b(?:we|i|and|to|fully|can|hereby|will)\s?(?:can |will |do |could |now )?guarantee\b|\b(?:is|are|be|now) (?:fully |absolutely )?guaranteed\b(?! by)|\bguaranteed to\b|\b(?:completely|fully|entirely|totally) eliminat\w{1,3}\b",
    r"\b100 ?% (?:sure|certain|confident|safe|secure|reliable|guarantee\w{0,2}|stable|available|availability|uptime|error.free|fixed|solved|effective|protected|bug.free|satisf\w{1,8})\b",
    r"\b(?:zero|no)[ -]risk\b(?! (?:assessment|register|score))|\b(?:risk|bug|error|fail)-?free\b|\bfree of (?:any |all )?risk|\bwithout any risk\b|\b(?:fool|bullet|fail)[ -]?proof\b",
    r"\bonce and for all\b|\b(?:absolutely|completely|totally|perfectly) (?:safe|secure|certain|impossible|reliable)\b",
    r"\b(?:permanently|definitively) (?:fixed|solved|resolved|eliminated|removed)\b|\bimpossible (?:for this |for it |that (?:this|it) )?(?:to|could|can|will)? ?(?:happen|occur|recur)",
    rf"\b(?:eliminat|exclud|remov|rul)\w{{1,4}}(?: out)? (?:any|all|every) (?:\w{{1,12}} )?(?:risk|possibility|chance|recurrence|repeat)|\bno (?:chance|way|possibility) (?:of|that|for){IN}{{0,24}}\b(?:again|recur\w{{0,5}}|repeat|happen\w{{0,3}})",
    r"(?:保证|确保|承诺(?!的)|担保|保障|坚决|一定)[^。!?\n]{0,24}?(?:绝不|决不|绝不会|不会|永不|永远不|不再|再不|再也不|杜绝|零(?:故障|事故|中断|差错)|万无一失)",
    r"(?:保证|确保|承诺|担保)[^。!?\n]{0,30}?(?:避免|防止|不出|没有)[^。!?\n]{0,16}?(?:发生|出现|再|问题)|(?<![为了以可])保证(?:今后|以后|后续|未来)|绝无(?:问题|风险|隐患)|彻底解决了|永久(?:性)?(?:地)?解决(?!方案)",
    r"不会再有(?:此类|类似|这类|这样)|彻底排除[^。,\n]{0,6}(?:隐患|故障|问题)|百分之?百(?:的)?把握|永不(?:宕机|中断|出错|停机|断电)",
    r"杜绝[^。!?\n]{0,20}?(?:发生|再现|重演|出现|再次|隐患|问题|故障|事件|事故|错误)",
    r"(?:绝不|决不|绝对不|永远不|永不|再也不|不会再|不再会|绝无可能|不可能再|定不)(?:会|让)?[^。!?,;\n]{0,10}?(?:发生|出现|重演|重现|复发|重复|犯)",
    r"(?:彻底|完全|永久|从根本上)(?:性)?(?:地)?(?:根治|杜绝|根除|消除)|根治|一劳永逸|万无一失|绝对(?:的)?(?:安全|可靠|稳定|没有问题|不会)|(?:零|无任何|没有任何|毫无)风险|下不为例",
    r"(?:已|会|将|能|必将|一定)(?:经)?(?:被)?(?:彻底|永久|完全)解决|(?:100 ?%|百分之?百)(?:地|的)?(?:保证|安全|可靠|可用|解决|确保|没问题|没有问题|不会|稳定|杜绝|成功|恢复)|(?:保证|确保|承诺)[^。!?\n]{0,10}(?:100 ?%|百分之?百)",
    r"(?:我们|我方|我司|本公司|郑重)(?:可以|能够|能|郑重)?(?:向(?:您|贵方|贵司|业主|客户))?保证(?![^。!?\n]{0,40}(?:\d{1,2}[:点时日号]|内))|向(?:您|贵方|贵司|业主)保证(?![^。!?\n]{0,40}(?:\d{1,2}[:点时日号]|内))",
)
_NO_PROMISE: Final = Words(
    r"\b(?:cannot|can't|can not|could not|couldn't|unable to|not able to|don't|do not|won't|will not|never|no ?(?:one|body) can|nobody|not|no|isn't|aren't|without|neither) (?:\w{1,12} ){0,2}(?:promis\w{0,3}|guarantee\w{0,2}|say|claim|ensure|rule out|exclude|be (?:100|sure|certain))\b|\bno guarantees?\b|\bnot (?:guaranteed|100 ?%|foolproof|risk.free)",
    r"\b(?:our|my|its) (?:very )?best\b|\bbest efforts?\b|\b(?:aim|aims|aiming|try|tries|trying|strive|striving|hope|goal|endeavou?r|intend)\b|\b(?:everything|all) (?:that )?(?:we can|in our power|possible)\b",
    r"\buntil\b|\b(?:are|is|still|continu\w{1,3} to|while we|will|we) (?:closely |actively |still )?(?:monitor|watch|check|verify|confirm)(?:ing)?\b",
    r"\b(?:less likely|unlikely|reduc\w{1,4} the (?:risk|chance|likelihood))\b|\b(?:does not|doesn't|don't|do not) mean\b",
    r"(?:不能|无法|不敢|难以|没有人能|没人能|并非|不是|不)(?:够)?(?:完全|绝对)?(?:保证|确保|承诺|担保|万无一失|绝对|百分)|(?:尽力|努力|力争|尽可能|尽量|争取|力求|全力避免|力图|降低|减少)",
)

_WILL: Final = (
    r"\b(?:we|(?:our|the) (?:\w{1,12} )?(?:team|engineers?|specialists?|staff|colleagues|crew))(?: (?:will|shall|plan to|intend to|commit to|promise to|"
    r"are (?:going|planning|committed) to|have (?:planned|committed|promised|agreed) to|are committing to|aim to|expect to)|'ll)"
)
C09: Final = Rule(
    id="C09",
    severity="warn",
    title="commitment without a date",
    why="What is promised without a date can be neither kept nor missed, only asked after. A date makes it a promise that the ledger can keep.",
    source="owner guide B, 1.2: kept promises, and honest when not; real updates: 3.6 %",
    examples=(
        Example("en", "We will publish a report", "We will publish a report by 30 Nov 18:00 UTC"),
        Example("en", "We'll refund the double charges.", "We'll refund the double charges by Friday."),
        Example("en", "We plan to replace the pump.", "We plan to replace the pump on 25 Nov."),
        Example("en", "We are going to call every customer.", "We are going to call every customer today."),
        Example("en", "Our team will share the findings.", "Our team will share the findings at 15:30 UTC."),
        Example("en", "We intend to add a second line.", "We will continue to monitor the service."),
        Example("en", "We promise to look at your invoice.", "We promise to look at your invoice tomorrow."),
        Example("en", "We will answer your questions.", "We will answer your questions within 2 hours (15:30 UTC)."),
        Example("en", "We commit to adding a check.", "We added a check."),
        Example("en", "We shall provide updates as necessary.", "We will not restart the service during the day."),
        Example("zh", "我们将发布复盘报告。", "我们将于11月30日发布复盘报告。"),
        Example("zh", "我们承诺提供书面说明。", "我们承诺明天18:00(北京时间)前提供书面说明。"),
        Example("zh", "我们计划更换水泵。", "我们计划周五更换水泵。"),
        Example("zh", "我方会给出补充方案。", "我方会在15:30(北京时间)给出补充方案。"),
        Example("zh", "后续将提交整改报告。", "我们将继续观察。"),
        Example("zh", "我司将安排专人巡检。", "我司会议室已准备好。"),
        Example("zh", "我们会逐一回访受影响的用户。", "我们会在2小时内回访受影响的用户。"),
        Example("zh", "项目部将更换阀门。", "正在将流量切到备用库。"),
    ),
)
_COMMITMENT: Final = Words(
    _WILL
    + r" (?!(?:also |be )?(?:continu\w{1,3}|keep|remain\w{0,3}|monitor\w{0,3}|stay\w{0,3})\b|not\b|never\b|no longer\b|be (?:able|in|at|on|unable)\b|have (?:been|to)\b|see\b|need\b)"
    r"(?:also |then |now |be |therefore |of course ){0,2}\w+",
    r"(?:我们|我方|我司|我公司|本公司|我单位|公司|团队|平台|物业|工程部|技术部|客服(?:中心)?|维修组|施工方|项目部|项目组|技术组|运维组|平台组)(?:还|也|后续|接下来|下一步|随后|同时|已)?(?:将会|将|会|承诺|计划|打算|拟|准备)(?!议|继续|持续|保持|不|于|一直|密切|近|军|来|员)(?:于|在|为您|向您|对您)?[\u4e00-\u9fff]{2}",
    r"\b(?:reports?|summary|post-?mortem|review|analysis|refunds?|answer|findings) (?:will|shall) (?:be (?:published|sent|shared|provided|issued|made|given|delivered|posted)|follow)\b|\byou(?: will|'ll) (?:receive|get|hear|be (?:contacted|informed|notified|refunded|called))\b",
    r"(?:^|(?<=[,;:。\s]))(?:承诺|计划|拟)(?:给予|提供|改进|升级|更换|增加|优化|改造|检修|完成|整改|提交|补偿|安排)",
    r"(?:^|(?<=[,;:。\s]))(?:(?:后续|下一步|接下来)?将(?:会)?|(?:后续|下一步|接下来)会)(?:发布|提供|提交|完成|修复|通知|反馈|给出|补偿|赔偿|安排|组织|召开|更换|升级|优化|增加|加强|公布|更新|整改|出具|开展|退还|答复)",
)
_KINDS: Final[tuple[tuple[Words, PromiseKind], ...]] = (
    (Words(r"refund|compensat|credit|reimburs|补偿|赔偿|退还|退款|赔付"), "compensation"),
    (Words(r"\breport\b|post-?mortem|review|报告|复盘"), "report"),
    (Words(r"\banswer|reply|respond|question|答复|回复|答疑"), "answer"),
)


def no_date(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """C09: a sentence that commits us to something and names no day or time; the first commitment of each."""
    done = -1
    for match in _COMMITMENT.over(text):
        sentence = text.sentence_at(match.start())
        if sentence.start == done:
            continue
        said = lowered(text, sentence)
        if DATE.search(said) or CLOCK.search(said) or SPAN.search(said):
            continue
        done = sentence.start
        kind: PromiseKind = next((kind for pattern, kind in _KINDS if pattern.search(said)), "action")
        first, last = text.span(sentence.start, max(sentence.end, match.end()))
        fix = AddPromise("Add it to the commitments ledger", text.original[first:last], kind)
        yield text.finding(
            C09,
            match.start(),
            match.end(),
            "A commitment without a date: say by when, or take it into the ledger",
            (fix,),
        )


RULES: Final = (
    says(
        C01,
        _ABSOLUTE,
        "“{said}” promises what nobody can keep: say what was done and what it makes less likely",
        unless=_NO_PROMISE,
    ),
    TextRule(C09, no_date),
)
