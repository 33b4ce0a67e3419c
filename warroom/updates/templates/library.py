"""Which template is taken: owner and channel, owner, channel, the person's default, built in. Pure."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from warroom.errors import NotFound
from warroom.state.revisions import Form, Phase
from warroom.updates.channels import channel
from warroom.updates.templates.form import Template, slug


class Broken(NamedTuple):
    """A template file that can't be used; its draft is filled from the next one that fits."""

    path: str
    """As in the folder, ``en/identified.acme.md``."""
    where: str
    line: int
    """0: as a whole."""
    why: str

    @property
    def message(self) -> str:
        """One sentence: which file, which line, what is wrong."""
        return f"{self.where or self.path}{f', line {self.line}' if self.line else ''}: {self.why}"


class Library(NamedTuple):
    """The templates that there are."""

    templates: tuple[Template, ...]
    broken: tuple[Broken, ...] = ()

    def candidates(self, phase: Phase, lang: str, form: Form, owner: str, channels: Sequence[str]) -> list[Template]:
        """The templates that fit, the most particular first; of channels, the first one of the plan's wins."""
        known = [found.name for one in channels if (found := channel(one)) is not None]
        fitting = [
            one
            for one in self.templates
            if (one.phase, one.lang, one.form) == (phase, lang, form)
            and one.owner in ("", slug(owner))
            and (not one.channels or any(name in one.channels for name in known))
        ]
        return sorted(fitting, key=lambda one: _rank(one, known))

    def named(self, name: str) -> Template:
        """The template called ``identified.short.en`` or ``en/identified.short.md``; a person's own wins.

        Raises ``NotFound`` with what is near.
        """
        plain = name.strip().removesuffix(".md")
        found = [one for one in self.templates if plain in (one.name, one.path.removesuffix(".md"))]
        own = [one for one in found if one.where] or found
        if not own:
            near = get_close_matches(plain, names(self.templates), n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else "'warroom template list' names them"
            raise NotFound(f"there is no template '{name[:60]}'; {hint}")
        return own[0]

    def broken_for(self, phase: Phase, lang: str, owner: str) -> list[Broken]:
        """The files that can't be used and, by their names, might have been meant."""
        beginning, mine = f"{lang}/{phase}.", f".{slug(owner)}."
        return [
            one
            for one in self.broken
            if one.path.startswith(beginning) and (mine in one.path or not _names_an_owner(one.path))
        ]


def _names_an_owner(path: str) -> bool:
    parts = path.removesuffix(".md").split(".")[1:]
    return bool(parts) and parts[0] not in ("long", "short") and channel(parts[0]) is None


def _rank(one: Template, known: list[str]) -> tuple[int, int, str]:
    place = min((known.index(name) for name in one.channels if name in known), default=len(known))
    if one.owner:
        return (0 if one.channels else 1), place, one.name
    return (4 if not one.where else 2 if one.channels else 3), place, one.name


def names(templates: Iterable[Template]) -> list[str]:
    """The names of templates, each once, in order."""
    return sorted({one.name for one in templates})
