"""A text made ready for the rules: one form of every character, sentences, and the way back to the original offsets.

What is folded, each character on its own: full-width forms (U+FF01 to U+FF5E) and the ideographic space to ASCII, as
the catalogue asks, and beside them the curly quotes, dashes and odd spaces that a word processor puts in. Characters
that nobody sees (zero-width space, soft hyphen) are dropped, then the whole is brought to NFC. A rule sees the folded
text; a finding speaks of the original: ``Prepared.span`` turns one into the other exactly, however lengths changed.

Fenced code and lines quoted with ``>`` are not our prose: the rules of words (T, C, P) read ``Prepared.prose``, where
they are blank, and a link or mail address is one word without letters. The leak rules read ``Prepared.folded``, whole.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from typing import Final, Literal, NamedTuple

from warroom.updates.lint.finding import Finding, Fix, Rule

Tongue = Literal["en", "zh"]

_UNSEEN: Final = "\u00ad\u200b\u2060\ufeff"
_FOLD: Final = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((0x3000, 0xA0, 0x202F, *range(0x2000, 0x200B)), 0x20),
    **dict.fromkeys(map(ord, "\u2018\u2019\u02bc"), ord("'")),
    **dict.fromkeys(map(ord, "\u201c\u201d"), ord('"')),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), ord("-")),
    **dict.fromkeys(map(ord, _UNSEEN)),
}
_JAMO: Final = range(0x1160, 0x1200)
"""Vowels and final consonants of Hangul, which join the letter before them though they are no marks."""

_CJK: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ANY_CJK: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff]")
_LETTERS: Final = re.compile(rf"([{_CJK}])|[A-Za-z\u00c0-\u024f]+")
_FENCE: Final = re.compile(r"^[ \t]{0,3}(```+|~~~+)([^\n]*)$", re.M)
_NOT_NEWLINE: Final = re.compile(r"[^\n]")
_QUOTED: Final = re.compile(r"^[ \t]*>[^\n]*$", re.M)
_LINK: Final = re.compile(
    r"(?:https?://|ftp://|www\.|mailto:)[!-;=?-Z\\^-~]+|[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}\.[\w.-]{2,63}"
)
_END: Final = re.compile(rf"[.!?…]+[\"')\]]*(?=\s|$)|[。!?]+[\"')\]」』】]*|(?<=[{_CJK}])\.(?!\d)|\n")
_ABBREVIATION: Final = re.compile(r"(?:^|[\s(\[])(?:e\.g|i\.e|vs|cf|mr|mrs|ms|dr)\.$", re.I)
_PERHAPS: Final = re.compile(r"(?:^|[\s(\[\d])(?:approx|no|inc|ltd|co|etc|[ap]\.m|fig)\.$", re.I)
"""Ends a sentence only when a word with a capital follows."""
_CAPITAL: Final = re.compile(r"\s{1,3}[A-Z][a-z' ]")
_ITEM: Final = re.compile(r"[ \t]*(?:[-*+#|>•·]|\d+[.)、]|[一二三四五六七八九十]+、)")
_WRAPPED: Final = 50
"""A line shorter than this many columns ended because its writer ended it, not at a margin."""


class Sentence(NamedTuple):
    """One sentence (or line, or item of a list): offsets in the folded text, the words, and their language."""

    start: int
    end: int
    text: str
    """As in ``Prepared.prose``."""
    lang: Tongue


class Prepared:
    """A text as the rules read it. Made once, read by all of them; what is costly is made when first asked for."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.folded, self._starts, self._ends = _folded(original)

    @cached_property
    def prose(self) -> str:
        """The folded text with code and quotations blank and links as one word of underscores: same offsets."""
        text = self.folded
        if "```" in text or "~~~" in text or ">" in text:
            text = _QUOTED.sub(_blank, _without_code(text))
        if "://" in text or "@" in text or "www." in text or "mailto:" in text:
            text = _LINK.sub(lambda match: "_" * len(match[0]), text)
        return text

    @cached_property
    def lower(self) -> str:
        """``prose`` in small letters: same offsets."""
        return _lower(self.prose)

    @cached_property
    def folded_lower(self) -> str:
        """``folded`` in small letters: same offsets, for rules that also read code and quotations."""
        return _lower(self.folded)

    @cached_property
    def chinese(self) -> bool:
        """Whether it has a Chinese character anywhere."""
        return not self.prose.isascii() and _ANY_CJK.search(self.prose) is not None

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of ``prose``, in order, without the blanks around them."""
        return tuple(_sentences(self.prose))

    @cached_property
    def lang(self) -> Tongue:
        """The language of the text as a whole."""
        return tongue(self.prose)

    def sentence_at(self, place: int) -> Sentence:
        """The sentence that holds an offset of the folded text; an empty one between two of them."""
        low, high = 0, len(self.sentences)
        while low < high:
            middle = (low + high) // 2
            if self.sentences[middle].end <= place:
                low = middle + 1
            else:
                high = middle
        if low < len(self.sentences) and self.sentences[low].start <= place:
            return self.sentences[low]
        return Sentence(place, place, "", self.lang)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the original text for offsets of the folded one."""
        if self._starts is None or self._ends is None:
            return start, end
        first = self._starts[start] if start < len(self._starts) else len(self.original)
        return first, (self._ends[end - 1] if end > start else first)

    def finding(self, rule: Rule, start: int, end: int, message: str, fixes: tuple[Fix, ...] = ()) -> Finding:
        """A finding at offsets of the folded text; the offsets of ``fixes`` are already those of the original."""
        first, last = self.span(start, end)
        return Finding(rule.id, rule.severity, first, last, self.original[first:last], message, fixes)


