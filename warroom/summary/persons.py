"""People in what an owner would read: who of ours the room names anywhere, and words that look like a name. Pure.

A name can't be known by its form alone. Known are the names that a record holds as a person: authors, speakers, nicks
of an imported chat, assignees, who holds a role, and what a text lists behind "Owner:" or "Reported by:". Of the rest
what stands where people stand ("said Tony", "Tony fixed it", "据王强反馈") is likely one, and a person has to look.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from warroom.events import Event
from warroom.state.room_state import RoomState
from warroom.summary.name_words import NOT_NAMES, ORDINARY, ORGANISATIONS, SURNAMES, SURNAMES_OF_TWO
from warroom.updates.lint.ground import roster, theirs
from warroom.updates.lint.internal import internal_texts
from warroom.updates.lint.people import is_named

_PERSON: Final = ("author", "actor", "assignee", "decided_by", "executor", "member")
_ROLE: Final = ("role.taken", "role.transferred", "role.declined")
_PROGRAMS: Final = frozenset({"team", "warroom", "import", "status page", "system", "bot", "nobody", "unknown"})
_NAME_EN: Final = r"[A-Z][a-z\u00df-\u024f]+(?:['\u2019-][A-Z]?[a-z]+)*(?:[ ][A-Z][a-z\u00df-\u024f'\u2019-]+){0,2}"
_HAN: Final = r"\u3400-\u9fff"
_NAME_ZH: Final = rf"(?:(?:{'|'.join(SURNAMES_OF_TWO)})|[{''.join(sorted(SURNAMES))}])[{_HAN}]{{1,2}}?"
_LABEL: Final = re.compile(
    r"(?:^|[\n|;•*#-])[ \t]*(?:\*\*|__)?(?:incident )?"
    r"(?:owners?|assigned(?: to)?|assignees?|reported(?: by)?|reporters?|raised by|authors?|authored by|written by"
    r"|prepared by|commander|manager|ic|leads?|scribe|on[- ]call|responders?|handled by|fixed by|resolved by|led by"
    r"|attendees|participants|present|contacts?|engineers?|investigators?"
    r"|负责人员?|报告人员?|上报人员?|处理人员?|值班(?:人员?|工程师)?|指派给|经办人|责任人|跟进人|记录人|指挥(?:官|长)?|联系人|参会人员?|填报人|提出人)"
    r"[ \t]*(?:\*\*|__)?[ \t]*[:：](?:\*\*|__)?[ \t]*(?P<names>[^\n|]{2,200})",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"\s*(?:[,;/&+、，；()（）]|\band\b|和|及|与)\s*")
_SHAPED: Final = re.compile(rf"@?(?:{_NAME_EN}|[{_HAN}]{{2,4}}|[a-z][a-z0-9]*[._-][a-z0-9._-]*[a-z0-9])\Z")
_ALSO_WORDS: Final = frozenset(
    [
        "will",
        "may",
        "can",
        "so",
        "do",
        "an",
        "long",
        "even",
        "hope",
        "faith",
        "grace",
        "rich",
        "price",
        "young",
        "wood",
        "stone",
    ]
)
"""Names that begin many a sentence as the word that they also are: alone they name nobody."""
_FULL: Final = 3
"""Letters that a part of a name needs to be looked for alone."""


class Named(NamedTuple):
    """A word in a text that looks like a person's name."""

    start: int
    end: int
    name: str
    context: str
    """The words by which it looks so."""


def known(state: RoomState, owner: str) -> tuple[str, ...]:
    """Names and handles of our people that the room's records hold; those whom owners know as theirs are left out."""
    also = {name.casefold() for name in (*theirs(state, owner), *state.owners.plans)} | _PROGRAMS
    found = {*roster(state), *theirs(state)}
    for event in state.events:
        found.update(_held(event))
    for text in {text for event in state.events for text in _texts(event)}:
        found.update(_labelled(text))
    reachable = " ; ".join(
        value.value for (name, _), value in state.incident.fields.items() if name == "contact" and value.value
    )
    names = {name.strip().lstrip("@") for name in found}
    whole = {one for one in names if one and one.casefold() not in also and one.casefold() not in ORGANISATIONS}
    single = {part for one in whole for part in parts(one) if part.casefold() not in also}
    return tuple(
        sorted(one for one in whole | single if _is_sought(one) and not (reachable and is_named(reachable, one)))
    )


