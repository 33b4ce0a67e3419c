"""What an answer over HTTP means: taken over, refused, or nobody can know. Never more than the answer says. Pure."""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import msgspec

from warroom.delivery.exchange import Answer, Failure
from warroom.delivery.receipt import Receipt
from warroom.delivery.scrubbing import scrub

LONGEST_WAIT: Final = 3600.0
"""Seconds; whoever asks us to wait longer is asked again after these."""
_BUSY: Final = frozenset({408, 420, 425, 429})
"""Statuses of a server that took nothing over and may do so later; 420 is Statuspage's other 429."""
_GONE: Final = frozenset({404, 410})
_MESSAGES: Final = ("errmsg", "msg", "message", "StatusMessage", "error_description", "error", "detail", "title")
_TAGS: Final = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]{0,500}>", re.IGNORECASE | re.DOTALL)


class Said(NamedTuple):
    """What the body of an answer says."""

    taken: bool | None
    """None: nobody can tell from it."""
    code: str = ""
    text: str = ""
    reference: str = ""
    """Their own number for the message."""
    again: bool = False
    """With ``taken`` False: it may pass (they take so many a minute)."""
    retry_after: float | None = None


Reading = Callable[[Answer], Said]
"""What a channel reads out of an answer; never raises."""


def judged(
    got: Answer | Failure, read: Reading, secrets: Iterable[str] = (), *, idempotent: bool = False, now: float = 0
) -> Receipt:
    """What became of a message.

    No answer: ``not_sent`` while something of it was still here, else ``unknown``. 2xx: what the body says, and
    ``unknown`` where that is nothing. 3xx and 4xx: refused; 429 may pass. 5xx, and what is no status: ``unknown``,
    unless the receiver promised to take one message once (``idempotent``): then it is given again. ``now`` is the time
    in seconds since 1970, for a Retry-After that is a date.
    """
    if isinstance(got, Failure):
        outcome: Any = "unknown" if got.left else "not_sent"
        text = scrub(got.text, secrets)
        return Receipt(outcome=outcome, stage=got.stage, text=text, server=got.host, again=got.passes and not got.left)
    said = read(got)
    status = f"HTTP {got.status}"

    def receipt(outcome: Any, text: str = "", code: str = "", **more: Any) -> Receipt:
        words = scrub(text or said.text or words_of(got), secrets)
        return Receipt(outcome=outcome, stage="answer", code=code or status, text=words, server=got.host, **more)

    if 200 <= got.status < 300:
        if said.taken:
            return receipt("accepted", said.text or " ", "", reference=scrub(said.reference, secrets)[:100])
        if said.taken is None:
            return receipt(
                "unknown", f"an answer that says neither yes nor no: {_or_nothing(said.text or words_of(got))}"
            )
        return receipt("rejected", "", scrub(said.code, secrets)[:60], again=said.again, retry_after=said.retry_after)
    if 300 <= got.status < 400:
        return receipt("rejected", f"it points to {_where(got)}; a redirect is not followed, mend the url")
    if 400 <= got.status < 500:
        again = got.status in _BUSY or (said.again and said.taken is False)
        wait = (retry_after(got, now) if again else None) or (said.retry_after if again else None)
        code = scrub(said.code, secrets)[:60] if said.taken is False else ""
        return receipt("rejected", "", code, again=again, gone=got.status in _GONE, retry_after=wait)
    if idempotent and 500 <= got.status < 600:
        return receipt("not_sent", again=True, retry_after=retry_after(got, now))
    return receipt("unknown")


def json_of(answer: Answer) -> Any:
    """The body as JSON; None when it is none, or not whole."""
    if answer.broken:
        return None
    try:
        return msgspec.json.decode(answer.body)
    except (ValueError, RecursionError):  # no UTF-8 is a ValueError too; a thousand brackets are no answer
        return None


def coded(answer: Answer, codes: Iterable[str], busy: Mapping[str, float | None] = {}) -> Said:
    """What an answer says whose JSON holds a code, 0 for yes. ``busy``: codes that may pass, and after how long."""
    body = json_of(answer)
    found = [body[key] for key in codes if key in body] if isinstance(body, dict) else []
    plain = [code for one in found if (code := _code(one)) is not None]
    wrong = [code for code in plain if code != "0"]
    text = message_of(body)
    if wrong:
        return Said(False, wrong[0], text, again=wrong[0] in busy, retry_after=busy.get(wrong[0]))
    if plain and len(plain) == len(found):
        return Said(True, text=text or "ok")
    broken = f"{words_of(answer)} ({answer.broken})" if answer.broken else ""
    return Said(None, text=broken)


def message_of(body: Any) -> str:
    """The words in a JSON answer; empty: it has none."""
    if isinstance(body, dict):
        for key in _MESSAGES:
            if isinstance(body.get(key), str) and body[key].strip():
                return str(body[key])
    return ""


def words_of(answer: Answer) -> str:
    """What an answer says in words: the message of a JSON, else its text without tags."""
    text = message_of(json_of(answer)) or answer.body[:4000].decode("utf-8", "replace")
    if "<" in text:
        text = html.unescape(_TAGS.sub(" ", text))
    return " ".join(text.split())


def retry_after(answer: Answer, now: float = 0) -> float | None:
    """How many seconds they asked us to wait, at most an hour; None: they asked nothing that can be understood.

    Seconds, or a date (RFC 9110 10.2.3): that is counted from the time of their own clock where they say it.
    """
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:9]), LONGEST_WAIT)
    at = _date(said)
    if at is None:
        return None
    since = _date(answer.headers.get("date", ""))
    return min(max(0.0, at - (now if since is None else since)), LONGEST_WAIT)


def _date(text: str) -> float | None:
    from email.utils import parsedate_to_datetime  # a heavy module, for what hardly anybody says

    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError, OSError):
        return None


def _code(value: Any) -> str | None:
    """A code as text, ``0`` for yes; None when it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def _where(answer: Answer) -> str:
    try:
        host = urlsplit(answer.headers.get("location", "")).hostname
    except ValueError:
        host = None
    return host if host and host != answer.host else "another address"


def _or_nothing(text: str) -> str:
    return text or "(it is empty)"
