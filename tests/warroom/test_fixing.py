"""Quick fixes are done to the section that they were found in, and to no other words."""

from pathlib import Path

import msgspec
import pytest

from tests.warroom.live_rooms import Hands
from tests.warroom.updating import draft_of, room_with_owner, saying
from warroom import profiles, template_files
from warroom.errors import BadInput, WarroomError
from warroom.state.revisions import NewPromise
from warroom.updates.drafting import draft_for
from warroom.updates.fixing import applied
from warroom.updates.lint.finding import AddPromise, Go, Replace


async def test_a_zone_is_put_where_it_is_missing(tmp_path: Path) -> None:
    room = await room_with_owner(tmp_path, Hands())
    content = draft_of(room, times="It began at 13:48.", scope="Card payments.")
    (finding,) = [one for one in room.updates.check("Acme", content) if one.rule == "T02"]
    fix = next(one for one in finding.fixes if isinstance(one, Replace))
    mended = applied(content, finding, fix)
    assert mended.bodies[0].section("times").text == "It began at 13:48 UTC."  # type: ignore[union-attr]
    assert saying(mended, times="It began at 13:48.") == content
    assert "T02" not in {one.rule for one in room.updates.check("Acme", mended)}
    with pytest.raises(WarroomError, match="the words have changed"):
        applied(saying(content, times="It started, we think, at 13:48."), finding, fix)


async def test_a_fix_of_the_subject_and_of_the_second_language(tmp_path: Path) -> None:
    room = await room_with_owner(tmp_path, Hands())
    content = draft_of(room)
    body = msgspec.structs.replace(content.bodies[0], title="Update #⟦seq⟧ at 13:48")
    content = msgspec.structs.replace(content, bodies=(body, msgspec.structs.replace(body, lang="zh")))
    found = [one for one in room.updates.check("Acme", content) if one.rule == "T02" and one.field == "title"]
    for finding in found:
        content = applied(content, finding, next(one for one in finding.fixes if isinstance(one, Replace)))
    assert content.bodies[0].title == "Update #⟦seq⟧ at 13:48 UTC"
    assert content.bodies[1].title != body.title
    assert not [one for one in room.updates.check("Acme", content) if one.rule == "T02" and one.field == "title"]


async def test_a_promise_goes_to_the_ledger_once(tmp_path: Path) -> None:
    room = await room_with_owner(tmp_path, Hands())
    content = draft_of(room, news="We will publish a report.")
    finding = next(one for one in room.updates.check("Acme", content) if one.rule == "C09")
    fix = AddPromise("add to the ledger", "We will publish a report.", "report")
    once = applied(content, finding, fix)
    assert once.promises == (NewPromise("We will publish a report.", "report"),)
    assert applied(once, finding, fix) == once
    assert applied(once, finding, Go("go", "news")) == once


async def test_a_finding_is_let_stand_for_a_reason_unless_it_blocks(tmp_path: Path) -> None:
    room = await room_with_owner(tmp_path, Hands())
    eid = (await room.updates.begin("Acme", draft_of(room, news="Fixed ASAP.", scope=""))).eid
    draft = room.updates.find(eid)
    found = {one.rule: one for one in room.updates.check("Acme", draft.head.said.content, draft)}
    with pytest.raises(BadInput, match="why may it stand"):
        await room.updates.ignore(eid, found["T01"], " ")
    await room.updates.ignore(eid, found["T01"], "they say so themselves")
    ignored = draft.head.said.content.ignored
    assert [(one.rule, one.text, one.reason, one.actor) for one in ignored] == [
        ("T01", "ASAP", "they say so themselves", "ana")
    ]
    assert "T01" not in {one.rule for one in draft.head.said.findings}
    blocking = found["T01"]._replace(severity="block")
    with pytest.raises(WarroomError, match="T01 blocks"):
        await room.updates.ignore(eid, blocking, "x")


async def test_what_holds_now_is_stated_by_the_section_that_says_it(tmp_path: Path) -> None:
    room = await room_with_owner(tmp_path, Hands())
    library = template_files.library(tmp_path / "none")
    service = profiles.of_room("service")
    content = draft_for(
        room.state, "Acme", room.clock(), library=library, langs=["en", "zh"], ref="1122-K7Q", profile=service
    )
    eid = (await room.updates.begin("Acme", content)).eid
    await room.set_severity("SEV2", "one shop alone is hit")
    draft = room.updates.find(eid)
    found = [one for one in room.updates.check("Acme", content, draft) if one.rule == "X10" and one.field == "status"]
    assert [one.lang for one in found] == ["en", "zh"]
    for finding in found:
        fix = finding.fixes[0]
        assert isinstance(fix, Replace)
        content = applied(content, finding, fix)
    said = [body.section("status").text for body in content.bodies]  # type: ignore[union-attr]
    assert "Severity: Major (SEV2)." in said[0] and "二级（SEV2）" in said[1]
    await room.updates.save(eid, content)
    assert "X10" not in {one.rule for one in room.updates.check("Acme", content, room.updates.find(eid))}
