import pytest

from tests.warroom.shell import Shell


@pytest.fixture
def warroom(tmp_path, capsys, monkeypatch):
    """warroom on an empty data folder of its own, as ana, in UTC."""
    monkeypatch.setenv("WARROOM_USER", "ana")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.delenv("WARROOM_DATA", raising=False)
    return Shell(tmp_path / "data", capsys)
