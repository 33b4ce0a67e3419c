"""What people call severities, statuses and milestones where their profile says so. Pure."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Labels(NamedTuple):
    """Names in code to labels; a name without one is shown alone."""

    severities: Mapping[str, str] = {}
    statuses: Mapping[str, str] = {}
    milestones: Mapping[str, str] = {}

    def severity(self, name: str | None) -> str:
        """Such as ``SEV2 重大``; empty without a name."""
        return _beside(name, self.severities)

    def status(self, name: str | None) -> str:
        """Such as ``identified 已查明``; empty without a name."""
        return _beside(name, self.statuses)

    def severity_label(self, name: str | None) -> str:
        """The label alone, ``重大``; empty where the name in code is the word."""
        return self.severities.get(name or "", "")

    def status_label(self, name: str | None) -> str:
        """The same of a status."""
        return self.statuses.get(name or "", "")

    def milestone(self, name: str) -> str:
        """Such as ``mitigated 控制``; underscores are spaces."""
        return _beside(name, self.milestones)


PLAIN: Final = Labels()
"""The names in code alone."""


def _beside(name: str | None, labels: Mapping[str, str]) -> str:
    if not name:
        return ""
    plain, label = name.replace("_", " "), labels.get(name, "")
    return f"{plain} {label}" if label and label.casefold() != plain.casefold() else plain
