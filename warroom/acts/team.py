"""Acts about command and roles: hand over with the receiver's word, accept, take command when its holder is gone."""

from collections.abc import Sequence

from warroom import making
from warroom.acts.recording import Acts, change
from warroom.clock import zone
from warroom.errors import BadInput, WarroomError
from warroom.events import Event
from warroom.handover import handover_note
from warroom.room_labels import labels_of
from warroom.state.duty import Offer, offers, roles_of, why_not_take
from warroom.state.team import Role, RoleDeclined, RoleTaken, RoleTransferred, Team


def handover(
    team: Team, giver: str, receiver: str, roles: Sequence[Role], note: str, word: str
) -> list[RoleTransferred]:
    """The transfers of several roles at once; the note goes with the first. ``word`` is what the receiver said.

    Raises ``BadInput`` when the giver holds none of them, or gives to nobody or to themselves.
    """
    receiver = making.needed(receiver, "who takes over?")
    if receiver == giver:
        raise BadInput(f"{giver} can't hand over to {giver}; nothing was changed")
    held = roles_of(team, giver)
    given = tuple(dict.fromkeys(roles)) or held
    foreign = [role for role in given if role not in held]
    if not given or foreign:
        said = ", ".join(role.replace("_", " ") for role in foreign) or "any role"
        raise BadInput(f"{giver} doesn't hold {said}; nothing was changed")
    noted = f"{note}\n{receiver}: {word}" if word.strip() else note
    return [
        RoleTransferred(
            role=role,
            actor=receiver,
            was=giver,
            accepted=bool(word.strip()),
            note=noted if number == 0 else "",
            via="spoken",
            bases=team.roles[role].bases,
        )
        for number, role in enumerate(given)
    ]


def acceptance(team: Team, offer: Offer, word: str, *, spoken: bool) -> RoleTransferred:
    """The receiver's yes to an offer."""
    note = f"{offer.note}\n{offer.to}: {word}".strip() if word.strip() else offer.note
    return RoleTransferred(
        role=offer.role,
        actor=offer.to,
        was=offer.by,
        accepted=True,
        note=note,
        via="spoken" if spoken else "key",
        bases=team.roles[offer.role].bases,
    )


def refusal(offer: Offer, reason: str, *, spoken: bool = False, by_giver: bool = False) -> RoleDeclined:
    """The receiver's no to an offer; or (``by_giver``) its giver no longer makes it."""
    return RoleDeclined(
        target=offer.eid,
        role=offer.role,
        actor=offer.to,
        was=offer.by,
        by_giver=by_giver,
        reason=reason,
        via="spoken" if spoken else "key",
    )


class TeamActs(Acts):
    """What people do about command and roles; refusals change nothing."""

    @property
    def _team(self) -> Team:
        return self._state.team

    def note(self) -> str:
        """The handover note as it would be written now, in the language that the room's people write."""
        from warroom.profiles import language_of  # its tables and tomllib would be paid for before the first frame

        opened, incident = self._state.incident.opened, self._state.incident
        local = zone(opened.zone if opened else "UTC")
        labels = labels_of(opened.profile if opened else "", incident.title)
        now, lang = self._room.clock(), language_of(incident.title)
        return handover_note(self._state, now, local, lang, labels, self._room.cadences)

    async def hand_over(
        self,
        receiver: str,
        roles: Sequence[Role] = (),
        *,
        giver: str = "",
        word: str = "",
        note: str | None = None,
    ) -> list[Event]:
        """Hand over roles (all of the giver's when none is named), at once, with a note filled from state.

        ``word`` is what the receiver said; without it nothing moves yet: it is an offer, which ``accept`` answers.
        """
        filled = self.note() if note is None else note
        made = handover(self._team, giver.strip() or self._room.me, receiver, roles, filled, word)
        return await self._room.do([(change(one), None) for one in made])

    async def accept(self, receiver: str = "", roles: Sequence[Role] = (), *, word: str = "") -> list[Event]:
        """The receiver's yes to what was offered (to me, when nobody is named): the roles go over."""
        name = receiver.strip() or self._room.me
        found = [one for one in offers(self._team, name) if not roles or one.role in roles]
        if not found:
            raise WarroomError(f"no role is offered to {name}; /handover {name} offers mine")
        spoken = name != self._room.me
        if spoken and not word.strip():
            raise BadInput(f"what did {name} say? Taking over needs their word: /accept {name} = WORDS")
        # The word is kept once, with the first role: that is where the note stands.
        made = [acceptance(self._team, one, "" if made else word, spoken=spoken) for made, one in enumerate(found)]
        return await self._room.do([(change(one), None) for one in made])

    async def decline(self, reason: str, receiver: str = "", roles: Sequence[Role] = ()) -> list[Event]:
        """The receiver's no to what was offered (to me, when nobody is named): the roles stay where they are."""
        name = receiver.strip() or self._room.me
        found = [one for one in offers(self._team, name) if not roles or one.role in roles]
        if not found:
            raise WarroomError(f"no role is offered to {name}; nothing was changed")
        reason = making.needed(reason, f"why? {found[0].by} has to find somebody else")
        made = [refusal(one, reason, spoken=name != self._room.me) for one in found]
        return await self._room.do([(change(one), None) for one in made])

    async def take_command(self, reason: str, *, taker: str = "", past_deputy: bool = False) -> Event:
        """Take command (for ``taker``, else for me) when nobody holds it or its holder is gone; needs the reason."""
        name = taker.strip() or self._room.me
        if refusal := why_not_take(self._team, name, past_deputy=past_deputy):
            raise WarroomError(f"{refusal}; nothing was changed")
        reason = making.needed(reason, "taking command needs the reason; the returning holder reads it")
        register = self._team.roles.get("incident_commander")
        was = (register.value or "") if register else ""
        taken = RoleTaken("incident_commander", name, was, reason, register.bases if register else [])
        return await self._do(taken)
