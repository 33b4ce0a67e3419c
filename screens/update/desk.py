"""The drafts that are open at this terminal: which one is in sight, what is kept of each, the check behind them."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Final

from textual.widget import Widget

from screens.room.private import Private
from screens.update.checking import Checker
from screens.update.rounds import begin
from screens.update.working import WorkingCopy
from screens.widgets.draft_keeper import DraftKeeper
from warroom.errors import WarroomError
from warroom.room import Room
from warroom.state.revisions import Draft
from warroom.updates.wordings import Lack

Hold = Callable[[], AbstractContextManager[None]]
KEY: Final = "update "
"""What a working copy is kept under begins with; the draft's id follows."""


class DraftDesk:
    """One working copy for each draft that was in sight; ``present`` is the one that is."""

    def __init__(
        self,
        widget: Widget,
        room: Room,
        private: Private,
        changed: Callable[[WorkingCopy], None],
        checked: Callable[[WorkingCopy], None],
        hold: Hold,
    ) -> None:
        """``changed`` and ``checked`` are called after every change of a copy and after every check of one.

        ``hold`` has keys wait: none may be obeyed on a copy before what was typed into it is back.
        """
        self._widget = widget
        self._room = room
        self._private = private
        self._tell = changed
        self._hold = hold
        self._copies: dict[str, WorkingCopy] = {}
        self._keepers: dict[str, DraftKeeper] = {}
        self._present = ""
        self.round: tuple[str, ...] = ()
        """The drafts of the round that was begun last (ids)."""
        self.lacks: dict[str, tuple[Lack, ...]] = {}
        """By draft, what had no words in its owner's language when it was made."""
        self.checker = Checker(widget, room, checked)
        self._beginning = asyncio.Lock()
        self.unkept = ""
        """Why what is typed is not kept, else empty."""

    # -- which one ----------------------------------------------------------------------------------------------------

    @property
    def open(self) -> list[Draft]:
        """The drafts that may still be changed, those of the last round first and in its order."""
        updates, drafts = self._room.state.updates, self._room.state.revisions.drafts
        live = [one for one in drafts if not one.discarded and updates.carried(one.eid) is None]
        order = {eid: number for number, eid in enumerate(self.round)}
        return sorted(live, key=lambda one: order.get(one.eid, len(order)))

    @property
    def present(self) -> WorkingCopy | None:
        """The one in sight: the chosen one while it is there, else the first that is open."""
        if self._room.state.revisions.get(self._present) is None:
            self._present = ""
        if not self._present and (live := self.open):
            self._present = live[0].eid
        return self._copy(self._present) if self._present else None

    @property
    def owner(self) -> str:
        """Whom the one in sight is for; empty when there is none."""
        return self.present.owner if self.present is not None else ""

    @property
    def place_words(self) -> str:
        """``2/3 [ ]`` when there are several."""
        eids = [one.eid for one in self.open]
        if len(eids) < 2 or self._present not in eids:
            return ""
        return f"{eids.index(self._present) + 1}/{len(eids)} [ ]"

    def go_to(self, eid: str) -> bool:
        """Have a draft in sight; False when there is none of that id."""
        if self._room.state.revisions.get(eid) is None:
            return False
        self._present = eid
        return True

    def step(self, by: int) -> str:
        """Have the next one in sight; whose it is."""
        eids = [one.eid for one in self.open]
        if eids:
            at = eids.index(self._present) if self._present in eids else -by
            self._present = eids[(at + by) % len(eids)]
        return self.owner

    async def begin_round(self, shown: str = "") -> list[str]:
        """Draft for every owner that is due; what must be said about it. The most urgent owner's is in sight.

        ``shown`` is the owner that the room shows.
        """
        async with self._beginning:  # a second F2 finds the drafts of the first
            begun = await begin(self._room, shown)
        self.round = tuple(begun.drafts.values())
        self.lacks |= {begun.drafts[owner]: lacks for owner, lacks in begun.lacks.items()}
        self._present = self.round[0]
        lacking = sum(one.needed for lacks in begun.lacks.values() for one in lacks)
        words = [
            f"{lacking} words are missing: w asks for them" if lacking > 1 else "words are missing: w asks for them"
        ]
        return (words if lacking else []) + list(begun.remarks)

    # -- the copies ---------------------------------------------------------------------------------------------------

    def _copy(self, eid: str) -> WorkingCopy:
        copy = self._copies.get(eid)
        if copy is None:
            copy = self._copies[eid] = WorkingCopy(self._room, eid, self._changed)
            copy.lacks = self.lacks.get(eid, ())
            self._keepers[eid] = DraftKeeper(
                self._widget, lambda text: self._keep(eid, text), lambda why: self._not_kept(copy, why)
            )
            held = ExitStack()
            held.enter_context(self._hold())
            self._widget.run_worker(self._restore(copy, held), group="restore")
            self.checker.want(copy)
        return copy

    async def _restore(self, copy: WorkingCopy, held: ExitStack) -> None:
        """Bring back what was typed into a draft when the last process ended."""
        with held:
            await self._bring_back(copy)

    async def _bring_back(self, copy: WorkingCopy) -> None:
        try:
            text = await self._private.kept(KEY + copy.eid)
        except WarroomError as error:
            self._not_kept(copy, str(error))
            return
        if not text:
            return
        self._keepers[copy.eid].known(text)
        if copy.content == copy.saved:  # else somebody typed already: that is newer
            copy.restore(text)
        self._changed(copy)

    async def _keep(self, eid: str, text: str) -> None:
        await self._private.keep(KEY + eid, text)
        self.unkept = ""

    def _not_kept(self, copy: WorkingCopy, why: str) -> None:
        self.unkept = why
        self._tell(copy)

    def _changed(self, copy: WorkingCopy) -> None:
        self._keepers[copy.eid].changed(copy.kept())
        self.checker.want(copy)
        self._tell(copy)

    def take_in(self) -> None:
        """Join in what others saved; look again, for facts may be others."""
        for eid, copy in list(self._copies.items()):
            if self._room.state.revisions.get(eid) is None:
                del self._copies[eid]
            else:
                copy.take_in()
        if (present := self.present) is not None and present.is_open:
            self.checker.want(present)

    async def save_all(self) -> None:
        """Make a revision of every copy that says something new. Raises the last refusal; nothing is lost then."""
        refused: WarroomError | None = None
        for copy in list(self._copies.values()):
            if self._room.state.revisions.get(copy.eid) is None or copy.draft.disputed:
                continue
            try:
                await copy.save()
            except WarroomError as error:
                refused = error
        if refused is not None:
            raise refused

    async def flush(self) -> None:
        """Keep every copy as it is now for its writer; returns when that is on disk."""
        for keeper in self._keepers.values():
            await keeper.flush()

    async def say_where(self, eid: str, field: str, lang: str) -> None:
        """Tell the others in which section of a draft I write now (none: no more)."""
        if (copy := self._copies.get(eid)) is not None and copy.is_open:
            await self._room.updates.writing(eid, field, lang)
