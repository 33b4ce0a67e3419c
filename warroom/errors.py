"""The errors a person may meet. Each message says what happened, what was kept and what to do.

Standard library only: the fast path of ``warroom log`` imports this module.
"""


class WarroomError(Exception):
    """Any refusal or failure that warroom explains itself; ``exit_code`` is the command line's (DESIGN 5)."""

    exit_code = 1


class BadInput(WarroomError):
    """What was typed, piped or imported can't be understood; nothing was changed."""

    exit_code = 2


class NotFound(BadInput):
    """No room, entry or member answers to that name."""


class Ambiguous(BadInput):
    """A name answers to more than one thing."""


class NotSaved(WarroomError):
    """The entry is not on disk; the text stays where it was typed."""

    exit_code = 3


class OutcomeUnknown(NotSaved):
    """The disk failed while writing and while undoing: the entry may or may not be there. Look before repeating."""


class ReadOnly(NotSaved):
    """The room can be read but not written (permissions, network file system, a newer format, damage)."""


class Unreadable(WarroomError):
    """A folder or file is there, but this person may not read it; nothing was opened."""

    exit_code = 3


class UnsafeFolder(WarroomError):
    """The data folder could be changed by others; nothing was opened."""

    exit_code = 3
