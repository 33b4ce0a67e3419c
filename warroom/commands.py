"""One table of every command: bindings, footer, ``?`` help, palette, ``/`` commands, CLI help and docs/keys.md.

Standard library only. A test says that all of them agree with it.
"""

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

Place = Literal[
    "anywhere", "lobby", "line", "typing", "room", "feed", "causes", "team", "update", "owner", "summary", "past",
    "list", "shell",
]  # fmt: skip
"""Where a command's keys work: everywhere, the lobby, the room in both modes, the entry line while it is typed in, the
room in key mode, its screens 1 (``feed``) to 6 in key mode, the room as of a time (``past``), every list of entries or
rooms, only a shell. No key stands twice where two places are one, but that screen 4 (``update``) takes a few for itself."""


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
    Command("lobby.drill", "Begin a drill", "Replay a real incident as a room that you command.", "lobby", ("d",), "", "drill DRILL", "drill"),
    Command("lobby.help", "Keys", "Show every key of the lobby.", "lobby", ("question_mark",)),
    Command("lobby.quit", "Leave", "Leave the lobby.", "lobby", ("q",), footer="leave"),
    # the room, both modes
    Command("room.round", "Begin updates", "Draft an update for every owner that is due, from the facts, and go there.", "line", ("f2",), footer="update"),
    Command("room.who", "Who", "Show who is on the call and who holds which role.", "line", ("f3",), footer="who"),
    Command("room.keys", "Keys", "Turn letters into keys.", "line", ("escape", "ctrl+g"), footer="keys"),
    Command("line.now", "Keep this moment", "Keep the present time for the entry whose words come later.", "line", ("alt+t",)),
    Command("line.editor", "Write in $EDITOR", "Write the entry in your own editor and come back.", "line", ("ctrl+e",)),
    Command("room.timeline", "Timeline", "Go to the timeline.", "line", ("alt+1",)),
    Command("room.causes", "Causes", "Go to the causes.", "line", ("alt+2",)),
    Command("room.team", "Team", "Go to the team and its tasks.", "line", ("alt+3",)),
    Command("room.update", "Update", "Go to the updates that are being written.", "line", ("alt+4",)),
    Command("room.owner", "Owner", "Go to the owner's side: thread, what we owe, what is not told.", "line", ("alt+5",)),
    Command("room.summary", "Summary", "Go to the summary: metrics, picture, chronology check, export.", "line", ("alt+6",)),
    Command("room.due", "Due", "Show everything that is due, here and in the other rooms; enter goes there.", "line", ("f4",), footer="due"),
    Command("room.pick", "Resolve a conflict", "Pick what holds where people disagreed, whatever it is about.", "line", ("alt+c",), "/pick"),
    Command("room.urgent", "Most urgent room", "Go to the room whose clock is the most urgent.", "line", ("alt+o",)),
    Command("room.present", "Present", "Show a screen that only one owner, or only our own people, may see.", "line", ("f12",)),
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
    Command("room.causes_key", "Causes", "Go to the causes.", "room", ("2",)),
    Command("room.team_key", "Team", "Go to the team and its tasks.", "room", ("3",)),
    Command("room.update_key", "Update", "Go to the updates that are being written.", "room", ("4",)),
    Command("room.owner_key", "Owner", "Go to the owner's side.", "room", ("5",)),
    Command("room.summary_key", "Summary", "Go to the summary.", "room", ("6",)),
    Command("owner.next", "Next owner", "Show the next owner of the room.", "room", ("right_square_bracket",)),
    Command("owner.previous", "Previous owner", "Show the owner before.", "room", ("left_square_bracket",)),
    Command("room.next_pane", "Next pane", "Go to the next pane.", "room", ("tab",)),
    Command("room.previous_pane", "Previous pane", "Go to the previous pane.", "room", ("shift+tab",)),
    Command("entry.open", "Entry in full", "Show the entry with its times, versions and source.", "feed", ("o", "space")),
    Command("entry.edit", "Edit", "Change an entry's words or time; the older version stays readable.", "feed", ("e",), "/edit REF TEXT", "", "edit"),
    Command("entry.time", "Change the time", "Say when an entry really happened.", "feed", ("t",), "/time REF TIME"),
    Command("entry.pin", "Pin", "Mark an entry that matters, or unmark it.", "feed", ("asterisk",), "/pin REF", "", "pin"),
    Command("entry.retract", "Strike", "Strike an entry; it stays readable, and the strike can be taken back.", "feed", ("x",), "/retract REF [REASON]"),
    Command("entry.erase", "Erase", "Take an entry's text away for good, on disk too.", "feed", ("X",), "/erase REF REASON"),
    Command("room.undo", "Undo", "Take back my last change by recording its opposite.", "room", ("z",), "/undo"),
    Command("room.search", "Search", "Find lines of the pane by words.", "room", ("slash",), "/find WORDS", "", "search"),
    Command("room.next_match", "Next match", "Go to the next entry that matches.", "feed", ("n",)),
    Command("room.previous_match", "Previous match", "Go to the previous entry that matches.", "feed", ("N",)),
    Command("room.filter", "Filter", "Show only some kinds, persons or words.", "feed", ("f",), "/filter [KIND...] [@NAME...] [WORDS]", "", "filter"),
    Command("room.jump", "Jump to a time", "Go to the first entry at or after a time.", "feed", ("at",), "/jump TIME"),
    Command("room.past", "As of a time", "Show the room as it was at a time, read only.", "feed", ("a",), "/at [TIME]", "", "as of"),
    Command("room.brief", "Brief", "Read a thirty-second brief aloud: conditions, actions, needs.", "room", ("b",), "/brief", "brief ROOM [--since TIME]"),
    Command("room.since", "What changed", "Show what changed since I last looked.", "room", ("B",), "/since"),
    Command("room.export", "Export", "Write the timeline summary to a file; asks for whom.", "room", ("E",), "/export", "export ROOM", "export"),
    Command("room.quit", "Leave the room", "Go back to the lobby, or leave.", "room", ("q",), footer="leave"),
    Command("entry.evidence", "Evidence", "Link an entry to a cause, for or against it.", "feed", ("h",), footer="evidence"),
    # screen 2, key mode
    Command("cause.new", "New cause", "Put up what may be the cause.", "causes", ("n",), footer="new"),
    Command("cause.state", "State", "Say where a cause stands, or what came of a try; ruled out and failed need a reason.", "causes", ("s",), footer="state"),
    Command("cause.support", "Evidence for", "Pick timeline entries that speak for a cause.", "causes", ("plus",), footer="for"),
    Command("cause.contradict", "Evidence against", "Pick timeline entries that speak against a cause.", "causes", ("minus",), footer="against"),
    Command("cause.tried", "Tried", "Note what was tried, by whom, and whether it helped or why it failed.", "causes", ("t",), "/tried [NAME:] TEXT [#REF] [= helped|failed REASON]", footer="tried"),
    Command("cause.why", "Why", "Answer the why above, or go on at the end of a cause's chain.", "causes", ("w",), "/why REF TEXT", footer="why"),
    Command("cause.factor", "Factor", "Note what contributed: trigger, contributing or systemic; never a person.", "causes", ("f",), "/factor KIND TEXT [#REF]", footer="factor"),
    Command("cause.primary", "Primary factor", "Make a factor the primary one, or take that back.", "causes", ("P",), "/primary REF"),
    Command("cause.confidence", "Confidence", "Say how sure people are, in percent or as low, medium, high.", "causes", ("c",), "/confidence REF PERCENT"),
    Command("cause.pick", "Resolve a conflict", "Pick what holds where people disagreed, here first.", "causes", ("C",)),
    Command("cause.edit", "Edit", "Change the words.", "causes", ("e",)),
    Command("cause.withdraw", "Withdraw", "Take it off the panel; its history stays, and undo brings it back.", "causes", ("x",)),
    Command("cause.open", "In full", "Show it with its history.", "causes", ("o", "space")),
    # screen 3, key mode
    Command("team.new", "New", "Give a task, or add to the list that is shown.", "team", ("n",), footer="new"),
    Command("team.onward", "Onward", "Move a task to its next state: open, in progress, done.", "team", ("greater_than_sign",), footer="onward"),
    Command("team.backward", "Backward", "Move a task back to the state before.", "team", ("less_than_sign",)),
    Command("team.state", "State", "Set the state; blocked and cancelled need a reason.", "team", ("s",), footer="state"),
    Command("team.assign", "Assign", "Give it to somebody, or to a person of the owner.", "team", ("a",), footer="assign"),
    Command("team.heard", "Heard", "Acknowledge that a task's time is up.", "team", ("A",)),
    Command("team.view", "Board or list", "Show the tasks by state, or by when they are due.", "team", ("v",), footer="board/list"),
    Command("team.tasks", "Tasks", "Show the tasks.", "team", ("t",)),
    Command("team.follow_ups", "Follow-ups", "Show the work that outlives the incident.", "team", ("u",)),
    Command("team.risks", "Risks", "Show what may go wrong yet.", "team", ("r",)),
    Command("team.decisions", "Decisions", "Show what was decided.", "team", ("d",)),
    Command("team.hand_over", "Hand over", "Hand over roles with a note; the receiver's word is asked for.", "team", ("h",), footer="hand over"),
    Command("team.accept", "Accept", "Take over what is offered, with the receiver's word.", "team", ("y",)),
    Command("team.decline", "Decline", "Say no to what is offered, with the reason; the giver sees it.", "team", ("N",)),
    Command("team.command", "Take command", "Take command when its holder is gone; needs the reason.", "team", ("c",)),
    Command("team.role", "Role", "Give a role to somebody, or lay it down.", "team", ("R",)),
    Command("team.pick", "Resolve a conflict", "Pick what holds where people disagreed, here first.", "team", ("C",)),
    Command("team.edit", "Edit", "Change any field.", "team", ("e",)),
    Command("team.withdraw", "Withdraw", "Take it off the list (it was a mistake); undo brings it back.", "team", ("x",)),
    Command("team.open", "In full", "Show it with everything that is known.", "team", ("o", "space")),
    # screen 4, key mode
    Command("update.enter", "Edit, fix, take", "Edit the section, fix the finding, or take the line on the left into the draft.", "update", ("enter",), footer="edit"),
    Command("update.sign", "Approve", "Release the draft; asks whose word it is when yours isn't enough.", "update", ("a",), footer="approve"),
    Command("update.send", "Send", "Send what is approved, of all owners of the round: asks once, naming each owner, channel and count.", "update", ("S",), footer="send"),
    Command("update.outbox", "Outbox", "Show every delivery with what is known of it: send again, cancel, confirm, copy, write a file.", "update", ("O",)),
    Command("update.files", "Files", "Pick the files of the room that go with the draft.", "update", ("F",)),
    Command("update.save", "Save", "Make a revision of the draft that everybody sees.", "update", ("s",), footer="save"),
    Command("update.next_finding", "Next finding", "Go to the next finding and its place in the text.", "update", ("f8",), footer="finding"),
    Command("update.ignore", "Ignore a finding", "Let a finding stand, with the reason; it is kept in the revision.", "update", ("i",), footer="ignore"),
    Command("update.edit", "Edit", "Edit the section under the cursor.", "update", ("e",)),
    Command("update.editor", "Write in $EDITOR", "Write the section in your own editor and come back.", "update", ("ctrl+e",)),
    Command("update.take", "Take in", "Take the line under the cursor on the left into the section that fits.", "update", ("space",)),
    Command("update.pick", "Timeline entries", "Pick timeline entries, word them for the owner, and take them into the draft.", "update", ("p",), footer="entries"),
    Command("update.words", "Missing words", "Write what has no words in a language of the draft; they are kept for the next round.", "update", ("w",), footer="words"),
    Command("update.later", "Next update later", "Promise the next update 15 minutes later.", "update", ("plus",)),
    Command("update.sooner", "Next update sooner", "Promise the next update 15 minutes earlier.", "update", ("minus",)),
    Command("update.next_time", "Next update's time", "Type the time of the next update.", "update", ("t",)),
    Command("update.whom", "Recipients and form", "Change recipients, channels, languages, form or phase; another form or phase drafts anew.", "update", ("o",)),
    Command("update.section_up", "Section up", "Move the section under the cursor up.", "update", ("K",)),
    Command("update.section_down", "Section down", "Move the section under the cursor down.", "update", ("J",)),
    Command("update.add", "Add a section", "Add a section that the draft has not.", "update", ("n",)),
    Command("update.empty", "Empty a section", "Empty the section under the cursor; an empty one is not sent.", "update", ("x",)),
    Command("update.reread", "Read again", "Say that the text was read against the facts as they are now, and is right.", "update", ("R",)),
    Command("update.drafts", "All drafts", "Pick one of all drafts and updates of the room.", "update", ("L",)),
    Command("update.preview", "Preview", "Show the draft exactly as each channel will show it, with its length and limit.", "update", ("v",), footer="preview"),
    Command("update.changes", "Changes", "Show what it changes of the last update that they were told.", "update", ("d",), footer="changes"),
    Command("update.history", "History", "Show every revision and approval: who, when, what changed, what the check found.", "update", ("H",)),
    Command("update.lang", "Other language", "Have the draft's other language in sight.", "update", ("l",)),
    Command("update.languages", "Languages side by side", "Show both languages beside each other, what only one of them says marked.", "update", ("V",)),
    Command("update.join", "Two texts", "Pick, section by section, between two texts of the draft.", "update", ("c",)),
    Command("update.told", "Told by hand", "Note that they were told it: by what means, whom, when. Nothing is sent.", "update", ("T",), footer="told"),
    Command("update.correct", "Correct", "Begin a correction of an update that was told.", "update", ("C",)),
    Command("update.withdraw", "Withdraw", "Begin a withdrawal of an update that was a false alarm.", "update", ("W",)),
    Command("update.discard", "Discard", "Throw the draft away, or bring a discarded one back.", "update", ("D",)),
    # screen 5, key mode (the commands with a slash stand further down)
    Command("owner.call", "Call or meeting", "Note a call or meeting with an owner: who was there, when, what was said.", "owner", ("c",)),
    Command("owner.expectations", "Expectations", "Show what they were given to expect (estimate, scope, severity, goal) over time; change it.", "owner", ("h",)),
    Command("owner.contacts", "Contacts after closing", "Show when we ask how things are after closing; note such a contact.", "owner", ("F",)),
    Command("owner.ledger", "Ledger", "Show every promise and question with how it ended, and the score.", "owner", ("L",)),
    Command("owner.pick", "Resolve a conflict", "Pick what holds where people disagreed, here first.", "owner", ("C",)),
    Command("owner.edit", "Edit", "Change the words of a promise, question or owner fact.", "owner", ("e",)),
    Command("owner.open", "In full", "Show it with everything that is known.", "owner", ("o", "space")),
    # screen 6, key mode
    Command("summary.fix", "Fix", "Mend what the chronology check found, at the entry it names.", "summary", ("f",), footer="fix"),
    Command("summary.entry", "In full", "Show the entry, or the metric with its formula and stamps.", "summary", ("o", "space"), footer="in full"),
    Command("summary.acknowledge", "Really so", "Say that what a check found is really so, and why; on one that is acknowledged: open it again.", "summary", ("a",), "", "check ROOM [CHECK] [REASON]", footer="really so"),
    Command("summary.drill", "Drill", "Show how the drill went beside the real incident.", "summary", ("d",), footer="drill"),
    # the room as of a time
    Command("past.now", "Back to now", "Leave the past.", "past", ("escape", "q", "0"), footer="back to now"),
    Command("past.later", "Next record", "Go on to the next record.", "past", ("right", "full_stop"), footer="next"),
    Command("past.earlier", "Record before", "Go back to the record before.", "past", ("left", "comma"), footer="before"),
    Command("past.minute_later", "A minute on", "Go on by a minute.", "past", ("greater_than_sign",)),
    Command("past.minute_earlier", "A minute back", "Go back by a minute.", "past", ("less_than_sign",), footer="minute"),
    Command("past.hour_later", "An hour on", "Go on by an hour.", "past", ("right_curly_bracket",)),
    Command("past.hour_earlier", "An hour back", "Go back by an hour.", "past", ("left_curly_bracket",), footer="hour"),
    Command("past.go", "Another time", "Go to a time.", "past", ("at",), footer="time"),
    Command("past.by", "Known or happened", "Change between what was known then and what had happened.", "past", ("w",), footer="known/happened"),
    Command("past.compare", "Compare", "Show what changed from here to another moment.", "past", ("c",), footer="compare"),
    Command("past.timeline", "Timeline", "The timeline as it was.", "past", ("1",)),
    Command("past.causes", "Causes", "The causes as they were.", "past", ("2",)),
    Command("past.team", "Team", "The team as it was.", "past", ("3",)),
    Command("past.update", "Update", "The drafts as they stood, and what had been told.", "past", ("4",)),
    Command("past.owner", "Owner", "The owner's side as it was.", "past", ("5",)),
    Command("past.summary", "Summary", "The picture, the metrics and the checks as they were.", "past", ("6",)),
    Command("past.next_pane", "Next pane", "Go to the next pane.", "past", ("tab",)),
    Command("past.previous_pane", "Previous pane", "Go to the previous pane.", "past", ("shift+tab",)),
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
    # causes
    Command("cause.propose", "Possible cause", "Put up a possible cause; a percentage at its end says how sure.", "shell", (), "/cause [NAME:] TEXT [70%]", "cause ROOM [TEXT]"),
    Command("cause.test", "Testing", "Say that a possible cause is being tested.", "shell", (), "/test REF [REASON]"),
    Command("cause.confirm", "Confirm", "Say that a cause is confirmed; drafts may then say so.", "shell", (), "/confirm REF [REASON]"),
    Command("cause.rule_out", "Rule out", "Rule a cause out, with the reason.", "shell", (), "/ruleout REF REASON"),
    Command("cause.evidence", "Evidence", "Link a timeline entry to a cause, for or against it.", "shell", (), "/evidence REF for|against ENTRY [WORDS]"),
    Command("cause.outcome", "Outcome", "Say what came of something that was tried.", "shell", (), "/outcome REF helped|failed|pending [REASON]"),
    # tasks, risks, decisions
    Command("task.add", "Task", "Give somebody something to do, with a due time or a time-box.", "shell", (), "/task [@NAME] TEXT [~15m] [>16:00] [#REF] [; effect: ...; risk: ...; fallback: ...]", "task ROOM [TEXT]"),
    Command("task.start", "Start", "Say that work on a task has begun; its time-box runs from now.", "shell", (), "/start REF"),
    Command("task.done", "Done", "Say that a task or follow-up is done.", "shell", (), "/done REF [WORDS]"),
    Command("task.block", "Blocked", "Say that a task is blocked, and by what.", "shell", (), "/block REF REASON"),
    Command("task.cancel", "Cancel", "Cancel a task or follow-up, with the reason.", "shell", (), "/cancel REF REASON"),
    Command("task.reopen", "Reopen", "Bring a task, follow-up or cause back to open.", "shell", (), "/reopen REF [REASON]"),
    Command("task.assign", "Assign", "Give a task to somebody; (OWNER) marks the owner's person, - nobody.", "shell", (), "/assign REF NAME"),
    Command("task.acknowledge", "Heard", "Say that you heard that a task's time is up; the calls end.", "shell", (), "/ack REF"),
    Command("task.follow_up", "Follow-up", "Note work that outlives the incident: preventative, detective or corrective.", "shell", (), "/follow [KIND] TEXT [@NAME] [>DATE] [#REF] [; done when: ...]", "follow-up ROOM [TEXT]"),
    Command("risk.add", "Risk", "Note what may go wrong, how likely and how bad, and what is done against it.", "shell", (), "/risk TEXT [= PROBABILITY IMPACT] [@NAME] [; measure: ...]", "risk ROOM [TEXT]"),
    Command("decision.make", "Decide", "Record a decision: options, who decided, who does it, objections, review.", "shell", (), "/decide TEXT [>REVIEW] [; options: A / B; by: NAME; do: NAME; objection: ...]", "decide ROOM [TEXT]"),
    Command("decision.object", "Object", "Add an objection to a decision.", "shell", (), "/object REF [NAME:] WORDS"),
    Command("decision.review", "Review", "Say that a decision was looked at and stands, until when.", "shell", (), "/review REF [TIME]"),
    Command("decision.reverse", "Reverse", "Say that a decision no longer holds, and why.", "shell", (), "/reverse REF REASON"),
    Command("record.set", "Set a field", "Change one field of a cause, task, risk, decision, question, promise, owner fact or compensation.", "shell", (), "/set REF FIELD VALUE"),
    Command("record.withdraw", "Withdraw", "Take a cause, task, risk, decision, question or promise off its panel (it was a mistake), or bring it back.", "shell", (), "/withdraw REF [REASON]"),
    # command
    Command("command.handover", "Hand over", "Hand roles over with the receiver's word and a note filled from the room.", "shell", (), "/handover [FROM to] NAME[: ROLES] [= WORDS]", "handover ROOM [NAME]"),
    Command("command.accept", "Accept", "Say yes to the roles that were offered.", "shell", (), "/accept [NAME = WORDS]"),
    Command("command.decline", "Decline", "Say no to the roles that were offered, with the reason.", "shell", (), "/decline [NAME =] REASON"),
    Command("command.take", "Take command", "Take command when its holder is gone; the deputy is asked first.", "shell", (), "/take [NAME:] [past-deputy] REASON"),
    Command("do.drill", "Drill", "Pause the drill, go on, skip to what comes next, end it, or change its speed.", "shell", (), "/drill pause|go|skip|end|speed N"),
    Command("do.any", "Any command", "Do any command of the entry line.", "shell", (), "", "do ROOM COMMAND..."),
    # owners
    Command("owner.plan", "Owner", "Attach an owner with the plan agreed with them, change the plan, or copy it anew.", "owner", ("P",), "/owner attach|plan|refresh|detach NAME[; KEY: VALUE...]", "owner ACTION [ROOM] [NAME]", footer="plan"),
    Command("owner.from", "From an owner", "Note what an owner said: a message, a call, a meeting.", "owner", ("m",), "/from [NAME (OWNER)|OWNER]: TEXT", "from ROOM [OWNER] [TEXT]", footer="message"),
    Command("owner.to", "To an owner", "Note what was said to an owner without telling facts.", "owner", ("M",), "/to OWNER: TEXT", "to ROOM [OWNER] [TEXT]"),
    Command("owner.asked", "Asked", "Note a question of an owner and until when it wants an answer.", "owner", ("a",), "/asked [NAME (OWNER)|OWNER]: TEXT [>TIME]", "asked ROOM [OWNER] [TEXT]", footer="asked"),
    Command("owner.answer", "Answer", "Answer a question; it waits among what is not told until it was.", "owner", ("w",), "/answer REF TEXT", "answer ROOM [REF] [TEXT]", footer="answer"),
    Command("owner.told", "Told", "Record that an owner was told: everything that they did not know, or the facts named.", "owner", ("t",), "/told OWNER[: TEXT][; facts: FACT, ...]", "told ROOM [OWNER] [TEXT]", footer="told"),
    Command("update.approve", "Approve", "Release a draft to its owner as it stands, or take that back; who may is in the owner's plan.", "shell", (), "/approve UPDATE [REASON][; by: NAME; alone: yes; override: RULE]", "approve ROOM UPDATE [REASON]"),
    Command("update.list", "Updates", "List drafts and what was told, or show, join, correct or withdraw one.", "shell", (), "", "updates ROOM [UPDATE]"),
    Command("owner.promise", "Promise", "Note a promise to an owner and until when.", "owner", ("p",), "/promise OWNER: TEXT >TIME", "promise ROOM [OWNER] [TEXT]", footer="promise"),
    Command("owner.moved", "Move a promise", "Give a promise another time; before the old one that is no broken promise.", "owner", ("v",), "/moved REF TIME because REASON", "moved ROOM [REF] [REASON]", footer="move"),
    Command("owner.kept", "Kept", "Say that a promise is kept.", "owner", ("y",), "/kept REF [TEXT]", "kept ROOM [REF] [TEXT]", footer="kept"),
    Command("owner.broken", "Broken", "Say that a promise will not be kept.", "owner", ("K",), "/broken REF REASON", "broken ROOM [REF] [REASON]"),
    Command("owner.withdrawn", "Take back", "Take a promise back (before its time: notice); strike a question, message, telling.", "owner", ("x",), "/withdrawn REF REASON", "withdrawn ROOM [REF] [REASON]"),
    Command("owner.pause", "Pause", "Let an owner's clocks rest, with the reason.", "owner", ("S",), "/pause OWNER: REASON[; until: TIME]", "pause ROOM [OWNER] [REASON]"),
    Command("owner.resume", "Resume", "Let an owner's clocks go on.", "shell", (), "/resume OWNER[: REASON]", "resume ROOM [OWNER] [REASON]"),
    Command("owner.snooze", "Snooze", "Let one clock rest until a time; when it is due stays what it is.", "owner", ("s",), "/snooze CLOCK TIME REASON", "snooze ROOM [CLOCK] [REASON]"),
    Command("owner.cadence", "Interval", "Tell an owner at another interval than the plan's, as announced to them.", "owner", ("u",), "/cadence OWNER: LENGTH|long|plan; because: REASON", "cadence ROOM [OWNER] [LENGTH]"),
    Command("owner.promote", "Promote", "Make an owner fact of an entry, in the owner's words.", "feed", ("p",), "/promote REF TEXT[; for: OWNER, ...; topic: TOPIC]", "promote ROOM [REF] [TEXT]", footer="promote"),
    Command("owner.eta", "Estimate", "Give an owner (or all) an estimate: range, confidence, basis; a moved one needs the reason.", "shell", (), "/eta [OWNER:] TIME to TIME[; confidence: LEVEL; basis: TEXT]", "eta ROOM [OWNER] [RANGE]"),
    Command("owner.expect", "Expectation", "Write down the goal, scope or severity as an owner was given it, and who agreed.", "shell", (), "/expect OWNER: goal|scope|severity TEXT[; agreed: NAME]", "expect ROOM [OWNER] [TEXT]"),
    Command("owner.remedy", "Compensation", "Note a compensation, or how far it is: authorised, offered, accepted, fulfilled.", "owner", ("r",), "/remedy OWNER: TEXT[; kind: KIND; amount: TEXT]", "remedy ROOM [OWNER] [TEXT]"),
    Command("owner.feedback", "Feedback", "Note how content an owner was: clear and timely enough, 1 to 5, and their words.", "owner", ("f",), "/feedback OWNER: CLEAR TIMELY [TEXT]", "feedback ROOM [OWNER] [TEXT]"),
    Command("owner.refile", "Another owner's", "Move a message, call, question or feedback to the owner whose it is.", "owner", ("O",), "/refile REF OWNER[; because: REASON]", "refile ROOM [REF] [OWNER]"),
    Command("shell.due", "Due", "Show what is due in all rooms; exit 1 when something is.", "shell", (), "", "due [ROOM] [--all]"),
    # the shell alone
    Command("shell.rooms", "Rooms", "List all rooms.", "shell", (), "", "rooms"),
    Command("shell.show", "Show", "Print a room's state, now or as of a time.", "shell", (), "", "show ROOM [--at TIME]"),
    Command("shell.compare", "Compare", "Print what changed in a room between two moments.", "shell", (), "", "compare ROOM TIME TIME"),
    Command("shell.metrics", "Metrics", "Print how long things took and how owners were served, each with its formula.", "shell", (), "", "metrics ROOM [--at TIME]"),
    Command("shell.stats", "Statistics", "Print the medians of the metrics across rooms, by severity and owner; drills are left out.", "shell", (), "", "stats [--severity SEV] [--owner NAME] [--since TIME]"),
    Command("shell.drill", "Drill", "Replay a real incident as a live room that you command; without a word, list the drills.", "shell", (), "", "drill [DRILL] [ACTION] [NUMBER]"),
    Command("shell.follow", "Follow", "Print events as they happen, one JSON object a line.", "shell", (), "", "follow ROOM"),
    Command("shell.draft", "Draft", "Print an owner update filled from the facts of the room.", "shell", (), "", "draft ROOM"),
    Command("shell.send", "Send", "Send approved updates to their owners, after one question that names each of them.", "shell", (), "", "send ROOM [UPDATE...]"),
    Command("shell.outbox", "Outbox", "List what was sent and what came of it; send again, cancel or confirm a delivery.", "shell", (), "", "outbox ROOM [KEY]"),
    Command("shell.channels", "Channels", "List the ways to owners, check them, or send a test message by one.", "shell", (), "", "channels [ACTION] [NAME]"),
    Command("shell.replies", "Replies", "Put mails that came back where they belong: replies, bounces, answers of machines.", "shell", (), "", "replies ROOM [FILE]..."),
    Command("shell.template", "Templates", "List, show, change or check the templates of owner updates.", "shell", (), "", "template ACTION [NAME]"),
    Command("shell.demo", "Demo", "Open a room in full swing, made from a real incident.", "shell", (), "", "demo"),
    Command("shell.lint", "Check a text", "Check a text for an owner: what is vague, unproven, blaming or internal in it.", "shell", (), "", "lint [FILE] [--room ROOM] [--owner NAME]"),
    Command("shell.doctor", "Doctor", "Check the data folder; reports every problem, loses nothing.", "shell", (), "", "doctor [--repair]"),
    Command("shell.completion", "Completion", "Print the script that completes commands and rooms in a shell: bash, zsh or fish.", "shell", (), "", "completion SHELL"),
)

# fmt: on

BY_ID = {command.id: command for command in COMMANDS}


TAKES: Final[Place] = "update"
"""The screen that takes keys of the room's for itself: there enter edits, and i ignores a finding."""


def with_keys(*places: Place) -> Iterable[Command]:
    """The commands that have keys in any of ``places``, in the table's order, with the keys that do them there."""
    taken = {key for command in COMMANDS if command.place == TAKES in places for key in command.keys}
    for command in COMMANDS:
        if command.place in places:
            keys = command.keys if command.place == TAKES else tuple(one for one in command.keys if one not in taken)
            if keys:
                yield command if keys == command.keys else command._replace(keys=keys)


def slash_commands() -> dict[str, Command]:
    """The commands of the entry line by their word: ``sev`` for ``/sev SEV [REASON]``."""
    return {command.slash[1:].split()[0]: command for command in COMMANDS if command.slash}


def cli_commands() -> dict[str, Command]:
    """The commands of the shell by their word: ``sev`` for ``sev ROOM SEV [REASON]``."""
    return {command.cli.split()[0]: command for command in COMMANDS if command.cli}
