"""What owners were told, promised and answered, for our own people. Pure: state in, blocks out."""

from collections.abc import Iterator

from warroom.clock import to_stamp
from warroom.state.promises import Promise, promises, score
from warroom.state.record import called
from warroom.state.updates import Telling
from warroom.summary.measured import words
from warroom.summary.page import Block, Heading, Table, Words
from warroom.summary.request import Request
from warroom.summary.sections import section

GONE = "erased"


def owners_told(asked: Request) -> list[Block]:
    """Updates, promises and questions of all owners."""
    return [*updates(asked), *promised(asked), *questions(asked)]


def updates(asked: Request) -> list[Block]:
    """Every time that an owner was told something; what was corrected later says so."""
    rows: list[tuple[Words, ...]] = []
    told = [(one, owner) for owner in asked.state.updates.owners for one in asked.state.updates.told(owner)]
    for telling, owner in sorted(told, key=lambda pair: pair[0][:3]):
        said = telling.said
        which = f"#{said.number}" if said.number else ""
        rows.append((asked.times.when(telling.at), owner, which, words(said.means), told_words(asked, telling)))
    return section("Owner updates", ("When", "Owner", "No.", "By", "What was told"), rows)


def told_words(asked: Request, telling: Telling) -> str:
    """What was told in words, and what was corrected of it later."""
    said = telling.said
    text = said.text or "; ".join(one.called for one in said.facts)
    notes = list(_corrected(asked, telling))
    return text + (f"\n({'; '.join(notes)})" if notes else "")


def _corrected(asked: Request, telling: Telling) -> Iterator[str]:
    if telling.said.withdraws:
        yield "withdraws what was told before"
    elif telling.said.corrects:
        yield "corrects what was told before"
    for one in asked.state.updates.corrections(telling.eid):
        verb = "withdrawn" if one.said.withdraws else "corrected"
        yield f"{verb} {asked.times.when(one.at)}"


def standing(one: Promise, asked: Request) -> str:
    """How a promise stands, and when it was kept."""
    kept = f", {asked.times.when(one.done_at)}" if one.done_at else ""
    moved = ", moved in time" if one.moved and one.in_time else ", moved" if one.moved else ""
    return f"{one.standing}{kept}{moved}"


def promised(asked: Request) -> list[Block]:
    """The promises to all owners, and the score of each."""
    state, now = asked.state, asked.moment
    rows: list[tuple[Words, ...]] = []
    for one in promises(state.commitments, state.updates, now):
        made = one.record.now
        text = GONE if one.record.erased else called(one.record, 400) or words(made.kind)
        until = asked.times.when(to_stamp(one.due)) if one.due else "no time"
        rows.append((until, made.owner_id, words(made.kind), text, standing(one, asked)))
    found = section("Promises", ("Until", "Owner", "Kind", "Promise", "How it stands"), rows)
    if not found:
        return []
    scores: list[tuple[Words, ...]] = []
    for owner in sorted({one.now.owner_id for one in state.commitments.made.standing()}):
        held = score(state.commitments, state.updates, now, owner)
        share = "n/a (none is decided yet)" if held.percent is None else f"{held.percent} %"
        counts = (str(one) for one in (held.kept, held.late, held.broken, held.with_notice, held.open))
        scores.append((owner, share, *counts))
    head = ("Owner", "Kept / (kept + late + broken)", "Kept", "Late", "Broken", "Withdrawn with notice", "Open")
    return [*found, Table(head, scores)]


def questions(asked: Request) -> list[Block]:
    """What owners asked and what they were answered."""
    rows: list[tuple[Words, ...]] = []
    for one in asked.state.questions.asked.standing():
        answer = asked.state.questions.answer(one.eid)
        if answer is None:
            said = "no answer yet"
        else:
            when = "told" if answer.value.told else "ready"
            said = f"{answer.value.text or GONE}\n({when} {asked.times.when(answer.event.at)})"
        rows.append((asked.times.when(one.at), one.now.owner_id, GONE if one.erased else one.now.text, said))
    return section("Questions", ("Asked", "Owner", "Question", "Answer"), rows)


def headed(title: str, blocks: list[Block]) -> list[Block]:
    """Blocks under a heading; nothing when there are none."""
    return [Heading(title), *blocks] if blocks else []
