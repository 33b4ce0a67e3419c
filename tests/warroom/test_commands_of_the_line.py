"""Slash commands: what they ask for, what they refuse and how they help."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.commands import slash_commands
from warroom.grammar import orders
from warroom.grammar.orders import Order, Person
from warroom.grammar.reading import CommandReading, Fault, read_line
from warroom.grammar.slash import FIELD_COMMANDS, PARSERS, Context, read_command
from warroom.grammar.words import MILESTONE_WORDS, ROLE_WORDS, SEVERITY_WORDS, STATUS_WORDS
from warroom.state.incident import FIELDS, MILESTONES, SEVERITIES, STATUSES
from warroom.state.team import ROLES

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 6, 14, tzinfo=UTC)
CONTEXT = Context(now=NOW, zone=ZONE, severities={**SEVERITY_WORDS, "重大": "SEV2", "特别重大": "SEV1"})


def order(line: str) -> Order | Fault:
    reading = read_line(line, now=NOW, zone=ZONE, members=())
    assert isinstance(reading, CommandReading)
    return read_command(reading.name, reading.rest, CONTEXT)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("/say -5m bob: ! as typed", orders.Say("-5m bob: ! as typed")),
        ("/note 证书？", orders.Say("证书？")),
        ("/sev SEV2", orders.SetSeverity("SEV2")),
        ("/sev 2 more users", orders.SetSeverity("SEV2", "more users")),
        ("/sev sev2: more users", orders.SetSeverity("SEV2", "more users")),
        ("/sev ２", orders.SetSeverity("SEV2")),
        ("/sev 重大 影响扩大", orders.SetSeverity("SEV2", "影响扩大")),
        ("/sev 特别重大，影响扩大", orders.SetSeverity("SEV1", "影响扩大")),
        ("/status identified bad deploy", orders.SetStatus("identified", "bad deploy")),
        ("/status 已恢复", orders.SetStatus("resolved")),
        ("/role incident_commander bob", orders.TakeRole("incident_commander", "bob")),
        ("/role ic Mr Li", orders.TakeRole("incident_commander", "Mr Li")),
        ("/role internal @bob", orders.TakeRole("internal_liaison", "bob")),
        ("/role liaison", orders.TakeRole("customer_liaison")),
        ("/role 副指挥 李工", orders.TakeRole("deputy", "李工")),
        ("/role 指挥李工", orders.TakeRole("incident_commander", "李工")),
        ("/role scribe -", orders.TakeRole("scribe", laid_down=True)),
        ("/in bob, ana、李工", orders.Arrive((Person("bob"), Person("ana"), Person("李工")))),
        ("/in bob,,bob，", orders.Arrive((Person("bob"),))),
        ("/in Mr Li (Acme)", orders.Arrive((Person("Mr Li", "Acme"),))),
        ("/in 王总（华星）, @bob", orders.Arrive((Person("王总", "华星"), Person("bob")))),
        ("/out bob", orders.Leave((Person("bob"),))),
        ("/impact 1 in 8 card payments fail", orders.SetField("impact", "1 in 8 card payments fail")),
        ("/summary zh: 支付失败", orders.SetField("summary", "支付失败", "zh")),
        ("/title Zhengzhou", orders.SetField("title", "Zhengzhou")),
        ("/attach /tmp/a.png the graph", orders.Attach("/tmp/a.png", "the graph")),
        ('/attach "/tmp/my graph.png" seen at 14:05', orders.Attach("/tmp/my graph.png", "seen at 14:05")),
        ("/component checkout degraded", orders.SetComponent("checkout", "degraded_performance")),
        ("/component card payments major outage: EU", orders.SetComponent("card payments", "major_outage", "EU")),
        ("/component 支付 部分中断", orders.SetComponent("支付", "partial_outage")),
        ("/member Bob Robert Li", orders.SetMember("bob", "Robert Li")),
        (
            '/member @bob name="Robert Li" zone=Europe/London contact=“+44 20”',
            orders.SetMember("bob", "Robert Li", "+44 20", "Europe/London"),
        ),
        ("/jump 14:05", orders.Jump(datetime(2026, 11, 22, 6, 5, tzinfo=UTC))),
        ("/jump 1405", orders.Jump(datetime(2026, 11, 22, 6, 5, tzinfo=UTC))),
        ("/at 14:05", orders.AsOf(datetime(2026, 11, 22, 6, 5, tzinfo=UTC))),
        ("/at", orders.Ask("at")),
        ("/find disk full", orders.Find("disk full")),
        ("/find", orders.Find("")),
        ("/filter actions @bob pinned time out", orders.Filter(("action",), ("bob",), ("time", "out"), True)),
        ("/filter", orders.Filter()),
        ("/undo", orders.Undo()),
        ("/pin k7q2m", orders.Pin("K7Q2M")),
        ("/pin #KIQ0l", orders.Pin("K1Q01")),
        ("/edit K7Q2M new words", orders.EditEntry("K7Q2M", "new words")),
        ("/time K7Q2M 14:05", orders.SetTime("K7Q2M", datetime(2026, 11, 22, 6, 5, tzinfo=UTC))),
        ("/retract K7Q2M", orders.Retract("K7Q2M")),
        ("/erase K7Q2M a password", orders.Erase("K7Q2M", "a password")),
        ("/help", orders.Ask("help")),
    ],
)
def test_what_a_command_asks_for(line: str, meant: Order) -> None:
    assert order(line) == meant


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/say", "something is missing: type /say and the message"),
        ("/sev", "type /sev SEV2"),
        ("/sev 6", "'6' is no severity; it is one of SEV1, SEV2, SEV3, SEV4, SEV5"),
        ("/sev 22", "is no severity"),
        ("/status broken", "is no status; it is one of investigating, identified"),
        ("/role boss bob", "'boss' is no role"),
        ("/in Mr Li ()", "whose side is Mr Li on"),
        ("/in", "something is missing"),
        ("/in (Acme)", "'(Acme)' is no name"),
        ("/in bob, Mr) Li (Acme)", "'Mr) Li (Acme)' is no name"),
        ("/out bob)", "'bob)' is no name"),
        ("/component checkout", "how hard is 'checkout' hit"),
        ("/component checkout purple", "operational, degraded_performance"),
        ('/attach "/tmp/a', "has no end"),
        ("/member name=bob", "handle comes first"),
        ("/member bob name=Bob mail=x", "'mail=x' is not name="),
        ("/jump soon", "'soon' is not a time"),
        ("/jump 14:75", "hours go to 23"),
        ("/undo K7Q2M", "/undo stands alone"),
        ("/pin", "five letters"),
        ("/pin hello there", "is no entry's reference"),
        ("/erase K7Q2M", "and the reason"),
        ("/impact", "type /impact and the text"),
        ("/summary zh:", "/summary zh: and the text"),
        ("/stats resolved", "did you mean /status"),
        ("/etc/hosts is wrong", "is typed with //"),
    ],
)
def test_a_command_that_is_not_complete_says_what_is_missing(line: str, said: str) -> None:
    fault = order(line)
    assert isinstance(fault, Fault)
    assert said in fault.message


def test_every_command_of_the_table_is_understood_and_every_parser_is_in_the_table() -> None:
    table = set(slash_commands())
    assert set(PARSERS) | set(FIELD_COMMANDS) <= table
    for name in table:
        answer = read_command(name, "", CONTEXT)
        assert not isinstance(answer, Fault) or "there is no command" not in answer.message


def test_the_words_lead_to_the_names_in_code() -> None:
    assert set(SEVERITY_WORDS.values()) == set(SEVERITIES)
    assert set(STATUS_WORDS.values()) == set(STATUSES)
    assert set(ROLE_WORDS.values()) == set(ROLES)
    assert set(FIELD_COMMANDS.values()) <= set(FIELDS)
    assert set(MILESTONE_WORDS.values()) == set(MILESTONES)


@given(name=st.sampled_from(sorted(slash_commands())), rest=st.text(max_size=30))
def test_no_words_break_a_command(name: str, rest: str) -> None:
    answer = read_command(name, rest, CONTEXT)
    assert not isinstance(answer, Fault) or answer.message
