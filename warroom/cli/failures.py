"""How a command fails: one line on standard error, the exit code of DESIGN 5, never a traceback.

Standard library only; the fast path of ``warroom log`` runs in it.
"""

import os
import sys
from importlib.util import find_spec

from warroom.errors import WarroomError
from warroom.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

DONE = 0
FINDING = 1
USAGE = 2
NOT_SAVED = 3
INTERRUPTED = 130


def complain(message: str) -> None:
    """Say on standard error what went wrong; nothing in ``message`` is obeyed by the terminal."""
    tell(f"warroom: {message}")


def tell(message: str) -> None:
    """Say something beside the data, on standard error; a closed standard error loses it and nothing else."""
    try:
        print(safe(message), file=sys.stderr, flush=True)
    except (OSError, ValueError):
        return


def guarded(work: "Callable[[], int]", data: str | None = None) -> int:
    """Run ``work``; whatever it raises becomes one line on standard error and an exit code.

    ``data`` is the data folder that was named, for the report of a fault.
    """
    try:
        code = work()
        sys.stdout.flush()
        return code
    except WarroomError as error:
        complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        forget_stdout()
        return DONE
    except OSError as error:
        if error.filename is not None:
            return _unexpected(error, data)
        # Whatever the store meets it explains itself; a file without a name is standard output.
        forget_stdout()
        complain(f"standard output can't be written ({error.strerror}); what was recorded is saved.")
        return FINDING
    except Exception as error:  # noqa: BLE001 - the last one to see it: a person must not meet a traceback
        return _unexpected(error, data)


def forget_stdout() -> None:
    """Nobody reads our output any more (``| head``); keep the interpreter from complaining at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _unexpected(error: Exception, data: str | None) -> int:
    from warroom import config
    from warroom.cli import crash

    kept = crash.keep(error, config.data_folder(data))
    where = f"; a report without any entry's text is in {kept}" if kept else ""
    complain(f"something went wrong that should not have ({type(error).__name__}){where}. Saved entries are safe.")
    return FINDING


def refuse_foreign(*packages: str) -> None:
    """Raise when an installed package that is not ours answers to one of our ``packages``' names.

    ``store`` and ``screens`` are common names; ours lie beside ``warroom`` (docs/style.md 1.7).
    """
    import warroom

    home = os.path.dirname(os.path.dirname(os.path.abspath(warroom.__file__)))  # noqa: PTH100, PTH120
    for name in packages:
        spec = find_spec(name)
        origin = spec.origin if spec else None
        if origin is None or os.path.dirname(os.path.dirname(os.path.abspath(origin))) != home:  # noqa: PTH100, PTH120
            raise WarroomError(
                f"a foreign package called '{name}' ({origin or 'not found'}) stands in place of warroom's own beside "
                f"{home}; install warroom in an environment of its own (uv tool install, pipx)"
            )
