"""Approving the draft in sight: whose word it needs, given here or said aloud."""

from typing import TYPE_CHECKING

from screens.asking import Ask, Option
from screens.hosting import lettered, needs
from screens.update.working import WorkingCopy
from warroom.errors import BadInput
from warroom.state.revisions import Release
from warroom.state.timeline import Via
from warroom.updates import approval

if TYPE_CHECKING:
    from screens.update.body import UpdateBody

SAID, OTHER, MINE, ALONE, GLASS, LEGAL = "said:", "other", "mine", "alone", "glass", "legal"


async def approve(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Save what stands there, check it, and release it by the word that it needs."""
    if copy.conflicts:
        raise BadInput("there are two texts of it: pick what holds first; nobody can approve meanwhile")
    await copy.save()
    await body.drafts.checker.look(copy)
    room, host = body.host.room, body.host
    held = room.updates.verdict(copy.eid)
    if held.state == "told":
        raise BadInput("it was told; its text never changes again")
    if copy.out:
        raise BadInput("it is on its way: its text never changes again; O shows where it is")
    if held.may_go and not held.hints:
        host.tell("it is approved already, and nothing has changed; S sends it, T notes that they were told")
        return
    blocking = [one for one in copy.findings if one.severity == "block" and one.rule not in ("X13", "X10")]
    if blocking:
        await _override(body, copy, sorted({one.rule for one in blocking}))
        return
    if any(one.rule == "X10" and one.field for one in copy.findings):
        raise BadInput(
            "it rests on what has changed: F8 goes there and enter writes what holds now; R: I read it again"
        )
    if again := approval.spoken_again(held):
        await _say_again(body, copy, again)
    elif _mine_is_enough(body, copy):
        await room.updates.approve(copy.eid)
    elif not await _by_another(body, copy):
        return
    _say(body, copy)


async def _say_again(body: "UpdateBody", copy: WorkingCopy, again: list[Release]) -> None:
    for one in again:
        await body.host.room.updates.approve(copy.eid, by=one.who, via="spoken", legal=one.said.legal)


def _mine_is_enough(body: "UpdateBody", copy: WorkingCopy) -> bool:
    """Whether nobody has to be asked: my word is what it needs."""
    room, owner, author = body.host.room, copy.owner, approval.author_of(copy.draft)
    if room.state.owners.plan(owner).approval == "legal":
        return False
    if approval.same(room.me, author):
        return not approval.needs_second(room.state, owner, copy.draft.head)
    commander = room.state.team.holder("incident_commander")
    heard = not commander or approval.same(author, commander) or approval.same(room.me, commander)
    return heard or not approval.needs_commander(room.state, owner)


async def _by_another(body: "UpdateBody", copy: WorkingCopy) -> bool:
    """Ask whose word it is and record that; False for esc."""
    room, host = body.host.room, body.host
    author, owner = approval.author_of(copy.draft), copy.owner
    here = approval.others_here(room.state, author)
    said = [(f"{SAID}{one}", f"{one} said yes aloud") for one in here if not approval.same(one, room.me)]
    options = lettered(said)
    taken = {one.key for one in options}
    mine = not approval.same(room.me, author)
    more = [
        ("m", MINE, "my own word, as the one who read it", mine),
        ("o", OTHER, "somebody else said yes aloud", True),
        ("l", LEGAL, "the legal or commercial side said yes", room.state.owners.plan(owner).approval == "legal"),
        ("g", GLASS, "nobody: break-glass, a first notice within its interval; it stays visible", _glass(body, copy)),
        ("a", ALONE, "nobody: I am alone here, for a reason; it stays visible", not here and not mine),
    ]
    for key, value, words, offered in more:
        if offered:
            key = next(one for one in (key, key.upper(), "0") if one not in taken)
            options.append(Option(key, value, words))
    held = room.updates.verdict(copy.eid)
    changed = [f"{one.topic}: {one.text or 'no longer so'}" for one in held.changed]
    note = f"Since it was approved: {'; '.join(changed)}" if changed else ""
    picked = await host.choose(f"Whose word? It needs {' and '.join(held.missing)}", options, note)
    if picked is None:
        return False
    return await _given(body, copy, picked)


def _glass(body: "UpdateBody", copy: WorkingCopy) -> bool:
    room = body.host.room
    until = approval.glass_until(room.state, copy.owner, copy.content, room.updates.cadences)
    return approval.same(room.me, approval.author_of(copy.draft)) and until is not None and until >= room.clock()


async def _given(body: "UpdateBody", copy: WorkingCopy, picked: str) -> bool:
    updates = body.host.room.updates
    if picked.startswith(SAID):
        await updates.approve(copy.eid, by=picked.removeprefix(SAID), via="spoken")
    elif picked == MINE:
        await updates.approve(copy.eid)
    elif picked == GLASS:
        await updates.approve(copy.eid, break_glass=True)
    elif picked == ALONE:
        reason = await _typed(body, "reason", "Alone in the room: why can nobody else look at it?")
        if not reason:
            return False
        await updates.approve(copy.eid, alone=True, reason=reason)
    else:
        name = await _typed(body, "by", "Who said yes?")
        if not name:
            return False
        await updates.approve(copy.eid, by=name, via="spoken", legal=picked == LEGAL)
    return True


async def _override(body: "UpdateBody", copy: WorkingCopy, rules: list[str]) -> None:
    """What blocks can be let pass by a second person, with a reason; else the first of it is shown."""
    host, said = body.host, ", ".join(rules)
    options = [
        Option("m", "mend", "mend the text (F8 goes to the first)"),
        Option("o", "override", f"a second person lets {said} pass, for a reason; it stays visible"),
    ]
    picked = await host.choose(f"{said} {'block' if len(rules) > 1 else 'blocks'} it", options)
    if picked == "mend":
        body.action_update_next_finding()
    if picked != "override":
        return
    author, me = approval.author_of(copy.draft), host.room.me
    start = "" if approval.same(author, me) else me
    asks = [
        Ask("by", "Who lets it pass", start, f"not {author}, who wrote it", needs("a second person has to")),
        Ask("reason", "Why", check=needs(f"why may {said} pass?")),
    ]
    answers = await host.ask(f"override {copy.eid}", f"Let {said} pass", asks)
    if answers is None:
        return
    by = answers["by"].strip()
    via: Via = "key" if approval.same(by, me) else "spoken"
    await host.room.updates.approve(copy.eid, by=by, via=via, reason=answers["reason"], overrides=rules)
    _say(body, copy)


async def reread(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Say that the text was read against the facts as they are now, and is right."""
    await copy.save()
    await body.host.room.updates.reread(copy.eid)
    copy.take_in()
    body.host.tell("it states the facts as they are now")


async def _typed(body: "UpdateBody", name: str, question: str) -> str:
    answers = await body.host.ask(name, question, [Ask(name, question, check=needs("nothing was typed"))])
    return answers[name].strip() if answers is not None else ""


def _say(body: "UpdateBody", copy: WorkingCopy) -> None:
    held = body.host.room.updates.verdict(copy.eid)
    waits = f"noted; it still needs {' and '.join(held.missing)}"
    body.host.tell("approved; S sends it, T notes that they were told" if held.may_go else waits)
