"""A parcel as a mail, read back with Python's own parser."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from html.parser import HTMLParser
from pathlib import Path
from typing import cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.delivery.mails import EN, ZH, enclosure, parcel, saying
from warroom.delivery.mail import eml, html
from warroom.delivery.mail.addresses import address
from warroom.delivery.mail.carrier import CARRIER
from warroom.delivery.mail.message import Sender, enclosed, letter
from warroom.delivery.mail.mime import file_name
from warroom.delivery.parcel import Enclosure, Parcel
from warroom.errors import BadInput
from warroom.state.revisions import Content

OPS = Sender(address("Operations <ops@warroom.example>"))

anything = st.text(max_size=300)
"""Any text, control characters, line ends and marks of direction too."""
from_anywhere = st.text(
    st.sampled_from("aZ9 \t\r\n\0\x1b.,;:@<>()[]\"\\=?_*-#`'业主，：。（）é\u202e\U0001f468\u200d\U0001f469"),
    max_size=120,
)
texts = st.one_of(anything, from_anywhere)


def read(data: bytes) -> EmailMessage:
    """A mail as a mail program has it; the wire's own rules hold for its bytes."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"") and b"\r" not in data.replace(b"\r\n", b"")
    assert b"\0" not in data
    assert max(map(len, data.split(b"\r\n"))) <= 998
    found = cast(EmailMessage, message_from_bytes(data, policy=policy.default))
    assert [one.defects for one in found.walk() if one.defects] == []
    return found


def mail(sent: Parcel, who: Sender = OPS) -> EmailMessage:
    made = letter(sent, who, enclosed(sent))
    assert made.data.isascii()
    return read(made.data)


