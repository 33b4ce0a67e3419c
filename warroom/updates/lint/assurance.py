"""Rules of reassurance (C04, C11, C12): numbers instead of comfort, and claims that need somebody's yes."""

from collections.abc import Iterator
from typing import Final

from warroom.updates.lint.finding import Example, Finding, Ground, Rule
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.patterns import Words
from warroom.updates.lint.people import own_names
from warroom.updates.lint.table import TextRule, lowered, quoted, says

C04: Final = Rule(
    id="C04",
    severity="warn",
    title="minimising",
    why="Who is among the “only a few” reads that they don't count. A number lets everybody judge for themselves.",
    source="owner guide A, 2 (nothing hidden, nothing vague); real updates: 0 %",
    examples=(
        Example("en", "Only a few users are affected.", "12 % of users are affected."),
        Example("en", "A minor glitch affects logins.", "Logins fail for 12 % of users; the severity is minor (SEV3)."),
        Example("en", "There was a small hiccup.", "Payments failed from 14:02 to 14:20 UTC."),
        Example("en", "It is merely a display problem.", "The balance shown is old; the booking is right."),
        Example("en", "Don't worry, we are on it.", "Two engineers are restoring the database."),
        Example("en", "There is no need to worry.", "There is no need for you to do anything."),
        Example("en", "This is no big deal.", "This affects 40 orders."),
        Example("en", "Just a few orders were delayed.", "40 orders were delayed by up to 20 minutes."),
        Example("en", "A tiny number of customers saw errors.", "31 customers saw errors."),
        Example("en", "a little blip in the network", "14 minutes without network"),
        Example("zh", "仅仅影响少量业务。", "影响12%的支付。"),
        Example("zh", "只是小问题。", "影响40笔订单。"),
        Example("zh", "请放心,我们在处理。", "两名工程师正在恢复数据库。"),
        Example("zh", "问题不大。", "影响两个园区的门禁。"),
        Example("zh", "一个小故障。", "14:02至14:20(北京时间)支付失败。"),
        Example("zh", "无需担心。", "无需您操作。"),
        Example("zh", "仅个别用户受影响。", "31位用户受影响。"),
        Example("zh", "总体影响有限。", "影响范围:A区两栋楼。"),
        Example("zh", "不过是一次小波动", "一次持续14分钟的中断"),
    ),
)
_MINIMISING: Final = Words(
    r"\b(?:only|just|merely|simply)(?: (?:affect\w{0,3}|impact\w{0,3}|a matter of|involv\w{1,3}))? (?:a|an|some|very) (?:(?:very|relatively|extremely) )?(?:few|handful|small|tiny|minor|limited|little|minimal|bit|slight|short|fraction)\b(?![^.\n]{0,40}\d ?%)",
    r"\b(?:a |an |some |this |the )?(?:minor|small|tiny|little|slight|brief|temporary) (?:glitch|hiccup|blip|hitch|snag|inconvenience|bump)(?:e?s)?\b|\bslight (?:delays?|disruptions?|impact|slowdown|interruptions?)\b|\bonly some\b|\bglitch(?:es)?\b|\bhiccups?\b|\bblips?\b|\b(?:minor|small|tiny|little|trivial) (?:issue|problem|bug|matter|nuisance|setback)s?\b",
    r"\bimpact (?:is|was|remains) (?:very |rather )?(?:minimal|small|low|negligible|minor|limited(?! to))\b|\b(?:barely|hardly) (?:noticeable|affected)\b|\bsimply an?\b|\bno (?:significant|real|noticeable|major) (?:impact|effect)\b|\binsignificant\b|\ba few (?:users|customers|people|orders) only\b|\bmerely\b|\b(?:tiny|negligible|insignificant|trivial) (?:number|fraction|amount|share|part|impact|effect)s?\b|\b(?:don't|do not|please don't|no need to|needn't|nothing to|not to|never) (?:panic|worry)\b|\bno (?:reason|need|cause) (?:to|for) (?:worry|concern|alarm|panic|be (?:worried|alarmed|concerned))",
    r"\b(?:no|not a|isn't a|hardly a|not such a) big (?:deal|problem|issue)\b|\bnothing (?:serious|major|dramatic|to (?:worry|be concerned) about)\b|\bnot (?:that|so|very|too) (?:serious|bad)\b|\bno harm done\b|\bunder control\b",
    r"仅仅|只是暂时|(?:只|只不过|不过|仅)(?:是|有)(?:一个|一次|个|点|些)?(?:小|轻微|短暂|很少|少数|个别)|(?<!大)小(?:问题|故障|毛病|bug|插曲|波动|失误|意外|状况|瑕疵)|(?:敬请|请|您|大家|可以|尽可|尽管)(?:您|大家)?(?:可以)?放心|一个小小的|(?:基本|几乎)(?:上)?(?:没有|无|不)(?:什么)?影响|(?:请)?(?:不必|无需|无须|不用|不要|勿|别|毋需)(?:太|过于|过分)?(?:担心|惊慌|恐慌|担忧|紧张|焦虑|在意)",
    r"问题(?:并)?不(?:大|严重)|没什么(?:大|问题)|没有(?:什么)?大(?:碍|问题)|无大碍|无伤大雅|影响(?:面|范围)?(?:并)?(?:不大|较小|很小|有限|轻微|甚微|极小|不严重)|微不足道|微乎其微|(?:仅|只有|只是|只影响|仅影响|仅有)?(?:极)?(?:个别|少数|(?<=仅有)少量)(?:的)?(?:用户|客户|业主|请求|订单|人员|商户|设备)(?![^。\n]{0,12}\d)|极少(?:数|量)|轻微(?:影响|故障|波动|异常)|不值一提|大惊小怪",
)

