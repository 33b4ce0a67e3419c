"""L08, L09 and L11: people of ours, other clients, and data about persons."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from warroom.updates.lint.finding import Example, Finding, Ground, Replace, Rule
from warroom.updates.lint.folding import Prepared, fold
from warroom.updates.lint.table import TextRule

ROSTER = Rule(
    id="L08",
    severity="warn",
    title="name of one of us",
    why="Updates are blameless and private: a role says enough. Names can't be known by their form, so the room's own are "
    "looked for.",
    source="owner-updates.md 2.2",
    examples=(
        Example("en", "Bob Tanner is rolling it back.", "An engineer is rolling it back."),
        Example("zh", "李工正在回退", "工程师正在回退"),
    ),
)
OTHER = Rule(
    id="L09",
    severity="block",
    title="another client",
    why="Who else is a client, and that they are hit, is theirs to tell.",
    source="owner-updates.md 2.2",
    examples=(
        Example("en", "Globex is affected too.", "Other customers are affected too."),
        Example("zh", "华星也受影响", "其他客户也受影响"),
    ),
)
PERSONAL = Rule(
    id="L11",
    severity="block",
    title="data about a person",
    why="Identity numbers, mobile numbers and card numbers are protected by law and never needed in an update.",
    source="owner-updates.md 2.2; GDPR, PIPL; GB 11643 (check digit), ISO/IEC 7812 (Luhn)",
    examples=(
        Example("en", "Card 4111 1111 1111 1111 was charged twice.", "Order 4111 1111 1111 1112 was charged twice."),
        Example("zh", "用户13800138000投诉", "用户投诉1380件"),
        Example("zh", "身份证11010519491231002X被上传", "流水号110105194912310021已核对"),
    ),
)

EXAMPLES: Final = Ground(roster=("Bob Tanner", "李工"), others=("Globex", "华星"))
"""What the examples of L08 and L09 take as known."""

_ROLE: Final = {"en": "an engineer", "zh": "工程师"}
_ELSE: Final = {"en": "another customer", "zh": "其他客户"}
_COMMON: Final = frozenset(
    [
        "a",
        "ai",
        "al",
        "am",
        "an",
        "and",
        "ann",
        "april",
        "are",
        "art",
        "ash",
        "august",
        "ben",
        "bill",
        "can",
        "chase",
        "cliff",
        "china",
        "dawn",
        "dan",
        "dean",
        "do",
        "down",
        "drew",
        "duke",
        "even",
        "faith",
        "frank",
        "gene",
        "grace",
        "grant",
        "guy",
        "ha",
        "hal",
        "has",
        "he",
        "heath",
        "her",
        "him",
        "his",
        "hope",
        "hunt",
        "i",
        "ivy",
        "jack",
        "jan",
        "june",
        "june",
        "just",
        "king",
        "lane",
        "lee",
        "li",
        "long",
        "low",
        "ma",
        "man",
        "mark",
        "mars",
        "mason",
        "may",
        "me",
        "mike",
        "miles",
        "minor",
        "my",
        "nick",
        "no",
        "norm",
        "on",
        "or",
        "pat",
        "penny",
        "pete",
        "piper",
        "pray",
        "price",
        "rail",
        "ray",
        "red",
        "rich",
        "rob",
        "robin",
        "rock",
        "rod",
        "rose",
        "ruby",
        "rusty",
        "sandy",
        "sally",
        "see",
        "she",
        "so",
        "sole",
        "stone",
        "su",
        "sun",
        "sunny",
        "sue",
        "ta",
        "tab",
        "the",
        "to",
        "today",
        "tom",
        "tony",
        "trip",
        "tu",
        "us",
        "van",
        "victor",
        "vi",
        "wade",
        "wang",
        "ward",
        "we",
        "weiss",
        "west",
        "will",
        "win",
        "wood",
        "yes",
        "you",
        "young",
        "yu",
        "ops",
        "oncall",
        "admin",
        "root",
        "test",
        "support",
        "team",
        "system",
        "bot",
        "user",
        "owner",
        "client",
        "customer",
        "service",
        "engineer",
        "manager",
        "dev",
        "qa",
        "sre",
        "noc",
        "it",
        "hr",
        "pm",
    ]
)
"""Handles that are also words: these count only as they stand in the roster, with a capital."""
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD: Final = "A-Za-z0-9_\u00c0-\u024f"


def look_roster(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """L08: names and handles of the room's people."""
    pattern = _roster(ground.roster)
    if pattern is None:
        return
    for match in pattern.finditer(prepared.folded):
        start, end = match.span()
        if _is_word(match[0], ground.roster):
            continue
        lang = ground.lang or prepared.sentence_at(start).lang
        role = _ROLE["zh" if lang == "zh" else "en"]
        fix = Replace(f"say '{role}'", *prepared.span(start, end), role)
        yield prepared.finding(ROSTER, start, end, f"'{match[0]}' is one of ours: say the role", (fix,))


def _is_word(found: str, roster: Sequence[str]) -> bool:
    """Whether a handle that is also a word stands as the word: in small letters, or not as the roster has it."""
    return found.lower() in _COMMON and (found.islower() or found not in roster) and not _HAN.search(found)


@lru_cache(maxsize=64)
def _roster(names: tuple[str, ...]) -> re.Pattern[str] | None:
    forms = {form for name in names if (form := _form(fold(name)))}
    if not forms:
        return None
    either = "|".join(sorted(forms, key=lambda form: (-len(form), form)))
    return re.compile(either, re.IGNORECASE)


