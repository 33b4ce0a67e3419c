"""Links in a text, and which of them lead inside: into our chat, documents, dashboards, tickets and consoles."""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_URL: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z][A-Za-z0-9+.-]{1,15}://|(?:localhost|127\.0\.0\.1)(?::\d{2,5}|(?=/))|"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}(?::\d{2,5})?(?=/[A-Za-z0-9?#~@_-]))"
    r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{0,2048}"
)
_TRAILING: Final = ".,;:!?'*_(["
_PAIRS: Final = {")": "(", "]": "["}

TOOLS: Final = frozenset(
    [
        "grafana",
        "kibana",
        "jira",
        "confluence",
        "jenkins",
        "prometheus",
        "alertmanager",
        "thanos",
        "argocd",
        "argo-cd",
        "argo-workflows",
        "sonar",
        "sonarqube",
        "nexus",
        "harbor",
        "artifactory",
        "gitlab",
        "gitea",
        "gogs",
        "gerrit",
        "rancher",
        "concourse",
        "drone",
        "splunk",
        "sentry",
        "zabbix",
        "nagios",
        "opsgenie",
        "vault",
        "consul",
        "zentao",
        "tapd",
        "jumpserver",
        "bastion",
        "intranet",
        "intra",
        "runbook",
        "runbooks",
        "backstage",
        "kiali",
        "jaeger",
        "skywalking",
        "apollo",
        "nacos",
        "xxl-job",
        "spinnaker",
        "rundeck",
        "awx",
        "redmine",
        "phabricator",
        "bugzilla",
        "mattermost",
        "rocketchat",
        "netbox",
        "phpmyadmin",
        "statsd",
        "opensearch",
        "elasticsearch",
        "logs",
        "monitoring",
        "portainer",
        "longhorn",
        "airflow",
    ]
)
"""A host with one of these names in it is a tool of ours, wherever it stands."""
_HOSTS: Final = (
    "atlassian.net", "grafana.net", "opsgenie.com", "datadoghq.com", "datadoghq.eu", "newrelic.com", "nr-assets.net",
    "sentry.io", "splunkcloud.com", "signalfx.com", "honeycomb.io", "logz.io", "papertrailapp.com", "loggly.com",
    "notion.so", "notion.site", "coda.io", "quip.com", "trello.com", "linear.app", "app.asana.com", "monday.com", "miro.com",
    "app.shortcut.com", "clickup.com", "figma.com", "docs.google.com", "drive.google.com", "sheets.google.com",
    "groups.google.com", "chat.google.com", "sharepoint.com", "onedrive.live.com", "1drv.ms", "dev.azure.com",
    "visualstudio.com", "teams.microsoft.com", "teams.live.com", "victorops.com", "rootly.com", "incident.io",
    "firehydrant.io", "squadcast.com", "yuque.com", "shimo.im", "kdocs.cn", "docs.qq.com", "doc.weixin.qq.com",
    "alidocs.dingtalk.com", "codeup.aliyun.com", "devops.aliyun.com", "coding.net", "tapd.cn", "teambition.com", "worktile.com",
    "pingcode.com", "console.aws.amazon.com", "console.aliyun.com", "console.cloud.tencent.com",
    "console.cloud.google.com", "console.huaweicloud.com", "portal.azure.com", "app.circleci.com", "app.terraform.io",
    "console.cloud.google.cn", "wolai.com", "flowus.cn", "basecamp.com", "pastebin.com", "hackmd.io",
)  # fmt: skip
"""Services that hold our own documents, tickets, dashboards and consoles."""
_OPEN: Final = frozenset({"status", "www", "support", "help", "developer", "developers", "api", "community", "docs"})
"""The vendors' own public places: ``status.pagerduty.com``."""
_WORKSPACES: Final = ("slack.com", "pagerduty.com", "feishu.cn", "larksuite.com", "larkoffice.com")
"""Services whose workspaces are hosts of their own: ``acme.slack.com``."""
_FORGES: Final = ("github.com", "gitee.com", "bitbucket.org", "gitlab.com", "codeberg.org")
_FORGE_PATH: Final = re.compile(
    r"^/[^/?#]+/[^/?#]+/(?:-/)?(?:issues|pulls?|pull-requests|merge_requests|commits?|blob|tree|raw|actions|compare|wiki|"
    r"runs|jobs|pipelines|security|projects|settings|src|edit|incidents|deployments|graphs|network)(?:[/?#]|$)"
)
_NO_OWNER: Final = re.compile(
    r"^/(?:orgs|features|about|settings|new|marketplace|login|notifications|security|enterprise|pricing|topics|explore|"
    r"community|sponsors|apps|readme|site|contact)(?:[/?#]|$)"
)
_GITLAB_PATH: Final = re.compile(
    r"/-/(?:issues|merge_requests|jobs|pipelines|commit|blob|tree|wikis|snippets|incidents)\b"
)
_SCHEMES: Final = frozenset(
    {"http", "https", "ftp", "sftp", "ssh", "git", "smb", "file", "s3", "oss", "gs", "jdbc", "svn", "rdp", "vnc"}
)
_INSIDE_SCHEMES: Final = frozenset({"smb", "file", "s3", "oss", "gs", "rdp", "vnc"})


