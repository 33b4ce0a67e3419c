"""The chat channels against a server that answers as theirs do: what arrives there, and what is said of it."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.delivery.certificates import Authority
from tests.delivery.http_server import Asked, HttpServer, Step, drop, hang, raw, refusing, reset, say
from tests.delivery.parcels import PATIENCE, SECRET, TOKEN, content, parcel, way
from warroom.delivery.channels import carrier, dingtalk, feishu
from warroom.delivery.receipt import Receipt
from warroom.delivery.splitting import MOST
from warroom.updates.channels import CHANNELS

CHATS = ("slack", "teams", "feishu", "lark", "wecom", "dingtalk")
GOOD: dict[str, Any] = {
    "slack": "ok",
    "teams": "",
    "feishu": {"code": 0, "msg": "success", "StatusCode": 0},
    "lark": {"code": 0, "msg": "success", "StatusCode": 0},
    "wecom": {"errcode": 0, "errmsg": "ok"},
    "dingtalk": {"errcode": 0, "errmsg": "ok"},
}
BAD: dict[str, Any] = {
    "slack": {"ok": False, "error": "no_service"},
    "teams": "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 403",
    "feishu": {"code": 19024, "msg": "Key Words Not Found"},
    "lark": {"code": 19024, "msg": "Key Words Not Found"},
    "wecom": {"errcode": 93000, "errmsg": "invalid webhook url"},
    "dingtalk": {"errcode": 310000, "errmsg": "keywords not in content"},
}
LONG = "支付延迟，正在处理。Payments are slow 👨‍👩‍👧, we are on it! "


def text_of(channel: str, body: Any) -> str:
    """What a reader of the channel sees."""
    if channel in ("feishu", "lark"):
        return str(body["content"]["text"])
    if channel in ("wecom", "dingtalk"):
        return str(body["text"]["content"])
    if channel == "teams":
        return "\n".join(block["text"] for block in body["attachments"][0]["content"]["body"])
    return str(body["text"])


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as made:
        yield made


def sent(server: HttpServer, channel: str, patience: float = 20, **more: Any) -> Receipt:
    settings = more.pop("settings", {})
    made = parcel(channel=channel, **more)
    path = f"/hook/{TOKEN}?access_token={TOKEN}"
    return carrier(channel).send(made, way(channel, server.url(path), timeout=patience, **settings))


@pytest.mark.parametrize("channel", CHATS)
def test_what_arrives_is_what_parts_said(server: HttpServer, channel: str) -> None:
    server.says(200, GOOD[channel])
    receipt = sent(server, channel, content=content("Fixing, **50%** done.\n- one\n- two\n\n中文"))
    assert receipt.outcome == "accepted" and receipt.server == "127.0.0.1" and receipt.parts == 1, receipt
    [came] = server.requests
    assert came.headers["content-type"] == "application/json; charset=utf-8" and came.path == f"/hook/{TOKEN}"
    [part] = carrier(channel).parts(
        parcel(channel=channel, content=content("Fixing, **50%** done.\n- one\n- two\n\n中文"))
    )
    assert text_of(channel, came.json).split() == part.split()
    assert "中文".encode() in came.body, "Chinese goes as it is, so its bytes are those that were counted"


@pytest.mark.parametrize("channel", CHATS)
def test_a_200_with_an_error_is_refused_with_its_code(server: HttpServer, channel: str) -> None:
    server.says(200, BAD[channel])
    receipt = sent(server, channel)
    assert receipt.outcome == "rejected" and not receipt.again and receipt.text, receipt
    code = {"slack": "no_service", "teams": "HTTP 200", "wecom": "93000", "dingtalk": "310000"}
    assert receipt.code == code.get(channel, "19024")


FAULTS: dict[str, tuple[Step, str]] = {
    "hang": (hang("answer"), "unknown"),
    "reset after": (reset("answer"), "unknown"),
    "drop after": (drop("answer"), "unknown"),
    "garbage": (raw(b"\x00\x01\r\n\r\n"), "unknown"),
    "broken chunks": (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "unknown"),
    "not its words": (say(200, "<html>Please sign in</html>"), "unknown"),
    "huge": (say(200, "x" * 100_000), "unknown"),
    "500": (say(500, "oops"), "unknown"),
    "503": (say(503, "", Retry_After="5"), "unknown"),
    "302": (say(302, "", Location=f"https://login.example/{TOKEN}"), "rejected"),
    "307": (say(307, "", Location=f"https://login.example/{TOKEN}"), "rejected"),
    "400": (say(400, "invalid_payload"), "rejected"),
    "404": (say(404, f"no such hook {TOKEN}"), "rejected gone"),
    "410": (say(410, "gone"), "rejected gone"),
    "429": (say(429, "", Retry_After="7"), "rejected again 7.0"),
    "429 by date": (
        say(429, "", Retry_After="Sat, 22 Nov 2025 10:00:09 GMT", Date="Sat, 22 Nov 2025 10:00:00 GMT"),
        "rejected again 9.0",
    ),
    "429 nonsense": (say(429, "", Retry_After="soon"), "rejected again None"),
}


@pytest.mark.parametrize("channel", CHATS)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_said_as_far_as_it_is_known(server: HttpServer, channel: str, fault: str) -> None:
    step, expected = FAULTS[fault]
    server.does(step)
    receipt = sent(server, channel, PATIENCE if fault == "hang" else 20, settings={"secret": SECRET})
    words = [receipt.outcome, *(["gone"] if receipt.gone else [])]
    words += ["again", str(receipt.retry_after)] if receipt.again else []
    assert " ".join(words) == expected, receipt
    said = msgspec.json.encode(receipt).decode()
    assert TOKEN not in said and SECRET not in said and "/hook" not in said
    assert receipt.parts == 0 and server.connections == 1, "one try is one request"


@pytest.mark.parametrize("channel", CHATS)
def test_nobody_there_can_be_tried_again(channel: str) -> None:
    with refusing() as port:
        receipt = carrier(channel).send(parcel(channel=channel), way(channel, f"http://127.0.0.1:{port}/{TOKEN}"))
    assert (receipt.outcome, receipt.stage, receipt.again) == ("not_sent", "connect", True)
    assert TOKEN not in receipt.text


@pytest.mark.parametrize("channel", CHATS)
def test_a_wrong_certificate_takes_nothing(channel: str, tmp_path: Any) -> None:
    authority = Authority(tmp_path / "one")
    with HttpServer(authority.context("other.example")) as server:
        receipt = sent(server, channel, settings={"ca_file": str(authority.ca)})
        assert (receipt.outcome, receipt.stage, receipt.again) == ("not_sent", "tls", False)
        assert not server.requests


# -- long texts --------------------------------------------------------------------------------------------------------


def long_text(channel: str) -> str:
    return LONG * {"wecom": 60, "teams": 150, "slack": 1800}.get(channel, 600)


@pytest.mark.parametrize("channel", CHATS)
def test_a_long_text_goes_in_parts_that_fit(server: HttpServer, channel: str) -> None:
    server.says(200, GOOD[channel])
    receipt = sent(server, channel, content=content(long_text(channel)), settings={"secret": SECRET})
    count = len(server.requests)
    assert receipt.outcome == "accepted" and receipt.parts == count > 1
    texts = [text_of(channel, one.json) for one in server.requests]
    assert [one.partition(" ")[0] for one in texts] == [f"({place}/{count})" for place in range(1, count + 1)]
    for one, said in zip(server.requests, texts, strict=True):
        if channel in ("feishu", "lark", "dingtalk"):
            assert len(one.body) <= 20_000
        if channel == "wecom":
            assert len(said.encode()) <= 2048
        if channel in ("slack", "teams"):
            assert len(said) <= CHANNELS[channel].limit
        if channel == "teams":
            assert len(json.dumps(one.json)) <= 28_672 / 1.2, "with what Teams adds, and every letter as six bytes"
    joined = "".join("".join(one.partition(" ")[2] for one in texts).split())
    assert joined == "".join(f"Update 3: slow\n{long_text(channel)}".split())


@pytest.mark.parametrize("channel", CHATS)
def test_parts_that_they_have_are_not_sent_twice(server: HttpServer, channel: str) -> None:
    given = content(long_text(channel))
    whole = carrier(channel).parts(parcel(channel=channel, content=given))
    server.then(say(200, GOOD[channel]), say(429, "", Retry_After="3"))
    receipt = sent(server, channel, content=given)
    assert (receipt.outcome, receipt.again, receipt.parts) == ("rejected", True, 1), receipt
    assert receipt.text.startswith(f"1 of {len(whole)} messages were taken; then: ")
    server.says(200, GOOD[channel])
    receipt = sent(server, channel, content=given, parts=receipt.parts)
    assert receipt.outcome == "accepted" and receipt.parts == len(whole)
    texts = [text_of(channel, one.json).split()[0] for one in server.requests]
    numbers = [f"({place}/{len(whole)})" for place in range(1, len(whole) + 1)]
    assert texts == [numbers[0], numbers[1], *numbers[1:]], "the refused one again, and those behind it"


@pytest.mark.parametrize("channel", CHATS)
def test_a_doubtful_part_ends_it(server: HttpServer, channel: str) -> None:
    server.then(say(200, GOOD[channel]), reset("answer"))
    receipt = sent(server, channel, content=content(long_text(channel)))
    assert (receipt.outcome, receipt.parts, server.connections) == ("unknown", 1, 2)


def test_a_text_that_nobody_would_read_is_not_sent_at_all(server: HttpServer) -> None:
    receipt = sent(server, "wecom", content=content(LONG * 600))
    assert (receipt.outcome, receipt.stage, receipt.again) == ("not_sent", "settings", False)
    assert f"more than {MOST}" in receipt.text and not server.connections


@pytest.mark.parametrize("channel", CHATS)
def test_sent_again_is_said_in_every_part(server: HttpServer, channel: str) -> None:
    server.says(200, GOOD[channel])
    given = content(long_text(channel), lang="zh")
    sent(server, channel, content=given, langs=("zh",), resent=True)
    count = len(server.requests)
    assert all(
        text_of(channel, one.json).startswith(f"({place}/{count}) (重发) ")
        for place, one in enumerate(server.requests, 1)
    )
    plain = carrier(channel).parts(parcel(channel=channel, content=given, langs=("zh",)))
    assert len(plain) == count


# -- signatures and bodies ---------------------------------------------------------------------------------------------


def test_the_signature_of_feishu_is_as_openssl_makes_it() -> None:
    # printf '' | openssl dgst -sha256 -mac HMAC -macopt hexkey:KEY -binary | base64
    # KEY being the hex digits of '1599360473\nGeheim123'
    assert feishu.signature("Geheim123", 1_599_360_473) == "mwvBdfuXfsKZSRwmsZz519ctleiRywyLMcfX3hNQR1Y="


def test_the_signature_of_dingtalk_is_as_openssl_makes_it() -> None:
    # printf '1599360473000\nSEC0123' | openssl dgst -sha256 -hmac SEC0123 -binary | base64
    assert dingtalk.signature("SEC0123", 1_599_360_473_000) == "+w5WzNoRTg/Ke4AFITURSLdLOLNPa5KzaMVcvbw6HfY="


@pytest.mark.parametrize("channel", ["feishu", "lark"])
def test_feishu_checks_the_signature_of_now(server: HttpServer, channel: str) -> None:
    def check(came: Asked) -> Step:
        at = int(came.json["timestamp"])
        key = f"{at}\n{SECRET}".encode()
        good = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
        fresh = abs(time.time() - at) < 3600
        return say(
            200, {"code": 0} if came.json["sign"] == good and fresh else {"code": 19021, "msg": "sign match fail"}
        )

    server.does(check)
    assert sent(server, channel, settings={"secret": SECRET}).outcome == "accepted"
    assert sent(server, channel, settings={"secret": "another"}).code == "19021"
    server.says(200, {"code": 0})
    sent(server, channel)
    assert "sign" not in server.requests[-1].json


def test_dingtalk_checks_the_signature_in_the_query(server: HttpServer) -> None:
    def check(came: Asked) -> Step:
        [at], [sign] = came.query["timestamp"], came.query["sign"]
        good = base64.b64encode(hmac.new(SECRET.encode(), f"{at}\n{SECRET}".encode(), hashlib.sha256).digest()).decode()
        fresh = abs(time.time() * 1000 - int(at)) < 3_600_000
        known = came.query["access_token"] == [TOKEN]
        return say(200, {"errcode": 0 if sign == good and fresh and known else 310000, "errmsg": "sign not match"})

    server.does(check)
    for _ in range(20):  # a signature with + or / in it has to arrive as it is
        assert sent(server, "dingtalk", settings={"secret": SECRET}).outcome == "accepted"
    assert sent(server, "dingtalk", settings={"secret": "another"}).code == "310000"
    assert dingtalk.signed("https://a/robot", "", 1) == "https://a/robot"
    assert dingtalk.signed("https://a/robot", "s", 1).startswith("https://a/robot?timestamp=1&sign=")


def test_dingtalk_without_a_keyword_is_not_sent(server: HttpServer) -> None:
    receipt = sent(server, "dingtalk", settings={"keywords": ["故障", "通报"]})
    assert (receipt.outcome, receipt.stage) == ("not_sent", "settings") and "通报" in receipt.text
    assert not server.connections
    server.says(200, GOOD["dingtalk"])
    given = content("故障处理中。")
    assert sent(server, "dingtalk", content=given, settings={"keywords": ["故障", "通报"]}).outcome == "accepted"


def test_dingtalk_and_wecom_mention_nobody_in_the_body(server: HttpServer) -> None:
    server.says(200, {"errcode": 0})
    sent(server, "dingtalk")
    assert server.requests[-1].json["at"] == {"atMobiles": [], "isAtAll": False}
    sent(server, "wecom")
    assert server.requests[-1].json == {
        "msgtype": "text",
        "text": {"content": "Update 3: slow\nWe are looking into it."},
    }


def test_slack_draws_nothing_in(server: HttpServer) -> None:
    server.says(200, "ok")
    sent(server, "slack")
    body = server.requests[-1].json
    assert (body["unfurl_links"], body["unfurl_media"], body["link_names"], body["parse"]) == (
        False,
        False,
        False,
        "none",
    )


def test_a_card_of_teams_is_what_its_workflow_takes(server: HttpServer) -> None:
    server.does(say(202, "", x_ms_workflow_run_id="0858-RUN"))
    receipt = sent(server, "teams", content=content("# What\nFixing.\n- one\n- two\n\n## Next\n1. a\n2. b"))
    assert receipt.outcome == "accepted" and receipt.reference == "0858-RUN" and "workflow" in receipt.text
    body = server.requests[-1].json
    assert body["type"] == "message"
    [attachment] = body["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert all(block["type"] == "TextBlock" and block["wrap"] for block in card["body"])
    seen = [(block["text"], block.get("weight")) for block in card["body"]]
    assert seen == [
        ("Update 3: slow", "Bolder"), ("What", "Bolder"), ("Fixing.", None), ("- one\n- two", None), ("Next", "Bolder"),
        ("1. a\n2. b", None),
    ]  # fmt: skip


# -- settings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", CHATS)
def test_settings_are_looked_at_before_anything_is_sent(channel: str) -> None:
    one = carrier(channel)
    assert one.channel == channel and "url" in one.secret_settings
    assert not one.faults("x.acme", {"url": "env:HOOK", "timeout": 5, "ca_file": "/ca.pem", "proxy": "http://p:1"})
    assert [fault.where for fault in one.faults("x.acme", {})] == ["x.acme: url"]
    wrong = {"url": "https://a.example/T0KEN", "timeout": "soon", "colour": "red"}
    faults = one.faults("x.acme", wrong)
    assert {fault.where for fault in faults} == {"x.acme: url", "x.acme: timeout", "x.acme: colour"}
    assert not any("T0KEN" in fault.text for fault in faults)
