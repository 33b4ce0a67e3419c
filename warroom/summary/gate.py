"""The gate of every export for an owner: what names our inside is taken out, and what may not leave stops it. Pure.

Names of ours become roles, other owners "another customer"; links that aren't allow-listed, hosts, tickets, handles and
paths are replaced by what they are. What can't be replaced by a word (a secret, a stack trace, words of an internal
record, data about a person, a mark that says internal) stops the export and is named with its place; so does a name
that no record holds and that only the words beside it give away.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple, NoReturn

import msgspec

from warroom.errors import WarroomError
from warroom.state.revisions import Content
from warroom.state.room_state import RoomState
from warroom.state.team import ROLES, Role
from warroom.summary import inside_marks, persons
from warroom.summary.lanes import Lanes, shortened
from warroom.summary.origins import origin
from warroom.summary.page import Block, Bullets, Heading, Page, Paragraph, Picture, Styled, Table, Words, texts
from warroom.summary.request import Request
from warroom.updates.lint import leaks, links
from warroom.updates.lint.finding import Finding, Ground
from warroom.updates.lint.folding import Prepared, fold
from warroom.updates.lint.ground import ground_of, own_names, theirs
from warroom.updates.saying import ROLES as ROLE_WORDS
from warroom.updates.saying import Words as Both
from warroom.updates.saying import pick

_INSTEAD: Final[Mapping[str, Both]] = {
    "L02": ("[internal address]", "［内部地址］"),
    "L02b": ("[address]", "［地址］"),
    "L03": ("[internal system]", "［内部系统］"),
    "L03b": ("[internal system]", "［内部系统］"),
    "L04": ("[link removed]", "［链接已删除］"),
    "L05": ("our team", "我方团队"),
    "L06": ("[internal reference]", "［内部编号］"),
    "L08": ("an engineer", "工程师"),
    "L09": ("another customer", "其他客户"),
    "L12": ("[internal path]", "［内部路径］"),
}
"""What is said instead, in English and Chinese. L10 that only warns may be chance and stays; the rest stops."""
_SHOWN: Final = 10
"""Places that one refusal names; a person mends the first of them and tries again."""
_CONTEXT: Final = 60


def passed(page: Page, asked: Request) -> Page:
    """The page as the owner may have it. Raises ``WarroomError`` naming every place that may not leave the room.

    The rules read whole texts; what a picture has no room for is shortened only then.
    """
    allowed = tuple(_no_names_of_ours(asked))
    recounted = persons.recounted(asked.state, "\n".join(texts(page)), allowed)
    ground = _ground(asked, texts(page), (name for name in recounted if " " in name))
    people = roles(asked.state, asked.lang)
    mails = tuple(_given(asked))
    clean = mapped(page, lambda text: redacted(text, ground, asked.lang, people, mails))
    stops: dict[str, None] = {}
    for text in dict.fromkeys(texts(clean)):
        for one in found(text, ground):
            if one.rule in _INSTEAD or one.severity == "block":
                stops[f"{one.rule} '{one.text[:_CONTEXT]}'{origin(asked, one.text)}: {one.message}"] = None
        for name in (*persons.looking(text, allowed), *persons.standing(text, recounted)):
            stops[f"'{name.context}'{origin(asked, name.context)}: {_WHO.format(name.name)}"] = None
    if stops:
        _refuse(list(stops), asked.owner)
    return fitted(clean)


_WHO: Final = (
    "'{0}' looks like a person. One of ours? Name them once (/member HANDLE {0}), then a role stands there. No person, "
    "or one that the owner knows? Write the word under [glossary] in lint.toml"
)


def _refuse(stops: list[str], owner: str) -> NoReturn:
    shown = "\n".join(f"  {one}" for one in stops[:_SHOWN])
    more = f"\n  and {len(stops) - _SHOWN} more" if len(stops) > _SHOWN else ""
    count = "1 place" if len(stops) == 1 else f"{len(stops)} places"
    raise WarroomError(
        f"nothing was written: {count} in what {owner} would read may not leave the room.\n{shown}{more}"
        "\nThey stand in what was promoted, told or promised: mend it there, then export again."
    )


def _ground(asked: Request, read: Iterable[str], also: Iterable[str]) -> Ground:
    """What the leak rules know of the room, every name of ours that a record of it holds included, and ``also``.

    Of those only the ones that occur in what is ``read`` at all: a chat that was imported has many hundreds.
    """
    content = Content(phase="closure")
    ground = ground_of(asked.state, asked.owner, content, asked.moment, asked.settings)
    letters = _letters("\n".join(read))
    ours = (*persons.known(asked.state, asked.owner), *also)
    names = tuple(name for name in dict.fromkeys(ours) if _letters(name) in letters)
    return msgspec.structs.replace(ground, lang=asked.lang, roster=names)


def _given(asked: Request) -> Iterator[str]:
    """Texts whose mail addresses the owner knows: how they and we are reached, and what they wrote themselves."""
    state, owner = asked.state, asked.owner
    yield from (contact.contact for contact in state.owners.plan(owner).contacts)
    yield from (one.value for (name, _), one in state.incident.fields.items() if name == "contact" and one.value)
    for message in state.owners.messages.values():
        if message.owner_id == owner and message.direction == "in":
            yield from (message.text, message.actor)
    yield from (question.now.text for question in state.questions.of(owner))


def _letters(text: str) -> str:
    return "".join(fold(text).lower().split())


def _no_names_of_ours(asked: Request) -> Iterator[str]:
    """Words that look like names and may stand: the owner's own, what the room and the settings call things."""
    state, owner = asked.state, asked.owner
    plan = state.owners.plan(owner)
    yield from (*own_names(owner, asked.settings), *theirs(state, owner), *state.incident.components)
    yield from (*asked.settings.glossary, *asked.settings.of(owner).glossary, *(term.text for term in plan.glossary))
    yield state.incident.opened.public_title if state.incident.opened is not None else ""
    for (name, _), register in state.incident.fields.items():
        if name == "contact" and register.value:
            yield from _WORD.findall(register.value)
    for message in state.owners.messages.values():
        if message.owner_id == owner and message.direction == "in":
            yield from (message.text, *_WORD.findall(message.text))
    for question in state.questions.of(owner):
        yield from (question.now.text, *_WORD.findall(question.now.text))


