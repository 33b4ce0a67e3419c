"""What a server says comes out as one bounded, safe line without a secret, however the secret is spelled."""

import base64
import json
import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.delivery.scrubbing import HIDDEN, LONGEST, host_of, scrub
from warroom.text import safe

SECRET = "p@ss/w0rd+é 密"
HOOK = "https://hooks.chat.example/services/T0AAA1/B0BBB2/XyZ0123456789abcdef?key=k-998877&name=ops"


@pytest.mark.parametrize(
    "said",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        json.dumps(SECRET),
        json.dumps({"authorization": SECRET}, ensure_ascii=False),
        SECRET.upper(),
        base64.b64encode(SECRET.encode()).decode(),
        base64.b64encode(f"\0ops\0{SECRET}".encode()).decode(),
        base64.urlsafe_b64encode(f"ops:{SECRET}".encode()).decode(),
        repr(SECRET),
        SECRET.replace(" ", "\r\n"),
    ],
)
def test_a_secret_is_taken_out_however_it_is_spelled(said):
    line = scrub(f"535 5.7.8 can't take <{said}> here", [SECRET])
    assert HIDDEN in line
    assert "w0rd" not in line and said not in line
    assert line.startswith("535 5.7.8 can't take <") and line.endswith("here")


@pytest.mark.parametrize(
    "said",
    [
        HOOK,
        "/services/T0AAA1/B0BBB2/XyZ0123456789abcdef?key=k-998877&name=ops",
        "no service at /services/T0AAA1/B0BBB2/XyZ0123456789abcdef",
        "token XyZ0123456789abcdef revoked",
        "key k-998877 unknown",
    ],
)
def test_of_a_secret_address_every_telling_part_is_one(said):
    line = scrub(said, [HOOK])
    assert not any(part in line for part in ("XyZ0123", "k-998877", "B0BBB2"))


def test_an_address_that_nobody_named_keeps_its_host_alone():
    line = scrub("moved to https://ana:pw12@other.example:8443/robot/send?token=abc, see tgram://99:bot/chat", [])
    assert line == "moved to https://other.example:8443/… see tgram://…"
    assert host_of("https://a.example") == "https://a.example"


TOKEN = "abcdefgh12345678SECRET!"
BASIC = "Basic " + base64.b64encode(b"ops:hunter2-zebra-77").decode()


@pytest.mark.parametrize(
    "said",
    [
        TOKEN,
        TOKEN.lower(),
        TOKEN[:20] + "...",
        TOKEN[:20],
        TOKEN[:8] + "…",
        TOKEN[:10] + "****" + "RET!"[:3],
        TOKEN.encode().hex(),
        TOKEN.encode().hex().upper(),
        TOKEN.encode().hex(":"),
        TOKEN[:12].encode().hex() + "…",
        "".join(f"&#{ord(one)};" for one in TOKEN),
        "".join(f"&amp;#x{ord(one):x};" for one in TOKEN),
        TOKEN.replace("S", "&#83;"),
        base64.b64encode(TOKEN.encode()).decode(),
        base64.b64encode(TOKEN.encode()[:15]).decode(),
        base64.b64encode(f"ops:{TOKEN}".encode()).decode(),
    ],
)
@pytest.mark.parametrize(
    "secret", ["Bearer " + TOKEN, "token " + TOKEN, f'Token token="{TOKEN}"', "Strange " + TOKEN, TOKEN]
)
def test_a_word_behind_an_auth_scheme_is_a_secret_also_shortened(said, secret):
    line = scrub(f"401 no, {said} is not valid", [secret])
    assert line.startswith("401 no, ") and line.endswith(" is not valid") and HIDDEN in line
    left = line.replace(HIDDEN, "")
    assert not any(part in left for part in ("bcde", "123", "ECR", "626364", "36 ", "&#", "YWJj")), line