def _held(event: Event) -> Iterator[str]:
    """The people that the fields of an event name."""
    if event.kind in ("owner.message", "update.told", "feedback.given") and event.payload.get("direction") == "in":
        return
    yield event.author
    payload = event.payload
    if payload.get("side") == "owner" or event.kind == "question.asked":
        return
    for field in _PERSON:
        value = payload.get(field)
        if isinstance(value, str):
            yield from _BETWEEN.split(value)
    if event.kind in _ROLE and isinstance(was := payload.get("was"), str):
        yield was
    if event.kind == "member.set" and isinstance(name := payload.get("name"), str):
        yield name
    mentions = payload.get("mentions")
    if isinstance(mentions, list | tuple):
        yield from (one for one in mentions if isinstance(one, str))


def _texts(event: Event) -> Iterator[str]:
    return (text for text in internal_texts(event) if ":" in text or "：" in text)


def _labelled(text: str) -> Iterator[str]:
    """The names behind ``Owner:``, ``Reported by:``, ``负责人：`` in a text."""
    for match in _LABEL.finditer(text):
        for part in _BETWEEN.split(match["names"]):
            name = part.strip(" *_`.。")
            words = name.lstrip("@").casefold().split()
            is_name = _is_chinese(name) if re.match(rf"[{_HAN}]", name) else bool(_SHAPED.match(name))
            if is_name and not any(word in ORDINARY or word in ORGANISATIONS for word in words):
                yield name


def parts(name: str) -> Iterator[str]:
    """First name and surname in Latin letters, as they are written: ``Tony`` of ``Tony Smith`` and ``tony.smith``."""
    pieces = [piece for piece in re.split(r"[\s._-]+", name) if piece.isalpha() and piece.isascii()]
    for piece in pieces if len(pieces) > 1 else ():
        plain = piece.casefold()
        if len(piece) >= _FULL and not any(plain in words for words in (ORDINARY, ORGANISATIONS, _ALSO_WORDS)):
            yield piece[:1].upper() + piece[1:]


def _is_sought(name: str) -> bool:
    """Whether a name can be looked for as a word: a nick that is an everyday word names nobody by itself."""
    return len(name) > 1 and any(char.isalpha() for char in name) and name.casefold() not in ORDINARY


# -- what looks like a name --------------------------------------------------------------------------------------------

