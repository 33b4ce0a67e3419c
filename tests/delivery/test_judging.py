"""What an answer means: never accepted that wasn't, whatever a server says, and never an exception."""

from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warroom.delivery.channels import dingtalk, feishu, slack, statuspage, teams, webhook, wecom
from warroom.delivery.exchange import Answer, Failure
from warroom.delivery.judging import Reading, Said, judged, retry_after
from warroom.delivery.receipt import Receipt

NOW = 1_763_805_600.0
"""2025-11-22 10:00:00 UTC."""
READINGS: dict[str, Reading] = {
    "slack": slack.read, "teams": teams.read, "feishu": feishu.read, "wecom": wecom.read, "dingtalk": dingtalk.read,
    "webhook": webhook.read, "statuspage": statuspage.read,
}  # fmt: skip


def answer(status: int, body: Any = b"", broken: str = "", **headers: str) -> Answer:
    data = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else msgspec.json.encode(body)
    return Answer("a.example", status, {key.replace("_", "-"): value for key, value in headers.items()}, data, broken)


def yes(_: Answer) -> Said:
    return Said(True)


# -- what every channel has in common ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("got", "outcome", "again"),
    [
        (Failure("a", "resolve", "x", passes=True), "not_sent", True),
        (Failure("a", "connect", "x", passes=True), "not_sent", True),
        (Failure("a", "tls", "bad certificate"), "not_sent", False),
        (Failure("a", "settings", "x"), "not_sent", False),
        (Failure("a", "request", "x", passes=True), "not_sent", True),
        (Failure("a", "answer", "x", left=True), "unknown", False),
        (Failure("a", "answer", "x", left=True, passes=True), "unknown", False),
    ],
)
def test_without_an_answer_only_what_left_is_doubtful(got: Failure, outcome: str, again: bool) -> None:
    receipt = judged(got, yes)
    assert (receipt.outcome, receipt.again, receipt.stage, receipt.server) == (outcome, again, got.stage, "a")
    assert judged(got, yes, idempotent=True) == receipt, "a lost connection is doubtful even so"


@pytest.mark.parametrize("status", range(100, 1000, 7))
def test_only_2xx_can_be_accepted_and_only_4xx_and_3xx_are_refused(status: int) -> None:
    receipt = judged(answer(status, "words"), yes)
    kind = status // 100
    assert receipt.outcome == {2: "accepted", 3: "rejected", 4: "rejected"}.get(kind, "unknown"), status
    assert receipt.code == f"HTTP {status}" and receipt.server == "a.example" and receipt.stage == "answer"


def test_5xx_is_doubtful_unless_the_receiver_takes_one_message_once() -> None:
    for status in (500, 502, 503, 504, 599):
        got = answer(status, "oops", retry_after="30")
        assert judged(got, yes) == Receipt(
            outcome="unknown", stage="answer", code=f"HTTP {status}", text="oops", server="a.example"
        )
        again = judged(got, yes, idempotent=True)
        assert (again.outcome, again.again, again.retry_after) == ("not_sent", True, 30)
    assert judged(answer(600), yes, idempotent=True).outcome == "unknown"


def test_busy_is_tried_again_when_they_say() -> None:
    for status in (408, 420, 425, 429):
        receipt = judged(answer(status, "slow down", retry_after="7"), yes)
        assert (receipt.outcome, receipt.again, receipt.retry_after) == ("rejected", True, 7)
    for status in (400, 401, 403, 404, 409, 410, 413, 422, 451):
        receipt = judged(answer(status, "no", retry_after="7"), yes)
        assert (receipt.outcome, receipt.again, receipt.retry_after) == ("rejected", False, None)
        assert receipt.gone == (status in (404, 410))


