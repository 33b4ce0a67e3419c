"""Rules of blame (C05, C06, C07): the owner's contract is with us, and a cause is never a person."""

from typing import Final

from warroom.updates.lint.finding import Example, Rule
from warroom.updates.lint.patterns import IN, Words
from warroom.updates.lint.table import says

C05: Final = Rule(
    id="C05",
    severity="warn",
    title="vendor blame",
    why="The owner chose us, we chose the vendor. Say what stopped and what we do about it; watching it is our job.",
    source="Statuspage: “Own the problem”; owner guide A, 4; real updates: 1.4 %",
    examples=(
        Example("en", "our vendor failed", "a service we rely on stopped; monitoring it is our job"),
        Example(
            "en", "This was caused by our cloud provider.", "One of the services we use stopped; we are moving off it."
        ),
        Example("en", "An outage at AWS broke our login.", "Our login runs on one region only; we are moving it."),
        Example(
            "en",
            "The supplier delivered late, it is their fault.",
            "We are calling two suppliers to shorten the delivery.",
        ),
        Example("en", "It is not our fault.", "It is our responsibility."),
        Example("en", "This was outside of our control.", "We had no second line; we order one on 25 Nov."),
        Example("en", "A third-party provider had an outage.", "Some third-party integrations cannot sign in."),
        Example("en", "Delays due to the contractor.", "The contractor works on the second pump until 18:00 UTC."),
        Example(
            "en",
            "The data centre lost power, which is the operator's mistake.",
            "One room lost power; the second carries the load.",
        ),
        Example("en", "This is a case of force majeure.", "The storm cut the line; a generator carries the load."),
        Example("en", "Cloudflare let us down.", "We are moving traffic to Cloudflare."),
        Example("zh", "本次故障是供应商原因。", "我们依赖的一项服务中断,监控它是我们的责任。"),
        Example("zh", "第三方服务造成登录失败。", "我们使用的一项服务不可用,正在切换到备用服务。"),
        Example("zh", "这是云厂商的失误。", "我们正与云厂商一起恢复服务。"),
        Example("zh", "这不是我们的问题。", "这是我们的责任。"),
        Example("zh", "属于不可抗力。", "暴雨致线路中断,备用发电机已供电。"),
        Example("zh", "阿里云故障导致无法登录。", "登录服务已迁移至阿里云另一可用区。"),
        Example("zh", "施工单位延误了工期。", "施工单位今日18:00(北京时间)前完成第二台水泵的安装。"),
        Example("zh", "与我方无关。", "我方负责恢复。"),
        Example("zh", "运营商出错,我们无能为力。", "已请运营商增派人员,我们每小时核对进度。"),
    ),
)
_VENDOR: Final = (
    r"(?:vendors?|suppliers?|sub-?contractors?|contractors?|manufacturers?|(?:cloud|hosting|network|internet|service|dns|cdn|payments?|"
    r"upstream|telecoms?|telephone|third[- ]party|our|hardware|infrastructure|email|sms|external|power|connectivity) providers?|"
    r"third[- ]part(?:y|ies)(?: (?:vendor|supplier|service|company|partner|software|library|component|system)s?)?|external (?:service|partner|party)|isps?|carriers?|telcos?|"
    r"aws|amazon|microsoft|oracle|our partners?|amazon web services|azure|google cloud|gcp|cloudflare|akamai|fastly|alibaba cloud|aliyun|tencent cloud|huawei cloud|"
    r"equinix|twilio|stripe|okta|data ?cent(?:er|re)s? operator|utility company|grid operator)"
)
_FAULT: Final = (
    r"(?:fail(?:ed|s|ing|ure|ures)?|faults?|(?:is|are|was|were) to blame|blame|outages?|caus(?:ed|es|ing)|broke(?:n)?|errors?|mistakes?|negligen\w{1,3}|"
    r"let (?:us|you) down|(?:is|are|was|were) responsible|(?:has|have|had) not delivered|had (?:problems|issues|trouble)|went down|misconfigur\w{1,6}|screwed|messed|did not deliver|delivered late|crashed|botched)\b"
)
_PARTY: Final = (
    r"(?:供应商|第三方|云厂商|云服务商|服务商|运营商|厂商|厂家|承包商|分包商|总包|外包(?:商|公司|团队|人员)?|施工(?:单位|方|队)|监理|设计院|合作方|合作伙伴|上游(?:厂商|供应商|服务商|单位)|"
    r"阿里云|腾讯云|华为云|百度云|电信|联通|供电局|电力公司|自来水公司|机房(?:方|服务商))"
)
_OUR_NOUN: Final = r"(?:our|us|by us|ours)"
_VENDOR_BLAME: Final = Words(
    rf"\b{_VENDOR}\b(?:'s)?(?! (?:integrations?|apps?|applications?|marketplace|portal|region)){IN}{{0,30}}?\b(?<!works around )(?<!moving off ){_FAULT}",
    rf"\b(?:outages?|failures?|faults?|errors?|mistakes?|incident|problems?|issues?) (?:at|with|by|in|from|on) (?:the |our |an? |one of our |their )?(?:\w{{1,16}} )?{_VENDOR}\b",
    rf"\b(?:due to|caused by|because of|fault of|blame|thanks to|down to) (?:the |our |an? |one of our |their )?(?:\w{{1,16}} )?{_VENDOR}\b",
    r"\bwe (?:are|were) not (?:responsible|to blame|at fault)\b",
    rf"\b(?:blame|responsibility|fault|error|problem|cause) (?:\w{{1,10}} )?(?:lies|rests|is) with (?:the |our )?(?:\w{{1,12}} )?{_VENDOR}\b|\b{_VENDOR}(?:'s)? (?:issue|problem|mistake)s?\b",
    r"\b(?:not|isn't|wasn't|never|through no) (?:\w{1,10} )?(?:our|fault of ours?|fault of our own)\b(?: (?:fault|problem|mistake|responsibility|doing|error))?(?<! our)|\bthrough no fault of our\b|\b(?:outside|beyond|out) (?:of )?our (?:\w{1,12} )?control\b|\bforce majeure\b|\bact of god\b|\b(?:their|(?:operator|provider|vendor|supplier|partner|carrier|contractor)'s) (?:fault|mistake|error|failure|responsibility)\b|\bnothing to do with us\b",
    rf"{_PARTY}(?:的|方|侧|那边|自身|一方)?[^。!?;,\n]{{0,14}}?(?:原因|造成|失误|导致|引起|引发|的?过错|的错|(?:没有?|未)按|没按|挖断|弄断|碰断|的bug|的缺陷|质量问题|的?责任|的问题|出错|出了?问题|的锅|未能|违约|延误|不力|失职|疏忽|不配合|拖延|宕机|甩锅|擅自)",
    rf"{_PARTY}(?:的|方|侧)?[^。!?;,\n]{{0,6}}?(?:故障|中断|异常|崩溃)|(?:因|由于|系|是)(?:[^。!?;,\n]{{0,6}})?{_PARTY}[^。!?;,\n]{{0,12}}?(?:所致|故障|中断|异常|问题|变更|操作)",
    rf"(?:责任|问题|原因|过错)(?:完全|全)?(?:在|出在|归)(?:于)?{_PARTY}",
    rf"责任不在我|我(?:们|方|司)也是受害|属于{_PARTY}",
    r"不是我(?:们|方|司|公司)(?:的|这边的|造成的?)?(?:问题|责任|原因|错|过错|失误)|(?:与|和|跟)我(?:们|方|司|公司)(?:并)?(?:无关|没有关系|没关系)|非我(?:方|司|们)(?:的)?(?:原因|责任|过错|问题)|不可抗力|无能为力|(?:不在|超出)(?:了)?我(?:们|方|司)(?:的)?(?:控制|可控|能控制)|我(?:们|方|司)(?:也)?无法控制",
)
_OUR_OWN: Final = Words(
    r"\b(?:our (?:job|responsibility)|we (?:are|take|remain) (?:fully )?(?:responsible|accountable|responsibility))\b|我(?:们|方)的责任(?<!不是我们的责任)(?<!不是我方的责任)"
)

