"""Template files: what is read, which one is taken, what a broken one costs (nothing), and the commands about them."""

import errno
import os
from pathlib import Path

import pytest

from tests.warroom.drafts.rooms import OWNER, fill, open_room, told
from tests.warroom.live_rooms import Hands
from tests.warroom.shell import REPO, Shell
from warroom import template_files
from warroom.errors import NotFound
from warroom.state.revisions import PHASES, SECTIONS
from warroom.updates.channels import CHANNELS
from warroom.updates.templates.engine import Meter, TemplateFault, plain, render
from warroom.updates.templates.form import place, read, slug
from warroom.updates.templates.sandbox import FILTERS, TESTS
from warroom.updates.templates.values import VALUES, problems, sample

PAGE = REPO / "docs" / "templates.md"
HEAD = '+++\nsubject = "{{ ref }}"\n+++\n'
GOOD = HEAD + "<!-- section: impact -->\nMINE {{ impact }}\n"


def put(folder: Path, name: str, text: str = GOOD) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a person's own templates."""
    monkeypatch.setenv("WARROOM_CONFIG", str(tmp_path / "settings"))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    return tmp_path / "settings" / "templates"


@pytest.mark.parametrize(
    ("name", "text", "line", "why"),
    [
        ("en/identified.md", "no front", 1, "front matter"),
        ("en/identified.md", "", 1, "front matter"),
        ("en/identified.md", "+++\nid = 1", 1, "not closed"),
        ("en/identified.md", "+++\nid = 'x'\nphase = = 2\n+++\n", 3, "TOML"),
        ("en/identified.md", "+++\nid = 'x'\n\nphase = 'then'\n+++\n", 4, "phase"),
        ("en/identified.md", "+++\nphase = 'resolved'\n+++\n", 2, "file's name"),
        ("en/identified.md", "+++\nlang = 'zh'\n+++\n", 2, "file's name"),
        ("en/identified.md", "+++\ncolour = 'red'\n+++\n", 2, "colour"),
        ("en/identified.md", "+++\nchannel = ['pigeon']\n+++\n", 2, "pigeon"),
        ("en/identified.md", "+++\nmax_chars = 'many'\n+++\n", 2, "max_chars"),
        ("en/identified.md", "+++\nsubject = '{{ x() }}'\n+++\n", 2, "call"),
        ("en/identified.md", HEAD + "words\n<!-- section: impact -->\n", 4, "before the first"),
        ("en/identified.md", HEAD + "<!-- section: weather -->\n", 4, "weather"),
        ("en/identified.md", GOOD + "<!-- section: impact -->\n", 6, "twice"),
        ("en/identified.md", GOOD + "{% if x %}\n<!-- section: scope -->\n{% endif %}\n", 6, "end"),
        ("en/identified.md", GOOD + "\n\n{{ ref|attr('x') }}\n", 8, "attr"),
        ("en/identified.md", HEAD + "x" * 40_000, 0, "longer"),
        ("fr/identified.md", GOOD, 0, "folder"),
        ("en/weather.md", GOOD, 0, "phase"),
        ("en/identified.a.b.c.md", GOOD, 0, "PHASE"),
        ("en/identified.Acme Inc.md", GOOD, 0, "acme-retail"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(name: str, text: str, line: int, why: str) -> None:
    with pytest.raises(TemplateFault) as fault:
        read(name, text)
    assert why in str(fault.value) and fault.value.line == line


def test_a_file_says_by_its_name_what_it_is_for() -> None:
    assert slug("Acme Retail, Inc.") == "acme-retail-inc" and slug("华星 置业") == "华星-置业"
    assert place("zh/resolved.华星-置业.sms.md") == ("resolved", "zh", "华星-置业", "sms")
    assert read("en/identified.sms.md", GOOD).form == "short" and read("en/identified.email.md", GOOD).form == "long"
    assert read("en/identified.md", '+++\nchannel = "slack"\n+++\nx').form == "short"
    whole = read("en/identified.md", "\ufeff" + HEAD + "all of it {{ impact }}")
    assert [(part.field, part.line) for part in whole.parts] == [("free", 4)]


def test_the_most_particular_template_is_taken(tmp_path: Path) -> None:
    names = ["identified.md", "identified.email.md", "identified.acme-retail.md", "identified.acme-retail.email.md"]
    for count in range(len(names) + 1):
        folder = tmp_path / str(count)
        for name in names[:count]:
            put(folder, f"en/{name}")
        library = template_files.library(folder)
        first = library.candidates("identified", "en", "long", "Acme Retail", ["phone", "E-Mail"])[0]
        wanted = f"en/{names[count - 1]}" if count else "en/identified.long.md"
        assert first.path == wanted and bool(first.where) == bool(count)
        other = library.candidates("identified", "en", "long", "Globex", [])[0]
        assert other.owner == "" and not other.channels
        assert library.candidates("identified", "en", "short", "Acme Retail", ["email"])[0].where == ""
        assert library.candidates("identified", "zh", "long", "Acme Retail", ["email"])[0].where == ""


def test_of_several_channels_the_plans_first_wins(tmp_path: Path) -> None:
    for name in ("sms", "slack"):
        put(tmp_path, f"en/identified.{name}.md")
    library = template_files.library(tmp_path)
    for channels in (["slack", "sms"], ["sms", "slack"]):
        assert library.candidates("identified", "en", "short", "x", channels)[0].channels == (channels[0],)


async def test_a_broken_template_costs_no_draft_and_says_which_line(tmp_path: Path) -> None:
    room = await open_room(tmp_path / "room", Hands())
    good = fill(room)
    path = put(tmp_path / "own", "en/first_notice.md", GOOD + "\n{% for %}\n")
    broken = fill(room, template_files.library(tmp_path / "own"))
    assert broken.content == good.content
    assert [one.rule for one in broken.findings] == ["D01"]
    assert f"{path}, line 7: " in broken.findings[0].message


async def test_one_that_fails_only_when_it_is_filled_costs_no_draft_either(tmp_path: Path) -> None:
    room = await open_room(tmp_path / "room", Hands())
    path = put(tmp_path / "own", "en/first_notice.md", GOOD + "\n\n{{ cause }}\n")
    made = fill(room, template_files.library(tmp_path / "own"))
    assert made.content == fill(room).content and f"{path}, line 8: " in made.findings[0].message
    put(tmp_path / "own", "en/first_notice.md", HEAD + "{% for a in roles %}" * 9 + "{% endfor %}" * 9 + "{{ impact }}")
    assert fill(room, template_files.library(tmp_path / "own")).content.template == "first_notice.en"


async def test_ones_own_template_is_used_with_what_it_states(tmp_path: Path) -> None:
    room = await open_room(tmp_path / "room", Hands())
    text = (
        '+++\nsubject = "S {{ ref }}"\nrequires = ["scope", "impact"]\nmax_chars = 5\n+++\n{{ impact }} {{ status }}\n'
    )
    put(tmp_path / "own", "en/first_notice.acme-retail.md", text)
    made = fill(room, template_files.library(tmp_path / "own"))
    assert made.content.template == "first_notice.acme-retail.en"
    body = made.content.body()
    assert [one.field for one in body.sections] == ["free", "scope"]
    assert body.sections[0].text == "Card payments fail for 1 in 8 customers in the EU. investigating"
    assert {fact.key for fact in body.sections[0].facts} == {"impact", "status"}
    assert body.sections[1].text == "⟦missing: scope⟧" and [one.rule for one in made.findings] == ["D03"]
    await told(room, made)
    assert set(room.state.updates.known(OWNER)) == {"impact", "status"}


def test_files_that_cannot_be_read_are_told_and_cost_nothing(tmp_path: Path) -> None:
    put(tmp_path, "en/identified.md").write_bytes(b"+++\n+++\n\xff\xfe")
    put(tmp_path, "en/resolved.md", "x" * 200_000)
    put(tmp_path, "en/notes.txt", "not a template")
    (tmp_path / "en" / "fixing.md").mkdir()
    library = template_files.library(tmp_path)
    assert {(one.path, one.line) for one in library.broken} == {("en/identified.md", 3), ("en/resolved.md", 0)}
    assert len(library.templates) == len(template_files.built_in())


def test_a_folder_that_is_shut_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "en/identified.md")

    def shut(folder: os.PathLike[str]) -> None:  # as the disk answers who may not read; root may read everything
        raise PermissionError(errno.EACCES, "Permission denied", os.fspath(folder))

    monkeypatch.setattr("os.scandir", shut)
    library = template_files.library(tmp_path)
    assert "can't be read (Permission denied)" in library.broken[0].message
    assert len(library.templates) == len(template_files.built_in())


@pytest.mark.parametrize("template", template_files.built_in(), ids=lambda one: one.path)
def test_the_built_in_ones_have_nothing_wrong_and_say_what_is_needed(template) -> None:
    assert problems(template) == []
    fields = [part.field for part in template.parts]
    assert fields[0] == "opening" and set(fields) <= set(SECTIONS) and "{{ seq }}" in template.subject
    must = {"status", "impact", "data_safety", "cause", "actions", "owner_action", "answers", "next_update"}
    assert must <= set(fields)
    assert "apology" in fields or template.phase in PHASES[1:5]


def test_what_is_wrong_is_found_by_filling(tmp_path: Path) -> None:
    text = HEAD + "{{ impct }}\n{{ answers }}\n{% if no_news %}{{ refff }}{% endif %}\n"
    found = problems(read("en/identified.md", text))
    assert [(one.line, one.why.split(" (")[0]) for one in found[:2]] == [
        (4, "there is no value 'impct'; did you mean 'impact'?"),
        (6, "there is no value 'refff'; did you mean 'ref'?"),
    ]
    assert any(one.line == 5 for one in found[2:])


# -- the commands ------------------------------------------------------------------------------------------------------


def test_list_show_edit_check(warroom: Shell, own: Path) -> None:
    assert len(warroom("template", "list").splitlines()) == 1 + len(template_files.built_in())
    assert warroom("template", "show", "identified.short.en") == warroom("template", "show", "en/identified.short")
    said = warroom.both("template", "edit", "zh/identified.acme.sms")
    path = own / "zh" / "identified.acme.sms.md"
    assert said.out.strip() == str(path) and "no editor" in said.err
    assert path.read_text("utf-8") == warroom("template", "show", "zh/identified.acme.sms")
    listed = warroom.json("template", "list", "--json")
    mine = [one for one in listed if one["file"]]
    assert [(one["name"], one["owner"], one["channels"]) for one in mine] == [
        ("identified.acme.sms.zh", "acme", ["sms"])
    ]
    assert "nothing wrong" in warroom.both("template", "check").err
    path.write_text(path.read_text("utf-8") + "\n{{ nope }}\n", "utf-8")
    wrong = warroom("template", "check", code=1)
    assert wrong.startswith(f"{path}, line ") and "'nope'" in wrong
    assert warroom.json("template", "check", "identified.acme.sms.zh", "--json", code=1)[0]["file"] == str(path)
    path.write_text("+++\n", "utf-8")
    assert "line 1" in warroom("template", "check", "zh/identified.acme.sms", code=1)
    assert "line 1" in warroom.both("template", "list").err
    before = path.read_bytes()
    warroom("template", "edit", "zh/identified.acme.sms", code=1)
    assert path.read_bytes() == before, "a person's own file is never written over"


def test_edit_opens_the_editor_and_looks_at_what_it_left(warroom: Shell, own: Path, monkeypatch) -> None:
    monkeypatch.setattr("warroom.cli.draft.on_terminal", lambda: True)
    script = own.parent / "editor.sh"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text('#!/bin/sh\nprintf "\\n{{ nope }}\\n" >> "$1"\n')
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script))
    said = warroom.both("template", "edit", "fixing.long.en", code=1)
    assert "'nope'" in said.out and (own / "en" / "fixing.long.md").exists()
    monkeypatch.setenv("EDITOR", "/nowhere/editor")
    assert "can't be started" in warroom.both("template", "edit", "fixing.long.en", code=1).err


