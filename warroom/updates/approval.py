"""Who may release a draft, whether that was done, and what has voided it since (owner-updates.md 5). Pure.

An approval binds to the text (``content_digest``) and to the facts that held when it was given. It is void (stale) when
the text is edited, when a fact that the text states changes, or when a fact comes up that the phase must tell (``●`` in
owner-updates.md 1.1). Any other new fact is a hint.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal, NamedTuple

import msgspec

from warroom import cadence, countdowns
from warroom.cadence import Cadences
from warroom.state.incident import Milestone
from warroom.state.promises import moment
from warroom.state.revisions import PHASES, Basis, Content, Draft, Phase, Release, Saved, content_digest
from warroom.state.room_state import RoomState
from warroom.state.updates import Telling
from warroom.updates.facts import Fact, facts

_FROM_INVESTIGATING: Final = frozenset(PHASES[1:])
_FROM_IDENTIFIED: Final = frozenset(PHASES[2:])
_ALWAYS: Final = frozenset(PHASES)
MUST_TELL: Final[Mapping[str, frozenset[Phase]]] = {
    "status": _ALWAYS,
    "severity": _ALWAYS,
    "times": _ALWAYS,
    "mitigation": _ALWAYS,
    "impact": _FROM_INVESTIGATING,
    "scope": _FROM_INVESTIGATING,
    "component": _FROM_INVESTIGATING,
    "answer": _FROM_INVESTIGATING,
    "promise": _FROM_INVESTIGATING,
    "cause": _FROM_IDENTIFIED,
    "data_safety": frozenset({"resolved", "closure"}),
    "owner_action": _ALWAYS - {"closure"},
}
"""The phases in which a fact of a topic has to be told: the ``●`` of owner-updates.md 1.1."""
_TIMES: Final[tuple[Milestone, ...]] = ("impact_started", "detected", "mitigated", "resolved")

LEGAL: Final = "C11"
"""The rule of legal words: they need a second approver instead of blocking (owner-updates.md 1.7)."""

State = Literal["unapproved", "waiting", "approved", "stale", "told"]


class Changed(NamedTuple):
    """A fact that is not as it was when the draft was approved."""

    key: str
    topic: str
    text: str
    """As it is now; empty when it no longer holds."""
    stated: bool
    """Whether the draft states it, so that its text is wrong now; else it is new or differs and is not in the text."""
    since: str = ""
    """Since when it is so (UTC text), as far as that is known."""


class Verdict(NamedTuple):
    """How a draft stands on its way out."""

    state: State
    by: tuple[Release, ...]
    """The approvals that bind to its text."""
    missing: tuple[str, ...]
    """Whose word is still needed, in words."""
    changed: tuple[Changed, ...]
    """What made the approval stale: it is asked again for these alone."""
    hints: tuple[Changed, ...]
    """New facts that this phase need not tell."""
    edited: bool = False
    """Whether an earlier text was approved, and this one is another."""
    flags: tuple[str, ...] = ()
    """What stays visible of how it was approved: ``alone``, ``break-glass``, ``in spite of C02``."""

    @property
    def may_go(self) -> bool:
        """Whether it is approved as it stands now."""
        return self.state == "approved"


# -- the facts that an approval rests on -------------------------------------------------------------------------------


def held_facts(state: RoomState, owner: str, now: datetime) -> list[Fact]:
    """The facts that hold for an owner, the times of the incident among them."""
    lang = state.owners.plan(owner).lang or "en"
    passed = state.timeline.passed()
    times = [Fact(f"time:{name}", "times", passed[name][0], name, passed[name][0]) for name in _TIMES if name in passed]
    return [one for one in facts(state, owner, now, lang) if one.value] + times


def basis(held: Iterable[Fact]) -> tuple[Basis, ...]:
    """What an approval keeps of the facts: no words, so that erasing leaves it alone."""
    return tuple(Basis(one.key, digest(one.value)) for one in held)


def digest(value: str) -> str:
    """A value for comparing."""
    return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def changes_since(approved: Iterable[Basis], held: Iterable[Fact], content: Content) -> list[Changed]:
    """The facts that are not as they were, those that the text states first."""
    before = {one.key: one.digest for one in approved}
    now = {one.key: one for one in held}
    stated = {fact.key for fact in content.facts}
    found = [
        Changed(key, one.topic, one.text, key in stated, one.since)
        for key, one in now.items()
        if before.get(key) != digest(one.value)
    ]
    gone = [Changed(key, key.partition(":")[0], "", True) for key in before if key in stated and key not in now]
    return sorted(gone + found, key=lambda one: not one.stated)


def must_tell(topic: str, phase: Phase) -> bool:
    """Whether a fact of that topic has to be in an update of that phase."""
    return phase in MUST_TELL.get(topic, frozenset())


# -- who may -----------------------------------------------------------------------------------------------------------


def same(one: str, other: str) -> bool:
    """Whether two names mean one person."""
    return bool(one.strip()) and one.strip().casefold() == other.strip().casefold()


def needs_second(state: RoomState, owner: str, head: Saved | None = None) -> bool:
    """Whether somebody else than the author has to look at it: the plan says so, how bad it is (X13), legal words.

    What admits liability or offers money (C11) goes past a second person whatever the plan says.
    """
    policy = state.owners.plan(owner).approval
    if policy in ("second", "legal") or (head is not None and any(one.rule == LEGAL for one in head.said.findings)):
        return True
    # Nobody said how bad it is: treated as the worst (field.md 12).
    return policy != "self" and (state.incident.severity.value or "SEV1") in ("SEV1", "SEV2")


def needs_commander(state: RoomState, owner: str) -> bool:
    """Whether who is in command has to release it, or have written it."""
    policy = state.owners.plan(owner).approval
    return policy == "commander" or (policy in ("", "legal") and needs_second(state, owner))


def author_of(draft: Draft) -> str:
    """Who wrote the words of a draft as it stands: who says of another's that they read it again wrote none of them."""
    one = draft.head
    for _ in draft.revisions:  # no more steps than there are, whatever a foreign file names as bases
        before = draft.revisions.get(one.said.bases[0]) if len(one.said.bases) == 1 else None
        if before is None or _worded(before.said.content) != _worded(one.said.content):
            break
        one = before
    return one.who


