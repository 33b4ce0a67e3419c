"""The timeline summary for one owner: what they were told, asked, were promised and said, and when the key events were.

Built from records that this owner may read, never from ours: what a person didn't promote, tell or promise isn't in it.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final, NamedTuple

from warroom import cadence, seal
from warroom.clock import to_stamp
from warroom.state.expectations import wording
from warroom.state.promises import promises
from warroom.summary.audience import first_line
from warroom.summary.kinds.timeline import picture
from warroom.summary.metrics import metrics
from warroom.summary.page import Block, Heading, Page, Paragraph, Styled, Table, Words
from warroom.summary.request import Request
from warroom.summary.wording import promise_words
from warroom.updates.saying import MILESTONES, REMEDIES, REMEDY_STATES, Speech, pick
from warroom.updates.saying import Words as Both
from warroom.updates.wordings import owner_facts
from warroom.updates.words import PHRASES, STATUS, TOPICS, say

_SAY: Final[dict[str, Both]] = {
    "incident": ("Incident", "事件"),
    "reference": ("Reference", "编号"),
    "times": ("Times", "时间"),
    "in": ("in", "时区："),
    "as_of": ("As of", "截至"),
    "stands": ("Where it stands, as we told you", "目前情况（已告知）"),
    "about": ("About", "事项"),
    "what": ("What", "内容"),
    "told": ("Told", "告知时间"),
    "facts": ("What we found", "已确认的事实"),
    "key": ("Key events", "关键时间"),
    "event": ("Event", "事件"),
    "time": ("Time", "时间"),
    "lasted": ("The impact lasted", "影响持续"),
    "noticed": ("From detection to our first notice", "从发现到首次通报"),
    "recovered": ("From detection to the confirmed recovery", "从发现到确认恢复"),
    "lengths": ("How long it took", "用时"),
    "promised": ("What we promised", "我们的承诺"),
    "until": ("Until", "期限"),
    "how": ("How it stands", "进展"),
    "asked": ("Your questions", "您的问题"),
    "question": ("Question", "问题"),
    "answer": ("Answer", "答复"),
    "follows": ("our answer follows", "待答复"),
    "remedies": ("Compensation", "补偿"),
    "log": ("What was said", "往来记录"),
    "kind": ("Kind", "类别"),
    "who": ("Who", "谁"),
    "we": ("we", "我方"),
    "you": ("you", "贵方"),
    "update": ("update", "通报"),
    "message": ("message", "消息"),
    "by": ("told", "告知"),
    "withdrawn_update": ("(withdrawn later)", "（后已撤回）"),
    "corrected": ("(corrected later)", "（后已更正）"),
    "nothing": ("Nothing was told yet.", "尚未通报。"),
    "checking": (
        "Some times in this report are still being checked.",
        "本报告中的部分时间仍在核对。",
    ),
    "kept": ("done", "已完成"),
    "open": ("open", "进行中"),
    "late": ("late", "已逾期"),
    "broken": ("not kept", "未能兑现"),
    "withdrawn": ("taken back", "已撤回"),
    "no_time": ("no time", "未定"),
}


def for_owner(asked: Request) -> Page:
    """The summary that ``asked.owner`` may have."""
    blocks: list[Block] = [
        *_head(asked),
        *picture(asked),
        *_stands(asked),
        *_facts(asked),
        *key_events(asked),
        *lengths(asked),
        *_promised(asked),
        *_asked(asked),
        *_remedies(asked),
        *_log(asked),
    ]
    return Page(first_line(asked.audience, asked.lang), title_of(asked), blocks, asked.lang)


def word(key: str, asked: Request) -> str:
    """One of our words in the owner's language."""
    return pick(_SAY[key], asked.lang)


def title_of(asked: Request) -> str:
    """What owners may know the room by: its public title, else its neutral reference."""
    opened = asked.state.incident.opened
    public = asked.state.incident.field("title", asked.lang) if _has_title(asked) else ""
    title = public or (opened.public_title if opened is not None else "")
    return title or f"{word('incident', asked)} {seal.room_ref(asked.room)}"


