"""A file that is imported: its bytes as numbered lines, a few at a time; nothing is lost or guessed in silence."""

import codecs
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from warroom.errors import BadInput
from warroom.importers.lines import Line
from warroom.importers.reading import MOST_REMARKS, Remark

BOM: Final = b"\xef\xbb\xbf"
LONGEST: Final = 3 << 20
"""Bytes of one line; a record of the store holds 4 MB."""
WHOLE: Final = 256 << 20
"""Bytes of a file whose format has to be read as one piece."""
_BLOCK: Final = 1 << 16
_CHINESE: Final = re.compile("[\u4e00-\u9fff]{2}")
Progress = Callable[[int, int], None]
"""Told how many bytes of how many are read."""


def _silent(_: int, __: int) -> None:
    """Nobody looks."""


class Content:
    """The bytes of one file, which can be read more than once. Everything that people must know is in ``remarks``."""

    def __init__(self, file: BinaryIO, source: str, *, encoding: str = "utf-8", progress: Progress = _silent) -> None:
        """``file`` can be sought; ``encoding`` is what the person says of it. Raises ``BadInput`` for no encoding."""
        self.file, self.source = file, source
        self.size = file.seek(0, io.SEEK_END)
        self.remarks: list[Remark] = []
        self.progress = progress
        try:
            self.encoding = codecs.lookup(encoding).name
            "".encode(self.encoding)
        except (LookupError, ValueError, TypeError) as error:
            raise BadInput(
                f"'{encoding}' is no encoding; --encoding takes utf-8, gb18030, utf-16, latin-1 and the like"
            ) from error

    @classmethod
    def of(cls, data: bytes, source: str) -> "Content":
        """Bytes that are in memory."""
        return cls(io.BytesIO(data), source)

    def head(self, size: int = _BLOCK) -> bytes:
        """The first bytes."""
        self.file.seek(0)
        return self.file.read(size)

    def whole(self) -> bytes:
        """All bytes, for a format that can't be read in pieces; raises ``BadInput`` when they are too many."""
        if self.size > WHOLE:
            raise BadInput(
                f"{self.source}: nothing was imported, a file of this format is read whole and up to "
                f"{WHOLE >> 20} MB; it has {self.size >> 20} MB. Cut it into several files."
            )
        self.progress(self.size, self.size)
        return self.head(self.size)

    def document(self) -> str:
        """The whole text of a file that a program wrote; raises ``BadInput`` naming a line that is no text."""
        self._refuse()
        data = self.whole()
        try:
            return data.decode(self.encoding).removeprefix("\ufeff")
        except UnicodeError as error:
            line = data.count(b"\n", 0, getattr(error, "start", 0)) + 1
            raise BadInput(
                f"{self.source}: nothing was imported, line {line} holds bytes that are not {self.encoding}; "
                "--encoding names another"
            ) from error

    def lines(self) -> Iterator[Line]:
        """Every line; it ends at LF or CR LF only: other characters belong to what people wrote."""
        last: str | None = None
        number = 0
        for piece in self.pieces():
            if last is not None:
                number += 1
                yield Line(number, last.removesuffix("\r"))
            last = piece
        if last:
            yield Line(number + 1, last)

    def pieces(self) -> Iterator[str]:
        """What stands between two LF, the rest behind the last one included (it may be empty).

        Bytes that are no UTF-8 become U+FFFD and their lines are named. Raises ``BadInput`` on an empty file, on a
        line that is too long, on UTF-16, and on text that can only be meant in another encoding.
        """
        self._refuse()
        self.remarks = []
        if self.encoding != "utf-8":
            yield from self._foreign()
            return
        self.file.seek(len(BOM) if self.head(3) == BOM else 0)
        strange = Strange(self.source)
        number = 0
        while True:
            number += 1
            raw = self.file.readline(LONGEST + 1)
            if len(raw) > LONGEST:
                raise _too_long(self.source, number)
            ended = raw.endswith(b"\n")
            body = raw[:-1] if ended else raw
            try:
                yield body.decode()
                strange.plain += not body.isascii()
            except UnicodeDecodeError:
                strange.note(number, body)
                yield body.decode(errors="replace")
            if not number % 500:
                self.progress(self.file.tell(), self.size)
            if not ended:
                break
        self.progress(self.size, self.size)
        strange.refuse_chinese()
        self.remarks += strange.remarks()

    def _refuse(self) -> None:
        head = self.head(4)
        if self.encoding == "utf-8" and head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise BadInput(
                f"{self.source} is UTF-16 text: nothing was imported; import it with --encoding utf-16, "
                "or save it as UTF-8"
            )
        self.file.seek(len(BOM) if head.startswith(BOM) else 0)
        while block := self.file.read(_BLOCK):
            if block.strip():
                return
        raise BadInput(f"{self.source} is empty: nothing was imported")

    def _foreign(self) -> Iterator[str]:
        self.file.seek(0)
        text = io.TextIOWrapper(self.file, self.encoding, errors="strict", newline="\n")
        number = 0
        try:
            while True:
                number += 1
                line = text.readline(LONGEST + 1)
                if len(line) > LONGEST:
                    raise _too_long(self.source, number)
                yield line.removesuffix("\n").removeprefix("\ufeff" if number == 1 else "\n")
                if not line.endswith("\n"):
                    break
        except UnicodeError as error:
            raise BadInput(
                f"{self.source}: nothing was imported, near line {number} are bytes that are not {self.encoding} "
                f"({error}); --encoding names another"
            ) from error
        finally:
            text.detach()
        self.progress(self.size, self.size)


class Strange:
    """The lines that are not UTF-8: a few broken bytes, or a file in another encoding."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.plain = 0
        """Lines with letters beyond ASCII that are UTF-8."""
        self._lines: list[int] = []
        self._count = self._chinese = 0
        self._sample = ""

    def note(self, number: int, body: bytes) -> None:
        """A line that is not UTF-8."""
        self._count += 1
        if len(self._lines) < MOST_REMARKS:
            self._lines.append(number)
        try:
            text = body.decode("gb18030")
        except UnicodeDecodeError:
            return
        if found := _CHINESE.search(text):
            self._chinese += 1
            self._sample = self._sample or f"line {number} then reads '{text[found.start() :][:20].strip()}'"

    def refuse_chinese(self) -> None:
        """Raise when most of what is beyond ASCII makes sense as GB18030 and none as UTF-8."""
        if self._chinese * 2 > self._count + self.plain:
            raise BadInput(
                f"{self.source}: nothing was imported, {self._count} lines (the first is line {self._lines[0]}) are "
                f"not UTF-8 but look like GB18030: {self._sample}. Import it again with --encoding gb18030"
            )

    def remarks(self) -> list[Remark]:
        """The lines by number."""
        found = [Remark(number, "some bytes are not UTF-8: they are shown as \ufffd") for number in self._lines]
        if self._count > len(found):
            found.append(Remark(0, f"and {self._count - len(found)} more lines with bytes that are not UTF-8"))
        return found


def opened(path: Path, *, encoding: str = "utf-8", progress: Progress = _silent) -> Content:
    """The content of a file; raises ``BadInput`` when it can't be read. ``Content.file`` is to be closed."""
    try:
        return Content(path.open("rb"), str(path), encoding=encoding, progress=progress)
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}; nothing was imported") from error


def _too_long(source: str, number: int) -> BadInput:
    return BadInput(
        f"{source}: nothing was imported, line {number} is longer than {LONGEST >> 20} MB; an entry holds up to that. "
        "Is it a text at all?"
    )
