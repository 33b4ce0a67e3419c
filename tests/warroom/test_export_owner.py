"""What an owner gets: nothing of our inside, of all real reports; what can't be said otherwise stops the export."""

import re
from pathlib import Path

import pytest
from msgspec import to_builtins

from store.rooms import RoomsFolder
from tests.warroom.drafts.rooms import until
from tests.warroom.exporting import OTHER, OWNER, ROOM, asked, draft, full, owned, text
from tests.warroom.importing import REPORTS, sealed, take_file
from tests.warroom.live_rooms import Hands
from warroom import seal
from warroom.errors import BadInput, WarroomError
from warroom.events import Draft
from warroom.room import Room
from warroom.state.owners import Contact, Plan
from warroom.state.room_state import RoomState, fold
from warroom.summary.exporting import FORMATS, KINDS, export, kinds_for
from warroom.summary.gate import found, passed
from warroom.summary.lanes import short
from warroom.summary.page import Page, Paragraph
from warroom.updates.lint.finding import Ground
from warroom.updates.lint.settings import Settings

TEXTS = [name for name, one in FORMATS.items() if one.write is not None and name != "pdf"] + ["csv", "ics", "svg"]


def exports(room: str, state: RoomState) -> dict[str, str]:
    """Every file that the owner may have, by what it is."""
    made: dict[str, str] = {}
    for kind in ("timeline", "progress"):
        for name in TEXTS:
            if kind == "timeline" or FORMATS[name].write is not None:  # type: ignore[index]
                made[f"{kind} {name}"] = export(asked(state, room, OWNER), kind=kind, format=name).data.decode()
    return made


def plain(text: str) -> str:
    """A file without the escapes of its format, on one line."""
    without = re.sub(r"<[^<>\n]*>|[\\*_|\u2060]", "", text)
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        without = without.replace(entity, letter)
    return " ".join(without.split())


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem[:30])
def test_no_link_host_ticket_person_or_sentence_of_ours_leaves_with_any_report(path: Path) -> None:
    room, state = owned(path)
    report = path.read_text("utf-8")
    sentences = {" ".join(one.split()) for one in re.split(r"[.\n|]", report) if len(one.split()) >= 4}
    links = set(re.findall(r"https?://[^\s)>\]]+", report))
    for name, file in exports(room, state).items():
        said = plain(file)
        assert not [one for one in sentences if one.strip("-* ") in said], name
        assert not [one for one in links if one in file.replace("\\", "")], name
        assert not re.search(r"slack|OPS-1234|db01|\bana\b|Globex|Hank|ministryofjustice", said, re.IGNORECASE), name
        stripped = said.replace("http://www.w3.org/2000/svg", "")
        if "html" not in name and "svg" not in name:
            hits = [one for one in found(stripped, Ground(lang="en")) if one.rule not in ("L06", "L12")]
            assert not hits, (name, hits)


HOSTS = re.compile(
    r"\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:internal|local|gov\.uk|amazonaws\.com|com|io|net|org|lan|corp)\b"
)
TICKETS = re.compile(r"\b[A-Z]{2,10}-\d{2,}\b|(?<![\w&])#\d{3,}\b")
PEOPLE = re.compile(r"\b(?:Tony|ana|Hank|Globex)\b|@[a-z]{2,}")


def shingles(text: str, size: int = 7) -> set[tuple[str, ...]]:
    """Every run of ``size`` words of a text: counted with nothing of the leak guard's own code."""
    words = re.findall(r"[a-z0-9]+", text.casefold())
    return {tuple(words[place : place + size]) for place in range(len(words) - size + 1)}


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem[:30])
async def test_a_second_count_finds_nothing_of_ours_in_any_format_of_any_kind(path: Path, tmp_path: Path) -> None:
    """As a liaison does it: the report comes in, the owner is attached, told in words, and given every document."""
    reading = take_file(path, zone="Europe/London")
    room = Room(RoomsFolder(tmp_path).create_with(reading.room, reading.drafts), me="ana", clock=Hands())
    await room.load()
    await room.owners.attach(Plan(owner_id=OWNER))
    impact = room.state.incident.field("impact")
    (told_, *_) = await room.owners.tell(OWNER, text="It is over. We are sorry for the trouble.")
    assert impact not in str(told_.payload) or not impact
    for field, words in (("impact", "Pages were slow."), ("data_safety", "No data is lost."), ("scope", "All pages.")):
        await room.set_field(field, words, lang="en")  # type: ignore[arg-type]
    step = await room.tasks.follow_up(
        "add disks",
        "preventative",
        assignee="ana",
        due="2026-12-20T12:00:00.000000Z",
        criterion="A test shows room for two months.",
    )
    entry = next(iter(room.state.timeline))
    await room.expectations.promote(entry, "A part had no space left.", owners=[OWNER], topic="cause")
    await room.expectations.promote(room.find(step.eid), "We add space in time.", owners=[OWNER], topic="promise")
    ours = shingles(path.read_text("utf-8"))  # noqa: ASYNC240  # a small file, once
    request = asked(room.state, room.room, OWNER)
    for kind in kinds_for(OWNER):
        for name in TEXTS:
            if kind != "timeline" and FORMATS[name].write is None:  # type: ignore[index]
                continue
            made = export(request, kind=kind, format=name).data.decode()
            said = plain(re.sub(r"(?s)<style>.*?</style>", " ", made))
            assert not shingles(said) & ours, (kind, name)
            assert not impact or " ".join(impact.split())[:60] not in said, (kind, name)
            for what in (HOSTS, TICKETS, PEOPLE):
                assert not what.findall(re.sub(r"@warroom\b", "", said)), (kind, name, what.findall(said))
            assert "https://" not in said and "http://" not in said, (kind, name)
    await room.close()


