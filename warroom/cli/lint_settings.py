"""Where ``lint.toml`` lies: in this person's settings folder, and in the data folder for all who use that."""

from pathlib import Path
from typing import Final

from warroom import config
from warroom.errors import BadInput
from warroom.updates.lint.settings import Settings, joined, read_settings

NAME: Final = "lint.toml"
LARGEST: Final = 1 << 20
"""Bytes; a longer file is no settings file."""


def files(data_folder: Path) -> tuple[Path, ...]:
    """Where the settings are looked for; where both say something of one word, the data folder's holds."""
    return Path(config.settings_folder()) / NAME, data_folder / NAME


def load(data_folder: Path) -> Settings:
    """The settings of both files together; none there is no fault. Raises ``BadInput`` naming file and line."""
    found = Settings()
    for file in files(data_folder):
        found = joined(found, _read(file))
    return found


def _read(file: Path) -> Settings:
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        raise BadInput(f"{file} can't be read ({error.strerror}); nothing was checked") from error
    if len(content) > LARGEST:
        raise BadInput(f"{file} is longer than {LARGEST >> 20} MB, so it holds no settings; nothing was checked")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{file}:{line}: no UTF-8; save the file as UTF-8. None of it was taken") from error
    return read_settings(text.replace("\r\n", "\n"), str(file))
