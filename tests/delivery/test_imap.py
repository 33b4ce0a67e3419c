"""Replies read from a mailbox that stays as it is, whatever its server does."""

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.delivery.certificates import Authority
from tests.delivery.imap_server import Gone, ImapServer
from tests.delivery.returns import reply, report
from warroom.delivery import imap
from warroom.delivery.mail.settings import read
from warroom.errors import WarroomError

SINCE = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
MAILS = {
    3: reply(Subject="Lunch?", Message_ID="<1@x.example>"),
    7: reply("<a@warroom.example>", Subject="Re: 通报", Message_ID="<2@x.example>"),
    9: report("<a@warroom.example>"),
}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


def fetched(
    server: ImapServer, wanted: Callable[[bytes], bool] = lambda _: True, whole: float = 10, **more: object
) -> list[bytes]:
    inbox = read(server.settings(**more)).inbox
    assert inbox is not None
    return list(imap.fetch(inbox, SINCE, wanted, whole))


def test_only_what_is_wanted_is_fetched_and_nothing_is_changed() -> None:
    with ImapServer(MAILS) as server:
        heads: list[bytes] = []

        def wanted(head: bytes) -> bool:
            heads.append(head)
            return b"<a@warroom.example>" in head

        assert fetched(server, wanted) == [MAILS[7]]
        assert len(heads) == 3 and b"payments fail" not in b"".join(heads)
        assert [one for one in server.said if one.split()[0] not in ("CAPABILITY", "AUTHENTICATE", "LOGOUT")] == [
            'EXAMINE "INBOX"',
            "UID SEARCH SINCE 21-Nov-2026",
            f"UID FETCH 3,7,9 (UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({imap._FIELDS})])",
            "UID FETCH 7 (UID BODY.PEEK[])",
        ]


@pytest.mark.parametrize("implicit", [True, False])
def test_over_tls_to_that_host_alone(authority: Authority, tmp_path: Path, implicit: bool) -> None:
    with ImapServer(MAILS, context=authority.context(), implicit=implicit) as server:
        assert len(fetched(server, imap_ca=str(authority.ca))) == 3
        server.said.clear()
        with pytest.raises(WarroomError, match="does not prove"):
            fetched(server)
        assert [one for one in server.said if "AUTH" in one or "LOGIN" in one] == []
        if not implicit:
            server.offers.remove("STARTTLS")
            with pytest.raises(WarroomError, match="offers no STARTTLS"):
                fetched(server, imap_ca=str(authority.ca))
            assert [one for one in server.said if "AUTH" in one or "LOGIN" in one] == []
    other = authority.context("mail.example.com")
    with (
        ImapServer(MAILS, context=other, implicit=implicit) as server,
        pytest.raises(WarroomError, match="does not prove"),
    ):
        fetched(server, imap_ca=str(authority.ca))


def test_a_wrong_password_is_said_without_it() -> None:
    with ImapServer(MAILS) as server:
        with pytest.raises(WarroomError) as refused:
            fetched(server, imap_password="wr0ng-h0rse-battery")
        assert "wr0ng" not in repr(refused.value) and "no more replies" in str(refused.value)
    with ImapServer(MAILS, plain=False) as server:
        assert len(fetched(server)) == 3
        server.login = ('o"p\\s', 'a"b\\c')
        with pytest.raises(WarroomError):
            fetched(server, imap_user="x")


def test_a_folder_of_another_script() -> None:
    with ImapServer(MAILS) as server:
        server.folder = "~peter/mail/&U,BTFw-/&ZeVnLIqe-"  # as RFC 3501 5.1.3 has it
        assert len(fetched(server, imap_folder="~peter/mail/台北/日本語")) == 3
        server.folder = "Acme &- Co"
        assert len(fetched(server, imap_folder="Acme & Co")) == 3
        with pytest.raises(WarroomError, match="no such folder"):
            fetched(server, imap_folder="nowhere")


def hang(connection: socket.socket) -> None:
    while connection.recv(1):
        pass
    raise Gone


def drop(connection: socket.socket) -> None:
    raise Gone


def sent(data: bytes, times: int = 1) -> Callable[[socket.socket], None]:
    def action(connection: socket.socket) -> None:
        for _ in range(times):
            connection.sendall(data)
        hang(connection)

    return action


FAULTS = {
    "drop": drop,
    "hang": hang,
    "garbage": sent(b"\0\xff what?\r\n"),
    "no line end": sent(b"x" * 65536, 64),
    "endless": sent(b"* 1 EXISTS\r\n" * 1000, 100_000),
    "too large": sent(b"* 1 FETCH (UID 3 BODY[] {99999999999}\r\n"),
    "half": sent(b"* 1 FETCH (UID 3 BODY[] {1000}\r\nabc"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("verb", ["CAPABILITY", "AUTHENTICATE", "EXAMINE", "SEARCH", "FETCH"])
def test_whatever_a_server_does_it_ends_with_a_sentence(verb: str, fault: str) -> None:
    with ImapServer(MAILS) as server:
        server.at[verb] = FAULTS[fault]
        begun = time.monotonic()
        with pytest.raises(WarroomError, match="replies were read"):
            fetched(server, whole=0.5)
        assert time.monotonic() - begun < 20, "it ends"


def test_nobody_there_is_said() -> None:
    with ImapServer(MAILS) as server:
        pass
    with pytest.raises(WarroomError, match="can't be reached"):
        fetched(server)
