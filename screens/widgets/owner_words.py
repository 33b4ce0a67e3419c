"""What the header, the strip and the line beneath say about owners. Pure, in cells."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from screens.widgets.wrap import fit
from warroom.clocks import Due
from warroom.countdowns import Elsewhere
from warroom.owner_watch import Glance, passed
from warroom.text import safe

BAR: Final = 5
TONES: Final = {"due": "bold $text-error", "warning": "$text-warning"}
"""A clock's standing to its colour; the word says it anyway."""


class OwnersInSight(NamedTuple):
    """What the header says of owners."""

    on_call: tuple[str, ...] = ()
    """The owners who listen now."""
    nearest: Due | None = None
    others: int = 0
    """How many other clocks of owners are due, or will be soon."""
    unknown: int = 0
    unanswered: int = 0
    elsewhere: Elsewhere | None = None
    outbox: tuple["Counted", ...] = ()
    """What was sent and wants to be seen: ``2 accepted``, ``1 unknown``."""


class Counted(NamedTuple):
    """So many deliveries stand so."""

    words: str
    short: str
    style: str = ""
    calls: bool = True
    """Whether somebody has to look; what has not gives way first."""


def in_sight(glances: Sequence[Glance], running: Sequence[Due], on_call: Sequence[str]) -> OwnersInSight:
    """The header's facts from what is watched; ``running`` are the owners' clocks by urgency."""
    return OwnersInSight(
        on_call=tuple(on_call),
        nearest=running[0] if running else None,
        others=sum(one.standing in ("due", "warning") for one in running[1:]),
        unknown=sum(len(one.unknown) for one in glances),
        unanswered=sum(one.unanswered for one in glances),
    )


def countdown(left: timedelta) -> str:
    """``04:12``, ``1:04:12``, ``3 d 04:12``; of what is late, how late it is."""
    total = abs(int(left.total_seconds()))
    days, rest = divmod(total, 86400)
    hours, rest = divmod(rest, 3600)
    if days:
        return f"{days} d {hours:02}:{rest // 60:02}"
    return (f"{hours}:" if hours else "") + f"{rest // 60:02}:{rest % 60:02}"


def due_words(one: Due, now: datetime) -> str:
    """``due 04:12`` or ``LATE 04:12``."""
    left = one.left(now)
    return f"{'due' if left >= timedelta() else 'LATE'} {countdown(left)}"


def bar(one: Due, now: datetime) -> str:
    """How much of its time is over: ``▮▮▮▯▯``."""
    full = min(BAR, int(passed(one, now) * BAR + 0.5))
    return "▮" * full + "▯" * (BAR - full)


class _Form(NamedTuple):
    """How much the header says; each next one of ``_FORMS`` says less, and the counts stay to the end."""

    bar: bool = True
    elsewhere: bool = True
    call: int = 24
    """Cells for the names of those who listen; 0: that somebody does."""
    owner: int = 16
    """Cells for the owner of the nearest clock; 0: no such clock."""
    others: bool = True
    words: tuple[str, str] = ("not told", "question")
    outbox: Literal["long", "short", "least"] = "long"
    """What was sent in words, in letters, or only what somebody has to look at."""


_SHORT: Final = ("untold", "asked")
_FORMS: Final = (
    _Form(),
    _Form(bar=False),
    _Form(bar=False, call=14, owner=10),
    _Form(False, False, 14, 10),
    _Form(False, False, 8, 10, outbox="short"),
    _Form(False, False, 8, 10, others=False, outbox="short"),
    _Form(False, False, 0, 10, outbox="short"),
    _Form(False, False, 0, 6, others=False, outbox="least"),
    _Form(False, False, 0, 6, others=False, words=_SHORT, outbox="least"),
    _Form(False, False, 0, 0, others=False, outbox="least"),
    _Form(False, False, 0, 0, others=False, words=_SHORT, outbox="least"),
)
GRACE: Final = 3
"""The last of the forms that leave out nothing but the bar and the other rooms."""


def header_parts(seen: OwnersInSight, now: datetime, form: _Form, *, wide: bool) -> list[tuple[str, str]]:
    """Pieces of text with their styles: who listens, the nearest clock, what is not told, what is asked.

    ``wide``: with gaps, and who listens in full words.
    """
    groups: list[list[tuple[str, str]]] = []
    if seen.on_call:
        names = f": {_cut(', '.join(name.upper() for name in seen.on_call), form.call)}" if form.call else ""
        groups.append([(f" {'OWNER ' if wide else ''}ON CALL{names} ", "bold reverse $text-warning")])
    if seen.nearest is not None and form.owner:
        one = seen.nearest
        words = f"{_cut(one.owner, form.owner)} {due_words(one, now)}"
        more = f" (+{seen.others})" if seen.others and form.others else ""
        shown = f"{words} {bar(one, now)}{more}" if wide and form.bar else f"{words}{more}"
        groups.append([(shown, TONES.get(one.standing, ""))])
    if seen.elsewhere is not None and form.elsewhere:
        left = seen.elsewhere.at - now
        late = "LATE " if left < timedelta() else ""
        groups.append([(f"+{seen.elsewhere.rooms} room {late}{countdown(left)}", "$text-warning" if late else "")])
    untold, asked = form.words
    if seen.unknown:
        groups.append([(f"{seen.unknown} {untold}", "$text-warning")])
    if seen.unanswered:
        several = "s" if seen.unanswered > 1 and asked == "question" else ""
        groups.append([(f"{seen.unanswered} {asked}{several}", "$text-warning")])
    if sent := _sent(seen.outbox, form):
        groups.append(sent)
    between = "   " if wide else " · "
    parts: list[tuple[str, str]] = []
    for group in groups:
        parts += [(between, "")] if parts else []
        parts += group
    return parts


def _sent(counted: Sequence[Counted], form: _Form) -> list[tuple[str, str]]:
    """``2 accepted · 1 rejected · 1 unknown``."""
    shown = [one for one in counted if one.calls or form.outbox != "least"]
    parts: list[tuple[str, str]] = []
    for one in shown:
        parts += [(" · ", "")] if parts else []
        parts.append((one.words if form.outbox == "long" else one.short, one.style))
    return parts


def fitting_parts(seen: OwnersInSight, now: datetime, *, wide: bool, width: int) -> tuple[list[tuple[str, str]], bool]:
    """The header's pieces in at most ``width`` cells, and whether no more than the bar and other rooms is left out.

    Without room the bar goes, then the other rooms, names are cut, who listens and whose clock it is; the counts of
    what is not told and what is asked stand to the end.
    """
    for number, form in enumerate(_FORMS):
        parts = header_parts(seen, now, form, wide=wide)
        if sum(cell_len(text) for text, _ in parts) <= width:
            return parts, number <= GRACE
    return [(fit("".join(text for text, _ in parts), max(0, width)), "$text-warning")], False


def told_words(glances: Sequence[Glance]) -> str:
    """``(Acme told: SEV2, "some")`` for whoever was told something that is not so any more; empty when nobody was."""
    said = []
    for one in glances:
        values = [text if key == "severity" else f'"{text}"' for key, text in one.told]
        if values:
            said.append(f"{one.owner} told: {', '.join(values)}")
    return f"({'; '.join(said)})" if said else ""


def _cut(text: str, width: int) -> str:
    line = safe(text).replace("\n", " ")
    return line if cell_len(line) <= width else fit(line, max(1, width))


def as_content(parts: Sequence[tuple[str, str]]) -> Content:
    """The pieces as one line."""
    return Content.assemble(*parts)
