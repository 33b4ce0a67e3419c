"""Rooms whose approved drafts wait to be sent from a shell, and servers on loopback that take them."""

from pathlib import Path
from typing import Any

from tests.delivery.smtp_server import SmtpServer
from tests.warroom.shell import Shell

PASSWORD = "hunter2-Zebra/密码+x"
"""Of the mail server; it must be found nowhere but there and where the settings say."""
TOKEN = "T0AAA1/B0BBB2/XyZ0123456789abcdef"
"""Of the chat's address."""


class Ways:
    """``channels.toml`` with one mail server and a chat for Beta, secrets by reference."""

    def __init__(self, folder: Path, data: Path, monkeypatch: Any) -> None:
        self.file = data / "channels.toml"
        self.secret = folder / "smtp-password"
        self.secret.write_text(PASSWORD + "\n", "utf-8")
        self.secret.chmod(0o600)
        monkeypatch.setenv("WARROOM_CONFIG", str(folder / "config"))
        data.mkdir(mode=0o700, exist_ok=True)

    def write(self, mail: int, chat: str, monkeypatch: Any, *, user: str = "ops", more: str = "") -> None:
        """The mail server's port and the chat's address."""
        monkeypatch.setenv("BETA_HOOK", chat)
        self.file.write_text(
            f'[email.ops]\nhost = "127.0.0.1"\nport = {mail}\nsecurity = "none"\nfrom = "Ops <ops@ours.example>"\n'
            f'user = "{user}"\npassword = "file:{self.secret}"\ntimeout = 3\nanswer_timeout = 3\n\n'
            f'[slack.beta]\nowners = ["Beta"]\nurl = "env:BETA_HOOK"\ntimeout = 3\n{more}',
            "utf-8",
        )
        self.file.chmod(0o600)


def room_of(shell: Shell, *, drill: bool = False) -> str:
    """A room with Acme (mail, two people) and Beta (chat), each with an approved draft."""
    ref = shell(
        "new",
        "Reports are late",
        "--sev",
        "SEV3",
        *(["--drill"] if drill else []),
        "--owner",
        "Acme",
        "--owner",
        "Beta",
        "--impact",
        "Reports are late.",
    ).strip()
    shell("owner", "plan", ref, "Acme", "--channels", "email", "--lang", "en",
          "--contacts", "Mr Li li@acme.example, Ms Wu wu@acme.example")  # fmt: skip
    shell("owner", "plan", ref, "Beta", "--channels", "slack", "--lang", "en", "--contacts", "Bo +86 138 0013 8000")
    for owner in ("Acme", "Beta"):
        shell("draft", ref, "--owner", owner, "--save")
        shell("approve", ref, owner)
    return ref


def mails_to(server: SmtpServer) -> list[str]:
    """The recipients of the mails that a server took over."""
    return sorted(to for mail in server.mails for to in mail.recipients)