def test_a_redirect_is_refused_with_the_host_alone() -> None:
    for status in (301, 302, 303, 307, 308):
        receipt = judged(answer(status, location="https://login.example/T0KEN?next=T0KEN"), yes)
        assert receipt.outcome == "rejected" and not receipt.again and "login.example" in receipt.text
        assert "T0KEN" not in receipt.text
    for where in ("/T0KEN", "", "https://[::1", "//x\x00"):
        assert "T0KEN" not in judged(answer(302, location=where), yes).text


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7), ("0", 0), (" 12 ", 12), ("3600", 3600), ("86400", 3600), ("9" * 400, 3600),
        ("Sat, 22 Nov 2025 10:00:45 GMT", 45), ("Sat, 22 Nov 2025 09:00:00 GMT", 0),
        ("Sat, 22 Nov 2025 10:01:00 -0000", 60), ("Sat, 22 Nov 2025 18:02:00 +0800", 120),
        ("Sat, 22 Nov 2026 10:00:00 GMT", 3600), ("Sat, 22 Nov 9999 10:00:00 GMT", 3600),
        ("", None), ("-7", None), ("+7", None), ("7.5", None), ("1e3", None), ("inf", None),
        ("nan", None), ("soon", None),
        ("٧", None), ("²", None), ("7, 8", None), ("Sat, 99 Nov 2025 10:00:45 GMT", None), ("\x00", None),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date_and_nonsense_is_nothing(said: str, seconds: float | None) -> None:
    assert retry_after(answer(429, retry_after=said), NOW) == seconds


def test_a_date_is_counted_from_their_own_clock() -> None:
    got = answer(429, retry_after="Sat, 22 Nov 2025 05:00:30 GMT", date="Sat, 22 Nov 2025 05:00:00 GMT")
    assert retry_after(got, NOW) == 30, "their clock is five hours behind"


def test_words_are_one_line_without_tags_and_secrets() -> None:
    page = "<html><head><title>502 Bad Gateway</title><style>a{}</style></head><body>\n<h1>502</h1> a&amp;b /T0KEN-long"
    receipt = judged(answer(502, page), yes, ("https://a.example/T0KEN-long",))
    assert receipt.text == "502 Bad Gateway 502 a&b [secret]"
    assert len(judged(answer(500, "x" * 9000), yes).text) <= 300
    assert "\x1b" not in judged(answer(400, "\x1b[31mred\x1b[0m\r\nline"), yes).text


# -- each channel's good and bad answers -------------------------------------------------------------------------------

