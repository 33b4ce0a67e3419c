"""Drafts by the hundred thousand: the first are kept in memory, the rest in a nameless temporary file."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final, cast, overload

import msgspec
from typing_extensions import override

from warroom.errors import NotSaved
from warroom.events import Draft

IN_MEMORY: Final = 5_000
"""Drafts; a few megabytes."""
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Draft).decode


class Drafts(Sequence[Draft]):
    """A list that only grows. Walking through it again and again takes no more memory than one draft.

    The file has no name and only its owner may read it; it is gone with the process, however that ends.
    """

    def __init__(self) -> None:
        self._first: list[Draft] = []
        self._file: BinaryIO | None = None
        self._count = self._end = 0
        self.kinds: Counter[str] = Counter()
        """How many there are of each kind."""

    def append(self, draft: Draft) -> None:
        """Add one at the end."""
        self._count += 1
        self.kinds[draft.kind] += 1
        if self._file is None:
            if self._count <= IN_MEMORY:
                self._first.append(draft)
                return
            self._file = nameless_file()
        try:
            self._file.seek(self._end)  # somebody may be walking through it
            self._end += self._file.write(_encode(draft) + b"\n")
        except OSError as error:
            raise no_room(error) from error

    @override
    def __len__(self) -> int:
        return self._count

    @override
    def __iter__(self) -> Iterator[Draft]:
        yield from self._first
        if self._file is None:
            return
        at = 0
        while at < self._end:
            self._file.seek(at)
            lines = self._file.readlines(1 << 18)
            at = self._file.tell()
            for line in lines:
                yield _decode(line)

    @overload
    def __getitem__(self, index: int) -> Draft: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Draft]: ...
    @override
    def __getitem__(self, index: int | slice) -> Draft | Sequence[Draft]:
        if self._file is None or (isinstance(index, int) and 0 <= index < len(self._first)):
            return self._first[index]
        return list(self)[index]

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(Draft.__eq__, self, other))

    __hash__ = None  # type: ignore[assignment]  # it grows


def nameless_file() -> BinaryIO:
    """A temporary file that nobody else finds and that is gone with the process; raises ``NotSaved``."""
    try:
        return cast(BinaryIO, tempfile.TemporaryFile(prefix="warroom-"))
    except OSError as error:
        raise no_room(error) from error


def no_room(error: OSError) -> NotSaved:
    """What to raise when the temporary file can't be written."""
    return NotSaved(
        f"Not saved: a long import needs room in {tempfile.gettempdir()}, and there is none ({error.strerror}). "
        "Nothing was imported; free some space, or name another folder in TMPDIR."
    )
