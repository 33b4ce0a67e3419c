"""What a server, a library or a command said, made fit for a room: one bounded line without a secret in it. Pure."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, quote_plus, unquote, urlsplit

from warroom.text import clean, safe

LONGEST: Final = 300
"""Characters of an answer that are kept."""
HIDDEN: Final = "[secret]"
_SHORT: Final = 4
"""Characters; a shorter secret is taken out only where it stands alone, for it is part of many words."""
_PART: Final = 6
"""Characters from which a part of a secret address (a piece of its path, a value of its query) is a secret itself."""
_ADDRESS: Final = re.compile(r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s<>\"'`]+")
_WITH_HOST: Final = frozenset({"http", "https", "smtp", "smtps", "imap", "imaps", "ws", "wss"})
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_COMMON: Final = frozenset(
    {"access_token", "workflows", "triggers", "manual", "invoke", "services", "service", "webhook", "webhooks"}
    | {"incoming", "open-apis", "cgi-bin", "api-version", "message", "messages", "incidents", "powerautomate"}
)
"""Pieces of addresses that everybody's have: they say nothing."""
_READ: Final = 65_536
"""Characters that are looked at; more of an answer is nobody's need."""
_KEPT: Final = 8192
"""Characters of the line that are searched; a secret that ends behind them is cut off with all that is left of it."""


def scrub(text: str, secrets: Iterable[str] = ()) -> str:
    """``text`` as one safe line of at most 300 characters, with no secret in it, however it is spelled.

    A secret is taken out as it is, as an address or JSON or base64 spells it, and in parts where it is an address.
    Of every address in the text only the host stays: paths and queries of webhooks are secrets.
    """
    known = sorted(spellings(secrets), key=len, reverse=True)
    line = " ".join(clean(text[:_READ]).split())
    if len(line) > _KEPT or len(text) > _READ:
        line = line[: max(0, min(len(line), _KEPT) - max(map(len, known), default=0))]
    line = _BASE64.sub(lambda match: _if_harmless(match[0], known), _without(line, known))
    line = safe(_ADDRESS.sub(lambda match: host_of(match[0]), line))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def host_of(address: str) -> str:
    """An address as it may be shown: scheme and host, never the name, path or query behind them."""
    scheme, _, rest = address.partition("://")
    if scheme.casefold() not in _WITH_HOST:
        return f"{scheme}://…"
    host = re.split(r"[/?#\\]", rest, maxsplit=1)[0].rpartition("@")[2]
    return f"{scheme}://{host}" + ("/…" if len(rest.rstrip("/")) > len(host) else "")


def spellings(secrets: Iterable[str]) -> set[str]:
    """Every form in which a secret may come back."""
    found: set[str] = set()
    for secret in secrets:
        for part in (secret, *secret.split("\n"), *_parts(secret)):
            plain = part.strip()
            if plain:
                found |= {plain, quote(plain, safe=""), quote(plain), quote_plus(plain), unquote(plain)}
                found |= {json.dumps(plain)[1:-1], json.dumps(plain, ensure_ascii=False)[1:-1], repr(plain)[1:-1]}
                found |= {" ".join(plain.split()), *_misread(plain)}
    return {one for one in found if one}


def _misread(secret: str) -> Iterator[str]:
    """A secret beyond ASCII as it comes back from who reads or writes its bytes in another code."""
    if secret.isascii():
        return
    for written in ("utf-8", "gb18030"):
        data = secret.encode(written, "replace")
        for read in ("latin-1", "cp1252", "gb18030", "utf-8", "ascii"):
            yield from (data.decode(read, how) for how in ("replace", "ignore", "backslashreplace"))
    yield clean(secret.encode().decode("ascii", "surrogateescape"))


def _parts(secret: str) -> Iterator[str]:
    """What of a secret address gives it away by itself."""
    if "://" not in secret:
        return
    try:
        found = urlsplit(secret)
    except ValueError:  # no address after all
        return
    behind = secret.partition("://")[2].partition("/")[2]
    userinfo = found.netloc.rpartition("@")[0]
    pieces = [behind, found.path, found.query, *re.split(r"[/?&=;#]", behind), *userinfo.split(":")]
    yield from (piece for piece in pieces if len(piece.strip("/")) >= _PART and piece.casefold() not in _COMMON)


def _without(text: str, known: list[str]) -> str:
    if not known:
        return text
    forms = (
        re.escape(one) if len(one) >= _SHORT else rf"(?<!\w){re.escape(one)}(?!\w)"
        for one in dict.fromkeys(" ".join(one.split()) for one in known)
    )
    return re.sub("|".join(form for form in forms if form), HIDDEN, text, flags=re.IGNORECASE)


def _if_harmless(word: str, known: list[str]) -> str:
    """A word that may be base64, unless it holds a secret; servers repeat what they were sent."""
    plain = word.rstrip("=").replace("-", "+").replace("_", "/")
    for skipped in range(4):  # the words around it may have been glued to it
        piece = plain[skipped:]
        whole = piece[:-1] if len(piece) % 4 == 1 else piece
        try:
            data = base64.b64decode(whole + "=" * (-len(whole) % 4))
        except (binascii.Error, ValueError):
            continue
        read = data.decode("utf-8", "replace").casefold()
        if any(len(secret) >= _SHORT and secret.casefold() in read for secret in known):
            return HIDDEN
    return word
