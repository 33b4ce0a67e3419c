"""A correction or a withdrawal of what was told: a new draft that names the old update; the old text stays. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from warroom.state.promises import moment
from warroom.state.revisions import NUMBER, Body, Content, Section
from warroom.state.room_state import RoomState
from warroom.state.updates import Telling, ToldFact
from warroom.updates.phase import phase_of

_WORDS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "en": (
        "Correction of update #{number}: ⟦missing: what was wrong⟧ should read ⟦missing: what holds⟧, because "
        "⟦missing: why⟧. We are sorry for the error.",
        "Correction of what we told you at {at}: ⟦missing: what was wrong⟧ should read ⟦missing: what holds⟧, because "
        "⟦missing: why⟧. We are sorry for the error.",
        "We withdraw update #{number}: ⟦missing: why it was a false alarm⟧. You need not do anything. We are sorry for "
        "the alarm.",
        "We withdraw what we told you at {at}: ⟦missing: why it was a false alarm⟧. You need not do anything. We are "
        "sorry for the alarm.",
    ),
    "zh": (
        "更正：第{number}次通报中“⟦missing: 原文⟧”应为“⟦missing: 更正后的内容⟧”，"
        "原因：⟦missing: 原因⟧。我们为这一差错向您道歉。",
        "更正：我们于{at}告知的“⟦missing: 原文⟧”应为“⟦missing: 更正后的内容⟧”，"
        "原因：⟦missing: 原因⟧。我们为这一差错向您道歉。",
        "撤回第{number}次通报：⟦missing: 为何是误报⟧。无需您操作。我们为误报向您道歉。",
        "撤回我们于{at}告知的内容：⟦missing: 为何是误报⟧。无需您操作。我们为误报向您道歉。",
    ),
}
"""Of a written update and of a telling without one: corrected, then withdrawn."""

_MARK: Final = re.escape(NUMBER)
_SUBJECTS: Final = (
    (re.compile(rf": [^:]*\(update {_MARK}\)$|: update {_MARK}$"), ": {en} (update {mark})"),
    (re.compile(rf"(?<=Update ){_MARK}(, (?:correction|withdrawal) of update #\d+)?: "), "{mark}, {en}: "),
    (re.compile(rf"：(?:结案报告（第{_MARK}次通报）|第{_MARK}次通报（[^）]*）)$"), "：第{mark}次通报（{zh}）"),
    (re.compile(rf"第{_MARK}次通报（[^）]*）："), "第{mark}次通报（{zh}）："),
)
"""Where a subject says which update it is of, as the templates that come with the program put it, long and short."""
_BEFORE: Final = re.compile(r"^(?:(?:Correction|Withdrawal) of update #\d+: |(?:更正|撤回)第\d+次通报：)")


def correction_of(state: RoomState, telling: Telling, now: datetime) -> Content:
    """What was told, with a paragraph before it that says what was wrong; what is not known yet is left to fill."""
    content = _told(state, telling)
    bodies = tuple(
        msgspec.structs.replace(
            _opened(body, _said(body.lang, telling, withdrawn=False)),
            title=subject(body, telling.said.number, withdrawn=False),
        )
        for body in content.bodies
    )
    return msgspec.structs.replace(
        content,
        phase=phase_of(state, telling.said.owner_id),
        bodies=bodies,
        next_update=content.next_update if _ahead(content.next_update, now) else None,
        promises=(),  # they are in the ledger since it was told
        ignored=(),
        corrects=telling.eid,
        withdraws=False,  # of a withdrawal too: it is said what holds
    )


def withdrawal_of(state: RoomState, telling: Telling) -> Content:
    """That what was told was a false alarm, and nothing else."""
    content = _told(state, telling)
    gone = tuple(ToldFact(fact.key) for fact in telling.said.facts)
    bodies = [
        Body(
            body.lang,
            subject(body, telling.said.number, withdrawn=True),
            (Section("opening", _said(body.lang, telling, withdrawn=True), gone),),
        )
        for body in content.bodies
    ]
    return Content(
        phase=content.phase,
        form=content.form,
        bodies=tuple(bodies),
        channels=content.channels,
        people=content.people,
        corrects=telling.eid,
        withdraws=True,
    )


def _told(state: RoomState, telling: Telling) -> Content:
    """What was sent; of a telling without a text, its facts, one section each language is enough for."""
    draft = state.revisions.get(telling.said.update)
    saved = draft.revisions.get(telling.said.revision) if draft is not None else None
    if saved is not None:
        return saved.said.content
    lang = state.owners.plan(telling.said.owner_id).lang or "en"
    words = "\n".join(fact.text for fact in telling.said.facts if fact.text)
    return Content(bodies=(Body(lang, "", (Section("news", words, telling.said.facts),)),))


def _opened(body: Body, words: str) -> Body:
    rest = tuple(one for one in body.sections if one.field != "opening")
    return msgspec.structs.replace(body, sections=(Section("opening", words), *rest))


def subject(body: Body, number: int, *, withdrawn: bool) -> str:
    """The subject of update ``number``, which says now that this corrects or withdraws it: none is a first one twice.

    One of a template of one's own keeps its words behind it.
    """
    if not number or not body.title:
        return body.title
    english = f"{'withdrawal' if withdrawn else 'correction'} of update #{number}"
    chinese = f"{'撤回' if withdrawn else '更正'}第{number}次通报"
    for pattern, words in _SUBJECTS:
        if found := pattern.search(body.title):
            said = words.format(mark=NUMBER, en=english, zh=chinese)
            return f"{body.title[: found.start()]}{said}{body.title[found.end() :]}"
    title = _BEFORE.sub("", body.title)
    return f"{chinese}：{title}" if body.lang == "zh" else f"{english[0].upper()}{english[1:]}: {title}"


def _said(lang: str, telling: Telling, *, withdrawn: bool) -> str:
    words = _WORDS["zh" if lang == "zh" else "en"]
    form = words[(2 if withdrawn else 0) + (0 if telling.said.number else 1)]
    at = moment(telling.at)
    return form.format(number=telling.said.number, at=at.strftime("%Y-%m-%d %H:%M UTC") if at else telling.at)


def _ahead(stamp: str | None, now: datetime) -> bool:
    at = moment(stamp)
    return at is not None and at > now