def _has_title(asked: Request) -> bool:
    register = asked.state.incident.fields.get(("title", asked.lang))
    return register is not None and bool(register.value)


def _section(title: str, head: tuple[str, ...], rows: list[tuple[Words, ...]]) -> list[Block]:
    return [Heading(title), Table(head, rows)] if rows else []


def _head(asked: Request) -> list[Block]:
    rows: list[tuple[Words, ...]] = [
        (word("reference", asked), seal.room_ref(asked.room)),
        (word("times", asked), f"{word('in', asked)} {asked.zone.key}"),
        (word("as_of", asked), asked.times.at(asked.moment)),
    ]
    found = asked.checks
    note: list[Block] = [Paragraph([Styled(word("checking", asked), "strong")])] if found else []
    return [Table(("", ""), rows, "facts"), *note]


def _stands(asked: Request) -> list[Block]:
    """The facts as this owner heard them last."""
    rows: list[tuple[Words, ...]] = []
    for key, last in asked.state.updates.known(asked.owner).items():
        name = key.partition(":")[0]
        if name not in TOPICS or not last.fact.text or name in ("answer", "promise"):
            continue
        text = say(STATUS, last.fact.text, asked.lang) if name == "status" else last.fact.text
        rows.append((say(TOPICS, name, asked.lang), text, asked.times.when(last.telling.at)))
    head = (word("about", asked), word("what", asked), word("told", asked))
    return _section(word("stands", asked), head, rows)


def _facts(asked: Request) -> list[Block]:
    """What was written for this owner, told or not yet; what no longer holds is left out."""
    told = {key.partition(":")[2] for key in asked.state.updates.known(asked.owner) if key.startswith("fact:")}
    rows: list[tuple[Words, ...]] = [
        (say(TOPICS, fact.now.topic, asked.lang), wording(fact.now, asked.lang))
        for fact in owner_facts(asked.state, asked.owner, tuple(TOPICS))  # type: ignore[arg-type]
        if fact.eid not in told
    ]
    return _section(word("facts", asked), (word("about", asked), word("what", asked)), rows)


def key_events(asked: Request) -> list[Block]:
    """When the key events were, in words of ours: those of the entries are internal."""
    passed = asked.state.timeline.passed()
    rows: list[tuple[Words, ...]] = []
    for name, said in MILESTONES.items():
        if name in passed:
            text = pick(said, asked.lang)
            rows.append((text[:1].upper() + text[1:], asked.times.when(passed[name][1])))
    return _section(word("key", asked), (word("event", asked), word("time", asked)), rows)


def lengths(asked: Request) -> list[Block]:
    """Lengths that both stamps are known for; none is inferred."""
    speech = Speech(asked.lang, asked.zone, asked.moment)
    made = metrics(asked.state, asked.moment, asked.cadences or cadence.DEFAULT)
    measured = (
        ("lasted", made.get("time_to_mitigate")),
        ("noticed", made.get("time_to_first_notice", asked.owner) if asked.owner in made.owners else None),
        ("recovered", made.get("resolved_after_detection")),
    )
    rows: list[tuple[Words, ...]] = [
        (word(key, asked), speech.length(timedelta(seconds=one.value)))
        for key, one in measured
        if one is not None and one.value is not None
    ]
    return [Heading(word("lengths", asked)), Table(("", ""), rows, "facts")] if rows else []


def _promised(asked: Request) -> list[Block]:
    rows: list[tuple[Words, ...]] = []
    for one in promises(asked.state.commitments, asked.state.updates, asked.moment, asked.owner):
        if one.record.erased:
            continue
        until = asked.times.when(to_stamp(one.due)) if one.due else word("no_time", asked)
        text = promise_words(one.record, asked.lang)
        done = f", {asked.times.when(one.done_at)}" if one.done_at else ""
        rows.append((until, text, word(one.standing, asked) + done))
    return _section(word("promised", asked), (word("until", asked), word("what", asked), word("how", asked)), rows)


