"""Slack exports: channels become rooms, threads stay together, ids become names; a bad archive brings nothing in."""

import io
import json
import struct
import zipfile
from typing import Any

import pytest

from tests.warroom.importing import DATA, remarks, said, state_of, take_all
from warroom.errors import BadInput
from warroom.importers.slack_text import plain

REAL = DATA / "slack-export" / "testarchive.zip"
USERS = [
    {"id": "U1", "name": "ana.m", "real_name": "Ana M", "profile": {"display_name": "ana"}},
    {"id": "U2", "name": "bob", "profile": {"display_name": "", "real_name": "Bob B"}},
]
CHANNELS = [{"id": "C1", "name": "incident", "created": 1763800000}, {"id": "C2", "name": "lunch", "created": 1}]


def packed(**files: Any) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in files.items():
            archive.writestr(name, value if isinstance(value, (str, bytes)) else json.dumps(value, indent=1))
    return buffer.getvalue()


def message(text: str, ts: str = "1763816400.000100", user: str = "U1", **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": user, "text": text, "ts": ts, **more}


def export(*messages: dict[str, Any], **more: Any) -> bytes:
    files: dict[str, Any] = {"users.json": USERS, "channels.json": CHANNELS}
    return packed(**files, **{"incident/2025-11-22.json": list(messages)}, **more)


def test_a_real_export_comes_in_by_channel() -> None:
    readings = take_all(REAL.read_bytes(), REAL.name)
    assert [(one.title, len(one.drafts)) for one in readings] == [("#enrique", 99), ("#traveling-sailor", 53)]
    first = said(readings[0])
    assert first[0] == (
        "2016-01-15T05:55:52",
        "hamza",
        "@abilinski: Created an issue for a setup.py so that it can be installed to a standard place",
    )
    times = [one.occurred_at for one in readings[0].drafts]
    assert times == sorted(times, key=str)
    texts = "\n".join(text for _, _, text in first + said(readings[1]))
    assert "[file: cities1000.js]" in texts
    assert (
        "has joined the channel" not in texts and "&amp;" not in texts and "<@U" not in texts and "<http" not in texts
    )
    assert "4 joins, parts" in remarks(readings[0]) and "2 channels makes a room" in remarks(readings[0])
    assert len(state_of(readings[0]).discussion) == 98


def test_the_same_messages_in_a_longer_export_of_another_name_are_the_same() -> None:
    one = take_all(export(message("a")), "monday.zip")[0]
    two = take_all(export(message("a"), message("b", "1763816401.000100")), "tuesday.zip")[0]
    assert one.room == two.room
    assert {draft.eid for draft in one.drafts} < {draft.eid for draft in two.drafts}


def test_threads_files_programs_and_unknown_people() -> None:
    (reading,) = take_all(
        export(
            message("is it the cert?", "1763816402.000100", thread_ts="1763816402.000100"),
            message("no", "1763816403.000100", "U2", thread_ts="1763816402.000100", parent_user_id="U1"),
            message("lost", "1763816404.000100", "U9", thread_ts="1763000000.000100"),
            {"type": "message", "subtype": "bot_message", "bot_id": "B1", "username": "alerts", "ts": "1763816405.0",
             "text": "", "attachments": [{"title": "CPU", "text": "90 &lt; 95", "fallback": "unused"}]},
            message("see", "1763816406.000100", files=[{"name": "graph.png"}, {"id": "F2"}]),
            message("gone", "1763816407.000100", "U1", subtype="channel_leave"),
        ),
        "e.zip",
    )  # fmt: skip
    assert [(who, text) for _, who, text in said(reading)] == [
        ("ana", "is it the cert?"),
        ("Bob B", "no"),
        ("U9", "lost"),
        ("alerts", "CPU\n90 < 95"),
        ("ana", "see\n[file: graph.png]\n[file: F2]"),
    ]
    by_text = {draft.payload.get("text"): draft for draft in reading.drafts}
    assert by_text["no"].payload["reply_to"] == by_text["is it the cert?"].eid
    assert "reply_to" not in by_text["lost"].payload
    assert "1 replies to messages that the export does not hold" in remarks(reading)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@U1> and <@U9|zoe> and <@U8>", "@ana and @zoe and @U8"),
        ("<#C1> <#C9|general>", "#incident #general"),
        ("<https://x.example/a?b=1&amp;c=2|the graph>", "the graph (https://x.example/a?b=1&c=2)"),
        ("<https://x.example>", "https://x.example"),
        ("<mailto:a@x.example|a@x.example>", "a@x.example"),
        ("<!here> <!subteam^S1|@oncall> <!date^1^x|1 May>", "@here @oncall 1 May"),
        ("a &lt; b &amp;&amp; c &gt; d &amp;lt; &quot;", "a < b && c > d &lt; &quot;"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<!odd^thing>", "<!odd^thing>"),
    ],
)
def test_mrkdwn_is_read_as_people_see_it(written: str, read: str) -> None:
    assert plain(written, {"U1": "ana"}, {"C1": "incident"}) == read


