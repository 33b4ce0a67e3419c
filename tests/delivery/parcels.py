"""Parcels and destinations for tests of channels."""

from typing import Any

from warroom.delivery.carrier import Way
from warroom.delivery.parcel import Parcel
from warroom.state.revisions import NUMBER, Body, Content, Section

KEY = "0123456789abcdef0123456789abcdef"
TOKEN = "T0KEN-that-nobody-may-see"
"""Stands in the path of every address of a webhook here."""
SECRET = "s3cret-for-signatures"
PATIENCE = 0.6
"""Seconds for a server that hangs on purpose; a slow machine makes the others no wrong."""


def content(
    text: str = "We are looking into it.", lang: str = "en", title: str = f"Update {NUMBER}: slow", **more: Any
) -> Content:
    return Content(bodies=(Body(lang, title, (Section("status", text),)),), **more)


def parcel(text: str = "We are looking into it.", *, channel: str = "webhook", **more: Any) -> Parcel:
    """The third update to Acme."""
    given: dict[str, Any] = {
        "key": KEY, "room": "1122-K7Q", "owner": "Acme", "channel": channel, "contact": "acme", "number": 3,
        "content": content(text), "made_at": "2026-11-22T10:00:00Z",
    }  # fmt: skip
    return Parcel(**(given | more))


def way(channel: str, url: str, **settings: Any) -> Way:
    """A destination with its secrets in hand."""
    secrets = (url, *(str(settings[one]) for one in ("secret", "token") if one in settings))
    return Way("acme", channel, {"url": url, **settings}, secrets)
