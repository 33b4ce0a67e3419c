"""Rules of what is known (C02, C03): a cause is a fact only when it is confirmed, and a doubt is said once."""

from collections.abc import Iterator
from typing import Final

from warroom.updates.lint.finding import Example, Finding, Fix, Ground, Replace, Rule
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.patterns import IN, Words
from warroom.updates.lint.table import TextRule, lowered, quoted

C02: Final = Rule(
    id="C02",
    severity="block",
    title="speculation as fact",
    why="A cause that must be taken back costs more trust than one not yet known: a real provider changed its published cause "
    "three times. Fires unless the room's cause is confirmed.",
    source="PagerDuty: “never guess”; Aliyun Hong Kong 2015; ungated 11.4 % of real updates, nearly all final summaries",
    examples=(
        Example("zh", "由于磁盘写满导致", "初步判断是磁盘写满,15:30前确认"),
        Example("en", "The outage was caused by a full disk.", "We suspect a full disk and will confirm by 15:30 UTC."),
        Example(
            "en", "Logins fail due to a bad certificate.", "Logins may fail due to a bad certificate; we are checking."
        ),
        Example("en", "The root cause is a network fault.", "We are investigating the root cause."),
        Example("en", "Cause: disk full", "Cause: not yet known"),
        Example("en", "This was triggered by a deployment.", "This appears to have been triggered by a deployment."),
        Example("en", "Payments fail because of a broken switch.", "Payments fail; the cause is not known yet."),
        Example(
            "en", "A configuration change caused the errors.", "A configuration change possibly caused the errors."
        ),
        Example(
            "en", "Errors rose as a result of an overload.", "We are investigating whether an overload is the cause."
        ),
        Example("en", "The delay stems from a slow query.", "The delay likely stems from a slow query."),
        Example(
            "en", "Our investigation found the root cause was a bug.", "Our investigation of the root cause goes on."
        ),
        Example(
            "en",
            "The failure resulted from a power cut.",
            "A preliminary finding: the failure resulted from a power cut.",
        ),
        Example("en", "We have traced it to a faulty router.", "Work on the line is due to start at 15:30 UTC."),
        Example("zh", "本次故障的原因是网络抖动。", "原因尚未确定,正在排查数据库与网络两条线索"),
        Example("zh", "故障原因:数据库主机宕机", "故障原因:待确认"),
        Example("zh", "原因为配置错误。", "疑似原因为配置错误,16:00(北京时间)前确认。"),
        Example("zh", "因变更引起登录失败。", "可能因变更引起登录失败。"),
        Example("zh", "登录失败是由证书过期造成的。", "正在核查登录失败是否由证书过期造成。"),
        Example("zh", "经排查,根因为内存不足。", "正在排查根因。"),
        Example("zh", "此次停电系电缆老化所致。", "此次停电初步判断系电缆老化所致。"),
        Example("zh", "由于网络故障,部分支付失败。", "部分支付失败,原因正在调查。"),
        Example("zh", "故障源于一次升级。", "故障疑似源于一次升级。"),
    ),
)
_SUBJECT: Final = (
    r"\b(?:change|changes|deploy\w{0,6}|release|update|upgrade|bug|defect|failure|fault|misconfiguration|configuration|migration|"
    r"overload|surge|spike|query|queries|leak|disk|certificate|cable|pump|valve|switch|router|power cut|script|job|error in \w{1,20})"
)
_HARM: Final = r"(?:fail\w{0,4}|down|outage|errors?|slow\w{0,2}|unavailable|incident|delay\w{0,2}|happened|occurred|interrupt\w{0,3}|lost|stopped|unable)"
_THING: Final = r"(?:a|an|the|our|its|it|one|some|two)"
_CAUSAL: Final = Words(
    r"\b(?:is|was|were|are|been|being|incident|issue|outage|delays?|errors?|and) caused by\b|\bcaused by\b",
    r"\bdue to\b(?! (?:be\b|start|begin|end\b|finish|complete|go\b|run\b|take|resume|expire|close|return|arrive|the (?:scheduled|planned|nature)|scheduled|planned))",
    r"\bbecause of\b|\bowing to\b|\b(?:is|was) the result of\b|(?<!we are )(?<!we are fully )(?<!we remain )(?<!we feel )(?<!are also )\bresponsible for (?:the|this|these) (?:\w{1,12} )?(?:outage|incident|failure|errors?|delays?|problem|issue|disruption)\b|\b(?:is|was|are|were) the (?:\w{1,12} )?cause\b|\bas a (?:direct )?result of\b|\b(?:resulted|resulting|results) from\b|\btriggered by\b|\battribut\w{1,4} to\b|\b(?:stems?|stemmed|stemming) from\b|\boriginat\w{2,4} (?:from|in|with)\b",
    r"\btraced (?:it |this |the \w{1,20} )?(?:back )?to\b|\b(?:root )?causes? (?:(?:is|was|were)(?=\s\S)|has been (?:identified|found|determined|confirmed) (?:as|to be))\b(?! (?:the )?(?:not|un|being|under|still|yet|what|investigat))",
    r"\b(?:root )?cause ?: ?(?=\w)(?!not|un|to be|tbd|tbc|still|being|under|investigat|n/a)|\b(?:source|origin) of (?:the|this) (?:\w{1,12} )?(?:problem|issue|failure|outage|errors?|fault) (?:is|was)\b|\bcause has been (?:identified|found|confirmed|established):|(?<!what )\bcaused (?:it|this|the (?:outage|incident|failure|errors?|problem|delay|interruption))\b|\bthe (?:culprit|reason) (?:is|was)\b|\b(?:identified|found|determined|confirmed) (?:the|a) (?:root )?cause(?: as\b| to be\b|:)",
    rf"\b{_HARM}\b{IN}{{0,40}}?\bbecause {_THING}\b|\bbecause {_THING}\b{IN}{{0,50}}?\b{_HARM}\b",
    rf"{_SUBJECT}(?: (?:that )?(?:has |have |had )?)(?:caused|triggered|led to|resulted in|broke|brought down)\b",
    r"由于[^。!?;\n]{1,50}?(?:导致|造成|引起|引发|致使|使得|所致|,(?![^。!?\n]{0,30}歉))|(?<![原起成诱病])因(?!此|而|素|为|[^。!?\n]{0,6}(?:您|贵))[^。,!?;\n]{1,30}?(?:导致|造成|引起|引发|所致)",
    r"(?:根因|根本原因|直接原因|主要原因|故障原因|事故原因|中断原因|原因)(?:已查明|已定位|已确认|已找到)?,?(?:就)?(?:是|为|:|在于|系(?!统))(?!什么|何|否)|(?:起因|主因|诱因)(?:是|为|于)|源于|归因于|根源(?:是|在于)",
    r"(?<![经理自缘])由(?!此|于|我)[^。,!?;\n]{1,24}?(?:导致|引起|造成|引发|所致|触发)(?!的不便)|(?<![联关体派])系(?!统|列|数)[^。,!?;\n]{1,24}?(?:引起|引发|导致|造成)|因为[^。,!?;\n您]{2,30},|是因为(?=[^您我])|(?<![原起成诱病])因(?!此|而|素|为|计划|例行|检修|维护)[^。,!?;\n您贵我]{2,20},[^。!?\n]{0,16}?(?:无法|失败|中断|异常|不可用|停)"
    r"|(?:写满|过期|断电|停电|耗尽|溢出|缺陷|bug|配置错误|变更|升级|发布|断裂|老化|雷击|过载|泄漏|宕机|磁盘故障|数据库故障|网络故障|硬件故障|电源故障|光缆中断)[^。,!?;\n]{0,6}?(?:导致|造成|引起|引发)",
    r"(?:是|系|均)由[^。,!?;\n]{1,30}?(?:导致|引起|造成|引发|所致|触发)|(?:系|乃)[^。,!?;\n]{1,24}?所致|(?:导致|造成|引起|引发)(?:了)?(?:本次|此次|该次|这次)",
)
_HEDGED: Final = Words(
    r"\b(?:suspect\w{0,3}|suspicion|preliminar\w{1,3}|may|might|could(?! not|n't)|appears?|appeared|appearing|seems?|seemed|likely|(?<!soon as )(?<!quickly as )(?<!fast as )possib\w{1,5}|probabl[ey]|perhaps|maybe|potential\w{0,2}|apparently|presum\w{1,5}|hypothes\w{1,4}|theory)\b",
    r"\b(?:we|i) (?:now |currently )?(?:believe|think|assume)\b|\bbelieved\b|\bpoint(?:s|ing)? (?:to|towards?)\b|\b(?:indicat\w{1,5}|suggest\w{0,3})\b|\blooks? (?:like|as)\b|\binitial (?:analysis|findings?|assessment|review|view|indication)\w{0,2}\b",
    r"\b(?:not|n't|never|yet to be|to be|un|await\w{0,3}|needs?|pending) ?(?:yet |been |fully |final\w{0,2} )?(?:confirm\w{0,5}|known|clear|determined|verified|established|identified|certain|sure)\b|\b(?:unconfirmed|unknown|unclear|uncertain)\b|\bunder investigation\b|\bworking (?:theory|assumption|hypothesis)\b",
    r"初步|疑似|可能|(?:尚|暂|还)(?:未|没|没有)(?:最终|完全)?(?:确认|确定|查明|明确|证实|定位|得出|找到|核实|掌握|有结论)|尚不|怀疑|推测|估计|或许|也许|大概|似乎|看起来|看似|未确认|未最终确认|待确认|待查|待核实|未知|不明|未明|不详|有待|倾向于|猜测|暂无法|是否|待定|或因|或系|或为",
)
_LOOKING: Final = Words(
    r"(?<!after )(?<!upon )(?<!upon further )(?<!after further )(?<!following )(?<!after an )(?<!after our )\binvestigat(?:e|es|ing|ion)\b(?! (?:has |have )?(?:found|finds|show\w{0,2}|reveal\w{0,2}|determined|confirmed|identified|conclud\w{1,3}|established|is (?:complete|over|done)))",
    r"\blook(?:ing|ed)? (?:into|at|for)\b|\bexamin(?:e|ing)\b|\banaly[sz](?:e|ing)\b|\b(?:to|are|is) (?:determin|identify|find|confirm|establish|verify|understand)\w{0,4}\b|\bdetermining\b|\bchecking\b|\bwe (?:will |now |also )?check\b|\bwhether\b|\bdiagnos(?:e|ing)\b",
    r"(?<![经过])(?:排查|调查|核查|核实|分析|查找|追查|定位|研判|诊断)(?!后|发现|确认|结果|表明|得知|结论|报告|显示|,|到|出|了|完)(?:中|原因|根因|具体)?|正在(?:进一步|全力|抓紧|逐一|加紧)?(?:查|了解|确认|判断|比对|追踪|检查|复盘|寻找)|(?:查|确认|判断|了解)(?:其|具体|根本|故障)?(?:的)?(?:原因|根因)|确认中|排查中|调查中|核实中|分析中",
)


