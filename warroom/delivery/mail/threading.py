"""What a mail is known by, so that updates thread and replies find their update: Message-ID and plus-address. Pure."""

import re
from typing import Final

from warroom.delivery.mail.addresses import Address, address

_NOWHERE: Final = "warroom.invalid"
"""The domain of an id when the sender has none (RFC 2606): ids have to differ, they lead nowhere."""
_ID: Final = re.compile(r"(?<![0-9a-z])([0-9a-f]{32})@[^\s<>@]{1,253}")
_PLUS: Final = re.compile(r"\+([0-9a-z-]{1,40})\.([0-9a-f]{12})@")
_MARK: Final = 12
"""Digits of a delivery's key that a plus-address holds: 48 bits, nobody guesses them."""
_MANY: Final = 20
"""Ids that ``References`` holds: the first one, which holds a thread together, and the last."""


def message_id(key: str, sender: str) -> str:
    """The Message-ID of a delivery, the same for every try: ``<KEY@example.com>``.

    ``sender`` is the ``from`` of the mail server's settings.
    """
    try:
        domain = address(sender).domain.strip("[]").replace(":", "-")
    except ValueError:
        domain = _NOWHERE
    return f"<{key}@{domain}>"


def keys_in(text: str) -> list[str]:
    """The deliveries (keys) whose Message-IDs stand in a text, each once, in the order in which they stand there."""
    return list(dict.fromkeys(found[1] for found in _ID.finditer(text)))


def plus_address(base: Address, key: str, room: str) -> Address:
    """Where replies to one delivery go: ``incidents+1122-k7q.3f2a9c01b2d4@example.com``."""
    where = re.sub(r"[^0-9a-z-]", "", room.lower())
    return Address(f"{base.local}+{where}.{key[:_MARK]}", base.domain, base.name)


def marks_in(text: str) -> list[str]:
    """The beginnings of the keys that plus-addresses in a text hold."""
    return list(dict.fromkeys(found[2] for found in _PLUS.finditer(text.lower())))


def shortened(references: tuple[str, ...]) -> tuple[str, ...]:
    """As many ids as a header should hold (RFC 5322 3.6.4 keeps all; mail programs need the first and the last)."""
    return references if len(references) <= _MANY else (references[0], *references[1 - _MANY :])
