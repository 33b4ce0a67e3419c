"""``warroom updates`` and ``warroom approve``: the drafts of owner updates, who released them, what was told."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import click

from warroom.cli import access
from warroom.cli.failures import tell
from warroom.cli.ground import command, ground, json_option, room_argument
from warroom.cli.printing import out, out_json, table
from warroom.doing_updates import do_update, stands
from warroom.errors import BadInput, NotFound
from warroom.events import Event
from warroom.grammar.owner_orders import OwnerOrder
from warroom.room import Room
from warroom.state.revisions import Content, Draft
from warroom.state.updates import Telling
from warroom.text import clean
from warroom.updates.merging import Joined, joined
from warroom.updates.numbering import number_of
from warroom.updates.rendering import rendered

UPDATE = "UPDATE is a draft's five letters, or its owner's name."


@command(
    "approve",
    f"{UPDATE} Without --by it is your own word. What blocks has to be mended, or --override by a second person.",
)
@room_argument
@click.argument("update", metavar="UPDATE")
@click.argument("reason", metavar="[REASON]", nargs=-1)
@click.option("--by", metavar="NAME", default="", help="Who approves, when it is not you; you type it.")
@click.option("--spoken", is_flag=True, help="They said so aloud.")
@click.option("--reason", "because", metavar="TEXT", default="", help="The reason, where one is needed.")
@click.option("--alone", is_flag=True, help="You wrote it and nobody else is there; needs the reason, stays visible.")
@click.option(
    "--break-glass", "glass", is_flag=True, help="A first notice within its interval, without a second person."
)
@click.option("--legal", is_flag=True, help="For the legal or commercial side, where the plan asks for it.")
@click.option("--override", metavar="RULE", multiple=True, help="A blocking rule to let pass; needs the reason.")
@click.option("--at", metavar="TIME", default="", help="When: -5m, 14:20.")
@click.option("--back", is_flag=True, help="Take the approval back.")
@json_option
def approve(room: str, update: str, reason: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """``warroom approve``."""
    if given["spoken"] and not given["by"]:
        raise BadInput("--spoken needs --by NAME: who said so?")
    parts = {name: "yes" for name in ("alone", "glass", "legal", "back") if given[name]}
    parts |= {name: clean(given[name]) for name in ("by", "at") if given[name]}
    if given["by"] and not given["spoken"]:
        parts["means"] = "email"  # in writing, somewhere else
    if given["override"]:
        parts["override"] = ",".join(given["override"])
    words = clean(given["because"] or " ".join(reason)).strip()
    order = OwnerOrder("approve", clean(update), words, parts)

    async def work(one: Room) -> tuple[str, tuple[Event, ...], dict[str, Any]]:
        did = await do_update(one, order)
        return did.said, did.events, _draft(one, one.updates.find(str(did.events[0].payload["draft"])))

    said, events, draft = access.in_room(ground(), room, work)
    if as_json:
        out_json({"said": said, "refs": [event.ref for event in events], "draft": draft})
        return
    tell(said)
    for event in events:
        out(event.ref)


class _Act(NamedTuple):
    """Something to do with an update, by its option."""

    do: Callable[[Room, str], Awaitable[Event]]
    said: str


_ACTS: dict[str, _Act] = {
    "correct": _Act(lambda room, ref: room.updates.correct(told_as(room, ref).eid), "a draft that corrects it"),
    "withdraw": _Act(lambda room, ref: room.updates.withdraw(told_as(room, ref).eid), "a draft that withdraws it"),
    "discard": _Act(lambda room, ref: room.updates.discard(ref), "discarded"),
    "bring_back": _Act(lambda room, ref: room.updates.discard(ref, back=True), "it is a draft again"),
    "join": _Act(lambda room, ref: room.updates.settle(ref), "joined"),
    "reread": _Act(lambda room, ref: room.updates.reread(ref), "read again: it states the facts as they are"),
}


@command("updates", f"{UPDATE} With one it is shown in full; of what was told, letters or number also name it.")
@room_argument
@click.argument("update", metavar="[UPDATE]", required=False, default="")
@click.option("--lang", metavar="LANG", default="", help="Which language of it to show.")
@click.option("--correct", is_flag=True, help="Begin a draft that corrects what was told.")
@click.option("--withdraw", is_flag=True, help="Begin a draft that says that what was told was a false alarm.")
@click.option("--discard", is_flag=True, help="Throw a draft away; it stays in the history.")
@click.option("--bring-back", is_flag=True, help="Bring a discarded draft back.")
@click.option("--join", is_flag=True, help="Join two texts of a draft that touch different sections.")
@click.option(
    "--reread", is_flag=True, help="Say that the text was read against the facts as they are now, and is right."
)
@json_option
def updates(room: str, update: str, lang: str, as_json: bool, **given: bool) -> None:
    """``warroom updates``."""
    wanted = [name for name, is_so in given.items() if is_so]
    if len(wanted) > 1 or (wanted and not update):
        raise BadInput("one thing at a time, with the update it is for: warroom updates ROOM UPDATE --correct")

    async def work(one: Room) -> Any:
        if wanted:
            event = await _ACTS[wanted[0]].do(one, update)
            return {"said": _ACTS[wanted[0]].said, **_draft(one, one.updates.find(_of(event)))}
        if update:
            return _shown(one, update, lang)
        return [_draft(one, draft) for draft in one.state.revisions.drafts]

    found = access.in_room(ground(), room, work)
    if as_json:
        out_json(found)
    elif wanted:
        tell(found["said"])
        out(found["ref"])
    elif update:
        _print(found)
    else:
        out(table([_row(one) for one in found])) if found else tell("no draft yet: warroom draft ROOM --save")


def _of(event: Event) -> str:
    return str(event.payload.get("draft") or event.eid)


def told_as(room: Room, ref: str) -> Telling:
    """What was told under a draft's letters, its number (``#3``), its own letters, or last to an owner of that name.

    Raises ``NotFound``.
    """
    plain = ref.strip().lstrip("#")
    told = [one for owner in room.state.updates.owners for one in room.state.updates.told(owner)]
    numbered = [one for one in told if plain.isdigit() and one.said.number == int(plain)]
    if len(numbered) == 1:
        return numbered[0]
    try:
        carried = room.state.updates.carried(room.updates.find(ref).eid)
    except NotFound:
        return _last_to(room, ref) or room.updates.telling(ref)
    if carried is None:
        raise NotFound(f"draft {ref} was told to nobody yet, so change it; nothing was recorded")
    return carried


def _last_to(room: Room, name: str) -> Telling | None:
    try:
        return room.state.updates.last(room.owners.named(name))
    except BadInput:  # no owner's name: letters, then
        return None


def _draft(room: Room, draft: Draft) -> dict[str, Any]:
    """One draft as ``updates --json`` lists it."""
    held = room.updates.verdict(draft.eid)
    content = draft.head.said.content
    telling = room.state.updates.carried(draft.eid)
    corrections = room.state.updates.corrections(telling.eid) if telling is not None else []
    return {
        "ref": draft.ref,
        "eid": draft.eid,
        "owner": draft.owner,
        "phase": content.phase,
        "form": content.form,
        "langs": [body.lang for body in content.bodies],
        "state": "discarded" if draft.discarded else "disputed" if draft.disputed else held.state,
        "stands": stands(held),
        "approved_by": [
            {"who": one.who, "typed_by": one.event.author, "via": one.said.via, "at": one.event.at} for one in held.by
        ],
        "missing": list(held.missing),
        "changed": [{"key": one.key, "text": one.text, "stated": one.stated} for one in held.changed],
        "new": [{"key": one.key, "text": one.text} for one in held.hints],
        "flags": list(held.flags),
        "findings": [
            {"rule": one.rule, "severity": one.severity, "count": one.count} for one in draft.head.said.findings
        ],
        "saved_at": draft.head.event.at,
        "by": draft.head.who,
        "revisions": len(draft.revisions),
        "next_update": content.next_update,
        "told_at": telling.at if telling is not None else None,
        "number": telling.said.number if telling is not None else None,
        "means": telling.said.means if telling is not None else None,
        "corrects": content.corrects or None,
        "withdraws": content.withdraws,
        "struck": [{"by": one.eid, "at": one.at, "withdrawn": one.said.withdraws} for one in corrections],
    }  # fmt: skip


def _shown(room: Room, ref: str, lang: str) -> dict[str, Any]:
    draft = room.updates.find(told_as(room, ref).said.update) if _is_told(room, ref) else room.updates.find(ref)
    joint = joined(draft)
    found = _draft(room, draft)
    telling = room.state.updates.carried(draft.eid)
    number = number_of(room.state, draft.eid, draft.owner)
    findings = [] if telling is not None else room.updates.check(draft.owner, joint.content, draft)
    names = ("rule", "severity", "field", "lang", "start", "end", "text", "message")
    return {
        **found,
        "bodies": _bodies(joint.content, lang, number),
        "findings": [{name: getattr(one, name) for name in names} for one in findings],
        "conflicts": _conflicts(joint),
    }


def _is_told(room: Room, ref: str) -> bool:
    try:
        return bool(told_as(room, ref).said.update)
    except (NotFound, BadInput):
        return False


def _bodies(content: Content, lang: str, number: int) -> list[dict[str, str]]:
    bodies = [body for body in content.bodies if not lang or body.lang == lang]
    if lang and not bodies:
        raise NotFound(f"it has no text in '{lang}'; there is {', '.join(body.lang for body in content.bodies)}")
    whole = [(body.lang, rendered(content, body.lang, number)) for body in bodies]
    return [{"lang": one, "subject": said.subject, "text": said.text} for one, said in whole]


def _conflicts(joint: Joined) -> list[dict[str, Any]]:
    return [
        {
            "field": one.place.field,
            "lang": one.place.lang,
            "by": list(one.by),
            "ours": _words(one.ours),
            "theirs": _words(one.theirs),
        }
        for one in joint.conflicts
    ]


def _words(value: Any) -> Any:
    return getattr(value, "text", value)


def _print(found: dict[str, Any]) -> None:
    for one in found["struck"]:
        tell("WITHDRAWN later: it was a false alarm" if one["withdrawn"] else "CORRECTED later by another update")
    for index, body in enumerate(found["bodies"]):
        if index:
            out("")
        out(f"{body['subject']}\n\n{body['text']}" if body["subject"] else body["text"])
    for one in found["conflicts"]:
        where = " ".join(filter(None, (one["field"], one["lang"])))
        tell(f"two texts of {where}:\n  {one['by'][0]}: {one['ours']}\n  {one['by'][1]}: {one['theirs']}")
    for one in found["findings"]:
        if one["severity"] != "hint":
            where = " ".join(filter(None, (one["field"], one["lang"])))
            tell(f"{one['rule']} {one['severity']}{f' ({where})' if where else ''}: {one['message']}")
    when = ""
    if found["told_at"]:
        when = f" on {found['told_at'][:16].replace('T', ' ')} UTC by {found['means']} as #{found['number']}"
    tell(f"{found['ref']} {found['phase']} for {found['owner']}: {found['stands']}{when}")


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    number = f"#{one['number']}" if one["number"] else ""
    struck = ", ".join("withdrawn" if other["withdrawn"] else "corrected" for other in one["struck"])
    state = one["state"] if one["state"] in ("discarded", "disputed") else one["stands"]
    return (
        one["ref"],
        one["owner"],
        number,
        one["phase"],
        ",".join(one["langs"]),
        f"{state}{f'; {struck}' if struck else ''}",
    )


COMMANDS = {"updates": updates, "approve": approve}
