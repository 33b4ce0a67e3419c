"""The two lines that say what a draft is and how it stands. Pure words."""

from datetime import datetime
from typing import Final

from screens.owner.rows import moment_words
from screens.update.rows import label_of
from screens.update.working import WorkingCopy
from warroom.clock import from_stamp
from warroom.delivery.splitting import by_hand
from warroom.delivery.words import counts
from warroom.room import Room
from warroom.updates import approval
from warroom.updates.approval import Verdict
from warroom.updates.numbering import number_of
from warroom.updates.preview import Preview, preview

PHASE_WORDS: Final = {"first_notice": "first notice", "closure": "closure report"}


def title_of(copy: WorkingCopy, room: Room) -> str:
    """``Acme Retail · #2 · investigating · en · long · to Mr Li``."""
    content, owner = copy.content, copy.owner
    number = number_of(room.state, copy.eid, owner)
    several = len(content.bodies) > 1
    langs = [f"{one.lang}*" if several and one.lang == copy.body.lang else one.lang for one in content.bodies]
    people = content.people or tuple(one.name for one in room.state.owners.plan(owner).contacts)
    parts = [
        owner,
        f"#{number}",
        "CORRECTION" if content.corrects and not content.withdraws else "WITHDRAWAL" if content.withdraws else "",
        PHASE_WORDS.get(content.phase, content.phase),
        "+".join(langs),
        content.form,
        f"to {', '.join(people)}" if people else "",
        f"{len(content.files)} file{'s' if len(content.files) > 1 else ''}" if content.files else "",
    ]
    return " · ".join(one for one in parts if one)


def status_line(copy: WorkingCopy, room: Room, now: datetime) -> str:
    """How it stands, until when the next one is promised, how long it is for each channel, which revision."""
    draft, content = copy.draft, copy.content
    sent = counts(room.state, draft=copy.eid).words
    parts = [f"OUT: {sent}" if sent else "", stands(copy, room, now), "NOT SAVED (s)" if copy.dirty else ""]
    if content.next_update:
        parts.append(f"next update {moment_words(from_stamp(content.next_update), now, room.zone)} (+ - t)")
    else:
        parts.append("NO next update time (+ t)")
    parts += [length_words(one) for one in previews(copy)]
    parts.append(f"rev {len(draft.revisions)} {draft.head.who}")
    return " · ".join(one for one in parts if one)


def stands(copy: WorkingCopy, room: Room, now: datetime) -> str:
    """The approval in words, or why there can be none."""
    draft = copy.draft
    if draft.discarded:
        return "DISCARDED"
    if copy.conflicts:
        several = len({one.place.lang for one in copy.conflicts if one.place.lang}) > 1
        places = dict.fromkeys(
            f"{label_of(one.place.field)} {one.place.lang if several else ''}".strip() for one in copy.conflicts
        )
        more = f" and {len(places) - 3} more" if len(places) > 3 else ""
        return f"TWO TEXTS: {', '.join(list(places)[:3])}{more}; pick (c) before it can be approved"
    held = approval.verdict(room.state, draft, now)
    said = verdict_words(held, room, now)
    if copy.blocking and held.state == "stale":
        return f"{said}; {copy.blocking} BLOCK it"
    return f"{copy.blocking} BLOCK it" if copy.blocking and held.state in ("unapproved", "waiting") else said


def verdict_words(held: Verdict, room: Room, now: datetime) -> str:
    """``needs approval by wei``, ``approved by wei 14:20``, ``STALE: severity SEV1; a approves again``."""
    flags = f" ({', '.join(held.flags)})" if held.flags else ""
    hints = f", {len(held.hints)} new facts" if held.hints else ""
    by = ", ".join(f"{one.who} {moment_words(from_stamp(one.event.at), now, room.zone)}" for one in held.by)
    match held.state:
        case "told":
            return f"TOLD{flags}; its text never changes again"
        case "approved":
            return f"approved by {by}{flags}{hints}"
        case "stale" if held.edited:
            return "STALE: edited after it was approved; a approves again"
        case "stale":
            changed = ", ".join(f"{one.topic} {one.text or 'no longer so'}".strip() for one in held.changed[:3])
            said = " and ".join(one.who for one in approval.spoken_again(held))
            return f"STALE: {changed}; " + (f"a: {said} said yes again" if said else "a approves again")
        case "waiting":
            return f"approved by {by}; needs {' and '.join(held.missing)} (a)"
    return f"needs {' and '.join(held.missing)} (a)"


def previews(copy: WorkingCopy) -> list[Preview]:
    """What arrives by each channel in the language in sight; without a channel, as a mail."""
    return [preview(copy.content, one, copy.body.lang) for one in copy.content.channels or ("email",)]


def length_words(one: Preview) -> str:
    """``SMS 2/6 sms``, ``E-mail 120 words``, ``WeCom 2,100/2,048 bytes, in 2 parts``, ``SMS 9/6 sms TOO LONG``."""
    if not one.limit:
        return f"{one.label} {one.words:,} words"
    over = ""
    if one.over:
        over = " TOO LONG" if one.unit == "sms" else f", in {len(by_hand(one.text, one.channel))} parts"
    return f"{one.label} {one.used:,}/{one.limit:,} {one.unit}{over}"
