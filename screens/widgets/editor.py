"""Writing an entry in the user's own editor: a private file that is gone afterwards."""

import os
import shlex
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.app import App, SuspendNotSupported

from warroom.errors import WarroomError


def command() -> list[str]:
    """``$VISUAL``, else ``$EDITOR``; raises when neither is set or can be read."""
    wanted = os.environ.get("VISUAL", "").strip() or os.environ.get("EDITOR", "").strip()
    if not wanted:
        raise WarroomError("no editor is set; set VISUAL or EDITOR (EDITOR=nano) and start warroom again")
    try:
        return shlex.split(wanted)
    except ValueError as error:
        raise WarroomError(f"EDITOR is '{wanted}', which is no command: {error}") from error


def write_in_editor(app: App[object], text: str) -> str:
    """``text`` as the user left it in the editor. The terminal is the editor's meanwhile.

    The folder is private, so that backup and swap files which the editor leaves go with it. Raises ``WarroomError``
    with what to do; the caller's text is then as it was.
    """
    editor = command()
    memory = os.environ.get("XDG_RUNTIME_DIR", "")  # on most systems never on disk
    with TemporaryDirectory(prefix="warroom-", dir=memory if os.access(memory, os.W_OK) else None) as folder:
        file = Path(folder) / "entry.txt"
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8", newline="\n")
        failure: OSError | None = None
        code = 0
        try:
            with app.suspend():  # an error that left this block would leave the terminal suspended
                try:
                    code = subprocess.run([*editor, os.fspath(file)], check=False).returncode
                except OSError as error:
                    failure = error
        except SuspendNotSupported as error:
            raise WarroomError("this terminal can't be lent to an editor; the text is as it was") from error
        if failure is not None:
            why = failure.strerror
            raise WarroomError(f"the editor '{editor[0]}' can't be started: {why}; the text stays") from failure
        if code != 0:
            raise WarroomError(f"the editor '{editor[0]}' ended with {code}; the text is as it was")
        try:
            written = file.read_bytes()
        except OSError as error:
            raise WarroomError(f"the editor left no file to read: {error.strerror}; the text is as it was") from error
    return written.decode("utf-8", "replace").replace("\r\n", "\n").removesuffix("\n")
