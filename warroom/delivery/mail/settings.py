"""``[email.NAME]`` of ``channels.toml``: the mail server that carries updates, and where replies are read. Pure."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

import msgspec

from warroom.delivery.carrier import Fault
from warroom.delivery.mail.addresses import Address, address
from warroom.delivery.secrets import is_reference
from warroom.delivery.settings import Setting, faults_of, secret_names

Security = Literal["starttls", "tls", "none"]

PORTS: Final[Mapping[str, int]] = {"starttls": 587, "tls": 465, "none": 25}
IMAP_PORTS: Final[Mapping[str, int]] = {"starttls": 143, "tls": 993, "none": 143}
PATIENCE: Final = 60.0
"""Seconds for each step before the final dot. RFC 5321 4.5.3.2 allows servers two to five minutes; whoever gives up
before the dot lost nothing, and somebody waits for this in an incident."""
ANSWER_PATIENCE: Final = 600.0
"""Seconds for the answer to the final dot: ten minutes as in RFC 5321 4.5.3.2.6, for whoever gives up sooner can't
know whether the mail was taken over."""


_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?|\[?[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]?")


class Inbox(msgspec.Struct, frozen=True, kw_only=True):
    """Where replies and bounces arrive."""

    host: str
    port: int
    security: Security
    user: str
    password: str
    folder: str
    ca: str


class MailSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A mail server, checked; with secrets in hand only in the thread that sends."""

    host: str
    port: int
    security: Security
    user: str
    password: str
    login: str
    sender: Address
    reply_to: Address | None
    plus: bool
    ca: str
    helo: str
    timeout: float
    answer_timeout: float
    inbox: Inbox | None


def _text(says: str, *, needed: bool = False, secret: bool = False, one_of: tuple[str, ...] = ()) -> Setting:
    return Setting("text", says, needed, secret, one_of)


_PORT: Final = Setting("number", "the port of the server", least=1, most=65535)
_SECURITY: Final = _text("starttls is usual; none only on this machine", one_of=("starttls", "tls", "none"))
_CA: Final = _text("a file (PEM) with the certificates of your own CA, where the server's is not a public one's")

SETTINGS: Final[Mapping[str, Setting]] = {
    "host": _text('the mail server that takes mails for others: host = "mail.example.com"', needed=True),
    "port": _PORT,
    "security": _SECURITY,
    "user": _text("the name to log in with"),
    "password": _text("where the password is", secret=True),
    "login": _text("how the password is said; with xoauth2 it is a token", one_of=("password", "xoauth2")),
    "from": _text('who the mails are from: from = "Operations <ops@example.com>"', needed=True),
    "reply_to": _text('where replies go: reply_to = "incidents@example.com"'),
    "plus": Setting("flag", "whether replies go to incidents+...@example.com, so that they find their update"),
    "ca": _CA,
    "helo": _text("the name by which this machine greets the server"),
    "timeout": Setting("number", "seconds for each step", least=1, most=3600),
    "answer_timeout": Setting("number", "seconds for the last answer", least=1, most=3600),
    "imap_host": _text('where replies are read: imap_host = "imap.example.com"'),
    "imap_port": _PORT,
    "imap_security": _SECURITY,
    "imap_user": _text("whose mails are read; else as 'user'"),
    "imap_password": _text("where the password for reading is; else as 'password'", secret=True),
    "imap_folder": _text("the folder that is read; else INBOX"),
    "imap_ca": _CA,
}
"""Every setting of a mail server."""
INBOX: Final = "imap_"
"""What the settings for reading begin with; sending never needs them."""


def faults(where: str, settings: Mapping[str, object]) -> list[Fault]:
    """What is wrong with a mail server's settings, one message each; nothing is looked up."""
    found = faults_of(where, settings, SETTINGS)
    known = {one.where for one in found}
    more = [(f"{where}: {name}", text) for name, text in (*_alone(settings), *_together(settings))]
    return found + [Fault(place, text) for place, text in more if place not in known]


