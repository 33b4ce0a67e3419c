"""What a chat says of a parcel: its languages under each other, its marks, and nothing in it that pings. Pure."""

import re
from typing import Final

from warroom.delivery.parcel import Parcel
from warroom.updates.channels import Dialect
from warroom.updates.rendering import Rendered, rendered

_BETWEEN: Final = "\n\n———\n\n"
_TAG: Final = re.compile(r"<(?=[A-Za-z/@!#?&])")
"""What begins a mention or a tag somewhere: ``<at id=all>``, ``<@ana>``, ``<!channel>``, ``<b>``."""
_CALL: Final = re.compile(
    r"(?<![A-Za-z0-9._%+/=-])@(?=[^\s@])"
    r"|@(?=(?:all|everyone|channel|here|所有人|全体)(?![A-Za-z0-9_-]|\.[A-Za-z0-9]))",
    re.IGNORECASE,
)
"""An ``@`` that calls somebody; that of a mail address does not."""
_HIDDEN_LINK: Final = re.compile(r"\](?=\()")

SENT_AGAIN: Final = ("(sent again)", "(重发)")
TEST: Final = ("[TEST]", "【测试】")


def said(parcel: Parcel, dialect: Dialect) -> Rendered:
    """Subject and text in every language of the parcel that there is, disarmed, without marks."""
    made = (rendered(parcel.content, lang, parcel.number, dialect) for lang in langs(parcel))
    first, *rest = (_one(one, dialect) for one in made)
    return Rendered(first.subject, _BETWEEN.join((first.text, *map(whole, rest))))


def langs(parcel: Parcel) -> list[str]:
    """The languages that it speaks, the owner's first; at least one."""
    there = {one.lang for one in parcel.content.bodies}
    return [one for one in dict.fromkeys(parcel.langs) if one in there] or [parcel.content.body().lang]


def whole(one: Rendered) -> str:
    """One text, its subject on the first line, as ``updates.preview`` shows it."""
    return f"{one.subject}\n{one.text}" if one.subject else one.text


def mark(parcel: Parcel) -> str:
    """What stands before everything: that it is a test, that they may have it already; empty for most."""
    which = 1 if langs(parcel)[0].casefold().startswith("zh") else 0
    return " ".join(words[which] for words, on in ((TEST, parcel.test), (SENT_AGAIN, parcel.resent)) if on)


def disarmed(text: str, dialect: Dialect = "text") -> str:
    """A text in which nothing calls anybody, is a tag, or hides where a link goes; it reads the same.

    The letters that would are replaced by their full-width likeness (``＠all``, ``＜at``). Slack's own escapes, which
    ``rendered`` makes, stay as they are.
    """
    text = _CALL.sub("＠", text)
    if dialect == "slack":
        return text
    text = _TAG.sub("＜", text)
    return _HIDDEN_LINK.sub("] ", text) if dialect == "markdown" else text


def _one(one: Rendered, dialect: Dialect) -> Rendered:
    subject = " ".join(one.subject.split())
    if dialect == "slack":  # the text is escaped already
        subject = subject.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Rendered(disarmed(subject, dialect), disarmed(one.text, dialect))
