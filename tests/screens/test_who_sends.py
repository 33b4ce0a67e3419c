"""Who sends, and what is said until somebody has looked: never "sending" of what waits, nor "unknown" unseen."""

from typing import Any, cast

from screens.desk import Desk
from screens.outbox.post import Post
from screens.outbox.rows import counted
from tests.warroom.state_histories import EIDS, event
from tests.warroom.test_deliveries_fold import KEY, came, queued, row_of
from warroom.delivery.attention import Attention
from warroom.state.revisions import Approved, line_of

TRY = queued(1)


def begun() -> Any:
    return event(EIDS[3], "update.sending", TRY)


async def test_nothing_is_called_unknown_before_somebody_looked_who_sends() -> None:
    post = Post(cast(Desk, None), "room")
    assert post.works(KEY), "another process may"
    await post.look([])
    assert not post.works(KEY)
    assert post.note([begun()]) and post.works(KEY), "it was begun elsewhere since"
    await post.look([])
    assert not post.works(KEY) and not post.note([])


def test_what_waits_for_its_next_try_is_not_called_sending() -> None:
    waits = row_of(queued(), TRY, came("queued", next_try="2026-11-22T14:00:00.000000Z"))
    assert [one.words for one in counted(Attention(sending=(waits,)))] == ["1 waiting"]
    goes = row_of(queued(), TRY)
    assert [one.words for one in counted(Attention(sending=(goes, waits)))] == ["1 sending", "1 waiting"]


def test_who_takes_an_approval_back_is_not_whose_word_it_was() -> None:
    said = Approved(draft="d", revision="r", digest="x", withdrawn=True, actor="bob", reason="undone")
    line = line_of(said)
    assert line is not None and (line.text, line.actor) == ("approval of bob taken back: undone", "")
