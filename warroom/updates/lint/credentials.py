"""L01: secrets. Known forms of keys and tokens, links that are keys, and passwords that somebody wrote out."""

import re
from collections.abc import Iterator
from typing import Final

from warroom.updates.lint.finding import Example, Finding, Ground, Rule
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.table import TextRule

SECRET = Rule(
    id="L01",
    severity="block",
    title="secret",
    why="A key or password that was sent is lost: it has to be changed, wherever the mail has gone meanwhile.",
    source="owner-updates.md 2.2; forms of the vendors' own documentation",
    examples=(
        Example("en", "The root password is Abc123!@# for now.", "Password resets were delayed."),
        Example("en", "Use postgres://app:s3cr3t!@db/orders to look.", "We looked at the orders database."),
        Example("en", "api_key=9f8e7d6c5b4a39281706", "The API key was replaced at 14:05 UTC."),
        Example("zh", "数据库密码是 Abc123!@#，请先登录", "密码重置邮件延迟到达。"),
        Example("zh", "口令：hunter2hunter2", "已更换全部口令。"),
        Example("zh", "密钥为 9f8e7d6c5b4a39281706", "密钥已于14:05（北京时间）更换。"),
    ),
)

_START: Final = r"(?<![A-Za-z0-9_])"
_END: Final = r"(?![A-Za-z0-9_])"
_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

