"""Drafts survive their process, stay private, and are never taken from a process that lives."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec

from store.drafts import COMPACT_ABOVE, RoomDrafts
from tests.store.rooms_kit import draft, new_room
from warroom.events import Draft

_CHILD = """
import sys
from pathlib import Path
from store.drafts import RoomDrafts
drafts = RoomDrafts(Path(sys.argv[1]), "ana")
drafts.save("line", sys.argv[2])
print("saved", flush=True)
sys.stdin.read()
"""


def _typist(folder: Path, text: str) -> "subprocess.Popen[str]":
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(folder), text], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "saved\n"
    return child


def test_a_killed_process_leaves_its_text_and_a_living_one_keeps_it(tmp_path: Path) -> None:
    first = _typist(tmp_path, "half a thought")
    second = _typist(tmp_path, "another terminal")
    mine = RoomDrafts(tmp_path, "ana")
    assert mine.restore("line") == ""
    first.kill()
    first.wait()
    assert mine.restore("other line") == ""
    assert mine.restore("line") == "half a thought"
    assert mine.restore("line") == ""  # ours now, and we live
    mine.close()
    after = RoomDrafts(tmp_path, "ana")
    assert after.restore("line") == "half a thought"
    second.kill()
    second.wait()
    after.save("line", "")
    assert after.restore("line") == "another terminal"
    after.save("line", "")
    after.close()
    assert RoomDrafts(tmp_path, "ana").restore("line") == ""


def test_drafts_are_private_and_named_safely(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        drafts = RoomDrafts(tmp_path, "../../étrange/name")
        drafts.save("k", "secret \ud800 text")
    finally:
        os.umask(old)
    assert drafts.folder.parent == tmp_path / "drafts"
    for path in (tmp_path / "drafts", drafts.folder):
        assert path.stat().st_mode & 0o777 == 0o700
    for path in drafts.folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0
    drafts.close()
    assert RoomDrafts(tmp_path, "../../étrange/name").restore("k") == "secret ? text"
    assert RoomDrafts(tmp_path, "bob").restore("k") == ""


def test_long_typing_stays_small_on_disk(tmp_path: Path) -> None:
    drafts = RoomDrafts(tmp_path, "ana")
    for count in range(400):
        drafts.save("line", "x" * 2000 + str(count))
    total = sum(path.stat().st_size for path in drafts.folder.iterdir())
    assert total < COMPACT_ABOVE + 10_000
    drafts.close()
    assert RoomDrafts(tmp_path, "ana").restore("line").endswith("399")


def test_an_erased_text_leaves_the_drafts_too(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "the password is hunter2")
    drafts = RoomDrafts(log.folder, "ana")
    drafts.save("line", "the password is hunter2")
    drafts.save("line", "something else")
    drafts.save("note", "copy: the password is hunter2!")
    [target] = log.load()
    blank = msgspec.structs.replace(target, payload={"text": ""})
    log.erase([blank], Draft(kind="entry.erased", payload={}, author="ana", recorded_at=draft("").recorded_at))
    for path in log.folder.rglob("*"):
        assert not path.is_file() or b"hunter2" not in path.read_bytes()
    drafts.save("more", "typing goes on")
    drafts.close()
    again = RoomDrafts(log.folder, "ana")
    assert again.restore("line") == "something else"
    assert again.restore("note") == "copy: !"
    assert again.restore("more") == "typing goes on"


def test_terminals_that_live_are_known_by_their_people_whether_they_type_or_not(tmp_path: Path) -> None:
    mine = RoomDrafts(tmp_path, "李工")
    assert mine.others() == []
    first, second = _typist(tmp_path, "half a thought"), _typist(tmp_path, "")
    again = RoomDrafts(tmp_path, "李工")
    assert mine.others() == ["ana", "ana", "李工"] and again.others() == ["ana", "ana", "李工"]
    again.close()
    for child in (first, second):
        child.kill()
        child.wait()
    assert mine.others() == []
    mine.close()
