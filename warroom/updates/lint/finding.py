"""What the check finds, and what it knows when it looks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

import msgspec

from warroom.state.revisions import Phase, PromiseKind, RuleSeverity
from warroom.state.updates import ToldFact

CauseState = Literal["unknown", "suspected", "confirmed"]


class Replace(NamedTuple):
    """A quick fix that replaces ``start`` to ``end`` (offsets in the text) by ``text``."""

    label: str
    start: int
    end: int
    text: str
    states: ToldFact | None = None
    """The fact that the section states from then on, in place of what it said of it before."""


class AddPromise(NamedTuple):
    """A quick fix that takes a sentence into the commitments ledger when the owner is told."""

    label: str
    text: str
    kind: PromiseKind = "action"
    due: str | None = None


class Go(NamedTuple):
    """A quick fix that brings the person to the section that is to be filled."""

    label: str
    field: str


Fix = Replace | AddPromise | Go


class Finding(NamedTuple):
    """One place that breaks a rule. Offsets count characters of the original text, end excluded."""

    rule: str
    """As in the catalogue: ``T01``."""
    severity: RuleSeverity
    start: int
    end: int
    text: str
    """The words that broke it; empty where something is missing."""
    message: str
    """What is wrong and what to do, one sentence, in English."""
    fixes: tuple[Fix, ...] = ()
    field: str = ""
    """The section of a draft that it stands in; empty for the draft as a whole, and for a bare text."""
    lang: str = ""
    """The body that it stands in."""


class Overlaps(Protocol):
    """What the leak guard compares with; ``guard`` makes it from the internal entries of a room."""

    def leaks(self, text: str) -> list[tuple[int, int, str, bool]]:
        """Places in ``text`` (start, end) shared with an internal entry: its letters, and whether it blocks."""
        ...


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What the text rules know beside the text. The defaults are those of a bare text without a room: ungated."""

    lang: str = ""
    """``en`` or ``zh``; empty: by the letters of each sentence."""
    now: datetime | None = None
    phase: Phase | None = None
    form: str = "long"
    zone: str = ""
    """The reader's zone, for the fixes that insert one."""
    cause: CauseState | None = None
    """None: not known, C02 fires on every causal claim; ``confirmed`` silences it."""
    data_safety_evidence: bool = False
    """Whether a data-safety claim rests on a recorded fact (C12)."""
    full_outage: bool = False
    """Whether a component is recorded as a major outage (P11)."""
    over_midnight: bool = False
    """Whether the incident spans a change of the date in the reader's zone (T07)."""
    glossary: Mapping[str, str] = {}
    """Words that the owner knows, or knows by another name (then the value)."""
    avoid: tuple[str, ...] = ()
    """Words that aren't said to this owner (P12)."""
    others: tuple[str, ...] = ()
    """Names and aliases of other owners and organisations that must not be named (L09)."""
    own: tuple[str, ...] = ()
    """The reader's names: one of the others' may stand in them."""
    contacts: tuple[str, ...] = ()
    """Ways to reach us that were given to the reader: their numbers may stand (L11)."""
    roster: tuple[str, ...] = ()
    """Names and handles of our own people (L08); who may be named to the owner is left out."""
    hosts: tuple[str, ...] = ()
    """Internal host suffixes beside the built-in ones (L03), ``.corp.example``."""
    tickets: tuple[str, ...] = ()
    """Ticket keys (L06), ``OPS``; empty: none is known, then what is formed like a ticket counts."""
    allowed: tuple[str, ...] = ()
    """Hosts whose links may go out (L04), ``status.example.com``."""
    internal: Overlaps | None = None
    """The leak guard (L10); None without a room."""


class Example(NamedTuple):
    """One example of a rule: a text on which it fires (or must not), in one language."""

    lang: str
    bad: str
    good: str


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What the catalogue says of a rule: shown by ``lint --explain``, and its examples are its tests."""

    id: str
    severity: RuleSeverity
    title: str
    why: str
    source: str
    examples: tuple[Example, ...] = ()
