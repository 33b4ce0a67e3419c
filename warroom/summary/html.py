"""A page as one HTML file: styles and picture inside, no script, nothing from elsewhere; a browser prints it to PDF.

A long one can be jumped in: its sections are listed near the top and the hours of its log above that, and every
section, day and hour has a name in the address (``#timeline``, ``#2026-11-22``, ``#2026-11-22T14``).
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final

from warroom.summary.drawing import escaped
from warroom.summary.page import Block, Bullets, Heading, Page, Paragraph, Picture, Styled, Table, Words
from warroom.summary.picture import picture
from warroom.text import safe

_TAGS: Final = {"strong": "strong", "em": "em", "del": "del"}
_WORD: Final = 20
"""Letters of the longest word that a column of its own width may hold uncut."""
_LINE: Final = 24
"""Letters of a cell that stay on one line; more of them may be broken between words."""
_LONG: Final = 100
"""Rows of a log that a reader scrolls through; in a page with more they find their place by an index."""
_COLOURED: Final = frozenset({"action", "decision", "milestone", "severity", "status", "to owner", "from owner"})
_STYLE: Final = """
:root{color-scheme:light}
body{font:15px/1.5 system-ui,"Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;color:#111827;
background:#fff;max-width:1060px;margin:0 auto;padding:0 24px 48px}
.for{background:#111827;color:#fff;font-weight:700;padding:6px 12px;margin:0 -24px 16px}
h1{font-size:26px;line-height:1.25;margin:.4em 0;overflow-wrap:anywhere}
h2{font-size:19px;margin:1.6em 0 .5em;border-bottom:2px solid #111827;padding-bottom:2px}
h3{font-size:15px;margin:1.2em 0 .4em}
p,li,td,th{white-space:pre-wrap;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;margin:.4em 0}
th,td{text-align:left;vertical-align:top;padding:4px 8px;border-bottom:1px solid #d1d5db}
th{background:#f3f4f6}
th,td.short{overflow-wrap:normal}
.table td.short.line{white-space:nowrap}
table.facts{width:auto}
table.facts td:first-child{font-weight:700;padding-right:24px;white-space:nowrap}
table.log{table-layout:fixed}
table.log{margin-bottom:1.4em}
table.log thead{position:sticky;top:0}
table.log th.day{background:#fff;border-bottom:0;padding-left:0}
th.day h3{margin:.2em 0 0}
table.log tr,h2{scroll-margin-top:70px}
table.log td:first-child{font-variant-numeric:tabular-nums;white-space:nowrap}
nav{margin:.6em 0;line-height:1.8}
nav div{padding-left:17em;text-indent:-17em}
nav a{color:#1d4ed8;text-decoration:none;margin-right:.7em;white-space:nowrap;text-indent:0;display:inline-block}
nav div a:first-child{width:16.3em}
tr.action td:nth-child(2){color:#1d4ed8;font-weight:700}
tr.decision td:nth-child(2),tr.milestone td:nth-child(2){font-weight:700}
tr.milestone td{background:#f9fafb}
tr.severity td:nth-child(2),tr.status td:nth-child(2){color:#b91c1c;font-weight:700}
tr.to-owner td:nth-child(2),tr.from-owner td:nth-child(2){color:#0f766e;font-weight:700}
svg{width:100%;height:auto;border:1px solid #d1d5db;margin:.6em 0}
em{color:#4b5563}
@media print{body{max-width:none;padding:0;font-size:9.5pt;line-height:1.35}
.for{margin:0 0 12px;print-color-adjust:exact}
tr,svg,h2,h3{break-inside:avoid}h2,h3,nav{break-after:avoid}thead{display:table-header-group}
table.log thead{position:static}}
@page{margin:14mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif;color:#4b5563}
@bottom-left{font:8pt sans-serif;color:#4b5563;content:FOR_WHOM}}
"""
"""``FOR_WHOM`` is put in: every page of a print says it at its foot."""
_LOG_COLUMNS: Final = (
    '<colgroup><col style="width:6.4em"><col style="width:8em"><col style="width:10em"><col></colgroup>'
)


def rendered(page: Page) -> str:
    """A page as HTML; every text in it is shown as it was typed. The first line says for whom it is."""
    lang = "zh-CN" if page.lang == "zh" else "en"
    title = escaped(" ".join(page.title.split())) or "untitled"
    comment = escaped(page.first_line).replace("--", "- -")
    style = _STYLE.replace("FOR_WHOM", _css(page.first_line))
    head = (
        f"<!DOCTYPE html><!-- {comment} -->\n"
        f'<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<meta name="robots" content="noindex"><meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escaped(page.first_line)}: {title}</title><style>{style}</style></head>\n<body>"
    )
    parts = [head, f'<p class="for">{escaped(page.first_line)}</p>', f"<h1>{title}</h1>", *_body(page.blocks)]
    return "\n".join([*parts, "</body></html>"]) + "\n"


def _css(text: str) -> str:
    """A text as a string of CSS, in which no letter means anything."""
    return '"' + "".join(letter if letter.isalnum() else f"\\{ord(letter):x} " for letter in safe(text)) + '"'


def _body(blocks: Sequence[Block]) -> Iterator[str]:
    names = _names(blocks)
    is_long = sum(len(block.rows) for block in blocks if isinstance(block, Table) and block.role == "log") > _LONG
    listed = not is_long
    for number, block in enumerate(blocks):
        behind = blocks[number + 1] if number + 1 < len(blocks) else None
        match block:
            case Heading(text, 2):
                if not listed:
                    yield from _sections(blocks, names)
                    listed = True
                yield f'<h2 id="{names[number]}">{escaped(text)}</h2>'
                if is_long:
                    yield from _hours(blocks, names, number + 1)
            case Heading() if isinstance(behind, Table) and behind.role == "log":
                yield from _table(behind, block.text, names[number])
            case Table(role="log") if number and isinstance(blocks[number - 1], Heading):
                pass  # it stands there, under its day
            case _:
                yield from _block(block)


def _names(blocks: Sequence[Block]) -> dict[int, str]:
    """What each heading is called in the address: its words, of a day its date; with a number where it is taken."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    for number, block in enumerate(blocks):
        if isinstance(block, Heading):
            plain = block.text[:10] if block.level > 2 else "-".join(block.text.lower().split())
            name, copy = plain, 1
            while name in taken:
                copy += 1
                name = f"{plain}.{copy}"
            taken.add(name)
            names[number] = escaped(name)
    return names


def _sections(blocks: Sequence[Block], names: dict[int, str]) -> Iterator[str]:
    """The index of a page: its sections."""
    heads = [(names[number], block) for number, block in enumerate(blocks) if isinstance(block, Heading)]
    yield "<nav>" + "".join(_link(name, head.text) for name, head in heads if head.level == 2) + "</nav>"


def _hours(blocks: Sequence[Block], names: dict[int, str], start: int) -> Iterator[str]:
    """The index of a log: a line for each of its days, with the hours in which something stands."""
    lines = []
    for number in range(start, len(blocks)):
        day, log = blocks[number], blocks[min(number + 1, len(blocks) - 1)]
        if isinstance(day, Heading) and day.level == 2:
            break
        if isinstance(day, Heading) and isinstance(log, Table) and log.role == "log":
            hours = (_link(f"{names[number]}T{hour}", hour) for hour, _ in groupby(log.rows, _hour))
            lines.append(f"<div>{_link(names[number], day.text)}{''.join(hours)}</div>")
    if lines:
        yield f"<nav>{''.join(lines)}</nav>"


def _hour(row: tuple[Words, ...]) -> str:
    """``14`` of a row of a log, which begins with its time."""
    return str(row[0])[:2]


def _link(name: str, text: str) -> str:
    return f'<a href="#{name}">{escaped(text)}</a>'


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"<h{level}>{escaped(text)}</h{level}>"
        case Paragraph(text):
            yield f"<p>{_words(text)}</p>"
        case Bullets(items):
            yield "<ul>"
            for item in items:
                yield f"<li>{_words(item)}</li>"
            yield "</ul>"
        case Table():
            yield from _table(block)
        case Picture(lanes, zone):
            yield picture(lanes, zone)


def _table(table: Table, day: str = "", name: str = "") -> Iterator[str]:
    """A table; one of a ``day`` says so in its head, which a browser repeats on every page and keeps in sight."""
    yield f'<table class="{table.role}">'
    is_log = table.role == "log" and len(table.head) == 4
    if is_log:
        yield _LOG_COLUMNS
    head = (
        f'<tr><th class="day" colspan="{len(table.head)}"><h3 id="{name}">{escaped(day)}</h3></th></tr>' if day else ""
    )
    if any(table.head):
        head += "<tr>" + "".join(f"<th>{escaped(cell)}</th>" for cell in table.head) + "</tr>"
    yield f"<thead>{head}</thead><tbody>" if head else "<tbody>"
    hour = ""
    for row in table.rows:
        *front, last = row
        kind = row[1] if is_log else ""
        marked = f' class="{kind.replace(" ", "-")}"' if isinstance(kind, str) and kind in _COLOURED else ""
        if day and (here := _hour(row)) != hour:
            hour = here
            marked += f' id="{name}T{hour}"'
        cells = "".join([_front(c) if isinstance(c, str) else f"<td>{_words(c)}</td>" for c in front])
        yield f"<tr{marked}>{cells}<td>{_words(last)}</td></tr>"
    yield "</tbody></table>"


@lru_cache(maxsize=2048)
def _front(text: str) -> str:
    """A cell of a time, a kind or a name; its words aren't cut, unless one of them is too long for any column."""
    if max(map(len, text.split()), default=0) > _WORD:
        return f"<td>{escaped(text)}</td>"
    return f'<td class="{"short line" if len(text) <= _LINE else "short"}">{escaped(text)}</td>'


def _words(words: Words) -> str:
    if isinstance(words, str):
        return escaped(words)
    return " ".join(_piece(piece) for piece in words if piece.text)


def _piece(piece: Styled) -> str:
    tag = _TAGS.get(piece.style)
    return f"<{tag}>{escaped(piece.text)}</{tag}>" if tag else escaped(piece.text)
