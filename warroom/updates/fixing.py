"""Quick fixes: what a finding offers, done to the content that it was found in. Pure."""

import msgspec

from warroom.errors import WarroomError
from warroom.state.revisions import Body, Content, NewPromise, Section
from warroom.state.updates import ToldFact
from warroom.updates.lint.finding import AddPromise, Finding, Fix, Replace


def applied(content: Content, finding: Finding, fix: Fix) -> Content:
    """``content`` with a fix done; a fix that only leads somewhere changes nothing.

    Raises ``WarroomError`` when the words have changed since they were found.
    """
    match fix:
        case Replace():
            bodies = [_replaced(body, finding, fix) if body.lang == finding.lang else body for body in content.bodies]
            return msgspec.structs.replace(content, bodies=tuple(bodies))
        case AddPromise():
            promise = NewPromise(fix.text, fix.kind, fix.due)
            known = promise in content.promises
            return content if known else msgspec.structs.replace(content, promises=(*content.promises, promise))
    return content


def _replaced(body: Body, finding: Finding, fix: Replace) -> Body:
    if finding.field == "title":
        return msgspec.structs.replace(body, title=_text(body.title, finding, fix))
    sections = [
        msgspec.structs.replace(one, text=_text(one.text, finding, fix), facts=_stated(one, fix))
        if one.field == finding.field
        else one
        for one in body.sections
    ]
    return msgspec.structs.replace(body, sections=tuple(sections))


def _stated(section: Section, fix: Replace) -> tuple[ToldFact, ...]:
    now = fix.states
    if now is None:
        return section.facts
    return tuple(now if one.key == now.key else one for one in section.facts)


def _text(text: str, finding: Finding, fix: Replace) -> str:
    if text[finding.start : finding.end] != finding.text or fix.end > len(text):
        raise WarroomError("the words have changed since they were found; check again")
    return text[: fix.start] + fix.text + text[fix.end :]