C11: Final = Rule(
    id="C11",
    severity="warn",
    title="legal words",
    why="Liability, compensation and breach are decided by who may bind the company: the update then needs that approver. Regret and responsibility need nobody's leave.",
    source="owner guide A, 4 (compensation); PagerDuty: legal review in the business response",
    examples=(
        Example("en", "We are liable for the damage.", "We are responsible for the service."),
        Example("en", "This was negligence.", "The check did not stop the change."),
        Example("en", "This is a breach of contract.", "The service was away for 87 minutes."),
        Example("en", "We will compensate you.", "We will come back to you on this by 30 Nov."),
        Example("en", "You get a refund.", "The refund page is slow."),
        Example("en", "Service credits will be issued.", "Credit card payments fail."),
        Example("en", "We will pay damages.", "The lightning damaged a pump."),
        Example("en", "We waive the penalty.", "We answer by 15:30 UTC."),
        Example("en", "We admit fault.", "The fault is in the second pump."),
        Example("zh", "我们将赔偿您的损失。", "我们将于11月30日前就后续方案答复您。"),
        Example("zh", "这构成违约。", "服务中断了87分钟。"),
        Example("zh", "我方承担全责。", "我方承担责任并向您道歉。"),
        Example("zh", "系我方过失。", "这是我们的责任。"),
        Example("zh", "为您办理退款。", "退款功能暂不可用。"),
        Example("zh", "按合同支付违约金。", "按合同约定的时限通报。"),
        Example("zh", "将给予补偿。", "将给予书面答复(11月30日前)。"),
        Example("zh", "保留追究法律责任的权利。", "联系人:王工。"),
    ),
)
_LEGAL: Final = Words(
    r"\bliab(?:le|ility|ilities)\b|\bnegligen(?:t|ce|tly)\b|\bbreach(?:es|ed|ing)?\b|\bcompensat(?:e|es|ed|ing|ion)\b|\breimburs\w{1,6}\b|\bindemni\w{1,8}\b|\b(?:lawsuits?|litigation|legal action|sue|sued|in court)\b|\b(?:at fault|admit\w{0,3} (?:fault|guilt|liability))\b|\bwaiv(?:e|es|ed|er|ing)\b|\bpenalt(?:y|ies)\b|\b(?:contractual|statutory) (?:obligation|duty|right|claim)s?\b|\bdamages\b(?! (?:to|the|a|an|our|your)\b)|\bcover (?:your|the|any) (?:loss|losses|damage|costs)\b|\b(?:contract|contractual) violation\b|\bguilty\b|\bwarranty claim",
    r"\brefund(?:s|ed|ing)?\b(?! (?:pages?|apis?|requests?|flows?|process\w{0,3}|features?|endpoints?|service|jobs?|buttons?|status|emails?|screen|function|queue)\b)|\b(?:service|sla|account|billing|usage) credits?\b|\bcredits\b(?! (?:page|screen))|\bbe credited\b|\bcredit (?:you|your account|your invoice|the affected)\b|\bgoodwill (?:payment|gesture)\b",
    r"赔偿|赔付|索赔|理赔|追偿|违约|全责|(?:承担|负)(?:全部|一切|主要|连带|法律|次要)(?:的)?责任|法律责任|过失|(?<!自动)退款(?!功能|接口|服务|页面|流程|失败|请求|订单|延迟|按钮|操作|系统|状态|通道)|退费|补偿(?!机制|任务|事务|逻辑|器|装置|电容|柜)|经济损失|损失由|诉讼|起诉|仲裁|侵权|免责|减免(?:费用|服务费)?|罚款|代金券|服务抵扣",
)

