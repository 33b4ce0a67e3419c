"""What a room's profile calls its severity and status, in the language that its people write."""

from collections.abc import Mapping

from warroom.state.labels import PLAIN, Labels


def labels_of(profile: str, title: str) -> Labels:
    """The labels of a room by its profile and internal title; ``service`` has none beside its names."""
    if profile in ("", "service"):
        return PLAIN
    from warroom import profiles  # its tables and tomllib would be paid for before the first frame

    return profiles.of_room(profile).labels(profiles.language_of(title))


def owner_labels(profile: str, lang: str) -> Labels:
    """What owners read for a severity or status, in their language; none in ``service``."""
    if profile in ("", "service"):
        return PLAIN
    from warroom import profiles  # its tables and tomllib would be paid for before the first frame

    return profiles.of_room(profile).labels("zh" if lang == "zh" else "en")


def labels_on(card: Mapping[str, object]) -> Labels:
    """The same for a room's card."""
    return labels_of(str(card.get("profile") or ""), str(card.get("title") or ""))
