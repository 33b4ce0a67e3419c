"""A text in parts that a channel takes: cut between paragraphs, lines or words, never inside a letter. Pure."""

import re
from collections.abc import Callable
from typing import Final

from warroom.delivery.letters import LONGEST_LETTER, letters
from warroom.updates.channels import CHANNELS, Unit, channel, measure

MOST: Final = 10
"""Parts; nobody reads more of them in a chat, and robots are stopped at 20 messages a minute (WeCom, DingTalk)."""
_WORDS_OF_COUNT: Final = len("(99/99) [TEST] (sent again) ")
_ATOM: Final = re.compile(r"&(?:amp|lt|gt);|https?://[^\s<>\"'“”‘’（）()，。；！？、]{1,300}")
"""What is never cut either: Slack's escapes, and addresses."""
_BREAKS: Final = tuple(map(re.compile, (r"\n\s*\n", r"\n", r"[。！？；]|[.!?;](?=\s)", r"[，、：]|[,:](?=\s)|\s")))
"""Where a text is cut, the best places first; behind what is matched."""

Fits = Callable[[str], bool]


def parts(text: str, fits: Fits, mark: str = "", most: int = MOST) -> list[str]:
    """The messages that a text becomes, in order: each fits, and where there are several each begins with ``(1/3)``.

    ``mark`` stands before each of them; how the text is cut does not depend on it. More than ``most`` come back where
    it is too long for a chat: the caller refuses it then, for nobody may shorten what somebody approved.
    """
    front = f"{mark} " if mark else ""
    room = "。" * (_WORDS_OF_COUNT // 3) + "." * _WORDS_OF_COUNT
    if fits(room + text):
        return [front + text]
    found = pieces(text, lambda one: fits(room + one), most)
    return [f"({place}/{len(found)}) {front}{one}" for place, one in enumerate(found, 1)]


def pieces(text: str, fits: Fits, most: int = MOST) -> list[str]:
    """A text cut so that each piece fits; white space where it was cut is gone, nothing else.

    Ends early, with one piece more than ``most``, where there would be too many.
    """
    found = list[str]()
    rest = text.strip("\n")
    while rest and len(found) <= most:
        cut = len(rest) if fits(rest) else _cut(rest, fits)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [one for one in found if one] or [""]


def by_hand(text: str, name: str) -> list[str]:
    """A text as a person pastes it into the channel called ``name``, in as many parts as that takes."""
    known = channel(name)
    if known is None or not known.limit:
        return [text]
    return parts(text, within(known.limit, known.unit), most=99)


def within(limit: int, unit: Unit) -> Fits:
    """Whether a text is no longer than ``limit``."""
    return lambda text: measure(text, unit) <= limit


def limit_of(name: str) -> int:
    """The limit of a channel of ours, in its unit."""
    return CHANNELS[name].limit


def shortened(text: str, limit: int) -> str:
    """A heading in at most ``limit`` characters, with an ellipsis where something is gone."""
    if len(text) <= limit:
        return text
    kept = ""
    for one in letters(text):
        if len(kept) + len(one) >= limit:
            break
        kept += one
    return kept.rstrip() + "…"


def _cut(text: str, fits: Fits) -> int:
    """How much of a text that is too long becomes its first piece: all that fits, back to the best place to break."""
    ends = _ends(text, fits)
    low, high = 0, len(ends)  # ends[:low] fit, ends[high:] do not
    while low < high:
        middle = (low + high) // 2
        if fits(text[: ends[middle]]):
            low = middle + 1
        else:
            high = middle
    if not low:
        return ends[0]  # not even one letter fits: whoever asked has no room at all
    furthest = ends[low - 1]
    allowed = set(ends[:low])
    for pattern in _BREAKS:
        places = [one.end() for one in pattern.finditer(text, 0, furthest) if one.end() in allowed]
        if places and places[-1] >= furthest // 2:
            return places[-1]
    return furthest


def _ends(text: str, fits: Fits) -> list[int]:
    """Where a text may be cut: behind each letter, but not within an atom, as far as something of it may fit."""
    size = 256
    while size < len(text) and fits(text[:size]):
        size *= 2
    ends, place = list[int](), 0
    for one in letters(text[: size + LONGEST_LETTER]):
        place += len(one)
        ends.append(place)
    atoms = [found.span() for found in _ATOM.finditer(text, 0, min(len(text), size + 400))]
    within_one = {
        place for start, end in atoms if fits(text[start:end]) for place in range(start + 1, end)
    }  # an address longer than a part is cut like others
    return [place for place in ends if place not in within_one and place <= max(size, 1)] or ends[:1]
