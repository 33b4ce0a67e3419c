"""The subject of a correction says that it is one, whatever the template said of the update that it corrects."""

import pytest

from warroom.state.revisions import NUMBER, Body
from warroom.state.updates import Told
from warroom.updates.correcting import subject

CASES = [
    ("en", "[1122-K7Q] Payments: first notice (update #)", "[1122-K7Q] Payments: correction of update #3 (update #)"),
    ("en", "[1122-K7Q] Slow: still slow: update #", "[1122-K7Q] Slow: still slow: correction of update #3 (update #)"),
    ("en", "[1122-K7Q] Update #: Payments", "[1122-K7Q] Update #, correction of update #3: Payments"),
    ("en", "Words of our own", "Correction of update #3: Words of our own"),
    ("zh", "【1122-K7Q】服务异常：第#次通报（首报）", "【1122-K7Q】服务异常：第#次通报（更正第3次通报）"),
    ("zh", "【1122-K7Q】服务异常：第#次通报（续报，已定位）", "【1122-K7Q】服务异常：第#次通报（更正第3次通报）"),
    ("zh", "【1122-K7Q】服务异常：结案报告（第#次通报）", "【1122-K7Q】服务异常：第#次通报（更正第3次通报）"),
    ("zh", "【1122-K7Q】第#次通报（首报）：服务异常", "【1122-K7Q】第#次通报（更正第3次通报）：服务异常"),
    ("zh", "自己的标题", "更正第3次通报：自己的标题"),
]


@pytest.mark.parametrize(("lang", "title", "wanted"), CASES)
def test_a_correction_says_so_in_its_subject(lang: str, title: str, wanted: str) -> None:
    title = title.replace("#", NUMBER)
    wanted = wanted.replace("#3", "§").replace("#", NUMBER).replace("§", "#3")
    assert subject(Body(lang, title), 3, withdrawn=False) == wanted


@pytest.mark.parametrize(("lang", "title", "wanted"), CASES)
def test_correcting_a_correction_or_a_withdrawal_names_the_last_one_alone(lang: str, title: str, wanted: str) -> None:
    for withdrawn in (False, True):
        once = subject(Body(lang, title.replace("#", NUMBER)), 2, withdrawn=withdrawn)
        assert "2" in once
        wanted_now = wanted.replace("#3", "§").replace("#", NUMBER).replace("§", "#3")
        assert subject(Body(lang, once), 3, withdrawn=False) == wanted_now


def test_a_telling_without_a_number_keeps_what_it_had() -> None:
    assert subject(Body("en", "As it was"), Told(owner_id="Acme").number, withdrawn=False) == "As it was"
    assert subject(Body("en", ""), 3, withdrawn=False) == ""
