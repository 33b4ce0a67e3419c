"""Feishu, by the custom bot of a group; ``lark`` is the same at another host.

https://open.larkoffice.com/document/ukTMukTMukTM/ucTM5YjL3ETO24yNxkjN (the guide to custom bots): a request is at most
20 KB; 100 a minute and 5 a second, above that code 11232; the signature is HMAC-SHA256 of nothing with the key
``timestamp + "\\n" + secret``, seconds at most an hour old; yes is ``code`` 0 (old answers: ``StatusCode`` 0). HTTP is
200 for 9499 (bad request), 19021 (signature), 19022 (IP) and 19024 (no keyword) just as well.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any, Final

from warroom.delivery import posting
from warroom.delivery.carrier import Fault, Way
from warroom.delivery.exchange import Answer, Request
from warroom.delivery.judging import Said, coded
from warroom.delivery.parcel import Parcel
from warroom.delivery.receipt import Receipt
from warroom.delivery.saying import mark, said, whole
from warroom.delivery.settings import Setting, faults_of, secret_names
from warroom.delivery.splitting import limit_of, parts

SETTINGS: Final[Mapping[str, Setting]] = {
    "url": Setting("text", "the webhook of the group's custom bot, a secret", needed=True, secret=True),
    "secret": Setting("text", "the secret of its signature check, where that is on", secret=True),
    **posting.COMMON,
}
_BUSY: Final[Mapping[str, float | None]] = {"11232": 60.0, "99991400": 60.0}
"""Too many requests; the second is of the platform's gateway (its page on frequency control)."""


class Feishu:
    """``[feishu.NAME]``, or ``[lark.NAME]``."""

    secret_settings = secret_names(SETTINGS)

    def __init__(self, channel: str) -> None:
        self.channel = channel

    def faults(self, where: str, settings: Mapping[str, object]) -> list[Fault]:
        """As every carrier's."""
        return faults_of(where, settings, SETTINGS)

    def parts(self, parcel: Parcel) -> list[str]:
        """Plain text; each request is at most 20,000 bytes with all that is around the text."""
        most = limit_of(self.channel)
        empty = signed(message(""), "x" * 64, 9_999_999_999)
        room = most - len(posting.encoded(empty))
        return parts(whole(said(parcel, "text")), lambda one: len(posting.encoded(one)) <= room, mark(parcel))

    def send(self, parcel: Parcel, way: Way) -> Receipt:
        """As every carrier's."""

        def ask(part: str) -> Request:
            body = signed(message(part), posting.text(way, "secret"), int(time.time()))
            return posting.request(way, posting.text(way, "url"), body)

        return posting.post(self.parts(parcel), parcel, way, ask, read)


def message(part: str) -> dict[str, Any]:
    """What is posted, without a signature."""
    return {"msg_type": "text", "content": {"text": part}}


def signed(body: dict[str, Any], secret: str, now: int) -> dict[str, Any]:
    """A body with its signature at ``now`` (seconds since 1970); as it is where the bot asks for none."""
    return {"timestamp": str(now), "sign": signature(secret, now), **body} if secret else body


def signature(secret: str, now: int) -> str:
    """The key is the text that other services sign, and nothing is signed with it."""
    digest = hmac.new(f"{now}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def read(answer: Answer) -> Said:
    """``code`` and ``StatusCode``: every one that is there has to be 0."""
    return coded(answer, ("code", "StatusCode"), _BUSY)


CARRIER: Final = Feishu("feishu")