C12: Final = Rule(
    id="C12",
    severity="warn",
    title="data-safety claim",
    why="“No data was lost” is believed, passed on, and hard to take back. It needs a recorded fact behind it; until then say what is checked, and by when.",
    source="sentivel: “do not promise data is safe”; real updates: 0.2 %",
    examples=(
        Example("zh", "数据均未丢失", "正在核查,16:00前答复"),
        Example("en", "No data was lost.", "We are checking whether data was lost and answer by 16:00 UTC."),
        Example("en", "Your data is safe.", "We cannot yet say that your data is safe."),
        Example("en", "No customer data has been compromised.", "Whether data was read is not known yet."),
        Example("en", "There was no data loss.", "We are verifying that there was no data loss."),
        Example("en", "All orders remain intact.", "All orders of today are listed below."),
        Example("en", "Data was not affected.", "Data exports are affected."),
        Example("en", "We did not lose any data.", "We lost the connection to one site."),
        Example("en", "No personal information was leaked.", "The data team answers by 16:00 UTC."),
        Example("en", "The records are fully protected.", "The records are being compared with the backup."),
        Example("zh", "您的数据是安全的。", "数据安全:正在核查,16:00(北京时间)前答复。"),
        Example("zh", "数据没有泄露。", "正在核实数据是否泄露。"),
        Example("zh", "未造成数据丢失。", "数据有无丢失尚在核查。"),
        Example("zh", "所有数据完好无损。", "所有数据将与备份逐条比对(11月25日前)。"),
        Example("zh", "用户数据未受影响。", "用户登录受影响。"),
        Example("zh", "不存在数据泄漏", "数据安全团队已参与排查"),
        Example("zh", "没有任何订单丢失。", "214笔订单重复扣款。"),
    ),
)
_KEPT: Final = r"(?:data|orders?|records?|information|files?|messages?|transactions?|credentials|passwords?|backups?|deliveries|payments?|bookings?|photos?|documents?)"
_HARMED: Final = r"(?:lost|leaked|exposed|compromised|affected|accessed|deleted|corrupted|stolen|impacted|at risk|damaged|missing|breached|altered)"
_ITEMS: Final = r"(?:数据|订单|信息|资料|文件|记录|交易|密码|隐私|备份|档案|账目)"
_WHOLE: Final = r"(?:丢失|泄露|泄漏|外泄|损坏|受损|损失|受(?:到)?(?:任何)?影响|篡改|丢|遗失|被盗|缺失)"
_SAFE: Final = Words(
    rf"\bno (?:\w{{2,14}} ){{0,3}}?{_KEPT} (?:was|were|has been|have been|is|are|will be|got) (?:\w{{2,12}} )?{_HARMED}\b|\bnone of (?:the|your|our) (?:\w{{2,14}} )?{_KEPT} (?:was|were|is|are|has been|have been) {_HARMED}\b",
    rf"\b{_KEPT} (?:is|are|was|were|remains?|remained|stays?|stayed|has been|have been|will be)(?: (?:all|completely|fully|entirely|perfectly|still|and remains?|kept|always|100 ?%))? (?:safe|secure|intact|protected|unaffected|unharmed|untouched|uncompromised|complete)\b",
    rf"\b{_KEPT} (?:was|were|is|are|has|have)(?: not|n't)(?: been)? {_HARMED}\b|\bno (?:\w{{2,14}} )?(?:data|message|order|record|transaction) (?:loss|leak|leakage|exposure|breach|corruption)\b|\bwithout (?:any )?(?:data )?(?:loss of data|data loss)\b|\bno loss of (?:any )?(?:\w{{2,12}} )?{_KEPT}\b",
    rf"\bnothing (?:was|has been|is) (?:lost|leaked|exposed|stolen)\b|\bdata integrity (?:was|is|has been)(?: not|n't)(?: been)? (?:affected|compromised|impacted)\b|\b(?:did not|didn't|have not|haven't|has not) (?:lose|lost|leak|leaked|expose|exposed|affect|affected|corrupt) (?:any |your |the |customer |user )*{_KEPT}\b",
    rf"{_ITEMS}(?:[^。!?;,\n]{{0,8}}?)(?:未(?:曾|有|发生|出现)?|没有|没|无|不会|并未|并没有|不存在|零)(?:发生|出现|造成|被)?(?:任何)?{_WHOLE}",
    rf"(?:未|没有|并未|不会|不)影响(?:到)?(?:任何)?(?:用户|客户|业主|您的)?(?:的)?{_ITEMS}",
    rf"(?:未|没有|无|不会|并未|不存在|未曾|不涉及)(?:发生|造成|出现|导致|发现)?(?:任何)?(?:用户|客户|业主|业务|个人|敏感|的|核心)?{_ITEMS}(?:的)?{_WHOLE}",
    rf"{_ITEMS}(?:都|均|全部|全|仍|依然|一直)?(?:是|很|非常|绝对|完全|目前|得到|保持)?(?:安全(?:的|无虞|无忧|有保障)?(?=[。!,;\s]|$|的(?:[。!,]|$))|完好(?:无损)?|无损|无恙|完整(?:无缺|无误)?(?=[。!,;\s]|$))",
)
_CHECKING: Final = Words(
    r"\b(?:check(?:ing)?|verify(?:ing)?|confirming|to confirm|whether|cannot|can't|not yet|unknown|investigat(?:e|ing)|making sure|make sure|ensur(?:e|ing)|if (?:any|your))\b",
    r"核查|核实|确认中|正在|是否|尚|排查|评估|有无|待确认|不能|无法|确保",
)


def data_safety(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """C12: a claim that data is safe while no recorded fact says so."""
    if ground.data_safety_evidence:
        return
    for match in _SAFE.over(text):
        if not _CHECKING.search(lowered(text, text.sentence_at(match.start()))):
            said = quoted(text, match)
            message = f"“{said}” needs a recorded fact behind it: record it, or say what is checked and by when"
            yield text.finding(C12, match.start(), match.end(), message)


_LEGAL_WORDS: Final = says(C11, _LEGAL, "“{said}” binds the company: who approves for legal matters must see it")


def legal(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """C11; no word of the reader's own name is one (the clients of a court, of an office for compensation)."""
    mine = [text.span(*one) for one in own_names(text, ground)]
    for one in _LEGAL_WORDS.look(text, ground):
        if not any(start <= one.start and one.end <= end for start, end in mine):
            yield one


RULES: Final = (
    says(C04, _MINIMISING, "“{said}” makes it small: give the number, or say when it will be known"),
    TextRule(C11, legal),
    TextRule(C12, data_safety),
)
