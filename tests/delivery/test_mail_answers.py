"""What mail servers answer, as they really do, and what is wrong with a mail server's settings."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.delivery.mail.answers import Answer, queue_id, refused
from warroom.delivery.mail.carrier import CARRIER
from warroom.delivery.mail.settings import SETTINGS, read
from warroom.delivery.mail.wire import stuffed

GOOD: dict[str, Any] = {"host": "mail.example.com", "from": "Operations <ops@example.com>"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2.0.0 Ok: queued as 4F2A91C0D3", "4F2A91C0D3"),
        ("2.0.0 Ok: queued as 4bWzQ73GkZz9sX2", "4bWzQ73GkZz9sX2"),
        ("OK id=1qXyZa-0001Ab-2C", "1qXyZa-0001Ab-2C"),
        (
            "2.6.0 <a@x.example> [InternalId=11544872097021, Hostname=AM0PR04MB.eurprd04.prod.outlook.com] "
            "7482 bytes in 0.134, 54.400 KB/sec Queued mail for delivery",
            "11544872097021",
        ),
        ("2.0.0 OK  1700000000 ffacd0b85a97d-33h1si1234567wrb.45 - gsmtp", "ffacd0b85a97d-33h1si1234567wrb.45"),
        ("ok 1700000000 qp 12345", "12345"),
        ("2.0.0 3AM1x2y3012345 Message accepted for delivery", "3AM1x2y3012345"),
        ("2.0.0 ecb0f3a1 Message accepted for delivery", "ecb0f3a1"),
        ("Message Queued (C6E1D9A4-0F7B-4E1B-9C4A-7A3F5A9D6B1E.1)", "C6E1D9A4-0F7B-4E1B-9C4A-7A3F5A9D6B1E.1"),
        ("Ok 0102018c2f3e4d5a-1b2c3d4e-5f6a-000000", "0102018c2f3e4d5a-1b2c3d4e-5f6a-000000"),
        ("Mail OK queued as smtp5,tQGZBABX8vYabcde", "smtp5,tQGZBABX8vYabcde"),
        ("2.0.0 thank you\n2.0.0 Ok: queued as Q71F", "Q71F"),
        ("OK: queued as.", ""),
        ("Great success", ""),
        ("", ""),
    ],
)
def test_the_number_under_which_they_have_it(text: str, number: str) -> None:
    assert queue_id(text) == number


@given(st.text(max_size=2000))
def test_whatever_stands_in_an_answer_its_number_is_a_short_word(text: str) -> None:
    found = queue_id(f"2.0.0 Ok: queued as {text}")
    assert len(found) <= 200 and " " not in found


@given(st.integers(400, 599), st.text(max_size=50))
def test_a_refusal_is_for_now_or_for_good(code: int, text: str) -> None:
    receipt = refused("recipient", Answer(code, text), text, "mx.example")
    assert receipt.outcome == "rejected"
    assert receipt.again == (code < 500)
    assert not (receipt.gone and receipt.again)


@given(st.lists(st.sampled_from([b".", b"\r\n", b"\r", b"\n", b"a", b"..", b"\r\n.\r\n"]), max_size=30).map(b"".join))
def test_no_text_ends_a_mail_before_its_end(data: bytes) -> None:
    sent = stuffed(data)
    assert b"\r\n.\r\n" not in b"\r\n" + sent and sent.endswith(b"\r\n")
    assert b"\n" not in sent.replace(b"\r\n", b"") and b"\r" not in sent.replace(b"\r\n", b"")
    lines = sent.split(b"\r\n")[:-1]
    plain = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    plain += b"" if plain.endswith(b"\n") else b"\n"
    assert [one.removeprefix(b".") for one in lines] == plain.split(b"\n")[:-1]


def faults(**changes: Any) -> list[str]:
    settings = {**GOOD, **changes}
    found = CARRIER.faults("email.ops", {key: value for key, value in settings.items() if value is not None})
    assert all(one.where.startswith("email.ops: ") and one.text for one in found)
    return [one.where.removeprefix("email.ops: ") for one in found]


def test_settings_that_are_right() -> None:
    assert faults() == []
    every: dict[str, Any] = {
        "port": 2525, "security": "starttls", "user": "ops", "password": "env:P", "login": "xoauth2",
        "reply_to": "in@example.com", "plus": True, "ca": "/x.pem", "helo": "me.example.com", "timeout": 5,
        "answer_timeout": 5.5, "imap_host": "imap.example.com", "imap_port": 993, "imap_security": "tls",
        "imap_user": "u", "imap_password": "cmd:pass x", "imap_folder": "业主", "imap_ca": "/x.pem",
    }  # fmt: skip
    assert faults(**every) == []
    assert {*every, *GOOD} == set(SETTINGS)
    assert faults(host="127.0.0.1", security="none") == faults(host="::1", security="none") == []
    assert faults(host="env:HOST", **{"from": "env:FROM"}) == []
    assert CARRIER.secret_settings == {"password", "imap_password"}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"host": None}, ["host"]),
        ({"from": None}, ["from"]),
        ({"from": "Operations"}, ["from"]),
        ({"from": "ops@example.com, x@example.com"}, ["from"]),
        ({"from": "Ops\r\nBcc: x@y.example <ops@example.com>"}, ["from"]),
        ({"host": "https://mail.example.com/"}, ["host"]),
        ({"host": "mail.example.com:25"}, ["host"]),
        ({"host": 3}, ["host"]),
        ({"port": "587"}, ["port"]),
        ({"port": 0}, ["port"]),
        ({"port": True}, ["port"]),
        ({"security": "ssl"}, ["security"]),
        ({"security": "none"}, ["security"]),
        ({"security": "none", "host": "127.0.0.1.example.com"}, ["security"]),
        ({"user": "ops"}, ["password"]),
        ({"password": "env:P"}, ["user"]),
        ({"user": "ops", "password": "hunter2"}, ["password"]),
        ({"plus": True}, ["reply_to"]),
        ({"plus": "yes", "reply_to": "x@y.example"}, ["plus"]),
        ({"reply_to": "nobody"}, ["reply_to"]),
        ({"imap_folder": "INBOX"}, ["imap_host", "imap_user", "imap_password"]),
        ({"imap_host": "x", "imap_security": "none", "imap_user": "u", "imap_password": "env:P"}, ["imap_security"]),
        ({"timeout": 0}, ["timeout"]),
        ({"pasword": "env:P"}, ["pasword"]),
    ],
)
def test_settings_that_are_wrong_say_where(changes: dict[str, Any], where: list[str]) -> None:
    assert faults(**changes) == where


def test_a_secret_never_stands_in_what_is_wrong() -> None:
    found = CARRIER.faults("email.ops", {**GOOD, "user": "ops", "password": "hunter2-Zebra"})
    assert found and "hunter2" not in repr(found)
    with pytest.raises(ValueError, match="security") as refused:
        read({**GOOD, "security": "ssl", "user": "ops", "password": "hunter2-Zebra"})
    assert "hunter2" not in repr(refused.value)


def test_what_is_not_said_is_as_usual() -> None:
    assert (read(GOOD).security, read(GOOD).port) == ("starttls", 587)
    assert (read({**GOOD, "port": 465}).security, read({**GOOD, "security": "tls"}).port) == ("tls", 465)
    assert (read(GOOD).timeout, read(GOOD).answer_timeout) == (60, 600)
    inbox = read({**GOOD, "user": "u", "password": "p", "imap_host": "imap.example.com"}).inbox
    assert inbox is not None
    assert (inbox.port, inbox.security, inbox.user, inbox.password, inbox.folder) == (993, "tls", "u", "p", "INBOX")