def _worded(content: Content) -> Content:
    """A content's words alone: without the facts that they rest on, and what somebody lets stand in them."""
    bodies = (
        msgspec.structs.replace(
            body, sections=tuple(msgspec.structs.replace(section, facts=()) for section in body.sections)
        )
        for body in content.bodies
    )
    return msgspec.structs.replace(content, bodies=tuple(bodies), ignored=())


def missing(state: RoomState, draft: Draft, given: Iterable[Release]) -> list[str]:
    """Whose word a draft still needs as it stands beside those ``given``, in words."""
    releases, author, owner, head = list(given), author_of(draft), draft.owner, draft.head
    if any(one.said.alone or one.said.break_glass for one in releases):
        return []
    found = []
    commander = state.team.holder("incident_commander")
    heard = same(author, commander) or any(same(one.who, commander) for one in releases)
    if commander and needs_commander(state, owner) and not heard:
        found.append(f"{commander}, who is in command")
    if not found and needs_second(state, owner, head) and not any(not same(one.who, author) for one in releases):
        found.append(f"somebody else than {author}, who wrote it")
    if state.owners.plan(owner).approval == "legal" and not any(one.said.legal for one in releases):
        found.append("the legal or commercial side")
    return found or ([] if releases else ["an approval"])


def others_here(state: RoomState, author: str) -> list[str]:
    """Who else could look at it: our people on the call, and who is in command."""
    names = [*state.team.on_call("staff"), state.team.holder("incident_commander")]
    return list(dict.fromkeys(one for one in names if one and not same(one, author)))


def glass_until(
    state: RoomState, owner: str, content: Content, cadences: Cadences = cadence.DEFAULT
) -> datetime | None:
    """Until when a first notice may go out without a second person: the end of its interval; None when it may not."""
    if content.phase != "first_notice" or state.updates.last(owner) is not None:
        return None
    clocks = countdowns.clocks(state, cadences)
    return next((one.at for one in clocks if one.kind == "first_notice" and one.owner == owner), None)


# -- how it stands -----------------------------------------------------------------------------------------------------


def binding(draft: Draft, head: Saved) -> list[Release]:
    """The approvals of exactly the text of ``head`` that nobody took back."""
    wanted = content_digest(head.said.content)
    return [one for one in draft.releases if one.said.digest == wanted and not one.said.withdrawn]


def verdict(state: RoomState, draft: Draft, now: datetime) -> Verdict:
    """How a draft stands: its approvals, whose word is missing, and what has changed since."""
    head = draft.head
    content = head.said.content
    releases = binding(draft, head)
    others = [one for one in draft.releases if not one.said.withdrawn and one not in releases]
    if _told(state, draft) is not None:
        return Verdict("told", tuple(releases), (), (), (), flags=flags(releases))
    if not releases:
        wanted = missing(state, draft, ())
        return Verdict("stale" if others else "unapproved", (), tuple(wanted), (), (), edited=bool(others))
    held = held_facts(state, draft.owner, now)
    fresh, changed, hints = [], dict[str, Changed](), dict[str, Changed]()
    for release in releases:
        since = changes_since(release.said.facts, held, content)
        voids = [one for one in since if one.stated or must_tell(one.topic, content.phase)]
        hints |= {one.key: one for one in since if one not in voids}
        if not voids:
            fresh.append(release)
        changed |= {one.key: one for one in voids}
    wanted = missing(state, draft, fresh)
    if not wanted:
        return Verdict("approved", tuple(fresh), (), (), tuple(hints.values()), flags=flags(fresh))
    status: State = "stale" if changed else "waiting"
    return Verdict(
        status, tuple(releases), tuple(wanted), tuple(changed.values()), tuple(hints.values()), flags=flags(releases)
    )


def _told(state: RoomState, draft: Draft) -> Telling | None:
    return state.updates.carried(draft.eid)


def spoken_again(held: Verdict) -> list[Release]:
    """The yeses said aloud that a changed fact has voided, the text being as it was: each is asked for again."""
    if held.state != "stale" or held.edited:
        return []
    return list(
        {one.who.casefold(): one for one in held.by if one.said.via == "spoken" and not one.said.overrides}.values()
    )


def flags(releases: Iterable[Release]) -> tuple[str, ...]:
    """What stays visible of how a draft was approved."""
    found: dict[str, None] = {}
    for one in releases:
        if one.said.alone:
            found["alone"] = None
        if one.said.break_glass:
            found["break-glass"] = None
        found |= dict.fromkeys(f"in spite of {rule}" for rule in one.said.overrides)
    return tuple(found)


def overridden(releases: Iterable[Release]) -> set[str]:
    """The blocking rules that a second person let pass."""
    return {rule for one in releases for rule in one.said.overrides}


def approved_at(releases: Iterable[Release]) -> datetime | None:
    """When the last of these approvals was given; None without any."""
    return max((at for one in releases if (at := moment(one.event.at)) is not None), default=None)