_WORD: Final = re.compile(r"[\w'-]+")


def found(text: str, ground: Ground) -> list[Finding]:
    """Every place of ``text`` that a leak rule finds, but for the address that an allow-listed link is made of."""
    prepared = Prepared(text)
    may = [span for span in links.places(text) if links.is_allowed(text[slice(*span)], ground.allowed)]
    return [
        finding
        for rule in leaks.RULES
        for finding in rule.look(prepared, ground)
        if finding.rule not in _OF_A_LINK
        or not any(start <= finding.start and finding.end <= end for start, end in may)
    ]


_OF_A_LINK: Final = frozenset({"L02", "L02b", "L03", "L03b", "L04", "L05", "L06", "L12"})
_NAMES: Final = frozenset({"L08", "L09"})


class _Place(NamedTuple):
    start: int
    end: int
    rule: str
    instead: str


def redacted(text: str, ground: Ground, lang: str, people: Mapping[str, str], mails: Iterable[str] = ()) -> str:
    """``text`` with everything that has a word to stand in its place replaced by that word."""
    for place in reversed(_merged(_places(text, ground, lang, people, mails))):
        text = text[: place.start] + place.instead + text[place.end :]
    return text


def _places(text: str, ground: Ground, lang: str, people: Mapping[str, str], mails: Iterable[str]) -> Iterator[_Place]:
    """What is to be replaced in ``text``, hosts and links as far as they really go; they may overlap."""
    allowed = [span for span in links.places(text) if links.is_allowed(text[slice(*span)], ground.allowed)]
    spans = [(one.start, one.end, one.rule) for one in found(text, ground) if one.rule in _INSTEAD]
    spans += [(start, end, "L04") for start, end in links.places(text) if (start, end) not in allowed]
    spans += [
        (start, end, rule)
        for start, end, rule in inside_marks.places(text, ground.allowed, mails)
        if not any(first <= start and end <= last for first, last in allowed)
    ]
    for start, end, rule in spans:
        instead = pick(_INSTEAD[rule], lang)
        if rule in _NAMES:
            instead = people.get(text[start:end].casefold(), instead)
        elif rule in ("L03", "L04"):
            end = inside_marks.whole(text, start, end)
        yield _Place(start, end, rule, instead)


