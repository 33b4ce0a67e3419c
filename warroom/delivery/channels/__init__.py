"""The channels that carry an update by themselves, a module each; none is imported before it is asked for."""

from importlib import import_module
from typing import Final

from warroom.delivery.carrier import Carrier

_MODULES: Final = {
    "email": "warroom.delivery.mail.carrier",
    "webhook": "warroom.delivery.channels.webhook",
    "slack": "warroom.delivery.channels.slack",
    "teams": "warroom.delivery.channels.teams",
    "feishu": "warroom.delivery.channels.feishu",
    "lark": "warroom.delivery.channels.lark",
    "wecom": "warroom.delivery.channels.wecom",
    "dingtalk": "warroom.delivery.channels.dingtalk",
    "statuspage": "warroom.delivery.channels.statuspage",
    "apprise": "warroom.delivery.channels.apprise",
}
NAMES: Final = tuple(_MODULES)
"""Every channel that ``channels.toml`` may hold."""


def carrier(name: str) -> Carrier:
    """The carrier of a channel; raises ``KeyError`` for a name that is none of ``NAMES``."""
    found: Carrier = import_module(_MODULES[name]).CARRIER
    return found
