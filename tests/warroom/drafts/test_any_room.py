"""Whatever events a room is made of, also those of other programs, a draft comes of it and the same one each time."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warroom import state_histories
from tests.warroom.drafts.rooms import BUILT_IN
from warroom import profiles
from warroom.state.revisions import FORMS, PHASES, Form, Phase
from warroom.state.room_state import fold
from warroom.updates.drafting import Order, drafted
from warroom.updates.preview import preview
from warroom.updates.rendering import rendered

NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    state_histories.histories(max_size=14),
    st.sampled_from(PHASES),
    st.sampled_from(FORMS),
    st.sampled_from(["service", "project"]),
)
def test_any_room_gives_a_draft(events: list, phase: Phase, form: Form, name: str) -> None:
    state = fold(events)
    profile = profiles.load(name)
    order = Order(phase=phase, form=form, langs=("en", "zh"))
    for owner in {*state.owners.names, "Nobody"}:
        made = drafted(state, owner, NOW, order, BUILT_IN, ref="1122-K7Q", profile=profile)
        again = drafted(fold(reversed(events)), owner, NOW, order, BUILT_IN, ref="1122-K7Q", profile=profile)
        assert made == again and made.content.template == f"{phase}.{form}.en"
        for lang in ("en", "zh"):
            shown = rendered(made.content, lang, 1)
            assert "\x1b" not in shown.text + shown.subject and "{{" not in shown.subject
            preview(made.content, "sms", lang)
