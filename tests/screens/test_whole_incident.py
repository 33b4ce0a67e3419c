"""A whole incident, from declaring it to closing it and after, by keys alone."""

import stat
from collections.abc import Callable
from datetime import timedelta

import pytest

from screens.dialogs.form import Form
from screens.dialogs.page import Page
from screens.dialogs.picker import Picker
from screens.dialogs.sheet import Sheet
from screens.dialogs.word import Word
from screens.owner.body import OwnerBody
from screens.present.screen import PresentScreen
from screens.room.screen import RoomScreen
from tests.screens.kit import Place, is_whole, shown, the_room
from tests.screens.person import Person
from warroom.clock import to_stamp
from warroom.state.cause_rules import claim
from warroom.state.conflicts import conflicts
from warroom.state.promises import promises
from warroom.state.room_state import fold
from warroom.state.snapshot import snapshot

ACME = "Acme Retail"


def on_owed(person: Person, begins: str, words: str = "") -> Callable[[], bool]:
    """Whether the cursor of screen 5 is on a line of that sort."""

    def there() -> bool:
        body = the_room(person.app).body
        assert isinstance(body, OwnerBody)
        item = body.current_list.current
        return item is not None and item.row.key.startswith(begins) and words in item.row.text

    return there


async def declares(person: Person) -> None:
    """From the empty lobby into a room."""
    await person.reads("No room yet")
    await person.keys("n")
    await person.waits(lambda: isinstance(person.app.screen, Form))
    await person.types("Checkout latency")
    await person.keys("tab")
    await person.types("2")
    await person.keys("tab")
    await person.types("some card payments fail")
    await person.keys("enter")
    await person.waits(lambda: isinstance(person.app.screen, RoomScreen) and is_whole(person.app))
    assert person.state.incident.severity.value == "SEV2"
    assert person.state.incident.title == "Checkout latency"


async def gathers(person: Person) -> None:
    """Who does what, and who is on the call."""
    await person.logs("/in ana, bob, wei")
    await person.logs("/role ic ana")
    await person.logs("/role scribe bob")
    await person.logs("/role liaison wei")
    team = person.state.team
    assert (team.holder("incident_commander"), team.holder("scribe"), team.holder("customer_liaison")) == (
        "ana", "bob", "wei",
    )  # fmt: skip
    assert all(team.is_here(name) for name in ("ana", "bob", "wei"))
    await person.keys("f3")
    await person.waits(lambda: isinstance(person.app.screen, Page))
    await person.reads("incident commander", "ana", "bob", "wei")
    await person.keys("escape")


async def attaches(person: Person) -> None:
    """The owner, on screen 5."""
    await person.keys("escape", "5")
    await person.reads("No owner is named in this room")
    await person.keys("P")
    await person.records(ACME, None, "en", "Mr Li <li@acme.example> head of shop!", "phone, email")
    assert person.state.owners.names == [ACME]
    assert person.state.owners.plan(ACME).contacts[0].emergency
    await person.reads(f"{ACME} (client)", "first notice")
    await person.keys("escape", "escape", "1")


async def finds_out(person: Person, where: Place) -> None:
    """How bad it is, who is hit, what was seen and done."""
    await person.logs("/sev 1 all of Europe")
    await person.reads("SEV1 INVESTIGATING")
    await person.logs("/impact one card payment in eight fails in Europe")
    await person.reads("Impact one card payment in eight fails")
    await person.logs("/scope EU, not the US")
    await person.logs("bob: error rate 4 % in EU only")
    where.clock.now += timedelta(minutes=2)
    await person.logs("the certificate of node 3 expired at 13:30")
    await person.logs("! rolled payments-api back to v411")
    await person.logs("/say is it the certificate?")
    feed = {one.text: one for one in person.state.timeline}
    assert feed["error rate 4 % in EU only"].who == "bob"
    assert feed["rolled payments-api back to v411"].kind == "action"
    assert [one.text for one in person.state.discussion] == ["is it the certificate?"]
    await person.reads("error rate 4 % in EU only", "rolled payments-api back to v411", "is it the certificate?")


async def promotes(person: Person) -> None:
    """An entry in the owner's words."""
    await person.keys("escape")
    await person.goes_to(
        "k",
        lambda: (entry := the_room(person.app).timeline.current) is not None and entry.text.startswith("rolled"),
    )
    await person.keys("p")
    await person.records("We went back to the last version that worked.", None, "mitigation")
    (fact,) = person.state.expectations.facts.standing()
    assert fact.now.text == "We went back to the last version that worked."
    assert fact.now.topic == "mitigation"
    assert "rolled payments-api back to v411" in {one.text for one in person.state.timeline}