def test_only_the_channels_that_are_wanted() -> None:
    data = export(message("a"), **{"lunch/2025-11-22.json": [message("soup")]})
    assert [one.title for one in take_all(data, "e.zip", only=("#lunch",))] == ["#lunch"]
    assert [one.title for one in take_all(data, "e.zip")] == ["#incident", "#lunch"]
    with pytest.raises(BadInput, match=r"no channel 'nonesuch'; it holds incident, lunch"):
        take_all(data, "e.zip", only=("nonesuch",))


def test_an_export_packed_with_its_folder_and_direct_messages() -> None:
    files = {
        "export/users.json": USERS,
        "export/dms.json": [{"id": "D1", "members": ["U1", "U2"], "created": 1763800000}],
        "export/D1/2025-11-22.json": [message("psst")],
    }
    (reading,) = take_all(packed(**files), "e.zip")
    assert reading.title == "#D1" and said(reading)[0][2] == "psst"


def test_a_time_that_is_none_is_named_with_its_file_and_line() -> None:
    with pytest.raises(BadInput) as refused:
        take_all(export(message("a"), message("b", "soon"), message("c", "99999999999999999999.1")), "e.zip")
    assert "line 8: (incident/2025-11-22.json) 'soon' is no time" in str(refused.value)
    assert "'99999999999999999999.1' is no time" in str(refused.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 and then nothing", "no whole zip archive"),
        (packed(**{"notes.txt": "hello"}), "no Slack export"),
        (packed(**{"users.json": USERS, "../../etc/passwd": "x"}), "names a place outside"),
        (packed(**{"users.json": USERS, "/etc/passwd": "x"}), "names a place outside"),
        (packed(**{"users.json": USERS, "a\\..\\b.json": "x"}), "names a place outside"),
        (export(**{"incident/x.json": "[{" * 5000}), "nested too deeply|no JSON"),
        (packed(**{"users.json": "[" * 100_000}), "nested too deeply|in the middle|expected"),
        (packed(**{"users.json": '[{"id": ' + "9" * 5000 + "}]"}), "5000 digits"),
        (packed(**{"users.json": '[{"id": NaN}]'}), "NaN"),
        (packed(**{"users.json": b'[{"id": "\xff"}]'}), "line 1 of the file 'users.json' in it is not UTF-8"),
        (packed(**{"users.json": USERS, "channels.json": CHANNELS}), "no message"),
        (packed(**{"users.json": b"[" + b" " * (65 << 20) + b"]"}), "unpacks to 65 MB"),
        (packed(**{"users.json": b"[" + b" " * (20 << 20) + b"]"}), "unpacks to 20 MB"),
    ],
)
def test_a_bad_archive_brings_nothing_in(data: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        take_all(data, "e.zip")
    assert "nothing was imported" in str(refused.value)


def test_an_archive_that_lies_about_its_sizes_is_refused_before_it_fills_the_memory() -> None:
    data = bytearray(packed(**{"users.json": b"[" + b" " * (30 << 20) + b"]"}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)  # the directory says: 10 bytes
    with pytest.raises(BadInput, match=r"damaged|no JSON|in the middle|unpacks"):
        take_all(bytes(data), "e.zip")


def test_odd_text_comes_through() -> None:
    odd = "half \ud83d and NUL \0 and \u202e and [red]x[/]"
    (reading,) = take_all(export(message(odd), message("&lt;script&gt;", "1763816401.1", "\ud800")), "e.zip")
    assert said(reading)[0][2] == odd.replace("\ud83d", "\ufffd")
    assert said(reading)[1][1:] == ("\ufffd", "<script>")
    state_of(reading)
