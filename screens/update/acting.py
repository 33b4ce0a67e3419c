"""What the keys of screen 4 do to the draft in sight: fixing, ignoring, taking in, saving, writing in $EDITOR."""

from typing import TYPE_CHECKING, Final

import msgspec

from screens.asking import Ask
from screens.hosting import lettered, needs
from screens.owner.fields import ahead
from screens.update import rows, wording
from screens.update.working import WorkingCopy
from screens.widgets.editor import write_in_editor as lend
from warroom.clock import to_stamp
from warroom.due_times import read_due
from warroom.errors import BadInput, NotFound
from warroom.state.revisions import Ignored
from warroom.updates.fixing import applied
from warroom.updates.lint.finding import AddPromise, Finding, Fix, Go, Replace
from warroom.updates.taking import take as taken

if TYPE_CHECKING:
    from screens.update.body import UpdateBody

PLACEHOLDER: Final = "X08"
"""The rule of what is still to be filled in."""
NOTHING_FOUND: Final = "the check finds nothing"


def finding_words(copy: WorkingCopy) -> str:
    """``2 BLOCK  1 warn``; ``checking`` while that isn't known of what stands there now."""
    if copy.unchecked_because:
        return "NOT CHECKED"
    counts = [
        (word, sum(one.severity == severity for one in copy.findings)) for severity, word in rows.SEVERITY_WORDS.items()
    ]
    said = "  ".join(f"{count} {word}" for word, count in counts if count) or "nothing"
    return said if copy.checked == copy.content else f"checking  {said}"


def finding_at(body: "UpdateBody", copy: WorkingCopy) -> Finding:
    """The finding under the cursor; raises ``NotFound``."""
    key = body.found.cursor_key
    number = int(key.removeprefix(rows.FINDING)) if key.startswith(rows.FINDING) else -1
    if body.current_list is not body.found or not 0 <= number < len(copy.findings):
        raise NotFound("there is no finding under the cursor; F8 goes to the next one")
    return copy.findings[number]


def place_under_cursor(body: "UpdateBody") -> tuple[str, str]:
    """Language and section that the cursor is about; two empty ones when it is about none."""
    copy = body.copy
    if copy is None:
        return "", ""
    if body.current_list is body.found:
        try:
            one = finding_at(body, copy)
        except NotFound:
            return "", ""
        return one.lang or copy.body.lang, one.field
    return rows.place_of(body.sections.cursor_key)


# -- findings ----------------------------------------------------------------------------------------------------------


