"""The list of drafts that doesn't stay in memory is a list like any other."""

from warroom.events import Draft
from warroom.importers.spool import IN_MEMORY, Drafts


def draft(number: int) -> Draft:
    text = f"line {number} 中文 \0 \u2028"
    return Draft(
        kind="timeline.log", payload={"text": text, "n": number}, author="ana", recorded_at="x", eid=str(number)
    )


def test_a_long_list_is_a_list() -> None:
    drafts, plain = Drafts(), [draft(number) for number in range(IN_MEMORY + 3000)]
    for one in plain:
        drafts.append(one)
    assert len(drafts) == len(plain) and list(drafts) == plain and drafts == plain
    assert (drafts[0], drafts[IN_MEMORY + 7], drafts[-1]) == (plain[0], plain[IN_MEMORY + 7], plain[-1])
    assert drafts[IN_MEMORY - 2 : IN_MEMORY + 2] == plain[IN_MEMORY - 2 : IN_MEMORY + 2]
    assert drafts.kinds == {"timeline.log": len(plain)}


def test_walks_that_are_left_or_go_side_by_side_disturb_nobody() -> None:
    drafts, plain = Drafts(), [draft(number) for number in range(IN_MEMORY + 3000)]
    for one in plain:
        drafts.append(one)
    left = iter(drafts)
    for _ in range(IN_MEMORY + 10):
        next(left)
    drafts.append(draft(-1))
    assert list(drafts) == [*plain, draft(-1)]
    assert all(one == two for one, two in zip(drafts, drafts, strict=True))
    assert next(left) == plain[IN_MEMORY + 10]
