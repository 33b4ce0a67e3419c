"""The form of a mail: header fields, texts and files as bytes that every mail server takes (ASCII, short lines). Pure.

Written out here so that a mail is the same byte for byte whenever it is made again, by any version of Python, and is 7
bit but for an address that can't be; the tests read it back with the standard library's parser.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import quote

LINE: Final = 76
"""Letters of a line (RFC 2045 6.8, RFC 2047 2)."""
_ROOM: Final = 45
"""Bytes that an encoded word holds so that it is no longer than 75 letters."""
_PLAIN: Final = re.compile(r"[!#-'*+\-/-9=?A-Z^-~]+(?: [!#-'*+\-/-9=?A-Z^-~]+)*")
_CONTROLS: Final = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]+")
_UNNAMEABLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff/\\:*?\"<>|]"
)
_EDGES: Final = re.compile(r"^[\s._]+|[\s._]+$")
_LONGEST_NAME: Final = 120
"""Letters of a file's name that go along; some file systems hold no more bytes than these in Chinese."""
_WHOLE: Final = 500
"""Letters of a line that hold a file's name: 55 of Chinese."""

CRLF: Final = "\r\n"


class Part(NamedTuple):
    """A part of a mail: its fields and what they describe."""

    fields: tuple[str, ...]
    body: bytes


def one_line(text: str) -> str:
    """A text as a header field may hold it: line ends and other controls become one space each."""
    return _CONTROLS.sub(" ", text).strip()


def words(text: str) -> str:
    """A text for a header field, folded: as it is where that is safe, else as encoded words (RFC 2047)."""
    line = one_line(text)
    pieces = line.split(" ")
    if line.isascii() and "=?" not in line and all(len(one) < LINE - 16 for one in pieces):
        return _folded(pieces)
    return f"{CRLF} ".join(_encoded(line))


def phrase(text: str) -> str:
    """A name before an address: as it is, quoted, or as encoded words."""
    line = one_line(text)
    if not line.isascii() or "=?" in line or len(line) > LINE - 16:
        return f"{CRLF} ".join(_encoded(line))
    if _PLAIN.fullmatch(line):
        return line
    escaped = re.sub(r'(["\\])', r"\\\1", line)
    return f'"{escaped}"'


def mailbox(name: str, address: str) -> str:
    """``Li Wei <li@acme.example>`` for a header field."""
    return f"{phrase(name)}{CRLF} <{address}>" if one_line(name) else address


def _folded(pieces: Sequence[str]) -> str:
    lines, used = [""], 16  # the field's own name stands on the first line
    for piece in pieces:
        if used + len(piece) + 1 > LINE and lines[-1]:
            lines.append("")
            used = 1
        lines[-1] += (" " if lines[-1] else "") + piece
        used += len(piece) + 1
    return f"{CRLF} ".join(lines)


def _encoded(text: str) -> list[str]:
    found, held = [], b""
    for letter in text:
        data = letter.encode()
        if len(held) + len(data) > _ROOM:
            found.append(held)
            held = b""
        held += data
    return [f"=?utf-8?B?{base64.b64encode(one).decode()}?=" for one in (*found, held)]


def file_name(name: str) -> str:
    """A file's name without folders, controls, and what some systems refuse; its ending is kept."""
    plain = _EDGES.sub("", _UNNAMEABLE.sub("_", name)) or "file"
    if len(plain) <= _LONGEST_NAME:
        return plain
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        return plain[:_LONGEST_NAME]
    return f"{stem[: _LONGEST_NAME - len(ending) - 1]}.{ending}"


def text_part(text: str, kind: str) -> Part:
    """A text as ``text/kind``: readable in the raw where most of it is ASCII, else base64; never 8 bit."""
    data = (CRLF.join(text.split("\n")) + CRLF).encode("utf-8", "replace")
    kept = sum(byte < 0x80 for byte in data) * 4 > len(data) * 3
    fields = (f"Content-Type: text/{kind}; charset=utf-8",)
    if kept:
        return Part((*fields, "Content-Transfer-Encoding: quoted-printable"), _quoted(data))
    return Part((*fields, "Content-Transfer-Encoding: base64"), _base64(data))


def file_part(name: str, media_type: str, data: bytes) -> Part:
    """A file that goes along, its name in any script (RFC 2231)."""
    called = file_name(name)
    kind = media_type if re.fullmatch(r"[\w.+-]+/[\w.+-]+", media_type, re.ASCII) else "application/octet-stream"
    if kind.partition("/")[0] in ("multipart", "message"):
        kind = "application/octet-stream"  # those may not be base64 (RFC 2046 5.2.1)
    if kind.startswith("text/") and _is_utf8(data):
        kind += f";{CRLF} charset=utf-8"
    fields = (
        f"Content-Type: {kind}",
        "Content-Transfer-Encoding: base64",
        f"Content-Disposition: attachment;{CRLF} {f';{CRLF} '.join(_named(called))}",
    )
    return Part(fields, _base64(data))


def _named(name: str) -> list[str]:
    """A file's name as parameters: in one where programs that know no more of RFC 2231 can read it, else in several."""
    if name.isascii():
        return [f'filename="{name}"']
    pieces = [""]
    for letter in name:
        coded = quote(letter, safe="")
        if len(pieces[-1]) + len(coded) > _WHOLE:
            pieces.append("")
        pieces[-1] += coded
    if len(pieces) == 1:
        return [f"filename*=utf-8''{pieces[0]}"]
    starts = ("utf-8''", *("" for _ in pieces[1:]))
    return [
        f"filename*{place}*={start}{piece}" for place, (start, piece) in enumerate(zip(starts, pieces, strict=True))
    ]


def several(kind: str, boundary: str, parts: Sequence[Part]) -> Part:
    """Parts as one ``multipart/kind``. ``boundary`` may not stand at the start of a line in any of them."""
    limit = f"--{boundary}".encode()
    body = b"".join(limit + b"\r\n" + whole(one) + b"\r\n" for one in parts) + limit + b"--\r\n"
    return Part((f'Content-Type: multipart/{kind};{CRLF} boundary="{boundary}"',), body)


def whole(part: Part) -> bytes:
    """Fields, an empty line, and the body."""
    return CRLF.join((*part.fields, "", "")).encode("utf-8") + part.body


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def _quoted(data: bytes) -> bytes:
    return binascii.b2a_qp(data, istext=True)