def body(found: EmailMessage, kind: str) -> str:
    part = found.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def plain(text: str) -> str:
    """What of a text a header keeps: its words."""
    return " ".join(re.sub(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]+", " ", text).split())


def called(data: bytes) -> str:
    """The addressee, by the older parser: the newer one puts a space between two encoded words of a name."""
    name, _ = parseaddr(str(message_from_bytes(data, policy=policy.compat32)["To"]).replace("\r\n", ""))
    return str(make_header(decode_header(name)))


class Words(HTMLParser):
    """The words of a page, and its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self._hidden = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        self._hidden += tag in ("title", "style")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("title", "style")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


ELEMENTS = {"html", "head", "meta", "title", "style", "body", "div", "p", "b", "ul", "ol", "li", "a", "br", "hr"}


def test_what_it_says_of_itself() -> None:
    found = mail(
        parcel(
            name="Li Wei",
            references=("<1@warroom.example>", "<2@warroom.example>"),
            in_reply_to="<2@warroom.example>",
        ),
        Sender(address("Operations <ops@warroom.example>"), address("incidents@warroom.example"), plus=True),
    )
    assert str(found["From"]) == "Operations <ops@warroom.example>"
    assert str(found["To"]) == "Li Wei <li@acme.example>"
    assert str(found["Message-ID"]) == "<3f2a9c01b2d44e5f8a6b7c8d9e0f1a2b@warroom.example>"
    assert str(found["In-Reply-To"]) == "<2@warroom.example>"
    assert str(found["References"]).split() == ["<1@warroom.example>", "<2@warroom.example>"]
    assert str(found["Reply-To"]) == "incidents+1122-k7q.3f2a9c01b2d4@warroom.example"
    assert str(found["Auto-Submitted"]) == "no"
    assert found["Date"].datetime.isoformat() == "2026-11-22T06:05:00+00:00"
    assert [name for name in ("Cc", "Bcc", "Resent-To", "Sender") if name in found] == []


def test_every_try_of_it_is_the_same_mail() -> None:
    assert letter(parcel(), OPS).data == letter(parcel(), OPS).data


def test_the_subject_names_the_incident_even_when_the_text_forgets_to() -> None:
    assert str(mail(parcel(content=saying("x", "Payments")))["Subject"]) == "[1122-K7Q] Payments"
    assert str(mail(parcel())["Subject"]) == "[1122-K7Q] Card payments fail, update #2"


def test_what_is_sent_again_says_so_and_is_the_same_mail_to_a_mail_program() -> None:
    again, first = mail(parcel(resent=True)), mail(parcel())
    assert str(again["Subject"]) == "(sent again) [1122-K7Q] Card payments fail, update #2"
    assert again["Message-ID"] == first["Message-ID"]
    zh = mail(parcel(resent=True, content=Content(bodies=(ZH,))))
    assert str(zh["Subject"]) == "(重发) [1122-K7Q] 刷卡支付部分失败，第2次通报"


@pytest.mark.parametrize(("langs", "mark"), [(("zh",), "【测试】"), (("en",), "[TEST]"), (("de",), "[TEST]")])
def test_a_test_is_marked_and_names_no_incident(langs: tuple[str, ...], mark: str) -> None:
    found = mail(parcel(test=True, content=Content(), langs=langs), Sender(OPS.sender, OPS.sender, plus=True))
    assert str(found["Subject"]).startswith(mark)
    assert "1122" not in str(found["Subject"]) + body(found, "plain") + str(found["Reply-To"])
    assert str(found["Auto-Submitted"]) == "auto-generated"


def test_a_test_with_words_of_its_own_is_marked_too() -> None:
    assert str(mail(parcel(test=True, content=saying("hello", "Hello")))["Subject"]) == "[TEST] Hello"


def test_two_languages_stand_one_after_the_other_in_text_and_page() -> None:
    found = mail(parcel(content=Content(bodies=(ZH, EN)), langs=("zh", "en")))
    assert str(found["Subject"]) == "[1122-K7Q] 刷卡支付部分失败，第2次通报"
    for kind in ("plain", "html"):
        said = body(found, kind)
        assert said.index("特此通报") < said.index("Card payments fail, update #2") < said.index("Kind regards")
    assert "**" not in body(found, "plain")
    only = mail(parcel(content=Content(bodies=(ZH, EN)), langs=("en",)))
    assert "特此通报" not in body(only, "plain") and str(only["Subject"]).endswith("update #2")


def test_the_page_has_the_same_words_as_the_text() -> None:
    found = mail(parcel(content=Content(bodies=(ZH,))))
    page = Words(body(found, "html"))
    assert "".join("".join(page.words).split()) == "".join(body(found, "plain").replace("- ", "").split())
    assert page.elements.count("li") == 2 and page.elements.count("b") == 1


def test_files_go_along_with_their_names_in_any_script(tmp_path: Path) -> None:
    sent = parcel(
        content=Content(bodies=(ZH,)),
        enclosures=(
            enclosure(tmp_path, "现场照片 1.jpg", b"\xff\xd8\xff" * 5000, "image/jpeg"),
            enclosure(tmp_path, "orders.csv", "订单,数量\r\nA,1\r\n".encode(), "text/csv"),
            enclosure(tmp_path, "../../etc/passwd", b"\0\1\2", "message/rfc822"),
        ),
    )
    found = list(mail(sent).iter_attachments())
    assert [one.get_filename() for one in found] == ["现场照片 1.jpg", "orders.csv", "etc_passwd"]
    assert [one.get_content_type() for one in found] == ["image/jpeg", "text/csv", "application/octet-stream"]
    assert found[1].get_content_charset() == "utf-8"
    assert [one.get_payload(decode=True) for one in found] == [file.path.read_bytes() for file in sent.enclosures]
    assert all(one.get_content_disposition() == "attachment" for one in found)


def test_a_file_that_is_gone_keeps_the_mail_from_going(tmp_path: Path) -> None:
    gone = Enclosure(name="photo.jpg", path=tmp_path / "gone")
    with pytest.raises(ValueError, match=r"photo\.jpg can't be read"):
        enclosed(parcel(enclosures=(gone,)))


@pytest.mark.parametrize(
    "text",
    [
        "", "li", "@acme.example", "li@", "li@acme.example, wei@acme.example", "li@acme.example\r\nBcc: x@y.example",
        "li@acme.example\n", "li@acme.example <x@y.example>", "<li@acme.example",
        "li @acme.example", "li@acme .example", "li@acme..example",
        "l..i@x.example",        ".li@x.example", "li@x.example>", "li@[1.2.3.4", "li@-x.example", "a@b@c.example/x",
        f"{'a' * 65}@x.example",
        "li@x.example SIZE=3", "\"li\"@x.example", "li\u2028@x.example", "li@x.example\0", "undisclosed-recipients:;",
    ],
)  # fmt: skip
def test_what_is_no_single_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"address|stands"):
        letter(parcel(text), OPS)


def test_addresses_of_other_scripts() -> None:
    assert address("li@业主.example").spec == "li@xn--vhqyc.example"
    assert not address("李工@业主.example").ascii
    assert address("Li Wei <li@Acme.Example>") == ("li", "acme.example", "Li Wei")
    made = letter(parcel("李工@acme.example"), OPS)
    assert not made.ascii
    assert "To: 李工@acme.example\r\n".encode() in made.data


@settings(deadline=None)
@given(texts, texts, texts, texts)
@example("a\r\nBcc: x@y.example", "b\r\nBcc: x@y.example", "c\r\n\r\n.\r\n", '"\r\nX: y')
@example("\r\n.\r\n", "=?utf-8?B?QUFB?=", "From x\n--=_a\n.\n..\n", "a" * 400)
@example("业" * 200, "000000¡¡¡¡¡¡¡¡¡¡𐀀𐀀𐀀𐀀𐀀", "👨‍👩‍👧" * 90, "报告" * 200 + ".pdf")
def test_whatever_people_write_stays_in_its_place(title: str, name: str, text: str, file: str) -> None:
    sent = parcel(name=name, content=saying(text, title))
    made = letter(sent, OPS, [(Enclosure(name=file, path=Path("x")), text.encode("utf-8", "replace"))])
    found = read(made.data)
    assert sorted(found.keys()) == sorted(
        ["Date", "From", "To", "Message-ID", "Auto-Submitted", "Subject", "MIME-Version", "Content-Type"]
    )
    people = found["To"].addresses
    assert [one.addr_spec for one in people] == ["li@acme.example"]
    assert called(made.data) == plain(name)
    assert plain(title).replace("\x1b", "") in plain(str(found["Subject"])) or not title.isprintable()
    files = list(found.iter_attachments())
    assert [one.get_filename() for one in files] == [file_name(file)]
    assert files[0].get_payload(decode=True) == text.encode("utf-8", "replace")
    wanted = CARRIER.parts(sent)[0].partition("\n\n")[2]
    assert body(found, "plain").rstrip("\n") == wanted.replace("\r", "\n").rstrip("\n")


@settings(deadline=None)
@given(texts)
@example("<script>alert(1)</script>")
@example('[a"onload="x](https://x.example/"><script>)')
@example("**<b onclick=x>**")
@example("[javascript](javascript:alert(1)) &lt;script&gt; <!-- -->")
@example("1. a\n2) b\n- c\n  d\n\n# e\n## f ##\n**g** https://x.example/a?b=c&d, h")
def test_the_page_shows_what_was_written_and_obeys_nothing(text: str) -> None:
    page = Words(html.page([html.Said("en", text, text)]))
    assert set(page.elements) <= ELEMENTS
    assert page.attributes <= {"lang", "charset", "name", "content", "style", "href", "rel", "value"}
    assert all(one.startswith(("http://", "https://")) for one in page.links)


@given(st.lists(st.sampled_from(["a", "业", "&lt;", "<i>", '"', "'", " ", ".", "(", ")"]), max_size=40).map("".join))
def test_no_word_is_lost_in_the_page(text: str) -> None:
    page = Words(html.page([html.Said("zh", "", text)]))
    assert "".join("".join(page.words).split()) == "".join(text.split())


def test_a_list_goes_on_over_its_lines_and_numbers_stay() -> None:
    assert "".join(html.blocks("Before:\n- a\n  b\n- c\n3. d\n4. e\nf")) == (
        '<p style="margin:0 0 12px">Before:</p>\n'
        '<ul style="margin:0 0 12px;padding-left:1.4em">\n<li style="margin:4px 0">a<br>\nb</li>\n'
        '<li style="margin:4px 0">c</li>\n</ul>\n'
        '<ol style="margin:0 0 12px;padding-left:1.8em">\n<li value="3" style="margin:4px 0">d</li>\n'
        '<li value="4" style="margin:4px 0">e</li>\n</ol>\n<p style="margin:0 0 12px">f</p>\n'
    )


def test_what_will_be_shown_is_what_the_mail_says() -> None:
    sent = parcel(content=Content(bodies=(ZH, EN)), langs=("zh", "en"))
    (shown,) = CARRIER.parts(sent)
    found = mail(sent)
    assert shown.rstrip("\n") == f"{found['Subject']}\n\n{body(found, 'plain')}".rstrip("\n")


def test_a_mail_that_nobody_has_sent_yet_is_a_draft_in_a_mail_program(tmp_path: Path) -> None:
    sent = parcel(
        content=Content(bodies=(ZH,)), name="李工", enclosures=(enclosure(tmp_path, "现场.jpg", b"x", "image/jpeg"),)
    )
    found = read(eml.unsent(sent))
    assert str(found["X-Unsent"]) == "1" and "From" not in found
    assert str(found["To"]) == "李工 <li@acme.example>"
    assert [one.get_filename() for one in found.iter_attachments()] == ["现场.jpg"]
    assert str(read(eml.unsent(sent, "项目组 <ops@warroom.example>"))["From"]) == "项目组 <ops@warroom.example>"
    with pytest.raises(BadInput, match="no mail was written"):
        eml.unsent(parcel("+86 138 0013 8000"))
