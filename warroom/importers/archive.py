"""A zip archive that somebody else made: read in memory only, member by member, never unpacked to the disk."""

import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Final

from warroom.errors import BadInput
from warroom.importers.content import Content
from warroom.text import clean

MOST_MEMBERS: Final = 100_000
LARGEST_MEMBER: Final = 64 << 20
"""Bytes of one file when unpacked; a day of a busy channel has some ten."""
LARGEST_WHOLE: Final = 2 << 30
"""Bytes of all files that are read, unpacked."""
RATIO: Final = 400
"""How much smaller packing made a file. JSON packs some 20 times; a bomb packs a thousand times."""
_SMALL: Final = 1 << 20
"""Bytes up to which no ratio is of interest."""
_DAMAGE: Final = (
    zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error,
)  # fmt: skip
"""What ``zipfile`` raises for one."""


class Archive:
    """The members of a zip by name. Raises ``BadInput`` for what is no zip, for bombs and for names that climb out."""

    def __init__(self, content: Content) -> None:
        self.source = content.source
        self._read = 0
        try:
            self._zip = zipfile.ZipFile(content.file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise self.refused(f"it is no whole zip archive ({error}); was it cut off in a download?") from error
        listed = self._zip.infolist()
        if len(listed) > MOST_MEMBERS:
            raise self.refused(f"it holds {len(listed):,} files; up to {MOST_MEMBERS:,} are read")
        self._members = {info.filename: info for info in listed if not info.is_dir()}
        if len(self._members) < sum(not info.is_dir() for info in listed):
            raise self.refused("two files in it have the same name")
        for name in self._members:
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or "\\" in name or name[1:2] == ":" or "\0" in name:
                raise self.refused(f"the file '{clean(name)}' in it names a place outside of it")

    def refused(self, why: str) -> BadInput:
        """The error that says why nothing is imported."""
        return BadInput(f"{self.source}: nothing was imported, {why}")

    @property
    def names(self) -> list[str]:
        """The files in it, sorted."""
        return sorted(self._members)

    def read(self, name: str) -> str:
        """The text of one file; UTF-8."""
        info = self._members[name]
        if info.flag_bits & 1:
            raise self.refused("it is encrypted; unpack it and pack it again without a password")
        if info.file_size > LARGEST_MEMBER or self._read + info.file_size > LARGEST_WHOLE:
            raise self._bomb(name)
        if info.file_size > max(_SMALL, RATIO * info.compress_size):
            raise self._bomb(name)
        try:
            with self._zip.open(info) as file:
                data = file.read(info.file_size + 1)  # more than it says it holds: zipfile stops there
        except (
            zipfile.BadZipFile,
            OSError,
            EOFError,
            ValueError,
            RuntimeError,
            NotImplementedError,
            zlib.error,
        ) as error:
            raise self.refused(f"the file '{clean(name)}' in it is damaged ({error})") from error
        self._read += len(data)
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise self.refused(f"line {line} of the file '{clean(name)}' in it is not UTF-8") from error

    def _bomb(self, name: str) -> BadInput:
        size = self._members[name].file_size
        return self.refused(
            f"the file '{clean(name)}' in it unpacks to {size >> 20:,} MB, more than any export holds; "
            "nothing was unpacked"
        )


def is_zip(head: bytes) -> bool:
    """Whether the bytes are the beginning of a zip archive."""
    return head[:4] in (b"PK\x03\x04", b"PK\x05\x06")
