"""A record as plain JSON."""

from typing import Any

import msgspec

from warroom.state.kinds import to_payload
from warroom.state.record import Record


def record_facts(record: Record[Any]) -> dict[str, Any]:
    """A record as plain JSON: what holds, where people disagree, and what was set when by whom."""
    held = to_payload(record.now)
    changes = {
        name: [
            {
                "at": one.event.at,
                "by": one.event.author,
                "value": msgspec.to_builtins(one.value),
                "reason": one.event.payload.get("reason", ""),
            }
            for one in register.history
        ]
        for name, register in sorted(record.fields.items())
        if len(register.history) > 1
    }
    full: dict[str, Any] = {
        "eid": record.eid,
        "ref": record.ref,
        "at": record.at,
        "author": record.author,
        **held,
        "erased": record.erased,
        "conflicts": {name: msgspec.to_builtins(values) for name, values in record.conflicts.items()},
        "changes": changes,
    }
    return {name: value for name, value in full.items() if value not in ("", None, False, [], {})}
