"""A room's profile on the command line: its words are understood and shown, and no other file is in the way."""

import re
from pathlib import Path

import pytest

from tests.warroom.rooms import START
from tests.warroom.shell import Shell
from warroom import making
from warroom.clock import zone
from warroom.doing import read, read_lines
from warroom.grammar.orders import SetSeverity, SetStatus
from warroom.grammar.reading import EntryReading
from warroom.profiles import language_of, load, of_room, shut
from warroom.state.labels import Labels

UTC = zone("UTC")


def test_the_profiles_words_are_typed_in_a_room_and_in_a_shell(warroom):
    ref = warroom("new", "地下室渗水", "--profile", "project", "--sev", "较大").strip()
    assert warroom.json("show", ref, "--json")["severity"]["value"] == "SEV3"
    warroom("sev", ref, "重大")
    warroom("status", ref, "已查明")
    room = warroom.json("show", ref, "--json")
    assert (room["severity"]["value"], room["status"]["value"]) == ("SEV2", "identified")


def test_any_command_of_the_line_takes_the_profiles_words(warroom):
    ref = warroom("new", "地下室渗水", "--profile", "project", "--sev", "3").strip()
    warroom("do", ref, "/sev 重大")
    warroom("do", ref, "/status 已查明")
    room = warroom.json("show", ref, "--json")
    assert (room["severity"]["value"], room["status"]["value"]) == ("SEV2", "identified")


def test_the_line_reads_the_profiles_words():
    project = load("project")
    against = {"now": START, "zone": UTC, "members": ()}
    assert read("/sev 重大", profile=project, **against) == SetSeverity("SEV2", "")
    assert read("/status 已查明", profile=project, **against) == SetStatus("identified", "")
    entry = read("* 控制", profile=project, **against)
    assert isinstance(entry, EntryReading) and entry.milestone == "mitigated"
    assert read("* 控制", **against).milestone == ""
    assert read_lines(["* 控制"], profile=project, **against)[0].milestone == "mitigated"


@pytest.mark.parametrize("typed", ["2", "sev2", "SEV2", "Sev 2", "major"])
def test_new_takes_a_severity_as_the_line_does(warroom, typed):
    ref = warroom("new", "Checkout", "--sev", typed).strip()
    assert warroom.json("show", ref, "--json")["severity"]["value"] == load("service").severity_words()[typed.lower()]


@pytest.mark.parametrize("typed", ["", "9", "SEV2 because", "重大"])
def test_new_refuses_what_is_no_severity_before_anything_is_made(warroom, typed):
    said = warroom.both("new", "Checkout", "--sev", typed, code=2)
    assert "is no severity" in said.err and not warroom.data.exists()


def test_a_cards_next_clock_is_that_of_the_rooms_profile(warroom, monkeypatch, tmp_path):
    own = tmp_path / "config" / "profiles"
    own.mkdir(parents=True)
    (own / "quick.toml").write_text('based_on = "service"\n[severities.SEV2.cadence]\nfirst_notice = { minutes = 3 }\n')
    monkeypatch.setenv("WARROOM_CONFIG", str(own.parent))
    of_room.cache_clear()
    for profile in ("quick", "project"):
        ref = warroom("new", f"Checkout {profile}", "--profile", profile, "--sev", "2", "--zone", "UTC").strip()
        warroom("role", ref, "ic", "ana")
        warroom("owner", "attach", ref, "Acme")
        (clock,) = warroom.json("due", ref, "--all", "--json")
        card = next(one for one in warroom.json("rooms", "--json") if one["ref"] == ref)
        assert card["next_due"]["at"] == clock["at"]
    of_room.cache_clear()


def test_a_profile_that_there_is_not_makes_nothing(warroom):
    warroom.both("new", "Checkout", "--profile", "nope", code=2)
    assert not warroom.data.exists()


def test_labels_stand_beside_the_names_where_the_profile_has_its_own(warroom):
    ref = warroom("new", "地下室渗水", "--profile", "project", "--sev", "2", "--detected", "-5m").strip()
    assert "SEV2 重大" in warroom("show", ref)
    assert "investigating 调查中" in warroom("show", ref)
    assert "detected 发现" in warroom("show", ref)
    text = warroom("export", ref)
    assert "SEV2 重大" in text and "| detected 发现 |" in text
    plain = warroom("new", "Checkout", "--sev", "2").strip()
    assert re.search(r"SEV2  investigating  ", warroom("show", plain))
    english = warroom("new", "Water in the basement", "--profile", "project", "--sev", "2").strip()
    assert "SEV2 Serious  investigating  " in warroom("show", english)


def test_labels_are_data():
    labels = Labels({"SEV1": "Critical"}, {"identified": "Identified"}, {"first_notice": "首报"})
    assert labels.severity("SEV1") == "SEV1 Critical"
    assert labels.severity("SEV2") == "SEV2"
    assert labels.severity(None) == labels.status(None) == ""
    assert labels.status("identified") == "identified", "a label that is the name says nothing"
    assert labels.milestone("first_notice") == "first notice 首报"
    assert load("service").labels("zh") == Labels()
    assert [language_of(title) for title in ("Checkout", "地下室", "渗水 in B2", "")] == ["en", "zh", "zh", "en"]


def test_a_room_whose_profile_is_unknown_here_speaks_as_service(warroom, monkeypatch, tmp_path):
    own = tmp_path / "config" / "profiles"
    own.mkdir(parents=True)
    (own / "hospital.toml").write_text('based_on = "project"\n')
    monkeypatch.setenv("WARROOM_CONFIG", str(own.parent))
    of_room.cache_clear()
    ref = warroom("new", "Ward 3", "--profile", "hospital", "--sev", "重大").strip()
    assert "SEV2 Serious" in warroom("show", ref)
    (own / "hospital.toml").unlink()
    of_room.cache_clear()
    assert "SEV2  investigating" in warroom("show", ref)
    warroom("sev", ref, "3")
    of_room.cache_clear()


def test_a_room_knows_its_profile(tmp_path: Path) -> None:
    drafts = making.opening("x", author="ana", now=START, profile="project")
    assert drafts[0].payload["profile"] == "project"
    assert of_room("project") == load("project")
    assert shut(tmp_path) is None
    assert shut(tmp_path / "none") is None


def test_people_read_the_profiles_label_and_scripts_the_code(warroom: Shell) -> None:
    ref = warroom("new", "地下室渗水", "--profile", "project", "--sev", "较大").strip()
    assert "SEV3 较大" in warroom("rooms") and "investigating 调查中" in warroom("rooms")
    assert "SEV3 较大" in warroom("show", ref)
    assert "SEV3 较大, investigating 调查中" in warroom("brief", ref)
    assert "SEV3 较大" in warroom("export", ref)
    assert "severity SEV2 重大" in warroom.both("sev", ref, "重大").err
    assert warroom.json("rooms", "--json")[0]["severity"] == "SEV2"
    assert warroom.json("show", ref, "--json")["severity"]["value"] == "SEV2"
    english = warroom("new", "Leak in the basement", "--profile", "project", "--sev", "3").strip()
    assert "SEV3 Considerable" in warroom("brief", english)
    plain = warroom("new", "Checkout", "--sev", "3").strip()
    assert warroom("brief", plain).startswith("Conditions: SEV3, investigating")
