"""One key deeper on screen 5: the plan, what they expect, compensation, how content they were, contacts, the ledger."""

from typing import Final

import msgspec

from screens.asking import Ask, Option
from screens.hosting import Host, lettered, needs
from screens.owner.fields import UNDOES, ahead, one_word, order, past
from screens.owner.pages import contacts_page, expectations_page, feedback_page, ledger_items, plan_page, remedies_page
from screens.owner.sight import OwnerSight
from screens.widgets.panels import Item, Layout
from screens.widgets.row import Row
from warroom.clock import from_stamp
from warroom.contacts import say_contact
from warroom.doing_owners import as_plan, plan_from
from warroom.errors import BadInput, WarroomError
from warroom.owner_watch import Glance
from warroom.state.expectations import CONFIDENCES, REMEDY_KINDS, REMEDY_STATES
from warroom.state.owners import OWNER_KINDS, Plan
from warroom.state.record import called

EDITS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "who": (
        ("contacts", "Contacts", "Li Wei li@acme.example +86 138 0013 8000 site manager!, ...; ! in emergencies"),
        ("channels", "Channels in order", "phone, email"),
        ("emergency", "Emergency channel", ""),
        ("kind", "Kind", ", ".join(OWNER_KINDS)),
    ),
    "when": (
        ("zone", "Time zone", "Europe/Berlin; empty: the room's"),
        ("hours", "Working hours", "09:00-18:00"),
        ("days", "Working days", "1-5; 1 is Monday"),
        ("quiet", "Quiet hours", "22:00-07:00"),
        ("holidays", "Days off", "2026-12-25, ..."),
        ("workdays", "Days worked in spite of that", "2026-12-27, ..."),
        ("contact-days", "Contacts after closing", "30, 60, 90 days"),
        ("preset", "Cadence of", "gitlab, pagerduty or statuspage; empty: as it is"),
    ),
    "words": (
        ("lang", "Language", "en, zh; empty: the room's"),
        ("avoid", "Words to avoid", "with commas"),
        ("glossary", "Our words in theirs", "pod = server, ..."),
        ("detail", "Detail", "brief, normal, full"),
        ("approval", "Approval", "commander, second, self, legal; empty: the default"),
        ("concerns", "What matters to them", ""),
    ),
}
"""The form of each part of a plan: the name of a field, its label, a hint."""
_PLAN_OPTIONS: Final = [
    Option("w", "who", "who they are and how to reach them"),
    Option("t", "when", "times: zone, working and quiet hours, cadence"),
    Option("l", "words", "language, words to avoid, detail, approval"),
    Option("r", "refresh", "refresh: copy the directory's plan into the room again"),
    Option("d", "keep", "keep the room's plan in the directory, for other rooms"),
    Option("a", "attach", "attach another owner"),
    Option("x", "detach", "they no longer belong to this room"),
]


# -- the plan ---------------------------------------------------------------------------------------------------------


async def plan(host: Host, sight: OwnerSight) -> None:
    """Show the plan, and do about it what is wanted until esc."""
    while True:
        owner = sight.owner
        if not owner:
            await attach(host, sight)
            return
        body = plan_page(host.room.state, owner, host.room.zone)
        match await host.sheet(f"{owner}: the plan agreed with them", body, _PLAN_OPTIONS):
            case None:
                return
            case "attach":
                await attach(host, sight)
            case "detach":
                await _detach(host, owner)
            case "refresh":
                await _refresh(host, owner)
            case "keep":
                await _keep(host, owner)
            case part:
                await _edit(host, owner, part)


async def attach(host: Host, sight: OwnerSight) -> None:
    """Bring an owner into the room: from the directory, or a new one."""
    directory = host.desk.directory
    names = await host.desk.run(directory.names) if directory is not None else []
    here = host.room.state.owners.names
    free = [name for name in names if name not in here]
    kept: dict[str, object] = {}
    name = ""
    if free and directory is not None:
        items = [Item(Row(f"new:{one}", "Owners that other rooms know", "", "", "owner", "", one)) for one in free]
        items.append(Item(Row("new:", "Somebody else", "", "", "plain", "", "a new owner")))
        picked = await host.pick("Attach an owner", items, Layout(0))
        if not picked:
            return
        name = picked[0].removeprefix("new:")
        kept = await host.desk.run(lambda: directory.plan(name)) if name else {}
    if name:
        await host.room.owners.attach(as_plan(name, kept))
        sight.choose(name)
        host.tell(f"{name} belongs to this room; {UNDOES}")
        return
    await _attach_new(host, sight)


