"""What an owner gets: nothing of our inside, of all real reports; what can't be said otherwise stops the export."""

import re
from pathlib import Path

import pytest

from tests.warroom.drafts.rooms import until
from tests.warroom.exporting import OWNER, ROOM, asked, draft, full, owned, text
from tests.warroom.importing import REPORTS, sealed
from tests.warroom.live_rooms import Hands
from warroom.errors import BadInput, WarroomError
from warroom.state.room_state import RoomState, fold
from warroom.summary.exporting import FORMATS, KINDS, export, kinds_for
from warroom.summary.gate import found, passed
from warroom.summary.lanes import _short
from warroom.summary.page import Page, Paragraph
from warroom.updates.lint.finding import Ground
from warroom.updates.lint.settings import Settings

TEXTS = [name for name, one in FORMATS.items() if one.write is not None and name != "pdf"] + ["csv", "ics", "svg"]


def exports(room: str, state: RoomState) -> dict[str, str]:
    """Every file that the owner may have, by what it is."""
    made: dict[str, str] = {}
    for kind in ("timeline", "progress"):
        for name in TEXTS:
            if kind == "timeline" or FORMATS[name].write is not None:  # type: ignore[index]
                made[f"{kind} {name}"] = export(asked(state, room, OWNER), kind=kind, format=name).data.decode()
    return made


def plain(text: str) -> str:
    """A file without the escapes of its format, on one line."""
    without = re.sub(r"<[^<>\n]*>|[\\*_|\u2060]", "", text)
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        without = without.replace(entity, letter)
    return " ".join(without.split())


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem[:30])
def test_no_link_host_ticket_person_or_sentence_of_ours_leaves_with_any_report(path: Path) -> None:
    room, state = owned(path)
    report = path.read_text("utf-8")
    sentences = {" ".join(one.split()) for one in re.split(r"[.\n|]", report) if len(one.split()) >= 4}
    links = set(re.findall(r"https?://[^\s)>\]]+", report))
    for name, file in exports(room, state).items():
        said = plain(file)
        assert not [one for one in sentences if one.strip("-* ") in said], name
        assert not [one for one in links if one in file.replace("\\", "")], name
        assert not re.search(r"slack|OPS-1234|db01|\bana\b|Globex|Hank|ministryofjustice", said, re.IGNORECASE), name
        stripped = said.replace("http://www.w3.org/2000/svg", "")
        if "html" not in name and "svg" not in name:
            hits = [one for one in found(stripped, Ground(lang="en")) if one.rule not in ("L06", "L12")]
            assert not hits, (name, hits)


@pytest.mark.parametrize("path", REPORTS[:3], ids=lambda path: path.stem[:30])
def test_what_is_theirs_is_in_it_and_names_are_roles(path: Path) -> None:
    room, state = owned(path)
    said = plain(export(asked(state, room, OWNER)).data.decode())
    assert said.startswith(f"Prepared for {OWNER}")
    assert "Fixed by the technical specialist, see [link removed]" in said
    assert "[internal reference] on [internal system]; another customer was hit too" in said
    assert "you: Mr Li Are we safe?" in said
    assert "2026-11-25 12:00 UTC the report open" in said


@pytest.mark.parametrize(
    ("leak", "rule"),
    [
        ("The password is hunter2-Xk29!", "L01"),
        ("Traceback (most recent call last):", "L07"),
        ("call 13812345678", "L11"),
        ("INTERNAL ONLY: the vendor is late again.", "L14"),
    ],
)
def test_what_no_word_can_replace_stops_the_export_and_is_named(leak: str, rule: str) -> None:
    message = draft("owner.message", owner_id=OWNER, direction="out", text=leak, means="phone")
    opened = draft("incident.opened", title="x")
    state = fold(sealed([opened, draft("owner.plan_set", owner_id=OWNER), message], ROOM))
    with pytest.raises(WarroomError, match=rf"(?s)nothing was written: .*{rule}"):
        text(state, audience=OWNER)


