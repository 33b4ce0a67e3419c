"""One incident, two members in two processes: each sees what the other does, and one that is killed stops nobody."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.driver import Terminal

ROOT = Path(__file__).resolve().parents[2]


def command(data: Path, me: str, *words: str) -> list[str]:
    return [sys.executable, "-m", "warroom", "--data", str(data), "--as", me, *words]


def run(data: Path, me: str, *words: str) -> str:
    done = subprocess.run(command(data, me, *words), cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


def said(data: Path, room: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run(data, "ana", "show", room, "--json"))
    return found


def start(data: Path, me: str, room: str = "") -> Terminal:
    terminal = Terminal(command(data, me, *([room] if room else [])), cwd=ROOT, patience=30)
    terminal.wait_for("typing" if room else "No room yet")
    return terminal


def logs(terminal: Terminal, text: str) -> None:
    """Type a line and send it off; the line is clear when it is on disk."""
    terminal.press(text)
    terminal.wait_for(f"› {text}")
    terminal.press("enter")
    terminal.wait_gone(f"› {text}")


def is_kept(data: Path, text: str) -> bool:
    """Whether a file of the data folder holds that."""
    files = [path for path in data.rglob("*") if path.is_file()]
    return any(text.encode() in path.read_bytes() for path in files)


def both_show(one: Terminal, other: Terminal, *words: str) -> None:
    for word in words:
        one.wait_for(word)
        other.wait_for(word)


def key_mode(terminal: Terminal) -> None:
    terminal.press("ctrl+g")
    terminal.wait_until(lambda t: t.text().endswith("KEYS"), "key mode")


def disagrees_elsewhere(data: Path, elsewhere: Path, room: str) -> None:
    """A third member, on a machine of their own, says another severity without having seen ours; then it comes in."""
    out = data.parent / "room.json"
    run(data, "ana", "export", room, "--format", "json", "-o", str(out))
    run(elsewhere, "eve", "import", str(out))
    run(data, "ana", "sev", room, "1")
    run(elsewhere, "eve", "sev", room, "3", "only one shop")
    back = data.parent / "back.json"
    run(elsewhere, "eve", "export", room, "--format", "json", "-o", str(back))
    run(data, "ana", "import", str(back))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def declares(terminal: Terminal, data: Path) -> str:
    """A new room from the empty lobby; its reference."""
    terminal.press("n")
    terminal.wait_for("New room")
    terminal.press("Checkout latency", "tab", "2", "tab", "some card payments fail", "enter")
    terminal.wait_for("typing")
    terminal.wait_for("SEV2 INVESTIGATING")
    terminal.wait_for("some card payments fail")
    (room,) = json.loads(run(data, "ana", "rooms", "--json"))
    return str(room["ref"])


def attaches_and_tells(ana: Terminal, bob: Terminal) -> None:
    """An owner by keys in the one terminal; in the other they are told."""
    logs(ana, "/owner attach Acme")
    both_show(ana, bob, "WITH THE OWNER  Acme")
    key_mode(bob)
    bob.press("5")
    bob.wait_for("first notice to Acme")
    bob.press("t")
    bob.wait_for("What was Acme told?")
    bob.press("a")
    bob.wait_for("By what means")
    bob.press("enter")
    bob.wait_for("-- They know: ")
    ana.wait_until(lambda t: "not told" not in t.line(0), "that Acme knows, in the header")
    bob.press("1", "i")
    bob.wait_for("typing")


def finds_and_mends(ana: Terminal, bob: Terminal) -> None:
    """A cause and a task from one side, moved on from the other."""
    logs(ana, "/cause the certificate of node 3 expired 70%")
    key_mode(bob)
    bob.press("2")
    bob.wait_for("the certificate of node 3")
    bob.wait_for("70 % open")
    bob.press("s")
    bob.wait_for("it is")
    bob.press("c")
    bob.wait_for("Why")
    bob.press("seen on the node", "enter")
    bob.wait_for("CONFIRMED")
    logs(ana, "/task @bob renew it ~15m")
    bob.press("3")
    bob.wait_for("renew it")
    bob.press(">")
    bob.wait_for("-- in progress: 1 --")
    bob.press(">")
    bob.wait_for("is done")
    bob.press("1", "i")
    bob.wait_for("typing")


def test_two_members_run_one_incident_and_one_is_killed(data: Path, tmp_path: Path) -> None:
    with start(data, "ana") as ana:
        room = declares(ana, data)
        with start(data, "bob", room) as bob:
            logs(ana, "/role ic ana")
            both_show(ana, bob, "IC ana")
            logs(bob, "error rate 4 % in EU only")
            both_show(ana, bob, "obs bob          error rate 4 % in EU only")
            logs(ana, "! rolled back to v411")
            both_show(ana, bob, "rolled back to v411")
            attaches_and_tells(ana, bob)
            finds_and_mends(ana, bob)
            disagrees_elsewhere(data, tmp_path / "elsewhere", room)
            both_show(ana, bob, "CONFLICT, alt+c or /pick picks: severity: SEV")
            logs(bob, "/sev 1 all shops")
            ana.wait_gone("CONFLICT")
            bob.wait_gone("CONFLICT")
            both_show(ana, bob, "SEV1 INVESTIGATING")
            logs(ana, '/handover bob: ic = "I have it"')
            both_show(ana, bob, "IC bob")
            bob.press("half a thought")
            bob.wait_until(lambda _: is_kept(data, "half a thought"), "the half-typed line on disk")
            bob.kill(signal.SIGKILL)
            bob.wait_until(lambda t: b"warroom was killed" in t.log, "the guard's word")
            assert bob.modes_on() == []
        logs(ana, "bob's machine is gone")
        ana.wait_for("obs ana          bob's machine is gone")
        with start(data, "bob", room) as again:
            again.wait_for("half a thought")  # what was being typed is where it was
            again.wait_for("bob's machine is gone")
            again.press("ctrl+u")
            logs(again, "/status resolved")
            both_show(ana, again, "SEV1 RESOLVED")
            logs(ana, "/status closed")
            both_show(ana, again, "SEV1 CLOSED")
            for one in (ana, again):
                one.press("ctrl+q")
                assert one.wait_exit() == 0
    found = said(data, room)
    texts = [entry["text"] for entry in found["timeline"]]  # type: ignore[index, attr-defined]
    assert {"error rate 4 % in EU only", "rolled back to v411", "bob's machine is gone"} <= set(texts)
    run(data, "ana", "doctor")  # ends with 0: nothing is broken by the kill
