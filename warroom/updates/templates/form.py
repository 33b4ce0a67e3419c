"""What a template file is: its name, the front matter between ``+++``, and a body in sections.

``<lang>/<phase>[.<owner>][.<channel-or-form>].md``. A line ``<!-- section: impact -->`` begins a section; a body
without one is a single ``free`` section. A block of the language ends in the section in which it began.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final, Literal, NamedTuple

import msgspec

from warroom.state.revisions import FORMS, PHASES, SECTIONS, Form, Phase, SectionId
from warroom.updates.channels import CHANNELS
from warroom.updates.templates import engine
from warroom.updates.templates.engine import MAX_SOURCE, TemplateFault

LANGS: Final = ("en", "zh")
_FENCE: Final = "+++"
_MARK: Final = re.compile(r"[ \t]*<!--\s*section:\s*([\w-]*)\s*-->[ \t]*")
_TOML_LINE: Final = re.compile(r" \(at line (\d+), column \d+\)| \(at end of document\)")


class Part(NamedTuple):
    """A section of a template."""

    field: SectionId
    source: str
    line: int
    """On which line of the file its first line stands."""


class Front(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The front matter, as it is written. What the file's name says already may be left out."""

    id: str = ""
    """A name for people; the file's own is what counts."""
    phase: Phase | None = None
    lang: Literal["en", "zh"] | None = None
    audience: Literal["owner"] = "owner"
    channel: str | tuple[str, ...] = ()
    form: Form | None = None
    subject: str = ""
    requires: tuple[str, ...] = ()
    max_chars: int = 0


class Template(NamedTuple):
    """A template that can be used."""

    name: str
    """``identified.acme.zh``: phase, owner or channel or form when it is for one, language."""
    phase: Phase
    lang: str
    form: Form
    owner: str
    """The owner's slug that it is for, or empty: for all."""
    channels: tuple[str, ...]
    """The channels that it is for; empty: any of its form."""
    subject: str
    requires: tuple[str, ...]
    """The values without which its text says too little; each that is missing is marked in the text."""
    max_chars: int
    """0: no limit of its own."""
    parts: tuple[Part, ...]
    path: str
    """In its folder: ``zh/identified.acme.md``."""
    where: str = ""
    """The file of a person's own; empty for a built-in one."""
    text: str = ""
    """The whole file."""


class Place(NamedTuple):
    """What the name of a file says."""

    phase: Phase
    lang: str
    owner: str
    last: str
    """A channel or a form, or empty."""


def slug(owner: str) -> str:
    """An owner's name as file names hold it: ``Acme Retail`` is ``acme-retail``."""
    return "-".join(re.findall(r"\w+", owner.casefold()))


def place(path: str) -> Place:
    """Phase, language, owner and channel or form from ``en/identified.acme.email.md``. Raises ``TemplateFault``."""
    file = PurePath(path)
    lang, (phase, *rest) = file.parent.name, file.name.removesuffix(".md").split(".")
    if lang not in LANGS:
        raise TemplateFault(f"it lies in a folder '{lang[:20]}'; templates lie in {' and '.join(LANGS)}")
    if phase not in PHASES:
        raise TemplateFault(f"its name begins with '{phase[:20]}'; a phase is one of {', '.join(PHASES)}")
    last = rest.pop() if rest and (rest[-1] in FORMS or rest[-1] in CHANNELS) else ""
    if len(rest) > 1 or any(one != slug(one) or not one for one in rest):
        raise TemplateFault("its name is PHASE[.OWNER][.CHANNEL or FORM].md, the owner as in acme-retail")
    return Place(phase, lang, rest[0] if rest else "", last)


def read(path: str, text: str, where: str = "", *, checked: bool = True) -> Template:
    """The template of a file's text. Raises ``TemplateFault`` with the line of the file and what to do.

    Unless ``checked``, its language is not looked at before it is filled: half a second for all the built-in ones.
    """
    named = place(path)
    if len(text) > MAX_SOURCE:
        raise TemplateFault(f"it is longer than {MAX_SOURCE} letters")
    lines = text.removeprefix("\ufeff").splitlines()
    front, body = _front(lines)
    parts = tuple(_parts(lines, body))
    if checked:
        for part in parts:
            _checked(part.source, part.line)
        _checked(front.subject, _line_of(lines, "subject"))
    return _made(named, front, parts, lines, where, text)


