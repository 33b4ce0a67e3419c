"""T03, T04 and X10 to X13: the promised time, the facts that the text rests on, and what was agreed with the owner."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from warroom import cadence, profiles, working_time
from warroom.cadence import Span
from warroom.countdowns import calendar_of
from warroom.events import Stamp
from warroom.state.promises import moment
from warroom.state.revisions import Body, content_digest
from warroom.state.updates import ToldFact
from warroom.updates import approval
from warroom.updates.facts import Fact, facts
from warroom.updates.lint.finding import Finding, Fix, Go, Replace, Rule
from warroom.updates.lint.sight import FROM_RESOLVED, DraftRule, Part, Sight, parts
from warroom.updates.saying import severity_words

_SOURCE: Final = "owner-updates.md 2.3"

T03: Final = Rule(
    id="T03",
    severity="block",
    title="next update in the past",
    why="A promise that is broken when it is read.",
    source="owner-updates.md 2.2",
)
T04: Final = Rule(
    id="T04",
    severity="warn",
    title="next update beyond the agreed interval",
    why="The interval was agreed with the owner; a longer one is announced first (long mode).",
    source="owner-updates.md 2.2, 1.3",
)


def _past(sight: Sight) -> Iterator[Finding]:
    at = moment(sight.content.next_update)
    if at is not None and at <= sight.now:
        yield sight.finding(
            T03, "the next update is promised for a time that is over: name one to come", field="next_update"
        )


def _beyond(sight: Sight) -> Iterator[Finding]:
    at = moment(sight.content.next_update)
    latest = latest_next(sight)
    if at is not None and latest is not None and at > latest and not sight.content.long_mode:
        minutes = max(1, int((at - latest).total_seconds()) // 60)
        message = f"the next update is {minutes} min later than agreed with {sight.owner}: name an earlier time, or announce the long interval"
        yield sight.finding(T04, message, field="next_update")


def latest_next(sight: Sight) -> datetime | None:
    """Until when the next update is due as agreed; None when nothing is agreed, and when it is over."""
    if sight.phase in FROM_RESOLVED:
        return None
    agreed = cadence.merged(sight.plan.cadence.get(sight.severity), sight.cadences.get(sight.severity))
    changed = sight.state.owners.interval(sight.owner)
    span: Span | None = agreed.monitoring if sight.phase == "monitoring" and agreed.monitoring else agreed.update
    if changed is not None:
        span = cadence.minutes(changed.minutes) if changed.minutes else agreed.long_update or span
    if span is None:
        return None
    any_hour = sight.severity in sight.plan.always
    # A time is said to the minute; what was filled a moment ago is not late by its seconds.
    now = sight.now.replace(second=59, microsecond=999_999)
    return working_time.after(now, span, calendar_of(sight.plan, sight.state), any_hour=any_hour)


# -- X10 ---------------------------------------------------------------------------------------------------------------

X10: Final = Rule(
    id="X10",
    severity="block",
    title="stale base",
    why="The nature may have changed while it was being written: read it again against what holds now.",
    source=f"{_SOURCE}; PagerDuty: get sign-off again",
)
_BASE: Final = ("status", "severity", "impact", "eta", "cause")
"""The facts of which a change makes any text stale; and every owner fact: somebody marked it as the owner's."""


def _stale(sight: Sight) -> Iterator[Finding]:
    if sight.content.withdraws:
        return  # it states that nothing of it holds
    for body in sight.bodies:
        lang = body.lang or sight.plan.lang or "en"
        held = {one.key: one for one in facts(sight.state, sight.owner, sight.now, lang) if one.value}
        for part in parts(body):
            yield from _part(sight, body, part, held)
    if not sight.reread:
        yield from _new(sight)


def _part(sight: Sight, body: Body, part: Part, held: dict[str, Fact]) -> Iterator[Finding]:
    """The facts that a section states and that are not so any more."""
    for fact in part.facts:
        now = held.get(fact.key)
        value = now.value if now is not None else ""
        if value == fact.was or fact.key.startswith("promise:"):  # a late promise is kept meanwhile: still true to say
            continue
        text = now.text if now is not None else ""
        topic = now.topic if now is not None else fact.key.partition(":")[0]
        message = f"{topic} is '{_short(text) or 'no longer so'}' now, this was written for '{_short(fact.text or fact.was)}': read it again"
        place = part.text.find(fact.text) if fact.text else -1
        fixes: tuple[Fix, ...] = (Go(f"go to {part.field}", part.field),)
        if place >= 0 and text:
            words = _label(sight, value, body.lang) if fact.key == "severity" else ""
            words = words if words and fact.text != fact.was else text
            states = ToldFact(key=fact.key, was=value, text=words)
            fixes = (Replace(f"write '{_short(words)}'", place, place + len(fact.text), words, states), *fixes)
        start, end = (place, place + len(fact.text)) if place >= 0 else (0, 0)
        yield Finding("X10", "block", start, end, part.text[start:end], message, fixes, part.field, body.lang)


