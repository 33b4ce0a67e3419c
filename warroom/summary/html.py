"""A page as one HTML file: styles and picture inside, no script, nothing from elsewhere; a browser prints it to PDF."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from warroom.summary.drawing import escaped
from warroom.summary.page import Block, Bullets, Heading, Page, Paragraph, Picture, Styled, Table, Words
from warroom.summary.picture import picture

_TAGS: Final = {"strong": "strong", "em": "em", "del": "del"}
_WORD: Final = 20
"""Letters of the longest word that a column of its own width may hold uncut."""
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
table.facts{width:auto}
table.facts td:first-child{font-weight:700;padding-right:24px;white-space:nowrap}
table.log{table-layout:fixed}
table.log td:first-child{font-variant-numeric:tabular-nums;white-space:nowrap}
tr.action td:nth-child(2){color:#1d4ed8;font-weight:700}
tr.decision td:nth-child(2),tr.milestone td:nth-child(2){font-weight:700}
tr.milestone td{background:#f9fafb}
tr.severity td:nth-child(2),tr.status td:nth-child(2){color:#b91c1c;font-weight:700}
tr.to-owner td:nth-child(2),tr.from-owner td:nth-child(2){color:#0f766e;font-weight:700}
svg{max-width:100%;height:auto;border:1px solid #d1d5db;margin:.6em 0}
em{color:#4b5563}
@media print{body{max-width:none;padding:0;font-size:11pt}.for{margin:0 0 12px;print-color-adjust:exact}
tr,svg,h2,h3{break-inside:avoid}h2,h3{break-after:avoid}thead{display:table-header-group}}
@page{margin:14mm}
"""
_LOG_COLUMNS: Final = (
    '<colgroup><col style="width:6.4em"><col style="width:7em"><col style="width:10em"><col></colgroup>'
)


def rendered(page: Page) -> str:
    """A page as HTML; every text in it is shown as it was typed. The first line says for whom it is."""
    lang = "zh-CN" if page.lang == "zh" else "en"
    title = escaped(" ".join(page.title.split())) or "untitled"
    comment = escaped(page.first_line).replace("--", "- -")
    head = (
        f"<!DOCTYPE html><!-- {comment} -->\n"
        f'<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<meta name="robots" content="noindex"><meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escaped(page.first_line)}: {title}</title><style>{_STYLE}</style></head>\n<body>"
    )
    parts = [head, f'<p class="for">{escaped(page.first_line)}</p>', f"<h1>{title}</h1>"]
    for block in page.blocks:
        parts += _block(block)
    return "\n".join([*parts, "</body></html>"]) + "\n"


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


def _table(table: Table) -> Iterator[str]:
    yield f'<table class="{table.role}">'
    is_log = table.role == "log" and len(table.head) == 4
    if is_log:
        yield _LOG_COLUMNS
    if any(table.head):
        yield "<thead><tr>" + "".join(f"<th>{escaped(cell)}</th>" for cell in table.head) + "</tr></thead>"
    yield "<tbody>"
    for row in table.rows:
        *front, last = row
        kind = row[1] if is_log else ""
        marked = f' class="{kind.replace(" ", "-")}"' if isinstance(kind, str) and kind in _COLOURED else ""
        cells = "".join([_front(c) if isinstance(c, str) else f"<td>{_words(c)}</td>" for c in front])
        yield f"<tr{marked}>{cells}<td>{_words(last)}</td></tr>"
    yield "</tbody></table>"


@lru_cache(maxsize=2048)
def _front(text: str) -> str:
    """A cell of a time, a kind or a name; its words aren't cut, unless one of them is too long for any column."""
    short = max(map(len, text.split()), default=0) <= _WORD
    return f'<td class="short">{escaped(text)}</td>' if short else f"<td>{escaped(text)}</td>"


def _words(words: Words) -> str:
    if isinstance(words, str):
        return escaped(words)
    return " ".join(_piece(piece) for piece in words if piece.text)


def _piece(piece: Styled) -> str:
    tag = _TAGS.get(piece.style)
    return f"<{tag}>{escaped(piece.text)}</{tag}>" if tag else escaped(piece.text)
