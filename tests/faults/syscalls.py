"""Makes the N-th system call that changes the disk fail, or the process die at it."""

import errno
import os
import signal
from collections.abc import Callable
from typing import Any

NAMES = ("write", "fsync", "fdatasync", "rename", "ftruncate", "fchmod")


class Calls:
    """While it is entered, calls of ``NAMES`` are counted; number ``fail_at`` (and, if ``forever``, all later ones)
    fails.

    ``how``: ``kill`` or an errno. ``when``: ``before`` the call, ``after`` it, or ``half`` (half of a buffer is
    written first; like ``before`` for other calls).
    """

    def __init__(
        self, *, fail_at: int, how: str | int = errno.EIO, when: str = "before", forever: bool = False
    ) -> None:
        self.fail_at = fail_at
        self.how = how
        self.when = when
        self.forever = forever
        self.count = -1
        self.failed = False
        self._real: dict[str, Callable[..., Any]] = {}

    def __enter__(self) -> "Calls":
        for name in NAMES:
            self._real[name] = getattr(os, name)
            setattr(os, name, self._wrapped(name))
        return self

    def __exit__(self, *_: object) -> None:
        for name, real in self._real.items():
            setattr(os, name, real)

    def _wrapped(self, name: str) -> Callable[..., Any]:
        real = self._real[name]

        def call(*args: Any) -> Any:
            self.count += 1
            if not (self.count == self.fail_at or (self.forever and self.count > self.fail_at)):
                return real(*args)
            self.failed = True
            if self.when == "after":
                real(*args)
            elif self.when == "half" and name == "write":
                real(args[0], args[1][: len(args[1]) // 2])
            if self.how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            assert isinstance(self.how, int)
            raise OSError(self.how, os.strerror(self.how))

        return call
