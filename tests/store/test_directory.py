"""The directory of owners: kept across processes, private, forgiving about case."""

import os
import stat
from pathlib import Path

import pytest

from store.directory import OwnerDirectory
from warroom.errors import NotFound, UnsafeFolder


def test_plans_are_kept_replaced_and_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert OwnerDirectory(folder).names() == []
    assert not folder.exists()
    OwnerDirectory(folder).keep("华星", {"lang": "zh"})
    OwnerDirectory(folder).keep("Acme", {"kind": "client"})
    OwnerDirectory(folder).keep("acme", {"kind": "partner"})
    again = OwnerDirectory(folder)
    assert again.names() == ["acme", "华星"]
    assert again.plan(" ACME ") == {"kind": "partner"}
    again.forget("Acme")
    assert OwnerDirectory(folder).names() == ["华星"]
    with pytest.raises(NotFound):
        again.plan("Acme")
    with pytest.raises(NotFound):
        again.forget("Acme")


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    OwnerDirectory(folder).keep("Acme", {})
    for path in (folder / "owners").rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode & 0o077 == 0, path
    os.chmod(folder, 0o777)
    with pytest.raises(UnsafeFolder):
        OwnerDirectory(folder)
