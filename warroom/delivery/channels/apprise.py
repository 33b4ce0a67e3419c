"""Whatever Apprise knows and we don't (SMS gateways, Telegram, Discord ...): the extra ``warroom[apprise]``.

Measured of 2.2.0 (owner-updates.md 4.1): it takes an error code in a 200 for success, repeats what was refused, follows
redirects and tells no outcome but done, failed and timed out. So one address goes to one target, is tried once, follows
nothing, and is never a channel that we have ourselves; what is said is what Apprise said when it was handed over.
It goes through the proxies of the environment, for it can't be told otherwise.
"""

import logging
import re
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from warroom.delivery import posting
from warroom.delivery.carrier import Fault, Way
from warroom.delivery.exchange import PATIENCE
from warroom.delivery.parcel import Parcel
from warroom.delivery.receipt import Receipt
from warroom.delivery.saying import mark, said, whole
from warroom.delivery.scrubbing import scrub
from warroom.delivery.settings import Setting, faults_of, secret_names

SETTINGS: Final[Mapping[str, Setting]] = {
    "url": Setting("text", "the Apprise address of one target, a secret", needed=True, secret=True),
    "timeout": posting.COMMON["timeout"],
}
OURS: Final[Mapping[str, str]] = {
    "slack": "slack", "workflow": "teams", "workflows": "teams", "msteams": "teams", "feishu": "feishu", "lark": "lark",
    "wecombot": "wecom", "dingtalk": "dingtalk", "mailto": "email", "mailtos": "email", "json": "webhook",
    "jsons": "webhook", "form": "webhook", "forms": "webhook", "xml": "webhook", "xmls": "webhook",
}  # fmt: skip
"""Apprise's names of what we have ourselves, and ours: an error there would look like success."""
_REFUSED: Final = re.compile(r"\berror=([34]\d\d)\b")
_LOUD: Final = ("apprise", "urllib3", "requests", "charset_normalizer", "oauthlib")
_HANDED: Final = "handed to Apprise"


class ByApprise:
    """``[apprise.NAME]``."""

    channel = "apprise"
    secret_settings = secret_names(SETTINGS)

    def faults(self, where: str, settings: Mapping[str, object]) -> list[Fault]:
        """As every carrier's. Whether the address is one that Apprise knows is seen when it is opened."""
        return faults_of(where, settings, SETTINGS)

    def parts(self, parcel: Parcel) -> list[str]:
        """Plain text in one piece: what a target's limit is, only Apprise knows, and it is not to cut anything."""
        text = whole(said(parcel, "text"))
        return [f"{mark(parcel)} {text}".strip()]

    def send(self, parcel: Parcel, way: Way) -> Receipt:
        """As every carrier's."""
        quiet()
        try:
            module = import_module("apprise")
        except ImportError:
            return _unfit("Apprise is not installed: pip install 'warroom[apprise]'")
        timeout = way.settings.get("timeout", PATIENCE)
        try:
            service = opened(module, posting.text(way, "url"))
            if isinstance(service, str):
                return _unfit(service)
            hub = module.Apprise(asset=service.asset)
            hub.add(service)
        except Exception as error:  # noqa: BLE001  # a plugin of theirs, and nothing has left yet
            return _unfit(f"Apprise can't open the address ({type(error).__name__})")
        try:
            result = hub.notify(
                body=self.parts(parcel)[0], body_format="text", timeout=timeout, log_level=logging.WARNING
            )
        except Exception as error:  # noqa: BLE001  # whatever a plugin of theirs raises, it may have left
            text = f"{_HANDED}: it stopped with {type(error).__name__}"
            return Receipt(outcome="unknown", stage="answer", text=text, server="Apprise")
        return read(result, way)


def quiet() -> None:
    """Have their loggers say nothing to the terminal: what they say holds addresses and tokens."""
    for name in _LOUD:
        logger = logging.getLogger(name)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def opened(module: ModuleType, url: str) -> Any:
    """The one service that an address means, told to try once and to follow nothing; or why it can't be used."""
    scheme = url.partition("://")[0].casefold()
    if scheme in OURS:
        return _ours(OURS[scheme])
    asset = module.AppriseAsset(storage_mode="memory", http_redirects=False, default_service_retry=0, async_mode=False)
    service = module.Apprise.instantiate(url, asset=asset)
    if service is None:
        return "Apprise does not know this address; look it up in its list of services"
    for name in sorted(map(str, service.schemas())):
        if name.casefold() in OURS:  # an address of https:// that Apprise took for one of these
            return _ours(OURS[name.casefold()])
    service.retry, service.optional, service.redirects, service.verify_certificate = 0, False, False, True
    service.overflow_mode = module.OverflowMode.UPSTREAM
    if len(service) != 1:
        return (
            f"the address means {len(service)} targets: write a destination for each, so that each has its own outcome"
        )
    return service


def read(result: Any, way: Way) -> Receipt:
    """What Apprise says came of it: done, certainly refused (their server's 3xx or 4xx), or nobody knows."""
    name = getattr(getattr(result, "status", None), "name", "")
    if name == "SUCCESS":
        return Receipt(outcome="accepted", stage="answer", text=f"{_HANDED}: accepted", server="Apprise")
    if name == "NOMATCH":
        return Receipt(
            outcome="not_sent", stage="settings", text=f"{_HANDED}: it has no target for it", server="Apprise"
        )
    words = _words(result)
    refused = _REFUSED.search(words)
    said_so = f" ({words})" if words else ""
    if name == "FAILURE" and refused:
        text = scrub(f"{_HANDED}: rejected{said_so}", way.secrets)
        status = refused[1]
        return Receipt(
            outcome="rejected",
            stage="answer",
            code=f"HTTP {status}",
            text=text,
            server="Apprise",
            again=status == "429",
        )
    why = "it did not answer in time" if name == "TIMEOUT" else "it failed, and nobody can tell how far it came"
    text = scrub(f"{_HANDED}: {why}{said_so}", way.secrets)
    return Receipt(outcome="unknown", stage="answer", text=text, server="Apprise")


def _words(result: Any) -> str:
    """The last warning that Apprise logged of it."""
    try:
        entries = [str(entry.message) for entry in result.logs()]
    except (AttributeError, TypeError, OSError):  # their logs are on their disk
        return ""
    return next((one for one in reversed(entries) if _REFUSED.search(one)), entries[-1] if entries else "")


def _unfit(text: str) -> Receipt:
    return Receipt(outcome="not_sent", stage="settings", text=text, server="Apprise")


def _ours(channel: str) -> str:
    return f"this is one of our own channels, which says more of what became of it: write [{channel}.NAME]"


CARRIER: Final = ByApprise()
