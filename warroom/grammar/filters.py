"""What ``/filter`` asks for: alone, since the first frame of a room needs it and no other order."""

import msgspec


class Filter(msgspec.Struct, frozen=True, tag=True):
    """``/filter action @bob timeout``: show only these kinds, people and words; nothing shows all."""

    kinds: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    pinned: bool = False
