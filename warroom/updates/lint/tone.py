"""Rules of tone (P05 to P09, P11): calm, plain, and an apology that is one."""

import re
from collections.abc import Iterator
from typing import Final

from warroom.updates.lint.finding import Example, Finding, Fix, Ground, Replace, Rule
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.patterns import IN, Words
from warroom.updates.lint.table import TextRule, quoted, says

P05: Final = Rule(
    id="P05",
    severity="hint",
    title="capitals",
    why="Capitals shout. What matters goes first, not louder.",
    source="plain language guides; owner guide B, 6",
    examples=(
        Example("en", "PLEASE DO NOT restart the server.", "Please do not restart the server."),
        Example("en", "The service is DOWN.", "The service is down (UTC times below)."),
        Example("en", "IMPORTANT: sign in again.", "Important: sign in again."),
        Example("en", "This is NOT a drill.", "This is not a drill."),
        Example("en", "WE ARE INVESTIGATING.", "We are investigating INC-42."),
        Example("zh", "请注意:URGENT!", "请注意:紧急。"),
        Example("en", "You MUST sign in again.", "Please sign in again; see the FAQ as a PDF."),
    ),
)
_SHOUTED: Final = re.compile(
    r"(?<![\w/\-.@#&])(?:[A-Z]{2,}(?:'[A-Z]{1,2})?(?:[ ,]{1,2}[A-Z]{2,}(?:'[A-Z]{1,2})?){2,40}|[A-Z]{2,}[ ,]{1,2}[A-Z]{5,}|[A-Z]{5,}[ ,]{1,2}[A-Z]{2,}|[A-Z]{9,}"
    r"|(?:NOT|MUST|NEVER|ALWAYS|PLEASE|DOWN|URGENT|NOW|STOP|VERY|WARNING|ALERT|CRITICAL|FIXED|IMPORTANT|ALL|ATTENTION|CAUTION|NOTICE|RESOLVED|IMMEDIATELY|UPDATE|ONLY|BROKEN|EVERYTHING|DANGER|NO|AND|DO))(?![\w\-@#]|\.\w)",
    re.ASCII,
)


