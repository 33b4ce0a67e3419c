"""Profiles: the two shipped ones, and what users may change."""

import re
from pathlib import Path

import pytest

from warroom.cadence import Cadence, Span
from warroom.errors import BadInput, NotFound
from warroom.grammar.slash import FIELD_COMMANDS
from warroom.profiles import load, names
from warroom.state.incident import FIELDS, MILESTONES, SEVERITIES, STATUSES


@pytest.mark.parametrize("name", ["service", "project"])
def test_a_shipped_profile_names_everything_in_both_languages(name: str) -> None:
    profile = load(name)
    assert tuple(profile.severities) == SEVERITIES
    assert tuple(profile.statuses) == STATUSES
    assert tuple(profile.milestones) == MILESTONES
    assert set(profile.impact_fields) <= set(FIELDS)
    for severity in profile.severities.values():
        assert severity.label.say("en") and severity.label.say("zh") and severity.meaning.en and severity.meaning.zh
    for words in (*profile.statuses.values(), *profile.milestones.values(), *profile.impact_fields.values()):
        assert words.en and re.search("[一-鿿]", words.zh)


def test_labels_can_be_typed() -> None:
    project = load("project")
    assert project.severity_words()["特别重大"] == "SEV1"
    assert project.severity_words()["重大"] == "SEV2"
    assert project.severity_words()["2"] == "SEV2"
    assert project.status_words()["已解决"] == "resolved"
    assert project.milestone_words()["控制"] == "mitigated"
    assert load("service").severity_words()["critical"] == "SEV1"


def test_every_label_leads_to_one_name() -> None:
    for name in names():
        profile = load(name)
        for called in ({k: v.label for k, v in profile.severities.items()}, profile.statuses, profile.milestones):
            words = [word for label in called.values() for word in (label.en, label.zh)]
            assert len(set(words)) == len(words)


def test_the_default_cadence_is_that_of_the_table() -> None:
    first = load("service").severities["SEV1"].cadence
    assert (first.first_notice, first.update, first.long_update) == (Span(15), Span(30), Span(60))
    assert first.report == Span(working_days=5)
    assert load("service").severities["SEV2"].cadence.update == Span(60)
    assert load("service").severities["SEV3"].cadence.update == Span(240)
    assert load("service").severities["SEV4"].cadence == Cadence()
    assert load("project").severities["SEV2"].cadence.update == Span(working_days=1)


def test_a_user_file_overrides_keys_of_a_shipped_profile(tmp_path: Path) -> None:
    (tmp_path / "service.toml").write_text(
        'component = { en = "feature", zh = "功能" }\n'
        "[severities.SEV3.cadence]\nresolved = { minutes = 60 }\nupdate = { minutes = 120 }\n"
        "[severities.SEV4.cadence]\nupdate = { working_days = 1 }\n"
    )
    profile = load("service", tmp_path)
    shipped = load("service")
    assert profile.component.en == "feature"
    assert profile.severities["SEV3"].cadence.resolved == Span(60)
    assert profile.severities["SEV3"].cadence.report == shipped.severities["SEV3"].cadence.report
    assert profile.severities["SEV4"].cadence.update == Span(working_days=1)
    assert profile.severities["SEV1"] == shipped.severities["SEV1"]
    assert names(tmp_path) == names() == ["service", "project"]


def test_a_user_file_adds_a_profile(tmp_path: Path) -> None:
    (tmp_path / "hospital.toml").write_text('based_on = "project"\nlabel = { en = "Hospital", zh = "医院" }\n')
    assert names(tmp_path) == ["service", "project", "hospital"]
    profile = load("hospital", tmp_path)
    assert (profile.name, profile.label.zh) == ("hospital", "医院")
    assert profile.severities == load("project").severities
    (tmp_path / "plain.toml").write_text('label = { en = "Plain", zh = "普通" }\n')
    assert load("plain", tmp_path).time_unit == "minutes"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("label = ", "this is not TOML"),
        ('labell = { en = "x", zh = "y" }', "`labell`"),
        ('label = { en = "x" }\nextra = 1', "extra"),
        ("time_unit = 'weeks'", "$.time_unit"),
        ("[severities.SEV6]\nlabel = { en = 'a', zh = 'b' }\nmeaning = { en = 'a', zh = 'b' }", "SEV6"),
        ("[severities.SEV1.cadence]\nupdate = { minutes = 0 }", "$.severities[...].cadence.update"),
        ("[severities.SEV1.cadence]\nupdate = { minutes = 1, working_days = 1 }", "either minutes or working_days"),
        ("[severities.SEV1.cadence]\nupdate = 30", "update"),
        ("[impact_fields]\nmood = { en = 'a', zh = 'b' }", "mood"),
        ("based_on = '../secret'", "based_on"),
        ("based_on = 'nothing'", "based_on"),
        ("based_on = 3", "based_on"),
    ],
)
def test_a_wrong_file_is_refused_with_file_and_key(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(BadInput) as refusal:
        load("mine", tmp_path)
    assert str(file) in str(refusal.value)
    assert said in str(refusal.value)


def test_bytes_that_are_no_text_and_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"label = '\xff'")
    with pytest.raises(BadInput, match="not UTF-8"):
        load("mine", tmp_path)


@pytest.mark.parametrize("name", ["nothing", "../service", "", "a/b", "service.toml", "x" * 100, "\x00"])
def test_a_profile_that_there_is_not(name: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there are service, project"):
        load(name, tmp_path)


def test_the_lines_field_commands_are_fields_of_the_service() -> None:
    assert set(FIELD_COMMANDS.values()) - {"title", "summary"} <= set(load("service").impact_fields)