@pytest.mark.parametrize("path", REPORTS[:3], ids=lambda path: path.stem[:30])
def test_what_is_theirs_is_in_it_and_names_are_roles(path: Path) -> None:
    room, state = owned(path)
    said = plain(export(asked(state, room, OWNER)).data.decode())
    assert said.startswith(f"Prepared for {OWNER}")
    assert "Fixed by the technical specialist, see [link removed]" in said
    assert "[internal reference] on [internal system]; another customer was hit too" in said
    assert "you: Mr Li Are we safe?" in said
    assert "2026-11-25 12:00 UTC the report open" in said


@pytest.mark.parametrize(
    ("leak", "rule"),
    [
        ("The password is hunter2-Xk29!", "L01"),
        ("Traceback (most recent call last):", "L07"),
        ("call 13812345678", "L11"),
        ("INTERNAL ONLY: the vendor is late again.", "L14"),
    ],
)
def test_what_no_word_can_replace_stops_the_export_and_is_named(leak: str, rule: str) -> None:
    message = draft("owner.message", owner_id=OWNER, direction="out", text=leak, means="phone")
    opened = draft("incident.opened", title="x")
    state = fold(sealed([opened, draft("owner.plan_set", owner_id=OWNER), message], ROOM))
    with pytest.raises(WarroomError, match=rf"(?s)nothing was written: .*{rule}"):
        text(state, audience=OWNER)


def test_words_of_an_internal_entry_stop_the_export_wherever_they_come_from() -> None:
    words = "we think the intern deleted the wrong table again yesterday"
    drafts = [draft("incident.opened", title="x"), draft("owner.plan_set", owner_id=OWNER)]
    drafts += [draft("timeline.log", kind="observation", text=words)]
    state = fold(sealed(drafts, ROOM))
    assert words not in text(state, audience=OWNER)
    with pytest.raises(WarroomError, match=r"L10 'we think"):
        passed(Page("", "", [Paragraph(words)]), asked(state, audience=OWNER))


def test_links_that_are_allowed_stay() -> None:
    state = fold(
        sealed(
            [
                draft("incident.opened", title="x"),
                draft("owner.plan_set", owner_id=OWNER),
                draft("update.told", owner_id=OWNER, text="See https://status.example.com/1 or https://acme.example/2"),
            ],
            ROOM,
        )
    )
    said = plain(text(state, audience=OWNER, settings=Settings(links=("status.example.com",))))
    assert "See https://status.example.com/1 or [link removed]" in said


def test_who_may_have_what() -> None:
    state = full()
    assert kinds_for("CJS") == ["timeline", "closure", "progress"]
    assert kinds_for("") == list(KINDS)
    for kind, format, audience, message in (
        ("review", "md", "CJS", "for your own people"),
        ("timeline", "json", "CJS", "your own people only"),
        ("timeline", "md", "Nobody", "is no owner of this room"),
        ("timeline", "docx", "internal", "no format 'docx'"),
        ("story", "md", "internal", "no kind 'story'"),
        ("minutes", "csv", "internal", "holds the room itself"),
        ("closure", "md", "internal", "for an owner: --for CJS"),
    ):
        with pytest.raises(BadInput, match=message):
            export(asked(state, audience=audience), kind=kind, format=format)
    with pytest.raises(WarroomError, match=r"(?s)lacks words in 'en'.*cause: Descheduler"):
        text(state, kind="closure", audience="CJS")