def capitals(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """P05: words in capitals that are no acronyms."""
    for match in _SHOUTED.finditer(text.prose):
        said = match[0]
        place = text.span(*match.span())
        fix = Replace("In small letters", *place, said.lower())
        yield text.finding(P05, *match.span(), f"“{quoted(text, match)}” shouts: write it in small letters", (fix,))


P06: Final = Rule(
    id="P06",
    severity="hint",
    title="exclamation, emoji, chat tone",
    why="An owner who loses money by the minute reads cheer as not taking it seriously.",
    source="owner guide B, 6 and 9",
    examples=(
        Example("en", "We are back!!", "We are back."),
        Example("en", "Fixed 🎉", "Fixed at 15:30 UTC."),
        Example("en", "Oops, our database is gone.", "Our database does not answer."),
        Example("en", "Really?!", "Is it so? Yes."),
        Example("en", "All good now :-)", "All orders are booked: see the list (3 pages)."),
        Example("en", "✅ restored", "restored"),
        Example("zh", "已恢复!!", "已恢复!"),
        Example("zh", "亲~请稍等", "请等待至15:30(北京时间)"),
        Example("zh", "亲,服务好了哦", "服务已恢复"),
        Example("zh", "马上好啦!", "15:30(北京时间)前恢复。"),
        Example("zh", "已修复😀", "已修复,14:00~15:00(北京时间)观察。"),
        Example("zh", "谢谢大家~", "谢谢。"),
    ),
)
_EMOJI: Final = "\U0001f300-\U0001faff\u2600-\u26ff\u2705\u2728\u274c\u274e\u2753-\u2757\u2764\u2b50\u2b55\u23f0-\u23f3"
_CHEER: Final = Words(
    rf"!{{2,}}|!\?|\?!|\?{{2,}}|[{_EMOJI}\U0001f1e6-\U0001f1ff][\ufe0f\u200d{_EMOJI}]{{0,8}}",
    r"[:;]-?[)(dp](?<![\w:][:;][)(dp])(?<![\w:][:;]-[)(dp])(?![\w)])|\b(?:oops|whoops|yay|yikes|lol|haha+|phew|hooray|uh-oh|hey (?:guys|folks|all|everyone|there)|folks|guys)\b",
    r"(?<![父母双探乡省])亲(?=[~,!:])|亲爱的|亲们|(?<![父母双探乡省])亲(?=[。!~,\s]|$)|(?<=[\u4e00-\u9fff])~(?![\d\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[哦噢啦哟喔呦嘻哈](?=[,。!~\s]|$)|么么|哈哈|小伙伴|宝宝们|家人们",
)


def cheer(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """P06: two exclamation marks, an emoji, or the tone of a chat."""
    for match in _CHEER.over(text):
        yield text.finding(
            P06, *match.span(), f"“{quoted(text, match)}” does not suit what the reader lives through: leave it out"
        )


P07: Final = Rule(
    id="P07",
    severity="warn",
    title="non-apology",
    why="“Sorry if” doubts that anything happened. What works: say what we did wrong, and what we offer to repair it.",
    source="Lewicki, Polin and Lount 2016: responsibility first, then repair; real updates: 0 %",
    examples=(
        Example("zh", "如有不便,敬请谅解", "我们为今天上午12%的支付失败向您道歉"),
        Example("en", "Sorry for any inconvenience.", "We are sorry that 12 % of your payments failed this morning."),
        Example("en", "We apologize if this affected you.", "We apologize for the 87 minutes without service."),
        Example("en", "Mistakes were made.", "We did not test the change."),
        Example(
            "en",
            "We regret any disruption this may have caused.",
            "We regret the failed payments and will refund the fees by Friday.",
        ),
        Example(
            "en",
            "Apologies for the inconvenience this may have caused.",
            "We apologise to the 214 customers charged twice.",
        ),
        Example("en", "We are sorry that you feel this way.", "We are sorry that we answered late."),
        Example("en", "Sorry, but these things happen.", "We are responsible for this, and we are sorry."),
        Example("zh", "不便之处,请多包涵。", "给您造成了两小时停业,我们郑重道歉。"),
        Example("zh", "给您带来的不便敬请谅解。", "我们为两次断电向您道歉。"),
        Example("zh", "如果给您造成了影响,我们深表歉意。", "给您造成了影响,我们深表歉意。"),
        Example("zh", "若有打扰,还望见谅。", "我们为深夜来电致歉。"),
    ),
)
_EXCUSE: Final = Words(
    rf"\b(?:sorry|apologi[sz]e|apologi[sz]ing|apologies|regret)\b{IN}{{0,40}}?\b(?:if|any)\b(?! (?:of|longer))|\bany inconveniences?\b|\binconveniences?\b{IN}{{0,20}}\b(?:may|might|could)\b|\bmistakes? (?:were|was|have been|has been|may have been) made\b",
    r"\b(?:sorry|regret) (?:that )?(?:you|some|anyone)(?: may| might)?(?: have)? (?:feel|felt|think|thought|were offended|perceive\w?)\b|\bsorry,? but\b|\b(?:bear with us|thank you for your (?:patience|understanding))\b|\b(?:appreciate|ask for|count on) your (?:patience|understanding)\b|\bexcuse (?:any|the) (?:inconvenience|delay)",
    r"(?:如果|如|若|倘若)[^。,!?\n]{0,10}不便|可能(?:造成|带来|给您)[^。,\n]{0,8}不便|如有(?:任何)?(?:不便|打扰|影响|困扰|疑虑)(?=[^。\n]{0,14}(?:谅|歉|包涵|海涵|理解)|[,。!]|$)|(?:敬请|请|望|还望|恳请|尚祈|烦请|还请)(?:您|大家|各位|贵方|予以|多多|多)?(?:谅解|见谅|理解(?!以下|为|上)|包涵|海涵|体谅|原谅)|不便之处|任何不便",
    r"(?:如果|如|若|倘若|假如|要是)[^。,!?\n]{0,16}(?:不便|困扰|影响|损失|打扰|不适)[^。!?\n]{0,14}?(?:抱歉|歉|谅解|见谅|对不起)",
)

P08: Final = Rule(
    id="P08",
    severity="hint",
    title="nobody does it",
    why="“Steps are being taken” hides who takes them. “Two engineers are restoring” is as short and says it.",
    source="plain language guides: active voice; 1.7 % of real updates",
    examples=(
        Example("en", "Steps are being taken to restore the service.", "Two engineers are restoring the service."),
        Example("en", "The issue is being investigated.", "We are investigating the issue."),
        Example("en", "It has been decided to stop the pump.", "We stopped the pump."),
        Example("en", "Measures will be taken.", "The platform team adds an alarm by 30 Nov."),
        Example("en", "The problem is currently being worked on.", "Our team works on the problem."),
        Example("en", "It was determined that the disk is full.", "We found that the disk is full."),
        Example("en", "Efforts are being made to find the fault.", "The line crew is looking for the fault."),
        Example(
            "en",
            "The matter is being looked into by nobody yet.",
            "The matter is being looked into by our network team.",
        ),
        Example("zh", "问题处理中", "两名工程师正在把流量切到备用库,预计步骤20分钟"),
        Example("zh", "故障正在排查中。", "网络组正在排查故障。"),
        Example("zh", "已安排人员处理。", "已安排两名电工到现场,16:00(北京时间)前答复。"),
        Example("zh", "正在抓紧处理。", "值班工程师正在更换阀门。"),
        Example("zh", "相关措施正在落实。", "平台组在11月30日前增加告警。"),
    ),
)
_PASSIVE: Final = Words(
    r"\b(?:steps|actions?|measures?|precautions|efforts?|work|progress|attempts?) (?:is|are|was|were|has been|have been|will be|is being|are being) (?:currently |now |already )?(?:being )?(?:taken|made|done|undertaken|carried out|put in place)\b(?! by\b)",
    r"\b(?:is|are) (?:currently |now |still |actively )?being (?:\w{1,10}ly )?(?:investigated|looked (?:at|into)|worked on|addressed|handled|examined|dealt with|reviewed|resolved|rectified|attended to|analy[sz]ed|fixed)\b(?! by (?!nobody))",
    r"\bit (?:has been|was|is|had been) (?:decided|determined|noted|noticed|observed|found|discovered|agreed|believed|felt|thought|established)\b(?! by\b)|\b(?:will|should) be (?:dealt with|looked into|taken care of|rectified)\b(?! by\b)",
    r"\b(?:errors?|mistakes?) (?:was|were|has been|have been) (?:made|introduced|committed)\b",
    r"(?:^|(?<=[,。;:\s]))正在处理(?:中)?(?=[。,!;\s]|$)|(?:问题|故障|事情|异常)(?:已|正)在?(?:被)?(?:处理|解决|调查|排查|修复|跟进)(?=[。,!;\s]|$)|(?:措施|工作)(?:已|正在|已经)(?:落实|推进|开展|进行)|已被(?:处理|修复|解决|发现|处置)|已采取措施",
    r"(?<![\u4e00-\u9fff])(?:该)?(?:问题|故障|情况|事件|异常|此事|事情|事故)(?:目前|现在|仍|已)?(?:正|正在|在|已在)?(?:加紧|抓紧|积极|紧急)?(?:被)?(?:处理|跟进|排查|解决|修复|抢修|调查|核实)(?:之)?中|(?:已|正)(?:经)?安排(?:专|相关)?(?:人员|人|专人|人手)(?:进行)?(?:处理|跟进|排查|解决|核实)",
    r"正(?:在)?(?:抓紧|加紧|积极|全力|紧急|努力)(?:进行)?(?:处理|跟进|排查|解决|修复|抢修|推进|恢复)|(?:相关|有关|各项)(?:措施|工作|事宜|问题)(?:正在|已经?|将)(?:被)?(?:落实|推进|处理|开展|进行|跟进)|(?:问题|故障)(?:将|会|已)?得到(?:了)?(?:妥善|及时|有效)?(?:处理|解决)|已采取(?:了)?(?:相应|相关|有效|必要)(?:的)?措施",
)

P09: Final = Rule(
    id="P09",
    severity="hint",
    title="filler",
    why="Words that every notice has say nothing in this one. What two people are doing says it.",
    source="plain language guides; 1.6 % of real updates",
    examples=(
        Example("zh", "高度重视,全力抢修", "两名工程师正在恢复数据库"),
        Example("en", "Rest assured that we are on it.", "Two engineers are on it."),
        Example("en", "We take this very seriously.", "Our head of operations leads the work."),
        Example("en", "In order to restore the service, we moved it.", "To restore the service, we moved it."),
        Example("en", "Please be advised that logins fail.", "Logins fail."),
        Example("en", "At this point in time payments fail.", "Payments fail."),
        Example("en", "We are working around the clock.", "Two shifts work on it until it is restored."),
        Example("en", "We value your business.", "Your orders come first: 214 are open."),
        Example("en", "We are doing our utmost.", "We move one server at a time."),
        Example("en", "Needless to say, we work hard on it.", "We replaced the pump at 14:20 UTC."),
        Example(
            "en",
            "Due to the fact that it rains, may we ask you to wait.",
            "Seriously slow pages were seen in the north.",
        ),
        Example("zh", "我们全力以赴恢复服务。", "我们正在恢复服务:已完成两步,共四步。"),
        Example("zh", "已通知相关人员。", "已通知值班电工。"),
        Example("zh", "争分夺秒加班加点。", "两班人员轮换至恢复为止。"),
        Example("zh", "我们将举一反三。", "11月30日前检查其余三台水泵。"),
        Example("zh", "密切关注进展。", "每30分钟核对一次水压。"),
        Example("zh", "进一步加强管理。", "每次变更由两人复核。"),
    ),
)
_FILLER: Final = Words(
    r"\b(?:rest|be) assured\b|\bas (?:previously|already) (?:mentioned|stated|noted)\b|\b(?:very|extremely|incredibly) seriously\b|\btakes? (?:\w{1,14} ){1,4}seriously\b|\bin order to\b|\bplease (?:be (?:advised|informed|aware)|note) that\b|\bat this (?:point in time|moment in time|juncture|present time)\b|\bas you (?:may|might) (?:know|be aware)\b|\bneedless to say\b|\bit goes without saying\b",
    r"\b(?:we )?(?:value|appreciate) (?:your (?:business|custom|loyalty|trust|feedback)|you as)\b|\bvalued (?:customers?|clients?|partners?|users?)\b|\butmost\b|\bworking (?:very |extremely )?(?:hard|diligently|tirelessly|feverishly|around the clock|round the clock|24/7|flat out)\b|\b(?:around|round) the clock\b|\bno stone unturned\b|\bdue to the fact that\b|\b(?:top|highest|utmost) priority\b|\bsatisfaction is our\b|\b(?:fully|deeply|firmly) committed\b|\bcommitted to (?:excellence|providing|quality|our customers)\b|\bdoing everything (?:we can|in our power|possible)\b",
    r"\bwe (?:fully |completely |truly )?understand (?:how|your) (?:\w{1,14} ){0,3}(?:important|frustrat\w{1,4}|critical|concerns?|inconvenient)\b|\ball hands on deck\b|\bgoing forward\b|\bworld[- ]class\b|\bfor your information\b|\bwe would like to (?:inform|take this opportunity|let you know)\b|\bit should be noted\b|\bas a matter of fact\b|\bwith immediate effect\b|\bwork hard on\b",
    r"及时响应|精干力量|加大[^。,\n]{0,4}力度|严阵以待|(?:高度|深表|深感|十分|非常)(?:重视|关注)|全力以赴|(?:相关|有关|责任)(?:人员|部门|单位|同事)|全力(?:抢修|保障|处理|修复|恢复|配合|推进|支持|排查|做好)|加班加点|争分夺秒|不遗余力|积极(?:处理|推进|配合|应对|协调|跟进|组织|响应|采取)|举一反三|认真(?:对待|落实|总结|吸取|研究)|深刻(?:反思|检讨|教训|认识)|狠抓|进一步(?:加强|完善|提升|优化|强化|提高|做好)",
    r"众所周知|严肃(?:对待|处理)|密切(?:关注|跟踪|跟进|监控)|稳步推进|切实(?:加强|做好|保障|落实|提高|履行)|竭尽全力|竭诚|千方百计|克服(?:重重)?困难|衷心|百忙之中|夜以继日|一如既往|全方位|第一时间(?:响应|启动|成立|组织)|迅速(?:响应|行动|组织|反应)|引以为戒|高标准|加大(?:力度|投入)|始终(?:坚持|把|将)|不忘初心",
)

P11: Final = Rule(
    id="P11",
    severity="hint",
    title="“outage” for what is none",
    why="An outage is when nothing works. For a part that fails, say which part and how much.",
    source="PagerDuty writing rules: no “outage” unless it is a full one; 1.5 % of real updates",
    examples=(
        Example("en", "We had an outage of payments.", "12 % of payments failed."),
        Example("en", "The outage began at 14:02 UTC.", "Logins failed from 14:02 UTC."),
        Example("en", "Outages in two regions.", "A partial outage in two regions."),
        Example("en", "Everything is down.", "The web shop is down; the app works."),
        Example("en", "A total outage of the site", "This is not an outage: pages are slow."),
        Example("zh", "系统瘫痪。", "登录不可用,其余功能正常。"),
        Example("zh", "服务全面崩溃", "12%的支付失败"),
        Example("zh", "全线中断", "两条线路中断"),
    ),
)
_OUTAGE: Final = Words(
    r"(?<!partial )(?<!no )(?<!not an )(?<!planned )(?<!power )\boutages?\b|\beverything (?:is|was|went) down\b|\b(?:completely|totally|entirely|fully) (?:down|offline|unavailable|dead)\b|\b(?:total|complete) (?:failure|collapse|blackout|breakdown)\b",
    r"瘫痪|崩溃|全面(?:宕机|中断|故障|停摆)|全线(?:中断|宕机|故障)|全部(?:宕机|瘫痪)|彻底(?:宕机|中断)",
)


def outage(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """P11: a word for a full outage while none is recorded."""
    if ground.full_outage:
        return
    for match in _OUTAGE.over(text):
        said = match[0]
        instead = {"outage": "disruption", "outages": "disruptions", "瘫痪": "部分中断"}.get(said, "")
        place = text.span(*match.span())
        fixes: tuple[Fix, ...] = (Replace(f"Say “{instead}”", *place, instead),) if instead else ()
        yield text.finding(
            P11, *match.span(), f"“{quoted(text, match)}” is when nothing works: say what fails, and how much", fixes
        )


RULES: Final = (
    TextRule(P05, capitals),
    TextRule(P06, cheer),
    says(P07, _EXCUSE, "“{said}” is no apology: say what we are sorry for, and what we do about it"),
    says(P08, _PASSIVE, "“{said}” hides who does it: say who does what"),
    says(P09, _FILLER, "“{said}” says nothing: say what is being done, or leave it out"),
    TextRule(P11, outage),
)
