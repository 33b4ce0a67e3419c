"""The words of the command line: which module each command lives in, and what to say of a word that is none."""

from warroom.errors import BadInput

MODULES = {
    "rooms": ("new", "rooms", "show"),
    "record": ("log", "say", "note", "sev", "status", "role", "in", "out"),
    "panels": ("cause", "task", "follow-up", "risk", "decide", "handover", "do"),
    "owner": (
        "owner",
        "from",
        "to",
        "asked",
        "answer",
        "told",
        "promise",
        "moved",
        "kept",
        "broken",
        "withdrawn",
        "pause",
        "resume",
        "snooze",
        "cadence",
        "promote",
        "eta",
        "expect",
        "remedy",
        "feedback",
        "refile",
    ),
    "due": ("due",),
    "watch": ("follow", "brief"),
    "lint": ("lint",),
    "draft": ("draft", "template"),
    "updates": ("updates", "approve"),
    "send": ("send",),
    "outbox": ("outbox",),
    "channels": ("channels",),
    "replies": ("replies",),
    "transfer": ("import",),
    "exporting": ("export",),
    "care": ("doctor",),
    "looking_back": ("compare",),
    "drill": ("drill",),
    "figures": ("metrics", "stats"),
    "checking": ("check",),
    "play": ("demo",),
    "completing": ("completion",),
}
"""The commands of each module of ``warroom.cli``; a module is imported when one of its commands runs."""

MODULE_OF = {word: module for module, words in MODULES.items() for word in words}
"""The module of each command."""
OPEN = "open"
"""The command of a first word that is no command: it names a room."""


def unknown(word: str, error: BadInput) -> BadInput:
    """What to say of a first word that is neither a command nor a room."""
    from difflib import get_close_matches  # only a mistyped word pays for it

    near = get_close_matches(word, MODULE_OF, n=1)
    hint = f" (did you mean '{near[0]}'?)" if near else ""
    return BadInput(f"'{word}' is no command{hint} and no room. {error} Commands: warroom --help")
