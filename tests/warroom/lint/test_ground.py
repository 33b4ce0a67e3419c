"""What the check knows of a room: whose words may stand, who is who, and what of it changes with the room."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.warroom.live_rooms import Hands, new_room
from warroom.room import Room
from warroom.state.owners import Contact, Plan, Term
from warroom.state.revisions import Content
from warroom.state.room_state import KINDS
from warroom.updates.lint.check import check_text
from warroom.updates.lint.finding import Ground
from warroom.updates.lint.ground import ground_of, ground_of_text
from warroom.updates.lint.internal import INTERNAL, OUTWARD, WORDLESS, RoomIndex
from warroom.updates.lint.settings import Settings, read_settings

SECRET_WORDS = "the vendor is late again and nobody here wants to say it aloud"
TOLD_WORDS = "card payments fail for one in eight customers in the north"


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def room(tmp_path: Path, hands: Hands):
    one = await new_room(tmp_path, hands)
    await one.owners.attach(Plan(owner_id="Acme Retail", contacts=(Contact("Mr Li"),), zone="Asia/Shanghai"))
    await one.owners.attach(Plan(owner_id="Globex"))
    yield one
    await one.close()


def ground(room: Room, owner: str = "Acme Retail", settings: Settings | None = None, **content: object) -> Ground:
    return ground_of(room.state, owner, Content(**content), room.clock(), settings or Settings())  # type: ignore[arg-type]


def leaked(room: Room, text: str, owner: str = "Acme Retail") -> list[str]:
    return [one.severity for one in check_text(text, ground(room, owner)) if one.rule == "L10"]


def test_every_kind_of_event_is_said_to_hold_internal_words_or_not():
    assert set(KINDS) == {*INTERNAL, *OUTWARD, *WORDLESS}
    assert not set(INTERNAL) & (OUTWARD | WORDLESS) and not OUTWARD & WORDLESS
    for kind, fields in INTERNAL.items():
        assert set(fields) <= set(KINDS[kind].payload.__struct_fields__)


INTERNAL_ACTS = {
    "an entry": lambda room: room.log(SECRET_WORDS),
    "a message": lambda room: room.say(SECRET_WORDS),
    "the title": lambda room: room.set_field("title", SECRET_WORDS),
    "the summary": lambda room: room.set_field("summary", SECRET_WORDS),
    "a reason": lambda room: room.set_severity("SEV1", SECRET_WORDS),
    "a possible cause": lambda room: room.causes.propose(SECRET_WORDS),
    "a decision": lambda room: room.decisions.make("wait", options=["go on", SECRET_WORDS]),
    "a task": lambda room: room.tasks.add(SECRET_WORDS),
    "a risk": lambda room: room.risks.add(SECRET_WORDS),
    "another's mail": lambda room: room.owners.note("Globex", SECRET_WORDS),
    "another's question": lambda room: room.questions.ask("Globex", SECRET_WORDS),
}
OUTWARD_ACTS = {
    "impact": lambda room: room.set_field("impact", TOLD_WORDS),
    "scope in Chinese": lambda room: room.set_field("scope", TOLD_WORDS, "zh"),
    "their title": lambda room: room.set_field("title", TOLD_WORDS, "en"),
    "their mail": lambda room: room.owners.note("Acme Retail", TOLD_WORDS),
    "our mail to them": lambda room: room.owners.note("Acme Retail", TOLD_WORDS, direction="out"),
    "what they were told": lambda room: room.owners.tell("Acme Retail", text=TOLD_WORDS),
    "their question": lambda room: room.questions.ask("Acme Retail", TOLD_WORDS),
    "a promise to them": lambda room: room.promises.make("Acme Retail", TOLD_WORDS, "2026-11-23T14:00:00.000000Z"),
}


@pytest.mark.parametrize("act", INTERNAL_ACTS)
async def test_words_that_no_owner_reads_are_a_leak(room: Room, act: str) -> None:
    await INTERNAL_ACTS[act](room)
    assert leaked(room, f"Dear all, {SECRET_WORDS}.") == ["block"]


@pytest.mark.parametrize("act", OUTWARD_ACTS)
async def test_words_that_the_owner_reads_wrote_or_heard_are_none(room: Room, act: str) -> None:
    await room.log(f"ana: {TOLD_WORDS}")
    assert leaked(room, TOLD_WORDS) == ["block"]
    await OUTWARD_ACTS[act](room)
    assert leaked(room, f"Update: {TOLD_WORDS}!") == []


async def test_a_promoted_fact_is_for_its_owners_alone_in_its_wording(room: Room) -> None:
    entry = await room.log(f"ana: {TOLD_WORDS} since bob broke the pool")
    await room.expectations.promote(room.find(entry.ref), TOLD_WORDS, owners=["Acme Retail"])
    assert leaked(room, TOLD_WORDS) == []
    assert leaked(room, TOLD_WORDS, "Globex") == ["block"]
    assert leaked(room, f"{TOLD_WORDS} since bob broke the pool") == ["block"]


async def test_every_version_of_an_entry_is_internal_until_it_is_erased(room: Room) -> None:
    entry = await room.log(SECRET_WORDS)
    await room.edit(entry.eid, text="something quite different was written here in the end by ana")
    await room.retract(entry.eid, "wrong")
    assert leaked(room, SECRET_WORDS) == ["block"]
    await room.erase(entry.eid, "not to be kept")
    assert leaked(room, SECRET_WORDS) == []


async def test_an_index_that_grows_is_the_one_that_is_made_anew(room: Room) -> None:
    held = [RoomIndex(room.state.events)]
    room.subscribe(lambda applied: held.append(held[-1].follow(applied, room.state)))
    entry = await room.log(SECRET_WORDS)
    await room.say("another thing that was said here among ourselves just now")
    await room.erase(entry.eid, "gone")
    await room.log("and one more line of more than seven words in it")
    anew = RoomIndex(room.state.events)
    for text in (SECRET_WORDS, "that was said here among ourselves just now", "one more line of more than seven words"):
        found = [ground_of(room.state, "Globex", Content(), room.clock(), Settings(), one) for one in (held[-1], anew)]
        grown, fresh = ([one for one in check_text(text, ground) if one.rule == "L10"] for ground in found)
        assert grown == fresh


async def test_who_is_who(room: Room) -> None:
    await room.set_member("ana", "Ana García")
    await room.come(["bob"])
    await room.come(["Ms Wu"], "owner", "Acme Retail")
    await room.owners.note("Acme Retail", "are refunds affected?", actor="Mr Li")
    await room.set_field("contact", "bob, +86 138 0013 8000")
    known = ground(
        room, settings=read_settings('[organisations]\nInitech = ["英泰"]\n[owner."Acme Retail"]\nalso = ["Acme"]')
    )
    assert known.roster == ("Ana García", "ana")
    assert known.others == ("Globex", "Initech", "英泰")
    assert known.own == ("Acme Retail", "Acme")
    assert known.contacts == ("bob, +86 138 0013 8000",)
    rules = [one.rule for one in check_text("Acme: Globex too, says Ana García; bob, 13800138000.", known)]
    assert {"L08", "L09"} <= set(rules) and "L11" not in rules


async def test_settings_and_plan_add_up(room: Room) -> None:
    await room.owners.set_plan("Acme Retail", avoid=("bug",), glossary=(Term("CDN", "our cache"),))
    toml = (
        'hosts = [".corp.example"]\ntickets = ["OPS"]\nlinks = ["x.example"]\navoid = ["outage"]\n'
        '[glossary]\nCDN = "x"\nDNS = ""'
    )
    told = read_settings(toml)
    known = ground(room, settings=told)
    assert known.glossary == {"CDN": "our cache", "DNS": ""}
    assert known.avoid == ("bug", "outage")
    assert (known.hosts, known.tickets, known.allowed) == ((".corp.example",), ("OPS",), ("x.example",))
    bare = ground_of_text(told, owner="Acme Retail")
    assert (bare.hosts, bare.internal, bare.cause) == ((".corp.example",), None, None)


async def test_what_changes_with_the_room(room: Room, hands: Hands) -> None:
    known = ground(room)
    assert (known.cause, known.data_safety_evidence, known.full_outage, known.over_midnight) == (
        "unknown",
        False,
        False,
        False,
    )
    assert known.zone == "Asia/Shanghai"
    cause = await room.causes.propose("a certificate")
    await room.causes.set_state(cause.eid, "testing")
    await room.set_field("data_safety", "no order is lost")
    await room.set_component("checkout", "major_outage")
    hands.now += timedelta(hours=3)
    known = ground(room)
    assert (known.cause, known.data_safety_evidence, known.full_outage, known.over_midnight) == (
        "suspected",
        True,
        True,
        True,
    )
    assert ground(room, "Globex").over_midnight is False
