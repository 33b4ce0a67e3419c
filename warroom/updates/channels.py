"""What each channel takes: how much of it, measured how, in which dialect, and who says so. Pure."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from warroom.state.revisions import Form

Unit = Literal["bytes", "characters", "sms"]
Dialect = Literal["text", "markdown", "slack", "sms"]


class Channel(NamedTuple):
    """A way to an owner."""

    name: str
    label: str
    form: Form
    dialect: Dialect
    limit: int
    """0: none that matters."""
    unit: Unit
    source: str
    subject: bool = False
    """Whether a subject goes beside the text; else it is its first line."""


_APPRISE: Final = "as coded in Apprise 2.2.0 (owner-updates.md 2.1, S13)"
_FEISHU: Final = "a request is at most 20 KB (Feishu's guide to custom bots)"
_DINGTALK: Final = "its own answer 460101: message too long, exceed 20000 bytes"
_TEAMS: Final = "28,672 bytes a message, six for each Chinese character (MicrosoftDocs/msteams-docs #11274)"
_SMS: Final = "3GPP TS 23.038: 160 letters a part, 70 in Chinese; 6 parts are our choice"

CHANNELS: Final[Mapping[str, Channel]] = {
    one.name: one
    for one in (
        Channel("email", "E-mail", "long", "text", 0, "characters", "no limit that a text reaches", subject=True),
        Channel("letter", "Letter", "long", "text", 0, "characters", "no limit", subject=True),
        Channel("phone", "Read aloud", "short", "text", 0, "characters", "no limit; about 150 words a minute"),
        Channel("sms", "SMS", "short", "sms", 6, "sms", _SMS),
        Channel("wecom", "WeCom", "short", "text", 2048, "bytes", "official (owner-updates.md 2.1, S13)"),
        Channel("feishu", "Feishu", "short", "text", 20_000, "bytes", _FEISHU),
        Channel("lark", "Lark", "short", "text", 20_000, "bytes", _FEISHU),
        Channel("dingtalk", "DingTalk", "short", "text", 20_000, "bytes", _DINGTALK),
        Channel("teams", "Teams", "short", "markdown", 3000, "characters", _TEAMS),
        Channel("slack", "Slack", "short", "slack", 35_000, "characters", f"Slack cuts at 40,000; {_APPRISE}"),
        Channel("discord", "Discord", "short", "markdown", 2000, "characters", _APPRISE),
        Channel("telegram", "Telegram", "short", "text", 4096, "characters", _APPRISE),
        Channel("wechat", "WeChat", "short", "text", 0, "characters", "a person pastes it; no limit was read"),
        Channel("statuspage", "Status page", "short", "text", 0, "characters", "no limit was found", subject=True),
        Channel("webhook", "Webhook", "long", "text", 0, "characters", "no limit of ours", subject=True),
    )
}  # fmt: skip
"""Every channel by its name. What a plan calls by another name has the limits of none."""

_ALSO: Final[Mapping[str, str]] = {"mail": "email", "e-mail": "email", "邮件": "email", "电话": "phone", "短信": "sms",
    "call": "phone", "企业微信": "wecom", "飞书": "feishu", "钉钉": "dingtalk", "微信": "wechat"}  # fmt: skip


def channel(name: str) -> Channel | None:
    """The channel that a plan means by ``name`` (``slack``, ``slack:acme-ops``); None when it is none of these."""
    plain = name.replace("：", ":").partition(":")[0].strip().casefold()
    return CHANNELS.get(_ALSO.get(plain, plain))


_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE: Final = frozenset("^{}\\[~]|€\f")


def sms_parts(text: str) -> int:
    """How many SMS a text takes (3GPP TS 23.038): 160 or 70 letters in one, 153 or 67 in each of several."""
    return len(sms_pieces(text))


def sms_pieces(text: str) -> list[str]:
    """The SMS that a text becomes, in order; put together they are the text."""
    plain = all(letter in _GSM or letter in _GSM_TWICE for letter in text)
    one, each = (160, 153) if plain else (70, 67)
    sizes = [(2 if letter in _GSM_TWICE else 1) if plain else 1 + (ord(letter) > 0xFFFF) for letter in text]
    if sum(sizes) <= one:
        return [text]
    found, start, used = list[str](), 0, 0
    for place, size in enumerate(sizes):
        if used + size > each:  # a letter of two is never cut in two
            found.append(text[start:place])
            start, used = place, 0
        used += size
    return [*found, text[start:]]


def measure(text: str, unit: Unit) -> int:
    """How long a text is in a channel's unit."""
    if unit == "sms":
        return sms_parts(text)
    return len(text.encode("utf-8", "surrogatepass")) if unit == "bytes" else len(text)