TABLE: list[tuple[str, int, Any, str, str]] = [
    # Slack
    ("slack", 200, "ok", "accepted", "HTTP 200"),
    ("slack", 200, "ok\n", "accepted", "HTTP 200"),
    ("slack", 200, {"ok": True}, "accepted", "HTTP 200"),
    ("slack", 200, {"success": True}, "accepted", "HTTP 200"),
    ("slack", 200, {"ok": False, "error": "invalid_auth"}, "rejected", "invalid_auth"),
    ("slack", 200, {"ok": True, "error": "channel_not_found"}, "rejected", "channel_not_found"),
    ("slack", 200, {"success": False}, "rejected", "HTTP 200"),
    ("slack", 200, {"ok": False, "error": "ratelimited"}, "rejected again", "ratelimited"),
    ("slack", 200, {"ok": "yes"}, "unknown", "HTTP 200"),
    ("slack", 200, {}, "unknown", "HTTP 200"),
    ("slack", 200, "", "unknown", "HTTP 200"),
    ("slack", 200, "okay", "unknown", "HTTP 200"),
    ("slack", 200, "<html>Sign in</html>", "unknown", "HTTP 200"),
    ("slack", 400, "invalid_payload", "rejected", "HTTP 400"),
    ("slack", 403, "action_prohibited", "rejected", "HTTP 403"),
    ("slack", 404, "no_service", "rejected gone", "HTTP 404"),
    ("slack", 410, "channel_is_archived", "rejected gone", "HTTP 410"),
    ("slack", 429, "rate_limited", "rejected again", "HTTP 429"),
    ("slack", 400, "ok", "rejected", "HTTP 400"),
    ("slack", 500, "rollup_error", "unknown", "HTTP 500"),
    # Teams
    ("teams", 202, "", "accepted", "HTTP 202"),
    ("teams", 202, "whatever", "accepted", "HTTP 202"),
    ("teams", 200, "", "accepted", "HTTP 200"),
    ("teams", 200, "1", "accepted", "HTTP 200"),
    ("teams", 200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with "
     "ContextId tcid=0", "rejected again", "HTTP 200"),
    ("teams", 200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413",
     "rejected", "HTTP 200"),
    ("teams", 200, {"error": {"code": "BadRequest", "message": "no card"}}, "rejected", "BadRequest"),
    ("teams", 200, "2", "unknown", "HTTP 200"),
    ("teams", 200, "<html>Sign in</html>", "unknown", "HTTP 200"),
    ("teams", 400, {"error": {"code": "TriggerInputSchemaMismatch", "message": "x"}}, "rejected",
     "TriggerInputSchemaMismatch"),
    ("teams", 400, "Bad payload received by generic incoming webhook.", "rejected", "HTTP 400"),
    ("teams", 404, {"error": {"code": "WorkflowNotFound", "message": "x"}}, "rejected gone", "WorkflowNotFound"),
    ("teams", 429, {"error": {"code": "WorkflowThrottled", "message": "throttled"}}, "rejected again",
     "WorkflowThrottled"),
    ("teams", 502, {"error": {"code": "NoResponse", "message": "x"}}, "unknown", "HTTP 502"),
    # Feishu and Lark
    ("feishu", 200, {"code": 0, "msg": "success", "data": {}, "StatusCode": 0, "StatusMessage": "success"}, "accepted",
     "HTTP 200"),
    ("feishu", 200, {"Extra": None, "StatusCode": 0, "StatusMessage": "success"}, "accepted", "HTTP 200"),
    ("feishu", 200, {"code": 0, "msg": "success"}, "accepted", "HTTP 200"),
    ("feishu", 200, {"code": 19024, "msg": "Key Words Not Found"}, "rejected", "19024"),
    ("feishu", 200, {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}, "rejected", "19021"),
    ("feishu", 200, {"code": 9499, "msg": "Bad Request", "data": {}}, "rejected", "9499"),
    ("feishu", 200, {"code": 11232, "msg": "frequency limited"}, "rejected again", "11232"),
    ("feishu", 200, {"code": 0, "StatusCode": 19024}, "rejected", "19024"),
    ("feishu", 200, {"code": 19024, "StatusCode": 0}, "rejected", "19024"),
    ("feishu", 200, {"code": "19024"}, "rejected", "19024"),
    ("feishu", 200, {"code": None}, "unknown", "HTTP 200"),
    ("feishu", 200, {"code": False}, "unknown", "HTTP 200"),
    ("feishu", 200, {"code": 0, "StatusCode": None}, "unknown", "HTTP 200"),
    ("feishu", 200, {"msg": "success"}, "unknown", "HTTP 200"),
    ("feishu", 200, [0], "unknown", "HTTP 200"),
    ("feishu", 200, "success", "unknown", "HTTP 200"),
    ("feishu", 200, "", "unknown", "HTTP 200"),
    ("feishu", 200, "[" * 9000, "unknown", "HTTP 200"),
    ("feishu", 400, {"code": 99991400, "msg": "request trigger frequency limit"}, "rejected again", "99991400"),
    ("feishu", 400, {"code": 0}, "rejected", "HTTP 400"),
    ("feishu", 404, "404 page not found", "rejected gone", "HTTP 404"),
    ("feishu", 500, {"code": 0}, "unknown", "HTTP 500"),
    # WeCom
    ("wecom", 200, {"errcode": 0, "errmsg": "ok"}, "accepted", "HTTP 200"),
    ("wecom", 200, {"errcode": 93000, "errmsg": "invalid webhook url, hint: [1]"}, "rejected", "93000"),
    ("wecom", 200, {"errcode": 40058, "errmsg": "text.content exceed max length 2048"}, "rejected", "40058"),
    ("wecom", 200, {"errcode": 45009, "errmsg": "api freq out of limit"}, "rejected again", "45009"),
    ("wecom", 200, {"errcode": -1, "errmsg": "system busy"}, "rejected", "-1"),
    ("wecom", 200, {"code": 0}, "unknown", "HTTP 200"),
    ("wecom", 200, "", "unknown", "HTTP 200"),
    # DingTalk
    ("dingtalk", 200, {"errcode": 0, "errmsg": "ok"}, "accepted", "HTTP 200"),
    ("dingtalk", 200, {"errcode": 310000, "errmsg": "keywords not in content"}, "rejected", "310000"),
    ("dingtalk", 200, {"errcode": 310000, "errmsg": "sign not match"}, "rejected", "310000"),
    ("dingtalk", 200, {"errcode": 460101, "errmsg": "message too long, exceed 20000 bytes"}, "rejected", "460101"),
    ("dingtalk", 200, {"errcode": 130101, "errmsg": "send too fast"}, "rejected again", "130101"),
    ("dingtalk", 200, {"errcode": 90030, "errmsg": "webhook over limit"}, "rejected again", "90030"),
    ("dingtalk", 200, {"errmsg": "ok"}, "unknown", "HTTP 200"),
    ("dingtalk", 200, "not json", "unknown", "HTTP 200"),
    # Webhook: any 2xx that does not say no
    ("webhook", 200, "", "accepted", "HTTP 200"),
    ("webhook", 204, "", "accepted", "HTTP 204"),
    ("webhook", 202, "queued", "accepted", "HTTP 202"),
    ("webhook", 200, {"id": "U-7"}, "accepted", "HTTP 200"),
    ("webhook", 200, {"code": 0}, "accepted", "HTTP 200"),
    ("webhook", 200, {"code": 200, "message": "ok"}, "accepted", "HTTP 200"),
    ("webhook", 200, {"code": 500, "message": "no"}, "rejected", "500"),
    ("webhook", 200, {"errcode": 310000}, "rejected", "310000"),
    ("webhook", 200, {"ok": False}, "rejected", "HTTP 200"),
    ("webhook", 200, {"accepted": False, "message": "unknown owner"}, "rejected", "HTTP 200"),
    ("webhook", 200, {"success": False}, "rejected", "HTTP 200"),
    ("webhook", 200, {"error": "no such owner"}, "rejected", "HTTP 200"),
    ("webhook", 200, {"error": {"code": 7}}, "rejected", "HTTP 200"),
    ("webhook", 200, {"error": None, "id": 9}, "accepted", "HTTP 200"),
    ("webhook", 409, {"error": "seen"}, "rejected", "HTTP 409"),
    ("webhook", 500, {"ok": True}, "unknown", "HTTP 500"),
    # Statuspage
    ("statuspage", 201, {"id": "p31zjtct2jer", "status": "investigating"}, "accepted", "HTTP 201"),
    ("statuspage", 200, {"id": "p31zjtct2jer"}, "accepted", "HTTP 200"),
    ("statuspage", 200, {"error": "Incident name can't be blank"}, "rejected", "HTTP 200"),
    ("statuspage", 200, {"id": ""}, "unknown", "HTTP 200"),
    ("statuspage", 200, {"id": 7}, "unknown", "HTTP 200"),
    ("statuspage", 200, "<html>maintenance</html>", "unknown", "HTTP 200"),
    ("statuspage", 401, {"error": "Could not authenticate"}, "rejected", "HTTP 401"),
    ("statuspage", 404, {"error": "Not found"}, "rejected gone", "HTTP 404"),
    ("statuspage", 420, {"error": "slow down"}, "rejected again", "HTTP 420"),
    ("statuspage", 422, {"error": ["Name can't be blank"]}, "rejected", "HTTP 422"),
    ("statuspage", 500, "", "unknown", "HTTP 500"),
]  # fmt: skip


