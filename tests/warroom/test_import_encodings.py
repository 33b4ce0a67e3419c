"""Bytes that are not what a reader expects: said with their line, and nothing is stored or guessed in silence."""

import io

import pytest

from tests.warroom.importing import remarks, take, take_all, timed
from warroom.errors import BadInput
from warroom.importers import content as contents
from warroom.importers.content import Content

CHINESE = "2023-07-25 14:05 磁盘已满，服务中断\n2023-07-25 14:09 bob 扩容\n"


def test_chinese_in_another_encoding_is_refused_with_what_to_do() -> None:
    with pytest.raises(BadInput) as refused:
        take(b"2023-07-25 14:00 ok\n" + CHINESE.encode("gb18030"))
    said = str(refused.value)
    assert "nothing was imported, 2 lines (the first is line 2) are not UTF-8 but look like GB18030" in said
    assert "line 2 then reads '磁盘已满，服务中断'" in said and "--encoding gb18030" in said


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "big5", "utf-32"])
def test_a_named_encoding_is_taken_at_its_word(encoding: str) -> None:
    text = CHINESE.replace("扩容", "擴容").replace("磁盘已满，服务中断", "磁碟已滿") if encoding == "big5" else CHINESE
    content = Content(io.BytesIO(text.encode(encoding)), "x.txt", encoding=encoding)
    (reading,) = take_all(content, "x.txt")  # type: ignore[arg-type]
    assert [row[3] for row in timed(reading)] == [line[17:] for line in text.splitlines()]


def test_a_wrong_or_unknown_encoding_is_refused() -> None:
    with pytest.raises(BadInput, match=r"near line \d+ are bytes that are not ascii"):
        list(Content(io.BytesIO(CHINESE.encode()), "x.txt", encoding="ascii").lines())
    for name in ("nonesuch", "rot13", "base64", "zip"):
        with pytest.raises(BadInput, match="is no encoding"):
            Content(io.BytesIO(b"x"), "x.txt", encoding=name)


def test_a_few_broken_bytes_are_kept_and_named() -> None:
    reading = take(
        "2023-07-25 14:05 caf\xe9 is up\n2023-07-25 14:06 中文 fine\n".encode("latin-1", "ignore") + CHINESE.encode()
    )
    assert timed(reading)[0][3] == "caf\ufffd is up"
    assert "line 1: some bytes are not UTF-8" in remarks(reading)


def test_nul_and_every_odd_line_end_stay_in_the_text() -> None:
    reading = take("2023-07-25 14:05 a\0b\x0bc\u2028d\re\n2023-07-25 14:06 f\r\n")
    assert [row[3] for row in timed(reading)] == ["a\0b\x0bc\u2028d\re", "f"]


def test_a_line_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(BadInput, match="line 2 is longer than 3 MB"):
        take(b"2023-07-25 14:05 a\n2023-07-25 14:06 " + b"x" * (4 << 20))
    utf16 = ("a\n" + "x" * (4 << 20)).encode("utf-16")
    with pytest.raises(BadInput, match="line 2 is longer than 3 MB"):
        list(Content(io.BytesIO(utf16), "x.txt", encoding="utf-16").lines())


def test_a_file_that_has_to_be_read_whole_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "WHOLE", 1000)
    with pytest.raises(BadInput, match="Cut it into several files"):
        take('{"format": "warroom.room", "x": "' + "y" * 2000 + '"}')


def test_a_json_document_that_is_not_utf_8_names_the_line() -> None:
    with pytest.raises(BadInput, match="line 3 holds bytes that are not utf-8"):
        take(b'{"format": "warroom.room",\n"a": 1,\n"b": "\xff"}')


def test_remarks_have_a_bound() -> None:
    reading = take("".join(f"2023-07-25 {14 - number % 2}:00 x\n" for number in range(8000)))
    assert len(reading.remarks) < 2100 and "more remarks of this kind" in remarks(reading)


def test_faults_have_a_bound() -> None:
    with pytest.raises(BadInput) as refused:
        take("".join("2023-02-30 14:00 x\n" for _ in range(50_000)))
    assert len(str(refused.value)) < 40_000 and "50000 lines can't be read" in str(refused.value)
