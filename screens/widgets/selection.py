"""Which entries of a feed are shown or found: filters and searches, pure."""

from collections.abc import Iterable, Sequence

from screens.rows import KIND_WORDS, MARKS
from warroom.grammar.filters import Filter
from warroom.state.feed import Entry

ALL = Filter()
"""The filter that lets everything through."""


def said(wanted: Filter) -> str:
    """A filter as the pane's title says it: ``act @bob cert``; nothing for none."""
    marks = [MARKS[kind][0] for kind in wanted.kinds if kind in MARKS]
    pinned = ["pinned"] if wanted.pinned else []
    return " ".join([*pinned, *marks, *(f"@{name}" for name in wanted.people), *wanted.words])


def with_marks(wanted: Filter) -> Filter:
    """The filter in which a word that is a kind's mark (``act``, ``dec``) means that kind."""
    kinds = [*wanted.kinds, *(KIND_WORDS[word.lower()] for word in wanted.words if word.lower() in KIND_WORDS)]
    words = tuple(word for word in wanted.words if word.lower() not in KIND_WORDS)
    return Filter(tuple(dict.fromkeys(kinds)), wanted.people, words, wanted.pinned)


def lets(wanted: Filter, entry: Entry) -> bool:
    """Whether an entry is shown under a filter; a name is that of who said it, not of who typed it for them."""
    if wanted.kinds and entry.kind not in wanted.kinds:
        return False
    if wanted.pinned and not entry.pinned:
        return False
    if wanted.people and entry.who.casefold() not in {person.casefold() for person in wanted.people}:
        return False
    return not wanted.words or has_words(entry, [word.casefold() for word in wanted.words])


def read_words(text: str) -> tuple[str, ...]:
    """The words of a search; all of them must be there."""
    return tuple(text.casefold().split())


def has_words(entry: Entry, words: Sequence[str]) -> bool:
    """Whether every word (case-folded) stands in the entry's text, people or reference."""
    if entry.erased:
        return False
    where = f"{entry.text}\n{entry.actor}\n{entry.author}\n{entry.ref}".casefold()
    return all(word in where for word in words)


def found(entries: Iterable[Entry], words: Sequence[str]) -> list[int]:
    """The places of the entries that have all ``words``."""
    return [place for place, entry in enumerate(entries) if has_words(entry, words)] if words else []


def nearest(places: Sequence[int], origin: int) -> int | None:
    """Of rising ``places`` the last one not behind ``origin``, else the first; None when there are none.

    Backwards first: what people look for in a timeline is usually the latest one.
    """
    before = [place for place in places if place <= origin]
    return before[-1] if before else places[0] if places else None


def step(places: Sequence[int], origin: int, by: int) -> int | None:
    """The place after (``by`` 1) or before (-1) ``origin``, going round at the ends."""
    if not places:
        return None
    if by > 0:
        return next((place for place in places if place > origin), places[0])
    return next((place for place in reversed(places) if place < origin), places[-1])