@pytest.mark.parametrize(("channel", "status", "body", "expected", "code"), TABLE)
def test_the_answers_of_each_channel(channel: str, status: int, body: Any, expected: str, code: str) -> None:
    receipt = judged(answer(status, body), READINGS[channel], now=NOW)
    words = [receipt.outcome, *(["again"] if receipt.again else []), *(["gone"] if receipt.gone else [])]
    assert (" ".join(words), receipt.code) == (expected, code), receipt
    if receipt.outcome in ("rejected", "unknown") and body:
        assert receipt.text, "a person can see why"


@pytest.mark.parametrize("channel", ["slack", "feishu", "wecom", "dingtalk", "statuspage"])
@pytest.mark.parametrize("good", ["ok", '{"code": 0}', '{"errcode": 0}', '{"id": "x"}', '{"ok": true}'])
def test_a_good_answer_that_is_not_whole_is_doubtful(channel: str, good: str) -> None:
    receipt = judged(answer(200, good, broken="its end is missing"), READINGS[channel])
    assert receipt.outcome == "unknown"


# -- whatever comes ----------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 100_000) | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["ok", "0", "success", "error"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["ok", "code", "errcode", "StatusCode", "msg", "errmsg", "error", "success", "id", "message"])
        | st.text(max_size=4), inner, max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip
