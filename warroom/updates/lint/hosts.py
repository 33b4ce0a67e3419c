"""L02, L03 and L04: addresses, hosts and links of our inside."""

import ipaddress
import re
from collections.abc import Iterator
from typing import Final

from warroom.updates.lint.finding import Example, Finding, Ground, Rule
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.links import TOOLS, is_internal, places, under
from warroom.updates.lint.table import TextRule

PRIVATE = Rule(
    id="L02",
    severity="block",
    title="private address",
    why="An address of our own network tells the owner nothing and an attacker the way.",
    source="owner-updates.md 2.2; RFC 1918, RFC 6598, RFC 4193",
    examples=(
        Example("en", "The node 10.2.3.4 stopped answering.", "We rolled back to v10.2.3."),
        Example("en", "Nodes in 172.16.8.0/22 restart.", "Version 10.2.3.4 is installed again."),
        Example("zh", "数据库192.168.1.20无法连接", "数据库主节点无法连接"),
        Example("zh", "网段100.64.0.0/10不通", "已回退到10.2.3版本"),
    ),
)
PUBLIC = Rule(
    id="L02b",
    severity="warn",
    title="public address",
    why="An owner seldom needs an address, and everybody it is forwarded to can try it.",
    source="owner-updates.md 2.2",
    examples=(
        Example("en", "Traffic to 203.0.113.7 is lost.", "Traffic to the payment page is lost."),
        Example("zh", "公网地址203.0.113.7不可达", "支付页面不可达"),
    ),
)
HOST = Rule(
    id="L03",
    severity="block",
    title="internal host",
    why="Customers don't care that application-server-123 is down; they care what doesn't work. Names show our inside.",
    source="owner-updates.md 2.2; PagerDuty's guide for stakeholder communication",
    examples=(
        Example("en", "db-01.prod.internal is full.", "The payment database is full."),
        Example("en", "We restarted application-server-123.", "We restarted the service."),
        Example("en", "ip-10-2-3-4 was replaced.", "One server was replaced."),
        Example("zh", "payments-prod-eu03磁盘写满", "支付服务器磁盘写满"),
        Example("zh", "重启了db-01", "重启了数据库"),
    ),
)
THING = Rule(
    id="L03b",
    severity="warn",
    title="name of an internal part",
    why="A pod, a cloud resource or a commit says nothing to an owner.",
    source="owner-updates.md 2.2",
    examples=(
        Example("en", "Pod payments-7d9f8b6c5d-x2x7p restarts.", "The payment service restarts."),
        Example("en", "Reverted commit 3fa9c1e7b.", "Reverted the last change."),
        Example("zh", "实例i-0abc1234def567890已重建", "服务器已重建"),
    ),
)
LINK = Rule(
    id="L04",
    severity="block",
    title="internal link",
    why="The owner can't open it, and it shows names, tools and sometimes what it links to: "
    "35 of 47 internal reports hold one.",
    source="owner-updates.md 2.2",
    examples=(
        Example("en", "See https://acme.slack.com/archives/C012/p34", "See https://status.example.com"),
        Example("en", "Graph: grafana.example.com/d/abc", "Error rate fell from 12 % to 0.1 %."),
        Example("zh", "详见https://acme.feishu.cn/docx/AbCd", "详见https://status.example.com"),
        Example("zh", "仪表盘：http://localhost:3000/d/1", "错误率已降至0.1%"),
    ),
)

_BEFORE: Final = r"(?<![A-Za-z0-9_.-])"
_BEHIND: Final = r"(?![A-Za-z0-9_-]|\.[A-Za-z0-9])"

_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IPV4: Final = re.compile(
    rf"(?<![\w.])(?<!\d-)(?:{_OCTET}\.){{3}}{_OCTET}(?:/\d{{1,2}})?(?![A-Za-z0-9_]|\.\d)", re.ASCII
)
_IPV6: Final = re.compile(r"(?<![0-9A-Za-z:.])(?=[0-9A-Fa-f]*:)[0-9A-Fa-f:]{3,39}(?:/\d{1,3})?(?![0-9A-Za-z:]|\.\d)")
_VERSION: Final = re.compile(
    r"(?:\bv(?:ersion|er)?\.?|\brelease|\bbuild|\bpatch|\bsection|\bchapter|\bclause|\bparagraph|\bfirmware|版本号?|版|第|章节?|条款?|编号|固件)\s*(?:is|为|是|:)?\s*$",
    re.IGNORECASE,
)
_VERSION_BEHIND: Final = re.compile(r"\s*(?:版本|版|节|条|款|release\b|version\b|build\b)", re.IGNORECASE)
_OURS: Final = tuple(
    map(
        ipaddress.ip_network,
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10",
         "fc00::/7", "fe80::/10", "::1/128"),
    )
)  # fmt: skip

