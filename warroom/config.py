"""Where things lie: the data folder and the settings folder. Standard library only, for the fast path."""

import os
import sys


def data_folder(named: str | None = None) -> str:
    """The data folder: ``--data``, else ``WARROOM_DATA``, else the platform's user data folder."""
    return os.path.abspath(  # noqa: PTH100 - pathlib would cost the fast path
        os.path.expanduser(named or os.environ.get("WARROOM_DATA") or _user_folder("XDG_DATA_HOME", ".local/share"))  # noqa: PTH111
    )


def settings_folder() -> str:
    """The folder of the user's own profiles and settings; it need not exist."""
    return os.environ.get("WARROOM_CONFIG") or _user_folder("XDG_CONFIG_HOME", ".config")


def call_out() -> str:
    """How a clock that ends calls out: ``WARROOM_CALL`` (``bell``, ``osc9``, ``osc777``); empty: not at all."""
    return os.environ.get("WARROOM_CALL", "")


def _user_folder(variable: str, beneath_home: str) -> str:
    home = os.path.expanduser("~")  # noqa: PTH111
    if sys.platform == "darwin":
        beneath_home = "Library/Application Support"
    return os.path.join(os.environ.get(variable) or os.path.join(home, beneath_home), "warroom")  # noqa: PTH118
