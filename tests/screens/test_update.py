"""Screen 4: drafting a round, editing, findings, saving, approving, and what others write meanwhile."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec
from textual import events
from textual.pilot import Pilot

from screens.app import WarroomApp
from screens.dialogs.choice import Choice
from screens.dialogs.form import Form
from screens.dialogs.picker import Picker
from screens.present.screen import PresentScreen
from screens.room.screen import RoomScreen
from screens.update.body import UpdateBody
from screens.update.working import WorkingCopy
from screens.widgets.field import Field
from tests.screens import rooms_with_owners as rooms
from tests.screens.kit import NOW, ROOM, Place, as_text, eid, entry, is_whole, opened, shown, the_room, until
from tests.screens.rooms_with_owners import made, plan
from warroom.clock import to_stamp
from warroom.events import Draft
from warroom.room import Room
from warroom.state.expectations import OwnerFactSet, Wording
from warroom.state.incident import FieldSet
from warroom.state.room_state import RoomState
from warroom.state.team import RoleTaken
from warroom.state.updates import Told, ToldFact
from warroom.updates.merging import Place as Part
from warroom.updates.merging import put


def state(app: WarroomApp) -> RoomState:
    return the_room(app).room.state


def body(app: WarroomApp) -> UpdateBody:
    found = the_room(app).body
    assert isinstance(found, UpdateBody)
    return found


def copy(app: WarroomApp) -> WorkingCopy:
    found = body(app).copy
    assert found is not None
    return found


async def begun(app: WarroomApp, pilot: Pilot[None]) -> None:
    """F2, until the draft is there and checked."""
    await pilot.press("f2")
    await until(pilot, lambda: isinstance(the_room(app).body, UpdateBody) and body(app).copy is not None)
    await checked(app, pilot)


async def checked(app: WarroomApp, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: copy(app).checked == copy(app).content)


async def at_section(app: WarroomApp, pilot: Pilot[None], field: str) -> None:
    where = body(app)
    where.go_to(where.sections)
    where.sections.focus()
    assert where.sections.move_to(f"section:{copy(app).body.lang}:{field}"), as_text(app)
    await pilot.pause()


async def at_finding(app: WarroomApp, pilot: Pilot[None], rule: str) -> None:
    """F8 until the cursor is on a finding of that rule."""
    for _ in range(len(copy(app).findings) + 1):
        await pilot.press("f8")
        await pilot.pause()
        number = int(body(app).found.cursor_key.removeprefix("finding:"))
        if copy(app).findings[number].rule == rule:
            return
    raise AssertionError(f"no {rule} among {[one.rule for one in copy(app).findings]}")


async def writes(app: WarroomApp, pilot: Pilot[None], field: str, text: str) -> None:
    """Put other words into a section through its editor, as a paste."""
    await at_section(app, pilot, field)
    await pilot.press("e")
    await until(pilot, lambda: body(app).editor.area.has_focus)
    body(app).editor.area.select_all()
    body(app).editor.area.post_message(events.Paste(text))
    await until(pilot, lambda: copy(app).text(field) == text)
    await pilot.press("escape")
    await until(pilot, lambda: not body(app).editor.editing)


async def fill(app: WarroomApp, pilot: Pilot[None], **answers: str) -> None:
    await until(pilot, lambda: isinstance(app.screen, Form))
    form = app.screen
    for name, text in answers.items():
        form.query_one(f"#ask-{name}", Field).line = text
    await pilot.press("enter")
    await until(pilot, lambda: app.screen is not form)


async def choose(app: WarroomApp, pilot: Pilot[None], words: str) -> None:
    """Press the letter of the answer that has these words."""
    await until(pilot, lambda: isinstance(app.screen, Choice))
    asked = app.screen
    assert isinstance(asked, Choice)
    await pilot.press(next(one.key for one in asked._options if words in one.words))
    await until(pilot, lambda: app.screen is not asked)


@asynccontextmanager
async def another(where: Place, me: str) -> AsyncIterator[Room]:
    """The same room at another terminal."""
    other = where.desk(me).enter(where.rooms.open(ROOM))
    await other.load()
    try:
        yield other
    finally:
        await other.close()


def one_owner() -> list[Draft]:
    """The English room with one owner, whom nobody told anything."""
    gone = {"update.told", "owner.message", "question.asked", "commitment.made", "commitment.moved"}
    return [one for one in rooms.english() if one.kind not in gone and "City Council" not in str(one.payload)]


# -- drafting ----------------------------------------------------------------------------------------------------------


async def test_f2_drafts_for_every_owner_that_is_due_and_goes_there_with_keys(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press(*"half typed")
        await begun(app, pilot)
        assert [one.owner for one in state(app).revisions.drafts] == ["City Council", "Acme Retail"]
        assert copy(app).owner == "City Council" and copy(app).content.phase == "first_notice"
        assert not the_room(app).typing and the_room(app).line.text == "half typed"
        text = as_text(app)
        assert "INTERNAL  What we know" in text and "TO THE OWNER  City Council · #1 · first notice · en" in text
        assert "needs wei, who is in command" in text and "next update 14:40" in text
        assert "-- Not told: 4, 3 in the draft (>) --" in text
        await pilot.press("right_square_bracket")
        await pilot.pause()
        assert copy(app).owner == "Acme Retail" and "2/2 [ ]" in as_text(app)
        text = as_text(app)
        assert "Unanswered: 2" in text and "Promised: 2" in text
        await pilot.press("f2")
        await pilot.pause()
        await until(pilot, lambda: copy(app).owner == "City Council")
        assert len(state(app).revisions.drafts) == 2, "who has an open draft keeps it"


async def test_without_an_owner_it_says_how_to_name_one(where: Place) -> None:
    where.create(opened())
    async with shown(where) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "P on screen 5 attaches one" in as_text(app))
        assert "F2 drafts" in as_text(app)


# -- editing -----------------------------------------------------------------------------------------------------------


async def test_a_section_is_edited_in_place_and_esc_loses_nothing(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await at_section(app, pilot, "impact")
        before = copy(app).text("impact")
        await pilot.press("e", "end", *" In the EU", "enter", *"确认")
        await pilot.pause()
        assert body(app).editor.editing and "writes" not in as_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: not body(app).editor.editing)
        assert copy(app).text("impact") == f"{before} In the EU\n确认"
        assert "NOT SAVED (s)" in as_text(app)
        await pilot.press("s")
        await until(pilot, lambda: not copy(app).dirty)
        draft = copy(app).draft
        assert len(draft.revisions) == 2 and draft.head.said.content.body().section("impact").text.endswith("确认")
        assert body(app).sections.cursor_key == "section:en:impact"


async def test_leaving_the_screen_or_the_room_makes_a_revision(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await writes(app, pilot, "scope", "Only shops in the EU.")
        await pilot.press("1")
        await until(pilot, lambda: len(state(app).revisions.drafts[0].revisions) == 2)
        await pilot.press("4")
        await pilot.pause()
        await at_section(app, pilot, "impact")
        await pilot.press("e", "end", *"!")
    async with another(where, "bob") as room:
        texts = [one.said.content.body().section("impact").text for one in room.state.revisions.drafts[0].history]
        assert len(texts) == 3 and texts[-1].endswith("!") and not texts[0].endswith("!")


async def test_on_screen_4_the_way_back_to_typing_is_said_truly_and_no_letter_acts(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        assert "i or enter types here" not in as_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: "letters are keys now; 1 then i goes back to typing" in as_text(app))
        await at_section(app, pilot, "impact")
        await pilot.press("i", *"5 m")
        await until(pilot, lambda: the_room(app).line.text == "5 m")
        assert the_room(app).body is body(app)
        await pilot.press("ctrl+u", "escape", "1", "escape")
        await until(pilot, lambda: "i goes back to typing" in as_text(app) and "1 then i" not in as_text(app))


async def test_tab_goes_through_the_sections_while_editing(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await at_section(app, pilot, "title")
        await pilot.press("enter", "tab")
        await until(pilot, lambda: body(app).editor.place == ("en", "opening"))
        await pilot.press(*"x")
        await until(pilot, lambda: copy(app).text("opening").endswith("x"))
        await pilot.press("shift+tab")
        await until(pilot, lambda: body(app).editor.place == ("en", "title"))


async def test_sections_are_moved_added_and_emptied(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        order = [one.field for one in copy(app).body.sections]
        await at_section(app, pilot, order[2])
        await pilot.press("K")
        await until(pilot, lambda: [one.field for one in copy(app).body.sections][1] == order[2])
        await pilot.press("J")
        await until(pilot, lambda: [one.field for one in copy(app).body.sections] == order)
        await pilot.press("x")
        await until(pilot, lambda: copy(app).text(order[2]) == "")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("slash", *"free", "enter", "enter")
        await until(pilot, lambda: body(app).editor.place == ("en", "free"))
        await pilot.press(*"More.", "escape")
        await until(pilot, lambda: copy(app).text("free") == "More.")


async def test_the_next_update_is_moved_by_keys_and_typed(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        assert "14:40 UTC" in copy(app).text("next_update")
        await pilot.press("plus")
        await until(pilot, lambda: "14:55 UTC" in copy(app).text("next_update"))
        assert copy(app).content.next_update == to_stamp(NOW.replace(hour=14, minute=55))
        await pilot.press("minus", "minus")
        await until(pilot, lambda: "14:25 UTC" in copy(app).text("next_update"))
        await pilot.press("t")
        await fill(app, pilot, at="16:05")
        await until(pilot, lambda: "16:05 UTC" in copy(app).text("next_update"))
        assert "14:25" not in copy(app).text("next_update")


# -- what is known, taken in -------------------------------------------------------------------------------------------


async def test_a_fact_is_taken_into_the_section_that_fits(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("shift+tab")
        assert body(app).known.move_to("fact:eta")
        await pilot.pause()
        await pilot.press("space")
        await until(pilot, lambda: "15:14" in copy(app).text("eta"))
        assert "eta" in {one.key for one in copy(app).content.facts}


async def test_timeline_entries_are_picked_worded_once_and_kept(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("slash", *"rolled", "enter", "enter")
        await fill(app, pilot, en="We went back to the version before.", topic="mitigation")
        await until(pilot, lambda: "We went back to the version before." in copy(app).text("actions"))
        (fact,) = state(app).expectations.facts_for("Acme Retail")
        assert fact.now.topic == "mitigation" and fact.now.entry
        assert f"fact:{fact.eid}" in {one.key for one in copy(app).content.facts}
        before = copy(app).text("actions")
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("slash", *"rolled", "enter", "enter")
        await until(pilot, lambda: not isinstance(app.screen, Picker))
        await pilot.pause()
        assert copy(app).text("actions") == before, "it has its words already, and stands there"


async def test_missing_words_are_asked_for_and_kept(where: Place) -> None:
    where.create([*one_owner(), made(60, plan("Acme Retail", "zh"), 3, "wei")])
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        assert "⟦missing: impact (zh)⟧" in copy(app).text("impact")
        await until(pilot, lambda: any(one.rule == "X08" for one in copy(app).findings))
        assert "w asks for them" in as_text(app)
        await at_finding(app, pilot, "X08")
        await pilot.press("enter")
        await fill(app, pilot, text="欧盟每八笔刷卡支付有一笔失败")
        await until(pilot, lambda: "欧盟每八笔刷卡支付有一笔失败" in copy(app).text("impact"))
        assert "⟦missing" not in copy(app).text("impact")
        assert state(app).incident.fields["impact", "zh"].value == "欧盟每八笔刷卡支付有一笔失败"
        assert "impact" in {one.key for one in copy(app).content.facts}


# -- findings ----------------------------------------------------------------------------------------------------------


async def test_findings_are_gone_through_fixed_and_ignored(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await writes(app, pilot, "actions", "We will tell you at 15:30. Human error is unlikely; we do it ASAP.")
        await checked(app, pilot)
        assert {"C06", "T01", "T02"} <= {one.rule for one in copy(app).findings}
        assert "BLOCK" in as_text(app) and "warn" in as_text(app)
        await at_finding(app, pilot, "T02")
        assert body(app).sections.cursor_key == "section:en:actions"
        await pilot.press("enter")
        await until(pilot, lambda: "15:30 UTC" in copy(app).text("actions"))
        await checked(app, pilot)
        assert "T02" not in {one.rule for one in copy(app).findings}
        await at_finding(app, pilot, "T01")
        await pilot.press("i")
        await fill(app, pilot, reason="it is quoted")
        await checked(app, pilot)
        await until(pilot, lambda: "T01" not in {one.rule for one in copy(app).findings})
        await at_finding(app, pilot, "C06")
        await pilot.press("i")
        await until(pilot, lambda: "can't be ignored" in as_text(app))
        await pilot.press("s")
        await until(pilot, lambda: not copy(app).dirty)
        (ignored,) = copy(app).draft.head.said.content.ignored
        assert (ignored.rule, ignored.reason, ignored.actor) == ("T01", "it is quoted", "ana")
        assert "C06" in {one.rule for one in copy(app).draft.head.said.findings}


# -- approving ---------------------------------------------------------------------------------------------------------


async def test_an_approval_said_aloud_and_one_that_became_stale(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("a")
        await choose(app, pilot, "wei said yes aloud")
        await until(pilot, lambda: "approved by wei 14:14" in as_text(app))
        (given,) = copy(app).draft.releases
        assert (given.who, given.said.via, given.event.author) == ("wei", "spoken", "ana")
        held = state(app).incident.severity
        await the_room(app).room.set_severity("SEV2", "it is less")
        assert held.value == "SEV2"
        await until(pilot, lambda: "STALE: severity SEV2" in " ".join(as_text(app).split()))


async def test_a_yes_said_aloud_that_a_new_fact_voided_takes_one_key_to_note_again(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("a")
        await choose(app, pilot, "wei said yes aloud")
        await until(pilot, lambda: "approved by wei 14:14" in as_text(app))
        await the_room(app).room.set_field("owner_action", "Please do not retry failed payments.")
        await until(pilot, lambda: "a: wei said yes again" in " ".join(as_text(app).split()))
        await pilot.press("a")
        await until(pilot, lambda: "approved by wei 14:14" in as_text(app) and "STALE" not in as_text(app))
        given = copy(app).draft.approvals.values()
        assert [(one.who, one.said.via) for one in given] == [("wei", "spoken")] * 2


async def test_the_commander_approves_what_somebody_else_wrote_with_one_key(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
    async with shown(where, me="wei") as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(the_room(app).body, UpdateBody) and body(app).copy is not None)
        await checked(app, pilot)
        await pilot.press("a")
        await until(pilot, lambda: "approved by wei" in as_text(app))
        await the_room(app).room.set_field("owner_action", "Please do not retry failed payments.")
        await until(pilot, lambda: "STALE" in as_text(app))
        await pilot.press("a")
        await until(pilot, lambda: "approved by wei" in as_text(app) and "STALE" not in as_text(app))


async def test_what_blocks_is_mended_or_let_pass_by_a_second_person(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await writes(app, pilot, "actions", "Human error is not the cause. Our on-call team is working on it.")
        await checked(app, pilot)
        await pilot.press("a")
        await choose(app, pilot, "a second person lets C06 pass")
        await fill(app, pilot, by="wei", reason="they said it themselves")
        await until(pilot, lambda: "in spite of C06" in " ".join(as_text(app).split()))


# -- others ------------------------------------------------------------------------------------------------------------


async def test_two_people_on_different_sections_are_joined_and_see_each_other(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await writes(app, pilot, "scope", "Shops in the EU only.")
        async with another(where, "bob") as bob:
            draft = bob.state.revisions.drafts[0]
            content = draft.head.said.content
            await bob.updates.writing(draft.eid, "impact", "en")
            await until(pilot, lambda: "bob writes here" in " ".join(as_text(app).split()))
            impact = content.body().section("impact")
            mine = msgspec.structs.replace(impact, text="One payment in eight fails.")
            await bob.updates.save(draft.eid, put(content, Part("impact", "en"), mine))
        await until(pilot, lambda: copy(app).text("impact") == "One payment in eight fails.")
        assert copy(app).text("scope") == "Shops in the EU only."
        await pilot.press("s")
        await until(pilot, lambda: not copy(app).dirty)
        assert len(copy(app).draft.heads) == 1
        where.clock.now += timedelta(minutes=11)
        body(app).moved(where.clock.now)
        assert "bob writes here" not in " ".join(as_text(app).split())


async def test_the_same_section_changed_twice_waits_for_a_person(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        async with another(where, "bob") as bob:
            draft = bob.state.revisions.drafts[0]
            await bob.updates.write(draft.eid, "scope", "en", "Bob's scope.")
            bobs = bob.state.revisions.drafts[0].head.eid
            await writes_before_it_comes(app, pilot)
            await until(pilot, lambda: bobs in copy(app).draft.revisions)
        await pilot.press("s")
        await until(pilot, lambda: len(copy(app).draft.heads) == 2)
        await until(pilot, lambda: "TWO TEXTS" in as_text(app))
        await pilot.press("a")
        await until(pilot, lambda: "pick what holds first" in " ".join(as_text(app).split()))
        texts = {one.said.content.body().section("scope").text for one in copy(app).draft.heads}
        assert texts == {"Bob's scope.", "Ana's scope."}
        await writes(app, pilot, "impact", "Some payments fail.")
        await pilot.press("s")
        await until(pilot, lambda: "c picks what holds" in " ".join(as_text(app).split()))
        assert len(copy(app).draft.heads) == 2, "a save picks between two texts for nobody"
        assert copy(app).text("impact") == "Some payments fail."


async def writes_before_it_comes(app: WarroomApp, pilot: Pilot[None]) -> None:
    """Ana's own words, in the copy before the other's revision is folded."""
    copy(app).write("scope", "Ana's scope.")
    await pilot.pause()


# -- counting keys -----------------------------------------------------------------------------------------------------


class Counted:
    """Keys as they are pressed, counted."""

    def __init__(self, app: WarroomApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot, self.count = app, pilot, 0

    async def press(self, *keys: str) -> None:
        self.count += len(keys)
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def picks(self, words: str) -> None:
        """The letter of the answer that has these words."""
        await until(self.pilot, lambda: isinstance(self.app.screen, Choice))
        asked = self.app.screen
        assert isinstance(asked, Choice)
        await self.press(next(one.key for one in asked._options if words in one.words))

    async def drafted(self) -> None:
        """F2, until the draft is there and checked."""
        await self.press("f2")
        await until(self.pilot, lambda: isinstance(the_room(self.app).body, UpdateBody) and bool(body(self.app).copy))
        await checked(self.app, self.pilot)

    def nothing_blocks(self) -> None:
        assert [one.rule for one in copy(self.app).findings if one.severity == "block"] == []


async def test_a_first_notice_is_ready_to_approve_in_five_keys(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        keys = Counted(app, pilot)
        await keys.drafted()
        keys.nothing_blocks()
        assert "needs wei, who is in command (a)" in as_text(app), "it is ready"
        await keys.press("a")
        await keys.picks("wei said yes aloud")
        await until(pilot, lambda: "approved by wei" in as_text(app))
        assert keys.count <= 5


def half_an_hour_on() -> list[Draft]:
    """Two owners who read two languages and were told half an hour ago; since then it is worse, in words for both."""
    first = [
        *opened(public_title="Payment delays", severity="SEV1"),
        made(20, FieldSet("impact", "some card payments fail"), 41),
        made(21, RoleTaken("incident_commander", "wei"), 41),
        made(23, plan("Acme Retail", "en"), 40, "wei"),
        made(24, plan("东方百货", "zh"), 40, "wei"),
    ]
    facts = (ToldFact(key="severity", was="SEV1", text="SEV1"), ToldFact(key="status", was="investigating", text="-"))
    told = [made(30 + n, Told(owner_id=one, facts=facts), 31) for n, one in enumerate(("Acme Retail", "东方百货"))]
    return [
        *first,
        *told,
        made(33, FieldSet("impact", "card payments fail for 1 in 8 customers in the EU", bases=[eid(20)]), 12),
        made(34, FieldSet("impact", "欧盟每八笔刷卡支付有一笔失败", "zh"), 12),
        made(35, OwnerFactSet(text="We went back to the version before.", topic="mitigation", entry=eid(101),
                              wordings=(Wording("zh", "我们已退回上一版本。"),)), 10),
        entry(1, "Rolled payments-api back to v411 on all four nodes", at="14:00", says="action", actor="bob"),
    ]  # fmt: skip


async def test_the_round_for_two_owners_in_two_languages_takes_twelve_keys_and_no_typing(where: Place) -> None:
    where.create(half_an_hour_on())
    async with shown(where) as (app, pilot):
        keys = Counted(app, pilot)
        await keys.drafted()
        for number in range(2):
            if number:
                await keys.press("right_square_bracket")
                await checked(app, pilot)
            keys.nothing_blocks()
            await keys.press("a")
            await keys.picks("wei said yes aloud")
            await until(pilot, lambda: "approved by wei" in as_text(app))
        drafts = {one.owner: one.head.said.content for one in state(app).revisions.drafts}
        assert "We went back to the version before." in drafts["Acme Retail"].body().section("actions").text
        assert "我们已退回上一版本。" in drafts["东方百货"].body().section("actions").text
        assert "欧盟每八笔刷卡支付有一笔失败" in drafts["东方百货"].body().section("impact").text
        assert keys.count <= 12


async def test_from_an_empty_folder_to_a_first_notice_in_twenty_five_keys(where: Place) -> None:
    async with shown(where, room=None) as (app, pilot):
        keys = Counted(app, pilot)
        await keys.press("n")
        await until(pilot, lambda: isinstance(app.screen, Form))
        form = app.screen
        form.query_one("#ask-title", Field).line = "Checkout latency"  # the text of title and impact doesn't count
        await keys.press("tab", "2", "tab")
        form.query_one("#ask-impact", Field).line = "one card payment in eight fails in the EU"
        await keys.press("enter")
        await until(pilot, lambda: is_whole(app))
        await keys.press("escape", "5", "P")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await keys.press(*"Acme", "enter")
        await until(pilot, lambda: state(app).owners.names == ["Acme"])
        while not isinstance(app.screen, RoomScreen):
            await keys.press("escape")
        await keys.drafted()
        keys.nothing_blocks()
        assert "one card payment in eight fails in the EU" in copy(app).text("impact")
        assert keys.count <= 25


# -- whom it is for ----------------------------------------------------------------------------------------------------


async def test_recipients_and_a_second_language_are_added_and_another_form_drafts_anew(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await writes(app, pilot, "scope", "Shops in the EU only.")
        await pilot.press("o")
        await fill(app, pilot, people="Mr Li, Ms Sun", langs="en, zh")
        await until(pilot, lambda: [one.lang for one in copy(app).content.bodies] == ["en", "zh"])
        assert copy(app).content.people == ("Mr Li", "Ms Sun")
        assert copy(app).text("scope", "en") == "Shops in the EU only." and copy(app).text("status", "zh")
        assert "en*+zh" in as_text(app)
        await pilot.press("o")
        await fill(app, pilot, form="long")
        await until(pilot, lambda: copy(app).content.form == "long" and "Dear" in copy(app).text("opening"))
        texts = [one.said.content.body().section("scope").text for one in copy(app).draft.history]
        assert "Shops in the EU only." in texts, "the history has what stood there"
        await pilot.press("o")
        await fill(app, pilot, langs="zh")
        await until(pilot, lambda: [one.lang for one in copy(app).content.bodies] == ["zh"])


async def test_nothing_of_the_composer_is_on_a_shared_screen(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("f12", "1")
        await until(pilot, lambda: isinstance(app.screen, PresentScreen))
        for key in ("f2", "4", "alt+4", "f8", "a", "p", "enter", "e"):
            await pilot.press(key)
            await pilot.pause()
        text = as_text(app)
        assert isinstance(app.screen, PresentScreen)
        assert "INTERNAL" not in text and "Findings" not in text and "drafted" not in text and "draft" not in text
