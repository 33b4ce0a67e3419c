"""One request against a server that refuses, hangs, lies and breaks off: how far it came is never said wrongly."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.certificates import Authority
from tests.delivery.http_server import (
    HttpServer,
    Step,
    drip,
    drop,
    endless,
    hang,
    late,
    raw,
    refusing,
    reset,
    say,
)
from warroom.delivery.exchange import LARGEST, Answer, Failure, Request
from warroom.delivery.http import exchange

SHORT = 0.4
"""Seconds, for a server that hangs on purpose."""
LONG = 20.0
"""Seconds, for a server that answers at once: no machine is so slow."""


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as made:
        yield made


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


def asked(url: str, body: bytes = b'{"a":1}', patience: float = LONG, **more: str) -> Answer | Failure:
    return exchange(Request(url, body, patience=patience, **more))  # type: ignore[arg-type]


def test_what_is_asked_arrives_as_it_was_meant(server: HttpServer) -> None:
    url = server.url("/hook/T1?key=a%20b&x=1")
    got = exchange(Request(url, '{"a":"中"}'.encode(), {"X-Own": "one"}, patience=LONG))
    assert got == Answer("127.0.0.1", 200, {}, b"ok")
    [came] = server.requests
    assert (came.method, came.path, came.query) == ("POST", "/hook/T1", {"key": ["a b"], "x": ["1"]})
    assert came.json == {"a": "中"}
    assert came.headers["host"] == f"127.0.0.1:{server.port}" and came.headers["x-own"] == "one"
    assert came.headers["accept-encoding"] == "identity" and came.headers["user-agent"].startswith("warroom/")


def test_a_read_has_no_body(server: HttpServer) -> None:
    assert isinstance(exchange(Request(server.url(), method="GET", patience=LONG)), Answer)
    assert "content-length" not in server.requests[0].headers


@pytest.mark.parametrize("status", [200, 201, 204, 301, 302, 307, 308, 400, 403, 404, 410, 422, 429, 500, 503, 599])
def test_every_status_is_an_answer_and_none_is_followed(server: HttpServer, status: int) -> None:
    server.says(status, "" if status == 204 else "words", Location=server.url("/elsewhere"), Retry_After="7")
    got = asked(server.url())
    assert isinstance(got, Answer) and got.status == status and got.headers["retry-after"] == "7"
    assert [one.path for one in server.requests] == ["/hook"]


BROKEN: dict[str, tuple[Step, str]] = {
    "reset within the request": (reset("head"), "lost"),
    "reset after the request": (reset("answer"), "lost"),
    "closed after the request": (drop("answer"), "without an answer"),
    "hang after the request": (hang("answer"), "no answer came in time"),
    "hang before it is read": (hang("connect"), "no answer came in time"),
    "no HTTP at all": (raw(b"\x00\xff garbage\r\n\r\n"), "no HTTP"),
    "another protocol": (raw(b"220 mx.example ESMTP\r\n"), "no HTTP"),
    "HTTP/2": (raw(b"HTTP/2.0 200 OK\r\n\r\n"), "no HTTP"),
    "a status that is none": (raw(b"HTTP/1.1 abc OK\r\n\r\n"), "no HTTP"),
    "a header without end": (endless(b"HTTP/1.1 200 OK\r\nX: "), "no HTTP"),
    "headers without end": (endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1000), "no HTTP"),
    "a status line without end": (endless(b"HTTP/1.1 200 "), "no HTTP"),
    "100 for ever": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2000, 1 << 30), "in time"),
    "a header a byte at a time": (drip(b"HTTP/1.1 200 OK\r\nX: aaaa"), "no answer came in time"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_after_the_request_left_nobody_knows(server: HttpServer, case: str) -> None:
    step, words = BROKEN[case]
    server.does(step)
    got = asked(server.url(), patience=SHORT)
    assert isinstance(got, Failure) and got.left and not got.passes, got
    assert got.stage == "answer" and words in got.text and got.host == "127.0.0.1"


def test_a_reset_while_it_is_sent_is_said_as_far_as_it_came(server: HttpServer) -> None:
    for _ in range(20):
        server.then(reset("connect"))
        got = asked(server.url())
        assert isinstance(got, Failure) and got.stage in ("connect", "request", "answer"), got
        assert got.left == (got.stage == "answer") and got.passes != got.left
    assert not server.requests


BODIES: dict[str, tuple[Step, str]] = {
    "too long": (say(200, "x" * (LARGEST + 1)), "longer than 64 kB"),
    "without end": (endless(b"HTTP/1.1 200 OK\r\n\r\n"), "longer than 64 kB"),
    "shorter than promised": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc"), "end is missing"),
    "chunks that are none": (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"), "end is missing"),
    "chunks without end": (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), "end is missing"),
    "a chunk of negative length": (
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nabc\r\n0\r\n\r\n"), "",
    ),
    "a huge chunk": (
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\nabc"), "end is missing",
    ),
    "a byte at a time": (drip(b"a", head=b"HTTP/1.1 200 OK\r\n\r\n"), "did not end in time"),
}  # fmt: skip


@pytest.mark.parametrize("case", BODIES)
def test_a_body_that_is_not_whole_says_so_and_its_status_stands(server: HttpServer, case: str) -> None:
    step, words = BODIES[case]
    server.does(step)
    got = asked(server.url(), patience=SHORT if case == "a byte at a time" else LONG)
    assert isinstance(got, Answer) and got.status == 200 and got.broken and words in got.broken, got
    assert len(got.body) <= LARGEST


def test_a_late_answer_within_the_time_is_one(server: HttpServer) -> None:
    server.does(late(0.3, say(200, "ok")))
    assert asked(server.url()) == Answer("127.0.0.1", 200, {}, b"ok")


def test_a_length_that_is_nonsense_harms_nobody(server: HttpServer) -> None:
    server.does(raw(b"HTTP/1.1 200 OK\r\nContent-Length: -7\r\n\r\nabc"))
    assert asked(server.url()) == Answer("127.0.0.1", 200, {}, b"abc")


def test_a_request_that_is_not_taken_whole_was_not_sent(server: HttpServer) -> None:
    large = b"x" * (32 << 20)  # more than both sides keep in their buffers
    for step in (hang("body"), reset("body"), drop("body")):
        server.then(step)
        got = asked(server.url(), large, patience=1.0)
        assert isinstance(got, Failure) and got.stage == "request" and not got.left and got.passes, (step, got)
    assert not server.requests


def test_nobody_there_is_not_sent() -> None:
    with refusing() as port:
        got = asked(f"http://127.0.0.1:{port}/hook")
        assert got == Failure("127.0.0.1", "connect", "connection refused", passes=True)
    got = asked("https://warroom.invalid/hook/T1")
    assert isinstance(got, Failure) and got.stage == "resolve" and got.passes and not got.left
    assert "T1" not in got.text and got.host == "warroom.invalid"


def test_a_port_that_takes_no_more_connections_hangs_at_connecting() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        got = asked(f"http://127.0.0.1:{full.getsockname()[1]}/", patience=SHORT)
        for one in waiting:
            one.close()
    assert isinstance(got, Failure) and got.stage == "connect" and not got.left and got.passes, got


@pytest.mark.parametrize(
    "url",
    [
        "", "hook", "ftp://a.example/", "https://", "https:///path", "https://[::1/", "https://a.example:99999/",
        "https://a.example:port/", "https://a b.example/", "https://a.example/x y", "https://a.example/\r\nX: y",
        "https://a.example/\x00", "https://ä.example/", "https://a.example/路", "https://..../", "https://a..b/",
        f"https://{'a' * 70}.example/", "http://a.example/T1", "https://user:T1@a.example/", "https://T1@a.example/",
        "https://a.example:0/", "\ud800", "https://a.example:-1/",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_a_word_of_it(url: str) -> None:
    got = asked(url)
    assert isinstance(got, Failure) and got.stage == "settings" and not got.left and not got.passes
    assert "T1" not in got.text and "T1" not in got.host


def test_a_header_with_a_line_break_goes_nowhere(server: HttpServer) -> None:
    for value in ("a\r\nHost: b", "a\nb", "ä", "\x7f"):
        got = exchange(Request(server.url(), b"{}", {"Authorization": value}, patience=LONG))
        assert isinstance(got, Failure) and got.stage == "settings" and "Host: b" not in got.text
    assert not server.connections


# -- certificates ------------------------------------------------------------------------------------------------------


def test_a_good_certificate_of_the_authority_that_is_named(authority: Authority) -> None:
    with HttpServer(authority.context()) as server:
        for host in ("127.0.0.1", "localhost"):
            got = asked(server.url(host=host), ca_file=str(authority.ca))
            assert got == Answer(host, 200, {}, b"ok")


def test_a_certificate_that_is_not_to_be_trusted_stops_before_anything_is_said(
    authority: Authority, tmp_path: Path
) -> None:
    strange = Authority(tmp_path / "strange")
    cases = {
        "unknown authority": (authority.context(), ""),
        "another authority": (authority.context(), str(strange.ca)),
        "another host": (authority.context("mx.example"), str(authority.ca)),
        "over": (authority.context(days=-1), str(authority.ca)),
    }
    for case, (context, ca) in cases.items():
        with HttpServer(context) as server:
            got = asked(server.url("/T1"), ca_file=ca)
            assert isinstance(got, Failure) and got.stage == "tls", (case, got)
            assert not got.left and not got.passes and "certificate" in got.text and "T1" not in got.text
            assert not server.requests


def test_a_handshake_that_hangs_breaks_or_is_none(authority: Authority, server: HttpServer) -> None:
    with HttpServer(authority.context()) as secure:
        for step in (hang("tls"), drop("tls"), reset("tls"), hang("connect")):
            secure.then(step)
            got = asked(secure.url(), patience=SHORT, ca_file=str(authority.ca))
            assert isinstance(got, Failure) and got.passes and not got.left, got
            assert got.stage == "tls" or (step.action.__qualname__.startswith("reset") and got.stage == "connect"), got
    server.does(say(200, "ok"))
    got = asked(server.url().replace("http:", "https:"), patience=1.0)
    assert isinstance(got, Failure) and got.stage == "tls" and not got.left, got


def test_a_file_of_authorities_that_is_none(authority: Authority, tmp_path: Path) -> None:
    no = tmp_path / "no.pem"
    no.write_text("hello")
    with HttpServer(authority.context()) as server:
        for file in (no, tmp_path / "missing.pem"):
            got = asked(server.url(), ca_file=str(file))
            assert isinstance(got, Failure) and got.stage == "settings" and "ca_file" in got.text


# -- proxies -----------------------------------------------------------------------------------------------------------


def test_proxies_of_the_environment_are_not_used(server: HttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with refusing() as port:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        assert isinstance(asked(server.url()), Answer)


class Proxy:
    """Opens a way to whatever it is asked for, once."""

    def __init__(self, answer: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n") -> None:
        self.answer = answer
        self.head = b""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        near, _ = self._listening.accept()
        near.settimeout(LONG)
        with near:
            while b"\r\n\r\n" not in self.head:
                self.head += near.recv(4096)
            near.sendall(self.answer)
            host, _, port = self.head.split(b" ")[1].decode().rpartition(":")
            if b" 200 " not in self.answer:
                return
            with socket.create_connection((host, int(port)), LONG) as far:
                back = threading.Thread(target=self._pump, args=(far, near), daemon=True)
                back.start()
                self._pump(near, far)
                back.join(LONG)

    @staticmethod
    def _pump(one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65_536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def test_through_a_proxy_that_sees_nothing_of_it(authority: Authority) -> None:
    with HttpServer(authority.context()) as server:
        proxy = Proxy()
        got = asked(server.url("/hook/T1"), ca_file=str(authority.ca), proxy=proxy.url)
        assert got == Answer("127.0.0.1", 200, {}, b"ok")
        assert proxy.head.startswith(f"CONNECT 127.0.0.1:{server.port} ".encode()) and b"T1" not in proxy.head


@pytest.mark.parametrize("answer", [b"HTTP/1.1 407 No\r\n\r\n", b"HTTP/1.1 503 No\r\n\r\n", b"nonsense\r\n\r\n", b""])
def test_a_proxy_that_refuses_or_lies_has_nothing_of_it(server: HttpServer, answer: bytes) -> None:
    got = asked(server.url("/T1").replace("http:", "https:"), proxy=Proxy(answer).url, patience=5)
    assert isinstance(got, Failure) and got.stage == "connect" and not got.left and "proxy" in got.text
    assert not server.connections


@pytest.mark.parametrize("proxy", ["nonsense", "http://", "https://p:1", "http://u:p@p:1", "http://p", "http://p:x"])
def test_what_is_no_proxy(server: HttpServer, proxy: str) -> None:
    got = asked(server.url(), proxy=proxy)
    assert isinstance(got, Failure) and got.stage == "settings" and not server.connections


# -- imports -----------------------------------------------------------------------------------------------------------


def test_nothing_of_the_network_is_imported_before_something_is_sent() -> None:
    script = (
        "import sys\n"
        "from warroom.delivery import channels\n"
        "[channels.carrier(name) for name in channels.NAMES if name != 'email']\n"
        "heavy = {'http.client', 'ssl', 'smtplib', 'email', 'urllib.request', 'apprise', 'requests'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    made = subprocess.run((sys.executable, "-c", script), capture_output=True, text=True, timeout=60, check=True)
    assert made.stdout.strip() == "[]", made.stdout
