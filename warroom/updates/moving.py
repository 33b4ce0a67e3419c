"""Another time for the next update: the draft's field, the words that say it, and what was promised by then. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec

from warroom import cadence
from warroom.cadence import Cadences
from warroom.clock import to_stamp
from warroom.state.promises import moment
from warroom.state.revisions import Body, Content, Section
from warroom.state.room_state import RoomState
from warroom.updates.saying import Speech
from warroom.updates.sheet import Case
from warroom.updates.taking import with_section
from warroom.updates.wordings import missing

STEP: Final = timedelta(minutes=15)
_SAID: Final = {"en": "Next update: {} or earlier.", "zh": "下次通报：{}前。"}
"""Where no template has said it."""


def moved(
    state: RoomState, owner: str, content: Content, at: datetime, now: datetime, cadences: Cadences = cadence.DEFAULT
) -> Content:
    """``content`` that promises the next update for ``at``: wherever it said the old time, it says the new one."""
    before = moment(content.next_update)
    bodies = tuple(
        _said(body, _speech(state, owner, content, body.lang, at, now, cadences), before, at) for body in content.bodies
    )
    promises = tuple(
        msgspec.structs.replace(one, due=to_stamp(at)) if one.due and one.due == content.next_update else one
        for one in content.promises
    )
    return msgspec.structs.replace(content, bodies=bodies, next_update=to_stamp(at), promises=promises)


def later(content: Content, by: timedelta, now: datetime) -> datetime:
    """The promised time moved by so much, on a quarter of an hour when there was none; never before the next minute."""
    before = moment(content.next_update)
    if before is None:
        whole = now - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
        before = whole + STEP
    return max(before + by, now.replace(second=0, microsecond=0) + timedelta(minutes=1))


def _speech(
    state: RoomState, owner: str, content: Content, lang: str, at: datetime, now: datetime, cadences: Cadences
) -> Speech:
    return Case(
        state=state, owner=owner, now=now, phase=content.phase, lang=lang, form=content.form, next_update=at,
        cadences=cadences,
    ).speech  # fmt: skip


def _said(body: Body, speech: Speech, before: datetime | None, at: datetime) -> Body:
    """The old time as an owner may read it, by the new one in the same way; a mark where it is missing goes too."""
    new = speech.time(at)
    pairs = [(missing("next_update"), new)]
    if before is not None:
        pairs += list(dict.fromkeys(_ways(speech, before, at, new)))
    section = body.section("next_update")
    sections = []
    found = False
    for one in body.sections:
        text = one.text
        for old, words in pairs:
            if old in text and (one.field == "next_update" or old != missing("next_update")):
                text, found = text.replace(old, words), True
                break
        sections.append(one if text == one.text else msgspec.structs.replace(one, text=text))
    body = msgspec.structs.replace(body, sections=tuple(sections))
    if not found and (section is None or not section.text.strip()):
        words = _SAID["zh" if speech.lang == "zh" else "en"].format(new)
        body = with_section(body, Section("next_update", words))
    return body


def _ways(speech: Speech, before: datetime, at: datetime, new: str) -> Iterator[tuple[str, str]]:
    """The longest first: with the day, then as the time alone."""
    yield speech.due(before), speech.due(at) if speech.due(before) != speech.time(before) else new
    for dated in (True, False):
        other = speech._replace(dated=dated)
        yield other.time(before), new