BODIES = st.binary(max_size=200) | st.text(max_size=60).map(str.encode) | JSON.map(msgspec.json.encode)


def _says_yes(channel: str, got: Answer) -> bool:
    """A second reading, written apart from the first: what each service's documentation calls a yes."""
    text = got.body.decode("utf-8", "replace").strip()
    try:
        body = msgspec.json.decode(got.body)
    except (ValueError, RecursionError):
        body = None
    fields = body if isinstance(body, dict) else {}
    if channel == "webhook":
        return True
    if channel == "teams":
        return got.status == 202 or not text or text == "1" or body == 1
    if got.broken:
        return False
    if channel == "slack":
        return text == "ok" or fields.get("ok") is True or fields.get("success") is True
    if channel == "statuspage":
        return isinstance(fields.get("id"), str)
    codes = [fields[key] for key in (("code", "StatusCode") if channel == "feishu" else ("errcode",)) if key in fields]
    return bool(codes) and all(type(one) in (int, str) and str(one).strip() == "0" for one in codes)


@given(
    st.sampled_from(sorted(READINGS)),
    st.integers(100, 999),
    BODIES,
    st.sampled_from(["", "its end is missing"]),
    st.text(max_size=40),
    st.booleans(),
)
@example("feishu", 200, b'{"code":1e400}', "", "", False)
@example("slack", 200, b"\xff\xfeok", "", "", False)
def test_no_answer_whatever_is_accepted_wrongly_and_none_raises(
    channel: str, status: int, body: bytes, broken: str, wait: str, idempotent: bool
) -> None:
    got = answer(status, body, broken, retry_after=wait)
    receipt = judged(got, READINGS[channel], ("T0KEN-in-a-path",), idempotent=idempotent, now=NOW)
    if receipt.outcome == "accepted":
        assert 200 <= status < 300 and _says_yes(channel, got)
    if receipt.outcome == "unknown":
        assert not receipt.again
    if receipt.outcome == "rejected":
        assert 200 <= status < 500
    if receipt.retry_after is not None:
        assert receipt.again and 0 <= receipt.retry_after <= 3600
    assert "\n" not in receipt.text and len(receipt.text) <= 300


@given(st.sampled_from(sorted(READINGS)), BODIES)
def test_a_secret_in_an_answer_stays_out_of_the_receipt(channel: str, body: bytes) -> None:
    secret = "hunter2-hunter2"
    for made in (
        body + secret.encode(),
        msgspec.json.encode({"errcode": 7, "code": secret, "error": secret, "msg": secret}),
    ):
        receipt = judged(answer(400, made), READINGS[channel], (secret,))
        assert secret not in msgspec.json.encode(receipt).decode()