def fold(text: str) -> str:
    """``text`` as the rules compare it; folding twice changes nothing more."""
    return unicodedata.normalize("NFC", text.translate(_FOLD))


def tongue(text: str) -> Tongue:
    """Chinese when it has at least as many Chinese characters as Latin words, and any."""
    if text.isascii():
        return "en"
    cjk = latin = 0
    for match in _LETTERS.finditer(text):
        if match[1]:
            cjk += 1
        else:
            latin += 1
    return "zh" if cjk and cjk >= latin else "en"


def _folded(text: str) -> tuple[str, list[int] | None, list[int] | None]:
    """The folded text, and where each of its characters begins and ends in ``text`` (None: at its own place)."""
    if text.isascii():
        return text, None, None
    folded = text.translate(_FOLD)
    if len(folded) == len(text) and unicodedata.is_normalized("NFC", folded):
        return folded, None, None
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        part = fold(text[start:end])
        parts.append(part)
        starts += [start] * len(part)
        ends += [end] * len(part)
    whole = "".join(parts)
    if whole != fold(text):
        # a newer Unicode may join letters that `_joins` does not know: then they stay apart, and every place exact
        whole, starts, ends = _one_by_one(text)
    return whole, starts, ends


def _one_by_one(text: str) -> tuple[str, list[int], list[int]]:
    """The text folded but not normalised."""
    kept = [place for place, char in enumerate(text) if char not in _UNSEEN]
    return text.translate(_FOLD), kept, [place + 1 for place in kept]


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Pieces that fold on their own: a character and all that may join with it when normalised."""
    start = 0
    for place, char in enumerate(text):
        if place and not _joins(char):
            yield start, place
            start = place
    if text:
        yield start, len(text)


def _joins(char: str) -> bool:
    return char in _UNSEEN or ord(char) in _JAMO or unicodedata.category(char)[0] == "M"


def _without_code(text: str) -> str:
    """Fenced code blank; a fence that nobody closes hides nothing."""
    opened: re.Match[str] | None = None
    parts: list[str] = []
    done = 0
    for match in _FENCE.finditer(text):
        if opened is None:
            opened = match
        elif match[1].startswith(opened[1]) and not match[2].strip():
            parts += [text[done : opened.start()], _NOT_NEWLINE.sub(" ", text[opened.start() : match.end()])]
            done, opened = match.end(), None
    return "".join(parts) + text[done:]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _lower(text: str) -> str:
    lower = text.lower()
    # a few capitals have two small letters (U+0130): then letter by letter, so that offsets stay
    return lower if len(lower) == len(text) else "".join(small if len(small := c.lower()) == 1 else c for c in text)


def _sentences(text: str) -> Iterator[Sentence]:
    start = 0
    for match in _END.finditer(text):
        if match[0] == "\n":
            if _goes_on(text, start, match.start()):
                continue
        elif match[0][0] == "." and _abbreviated(text, start, match.end()):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _abbreviated(text: str, start: int, end: int) -> bool:
    """Whether the full stop before ``end`` belongs to its word."""
    tail = text[max(start, end - 12) : end]
    if _ABBREVIATION.search(tail):
        return True
    return _PERHAPS.search(tail) is not None and _CAPITAL.match(text, end) is None


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    piece = text[start:end]
    words = piece.strip()
    if words:
        start += len(piece) - len(piece.lstrip())
        yield Sentence(start, start + len(words), words, tongue(words))


def _goes_on(text: str, start: int, newline: int) -> bool:
    """Whether a sentence runs on over the end of its line: a long line, and the next starts small and is no item."""
    begin = max(start, text.rfind("\n", start, newline) + 1)
    line = text[begin:newline].rstrip()
    width = sum(2 if char > "\u2e7f" else 1 for char in line[:_WRAPPED])
    after = text[newline + 1 : newline + 40]
    if width < _WRAPPED or not after.strip() or after.startswith("\n") or _ITEM.match(after):
        return False
    head = after.lstrip(" \t")[:1]
    return head.islower() or (head > "\u2e7f" and line[-1] > "\u2e7f")
