"""What the keys of screen 5 do with the clocks of an owner: snooze, pause, another interval."""

from screens.asking import Ask
from screens.hosting import Host, needs
from screens.owner.fields import ahead, order
from screens.owner.sight import OwnerSight
from warroom.errors import BadInput
from warroom.times import read_minutes


async def snooze(host: Host, clock: str) -> None:
    """Let one clock rest; the time at which it is due stays what it is."""
    asks = [
        ahead(host, "until", "Until when does it rest", "", needed=True),
        Ask("text", "Why", check=needs("a snooze needs the reason")),
    ]
    answers = await host.ask(f"snooze {clock}", "Snooze this clock", asks, "When it is due stays what it is.")
    if answers is not None:
        await order(host, "snooze", clock, answers["text"], until=answers["until"])


async def pause(host: Host, sight: OwnerSight) -> None:
    """Let all clocks of an owner rest, or let them go on."""
    owner = sight.owner
    if host.room.state.owners.pause(owner) is not None:
        await order(host, "resume", owner)
        return
    asks = [
        Ask(
            "text",
            "Why",
            hint="they asked for quiet; waiting for their answer",
            check=needs("a pause needs the reason"),
        ),
        ahead(host, "until", "Until when", "nothing: until S again"),
    ]
    answers = await host.ask(f"pause {owner}", f"Pause the clocks of {owner}", asks)
    if answers is not None:
        await order(host, "pause", owner, answers["text"], until=answers["until"])


async def interval(host: Host, sight: OwnerSight) -> None:
    """Tell them at another interval from now on; it is announced to them."""

    def check(text: str) -> None:
        if text.strip().casefold() not in ("long", "plan") and read_minutes(text) is None:
            raise BadInput("20m, 1h, long (the plan's long interval) or plan (the plan's own again)")

    asks = [
        Ask("every", "Every", hint="20m, 1h, long or plan", check=check),
        Ask("because", "Why", hint="it is announced to them", check=needs("another interval needs the reason")),
    ]
    answers = await host.ask(f"interval {sight.owner}", f"Interval of updates to {sight.owner}", asks)
    if answers is not None:
        await order(host, "cadence", sight.owner, answers["every"], because=answers["because"])
