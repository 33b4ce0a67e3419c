"""Apprise behind our own glue. What it is asked and how its outcome is read is tried against a stand-in with the names
of Apprise 2.2 that we use; with the real one installed, the same against a server on loopback."""

import importlib.util
import io
import logging
import sys
from collections.abc import Iterator
from enum import Enum, IntEnum
from types import ModuleType, SimpleNamespace
from typing import Any

import msgspec
import pytest

from tests.delivery.http_server import HttpServer, hang, reset, say
from tests.delivery.parcels import TOKEN, content, parcel, way
from warroom.delivery.channels import apprise
from warroom.delivery.receipt import Receipt

URL = f"tgram://{TOKEN}/12345"


class Status(IntEnum):
    SUCCESS, FAILURE, NOMATCH, PARTIAL, TIMEOUT = 0, 1, 3, 4, 5


class Overflow(Enum):
    UPSTREAM, SPLIT = "upstream", "split"


class Service:
    """A plugin as it comes from an address that asks for everything that we don't want."""

    def __init__(self, url: str, asset: Any) -> None:
        self.asset = asset
        self.names = {url.partition("://")[0]}
        self.retry, self.optional, self.redirects, self.verify_certificate = 3, True, True, False
        self.overflow_mode = Overflow.SPLIT
        self.targets = 1 + url.count(",")

    def schemas(self) -> set[str]:
        return self.names

    def __len__(self) -> int:
        return self.targets * (self.retry + 1)


class Standin(ModuleType):
    """The module; ``outcome`` is what it says, ``warnings`` what it logged of it."""

    OverflowMode = Overflow

    def __init__(self) -> None:
        super().__init__("apprise")
        self.outcome: Any = Status.SUCCESS
        self.warnings: list[str] = []
        self.native: dict[str, set[str]] = {}
        self.assets: list[dict[str, Any]] = []
        self.notified: list[tuple[Service, dict[str, Any]]] = []
        standin = self

        class Apprise:
            def __init__(self, asset: Any = None) -> None:
                self.services: list[Service] = []

            @staticmethod
            def instantiate(url: str, asset: Any = None) -> Service | None:
                if not url or url.startswith("nosuch"):
                    return None
                if url.startswith("raises"):
                    raise RuntimeError(url)
                made = Service(url, asset)
                made.names |= standin.native.get(url, set())
                return made

            def add(self, service: Service) -> bool:
                self.services.append(service)
                return True

            def notify(self, **given: Any) -> Any:
                [service] = self.services
                standin.notified.append((service, given))
                logging.getLogger("apprise").warning("sending to %s", TOKEN)
                if isinstance(standin.outcome, Exception):
                    raise standin.outcome
                entries = [SimpleNamespace(message=one, level="WARNING") for one in standin.warnings]
                return SimpleNamespace(status=standin.outcome, logs=lambda: iter(entries))

        self.Apprise = Apprise

    def AppriseAsset(self, **given: Any) -> Any:
        self.assets.append(given)
        return SimpleNamespace(**given)


@pytest.fixture
def standin(monkeypatch: pytest.MonkeyPatch) -> Standin:
    made = Standin()
    monkeypatch.setitem(sys.modules, "apprise", made)
    return made


def sent(url: str = URL, **more: Any) -> Receipt:
    settings = more.pop("settings", {})
    return apprise.CARRIER.send(parcel(channel="apprise", **more), way("apprise", url, **settings))


def test_it_is_handed_over_once_as_plain_text(standin: Standin) -> None:
    receipt = sent(content=content("**Fixing** @everyone <b>"), settings={"timeout": 5})
    assert receipt == Receipt(outcome="accepted", stage="answer", text="handed to Apprise: accepted", server="Apprise")
    [(service, given)] = standin.notified
    assert (
        given["body"]
        == "Update 3: slow\nFixing ＠everyone ＜b>"
        == apprise.CARRIER.parts(parcel(content=content("**Fixing** @everyone <b>")))[0]
    )
    assert (given["body_format"], given["timeout"], given["log_level"]) == ("text", 5, logging.WARNING)
    assert (service.retry, service.optional, service.redirects, service.verify_certificate) == (0, False, False, True)
    assert service.overflow_mode is Overflow.UPSTREAM
    assert standin.assets == [
        {"storage_mode": "memory", "http_redirects": False, "default_service_retry": 0, "async_mode": False}
    ]


