"""Questions that stand in one line come apart, with or without spaces; nothing that asks is lost."""

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warroom.asking import points, questions

HAN = "一二三四五六七八九十"
STYLES: dict[str, Callable[[int], str]] = {
    "1、": lambda n: f"{n}、", "1.": lambda n: f"{n}.", "1. ": lambda n: f"{n}. ", "1)": lambda n: f"{n})",
    "（1）": lambda n: f"（{n}）", "(1)": lambda n: f"({n}) ", "①": lambda n: chr(ord("①") + n - 1),
    "一、": lambda n: f"{HAN[n - 1]}、", "（一）": lambda n: f"（{HAN[n - 1]}）",
    "第一，": lambda n: f"第{HAN[n - 1]}，", "第1、": lambda n: f"第{n}、", "1．": lambda n: f"{n}．",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1、退款受影响吗？2、何时恢复？3、要我们做什么？", ["退款受影响吗？", "何时恢复？", "要我们做什么？"]),
        ("您好，1、退款受影响吗？2、何时恢复？谢谢", ["退款受影响吗？", "何时恢复？"]),
        ("Is it down?2.Are refunds hit?3.When is it back?", ["Is it down?", "Are refunds hit?", "When is it back?"]),
        ("（1）原因是什么？（2）影响多大？", ["原因是什么？", "影响多大？"]),
        ("①原因是什么？②影响多大？", ["原因是什么？", "影响多大？"]),
        ("第一，原因是什么？第二，影响多大？", ["原因是什么？", "影响多大？"]),
        ("请回答：①原因②影响范围③恢复时间", ["原因", "影响范围", "恢复时间"]),
        ("请说明以下问题：1、原因，2、影响范围，3、恢复时间。", ["原因，", "影响范围，", "恢复时间。"]),
        ("Please answer: (1) the cause (2) the scope", ["the cause", "the scope"]),
        ("Two questions: 1) is it down? 2) when is it back?", ["is it down?", "when is it back?"]),
        ("李工问：1.是否影响退款？2.多久恢复？", ["是否影响退款？", "多久恢复？"]),
        ("请问：\r\n1、订单丢了吗？\r\n2、什么时候恢复？\r\n谢谢。", ["订单丢了吗？", "什么时候恢复？"]),
        ("王工您好，请问：1、订单丢了吗？2、什么时候恢复？", ["订单丢了吗？", "什么时候恢复？"]),
        ("想请问以下几点:\n\n（一）原因\n（二）影响", ["原因", "影响"]),
        ("请问：订单丢了吗？", ["请问：订单丢了吗？"]),
        ("请问：\n订单丢了吗？\n什么时候恢复？", ["订单丢了吗？", "什么时候恢复？"]),
        ("是否收到？请问：\n1. 何时恢复？", ["是否收到？", "何时恢复？"]),
        ("能否告知恢复时间：", ["能否告知恢复时间："]),
        ("能否告知：\n1、原因\n2、影响", ["能否告知："]),
        ("能否告知恢复时间：\n谁在处理？", ["能否告知恢复时间：", "谁在处理？"]),
        ("二、什么时候恢复？三、谁负责？", ["什么时候恢复？", "谁负责？"]),
    ],
)
def test_points_of_one_line_come_apart(text: str, wanted: list[str]) -> None:
    assert questions(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Is v2.1.3 hit?", "Does it take 1.5 or 2.5 hours?", "Did it start at 14:30 or 15:30?", "如图①所示是否正常？",
        "Is site (2) down?", "第二期工程是否受影响？", "Are 3 or 4 of 10 shops down?", "Is 10.0.0.2 the new address?",
        "Is it back by 2:30?", "2:30 还能恢复吗？",
    ],
)  # fmt: skip
def test_numbers_that_number_nothing_stay_where_they_are(text: str) -> None:
    assert points(text) == [text]
    assert questions(text) == [text]


@settings(max_examples=150)
@given(
    style=st.sampled_from(sorted(STYLES)),
    bodies=st.lists(
        st.sampled_from(["退款受影响吗", "何时恢复", "Are refunds hit", "is v2.1 hit", "谁在处理（现场）"]),
        min_size=2, max_size=6, unique=True,
    ),
    between=st.sampled_from(["", " ", "  "]),
    mark=st.sampled_from(["?", "？"]),
)  # fmt: skip
def test_every_numbered_question_is_found_whatever_its_number_looks_like(
    style: str, bodies: list[str], between: str, mark: str
) -> None:
    asked = [f"{body}{mark}" for body in bodies]
    line = between.join(STYLES[style](number) + one for number, one in enumerate(asked, start=1))
    assert questions(line) == asked
    assert questions("请看 " + line) == questions("您好：" + line) == asked


PIECES = [
    "？",
    "?",
    "。",
    " ",
    "1、",
    "2、",
    "?2.",
    "（2）",
    "②",
    "第二，",
    "a",
    "退款",
    "3.5",
    "14:30",
    "\n",
    "吗",
    "(1)",
    ";",
]


@settings(max_examples=400)
@given(text=st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=14).map("".join))
@example("1、？2、？")
@example("第一，a？第二，a？")
def test_nothing_of_the_text_is_lost(text: str) -> None:
    for line in text.splitlines():
        assert "".join(points(line)) == line
    lines = [line for line in text.splitlines() if not line.lstrip().startswith((">", "＞"))]
    found = questions(text)
    for one in found:
        assert any(one in line for line in lines)
    left = "\n".join(lines)
    for one in sorted(found, key=len, reverse=True):
        left = left.replace(one, "")
    assert "？" not in left


def test_a_long_question_is_not_cut() -> None:
    long = "why " * 2000 + "is it down?"
    assert questions(long) == [long]
