"""``warroom metrics`` and ``warroom stats`` as people and scripts use them."""

from tests.warroom.importing import REPORTS

STATES = {"recorded", "pending", "not_applicable", "invalid"}


def taken_in(warroom, *days: str) -> dict[str, str]:
    """The references of rooms made from reports, by day."""
    files = [str(path) for day in days for path in REPORTS if path.name.startswith(day)]
    return dict(zip(days, warroom("import", *files, "--tz", "Europe/London").split(), strict=True))


def test_metrics_are_printed_with_formulas_figures_and_checks(warroom):
    ref = taken_in(warroom, "2023-01-05")["2023-01-05"]
    said = warroom("metrics", ref)
    assert "monitoring time" in said and "n/a (invalid: resolved stands before mitigated)" in said
    assert "last resolved - last mitigated" in said
    assert "as the source states it" in said and "27 d 1 h 34 min, exactly 1 d less than stated" in said
    assert "checks of the times" in said and "set the year to 2023" in said


def test_metrics_as_json_are_what_the_page_of_docs_says(warroom):
    ref = taken_in(warroom, "2023-02-02")["2023-02-02"]
    made = warroom.json("metrics", ref, "--json")
    assert set(made) == {"ref", "room", "at", "metrics", "owners", "reopened", "drill", "version", "stated", "checks"}
    assert (made["ref"], made["version"], made["drill"], made["owners"]) == (ref, 1, False, {})
    for one in made["metrics"]:
        assert set(one) == {
            "name",
            "formula",
            "state",
            "unit",
            "value",
            "first",
            "sense",
            "part",
            "whole",
            "so_far",
            "why",
            "stamps",
            "owner",
        }
        assert one["state"] in STATES and (one["value"] is not None) == (one["state"] == "recorded")
    resolved = next(one for one in made["metrics"] if one["name"] == "resolved_after_detection")
    assert resolved["value"] == 82 * 60
    assert [one["name"] for one in resolved["stamps"]] == ["detected", "resolved"]
    assert [(one["figure"], one["how"]) for one in made["stated"]] == [
        ("time_to_repair", "pair"),
        ("time_to_resolve", "pair"),
    ]
    assert made["checks"] == []


def test_metrics_as_of_a_time_are_those_of_then(warroom):
    ref = warroom("new", "checkout is down", "--sev", "1").strip()
    warroom("status", ref, "resolved")
    now = {one["name"]: one["state"] for one in warroom.json("metrics", ref, "--json")["metrics"]}
    assert now["time_to_resolve"] == "not_applicable"
    warroom("status", ref, "investigating", "it is back")
    again = warroom.json("metrics", ref, "--json")
    assert again["reopened"] == 1
    assert next(one for one in again["metrics"] if one["name"] == "time_to_resolve")["state"] == "pending"


def test_stats_are_medians_by_severity_and_owner_without_drills(warroom):
    for number, severity in enumerate(("SEV1", "SEV2", "SEV2")):
        ref = warroom("new", f"room {number}", "--sev", severity, "--owner", "Acme", "--detected", "-10m").strip()
        warroom("told", ref, "Acme")
    warroom("new", "an exercise", "--sev", "SEV1", "--drill")
    made = warroom.json("stats", "--json")
    assert (made["version"], made["drills_left_out"], made["unread"]) == (1, 1, [])
    groups = {(one["by"], one["name"]): one for one in made["groups"]}
    assert {key: len(one["rooms"]) for key, one in groups.items()} == {
        ("all", ""): 3,
        ("severity", "SEV1"): 1,
        ("severity", "SEV2"): 2,
        ("owner", "Acme"): 3,
    }
    for group in groups.values():
        for one in group["metrics"]:
            assert set(one["counts"]) == STATES and sum(one["counts"].values()) == len(group["rooms"])
    notice = next(one for one in groups["owner", "Acme"]["metrics"] if one["name"] == "time_to_first_notice")
    assert notice["counts"]["recorded"] == 3 and 600 <= notice["median"] < 900
    only = warroom.json("stats", "--json", "--severity", "2")["groups"]
    assert [(one["by"], one["name"], len(one["rooms"])) for one in only] == [("severity", "SEV2", 2)]
    (theirs,) = warroom.json("stats", "--json", "--owner", "acme", "--severity", "SEV1")["groups"]
    assert (theirs["by"], len(theirs["rooms"])) == ("owner", 1)
    said = warroom.both("stats", "--severity", "SEV1")
    assert "severity SEV1 (1)" in said.out and "drills left out: 1" in said.err
    assert "no room fits" in warroom.both("stats", "--owner", "nobody").err


def test_stats_since_a_time_leave_older_rooms_out(warroom):
    taken_in(warroom, "2020-02-12", "2023-02-02")
    (group, *_) = warroom.json("stats", "--json", "--since", "2022-01-01")["groups"]
    assert len(group["rooms"]) == 1
    assert len(warroom.json("stats", "--json")["groups"][0]["rooms"]) == 2


def test_a_room_that_cannot_be_read_is_named_and_the_others_count(warroom):
    good, bad = warroom("new", "good").strip(), warroom("new", "bad").strip()
    room = next(one["room"] for one in warroom.json("rooms", "--json") if one["ref"] == bad)
    for part in (warroom.data / "rooms" / room).rglob("*"):
        if part.is_file():
            part.write_bytes(b"\x00 no room")
    made = warroom.json("stats", "--json")
    assert made["unread"] == [bad] and made["groups"][0]["rooms"] == [good]