SUFFIXES: Final = (
    "internal", "local", "localdomain", "corp", "lan", "intra", "intranet", "private", "svc", "prod", "stg", "uat", "home.arpa", "consul",
    "cluster.local", "compute.amazonaws.com", "rds.amazonaws.com", "elb.amazonaws.com", "cache.amazonaws.com",
    "rds.aliyuncs.com", "kvstore.aliyuncs.com", "slb.aliyuncs.com", "tencentcdb.com", "database.windows.net",
    "cloudapp.azure.com",
)  # fmt: skip
"""Ends of host names that are never public; the settings add the organisation's own."""
_ROLE: Final = (
    r"(?:db|web|app|api|srv|svr|server|host|node|vm|cache|redis|mysql|pgsql|postgres|pg|oracle|mssql|kafka|zookeeper|"
    r"zk|elastic|elk|lb|slb|haproxy|proxy|gateway|gw|worker|master|slave|replica|primary|standby|nginx|tomcat|k8s|kube|"
    r"bastion|jump|mq|rmq|rabbit|rabbitmq|mongo|mongodb|etcd|prom|prometheus|jenkins|nas|nfs|dns|ldap|vpn|esx|esxi|"
    r"core-?sw|switch|router|firewall|fw|batch|queue|store|storage|hadoop|spark)"
)
_NAMED: Final = re.compile(
    rf"{_BEFORE}(?:"
    r"ip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}"
    rf"|(?:[a-z0-9]+-){{0,5}}{_ROLE}-\d{{1,5}}[a-z]?"
    rf"|(?:[a-z0-9]+-){{0,5}}{_ROLE}0\d{{1,3}}[a-z]?"
    rf"|(?:[a-z0-9]+-){{1,5}}{_ROLE}\d{{1,4}}[a-z]?"
    r"|(?:[a-z0-9]+-){1,5}(?:prod|prd|production|stg|staging|uat|preprod|sit|dr)(?:-[a-z0-9]+){0,4}-?(?<=[a-z-])\d{1,4}[a-z]?"
    r"|(?:prod|prd|production|stg|staging|uat|preprod)(?:-[a-z0-9]+){1,4}(?<=[a-z-])\d{1,4}[a-z]?"
    rf"){_BEHIND}",
    re.IGNORECASE,
)
_SENTENCE_LIKE: Final = re.compile(r"(?:^|-)(?:on|to|of|by|in|the|a|per|and|or|for|multi|single|two|three)(?:-|$)")
_REFERENCE: Final = re.compile(r"(?:0[1-9]|1[0-2])[0-3]\d-[0-9A-HJKMNP-TV-Z]{3,6}")
"""A room's reference, ``1122-GW6``: owners are told it (DESIGN.md 3), whatever its letters look like."""
_DIGIT: Final = re.compile(r"\d", re.ASCII)

_THINGS: Final = re.compile(
    rf"{_BEFORE}(?:"
    r"[a-z0-9]+(?:-[a-z0-9]+){0,6}-(?=[a-f0-9]*\d)[bcdf0-9a-z]{8,10}-(?=[a-z0-9]*\d)?[bcdfghjklmnpqrstvwxz2456789]{5}"
    r"|arn:aws[\w-]*:[a-z0-9-]+:[^\s,;\"')\]]+"
    r"|(?:i|vpc|subnet|sg|vol|eni|ami|snap|rtb|igw|nat|eipalloc|acl|lt|tgw)-(?:[0-9a-f]{17}|[0-9a-f]{8})"
    r"|(?:ins|cdb|lb|cls|vpc|subnet|disk)-(?=[a-z]*\d)[0-9a-z]{8}|(?:rm|r|i|d|s|vpc|vsw|sg|eip|lb)-(?:bp|uf|2ze|wz|j6c|m5e|hp)[0-9a-z]{14,20}"
    r"|(?:pods?|deployments?|deploy|statefulsets?|daemonsets?|namespaces?|replicasets?|configmaps?|ingress|pvc|svc)/[a-z0-9][a-z0-9.-]{2,}"
    r"|kubectl (?:get|describe|apply|delete|logs|exec|rollout|scale|edit|patch|drain|cordon|top|create|run|set)(?: [\w./=-]+){0,4}"
    r"|sha(?:1|256|512):[0-9a-f]{12,128}"
    rf"){_BEHIND}",
)
_COMMIT: Final = re.compile(r"(?<![\w./-])(?:[0-9a-f]{40}|[0-9a-f]{7,12})(?![\w-])", re.ASCII)