def _form(name: str) -> str:
    """A name as a pattern: a whole word in Latin letters, any place between Chinese ones, blanks as they come."""
    name = " ".join(name.split()).strip("@")
    if len(name) < 2:
        return ""
    letters = [re.escape(char) if char != " " else r"\s*" if _HAN.search(name) else r"\s+" for char in name]
    before = "" if _HAN.match(name[0]) else f"(?<![{_WORD}])"
    behind = "" if _HAN.match(name[-1]) else f"(?![{_WORD}])"
    return f"{before}{''.join(letters)}{behind}"


def is_named(text: str, name: str) -> bool:
    """Whether ``text`` holds a name as a whole."""
    pattern = _roster((name,))
    return pattern is not None and pattern.search(fold(text)) is not None


def look_others(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """L09: names and aliases of others than the reader; the reader's own name may hold one of them."""
    pattern = _named(ground.others)
    if pattern is None:
        return
    mine = own_names(prepared, ground)
    text, places = _plain(prepared.folded)
    for match in pattern.finditer(text):
        start, end = _at(places, *match.span())
        if any(first <= start and end <= behind for first, behind in mine):
            continue
        lang = ground.lang or prepared.sentence_at(start).lang
        words = _ELSE["zh" if lang == "zh" else "en"]
        fix = Replace(f"say '{words}'", *prepared.span(start, end), words)
        message = f"'{prepared.folded[start:end]}' is another client or organisation: say '{words}'"
        yield prepared.finding(OTHER, start, end, message, (fix,))


def own_names(prepared: Prepared, ground: Ground) -> list[tuple[int, int]]:
    """Where the reader's own names stand in ``prepared.folded`` (start, end): what they hold is nothing we say."""
    own = _named(ground.own)
    if own is None:
        return []
    text, places = _plain(prepared.folded)
    return [_at(places, *match.span()) for match in own.finditer(text)]


def _at(places: Sequence[int] | None, start: int, end: int) -> tuple[int, int]:
    return (start, end) if places is None else (places[start], places[end - 1] + 1)


@lru_cache(maxsize=64)
def _named(names: tuple[str, ...]) -> re.Pattern[str] | None:
    forms = {form for name in names if (form := _organisation(_plain(fold(name))[0]))}
    return re.compile("|".join(sorted(forms, key=lambda form: (-len(form), form)))) if forms else None


def _organisation(name: str) -> str:
    parts = [part for part in re.split(r"[\s_·.-]+", name) if part]
    if not parts or len("".join(parts)) < 2:
        return ""
    spelled = [r"\s*".join(map(re.escape, part)) if _HAN.search(part) else re.escape(part) for part in parts]
    before = "" if _HAN.match(parts[0][0]) else r"(?<![^\W\u3040-\ufaff])"
    behind = "" if _HAN.match(parts[-1][-1]) else r"(?![^\W\u3040-\ufaff])"
    return before + r"[\s_·.-]*".join(spelled) + behind


@lru_cache(maxsize=64)  # three rules ask for the same text
def _plain(text: str) -> tuple[str, Sequence[int] | None]:
    """A text as names are compared (NFKC, casefolded), and where each of its characters stood; None: at its place."""
    if text.isascii():
        return text.lower(), None
    parts = [char.lower() if char.isascii() else unicodedata.normalize("NFKC", char).casefold() for char in text]
    plain = "".join(parts)
    if len(plain) == len(text):
        return plain, None
    return plain, [place for place, part in enumerate(parts) for _ in part]


_IDENTITY: Final = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])",
    re.ASCII,
)
_MOBILE: Final = re.compile(
    r"(?<![\dA-Za-z.])(?<!\d[ -])(?:\(?(?:\+|00)?86\)?[ -]?)?1[3-9]\d([ -]?)\d{4}\1\d{4}(?![ -]?\d|[A-Za-z])", re.ASCII
)
_CARD: Final = re.compile(
    r"(?<![\dA-Za-z.])(?<!\d[ -])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{5}|[2-6]\d{12,18})(?![ -]?\d|[A-Za-z])",
    re.ASCII,
)
_BRAND: Final = re.compile(
    r"4|5[1-5]|2(?:2[2-9]|[3-6]|7[01])|3[47]|6(?:2|011|4[4-9]|5)|35|30[0-5]|3[68]|50|5[6-9]|60|81|9558|9559"
)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def look_personal(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """L11: identity numbers with a right check digit, mobile numbers, card numbers that pass Luhn."""
    text = prepared.folded
    may_stand = {_digits(one) for one in ground.contacts}
    for what, pattern, is_one in _PERSONAL:
        for match in pattern.finditer(text):
            digits = _digits(match[0])
            if is_one(digits) and not any(digits[-11:] in known for known in may_stand):
                message = f"this is {what}: take it out, a count says enough"
                yield prepared.finding(PERSONAL, *match.span(), message)


def _digits(text: str) -> str:
    return "".join(char for char in text.upper() if char.isdigit() or char == "X")


def is_identity(digits: str) -> bool:
    """Whether the last sign of an 18-digit identity number checks the others (ISO 7064, MOD 11-2)."""
    sum_ = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:17], strict=True))
    return "10X98765432"[sum_ % 11] == digits[17]


def is_card(digits: str) -> bool:
    """Whether a number has the length, the beginning and the check digit (Luhn) of a card's."""
    if not 13 <= len(digits) <= 19 or not _BRAND.match(digits) or len(set(digits)) == 1:
        return False
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_mobile(digits: str) -> bool:
    return len(set(digits[-11:])) > 2


_PERSONAL: Final = (
    ("an identity number", _IDENTITY, is_identity),
    ("a mobile number", _MOBILE, _is_mobile),
    ("a card number", _CARD, is_card),
)

RULES: Final = (TextRule(ROSTER, look_roster), TextRule(OTHER, look_others), TextRule(PERSONAL, look_personal))
