"""The one thread that does the disk's work for the screens, so that no key ever waits for it."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from warroom.room import at_once

T = TypeVar("T")


class Writer:
    """A ``Runner`` of one thread: what is given to it happens in order, one after the other."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="writer")

    def __call__(self, work: Callable[[], T], /) -> Awaitable[T]:
        """The result of ``work``, done in the thread; before there is an event loop, done at once."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return at_once(work)
        return loop.run_in_executor(self._pool, work)

    def close(self) -> None:
        """Finish what was given, then end the thread."""
        self._pool.shutdown(wait=True)