def test_what_is_no_template_is_said(warroom: Shell, own: Path) -> None:
    assert "did you mean identified.long.en" in warroom.both("template", "show", "identified.lon.en", code=2).err
    assert "which template" in warroom.both("template", "show", code=2).err
    assert "a phase is one of" in warroom.both("template", "edit", "en/weather", code=2).err
    assert "templates lie in en and zh" in warroom.both("template", "edit", "../identified", code=2).err
    for name in ("/tmp/en/identified.acme", "a/en/identified.acme", "en/../../en/identified.acme"):
        assert "write en/identified.acme.md" in warroom.both("template", "edit", name, code=2).err
    assert not own.exists()
    with pytest.raises(NotFound):
        template_files.library().named("")


def _room(warroom: Shell) -> str:
    ref = warroom(
        "new", "Checkout latency", "--sev", "SEV2", "--impact", "Card payments fail for 1 in 8 customers"
    ).strip()
    warroom("owner", "attach", ref, "Acme Retail", "--lang", "en", "--zone", "Asia/Shanghai", "--channels", "email,sms")
    return ref


def test_draft_prints_the_text_and_counts_what_it_finds(warroom: Shell, own: Path) -> None:
    ref = _room(warroom)
    said = warroom.both("draft", ref)
    assert said.out.startswith(f"[{ref}] Incident affecting your service: first notice (update 1)\n\nDear Acme Retail,")
    assert "first_notice for Acme Retail: 0 block, 0 warn" in said.err
    short = warroom("draft", ref, "--form", "short")
    assert len(short) < len(said.out) * 0.6
    both = warroom.both("draft", ref, "--lang", "en,zh")
    assert "⟦missing: impact (zh)⟧" in both.out and "D02 warn (impact zh)" in both.err and "X08 block" in both.err
    data = warroom.json("draft", ref, "--owner", "ac", "--phase", "resolved", "--json")
    assert data["phase"] == "resolved" and data["owner"] == "Acme Retail" and data["bodies"][0]["sections"]
    assert {"block"} <= {one["severity"] for one in data["findings"]}
    later = warroom("draft", ref, "--template", "monitoring.short.en", "--next", "+45m")
    assert "we are watching it" in later
    assert "is no language" in warroom.both("draft", ref, "--lang", "fr", code=2).err
    assert "no owner" in warroom.both("draft", ref, "--owner", "zzz", code=2).err.lower()


