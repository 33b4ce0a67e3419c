"""Whether a folder is a safe place for a room: private, on a local disk, not full, and who holds its lock.

Standard library only.
"""

import os
import stat

from store import disk
from warroom.errors import UnsafeFolder

FORCE_NETWORK = "WARROOM_FORCE_NETWORK_FS"
NETWORK_TYPES = frozenset(
    (
        *("9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "glusterfs", "gfs2", "lustre", "ncpfs", "nfs"),
        *("nfs4", "ocfs2", "prl_fs", "smb2", "smb3", "smbfs", "vboxsf", "virtiofs"),
        *("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.gcsfuse", "fuse.glusterfs", "fuse.davfs2"),
        *("fuse.vmhgfs-fuse",),
    )
)
"""File systems on which ``flock`` or appends of two machines can't be trusted (docs/store.md 5.10)."""


def make_private(folder: str) -> None:
    """Make ``folder`` (and what is above it) for this person alone; an existing one is left as it is."""
    if os.path.isdir(folder):
        return
    os.makedirs(os.path.dirname(os.path.abspath(folder)), mode=disk.PRIVATE_FOLDER, exist_ok=True)
    try:
        os.mkdir(folder, disk.PRIVATE_FOLDER)
    except FileExistsError:
        return
    disk.sync_folder(os.path.dirname(os.path.abspath(folder)))


def refuse_unsafe(folder: str) -> None:
    """Raise ``UnsafeFolder`` when somebody else could change what is in ``folder``, or it isn't ours.

    Raises ``Unreadable`` when what is above it can't be entered.
    """
    try:
        found = os.stat(folder)
    except PermissionError as error:
        raise disk.unreadable(error, folder) from error
    except OSError:
        return  # whoever opens it says why
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise UnsafeFolder(
            f"{folder} can be written by other people of this machine (mode {stat.S_IMODE(found.st_mode):04o}). "
            f"Nothing was opened. Make it private first: chmod go-w '{folder}'"
        )
    if found.st_uid not in (os.geteuid(), 0) and os.geteuid() != 0:
        raise UnsafeFolder(f"{folder} belongs to another person of this machine. Nothing was opened; use --data.")


def network_reason(folder: str) -> str | None:
    """Why ``folder`` must not be written because it lies on a network file system, or None."""
    if os.environ.get(FORCE_NETWORK) == "1":
        return None
    kind = filesystem(folder)
    if kind not in NETWORK_TYPES:
        return None
    return (
        f"{folder} lies on a network file system ({kind}), where two machines could overwrite each other. It can be "
        f"read. Use a local data folder, or set {FORCE_NETWORK}=1 if only this machine writes there."
    )


def filesystem(folder: str) -> str:
    """The type of the file system that holds ``folder`` (``ext4``, ``nfs4``), or an empty text if unknown."""
    try:
        device = os.stat(folder).st_dev
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
            mounts = file.read().splitlines()
    except OSError:  # no /proc (macOS): nothing can be said
        return ""
    wanted = f"{os.major(device)}:{os.minor(device)}"
    best = ("", "")
    real = os.path.realpath(folder)
    for line in mounts:
        fields = line.split(" ")
        point = fields[4].replace("\\040", " ")
        kind = fields[fields.index("-") + 1]
        if fields[2] == wanted:
            return kind
        # Some file systems (btrfs, overlays) give files another device number than their mount has.
        if (real == point or real.startswith(point.rstrip("/") + "/")) and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1]


def space_notice(folder: str) -> str | None:
    """A warning when the disk is nearly full, or None."""
    free = disk.free_bytes(folder)
    if free is None or free >= disk.LOW_SPACE:
        return None
    return f"The disk is nearly full: {disk.sized(free)} left for the data folder. Free some space soon."


def lock_holder(lock_fd: int) -> str | None:
    """Who holds the lock, in words (``warroom (process 4711, stopped)``), or None when it can't be told."""
    try:
        inode = os.fstat(lock_fd).st_ino
        with open("/proc/locks", encoding="ascii", errors="replace") as file:
            for line in file:
                fields = line.split()
                if fields[1] == "FLOCK" and fields[5].rsplit(":", 1)[-1] == str(inode) and "->" not in fields[:2]:
                    return _described(int(fields[4]))
    except (OSError, IndexError, ValueError):
        return None
    return None


def _described(pid: int) -> str | None:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = file.read().split(b"\0")
        with open(f"/proc/{pid}/stat", "rb") as file:
            state = file.read().rsplit(b")", 1)[1].split()[0]
    except OSError:
        return f"process {pid}"
    name = " ".join(word.decode(errors="replace") for word in words[:3] if word)[:60]
    stopped = ", stopped" if state in (b"T", b"t") else ""
    return f"{name or 'a process'} (process {pid}{stopped})"
