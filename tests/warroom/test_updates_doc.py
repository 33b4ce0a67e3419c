"""docs/updates.md says what the code does: policies, the facts of each phase, the keys of the JSON, commands."""

import re
from pathlib import Path
from typing import get_args

import pytest

from tests.warroom.shell import Shell
from warroom.commands import cli_commands
from warroom.state.owners import Approval
from warroom.state.revisions import PHASES, Phase
from warroom.updates.approval import MUST_TELL

TEXT = (Path(__file__).parents[2] / "docs" / "updates.md").read_text("utf-8")


def rows(title: str) -> dict[str, str]:
    """The first two cells of each row of the table beneath a heading."""
    part = TEXT.split(f"## {title}")[1].split("\n## ")[0]
    return {one[1]: one[2] for one in re.findall(r"^(\| (.*?) \| (.*) \|)$", part, re.MULTILINE)}


def test_every_policy_of_a_plan_is_explained() -> None:
    told = set(re.findall(r"`(\w+)`", " ".join(rows("Who may approve"))))
    assert {one for one in get_args(Approval) if one} <= told


def test_the_table_of_what_must_be_told_is_that_of_the_code() -> None:
    words = {
        "status": "status", "severity": "severity", "times of the incident": "times", "what is done": "mitigation",
        "impact": "impact", "scope": "scope", "components": "component", "answers": "answer",
        "promises not kept": "promise", "cause": "cause", "data safety": "data_safety",
        "what the owner should do": "owner_action",
    }  # fmt: skip
    phases: dict[str, set[Phase]] = {
        "every phase": set(PHASES),
        "every phase after the first notice": set(PHASES[1:]),
        "from identified on": set(PHASES[2:]),
        "resolved, closure": {"resolved", "closure"},
        "every phase but closure": set(PHASES[:-1]),
    }
    table = rows("What voids an approval")
    said = {words[name]: phases[when] for names, when in table.items() if when in phases for name in names.split(", ")}
    assert said == {topic: set(when) for topic, when in MUST_TELL.items()}


def test_every_command_that_it_names_exists() -> None:
    assert (
        {"updates", "approve", "told", "draft"}
        <= set(re.findall(r"warroom ([\w-]+) ROOM", TEXT))
        <= set(cli_commands())
    )


def test_the_keys_of_the_json_are_all_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARROOM_USER", "ana")
    shell = Shell(tmp_path / "data", capsys)
    room = shell("new", "slow", "--owner", "Acme", "--impact", "Payments fail.").strip()
    ref = shell.json("draft", room, "--save", "--json")["saved"]
    told = {name for cell in rows("As JSON") for name in re.findall(r"`(\w+)`", cell)}
    shown = set(shell.json("updates", room, ref, "--json"))
    assert shown == told
    assert set(shell.json("updates", room, "--json")[0]) == told - {"bodies", "conflicts"}
