"""What the keys of screen 5 do with what was noted in the wrong place: strike it, or move it to whose it is."""

from screens.asking import Ask
from screens.hosting import Host, needs, numbered
from screens.owner.fields import UNDOES
from warroom.doing_owners import shown_count
from warroom.errors import BadInput
from warroom.state.feed import Entry


async def strike(host: Host, entry: Entry) -> None:
    """Strike a message, call or telling that was noted by mistake, or bring a message back; it stays readable."""
    room = host.room
    told = entry.event.kind == "update.told"
    if room.filing.is_struck(entry):
        await room.filing.strike(entry.eid, back=True)
        host.tell(f"{entry.ref} stands again; {UNDOES}")
        return
    asks = [Ask("reason", "Why", hint="needed" if told else "may be empty", check=needs("why?") if told else None)]
    title = f"{entry.ref}: they were not told after all" if told else f"Strike {entry.ref}: noted by mistake"
    answers = await host.ask(f"strike {entry.eid}", title, asks, entry.text)
    if answers is not None:
        events = await room.filing.strike(entry.eid, answers["reason"].strip())
        more = f" with {shown_count(len(events) - 1)}" if len(events) > 1 else ""
        host.tell(f"{entry.ref} is struck{more}; {UNDOES}")


async def refile(host: Host, entry: Entry) -> None:
    """Move a message, call or question to the owner whose it is."""
    room = host.room
    question = room.state.questions.asked.get(entry.eid)
    now = question.now.owner_id if question is not None else room.state.owners.owner_of(entry.eid)
    others = [name for name in room.state.owners.names if name != now]
    if entry.event.kind == "update.told":
        raise BadInput("a telling can't be moved: x strikes it, then t notes what the other owner was told")
    if not others:
        raise BadInput("this room has no other owner to move it to; /owner attach NAME")
    chosen = await host.choose(f"Whose is {entry.ref}? It stands under {now}", numbered(others), entry.text)
    if chosen is not None:
        owner = others[int(chosen)]
        events = await room.filing.refile(entry.eid, owner)
        more = f" with {shown_count(len(events) - 1)}" if len(events) > 1 else ""
        host.tell(f"{entry.ref} is {owner}'s now{more}; {UNDOES}")
