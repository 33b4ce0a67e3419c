"""The send step of screen 4: one key, one confirmation for all owners of the round, then progress beside the draft."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from screens.outbox.asked import Asked
from screens.outbox.confirm import NOTHING_SENT, Confirm
from screens.outbox.rows import KEY, claim, counted, delivery_items
from screens.outbox.view import OutboxView
from screens.update import acting, rows
from screens.update.files import files_words
from screens.update.looking import preview_of
from screens.update.status import PHASE_WORDS, verdict_words
from screens.update.working import WorkingCopy
from screens.widgets.panels import Item
from warroom.delivery.attention import attention
from warroom.delivery.parcel import Target
from warroom.delivery.superseded import for_good
from warroom.delivery.words import row_words
from warroom.errors import NotFound
from warroom.state.deliveries import FAILED, Row
from warroom.state.revisions import Draft
from warroom.updates import approval

if TYPE_CHECKING:
    from screens.update.body import UpdateBody
    from warroom.delivery.outbox import Proposal

NO_FINDINGS: Final = "The check finds nothing."
CARRIED: Final = "already yours to carry BY HAND: O, then y when it is done"
NOTHING_TO_SEND: Final = "there is no update to send; F2 drafts one for every owner that is due"


async def send(body: "UpdateBody") -> None:
    """Save what stands there, ask once what goes to whom, and send what was confirmed; nothing waits for a network."""
    host, post = body.host, body.post
    if body.is_shared():
        return
    await body.drafts.save_all()
    drafts = to_send(body)
    if not drafts:
        raise NotFound(NOTHING_TO_SEND)
    host.tell("looking at what may go ...")
    proposals = await post.propose([one.eid for one in drafts])
    if body.is_shared():
        return  # a screen that others see came between: nothing may come over it
    host.tell("")
    asked = [asked_of(body, one) for one in proposals]
    by_eid = {one.eid: one for one in drafts}
    dialog = Confirm(asked, lambda draft: preview_of(body, by_eid[draft]), post.faults)
    wanted = await body.app.push_screen_wait(dialog)
    if wanted is None:
        host.tell(NOTHING_SENT)
        return
    refused = await post.send(wanted)
    body.go_to(body.found)
    body.found.focus()
    body.show_again()
    host.tell(sent_words(asked, refused, wanted, post.holder))


def to_send(body: "UpdateBody") -> list[Draft]:
    """The drafts that a sending is about: the one in sight, the open ones of the round, those with something unsent."""
    state, copy, works = body.host.room.state, body.copy, body.post.works
    found = [copy.draft] if copy is not None and not copy.draft.discarded else []
    found += body.drafts.open
    for row in attention(state, body.host.room.clock(), works).waiting:
        draft = state.revisions.get(row.steps[0].said.draft)
        found += [draft] if draft is not None else []
    return list({one.eid: one for one in found}.values())


def asked_of(body: "UpdateBody", one: "Proposal") -> Asked:
    """What the confirmation shows of a draft."""
    room = body.host.room
    draft = room.state.revisions.get(one.draft)
    assert draft is not None
    content, now = draft.head.said.content, room.clock()
    kind = "withdrawal" if content.withdraws else "correction" if content.corrects else ""
    phase = PHASE_WORDS.get(content.phase, content.phase)
    langs = "+".join(body.lang for body in content.bodies)
    held = approval.verdict(room.state, draft, now)
    stands = f"; {verdict_words(held, room, now)}" if held.may_go and not one.why else ""
    title = f"#{one.number} {', '.join(filter(None, (kind, phase, langs)))}{stands}"
    rows_before = [_row_of(target, one.rows) for target in one.targets]
    targets = tuple(_as_it_stands(body, *both) for both in zip(one.targets, rows_before, strict=True))
    before = tuple(row_words(row, room.zone) if row and row.state in FAILED else "" for row in rows_before)
    return Asked(one.draft, one.owner, title, targets, one.why, files_words(content), before)


def _row_of(target: Target, rows: Sequence[Row]) -> Row | None:
    """What was given to the same address last."""
    same = (target.channel, target.contact.casefold())
    found = [one for one in rows if one.queued and (one.queued.channel, one.queued.contact.casefold()) == same]
    return found[-1] if found else None


def _as_it_stands(body: "UpdateBody", target: Target, row: Row | None) -> Target:
    """A target with what became of it already: what may be there goes to nobody twice, and what was refused for good
    only when somebody says so."""
    room, works = body.host.room, body.post.works
    if row is not None and row.queued is not None and row.queued.by_hand and row.state == "queued" and not target.way:
        name = f"{target.name} {target.contact}".strip()
        return msgspec.structs.replace(target, contact="", name=name, fault=CARRIED)
    if row is None or (row.state == "queued" and not works(row.key)):
        return target
    if row.state in FAILED:
        return msgspec.structs.replace(target, chosen=target.chosen and not for_good(row))
    said = claim(row, room.state, room.zone, room.clock(), works)
    return msgspec.structs.replace(target, contact="", name=f"{target.name} {target.contact}".strip(), fault=said)


def sent_words(asked: Sequence[Asked], refused: dict[str, str], wanted: dict[str, list[Target]], holder: str) -> str:
    """What was begun, in a line; who was refused first."""
    names = {one.draft: one.owner for one in asked}
    no = [f"{names[draft]}: {why}" for draft, why in refused.items() if why]
    gone = [target for draft, targets in wanted.items() if not refused.get(draft) for target in targets]
    by_hand = sum(not one.way for one in gone)
    said = f"{len(gone) - by_hand} let go: beneath the draft stands how each goes" if len(gone) > by_hand else ""
    if said and holder:
        said = f"queued {len(gone) - by_hand}: {holder} sends them"
    hand = f"{by_hand} to carry by hand (O)" if by_hand else ""
    return "; ".join(filter(None, (*no, said, hand)))


# -- progress in place -------------------------------------------------------------------------------------------------


def show_found(body: "UpdateBody", copy: WorkingCopy, now: datetime) -> None:
    """Beneath the draft: what the check found; of what is out, or was, how each delivery goes."""
    findings = rows.finding_items(copy.findings, [one.lang for one in copy.content.bodies])
    body.found.say_empty(copy.unchecked_because or (NO_FINDINGS if copy.checked else "checking ..."))
    sent = bool(body.host.room.state.deliveries.of(copy.eid))
    body.set_class(sent, "-sent")
    if sent:
        going = deliveries_in_sight(body, copy, now)
        rest = findings if copy.is_open else []
        body.found.show_items([*going, *rest], "Deliveries, O all", outbox_words(body, now))
    else:
        body.found.show_items(findings, "Findings", acting.finding_words(copy))


def deliveries_in_sight(body: "UpdateBody", copy: WorkingCopy, now: datetime) -> list[Item]:
    """The deliveries of the draft in sight, then those of others that run or want somebody's eyes."""
    state, works = body.host.room.state, body.post.works
    mine = state.deliveries.of(copy.eid)
    seen = attention(state, now, works)
    keys = {row.key for row in mine}
    others = [row for some in (seen.sending, seen.unknown, seen.failed, seen.waiting, seen.by_hand) for row in some]
    shown = [*mine, *(row for row in others if row.key not in keys)]
    return list(delivery_items(shown, state, body.host.room.zone, now, works))


def runs(body: "UpdateBody", now: datetime) -> bool:
    """Whether a line of it has seconds that go on."""
    return bool(attention(body.host.room.state, now, body.post.works).sending)


def outbox_words(body: "UpdateBody", now: datetime) -> str:
    """``2 accepted · 1 rejected``: what the header says too."""
    return " · ".join(one.words for one in counted(attention(body.host.room.state, now, body.post.works)))


async def show_outbox(body: "UpdateBody") -> None:
    """Show every delivery of the room, at the one under the cursor."""
    if body.is_shared():
        return
    key = body.found.cursor_key.removeprefix(KEY) if body.found.cursor_key.startswith(KEY) else ""
    await body.app.push_screen_wait(OutboxView(body.host, body.post, key))
