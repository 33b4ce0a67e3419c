"""The leak rules on many more texts than their examples. Secrets are joined from parts: none stands in this file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warroom.updates.lint.check import check_text
from warroom.updates.lint.finding import Finding, Ground, Replace
from warroom.updates.lint.people import is_card, is_identity

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
LETTERS = "q7Wd2fK9sLx4Zc8VbN3mT6yRp5Hg1Jk0QeUaXoIiMn"
HEX = "3f9c1e7b5a2d4860"


def part(count: int, letters: str = LETTERS) -> str:
    return (letters * (count // len(letters) + 1))[:count]


SECRETS = {
    "aws": "AK" + "IA" + "IOSFODNN7" + "EXAMPLE",
    "aws temporary": "AS" + "IA" + "Y34FZKBOK" + "MUTVV7A",
    "aws secret": "aws_secret_access_key = " + part(40),
    "aliyun": "LT" + "AI5t" + part(18),
    "aliyun old": "LT" + "AI" + part(12),
    "tencent": "AK" + "ID" + part(32),
    "github": "gh" + "p_" + part(36),
    "github server": "gh" + "s_" + part(36),
    "github fine": "github" + "_pat_" + part(22) + "_" + part(59),
    "gitlab": "gl" + "pat-" + part(20),
    "slack bot": "xo" + "xb-" + "123456789012-" + part(24),
    "slack app": "xa" + "pp-1-" + "A0123-" + part(20),
    "openai": "s" + "k-" + part(48),
    "openai project": "s" + "k-proj-" + part(48),
    "anthropic": "s" + "k-ant-api03-" + part(60),
    "google": "AI" + "za" + part(35),
    "google secret": "GOC" + "SPX-" + part(28),
    "jwt": "ey" + "J" + part(20) + ".ey" + "J" + part(40) + "." + part(43),
    "pem": "-----BEGIN " + "RSA PRIVATE" + " KEY-----",
    "pem plain": "-----BEGIN " + "PRIVATE" + " KEY-----",
    "pem open": "-----BEGIN " + "OPENSSH PRIVATE" + " KEY-----",
    "stripe": "s" + "k_live_" + part(24),
    "npm": "np" + "m_" + part(36),
    "mail": "S" + "G." + part(22) + "." + part(43),
    "telegram": "1234567890" + ":AA" + part(33),
    "azure": "Account" + "Key=" + part(64) + "==",
    "bearer": "Authorization: Bearer " + part(30),
    "url": "postgres" + "://app:" + "s3cr3t!" + "@db.example.com/orders",
    "url without user": "redis" + "://:" + "p!ss" + "@cache:6379/0",
    "url https": "https" + "://admin:" + "Winter2024" + "@example.com/",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/" + "hook/" + "1a2b3c4d-" + part(20, HEX),
    "lark": "https://open.larksuite.com/open-apis/bot/v2/" + "hook/" + "1a2b3c4d-" + part(20, HEX),
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/" + "send?key=" + part(32, HEX),
    "dingtalk": "https://oapi.dingtalk.com/robot/" + "send?access_token=" + part(64, HEX),
    "slack hook": "https://hooks.slack.com/" + "services/T0" + "1234567/B0" + "1234567/" + part(24),
    "teams": "https://acme.webhook.office.com/" + "webhookb2/" + part(36, HEX) + "/IncomingWebhook/x",
    "teams flow": "https://prod-01.westeurope.logic.azure.com/workflows/1/invoke?sp=x&" + "sig=" + part(43),
    "discord": "https://discord.com/api/" + "webhooks/123456789012345678/" + part(60),
    "password=": "password=Abc123!",
    "password:": "Password: hunter2",
    "password -": "Password - Xy7$kk",
    "password is": "the password is Summer2024!",
    "was set to": "The password was set to Winter2024!.",
    "pwd": "pwd=P@ss",
    "quoted": 'password: "Qwerty12"',
    "zh is": "数据库密码是 Abc123!@#",
    "zh is without a blank": "数据库密码是Abc123!@#",
    "zh colon": "初始密码:a1b2c3d4",
    "zh becomes": "root口令已改为Root#2024",
    "zh reset": "密码重置为Acme@2024，请尽快登录",
    "zh beside": "账号admin密码Admin@123",
    "zh key": "密钥为 " + part(24),
    "zh token": "令牌:" + part(24),
    "api key": "api_key: " + part(24),
    "client secret": "client_secret=" + part(32, HEX),
}
NO_SECRETS = (
    "Password resets were delayed.",
    "The password was reset at 14:05 UTC.",
    "Passwords are case-sensitive.",
    "Your password is at least 8 characters long.",
    "The password: 15:30 UTC is when it can be set again.",
    "Your token expires in 30 minutes.",
    "API keys issued before 14:05 UTC have to be renewed.",
    "The secret is out: we moved.",
    "password: ********",
    "password=<redacted>",
    "password: ${DB_PASSWORD}",
    "Token errors fell to 0.1%.",
    "sk-learn and sk-ant are names, and sk-this-is-a-long-name-of-words too.",
    "See https://example.com:8080/a@b and mailto:help@example.com.",
    "The order id is 7d9f8b6c5dx2x7p9.",
    "密码重置邮件延迟到达。",
    "密码长度至少为8位",
    "密码错误率为12%",
    "密码是否正确请确认",
    "修改密码的页面15:30恢复",
    "令牌有效期为30分钟",
    "请在11月30日前更换密码",
)
PAIRS = {
    "L02": (
        (
            "node 10.2.3.4 is down", "172.16.0.1:8080", "from 172.31.255.254.", "192.168.1.20/24", "100.64.0.1", "127.0.0.1 fails",
            "169.254.169.254", "服务器10.0.0.8宕机", "（192.168.0.1）", "fd12:3456:789a::1", "fe80::1 is silent",
        ),
        (
            "v10.2.3", "v10.2.3.4", "version 10.2.3.4", "release 10.0.0.1 is out", "10.2.3.4版本已发布", "版本10.2.3.4", "10.2.3",
            "1.10.2.3.4", "10.2.3.400", "section 4.3.2", "section 1.2.3.4", "1.2.3.4 build", "01.2.3.4", "172.32.0.1", "at 14:05:22", "10.256.1.1",
        ),
    ),
    "L02b": (
        ("traffic to 203.0.113.7", "8.8.8.8", "172.32.0.1", "公网203.0.113.7", "2001:db8::1 fails", "198.51.100.0/24"),
        ("v8.8.8.8", "section 8.8.8.8", "第8.8.8.8节", "08.8.8.8", "version 8.8.8.8", "at 14:05:22", "00:1a:2b:3c:4d:5e", "ratio 1::2 is odd of std::x", "10.2.3.4"),
    ),
    "L03": (
        (
            "db-01.prod.internal", "DB-01.PROD.INTERNAL", "payments.svc", "app01.prod", "payments.default.svc.cluster.local", "nas.local", "x.corp", "a.lan",
            "ip-10-2-3-4", "ip-10-2-3-4.ec2.internal", "db-01", "web-12", "application-server-123", "payments-prod-03",
            "eu-prod-db01", "pay-prod-eu-7", "orders.abc123.eu-west-1.rds.amazonaws.com", "rm-1.mysql.rds.aliyuncs.com",
            "重启db-01后恢复", "主机web01无响应", "grafana.acme.example", "kafka-3挂了",
        ),
        (
            "The payment database is full.", "internal teams", "local staff", "status.example.com", "example.com", "GPT-5", "part 2-3",
            "24-7 support", "a two-node cluster", "Windows Server 2019", "api.example.com", "docs.example.co.uk", "COVID-19", "SEV-1",
            "production", "web 2.0", "the api", "a host of reasons", "node.js", "B2B", "v2-beta", "ISO-8601", "UTC-8", "F-16", "first-prod-line",
            "支付数据库磁盘写满", "non-local", "file.local_name",
        ),
    ),
    "L03b": (
        (
            "payments-7d9f8b6c5d-x2x7p restarts", "arn:aws:s3:::acme-orders", "i-0abc1234def567890", "commit 3fa9c1e", "sha256:" + HEX + HEX,
            "pod/payments-1", "kubectl get pods", "vpc-0a1b2c3d", "回滚到3fa9c1e7b",
        ),
        (
            "order 1234567", "deadbeef", "facade", "2024-11-22", "1e10", "a-b-c", "550e8400-e29b-41d4-a716-446655440000", "effaced",
            "well-known and long-standing", "订单1234567", "2.5e3", "A1B2C3D4",
        ),
    ),
    "L04": (
        (
            "https://acme.slack.com/archives/C012/p34", "acme.slack.com/archives/C012", "https://acme.atlassian.net/browse/OPS-1",
            "https://grafana.acme.example/d/1", "grafana.acme.example/d/1", "https://kibana.acme.example/app", "https://jira.acme.example/browse/X",
            "https://acme.pagerduty.com/incidents/P1", "https://acme.feishu.cn/docx/x", "https://acme.larksuite.com/wiki/x",
            "https://www.yuque.com/acme/x", "https://docs.google.com/document/d/1/edit", "https://github.com/acme/app/issues/12",
            "https://github.com/acme/app/pull/12/files", "https://gitlab.acme.example/a/b/-/issues/4", "http://localhost:3000/x", "localhost:8080",
            "http://10.2.3.4/admin", "http://wiki/page", "https://x.prod.internal/health", "[dashboard](https://acme.grafana.net/d/1)",
            "（https://acme.feishu.cn/docx/x）", "详见https://docs.qq.com/doc/x。", "file:///srv/x", "s3://bucket/key",
            "https://console.aliyun.com/x", "https://jenkins.acme.example/job/1", "https://acme.sharepoint.com/sites/x", "http://127.0.0.1:9090/g",
        ),
        (
            "https://status.example.com", "https://example.com/help?x=1", "https://docs.github.com/en/rest", "https://github.com/acme/app",
            "https://github.blog/2024-01-16-x/", "https://status.slack.com", "https://status.pagerduty.com/x", "https://github.com/settings/codespaces",
            "https://github.com/orgs/community/discussions/67791", "and/or", "24/7", "https://www.atlassian.com/x", "https://docs.gitlab.com/x",
            "https://en.wikipedia.org/wiki/Jira", "https://hub.docker.com/x", "mailto:help@example.com", "14:05/15:10", "km/h", "localhost is a word",
        ),
    ),
    "L05": (
        ("@alice looks", "thanks @bob.smith", "@here", "@channel", "#payments-oncall", "#ops_alerts", "@所有人", "请@张伟确认", "（@li）", "见#支付告警群"),
        (
            "help@example.com", "actions/checkout@v3", "#1", "# Heading", "[x](#heading)", "C#", "https://x.example/#part", "colour #ffaa00",
            "a @ b", "5 @ 3 EUR", "### Impact", "第#3次",
        ),
    ),
    "L06": (
        ("OPS-1234", "see PAY-17.", "(INFRA-204)", "见OPS-1234处理", "fixed by #3016", "[#3016]", "#48213、#48214"),
        (
            "GPT-5", "GPT-35", "ISO-27001", "SHA-256", "UTF-16", "COVID-19", "order #30161", "Order no. #30161", "update #3", "#12",
            "SEV-1", "UTC-05", "订单#30161", "第3次通报", "A4-2021 paper", "NCR-0012", "RFI-123", "DB-01", "RFC-2119", "x#3016y", "1122-K7Q", "INC-42", "CVE-2026-12345",
        ),
    ),
    "L07": (
        (
            "Traceback (most recent call last):", 'File "/srv/app.py", line 12, in run', "at com.acme.Pay.run(Pay.java:42)",
            "NullPointerException", "java.lang.OutOfMemoryError: heap", "ValueError: bad", "panic: runtime error: x", "ORA-00942", "SQLSTATE 42P01",
            "SQLSTATE[HY000]", "goroutine 1 [running]", "Segmentation fault", "ECONNREFUSED", "Caused by: java.io.IOException", "Uncaught TypeError",
            "ERROR 1213 (40001)", "报NullPointerException错误", "数据库报ORA-01555", "    at run (/srv/app.js:3:5)", "ERROR [main] x",
        ),
        (
            "There was an exception to the rule.", "The page shows an error.", "Error: please try again", "Don't panic: all is well.", "panic button",
            "no fault of yours", "an error: 12 orders", "at the office (floor 3)", "HTTP 503", "数据库报错", "Exceptionally busy", "at 14:05 (UTC)",
            "fatal for nobody", "FLORA-12345",
        ),
    ),
    "L11": (
        (
            "13800138000", "+86 138 0013 8000", "138-0013-8000", "电话13912345678。", "11010519491231002X", "身份证440524188001010014",
            "4111 1111 1111 1111", "5555-5555-5555-4444", "378282246310005", "4242424242424242",
        ),
        (
            "order 13800138", "1380013800012", "110105194912310021", "4111 1111 1111 1112", "14:05", "12800138000", "2026-11-22", "1,380,013,800",
            "tracking 9400110200881234567890", "0000 0000 0000 0000", "ref 20261122140500123", "11111111111", "13.8 million",
        ),
    ),
    "L12": (
        (
            "/var/log/payments is full", "/etc/nginx/nginx.conf", "~/backup/x", r"C:\inetpub\logs", r"\\nas01\share", "src/app/main.py",
            "磁盘/data/mysql写满", "config/prod.yaml", "/home/li/x",
        ),
        ("/settings/emails", "and/or", "24/7", "/api/v1/payments", "1/2", "km/h", "yes/no/maybe", "https://example.com/var/log", "读/写", "Q1/Q2/Q3", "TCP/IP"),
    ),
    "L13": (
        (
            "CVE-2026-12345 is not yet patched", "The vulnerability is still unpatched.", "CVE-2026-12345: no fix available yet", "漏洞尚未修复",
            "CVE-2026-12345暂无补丁", "CVE-2026-12345, patch pending", "The vulnerability has not been fixed.", "该漏洞仍可被利用", "A zero-day remains open.", "The vulnerability isn't patched yet.",
        ),
        ("CVE-2026-12345 was patched.", "The vulnerability is closed.", "漏洞已修复", "We patch all servers monthly.", "The page is not yet fixed."),
    ),
    "L14": (
        (
            "internal only", "INTERNAL USE ONLY", "for internal use", "not for customers", "do not share with the client", "Don't tell the client yet",
            "TLP:RED", "TLP: RED", "TLP:AMBER+STRICT", "off the record", "仅内部", "仅限内部使用", "内部资料", "先别告诉业主", "不要告诉客户", "暂不告知业主",
            "请勿外传", "对外保密", "别让甲方知道", "勿对外", "keep this internal", "not to be shared with anybody", "内部参考", "please do not forward to the customer",
        ),
        (
            "our internal review", "internally we call it X", "TLP:GREEN", "TLP:CLEAR", "for the record", "TLP:AMBER", "内部复盘已完成", "我们会告诉业主",
            "we will tell the client", "an internal error", "please share with your customers", "内部系统", "外部供应商", "do not retry orders",
            "无需告知", "not for long", "请转告客户",
        ),
    ),
}  # fmt: skip


def found(text: str, rule: str, ground: Ground | None = None) -> list[Finding]:
    return [one for one in check_text(text, ground or Ground()) if one.rule == rule]


def both_widths(texts: tuple[str, ...]) -> list[str]:
    return [wide for text in texts for wide in (text, text.translate(WIDE))]


@pytest.mark.parametrize("around", ["{}", "use {} for now", "（{}）", "现在用{}，请勿外传", "`{}`", "{}."])
@pytest.mark.parametrize("kind", SECRETS)
def test_every_kind_of_secret_is_found_wherever_it_stands(kind: str, around: str) -> None:
    text = around.format(SECRETS[kind])
    assert found(text, "L01"), text
    assert found(text.translate(WIDE), "L01"), text.translate(WIDE)


@pytest.mark.parametrize("text", both_widths(NO_SECRETS))
def test_words_about_secrets_are_none(text: str) -> None:
    assert not found(text, "L01")


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, pair in PAIRS.items() for text in both_widths(pair[0])]
)
def test_a_leak_is_found(rule: str, text: str) -> None:
    assert found(text, rule)
    assert found(f"We see {text} now, 见下文。", rule)


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, pair in PAIRS.items() for text in both_widths(pair[1])]
)
def test_what_only_looks_like_one_is_not(rule: str, text: str) -> None:
    assert not found(text, rule)


def test_a_finding_speaks_of_the_original_text():
    text = "见（db－０１．ｐｒｏｄ．ｉｎｔｅｒｎａｌ）"
    (one,) = found(text, "L03")
    assert (one.start, one.end, one.text) == (2, len(text) - 1, "db－０１．ｐｒｏｄ．ｉｎｔｅｒｎａｌ")
    assert [one.text for one in found("It is /var/log/syslog. And /etc/hosts, too.", "L12")] == [
        "/var/log/syslog",
        "/etc/hosts",
    ]
    (one,) = found("cafe\u0301 密码是 Abc123!@#", "L01")
    assert one.text == "Abc123!@#"


def test_links_end_where_the_sentence_goes_on():
    text = "See [the graph](https://acme.grafana.net/d/1?x=(2)), (https://acme.slack.com/archives/C1). 见https://acme.feishu.cn/docx/x，谢谢"
    assert [one.text for one in found(text, "L04")] == [
        *("https://acme.grafana.net/d/1?x=(2)", "https://acme.slack.com/archives/C1", "https://acme.feishu.cn/docx/x"),
    ]


def test_allowed_hosts_may_be_linked_and_own_ones_not():
    ground = Ground(allowed=("docs.google.com/forms", "acme.feishu.cn"), hosts=(".acme-corp.example",))
    assert not found("https://docs.google.com/forms/d/1 https://acme.feishu.cn/docx/x", "L04", ground)
    assert found("https://docs.google.com/document/d/1", "L04", ground)
    assert found("https://pay.acme-corp.example/x", "L04", ground)
    assert found("pay.acme-corp.example is down", "L03", ground)
    assert not found("pay.acme-corp.example.com is down", "L03", ground)


def test_where_keys_are_configured_only_those_are_tickets():
    ground = Ground(tickets=("OPS", "支付-"))
    assert [one.text for one in found("OPS-1, ops-22, PAY-17, GPT-50", "L06", ground)] == ["OPS-1", "ops-22"]


ROSTER = Ground(roster=("bob", "Ana García", "李工", "王 小明", "will", "Will Smith", "li"))


@pytest.mark.parametrize(
    "text",
    ["bob is on it", "Bob's fix", "BOB", "ana garcía".upper(), "Ana  García", "Ana\nGarcía", "李工正在处理", "由李工处理", "王小明", "王 小明",
     "by bob处理", "Will Smith", "ｂｏｂ"],
)  # fmt: skip
def test_our_people_are_found(text: str) -> None:
    (one,) = found(text, "L08", ROSTER)
    (fix,) = one.fixes
    assert isinstance(fix, Replace)
    assert (fix.start, fix.end) == (one.start, one.end)
    assert fix.text in ("an engineer", "工程师")


@pytest.mark.parametrize(
    "text", ["bobsleigh", "kabob", "we will tell you", "will you wait?", "analysis", "a list", "李 is a name", "小明"]
)
def test_words_that_hold_a_name_are_none(text: str) -> None:
    assert not found(text, "L08", ROSTER)


OTHERS = Ground(
    others=("Globex", "Acme", "华星", "Müller & Söhne", "STRASSE AG", "A-One"), own=("Acme Retail", "大华星河")
)


@pytest.mark.parametrize(
    "text",
    ["globex too", "GLOBEX", "Ｇｌｏｂｅｘ", "Globex's orders", "华星也受影响", "还有华 星", "与Globex一样", "Acme is hit", "müller & söhne", "Mu\u0308ller & So\u0308hne",
     "Straße AG", "A One", "(Globex)"],
)  # fmt: skip
def test_another_client_is_found(text: str) -> None:
    (one,) = found(text, "L09", OTHERS)
    assert text[one.start : one.end] == one.text
    assert one.fixes and isinstance(one.fixes[0], Replace) and one.fixes[0].text in ("another customer", "其他客户")


@pytest.mark.parametrize(
    "text", ["Globexia", "an acmeist", "Dear Acme Retail,", "ACME RETAIL", "大华星河", "华为", "aone", "none at all"]
)
def test_the_reader_and_words_that_hold_a_name_are_not_another_client(text: str) -> None:
    assert not found(text, "L09", Ground(others=OTHERS.others[:-1], own=OTHERS.own))


def test_numbers_that_were_given_to_the_reader_may_stand():
    ground = Ground(contacts=("值班经理 138 0013 8000",))
    assert not found("联系人：值班经理 13800138000", "L11", ground)
    assert found("联系人：值班经理 13900139000", "L11", ground)


def test_a_line_that_is_marked_as_internal_at_its_head():
    assert found("Payments fail.\nInternal: the vendor is late", "L14")
    assert not found("What we call internal: our own staff.", "L14")


def test_check_digits():
    assert is_identity("11010519491231002X") and not is_identity("110105194912310021")
    assert is_card("4242424242424242") and not is_card("4242424242424241")


PIECES = st.one_of(
    st.sampled_from([*SECRETS.values(), *(text for pair in PAIRS.values() for texts in pair for text in texts)]),
    st.text(max_size=8),
    st.text(alphabet=" .,:;/@#-_()[]0123456789abcXYZ密码业主：／．", max_size=12),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=8))
def test_no_text_is_too_odd_and_every_place_is_one_of_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    for one in check_text(text, ROSTER):
        assert 0 <= one.start <= one.end <= len(text)
        assert one.text == text[one.start : one.end]