_SPEECH: Final = (
    "said|says|told|tells|wrote|writes|asked|asks|replied|replies|answered|explained|explains|mentioned|noted|suggested"
    "|suggests|thinks|thought|believes|believed|reckons|argued|agreed|added|reported|reports|confirmed|confirms"
)
_DEEDS: Final = (
    "fixed|mended|repaired|restarted|rebooted|deployed|reverted|patched|merged|pushed|noticed|spotted|saw|found|looked"
    "|checked|joined|forgot|broke|deleted|removed|renewed|rolled|switched|turned|changed|caused|called|rang|took|made"
    "|went|came|started|stopped|raised|declared|opened|acknowledged|escalated|handed|diagnosed|identified|resolved"
    "|discovered|tried|ran|wants|wanted|knows|knew|works|worked|left|owns|leads|led"
)
_DOING: Final = (
    "looking|working|checking|fixing|restarting|investigating|mending|repairing|deploying|rolling|leading|calling|on it"
    "|on call|rebooting|testing|debugging|handling|following up"
)
_WILL: Final = "fix|restart|look|check|call|mend|repair|send|take|follow|join|deploy|roll|confirm|report|update|handle"
_SUBJECT: Final = re.compile(
    rf"(?<![A-Za-z0-9_@./'\u2019-])(?P<name>{_NAME_EN})[ ](?:(?:just|then|also|already|later|has|had)[ ])?"
    rf"(?:(?:{_SPEECH}|{_DEEDS})|(?:is|was|has been)[ ](?:{_DOING})"
    rf"|(?:will|can|could|should|must)[ ](?:{_WILL}))\b"
)
_OBJECT: Final = re.compile(
    r"(?:\b(?i:said|asked|asks|ask|told|replied|added|wrote|according to|thanks to|credit to|kudos to|courtesy of"
    r"|per|cc"
    r"|(?:spoke|talked|speak|talk|checked|agreed|worked|paired|confirmed|raised|discussed|met) (?:to|with)"
    r"|(?:assigned|escalated|handed(?: over)?|reported|transferred|passed|delegated) to"
    r"|(?:[a-z]{2,}(?:ed|en)|done|made|built|found|sent|led|held|run|set up|brought back|put back|rolled back) by"
    r"|(?:engineer|specialist|commander|deputy|scribe|liaison|colleague|lead)(?: and|,))"
    rf"|\b(?:Mr|Mrs|Ms|Dr|Prof)\.?|(?<=@))[ ]?(?P<name>{_NAME_EN})(?![A-Za-z0-9_])",
)
_POSSESSIVE: Final = re.compile(
    rf"(?<![A-Za-z0-9_@./-])(?P<name>{_NAME_EN}?)['\u2019]s[ ]"
    r"(?:fix|change|commit|laptop|machine|script|account|mistake|patch|deploy|deployment|branch|shift|words|note|idea)\b"
)
_TOGETHER: Final = re.compile(rf"(?:[ ](?:and|&)|,)[ ](?P<name>{_NAME_EN})(?![A-Za-z0-9_])")
_WORD_ZH: Final = "说|表示|称|反馈|介绍|指出|认为|提到|回复|建议"
_DEED_ZH: Final = "处理|负责|跟进|修复|排查|确认|发现|执行|牵头|完成|联系|复核|接手|重启|回退|上报|值班"
_CHINESE: Final = (
    re.compile(rf"(?:据|根据|按照?)(?P<name>{_NAME_ZH})(?=(?:{_WORD_ZH})|判断|[,，：:])"),
    re.compile(
        rf"(?:由|请|找|让|联系|交给|转给|感谢|归功于)(?!于)(?P<name>{_NAME_ZH})(?=(?:{_DEED_ZH})|来|去|[,，。;；、]|$)"
    ),
    re.compile(rf"(?<![{_HAN}])(?P<name>{_NAME_ZH})(?=(?:{_WORD_ZH})|(?:已经?|正在?|在|也|刚|来)?(?:{_DEED_ZH}))"),
    re.compile(
        rf"(?<![{_HAN}])(?P<name>[{''.join(sorted(SURNAMES))}](?:工(?![程作地期序])|总(?![结数量计是的线部分体之])"
        r"|经理|老师|先生|女士|同学|师傅|博士|主任|工程师))"
    ),
    re.compile(
        rf"(?<=[和与由据请让找、])(?P<name>[{''.join(sorted(SURNAMES))}](?:工(?![程作地期序])|经理|先生|女士|师傅|主任))"
    ),
)


def looking(text: str, allowed: Iterable[str] = ()) -> list[Named]:
    """The places of ``text`` that look like a person's name by the words beside them, but for the ``allowed`` words."""
    may = {word for one in allowed for word in (one.casefold(), *one.casefold().split())}
    found: dict[int, Named] = {}
    for pattern in (_SUBJECT, _OBJECT, _POSSESSIVE):
        for match in pattern.finditer(text):
            one = _english(match, text, may)
            while one is not None:
                found.setdefault(one.start, one)
                beside = _TOGETHER.match(text, one.end)
                one = _english(beside, text, may) if beside is not None else None
    if re.search(rf"[{_HAN}]", text):
        for pattern in _CHINESE:
            for match in pattern.finditer(text):
                name = match["name"]
                if _is_chinese(name) and name not in may and not any(name in one for one in may):
                    start, end = match.span("name")
                    found.setdefault(start, Named(start, end, name, text[max(0, start - 2) : end + 2]))
    return sorted(found.values())