C06: Final = Rule(
    id="C06",
    severity="block",
    title="person blame",
    why="An individual's action is never a root cause: the next person meets the same trap. Name the change and the check that did not stop it.",
    source="PagerDuty and Etsy on blameless reviews; Sogou 2023 as the case to avoid",
    examples=(
        Example("zh", "值班人员误删", "一次变更删除了数据表,工具未拦截"),
        Example("en", "Human error deleted the table.", "A change deleted the table; the tool did not stop it."),
        Example(
            "en",
            "An engineer accidentally deleted the database.",
            "The database was deleted by a change without a second check.",
        ),
        Example(
            "en", "The engineer forgot to renew the certificate.", "The certificate ran out; no alarm was set for it."
        ),
        Example("en", "This was an operator error.", "The change passed without a check."),
        Example(
            "en", "A technician failed to close the valve.", "The valve stayed open; the checklist does not name it."
        ),
        Example(
            "en",
            "Our administrator misconfigured the router.",
            "Two engineers are restoring the router's configuration.",
        ),
        Example("en", "A negligent employee left the door open.", "The door has no alarm; we fit one by 30 Nov."),
        Example(
            "en",
            "Someone on the team ran the wrong script.",
            "A script ran on the wrong servers; it asks for no confirmation.",
        ),
        Example("en", "The person responsible has been disciplined.", "The process now needs two people."),
        Example("en", "It was a fat-finger mistake by a developer.", "Our engineers deployed a fix at 14:20 UTC."),
        Example(
            "en", "A contractor mistakenly cut the cable.", "The cable was cut at 14:02 UTC; the plan did not show it."
        ),
        Example("zh", "本次故障系人为失误。", "本次变更未经复核即生效。"),
        Example("zh", "运维人员误操作导致数据丢失。", "工具已增加防误操作确认。"),
        Example("zh", "工程师疏忽,未更新证书。", "证书到期前没有告警。"),
        Example("zh", "相关责任人已被处分。", "整改责任人:平台组,11月30日前完成。"),
        Example("zh", "是临时工操作的。", "两名工程师正在恢复数据库。"),
        Example("zh", "值班同事忘记切换。", "切换步骤不在检查清单中。"),
        Example("zh", "施工人员违规作业。", "作业票未包含断电步骤,已补充。"),
        Example("zh", "我们将对当事人追责。", "我们将于11月30日前增加复核步骤。"),
        Example("zh", "管理员配错了网关。", "网关配置已恢复,变更须两人复核。"),
    ),
)
_PERSON: Final = (
    r"(?:engineers?|operators?|employees?|staff(?: members?)?|developers?|admin(?:istrator)?s?|technicians?|colleagues?|contractors?|interns?|"
    r"someone|somebody|team members?|member of (?:our|the) team|on-?call(?: \w{1,10})?|dbas?|workers?|persons?|individuals?|analysts?|managers?|electricians?|drivers?|trainees?|junior \w{1,12})"
)
_SLIP: Final = (
    r"(?:accidentally|mistakenly|inadvertently|wrongly|carelessly|erroneously|by (?:mistake|accident)|deleted|forgot(?:ten)?|fail(?:ed|ing) to|neglect(?:ed|ing)|"
    r"misconfigured|overlooked|made (?:a|an|the|several) (?:\w{1,10} )?(?:mistake|error)|mistyped|mis-?clicked|(?:pressed|clicked|hit|ran|pushed|chose|used|typed|entered|deployed|selected|unplugged) the wrong|did(?: not|n't) (?:follow|check|test|notice|read|close)|ignored|"
    r"dropped the \w{1,16}|(?:pushed|deployed|merged|committed) (?:a|the) (?:bad|broken|faulty|wrong)|broke (?:the )?\w{2,16}|did(?: not|n't) respond|unplugged|was (?:asleep|absent|inattentive|untrained|inexperienced)|mis-?typed|misread|bypassed|skipped|is to blame|was to blame|at fault|careless|was (?:disciplined|dismissed|fired|reprimanded))"
)
_CREW: Final = r"(?:人员|工程师|员工|同事|同学|实习生|工人|dba|管理员|操作员|技术员|值班员|值班长|司机|电工|新人|某人|小王|负责人|开发者|运维|当事人|经办人|承建人员)"
_PERSON_BLAME: Final = Words(
    r"\b(?:human|individual|operator|operational|pilot|manual|personnel|staff|engineer|admin(?:istrator)?|employee)(?:'s)? (?:error|mistake|failure|fault|negligence)s?\b(?! (?:rate|handling))",
    rf"\b(?<!secret )(?<!secrets )(?<!task )(?<!package )(?<!queue )(?<!key )(?<!password ){_PERSON}\b(?! (?:are|is|have|will|were|being|been|was (?:deleted|dropped|removed|skipped|ignored|bypassed|overlooked)|clusters?|nodes?|process\w{{0,2}}|threads?|pods?|pools?|api|console|panel|portal|tools?)\b)[^.!?。,;\n]{{0,30}}?\b{_SLIP}\b(?! (?:the |all |some )?(?:corrupt\w{{0,3}}|faulty|bad|stale|broken|old|duplicate\w{{0,1}}|temporary|invalid|outdated))",
    rf"\b{_PERSON}'s (?:mistake|error|fault|slip|oversight|negligence|carelessness)\b|\b(?:mistake|error|fault|slip|typo|carelessness|negligence|oversight)s? (?:(?:was|were|been) )?(?:made |committed |caused )?(?:by|of|from) (?:an?|our|the|one of our|one of the) (?:\w{{1,12}} )?{_PERSON}\b",
    r"\bnegligent(?:ly)?\b|\bcareless(?:ly|ness)?\b|\bsloppy\b|(?<!was )(?<!were )(?<!been )\b(?:deleted|removed|dropped|overwrote|unplugged|cut|changed|closed|stopped) (?:the|a|an|our|some) [^.,\n]{1,30} by (?:mistake|accident)\b|\bfat[- ]?finger\w{0,3}|\bdisciplin(?:ary|ed)\b|\b(?:person|people|individual|employee|engineer|developer|operator|technician|colleague|administrator|those|party)s? (?:who (?:is|was|are|were) )?responsible (?:has|have|was|were|will|is being|are being)\b|\bincompeten\w{1,3}\b|\bwas (?:fired|dismissed|reprimanded)\b|\bheld (?:personally )?(?:accountable|responsible)\b",
    r"人为(?:的)?(?:失误|错误|原因|疏忽|误操作|过失|因素|责任|操作失误)|(?<!防)(?<!防止)(?<!避免)(?<!防范)(?<!拦截)(?<!降低)(?<!减少)误操作(?!防|拦截|确认|保护|风险|概率)|临时工|疏忽(?:大意)?|处分(?!权|财产)|追责|问责|追究[^。,\n]{0,12}责任|玩忽职守|粗心|马虎|失职|渎职|责任心不|麻痹大意|通报批评|(?:已|被|予以)(?:辞退|开除|处罚)|(?:进行|给予)(?:了)?处罚|责任人(?:已)?(?:被|受到)|停职|降职|(?:处理|惩处|处罚|严惩)[^。,\n]{0,6}(?:责任人|当事人|相关人员)|操作失误|手误|误删(?!除?(?:保护|防护|恢复))",
    rf"{_CREW}[^。!?;\n]{{0,12}}?(?:误(?!差|报|码)|不小心|睡岗|脱岗|离岗|写错|按错|没有?检查|失误|忘记|忘了|漏(?!洞|水|电|斗|油)|未按(?!时间)|没按|违规|违反|违章|擅自|大意|遗忘|操作不当|删错|配错|搞错|弄错|接错|关错|输错|填错|点错|失误|责任心|处理不当|未及时(?!收到))",
)