def test_words_of_an_internal_entry_stop_the_export_wherever_they_come_from() -> None:
    words = "we think the intern deleted the wrong table again yesterday"
    drafts = [draft("incident.opened", title="x"), draft("owner.plan_set", owner_id=OWNER)]
    drafts += [draft("timeline.log", kind="observation", text=words)]
    state = fold(sealed(drafts, ROOM))
    assert words not in text(state, audience=OWNER)
    with pytest.raises(WarroomError, match=r"L10 'we think"):
        passed(Page("", "", [Paragraph(words)]), asked(state, audience=OWNER))


def test_links_that_are_allowed_stay() -> None:
    state = fold(
        sealed(
            [
                draft("incident.opened", title="x"),
                draft("owner.plan_set", owner_id=OWNER),
                draft("update.told", owner_id=OWNER, text="See https://status.example.com/1 or https://acme.example/2"),
            ],
            ROOM,
        )
    )
    said = plain(text(state, audience=OWNER, settings=Settings(links=("status.example.com",))))
    assert "See https://status.example.com/1 or [link removed]" in said


def test_who_may_have_what() -> None:
    state = full()
    assert kinds_for("CJS") == ["timeline", "closure", "progress"]
    assert kinds_for("") == list(KINDS)
    for kind, format, audience, message in (
        ("review", "md", "CJS", "for your own people"),
        ("timeline", "json", "CJS", "your own people only"),
        ("timeline", "md", "Nobody", "is no owner of this room"),
        ("timeline", "docx", "internal", "no format 'docx'"),
        ("story", "md", "internal", "no kind 'story'"),
        ("minutes", "csv", "internal", "holds the room itself"),
        ("closure", "md", "internal", "for an owner: --for CJS"),
    ):
        with pytest.raises(BadInput, match=message):
            export(asked(state, audience=audience), kind=kind, format=format)
    with pytest.raises(WarroomError, match=r"(?s)lacks words in 'en'.*cause: Descheduler"):
        text(state, kind="closure", audience="CJS")


def test_the_audience_stands_in_the_name_and_in_the_first_line() -> None:
    state = full()
    for audience, name, line in (("internal", "INTERNAL", "INTERNAL - do not forward"), ("CJS", "for-CJS", "for CJS")):
        for format in (*TEXTS, *(["json"] if audience == "internal" else [])):
            made = export(asked(state, audience=audience), format=format)
            assert f".{name}." in made.name
            first = made.data.decode().splitlines()[0 if format != "ics" else 1]
            assert line in first or '"audience":"internal"' in first, (format, first)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_owner_reads_their_language(lang: str) -> None:
    bases = full().owners.plans["CJS"].bases
    state = full(draft("owner.plan_set", owner_id="CJS", lang=lang, zone="Asia/Shanghai", bases=bases))
    said = text(state, audience="CJS")
    assert ("关键时间" in said) == (lang == "zh")
    assert ("Key events" in said) == (lang == "en")
    assert "UTC+8" in said


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_closure_report_that_has_all_words_comes_out_whole(tmp_path: Path, lang: str) -> None:
    room = await until(tmp_path, Hands(), "closure", lang)
    request = asked(room.state, room.room, "Acme Retail", profile=room.profile)
    said = export(request, kind="closure").data.decode()
    assert said.startswith("**提供给：Acme Retail**" if lang == "zh" else "**Prepared for Acme Retail**")
    assert ("三、改进措施" if lang == "zh" else "What we are doing about it") in said
    assert "⟦" not in said and "bob" not in said
    assert "<svg" in export(request, kind="closure", format="html").data.decode()
    await room.close()


def test_a_line_of_the_picture_ends_with_no_half_of_a_host() -> None:
    for words in range(1, 24):
        line = "all is well again " * words + "on ip-10-1-2-3.eu-west-2.compute.internal, we think, and will be"
        assert not re.search(r"ip-10[^ ]*…", _short(line)), line
