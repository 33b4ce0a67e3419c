"""The progress report: done, now, next; for our own people from the tasks, for an owner from what they may read."""

from typing import Final

from warroom.clock import to_stamp
from warroom.state.promises import promises
from warroom.summary import sections, work_sections
from warroom.summary.audience import first_line
from warroom.summary.kinds.briefs import owed, short, standing, titled
from warroom.summary.kinds.for_owner import title_of
from warroom.summary.page import Block, Bullets, Heading, Page, Paragraph, Table, Words
from warroom.summary.request import Request
from warroom.summary.wording import promise_words
from warroom.updates.saying import Words as Both
from warroom.updates.saying import pick

_SAY: Final[dict[str, Both]] = {
    "done": ("Done", "已完成"),
    "now": ("Now", "进行中"),
    "next": ("Next", "下一步"),
    "nothing": ("Nothing to report here yet.", "暂无内容。"),
    "until": ("until", "期限"),
    "as_of": ("As of", "截至"),
}


def progress(asked: Request) -> Page:
    """What is done, what is under way, what comes next."""
    blocks: list[Block] = [*standing(asked), *_tasks("Done", asked, ("done",))]
    blocks += _tasks("Now", asked, ("in_progress", "blocked"))
    blocks += _tasks("Next", asked, ("open",))
    blocks += [*work_sections.follow_ups(asked), *short("What we owe", owed(asked)), *sections.problems(asked)]
    return titled("Progress", asked, blocks)


def _tasks(title: str, asked: Request, states: tuple[str, ...]) -> list[Block]:
    rows: list[tuple[Words, ...]] = []
    for one in asked.state.tasks.tasks.standing():
        if one.now.state in states:
            setting = one.setting("state")
            since = asked.times.when(setting.event.at) if setting is not None else ""
            until = asked.times.when(one.now.due) if one.now.due else ""
            rows.append((work_sections.said(one), one.now.assignee or "nobody", since, until, one.why("state")))
    if not rows:
        return [Heading(title), Paragraph("Nothing.")]
    return [Heading(title), Table(("Task", "Assignee", "Since", "Due", "Why"), rows)]


def for_owner(asked: Request) -> Page:
    """The same from what the owner was told and promised: the work of which nobody told them isn't in it."""
    done: list[str] = []
    now: list[str] = []
    following: list[str] = []
    for key, last in asked.state.updates.known(asked.owner).items():
        name = key.partition(":")[0]
        if name in ("mitigation", "mitigated") or (name == "task" and last.fact.was == "done"):
            done += [last.fact.text] if last.fact.text else []
        elif name in ("task", "fact") and last.fact.text:
            now.append(last.fact.text)
    for one in promises(asked.state.commitments, asked.state.updates, asked.moment, asked.owner):
        if one.record.erased:
            continue
        text = promise_words(one.record, asked.lang)
        if one.done_at:
            done.append(f"{text} ({asked.times.when(one.done_at)})")
        elif one.is_owed:
            until = f" ({pick(_SAY['until'], asked.lang)} {asked.times.when(to_stamp(one.due))})" if one.due else ""
            following.append(f"{text}{until}")
    blocks: list[Block] = [Table(("", ""), [(pick(_SAY["as_of"], asked.lang), asked.times.at(asked.moment))], "facts")]
    for name, items in (("done", done), ("now", now), ("next", following)):
        blocks.append(Heading(pick(_SAY[name], asked.lang)))
        blocks.append(Bullets(items) if items else Paragraph(pick(_SAY["nothing"], asked.lang)))
    return Page(first_line(asked.audience, asked.lang), title_of(asked), blocks, asked.lang)
