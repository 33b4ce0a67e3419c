"""Slack, by an incoming webhook (and whoever answers as Slack does: Mattermost, Discord's ``/slack`` address).

Answers: https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks (400 ``invalid_payload``,
403 ``action_prohibited``, 404 ``channel_not_found``, 410 ``channel_is_archived``, 500 ``rollup_error``); 200 ``ok`` is
yes. Escapes: https://api.slack.com/docs/message-formatting (``&``, ``<``, ``>`` and no others).
"""

from collections.abc import Mapping
from typing import Final

from warroom.delivery import posting
from warroom.delivery.carrier import Fault, Way
from warroom.delivery.exchange import Answer
from warroom.delivery.judging import Said, json_of, message_of, words_of
from warroom.delivery.parcel import Parcel
from warroom.delivery.receipt import Receipt
from warroom.delivery.saying import mark, said, whole
from warroom.delivery.settings import Setting, faults_of, secret_names
from warroom.delivery.splitting import limit_of, parts, within

SETTINGS: Final[Mapping[str, Setting]] = {
    "url": Setting("text", "the address of the incoming webhook, a secret", needed=True, secret=True),
    **posting.COMMON,
}


class Slack:
    """``[slack.NAME]``."""

    channel = "slack"
    secret_settings = secret_names(SETTINGS)

    def faults(self, where: str, settings: Mapping[str, object]) -> list[Fault]:
        """As every carrier's."""
        return faults_of(where, settings, SETTINGS)

    def parts(self, parcel: Parcel) -> list[str]:
        """In Slack's mrkdwn; 35,000 characters each, for Slack cuts at 40,000."""
        return parts(whole(said(parcel, "slack")), within(limit_of("slack"), "characters"), mark(parcel))

    def send(self, parcel: Parcel, way: Way) -> Receipt:
        """As every carrier's."""
        return posting.post(
            self.parts(parcel),
            parcel,
            way,
            lambda part: posting.request(way, posting.text(way, "url"), message(part)),
            read,
        )


def message(part: str) -> dict[str, object]:
    """What is posted: names are no mentions, and nothing behind an address is drawn into the room."""
    return {"text": part, "mrkdwn": True, "parse": "none", "link_names": False, "unfurl_links": False,
            "unfurl_media": False}  # fmt: skip


def read(answer: Answer) -> Said:
    """``ok``, or a JSON that says ``ok`` (workflows) or ``success`` (Rocket.Chat); an error's name is its text."""
    text = answer.body.decode("utf-8", "replace").strip()
    if text == "ok" and not answer.broken:
        return Said(True)
    body = json_of(answer)
    if isinstance(body, dict):
        yes = [body[key] for key in ("ok", "success") if isinstance(body.get(key), bool)]
        error = body.get("error") if isinstance(body.get("error"), str) else ""
        if error or False in yes:
            return Said(False, str(error), message_of(body), again=error in ("ratelimited", "rate_limited"))
        return Said(True) if yes else Said(None)
    busy = text in ("rate_limited", "ratelimited")
    return Said(False if answer.status >= 400 else None, "", words_of(answer), again=busy)


CARRIER: Final = Slack()
