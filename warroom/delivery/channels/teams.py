"""Microsoft Teams, by a workflow ("When a Teams webhook request is received") that posts an Adaptive Card.

https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using: workflows take
Adaptive Cards only. A workflow answers 202 before it posts, so 202 says that it has the card, not that anybody sees it;
what it refuses later is in its own run history only. A message is at most 28,672 bytes with what Teams adds: 24,453
were too much (MicrosoftDocs/msteams-docs #11274). The connectors of old answer 200 ``1``, and errors with 200 as well.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from warroom.delivery import posting
from warroom.delivery.carrier import Fault, Way
from warroom.delivery.exchange import Answer
from warroom.delivery.judging import Said, json_of, message_of, words_of
from warroom.delivery.parcel import Parcel
from warroom.delivery.receipt import Receipt
from warroom.delivery.saying import mark, said, whole
from warroom.delivery.settings import Setting, faults_of, secret_names
from warroom.delivery.splitting import limit_of, parts

SETTINGS: Final[Mapping[str, Setting]] = {
    "url": Setting("text", "the address of the workflow's webhook, a secret", needed=True, secret=True),
    **posting.COMMON,
}
LARGEST: Final = 20_000
"""Bytes of a card with every letter beyond ASCII as six, as Teams may count them; a sixth more is room for it."""
_HEADING: Final = re.compile(r"#{1,6}[ \t]+(.+?)[ \t]*#*$")
_ITEM: Final = re.compile(r"[-*+] |\d+[.)] ")
_FAILED: Final = re.compile(r"fail|error|bad payload|invalid|denied", re.IGNORECASE)
_BUSY: Final = re.compile(r"HTTP error 429|throttl|too many requests", re.IGNORECASE)


class Teams:
    """``[teams.NAME]``."""

    channel = "teams"
    secret_settings = secret_names(SETTINGS)

    def faults(self, where: str, settings: Mapping[str, object]) -> list[Fault]:
        """As every carrier's."""
        return faults_of(where, settings, SETTINGS)

    def parts(self, parcel: Parcel) -> list[str]:
        """In the Markdown of cards, which knows no headings (they are strong) and, of us, no hidden links."""
        return parts(whole(said(parcel, "markdown")), _fits, mark(parcel))

    def send(self, parcel: Parcel, way: Way) -> Receipt:
        """As every carrier's."""
        url = posting.text(way, "url")
        return posting.post(self.parts(parcel), parcel, way, lambda part: posting.request(way, url, card(part)), read)


def card(part: str) -> dict[str, Any]:
    """The message with one card: a block for each line, the items of a list in one; the first line is strong."""
    blocks: list[dict[str, Any]] = []
    apart = False
    for line in part.split("\n"):
        heading = _HEADING.match(line)
        if not line.strip():
            apart = True
            continue
        if blocks and not apart and _ITEM.match(line) and _ITEM.match(blocks[-1]["text"]):
            blocks[-1]["text"] += f"\n{line}"
            continue
        strong = {"weight": "Bolder"} if heading or not blocks else {}
        near = {} if apart or not blocks else {"spacing": "None"}
        blocks.append({"type": "TextBlock", "text": heading[1] if heading else line, "wrap": True, **strong, **near})
        apart = False
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": blocks,
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": content}]}


def _fits(part: str) -> bool:
    return len(part) <= limit_of("teams") and len(json.dumps(card(part))) <= LARGEST


def read(answer: Answer) -> Said:
    """202, or 200 with nothing or ``1``. A 200 that speaks of an error is one; any other nobody understands."""
    words = words_of(answer)
    if answer.status == 202:
        return Said(True, text="taken by the workflow", reference=answer.headers.get("x-ms-workflow-run-id", ""))
    body = json_of(answer)
    if answer.status >= 300 or (isinstance(body, dict) and "error" in body) or _FAILED.search(words):
        error = body.get("error") if isinstance(body, dict) else None
        code = error.get("code") if isinstance(error, dict) else ""
        again = bool(_BUSY.search(words))
        return Said(False, code if isinstance(code, str) else "", message_of(error) or words, again=again)
    if not answer.broken and (not answer.body.strip() or body == 1):
        return Said(True)
    return Said(None, text=message_of(body) or words)


CARRIER: Final = Teams()
