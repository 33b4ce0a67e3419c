"""Tab and the one-line hint."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.commands import slash_commands
from warroom.grammar.completion import GRAMMAR, Completion, complete, hint
from warroom.grammar.context import Context

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 6, 14, tzinfo=UTC)
MEMBERS = ("bob", "ana", "bella", "Mr Li", "李工")
REFS = (("K7Q2M", "rolled back"), ("K8AAA", "disk full"))
COMMANDS = tuple((name, command.help) for name, command in slash_commands().items())
VALUES = {
    "sev": (("SEV1", "critical"), ("SEV2", "major"), ("重大", "SEV2")),
    "status": (("identified", ""), ("investigating", "")),
    "role": (("incident_commander", "ic"), ("scribe", "")),
    "component": (("degraded", ""), ("down", "")),
}


def offers(text: str, cursor: int | None = None) -> list[Completion]:
    at = len(text) if cursor is None else cursor
    return complete(text, at, members=MEMBERS, refs=REFS, commands=COMMANDS, values=VALUES)


def lines(text: str, cursor: int | None = None) -> list[str]:
    """The whole line after each offer."""
    return [text[: one.start] + one.text + text[one.end :] for one in offers(text, cursor)]


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ("/se", ["/sev ", "/set "]),
        ("／ｓｅｖ", ["/sev "]),
        ("/sev ", ["/sev SEV1 ", "/sev SEV2 ", "/sev 重大 "]),
        ("/sev s", ["/sev SEV1 ", "/sev SEV2 "]),
        ("/sev 重", ["/sev 重大 "]),
        ("/sev SEV2 be", []),
        ("/status id", ["/status identified "]),
        ("/role inc", ["/role incident_commander "]),
        ("/role ic b", ["/role ic bella ", "/role ic bob "]),
        ("/in b", ["/in bella, ", "/in bob, "]),
        ("/in bob, mr", ["/in bob, Mr Li, "]),
        ("/in bob，李", ["/in bob，李工, "]),
        ("/out bo", ["/out bob "]),
        ("/component check", []),
        ("/component checkout de", ["/component checkout degraded "]),
        ("/pin k", ["/pin K7Q2M", "/pin K8AAA"]),
        ("/edit K7", ["/edit K7Q2M "]),
        ("/edit K7Q2M K", []),
        ("/member b", ["/member bella ", "/member bob "]),
        ("/say ask @be", ["/say ask @bella "]),
        ("ask @B", ["ask @bella ", "ask @bob "]),
        ("ask ＠李", ["ask @李工 "]),
        ("bo", ["bob: "]),
        ("-5m bo", ["-5m bob: "]),
        ("mr l", ["Mr Li: "]),
        ("-5m ", []),
        ("", []),
        ("bob: bo", []),
        ("! bo", []),
        ("* imp", ["* impact started "]),
        ("*影", ["*影响开始 "]),
        ("-5m bob: * de", ["-5m bob: * detected ", "-5m bob: * declared "]),
        ("14:75 bo", []),
    ],
)
def test_tab_offers(typed: str, after: list[str]) -> None:
    assert lines(typed) == after


def test_a_star_offers_every_milestone_once() -> None:
    offered = [one.help for one in offers("* ")]
    assert len(offered) == len(set(offered)) == 8


def test_completing_in_the_middle_keeps_what_follows() -> None:
    with_s = {f"/{name} SEV2 x" for name, _ in COMMANDS if name.startswith("s")}
    assert set(lines("/se SEV2 x", 2)) == with_s
    assert lines("ask @be now", 7) == ["ask @bella now"]


def test_an_empty_slash_offers_every_command_with_its_help() -> None:
    assert {(one.label, one.help) for one in offers("/")} == {(f"/{name}", text) for name, text in COMMANDS}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", GRAMMAR),
        ("/", "a command; tab completes it: help"),
        ("/se", "/sev"),
        ("/sev ", "SEV1..SEV5 and a reason"),
        ("/sev 7", "'7' is no severity"),
        ("/sev 2", "SEV1..SEV5 and a reason"),
        ("/xyzzy", "there is no command /xyzzy"),
        ("/say", "Say something in the internal discussion."),
        ("! ", "action: what is done"),
        ("= ", "decision: what was decided"),
        ("-5m ", "the words come next"),
        ("* owner rang", "milestone: impact started, detected"),
        ("14:75 x", "'14:75' is not a time of day; hours go to 23"),
        ("disk full", ""),
    ],
)
def test_hints(typed: str, said: str) -> None:
    line = hint(typed, Context(NOW, ZONE, MEMBERS), commands=COMMANDS)
    assert line.startswith(said) if said else line == ""
    assert "\n" not in line


def test_the_grammar_fits_a_wide_screens_line() -> None:
    assert len(GRAMMAR) <= 100


@given(
    text=st.one_of(
        st.text(max_size=15),
        st.lists(st.sampled_from(["/", "sev", "in", " ", "@", "b", ",", "*", "-5m", "14:75", "role", "\n"])).map(
            "".join
        ),
    ),
    data=st.data(),
)
def test_every_offer_fits_the_line(text: str, data: st.DataObject) -> None:
    cursor = data.draw(st.integers(0, len(text)))
    for one in offers(text, cursor):
        assert 0 <= one.start <= cursor <= one.end <= len(text)
        assert one.text.startswith(one.label.rstrip())
    assert isinstance(hint(text, Context(NOW, ZONE, MEMBERS), commands=COMMANDS), str)
