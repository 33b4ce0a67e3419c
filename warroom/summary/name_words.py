"""Words by which names of people are told from other words. Data only, each list with what it is for."""

from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


ORDINARY: Final = _set(
    """
    i me my we us our you your he him his she her it its they them their this that these those who whom whose which
    what there here one ones two three some any many few all both each every most several none other others another
    same nobody somebody everybody anybody nothing something everything anything someone everyone anyone a an the
    and or but nor so if as at by in on of off to up out for from with within without into onto over under about
    after before during since until till while when where why how then than now later also however meanwhile once
    again still just only even never always not no yes first second third last next finally new old further once
    therefore january february march april may june july august september october november december jan feb mar apr
    jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri
    sat sun today yesterday tomorrow morning afternoon evening night midnight noon weekend week month quarter year
    day hour minute user users customer customers client clients owner owners tenant tenants visitor visitors reader
    readers subscriber subscribers buyer buyers seller sellers merchant merchants patient patients student students
    citizen public team teams engineer engineers engineering staff people person colleague colleagues developer
    developers dev devs sre operator operators operations support helpdesk desk security management manager managers
    director directors lead leads commander deputy scribe liaison specialist technician technicians expert experts
    analyst analysts admin admins administrator administrators responder responders contractor contractors
    subcontractor supplier suppliers vendor vendors provider providers partner partners hosting carrier carriers
    bank banks police authority authorities regulator inspector inspectors auditor auditors surveyor architect
    designer site office department finance sales legal marketing product project programme program platform service
    services system systems server servers host hosts database databases data cluster clusters node nodes pod pods
    container containers network networks router routers switch firewall gateway proxy cache queue queues storage
    disk disks volume volumes memory cpu load traffic region regions zone zones availability cloud edge cdn dns
    certificate certificates key keys token tokens credential credentials account accounts password passwords login
    logins session sessions page pages site sites website app apps application applications api apis portal
    dashboard dashboards console client mobile web browser browsers email emails mail mails message messages call
    calls chat channel channels phone ticket tickets request requests response responses order orders payment
    payments refund refunds invoice invoices card cards checkout cart basket report reports update updates notice
    notices summary review reviews plan plans policy policies process processes procedure procedures incident
    incidents issue issues problem problems fault faults error errors failure failures outage outages disruption
    degradation alert alerts alarm alarms monitoring monitor monitors check checks test tests probe probes log logs
    metric metrics graph graphs chart trace traces evidence analysis investigation inspection cause causes change
    changes release releases deploy deployment deployments rollback rollbacks fix fixes patch patches hotfix version
    versions upgrade upgrades migration migrations backup backups restore restart restarts reboot failover repair
    repairs mitigation recovery maintenance capacity performance latency timeout timeouts query queries job jobs
    task tasks step steps action actions decision decisions meeting meetings war room room call bridge shift
    handover concrete steel crane scaffold scaffolding roof wall floor pump pumps pipe pipes valve valves cable
    cables lift design drawing drawings permit delivery deliveries material materials weather rain wind delay delays
    schedule cost quality safety health access building buildings tower block level foundation contract phase stage
    major minor critical partial full complete initial early late high low normal degraded operational affected
    internal external private primary secondary production staging default global local remote main backup emergency
    good bad ok okay please thanks thank sorry hello hi dear regards sincerely kind best please note see read ask
    tell let make sure try use keep take give get go come stay wait stop start open close resolved identified
    investigating monitoring mitigated detected declared acknowledged closed confirmed suspected unknown done sent
    told known kept broken ready fixed repaired restored recovered error warning info debug root guest test tests
    user bot bots system null none true false north south east west central
    linux windows ubuntu debian mac macos unix android ios java python
    ruby rust node way ways part parts side sides time times end ends start starts place places point points line
    lines kind case cases
    """
)
"""Words (small letters) that are no name though they stand where one might, with a capital at a sentence's start."""

ORGANISATIONS: Final = _set(
    """
    amazon aws google gcp microsoft azure apple meta facebook twitter oracle ibm vmware cisco dell intel nvidia
    cloudflare akamai fastly github gitlab bitbucket atlassian jira confluence slack zoom teams discord telegram
    whatsapp wechat alipay stripe paypal adyen klarna visa mastercard twilio sendgrid mailgun mailchimp okta auth0
    pagerduty opsgenie statuspage pingdom datadog grafana prometheus alertmanager kibana elastic elasticsearch splunk
    sentry newrelic dynatrace kubernetes docker terraform ansible jenkins circleci argo helm istio nginx apache envoy
    haproxy postgres postgresql mysql mariadb mongodb redis kafka rabbitmq cassandra snowflake heroku netlify vercel
    digitalocean hetzner ovh linode rackspace equinix verizon vodafone telefonica telstra orange salesforce zendesk
    servicenow shopify hubspot dropbox notion figma openai anthropic chrome firefox safari edge linux ubuntu debian
    redhat android iphone outlook gmail slackbot letsencrypt digicert godaddy namecheap statuspage
    siemens bosch hilti caterpillar komatsu
    """
)
"""Companies and products that do in our sentences what people do: ``Cloudflare confirmed it``."""

SURNAMES: Final = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余"
    "潘杜戴夏钟汪田任姜范石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎易常武乔贺赖龚庞樊兰殷"
    "施陶洪翟颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦柳邢骆岳齐梅莫庄辛祝左涂谷祁耿牟卜詹褚娄阮项俸盛童欧"
    "游裴席靳闵蒙蓝冉"
)
"""One-letter Chinese surnames that begin few other words; 方 成 高 安 应 管 支 and the like are left out for it."""
SURNAMES_OF_TWO: Final = ("欧阳", "司马", "上官", "诸葛", "司徒", "慕容", "夏侯", "皇甫", "尉迟", "公孙", "东方")
NOT_NAMES: Final = (
    "施工", "周末", "周期", "周边", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "周报",
    "周会", "程序", "石材", "温度", "常见", "常规", "常用", "田地", "江苏", "雷达", "余下", "余额",
    "段落", "任务", "任何", "何时", "何种", "许多", "许可", "项目", "项次", "齐全", "易用", "章节",
    "申请", "申报", "严重", "严格", "左右", "左侧", "游客", "游戏", "欧洲", "龙头", "季度", "季节",
    "单位", "盛大", "毛利", "钱包", "童装", "汤泉", "贺卡", "史上", "康复", "武汉", "夏季", "夏天",
    "任意", "何处", "胡乱", "唐突", "孔洞", "牛市", "兰州", "洪水", "洪峰", "陆续", "陆地", "乔迁",
    "莫非", "蓝屏", "蓝色", "席位", "谷歌", "谷值",
)  # fmt: skip
"""Words that begin with a surname and are none."""
