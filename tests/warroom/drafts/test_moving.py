"""Another time for the next update, and facts taken into a draft: pure changes of what it says."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.warroom.drafts.rooms import OWNER, fill, open_room, until
from tests.warroom.live_rooms import Hands
from warroom.clock import from_stamp
from warroom.state.revisions import PHASES, SECTIONS, Content, NewPromise, Section
from warroom.updates.moving import STEP, later, moved
from warroom.updates.taking import SECTION_OF, take, with_section


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("phase", [one for one in PHASES if one not in ("resolved", "closure")])
async def test_a_draft_says_the_new_time_wherever_it_said_the_old_one(tmp_path: Path, phase: str, lang: str) -> None:
    hands = Hands()
    room = await until(tmp_path, hands, phase, lang)  # type: ignore[arg-type]
    before = fill(room).content
    assert before.next_update is not None
    at = later(before, STEP, room.clock())
    assert at == from_stamp(before.next_update) + timedelta(minutes=15)
    after = moved(room.state, OWNER, before, at, room.clock())
    anew = fill(room, next_update=at).content
    assert after.next_update == anew.next_update
    assert after.body().section("next_update") == anew.body().section("next_update")
    back = moved(room.state, OWNER, after, from_stamp(before.next_update), room.clock())
    assert back == before, "and back again nothing is left of it"
    await room.close()


async def test_a_time_that_was_missing_is_put_where_it_is_missed(tmp_path: Path) -> None:
    room = await open_room(tmp_path, Hands())
    at = later(Content(), STEP, room.clock())
    assert at.minute % 15 == 0 and at > room.clock()
    marked = with_section(fill(room).content.body(), Section("next_update", "Next update: ⟦missing: next_update⟧."))
    after = moved(room.state, OWNER, Content(bodies=(marked,)), at, room.clock())
    assert "missing" not in after.body().section("next_update").text  # type: ignore[union-attr]
    bare = moved(room.state, OWNER, Content(bodies=(fill(room).content.body(),)), at, room.clock())
    assert bare.next_update == after.next_update
    await room.close()


async def test_what_was_promised_by_the_next_update_moves_with_it(tmp_path: Path) -> None:
    room = await open_room(tmp_path, Hands())
    content = fill(room).content
    promises = (
        NewPromise("an answer", "answer", content.next_update),
        NewPromise("a list", due="2026-12-01T00:00:00Z"),
    )
    at = later(content, STEP, room.clock())
    after = moved(room.state, OWNER, msgspec.structs.replace(content, promises=promises), at, room.clock())
    assert [one.due for one in after.promises] == [after.next_update, "2026-12-01T00:00:00Z"]
    await room.close()


async def test_a_fact_is_taken_once_and_stated(tmp_path: Path) -> None:
    room = await open_room(tmp_path, Hands())
    await room.set_field("owner_action", "Please don't retry failed payments")
    bare = Content(bodies=(fill(room).content.body(),))
    once = take(room.state, OWNER, bare, "owner_action", room.clock())
    section = once.body().section("owner_action")
    assert section is not None and "Please don't retry failed payments" in section.text
    assert "owner_action" in {one.key for one in once.facts}
    assert take(room.state, OWNER, once, "owner_action", room.clock()) == once
    assert take(room.state, OWNER, once, "no such fact", room.clock()) == once
    await room.close()


def test_every_new_section_stands_where_the_fields_order_has_it() -> None:
    assert set(SECTION_OF.values()) <= set(SECTIONS)
    body = Content().body("en")
    for field in ("closing", "impact", "opening", "actions", "free"):
        body = with_section(body, Section(field, field))  # type: ignore[arg-type]
    assert [one.field for one in body.sections] == ["opening", "impact", "actions", "free", "closing"]
