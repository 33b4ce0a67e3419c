"""Logging in at a mail server: said once, in the one way that it offers and that is known here."""

import base64
from typing import Final

from warroom.delivery.mail.answers import Answer
from warroom.delivery.mail.wire import Wire

METHODS: Final = ("PLAIN", "LOGIN")
"""With a password; only ever over TLS or on this machine, so nothing is gained by more."""
TOKEN: Final = "XOAUTH2"
_GO_ON: Final = 334


def log_in(wire: Wire, method: str, user: str, password: str) -> Answer:
    """Say name and password, and what the server says to that. Raises ``NoAnswer``, ``Refused``."""
    if method == "PLAIN":
        return wire.ask("AUTH", f"PLAIN {_coded(f'{chr(0)}{user}{chr(0)}{password}')}")
    if method == TOKEN:
        answer = wire.ask("AUTH", f"{TOKEN} {_coded(f'user={user}{chr(1)}auth=Bearer {password}{chr(1)}{chr(1)}')}")
        return wire.ask("") if answer.code == _GO_ON else answer  # an empty line brings the refusal itself
    answer = wire.ask("AUTH", "LOGIN")
    for said in (user, password):
        if answer.code != _GO_ON:
            break
        answer = wire.ask(_coded(said))
    return answer


def _coded(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogateescape")).decode("ascii")
