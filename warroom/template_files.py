"""Where templates are: the built-in ones beside the program, a person's own in the settings folder.

A person's own files are theirs: nothing changes them but who writes them, and a broken one costs no draft.
"""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from warroom import config
from warroom.updates.templates.engine import MAX_SOURCE, TemplateFault
from warroom.updates.templates.form import LANGS, Template, read
from warroom.updates.templates.library import Broken, Library

_BUILT_IN: Final = Path(__file__).parent / "updates" / "templates" / "builtin"
_MAX_FILES: Final = 1000
"""Of a person's own; beyond them something else lies in that folder."""


def own_folder() -> Path:
    """Where a person's own templates are, ``templates/en`` and ``templates/zh``; it need not exist."""
    return Path(config.settings_folder()) / "templates"


def library(folder: Path | None = None) -> Library:
    """The built-in templates and those of ``folder`` (see ``own_folder``); None: the built-in ones alone.

    Files of ``folder`` that can't be read or used are told in ``broken`` and raise nothing.
    """
    found, broken = list(built_in()), []
    for path in _own(folder) if folder is not None else ():
        try:
            found.append(read(f"{path.parent.name}/{path.name}", _text(path), os.fspath(path)))
        except TemplateFault as fault:
            broken.append(Broken(f"{path.parent.name}/{path.name}", os.fspath(path), fault.line, str(fault)))
    if folder is not None and (why := _shut(folder)):
        broken.append(Broken("", os.fspath(folder), 0, why))
    return Library(tuple(found), tuple(broken))


@cache
def built_in() -> tuple[Template, ...]:
    """The templates that come with the program."""
    files = sorted(_BUILT_IN.glob("*/*.md"))
    texts = ((f"{path.parent.name}/{path.name}", path.read_text("utf-8")) for path in files)
    return tuple(read(name, text, checked=False) for name, text in texts)


def _own(folder: Path) -> Iterator[Path]:
    """The files of a person's own, at most ``_MAX_FILES``; a folder that can't be listed has none."""
    for lang in LANGS:
        try:
            with os.scandir(folder / lang) as listed:
                names = sorted(one.name for one in listed if one.name.endswith(".md") and one.is_file())
        except OSError:
            continue
        yield from (folder / lang / name for name in names[:_MAX_FILES])


def _shut(folder: Path) -> str:
    try:
        with os.scandir(folder):
            return ""
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        return f"the folder can't be read ({error.strerror}): templates of your own are left out"


def _text(path: Path) -> str:
    """A file's text; raises ``TemplateFault`` when it can't be read. A huge one isn't read whole."""
    try:
        with path.open("rb") as opened:
            read_bytes = opened.read(4 * MAX_SOURCE + 1)
    except OSError as error:
        raise TemplateFault(f"it can't be read: {error.strerror}") from error
    try:
        return read_bytes.decode("utf-8")
    except UnicodeDecodeError as error:
        line = read_bytes[: error.start].count(b"\n") + 1
        if error.end >= len(read_bytes) > 4 * MAX_SOURCE:
            raise TemplateFault(f"it is longer than {MAX_SOURCE} letters") from error
        raise TemplateFault("it is no UTF-8 text", line) from error
