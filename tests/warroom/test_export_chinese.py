"""Documents for our own people in a room whose people write Chinese: every heading and column is Chinese, all kinds."""

import re

import pytest

from tests.warroom.exporting import asked, draft, full
from warroom.state.room_state import RoomState
from warroom.summary.exporting import FORMATS, KINDS, export, page
from warroom.summary.kinds.review import TEMPLATES
from warroom.summary.page import Heading, Paragraph, Picture, Table

HAN = re.compile(r"[\u4e00-\u9fff]")
INTERNAL = [name for name in KINDS if name != "closure"]


def chinese() -> RoomState:
    """The demo's room under a Chinese title, with what only some rooms have."""
    more = [
        draft("incident.field_set", field="title", text="结算页面变慢"),
        *(
            draft("incident.field_set", field=name, text="文字", lang=lang)
            for name in ("impact", "scope", "data_safety", "owner_action", "contact", "schedule", "cost", "quality")
            for lang in ("", "en")
        ),
        draft("incident.attached", name="照片.jpg", sha256="0" * 64, size=3, note="现场"),
        draft("incident.reported_figure", figure="time_to_repair", text="1h", seconds=3600),
        draft("discussion.say", text="看一下", actor="wei"),
        draft("timeline.log", kind="observation", text="wei 操作失误"),
    ]
    return full(*more)


@pytest.mark.parametrize("kind", INTERNAL)
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_heading_and_column_is_in_the_rooms_language(kind: str, template: str) -> None:
    more = {"template": template} if kind == "review" else {}
    made = page(asked(chinese(), discussion=True, **more), kind)
    assert HAN.search(made.title) and made.lang == "zh"
    left = []
    for block in made.blocks:
        if isinstance(block, Heading):
            left += [block.text] if not HAN.search(block.text) else []
        elif isinstance(block, Table):
            left += [one for one in block.head if one and not HAN.search(one)]
            if block.role == "facts":
                left += [str(row[0]) for row in block.rows if row[0] and not HAN.search(str(row[0]))]
        elif isinstance(block, Picture):
            left += [lane.label for lane in block.lanes.lanes if not HAN.search(lane.label)]
        elif isinstance(block, Paragraph) and "checks" in str(block.text):
            left.append(str(block.text))
    assert not left


@pytest.mark.parametrize("kind", INTERNAL)
def test_what_people_wrote_and_the_english_room_stay_as_they_are(kind: str) -> None:
    english, other = page(asked(full()), kind), page(asked(chinese()), kind)
    assert not any(HAN.search(block.text) for block in english.blocks if isinstance(block, Heading))
    cells = {str(cell) for block in other.blocks if isinstance(block, Table) for row in block.rows for cell in row[1:]}
    said = {str(cell) for block in english.blocks if isinstance(block, Table) for row in block.rows for cell in row[1:]}
    assert len(said & cells) >= len(said) * 2 // 3


@pytest.mark.parametrize("format", [name for name, one in FORMATS.items() if one.write is not None and name != "pdf"])
def test_every_format_of_it_says_first_for_whom_it_is(format: str) -> None:
    made = export(asked(chinese()), format=format).data.decode()
    assert "INTERNAL - do not forward" in made.splitlines()[0] or "INTERNAL - do not forward" in made[:3000]
    assert "里程碑" in made and "时间线" in made
