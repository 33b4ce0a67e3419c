"""Screen 4: what our side knows on the left, the draft to the owner on the right, beneath it what the check found."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.timer import Timer
from typing_extensions import override

from screens.hosting import Host
from screens.keys import bindings
from screens.outbox.rows import KEY as DELIVERY
from screens.room.private import Private
from screens.update import acting, arranging, entries, rows, sending, signing, timing, whom, wording
from screens.update.checking import PAUSE
from screens.update.deeper import DeeperKeys
from screens.update.desk import DraftDesk, Hold
from screens.update.editing import SectionArea, SectionEditor
from screens.update.knowing import known_side
from screens.update.status import status_line, title_of
from screens.update.working import WorkingCopy
from screens.widgets.entry_list import EntryList
from screens.widgets.panels import Layout, PanelList
from warroom.commands import Place
from warroom.updates.moving import STEP

if TYPE_CHECKING:
    from screens.outbox.post import Post
    from screens.owner.sight import OwnerSight

EMPTY_DRAFT: Final = "No update is being written. F2 drafts one from the facts for every owner that is due."
EMPTY_KNOWN: Final = "Nothing is known that an owner could be told."


class UpdateBody(DeeperKeys):
    """Two sides, each of which says whose it is; one draft is in sight at a time."""

    SCREEN = "Update"
    PLACE: ClassVar[Place] = "update"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("update")]
    DEFAULT_CSS = """
    UpdateBody { grid-size: 2 1; grid-columns: 40% 1fr; grid-rows: 1fr; }
    UpdateBody > Vertical { height: 1fr; width: 1fr; }
    UpdateBody PanelList { border: solid $primary; border-title-color: $text-primary; border-title-style: bold; }
    UpdateBody #draft { height: 1fr; border: solid $secondary; border-title-color: $text-secondary; }
    UpdateBody #findings { height: 30%; min-height: 4; border: solid $secondary; border-title-color: $text-secondary; }
    UpdateBody.-sent #findings { height: 55%; }
    UpdateBody PanelList:focus { border-title-style: bold reverse; }
    UpdateBody.-tabs #known { display: none; height: 1fr; }
    UpdateBody.-tabs.-at-known #known { display: block; }
    UpdateBody.-tabs.-at-known #to-owner { display: none; }
    UpdateBody.-tabs PanelList { border-left: none; border-right: none; border-bottom: none; }
    """

    def __init__(
        self,
        host: Host,
        sight: "OwnerSight",
        private: Private,
        hold: Hold,
        post: "Post",
        is_shared: Callable[[], bool],
    ) -> None:
        """``hold``: see ``DraftDesk``. ``is_shared``: whether others see the screen now, so that nothing may come
        over it."""
        self.known = PanelList("What we know", Layout(3), empty=EMPTY_KNOWN, id="known")
        self.sections = PanelList("Draft", Layout(12), empty=EMPTY_DRAFT, id="draft", side="TO THE OWNER")
        self.found = PanelList("Findings", Layout(4, 11), empty=sending.NO_FINDINGS, id="findings", side="TO THE OWNER")
        super().__init__((self.known, self.sections, self.found), id="update-body")
        self.at = 1  # the draft is what people come for
        self.host = host
        self.sight = sight
        self.post = post
        self.is_shared = is_shared
        self.editor = SectionEditor()
        self.drafts = DraftDesk(self, host.room, private, self._copy_changed, self._copy_checked, hold)
        self._shown: tuple[object, ...] = ()
        self._known: tuple[object, ...] = ()
        self._ran = False
        self._soon: Timer | None = None

    @property
    def _in_place(self) -> bool:
        """Whether anything can be shown: while a room is left, what is saved and checked comes back to closed panes."""
        return all(pane.is_running for pane in self.panes)

    @override
    def compose(self) -> ComposeResult:
        yield self.said
        yield self.known
        with Vertical(id="to-owner"):
            yield self.sections
            yield self.editor
            yield self.found

    # -- showing ------------------------------------------------------------------------------------------------------

    @property
    def copy(self) -> WorkingCopy | None:
        """The draft in sight, as it is being written here."""
        return self.drafts.present

    @override
    def show_state(self, now: datetime) -> None:
        self.drafts.take_in()
        self._show(now)

    def _show(self, now: datetime, *, anew: bool = False) -> None:
        """Show everything that is another since the last time."""
        if not self._in_place:
            return
        copy, state = self.copy, self.host.room.state
        if copy is None:
            self._shown = self._known = ()
            self._show_nothing()
            return
        draft = copy.draft
        stands = (
            copy.eid, self.sight.looks, len(draft.revisions), len(draft.approvals), copy.content, copy.findings,
            copy.checked, copy.lang, self.drafts.unkept, rows.writers(draft, self.host.room.me, now),
            len(state.revisions.drafts), copy.is_open,
        )  # fmt: skip
        if stands == self._shown and not anew:
            return  # a plain entry says nothing about updates
        self._shown = stands
        self._show_draft(copy, now)
        self._show_known(copy, now)

    def _show_nothing(self) -> None:
        self.found.say_empty("")
        for pane, name in zip(self.panes, ("What we know", "Draft", "Findings"), strict=True):
            pane.show_items([], name)
        self.say("nothing is being written; F2 drafts an update for every owner that is due")

    def _show_draft(self, copy: WorkingCopy, now: datetime) -> None:
        room = self.host.room
        who = rows.writers(copy.draft, room.me, now)
        items = rows.section_items(copy.content, copy.body.lang, copy.findings, who, copy.number)
        self.sections.show_items(items, title_of(copy, room), self.drafts.place_words)
        sending.show_found(self, copy, now)
        unkept = f"WHAT YOU TYPE IS NOT KEPT: {self.drafts.unkept} · " if self.drafts.unkept else ""
        self.say(unkept + status_line(copy, room, now))

    @override
    def tick(self, now: datetime) -> None:
        """Seconds go on while something is being sent, and once more when it has ended."""
        ran, self._ran = self._ran, sending.runs(self, now)
        if (ran or self._ran) and self._in_place and self.copy is not None:
            sending.show_found(self, self.copy, now)

    def _show_known(self, copy: WorkingCopy, now: datetime) -> None:
        """Our side; typing alone changes nothing there."""
        stated = tuple(fact.key for fact in copy.content.facts)
        stands = (copy.eid, self.sight.looks, stated, copy.body.lang, int(now.timestamp()) // 60)
        if stands != self._known:
            self._known = stands
            items, count = known_side(copy, self.host.room, self.sight, now)
            self.known.show_items(items, "What we know", f"{count} not told")

    @override
    def moved(self, now: datetime) -> None:
        """The clock went on so far that lines say something else."""
        self._show(now, anew=True)

    @override
    def beside(self) -> tuple[str, str]:
        order = self.host.room.state.timeline.order
        return "INTERNAL Timeline", order[-1].text if order else "nothing yet"

    @override
    def _go(self, index: int) -> None:
        super()._go(index)
        self.set_class(self.panes[index] is self.known, "-at-known")

    @override
    def go_to_record(self, eid: str) -> bool:
        """Show a draft."""
        return self.drafts.go_to(eid)

    # -- the draft in sight -------------------------------------------------------------------------------------------

    async def begin_round(self) -> None:
        """Draft for every owner that is due, and show the most urgent one."""
        self.close_editor(stay=True)
        await self.leave()
        remarks = await self.drafts.begin_round(self.sight.owner)
        self.go_to(self.sections)
        self._show(self.host.room.clock(), anew=True)
        self.sections.focus()
        count = len(self.drafts.round)
        others = f" 1 of {count}, [ ] go to the others" if count > 1 else ""
        self.host.tell("; ".join([f"drafted from the facts for {self.drafts.owner}{others}", *remarks]))

    @override
    def show_again(self) -> None:
        self._show(self.host.room.clock(), anew=True)

    def show_lang(self, lang: str) -> None:
        """Show the draft in another of its languages."""
        if self.copy is not None:
            self.copy.lang = lang
            self._show(self.host.room.clock())

    @property
    @override
    def mode(self) -> str:
        return "EDIT" if self.editor.editing else ""

    @override
    def step(self, by: int) -> str:
        """Show the next draft of the round; whose it is, empty when there is none."""
        self.close_editor(stay=True)
        self.host.act(self.leave())
        owner = self.drafts.step(by)
        self._show(self.host.room.clock(), anew=True)
        self.current_list.focus()
        return owner

    def _copy_changed(self, copy: WorkingCopy) -> None:
        """While somebody types, only the editor keeps up with the keys; the rest follows when they pause."""
        if copy is not self.copy:
            return
        if not self.editor.editing:
            self._show(self.host.room.clock())
        elif self._soon is None:
            self._soon = self.set_timer(PAUSE, self._show_now)
        else:
            self._soon.reset()

    def _show_now(self) -> None:
        self._soon = None
        self._show(self.host.room.clock())

    def _copy_checked(self, copy: WorkingCopy) -> None:
        if copy is self.copy and self._in_place:
            self._show(self.host.room.clock())
            self._mark()

    def _mark(self) -> None:
        """Mark the findings in what is being edited."""
        copy, (lang, field) = self.copy, self.editor.place
        if copy is not None and field and copy.checked == copy.content:
            found = [one for one in copy.findings if (one.lang, one.field) == (lang, field) and one.end > one.start]
            self.editor.area.mark(tuple((one.start, one.end) for one in found))

    @override
    async def leave(self) -> None:
        """Make revisions of what was typed: this screen or this draft is left."""
        try:
            await self.drafts.save_all()
        finally:
            await self.drafts.flush()

    # -- editing a section --------------------------------------------------------------------------------------------

    def edit(self, lang: str, field: str) -> None:
        """Edit a section in place."""
        copy = self.copy
        if copy is None:
            self.host.tell(EMPTY_DRAFT)
        elif not copy.is_open:
            how = "is on its way" if copy.out and not copy.told else "was told or discarded"
            self.host.tell(f"it {how}: its text never changes; C begins a correction")
        else:
            several = len(copy.content.bodies) > 1
            title = f"TO THE OWNER  {rows.label_of(field)}{f' ({lang})' if several else ''}   esc done  tab next"
            self.editor.open(lang, field, title, copy.text(field, lang))
            self._mark()
            self.post_message(self.ModeChanged())
            self.host.act(self.drafts.say_where(copy.eid, field, lang))

    def close_editor(self, *, stay: bool = False) -> None:
        """Back to the keys; every word is in the draft already."""
        if not self.editor.editing:
            return
        lang, field = self.editor.place
        self.editor.close()
        self.sections.move_to(rows.section_key(lang, field))
        if not stay:
            self.go_to(self.sections)
            self.sections.focus()
        if self.copy is not None:
            self.host.act(self.drafts.say_where(self.copy.eid, "", ""))
        self.post_message(self.ModeChanged())

    @on(SectionArea.Typed)
    def _typed(self, message: SectionArea.Typed) -> None:
        message.stop()
        lang, field = self.editor.place
        if self.copy is not None and field:
            self.copy.write(field, message.text, lang)

    @on(SectionArea.Done)
    def _done(self, message: SectionArea.Done) -> None:
        message.stop()
        lang, field = self.editor.place
        self.close_editor()
        if message.by and self.copy is not None:
            order = [rows.TITLE, *(one.field for one in self.copy.content.body(lang).sections)]
            at = order.index(field) + message.by if field in order else -1
            if 0 <= at < len(order):
                self.edit(lang, order[at])

    @on(EntryList.Opened)
    def _opened(self, message: EntryList.Opened) -> None:
        """A double click does what enter does."""
        message.stop()
        self.action_update_enter()

    # -- the keys' actions --------------------------------------------------------------------------------------------

    @override
    def _with(self, work: Callable[["UpdateBody", WorkingCopy], Coroutine[Any, Any, None]]) -> None:
        copy = self.copy
        if copy is None:
            self.host.tell(EMPTY_DRAFT)
        else:
            self.host.act(work(self, copy))

    def action_update_enter(self) -> None:
        """Edit the section, fix the finding, or take in the line on the left."""
        if self.current_list is self.found and self.found.cursor_key.startswith(DELIVERY):
            self.action_update_outbox()  # it shows that delivery
        elif self.current_list is self.found:
            self._with(acting.fix)
        elif self.current_list is self.known:
            self._with(acting.take)
        else:
            self.action_update_edit()

    def action_update_edit(self) -> None:
        """Edit the section under the cursor; of a finding, the one that it stands in."""
        lang, field = acting.place_under_cursor(self)
        if field:
            self.edit(lang, field)
        else:
            self.host.tell("there is no section under the cursor; tab goes to the draft")

    def action_update_editor(self) -> None:
        """Write the section in $EDITOR."""
        self._with(acting.write_in_editor)

    def action_update_next_finding(self) -> None:
        """Go to the next finding."""
        self._with(acting.next_finding)

    def action_update_ignore(self) -> None:
        """Let the finding stand, with the reason; with none under the cursor ``i`` goes back to typing."""
        if self.current_list is not self.found or not self.found.cursor_key.startswith(rows.FINDING):
            raise SkipAction
        self._with(acting.ignore)

    def action_update_pick(self) -> None:
        """Take timeline entries in, in the owner's words."""
        self._with(entries.pick_entries)

    def action_update_words(self) -> None:
        """Write the words that are missing in a language of the draft."""
        self._with(wording.write_missing)

    def action_update_later(self) -> None:
        """Promise the next update a quarter of an hour later."""
        self._with(lambda body, copy: timing.shift(body, copy, STEP))

    def action_update_sooner(self) -> None:
        """Promise it a quarter of an hour earlier."""
        self._with(lambda body, copy: timing.shift(body, copy, -STEP))

    def action_update_next_time(self) -> None:
        """Type the time of the next update."""
        self._with(timing.ask)

    def action_update_take(self) -> None:
        """Take the line on the left into the draft."""
        self._with(acting.take)

    def action_update_whom(self) -> None:
        """Change recipients, channels, languages, form or phase."""
        self._with(whom.change)

    def action_update_section_up(self) -> None:
        """Move the section under the cursor up."""
        self._with(lambda body, copy: arranging.move(body, copy, -1))

    def action_update_section_down(self) -> None:
        """Move it down."""
        self._with(lambda body, copy: arranging.move(body, copy, 1))

    def action_update_add(self) -> None:
        """Add a section that the draft has not."""
        self._with(arranging.add)

    def action_update_empty(self) -> None:
        """Empty the section under the cursor; an empty one is not sent."""
        self._with(arranging.empty)

    def action_update_reread(self) -> None:
        """Say that the text was read against the facts as they are now."""
        self._with(signing.reread)

    def action_update_drafts(self) -> None:
        """Pick one of all drafts."""
        self.host.act(arranging.pick_draft(self))

    def action_update_save(self) -> None:
        """Make a revision."""
        self._with(acting.save)

    def action_update_sign(self) -> None:
        """Approve."""
        self._with(signing.approve)
