"""Taking one thing that is known into a draft: its words into the section that fits, and the fact. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from warroom.state.revisions import SECTIONS, Body, Content, Section, SectionId
from warroom.state.room_state import RoomState
from warroom.state.updates import ToldFact
from warroom.updates.facts import Fact, facts
from warroom.updates.wordings import reads

SECTION_OF: Final[Mapping[str, SectionId]] = {
    "status": "status",
    "severity": "status",
    "impact": "impact",
    "scope": "scope",
    "component": "scope",
    "times": "times",
    "data_safety": "data_safety",
    "cause": "cause",
    "mitigation": "actions",
    "eta": "eta",
    "owner_action": "owner_action",
    "answer": "answers",
    "promise": "broken",
}
"""The section of a fact by its topic; ``free`` for every other one."""
_ENDS: Final = ".!?。！？…"


def take(
    state: RoomState, owner: str, content: Content, key: str, now: datetime, field: SectionId | None = None
) -> Content:
    """``content`` with the fact of that key at the end of the section that fits (or of ``field``), in each language.

    A language in which the fact has no words is left as it is. A fact that the section states already is stated anew.
    """
    bodies = []
    for body in content.bodies:
        found = next((one for one in facts(state, owner, now, body.lang) if one.key == key), None)
        bodies.append(body if found is None else _with(body, found, field or SECTION_OF.get(found.topic, "free")))
    return msgspec.structs.replace(content, bodies=tuple(bodies))


def _with(body: Body, fact: Fact, field: SectionId) -> Body:
    words = fact.said or ("" if fact.value else fact.line(body.lang))
    if not words or not reads(words, body.lang):
        return body
    told = ToldFact(key=fact.key, was=fact.value, text=words)
    section = body.section(field) or Section(field)
    others = tuple(one for one in section.facts if one.key != fact.key)
    text = section.text if words in section.text else _joined(section.text, _sentence(words, body.lang), body.lang)
    return with_section(body, Section(field, text, (*others, told)))


def _sentence(words: str, lang: str) -> str:
    line = " ".join(words.split())
    return line if line.endswith(tuple(_ENDS)) else line + ("。" if lang == "zh" else ".")


def _joined(text: str, more: str, lang: str) -> str:
    if not text.strip():
        return more
    last = text.rstrip().rpartition("\n")[2]
    if last.startswith("- "):
        return f"{text.rstrip()}\n- {more}"
    return f"{text.rstrip()}{'' if lang == 'zh' else ' '}{more}"


def with_section(body: Body, section: Section) -> Body:
    """``body`` with a section in place of the one of its field; a new one stands where the fields' order has it."""
    if body.section(section.field) is not None:
        sections = [section if one.field == section.field else one for one in body.sections]
    else:
        sections = list(body.sections)
        order = SECTIONS.index(section.field)
        before = [at for at, one in enumerate(sections) if SECTIONS.index(one.field) < order]
        sections.insert(before[-1] + 1 if before else 0, section)
    return msgspec.structs.replace(body, sections=tuple(sections))
