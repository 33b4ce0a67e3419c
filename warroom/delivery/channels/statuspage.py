"""A status page with the API of Statuspage: the first update makes an incident there, each later one is added to it.

https://developer.statuspage.io: ``Authorization: OAuth TOKEN``; POST and PATCH of ``pages/PAGE/incidents``; one request
a second and token, above that 420 or 429. There is no idempotency key, so the incident's ``metadata`` hold the keys of
what was sent: before anything is published they are looked at, and after a doubtful answer once more.
"""

import hashlib
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import msgspec

from warroom.delivery import posting
from warroom.delivery.carrier import Fault, Way
from warroom.delivery.exchange import Answer, Failure
from warroom.delivery.judging import Said, json_of, judged, words_of
from warroom.delivery.parcel import Parcel
from warroom.delivery.receipt import Receipt
from warroom.delivery.saying import mark, said
from warroom.delivery.settings import Setting, faults_of, secret_names
from warroom.delivery.splitting import shortened

API: Final = "https://api.statuspage.io/v1"
_OPEN: Final = ("degraded_performance", "partial_outage", "major_outage", "under_maintenance", "operational")
SETTINGS: Final[Mapping[str, Setting]] = {
    "page": Setting("text", "the page's id, as its address in the management shows it", needed=True),
    "token": Setting("text", "the API key, a secret", needed=True, secret=True),
    "url": Setting("text", f"another API than {API}"),
    "impact": Setting("text", "the impact shown", one_of=("none", "minor", "major", "critical", "maintenance")),
    "components": Setting("table", f"the components hit, by id: {', '.join(_OPEN)}; resolved makes them operational"),
    "notify": Setting("flag", "whether its subscribers are told (they are, unless this is false)"),
    **posting.COMMON,
}
STATUS: Final[Mapping[str, str]] = {
    "first_notice": "investigating", "investigating": "investigating", "identified": "identified",
    "fixing": "identified", "monitoring": "monitoring", "resolved": "resolved", "closure": "resolved",
}  # fmt: skip
"""What a phase is there."""
LONGEST_NAME: Final = 250
"""Characters of an incident's name; their own limit was not found, this is our choice."""
_PAGES: Final = 3
"""Of 100 incidents each, the newest first, in which ours is looked for."""
_KEPT: Final = 40
"""Keys that an incident's metadata keep; whoever sends again does so long before that."""


class Statuspage:
    """``[statuspage.NAME]``."""

    channel = "statuspage"
    secret_settings = secret_names(SETTINGS)

    def faults(self, where: str, settings: Mapping[str, object]) -> list[Fault]:
        """As every carrier's; a component's status that there is not is one."""
        found = faults_of(where, settings, SETTINGS)
        components = settings.get("components")
        for name, status in components.items() if isinstance(components, Mapping) else ():
            if isinstance(status, str) and status not in _OPEN:
                found.append(Fault(f"{where}: components", f"'{status}' of {name} is none of {', '.join(_OPEN)}"))
        return found

    def parts(self, parcel: Parcel) -> list[str]:
        """Name and text; of tags nothing works."""
        one = said(parcel, "text")
        return ["\n\n".join(filter(None, (shortened(one.subject, LONGEST_NAME), _body(parcel))))]

    def send(self, parcel: Parcel, way: Way) -> Receipt:
        """As every carrier's. A test looks whether token and page are right and publishes nothing: a page is public."""
        page = _Page(parcel, way)
        if parcel.test:
            return page.tested()
        found = page.looked()
        if isinstance(found, Receipt):
            return found
        if page.has(found):
            return Receipt(
                outcome="accepted",
                stage="answer",
                server=page.host,
                reference=str(found["id"]),
                text="it was there already",
            )
        receipt = page.published(found)
        if receipt.outcome != "unknown":
            return receipt
        again = page.looked()
        if isinstance(again, dict) and page.has(again):
            return msgspec.structs.replace(
                receipt, outcome="accepted", reference=str(again["id"]), text="no clear answer, but it is there"
            )
        return receipt


