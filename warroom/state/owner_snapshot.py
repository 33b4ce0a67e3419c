"""The owner side of a room as plain JSON: plans, threads, ledgers, what was told."""

from typing import Any

from warroom.state.feed import Entry
from warroom.state.kinds import to_payload
from warroom.state.owners import Owners
from warroom.state.record import Record
from warroom.state.record_snapshot import record_facts
from warroom.state.register import Register
from warroom.state.room_state import RoomState
from warroom.state.updates import Telling


def sections(state: RoomState) -> dict[str, Any]:
    """The sections of the snapshot that are about owners."""
    return {
        "owners": {name: _owner(state.owners, name) for name in sorted(_everybody(state))},
        "questions": [_question(state, one) for one in state.questions.asked],
        "commitments": [record_facts(one) for one in state.commitments.made],
        "owner_facts": [record_facts(one) for one in state.expectations.facts],
        "expectations": {
            f"{about}.{owner}" if owner else about: _history(register)
            for (about, owner), register in sorted(state.expectations.held.items())
        },
        "remedies": [record_facts(one) for one in state.expectations.remedies],
        "feedback": {name: _history(one) for name, one in sorted(state.expectations.feedback.items())},
        "told": {
            name: [
                {
                    "eid": one.eid,
                    "at": one.at,
                    **_without(to_payload(one.said), "owner_id"),
                    **_struck(state, one),
                }
                for one in state.updates.told(name)
            ]
            for name in sorted(_everybody(state))
        },
    }


def satisfaction(state: RoomState) -> dict[str, Any]:
    """By owner, how content they were, as they said it last."""
    return {
        name: {
            "at": last.event.at,
            "clear": last.value.clear,
            "timely": last.value.timely,
            "text": last.value.text,
            "by": last.value.actor,
        }
        for name, register in sorted(state.expectations.feedback.items())
        if (last := register.current) is not None
    }


def _struck(state: RoomState, telling: Telling) -> dict[str, Any]:
    """What corrected or withdrew a telling later; nothing while it stands."""
    found = state.updates.corrections(telling.eid)
    return {"struck": [{"by": one.eid, "withdrawn": one.said.withdraws} for one in found]} if found else {}


def _everybody(state: RoomState) -> set[str]:
    return {*state.owners.plans, *state.owners.threads, *state.updates.owners}


def _owner(owners: Owners, name: str) -> dict[str, Any]:
    register = owners.plans.get(name)
    messages = list(owners.threads[name]) if name in owners.threads else []
    pauses = {clock or "all": _history(one) for (owner, clock), one in sorted(owners.pauses.items()) if owner == name}
    cadences = owners.cadences.get(name)
    return {
        "plan": _without(to_payload(owners.plan(name)), "bases"),
        "attached": name in owners.names,
        "plan_history": [{"at": one.event.at, "by": one.event.author} for one in register.history] if register else [],
        "cadence": _history(cadences) if cadences else [],
        "pauses": pauses,
        "thread": [_message(owners, entry) for entry in messages],
    }


def _message(owners: Owners, entry: Entry) -> dict[str, Any]:
    said = _without(to_payload(owners.messages[entry.eid]), "owner_id")
    marks = {"erased": entry.erased, "retracted": entry.retracted}
    return {"eid": entry.eid, "ref": entry.ref, "at": entry.at, "author": entry.author, **said, **marks}


def _question(state: RoomState, question: Record[Any]) -> dict[str, Any]:
    register = state.questions.answers.get(question.eid)
    answers = [
        {"at": one.event.at, "by": one.event.author, "text": one.value.text, "told": one.value.told, "in": one.value.by}
        for one in (register.history if register else [])
    ]
    return {**record_facts(question), "answers": answers}


def _history(register: Register[Any]) -> list[dict[str, Any]]:
    return [
        {"at": one.event.at, "by": one.event.author, **_without(to_payload(one.value), "bases", "owner_id")}
        for one in register.history
    ]


def _without(plain: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if name not in names}
