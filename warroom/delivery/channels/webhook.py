"""Any receiver of the owner's or ours that takes an update as JSON; docs/webhook.md is the contract.

No limit is ours; nothing is split. The signature is HMAC-SHA256 of ``timestamp.body``; the Idempotency-Key is the
delivery's, the same for each try, so a receiver that keeps keys (``idempotent = true``) is given a message again.
"""

import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from typing import Any, Final

from warroom.delivery import posting
from warroom.delivery.carrier import Fault, Way
from warroom.delivery.exchange import Answer
from warroom.delivery.judging import Said, json_of, judged, message_of, words_of
from warroom.delivery.parcel import Parcel
from warroom.delivery.receipt import Receipt
from warroom.delivery.saying import langs, mark, said
from warroom.delivery.settings import Setting, faults_of, secret_names
from warroom.state.revisions import Content
from warroom.text import clean, safe
from warroom.updates.rendering import rendered

FORMAT: Final = "warroom.update/1"
SETTINGS: Final[Mapping[str, Setting]] = {
    "url": Setting("text", "the address of the receiver, a secret", needed=True, secret=True),
    "secret": Setting("text", "the secret of the signature; without it nothing is signed", secret=True),
    "headers": Setting("table", 'more headers, by name: { Authorization = "env:TOKEN" }', secret=True),
    "idempotent": Setting(
        "flag", "the receiver takes one Idempotency-Key only once, so a doubtful try may be repeated"
    ),
    **posting.COMMON,
}
_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_OURS: Final = frozenset(
    {"host", "content-length", "content-type", "connection", "transfer-encoding", "accept-encoding", "user-agent"}
    | {"idempotency-key", "x-warroom-event", "x-warroom-timestamp", "x-warroom-signature", "expect", "upgrade"}
)


class Webhook:
    """``[webhook.NAME]``."""

    channel = "webhook"
    secret_settings = secret_names(SETTINGS)

    def faults(self, where: str, settings: Mapping[str, object]) -> list[Fault]:
        """As every carrier's; a header that only we may set is one."""
        found = faults_of(where, settings, SETTINGS)
        headers = settings.get("headers")
        for name in headers if isinstance(headers, Mapping) else ():
            if not isinstance(name, str) or not _HEADER.fullmatch(name):
                found.append(Fault(f"{where}: headers", f"'{name}' can't be the name of a header"))
            elif name.casefold() in _OURS:
                found.append(Fault(f"{where}: headers", f"'{name}' is set by the program itself; take it out"))
        return found

    def parts(self, parcel: Parcel) -> list[str]:
        """The subject and the text in all languages, as the JSON's ``subject`` and ``text`` have them."""
        one = said(parcel, "text")
        return ["\n\n".join(filter(None, (f"{mark(parcel)} {one.subject}".strip(), one.text)))]

    def send(self, parcel: Parcel, way: Way) -> Receipt:
        """As every carrier's."""
        body = posting.encoded(message(parcel))
        headers = way.settings.get("headers")
        more = (
            {str(name): str(value).strip() for name, value in headers.items()} if isinstance(headers, Mapping) else {}
        )
        ours = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": parcel.key,
            "X-Warroom-Event": "test" if parcel.test else "update",
            **signed(body, posting.text(way, "secret"), int(time.time())),
        }
        asked = posting.request(way, posting.text(way, "url"), headers=more | ours)._replace(body=body)
        idempotent = way.settings.get("idempotent") is True
        return judged(posting.exchanged(asked), read, way.secrets, idempotent=idempotent, now=time.time())


def message(parcel: Parcel) -> dict[str, Any]:
    """The JSON of an update, as docs/webhook.md has it."""
    one = said(parcel, "text")
    content = parcel.content
    texts = []
    for lang in langs(parcel):
        plain, marked = (rendered(content, lang, parcel.number, dialect) for dialect in ("text", "markdown"))
        texts.append({"lang": lang, "subject": plain.subject, "text": plain.text, "markdown": marked.text})
    return {
        "format": FORMAT,
        "key": parcel.key,
        "test": parcel.test,
        "sent_again": parcel.resent,
        "incident": clean(parcel.room),
        "owner": clean(parcel.owner),
        "number": parcel.number,
        "phase": clean(parcel.phase),
        "status": _told(content, "status"),
        "severity": _told(content, "severity"),
        "subject": f"{mark(parcel)} {one.subject}".strip(),
        "text": one.text,
        "texts": texts,
        "next_update": content.next_update,
        "correction": bool(content.corrects),
        "withdrawal": content.withdraws,
        "files": [{"name": clean(file.name), "sha256": file.sha256, "size": file.size} for file in content.files],
        "queued_at": parcel.made_at,
    }


def _told(content: Content, key: str) -> str:
    """A fact in the words of this update; empty where it does not state it: what holds inside is nobody's outside."""
    return next((safe(fact.text) for fact in content.facts if fact.key == key), "")


def signed(body: bytes, secret: str, now: int) -> dict[str, str]:
    """The headers of the signature at ``now`` (seconds since 1970); none without a secret."""
    if not secret:
        return {}
    return {"X-Warroom-Timestamp": str(now), "X-Warroom-Signature": f"v1={signature(body, secret, now)}"}


def signature(body: bytes, secret: str, now: int) -> str:
    """HMAC-SHA256 of ``timestamp.body``, in hex."""
    return hmac.new(secret.encode(), str(now).encode() + b"." + body, hashlib.sha256).hexdigest()


def read(answer: Answer) -> Said:
    """Any 2xx is yes, unless its JSON says no: ``ok``, ``success`` or ``accepted`` false, an ``error``, a code not 0.

    A ``code`` that repeats an HTTP status of success (200, 201 ...) is no error. ``id`` or ``reference`` is theirs.
    """
    body = json_of(answer)
    if not isinstance(body, dict):
        return Said(True)
    no = any(body.get(key) is False for key in ("ok", "success", "accepted"))
    codes = [body[key] for key in ("errcode", "code", "StatusCode") if _is_code(body.get(key))]
    wrong = next((code for code in codes if code != 0 and not 200 <= code < 300), None)
    if no or wrong is not None or body.get("error") or body.get("errors"):
        return Said(False, "" if wrong is None else str(wrong), message_of(body) or words_of(answer))
    theirs = next((body[key] for key in ("id", "reference") if isinstance(body.get(key), str | int)), "")
    return Said(True, reference=str(theirs))


def _is_code(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


CARRIER: Final = Webhook()