@pytest.mark.parametrize(
    ("outcome", "warnings", "expected", "code", "again"),
    [
        (Status.NOMATCH, [], "not_sent", "", False),
        (Status.TIMEOUT, [], "unknown", "", False),
        (Status.TIMEOUT, ["Failed to send: error=403."], "unknown", "", False),
        (Status.PARTIAL, [], "unknown", "", False),
        (Status.FAILURE, [], "unknown", "", False),
        (Status.FAILURE, ["A Connection error occurred"], "unknown", "", False),
        (Status.FAILURE, ["Failed to send: error=500."], "unknown", "", False),
        (Status.FAILURE, ["Failed to send: error=403.", "giving up"], "rejected", "HTTP 403", False),
        (Status.FAILURE, ["Failed to send: error=302."], "rejected", "HTTP 302", False),
        (Status.FAILURE, ["Failed to send: error=429."], "rejected", "HTTP 429", True),
        (RuntimeError(TOKEN), [], "unknown", "", False),
        (None, [], "unknown", "", False),
        ("SUCCESS", [], "unknown", "", False),
    ],
)
def test_what_apprise_says_is_not_made_more(
    standin: Standin, outcome: Any, warnings: list[str], expected: str, code: str, again: bool
) -> None:
    standin.outcome, standin.warnings = outcome, warnings
    receipt = sent()
    assert (receipt.outcome, receipt.code, receipt.again) == (expected, code, again), receipt
    assert receipt.text.startswith("handed to Apprise") and receipt.server == "Apprise"
    assert len(standin.notified) == 1 and TOKEN not in msgspec.json.encode(receipt).decode()


@pytest.mark.parametrize("scheme", sorted(apprise.OURS))
def test_what_we_have_ourselves_is_refused(standin: Standin, scheme: str) -> None:
    for made in (f"{scheme}://a/b", f"{scheme.upper()}://a/b"):
        receipt = sent(made)
        assert (receipt.outcome, receipt.stage) == ("not_sent", "settings")
        assert f"[{apprise.OURS[scheme]}.NAME]" in receipt.text
    standin.native["https://hooks.example/x"] = {scheme}
    assert f"[{apprise.OURS[scheme]}.NAME]" in sent("https://hooks.example/x").text
    assert not standin.notified


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (f"nosuch://{TOKEN}", "does not know"), ("", "does not know"), (f"raises://{TOKEN}", "RuntimeError"),
        (f"tgram://{TOKEN}/1,2", "2 targets"),
    ],
)  # fmt: skip
def test_an_address_that_is_none_or_several_goes_nowhere(standin: Standin, url: str, words: str) -> None:
    receipt = sent(url)
    assert (receipt.outcome, receipt.stage, receipt.again) == ("not_sent", "settings", False)
    assert words in receipt.text and TOKEN not in receipt.text and not standin.notified


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    receipt = sent()
    assert (receipt.outcome, receipt.stage) == ("not_sent", "settings") and "warroom[apprise]" in receipt.text


def test_its_logs_stay_out_of_the_terminal(standin: Standin, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    root = logging.StreamHandler(shown)
    logging.getLogger().addHandler(root)
    monkeypatch.setattr(sys, "stderr", shown)
    try:
        sent()
    finally:
        logging.getLogger().removeHandler(root)
    assert not shown.getvalue()


def test_settings_are_looked_at() -> None:
    assert not apprise.CARRIER.faults("apprise.sms", {"url": "env:SMS", "timeout": 9})
    assert {one.where for one in apprise.CARRIER.faults("apprise.sms", {"proxy": "http://p:1"})} == {
        "apprise.sms: url", "apprise.sms: proxy",
    }  # fmt: skip


# -- the real one, where it is installed -------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as made:
        yield made


if importlib.util.find_spec("apprise") is not None:

    def test_the_real_one_against_a_server_that_refuses_hangs_and_lies(server: HttpServer) -> None:
        url = f"ntfy://127.0.0.1:{server.port}/{TOKEN}?retry=2&redirect=yes&optional=yes"
        cases = {
            "accepted": say(200, "{}"), "rejected 302": say(302, "", Location=server.url("/x")),
            "rejected 403": say(403, "no"), "rejected 429": say(429, ""), "unknown 500": say(500, ""),
            "unknown reset": reset("answer"), "unknown hang": hang("answer"),
        }  # fmt: skip
        for expected, step in cases.items():
            server.then(step)
            receipt = sent(url, settings={"timeout": 2})
            assert receipt.outcome == expected.split()[0], (expected, receipt)
            assert TOKEN not in msgspec.json.encode(receipt).decode()
        assert server.connections == len(cases), "one try is one request, and nothing is followed"
