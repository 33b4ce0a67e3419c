"""Which checks of the times are open, and which somebody found to be really so. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from warroom.state.checks import Acknowledged
from warroom.state.room_state import RoomState
from warroom.summary.finding import Finding


class Settled(NamedTuple):
    """A check that was acknowledged, and by whom."""

    finding: Finding
    by: Acknowledged


class Looked(NamedTuple):
    """Everything that the check found."""

    open: list[Finding]
    settled: list[Settled]

    @property
    def counted(self) -> str:
        """``2 checks of the times are open, 1 check is acknowledged``; empty where nothing was found."""
        count, done = len(self.open), len(self.settled)
        said = [f"{count} {'check of the times is' if count == 1 else 'checks of the times are'} open"] if count else []
        said += [f"{done} {'check is' if done == 1 else 'checks are'} acknowledged"] if done else []
        return ", ".join(said)


def looked(state: RoomState, found: Iterable[Finding]) -> Looked:
    """Parts what is open from what was acknowledged; with other times a finding is another one, and open."""
    here = Looked([], [])
    for one in found:
        by = state.checks.acknowledged(one.rule, one.key, one.basis)
        if by is None:
            here.open.append(one)
        else:
            here.settled.append(Settled(one, by))
    return here