def look_private(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """L02: addresses of internal networks."""
    for start, end, is_ours in _addresses(prepared.folded):
        if is_ours:
            address = prepared.folded[start:end]
            message = f"{address} is an address of an internal network: say what it does, not where it is"
            yield prepared.finding(PRIVATE, start, end, message)


def look_public(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """L02b: any other address."""
    for start, end, is_ours in _addresses(prepared.folded):
        if not is_ours:
            address = prepared.folded[start:end]
            message = f"{address} is an address: say which service it is, unless the owner needs it"
            yield prepared.finding(PUBLIC, start, end, message)


def _addresses(text: str) -> Iterator[tuple[int, int, bool]]:
    """Addresses and whether they are of an internal network; a version of four numbers is none."""
    if text.count(".") >= 3:
        for match in _IPV4.finditer(text):
            if not _is_version(text, match.start(), match.end()):
                yield *match.span(), _is_ours(match[0])
    if text.count(":") >= 2:
        for match in _IPV6.finditer(text):
            plain = match[0].partition("/")[0]
            if _is_ipv6(plain):
                yield *match.span(), _is_ours(match[0])


def _is_ours(found: str) -> bool:
    address = ipaddress.ip_address(found.partition("/")[0])
    return any(address in net for net in _OURS if net.version == address.version)


def _is_version(text: str, start: int, end: int) -> bool:
    return _VERSION.search(text[max(0, start - 24) : start]) is not None or (
        _VERSION_BEHIND.match(text, end, end + 10) is not None
    )


def _is_ipv6(text: str) -> bool:
    """Whether it is one, and not a ratio or a name of a program: this machine, or a part of three letters and a digit."""
    if text != "::1" and not (_DIGIT.search(text) and any(len(part) > 2 for part in text.split(":"))):
        return False
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def look_hosts(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """L03: hosts by their ends (built in and configured) and by the forms in which machines are named."""
    text = prepared.folded
    taken: list[tuple[int, int]] = []
    for start, end in sorted((*_by_suffix(text, ground.hosts), *_by_form(text))):
        if taken and start < taken[-1][1]:
            continue
        taken.append((start, end))
        message = f"{text[start:end]} is a host of ours: say which service it is, in the owner's words"
        yield prepared.finding(HOST, start, end, message)


def _by_suffix(text: str, own: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for start, end in _words_with(text, _INNER_DOT):
        for match in _DOTTED.finditer(text, start, end):
            name = match[0].lower()
            if name.endswith(_ENDS) or any(under(name, end) for end in own) or _deep(name):
                yield match.span()


def _words_with(text: str, sign: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Names that hold a sign, each once: looking for the sign first is much cheaper than trying every word."""
    behind = 0
    for hit in sign.finditer(text):
        if hit.start() < behind:
            continue
        start, end = hit.span()
        while start > behind and text[start - 1] in _NAME_LETTERS:
            start -= 1
        while end < len(text) and text[end] in _NAME_LETTERS:
            end += 1
        behind = end
        yield start, end


_INNER_DOT: Final = re.compile(r"[A-Za-z0-9]\.[A-Za-z0-9]")
_LETTER_DIGIT: Final = re.compile(r"[A-Za-z-]\d", re.ASCII)
_NAME_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")
_ENDS: Final = tuple("." + end for end in SUFFIXES)


_DOTTED: Final = re.compile(
    r"(?:(?<![A-Za-z0-9_.-])|(?<=\*\.))[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})){1,12}(?![A-Za-z0-9_-])"
)


_DEEP: Final = 7
"""Names of so many parts are made by machines for machines."""
_PLACE: Final = re.compile(r"(?:^|-)(?:prod|production|stg|staging|live|cluster|node|zone|az|dc|idc)-?\d{0,3}$")


def _deep(name: str) -> bool:
    """Whether a name without a known end is ours all the same: a tool's, or one of many parts with an environment."""
    labels = name.split(".")
    if len(labels) < 3 or labels[-1].isdigit():
        return False
    beneath = labels[:-2]
    return (
        len(labels) >= _DEEP
        or (len(labels) >= 4 and any(_PLACE.search(label) for label in beneath))
        or any(label in TOOLS for label in beneath)
    )


def _by_form(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _words_with(text, _LETTER_DIGIT):
        for match in _NAMED.finditer(text, start, end):
            if not _SENTENCE_LIKE.search(match[0].lower()) and not _REFERENCE.fullmatch(match[0]):
                yield match.span()


def look_things(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """L03b: pods, cloud resources, commits."""
    text = prepared.folded
    found = (
        [match.span() for match in _THINGS.finditer(text)]
        if any(sign in text for sign in ("-", "/", ":", "kubectl"))
        else []
    )
    for match in _COMMIT.finditer(text):
        digits = len(_DIGIT.findall(match[0]))
        if 0 < digits < len(match[0]):
            found.append(match.span())
    for start, end in found:
        yield prepared.finding(
            THING, start, end, f"{text[start:end]} says nothing to an owner: say what it does for them"
        )


def look_links(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """L04: links to our tools and documents."""
    text = prepared.folded
    for start, end in places(text):
        link = text[start:end]
        if is_internal(link, ground.allowed, (*SUFFIXES, *ground.hosts)):
            yield prepared.finding(LINK, start, end, "this link leads inside: take it out, and say what it would show")


RULES: Final = (
    TextRule(PRIVATE, look_private),
    TextRule(PUBLIC, look_public),
    TextRule(HOST, look_hosts),
    TextRule(THING, look_things),
    TextRule(LINK, look_links),
)