_RECOUNTED: Final = (
    re.compile(
        rf"(?<![A-Za-z0-9_@./'\u2019-])(?P<name>{_NAME_EN})[ ](?:(?:just|then|also|already|later|has|had|still)[ ])?"
        r"(?:(?:had|has|have|got|gained|lost|needs|needed)[ ](?:no[ ])?(?:access|permission|owner|admin)|attempted"
        r"|promoted|paged|pinged|granted|revoked|rotated|invited|emailed|messaged|contacted|informed|picked up)\b"
    ),
    re.compile(
        r"\b(?i:promoted|demoted|asked|paged|pinged|invited|contacted|informed|notified|emailed|messaged|phoned|called|rang"
        r"|owned by|granted(?: access)? to|access (?:for|to|of)|spoke to|thanks to|handed to|waiting (?:for|on))"
        rf"[ ](?P<name>{_NAME_EN})(?![A-Za-z0-9_-])"
    ),
    re.compile(
        rf"(?<![A-Za-z0-9_@./-])(?P<name>{_NAME_EN}?)['\u2019]s[ ](?i:personal|own|github|token|keys?|access"
        r"|credentials|password|login|pr|terminal|computer|team|manager)\b"
    ),
)
"""How our own records speak of people: too wide for what an owner reads, where a provider does the same."""


def recounted(state: RoomState, read: str, allowed: Iterable[str] = ()) -> tuple[str, ...]:
    """Names that only the words of internal records give away, of those that occur in what is ``read``.

    Of a first name with a surname each part counts as well: who is told of a "Rosie" may know which one.
    """
    may = {word for one in allowed for word in (one.casefold(), *one.casefold().split())}
    sought = {word for word in _CAPITAL.findall(read) if not _is_everyday(word, may)}
    texts_ = {text for event in state.events for text in internal_texts(event)} if sought else set()
    found: set[str] = set()
    for text in texts_:
        if any(word in text for word in sought):
            for pattern in (_SUBJECT, _OBJECT, _POSSESSIVE, *_RECOUNTED):
                matches = (_english(match, text, may) for match in pattern.finditer(text))
                found.update(one.name for one in matches if one is not None)
    whole = {re.sub(r"['\u2019]s\Z", "", name) for name in found}
    return tuple(sorted(one for one in whole | {part for name in whole for part in parts(name)} if len(one) >= _FULL))


_CAPITAL: Final = re.compile(r"(?<![A-Za-z0-9_@./-])[A-Z][a-z\u00df-\u024f]{2,}")


def standing(text: str, names: Iterable[str]) -> list[Named]:
    """The places of ``text`` where one of the ``names`` stands as it is written, as a whole word."""
    return sorted(
        Named(*match.span(), name, name)
        for name in names
        for match in re.finditer(rf"(?<![A-Za-z0-9_@./-]){re.escape(name)}(?![A-Za-z0-9_-])", text)
    )


def _english(match: "re.Match[str]", text: str, may: set[str]) -> Named | None:
    """The name of a match without the everyday words that lead to it (``Then Tony said``); None when none is left."""
    start, end = match.span("name")
    words = match["name"].split(" ")
    while words and _is_everyday(words[0], may):
        start += len(words.pop(0)) + 1
    if not words or any(_is_everyday(word, may) for word in words):
        return None
    return Named(start, end, " ".join(words), " ".join(text[match.start() : match.end()].split()))


def _is_everyday(word: str, may: set[str]) -> bool:
    plain, _, _ = word.casefold().replace("\u2019", "'").partition("'")
    return len(plain) < _FULL - 1 or plain in ORDINARY or plain in ORGANISATIONS or plain in may


@lru_cache(maxsize=1024)
def _is_chinese(name: str) -> bool:
    """Whether Chinese letters can be a name: a surname and one or two more, and no other word that begins so."""
    if name.startswith(NOT_NAMES):
        return False
    return name[:1] in SURNAMES or name.startswith(SURNAMES_OF_TWO)