def _made(named: Place, front: Front, parts: tuple[Part, ...], lines: list[str], where: str, text: str) -> Template:
    for key, said, wanted in (("phase", front.phase, named.phase), ("lang", front.lang, named.lang)):
        if said is not None and said != wanted:
            raise TemplateFault(f"{key} is '{said}' and the file's name says '{wanted}'", _line_of(lines, key))
    listed = (front.channel,) if isinstance(front.channel, str) else front.channel
    if unknown := [one for one in listed if one not in CHANNELS]:
        raise TemplateFault(
            f"there is no channel '{unknown[0][:20]}': {', '.join(CHANNELS)}", _line_of(lines, "channel")
        )
    by_name: Form | None = None
    if named.last:
        by_name = CHANNELS[named.last].form if named.last in CHANNELS else "short" if named.last == "short" else "long"
    if named.last in CHANNELS:
        listed = (named.last,)
    name = ".".join(one for one in (named.phase, named.owner, named.last, named.lang) if one)
    form = front.form or by_name or (CHANNELS[listed[0]].form if listed else "long")
    return Template(
        name, named.phase, named.lang, form, named.owner, listed, front.subject, front.requires, front.max_chars, parts,
        f"{named.lang}/{name.removesuffix(f'.{named.lang}')}.md", where, text,
    )  # fmt: skip


def _front(lines: list[str]) -> tuple[Front, int]:
    """The front matter and the index of the line behind it."""
    if not lines or lines[0].strip() != _FENCE:
        raise TemplateFault("it does not begin with a line +++ and the front matter", 1)
    end = next((index for index, line in enumerate(lines[1:], 1) if line.strip() == _FENCE), 0)
    if not end:
        raise TemplateFault("the front matter is not closed by a line +++", 1)
    try:
        return msgspec.convert(tomllib.loads("\n".join(lines[1:end])), Front), end + 1
    except tomllib.TOMLDecodeError as error:
        found = _TOML_LINE.search(str(error))
        line = int(found[1]) + 1 if found and found[1] else end
        raise TemplateFault(f"the front matter is no TOML: {_TOML_LINE.sub('', str(error))}", line) from error
    except msgspec.ValidationError as error:
        key = re.search(r"`\$\.(\w+)|field `(\w+)`", str(error))
        line = _line_of(lines, (key[1] or key[2]) if key else "")
        raise TemplateFault(f"the front matter: {error}", line) from error


def _line_of(lines: list[str], key: str) -> int:
    """On which line a key of the front matter is set."""
    pattern = re.compile(rf"\s*{re.escape(key)}\s*=")
    return next((number for number, line in enumerate(lines, 1) if key and pattern.match(line)), 1)


def _parts(lines: list[str], body: int) -> Iterator[Part]:
    marks = [(index, found[1]) for index in range(body, len(lines)) if (found := _MARK.fullmatch(lines[index]))]
    if not marks:
        yield Part("free", "\n".join(lines[body:]), body + 1)
        return
    before = "\n".join(lines[body : marks[0][0]])
    if before.strip():
        raise TemplateFault("there is text before the first section mark", body + 1)
    seen: set[str] = set()
    ends = [index for index, _ in marks[1:]] + [len(lines)]
    for (index, name), end in zip(marks, ends, strict=True):
        field = next((one for one in SECTIONS if one == name), None)
        if field is None:
            raise TemplateFault(f"there is no section '{name[:20]}'; there are {', '.join(SECTIONS)}", index + 1)
        if field in seen:
            raise TemplateFault(f"section '{field}' stands twice", index + 1)
        seen.add(field)
        yield Part(field, "\n".join(lines[index + 1 : end]), index + 2)


def _checked(source: str, line: int) -> None:
    try:
        engine.check(source)
    except TemplateFault as fault:
        raise TemplateFault(str(fault), line + max(fault.line, 1) - 1) from fault


def asked(template: Template) -> frozenset[str]:
    """The values that a template asks for: the form to fill."""
    sources = (template.subject, *(part.source for part in template.parts))
    return frozenset().union(*(engine.check(source) for source in sources))
