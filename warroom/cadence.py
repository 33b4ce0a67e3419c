"""How soon and how often an owner hears from us: lengths of time by severity, and the presets to choose from."""

from collections.abc import Mapping
from typing import Final

import msgspec


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A length of time: minutes of the clock, or working days (0: until the end of the same working day)."""

    minutes: int | None = None
    working_days: int | None = None

    def __post_init__(self) -> None:
        if (self.minutes is None) == (self.working_days is None):
            raise ValueError("write either minutes or working_days")
        if (self.minutes or 0) < 0 or (self.working_days or 0) < 0 or self.minutes == 0:
            raise ValueError("a length of time is positive")


class Cadence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How soon and how often an owner hears from us, unless the owner's plan or a promise says otherwise.

    None: nothing is due by itself. The shipped numbers are those of owner-updates.md 1.3.
    """

    first_notice: Span | None = None
    """From the declaration to the first notice."""
    update: Span | None = None
    """At most this long between two updates."""
    long_update: Span | None = None
    """The same in long mode, which is announced to the owner first."""
    long_after: Span | None = None
    """When long mode may begin, from the first notice."""
    monitoring: Span | None = None
    """Between two updates while monitoring."""
    resolved: Span | None = None
    """From the confirmed end to the update that says so."""
    preliminary: Span | None = None
    """From the end to a preliminary report."""
    report: Span | None = None
    """From the end to the closure report."""


Cadences = Mapping[str, Cadence]
"""By severity."""


def merged(own: Cadence | None, base: Cadence | None) -> Cadence:
    """``own``, and what it leaves out from ``base``."""
    own, base = own or Cadence(), base or Cadence()
    names = Cadence.__struct_fields__
    return Cadence(**{name: getattr(own, name) or getattr(base, name) for name in names})


def minutes(count: int) -> Span:
    """So many minutes of the clock."""
    return Span(minutes=count)


def _every(first: int, update: int, monitoring: int) -> Cadence:
    return Cadence(first_notice=minutes(first), update=minutes(update), monitoring=minutes(monitoring))


DEFAULT: Final[Cadences] = {
    "SEV1": Cadence(
        minutes(15), minutes(30), minutes(60), minutes(120), minutes(60), minutes(15), minutes(1440),
        Span(working_days=5),
    ),
    "SEV2": Cadence(
        minutes(30), minutes(60), minutes(120), minutes(120), minutes(120), minutes(30), None, Span(working_days=5)
    ),
    "SEV3": Cadence(
        minutes(120), minutes(240), minutes(1440), minutes(120), minutes(1440), Span(working_days=0), None,
        Span(working_days=10),
    ),
}  # fmt: skip
"""The default profile's numbers (owner-updates.md 1.3), for a room whose profile isn't at hand."""

PRESETS: Final[Mapping[str, Cadences]] = {
    "gitlab": {"SEV1": _every(10, 10, 30), "SEV2": _every(15, 15, 60), "SEV3": _every(15, 15, 60)},
    "pagerduty": {"SEV1": _every(5, 20, 30), "SEV2": _every(5, 20, 30), "SEV3": _every(30, 30, 30)},
    "statuspage": {"SEV1": _every(10, 30, 30), "SEV2": _every(10, 30, 30), "SEV3": _every(30, 30, 60)},
}
"""Cadences of others to choose from (owner-updates.md 1.3): the GitLab handbook, PagerDuty's guidelines, Statuspage."""