def cause_as_fact(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """C02: a sentence that names a cause without a doubt, while the cause is not confirmed; the first of each sentence."""
    if ground.cause == "confirmed":
        return
    done = -1
    for match in _CAUSAL.over(text):
        sentence = text.sentence_at(match.start())
        said = lowered(text, sentence)
        if sentence.start == done or _HEDGED.search(said) or _LOOKING.search(said):
            continue
        done = sentence.start
        yield text.finding(
            C02,
            match.start(),
            match.end(),
            f"“{quoted(text, match)}” states a cause as a fact: say that it is suspected, or confirm it in the room first",
            _as_suspected(text, match.start(), match[0]),
        )


def _as_suspected(text: Prepared, start: int, said: str) -> tuple[Fix, ...]:
    """The fix that says it is not confirmed, where a word put before the marker does so."""
    word = ""
    if said[0] > "\u2e7f":
        word = "初步判断"
    elif said.startswith(("due to", "because of", "caused by", "triggered by", "as a ", "attribut")):
        word = "probably "
    elif said.startswith(("root cause", "cause")):
        word = "suspected "
    place = text.span(start, start)[0]
    return (Replace(f"Say that it is not confirmed: {word.strip()}", place, place, word),) if word else ()


C03: Final = Rule(
    id="C03",
    severity="hint",
    title="stacked hedges",
    why="One “may” is honest, three read as hiding. Say what is known, what is not, and when it will be.",
    source="catalogue C03: three hedges or more in a sentence",
    examples=(
        Example("en", "It may possibly appear to affect some users.", "It may affect some users."),
        Example("en", "This could perhaps be a likely cause.", "This is the likely cause."),
        Example("en", "We believe it might potentially recur.", "We believe it might recur."),
        Example("en", "It seems that there is probably a possible link.", "There is probably a link."),
        Example("en", "Maybe it could be, apparently, the network.", "It could be the network."),
        Example("zh", "可能大概似乎是网络问题。", "可能是网络问题。"),
        Example("zh", "初步怀疑可能与变更有关。", "初步判断与变更有关。"),
        Example("zh", "估计也许会有影响,或许更久。", "估计会有影响。"),
        Example("zh", "疑似可能为电缆问题,推测如此。", "疑似电缆问题,16:00(北京时间)前确认。"),
    ),
)
_HEDGE: Final = Words(
    r"\b(?:may|might|could|possibl[ey]|possibility|perhaps|maybe|appear(?:s|ed|ing)?|seem(?:s|ed|ingly)?|(?:un)?likely|probabl[ey]|potential(?:ly)?|suspect(?:ed)?|apparently|presumably|somewhat|arguably|believe|we think|sort of|kind of)\b",
    r"可能|也许|或许|大概|似乎|疑似|好像|估计|推测|怀疑|初步|看起来|应该是|猜测|貌似|大约可能",
)
_STACK: Final = 3


def stacked_hedges(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """C03: three hedges or more in one sentence, from the first to the last."""
    if sum(1 for _ in _HEDGE.over(text)) < _STACK:
        return
    for sentence in text.sentences:
        found = list(_HEDGE.over(text, sentence.start, sentence.end))
        if len(found) >= _STACK:
            message = f"{len(found)} hedges in one sentence: say what is known, what isn't, and when it will be"
            yield text.finding(C03, found[0].start(), found[-1].end(), message)


RULES: Final = (TextRule(C02, cause_as_fact), TextRule(C03, stacked_hedges))
