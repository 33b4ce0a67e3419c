"""What a newcomer looks for: the way out, what is edited, why nothing is shown, the whole of a hint."""

import pytest

from screens.dialogs.words import columns
from tests.screens.kit import Place, as_text, entry, find, opened, shown, the_room, type_line, until


@pytest.fixture(autouse=True)
def room(where: Place) -> None:
    where.create([*opened(), entry(1, "error rate 4 %", at="14:05"), entry(2, "first row\nsecond row", at="14:06")])


@pytest.mark.parametrize("key", ["", "escape"])
async def test_ctrl_c_says_how_to_leave(where: Place, key: str) -> None:
    async with shown(where) as (app, pilot):
        if key:
            await pilot.press(key)
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "ctrl+q leaves; everything is saved" in as_text(app))


async def test_the_footer_of_key_mode_and_of_a_small_lobby_says_leave(where: Place) -> None:
    async with shown(where, size=(80, 24)) as (app, pilot):
        await pilot.press("escape")
        await until(pilot, lambda: "q leave" in as_text(app).splitlines()[-1])
    async with shown(where, None, size=(60, 16)) as (app, pilot):
        await until(pilot, lambda: "q leave" in as_text(app).splitlines()[-1])


async def test_an_edit_says_what_it_edits_and_ctrl_u_clears_all_of_it(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press("up")
        ref = find(app, "first row").ref
        await until(pilot, lambda: f"edits {ref} (ana 14:06)" in as_text(app))
        assert "EDIT ›" in as_text(app)
        await pilot.press("ctrl+u")
        await until(pilot, lambda: the_room(app).line.text == "")
        assert "internal timeline ›" in as_text(app)


async def test_tab_offers_the_entries_that_a_command_may_name(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press(*"/pin ", "tab")
        await until(pilot, lambda: find(app, "first row").ref in as_text(app).replace("─", ""))


async def test_a_hint_that_does_not_fit_takes_two_rows(where: Place) -> None:
    async with shown(where, size=(80, 24)) as (app, pilot):
        said = "reason first, " + "and then many words " * 5 + "to the very end"
        the_room(app).tell(said)
        await until(pilot, lambda: said.replace(" ", "") in "".join(as_text(app).split()))


async def test_a_filter_without_hits_says_so_and_what_it_hides_is_told(where: Place) -> None:
    async with shown(where) as (app, pilot):
        screen = the_room(app)
        screen.line._area.line = "/filter nosuchword"
        await pilot.press("enter")
        await until(pilot, lambda: "Nothing matches 'nosuchword'" in as_text(app))
        assert "/filter alone shows everything" in as_text(app)
        await type_line(app, pilot, "out of sight")
        await until(pilot, lambda: "(hidden by the filter)" in as_text(app))


async def test_from_the_owners_tab_a_search_goes_to_the_timeline(where: Place) -> None:
    async with shown(where, size=(80, 24)) as (app, pilot):
        await pilot.press("escape", "tab", "tab")
        await until(pilot, lambda: "WITH THE OWNER" in as_text(app))
        await pilot.press("slash")
        await until(pilot, lambda: "error rate 4 %" in as_text(app))


async def test_the_pane_names_the_entry_under_the_cursor(where: Place) -> None:
    async with shown(where) as (app, pilot):
        await pilot.press("escape")
        await until(pilot, lambda: f"Timeline  {find(app, 'first row').ref}" in as_text(app))
        await pilot.press("k")
        await until(pilot, lambda: f"Timeline  {find(app, 'error rate').ref}" in as_text(app))


def test_the_second_column_hangs_under_itself() -> None:
    lines = columns([("x", "word " * 30), ("longer", "short")], 40).splitlines()
    assert len(lines) > 3 and all(len(line) <= 40 for line in lines)
    assert all(line.startswith(" " * 8) for line in lines[1:-1])
