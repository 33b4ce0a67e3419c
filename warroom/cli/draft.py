"""``warroom draft`` and ``warroom template``: a draft from the facts, and the templates that it is filled from."""

import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

import click

from warroom import due_times, template_files
from warroom.cli import access
from warroom.cli.failures import tell
from warroom.cli.ground import command, ground, json_option, room_argument
from warroom.cli.printing import on_terminal, out, out_json, table
from warroom.errors import BadInput, NotFound, WarroomError
from warroom.room import Room
from warroom.state.revisions import FORMS, PHASES
from warroom.update_drafts import draft_of
from warroom.updates.drafting import Drafted, Order
from warroom.updates.lint.finding import Finding
from warroom.updates.numbering import next_number
from warroom.updates.rendering import numbered, rendered
from warroom.updates.templates.engine import TemplateFault
from warroom.updates.templates.form import LANGS, Template, place, read
from warroom.updates.templates.library import Broken, Library
from warroom.updates.templates.values import problems


def _langs(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    langs = tuple(one.strip().lower() for one in (value or "").replace("，", ",").split(",") if one.strip())
    if wrong := [one for one in langs if one not in LANGS]:
        raise click.BadParameter(f"'{wrong[0][:20]}' is no language of the templates; write en, zh or en,zh")
    return langs


@command("draft", "Without --owner it is for the room's only owner. What it finds is counted on standard error.")
@room_argument
@click.option("--owner", metavar="NAME", default="", help="For which owner: any unique beginning of a name.")
@click.option("--phase", type=click.Choice(PHASES), help="Another phase than the one that follows from the state.")
@click.option("--lang", "langs", metavar="LANG", callback=_langs, help="en, zh, or both with a comma.")
@click.option(
    "--form", type=click.Choice(FORMS), help="long (mail) or short (chat, SMS); else as the plan's first channel."
)
@click.option("--template", metavar="NAME", help="A template by its name (warroom template list).")
@click.option("--next", "next_update", metavar="TIME", default="", help="The next update's time: 16:00, +45m.")
@click.option("--save", is_flag=True, help="Keep it in the room as a draft.")
@json_option
def draft(
    room: str, owner: str, phase: Any, langs: tuple[str, ...], form: Any, template: str | None, next_update: str,
    save: bool, as_json: bool,
) -> None:  # fmt: skip
    """``warroom draft``."""
    library = template_files.library(template_files.own_folder())

    async def work(one: Room) -> dict[str, Any]:
        name = one.owners.named(owner)
        at = due_times.read_due(next_update, now=one.clock(), zone=one.zone).at if next_update else None
        order = Order(phase=phase, form=form, langs=langs, template=template, next_update=at)
        made = draft_of(one, name, library, order)
        findings = (*made.findings, *one.updates.check(name, made.content))
        saved = (await one.updates.begin(name, made.content)).ref if save else ""
        return _as_data(name, made, findings, next_number(one.state, name), saved)

    found = access.in_room(ground(), room, work)
    if as_json:
        out_json(found)
    else:
        _print(found)


def _as_data(owner: str, made: Drafted, findings: tuple[Finding, ...], number: int, saved: str) -> dict[str, Any]:
    content = made.content
    bodies = []
    for body in content.bodies:
        whole = rendered(content, body.lang, number)
        sections = [{"field": one.field, "text": numbered(one.text, number)} for one in body.sections]
        bodies.append({"lang": body.lang, "subject": whole.subject, "text": whole.text, "sections": sections})
    names = ("rule", "severity", "field", "lang", "start", "end", "text", "message")
    return {
        "owner": owner, "phase": content.phase, "form": content.form, "template": content.template,
        "next_update": content.next_update, "bodies": bodies,
        "findings": [{name: getattr(one, name) for name in names} for one in findings],
        "missing": [{"key": one.key, "field": one.field, "lang": one.lang} for one in made.lacks if one.needed],
        "saved": saved,
    }  # fmt: skip


def _print(found: dict[str, Any]) -> None:
    for index, body in enumerate(found["bodies"]):
        if index:
            out("")
        out(f"{body['subject']}\n\n{body['text']}")
    counts = dict.fromkeys(("block", "warn", "hint"), 0)
    for one in found["findings"]:
        counts[one["severity"]] += 1
        if one["severity"] != "hint":
            where = " ".join(filter(None, (one["field"], one["lang"])))
            tell(f"{one['rule']} {one['severity']}{f' ({where})' if where else ''}: {one['message']}")
    tell(
        f"{found['phase']} for {found['owner']}: {counts['block']} block, {counts['warn']} warn, {counts['hint']} hint"
    )
    if found["saved"]:
        tell(f"kept as draft {found['saved']}")


# -- templates ---------------------------------------------------------------------------------------------------------


@command(
    "template",
    "ACTION is list, show, edit or check. NAME is one of the list, or a file as in en/identified.acme.sms. "
    "'edit' makes your own of it (in the settings folder) and opens $EDITOR; 'check' without a NAME looks at all "
    "of your own.",
)
@click.argument("action", metavar="ACTION", type=click.Choice(("list", "show", "edit", "check")))
@click.argument("name", metavar="[NAME]", required=False, default="")
@json_option
def template(action: str, name: str, as_json: bool) -> int:
    """``warroom template``."""
    folder = template_files.own_folder()
    library = template_files.library(folder)
    if action == "list":
        _list(library, as_json)
        return 0
    if action == "check":
        return _check(library, name, as_json)
    if not name:
        raise BadInput(f"which template? warroom template {action} NAME; 'warroom template list' names them")
    if action == "show":
        _show(library.named(name), as_json)
        return 0
    return _edit(folder, library, name)


def _show(one: Template, as_json: bool) -> None:
    if as_json:
        out_json(_described(one) | {"text": one.text})
    else:
        out(one.text.rstrip("\n"))


def _described(one: Template) -> dict[str, Any]:
    return {
        "name": one.name, "phase": one.phase, "lang": one.lang, "form": one.form, "owner": one.owner,
        "channels": list(one.channels), "file": one.where, "requires": list(one.requires),
    }  # fmt: skip


def _list(library: Library, as_json: bool) -> None:
    order = sorted(
        library.templates, key=lambda one: (PHASES.index(one.phase), one.lang, one.form, one.where, one.name)
    )
    if as_json:
        out_json([_described(one) for one in order])
        return
    rows = [
        (one.name, one.phase, one.lang, one.form, one.owner, ",".join(one.channels), one.where or "built in")
        for one in order
    ]
    out(table([("NAME", "PHASE", "LANG", "FORM", "OWNER", "CHANNEL", "FILE"), *rows]))
    for one in library.broken:
        tell(one.message)


def _check(library: Library, name: str, as_json: bool) -> int:
    found: list[Broken]
    if name and name not in {one.path.removesuffix(".md") for one in library.broken}:
        found = [one for one in library.broken if name in (one.path, one.where)] or problems(library.named(name))
        looked_at = 1
    else:
        own = [one for one in library.templates if one.where] if not name else []
        found = [one for one in library.broken if not name or one.path.removesuffix(".md") == name]
        looked_at = len(own) + len(found)
        found += [problem for one in own for problem in problems(one)]
    if as_json:
        out_json([{"file": one.where or one.path, "line": one.line, "message": one.why} for one in found])
    for one in () if as_json else found:
        out(one.message)
    if not found:
        tell(f"{looked_at} of your own templates, nothing wrong" if not name else f"{name}: nothing wrong")
    return 1 if found else 0


def _edit(folder: Path, library: Library, name: str) -> int:
    """Make a file of one's own, from the template that is nearest to it, and open the editor."""
    path, start = _own_file(folder, library, name)
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(start, encoding="utf-8", newline="\n")
        except OSError as error:
            raise WarroomError(f"{path} can't be written: {error.strerror}; nothing was changed") from error
        tell(f"your own, copied from {_nearest(library, name).name}: it is used from now on")
    out(os.fspath(path))
    editor = shlex.split(os.environ.get("VISUAL", "") or os.environ.get("EDITOR", ""))
    if not editor:
        tell("no editor is set (VISUAL, EDITOR): change the file named above, then: warroom template check")
    elif on_terminal():
        try:
            subprocess.run([*editor, os.fspath(path)], check=False)
        except OSError as error:
            why = f"the editor '{editor[0]}' can't be started: {error.strerror}; {path} is there"
            raise WarroomError(why) from error
    return _after_editing(path)


def _after_editing(path: Path) -> int:
    relative = f"{path.parent.name}/{path.name}"
    try:
        found = problems(read(relative, path.read_text("utf-8"), os.fspath(path)))
    except (TemplateFault, UnicodeDecodeError, OSError) as error:
        line = error.line if isinstance(error, TemplateFault) else 0
        found = [Broken(relative, os.fspath(path), line, str(error))]
    for one in found:
        out(one.message)
    return 1 if found else 0


def _own_file(folder: Path, library: Library, name: str) -> tuple[Path, str]:
    """The file that ``name`` stands for in ``folder``, and what a new one begins with."""
    nearest = _nearest(library, name)
    if nearest.where:
        return Path(nearest.where), nearest.text
    relative = f"{name.removesuffix('.md')}.md" if "/" in name else nearest.path
    named = place(relative)
    if relative.count("/") != 1:
        raise BadInput(f"'{name[:60]}' is no template: write {named.lang}/{relative.rpartition('/')[2]}")
    return folder / relative, nearest.text


def _nearest(library: Library, name: str) -> Template:
    """The template called ``name``, else the built-in one for the phase, language and form that the name says."""
    try:
        return library.named(name)
    except NotFound:
        if "/" not in name:
            raise
    meant = place(f"{name.removesuffix('.md')}.md")
    form = "long" if meant.last in ("", "long", "email", "letter", "webhook") else "short"
    return library.named(f"{meant.phase}.{form}.{meant.lang}")


COMMANDS = {"draft": draft, "template": template}