def _alone(settings: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Names and addresses that can't be; what a reference will give is looked at when it is there."""
    for name in ("host", "imap_host", "helo"):
        value = settings.get(name)
        if isinstance(value, str) and not is_reference(value) and not _HOST.fullmatch(value):
            yield name, f"'{name}' is the name of a server alone, without port or path: mail.example.com"
    for name in ("from", "reply_to"):
        value = settings.get(name)
        if isinstance(value, str) and value.strip() and not is_reference(value):
            try:
                address(value)
            except ValueError as error:
                yield name, f"'{name}': {error}"


def _together(settings: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What fits alone, but not with the rest."""
    for prefix in ("", INBOX):
        host = settings.get(f"{prefix}host")
        if settings.get(f"{prefix}security") == "none" and isinstance(host, str) and not on_this_machine(host):
            words = "everybody on the way could read and change it; only a server on this machine may go without"
            yield f"{prefix}security", f"'{prefix}security' can't be none: {words}"
    if "user" in settings and "password" not in settings:
        yield "password", "'password' is missing: where it is, password = \"env:SMTP_PASSWORD\""
    if "password" in settings and "user" not in settings:
        yield "user", "'user' is missing: the name for which the password is"
    if settings.get("plus") is True and "reply_to" not in settings:
        yield "reply_to", "'reply_to' is missing: with plus = true replies go there, with +... before the @"
    if any(name.startswith(INBOX) for name in settings):
        yield from _inbox_together(settings)


def _inbox_together(settings: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if "imap_host" not in settings:
        yield "imap_host", "'imap_host' is missing: where replies are read"
    if "imap_user" not in settings and "user" not in settings:
        yield "imap_user", "'imap_user' is missing: whose mails are read"
    if "imap_password" not in settings and "password" not in settings:
        yield "imap_password", "'imap_password' is missing: where it is, imap_password = \"env:IMAP_PASSWORD\""


SECRETS: Final = secret_names(SETTINGS)


def on_this_machine(host: str) -> bool:
    """Whether a host's name can only be this machine."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def read(settings: Mapping[str, object]) -> MailSettings:
    """The settings with secrets in hand, checked. Raises ``ValueError`` in words that hold no value of a secret."""
    plain = {name: value for name, value in settings.items() if name not in SECRETS}
    held = {name: "env:HELD" for name in SECRETS if name in settings}
    wrong = faults("", {**plain, **held})
    if wrong:
        raise ValueError(wrong[0].text)
    said: Mapping[str, Any] = settings
    security: Security = said.get("security", "tls" if said.get("port") == PORTS["tls"] else "starttls")
    return MailSettings(
        host=_plain(said["host"]),
        port=int(said.get("port", PORTS[security])),
        security=security,
        user=said.get("user", ""),
        password=said.get("password", ""),
        login=said.get("login", "password"),
        sender=address(said["from"]),
        reply_to=address(said["reply_to"]) if "reply_to" in said else None,
        plus=said.get("plus", False),
        ca=said.get("ca", ""),
        helo=said.get("helo", ""),
        timeout=float(said.get("timeout", PATIENCE)),
        answer_timeout=float(said.get("answer_timeout", ANSWER_PATIENCE)),
        inbox=_inbox(said) if "imap_host" in said else None,
    )


def _plain(host: str) -> str:
    """A host's name as a certificate has it."""
    return host.strip("[]").rstrip(".")


def _inbox(said: Mapping[str, Any]) -> Inbox:
    security: Security = said.get("imap_security", "tls")
    return Inbox(
        host=_plain(said["imap_host"]),
        port=int(said.get("imap_port", IMAP_PORTS[security])),
        security=security,
        user=said.get("imap_user", said.get("user", "")),
        password=said.get("imap_password", said.get("password", "")),
        folder=said.get("imap_folder", "INBOX"),
        ca=said.get("imap_ca", said.get("ca", "")),
    )
