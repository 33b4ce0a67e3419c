"""Noticing that another process stored something: inotify where it is there, and a poll that needs nothing."""

import os
import select
import threading
from collections.abc import Callable
from typing import Any

from store.journal import JOURNAL

POLL = 0.05
"""Seconds between two looks: every entry of others is seen within 100 ms at p99 (docs/store.md 4.1)."""


def _inotify() -> Any:
    try:
        import inotify_simple  # type: ignore[import-untyped]  # it ships no types
    except ImportError:  # optional
        return None
    return inotify_simple


def follow(folder: str, on_change: Callable[[], None]) -> Callable[[], None]:
    """Call ``on_change`` from a thread of its own when the journal of ``folder`` changed; returns the stop function.

    It calls once at the start, may call once too often, and never calls too rarely. Stopping waits until no
    call is under way, unless it is that thread itself that stops.
    """
    wake_read, wake_write = os.pipe2(os.O_CLOEXEC)
    thread = threading.Thread(target=_watch, args=(folder, on_change, wake_read), name="follow", daemon=True)
    thread.start()
    stopped = threading.Lock()

    def stop() -> None:
        if not stopped.acquire(blocking=False):
            return
        os.close(wake_write)
        if threading.current_thread() is not thread:
            thread.join()

    return stop


def _watch(folder: str, on_change: Callable[[], None], wake: int) -> None:
    watcher = _watcher(folder)
    poller = select.poll()
    poller.register(wake, select.POLLHUP | select.POLLIN)
    if watcher is not None:
        poller.register(watcher.fileno(), select.POLLIN)
    seen = _look(folder)
    try:
        on_change()  # for what was stored between the caller's last look and this one
        while True:
            ready = poller.poll(POLL * 1000)
            if any(fd == wake for fd, _ in ready):
                return
            if ready and watcher is not None:
                watcher.read(timeout=0)
            now = _look(folder)
            if now != seen:
                seen = now
                on_change()
    finally:
        os.close(wake)
        if watcher is not None:
            watcher.close()


def _watcher(folder: str) -> Any:
    module = _inotify()
    if module is None:
        return None
    try:
        watcher = module.INotify()
        watcher.add_watch(folder, module.flags.MODIFY | module.flags.MOVED_TO)
    except OSError:  # too many watches on this machine: the poll alone has to do
        return None
    return watcher


def _look(folder: str) -> tuple[int, int, int]:
    try:
        found = os.stat(f"{folder}/{JOURNAL}")
    except OSError:
        return (0, 0, 0)
    return (found.st_ino, found.st_size, found.st_mtime_ns)
