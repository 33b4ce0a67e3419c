"""One table of every command: bindings, footer, ``?`` help, palette, ``/`` commands, CLI help and docs/keys.md.

Standard library only. A test says that all of them agree with it.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

Place = Literal["anywhere", "lobby", "line", "typing", "room", "list", "shell"]
"""Where a command's keys work: everywhere, the lobby, the room in both modes, the entry line while it is typed in, the
room in key mode, every list of entries or rooms, only a shell. No key stands twice where two places are one."""


class Command(NamedTuple):
    """One command: what it is called, what it does, and each way to give it."""

    id: str
    name: str
    help: str
    """One sentence, as ``?``, the palette, ``--help`` and the key page show it."""
    place: Place
    keys: tuple[str, ...] = ()
    """Textual key names; the first is the one that is shown."""
    slash: str = ""
    """The entry-line form, ``/sev SEV [REASON]``."""
    cli: str = ""
    """The command-line form without ``warroom``, ``sev ROOM SEV [REASON]``."""
    footer: str = ""
    """The footer's short word, empty when it isn't shown there."""


# fmt: off
COMMANDS: tuple[Command, ...] = (
    # anywhere
    Command("app.help", "Help", "Show every key that works here.", "anywhere", ("f1",), "/help", "", "help"),
    Command("app.palette", "Command palette", "Find any command by its name.", "anywhere", ("ctrl+p",)),
    Command("app.quit", "Leave warroom", "Close warroom; everything is saved already.", "anywhere", ("ctrl+q",), "/quit"),
    Command("app.suspend", "Suspend", "Put warroom in the background; fg brings it back.", "anywhere", ("ctrl+z",)),
    # lobby
    Command("lobby.open", "Open the room", "Open the highlighted room.", "lobby", ("enter", "o"), footer="open"),
    Command("lobby.new", "New room", "Open a room for a new incident.", "lobby", ("n",), "", "new TITLE", "new"),
    Command("lobby.search", "Search rooms", "Narrow the rooms by words of their title.", "lobby", ("slash",), footer="search"),
    Command("lobby.import", "Import", "Make a room from a report, a chat log or an export.", "lobby", ("m",), "", "import FILE...", "import"),
    Command("lobby.help", "Keys", "Show every key of the lobby.", "lobby", ("question_mark",)),
    Command("lobby.quit", "Leave", "Leave the lobby.", "lobby", ("q",), footer="leave"),
    # the room, both modes
    Command("room.who", "Who", "Show who is on the call and who holds which role.", "line", ("f3",), footer="who"),
    Command("room.keys", "Keys", "Turn letters into keys.", "line", ("escape", "ctrl+g"), footer="keys"),
    Command("line.now", "Keep this moment", "Keep the present time for the entry whose words come later.", "line", ("alt+t",)),
    Command("line.editor", "Write in $EDITOR", "Write the entry in your own editor and come back.", "line", ("ctrl+e",)),
    Command("room.timeline", "Timeline", "Go to the timeline.", "line", ("alt+1",)),
    Command("room.lobby", "All rooms", "Go to the lobby; this room stays as it is.", "line", ("alt+0",)),
    # the room, while the entry line is typed in
    Command("line.log", "Log", "Log the line; it clears when it is on disk.", "typing", ("enter",), footer="log"),
    Command("line.command", "Command", "Begin a / command; tab completes it.", "typing", ("slash",), footer="command"),
    Command("line.newline", "New line", "Begin a new line of the same entry.", "typing", ("shift+enter", "alt+enter", "ctrl+j")),
    Command("line.older", "Older line", "Show earlier lines that begin like this; if empty, edit my last.", "typing", ("up",)),
    Command("line.newer", "Newer line", "Go back to later lines.", "typing", ("down",)),
    Command("line.complete", "Complete", "Complete a command, person or entry; again: the next one.", "typing", ("tab", "shift+tab")),
    # the room, key mode
    Command("room.line", "Entry line", "Go back to the entry line.", "room", ("i", "enter"), footer="log"),
    Command("room.command", "Command", "Begin a / command on the entry line.", "room", ("colon",), footer="command"),
    Command("room.keys_help", "Keys", "Show every key of the room.", "room", ("question_mark",)),
    Command("room.timeline_key", "Timeline", "Go to the timeline.", "room", ("1",)),
    Command("room.next_pane", "Next pane", "Go to the next pane.", "room", ("tab",)),
    Command("room.previous_pane", "Previous pane", "Go to the previous pane.", "room", ("shift+tab",)),
    Command("entry.open", "Entry in full", "Show the entry with its times, versions and source.", "room", ("o", "space")),
    Command("entry.edit", "Edit", "Change an entry's words or time; the older version stays readable.", "room", ("e",), "/edit REF TEXT", "", "edit"),
    Command("entry.time", "Change the time", "Say when an entry really happened.", "room", ("t",), "/time REF TIME"),
    Command("entry.pin", "Pin", "Mark an entry that matters, or unmark it.", "room", ("asterisk",), "/pin REF", "", "pin"),
    Command("entry.retract", "Strike", "Strike an entry; it stays readable, and the strike can be taken back.", "room", ("x",), "/retract REF [REASON]"),
    Command("entry.erase", "Erase", "Take an entry's text away for good, on disk too.", "room", ("X",), "/erase REF REASON"),
    Command("room.undo", "Undo", "Take back my last change by recording its opposite.", "room", ("z",), "/undo"),
    Command("room.search", "Search", "Find entries by words.", "room", ("slash",), "/find WORDS", "", "search"),
    Command("room.next_match", "Next match", "Go to the next entry that matches.", "room", ("n",)),
    Command("room.previous_match", "Previous match", "Go to the previous entry that matches.", "room", ("N",)),
    Command("room.filter", "Filter", "Show only some kinds, persons or words.", "room", ("f",), "/filter [KIND...] [@NAME...] [WORDS]", "", "filter"),
    Command("room.jump", "Jump to a time", "Go to the first entry at or after a time.", "room", ("at",), "/jump TIME"),
    Command("room.brief", "Brief", "Read a thirty-second brief aloud: conditions, actions, needs.", "room", ("b",), "/brief", "brief ROOM [--since TIME]"),
    Command("room.since", "What changed", "Show what changed since I last looked.", "room", ("B",), "/since"),
    Command("room.export", "Export", "Write the timeline summary to a file; asks for whom.", "room", ("E",), "/export", "export ROOM", "export"),
    Command("room.quit", "Leave the room", "Go back to the lobby, or leave.", "room", ("q",)),
    # lists
    Command("list.down", "Next entry", "Go to the next entry.", "list", ("j", "down")),
    Command("list.up", "Previous entry", "Go to the previous entry.", "list", ("k", "up")),
    Command("list.page_down", "Page down", "Go down by a page.", "list", ("pagedown",)),
    Command("list.page_up", "Page up", "Go up by a page.", "list", ("pageup",)),
    Command("list.half_down", "Half a page down", "Go down by half a page.", "list", ("ctrl+d",)),
    Command("list.half_up", "Half a page up", "Go up by half a page.", "list", ("ctrl+u",)),
    Command("list.last", "Last entry", "Go to the last entry, and follow what comes in.", "list", ("G", "end")),
    Command("list.first", "First entry", "Go to the first entry.", "list", ("g", "home")),
    # the entry line's and the shell's commands
    Command("do.log", "Log", "Put an entry on the timeline.", "shell", (), "", "log ROOM TEXT"),
    Command("do.say", "Say", "Say something in the internal discussion.", "shell", (), "/say TEXT", "say ROOM TEXT"),
    Command("do.note", "Note", "Say something in the internal discussion (the same as say).", "shell", (), "/note TEXT", "note ROOM TEXT"),
    Command("do.sev", "Severity", "Set how bad it is.", "shell", (), "/sev SEV [REASON]", "sev ROOM SEV [REASON]"),
    Command("do.status", "Status", "Set where it stands; reopening needs a reason.", "shell", (), "/status STATUS [REASON]", "status ROOM STATUS [REASON]"),
    Command("do.role", "Role", "Give a role to somebody, or lay it down with '-'.", "shell", (), "/role ROLE NAME", "role ROOM ROLE NAME"),
    Command("do.in", "On the call", "Note who joined the call; (OWNER) behind a name marks the owner's side.", "shell", (), "/in NAME[, NAME...]", "in ROOM NAME..."),
    Command("do.out", "Off the call", "Note who left the call.", "shell", (), "/out NAME[, NAME...]", "out ROOM NAME..."),
    Command("do.title", "Title", "Change the internal title.", "shell", (), "/title TEXT"),
    Command("do.impact", "Impact", "Say who is hit, what they see and how much.", "shell", (), "/impact TEXT"),
    Command("do.scope", "Scope", "Say which components, sites or regions are hit.", "shell", (), "/scope TEXT"),
    Command("do.summary", "Summary", "Write the incident's summary.", "shell", (), "/summary TEXT"),
    Command("do.component", "Component", "Say how hard a component is hit.", "shell", (), "/component NAME LEVEL [REASON]"),
    Command("do.attach", "Attach", "Copy a file into the room; it stays internal.", "shell", (), "/attach PATH [NOTE]"),
    Command("do.member", "Member", "Write a member's name, contact and time zone.", "shell", (), "/member HANDLE NAME [CONTACT] [ZONE]"),
    # the shell alone
    Command("shell.rooms", "Rooms", "List all rooms.", "shell", (), "", "rooms"),
    Command("shell.show", "Show", "Print a room's state, now or as of a time.", "shell", (), "", "show ROOM [--at TIME]"),
    Command("shell.follow", "Follow", "Print events as they happen, one JSON object a line.", "shell", (), "", "follow ROOM"),
    Command("shell.demo", "Demo", "Open a room in full swing, made from a real incident.", "shell", (), "", "demo"),
    Command("shell.doctor", "Doctor", "Check the data folder; reports every problem, loses nothing.", "shell", (), "", "doctor [--repair]"),
    Command("shell.completion", "Completion", "Print the script that completes commands and rooms in a shell: bash, zsh or fish.", "shell", (), "", "completion SHELL"),
)

# fmt: on

BY_ID = {command.id: command for command in COMMANDS}


def with_keys(*places: Place) -> Iterable[Command]:
    """The commands that have keys in any of ``places``, in the table's order."""
    return (command for command in COMMANDS if command.keys and command.place in places)


def slash_commands() -> dict[str, Command]:
    """The commands of the entry line by their word: ``sev`` for ``/sev SEV [REASON]``."""
    return {command.slash[1:].split()[0]: command for command in COMMANDS if command.slash}


def cli_commands() -> dict[str, Command]:
    """The commands of the shell by their word: ``sev`` for ``sev ROOM SEV [REASON]``."""
    return {command.cli.split()[0]: command for command in COMMANDS if command.cli}
