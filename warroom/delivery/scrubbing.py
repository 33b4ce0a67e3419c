"""What a server, a library or a command said, made fit for a room: one bounded line without a secret in it. Pure."""

import base64
import binascii
import contextlib
import html
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
_WORD: Final = 8
"""Characters from which a word behind an auth scheme (``Bearer WORD``), or the beginning of a secret, is one itself."""
_SCHEME: Final = re.compile(
    r"\s*(?:bearer|basic|token|apikey|api-key|key|geniekey|digest|oauth|negotiate|splunk|bot|hmac)\s", re.IGNORECASE
)
"""What may stand before a secret in a header field, and says nothing."""
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
"""Bounded, for numbers of any length are an error of ``html.unescape``."""
_SHORTENED: Final = re.compile(r"(?:\.{2,}|[…*•]+)")
_LAST: Final = re.compile(r"[\w-]{1,32}")
"""What is shown of the end of a secret that is shortened in its middle."""
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
    given = list(secrets)
    known = sorted(spellings(given), key=len, reverse=True)
    begun = _beginnings(given)
    raw = clean(text[:_READ])
    line = _taken_out(raw, known, begun, cut=len(text) > _READ)
    if "&" in raw and (plain := _unescaped(raw)) != raw:
        read = _taken_out(plain, known, begun, cut=len(text) > _READ)
        line = read if HIDDEN in read else line  # also what is spelled so in parts
    line = safe(_ADDRESS.sub(lambda match: host_of(match[0]), line))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _taken_out(text: str, known: list[str], begun: "_Beginnings", *, cut: bool) -> str:
    line = " ".join(text.split())
    if len(line) > _KEPT or cut:
        line = line[: max(0, min(len(line), _KEPT) - max(map(len, known), default=0))]
    line = _without_beginnings(_without(line, known), begun)
    held = [*known, *begun]
    return _BASE64.sub(lambda match: _if_harmless(match[0], held), line)


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
        for part in (secret, *secret.split("\n"), *_parts(secret), *_behind_scheme(secret)):
            found |= _forms(part.strip())
    return {one for one in found if one}


def _forms(plain: str) -> set[str]:
    """How a secret is written elsewhere: in addresses, JSON, HTML, as digits, or misread."""
    if not plain:
        return set()
    found = {plain, quote(plain, safe=""), quote(plain), quote_plus(plain), unquote(plain), " ".join(plain.split())}
    found |= {json.dumps(plain)[1:-1], json.dumps(plain, ensure_ascii=False)[1:-1], repr(plain)[1:-1]}
    data = plain.encode("utf-8", "surrogatepass")
    if len(data) >= _SHORT:
        found |= {data.hex(), *(data.hex(between) for between in ":- ")}
    return {*found, *_misread(plain)}


def _behind_scheme(secret: str) -> Iterator[str]:
    """The words of what stands in a header field, and what ``Basic`` (user and password in base64) holds."""
    words = secret.split()
    for word in words[1:]:
        yield from (one for one in (word, *re.split(r"[=,;\"]", word)) if len(one) >= _WORD)
    for word in words[1:] or words:
        with contextlib.suppress(binascii.Error, ValueError):  # no base64, or no text in it
            held = base64.b64decode(word + "=" * (-len(word) % 4), validate=True).decode()
            if ":" in held and held.isprintable():
                yield from (held, held.partition(":")[2])


_Beginnings = dict[str, list[str]]
"""The first letters of secrets, in small letters, and the forms (in small letters) that begin with them."""


def _beginnings(secrets: Iterable[str]) -> _Beginnings:
    """Of what servers show shortened; addresses are left out, for they begin as everybody's do."""
    found: _Beginnings = {}
    for secret in secrets:
        whole = () if "://" in secret or _SCHEME.match(secret) else (secret,)
        pieces = (one for one in _parts(secret) if not re.search(r"[/?&=;#]", one))
        for one in dict.fromkeys((*whole, *pieces, *_behind_scheme(secret))):
            for form in _forms(one.strip()):
                if len(one.strip()) > _WORD and len(form) > _WORD:
                    found.setdefault(form[: _stem(one, form)].lower(), []).append(form.lower())
    return found


def _stem(plain: str, form: str) -> int:
    """Letters of a form that stand for the first eight of a secret; of digits there are more."""
    return min(len(form), _WORD * max(1, len(form) // max(1, len(plain))))


def _without_beginnings(text: str, begun: _Beginnings) -> str:
    """A text without what a secret begins with, however far it goes on, nor the dots and the end behind it."""
    if not begun:
        return text
    small = text.lower()
    if len(small) != len(text):  # a few letters beyond ASCII have small forms of two; then only as it is written
        small = text
    found, at = [], 0
    for match in re.finditer("|".join(map(re.escape, sorted(begun, key=len, reverse=True))), small):
        start = match.start()
        if start < at:
            continue
        forms = begun[match[0]]
        end = max(_as_far(small, start, form) for form in forms)
        shortened = _SHORTENED.match(small, end)
        if shortened is not None:
            end = shortened.end()
            last = _LAST.match(small, end)
            end = last.end() if last is not None and any(one.endswith(last[0]) for one in forms) else end
        found += [text[at:start], HIDDEN]
        at = end
    return "".join((*found, text[at:]))


def _as_far(text: str, start: int, form: str) -> int:
    """Where a text that begins with a form at ``start`` stops being it."""
    end = start
    for one, other in zip(text[start : start + len(form)], form, strict=False):
        if one != other:
            break
        end += 1
    return end


def _unescaped(text: str) -> str:
    """A text whose HTML is read, also where it was written twice over."""
    for _ in range(2):
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return clean(text)


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
