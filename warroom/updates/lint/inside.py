"""L05 to L07 and L12 to L14: signs of the inside that no owner can use, and notes that were never for them."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from warroom.updates.lint.finding import Example, Finding, Ground, Rule
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.table import TextRule

HANDLE = Rule(
    id="L05",
    severity="warn",
    title="handle or channel",
    why="Chat names mean nothing outside our chat, and they name people.",
    source="owner-updates.md 2.2; GOV.UK guidance: no internal names",
    examples=(
        Example("en", "@alice is looking into it.", "Write to support@example.com."),
        Example("en", "Discussed in #payments-oncall.", "Discussed with the payment team."),
        Example("zh", "@所有人 请确认", "请各位确认"),
        Example("zh", "已在#支付告警群同步", "已同步支付团队"),
    ),
)
TICKET = Rule(
    id="L06",
    severity="warn",
    title="internal ticket",
    why="The owner can't open our tickets; the update's own reference is what they quote.",
    source="owner-updates.md 2.2",
    examples=(
        Example("en", "Tracked as OPS-1234.", "The model is called GPT-5."),
        Example("en", "Fixed by PR #3016.", "Your order #30161 is safe."),
        Example("zh", "见OPS-1234", "符合ISO-27001"),
        Example("zh", "修复见#3016", "订单#30161不受影响"),
    ),
)
TRACE = Rule(
    id="L07",
    severity="block",
    title="error output",
    why="A stack trace shows versions and code and tells the owner nothing.",
    source="owner-updates.md 2.2",
    examples=(
        Example("en", "java.lang.NullPointerException: name is null", "The page showed an error."),
        Example("en", "Traceback (most recent call last):", "The page shows an error again and again."),
        Example("en", "at com.acme.Pay.run(Pay.java:42)", "It began at 14:05 UTC."),
        Example("en", "panic: runtime error: index out of range", "Don't panic: no data is lost."),
        Example("zh", "报错ORA-01555，已重启", "数据库报错，已重启"),
        Example("zh", "日志显示SQLSTATE[HY000]", "查询超时"),
    ),
)
PATH = Rule(
    id="L12",
    severity="warn",
    title="path of a file",
    why="Where files lie is our inside.",
    source="owner-updates.md 2.2",
    examples=(
        Example("en", "/var/log/payments was full.", "Go to /settings/emails and save again."),
        Example("en", r"See C:\inetpub\logs for more.", "Use either card and/or transfer."),
        Example("zh", "/data/mysql目录写满", "数据盘写满"),
    ),
)
UNPATCHED = Rule(
    id="L13",
    severity="warn",
    title="open vulnerability",
    why="A weakness that is not closed yet is told to its finder and to those who must act, not to every reader.",
    source="owner-updates.md 2.2",
    examples=(
        Example("en", "CVE-2026-12345 is not yet patched on two hosts.", "CVE-2026-12345 was patched on 3 Nov."),
        Example("zh", "CVE-2026-12345尚未修复", "CVE-2026-12345已于11月3日修复"),
    ),
)
MARKER = Rule(
    id="L14",
    severity="block",
    title="marked as internal",
    why="Somebody wrote that this is not for the owner.",
    source="owner-updates.md 2.2; FIRST Traffic Light Protocol 2.0",
    examples=(
        Example("en", "INTERNAL ONLY: the vendor is late again.", "Our internal teams work on it."),
        Example("en", "TLP:RED", "TLP:GREEN"),
        Example("en", "Don't tell the client yet.", "We will tell you by 15:30 UTC."),
        Example("zh", "仅内部：供应商又晚了", "我们内部正在复盘"),
        Example("zh", "先别告诉业主", "我们会告诉您进展"),
    ),
)

_HANDLE: Final = re.compile(
    r"(?<![A-Za-z0-9._@/+:-])@(?:[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*|(?:所有|全体)(?:人|成员)|[\u4e00-\u9fff]{1,4})"
)
_CHANNEL: Final = re.compile(
    r"(?<![A-Za-z0-9_/&#?=.)\](%+-])#(?:(?![0-9a-fA-F]{6}\b)[A-Za-z][A-Za-z0-9_-]{2,79}|[\u4e00-\u9fff][\u4e00-\u9fff\w-]{1,30})"
)

_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9_/&#?=.%+-])#\d{3,8}(?![A-Za-z0-9_-]|\.\d)", re.ASCII)
_THEIRS: Final = re.compile(
    r"(?:order|invoice|case|account|customer|update|notice|incident|reference|ref|shipment|parcel|booking|"
    r"your (?:ticket|request)|订单|发票|单号|账单|运单|通报|快递|账号|房间|楼|编号)(?:\s*(?:no\.?|number|id|号))?\s*[:(]?\s*$",
    re.IGNORECASE,
)
_SHAPE: Final = re.compile(
    r"(?<![A-Za-z0-9_/&#.%+-])([A-Z](?=[A-Z0-9]*[A-Z])[A-Z0-9]{1,9})-(\d{2,6})(?![A-Za-z0-9_]|-[A-Za-z0-9]|\.\d)"
)
_NO_PROJECT: Final = frozenset(
    {
        *(
            "AES",
            "ANSI",
            "ASCII",
            "COVID",
            "CP",
            "CRC",
            "CVE",
            "DES",
            "DIN",
            "DORA",
            "EC",
            "ECMA",
            "EN",
            "EU",
            "FIPS",
            "GB",
            "GBK",
        ),
        *(
            "GDPR",
            "GPT",
            "HMAC",
            "HTTP",
            "HTTPS",
            "IEC",
            "IEEE",
            "IP",
            "IPV",
            "ISBN",
            "ISO",
            "ITU",
            "KB",
            "MD",
            "MIL",
            "NIS",
        ),
        *(
            "NIST",
            "PCI",
            "RFC",
            "RSA",
            "SHA",
            "SOC",
            "SSE",
            "SSL",
            "TLS",
            "UCS",
            "UL",
            "USB",
            "UTF",
            "WIN",
            "WPA",
        ),  # standards
        *(
            "BST",
            "CET",
            "CST",
            "EST",
            "EUR",
            "FY",
            "GMT",
            "JST",
            "PST",
            "SEV",
            "SLA",
            "UN",
            "USD",
            "UTC",
        ),  # times and sizes
        *("API", "APP", "DB", "GW", "LB", "MQ", "SRV", "VM", "WEB"),  # hosts: L03
        *(
            "CN",
            "CO",
            "CR",
            "DN",
            "DWG",
            "HT",
            "INC",
            "NCR",
            "PO",
            "QA",
            "QC",
            "REV",
            "RFI",
            "RFP",
            "RFQ",
            "SI",
            "SO",
            "TQ",
            "VO",
            "WO",
        ),
    }
)
"""Capitals before a number that are no project: the last row are papers that owners have too, and incidents."""

_TRACES: Final = tuple(
    (letters, re.compile(form))
    for letters, form in (
        ("Traceback", r"Traceback \(most recent call last\)"),
        ('File "', r"\bFile \"[^\"\n]{1,300}\", line \d+"),
        (
            ":",
            r"\bat [\w.$<>]{1,200}\([\w$.-]{1,99}\.(?:java|kt|scala|groovy|cs|js|ts|mjs|php|rb|go|py):\d+(?::\d+)?\)",
        ),
        (":", r"\bat [\w.$<> ]{1,80} ?\((?:/|[A-Za-z]:\\|node:|file:)[^()\n]{1,200}:\d+(?::\d+)?\)"),
        ("at ", r"\bat [\w$.<>]{1,200}\((?:Unknown Source|Native Method)\)"),
        ("Exception", r"(?<![A-Za-z0-9.$])(?:[a-z][\w$]*\.){2,}[A-Z][\w$]*Exception(?![a-z])"),
        ("Error", r"(?<![A-Za-z0-9.$])(?:[a-z][\w$]*\.){2,}[A-Z][\w$]*Error(?![a-z])"),
        ("Exception", r"(?<![A-Za-z0-9])(?:[A-Z][a-z0-9]+){1,6}Exception(?![A-Za-z])"),
        ("Error:", r"(?<![A-Za-z0-9])[A-Z][a-zA-Z0-9]{0,60}(?<=[a-zA-Z0-9])Error(?=: ?\S)"),
        ("Fault:", r"(?<![A-Za-z0-9])[A-Z][a-zA-Z0-9]{0,60}Fault(?=: ?\S)"),
        ("Caused by: ", r"\bCaused by: \S+"),
        ("panic: ", r"(?<!n't )(?<!not )(?<!no )(?<![A-Za-z0-9_])panic: \S[^\n]{0,60}"),
        ("goroutine ", r"\bgoroutine \d+ \["),
        ("-", r"(?<![A-Za-z0-9])(?:ORA|TNS|PLS)-\d{4,5}(?!\d)"),
        ("SQLSTATE", r"SQLSTATE ?[\[(:=]? ?[0-9A-Z]{5}"),
        ("ERROR ", r"\bERROR \d{4} \([0-9A-Z]{5}\)"),
        ("egmentation fault", r"\b[Ss]egmentation fault"),
        ("segfault at ", r"\bsegfault at "),
        ("core dumped", r"\bcore dumped\b"),
        ("SIG", r"\bSIG(?:SEGV|ABRT|BUS|KILL)\b"),
        ("Uncaught ", r"\bUncaught \w{0,60}(?:Error|Exception)\b"),
        ("Unhandled", r"\bUnhandled(?: promise)? (?:rejection|exception)\b:?"),
        ("fatal error: ", r"\bfatal error: \S"),
        ("undefined", r"\bundefined is not a function|\bcannot read propert(?:y|ies) of undefined"),
        ("of null", r"\b[Cc]annot read propert(?:y|ies) of null"),
        ("E", r"\bE(?:CONN(?:REFUSED|RESET|ABORTED)|TIMEDOUT|HOSTUNREACH|NOTFOUND|PIPE|ADDRINUSE|NOSPC)\b"),
        ("[", r"(?:^|(?<=\s))(?:ERROR|FATAL|SEVERE) +\[[\w.:/-]+\]"),
        ("errno", r"\berrno[ =:]+\d+"),
        ("0x", r"\b0x[0-9a-fA-F]{8,16}\b"),
    )
)
"""Letters that every one of them holds, looked for first, and the form of what programs write when they fail."""

_ROOTS: Final = r"(?:var|etc|home|usr|opt|srv|tmp|mnt|data\d*|root|proc|sys|dev|app|apps|logs?|Users|Library|Volumes|run|boot|lib|export|nfs|backup)"
_PATH: Final = re.compile(
    rf"(?<![A-Za-z0-9_.:/~\\-])(?:/{_ROOTS}(?:/[A-Za-z0-9_.@%+-]+)+|~/[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*"
    r"|[A-Za-z]:\\[A-Za-z0-9_. -]+(?:\\[A-Za-z0-9_.-]+)*|\\\\[A-Za-z0-9_.-]+\\[A-Za-z0-9_$.-]+(?:\\[A-Za-z0-9_.-]+)*"
    r"|(?:\.{1,2}/)?[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+\.(?:py|java|go|rb|js|ts|ya?ml|conf|cfg|ini|log|sh|sql|tf|json|xml|"
    r"properties|php|cpp|rs|env|pem|key|crt|service|jar|war)(?![A-Za-z0-9_]))"
)

_WEAKNESS: Final = re.compile(
    r"cve-\d{4}-\d{3,7}|cnvd-\d{4}-\d+|\bghsa-[\w-]{4,}|\bvulnerabilit(?:y|ies)\b|\bzero-?day\b|\b0-?day\b|\bexploit\b|漏洞|零日"
)
_WEAKNESS_SIGNS: Final = ("cve-", "cnvd-", "ghsa-", "vulnerabilit", "day", "exploit", "漏洞", "零日")
_OPEN: Final = re.compile(
    r"(?:\bnot|n't|\bnever)(?: yet| been| fully)* (?:yet )?(?:be(?:en)? )?(?:patched|fixed|mitigated|remediated|closed|resolved)\b"
    r"|\bunpatched\b|\bunfixed\b|\byet to be (?:patched|fixed|closed)|\bstill (?:open|exposed|vulnerable|exploitable)\b"
    r"|\b(?:patch|fix) (?:is )?(?:still )?(?:pending|outstanding|not (?:yet )?(?:available|released|ready))\b"
    r"|\bno (?:patch|fix)\b|\b(?:awaiting|waiting for|pending) (?:a |the )?(?:patch|fix)\b|\bremains? (?:open|vulnerable|exploitable)\b"
    r"|未(?:被|完全|全部)?(?:修复|修补|打补丁|升级|处理|封堵|缓解)|没有?(?:打|上)?(?:补丁|修复)|暂无(?:补丁|修复)|无补丁|待(?:修复|修补|打补丁)"
    r"|仍(?:然)?(?:存在|可(?:被)?利用|暴露)|补丁(?:尚未|还没|未)",
)

_READERS: Final = ("client", "customer", "owner", "external", "outside")
_READERS_ZH: Final = ("业主", "客户", "甲方", "外部", "对方", "外界", "用户")
_MARKERS: Final = tuple(
    (letters, others, re.compile(form))
    for letters, others, form in (
        (("internal only", "internal use", "internal-", "internally", "for internal", "internal]", "internal note", "internal comment",
          "internal:", "internal)", "internal :"), (), r"\binternal(?:ly)?[ -](?:use[ -])?only\b|\bfor internal (?:use|eyes|distribution|circulation)\b|\binternal use\b"
                          r"|\[internal\]|(?m:^)[ \t]*\(?internal\)?[ \t]*:|\binternal (?:notes?|comments?)\b"),
        (("confidential",), (), r"\b(?:company|strictly|internal)[ -]confidential\b"),
        (("not for ",), (), r"\bnot for (?:the |our |any )?(?:clients?|customers?|owners?|external|public|outside|distribution|release|sharing)\b"),
        (("not ", "n't", "dont", "never"), _READERS,
         r"\b(?:do not|don't|dont|never|please don't) (?:share|forward|tell|send|show|mention|disclose|say|inform|notify|let)\b"
         r"(?: [\w']{1,30}){0,4}? (?:to |with |outside )?(?:the |our |any )?(?:clients?|customers?|owners?|externally|outside|anyone outside)\b"),
        (("keep ",), (), r"\bkeep (?:this|it|that) (?:internal|between us|from the (?:client|customer|owner)s?|quiet)\b"),
        (("not to be", "n't be"), (), r"(?:\bnot to|n't) be (?:shared|forwarded|disclosed|released|sent|shown|passed on)\b(?! (?:until|before) )"),
        (("before we tell",), (), r"\bbefore we tell (?:the )?(?:clients?|customers?|owners?)\b"),
        (("tlp",), (), r"\btlp ?[: -] ?(?:red|amber ?\+ ?strict)\b"),
        (("off the record",), (), r"\boff the record\b"),
        (("eyes only",), (), r"\beyes only\b"),
        (("内部",), (), r"仅(?:限)?(?:供)?(?:公司|团队|本公司|我司|我方)?内部|(?:限|供)内部(?:使用|参考|传阅|查看)"
                       r"|内部(?:使用|参考|传阅|资料|文件|保密|备注|讨论稿)"),
        (("别", "不", "勿", "瞒"), _READERS_ZH,
         r"(?:别|不要|勿|不能|不得|不可|不宜|不便)(?:先)?(?:告诉|告知|通知|透露给?|转发给?|发给|让|跟|向|对|和|给|透露)"
         r"(?:给|到)?(?:任何)?(?:业主|客户|甲方|外部|对方|外界|用户)|(?:先|暂时?)(?:瞒|不)(?:着)?(?:告诉|告知|通知)?(?:业主|客户|甲方)"),
        (("外", "传播", "转发"), (), r"(?:勿|不(?:得|要|可)|禁止|严禁)(?:外传|外泄|外发|对外|转发|传播)|对外保密|不(?:宜|便)对外|未经许可不得外传"),
    )
)  # fmt: skip
"""Letters of which one has to be there, others of which one has to be there too, and the form."""
_WINDOW: Final = 160
"""How far the state of a weakness may stand from its name, in characters."""


def look_handles(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """L05: handles of a chat and its channels."""
    text = prepared.folded
    if "@" in text:
        for match in _HANDLE.finditer(text):
            message = f"{match[0]} is a name in our chat: say the role, or take it out"
            yield prepared.finding(HANDLE, *match.span(), message)
    if "#" in text:
        for match in _CHANNEL.finditer(text):
            message = f"{match[0]} is a channel of our chat: say who works on it, or take it out"
            yield prepared.finding(HANDLE, *match.span(), message)


def look_tickets(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """L06: configured ticket keys; where none is configured, what is formed like one; and numbers of issues."""
    text = prepared.folded
    if "#" in text:
        for match in _NUMBER.finditer(text):
            if not _THEIRS.search(text, max(0, match.start() - 24), match.start()):
                yield _ticket(prepared, match)
    if "-" not in text:
        return
    if ground.tickets:
        for match in _keys(ground.tickets).finditer(text):
            yield _ticket(prepared, match)
        return
    for match in _SHAPE.finditer(text):
        if match[1] not in _NO_PROJECT:
            yield _ticket(prepared, match)


def _ticket(prepared: Prepared, match: re.Match[str]) -> Finding:
    return prepared.finding(TICKET, *match.span(), f"{match[0]} is a ticket of ours: say what it is about")


@lru_cache(maxsize=64)
def _keys(keys: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted((re.escape(key.strip().rstrip("-")) for key in keys if key.strip()), key=len, reverse=True)
    either = "|".join(longest_first) or "(?!)"
    return re.compile(rf"(?<![A-Za-z0-9_/&#.-])(?:{either})-\d{{1,8}}(?![A-Za-z0-9_])", re.IGNORECASE)


def look_traces(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """L07: what a program wrote when it failed, each place once."""
    text = prepared.folded
    found = sorted(match.span() for letters, form in _TRACES if letters in text for match in form.finditer(text))
    behind = 0
    for start, end in found:
        if start >= behind:
            behind = end
            yield prepared.finding(TRACE, start, end, "this is output of a program: say what the owner sees instead")


def look_paths(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """L12: paths of files, without the full stop of the sentence."""
    text = prepared.folded
    if "/" in text or "\\" in text:
        for match in _PATH.finditer(text):
            path = match[0].rstrip(". ")
            message = f"{path} is a place on our machines: say what it holds"
            yield prepared.finding(PATH, match.start(), match.start() + len(path), message)


def look_unpatched(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """L13: a weakness and, near it in the same paragraph, that it is open."""
    text = prepared.folded_lower
    if not any(sign in text for sign in _WEAKNESS_SIGNS):
        return
    weak = [match.span() for match in _WEAKNESS.finditer(text)]
    opens = [match.start() for match in _OPEN.finditer(text)] if weak else []
    if not opens:
        return
    for start, end in weak:
        low = max(text.rfind("\n\n", max(0, start - _WINDOW), start), start - _WINDOW, 0)
        stop = text.find("\n\n", end, end + _WINDOW)
        high = end + _WINDOW if stop < 0 else stop
        nearest = bisect_left(opens, low)
        if nearest < len(opens) and opens[nearest] < high:
            message = "an open weakness is named: say what is protected and since when, or wait until it is closed"
            yield prepared.finding(UNPATCHED, start, end, message)


def look_markers(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """L14: words by which somebody kept a text from the owner."""
    lower = prepared.folded_lower
    for letters, others, form in _MARKERS:
        if any(one in lower for one in letters) and (not others or any(one in lower for one in others)):
            for match in form.finditer(lower):
                words = prepared.folded[match.start() : match.end()]
                message = (
                    f"'{words}' keeps this from the owner: take out what it marks, or the mark if it is meant for them"
                )
                yield prepared.finding(MARKER, *match.span(), message)


RULES: Final = (
    TextRule(HANDLE, look_handles),
    TextRule(TICKET, look_tickets),
    TextRule(TRACE, look_traces),
    TextRule(PATH, look_paths),
    TextRule(UNPATCHED, look_unpatched),
    TextRule(MARKER, look_markers),
)
