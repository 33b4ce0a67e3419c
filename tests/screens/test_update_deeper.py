"""Screen 4 beyond the words of a draft: preview, changes, history, languages, two texts, told, corrected, discarded."""

import msgspec
import pytest
from textual.pilot import Pilot

from screens.app import WarroomApp
from screens.dialogs.choice import Choice
from screens.dialogs.form import Form
from screens.dialogs.leaves import Leaves
from screens.dialogs.pairs import Pairs
from screens.dialogs.picker import Picker
from screens.owner.sight import OwnerSight
from screens.update.looking import marked
from tests.screens.kit import Place, as_text, shown, the_room, until
from tests.screens.rooms_with_owners import made, plan
from tests.screens.test_update import another, begun, checked, choose, copy, fill, one_owner, state, writes
from warroom.state.owners import Contact
from warroom.state.updates import Telling
from warroom.updates.merging import Place as Part
from warroom.updates.merging import put


def words(app: WarroomApp) -> str:
    """The screen in one line, however it is wrapped."""
    return " ".join(as_text(app).split())


def leaf(app: WarroomApp) -> str:
    """The page that is in sight."""
    screen = app.screen
    assert isinstance(screen, Leaves)
    return screen._leaves[screen.at].text.plain


def thread(app: WarroomApp) -> list[tuple[str, str, bool]]:
    """Text, note and strike of the lines with the owner."""
    sight: OwnerSight = the_room(app).sight
    items = sight.thread("Acme Retail", the_room(app).room.clock())
    return [(one.row.text, one.row.note, one.row.struck) for one in items]


async def opens(app: WarroomApp, pilot: Pilot[None], key: str, dialog: type) -> None:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.screen, dialog))
    await pilot.pause()


async def leaves(app: WarroomApp, pilot: Pilot[None], key: str = "escape") -> None:
    before = app.screen
    await pilot.press(key)
    await until(pilot, lambda: app.screen is not before)


async def approved(app: WarroomApp, pilot: Pilot[None]) -> None:
    await pilot.press("a")
    await choose(app, pilot, "wei said yes aloud")
    await until(pilot, lambda: "approved by wei" in words(app))


async def told(app: WarroomApp, pilot: Pilot[None], **answers: str) -> Telling:
    """Approve what is in sight and note that they were told."""
    await approved(app, pilot)
    eid = copy(app).eid
    await opens(app, pilot, "T", Form)
    await fill(app, pilot, **answers)
    await until(pilot, lambda: state(app).updates.carried(eid) is not None)
    telling = state(app).updates.carried(eid)
    assert telling is not None
    return telling


def channels(*names: str) -> list[object]:
    """The room of one owner who reads on these channels."""
    contacts = (Contact("Mr Li", "head of shop", "li@acme.example", True),)
    return [
        *one_owner(),
        made(60, msgspec.structs.replace(plan("Acme Retail", "en"), channels=names, contacts=contacts), 3),
    ]


# -- preview -----------------------------------------------------------------------------------------------------------


async def test_the_preview_shows_each_channel_with_its_limit(where: Place) -> None:
    where.create(channels("sms", "teams"))
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await opens(app, pilot, "v", Leaves)
        parts = leaf(app).count("── SMS ")
        assert parts > 1, leaf(app)
        assert f"SMS {parts}/6 sms" in leaf(app) and "to Mr Li" in leaf(app)
        assert "Update 1" in leaf(app) and "⟦" not in leaf(app), "the number that it will have"
        await pilot.press("tab")
        await until(pilot, lambda: "/3,000 characters" in leaf(app))
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: "── SMS 1 of" in leaf(app))
        await leaves(app, pilot)


async def test_a_mail_has_its_subject_and_an_unknown_channel_says_so(where: Place) -> None:
    where.create(channels("email", "our pager"))
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await opens(app, pilot, "v", Leaves)
        assert "E-mail" in leaf(app) and "Subject: [" in leaf(app) and "(update 1)" in leaf(app)
        await pilot.press("tab")
        await until(pilot, lambda: "no limit of it is known" in leaf(app))


async def test_what_is_too_long_for_one_message_is_seen_in_its_parts(where: Place) -> None:
    where.create(channels("teams"))
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await writes(app, pilot, "scope", "Only shops in the EU. " * 160)
        await opens(app, pilot, "v", Leaves)
        assert "/3,000 characters, in 2 parts" in leaf(app).splitlines()[0]
        before, _, behind = leaf(app).partition("\n── Teams 2 of 2 ──\n")
        part = before.partition("\n── Teams 1 of 2 ──\n")[2]
        assert part.startswith("(1/2) ") and behind.startswith("(2/2) ") and len(part) <= 3000


# -- changes and history -----------------------------------------------------------------------------------------------


