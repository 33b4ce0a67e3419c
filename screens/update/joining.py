"""Two texts of one draft, side by side: a person picks per section what holds; nothing of either is lost."""

from typing import TYPE_CHECKING, Any

from textual.content import Content as Words

from screens.dialogs.pairs import Pair, Pairs, Picks
from screens.update.rows import label_of
from screens.update.working import WorkingCopy
from warroom.errors import BadInput
from warroom.state.revisions import Content, Section
from warroom.text import safe
from warroom.updates.merging import Conflict, Joined, Place, joined, put, with_bases

if TYPE_CHECKING:
    from screens.update.body import UpdateBody


async def pick(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Show what both sides wrote, part by part, and make one revision of what was picked."""
    me = body.host.room.me
    joint = two_texts(copy, me)
    if joint.is_clean:
        raise BadInput("there is one text of it; nothing has to be picked")
    who = joint.conflicts[0].by
    sides = (f"1  {who[0]}", f"2  {who[1]}")
    pairs = [
        Pair(_key(one), _label(one.place, copy.content), _shown(one.ours), _shown(one.theirs))
        for one in joint.conflicts
    ]
    note = "Both texts are in the history whatever is picked. Nobody can approve or tell it before."
    picks = await body.app.push_screen_wait(
        Pairs(f"TO THE OWNER  {copy.owner}: two texts", sides, pairs, note=note, picks=True)
    )
    if picks is None:
        return
    now = two_texts(copy, me)
    if {_key(one): (one.ours, one.theirs) for one in now.conflicts} != {
        _key(one): (one.ours, one.theirs) for one in joint.conflicts
    }:
        raise BadInput("somebody changed it meanwhile: look at both again (c); nothing was picked")
    settle(copy, now, picks)
    # Not by copy.save: that refuses while there are two texts, for a plain save picks between them in silence.
    await body.host.room.updates.save(copy.eid, copy.content, now.bases)
    copy.take_in()
    body.show_again()
    body.host.tell("one text again; both are in the history")


def two_texts(copy: WorkingCopy, me: str) -> Joined:
    """What has to be picked: between what I have not saved and what others saved, else between two saved texts.

    What was typed since into a part that two saved texts differ in stands in place of the second one.
    """
    mine = with_bases(copy.draft, copy.bases, copy.content, me)
    if not mine.is_clean:
        return Joined(mine.content, mine.conflicts, mine.bases)
    joint = joined(copy.draft)
    conflicts = tuple(_with_typed(copy, one, me) for one in joint.conflicts)
    return Joined(copy.content, conflicts, joint.bases)


def _with_typed(copy: WorkingCopy, one: Conflict, me: str) -> Conflict:
    typed = value_at(copy.content, one.place)
    if typed in (value_at(copy.saved, one.place), one.ours, one.theirs):
        return one
    return one._replace(theirs=typed, by=(one.by[0], f"{one.by[1]}, {me} since"))


def settle(copy: WorkingCopy, joint: Joined, picks: Picks) -> None:
    """The copy says what was picked, and was made from both texts."""
    content = joint.content
    for one in joint.conflicts:
        content = put(content, one.place, one.ours if picks[_key(one)] else one.theirs)
    copy.bases, copy.conflicts = joint.bases, ()
    copy.change(content)


def value_at(content: Content, place: Place) -> Any:
    """What stands at a place of a content."""
    if not place.lang:
        return getattr(content, place.field)
    body = next((one for one in content.bodies if one.lang == place.lang), None)
    if body is None:
        return None
    return body.title if place.field == "title" else body.section(place.field)


def _key(one: Conflict) -> str:
    return f"{one.place.lang}:{one.place.field}"


def _label(place: Place, content: Content) -> str:
    several = place.lang and len(content.bodies) > 1
    return f"{label_of(place.field)} ({place.lang})" if several else label_of(place.field)


def _shown(value: Any) -> Words:
    if isinstance(value, Section):
        value = value.text
    if value is None or value == "":
        return Words.styled("taken out" if value is None else "empty", "$text-muted")
    return Words(safe(str(value)))
