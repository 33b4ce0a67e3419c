"""The pane's promises under any history: the cursor keeps its entry and is in sight, and unseen means unseen."""

from bisect import insort

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from screens.widgets.pane import Pane
from screens.widgets.row import Row
from screens.widgets.viewport import Position


class Entry:
    """An entry that counts how often lists have asked for its words."""

    asked = 0

    def __init__(self, at: int, size: int = 1) -> None:
        self.at = at
        self.text = "x " * size

    def __lt__(self, other: "Entry") -> bool:
        return self.at < other.at


def key_of(entry: Entry) -> str:
    return str(entry.at)


def to_row(entry: Entry) -> Row:
    Entry.asked += 1
    return Row(key_of(entry), f"day {entry.at // 20}", "14:05", "obs", "plain", "ana", entry.text)


def pane_of(entries: list[Entry], height: int = 10) -> Pane[Entry]:
    pane = Pane(to_row, key_of)
    pane.resize(60, height)
    pane.show(entries, None, False)
    return pane


class PaneMachine(RuleBasedStateMachine):
    """Any order of insertions, moves and sizes."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self.pane = pane_of(self.entries)

    @rule(at=st.lists(st.integers(0, 60), max_size=4, unique=True), size=st.sampled_from([1, 30, 120]))
    def arrive(self, at: list[int], size: int) -> None:
        key, at_end = self.pane.cursor_key, self.pane.at_end
        below = self.pane.unseen
        known = {entry.at for entry in self.entries}
        new = [Entry(n, size) for n in at if n not in known]
        for entry in new:
            insort(self.entries, entry)
        self.pane.show(self.entries, None, False)
        assert self.pane.unseen <= below + len(new)
        if key and not at_end:
            assert self.pane.cursor_key == key, "the cursor stays on its entry"
        elif self.entries:
            assert self.pane.cursor == len(self.entries) - 1, "at the end it stays at the end"

    @rule(keep=st.integers(1, 5))
    def select(self, keep: int) -> None:
        key = self.pane.cursor_key
        self.entries = [entry for entry in self.entries if entry.at % keep == 0]
        at_end = self.pane.at_end
        self.pane.show(self.entries, None, True)
        if not at_end and key in map(key_of, self.entries):
            assert self.pane.cursor_key == key

    @rule(rows=st.integers(-5, 5))
    def move(self, rows: int) -> None:
        self.pane.move(rows)

    @rule(lines=st.integers(-20, 20))
    def scroll(self, lines: int) -> None:
        before = self.pane.cursor
        self.pane.scroll(lines)
        assert (self.pane.cursor - before) * lines >= 0, "the cursor goes where the keys say"

    @rule(index=st.integers(-3, 60))
    def go(self, index: int) -> None:
        assert self.pane.go(index) == (0 <= index < len(self.entries))

    @rule(width=st.integers(30, 100), height=st.integers(1, 25))
    def resize(self, width: int, height: int) -> None:
        key = self.pane.cursor_key
        self.pane.resize(width, height)
        assert self.pane.cursor_key == key

    @invariant()
    def holds(self) -> None:
        pane, total = self.pane, len(self.entries)
        lines = [Position(row, n) for row in range(total) for n in range(pane.height(row))]
        if not total:
            assert (pane.cursor, pane.places, pane.unseen) == (-1, [], 0)
            return
        start = lines.index(pane.top)
        assert pane.places == lines[start : start + pane.room], "neighbouring lines, without a gap"
        assert len(pane.places) == min(pane.room, len(lines)), "no blank lines while there is text"
        assert any(place.row == pane.cursor for place in pane.places), "the cursor is in sight"
        assert pane.cursor_key == key_of(self.entries[pane.cursor])
        assert pane.unseen <= total - 1 - pane.places[-1].row, "what is in sight is not unseen"
        assert len(pane.thumb()) <= pane.room
        assert all(0 <= y < max(1, pane.room) for y in pane.thumb())


PaneMachine.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
TestPane = PaneMachine.TestCase


def test_arrivals_below_are_unseen_until_they_come_in_sight() -> None:
    entries = [Entry(n) for n in range(0, 200, 2)]
    pane = pane_of(entries)
    pane.go(0)
    entries.extend(Entry(n) for n in range(200, 206))
    entries.insert(1, Entry(1))  # in sight at once
    pane.show(entries, None, False)
    assert pane.unseen == 6
    pane.go(len(entries) - 6)
    assert 0 < pane.unseen < 6
    pane.go(len(entries) - 1)
    assert pane.unseen == 0


def test_follow_end_overrules_where_the_cursor_was() -> None:
    entries = [Entry(n) for n in range(50)]
    pane = pane_of(entries)
    entries.append(Entry(50))
    pane.show(entries, False, False)
    assert (pane.cursor, pane.at_end) == (49, False)
    pane.go(0)
    pane.show(entries, True, False)
    assert (pane.cursor, pane.unseen) == (50, 0)
    first = Pane(to_row, key_of)
    first.show(entries, False, False)
    assert first.cursor == 0


def test_a_filter_counts_nothing_as_new() -> None:
    entries = [Entry(n) for n in range(100)]
    pane = pane_of(entries[:20])
    pane.go(5)
    pane.show(entries, None, True)
    assert (pane.cursor_key, pane.unseen) == ("5", 0)


def test_every_line_of_a_row_higher_than_the_pane_comes_in_sight() -> None:
    entries = [Entry(0), Entry(1, 2000), Entry(2)]
    pane = pane_of(entries)
    for by in (-1, 1):
        pane.go(2 if by < 0 else 0)
        seen: set[Position] = set()
        for _ in range(200):
            seen.update(pane.places)
            pane.move(by)
        assert len(seen) == sum(map(pane.height, range(3))) > 80
        assert pane.cursor == (0 if by < 0 else 2)
    pane.go(0)
    pages: set[Position] = set()
    for _ in range(40):
        pages.update(pane.places)
        pane.scroll(9)
    assert len(pages) == len(seen)


def test_the_end_is_the_last_line_and_a_new_tall_entry_is_shown_from_its_first() -> None:
    entries = [Entry(0), Entry(1)]
    pane = pane_of(entries)
    entries.append(Entry(2, 2000))
    pane.show(entries, None, False)
    assert pane.places[0] == Position(2, 0)
    pane.go_end()
    assert pane.places[-1] == Position(2, pane.height(2) - 1)
    pane.go(0)
    pane.go_end()
    assert pane.places[-1] == Position(2, pane.height(2) - 1)


def test_nothing_asks_for_all_entries() -> None:
    entries = [Entry(n) for n in range(50_000)]
    Entry.asked = 0
    pane = pane_of(entries)
    pane.go(25_000)
    entries.append(Entry(60_000))
    entries.insert(25_000, Entry(-1))
    pane.show(entries, None, False)
    assert pane.cursor == 25_001
    pane.resize(100, 30)
    for _ in range(5):
        pane.move(1)
        pane.scroll(20)
        pane.scroll(-20)
    assert Entry.asked < 1_000


def test_when_its_entry_goes_the_cursor_stays_where_it_was() -> None:
    entries = [Entry(n) for n in range(300)]
    pane = pane_of(entries)
    pane.go(150)
    top = pane.top
    del entries[150]
    pane.show(entries, None, False)
    assert (pane.cursor, pane.cursor_key, pane.top) == (150, "151", top)


def test_a_row_that_changed_is_seen_by_show_alone_and_others_are_not_set_again() -> None:
    entries = [Entry(n) for n in range(30)]
    pane = pane_of(entries)
    before = [pane.block(n) for n in (28, 29)]
    entries[28].text = "now two lines\nof text"
    pane.show(entries, None, False)
    assert pane.block(28).row.text == "now two lines\nof text"
    assert pane.block(29) is before[1]
    assert pane.places[-2:] == [Position(28, 1), Position(29, 0)]


def test_a_live_list_that_shrinks_before_it_is_shown_is_no_crash() -> None:
    entries = [Entry(n) for n in range(30)]
    pane = pane_of(entries)
    del entries[10:]
    pane.move(-1)
    assert pane.cursor < 10
    pane.scroll(-5)
    pane.resize(40, 8)
    entries.clear()
    pane.arrange()
    assert (pane.cursor, pane.places) == (-1, [])


def test_a_changed_row_is_set_anew_and_so_is_the_day_behind_it() -> None:
    days = {"a": "1 Nov", "b": "1 Nov", "c": "1 Nov"}

    def row(key: str) -> Row:
        return Row(key, days[key], "14:05", "obs", "plain", "ana", key)

    pane: Pane[str] = Pane(row, str)
    pane.resize(60, 10)
    pane.show("abc", None, False)
    assert len(pane.places) == 4
    days["b"] = "2 Nov"
    assert pane.changed("b")
    assert [pane.block(n).day for n in range(3)] == [True, True, True]
    assert not pane.changed("unknown")
