"""A list that is searched as one types: words are marked, and the cursor goes from one match to the next."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from screens.widgets.entry_list import EntryList
from screens.widgets.selection import nearest, step

T = TypeVar("T")


class SearchedList(EntryList[T], Generic[T], inherit_bindings=False):
    """What the panes of every screen share; a pane says which of its entries match and how its title tells so."""

    BINDINGS = list(EntryList.BINDINGS)
    words: tuple[str, ...] = ()
    """The words that are searched for, case-folded; none: no search is on."""
    _origin = 0

    def matches(self, words: Sequence[str]) -> list[int]:
        """The places of the entries that have all ``words``, rising."""
        raise NotImplementedError

    def tell_search(self) -> None:
        """Say in the title what is searched for."""
        raise NotImplementedError

    def begin_search(self) -> None:
        """Remember where the cursor stands: a search goes from there."""
        self._origin = self.cursor

    def search(self, words: tuple[str, ...]) -> int:
        """Mark ``words`` and go to the nearest entry that has them all; how many have."""
        self.words = self.highlight = words
        places = self.matches(words)
        place = nearest(places, self._origin)
        if place is not None:
            self.move_to(place)
        elif not words:
            self.move_to(self._origin)
        self.tell_search()
        return len(places)

    def next_match(self, by: int) -> bool:
        """Go to the next (1) or previous (-1) entry that matches; False when there is none."""
        place = step(self.matches(self.words), self.cursor, by)
        if place is None:
            return False
        self.move_to(place)
        self.tell_search()
        return True

    def end_search(self) -> bool:
        """Mark nothing any more; False when nothing was searched for."""
        if not self.words:
            return False
        self.words = self.highlight = ()
        self.tell_search()
        return True

    def search_words(self) -> str:
        """What the title says of the search: ``/cert: 2 of 5``; empty without one."""
        if not self.words:
            return ""
        places = self.matches(self.words)
        place = places.index(self.cursor) + 1 if self.cursor in places else 0
        return f"/{' '.join(self.words)}: {place} of {len(places)}"
