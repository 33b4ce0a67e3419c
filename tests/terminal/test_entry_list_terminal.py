"""The entry list in a true terminal: keys as bytes, hostile text on the glass, columns that line up."""

import sys
from pathlib import Path

import pytest

from tests.terminal.driver import Terminal

PROGRAM = r"""
from textual.app import App
from screens.widgets.entry_list import EntryList
from screens.widgets.row import Row

HOSTILE = [
    "[red]not red[/red] [link=https://e.org]no link[/link] [/]",
    "\x1b[2J\x1b[31mstill here\x1b]0;PWNED\x07 \x9b2J",
    "pay\u202egpj.exe nul \x00 \ud83d",
    "中文，测试。确认证书已经轮换；第三方支付回调失败（正在核对）、预计十分钟后有结论！中文测试中文测试中文测试",
    "family 👩\u200d👩\u200d👦 heart ❤\ufe0f e\u0301 ends",
    "long " + "x" * 10_000 + " ends here",
]

class ListApp(App):
    BINDINGS = [("q", "quit"), ("a", "append")]

    def compose(self):
        yield EntryList(self.row, lambda entry: str(entry[0]), empty="Nothing logged yet.")

    def row(self, entry):
        return Row(str(entry[0]), "22 Nov 2026", "14:05", "obs", "plain", "李工 (by ana)", entry[1], flag=">")

    def on_mount(self):
        self.shown = [(n, f"plain {n}") for n in range(100)] + list(enumerate(HOSTILE, 100))
        self.query_one(EntryList).show(self.shown)
        self.query_one(EntryList).focus()

    def action_append(self):
        self.shown.append((len(self.shown), "came in"))
        self.query_one(EntryList).show(self.shown)

ListApp().run()
"""


def start(**env: str) -> Terminal:
    root = Path(__file__).resolve().parents[2]
    return Terminal([sys.executable, "-c", PROGRAM], columns=100, rows=30, env=env, cwd=root)


@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}])
def test_hostile_text_lines_up_and_the_cursor_shows(env: dict[str, str]) -> None:
    with start(**env) as terminal:
        terminal.wait_for("long")
        terminal.press("G")
        terminal.wait_for("ends here")
        for _ in range(30):  # up through the long entry, until the first of the hostile ones is in sight
            if "not red" in terminal.text():
                break
            terminal.press("ctrl+u")
            terminal.settle(0.05)
        terminal.wait_for("[red]not red[/red] [link=https://e.org]no link[/link] [/]")
        terminal.wait_for("␛[2J␛[31mstill here␛]0;PWNED␇ <U+009B>2J")
        for text in ("pay<U+202E>gpj.exe nul ␀ <U+D83D>", "family 👩👩👦 heart ❤ \u00e9 ends", "中文，测试。确认证书"):
            terminal.wait_for(text)
        flags = [terminal.screen.buffer[y][98].data for y in range(30) if "14:05" in terminal.line(y)]
        assert flags
        assert set(flags) == {">"}, "the right column stands straight beside every script"
        assert terminal.reversed_lines()
        assert "PWNED" not in terminal.screen.title
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_keys_new_entries_and_a_new_size() -> None:
    with start() as terminal:
        terminal.wait_for("long")
        terminal.press("g")
        terminal.wait_for("plain 0")
        terminal.press("a", "a")
        terminal.wait_for("-- 2 new entries, G goes to the end --")
        terminal.press("down", "j")
        terminal.wait_until(lambda t: any("plain 2 " in t.line(y) for y in t.reversed_lines()), "the cursor on plain 2")
        terminal.resize(50, 12)
        terminal.wait_until(lambda t: any("plain 2 " in t.line(y) for y in t.reversed_lines()), "the cursor on plain 2")
        terminal.press("end")
        terminal.wait_until(lambda t: "came in" in t.line(t.reversed_lines()[0]), "the last entry")
        assert "new entries" not in terminal.text()
        terminal.press("q")
        assert terminal.wait_exit() == 0
