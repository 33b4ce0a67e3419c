"""Looking after the data folder."""

from typing import Any

import click

from store import doctor as doctors
from warroom import seal
from warroom.cli.failures import DONE, FINDING, tell
from warroom.cli.ground import command, ground, json_option
from warroom.cli.printing import out, out_json


@command("doctor", "Exit code 1 when there is a problem; with --repair, when one is left.")
@click.option("--repair", is_flag=True, help="Mend what can be mended; damaged bytes are copied, never dropped.")
@json_option
def doctor(repair: bool, as_json: bool) -> int:
    """``warroom doctor``."""
    folder = ground().folder
    # A folder that the first room is still to make is no problem.
    there = doctors.is_there(folder)
    done = doctors.repair(folder) if repair and there else []
    findings = doctors.check(folder) if there else []
    if as_json:
        out_json({"folder": str(folder), "findings": [_plain(finding) for finding in findings], "repaired": done})
    else:
        for sentence in done:
            out(sentence)
        for finding in findings:
            out(_sentence(finding))
        if not findings:
            tell(f"{folder}: no problem found" if there else f"{folder}: there is no room yet")
        elif not repair and any(finding.repairable for finding in findings):
            tell("what can be mended: warroom doctor --repair")
    return FINDING if findings else DONE


def _plain(finding: doctors.Finding) -> dict[str, Any]:
    return {
        "room": finding.room,
        "ref": seal.room_ref(finding.room) if finding.room else None,
        "problem": finding.problem,
        "repairable": finding.repairable,
    }


def _sentence(finding: doctors.Finding) -> str:
    where = f"{seal.room_ref(finding.room)}: " if finding.room else ""
    return f"{where}{finding.problem}{' (--repair mends it)' if finding.repairable else ''}"


COMMANDS = {"doctor": doctor}