def test_the_audience_stands_in_the_name_and_in_the_first_line() -> None:
    state = full()
    for audience, name, line in (("internal", "INTERNAL", "INTERNAL - do not forward"), ("CJS", "for-CJS", "for CJS")):
        for format in (*TEXTS, *(["json"] if audience == "internal" else [])):
            made = export(asked(state, audience=audience), format=format)
            assert f".{name}." in made.name
            first = made.data.decode().splitlines()[0 if format != "ics" else 1]
            assert line in first or '"audience":"internal"' in first, (format, first)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_owner_reads_their_language(lang: str) -> None:
    bases = full().owners.plans["CJS"].bases
    state = full(draft("owner.plan_set", owner_id="CJS", lang=lang, zone="Asia/Shanghai", bases=bases))
    said = text(state, audience="CJS")
    assert ("关键时间" in said) == (lang == "zh")
    assert ("Key events" in said) == (lang == "en")
    assert "UTC+8" in said


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_closure_report_that_has_all_words_comes_out_whole(tmp_path: Path, lang: str) -> None:
    room = await until(tmp_path, Hands(), "closure", lang)
    request = asked(room.state, room.room, "Acme Retail", profile=room.profile)
    said = export(request, kind="closure").data.decode()
    assert said.startswith("**提供给：Acme Retail**" if lang == "zh" else "**Prepared for Acme Retail**")
    assert ("三、改进措施" if lang == "zh" else "What we are doing about it") in said
    assert "⟦" not in said and "bob" not in said
    assert "<svg" in export(request, kind="closure", format="html").data.decode()
    await room.close()


def test_a_line_of_the_picture_ends_with_no_half_of_a_host() -> None:
    for words in range(1, 24):
        line = "all is well again " * words + "on ip-10-1-2-3.eu-west-2.compute.internal, we think, and will be"
        assert not re.search(r"ip-10[^ ]*…", short(line)), line


# -- people ------------------------------------------------------------------------------------------------------------


def told(text: str, *more: Draft) -> RoomState:
    """A room whose owner was told ``text``; when it was detected is known, so that there is a picture."""
    began = draft("incident.milestone_set", milestone="detected", text="Detected")
    drafts = [draft("incident.opened", title="x"), began, draft("owner.plan_set", owner_id=OWNER), *more]
    return fold(sealed([*drafts, draft("update.told", owner_id=OWNER, text=text)], ROOM))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It will be mended soon, said Tony.", "said Tony"),
        ("Tony fixed it.", "Tony fixed"),
        ("Then Tony Smith restarted it", "Tony Smith restarted"),
        ("It is over, per Kevin.", "per Kevin"),
        ("According to Kevin all is well.", "According to Kevin"),
        ("Thanks to Maria and Kevin it is over.", "Thanks to Maria"),
        ("Fixed by Kevin's hand", "Fixed by Kevin"),
        ("Kevin is looking into it", "Kevin is looking"),
        ("It was Kevin's change.", "Kevin's change"),
        ("据王强反馈，已恢复", "据王强反馈"),
        ("由李四处理", "由李四处理"),
        ("李四说已经好了", "李四说"),
        ("李工正在回退", "李工"),
        ("感谢赵六，问题已解决", "赵六"),
    ],
)
def test_a_name_that_no_record_holds_stops_the_export_with_its_entry_and_what_to_do(text: str, name: str) -> None:
    state = told(text)
    (telling,) = state.updates.told(OWNER)
    with pytest.raises(WarroomError) as stopped:
        export(asked(state, audience=OWNER))
    said = str(stopped.value)
    assert name in said and seal.entry_ref(telling.eid) in said
    assert "/member HANDLE" in said and "[glossary] in lint.toml" in said


@pytest.mark.parametrize(
    "words",
    [
        "We confirmed it. Users reported errors, and our provider fixed them. Then Cloudflare confirmed the outage.",
        "Service Health reported errors; Database was restarted. The Payments team fixed it in EU West.",
        "据了解，由于网络处理缓慢，页面打开较慢。施工单位已停工，方案确认后通知。周总结如下。",
    ],
)
def test_what_is_no_name_leaves_as_it_is(words: str) -> None:
    said = plain(text(told(words), audience=OWNER))
    assert words in said


