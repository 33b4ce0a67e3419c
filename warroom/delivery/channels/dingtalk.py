"""DingTalk (钉钉), by the custom robot of a group.

https://open.dingtalk.com/document/robots/custom-robot-access: milliseconds and signature are in the query, signed is
``timestamp + "\\n" + secret`` with the secret (HMAC-SHA256); a robot may ask for one of its keywords in each message
(``errcode`` 310000 otherwise); 20 messages a minute, then ten minutes of silence (130101; 90030 in some answers). A
request is at most 20,000 bytes: 460101 (timonwong/prometheus-webhook-dingtalk #30). HTTP is 200 for everything.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

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
    "url": Setting("text", "the webhook of the group's custom robot, a secret", needed=True, secret=True),
    "secret": Setting("text", "the secret of its signature (加签), where that is on", secret=True),
    "keywords": Setting("texts", "the robot's keywords: a message that holds none of them is not sent"),
    **posting.COMMON,
}
_BUSY: Final[Mapping[str, float | None]] = {"130101": 600.0, "90030": 600.0, "410100": 600.0}
"""Too many messages: the robot is silent for ten minutes."""


class DingTalk:
    """``[dingtalk.NAME]``."""

    channel = "dingtalk"
    secret_settings = secret_names(SETTINGS)

    def faults(self, where: str, settings: Mapping[str, object]) -> list[Fault]:
        """As every carrier's."""
        return faults_of(where, settings, SETTINGS)

    def parts(self, parcel: Parcel) -> list[str]:
        """Plain text; each request is at most 20,000 bytes with all that is around the text."""
        room = limit_of("dingtalk") - len(posting.encoded(message("")))
        return parts(whole(said(parcel, "text")), lambda one: len(posting.encoded(one)) <= room, mark(parcel))

    def send(self, parcel: Parcel, way: Way) -> Receipt:
        """As every carrier's."""
        made = self.parts(parcel)
        keywords = way.settings.get("keywords")
        wanted = [str(one).strip() for one in keywords] if isinstance(keywords, list | tuple) else []
        if wanted and not all(any(one in part for one in wanted) for part in made[parcel.parts :]):
            text = (
                f"the robot takes only messages that hold one of its keywords: {', '.join(wanted)}; this one has none"
            )
            return Receipt(outcome="not_sent", stage="settings", text=text[:300], parts=parcel.parts)

        def ask(part: str) -> Request:
            return posting.request(
                way, signed(posting.text(way, "url"), posting.text(way, "secret"), now()), message(part)
            )

        return posting.post(made, parcel, way, ask, read)


def now() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def message(part: str) -> dict[str, object]:
    """What is posted; nobody is mentioned, for only ``at`` does that."""
    return {"msgtype": "text", "text": {"content": part}, "at": {"atMobiles": [], "isAtAll": False}}


def signed(url: str, secret: str, at: int) -> str:
    """The address with its signature at ``at`` (milliseconds since 1970); as it is where the robot asks for none."""
    if not secret:
        return url
    join = "&" if "?" in url else "?"
    return f"{url}{join}{urlencode({'timestamp': str(at), 'sign': signature(secret, at)})}"


def signature(secret: str, at: int) -> str:
    """Before it is encoded for an address."""
    digest = hmac.new(secret.encode(), f"{at}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def read(answer: Answer) -> Said:
    """``errcode`` has to be 0."""
    return coded(answer, ("errcode",), _BUSY)


CARRIER: Final = DingTalk()