async def is_asked(person: Person) -> None:
    """A message of the owner with a question in it."""
    await person.keys("5", "m")
    await person.fills("We see failed payments. Are refunds affected?", "Mr Li")
    await person.reads("asks 1 question")
    await person.keys("enter")
    await person.waits(lambda: len(person.state.questions.unanswered(ACME)) == 1)
    await person.reads("1 question", "Are refunds affected?")
    await person.keys("g")
    await person.goes_to("j", on_owed(person, "asked:"))
    await person.keys("w")
    await person.records("No refund is affected.", "no")
    assert person.state.questions.unanswered(ACME) == []
    assert any("refund" in one.fact.text for one in the_room(person.app).room.owners.not_told(ACME))


async def tells(person: Person, where: Place, upcoming: str) -> None:
    """Everything that they do not know, by telephone, with the time of the next update."""
    room = the_room(person.app).room
    assert room.owners.not_told(ACME)
    await person.keys("t", "a")
    await person.records("phone", None, "Mr Li", None, None, upcoming)
    assert room.owners.not_told(ACME) == []
    told = person.state.updates.last(ACME)
    assert told is not None
    assert (told.said.means, told.said.people) == ("phone", ["Mr Li"])
    await person.reads("Acme Retail was told")
    assert "not told" not in person.text.split("Timeline")[0]


async def promises_something(person: Person, where: Place) -> None:
    """A promise that is moved in time and then kept."""
    await person.keys("p")
    await person.records("a list of the failed payments", "30m", "action", "bob")
    await person.reads("a list of the failed payments")
    await person.keys("g")
    await person.goes_to("j", on_owed(person, "promise:", "a list"))
    where.clock.now += timedelta(minutes=5)
    await person.keys("v")
    await person.records("40m", "the log of node 3 is not here yet")
    await person.goes_to("j", on_owed(person, "promise:", "a list"))
    await person.keys("y")
    await person.records("mailed")
    (made,) = [
        one
        for one in promises(person.state.commitments, person.state.updates, where.clock.now, ACME)
        if one.record.now.kind == "action"
    ]
    assert (made.standing, made.moved) == ("kept", True)


async def looks_for_the_cause(person: Person) -> None:
    """Hypothesis, evidence, two tries, confirmed, and what contributed."""
    await person.keys("2")
    await person.reads("Nobody has put up a cause yet")
    await person.keys("n")
    await person.records("the certificate of node 3 expired", "70", "bob")
    await person.reads("+0 -0", "70 %")
    await person.keys("+")
    await person.waits(lambda: isinstance(person.app.screen, Picker))
    await person.keys("/")
    await person.types("expired")
    await person.keys("enter", "enter")
    await person.reads("+1 -0")
    await person.keys("t", "f")
    await person.records("restarted node 3", "bob", "it took the same certificate")
    await person.keys("t", "h")
    await person.records("renewed the certificate", "wei")
    causes = person.state.causes
    assert [(one.now.text, one.now.outcome) for one in causes.tried] == [
        ("restarted node 3", "failed"), ("renewed the certificate", "helped"),
    ]  # fmt: skip
    await person.reads("failed restarted node 3", "helped renewed the certificate")
    await person.keys("s", "c")
    await person.records("errors are gone since it was renewed")
    assert claim(causes).state == "confirmed"
    await person.reads("cause CONFIRMED (已确认)")
    await person.keys("f", "s")
    await person.records("nothing warns before a certificate expires")
    await person.keys("tab", "tab", "P")
    await person.waits(lambda: bool(causes.primary_factor))
    assert causes.factors.named(causes.primary_factor).now.factor == "systemic"


async def works(person: Person, where: Place) -> None:
    """A task that is done, and a decision."""
    await person.keys("3")
    await person.reads("Nothing is to be done yet")
    await person.keys("n")
    await person.records("renew the certificates of all nodes", "bob", "20m", "15", "no error is left", "", "v410")
    await person.reads("renew the certificates of all nodes", "-- open: 1 --")
    await person.keys(">")
    await person.reads("-- in progress: 1 --")
    where.clock.now += timedelta(minutes=6)
    await person.keys(">")
    (task,) = person.state.tasks.tasks
    await person.waits(lambda: task.now.state == "done")
    await person.keys("d", "n")
    await person.records("stay on v411 over the night", "stay / go on", "Mr Li (Acme Retail)", "bob", "wei: slow", "3h")
    (decision,) = person.state.decisions.made
    assert (decision.now.decided_by, decision.now.side, decision.now.objections) == ("Mr Li", "owner", ("wei: slow",))
    await person.reads("stay on v411 over the night", "wei: slow")


async def hands_over(person: Person) -> None:
    """Command goes to bob with his word, and not before."""
    await person.keys("t", "h")
    await person.fills("bob", "incident commander", "Acme is called at 15:00")
    await person.waits(lambda: isinstance(person.app.screen, Word))
    await person.reads("Handover of incident commander: ana to bob", "Acme is called at 15:00")
    assert person.state.team.holder("incident_commander") == "ana"
    await person.types("I have it")
    await person.keys("enter")
    await person.waits(lambda: person.state.team.holder("incident_commander") == "bob")
    last = person.state.team.transfers["incident_commander"].history[-1].value
    assert last.accepted and "bob: I have it" in last.note and "Acme is called at 15:00" in last.note