async def test_changes_since_the_last_update_that_they_were_told(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("d")
        await until(pilot, lambda: "was told no written update before" in words(app))
        await told(app, pilot)
        room = the_room(app).room
        await room.set_field("impact", "card payments fail for 1 in 3 customers")
        await pilot.press("f2")
        await until(pilot, lambda: copy(app).is_open)
        await checked(app, pilot)
        await opens(app, pilot, "d", Leaves)
        text = leaf(app)
        assert "Changes since #1 of 14:14, told Acme Retail" in words(app)
        assert "- card payments fail for 1 in 8 customers in the EU." in text
        assert "+ card payments fail for 1 in 3 customers." in text or "1 in 3 customers" in text
        assert "phase: first notice -> investigating" in text


async def test_the_history_shows_every_revision_and_approval(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await writes(app, pilot, "scope", "Only shops in the EU. Fixed ASAP.")
        await checked(app, pilot)
        await pilot.press("s")
        await until(pilot, lambda: not copy(app).dirty)
        await approved(app, pilot)
        await opens(app, pilot, "H", Picker)
        text = words(app)
        assert "app wei approved (revision 2)" in text
        assert "rev ana scope (2, " in text and "rev ana begun: first notice (1" in text
        await pilot.press("j", "enter")
        await until(pilot, lambda: isinstance(app.screen, Leaves))
        assert "- Scope: being established." in leaf(app) and "+ Fixed ASAP." in leaf(app)
        await pilot.press("shift+tab")
        await pilot.pause()
        assert "warn   T01  x1" in leaf(app)
        await leaves(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await leaves(app, pilot)
        await until(pilot, lambda: app.screen is the_room(app))


# -- languages ---------------------------------------------------------------------------------------------------------


async def test_a_second_language_is_drafted_and_stands_beside_the_first(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("V")
        await until(pilot, lambda: "l adds the other" in words(app))
        await pilot.press("l")
        await choose(app, pilot, "in Chinese")
        await until(pilot, lambda: copy(app).body.lang == "zh")
        assert "状态：调查中" in copy(app).text("status")
        await checked(app, pilot)
        await pilot.press("l")
        await until(pilot, lambda: copy(app).body.lang == "en")
        await writes(app, pilot, "scope", "12 % of shops since 13:31 UTC.")
        await checked(app, pilot)
        assert "X09" in {one.rule for one in copy(app).findings}
        await opens(app, pilot, "V", Pairs)
        assert "X09: in one language alone" in words(app)
        assert "Investigating, Critical (SEV1). │ 状态：调查中" in words(app)
        await leaves(app, pilot)


async def test_the_languages_stand_one_after_another_where_there_is_little_room(where: Place) -> None:
    where.create(one_owner())
    async with shown(where, size=(80, 24)) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("l")
        await choose(app, pilot, "in Chinese")
        await until(pilot, lambda: copy(app).body.lang == "zh")
        await opens(app, pilot, "V", Pairs)
        lines = [line.strip(" │") for line in as_text(app).splitlines()]
        english = next(n for n, line in enumerate(lines) if "Update N: Payment delays" in line)
        assert any("第N次通报" in line for line in lines[english + 1 : english + 4])


def test_what_one_language_alone_says_is_marked_in_the_text() -> None:
    shown_text = marked("自１５:30起 12% 与 12%", ["15:30", "12"])
    assert [(one.start, one.end) for one in shown_text.spans] == [(1, 6), (8, 10), (14, 16)]
    assert marked("\x1b[2J 12", ["12"]).plain != "\x1b[2J 12"


# -- told, corrected, withdrawn ----------------------------------------------------------------------------------------


async def test_told_by_hand_asks_how_whom_and_when(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("T")
        await until(pilot, lambda: "it needs wei, who is in command (a)" in words(app))
        assert state(app).updates.last("Acme Retail") is None
        telling = await told(app, pilot, means="meeting", people="Mr Li, Ms Ray", at="-0m", by="wei")
        assert (telling.said.number, telling.said.means, telling.said.actor) == (1, "meeting", "wei")
        assert telling.said.people == ["Mr Li", "Ms Ray"]
        assert "told Acme Retail update #1" in words(app) and "TOLD" in words(app)
        assert [one.now.kind for one in state(app).commitments.of("Acme Retail")].count("next_update") == 1
        assert ("told, meeting, Mr Li, Ms Ray heard it", False) in [(note, struck) for _, note, struck in thread(app)]
        assert any(text.startswith("#1 ") for text, _, _ in thread(app))
        await pilot.press("e")
        await until(pilot, lambda: "its text never changes" in words(app))
        await pilot.press("T")
        await until(pilot, lambda: "is noted already" in words(app))


async def test_a_correction_names_the_update_and_strikes_it_once_it_is_told(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        first = await told(app, pilot)
        await pilot.press("C")
        await until(pilot, lambda: copy(app).content.corrects == first.eid)
        assert "CORRECTION" in words(app) and "say what was wrong" in words(app)
        assert "Correction of update #1" in copy(app).text("opening")
        assert not thread(app)[-2][2] and "correction" in thread(app)[-1][0]
        await checked(app, pilot)
        right = "Correction of update #1: 1 in 8 customers should read 1 in 9, because we counted again. We are sorry."
        await writes(app, pilot, "opening", right)
        await checked(app, pilot)
        assert [one.rule for one in copy(app).findings if one.severity == "block"] == []
        second = await told(app, pilot)
        assert second.said.number == 2
        (struck,) = [note for _, note, is_struck in thread(app) if is_struck]
        assert struck.startswith("CORRECTED by #2 14:14")
        await opens(app, pilot, "L", Picker)
        assert "told #1" in words(app) and "CORRECTED" in words(app)


async def test_a_false_alarm_is_withdrawn(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("W")
        await until(pilot, lambda: "was told nothing that could be corrected" in words(app))
        await told(app, pilot)
        await pilot.press("W")
        await until(pilot, lambda: copy(app).content.withdraws)
        assert "WITHDRAWAL" in words(app) and "We withdraw update #1" in copy(app).text("opening")


# -- discarded ---------------------------------------------------------------------------------------------------------


async def test_a_draft_is_thrown_away_and_brought_back(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await writes(app, pilot, "scope", "Typed and not saved.")
        await opens(app, pilot, "D", Choice)
        await leaves(app, pilot)
        assert not copy(app).draft.discarded
        await pilot.press("D")
        await choose(app, pilot, "stays in the history")
        await until(pilot, lambda: copy(app).draft.discarded and "DISCARDED" in words(app))
        assert not any("draft (" in text for text, _, _ in thread(app))
        await pilot.press("D")
        await until(pilot, lambda: not copy(app).draft.discarded)
        assert copy(app).text("scope") == "Typed and not saved." and "DISCARDED" not in words(app)


# -- two texts ---------------------------------------------------------------------------------------------------------


async def two_texts(app: WarroomApp, pilot: Pilot[None], where: Place, *, saved: bool) -> None:
    """Ana's and bob's words in two sections, made without seeing each other."""
    async with another(where, "bob") as bob:
        draft = bob.state.revisions.drafts[0]
        content = draft.head.said.content
        for field in ("scope", "actions"):
            section = content.body().section(field)
            content = put(content, Part(field, "en"), msgspec.structs.replace(section, text=f"Bob's {field}."))
        event = await bob.updates.save(draft.eid, content)
        copy(app).write("scope", "Ana's scope.")
        copy(app).write("actions", "Ana's actions.")
        copy(app).write("impact", "Ana alone.")
        await until(pilot, lambda: event.eid in copy(app).draft.revisions)
    if saved:
        await pilot.press("s")
        await until(pilot, lambda: len(copy(app).draft.heads) == 2)
    await until(pilot, lambda: "TWO TEXTS" in words(app))


@pytest.mark.parametrize("saved", [True, False])
async def test_a_side_of_each_section_is_picked(where: Place, saved: bool) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await two_texts(app, pilot, where, saved=saved)
        await opens(app, pilot, "c", Pairs)
        text = words(app)
        assert (
            "Bob's scope." in text and "Ana's scope." in text and "pick 1 or 2" in text and len(app.screen._pairs) == 2
        )
        await pilot.press("enter")
        await until(pilot, lambda: "not picked yet: scope, actions" in words(app))
        screen = app.screen
        assert isinstance(screen, Pairs)
        mine = ["1" if "ana" in screen._sides[0] else "2", "2" if "ana" in screen._sides[0] else "1"]
        await pilot.press(*mine)
        await until(pilot, lambda: "holds" in words(app))
        await pilot.press("enter")
        await until(pilot, lambda: len(copy(app).draft.heads) == 1 and not copy(app).conflicts)
        said = copy(app).draft.head.said.content.body()
        assert [said.section(one).text for one in ("scope", "actions", "impact")] == [
            "Ana's scope.", "Bob's actions.", "Ana alone.",
        ]  # fmt: skip
        assert "TWO TEXTS" not in words(app) and copy(app).content == copy(app).draft.head.said.content
        await pilot.press("c")
        await until(pilot, lambda: "there is one text of it" in words(app))


async def test_esc_picks_nothing(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await two_texts(app, pilot, where, saved=True)
        await opens(app, pilot, "c", Pairs)
        await pilot.press("1", "k", "2", "escape")
        await until(pilot, lambda: app.screen is the_room(app))
        assert len(copy(app).draft.heads) == 2 and "TWO TEXTS" in words(app)


# -- beside the timeline -----------------------------------------------------------------------------------------------


async def test_the_owners_pane_shows_the_draft_and_how_it_stands(where: Place) -> None:
    where.create(one_owner())
    async with shown(where) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("1")
        await until(pilot, lambda: "draft (ana) first notice," in words(app))
        assert "needs wei, who is in command" in thread(app)[-1][1]
        await pilot.press("4")
        await approved(app, pilot)
        await pilot.press("5")
        await until(pilot, lambda: "approved by wei, not told yet" in thread(app)[-1][1])
        assert "draft (ana) first notice" in words(app)
