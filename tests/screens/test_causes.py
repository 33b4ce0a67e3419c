"""Screen 2: every key gives one Room command, and what is shown is the state."""

from textual.pilot import Pilot

from screens.app import WarroomApp
from screens.causes.body import CausesBody
from tests.screens import panel_rooms as rooms
from tests.screens.hands import go
from tests.screens.kit import Place, as_text, eid, opened, shown, the_room, until
from warroom.state.causes import Causes


def causes(app: WarroomApp) -> Causes:
    return the_room(app).room.state.causes


def body(app: WarroomApp) -> CausesBody:
    return the_room(app).query_one(CausesBody)


async def told(app: WarroomApp, pilot: Pilot[None], words: str) -> None:
    await until(pilot, lambda: words in as_text(app))


async def test_2_shows_the_causes_and_the_line_keeps_its_text(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, *"half typed", "alt+2")
        text = as_text(app)
        assert "the intermediate certificate expired" in text and "Cause" in text
        assert the_room(app).line.text == "half typed"
        assert the_room(app).typing, "the mode stays"
        await go(pilot, "alt+1")
        assert "INTERNAL  Timeline" in as_text(app)
        assert the_room(app).line.text == "half typed"


async def test_a_new_cause_is_put_up_with_its_confidence_and_who_had_it(where: Place) -> None:
    where.create(opened())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "2")
        assert "Nobody has put up a cause yet" in as_text(app)
        await go(pilot, "n", "=the chain is wrong", "tab", "=high", "tab", "=bob", "enter")
        await until(pilot, lambda: len(causes(app).hypotheses) == 1)
        made = next(iter(causes(app).hypotheses))
        assert (made.now.text, made.now.confidence, made.now.actor) == ("the chain is wrong", 75, "bob")
        await told(app, pilot, "+0 -0")
        await go(pilot, "z")
        await until(pilot, lambda: not causes(app).hypotheses.standing())


async def test_a_person_is_refused_as_a_cause_and_the_words_are_kept(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "2", "n", "=bob", "enter")
        await told(app, pilot, "a person is never a cause")
        assert len(causes(app).hypotheses) == 3


async def test_ruling_out_asks_for_the_reason_and_does_nothing_without(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "2", "s", "r", "enter")
        await told(app, pilot, "say why")
        await go(pilot, "=the chain is fine", "enter")
        await until(pilot, lambda: causes(app).hypotheses.named(eid(300)).now.state == "ruled_out")
        assert causes(app).hypotheses.named(eid(300)).why("state") == "the chain is fine"


async def test_confirming_needs_none_and_says_what_owners_may_be_told(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "2")
        assert "cause SUSPECTED (初步判断): the intermediate certificate expired" in as_text(app)
        await go(pilot, "s", "c", "enter")
        await told(app, pilot, "cause CONFIRMED (已确认)")


async def test_the_confidence_takes_words_and_refuses_others(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "2", "c", "=110", "enter")
        await told(app, pilot, "how sure: 0 to 100")
        await go(pilot, "ctrl+u", "=low", "enter")
        await until(pilot, lambda: causes(app).hypotheses.named(eid(300)).now.confidence == 25)