KINDS: Final[tuple[tuple[str, str, str], ...]] = (
    ("an AWS access key", "IA", rf"{_START}(?:AKIA|ASIA|ABIA)[0-9A-Z]{{16}}{_END}"),
    ("an Alibaba Cloud access key", "LTAI", rf"{_START}LTAI[0-9A-Za-z]{{12,26}}{_END}"),
    ("a Tencent Cloud secret id", "AKID", rf"{_START}AKID[0-9A-Za-z]{{13,40}}{_END}"),
    ("a GitHub token", "gh", rf"{_START}gh[pousr]_[0-9A-Za-z]{{30,255}}{_END}"),
    ("a GitHub token", "github_pat_", rf"{_START}github_pat_[0-9A-Za-z_]{{30,255}}{_END}"),
    ("a GitLab token", "gl", rf"{_START}gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|imt|oas|ffct)-[0-9A-Za-z_.-]{{16,}}"),
    ("a Slack token", "xox", rf"{_START}xox[abeoprs](?:\.xox[bp])?-[0-9A-Za-z-]{{10,}}"),
    ("a Slack token", "xapp-", rf"{_START}xapp-\d-[0-9A-Za-z-]{{10,}}"),
    ("an API key", "sk-", rf"{_START}sk-(?=[A-Za-z0-9_-]{{0,99}}\d)(?=[A-Za-z0-9_-]{{0,99}}[A-Za-z])[A-Za-z0-9_-]{{20,}}"),
    ("a Google API key", "AIza", rf"{_START}AIza[0-9A-Za-z_-]{{35}}(?![0-9A-Za-z_-])"),
    ("a Google secret", "GOCSPX-", rf"{_START}GOCSPX-[0-9A-Za-z_-]{{20,}}"),
    ("a Google token", "ya29.", rf"{_START}ya29\.[0-9A-Za-z_-]{{20,}}"),
    ("a signed token (JWT)", "eyJ", rf"{_START}eyJ[0-9A-Za-z_-]{{5,}}\.[0-9A-Za-z_-]{{5,}}(?:\.[0-9A-Za-z_-]*)?"),
    ("a private key", "PRIVATE KEY", r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"),
    ("a private key", "PuTTY-User-Key-File", r"PuTTY-User-Key-File-\d: \S+"),
    ("a payment key", "_live_", rf"{_START}[srp]k_live_[0-9A-Za-z]{{16,}}{_END}"),
    ("a webhook secret", "whsec_", rf"{_START}whsec_[0-9A-Za-z+/=]{{20,}}"),
    ("a package token", "npm_", rf"{_START}npm_[0-9A-Za-z]{{30,}}{_END}"),
    ("a package token", "pypi-", rf"{_START}pypi-[0-9A-Za-z_-]{{30,}}"),
    ("a mail token", "SG.", rf"{_START}SG\.[0-9A-Za-z_-]{{16,}}\.[0-9A-Za-z_-]{{16,}}"),
    ("a model token", "hf_", rf"{_START}hf_[0-9A-Za-z]{{30,}}{_END}"),
    ("a cloud token", "dop_v1_", rf"{_START}dop_v1_[0-9a-f]{{40,}}{_END}"),
    ("a Vault token", "hvs.", rf"{_START}hvs\.[0-9A-Za-z_-]{{20,}}"),
    ("a bot token", ":AA", rf"{_START}\d{{8,10}}:AA[0-9A-Za-z_-]{{32,35}}(?![0-9A-Za-z_-])"),
    ("a storage key", "AccountKey=", r"AccountKey=[0-9A-Za-z+/]{40,}={0,2}"),
    ("a login header", "uthorization", r"[Aa]uthorization\s*:\s*(?:Bearer|Basic|Token)\s+[0-9A-Za-z._~+/=-]{8,}"),
    ("a bearer token", "earer ", rf"{_START}[Bb]earer (?=[^\s]{{0,99}}\d)[0-9A-Za-z._~+/=-]{{20,}}"),
    (
        "a link with its password",
        "://",
        r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/:@?#]{0,100}:(?![*x•]{2,}@)[^\s/?#]{1,200}@[^\s/?#@]+",
    ),
    ("a chat webhook", "/bot/", r"open\.(?:feishu\.cn|larksuite\.com|larkoffice\.com)/open-apis/bot/(?:v2/)?hook/[\w-]{8,}"),
    ("a chat webhook", "qyapi.weixin", r"qyapi\.weixin\.qq\.com/cgi-bin/webhook/(?:send|upload_media)\?[^\s]*key=[\w-]{8,}"),
    ("a chat webhook", "dingtalk", r"(?:oapi|api)\.dingtalk\.com/robot/send\?[^\s]*access_token=\w{8,}"),
    ("a chat webhook", "hooks.slack", r"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/[\w/-]{8,}"),
    ("a chat webhook", "webhook.office", r"[\w-]*\.?webhook\.office(?:365)?\.com/webhookb?2?/[^\s]{8,}"),
    ("a chat webhook", "/webhook/", rf"outlook\.office(?:365)?\.com/webhook/{_UUID}[^\s]*"),
    ("a chat webhook", "sig=", r"(?:logic\.azure\.com|api\.powerplatform\.com)[^\s]*[?&]sig=[\w%-]{16,}"),
    ("a chat webhook", "/api/webhooks/", r"discord(?:app)?\.com/api/webhooks/\d{8,}/[\w-]{16,}"),
    ("a chat webhook", "api.telegram.org/bot", r"api\.telegram\.org/bot\d{6,}:[\w-]{20,}"),
    ("a signed link", "ignature=", r"[?&](?:X-Amz-Signature|Signature|OSSAccessKeyId|q-signature)=[\w%+/.-]{16,}"),
)  # fmt: skip
"""What it is, letters that every one of them holds (looked for first: it is much cheaper), and its form."""

_FORMS: Final = tuple((what, letters, re.compile(form)) for what, letters, form in KINDS)

_PASSWORD_WORD: Final = r"pass(?:word|phrase|wd|code)|pwd|密码|口令|密碼"
_KEY_WORD: Final = (
    r"(?:api|access|secret|private|auth|client|app|encryption|signing|session|refresh|bearer|master|shared|account)"
    r"[_ -]?(?:key|secret|token)(?:[_ -]?(?:id|secret))?"
    r"|access[_ -]?key[_ -]?(?:id|secret)|secret[_ -]?(?:access[_ -]?)?key|secret|token|credentials?"
    r"|密[钥鑰]|秘[钥鑰]|令牌|凭证|凭据|访问码|授权码"
)
_SAYS: Final = (
    r"[\"'`]?\s{0,3}(?:[:=]{1,2}>?|->|(?<=\s)--?(?=\s)|(?<![A-Za-z])(?:is|was|are|to|as)(?![A-Za-z])(?: now| set to| still)?\s*[:=]?"
    r"|(?:现在|目前|仍然|还)?(?:是|为|叫)[:=]?|(?:已)?(?:重置|修改|更改|更新|改|设置|设)(?:成|为|到)[:=]?)\s{0,3}"
)
_VALUE: Final = r"(?P<quote>[\"'`]?)(?P<value>[!-~]{4,200})"
_ASSIGNED: Final = re.compile(
    rf"(?:(?P<password>{_PASSWORD_WORD})|(?P<key>{_KEY_WORD}))"
    rf"(?:\s{{0,2}}\([^()\n]{{1,30}}\))?"
    rf"{_SAYS}{_VALUE}"
)
_BESIDE: Final = re.compile(
    rf"(?:{_PASSWORD_WORD})\s{{0,3}}[\"'`]?(?P<value>(?=[!-~]{{0,200}}[a-z])(?=[!-~]{{0,200}}\d)[!-~]{{6,200}})"
)
"""Both read small letters; what they find is looked at as it was written."""
_WORDS: Final = (
    "pass", "pwd", "key", "secret", "token", "credential", "密码", "口令", "密碼", "密钥", "密鑰", "秘钥", "秘鑰", "令牌",
    "凭证", "凭据", "访问码", "授权码",
)  # fmt: skip
"""One of these is in every password or key that is written out."""
_NO_VALUE: Final = re.compile(
    r"\d{1,2}[:.]\d{2}(?::\d{2})?(?:am|pm|z|utc\S*)?|\d{4}-\d{1,2}-\d{1,2}\S*|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,3}(?:\.\d+)?%"
    r"|\$\{?\w+\}?|%\w+%|<[^<>]*>|\[[^\[\]]*\]|\{\{.*|⟦.*|[*•x.#_-]+|https?://\S*|v\d+(?:\.\d+)*"
    r"|\d{1,3}(?:st|nd|rd|th|[- ]?(?:days?|hours?|h|min(?:utes?)?|s|ms|k|m|bytes?|bit|chars?|characters?|letters?))",
    re.IGNORECASE,
)
_TRAILING: Final = ".,;:!?)]}>\"'`"
_ODD: Final = re.compile(r"[^A-Za-z0-9'./:,;()-]")


def look(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """Every secret of a text, each place once."""
    text = prepared.folded
    taken: list[tuple[int, int]] = []
    for start, end, what in (*_known(text), *_written_out(text, prepared.folded_lower)):
        if any(start < stop and begin < end for begin, stop in taken):
            continue
        taken.append((start, end))
        message = f"this looks like {what}: take it out, and have it changed if it was sent or pasted anywhere"
        yield prepared.finding(SECRET, start, end, message)


def _known(text: str) -> Iterator[tuple[int, int, str]]:
    for what, letters, form in _FORMS:
        if letters in text:
            for match in form.finditer(text):
                yield *match.span(), what


def _written_out(text: str, lower: str) -> Iterator[tuple[int, int, str]]:
    if not any(word in lower for word in _WORDS):
        return
    for match in _ASSIGNED.finditer(lower):
        value = _value(text[slice(*match.span("value"))], match["quote"])
        is_one = _is_password(value) if match["password"] else _is_key(value)
        if is_one and not _NO_VALUE.fullmatch(text[slice(*match.span("value"))].rstrip(".,;:!?")):
            start = match.start("value")
            yield start, start + len(value), "a password" if match["password"] else "a key or token"
    for match in _BESIDE.finditer(lower):
        value = _value(text[slice(*match.span("value"))], "")
        if (
            len(value) >= 6
            and _is_password(value)
            and any(c.isdigit() for c in value)
            and any(c.isalpha() for c in value)
        ):
            start = match.start("value")
            yield start, start + len(value), "a password"


def _value(text: str, quote: str) -> str:
    """What was written out, without the punctuation of the sentence around it."""
    if quote and quote in text:
        return text[: text.index(quote)]
    bare = text.rstrip(_TRAILING)
    # A mark that ends the word may end the sentence or the password; beside another one it is the password's.
    return text if len(text) - len(bare) > 1 and _ODD.search(bare) and text[-1] in "!?" else bare


def _is_password(value: str) -> bool:
    """Whether it can be one: at least four signs, a digit or an odd sign among them, and nothing else that is usual."""
    if len(value) < 4 or _NO_VALUE.fullmatch(value):
        return False
    return any(char.isdigit() for char in value) or _ODD.search(value) is not None


def _is_key(value: str) -> bool:
    """Whether it can be a key: eight signs or more with both letters and digits, or sixteen and odd."""
    if len(value) < 8 or _NO_VALUE.fullmatch(value):
        return False
    digits = sum(char.isdigit() for char in value)
    return (digits > 0 and digits < len(value)) or (len(value) >= 16 and digits == len(value))


RULES: Final = (TextRule(SECRET, look),)