def _asked(asked: Request) -> list[Block]:
    """Their questions with what they heard as an answer; one that is only ready isn't said yet."""
    rows: list[tuple[Words, ...]] = []
    known = asked.state.updates.known(asked.owner)
    for one in asked.state.questions.of(asked.owner):
        if one.erased:
            continue
        answer = asked.state.questions.answer(one.eid)
        last = known.get(f"answer:{one.eid}")
        heard = answer.value.text if answer is not None and answer.value.told else last.fact.was if last else ""
        rows.append((asked.times.when(one.at), one.now.text, heard or word("follows", asked)))
    head = (word("time", asked), word("question", asked), word("answer", asked))
    return _section(word("asked", asked), head, rows)


def _remedies(asked: Request) -> list[Block]:
    """What was offered; what we only think of isn't said."""
    rows: list[tuple[Words, ...]] = [
        (
            pick(REMEDIES[one.now.kind], asked.lang),
            "\n".join(filter(None, (one.now.text, one.now.note))),
            pick(REMEDY_STATES[one.now.state], asked.lang),
        )
        for one in asked.state.expectations.remedies.standing()
        if one.now.owner_id == asked.owner and not one.erased and one.now.state in ("offered", "accepted", "fulfilled")
    ]
    return _section(word("remedies", asked), (word("kind", asked), word("what", asked), word("how", asked)), rows)


# -- the log -----------------------------------------------------------------------------------------------------------


class _Line(NamedTuple):
    at: str
    kind: str
    who: str
    text: str


def _log(asked: Request) -> list[Block]:
    """What was said both ways, day by day."""
    lines = sorted([*_tellings(asked), *_thread(asked)])
    found: list[Block] = [Heading(word("log", asked))]
    if not lines:
        return [*found, Paragraph(word("nothing", asked))]
    day = ""
    rows: list[tuple[Words, ...]] = []
    head = tuple(word(key, asked) for key in ("time", "kind", "who", "what"))
    for line in lines:
        if asked.times.day(line.at) != day:
            day, rows = asked.times.day(line.at), []
            found += [Heading(day, 3), Table(head, rows, "log")]
        rows.append((asked.times.clock(line.at), line.kind, line.who, line.text))
    return found


def _tellings(asked: Request) -> Iterator[_Line]:
    for telling in asked.state.updates.told(asked.owner):
        said = telling.said
        kind = word("update", asked) + (f" #{said.number}" if said.number else "")
        text = "\n".join(filter(None, (said.text, *(_fact(one.key, one.text, asked) for one in said.facts))))
        corrections = asked.state.updates.corrections(telling.eid)
        if corrections:
            gone = any(one.said.withdraws for one in corrections)
            text += f"\n{word('withdrawn_update' if gone else 'corrected', asked)}"
        yield _Line(telling.at, kind, word("we", asked), text)


def _fact(key: str, text: str, asked: Request) -> str:
    name = key.partition(":")[0]
    if not text:
        return ""
    said = say(STATUS, text, asked.lang) if name == "status" else text
    return f"{say(TOPICS, name, asked.lang)}{say(PHRASES, 'colon', asked.lang)}{said}" if name in TOPICS else said


def _thread(asked: Request) -> Iterator[_Line]:
    for entry in asked.state.owners.threads.get(asked.owner) or ():
        message = asked.state.owners.messages.get(entry.eid)
        if message is None or entry.erased or entry.retracted:
            continue
        inward = message.direction == "in"
        side = word("you" if inward else "we", asked)
        # Who of theirs spoke they know; who of ours did is a role at most, so nobody is named.
        who = f"{side}: {message.actor}" if inward and message.actor else side
        text = "\n".join(filter(None, (message.title, entry.text)))
        yield _Line(entry.at, word("message", asked), who, text)