def test_draft_saves_a_draft_only_when_it_is_told_to(warroom: Shell, own: Path) -> None:
    ref = _room(warroom)
    warroom("draft", ref)
    assert warroom.json("draft", ref, "--json")["saved"] == ""
    saved = warroom.json("draft", ref, "--save", "--json")["saved"]
    assert len(saved) == 5
    assert "kept as draft" in warroom.both("draft", ref, "--save").err


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_lists_every_value_section_filter_and_channel() -> None:
    text = PAGE.read_text("utf-8")
    for known in VALUES:
        assert f"| `{known.name}` | {known.means} |" in text, known.name
    for word in (*SECTIONS, *FILTERS, *TESTS, *PHASES, *CHANNELS):
        assert f"`{word}`" in text, word


def test_the_pages_own_template_works(tmp_path: Path) -> None:
    text = PAGE.read_text("utf-8").split("```\n+++", 1)[1].split("```", 1)[0]
    assert problems(read("zh/identified.acme-retail.md", "+++" + text)) == []


@pytest.mark.parametrize("template", template_files.built_in(), ids=lambda one: one.path)
def test_a_project_is_no_service(template) -> None:
    """The words of a project's drafts, with every value there and with the least that there can be."""
    least = {name: value for name, value in sample().items() if name in ("ref", "seq", "owner", "status", "cause")}
    for values in ({**sample(), "safety": "Nobody is hurt."}, least):
        facts = plain({**values, "project": True})
        text = "".join(render(part.source, facts, Meter()).text for part in template.parts)
        assert not any(word in text.lower() for word in ("服务", "service", "数据安全", "data safety", "data:"))