def test_what_basic_holds_is_a_secret():
    for said in ("hunter2-zebra-77", "ops:hunter2-zebra-77", "hunter2-zeb...", BASIC.split()[1], BASIC):
        line = scrub(f"no {said} here", [BASIC])
        assert HIDDEN in line and "hunter2" not in line and BASIC[6:] not in line
    assert scrub("no ops here", [BASIC]) == "no ops here"


def test_a_scheme_and_an_address_stay_readable():
    assert (
        scrub("Bearer authentication is required", ["Bearer abcdefgh12345678"]) == "Bearer authentication is required"
    )
    assert scrub("https://hooks.chat.example is busy", [HOOK]) == "https://hooks.chat.example is busy"
    assert scrub("&lt;b&gt; is no tag", [TOKEN]) == "&lt;b&gt; is no tag"


@pytest.mark.parametrize("text", [
    TOKEN[:8] * 8000, TOKEN[:9] * 8000, "&#" * 32_000, "&#" + "9" * 65_000, "&amp;" * 13_000, TOKEN[:8] + "." * 65_000,
    TOKEN[:20].encode().hex() * 1600, "61:" * 21_000,
])  # fmt: skip
def test_no_beginning_keeps_the_processor_busy(text):
    secrets = ["Bearer " + TOKEN, BASIC, HOOK, SECRET, TOKEN[:8] * 500]
    began = time.process_time()
    scrub("short", secrets)
    floor = max(time.process_time() - began, 0.002)
    began = time.process_time()
    scrub(text, secrets)
    assert time.process_time() - began < 200 * floor


def test_common_words_of_addresses_stay():
    assert scrub("the services are down", [HOOK]) == "the services are down"


def test_a_short_secret_is_taken_out_where_it_stands_alone():
    assert scrub("ok is not ok-ish nor token", ["ok"]) == f"{HIDDEN} is not {HIDDEN}-ish nor token"


def test_a_line_is_one_bounded_and_safe():
    line = scrub("\x1b[31mred\n\r\nnext\t\u202eevil " + "x" * 100_000, [])
    assert len(line) == LONGEST and "\n" not in line
    assert line.startswith("␛[31mred next <U+202E>evil xxx")


@given(st.text(), st.text(min_size=4).filter(lambda one: one.strip() and one not in HIDDEN), st.text())
def test_whatever_stands_around_it_a_secret_never_comes_through(before, secret, behind):
    line = scrub(before + secret + behind, [secret])
    assert len(line) <= LONGEST and safe(line) == line
    plain = secret.strip()
    assert len(plain) < 4 or plain.casefold() not in line.casefold().replace(HIDDEN, "\0")


@pytest.mark.parametrize("cut", range(8000, 8300, 7))
def test_what_is_cut_leaves_no_half_of_a_secret(cut):
    secret = "abcdefghijklmnopqrstuvwxyz" * 4
    line = scrub((secret + " ") * 80 + " " * cut + secret, [secret])
    assert "abc" not in line
    assert "abc" not in scrub(" " * (65_536 - cut % 100) + secret, [secret])


def test_what_somebody_read_in_another_code_is_known_all_the_same():
    for written, read in (("utf-8", "latin-1"), ("utf-8", "ascii"), ("gb18030", "utf-8"), ("utf-8", "gb18030")):
        line = scrub(f"no {'hunter2-密码'.encode(written).decode(read, 'replace')} here", ["hunter2-密码"])
        assert line == f"no {HIDDEN} here", (written, read)


@pytest.mark.parametrize(
    "text", ["x" * 65_536, "x+" * 40_000, "://" * 30_000, "a://" * 20_000, "<" * 65_536, "=" * 65_536]
)
def test_no_answer_of_a_server_keeps_the_processor_busy(text):
    """A pattern that looks again from every place takes half a minute for these."""
    began = time.process_time()
    scrub("short", [SECRET, HOOK])
    floor = max(time.process_time() - began, 0.002)
    began = time.process_time()
    scrub(text, [SECRET, HOOK])
    assert time.process_time() - began < 200 * floor
