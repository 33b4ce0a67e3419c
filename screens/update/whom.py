"""Whom the draft in sight is for and in which shape: recipients, channels, languages, form, phase."""

from typing import TYPE_CHECKING, Final, get_args

import msgspec

from screens.asking import Answers, Ask
from screens.owner.fields import one_word
from screens.update.beside import beside
from screens.update.wording import drafted_again
from screens.update.working import WorkingCopy
from warroom.errors import BadInput
from warroom.state.revisions import FORMS, PHASES, Body, Content, Form, Phase
from warroom.updates.channels import CHANNELS

if TYPE_CHECKING:
    from screens.update.body import UpdateBody

LANGS: Final = ("en", "zh")
"""The languages that there are templates for."""


async def change(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Ask for all of it at once; another form or phase drafts the words anew, the last revision has the old ones."""
    if not copy.is_open:
        raise BadInput("it was told or discarded: its text never changes; nothing was changed")
    host, content = body.host, copy.content
    known = ", ".join(one.name for one in host.room.state.owners.plan(copy.owner).contacts)
    asks = [
        Ask("people", "For whom", ", ".join(content.people), f"nothing: {known or 'as the plan says'}"),
        Ask("channels", "Channels", ", ".join(content.channels), f"{', '.join(list(CHANNELS)[:6])}, ..."),
        Ask("langs", "Languages", ", ".join(one.lang for one in content.bodies), "en, zh or both", check=_langs),
        one_word("form", "Form", FORMS, content.form),
        one_word("phase", "Phase", PHASES, content.phase),
    ]
    note = "Another form or phase drafts the words anew; what stands here now stays in the history (H)."
    answers = await host.ask(f"whom {copy.eid}", f"Update to {copy.owner}", asks, note)
    if answers is None:
        return
    wanted = _wanted(content, answers)
    anew = (wanted.form, wanted.phase) != (content.form, content.phase)
    missing = [one for one in wanted.bodies if not one.sections]
    if anew or missing:
        await copy.save()
        made = await beside(host.room, lambda: drafted_again(host.room, copy.owner, wanted))
        kept = wanted.bodies if not anew else tuple(Body(one.lang) for one in wanted.bodies)
        bodies = tuple(one if one.sections else made.content.body(one.lang) for one in kept)
        wanted = msgspec.structs.replace(wanted, bodies=bodies, template=made.content.template)
    copy.change(wanted)
    host.tell("drafted anew from the facts; H has what stood here" if anew else f"changed for {copy.owner}; s saves it")


def _langs(text: str) -> tuple[str, ...]:
    langs = tuple(dict.fromkeys(one.strip().lower() for one in text.replace("，", ",").split(",") if one.strip()))
    if not langs or any(one not in LANGS for one in langs):
        raise BadInput("en, zh, or both with a comma between them")
    return langs


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in text.replace("，", ",").split(",") if one.strip()))


def _wanted(content: Content, answers: Answers) -> Content:
    """``content`` as the form has it; a language that is new has no sections yet."""
    held = {one.lang: one for one in content.bodies}
    form: Form = next(one for one in get_args(Form) if one.startswith(answers["form"].strip().casefold()))
    plain = answers["phase"].strip().casefold().replace(" ", "_")
    found = [one for one in PHASES if one.startswith(plain)]
    phase: Phase = next((one for one in found if one == plain), found[0])
    return msgspec.structs.replace(
        content,
        people=_listed(answers["people"]),
        channels=_listed(answers["channels"]),
        bodies=tuple(held.get(one) or Body(one) for one in _langs(answers["langs"])),
        form=form,
        phase=phase,
    )
