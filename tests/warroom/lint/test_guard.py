"""The leak guard against a slow oracle, and against every way of writing the same words."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warroom.updates.lint.guard import BLOCKS, DOUBTFUL, Index, Token, guard_of, leaks, tokens
from warroom.updates.lint.guard import known as known_text

ENGLISH = "Rolled the payments service back because the new release broke the connection pool"
CHINESE = "磁盘写满导致主库宕机李工正在切换备用库"
FRENCH = "Réparé l'hôte où la réplique était tombée en panne à nouveau"
MIXED = "重启payments之后error rate仍然很高需要回退"

WORDS = st.sampled_from(["a", "b", "C", "磁", "盘", "é", "12:30", "UTC+8", "o'k"])
GAPS = st.sampled_from([" ", "  ", "\n", ", ", " - ", "。", "\u3000"])


def spelled(pairs: list[tuple[str, str]]) -> str:
    return "".join(word + gap for word, gap in pairs)


TEXTS = st.lists(st.tuples(WORDS, GAPS), max_size=24).map(spelled)


def weight(words: list[Token]) -> int:
    return sum(word.weight for word in words)


def within(run: list[str], texts: list[list[str]]) -> bool:
    return any(run == one[at : at + len(run)] for one in texts for at in range(len(one) - len(run) + 1))


def oracle(draft: str, entries: list[str], may_know: list[str]) -> tuple[set[int], set[int]]:
    """Positions of words that block and that at least warn, by trying every run of the draft."""
    words = tokens(draft)
    plain = [word.text for word in words]
    inside = [[word.text for word in tokens(one)] for one in entries]
    told = [[word.text for word in tokens(one)] for one in may_know]
    short = [one for one, text in zip(inside, entries, strict=True) if DOUBTFUL <= weight(tokens(text)) < BLOCKS]
    blocking: set[int] = set()
    doubtful: set[int] = set()
    for first in range(len(words)):
        for behind in range(first + 1, len(words) + 1):
            run = plain[first:behind]
            is_least = weight(words[first:behind]) >= BLOCKS > weight(words[first : behind - 1])
            if is_least and within(run, inside) and not within(run, told):
                blocking.update(range(first, behind))
            if run in short and not within(run, told):
                doubtful.update(range(first, behind))
    return blocking, doubtful | blocking


def covered(draft: str, found: list[tuple[int, int, str, bool]], *, only_blocking: bool) -> set[int]:
    places = [(start, end) for start, end, _, blocks in found if blocks or not only_blocking]
    return {
        at
        for at, word in enumerate(tokens(draft))
        if any(start <= word.start and word.end <= end for start, end in places)
    }


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=2), st.data())
def test_the_guard_finds_what_trying_every_run_finds(
    draft: str, entries: list[str], may_know: list[str], data: st.DataObject
) -> None:
    if entries and data.draw(st.booleans()):
        draft = draft + " " + data.draw(st.sampled_from(entries)) + " " + draft
    if may_know and data.draw(st.booleans()):
        may_know = [draft[: data.draw(st.integers(0, len(draft)))]]
    index = Index()
    for one in entries:
        index.add(one, "entry")
    found = leaks(draft, index, [known_text(one) for one in may_know])
    blocking, at_least_doubtful = oracle(draft, entries, may_know)
    assert covered(draft, found, only_blocking=True) == blocking
    assert covered(draft, found, only_blocking=False) == at_least_doubtful
    assert found == sorted(found)


@given(st.text(max_size=80))
def test_places_are_those_of_the_text_whatever_is_in_it(text: str) -> None:
    words = tokens(text)
    assert all(text[word.start : word.end].strip() and word.text for word in words)
    assert all(one.end <= other.start for one, other in pairwise(words))


WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
DISGUISES = {
    "as it is": lambda text: text,
    "capitals": str.upper,
    "full width": lambda text: text.translate(WIDE),
    "line breaks": lambda text: text.replace(" ", "\r\n"),
    "blanks": lambda text: text.replace(" ", " \t\u00a0 "),
    "punctuation": lambda text: text.replace(" ", ", ") + "!",
    "markup": lambda text: "> **" + text.replace(" ", "** _") + "_",
    "a list": lambda text: "- " + text.replace(" ", "\n- "),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "unseen letters": lambda text: "\u200b".join(text),
    "soft hyphens": lambda text: "\u00ad".join(text),
    "quotes": lambda text: "\u201c" + text.replace(" ", "\u201d \u201c") + "\u201d",
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize(
    "entry", [ENGLISH, CHINESE, MIXED, "Réparé l'hôte où la réplique était tombée en panne à nouveau"]
)
def test_no_way_of_writing_hides_a_leak(entry: str, disguise: str) -> None:
    draft = "Before it. " + DISGUISES[disguise](entry) + " And behind."
    found = guard_of({"abcde": entry}).leaks(draft)
    assert [(called, blocks) for _, _, called, blocks in found] == [("abcde", True)]
    start, end, _, _ = found[0]
    assert [word.text for word in tokens(draft[start:end])] == [word.text for word in tokens(entry)]


def test_chinese_words_with_blanks_and_marks_between_them_are_the_same_words():
    draft = "目前：磁 盘 写 满，\n导致「主库」宕机。李　工正在切换。"
    assert [blocks for *_, blocks in guard_of({"abcde": CHINESE}).leaks(draft)] == [True]


@pytest.mark.parametrize(
    ("shared", "blocks"),
    [
        ("one two three four five six seven", True),
        ("one two three four five six", False),
        ("一二三四五六七八九十", True),
        ("一二三四五六七八九", False),
        ("one two three four 一二三四五", True),
        ("one two 一二三四五", False),
    ],
)
def test_seven_words_or_ten_characters_block(shared: str, blocks: bool) -> None:
    guard = guard_of({"abcde": f"before {shared} behind"})
    assert bool(guard.leaks(f"other {shared} words")) is blocks


def test_a_short_entry_warns_when_it_is_there_as_a_whole_and_only_then():
    guard = guard_of({"abcde": "restart the primary", "fghij": "主库已经宕机", "klmno": "ok thanks"})
    assert guard.leaks("We will restart the primary. OK, thanks.") == [(8, 27, "abcde", False)]
    assert guard.leaks("目前主库，已经宕机。") == [(2, 9, "fghij", False)]
    assert guard.leaks("We will restart the standby.") == []


def test_what_the_reader_knows_is_no_leak_but_what_stands_beside_it_is():
    told = "card payments fail for one in eight customers"
    entry = f"ana says {told} since the bad deploy by bob this morning"
    guard = guard_of({"abcde": entry}, (told,))
    assert guard.leaks(f"Impact: {told.upper()}.") == []
    assert [blocks for *_, blocks in guard.leaks(f"{told} since the bad deploy by bob this morning")] == [True]
    assert guard_of({"abcde": "主库已经宕机"}, ("目前主库已经宕机，正在恢复",)).leaks("主库已经宕机") == []


def test_times_and_zones_are_one_word_each():
    assert [word.text for word in tokens("15:30 UTC+8, 1,200 orders at 4.5 %")] == [
        *("1530", "utc8", "1200", "orders", "at", "45"),
    ]
    assert guard_of({"abcde": "next update by 15:30 UTC+8 tomorrow"}).leaks("Next update by 15:30 UTC+8.") == []
