"""Who types: the member's handle. Standard library only, for the fast path."""

import os

from warroom.errors import BadInput

LONGEST = 32
"""Cells of the widest handle that lists can show without cutting."""


def handle(name: str) -> str:
    """``name`` as a member id: lower case, letters of any script, digits, ``. _ -``; raises ``BadInput``."""
    wanted = name.strip().lower().replace(" ", "-")
    if not wanted or len(wanted) > LONGEST or not all(one.isalnum() or one in "._-" for one in wanted):
        raise BadInput(
            f"'{name}' can't be a member's name: use up to {LONGEST} letters, digits, '.', '_' or '-' "
            "(--as NAME or WARROOM_USER)"
        )
    return wanted


def me(named: str | None = None) -> str:
    """The member who types: ``--as``, else ``WARROOM_USER``, else the login name."""
    name = named or os.environ.get("WARROOM_USER") or os.environ.get("USER") or os.environ.get("LOGNAME")
    if not name:
        import pwd  # only where the environment names nobody

        try:
            name = pwd.getpwuid(os.getuid()).pw_name
        except KeyError:
            name = f"user{os.getuid()}"
    return handle(name)
