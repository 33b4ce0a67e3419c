"""docs/channels.md: its example is a file without a fault, and it holds every setting that there is."""

import re
import tomllib
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import pytest

from tests.warroom.shell import REPO
from warroom.delivery import channels
from warroom.delivery.book import Book
from warroom.delivery.mail import settings as mail
from warroom.delivery.settings import Setting

TEXT = (REPO / "docs" / "channels.md").read_text("utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)[0]


def settings_of(channel: str) -> Mapping[str, Setting]:
    if channel == "email":
        return mail.SETTINGS
    name = "feishu" if channel == "lark" else channel
    found: Mapping[str, Setting] = import_module(f"warroom.delivery.channels.{name}").SETTINGS
    return found


def shown() -> dict[str, dict[str, Any]]:
    return {channel: next(iter(table.values())) for channel, table in tomllib.loads(EXAMPLE).items()}


def test_the_example_has_no_fault():
    read, faults = Book.read(EXAMPLE)
    assert faults == []
    assert {one.channel for one in read.destinations} == set(channels.NAMES)


@pytest.mark.parametrize("channel", channels.NAMES)
def test_every_setting_is_shown_and_marked(channel):
    known = settings_of(channel)
    table = shown()[channel]
    common = {"timeout", "ca_file", "proxy"} if channel not in ("email", "slack", "apprise") else set()
    assert set(known) - common == set(table) - {"owners"}
    for key in known.keys() & table.keys():
        assert known[key].needed == ("# needed" in _line(channel, key)), key
        assert known[key].secret == ("secret" in _line(channel, key).partition("#")[2]), key


def _line(channel: str, key: str) -> str:
    """The line of a setting within its table."""
    section = f"\n{EXAMPLE}".split(f"\n[{channel}.", 1)[1].split("\n[", 1)[0]
    return next(line for line in section.splitlines() if line.startswith(f"{key} ="))


def test_every_reference_is_explained():
    for form in ("env:", "file:", "cmd:", "keyring:"):
        assert f"| `{form}" in TEXT
