"""Causes, tasks, risks, decisions and handovers from the shell."""

import pytest

from warroom.grammar.panels import PANEL_PARSERS


@pytest.fixture
def room(warroom):
    return warroom("new", "Checkout latency", "--sev", "SEV2").strip()


def test_causes(warroom, room):
    ref = warroom("cause", room, "certificate", "expired: @bob ~15m", "--confidence", "70%", "--actor", "bob").strip()
    assert warroom("cause", room, "--", "-5m of clock drift").strip()
    listed = warroom("cause", room)
    assert f"{ref}  open  70 %  +0 -0  certificate expired: @bob ~15m" in listed
    found = warroom.json("cause", room, "--json")
    assert [one["text"] for one in found["hypotheses"]] == ["certificate expired: @bob ~15m", "-5m of clock drift"]
    assert (found["hypotheses"][0]["confidence"], found["hypotheses"][0]["actor"]) == (70, "bob")
    assert (found["state"], found) == ("unknown", warroom.json("show", room, "--json")["causes"])
    assert "is no confidence" in warroom.both("cause", room, "x", "--confidence", "sure", code=2).err
    assert "a person is never a cause" in warroom.both("cause", room, "@bob", code=2).err
    assert warroom("do", room, "/confirm", ref).strip()
    assert warroom("cause", room).startswith("cause: confirmed\n")


def test_tasks(warroom, room):
    cause = warroom("cause", room, "certificate expired").strip()
    ref = warroom(
        *("task", room, "roll back", "--assignee", "bob", "--box", "15m", "--effect", "errors stop"),
        *("--risk", "cold cache", "--fallback", "restore", "--cause", cause),
    ).strip()
    owners = warroom("task", room, "keep it off", "--assignee", "Mr Li", "--owner", "Acme", "--due", "+2h").strip()
    tasks = {one["ref"]: one for one in warroom.json("task", room, "--json")}
    assert (tasks[ref]["time_box"], tasks[ref]["effect"], tasks[ref]["assignee"]) == (15, "errors stop", "bob")
    assert (tasks[owners]["side"], tasks[owners]["owner"]) == ("owner", "Acme")
    warroom("do", room, "done", ref)
    lines = warroom("task", room).splitlines()
    assert "keep it off" in lines[0] and "Mr Li (Acme)" in lines[0]
    assert "done" in lines[1] and "roll back" in lines[1]
    assert "is no length of time" in warroom.both("task", room, "x", "--box", "soon", code=2).err
    assert "is not a due time" in warroom.both("task", room, "x", "--due", "soon", code=2).err


def test_follow_ups(warroom, room):
    ref = warroom("follow-up", room, "alert on expiry", "--kind", "detective", "--criterion", "a test rings").strip()
    assert "(needs assignee, date)" in warroom("follow-up", room)
    (found,) = warroom.json("follow-up", room, "--json")
    assert (found["ref"], found["kind"], found["criterion"]) == (ref, "detective", "a test rings")


def test_risks(warroom, room):
    warroom("risk", room, "cold cache", "--probability", "high", "--measure", "warm it", "--assignee", "li")
    assert "high/medium  li  cold cache" in warroom("risk", room)
    (found,) = warroom.json("risk", room, "--json")
    assert (found["probability"], found["countermeasure"]) == ("high", "warm it")


def test_decisions(warroom, room):
    warroom(
        *("decide", room, "stay on v411", "--option", "stay", "--option", "go on", "--by", "Mr Li", "--owner", "Acme"),
        *("--do", "bob", "--objection", "li: cold", "--review", "+2h"),
    )
    assert "Mr Li (Acme)  bob" in warroom("decide", room)
    (found,) = warroom.json("decide", room, "--json")
    assert (found["options"], found["objections"], found["executor"]) == (["stay", "go on"], ["li: cold"], "bob")
    assert found["review_at"].endswith("Z")
    assert "which person" in warroom.both("decide", room, "x", "--owner", "Acme", code=2).err


def test_a_handover(warroom, room):
    warroom("role", room, "ic", "ana")
    warroom("role", room, "scribe", "ana")
    assert warroom("handover", room).startswith("SEV2 investigating, 0 open tasks")
    assert warroom.json("handover", room, "--json")["note"].startswith("SEV2")
    assert "holds command" in warroom.both("role", room, "ic", "bob", code=2).err
    assert len(warroom("handover", room, "bob", "--role", "ic", "--word", "I have it").split()) == 1
    warroom("handover", room, "bob", "--role", "scribe")
    roles = warroom.json("show", room, "--json")["roles"]
    assert (roles["incident_commander"]["value"], roles["scribe"]["value"]) == ("bob", "ana")
    warroom("--as", "bob", "do", room, "accept")
    found = warroom.json("show", room, "--json")
    assert found["roles"]["scribe"]["value"] == "bob"
    assert "bob: I have it" in found["transfers"]["incident_commander"][0]["note"]
    assert "is no role" in warroom.both("handover", room, "li", "--role", "king", code=2).err


def test_any_command_of_the_line_works_from_the_shell(warroom, room):
    assert set(PANEL_PARSERS)
    entry = warroom("log", room, "handshake fails").strip()
    cause = warroom("do", room, "/cause DNS").strip()
    assert warroom("do", room, "/evidence", cause, "against", entry).strip()
    assert warroom("do", room, "impact", "1 in 8 payments fail").strip()
    assert "is for the terminal interface" in warroom.both("do", room, "/help", code=2).err
    assert "there is no command /xyzzy" in warroom.both("do", room, "/xyzzy", code=2).err
    assert warroom.json("show", room, "--json")["fields"]["impact"]["value"] == "1 in 8 payments fail"


@pytest.mark.parametrize("word", ["task", "follow-up", "risk", "decide"])
def test_an_empty_list_prints_nothing(warroom, room, word):
    assert warroom(word, room) == ""
    assert warroom.json(word, room, "--json") == []


def test_the_lists_are_literal(warroom, room):
    warroom("task", room, "[red]x[/] \x1b[31m", "--assignee", "[b]li[/]")
    listed = warroom("task", room)
    assert "[red]x[/] ␛[31m" in listed and "[b]li[/]" in listed
