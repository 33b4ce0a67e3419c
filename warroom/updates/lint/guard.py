"""The leak guard: whether words of a draft stand in an internal record of the room (rule L10).

Texts are compared as sequences of words, so that case, punctuation, blanks, line breaks and full or half width hide
nothing. A word weighs 10, a Chinese character 7: seven words, ten characters, or as much of both weigh 70 and more,
and a run of that weight in common is a leak. A shorter record that is there as a whole is doubtful.

Each place of a text has exactly one shortest run from there that weighs enough, and two texts share a run exactly when
they share such a shortest one; so an index is a set of those, and looking up a draft does not depend on how long the
room is. Pure, and the standard library only.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

WORD: Final = 10
CHARACTER: Final = 7
BLOCKS: Final = 70
"""The weight of a leak: 7 words or 10 Chinese characters (owner-updates.md L10)."""
DOUBTFUL: Final = 30
"""The least weight of a whole record that is worth a warning: 3 words or 5 characters. Less is in every text."""

_CJK: Final = (
    "\u3005-\u3007\u3040-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
)
_UNSEEN: Final = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f]")
_MARKS: Final = "\u0300-\u036f"
_LETTER: Final = rf"[^\W_{_CJK}]"
_TOKEN: Final = re.compile(
    rf"[{_CJK}]"
    rf"|(?:[Uu][Tt][Cc]|[Gg][Mm][Tt]|[Ｕｕ][Ｔｔ][Ｃｃ]|[Ｇｇ][Ｍｍ][Ｔｔ])[+\-−＋－]\d+(?:[:：]\d+)?"
    rf"|\d+(?:[.,:．，：]\d+)+(?!{_LETTER})"
    rf"|{_LETTER}+(?:[{_MARKS}]+{_LETTER}*|['’ʼ＇]{_LETTER}+)*"
)
_ASCII_TOKEN: Final = re.compile(r"(?:utc|gmt)[+-]\d+(?::\d+)?|\d+(?:[.,:]\d+)+(?![a-z0-9])|[a-z0-9]+(?:'[a-z0-9]+)*")
_PLAIN: Final = {
    **dict.fromkeys("\u2019\u02bc\uff07", "'"),
    **dict.fromkeys("\u00a0\u2010\u2011\u2012\u2013\u2014\u2018\u201c\u201d\u2022\u2026\u2192\u00b7\u00a3\u20ac", " "),
}
"""What stands between words in English texts, each for one character: they then are plain ASCII, which is faster."""
_NO_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_DROPPED: Final = re.compile(r"[\W_]")
_ONE_CJK: Final = re.compile(f"[{_CJK}]")


class Token(NamedTuple):
    """One word or one Chinese character."""

    text: str
    """As it is compared."""
    start: int
    end: int
    weight: int


def tokens(text: str) -> list[Token]:
    """The words of a text in the one form in which they are compared; places are those of ``text``."""
    if not text.isascii():
        text = _plain(text)
    if text.isascii():
        found = [(match[0], *match.span()) for match in _ASCII_TOKEN.finditer(text.lower())]
        return [
            Token(word if word.isalnum() else _DROPPED.sub("", word), start, end, WORD) for word, start, end in found
        ]
    if _UNSEEN.search(text) is None:
        return [_token(match) for match in _TOKEN.finditer(text)]
    seen = [place for place, char in enumerate(text) if not _UNSEEN.match(char)]
    found_in_seen = tokens("".join(text[place] for place in seen))
    return [word._replace(start=seen[word.start], end=seen[word.end - 1] + 1) for word in found_in_seen]


def _plain(text: str) -> str:
    """An English text with its odd marks as plain ones, each for one; any other text as it is."""
    odd = set(_NO_ASCII.findall(text))
    if odd <= _PLAIN.keys():
        for mark in odd:
            text = text.replace(mark, _PLAIN[mark])
    return text


def _token(match: re.Match[str]) -> Token:
    start, end = match.span()
    word = match[0]
    if word.isascii():
        plain = word.lower()
        return Token(plain if plain.isalnum() else _DROPPED.sub("", plain), start, end, WORD)
    plain = _DROPPED.sub("", unicodedata.normalize("NFKC", word).casefold())
    if end - start == 1 and _ONE_CJK.match(word):
        return Token(plain or word, start, end, CHARACTER)
    return Token(plain or word, start, end, WORD)


Run = tuple[str, ...]


def shortest_runs(words: Sequence[Token], weight: int) -> list[tuple[int, int]]:
    """For each place (first, behind the last) of the shortest run from there that weighs at least ``weight``."""
    found: list[tuple[int, int]] = []
    behind, sum_ = 0, 0
    for first, word in enumerate(words):
        while sum_ < weight and behind < len(words):
            sum_ += words[behind].weight
            behind += 1
        if sum_ < weight:
            break
        found.append((first, behind))
        sum_ -= word.weight
    return found


class Index:
    """What texts say, for finding it again; grows text by text, each in time linear in its own length.

    May be read in a thread while it grows in another: what is added is seen or not yet seen.
    """

    def __init__(self) -> None:
        self._runs: dict[int, str] = {}
        """By the hash of a run that weighs as much as a leak, the first text that holds it."""
        self._short: dict[int, dict[Run, str]] = {}
        """By the hash of the shortest doubtful run that they begin with, the whole texts that weigh less than that."""
        self.begins: set[str] = set()
        """The words that a short text begins with."""

    def add(self, text: str, called: str = "") -> None:
        """Take in one text; ``called`` is what a finding calls it."""
        words = tokens(text)
        spelled = tuple(word.text for word in words)
        runs = shortest_runs(words, BLOCKS)
        for first, behind in runs:
            self._runs.setdefault(hash(spelled[first:behind]), called)
        if not runs and (starts := shortest_runs(words, DOUBTFUL)) and starts[0][0] == 0:
            self._short.setdefault(hash(spelled[: starts[0][1]]), {}).setdefault(spelled, called)
            self.begins.add(spelled[0])

    def long(self, spelled: Run, first: int, behind: int) -> str | None:
        """The text that holds this run of a leak's weight, or None."""
        return self._runs.get(hash(spelled[first:behind]))

    def whole(self, spelled: Run, first: int, behind: int) -> tuple[int, str] | None:
        """The longest short text that begins with this doubtful run and goes on as ``spelled`` does: its end, name."""
        candidates = self._short.get(hash(spelled[first:behind]))
        if not candidates:
            return None
        fitting = [one for one in tuple(candidates) if spelled[first : first + len(one)] == one]
        best = max(fitting, key=len, default=None)
        return None if best is None else (first + len(best), candidates[best])


