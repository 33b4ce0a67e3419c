"""A drill in a true terminal: it comes in while one types, survives kill -9, goes on, and ends beside the real one."""

import json
from pathlib import Path

from tests.terminal.driver import Terminal
from tests.terminal.test_room_terminal import ROOT, run, warroom


def entries(data: Path, ref: str) -> list[str]:
    said = json.loads(run(data, "show", ref, "--json"))
    return [one["text"] for one in said["timeline"] if one["author"] == "team"]


def is_logged(data: Path, ref: str) -> bool:
    said = json.loads(run(data, "show", ref, "--json"))
    return any(one["text"] == "we look into it" for one in said["timeline"])


def refs(data: Path) -> list[str]:
    return [str(one["ref"]) for one in json.loads(run(data, "rooms", "--json"))]


def test_a_drill_comes_in_survives_a_kill_and_ends_beside_the_real_incident(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Terminal(warroom(data, "drill", "webhooks", "--speed", "60"), cwd=ROOT, patience=30) as terminal:
        terminal.wait_for("DRILL SEV?")
        terminal.wait_for("degraded performance")
        terminal.wait_for("came in")
        (ref,) = refs(data)
        terminal.press(*"we look into it", "enter")
        terminal.wait_until(lambda _: is_logged(data, ref), "the entry on disk")  # the line shows it before
        terminal.kill()
    held = entries(data, ref)
    assert held
    assert is_logged(data, ref)
    with Terminal(warroom(data, "drill", ref), cwd=ROOT, patience=30) as terminal:
        terminal.wait_for("came in: /drill")
        terminal.press(*"/drill speed 6000", "enter")
        terminal.wait_for("everything came in")
        terminal.press(*"/status resolved", "enter")
        terminal.wait_for("DRILL OVER")
        terminal.press("ctrl+g")
        terminal.wait_until(lambda t: t.text().endswith("KEYS"), "key mode")
        terminal.press("6")
        terminal.wait_for("d shows it beside")
        terminal.press("d")
        terminal.wait_for("beside the real incident")
        terminal.press("escape", "ctrl+q")
        assert terminal.wait_exit() == 0
    found = entries(data, ref)
    assert found[: len(held)] == held and len(found) == len(set(found)) == 9
    assert "DRILL over" in run(data, "drill", ref, "report")
