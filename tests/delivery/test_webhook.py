"""The webhook: its JSON is that of docs/webhook.md, its signature can be checked, its key is the delivery's."""

import hashlib
import hmac
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.delivery.http_server import HttpServer, drop, hang, reset, say
from tests.delivery.parcels import KEY, PATIENCE, SECRET, TOKEN, content, parcel, way
from warroom.delivery.channels import webhook
from warroom.delivery.receipt import Receipt
from warroom.state.revisions import Body, Content, Enclosed, Section
from warroom.state.updates import ToldFact

DOC = Path(__file__).parents[2] / "docs" / "webhook.md"


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as made:
        yield made


def sent(server: HttpServer, patience: float = 20, made: Any = None, **settings: Any) -> Receipt:
    where = way("webhook", server.url(f"/in/{TOKEN}"), timeout=patience, **settings)
    return webhook.CARRIER.send(made or parcel(), where)


FACTS = (ToldFact("status", "identified", "cause found"), ToldFact("impact", "x", "y"))


def full() -> Any:
    one = Content(
        phase="fixing",
        bodies=(
            Body(
                "en",
                "Update ⟦seq⟧: slow",
                (Section("status", "**Fixing**, see [it](https://status.example/).", FACTS),),
            ),
            Body("zh", "第⟦seq⟧次通报", (Section("status", "处理中。"),)),
        ),
        next_update="2026-11-22T11:00:00Z",
        files=(Enclosed("report.pdf", "ab" * 32, 7),),
        corrects="01ABC",
    )
    return parcel(content=one, langs=("zh", "en"), phase="fixing", name="Mr Li")


def test_the_json_is_that_of_the_page(server: HttpServer) -> None:
    assert sent(server, made=full()).outcome == "accepted"
    [came] = server.requests
    body = came.json
    assert body["format"] == "warroom.update/1" and body["key"] == KEY == came.headers["idempotency-key"]
    assert (body["incident"], body["owner"], body["number"]) == ("1122-K7Q", "Acme", 3)
    assert (body["phase"], body["status"], body["severity"]) == ("fixing", "cause found", ""), (
        "as told, not as it is inside"
    )
    assert body["subject"] == "第3次通报"
    assert body["text"] == "处理中。\n\n———\n\nUpdate 3: slow\nFixing, see it (https://status.example/)."
    assert body["texts"] == [
        {"lang": "zh", "subject": "第3次通报", "text": "处理中。", "markdown": "处理中。"},
        {"lang": "en", "subject": "Update 3: slow", "text": "Fixing, see it (https://status.example/).",
         "markdown": "**Fixing**, see [it](https://status.example/)."},
    ]  # fmt: skip
    assert body["next_update"] == "2026-11-22T11:00:00Z" and body["correction"] is True and body["withdrawal"] is False
    assert body["files"] == [{"name": "report.pdf", "sha256": "ab" * 32, "size": 7}]
    assert "01ABC" not in came.body.decode(), "ids of the room are nobody's outside"
    documented = set(re.findall(r"^\| `([a-z_]+)` \|", DOC.read_text("utf-8"), re.MULTILINE))
    assert documented >= set(body), "every field is on the page"
    assert documented - set(body) <= {"lang", "markdown", "name", "sha256", "size"}, "and no other"


def test_the_parts_are_its_subject_and_text() -> None:
    [part] = webhook.CARRIER.parts(full())
    assert part == "第3次通报\n\n处理中。\n\n———\n\nUpdate 3: slow\nFixing, see it (https://status.example/)."


def test_the_signature_is_as_openssl_makes_it() -> None:
    # printf '1599360473.{"a":1}' | openssl dgst -sha256 -hmac s3cret
    made = webhook.signature(b'{"a":1}', "s3cret", 1_599_360_473)
    assert made == "f11eaea8c7f82221742872c61bbb60db8512f7fc4b8d0962ba61dbbf91b8a77a"


def test_a_receiver_can_check_who_sent_it_and_when(server: HttpServer) -> None:
    sent(server, secret=SECRET)
    [came] = server.requests
    at = came.headers["x-warroom-timestamp"]
    good = hmac.new(SECRET.encode(), f"{at}.".encode() + came.body, hashlib.sha256).hexdigest()
    assert came.headers["x-warroom-signature"] == f"v1={good}" and abs(time.time() - int(at)) < 3600
    assert came.headers["x-warroom-event"] == "update"
    sent(server)
    assert "x-warroom-signature" not in server.requests[-1].headers


def test_more_headers_and_none_of_ours(server: HttpServer) -> None:
    sent(server, headers={"Authorization": f"Bearer {TOKEN}\n", "X-Site": "eu", "idempotency-key": "theirs"})
    [came] = server.requests
    assert came.headers["authorization"] == f"Bearer {TOKEN}" and came.headers["x-site"] == "eu"
    faults = webhook.CARRIER.faults(
        "webhook.a", {"url": "env:U", "headers": {"Idempotency-Key": "env:K", "a b": "env:X"}}
    )
    assert len(faults) == 2 and {fault.where for fault in faults} == {"webhook.a: headers"}
    assert not webhook.CARRIER.faults(
        "webhook.a", {"url": "env:U", "headers": {"Authorization": "env:K"}, "idempotent": True}
    )
    assert webhook.CARRIER.faults("webhook.a", {"url": "env:U", "headers": {"Authorization": "Bearer T0KEN"}})


def test_a_test_and_a_repetition_say_so(server: HttpServer) -> None:
    sent(server, made=parcel(test=True, resent=True))
    [came] = server.requests
    assert came.headers["x-warroom-event"] == "test" and came.json["test"] is True and came.json["sent_again"] is True
    assert came.json["subject"] == "[TEST] (sent again) Update 3: slow"


def test_a_receiver_that_takes_a_key_once_is_given_a_500_again(server: HttpServer) -> None:
    server.says(503, {"message": "restarting"}, Retry_After="4")
    once = sent(server)
    assert (once.outcome, once.again, once.code, once.text) == ("unknown", False, "HTTP 503", "restarting")
    again = sent(server, idempotent=True)
    assert (again.outcome, again.again, again.retry_after) == ("not_sent", True, 4)
    assert {one.headers["idempotency-key"] for one in server.requests} == {KEY}


def test_a_lost_connection_is_doubtful_for_every_receiver(server: HttpServer) -> None:
    server.then(reset("answer"), drop("answer"), hang("answer"))
    for _ in range(3):
        receipt = sent(server, PATIENCE, idempotent=True)
        assert (receipt.outcome, receipt.again) == ("unknown", False)


def test_their_number_is_kept(server: HttpServer) -> None:
    server.says(202, {"id": "U-7", "message": "queued"})
    assert sent(server).reference == "U-7"
    server.does(say(201, {"reference": 42}))
    assert sent(server).reference == "42"


def test_a_refusal_in_words_keeps_the_secret_out(server: HttpServer) -> None:
    server.says(403, {"error": f"no such path /in/{TOKEN}, signed with {SECRET}"})
    receipt = sent(server, secret=SECRET)
    said = msgspec.json.encode(receipt).decode()
    assert receipt.outcome == "rejected" and TOKEN not in said and SECRET not in said


def test_a_text_with_half_a_character_goes_all_the_same(server: HttpServer) -> None:
    assert sent(server, made=parcel(owner="A\ud800", content=content("x\udfff"))).outcome == "accepted"