def test_a_stopped_name_is_a_role_once_the_room_knows_it_and_stays_once_it_is_no_person() -> None:
    words = "Tony fixed it, and Paris went down."
    known = (draft("member.set", member="tony", name="Tony Smith"), draft("role.taken", role="sme", actor="tony"))
    settings = Settings(glossary={"Paris": ""})
    said = plain(text(told(words, *known), audience=OWNER, settings=settings))
    assert "the technical specialist fixed it, and Paris went down." in said
    # The owner's own words name nobody to them that they don't know.
    asked_ = draft("owner.message", owner_id=OWNER, direction="in", text="Did Tony fix it in Paris?", actor="Mr Li")
    assert words in plain(text(told(words, asked_), audience=OWNER))


@pytest.mark.parametrize(
    "record",
    [
        draft("timeline.log", kind="action", text="restarted it", actor="Maria Lopez"),
        draft("timeline.log", kind="observation", text="seen it", actor="Maria Lopez", source="channel.json:1"),
        draft("discussion.say", text="on it", actor="Maria Lopez", source="irc.txt:7"),
        draft("task.set", text="restart it", assignee="Maria Lopez"),
        draft("commitment.made", owner_id=OTHER, text="a call", assignee="Maria Lopez"),
        draft("decision.made", text="restart it", decided_by="Maria Lopez"),
        draft("decision.made", text="restart it", executor="Maria Lopez"),
        draft("cause.evidence", cause=ROOM, text="the log", actor="Maria Lopez"),
        draft("cause.tried", cause=ROOM, text="a restart", actor="Maria Lopez"),
        draft("role.taken", role="scribe", actor="kim", was="Maria Lopez"),
        draft("presence.in", actor="Maria Lopez"),
        draft("member.set", member="ml", name="Maria Lopez"),
        draft("owner.message", owner_id=OTHER, direction="in", text="hm", actor="Maria Lopez"),
        draft("incident.field_set", field="summary", text="Owner: Maria Lopez\nAssigned to: Kim", source="r.md:1"),
        draft("incident.field_set", field="summary", text="Reported by: Maria Lopez and Kim Wu", source="r.md:1"),
        draft("timeline.log", kind="observation", text="**Incident commander**: Maria Lopez", source="r.md:9"),
    ],
)
@pytest.mark.parametrize("form", ["Maria Lopez", "maria lopez", "Maria", "Lopez"])
def test_whoever_a_record_names_as_a_person_is_a_role(record: Draft, form: str) -> None:
    state = told(f"A hand helped: {form}, all night.", record)
    for name in TEXTS:
        made = plain(export(asked(state, audience=OWNER), format=name).data.decode())
        assert "maria" not in made.casefold() and "lopez" not in made.casefold(), name
    assert "A hand helped: an engineer, all night." in plain(text(state, audience=OWNER)) or form == "maria lopez"


def test_chinese_fields_of_imported_reports_name_people_too() -> None:
    field = draft("incident.field_set", field="summary", text="负责人：王小强\n处理人员：李四、赵六", source="r.md:1")
    said = plain(text(told("王小强和李四在现场，赵六也在。", field), audience=OWNER))
    assert not re.search("王小强|李四|赵六", said)


def test_nicks_of_an_imported_chat_are_roles_and_everyday_words_stay() -> None:
    said = [
        draft("discussion.say", text="hello", actor=nick, source=f"irc.txt:{number}")
        for number, nick in enumerate(("dr_willis", "kvn88", "server", "linux"), 1)
    ]
    made = plain(text(told("dr_willis and kvn88 know: the server with Linux is up.", *said), audience=OWNER))
    assert "an engineer and an engineer know: the server with Linux is up." in made


@pytest.mark.parametrize("room", range(80, 130))
def test_a_picture_is_cut_only_after_the_rules_have_read_it_whole(room: int) -> None:
    state = told(f"{'all is well, ' * 20}"[:room] + " Maria Lopez of ours, on ip-10-1-2-3.eu-west-2.compute.internal",
                 draft("member.set", member="ml", name="Maria Lopez"))  # fmt: skip
    for name in ("md", "html", "svg"):
        made = plain(export(asked(state, audience=OWNER), format=name).data.decode())
        assert not re.search(r"mari|lope|ip-10", made, re.IGNORECASE), name


def test_whom_the_contact_field_names_may_be_named() -> None:
    contact = draft("incident.field_set", field="contact", text="Maria Lopez, +44 20 7946 0000", lang="en")
    assert "Ask Maria Lopez." in plain(text(told("Ask Maria Lopez.", contact), audience=OWNER))


