"""``warroom export``: who it is for, what it is, where it goes."""

import io
import json

from tests.terminal.driver import Terminal
from tests.warroom.exporting import full
from tests.warroom.importing import NOW
from tests.warroom.shell import command
from warroom.summary.as_json import as_json


def room(warroom, tmp_path):
    state = full()
    file = tmp_path / "demo.json"
    file.write_bytes(as_json(state.events, state.events[0].room))
    return warroom("import", str(file)).strip()


def test_an_owner_is_named_by_the_beginning_of_a_name(warroom, tmp_path):
    ref = room(warroom, tmp_path)
    folder = tmp_path / "out"
    folder.mkdir()
    said = warroom.both("export", ref, "--for", "cj", "--format", "html", "-o", str(folder))
    assert [file.name for file in folder.iterdir()] == [f"{ref}.for-CJS.html"]
    assert "it is for CJS" in said.err and "1 check of the times is open" in said.err
    text = (folder / f"{ref}.for-CJS.html").read_text()
    assert text.startswith("<!DOCTYPE html><!-- Prepared for CJS -->") and "<svg" in text and "INTERNAL" not in text
    assert (folder / f"{ref}.for-CJS.html").stat().st_mode & 0o077 == 0
    said = warroom.both("export", ref, "--for", "nobody", code=2)
    assert "no owner here is called 'nobody'" in said.err and said.out == ""


def test_kinds_and_formats_go_into_files_that_say_what_they_are(warroom, tmp_path):
    ref = room(warroom, tmp_path)
    target = tmp_path / "out"
    target.mkdir()
    for kind, format in (
        ("handover", "md"),
        ("review", "html"),
        ("can", "slack"),
        ("timeline", "csv"),
        ("timeline", "svg"),
    ):
        warroom("export", ref, "--for", "internal", "--kind", kind, "--format", format, "-o", str(target))
    names = {f"{ref}.handover.INTERNAL.md", f"{ref}.review.INTERNAL.html", f"{ref}.can.INTERNAL.slack.txt"}
    assert {file.name for file in target.iterdir()} == names | {f"{ref}.INTERNAL.csv", f"{ref}.INTERNAL.svg"}
    said = warroom.both("export", ref, "--for", "CJS", "--kind", "closure", code=1)
    assert "lacks words in 'en'" in said.err and said.out == ""


def test_a_table_makes_the_same_room_elsewhere(warroom, tmp_path):
    ref = room(warroom, tmp_path)
    file = tmp_path / "room.csv"
    warroom("export", ref, "--for", "internal", "--format", "csv", "-o", str(file))
    exact = warroom.process("export", ref, "--for", "internal", "--format", "json").stdout
    again = warroom.both("--data", str(tmp_path / "elsewhere"), "import", str(file))
    assert again.out.strip() == ref
    shown = warroom.both("--data", str(tmp_path / "elsewhere"), "export", ref, "--for", "internal", "--format", "json")
    assert json.loads(shown.out) == json.loads(exact)
    assert "nothing was added" in warroom.both("import", str(file)).err


def test_a_review_takes_a_file(warroom, tmp_path):
    ref = room(warroom, tmp_path)
    template = tmp_path / "mine.md"
    template.write_text("# Ours\n{{causes}}\n")
    said = warroom("export", ref, "--for", "internal", "--kind", "review", "--template", str(template))
    assert "## Ours" in said and "## Causes" in said and "## Timeline" not in said
    wrong = warroom.both(
        "export", ref, "--for", "internal", "--kind", "review", "--template", str(tmp_path / "none"), code=2
    )
    assert "can't be read" in wrong.err


def test_who_sits_at_a_terminal_is_asked_for_whom(warroom, tmp_path):
    ref = room(warroom, tmp_path)
    argv = list(command("export", ref, "--format", "md", "-o", str(tmp_path / "x.md")))
    with Terminal(argv, env=warroom.env(), patience=20.0) as terminal:
        terminal.wait_for("For whom is it (internal, CJS)?")
        terminal.send(b"CJS\r")
        assert terminal.wait_exit() == 0
    assert (tmp_path / "x.md").read_text().startswith("**Prepared for CJS**")


def test_as_of_a_time_is_said_in_the_file(warroom, tmp_path):
    ref = room(warroom, tmp_path)
    at = f"{NOW:%Y-%m-%d} 21:50"
    early = warroom("export", ref, "--for", "internal", "--at", at, "--by", "occurred")
    assert f"| As of | {at} UTC+8," in early and "First notice to CJS" not in early
    assert io.StringIO(early).readline() == "**INTERNAL - do not forward**\n"