async def next_finding(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Put the cursor on the next finding, and the draft's on the section that it is in."""
    if copy.checked != copy.content:
        await body.drafts.checker.look(copy)
    if not copy.findings:
        body.host.tell(copy.unchecked_because or (NOTHING_FOUND if copy.checked == copy.content else "checking ..."))
        return
    at = body.found.cursor_key
    here = body.current_list is body.found
    number = int(at.removeprefix(rows.FINDING)) + here if at.startswith(rows.FINDING) else 0
    number %= len(copy.findings)
    one = copy.findings[number]
    body.close_editor(stay=True)
    if one.lang and one.lang != copy.body.lang:
        body.show_lang(one.lang)
    body.found.move_to(rows.finding_key(number))
    body.sections.move_to(rows.section_key(one.lang or copy.body.lang, one.field))
    body.go_to(body.found)
    body.found.focus()


async def fix(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Do the quick fix of the finding under the cursor; without one, edit the section that it is in."""
    one = finding_at(body, copy)
    if copy.checked != copy.content:
        await body.drafts.checker.look(copy)
        if one not in copy.findings:
            body.host.tell("the text has changed since; look at the findings again")
            return
    fixes = one.fixes
    if one.rule == PLACEHOLDER and await wording.write_at(body, copy, one.lang or copy.body.lang, one.field):
        return
    if not fixes:
        if one.field:
            body.edit(one.lang or copy.body.lang, one.field)
        else:
            body.host.tell(f"{one.rule} has no quick fix: {one.message}")
        return
    chosen = fixes[0]
    if len(fixes) > 1:
        options = lettered([(str(number), fix.label) for number, fix in enumerate(fixes)])
        picked = await body.host.choose(f"{one.rule} {one.message}", options)
        if picked is None:
            return
        chosen = fixes[int(picked)]
    await _do(body, copy, one, chosen)


async def _do(body: "UpdateBody", copy: WorkingCopy, one: Finding, chosen: Fix) -> None:
    _still_open(copy)
    match chosen:
        case Replace():
            copy.change(applied(copy.content, one, chosen))
            body.host.tell(f"{one.rule}: {chosen.label}")
        case AddPromise():
            due = chosen.due or await _until(body, chosen.text)
            if due is None:
                return
            copy.change(applied(copy.content, one, chosen._replace(due=due)))
            body.host.tell("it goes into the ledger when they are told")
        case Go():
            body.edit(one.lang or copy.body.lang, chosen.field)


async def _until(body: "UpdateBody", text: str) -> str | None:
    """Until when something is promised (UTC text); None for esc."""
    host = body.host
    asks = [ahead(host, "due", "Until when", "the ledger needs a time", needed=True)]
    answers = await host.ask("promise due", "A promise", asks, text)
    if answers is None:
        return None
    return to_stamp(read_due(answers["due"], now=host.room.clock(), zone=host.room.zone).at)


async def ignore(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Let a warning or hint stand, with the reason."""
    one = finding_at(body, copy)
    _still_open(copy)
    if one.severity == "block":
        raise BadInput("what blocks can't be ignored: mend the text, or let a second person override it (a)")
    asks = [Ask("reason", "Why may it stand?", hint="kept in the revision", check=needs("say why"))]
    answers = await body.host.ask(f"ignore {one.rule}", f"Ignore {one.rule}", asks, one.message)
    if answers is None:
        return
    mark = Ignored(one.rule, one.text, answers["reason"].strip(), body.host.room.me)
    copy.change(msgspec.structs.replace(copy.content, ignored=(*copy.content.ignored, mark)))
    body.host.tell(f"{one.rule} stands: {answers['reason'].strip()}")


# -- taking in, saving -------------------------------------------------------------------------------------------------


async def take(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Put the fact under the cursor into the section that fits; a question opens the answers."""
    _still_open(copy)
    if body.current_list is not body.known:
        raise NotFound("nothing that we know is under the cursor; shift+tab goes to the left side")
    key = body.known.cursor_key
    room = body.host.room
    if key.startswith(rows.ASKED):
        body.edit(copy.body.lang, "answers")
    elif key.startswith(rows.PROMISED):
        key = f"{rows.FACT}promise:{key.removeprefix(rows.PROMISED)}"
    elif key.startswith(rows.SENT):
        _quote(body, copy, key.removeprefix(rows.SENT))
    if not key.startswith(rows.FACT):
        return
    content = taken(room.state, copy.owner, copy.content, key.removeprefix(rows.FACT), room.clock())
    if content == copy.content:
        raise BadInput("it is in the draft as it is, or has no words in the draft's language (w writes them)")
    copy.change(content)
    body.host.tell("it is in the draft now; s saves it")


def _quote(body: "UpdateBody", copy: WorkingCopy, field: str) -> None:
    item = body.known.current
    if item is not None and item.row.text not in copy.text(field):
        copy.write(field, f"{copy.text(field)}\n{item.row.text}".strip())
        body.host.tell("what they were told last stands in the draft again")


async def save(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Make a revision that everybody sees."""
    event = await copy.save()
    body.host.tell("nothing differs from the last revision" if event is None else "saved; everybody sees it now")


async def write_in_editor(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Lend the terminal to $EDITOR for the section under the cursor."""
    _still_open(copy)
    lang, field = body.editor.place if body.editor.editing else place_under_cursor(body)
    if not field:
        raise NotFound("there is no section under the cursor; tab goes to the draft")
    copy.write(field, lend(body.app, copy.text(field, lang)), lang)
    if body.editor.editing:
        body.edit(lang, field)


def _still_open(copy: WorkingCopy) -> None:
    if not copy.is_open:
        raise BadInput("it was told or discarded: its text never changes; nothing was changed")