async def _attach_new(host: Host, sight: OwnerSight) -> None:
    asks = [
        Ask(
            "name", "Name", hint="the client or stakeholder for whom this is run", check=needs("an owner needs a name")
        ),
        one_word("kind", "Kind", OWNER_KINDS, "client"),
        Ask("lang", "Language", hint="en, zh; empty: the room's"),
        Ask("contacts", "Contacts", hint=EDITS["who"][0][2]),
        Ask("channels", "Channels in order", hint="phone, email"),
    ]
    answers = await host.ask("attach", "New owner", asks, "The rest of the plan comes later: P.")
    if answers is None:
        return
    name = answers.pop("name").strip()
    given = {part: value.strip() for part, value in answers.items() if value.strip()}
    await host.room.owners.attach(plan_from(Plan(owner_id=name), given))
    sight.choose(name)
    host.tell(f"{name} belongs to this room; {UNDOES}")


async def _edit(host: Host, owner: str, part: str) -> None:
    held = host.room.state.owners.plan(owner)
    now = plan_parts(held)
    asks = [Ask(name, label, now.get(name, ""), hint) for name, label, hint in EDITS[part]]
    answers = await host.ask(f"plan {part} {owner}", f"{owner}: the plan", asks)
    if answers is None:
        return
    given = {name: text.strip() for name, text in answers.items() if text.strip() != now.get(name, "")}
    if not given:
        host.tell("nothing was changed")
        return
    present = host.room.state.owners.plan(owner)  # with what others changed of it while the form was open
    plan = plan_from(cleared(present, given), {name: text for name, text in given.items() if text})
    await host.room.owners.refresh(plan)
    host.tell(f"the plan of {owner} is changed; {UNDOES}")


def plan_parts(held: Plan) -> dict[str, str]:
    """A plan's fields as they can be typed again."""
    hours = held.hours
    return {
        "contacts": ", ".join(map(say_contact, held.contacts)),
        "channels": ", ".join(held.channels), "emergency": held.emergency_channel,
        "kind": held.kind, "zone": held.zone, "hours": f"{hours.start}-{hours.end}" if hours.start else "",
        "days": ",".join(str(day) for day in hours.days), "holidays": ", ".join(hours.holidays),
        "quiet": f"{hours.quiet_start}-{hours.quiet_end}" if hours.quiet_start else "",
        "workdays": ", ".join(hours.workdays), "contact-days": ", ".join(str(day) for day in held.contact_days),
        "lang": held.lang, "avoid": ", ".join(held.avoid), "detail": held.detail, "approval": held.approval,
        "glossary": ", ".join(f"{one.text} = {one.note}" for one in held.glossary), "concerns": held.concerns,
    }  # fmt: skip


def cleared(held: Plan, given: dict[str, str]) -> Plan:
    """``held`` without the fields that were made empty."""
    empty = {name for name, text in given.items() if not text}
    blank = Plan(owner_id=held.owner_id)
    fields = {"emergency": "emergency_channel", "contact-days": "contact_days"}
    plain = empty & {"contacts", "channels", "emergency", "zone", "lang", "avoid", "glossary", "approval", "concerns"}
    wanted = {fields.get(name, name): getattr(blank, fields.get(name, name)) for name in plain}
    ends = {"hours": ("start", "end"), "quiet": ("quiet_start", "quiet_end")}
    times = {field: "" for name in empty & set(ends) for field in ends[name]}
    days = dict.fromkeys(empty & {"days", "holidays", "workdays"}, ())
    return msgspec.structs.replace(held, **wanted, hours=msgspec.structs.replace(held.hours, **times, **days))


