"""The status page: one incident for all updates, found again by what we noted there, and nothing published twice."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.delivery.http_server import Asked, HttpServer, Step, hang, refusing, reset, say
from tests.delivery.parcels import PATIENCE, TOKEN, content, parcel, way
from warroom.delivery.channels import statuspage
from warroom.delivery.receipt import Receipt


class Page:
    """As the API behaves; ``then`` are faults, once each, in place of its answers to what changes something."""

    def __init__(self) -> None:
        self.incidents: list[dict[str, Any]] = []
        self.faults: list[tuple[bool, Step]] = []
        """Whether it is done all the same, and what is answered."""
        self.reads: list[Step] = []
        self._lock = threading.Lock()

    def __call__(self, asked: Asked) -> Step:
        with self._lock:
            if asked.headers.get("authorization") != f"OAuth {TOKEN}":
                return say(401, {"error": "Could not authenticate"})
            if not asked.path.startswith("/v1/pages/abc123/incidents"):
                return say(404, {"error": "Not found"})
            if asked.method == "GET":
                return self.reads.pop(0) if self.reads else self.listed(asked)
            done, step = self.faults.pop(0) if self.faults else (True, None)
            made = self.change(asked) if done else None
            return step or say(201 if asked.method == "POST" else 200, made or {})

    def listed(self, asked: Asked) -> Step:
        size, page = int(asked.query["limit"][0]), int(asked.query.get("page", ["1"])[0])
        newest = self.incidents[::-1]
        return say(200, newest[(page - 1) * size : page * size])

    def change(self, asked: Asked) -> dict[str, Any]:
        given = asked.json["incident"]
        if asked.method == "POST":
            number = len(self.incidents)
            self.incidents.append({"id": f"i{number}", "created_at": f"2026-11-22T10:00:{number:02}Z", "updates": []})
            incident = self.incidents[-1]
        else:
            incident = next(one for one in self.incidents if one["id"] == asked.path.rsplit("/", 1)[1])
        incident |= {key: value for key, value in given.items() if key != "body"}
        incident["updates"].append((given["status"], given["body"]))
        return incident


@pytest.fixture
def page() -> Page:
    return Page()


@pytest.fixture
def server(page: Page) -> Iterator[HttpServer]:
    with HttpServer() as made:
        made.does(page)
        yield made


def sent(server: HttpServer, patience: float = 20, *, token: str = TOKEN, settings: Any = None, **more: Any) -> Receipt:
    where = way("statuspage", server.url("/v1/"), page="abc123", token=token, timeout=patience, **(settings or {}))
    return statuspage.CARRIER.send(parcel(channel="statuspage", **more), where)


def test_the_first_update_makes_an_incident_and_the_others_are_added(server: HttpServer, page: Page) -> None:
    first = sent(server, key="k1", number=1, content=content("Looking.", phase="first_notice"))
    assert (first.outcome, first.reference, first.code) == ("accepted", "i0", "HTTP 201")
    second = sent(server, key="k2", number=2, content=content("Fixing.", phase="fixing"))
    assert (second.outcome, second.reference, second.code) == ("accepted", "i0", "HTTP 200")
    third = sent(server, key="k3", number=3, content=content("Done.", phase="resolved"))
    assert third.outcome == "accepted"
    [incident] = page.incidents
    assert incident["name"] == "Update 1: slow" and incident["status"] == "resolved"
    assert incident["updates"] == [("investigating", "Looking."), ("identified", "Fixing."), ("resolved", "Done.")]
    assert incident["metadata"]["warroom"]["keys"] == "k1 k2 k3"
    assert [one.method for one in server.requests] == ["GET", "POST", "GET", "PATCH", "GET", "PATCH"]


def test_what_is_there_is_not_published_again(server: HttpServer, page: Page) -> None:
    sent(server, key="k1")
    again = sent(server, key="k1", resent=True)
    assert again.outcome == "accepted" and again.reference == "i0" and "already" in again.text
    assert len(page.incidents[0]["updates"]) == 1


@pytest.mark.parametrize("fault", [reset("answer"), say(500, "oops"), say(502, ""), say(200, "<html>"), hang("answer")])
def test_a_doubtful_answer_is_settled_by_looking(server: HttpServer, page: Page, fault: Step) -> None:
    page.faults.append((True, fault))
    receipt = sent(server, PATIENCE, key="k1")
    assert receipt.outcome == "accepted" and receipt.reference == "i0", receipt
    assert len(page.incidents) == 1 and page.incidents[0]["updates"] == [("investigating", "We are looking into it.")]


@pytest.mark.parametrize("fault", [reset("answer"), say(500, "oops"), hang("answer")])
def test_what_is_not_there_after_a_doubtful_answer_stays_doubtful(server: HttpServer, page: Page, fault: Step) -> None:
    page.faults.append((False, fault))
    receipt = sent(server, PATIENCE, key="k1")
    assert (receipt.outcome, receipt.again) == ("unknown", False), "it may come late"
    assert sent(server, key="k1", resent=True).outcome == "accepted" and len(page.incidents) == 1


@pytest.mark.parametrize("fault", [hang("answer"), reset("answer"), say(500, "oops"), say(200, "<html>"), say(200, {})])
def test_where_nobody_can_look_nothing_is_published(server: HttpServer, page: Page, fault: Step) -> None:
    page.reads.append(fault)
    receipt = sent(server, PATIENCE)
    assert (receipt.outcome, receipt.again) == ("not_sent", True), receipt
    assert not page.incidents and [one.method for one in server.requests] == ["GET"]


def test_refusals_are_refusals(server: HttpServer, page: Page) -> None:
    receipt = sent(server, token="wrong-token")
    assert (receipt.outcome, receipt.code, receipt.text) == ("rejected", "HTTP 401", "Could not authenticate")
    page.reads.append(say(420, {"error": "slow down"}, Retry_After="2"))
    receipt = sent(server)
    assert (receipt.outcome, receipt.again, receipt.retry_after) == ("rejected", True, 2)
    page.faults.append((False, say(422, {"error": "Name can't be blank"})))
    receipt = sent(server)
    assert (receipt.outcome, receipt.code, receipt.text) == ("rejected", "HTTP 422", "Name can't be blank")
    with refusing() as port:
        where = way("statuspage", f"http://127.0.0.1:{port}", page="abc123", token=TOKEN)
        assert statuspage.CARRIER.send(parcel(), where).outcome == "not_sent"


def test_incidents_of_others_are_left_alone(server: HttpServer, page: Page) -> None:
    strange: list[Any] = [
        {"id": "x1", "metadata": None}, {"id": "x2", "metadata": {"warroom": "?"}}, {"id": 7}, {}, "x", None,
        {"id": "x3", "metadata": {"warroom": {"thread": "another", "keys": "k1"}}}, {"metadata": []},
    ]  # fmt: skip
    page.incidents += strange
    page.change = lambda asked: {"id": "new"}  # type: ignore[method-assign]
    assert sent(server, key="k1").reference == "new"
    assert server.requests[-1].method == "POST"


def test_two_rooms_and_two_owners_have_an_incident_each(server: HttpServer, page: Page) -> None:
    for room, owner in (("A", "Acme"), ("B", "Acme"), ("A", "Globex"), ("A", "Acme")):
        assert sent(server, room=room, owner=owner, key=f"k{len(server.requests)}").outcome == "accepted"
    assert [len(one["updates"]) for one in page.incidents] == [2, 1, 1]
    assert "Globex" not in json.dumps(page.incidents), "no name of an owner is noted on a page that all may read"


def test_ours_is_found_behind_a_hundred_others(server: HttpServer, page: Page) -> None:
    sent(server, key="k1")
    page.incidents += [{"id": f"o{number}", "created_at": "2026"} for number in range(150)]
    assert sent(server, key="k2").reference == "i0"


def test_settings_of_the_page(server: HttpServer, page: Page) -> None:
    settings = {"impact": "major", "components": {"c1": "partial_outage"}, "notify": False}
    sent(server, key="k1", settings=settings)
    assert page.incidents[0]["impact_override"] == "major" and page.incidents[0]["components"] == {
        "c1": "partial_outage"
    }
    assert page.incidents[0]["deliver_notifications"] is False and page.incidents[0]["component_ids"] == ["c1"]
    sent(server, key="k2", settings=settings, content=content("Done.", phase="closure"))
    assert page.incidents[0]["components"] == {"c1": "operational"}
    sent(server, key="k3", content=content("It was none.", withdraws=True))
    assert page.incidents[0]["status"] == "resolved" and page.incidents[0]["deliver_notifications"] is True


def test_a_test_publishes_nothing(server: HttpServer, page: Page) -> None:
    receipt = sent(server, test=True)
    assert receipt.outcome == "accepted" and "nothing was shown" in receipt.text
    assert sent(server, test=True, token="wrong-token").code == "HTTP 401"
    assert not page.incidents and {one.method for one in server.requests} == {"GET"}


def test_settings_are_looked_at() -> None:
    faults = statuspage.CARRIER.faults
    assert not faults(
        "statuspage.x", {"page": "abc", "token": "env:T", "impact": "minor", "components": {"c": "operational"}}
    )
    assert {one.where for one in faults("statuspage.x", {})} == {"statuspage.x: page", "statuspage.x: token"}
    assert len(faults("statuspage.x", {"page": "abc", "token": "env:T", "components": {"c": "broken"}})) == 1
    assert len(faults("statuspage.x", {"page": "abc", "token": "env:T", "impact": "awful"})) == 1


def test_the_page_shows_no_tags_and_the_name_is_bounded(server: HttpServer, page: Page) -> None:
    sent(server, content=content("<script>x</script> **done**", title="x" * 400))
    [incident] = page.incidents
    assert len(incident["name"]) == 250 and incident["updates"][0][1] == "＜script>x＜/script> done"