class _Page:
    """One page and one parcel for it."""

    def __init__(self, parcel: Parcel, way: Way) -> None:
        self.parcel, self.way = parcel, way
        self.host = ""
        base = (posting.text(way, "url") or API).rstrip("/")
        self._page = f"{base}/pages/{quote(posting.text(way, 'page'), safe='')}"
        self._thread = hashlib.sha256(f"{parcel.room}\x1f{parcel.owner}".encode()).hexdigest()[:16]

    def _asked(self, method: str, path: str, body: Any = None) -> Answer | Failure:
        headers = {"Authorization": f"OAuth {posting.text(self.way, 'token')}"}
        got = posting.exchanged(posting.request(self.way, self._page + path, body, headers, method))
        self.host = got.host
        return got

    def _judged(self, got: Answer | Failure, *, changes: bool = True) -> Receipt:
        """What became of it; where only something was read, nothing was taken over, whatever happened."""
        found = judged(got, read if changes else _read_any, self.way.secrets, now=time.time())
        if found.outcome == "unknown" and not changes:
            return msgspec.structs.replace(found, outcome="not_sent", again=True)
        return found

    def tested(self) -> Receipt:
        """Whether the page can be read with this token."""
        receipt = self._judged(self._asked("GET", "/incidents?limit=1"), changes=False)
        if receipt.outcome == "accepted":
            return msgspec.structs.replace(
                receipt, text="token and page are right; a page is public: nothing was shown"
            )
        return receipt

    def looked(self) -> dict[str, Any] | Receipt:
        """Our incident, empty while there is none; or why nobody can know."""
        for page in range(1, _PAGES + 1):
            got = self._asked("GET", f"/incidents?limit=100&page={page}")
            receipt = self._judged(got, changes=False)
            if receipt.outcome != "accepted":
                return receipt
            listed = json_of(got) if isinstance(got, Answer) else None
            if not isinstance(listed, list):
                text = "the page's incidents can't be read, so nobody knows whether it is there already"
                return msgspec.structs.replace(receipt, outcome="not_sent", text=text, again=True)
            ours = [
                one for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str) and self._ours(one)
            ]
            if ours:
                return max(ours, key=lambda one: str(one.get("created_at") or ""))
            if len(listed) < 100:
                break
        return {}

    def _ours(self, incident: Mapping[str, Any]) -> bool:
        return _noted(incident).get("thread") == self._thread

    def has(self, incident: Mapping[str, Any]) -> bool:
        """Whether an incident holds this delivery."""
        return self.parcel.key in str(_noted(incident).get("keys", "")).split()

    def published(self, incident: Mapping[str, Any]) -> Receipt:
        """Make the incident, or add to it."""
        parcel, settings = self.parcel, self.way.settings
        status = "resolved" if parcel.content.withdraws else STATUS.get(parcel.content.phase, "investigating")
        keys = [*str(_noted(incident).get("keys", "")).split(), parcel.key][-_KEPT:]
        body: dict[str, Any] = {
            "status": status,
            "body": _body(parcel),
            "metadata": {"warroom": {"thread": self._thread, "room": parcel.room, "keys": " ".join(keys)}},
            "deliver_notifications": settings.get("notify") is not False,
        }
        components = settings.get("components")
        if isinstance(components, Mapping) and components:
            over = status == "resolved"
            body["components"] = {str(name): "operational" if over else state for name, state in components.items()}
            body["component_ids"] = [str(name) for name in components]
        if incident:
            return self._judged(
                self._asked("PATCH", f"/incidents/{quote(str(incident['id']), safe='')}", {"incident": body})
            )
        body["name"] = shortened(said(parcel, "text").subject, LONGEST_NAME)
        if isinstance(settings.get("impact"), str):
            body["impact_override"] = settings["impact"]
        return self._judged(self._asked("POST", "/incidents", {"incident": body}))


def read(answer: Answer) -> Said:
    """An incident with an ``id`` is yes; an ``error`` is no."""
    body = json_of(answer)
    if isinstance(body, dict) and body.get("error"):
        return Said(False, text=words_of(answer))
    if isinstance(body, dict) and isinstance(body.get("id"), str) and body["id"]:
        return Said(True, reference=body["id"])
    return Said(None, text=words_of(answer))


def _read_any(answer: Answer) -> Said:
    return Said(not answer.broken or None)


def _noted(incident: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = incident.get("metadata")
    noted = metadata.get("warroom") if isinstance(metadata, Mapping) else None
    return noted if isinstance(noted, Mapping) else {}


def _body(parcel: Parcel) -> str:
    return "\n".join(filter(None, (mark(parcel), said(parcel, "text").text)))


CARRIER: Final = Statuspage()
