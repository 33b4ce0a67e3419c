"""Search in a room: words are typed beneath the list in sight, marked in it as they come, and gone through."""

from typing import TYPE_CHECKING, Any

from screens.application import Application
from screens.room.bodies import Make
from screens.room.view import RoomView
from screens.widgets.searched_list import SearchedList
from screens.widgets.selection import read_words
from warroom.room import Room

if TYPE_CHECKING:
    from screens.widgets.search_line import SearchLine


class RoomSearch(RoomView):
    """The room whose lists can be searched: both feeds, and the panes of every other screen."""

    def __init__(self, application: Application, room: Room, make_body: Make) -> None:
        super().__init__(application, room, make_body)
        self._searched: SearchedList[Any] = self.timeline
        """The list that the search line is about."""

    async def action_room_search(self) -> None:
        """Find entries by words, as they are typed."""
        from screens.widgets.search_line import SearchLine

        if self.body is None:
            self.to_entries()
        if not self.query(SearchLine):
            self._searched = self.body.current_list if self.body is not None else self.pane
            self._searched.begin_search()
            await self.mount(SearchLine(" ".join(self._searched.words)), before=self.line)

    def on_search_line_typed(self, message: "SearchLine.Typed") -> None:
        """Mark what is typed."""
        self._searched.search(read_words(message.text))

    def on_search_line_stepped(self, message: "SearchLine.Stepped") -> None:
        """Go through what was found."""
        self._searched.next_match(message.by)

    async def on_search_line_ended(self, message: "SearchLine.Ended") -> None:
        """Go back to the list."""
        self._searched.focus()  # first: what is removed with the focus gives it to the next pane
        await self.query("SearchLine").remove()
        if not message.kept:
            self._searched.search(())

    def search_for(self, text: str) -> None:
        """Mark the words of ``/find``; none end the search."""
        if self.body is None:
            self.to_entries()
        self._searched = self.body.current_list if self.body is not None else self.pane
        self._searched.begin_search()
        count = self._searched.search(read_words(text))
        through = "/ up and down go" if self.body is not None else "n and N go"
        found = f"{count:,} found; {through} through them" if count else "nothing has all these words"
        if text.strip():
            self.call_later(self.line.tell, found)  # behind the line's own end, which clears what it says

    def _step(self, by: int) -> None:
        if not self.pane.words:
            self.line.tell("/ searches first")
        elif not self.pane.next_match(by):
            self.line.tell("nothing has all these words")

    def action_room_next_match(self) -> None:
        """Go to the next entry that was found."""
        self._step(1)

    def action_room_previous_match(self) -> None:
        """Go to the previous entry that was found."""
        self._step(-1)