# -- addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (
            "Runbook page [here](https://runbooks.cloud-platform.service.justice.gov.uk/incident-process.html"
            "#3-3-communications-lead) x",
            "Runbook page [here]([link removed]) x",
        ),
        ("See https://wiki.internal.corp/页面/故障 now", "See [link removed] now"),
        ("See https://wiki.internal.corp/a页面/故障?名=1#顶, now", "See [link removed], now"),
        ("详见https://wiki.internal.corp/页面/故障，谢谢", "详见[link removed]，谢谢"),
        ("It is wiki.internal.corp/页面/故障 now", "It is [internal system] now"),
        ("It is db01.prod.internal:8080/health?a=1 now.", "It is [link removed] now."),
        ("See https://status.internal.corp/now#db-01.", "See https://status.internal.corp/now#db-01."),
        ("Asked in mojdt.slack.com today", "Asked in [internal system] today"),
        ("It is acme.atlassian.net, acme.service-now.com", "It is [internal system], [internal system]"),
        ("It is acme.pagerduty.com or acme.zendesk.com.", "It is [internal system] or [internal system]."),
        ("Code is on github.acme.example", "Code is on [internal system]"),
        ("In C514ETYJX p1581508273080900", "In [internal reference] [internal reference]"),
        (
            "INC0012345, CHG0030001, PRB00123, TASK12345 and RITM0010001",
            "[internal reference], [internal reference], [internal reference], [internal reference] "
            "and [internal reference]",
        ),
        ("Write to bob@corp.example, or to li@acme.example.", "Write to [address], or to li@acme.example."),
        ("Thread: <https: mojdt.slack.com archives C514ETYJX p1581508273080900> x", "Thread: [link removed] x"),
        ("Thread: https: mojdt.slack.com archives C514ETYJX p1581508273080900 x", "Thread: [link removed] x"),
    ],
)
def test_an_address_of_ours_leaves_as_one_word_whatever_it_is_made_of(words: str, left: str) -> None:
    contact = Contact(name="Mr Li", contact="li@acme.example")
    plan = draft("owner.plan_set", owner_id=OWNER, contacts=[to_builtins(contact)])
    settings = Settings(links=("status.internal.corp",))
    request = asked(told("It is over.", plan), audience=OWNER, settings=settings)
    (block,) = passed(Page("", "", [Paragraph(words)]), request).blocks
    assert block == Paragraph(left)


def test_what_only_looks_like_an_address_of_ours_stays() -> None:
    words = (
        "status.slack.com and www.atlassian.com say so; Slack, GitHub and github.com work. COVID20201, DB12345678, "
        "C123456789 and REQUEST 12345 stay, and/or 3.141592, p99, in 2026."
    )
    request = asked(told("It is over."), audience=OWNER)
    (block,) = passed(Page("", "", [Paragraph(words)]), request).blocks
    assert block == Paragraph(words)


# -- names that stand only in the words of our own records -------------------------------------------------------------


def with_report(text: str) -> RoomState:
    """The room of the leaked secrets, whose report names three people in passing; the owner was told ``text``."""
    (path,) = (one for one in REPORTS if "2025-07-23" in one.name)
    reading = take_file(path, zone="Europe/London")
    plan, said = draft("owner.plan_set", owner_id=OWNER), draft("update.told", owner_id=OWNER, text=text)
    return fold(sealed([*reading.drafts, plan, said], reading.room))


def test_a_full_name_that_an_internal_record_recounts_is_a_role() -> None:
    said = plain(text(with_report("Rosie Brigham could see it, and nobody else."), audience=OWNER))
    assert "an engineer could see it, and nobody else." in said


@pytest.mark.parametrize("name", ["Julia", "Tony", "Rosie", "Brigham"])
def test_a_first_name_that_an_internal_record_recounts_stops_the_export(name: str) -> None:
    words = f"The access went by way of {name}; {name}'s card was void."
    with pytest.raises(WarroomError, match=f"'{name}' looks like a person"):
        text(with_report(words), audience=OWNER)
    settings = Settings(glossary={name: ""})
    assert words in plain(text(with_report(words), audience=OWNER, settings=settings))


def test_what_an_internal_record_says_of_things_stops_nothing() -> None:
    records = [
        draft("timeline.log", kind="observation", text=words)
        for words in (
            "Prometheus had access to Kubernetes, Promoted Production to the new cluster. Called Support.",
            "Asked GitHub, Slack and the Payments team; Grafana Cloud asked Microsoft.",
        )
    ]
    words = "Prometheus, GitHub, Kubernetes, Production, Support and Microsoft are well. Payments work."
    assert words in plain(text(told(words, *records), audience=OWNER))
