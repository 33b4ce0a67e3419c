"""What the lobby's form for a new room means: its profile, the severity in that profile's words, for whom it runs."""

import re
from typing import Final

import msgspec

from screens.asking import Answers
from screens.desk import Desk
from warroom import making, seal
from warroom import profiles as known
from warroom.doing_owners import do_owner
from warroom.errors import BadInput, WarroomError
from warroom.grammar.owner_orders import OwnerOrder
from warroom.grammar.words import take_word
from warroom.profiles import Profile
from warroom.state.incident import SEVERITIES, Severity

SEVERITY_HINT: Final = "SEV1 to SEV5 or the profile's word (重大); may come later"
_COMMA: Final = re.compile(r"\s*[,，、;；]\s*")


def profiles() -> list[str]:
    """The profiles there are, the shipped ones first."""
    return known.names(known.own_folder())


def profile(text: str) -> Profile:
    """The profile that was named, or the only one that begins so; ``service`` when nothing is; raises ``BadInput``."""
    name = text.strip().casefold() or "service"
    there = profiles()
    found = [one for one in there if one.casefold() == name] or [
        one for one in there if one.casefold().startswith(name)
    ]
    if len(found) != 1:
        raise BadInput(f"'{text.strip()[:40]}' is no profile; it is one of {', '.join(there)}")
    return known.load(found[0], known.own_folder())


def severity(text: str, words: Profile) -> Severity | None:
    """The severity that was written, in a profile's words; None for nothing; raises ``BadInput``."""
    plain = text.strip()
    if not plain:
        return None
    taken = take_word(plain, words.severity_words())
    if taken is None or taken[1] != len(plain):
        labels = [f"{name} {words.severities[name].label.zh}" for name in SEVERITIES]
        named = ", ".join(labels if words.name != "service" else SEVERITIES)
        raise BadInput(f"'{plain[:20]}' is no severity of the profile {words.name}; it is one of {named}")
    meant: Severity = msgspec.convert(taken[0], Severity)
    return meant


def any_severity(text: str) -> None:
    """Refuse what is a severity in no profile: the field doesn't know which profile was named."""
    refused: BadInput | None = None
    for name in profiles():
        try:
            severity(text, profile(name))
        except BadInput as error:
            refused = refused or error
        else:
            return
    if refused is not None:
        raise refused


async def make(desk: Desk, answers: Answers) -> tuple[str, list[str]]:
    """Make the room and attach its owners with the plans kept for them: its UUID, and why an owner is not attached.

    Raises ``WarroomError`` when nothing was made.
    """
    words = profile(answers["profile"])
    drafts = making.opening(
        answers["title"],
        author=desk.me,
        now=desk.clock(),
        profile=words.name,
        zone_name=desk.zone,
        severity=severity(answers["severity"], words),
        impact=answers["impact"].strip(),
    )
    room = seal.new_uuid()
    log = await desk.run(lambda: desk.rooms.create_with(room, drafts))
    here, remarks = desk.enter(log), []
    try:
        await here.load()
        for owner in dict.fromkeys(one for one in _COMMA.split(answers["owners"].strip()) if one):
            try:
                await do_owner(here, OwnerOrder("attach", owner))
            except WarroomError as error:
                remarks.append(f"{owner} is not attached: {error}. In the room: /owner attach {owner}")
    finally:
        await here.close()
    return room, remarks
