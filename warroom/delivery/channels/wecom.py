"""WeCom (企业微信), by the robot of a group.

https://developer.work.weixin.qq.com/document/path/91770: a text is at most 2048 bytes of UTF-8 (Markdown 4096; it is
not used, for it would read letters of a text as marks); 20 messages a minute and robot, above that ``errcode`` 45009;
yes is ``errcode`` 0, and HTTP is 200 for everything: 93000 (no such robot), 40058 (too long; dromara/domain-admin #82).
"""

from collections.abc import Mapping
from typing import Final

from warroom.delivery import posting
from warroom.delivery.carrier import Fault, Way
from warroom.delivery.exchange import Answer
from warroom.delivery.judging import Said, coded
from warroom.delivery.parcel import Parcel
from warroom.delivery.receipt import Receipt
from warroom.delivery.saying import mark, said, whole
from warroom.delivery.settings import Setting, faults_of, secret_names
from warroom.delivery.splitting import limit_of, parts, within

SETTINGS: Final[Mapping[str, Setting]] = {
    "url": Setting("text", "the webhook of the group's robot, a secret", needed=True, secret=True),
    **posting.COMMON,
}
_BUSY: Final[Mapping[str, float | None]] = {"45009": 60.0, "45033": 60.0}
"""Too many messages a minute; too many at once."""


class WeCom:
    """``[wecom.NAME]``."""

    channel = "wecom"
    secret_settings = secret_names(SETTINGS)

    def faults(self, where: str, settings: Mapping[str, object]) -> list[Fault]:
        """As every carrier's."""
        return faults_of(where, settings, SETTINGS)

    def parts(self, parcel: Parcel) -> list[str]:
        """Plain text, 2048 bytes each: a Chinese character is three."""
        return parts(whole(said(parcel, "text")), within(limit_of("wecom"), "bytes"), mark(parcel))

    def send(self, parcel: Parcel, way: Way) -> Receipt:
        """As every carrier's."""
        url = posting.text(way, "url")
        return posting.post(
            self.parts(parcel), parcel, way, lambda part: posting.request(way, url, message(part)), read
        )


def message(part: str) -> dict[str, object]:
    """What is posted; nobody is mentioned, for only ``mentioned_list`` does that."""
    return {"msgtype": "text", "text": {"content": part}}


def read(answer: Answer) -> Said:
    """``errcode`` has to be 0."""
    return coded(answer, ("errcode",), _BUSY)


CARRIER: Final = WeCom()