def _merged(places: Iterable[_Place]) -> list[_Place]:
    """Places that overlap, or parts of one address that touch, as one: a link's word first, then the longest one's."""
    merged: list[_Place] = []
    for one in sorted(set(places)):
        last = merged[-1] if merged else None
        touches = last is not None and one.start == last.end and not {one.rule, last.rule} & _NAMES
        if last is None or not (one.start < last.end or touches):
            merged.append(one)
            continue
        said = max(last, one, key=lambda place: (place.rule == "L04", place.end - place.start))
        merged[-1] = _Place(last.start, max(last.end, one.end), said.rule, said.instead)
    return merged


def roles(state: RoomState, lang: str) -> dict[str, str]:
    """By name or handle, the role that somebody of ours holds, in the owner's language."""
    held: dict[str, str] = {}
    for role in ROLES:
        name = state.team.holder(role)
        if name:
            held.setdefault(name.casefold(), _role(role, lang))
            member = state.team.members.get(name)
            full = member.value.name if member is not None and member.value is not None else ""
            for one in (full, *persons.parts(full), *persons.parts(name)):
                if one:
                    held.setdefault(one.casefold(), _role(role, lang))
    return held


def _role(role: Role, lang: str) -> str:
    words = pick(ROLE_WORDS[role], lang)
    return words if lang == "zh" else f"the {words}"


# -- every text of a page ----------------------------------------------------------------------------------------------


def mapped(page: Page, change: Callable[[str], str]) -> Page:
    """The page with every text changed."""
    return page._replace(
        first_line=page.first_line, title=change(page.title), blocks=[_block(block, change) for block in page.blocks]
    )


def _block(block: Block, change: Callable[[str], str]) -> Block:
    match block:
        case Heading():
            return block._replace(text=change(block.text))
        case Paragraph():
            return Paragraph(_words(block.text, change))
        case Bullets():
            return Bullets([_words(item, change) for item in block.items])
        case Table():
            rows = [tuple(_words(cell, change) for cell in row) for row in block.rows]
            return block._replace(rows=rows)
        case Picture():
            return block._replace(lanes=_lanes(block.lanes, change))


def _words(words: Words, change: Callable[[str], str]) -> Words:
    if isinstance(words, str):
        return change(words)
    return [Styled(change(piece.text), piece.style) for piece in words]


def fitted(page: Page) -> Page:
    """The page with the texts of its pictures as short as a picture can hold them."""
    blocks = [one._replace(lanes=shortened(one.lanes)) if isinstance(one, Picture) else one for one in page.blocks]
    return page._replace(blocks=blocks)


def _lanes(lanes: Lanes, change: Callable[[str], str]) -> Lanes:
    replaced = []
    for lane in lanes.lanes:
        marks = tuple(msgspec.structs.replace(mark, text=change(mark.text)) for mark in lane.marks)
        bars = tuple(msgspec.structs.replace(bar, text=change(bar.text)) for bar in lane.bars)
        replaced.append(msgspec.structs.replace(lane, marks=marks, bars=bars))
    return Lanes(tuple(replaced), lanes.as_of, lanes.lang)