class Known(NamedTuple):
    """A text that the reader may know: its words are no leak."""

    runs: frozenset[int]
    """The hashes of its runs of a leak's weight."""
    spelled: str
    """Its words, a space before and behind each."""


@lru_cache(maxsize=8192)
def known(text: str) -> Known:
    """``text`` made ready to be recognised; remembered, because an owner knows the same texts at every check."""
    words = tokens(text)
    spelled = tuple(word.text for word in words)
    runs = frozenset(hash(spelled[first:behind]) for first, behind in shortest_runs(words, BLOCKS))
    return Known(runs, f" {' '.join(spelled)} ")


Leak = tuple[int, int, str, bool]
"""Start and end in the draft, what the record is called, and whether it blocks (else it warns)."""


def leaks(text: str, internal: Index, may_know: Sequence[Known] = ()) -> list[Leak]:
    """The places of ``text`` that stand in an internal record and in nothing that the reader may know, in order.

    Runs that touch are one place, called by the record that its beginning stands in.
    """
    words = tokens(text)
    spelled = tuple(word.text for word in words)
    blocking = _blocking(words, spelled, internal, may_know)
    doubtful = _doubtful(words, spelled, internal, may_know, blocking)
    places = [(first, behind, called, True) for first, behind, called in blocking] + doubtful
    return sorted(
        (words[first].start, words[behind - 1].end, called, blocks) for first, behind, called, blocks in places
    )


def _blocking(
    words: Sequence[Token], spelled: Run, internal: Index, may_know: Sequence[Known]
) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for first, behind in shortest_runs(words, BLOCKS):
        called = internal.long(spelled, first, behind)
        if called is None or _is_known(hash(spelled[first:behind]), may_know):
            continue
        if found and first < found[-1][1]:
            found[-1] = (found[-1][0], behind, found[-1][2])
        else:
            found.append((first, behind, called))
    return found


def _is_known(run: int, may_know: Sequence[Known]) -> bool:
    return any(run in one.runs for one in may_know)


def _doubtful(
    words: Sequence[Token],
    spelled: Run,
    internal: Index,
    may_know: Sequence[Known],
    blocking: Sequence[tuple[int, int, str]],
) -> list[tuple[int, int, str, bool]]:
    found: list[tuple[int, int, str, bool]] = []
    for first, behind in shortest_runs(words, DOUBTFUL):
        if spelled[first] not in internal.begins:
            continue
        whole = internal.whole(spelled, first, behind)
        if whole is None:
            continue
        end, called = whole
        inside = any(start <= first and end <= stop for start, stop, _ in blocking)
        sought = f" {' '.join(spelled[first:end])} "
        if inside or (found and end <= found[-1][1]) or any(sought in one.spelled for one in may_know):
            continue
        found.append((first, end, called, False))
    return found


class Guard:
    """``finding.Overlaps`` for one owner: the room's internal records, and what this owner may know."""

    def __init__(self, internal: Index, may_know: Iterable[str] = ()) -> None:
        self._internal = internal
        self._may_know = tuple(known(text) for text in dict.fromkeys(may_know))

    def leaks(self, text: str) -> list[Leak]:
        """The places of ``text`` that leak, in order."""
        return leaks(text, self._internal, self._may_know)


def guard_of(internal: Mapping[str, str], may_know: Iterable[str] = ()) -> Guard:
    """A guard over a few texts by what they are called, for one check."""
    index = Index()
    for called, text in internal.items():
        index.add(text, called)
    return Guard(index, may_know)
