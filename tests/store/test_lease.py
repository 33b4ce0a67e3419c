"""The lease of sending: one process at a time, until it lets go or is gone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store import doctor
from store.lease import FILE, RoomLease
from tests.store.rooms_kit import new_room
from warroom.errors import NotSaved

HOLD = (
    "import sys, time; from pathlib import Path; from store.lease import RoomLease;"
    "lease = RoomLease(Path(sys.argv[1]), 'bob'); print(lease.take(), flush=True); time.sleep(600)"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_room(tmp_path).folder


def test_one_has_it_at_a_time(folder: Path) -> None:
    ana, bob = RoomLease(folder, "ana"), RoomLease(folder, "bob")
    assert (ana.held, ana.holder(), bob.holder()) == (False, "", "")
    assert ana.take()
    assert ana.take()
    assert not bob.take()
    assert (ana.held, bob.held) == (True, False)
    assert ana.holder() == bob.holder() == f"ana, process {os.getpid()}"
    ana.release()
    ana.release()
    assert bob.holder() == ""
    assert bob.take()
    assert not ana.take()
    assert ana.holder() == f"bob, process {os.getpid()}"
    bob.release()


def test_a_process_that_is_killed_lets_go(folder: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "True"
    lease = RoomLease(folder, "ana")
    assert not lease.take()
    assert lease.holder() == f"bob, process {child.pid}"
    child.send_signal(signal.SIGKILL)
    child.wait()
    end = time.monotonic() + 20
    while not lease.take():
        assert time.monotonic() < end, "a dead process holds it"
    assert lease.holder() == f"ana, process {os.getpid()}"
    lease.release()


def test_a_child_that_outlives_us_does_not_hold_it(folder: Path) -> None:
    lease = RoomLease(folder, "ana")
    assert lease.take()
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])  # a command for a secret
    lease.release()
    other = RoomLease(folder, "bob")
    assert other.take()
    other.release()
    child.kill()
    child.wait()


def test_it_is_private_and_no_matter_for_the_doctor(folder: Path) -> None:
    lease = RoomLease(folder, "ana")
    lease.take()
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600
    lease.release()
    assert [one.problem for one in doctor.check(folder.parent.parent)] == []


def test_no_link_leads_it_elsewhere(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "precious"
    elsewhere.write_text("mine", "utf-8")
    (folder / FILE).symlink_to(elsewhere)
    lease = RoomLease(folder, "ana")
    with pytest.raises(NotSaved, match="Nothing was sent"):
        lease.take()
    assert lease.holder() == ""
    assert elsewhere.read_text("utf-8") == "mine"