C07: Final = Rule(
    id="C07",
    severity="block",
    title="client blame",
    why="The owner asks for help, not for a verdict. What they did belongs, if anywhere, into a talk, never into an update.",
    source="owner guide A, 4 and B, 6",
    examples=(
        Example("en", "you should have updated the client", "please update the client; we help at 15:30 UTC"),
        Example(
            "en",
            "Your team failed to renew the certificate.",
            "The certificate ran out on 20 Nov; we renew it together today.",
        ),
        Example("en", "As we told you, the disk was full.", "The disk was full on 20 Nov."),
        Example("en", "The outage is on your side.", "The link between our networks is down; we test our side now."),
        Example(
            "en", "You did not follow the instructions.", "Step 3 of the instructions was unclear; here it is again."
        ),
        Example("en", "This is your own mistake.", "You should have received our notice at 14:10 UTC."),
        Example("en", "It was a user error.", "If you failed to complete a payment, please try again after 16:00 UTC."),
        Example(
            "en",
            "Your administrators misconfigured the firewall.",
            "A firewall rule blocks the service; we send the change.",
        ),
        Example("en", "You ignored our warnings.", "No action is needed from you."),
        Example("en", "You ought to have tested the upgrade.", "We test the upgrade with you on 25 Nov."),
        Example("en", "The problem was caused by your staff.", "Please ask your staff to sign in again."),
        Example("zh", "由于贵方操作不当,系统无法登录。", "系统无法登录,我们正在与您一起恢复。"),
        Example("zh", "业主未按要求施工。", "请业主方在16:00(北京时间)前确认施工方案。"),
        Example("zh", "贵方没有及时续费。", "服务已到期,我们先行恢复,续费手续随附。"),
        Example("zh", "我们早已提醒过您。", "我们在14:10(北京时间)向您发出了通报。"),
        Example("zh", "这是用户使用不当造成的。", "用户未及时收到验证码。"),
        Example("zh", "甲方擅自改动了配置。", "配置有改动,我们正在核对。"),
        Example("zh", "责任在贵方。", "我们负责恢复。"),
        Example("zh", "您应该提前备份。", "无需您操作。"),
        Example("zh", "因贵司网络问题导致中断。", "双方网络之间的链路中断,我们正在检查我方一侧。"),
        Example("zh", "客户误操作删除了数据。", "数据被删除,正在从备份恢复。"),
    ),
)
_THEIRS: Final = (
    r"(?:贵方|贵司|贵公司|贵单位|贵部|贵项目|业主(?:方|单位)?|甲方|建设单位|客户(?:方|侧)?|用户|您方|您|你方|你们|你)"
)
_YOURS: Final = r"(?:贵方|贵司|贵公司|贵单位|贵部|业主(?:方|单位)?|甲方|建设单位|您方|您|你方|你们)"
_CLIENT_BLAME: Final = Words(
    r"\b(?<!if )(?<!when )(?<!where )(?<!who )(?<!case )(?<!unless )(?<!that )you(?:r (?:own )?(?:it )?(?:team|staff|users?|side|admin\w{0,11}|company|organi[sz]ation|engineers?|people|operators?|employees|colleagues|department|contractors?))?"
    r" (?:were supposed to|should've|(?:should(?:n't| not)?|ought(?: not)? to) have(?! (?:already )?(?:received|seen|got|gotten|had|access|been able|heard|no\b|by now|now))|could have (?:avoided|prevented)|failed to|(?:did not|didn't) (?:follow|read|check|tell|inform|update|renew|test|heed|comply|respond|react|do|pay|provide|save|back up|wait|send|install|apply|configure|ask)|must have (?:changed|done|deleted|made|entered|used|mis\w{2,12})|ignored|neglected|misused|forgot|misconfigured|misunderstood|"
    r"were (?:told|warned|advised|informed)|caused|broke|used (?:it|the \w{1,16}) (?:wrongly|incorrectly)|made (?:a|an|the) (?:mistake|error)|are (?:to blame|at fault))",
    r"\bas (?:we|i) (?:have )?(?:already |previously |repeatedly |clearly )?(?:told|warned|informed|advised) you\b|\b(?:we|i) (?:have )?(?:already |repeatedly |previously |clearly )?(?:warned|told) you\b|\bas you (?:were|have been) (?:told|warned)\b",
    r"\byour (?:own )?(?:fault|mistake|error|misuse|negligence|carelessness|failure to)\b|\b(?:user|customer|client's|customer's|customer's own|client's own|pebkac) (?:error|mistake|fault|misuse)\b(?! (?:rate|message|page|report|log|code)s?)|\b(?:it|this|that) (?:is|was) your (?:own )?(?:responsibility|job|problem|duty)\b|\b(?:made|caused|triggered|introduced) by your?\b|\bbecause you (?:were late|did(?:n't| not)|failed|had not|forgot)|\bhad you \w{2,14}ed\b|\bif you had \w{2,14}\b[^.\n]{0,60}?\b(?:would (?:not )?have|earlier|sooner|in time)\b|\bthe (?:client|customer|owner|tenant)s?(?:'s (?:team|staff))? (?:failed to|did not|didn't) (?:follow|provide|approve|pay|renew|respond|inform|tell|read|heed|comply|deliver)\b|\bmisuse by (?:you|the (?:customer|client|user))",
    r"\b(?:problem|issue|fault|error|mistake|outage|cause|responsibility)s? (?:\w{1,10} ){0,2}(?:on|at|with) your (?:side|end|part|team)\b|\bcaused by your\b|\byour (?:misconfiguration|configuration error)\b|\b(?:caused by|due to|because of) (?:you\b|your (?:configuration|change|network|firewall|settings)|your (?:own |it )?(?:team|staff|users?|side|admin\w{0,11}|company|engineers?|people|operators?|mistake|error|fault))",
    rf"{_THEIRS}[^。!?;,\n]{{0,10}}?(?:(?:操作|使用|配置|管理|保管|维护|处理|设置)(?:不当|失误|错误|有误)|未按(?!时收|时到|期收)|没有?按(?!时收)|违规|擅自|误操作|疏忽|不配合|拒不|私自|未配合|未予配合|不予配合|(?:自己|自身)(?:的)?(?:问题|原因|责任|操作))",
    rf"{_YOURS}[^。!?;,\n]{{0,8}}?(?:未(?:能)?及时(?!收|得到|获|看|到)|没有?及时(?!收|得到|获|看|到)|延误|忽视|忽略了|造成的|导致的|的(?:过错|失误|错误|疏忽)|自身(?:的)?(?:原因|问题)|没有?(?:配合|提前|听|告知|通知))",
    rf"(?:如果|要是|若){_YOURS}(?:能)?(?:早|提前|及时|事先)|{_THEIRS}提供的[^。,\n]{{1,10}}?(?:有误|错误|不全|不完整)|{_THEIRS}自行(?:改|更改|拆|变更|修改|操作|调整)",
    rf"{_YOURS}(?:应|应当|须|需)?(?:承担|负)(?:全部|主要|相应|一定)?(?:的)?责任|(?<![如若]){_YOURS}没有?(?:更新|续费|备份|付款|确认|审批|提供|回复|维护|检查|阅读|执行|遵守)",
    rf"(?:由于|因为?|系|怪){_YOURS}[^。!?;\n]{{0,20}}?(?:导致|造成|引起|不当|失误|原因|问题|未)|(?:责任|问题|原因|过错)(?:完全|全部)?(?:在于?|出在|归于|属于){_YOURS}|是{_YOURS}(?:的)?(?:责任|问题|错|过错|失误|原因)",
    rf"(?:早就|早已|早前|多次|反复|再三|一再|曾多次|已多次)(?:向|对|跟)?{_YOURS}?(?:提醒|告知|说过|警告|告诫|强调)(?:过)?{_YOURS}?|{_YOURS}(?:本|早)?(?:应该|应当|本应|理应)(?:早|事先|提前|自行|自己|及时|先)|{_YOURS}(?:怎么|为什么|为何)(?:不|没)",
)

RULES: Final = (
    says(C05, _VENDOR_BLAME, "“{said}” blames a vendor: say what stopped and what we do about it", unless=_OUR_OWN),
    says(C06, _PERSON_BLAME, "“{said}” blames a person: name the change, and the check that did not stop it"),
    says(
        C07, _CLIENT_BLAME, "“{said}” blames the reader: say what happened and what we do, and ask for what is needed"
    ),
)
