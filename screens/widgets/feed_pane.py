"""A pane with one feed of a room: its list, its title in words, its filter and its search."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual import events, on
from textual.content import Content
from typing_extensions import override

from screens.rows import key_of, row_maker
from screens.widgets.entry_list import EntryList
from screens.widgets.row import Row, lettered
from screens.widgets.searched_list import SearchedList
from screens.widgets.selection import ALL, found, lets, said
from screens.widgets.wrap import fit
from warroom.errors import NotFound
from warroom.grammar.filters import Filter
from warroom.listening import Stay
from warroom.state.feed import Entry, Feed
from warroom.text import safe


class FeedPane(SearchedList[Entry], inherit_bindings=False):
    """The timeline or the discussion; its border says which side it is, what it holds and what is filtered."""

    BINDINGS = [
        binding for binding in EntryList.BINDINGS if getattr(binding, "id", "") != "list.open"
    ]  # enter belongs to the screen: it goes back to the entry line (test_table says that the table agrees)

    def __init__(self, side: str, name: str, zone: ZoneInfo, *, empty: str, id: str) -> None:
        super().__init__(self._to_row, key_of, empty=empty, layout=lettered, id=id)
        self._make = row_maker(zone)
        self._zone = zone
        self._stayed: list[Stay] = []
        self._side, self._label, self._none = side, name, empty
        self._feed: Feed = Feed()
        self._shown: Sequence[Entry] = ()
        self.filter = ALL

    # -- what is shown --------------------------------------------------------------------------

    def _to_row(self, entry: Entry) -> Row:
        return self._make(entry)

    def set_zone(self, zone: ZoneInfo) -> None:
        """Show times in ``zone`` from now on."""
        if zone != self._zone:
            self._zone, self._make = zone, row_maker(zone, self._stayed)

    def set_listeners(self, stayed: list[Stay]) -> None:
        """Say of what was logged meanwhile that owners on the call may have heard it."""
        if stayed != self._stayed:
            self._stayed, self._make = stayed, row_maker(self._zone, stayed)

    def show_feed(self, feed: Feed, *, fresh: bool = False) -> None:
        """Show a feed, or the same one after it has changed."""
        self._feed = feed
        wanted = self.filter
        self._shown = [one for one in feed.order if lets(wanted, one)] if wanted != ALL else feed.order
        hides = wanted != ALL and len(feed) > 0
        self._empty = f"Nothing matches '{said(wanted)}'; /filter alone shows everything." if hides else self._none
        self.show(self._shown, fresh=fresh)
        self._entitle()

    def hides(self, eid: str) -> bool:
        """Whether an entry of this feed is out of sight under the filter."""
        entry = self._feed.entries.get(eid)
        return entry is not None and self.filter != ALL and not lets(self.filter, entry)

    @property
    def current(self) -> Entry | None:
        """The entry under the cursor."""
        return self._feed.entries.get(self.cursor_key)

    def narrow(self, wanted: Filter) -> int:
        """Show only what ``wanted`` lets through; how many entries that are."""
        self.filter = wanted
        self.show_feed(self._feed, fresh=True)
        return len(self._shown)

    # -- search ---------------------------------------------------------------------------------

    @override
    def matches(self, words: Sequence[str]) -> list[int]:
        return found(self._shown, words)

    @override
    def tell_search(self) -> None:
        self._entitle()

    def jump(self, at: str) -> None:
        """Go to the first entry not before ``at`` (UTC text), or the last one."""
        if not self._shown:
            raise NotFound("there is no entry to go to")
        for place in range(self._feed.index_at(at), len(self._feed.order)):
            if lets(self.filter, self._feed.order[place]) and self.move_to(self._feed.order[place].eid):
                return
        self.move_to(-1)

    def clear(self) -> bool:
        """End the search, else the filter; False when there was neither."""
        if self.end_search():
            return True
        if self.filter != ALL:
            key = self.cursor_key
            self.narrow(ALL)
            self.move_to(key)
            return True
        return False

    # -- the title ------------------------------------------------------------------------------

    def _entitle(self) -> None:
        """Say in the border: side, name, filter, search, count."""
        left = f"{self._side}  {self._label}"
        if self.has_focus and (entry := self.current) is not None:
            left += f"  {entry.ref}"  # what /edit, /pin and the like call it
        if self.filter != ALL:
            left += f"  only {safe(said(self.filter))}"
        if self.words:
            left += f"  {safe(self.search_words())}"
        total = len(self._feed)
        count = f"{len(self._shown):,} of {total:,}" if self.filter != ALL else f"{total:,}"
        room = self.size.width - 4 if self.size.width else 0
        line = "-" if self.styles.border_top[0] == "ascii" else "─"
        self.border_title = Content(title_line(left, count, room, line))

    @on(EntryList.Highlighted)
    @on(events.Focus)
    @on(events.Blur)
    def _named_anew(self) -> None:
        self.call_later(self._entitle)  # has_focus is set behind this handler

    @override
    def on_resize(self) -> None:
        """Set the title for the new width."""
        self._entitle()


def title_line(left: str, right: str, width: int, line: str = "─") -> str:
    """A border's title with its count at the right end, the frame's line between them."""
    space = width - cell_len(right) - 2
    if space < 8:
        return left
    shown = left if cell_len(left) <= space else fit(left, space)
    dashes = width - cell_len(shown) - cell_len(right) - 2
    return f"{shown} {line * dashes} {right}" if dashes > 0 else f"{shown}  {right}"
