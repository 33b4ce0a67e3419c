"""What the keys of screen 3 do with command and roles: hand over, accept, take, give."""

from typing import Final

from screens.asking import Ask
from screens.hosting import Host, lettered, needs, numbered
from warroom.errors import BadInput, WarroomError
from warroom.state.duty import Offer, offers, roles_of, why_not_take
from warroom.state.team import ROLES, Role

UNDOES: Final = "z takes it back"


def role_words(role: Role) -> str:
    """A role's name."""
    return role.replace("_", " ")


def read_roles(text: str) -> tuple[Role, ...]:
    """The roles that somebody typed, by the beginning of their names or ``IC``; raises ``BadInput``."""
    found = []
    for word in text.replace(",", " , ").replace("，", ",").split(","):
        plain = word.strip().casefold().replace(" ", "_")
        if plain:
            matches = [role for role in ROLES if role.startswith(plain)] or (
                ["incident_commander"] if plain == "ic" else []
            )
            if len(matches) != 1:
                raise BadInput(f"'{word.strip()}' is no role: {', '.join(role_words(role) for role in ROLES)}")
            found.append(next(role for role in ROLES if role == matches[0]))
    return tuple(dict.fromkeys(found))


async def hand_over(host: Host, giver: str) -> None:
    """Hand over one role or several at once: who, which; then the note is read and the receiver's word asked for."""
    team = host.room.state.team
    held = roles_of(team, giver)
    if not held:
        raise WarroomError(f"{giver} holds no role: nothing to hand over (R gives one)")
    asks = [
        Ask("receiver", "To whom", hint="name", check=needs("who takes over?")),
        Ask("roles", "Roles", ", ".join(role_words(role) for role in held), "with commas between", read_roles),
        Ask("more", "To add to the note", hint="the rest is filled from the state, you read it next"),
    ]
    answers = await host.ask(f"hand over {giver}", f"{giver} hands over", asks)
    if answers is None:
        return
    receiver, roles = answers["receiver"].strip().lstrip("@＠"), read_roles(answers["roles"])
    note = host.room.team.note()
    if answers["more"].strip():
        note = f"{note}\n{answers['more'].strip()}"
    said = ", ".join(role_words(role) for role in roles or held)
    ask = Ask("word", f"What did {receiver} say?", hint="nothing: it is an offer until the receiver accepts (y)")
    word = await host.word(f"INTERNAL  Handover of {said}: {giver} to {receiver}", note, ask)
    if word is None:
        host.tell("nothing was handed over")
        return
    await host.room.team.hand_over(receiver, roles, giver=giver, word=word, note=note)
    if word:
        host.tell(f"{receiver} has {said}; {UNDOES}")
    else:
        host.tell(f"{said}: offered to {receiver}; nothing moves before the receiver's word (y)")


async def _offered(host: Host, question: str) -> list[Offer]:
    """What is offered to one person: to me when something is, else to the one who is picked; nothing for esc."""
    waiting = offers(host.room.state.team)
    if not waiting:
        raise WarroomError("no role is offered to anybody; h hands over")
    names = tuple(dict.fromkeys(offer.to for offer in waiting))
    name = host.room.me if host.room.me in names else names[0]
    if len(names) > 1:
        picked = await host.choose(question, numbered(names))
        if picked is None:
            return []
        name = names[int(picked)]
    return [offer for offer in waiting if offer.to == name]


async def decline(host: Host) -> None:
    """Say no to what is offered, with the reason: the giver has to find somebody else."""
    mine = await _offered(host, "Who declines")
    if not mine:
        return
    name, said = mine[0].to, ", ".join(role_words(offer.role) for offer in mine)
    ask = Ask(
        "reason", "Why", hint=f"{mine[0].by} reads it", check=needs(f"why? {mine[0].by} has to find somebody else")
    )
    answers = await host.ask(f"decline {name}", f"{name} declines {said}, offered by {mine[0].by}", [ask])
    if answers is not None:
        await host.room.team.decline(answers["reason"], name)
        host.tell(f"{name} declines {said}; {mine[0].by} still has it; {UNDOES}")


async def accept(host: Host) -> None:
    """Take over what is offered, with the receiver's word when another types it."""
    mine = await _offered(host, "Who takes over")
    if not mine:
        return
    name = mine[0].to
    said = ", ".join(role_words(offer.role) for offer in mine)
    notes = "\n\n".join(offer.note for offer in mine if offer.note) or "(no note)"
    me = name == host.room.me
    check = None if me else needs(f"what did {name} say? Taking over needs their word")
    ask = Ask(
        "word", "Your word" if me else f"What did {name} say?", hint="may be empty" if me else "needed", check=check
    )
    word = await host.word(f"INTERNAL  {name} takes over {said} from {mine[0].by}", notes, ask)
    if word is not None:
        await host.room.team.accept(name, word=word)
        host.tell(f"{name} has {said}; {UNDOES}")


async def take_command(host: Host) -> None:
    """Take command when nobody holds it or its holder is gone; the deputy is offered it first."""
    team, me = host.room.state.team, host.room.me
    past_deputy = False
    if refusal := why_not_take(team, me):
        if why_not_take(team, me, past_deputy=True):
            raise WarroomError(refusal)
        deputy = team.holder("deputy")
        options = lettered(
            [("ask", f"ask {deputy}: nothing is recorded now"), ("past", "past the deputy, with the reason")]
        )
        note = f"{deputy} is the deputy and comes first."
        if await host.choose(f"Has {deputy} been asked?", options, note) != "past":
            host.tell(f"ask {deputy}; on their yes: /take {deputy}: REASON")
            return
        past_deputy = True
    holder = team.holder("incident_commander")
    ask = Ask(
        "reason", "Why", hint="the holder reads it on coming back", check=needs("taking command needs the reason")
    )
    title = f"Take command from {holder}, who is gone" if holder else "Take command, which nobody holds"
    answers = await host.ask("take command", title, [ask])
    if answers is not None:
        await host.room.team.take_command(answers["reason"].strip(), past_deputy=past_deputy)
        host.tell(f"you have command; {UNDOES}")


async def give_role(host: Host, role: Role | None) -> None:
    """Give a role to somebody, or lay it down; transfer of a held command asks for the receiver's word."""
    team = host.room.state.team
    if role is None:
        wanted = await host.choose("Which role", lettered([(one, role_words(one)) for one in ROLES]))
        role = next((one for one in ROLES if one == wanted), None)
        if role is None:
            return
    holder = team.holder(role)
    if role == "incident_commander" and holder:
        if holder != host.room.me and not team.is_here(holder):
            await take_command(host)
        else:
            await hand_over(host, holder)
        return
    ask = Ask("holder", "Who has it", holder, "a name; empty lays it down")
    answers = await host.ask(f"role {role}", role_words(role).capitalize(), [ask])
    if answers is not None:
        name = answers["holder"].strip().lstrip("@＠")
        await host.room.take_role(role, name)
        host.tell(f"{role_words(role)}: {name or 'nobody'}; {UNDOES}")
