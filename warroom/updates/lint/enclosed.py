"""X14: the files that go with a draft. What is attached to a room is internal until somebody has looked at it."""

from collections.abc import Iterator
from typing import Final

from warroom.updates.lint.finding import Finding, Rule
from warroom.updates.lint.sight import DraftRule, Sight

X14: Final = Rule(
    id="X14",
    severity="warn",
    title="an internal file goes along",
    why="A file of the room is internal until an update names it, and no rule reads what is in it: its pages, its names, "
    "the place where a photo was taken. Blocks when the file is not in the room (any more).",
    source="DESIGN 3: attachments are internal unless an update names them",
)


def _files(sight: Sight) -> Iterator[Finding]:
    here = {one.sha256 for one in sight.state.incident.attachments.values()}
    seen = _seen(sight)
    for one in sight.content.files:
        if one.sha256 not in here:
            message = f"'{one.name}' isn't in the room (any more): take it out (F)"
            yield sight.finding(X14, message, severity="block")._replace(text=one.name)
        elif one.sha256 not in seen:
            message = (
                f"'{one.name}' is INTERNAL and no rule reads it: look at it, then let it stand, or take it out (F)"
            )
            yield sight.finding(X14, message)._replace(text=one.name)


def _seen(sight: Sight) -> set[str]:
    """The files that this owner was sent already."""
    found: set[str] = set()
    for telling in sight.state.updates.told(sight.owner):
        draft = sight.state.revisions.get(telling.said.update)
        saved = draft.revisions.get(telling.said.revision) if draft is not None else None
        if saved is not None:
            found |= {one.sha256 for one in saved.said.content.files}
    return found


RULES: Final[tuple[DraftRule, ...]] = (DraftRule(X14, _files),)
ENTRIES: Final = (X14,)
"""Every rule of the family, for ``lint --explain``."""