async def test_evidence_is_picked_from_the_timeline_by_keys(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        before = len(causes(app).evidence)
        await go(pilot, "ctrl+g", "2", "j")
        await until(pilot, lambda: body(app).hypothesis is not None and body(app).hypothesis.eid == eid(302))
        await go(pilot, "plus")
        await until(pilot, lambda: "speak FOR it" in as_text(app))
        await go(pilot, "slash", "=error rate", "enter", "space", "k", "space", "enter")
        await until(pilot, lambda: len(causes(app).evidence) == before + 2)
        linked = [one.now for one in causes(app).evidence if one.now.cause == eid(302)]
        assert {one.entry for one in linked} == {eid(101), eid(104)}
        assert {one.side for one in linked} == {"for"}
        await told(app, pilot, "+2 -0")


async def test_evidence_against_and_esc_links_nothing(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        before = len(causes(app).evidence)
        await go(pilot, "ctrl+g", "2", "j", "minus", "ctrl+g")
        assert len(causes(app).evidence) == before
        await go(pilot, "minus", "enter")
        await until(pilot, lambda: len(causes(app).evidence) == before + 1)
        assert list(causes(app).evidence)[-1].now.side == "against"
        await go(pilot, "plus", "enter")
        await until(pilot, lambda: list(causes(app).evidence)[-1].now.side == "for")
        assert len(causes(app).evidence) == before + 1, "linked again, it changes sides"


async def test_h_on_the_timeline_links_the_entry_to_a_cause(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "g", "h")
        entry = the_room(app).timeline.cursor_key
        await until(pilot, lambda: "To which cause" in as_text(app))
        await go(pilot, "enter", "a")
        await until(pilot, lambda: any(one.now.entry == entry for one in causes(app).evidence))
        made = next(one for one in causes(app).evidence if one.now.entry == entry)
        assert (made.now.cause, made.now.side) == (eid(300), "against")


async def test_what_failed_needs_its_reason(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        before = len(causes(app).tried)
        await go(pilot, "ctrl+g", "2", "t", "f", "=restart", "enter")
        await told(app, pilot, "why did it fail?")
        await go(pilot, "=same chain", "enter")
        await until(pilot, lambda: len(causes(app).tried) == before + 1)
        made = list(causes(app).tried)[-1].now
        assert (made.text, made.outcome, made.reason, made.cause) == ("restart", "failed", "same chain", eid(300))


async def test_what_came_of_a_pending_try_is_said_later(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "2", "tab")
        assert body(app).detail.move_to(eid(309))
        await go(pilot, "s", "h", "enter")
        await until(pilot, lambda: causes(app).tried.named(eid(309)).now.outcome == "helped")


async def test_each_why_answers_the_one_above(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "2", "w", "=nobody was told to", "enter")
        await until(pilot, lambda: len(causes(app).whys) == 3)
        assert list(causes(app).whys)[-1].now.answers == eid(311)
        await go(pilot, "tab")
        assert body(app).detail.move_to(eid(310))
        await go(pilot, "w", "=the mail goes nowhere", "enter")
        await until(pilot, lambda: len(causes(app).whys) == 4)
        assert list(causes(app).whys)[-1].now.answers == eid(310)
        await told(app, pilot, "one of")


async def test_a_factor_becomes_the_primary_one(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "2", "tab", "tab", "f", "c", "=no alert on expiry", "enter")
        await until(pilot, lambda: len(causes(app).factors) == 3)
        made = list(causes(app).factors)[-1]
        assert (made.now.factor, made.now.cause) == ("contributing", "")
        assert body(app).factors.move_to(made.eid)
        await go(pilot, "P")
        await until(pilot, lambda: causes(app).primary_factor == made.eid)
        await told(app, pilot, "primary factor: no alert on exp")


async def test_words_are_changed_and_a_withdrawn_cause_is_brought_back_by_undo(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "2", "e", "ctrl+u", "=the root expired", "enter")
        await until(pilot, lambda: causes(app).hypotheses.named(eid(300)).now.text == "the root expired")
        await go(pilot, "x", "=mistaken", "enter")
        await until(pilot, lambda: len(causes(app).hypotheses.standing()) == 2)
        await go(pilot, "z")
        await until(pilot, lambda: len(causes(app).hypotheses.standing()) == 3)


async def test_a_conflict_is_shown_until_somebody_picks(where: Place) -> None:
    where.create(rooms.disputed())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "2")
        text = " ".join(as_text(app).split())
        assert "CONFLICT" in text and "the weaker word counts" in text
        await go(pilot, "C")
        await until(pilot, lambda: "what holds?" in as_text(app))
        await go(pilot, "1")
        await until(pilot, lambda: not causes(app).hypotheses.named(eid(300)).conflict("state"))
        await go(pilot, "tab", "tab", "C")
        await until(pilot, lambda: "primary factor: what holds?" in as_text(app))
        await go(pilot, "2")
        await until(pilot, lambda: not causes(app).primary_conflict)
        assert causes(app).primary_factor == eid(304)


async def test_letters_of_the_timeline_do_nothing_to_it_here(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        before = len(the_room(app).room.state)
        await go(pilot, "ctrl+g", "2", "asterisk", "X", "at")
        assert len(the_room(app).room.state) == before
        assert len(app.screen_stack) == 1


async def test_hostile_text_is_shown_and_never_obeyed(where: Place) -> None:
    where.create(rooms.hostile())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "2")
        text = as_text(app)
        assert "[red]not red[/red]" in text
        assert not set(text) & {"\x1b", "\x07", "\x00", "\u202e"}
        for key in ("plus", "ctrl+g", "e", "ctrl+g", "o"):
            await go(pilot, key)
            assert not set(as_text(app)) & {"\x1b", "\x07", "\x00", "\u202e"}