async def presents(person: Person) -> None:
    """A shared screen for the owner, and back."""
    await person.keys("f12")
    await person.reads("Present to whom?")
    await person.keys("1")
    await person.waits(lambda: isinstance(person.app.screen, PresentScreen))
    await person.reads("PRESENTING to ACME RETAIL", "one card payment in eight fails")
    for ours in ("payments-api", "node 3", "Checkout latency", "stay on v411"):
        assert ours not in person.text
    await person.keys("1", "2", "question_mark", "f12", "y")
    await person.waits(lambda: person.app.screen is the_room(person.app))
    await person.reads("Checkout latency")


async def ends(person: Person, where: Place) -> None:
    """Monitoring, resolved, told once more, closed."""
    await person.keys("1")
    for status in ("identified", "monitoring", "resolved"):
        where.clock.now += timedelta(minutes=20)
        await person.logs(f"/status {status}")
        assert person.state.incident.status.value == status
        await person.reads(f"SEV1 {status.upper()}")
    await person.reads("took")
    await person.keys("escape", "5")
    await tells(person, where, "")
    assert person.state.updates.known(ACME)["status"].fact.was == "resolved"
    await person.keys("1")
    await person.logs("/status closed")
    await person.reads("SEV1 CLOSED")
    assert not person.state.incident.is_open


async def looks_back(person: Person, where: Place) -> None:
    """How content the owner was, what is still to be done, and the file."""
    where.clock.now += timedelta(days=1)
    await person.keys("escape", "5", "f")
    await person.waits(lambda: isinstance(person.app.screen, Sheet))
    await person.keys("n")
    await person.records("4", "5", "call us a little earlier", "Mr Li")
    await person.reads("call us a little earlier")
    await person.keys("escape")
    given = person.state.expectations.feedback[ACME].value
    assert given is not None and (given.clear, given.timely, given.actor) == (4, 5, "Mr Li")
    await person.keys("3", "u", "n")
    await person.records("warn a month before a certificate expires", "detective", "wei", "+5d", "the alarm rings")
    (follow_up,) = person.state.tasks.follow_ups
    assert (follow_up.now.kind, follow_up.now.due) == ("detective", to_stamp(where.clock.now + timedelta(days=5)))
    await person.reads("warn a month before")
    await person.keys("E")
    await person.reads("Export for whom?")
    await person.keys("i")
    await person.reads("Which document?")
    await person.keys("t")
    await person.reads("In which format?")
    await person.keys("m")
    await person.reads("written:")


async def test_declared_to_closed_by_keys_alone(where: Place) -> None:
    async with shown(where, None) as (app, pilot):
        person = Person(app, pilot)
        await declares(person)
        await gathers(person)
        await attaches(person)
        await finds_out(person, where)
        await promotes(person)
        await is_asked(person)
        await tells(person, where, "45m")
        await person.reads("-- They know: ", "next update to Acme Retail")
        await promises_something(person, where)
        await looks_for_the_cause(person)
        await works(person, where)
        await hands_over(person)
        await presents(person)
        await ends(person, where)
        await looks_back(person, where)
        assert conflicts(person.state) == []
        kept, room = snapshot(person.state), the_room(app).room.room
    (file,) = where.folder.glob("*.INTERNAL.md")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    written = file.read_text("utf-8")
    for words in ("Checkout latency", "rolled payments-api back to v411", "stay on v411 over the night"):
        assert words in written
    log = where.rooms.open(room)
    try:
        assert snapshot(fold(log.load())) == kept  # what is on disk says the same
    finally:
        log.close()


@pytest.mark.parametrize("size", [(80, 24)])
async def test_the_same_in_short_on_a_small_terminal(where: Place, size: tuple[int, int]) -> None:
    async with shown(where, None, size=size) as (app, pilot):
        person = Person(app, pilot)
        await declares(person)
        await person.logs("/role ic ana")
        await attaches(person)
        await person.logs("error rate 4 % in EU only")
        await person.keys("escape", "5")
        await tells(person, where, "30m")
        await person.keys("2", "n")
        await person.records("the certificate expired", "90")
        await person.keys("s", "c")
        await person.records("")
        await person.reads("CONFIRMED")
        await person.keys("3", "n")
        await person.records("renew it", "bob")
        await person.keys(">")
        await person.reads("-- in progress: 1 --")
        await person.keys(">")
        await person.waits(lambda: [one.now.state for one in person.state.tasks.tasks] == ["done"])
        await person.keys("1")
        await person.logs("/status resolved")
        await person.reads("SEV2 RES")
        await person.logs("/status closed")
        await person.reads("SEV2 CLO")
        await person.keys("alt+0")
        await person.reads("-- resolved", "Checkout latency")
