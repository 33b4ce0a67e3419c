"""``warroom`` and ``warroom ROOM`` in a true terminal: which room opens, and that the shell gets its terminal back."""

from tests.terminal.driver import Terminal
from tests.warroom.shell import command

PATIENCE = 20.0


def terminal(warroom, *argv):
    return Terminal(list(command(*argv)), env=warroom.env(), columns=100, rows=30, patience=PATIENCE)


def test_alone_it_opens_the_only_open_room_else_the_lobby(warroom):
    first = warroom("new", "Checkout latency").strip()
    with terminal(warroom) as one:
        one.wait_for("Checkout latency")
        one.wait_for(f"{first} internal timeline")
        one.press("ctrl+q")
        assert one.wait_exit() == 0
    second = warroom("new", "Login broken").strip()
    with terminal(warroom) as one:
        one.wait_for("Login broken")
        one.wait_for("Checkout latency")
        one.press("ctrl+q")
        assert one.wait_exit() == 0
    with terminal(warroom, second) as one:
        one.wait_for(f"{second} internal timeline")
        one.press("ctrl+q")
        assert one.wait_exit() == 0
    warroom("status", second, "resolved")
    with terminal(warroom) as one:
        one.wait_for(f"{first} internal timeline")
        one.press("ctrl+q")
        assert one.wait_exit() == 0


def test_what_the_shell_logs_is_seen_at_once(warroom):
    ref = warroom("new", "Checkout latency").strip()
    with terminal(warroom, ref) as one:
        one.wait_for(f"{ref} internal timeline")
        ran = warroom.process("log", ref, "[red]from a script[/] \x1b[31m")
        assert ran.returncode == 0
        one.wait_for("[red]from a script[/]")
        warroom("say", ref, "said in a shell")
        one.wait_for("said in a shell")
        one.press("ctrl+q")
        assert one.wait_exit() == 0


def test_a_dot_with_several_open_rooms_names_them(warroom):
    refs = [warroom("new", title).strip() for title in ("Checkout latency", "Login broken")]
    said = warroom.both(".", code=2)
    assert said.err.startswith("warroom: 2 rooms are open: ")
    assert all(ref in said.err for ref in refs) and "no command" not in said.err
    for ref in refs:
        warroom("status", ref, "closed")
    assert warroom.both(".", code=2).err.startswith("warroom: No room is open. ")
    assert "is no command" in warroom.both("nonsuch", code=2).err
