"""What a slash command asks for, read from its line: one small struct per command. Nothing here does anything."""

from datetime import datetime
from typing import Literal

import msgspec

from warroom.grammar.filters import Filter as Filter
from warroom.grammar.owner_orders import OwnerOrder
from warroom.grammar.panel_orders import PanelOrder


class Say(msgspec.Struct, frozen=True, tag=True):
    """``/say TEXT`` or ``/note TEXT``: an internal message."""

    text: str


class Ask(msgspec.Struct, frozen=True, tag=True):
    """``/help``, ``/quit``, ``/brief`` and the like: a command whose words need no reading."""

    name: str
    rest: str = ""


class SetSeverity(msgspec.Struct, frozen=True, tag=True):
    """``/sev SEV2 [reason]``."""

    severity: str
    reason: str = ""


class SetStatus(msgspec.Struct, frozen=True, tag=True):
    """``/status identified [reason]``."""

    status: str
    reason: str = ""


class TakeRole(msgspec.Struct, frozen=True, tag=True):
    """``/role ic bob``; an empty actor means the typist, ``-`` lays it down."""

    role: str
    actor: str = ""
    laid_down: bool = False


class Person(msgspec.Struct, frozen=True):
    """Somebody on the call: ``bob``, or ``Mr Li (Acme)`` on an owner's side."""

    name: str
    owner: str = ""

    @property
    def side(self) -> Literal["staff", "owner"]:
        """On whose side."""
        return "owner" if self.owner else "staff"


class Arrive(msgspec.Struct, frozen=True, tag=True):
    """``/in bob, ana, Mr Li (Acme)``: they are on the call."""

    people: tuple[Person, ...]


class Leave(msgspec.Struct, frozen=True, tag=True):
    """``/out bob``: they left the call."""

    people: tuple[Person, ...]


class SetField(msgspec.Struct, frozen=True, tag=True):
    """``/impact TEXT``, ``/title TEXT``, ``/summary [zh:] TEXT``: a text that describes the incident."""

    field: str
    text: str
    lang: str = ""
    """``en`` or ``zh``; empty: the room's own language."""


class Attach(msgspec.Struct, frozen=True, tag=True):
    """``/attach PATH [note]``; a path with spaces stands in quotes."""

    path: str
    note: str = ""


class SetComponent(msgspec.Struct, frozen=True, tag=True):
    """``/component checkout degraded [reason]``."""

    component: str
    impact: str
    reason: str = ""


class SetMember(msgspec.Struct, frozen=True, tag=True):
    """``/member bob Robert Li``, ``/member bob name="Robert Li" contact="+44 ..." zone=Europe/London``."""

    member: str
    name: str = ""
    contact: str = ""
    zone: str = ""


class Jump(msgspec.Struct, frozen=True, tag=True):
    """``/jump 14:05``: show the list at a time (aware UTC)."""

    at: datetime


class AsOf(msgspec.Struct, frozen=True, tag=True):
    """``/at 14:05``: show the room as it was at a time (aware UTC)."""

    at: datetime


class Find(msgspec.Struct, frozen=True, tag=True):
    """``/find WORDS``: search; no words end the search."""

    words: str


class SteerDrill(msgspec.Struct, frozen=True, tag=True):
    """``/drill pause``, ``/drill speed 30``."""

    action: Literal["pause", "go", "skip", "end", "speed"]
    speed: int = 0


class Undo(msgspec.Struct, frozen=True, tag=True):
    """``/undo``: take back what I did last."""


class Pin(msgspec.Struct, frozen=True, tag=True):
    """``/pin REF``: mark an entry that matters, or unmark it."""

    ref: str


class EditEntry(msgspec.Struct, frozen=True, tag=True):
    """``/edit REF [TEXT]``: new words for an entry; without a text it is brought into the entry line."""

    ref: str
    text: str = ""


class SetTime(msgspec.Struct, frozen=True, tag=True):
    """``/time REF 14:05``: when an entry really happened (aware UTC)."""

    ref: str
    at: datetime


class Retract(msgspec.Struct, frozen=True, tag=True):
    """``/retract REF [reason]``: strike an entry, still readable."""

    ref: str
    reason: str = ""


class Erase(msgspec.Struct, frozen=True, tag=True):
    """``/erase REF REASON``: take an entry's text away for good."""

    ref: str
    reason: str


Order = (
    Say
    | Ask
    | SetSeverity
    | SetStatus
    | TakeRole
    | Arrive
    | Leave
    | SetField
    | Attach
    | SetComponent
    | SetMember
    | AsOf
    | Jump
    | Find
    | Filter
    | SteerDrill
    | Undo
    | Pin
    | EditEntry
    | SetTime
    | Retract
    | Erase
    | PanelOrder
    | OwnerOrder
)