def _label(sight: Sight, severity: str, lang: str) -> str:
    """A severity in the words of the room's profile, as a draft is filled with it: ``Major (SEV2)``."""
    opened = sight.state.incident.opened
    profile = profiles.of_room(opened.profile if opened else "")
    return severity_words(profile, severity, lang or sight.plan.lang or "en")


def _new(sight: Sight) -> Iterator[Finding]:
    """What came up after the text was saved, and is not in it."""
    if sight.draft is None:
        return
    releases = approval.binding(sight.draft, sight.draft.head)
    base = max([sight.draft.head.stamp, *(one.stamp for one in releases)])
    for key, fact in sight.facts.items():
        if key in sight.stated or not (key in _BASE or key.startswith("fact:")):
            continue
        told = sight.known.get(key)
        if (told is None or told.fact.was != fact.value) and _stamp(sight, fact) > base:
            message = f"new since it was saved: {_short(fact.line())}; read it again (save), or take it in"
            yield sight.finding(X10, message, fixes=(Go("read again", ""),))


def _stamp(sight: Sight, fact: Fact) -> Stamp:
    """When a fact became as it is, in fold order: a clock that people set back can't hide it."""
    state = sight.state
    name, _, eid = fact.key.partition(":")
    if name == "cause":
        settings = [one.setting("state") for one in state.causes.hypotheses.standing()]
        return max((one.stamp for one in settings if one is not None), default=(0, "", 0))
    if name == "fact" and (record := state.expectations.facts.get(eid)) is not None:
        return max(register.history[-1].stamp for register in record.fields.values())
    event = state.event(fact.event)
    return event.stamp if event is not None else (0, "", 0)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


# -- X11 to X13 --------------------------------------------------------------------------------------------------------

X11: Final = Rule(
    id="X11",
    severity="warn",
    title="resolved without monitoring",
    why="What is called resolved at once is the kind of thing that comes back an hour later.",
    source=f"{_SOURCE}; GOV.UK: say how long monitoring lasts",
)
X12: Final = Rule(
    id="X12",
    severity="warn",
    title="not as agreed with the owner",
    why="Recipient, language and channel were agreed; another one reaches nobody, or the wrong person.",
    source=f"{_SOURCE}; guide A 六",
)
X13: Final = Rule(
    id="X13",
    severity="block",
    title="approved by its author",
    why="For SEV1 and SEV2 a second pair of eyes looks at it before an owner does.",
    source=f"{_SOURCE}; owner-updates.md 5",
)


def _unwatched(sight: Sight) -> Iterator[Finding]:
    history = [one.value for one in sight.state.incident.status.history]
    if sight.phase in FROM_RESOLVED and "monitoring" not in history:
        yield sight.finding(
            X11, "it goes to resolved without having been monitored: say how you know that it holds", field="status"
        )


def _agreed(sight: Sight) -> Iterator[Finding]:
    plan, content = sight.plan, sight.content
    if plan.lang and content.bodies and content.bodies[0].lang != plan.lang:
        message = f"{sight.owner} reads {plan.lang}: that language comes first"
        yield sight.finding(X12, message, body=content.bodies[0])
    agreed = {one.casefold() for one in (*plan.channels, plan.emergency_channel) if one}
    for name in content.channels:
        if agreed and name.casefold() not in agreed:
            yield sight.finding(X12, f"{name} is no channel agreed with {sight.owner} ({', '.join(plan.channels)})")
    names = {text.casefold() for one in plan.contacts for text in (one.name, one.contact) if text}
    for person in content.people:
        if names and person.casefold() not in names:
            yield sight.finding(X12, f"{person} is no contact in {sight.owner}'s plan")


def _own_approval(sight: Sight) -> Iterator[Finding]:
    if sight.draft is None or not approval.needs_second(sight.state, sight.owner):
        return
    if content_digest(sight.content) != content_digest(sight.draft.head.said.content):
        return
    given = approval.binding(sight.draft, sight.draft.head)
    author = approval.author_of(sight.draft)
    own = [one for one in given if approval.same(one.who, author) and not (one.said.alone or one.said.break_glass)]
    if own and len(own) == len(given):
        yield sight.finding(X13, f"{author} wrote it and approved it: somebody else has to")


RULES: Final[tuple[DraftRule, ...]] = (
    DraftRule(T03, _past),
    DraftRule(T04, _beyond),
    DraftRule(X10, _stale),
    DraftRule(X11, _unwatched),
    DraftRule(X12, _agreed),
    DraftRule(X13, _own_approval),
)
ENTRIES: Final = tuple(one.rule for one in RULES)
"""Every rule of the family, for ``lint --explain``."""