class Link(NamedTuple):
    """A link in its parts."""

    scheme: str
    host: str
    path: str


def places(text: str) -> Iterator[tuple[int, int]]:
    """Where links stand, without the punctuation of the sentence around them; with or without a scheme."""
    if "/" not in text and "localhost" not in text:
        return
    match = _URL.search(text)
    while match is not None:
        start, end = match.start(), _end(text, *match.span())
        if end - start > 4:
            yield start, end
        # from where it ended, not from where the pattern did: [https://x](https://x) are two
        match = _URL.search(text, max(end, start + 1))


def _end(text: str, start: int, end: int) -> int:
    """Where a link ends: before a bracket that nobody opened in it, and without the punctuation behind it."""
    opened = {"(": 0, "[": 0}
    for place in range(start, end):
        char = text[place]
        if char in opened:
            opened[char] += 1
        elif char in _PAIRS:
            opened[_PAIRS[char]] -= 1
            if opened[_PAIRS[char]] < 0:
                end = place
                break
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return end


def parsed(link: str) -> Link:
    """A link in its parts, host and scheme in small letters."""
    scheme, between, rest = link.partition("://")
    if not between:
        scheme, rest = "", link
    if scheme.lower() == "jdbc" or ":" in scheme:
        scheme = scheme.rpartition(":")[2]
    cut = min((at for mark in "/?#" if (at := rest.find(mark)) >= 0), default=len(rest))
    authority, path = rest[:cut], rest[cut:]
    host = authority.rpartition("@")[2]
    host = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return Link(scheme.lower(), host.lower().rstrip("."), path)


def under(host: str, suffix: str) -> bool:
    """Whether ``host`` is ``suffix`` or beneath it."""
    plain = suffix.lower().lstrip("*").strip(".")
    return bool(plain) and (host == plain or host.endswith("." + plain))


def is_internal(link: str, allowed: Sequence[str], suffixes: Sequence[str]) -> bool:
    """Whether a link leads inside; ``allowed`` hosts never do, ``suffixes`` are internal ends of hosts."""
    scheme, host, path = parsed(link)
    if any(_is_allowed(host, path, one) for one in allowed):
        return False
    if scheme in _INSIDE_SCHEMES:
        return True
    if not host or (scheme and scheme not in _SCHEMES):
        return False
    if _is_nearby(host, bool(scheme)) or any(under(host, suffix) for suffix in suffixes):
        return True
    labels = host.split(".")
    if any(label in TOOLS for label in labels[:-2] or labels[:1]) and not _is_vendor(labels):
        return True
    return _is_service(host, labels, path)


def is_allowed(link: str, allowed: Sequence[str]) -> bool:
    """Whether a link leads to one of the places that may be named to anybody."""
    _, host, path = parsed(link)
    return any(_is_allowed(host, path, one) for one in allowed)


def _is_allowed(host: str, path: str, one: str) -> bool:
    name, _, beneath = one.lower().partition("://")[2].partition("/") if "://" in one else one.lower().partition("/")
    return under(host, name) and path.lower().startswith("/" + beneath if beneath else "")


def _is_nearby(host: str, named: bool) -> bool:
    """This machine, a private address, or a bare name that only our own network knows."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return named and "." not in host
    return address.is_private or address.is_loopback or address.is_link_local


def _is_vendor(labels: list[str]) -> bool:
    """Whether a tool's name is its maker's own public site: ``docs.gitlab.com``, ``grafana.com``."""
    return len(labels) == 2 or labels[0] in _OPEN


def _is_service(host: str, labels: list[str], path: str) -> bool:
    if any(host == one or (under(host, one) and labels[0] not in _OPEN) for one in _HOSTS):
        return True
    if labels[0] == "www" and any(under(host, one) for one in _HOSTS):
        return len(path) > 1
    for one in _WORKSPACES:
        if under(host, one):
            return host != one and labels[0] not in _OPEN and not host.startswith("open.")
    if any(under(host, one) for one in _FORGES):
        return not _NO_OWNER.match(path) and (
            _FORGE_PATH.match(path) is not None or _GITLAB_PATH.search(path) is not None
        )
    return _GITLAB_PATH.search(path) is not None
