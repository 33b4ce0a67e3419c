"""A draft as its reader gets it: the sections as one text, with the update's number, in the dialect of a channel. Pure.

Bodies are Markdown of the plainest sort: paragraphs, ``- `` lists, ``**strong**``, ``# `` headings, ``[a](https://..)``.
"""

import re
from typing import Final, NamedTuple

from warroom.state.revisions import NUMBER, Content, Form
from warroom.text import safe
from warroom.updates.channels import Dialect

_STRONG: Final = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_HEADING: Final = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_LINK: Final = re.compile(r"\[([^\]\n]{1,200})\]\((https?://[^\s)]{1,500})\)")
_SLACK: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class Rendered(NamedTuple):
    """What leaves the room."""

    subject: str
    text: str


def rendered(content: Content, lang: str = "", number: int = 0, dialect: Dialect = "text") -> Rendered:
    """A draft in one language (the first by default) as the ``number``-th update; 0: its number is not fixed yet.

    Controls and direction marks in it are shown, not obeyed (``text.safe``).
    """
    body = content.body(lang)
    text = separator(content.form).join(one.text.strip("\n") for one in body.sections if one.text.strip())
    return Rendered(numbered(safe(body.title), number), spoken(numbered(safe(text), number), dialect))


def numbered(text: str, number: int) -> str:
    """A text with the update's number in its place; 0: ``N``, it is fixed when it is sent."""
    return text.replace(NUMBER, str(number) if number else "N")


def spoken(text: str, dialect: Dialect) -> str:
    """Markdown in the dialect of a channel: what it can't show is written so that nothing is lost."""
    match dialect:
        case "markdown":
            return text
        case "slack":
            return _STRONG.sub(r"*\1*", _HEADING.sub(r"*\1*", _written_out(text).translate(_SLACK)))
    return _HEADING.sub(r"\1", _STRONG.sub(r"\1", _written_out(text)))


def _written_out(text: str) -> str:
    """Every link with its address in sight: nobody is sent somewhere unseen."""
    return _LINK.sub(lambda found: found[2] if found[1] == found[2] else f"{found[1]} ({found[2]})", text)


def separator(form: Form) -> str:
    """What stands between two sections of a text."""
    return "\n\n" if form == "long" else "\n"
