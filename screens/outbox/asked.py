"""What the confirmation of a sending shows: every owner, channel and address, what is blocked and why. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from screens.widgets.panels import Item
from screens.widgets.row import Row
from warroom.delivery.parcel import Target
from warroom.updates.channels import channel

ABOUT: Final = "about:"
"""What the key of an update's own line begins with; its draft follows."""
CHOSEN: Final = "[x]"
BY_HAND: Final = "[h]"
LEFT_OUT: Final = "[ ]"
NOT_POSSIBLE: Final = "---"


class Asked(NamedTuple):
    """One update that may go."""

    draft: str
    owner: str
    title: str
    """``#2 investigating, en; approved by wei 14:20``."""
    targets: tuple[Target, ...] = ()
    why_not: str = ""
    """Why all of it stays here; empty: it may go."""
    files: str = ""
    """What goes along: ``photo.jpg (1.2 MB)``."""
    before: tuple[str, ...] = ()
    """What came of it at each target before, in words; as many as there are targets, or none."""

    @property
    def lines(self) -> "tuple[tuple[str, Target], ...]":
        """The targets with the keys of their lines."""
        return tuple((f"{self.draft}:{number}", target) for number, target in enumerate(self.targets))

    def has(self, key: str) -> bool:
        """Whether a line is about this update."""
        return key == ABOUT + self.draft or key.startswith(f"{self.draft}:")


def first_choice(asked: Sequence[Asked]) -> set[str]:
    """The lines that are chosen before anybody says otherwise: of an update that no program can carry, the first that
    a person can."""
    found: set[str] = set()
    for one in asked:
        mine = {key for key, target in one.lines if target.chosen and not target.fault} if not one.why_not else set()
        done = any(target.fault and not target.contact for _, target in one.lines)
        found |= mine or ({*usable(one)[:1]} if not done else set())
    return found


def usable(one: Asked) -> list[str]:
    """The lines of an update that can be chosen: what no program can carry now a person can, to whom there is one."""
    if one.why_not:
        return []
    return [key for key, target in one.lines if not target.fault or target.contact]


def items(asked: Sequence[Asked], chosen: set[str]) -> Iterator[Item]:
    """A line for each update and one for each address, under the owner's name; what is blocked goes nowhere."""
    for one in asked:
        yield Item(_about(one, chosen))
        for number, (key, target) in enumerate(() if one.why_not else one.lines):
            before = one.before[number] if one.before else ""
            yield Item(_target(one, key, target, key in chosen, before))


def _about(one: Asked, chosen: set[str]) -> Row:
    key, files = ABOUT + one.draft, f"with {one.files}" if one.files else ""
    if one.why_not:
        return Row(key, one.owner, "BLOCK", "", "milestone", "", f"{one.title}: {one.why_not}", flag="!!")
    goes = any(line in chosen for line, _ in one.lines)
    none = "" if one.targets else "their plan has no channel and no address: P on screen 5"
    out = "" if goes or none else "LEFT OUT" if usable(one) else "nothing more is to go: see its lines"
    note = ", ".join(filter(None, (none, out, files)))
    return Row(
        key, one.owner, "", "", "plain", "", one.title, note, flag="" if goes or not (none or usable(one)) else "!"
    )


def _target(one: Asked, key: str, target: Target, chosen: bool, before: str) -> Row:
    possible, by_hand = key in usable(one), bool(target.fault) or not target.way
    mark = NOT_POSSIBLE if not possible else LEFT_OUT if not chosen else BY_HAND if by_hand else CHOSEN
    if target.fault and not chosen:
        hand = "; space: by hand" if possible else ""
        note = f"{target.fault}{hand}"
    elif by_hand:
        note = "BY HAND: you carry it, then say so (O)" if chosen else "by hand"
    else:
        note = f"through {target.way}"
    if one.files and possible and target.channel != "email":
        note = f"{note}, the files don't go this way"
    if before:
        note = f"{before}; {note}"
    tone = "system" if not possible else "owner" if chosen else "plain"
    return Row(key, one.owner, "", mark, tone, label_of(target.channel), address(target), note)


def label_of(name: str) -> str:
    """A channel as people call it."""
    known = channel(name)
    return known.label if known is not None else name


def address(target: Target) -> str:
    """``Mr Li <li@acme.example>``, ``acme-ops``."""
    if target.name and target.contact and target.name != target.contact:
        return f"{target.name} <{target.contact}>" if "@" in target.contact else f"{target.name} {target.contact}"
    return target.name or target.contact


def picked(asked: Sequence[Asked], chosen: set[str]) -> dict[str, list[Target]]:
    """By draft, where it goes; a draft with nothing chosen is not in it."""
    found = {one.draft: [_as_chosen(target) for key, target in one.lines if key in chosen] for one in asked}
    return {draft: targets for draft, targets in found.items() if targets}


def _as_chosen(target: Target) -> Target:
    """What a program can't carry goes by hand."""
    return msgspec.structs.replace(target, way="", fault="") if target.fault else target


def nothing_words(asked: Sequence[Asked]) -> str:
    """Why enter sends nothing, and which key helps."""
    if any(usable(one) for one in asked):
        return "nothing is chosen: space takes a line in"
    if any(one.why_not for one in asked):
        return "nothing may go: esc, then a approves what only waits for a word; each line says what it lacks"
    return "nothing is left to send: each line says how it stands; esc, then O"


def all_by_hand(asked: Sequence[Asked], chosen: set[str]) -> bool:
    """Whether a person carries all that is chosen."""
    return all(not target.way for targets in picked(asked, chosen).values() for target in targets)


def count_words(asked: Sequence[Asked], chosen: set[str]) -> str:
    """``3 to 2 owners: Acme E-mail 2, City Council Slack 1; 1 of them by hand``: what enter sends."""
    sent = picked(asked, chosen)
    names = {one.draft: one.owner for one in asked}
    total = sum(map(len, sent.values()))
    if not total:
        return "nothing is chosen"
    by_hand = sum(not target.way for one in sent.values() for target in one)
    owners = len({names[draft] for draft in sent})
    parts = []
    for draft, targets in sent.items():
        labels: dict[str, int] = {}
        for target in targets:
            labels[label_of(target.channel)] = labels.get(label_of(target.channel), 0) + 1
        parts.append(f"{names[draft]} {' '.join(f'{label} {count}' for label, count in labels.items())}")
    also = f"; {by_hand} of them by hand" if 0 < by_hand < total else ""
    return f"{total} to {owners} owner{'s' if owners > 1 else ''}: {', '.join(parts)}{also}"
