"""Which copy of a room a folder is: a name made with it, and a fingerprint that a copied folder fails.

Two copies with one name would both hand out the same ``oseq``; so a folder whose fingerprint no longer
fits gets a new name at its first write. A wrong alarm (restored backup) costs nothing but a name.
Standard library only.
"""

import os
from zlib import crc32


def new_name() -> str:
    """A random name for a folder copy (16 hex digits)."""
    return os.urandom(8).hex()


def fingerprint(lock_fd: int) -> str:
    """Inode and time of the lock file and a checksum of the machine's id: all survive a move, none a copy."""
    found = os.fstat(lock_fd)
    return f"{found.st_ino}.{found.st_mtime_ns}.{_machine():08x}"


def _machine() -> int:
    try:
        fd = os.open("/etc/machine-id", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:  # no systemd, macOS: the lock file alone has to do
        return 0
    try:
        return crc32(os.read(fd, 64))
    except OSError:
        return 0
    finally:
        os.close(fd)
