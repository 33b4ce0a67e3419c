"""docs/events.md and the code say the same. ``python tests/warroom/test_events_doc.py`` writes the table anew."""

import inspect as python_inspect
import json
import re
from pathlib import Path

from msgspec import inspect

from warroom import seal
from warroom.state.erasure import READ, SPOKEN
from warroom.state.room_state import KINDS

DOC = Path(__file__).parents[2] / "docs" / "events.md"
SHA = "17dc8725536a3a02fbb5a687b0f80bca81f0e91a1adb9a673c3ca889948fabf5"
"""Frozen from the first release; if this ever differs, old rooms can no longer be verified."""
TABLE = re.compile(r"(?<=<!-- kinds -->\n).*?(?=<!-- end of kinds -->)", re.DOTALL)


def table() -> str:
    """The table of event kinds as the code knows them."""
    lines = ["| kind | v | what it says | payload |", "|---|---|---|---|"]
    for name, kind in KINDS.items():
        said = (python_inspect.getdoc(kind.payload) or "").split("\n")[0]
        said = said.removeprefix(f"``{name}``: ").replace("``", "`").replace("|", "\\|")
        info = inspect.type_info(kind.payload)
        assert isinstance(info, inspect.StructType)
        fields = ", ".join(
            f"`{field.encode_name}`" if field.required else f"`{field.encode_name}`?" for field in info.fields
        )
        lines.append(f"| `{name}` | {kind.v} | {said} | {fields} |")
    return "\n".join(lines) + "\n"


def fenced(title: str) -> str:
    """The fenced block that follows a heading of the page."""
    match = re.search(
        rf"^#+ {re.escape(title)}$.*?```\w*\n(.*?)\n```", DOC.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert match is not None, title
    return match[1]


def test_the_table_of_kinds_is_that_of_the_code() -> None:
    found = TABLE.search(DOC.read_text("utf-8"))
    assert found is not None
    assert found[0] == table()


def test_every_kind_is_described_by_its_struct() -> None:
    for name, kind in KINDS.items():
        assert (python_inspect.getdoc(kind.payload) or "").startswith(f"``{name}``: ")


def test_the_sample_event_has_the_sha_that_the_page_names() -> None:
    document = json.loads(fenced("A sample"))
    assert seal.canonical({name: document[name] for name in seal.SEALED}).decode() == fenced("Its canonical form")
    assert seal.sha_of(document) == document["sha"]
    assert document["sha"] == fenced("Its sha") == SHA
    assert seal.entry_ref(document["eid"]) in DOC.read_text("utf-8")
    assert seal.room_ref(document["room"]) in DOC.read_text("utf-8")


def test_the_page_names_every_sealed_field_and_every_field_that_erasing_empties() -> None:
    text = DOC.read_text("utf-8")
    for name in seal.SEALED:
        assert re.search(rf"^\| `{name}` +\|", text, re.MULTILINE), name
    emptied = re.search(r"empties the fields (.*?) at any depth", text, re.DOTALL)
    assert emptied is not None
    assert set(re.findall(r"`(\w+)`", emptied[1])) == SPOKEN
    kept = re.search(r"hang on it: (.*?) keep a time", text, re.DOTALL)
    assert kept is not None
    assert set(re.findall(r"`(\w+)`", kept[1])) == READ


if __name__ == "__main__":
    DOC.write_text(TABLE.sub(lambda _: table(), DOC.read_text("utf-8")), "utf-8")
