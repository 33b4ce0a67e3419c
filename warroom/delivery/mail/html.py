"""The HTML of a mail, from the plain Markdown of ``updates.rendering``: escaped, without colours of its own. Pure.

No colour is set, so light and dark mail programs show it in theirs; sizes are those that a telephone shows well.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final, NamedTuple

_INLINE: Final = re.compile(
    r"\*\*(?=\S)(?P<strong>[^*\n]+?)(?<=\S)\*\*"
    r"|\[(?P<words>[^\]\n]{1,200})\]\((?P<to>https?://[^\s)]{1,500})\)"
    r"|(?P<bare>https?://[^\s<>\"'，。；：！？、（）「」《》]{1,500})"
)
_HEADING: Final = re.compile(r"(#{1,6})[ \t]+(.+?)[ \t]*#*")
_ITEM: Final = re.compile(r"[-*•][ \t]+(.*)")
_NUMBERED: Final = re.compile(r"(\d{1,4})[.)][ \t]+(.*)")
_SENTENCE_ENDS: Final = ".,;:!?)"

_FONT: Final = (
    "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,"
    "'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif"
)
_BODY: Final = f"margin:0;padding:0;{_FONT};font-size:16px;line-height:1.55"
_BLOCK: Final = "max-width:42em;margin:0 auto;padding:16px;overflow-wrap:anywhere"
_LINE: Final = "border:0;border-top:1px solid;opacity:.3;margin:24px 0"


class Said(NamedTuple):
    """An update in one language."""

    lang: str
    title: str
    text: str
    """Markdown."""


def page(said: Sequence[Said]) -> str:
    """A whole page: each language after the other, the title of the first in its head alone (it is the subject)."""
    parts = [_body(one, heading=bool(place)) for place, one in enumerate(said)]
    lang = escape(said[0].lang if said else "en")
    title = escape(said[0].title if said else "")
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="supported-color-schemes" content="light dark">\n'
        f"<title>{title}</title>\n<style>:root{{color-scheme:light dark}}</style>\n</head>\n"
        f'<body style="{_BODY}">\n' + f'<hr style="{_LINE}">\n'.join(parts) + "</body>\n</html>"
    )


def _body(said: Said, heading: bool) -> str:
    title = f'<p style="margin:0 0 12px"><b>{escape(said.title)}</b></p>\n' if heading and said.title else ""
    return f'<div lang="{escape(said.lang)}" style="{_BLOCK}">\n{title}{"".join(blocks(said.text))}</div>\n'


def blocks(text: str) -> Iterator[str]:
    """Paragraphs, lists and headings of a Markdown text as HTML, one after the other."""
    held: list[str] = []
    kind = ""

    def done() -> Iterator[str]:
        if held:
            yield _block(kind, held)
        held.clear()

    for line in text.split("\n"):
        sort, words = _sort(line)
        if sort == "more" and kind in ("ul", "ol"):
            held[-1] += f"\n{words}"  # an indented line goes on with the point above it
            continue
        sort = "p" if sort == "more" else sort
        if sort != kind or sort == "h":
            yield from done()
            kind = sort
        if sort:
            held.append(words)
    yield from done()


def _sort(line: str) -> tuple[str, str]:
    """What a line is (``p``, ``ul``, ``ol``, ``h``, ``more`` for an indented one, nothing when it is empty)."""
    plain = line.strip()
    if not plain:
        return "", ""
    if found := _HEADING.fullmatch(plain):
        return "h", found[2]
    if found := _ITEM.fullmatch(plain):
        return "ul", found[1]
    if found := _NUMBERED.fullmatch(plain):
        return "ol", f"{found[1]}\0{found[2]}"
    return ("more" if line[:2] == "  " else "p"), plain


def _block(kind: str, lines: Sequence[str]) -> str:
    if kind == "h":
        return f'<p style="margin:20px 0 8px;font-size:18px"><b>{inline(lines[0])}</b></p>\n'
    if kind == "ul":
        items = "".join(f'<li style="margin:4px 0">{_lines(one)}</li>\n' for one in lines)
        return f'<ul style="margin:0 0 12px;padding-left:1.4em">\n{items}</ul>\n'
    if kind == "ol":
        pairs = (one.partition("\0") for one in lines)
        items = "".join(f'<li value="{number}" style="margin:4px 0">{_lines(one)}</li>\n' for number, _, one in pairs)
        return f'<ol style="margin:0 0 12px;padding-left:1.8em">\n{items}</ol>\n'
    return f'<p style="margin:0 0 12px">{_lines(chr(10).join(lines))}</p>\n'


def _lines(text: str) -> str:
    return "<br>\n".join(inline(one) for one in text.split("\n"))


def inline(text: str) -> str:
    """A line with its ``**strong**`` words and links; everything else of it is text and nothing but text."""
    found, start = "", 0
    for match in _INLINE.finditer(text):
        found += escape(text[start : match.start()])
        start = match.end()
        if match["strong"] is not None:
            found += f"<b>{inline(match['strong'])}</b>"
        elif match["to"] is not None:
            # As in the plain text: a telephone shows nowhere else where a link leads.
            found += _link(match["to"], match["words"])
            found += f" ({escape(match['to'])})" if match["words"] != match["to"] else ""
        else:
            bare = match["bare"].rstrip(_SENTENCE_ENDS)
            found += _link(bare, bare) + escape(match["bare"][len(bare) :])
    return found + escape(text[start:])


def _link(to: str, words: str) -> str:
    return f'<a href="{escape(to)}" rel="noreferrer">{escape(words)}</a>'
