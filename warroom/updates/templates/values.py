"""Every value that a template may ask for: what it means, an example, and what is wrong with a template. Pure."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final, NamedTuple

from warroom.state.revisions import NUMBER
from warroom.updates.templates.engine import Group, Meter, TemplateFault, Value, check, plain, render
from warroom.updates.templates.form import Template
from warroom.updates.templates.library import Broken


class Known(NamedTuple):
    """One value."""

    name: str
    means: str
    example: Value


def _rows(*rows: dict[str, Value]) -> list[dict[str, Value]]:
    return list(rows)


_ROLLBACK: Final[dict[str, Value]] = {
    "text": "We are going back to the last working version.", "state": "doing", "at": None,
    "by": "our technical specialist", "due": "15:10 UTC+8", "new": True,
}  # fmt: skip
_CHECKED: Final[dict[str, Value]] = {
    "text": "All payments since 13:48 UTC+8 were listed.", "state": "done", "at": "14:40 UTC+8", "by": None,
    "due": None, "new": True,
}  # fmt: skip
_NEXT: Final[dict[str, Value]] = {
    "text": "Failed payments are run again.", "state": "planned", "at": None, "by": None, "due": None, "new": False,
}  # fmt: skip

VALUES: Final[tuple[Known, ...]] = (
    Known("ref", "the incident's reference", "1122-K7Q"),
    Known("seq", "the update's number; it is fixed when it is sent, until then it is a mark", NUMBER),
    Known("title", "the public title; the internal one is never given", "Card payments"),
    Known("owner", "the owner's name", "Acme Retail"),
    Known("phase", "the phase, as in the file's name", "identified"),
    Known("form", "`long` or `short`", "long"),
    Known("drill", "whether it is a drill", False),
    Known("project", "whether the room's profile is another than `service`", False),
    Known("today", "the day, in the owner's zone", "22 Nov 2026"),
    Known("now", "the time, in the owner's zone", "14:55 UTC+8"),
    Known("detail", "how much the plan says they want: `brief`, `normal`, `full`", "normal"),
    Known("previous", "the last time they were told: `.at`, `.seq` (its number), `.quiet` (how many updates in a row "
          "before this one brought nothing new, 0 to 3 and round again)", {"at": "14:10 UTC+8", "seq": 1, "quiet": 0}),
    Known("no_news", "whether nothing of what this owner doesn't know can be told", False),
    Known("status", "where it stands, in the profile's words", "identified"),
    Known("severity", "how bad it is, in the profile's words", "Major (SEV2)"),
    Known("impact", "who is hit, what they see, how much", "Card payments fail for 1 in 8 customers."),
    Known("scope", "components, sites, regions", "EU only."),
    Known("components", "what is hit and how hard, a list of texts", ["checkout: partial outage"]),
    Known("data_safety", "whether data was lost or exposed", "No order was lost."),
    Known("schedule", "what it does to the schedule (project)", "Two working days."),
    Known("cost", "what it costs, and who bears it (project)", "Nothing for you."),
    Known("quality", "what does not meet the standard (project)", "Section 3 is checked again."),
    Known("safety", "people hurt or in danger (project)", "Nobody is hurt."),
    Known("started", "when the impact began", "13:48 UTC+8"),
    Known("detected", "when we noticed", "13:55 UTC+8"),
    Known("opened", "since when we work on it; only while neither of these is known", "14:02 UTC+8"),
    Known("mitigated", "when the impact ended", "15:02 UTC+8"),
    Known("resolved", "when the recovery was confirmed", "15:30 UTC+8"),
    Known("duration", "from the start to the end of the impact", "1 hour 14 minutes"),
    Known("so_far", "from the start until now", "1 hour 7 minutes"),
    Known("milestones", "once it is over, its course: `.at`, `.text`",
          _rows({"at": "13:48 UTC+8", "text": "the impact began"})),
    Known("cause", "`.state` (`unknown`, `suspected`, `confirmed`), `.text` (the owner's words for it, never a "
          "hypothesis's), `.was` (what they were told before)",
          {"state": "suspected", "text": "An expired certificate.", "was": "A network fault."}),
    Known("actions", "what is done about it, as promoted for owners: `.text`, `.state` (`done`, `doing`, `planned`), "
          "`.at` (when it was done), `.by` (a role, never a name), `.due`, `.new`", [_CHECKED, _ROLLBACK, _NEXT]),
    Known("done", "those of them that are done", [_CHECKED]),
    Known("doing", "those under way", [_ROLLBACK]),
    Known("planned", "those to come", [_NEXT]),
    Known("risk", "what may go wrong and what is done then, as promoted from risks", "The switch may take longer."),
    Known("eta", "from identified on: `.text` (a range), `.confidence`, and when another was told `.was`, `.reason`",
          {"text": "between 16:00 UTC+8 and 17:30 UTC+8", "confidence": "medium", "was": "by 15:30 UTC+8",
           "reason": "the copy takes longer than planned"}),
    Known("owner_action", "what the owner should do", "Please do not retry failed orders."),
    Known("answers", "answers not told yet: `.question`, `.text`, `.who` asked",
          _rows({"question": "Are refunds affected?", "text": "No, refunds work.", "who": "Mr Li"})),
    Known("questions", "those still open: `.question`, `.due`, `.who` asked",
          _rows({"question": "Is the app hit as well?", "due": "15:30 UTC+8", "who": "Mr Li"})),
    Known("broken", "promises not kept and not owned up to yet: `.kind`, `.what`, `.text`, `.due`, `.late`, `.done`",
          _rows({"kind": "report", "what": "report", "text": "preliminary report", "due": "22 Nov 14:00 UTC+8",
                 "late": True, "done": False})),
    Known("owed", "promises still to be kept: the same",
          _rows({"kind": "report", "what": "report", "text": "full report", "due": "27 Nov 18:00 UTC+8",
                 "late": False, "done": False})),
    Known("compensation", "what was offered or more: `.text`, `.amount`, `.due`, `.state`",
          _rows({"text": "A free month", "amount": "one month", "due": "30 Nov 18:00 UTC+8", "state": "offered"})),
    Known("prevention", "in the report, the measures: `.text`, `.by`, `.due`, `.criterion`, `.done`",
          _rows({"text": "Certificates are renewed 30 days ahead.", "by": "our technical specialist",
                 "due": "30 Nov 2026", "criterion": "one renewal was rehearsed", "done": False})),
    Known("changes", "what was told and is another now: `.what`, `.was`, `.now`, `.told` (when), `.correction`",
          _rows({"what": "severity", "was": "Minor (SEV3)", "now": "Major (SEV2)", "told": "14:10 UTC+8",
                 "correction": False})),
    Known("other_news", "other facts promoted for them that they don't know, a list of texts", ["The app works."]),
    Known("changed", "which sections differ from what they were told: `.impact`, `.scope`, ...", {"impact": True}),
    Known("next_update", "until when they hear again; resolved: when the report comes; report: when we ask again",
          "15:30 UTC+8"),
    Known("long_mode", "whether the longer interval begins with it", False),
    Known("contact", "who to reach and how, when somebody wrote it", "the help desk, 24 hours"),
    Known("roles", "the roles that somebody holds, a list of texts", ["incident commander", "customer liaison"]),
    Known("commander", "the incident commander's role, when somebody holds it", "incident commander"),
    Known("liaison", "the customer liaison's role, when somebody holds it", "customer liaison"),
    Known("people", "how many of ours are on the call", 5),
    Known("emergency", "the plan's channel for emergencies", "phone"),
)  # fmt: skip
"""Every value, in the order in which docs/templates.md lists them."""
_NAMES: Final = tuple(known.name for known in VALUES)


def sample() -> dict[str, Value]:
    """An example of every value."""
    return {known.name: known.example for known in VALUES}


def problems(template: Template) -> list[Broken]:
    """What is wrong with a template that can be read: values that don't exist, and what fails when it is filled.

    It is filled once with every value and once with none but the plainest ones.
    """
    found: list[Broken] = []
    sources = [("", template.subject, 1), *((part.field, part.source, part.line) for part in template.parts)]
    for _, source, line in sources:
        names = sorted(check(source) - set(_NAMES))
        found += [_problem(template, line + _line_of(name, source), unknown(name)) for name in names]
    found += [_problem(template, 1, unknown(name)) for name in template.requires if name not in _NAMES]
    bare = {name: value for name, value in sample().items() if name in ("ref", "seq", "owner", "phase", "form")}
    for values in (plain(sample()), plain(bare)):
        meter = Meter()
        for _, source, line in sources:
            found += _faults(template, source, line, values, meter)
    return list(dict.fromkeys(found))


def _faults(template: Template, source: str, line: int, values: Group, meter: Meter) -> Iterable[Broken]:
    try:
        render(source, values, meter)
    except TemplateFault as fault:
        yield _problem(template, line + max(fault.line, 1) - 1, str(fault))


def unknown(name: str) -> str:
    """What to say of a value that doesn't exist."""
    near = get_close_matches(name, _NAMES, n=1)
    return f"there is no value '{name}'" + (f"; did you mean '{near[0]}'?" if near else " (docs/templates.md)")


def _line_of(name: str, source: str) -> int:
    before = source.partition(name)[0]
    return before.count("\n")


def _problem(template: Template, line: int, why: str) -> Broken:
    return Broken(template.path, template.where, line, why)
