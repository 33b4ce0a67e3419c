"""Mail addresses: read strictly, so that nothing in one can become another line or another recipient. Pure."""

import re
from typing import Final, NamedTuple

LONGEST: Final = 254
"""Letters of an address (RFC 5321 4.5.3.1.3, without the brackets)."""
_LOCAL: Final = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x20\x7f-\xa0\u2028\u2029]{1,64}")
_DOMAIN: Final = re.compile(
    r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
)
_LITERAL: Final = re.compile(r"\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9A-Fa-f:.]{2,45})\]")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NAMED: Final = re.compile(r"\s*(?P<name>[^<>]*?)\s*<\s*(?P<address>[^<>]*?)\s*>\s*")


class Address(NamedTuple):
    """A mail address; ``domain`` is in ASCII (an international one as ``xn--``)."""

    local: str
    domain: str
    name: str = ""

    @property
    def spec(self) -> str:
        """``local@domain``."""
        return f"{self.local}@{self.domain}"

    @property
    def ascii(self) -> bool:
        """Whether every mail server takes it; else the server has to offer SMTPUTF8."""
        return self.local.isascii()


def address(text: str, name: str = "") -> Address:
    """Read ``li@acme.example`` or ``Li <li@acme.example>``. Raises ``ValueError`` in words for anything else."""
    if _CONTROLS.search(text):
        raise ValueError("a mail address holds no line ends and other controls")
    named = _NAMED.fullmatch(text)
    if named is not None:
        if "@" in named["name"]:
            raise ValueError("these are two mail addresses; each gets a mail of its own")
        name, text = name or named["name"].strip("\" '"), named["address"]
    local, at, domain = text.strip(" ").rpartition("@")
    if not at or not local:
        raise ValueError("this is no mail address; it is written like li@acme.example")
    if not _LOCAL.fullmatch(local) or local[0] == "." or local[-1] == "." or ".." in local:
        raise ValueError("what stands before the @ can't be in a mail address")
    host = _host(domain)
    if host is None or len(local.encode()) + len(host) >= LONGEST:
        raise ValueError("what stands behind the @ is no name of a mail domain")
    return Address(local, host, " ".join(name.split()))


def _host(domain: str) -> str | None:
    if _LITERAL.fullmatch(domain):
        return domain
    try:
        host = domain.encode("idna").decode("ascii").lower()
    except (UnicodeError, ValueError):
        return None
    return host if _DOMAIN.fullmatch(host) else None
