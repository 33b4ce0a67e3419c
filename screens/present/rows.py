"""What one owner may see on a shared screen: what they were told, asked, promised and said. Nothing else. Pure.

Built from records that this owner has seen already, never from ours; a line that names another owner is withheld.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from screens.owner.rows import moment_words
from screens.rows import day_words
from screens.widgets.panels import Item
from screens.widgets.row import Row
from warroom.clock import from_stamp
from warroom.state.promises import promises
from warroom.state.record import called
from warroom.state.room_state import RoomState
from warroom.updates.words import PHRASES, STATUS, TOPICS, say

_WORDS: Final = {
    "stands": ("Where it stands, as you were told", "目前情况（已告知）"),
    "promised": ("What we promised", "我们的承诺"),
    "asked": ("Your questions", "您的问题"),
    "thread": ("What was said", "往来记录"),
    "by": ("by", "期限"),
    "told": ("told", "告知于"),
    "noted": ("your answer follows", "待答复"),
    "kept": ("done", "已完成"),
    "open": ("open", "进行中"),
    "late": ("late", "已逾期"),
    "broken": ("not kept", "未能兑现"),
    "withdrawn": ("taken back", "已撤回"),
    "in": ("you", "贵方"),
    "out": ("we", "我方"),
}


def title_of(state: RoomState, ref: str) -> str:
    """What owners may know the room by: its public title, and its neutral reference."""
    opened = state.incident.opened
    public = opened.public_title if opened is not None else ""
    return f"{public}  {ref}".strip()


def owner_items(state: RoomState, owner: str, zone: ZoneInfo, now: datetime) -> list[Item]:
    """The lines that ``owner`` may see, in their language."""
    lang = state.owners.plan(owner).lang or "en"
    others = [name.casefold() for name in state.owners.plans if name != owner]
    rows = [*_stands(state, owner, zone, now, lang), *_promised(state, owner, zone, now, lang)]
    rows += [*_asked(state, owner, lang), *_thread(state, owner, zone, lang)]
    return [Item(row) for row in rows if not _names_another(row, owner, others)]


def _names_another(row: Row, owner: str, others: list[str]) -> bool:
    said = f"{row.text}\n{row.who}\n{row.note}".casefold().replace(owner.casefold(), "")
    return any(name in said for name in others)


def _stands(state: RoomState, owner: str, zone: ZoneInfo, now: datetime, lang: str) -> Iterator[Row]:
    for key, last in state.updates.known(owner).items():
        name = key.partition(":")[0]
        if name not in TOPICS or not last.fact.text or name == "answer":
            continue
        text = say(STATUS, last.fact.text, lang) if name == "status" else last.fact.text
        told = moment_words(from_stamp(last.telling.at), now, zone)
        yield Row(
            f"fact:{key}", say(_WORDS, "stands", lang), "", "", "owner", "",
            say(TOPICS, name, lang) + say(PHRASES, "colon", lang) + text, note=f"{say(_WORDS, 'told', lang)} {told}",
        )  # fmt: skip


def _promised(state: RoomState, owner: str, zone: ZoneInfo, now: datetime, lang: str) -> Iterator[Row]:
    for one in promises(state.commitments, state.updates, now, owner):
        if one.record.erased:
            continue
        due = f", {say(_WORDS, 'by', lang)} {moment_words(one.due, now, zone)}" if one.due is not None else ""
        text = called(one.record, 400) or one.record.now.kind.replace("_", " ")
        note = f"{say(_WORDS, one.standing, lang)}{due}"
        yield Row(f"promise:{one.record.eid}", say(_WORDS, "promised", lang), "", "", "plain", "", text, note=note)


def _asked(state: RoomState, owner: str, lang: str) -> Iterator[Row]:
    for one in state.questions.of(owner):
        if one.erased:
            continue
        answer = state.questions.answer(one.eid)
        last = state.updates.known(owner).get(f"answer:{one.eid}")
        heard = answer.value.text if answer is not None and answer.value.told else last.fact.was if last else ""
        note = heard or say(_WORDS, "noted", lang)
        day = say(_WORDS, "asked", lang)
        yield Row(f"asked:{one.eid}", day, "", "", "plain", one.now.actor, one.now.text, note=note)


def _thread(state: RoomState, owner: str, zone: ZoneInfo, lang: str) -> Iterator[Row]:
    day = say(_WORDS, "thread", lang)
    for entry in state.owners.threads.get(owner) or ():
        if entry.erased or entry.retracted:
            continue
        at = from_stamp(entry.at).astimezone(zone)
        direction = state.owners.messages[entry.eid].direction if entry.eid in state.owners.messages else "in"
        who = (
            f"{say(_WORDS, direction, lang)}: {entry.said.actor}" if entry.said.actor else say(_WORDS, direction, lang)
        )
        yield Row(f"said:{entry.eid}", f"{day}, {day_words(at)}", f"{at:%H:%M}", "", "owner", who, entry.text)