async def _refresh(host: Host, owner: str) -> None:
    directory = host.desk.directory
    if directory is None:
        raise WarroomError("no directory of owners is open here; nothing was changed")
    kept = await host.desk.run(lambda: directory.plan(owner))
    await host.room.owners.refresh(as_plan(owner, kept))
    host.tell(f"the plan of {owner} is copied anew; {UNDOES}")


async def _keep(host: Host, owner: str) -> None:
    directory = host.desk.directory
    if directory is None:
        raise WarroomError("no directory of owners is open here; nothing was kept")
    plain = msgspec.to_builtins(host.room.state.owners.plan(owner))
    kept = {name: value for name, value in plain.items() if name not in ("owner_id", "bases", "detached")}
    await host.desk.run(lambda: directory.keep(owner, kept))
    host.tell(f"the directory has {owner}'s plan as it is here")


async def _detach(host: Host, owner: str) -> None:
    options = [Option("y", "yes", f"yes: {owner} no longer belongs to this room; what was said and promised stays")]
    if await host.choose(f"Detach {owner}?", options) == "yes":
        await order(host, "detach", owner)


# -- what they expect -------------------------------------------------------------------------------------------------


async def expectations(host: Host, sight: OwnerSight) -> None:
    """Show what they were given to expect over time, and set it."""
    owner = sight.owner
    room = host.room
    options = [
        Option("e", "eta", "estimate: from, to, how sure, on what it rests"),
        Option("s", "scope", "scope as told"),
        Option("v", "severity", "severity as told"),
        Option("g", "goal", "goal and limits, and who of theirs agreed"),
    ]
    while about := await host.sheet(f"{owner}: expectations", expectations_page(room.state, owner, room.zone), options):
        if about == "eta":
            await _estimate(host, owner)
        else:
            asks = [
                Ask("text", about.capitalize(), check=needs(f"what is the {about}?")),
                Ask("because", "Why it changes", hint="may be empty"),
                Ask("agreed", "Who of theirs agreed", hint="names with commas; may be empty"),
            ]
            answers = await host.ask(f"{about} {owner}", f"{owner}: {about} as told", asks)
            if answers is not None:
                await order(host, "expect", owner, f"{about} {answers.pop('text')}", **answers)


async def _estimate(host: Host, owner: str) -> None:
    asks = [
        ahead(host, "low", "From", "", needed=True),
        ahead(host, "high", "To", "empty: the same"),
        one_word("confidence", "How sure", CONFIDENCES, "medium"),
        Ask("basis", "On what it rests"),
        Ask("because", "Why it moves", hint="needed when there was one before"),
    ]
    answers = await host.ask(
        f"eta {owner}", f"Estimate for {owner}", asks, "It is told to nobody by this: t records that."
    )
    if answers is not None:
        low, high = answers.pop("low").strip(), answers.pop("high").strip()
        await order(host, "eta", owner, f"{low} to {high or low}", **answers)


async def remedies(host: Host, sight: OwnerSight) -> None:
    """Show compensations with how far they are; note one, or say that one went on."""
    owner, room = sight.owner, host.room
    while True:
        mine = [one for one in room.state.expectations.remedies.standing() if one.now.owner_id == owner]
        options = [Option("n", "new", "note a compensation; nothing is offered by that")]
        options += [
            Option(str(number), one.eid, f"{called(one, 60)}: {one.now.state}")
            for number, one in enumerate(mine[:9], 1)
        ]
        chosen = await host.sheet(f"{owner}: compensation", remedies_page(room.state, owner, room.zone), options)
        if chosen is None:
            return
        if chosen == "new":
            await _new_remedy(host, owner)
            continue
        state = await host.choose("How far is it?", lettered([(one, one) for one in REMEDY_STATES]))
        if state is None:
            continue
        answers = await host.ask(
            f"remedy {chosen}", f"Compensation: {state}", [Ask("text", "Why"), Ask("by", "By whom")]
        )
        if answers is not None:
            await order(host, "remedy", chosen, answers["text"], by=answers["by"], state=state)


