"""Mails over a real socket to a server that refuses, hangs, lies and breaks off where a test tells it to."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.delivery.certificates import Authority
from tests.delivery.mails import enclosure, parcel
from tests.delivery.smtp_server import (
    Action,
    SmtpServer,
    Step,
    drop,
    endless,
    hang,
    late,
    raw,
    reset,
    slowly,
)
from warroom.delivery.carrier import Way
from warroom.delivery.mail.carrier import CARRIER
from warroom.delivery.mail.wire import stuffed
from warroom.delivery.parcel import Parcel
from warroom.delivery.receipt import Receipt

PASSWORD = "corr3ct-h0rse-battery"
QUICK = {"timeout": 1, "answer_timeout": 1}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as one:
        yield one


def send(server: SmtpServer, sent: Parcel | None = None, **more: Any) -> Receipt:
    way = Way("ops", "email", server.settings(**{**QUICK, **more}), (PASSWORD,))
    begun = time.monotonic()
    receipt = CARRIER.send(sent or parcel(), way)
    assert time.monotonic() - begun < 20, "every try ends"
    assert PASSWORD not in repr(receipt)
    assert len(receipt.text) <= 300 and receipt.text.isprintable()
    return receipt


def came_to(receipt: Receipt) -> tuple[str, str, str, bool, bool]:
    return receipt.outcome, receipt.stage, receipt.code, receipt.again, receipt.gone


def test_what_is_accepted_says_where_and_under_which_number(server: SmtpServer) -> None:
    receipt = send(server)
    assert came_to(receipt) == ("accepted", "answer", "250", False, False)
    assert (receipt.server, receipt.reference, receipt.text) == ("127.0.0.1", "Q0001", "2.0.0 Ok: queued as Q0001")
    (mail,) = server.mails
    assert mail.recipients == ("li@acme.example",)
    assert mail.sender.startswith("<ops@warroom.example>")
    assert server.said[-1] == "QUIT"


REFUSALS: list[tuple[Step, str, tuple[str, str, str, bool, bool]]] = [
    ("greeting", "554 5.3.2 not today", ("rejected", "connect", "554", False, False)),
    ("greeting", "421 4.3.2 shutting down", ("rejected", "connect", "421", True, False)),
    ("ehlo", "421 4.3.2 shutting down", ("rejected", "connect", "421", True, False)),
    ("mail", "451 4.3.0 try later", ("rejected", "sender", "451", True, False)),
    ("mail", "552 5.3.4 too large", ("rejected", "sender", "552", False, False)),
    ("mail", "530 5.7.0 log in first", ("rejected", "sender", "530", False, False)),
    ("rcpt", "450 4.2.1 greylisted", ("rejected", "recipient", "450", True, False)),
    ("rcpt", "452 4.2.2 mailbox full", ("rejected", "recipient", "452", True, False)),
    ("rcpt", "550 5.1.1 no such mailbox", ("rejected", "recipient", "550", False, True)),
    ("rcpt", "551 5.1.6 moved", ("rejected", "recipient", "551", False, True)),
    ("rcpt", "553 no such name", ("rejected", "recipient", "553", False, True)),
    ("rcpt", "550 5.7.1 relaying denied", ("rejected", "recipient", "550", False, False)),
    ("rcpt", "554 5.7.1 listed", ("rejected", "recipient", "554", False, False)),
    ("rcpt", "421 4.7.0 too many", ("rejected", "recipient", "421", True, False)),
    ("data", "451 4.3.0 no room", ("rejected", "data", "451", True, False)),
    ("data", "554 5.5.1 no", ("rejected", "data", "554", False, False)),
    ("dot", "451 4.3.0 scanner down", ("rejected", "answer", "451", True, False)),
    ("dot", "421 4.3.2 shutting down", ("rejected", "answer", "421", True, False)),
    ("dot", "554 5.7.1 looks like spam\nask postmaster", ("rejected", "answer", "554", False, False)),
    ("dot", "550 5.1.1 no such mailbox after all", ("rejected", "answer", "550", False, False)),
]


@pytest.mark.parametrize(("step", "answer", "outcome"), REFUSALS, ids=lambda one: str(one)[:30])
def test_a_refusal_took_nothing_over(
    server: SmtpServer, step: Step, answer: str, outcome: tuple[str, str, str, bool, bool]
) -> None:
    server.at(step, answer.replace("554 5.7.1 looks like spam\n", "554-5.7.1 looks like spam\n554 "))
    assert came_to(send(server)) == outcome
    assert server.mails == []


BREAKS: list[tuple[str, Action]] = [
    ("drop", drop),
    ("reset", reset),
    ("hang", hang),
    ("garbage", raw(b"\x00\xff\x16\x03 what?\r\n", hang)),
    ("no line end", raw(b"2" * 100_000, hang)),
    ("endless", endless()),
    ("half", raw(b"250-begun\r\n25", drop)),
    ("slow", slowly("250 " + "x" * 200, 0.05)),
    ("other codes", raw(b"250-a\r\n550 b\r\n", hang)),
    ("of another question", raw(b"150 wait\r\n", hang)),
]


@pytest.mark.parametrize(("name", "action"), BREAKS, ids=lambda one: one if isinstance(one, str) else "")
@pytest.mark.parametrize("step", ["greeting", "ehlo", "mail", "rcpt", "data"])
def test_before_the_dot_nothing_was_taken_over(server: SmtpServer, step: Step, name: str, action: Action) -> None:
    server.at(step, action)
    receipt = send(server)
    assert (receipt.outcome, receipt.again) == ("not_sent", True), receipt
    assert receipt.stage == {"greeting": "connect", "ehlo": "connect", "mail": "sender", "rcpt": "recipient"}.get(
        step, "data"
    )
    assert server.mails == []


@pytest.mark.parametrize(("name", "action"), BREAKS, ids=lambda one: one if isinstance(one, str) else "")
@pytest.mark.parametrize("taken", [True, False])
def test_after_the_dot_nobody_can_know(server: SmtpServer, taken: bool, name: str, action: Action) -> None:
    server.at("dot", action, taken=taken)
    receipt = send(server)
    assert came_to(receipt)[:2] == ("unknown", "answer"), receipt
    assert not receipt.again
    assert len(server.whole) == 1


@pytest.mark.parametrize("action", [drop, reset, hang])
def test_broken_off_within_the_text_is_not_sent(server: SmtpServer, tmp_path: Path, action: Action) -> None:
    server.offers.remove("SIZE 10485760")
    server.at("body", action)
    large = enclosure(tmp_path, "large.bin", b"\0" * (20 << 20))
    receipt = send(server, parcel(enclosures=(large,)))
    assert came_to(receipt) == ("not_sent", "data", "", True, False)
    assert server.whole == []


def test_a_refusal_within_the_text_counts(server: SmtpServer, tmp_path: Path) -> None:
    server.offers.remove("SIZE 10485760")
    server.at("body", raw(b"552 5.3.4 too much\r\n", hang))
    large = enclosure(tmp_path, "large.bin", b"\0" * (20 << 20))
    receipt = send(server, parcel(enclosures=(large,)))
    assert receipt.outcome in ("rejected", "not_sent") and receipt.stage == "data"
    assert server.whole == []


def test_a_late_250_is_waited_for(server: SmtpServer) -> None:
    server.at("dot", late(1.5, "250 2.0.0 Ok: queued as LATE1"), taken=True)
    receipt = send(server, answer_timeout=15)
    assert (receipt.outcome, receipt.reference) == ("accepted", "LATE1")


def test_a_250_that_comes_too_late_is_unknown(server: SmtpServer) -> None:
    server.at("dot", late(3, "250 2.0.0 Ok: queued as LATE1"), taken=True)
    receipt = send(server)
    assert came_to(receipt)[:2] == ("unknown", "answer")
    assert "within 1 s" in receipt.text
    assert len(server.wait_for(1)) == 1


def test_an_answer_before_its_question_is_not_taken_for_the_last_one(server: SmtpServer) -> None:
    server.at("data", raw(b"354 go on\r\n250 2.0.0 Ok: queued as LIE\r\n"))
    receipt = send(server)
    assert receipt.outcome == "not_sent" and "nobody asked" in receipt.text
    server.clear()
    server.at("rcpt", raw(b"250 Ok\r\n250 Ok\r\n"))
    assert send(server).outcome == "not_sent"


def test_shutting_down_between_two_commands_is_a_refusal_for_now(server: SmtpServer) -> None:
    server.at("mail", raw(b"250 Ok\r\n421 4.3.2 shutting down\r\n", drop))
    assert came_to(send(server))[2:4] == ("421", True)


def test_what_goes_wrong_after_the_receipt_changes_nothing(server: SmtpServer) -> None:
    for action in (drop, reset, hang, endless(), "500 what?"):
        server.clear()
        server.at("quit", action)
        assert send(server).outcome == "accepted"


def test_long_answers_of_several_lines_are_read_whole(server: SmtpServer) -> None:
    server.at("dot", "250-2.0.0 thank you\n250-\n250 2.0.0 Ok: queued as Q71F")
    receipt = send(server)
    assert (receipt.outcome, receipt.reference) == ("accepted", "Q71F")


def test_who_knows_only_helo_is_spoken_to_so(server: SmtpServer) -> None:
    server.at("ehlo", "502 5.5.1 what?")
    assert send(server).outcome == "accepted"


def test_nobody_there_is_not_sent() -> None:
    with SmtpServer() as one:
        settings = one.settings(**QUICK)
    receipt = CARRIER.send(parcel(), Way("ops", "email", settings))
    assert came_to(receipt) == ("not_sent", "connect", "", True, False)
    nowhere = {**settings, "host": "mail.invalid", "security": "starttls"}
    receipt = CARRIER.send(parcel(), Way("ops", "email", nowhere))
    assert came_to(receipt) == ("not_sent", "resolve", "", True, False)


def test_without_tls_only_to_this_machine() -> None:
    settings = {"host": "192.0.2.1", "security": "none", "from": "ops@warroom.example"}
    receipt = CARRIER.send(parcel(), Way("ops", "email", settings))
    assert came_to(receipt) == ("not_sent", "settings", "", False, False)


def test_dots_at_the_beginning_of_lines_arrive(server: SmtpServer, tmp_path: Path) -> None:
    assert stuffed(b".\r\n..a\n.b\r\rc") == b"..\r\n...a\r\n..b\r\n\r\nc\r\n"
    from tests.delivery.mails import saying

    text = ".\n..\nFrom here\n.end\n" + "a" * 3000 + "."
    assert send(server, parcel(content=saying(text))).outcome == "accepted"
    assert send(server, parcel(content=saying("业主。\n" + text))).outcome == "accepted"
    for mail in server.mails:
        part = mail.message.get_body(("plain",))
        assert part is not None and text in part.get_content().replace("\r\n", "\n")
        assert mail.data.isascii() and max(map(len, mail.data.split(b"\r\n"))) <= 998


def test_what_is_too_large_does_not_leave(server: SmtpServer, tmp_path: Path) -> None:
    large = enclosure(tmp_path, "large.bin", b"\0" * (9 << 20))
    receipt = send(server, parcel(enclosures=(large,)))
    assert came_to(receipt) == ("not_sent", "sender", "", False, False)
    assert "10.0 MB" in receipt.text
    assert not any(line.startswith("MAIL") for line in server.said)


def test_a_file_that_is_gone_keeps_the_mail_here(server: SmtpServer, tmp_path: Path) -> None:
    sent = enclosure(tmp_path, "photo.jpg", b"x")
    sent.path.unlink()
    receipt = send(server, parcel(enclosures=(sent,)))
    assert (receipt.outcome, receipt.again) == ("not_sent", False)
    assert "photo.jpg" in receipt.text and server.sessions == 0


def test_addresses_of_other_letters_need_a_server_that_takes_them(server: SmtpServer) -> None:
    receipt = send(server, parcel("李工@acme.example"))
    assert came_to(receipt) == ("not_sent", "sender", "", False, False)
    assert "SMTPUTF8" in receipt.text and server.mails == []
    server.offers += ["8BITMIME", "SMTPUTF8"]
    assert send(server, parcel("李工@acme.example")).outcome == "accepted"
    (mail,) = server.mails
    assert mail.recipients[0].encode("utf-8", "surrogateescape").decode() == "李工@acme.example"


def test_an_address_that_is_none_opens_no_connection(server: SmtpServer) -> None:
    for contact in ("li@acme.example\r\nRCPT TO:<x@y.example>", "li@acme.example,x@y.example", ""):
        assert came_to(send(server, parcel(contact)))[:2] == ("not_sent", "recipient")
    assert server.sessions == 0


ANSWERS = [
    b"250 Ok\r\n", b"250-a\r\n250 b\r\n", b"354 go on\r\n", b"220 hello\r\n", b"250 2.0.0 Ok: queued as X1\r\n",
    b"451 later\r\n", b"550 no\r\n", b"421 bye\r\n", b"25", b"250", b"250-half\r\n", b"what?\r\n",
    b"\0\xff\r\n", b"999 x\r\n",
    b"",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["greeting", "ehlo", "mail", "rcpt", "data", "body", "dot", "quit"]),
        st.tuples(st.lists(st.sampled_from(ANSWERS), max_size=3).map(b"".join), st.sampled_from([None, drop, reset])),
        max_size=3,
    )
)
def test_whatever_a_server_answers_no_more_is_claimed_than_it_said(script: dict[Step, tuple[bytes, Any]]) -> None:
    with SmtpServer() as server:
        for step, (answer, then) in script.items():
            server.at(step, raw(answer, then))
        way = Way("ops", "email", server.settings(timeout=1, answer_timeout=1))
        receipt = CARRIER.send(parcel(), way)
        if receipt.outcome == "accepted":
            assert len(server.whole) == 1, "it has all of it"
            assert "dot" not in script or script["dot"][0].startswith((b"25", b"220"))
        if receipt.outcome == "not_sent":
            assert server.whole == []
        if receipt.outcome == "rejected":
            assert receipt.code and receipt.code[0] in "45"
        assert not (receipt.outcome == "unknown" and receipt.again)


# -- TLS and logging in ---------------------------------------------------------------------------


@pytest.mark.parametrize("implicit", [True, False])
def test_over_tls_with_a_login(authority: Authority, implicit: bool) -> None:
    with SmtpServer(context=authority.context(), implicit=implicit, login=("ops", PASSWORD)) as server:
        assert send(server, ca=str(authority.ca)).outcome == "accepted"
        assert (server.mails[0].tls, server.mails[0].user) == (True, "ops")
        assert send(server, ca=str(authority.ca), host="localhost").outcome == "accepted"


@pytest.mark.parametrize("method", ["PLAIN", "LOGIN", "XOAUTH2"])
def test_each_way_to_log_in(authority: Authority, method: str) -> None:
    password = 'pässwörd 密码 \\" 💣'
    with SmtpServer(context=authority.context(), login=("ops", password)) as server:
        server.offers = ["STARTTLS", f"AUTH {method}"]
        how = "xoauth2" if method == "XOAUTH2" else "password"
        assert send(server, ca=str(authority.ca), login=how).outcome == "accepted"
        assert server.mails[0].user == "ops"


def test_a_wrong_password_is_for_a_person_to_mend(authority: Authority) -> None:
    with SmtpServer(context=authority.context(), login=("ops", "another")) as server:
        for method in ("PLAIN", "LOGIN", "XOAUTH2"):
            server.offers = ["STARTTLS", f"AUTH {method}"]
            how = "xoauth2" if method == "XOAUTH2" else "password"
            receipt = send(server, ca=str(authority.ca), password=PASSWORD, login=how)
            assert came_to(receipt) == ("rejected", "login", "535", False, False)
        server.offers = ["STARTTLS"]
        assert came_to(send(server, ca=str(authority.ca), password=PASSWORD))[:2] == ("not_sent", "login")
        server.offers = ["STARTTLS", "AUTH PLAIN"]
        server.login = ("ops", PASSWORD)
        server.at("auth", f"535 5.7.8 {PASSWORD} is no password of ops")
        assert came_to(send(server, ca=str(authority.ca), password=PASSWORD))[2] == "535"
        server.clear()
        server.at("auth", "454 4.7.0 try later")
        assert came_to(send(server, ca=str(authority.ca), password=PASSWORD))[2:4] == ("454", True)
        assert server.mails == []


@pytest.mark.parametrize("implicit", [True, False])
@pytest.mark.parametrize("bad", ["other host", "over", "unknown"])
def test_who_does_not_prove_who_they_are_gets_nothing(
    authority: Authority, tmp_path: Path, bad: str, implicit: bool
) -> None:
    context = {
        "other host": lambda: authority.context("mail.example.com"),
        "over": lambda: authority.context(days=-1),
        "unknown": lambda: Authority(tmp_path / "another").context(),
    }[bad]()
    with SmtpServer(context=context, implicit=implicit, login=("ops", PASSWORD)) as server:
        receipt = send(server, ca=str(authority.ca))
        assert came_to(receipt) == ("not_sent", "tls", "", False, False)
        assert "does not prove" in receipt.text
        assert not any("AUTH" in line or "MAIL" in line for line in server.said)


def test_who_trusts_only_public_names_does_not_trust_ours(authority: Authority) -> None:
    with SmtpServer(context=authority.context()) as server:
        assert came_to(send(server))[:2] == ("not_sent", "tls")


def test_where_starttls_was_taken_out_nothing_is_said(authority: Authority) -> None:
    with SmtpServer(context=authority.context(), login=("ops", PASSWORD)) as server:
        server.offers.remove("STARTTLS")
        receipt = send(server, ca=str(authority.ca))
        assert came_to(receipt) == ("not_sent", "tls", "", False, False)
        server.offers.append("STARTTLS")
        server.at("starttls", "454 4.7.0 not now", times=1)
        assert came_to(send(server, ca=str(authority.ca))) == ("rejected", "tls", "454", True, False)
        server.at("starttls", raw(b"220 go\r\n250 injected\r\n"), times=1)
        assert came_to(send(server, ca=str(authority.ca)))[:2] == ("not_sent", "tls")
        assert [line.split()[0] for line in server.said if line[:4].upper() not in ("EHLO", "STAR")] == ["QUIT"]


@pytest.mark.parametrize("implicit", [True, False])
@pytest.mark.parametrize("action", [drop, reset, hang])
def test_a_handshake_that_breaks_off(authority: Authority, action: Action, implicit: bool) -> None:
    with SmtpServer(context=authority.context(), implicit=implicit) as server:
        server.at("handshake", action)
        outcome, stage, *_, again, gone = came_to(send(server, ca=str(authority.ca)))
        assert (outcome, again, gone) == ("not_sent", True, False)
        assert stage in ("tls", "connect"), "a reset may come before the handshake begins"


def test_the_wrong_port_is_said(authority: Authority, server: SmtpServer) -> None:
    receipt = send(server, security="tls", ca=str(authority.ca))
    assert came_to(receipt) == ("not_sent", "tls", "", False, False) and "security" in receipt.text
    with SmtpServer(context=authority.context(), implicit=True) as other:
        receipt = send(other, security="starttls", ca=str(authority.ca))
        assert receipt.outcome == "not_sent"


def test_a_ca_file_that_is_none(authority: Authority, tmp_path: Path) -> None:
    with SmtpServer(context=authority.context()) as server:
        for path in (tmp_path / "gone.pem", Path(__file__)):
            receipt = send(server, ca=str(path))
            assert came_to(receipt) == ("not_sent", "tls", "", False, False) and "'ca'" in receipt.text


def test_broken_off_over_tls_is_told_apart_too(authority: Authority, tmp_path: Path) -> None:
    with SmtpServer(context=authority.context(), offers=("STARTTLS",)) as server:
        server.at("body", reset, times=1)
        large = enclosure(tmp_path, "large.bin", b"\0" * (20 << 20))
        receipt = send(server, parcel(enclosures=(large,)), ca=str(authority.ca), timeout=5)
        assert came_to(receipt)[:2] == ("not_sent", "data")
        server.at("dot", drop, times=1)
        assert came_to(send(server, ca=str(authority.ca)))[:2] == ("unknown", "answer")
        assert send(server, ca=str(authority.ca)).outcome == "accepted"


# -- what it needs --------------------------------------------------------------------------------


def test_nothing_heavy_is_imported_before_something_is_sent() -> None:
    code = (
        "import sys\n"
        "from warroom.delivery.mail.carrier import CARRIER\n"
        "from warroom.delivery.parcel import Parcel\n"
        "from warroom.state.revisions import Content\n"
        "CARRIER.faults('email.ops', {'host': 'mail.example.com', 'from': 'ops@example.com'})\n"
        "CARRIER.parts(Parcel(key='a', room='1122-K7Q', owner='A', channel='email', contact='a@b.example', number=1,"
        " content=Content(), test=True))\n"
        "print(sorted({'smtplib', 'ssl', 'email', 'imaplib', 'http', 'socket'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "[]\n"