async def _new_remedy(host: Host, owner: str) -> None:
    asks = [
        Ask("text", "What", check=needs("what compensation?")),
        one_word("kind", "Kind", REMEDY_KINDS, "other"),
        Ask("amount", "How much", hint="5 % of November; three days"),
        ahead(host, "due", "To be fulfilled by", "may be empty"),
    ]
    answers = await host.ask(f"remedy {owner}", f"Compensation for {owner}", asks)
    if answers is not None:
        await order(host, "remedy", owner, answers.pop("text"), **answers)


# -- after closing ----------------------------------------------------------------------------------------------------


async def feedback(host: Host, sight: OwnerSight) -> None:
    """Show how content they were, and note the two questions' answers."""
    owner, room = sight.owner, host.room
    closed = room.state.incident.status.value == "closed"
    options = [Option("n", "new", "note what they answered: clear enough, timely enough")] if closed else []

    def number(text: str) -> None:
        if text.strip() not in ("", "1", "2", "3", "4", "5"):
            raise BadInput("1 (bad) to 5 (good), or nothing")

    while await host.sheet(f"{owner}: how it was", feedback_page(room.state, owner, room.zone), options):
        asks = [
            Ask("clear", "Were we clear enough?", hint="1 to 5", check=number),
            Ask("timely", "Were we timely enough?", hint="1 to 5", check=number),
            Ask("text", "Their words"),
            Ask("by", "Who of theirs"),
        ]
        answers = await host.ask(f"feedback {owner}", f"{owner}: how it was", asks)
        if answers is not None:
            text = f"{answers['clear'].strip() or '-'} {answers['timely'].strip() or '-'} {answers['text']}"
            await order(host, "feedback", owner, text, by=answers["by"])


async def contacts(host: Host, sight: OwnerSight) -> None:
    """Show when we ask how things are after closing, and note such a contact."""
    owner, room = sight.owner, host.room
    options = [Option("n", "new", "note a contact")]
    while await host.sheet(f"{owner}: contacts after closing", contacts_page(room.state, owner, room.zone), options):
        days = [str(day) for day in room.state.owners.plan(owner).contact_days]
        asks = [
            one_word("after", "After how many days", days or ["30"], days[0] if days else "30"),
            Ask("text", "What was said", check=needs("what was said?")),
            Ask("by", "Who of theirs"),
            past(host),
        ]
        answers = await host.ask(f"contact {owner}", f"Contact with {owner} after closing", asks)
        if answers is not None:
            await order(host, "from", owner, answers.pop("text"), means="phone", **answers)


async def ledger(host: Host, sight: OwnerSight) -> None:
    """Show every promise and question, and the score; one that is picked is shown in full."""
    room, owner = host.room, sight.owner
    items = ledger_items(room.state, owner, room.zone, room.clock())
    picked = await host.pick(f"{owner}: ledger", items, Layout(0))
    for one in items:
        if one.key in picked:
            host.read(f"{owner}: ledger", one.row.text)


def summary(glance: Glance | None, host: Host, sight: OwnerSight) -> str:
    """The line above the panes: who they are, what waits, how well promises were kept."""
    room = host.room
    owner = sight.owner
    if glance is None:
        return "No owner is named in this room: P attaches one"
    held = room.state.owners.plan(owner)
    names = room.state.owners.names
    score = room.promises.score(owner)
    kept = (
        f"{score.kept} of {score.kept + score.late + score.broken} promises kept" if score.percent is not None else ""
    )
    paused = room.state.owners.pause(owner)
    rests = f"CLOCKS PAUSED: {paused.value.reason}" if paused is not None and _rests(paused.value.until, host) else ""
    which = f"{names.index(owner) + 1} of {len(names)} [ ]" if len(names) > 1 else ""
    listens = "ON THE CALL" if owner in sight.listening else ""
    said = (f"{owner} ({held.kind})", which, listens, held.lang, held.zone, ", ".join(held.channels), kept, rests)
    return "   ".join(part for part in said if part)


def _rests(until: str | None, host: Host) -> bool:
    return until is None or from_stamp(until) > host.room.clock()
