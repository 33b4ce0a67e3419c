"""Mails that come back: replies as mail programs write them, and the reports of mail servers."""

from email.message import EmailMessage
from email.policy import SMTP


def reply(to: str = "", *, text: str = "Is our order lost?", references: str = "", **fields: str) -> bytes:
    """A reply of Mr Li to the mail of an id; ``fields`` with ``_`` for ``-`` replace or add header fields."""
    mail = EmailMessage(policy=SMTP)
    said = {
        "From": "Mr Li <li@acme.example>",
        "To": "ops@warroom.example",
        "Subject": "Re: Card payments",
        "Date": "Sun, 22 Nov 2026 13:59:00 +0000",
        "Message-ID": "<r1@acme.example>",
        **({"In-Reply-To": to, "References": references or to} if to else {}),
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    for name, value in said.items():
        if value:
            mail[name] = value
    mail.set_content(f"{text}\n\nOn Sun, 22 Nov 2026 at 13:50, Operations wrote:\n> 12 % of your payments fail.\n")
    return mail.as_bytes()


def report(
    message_id: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 <li@acme.example>: no such user",
    headers_only: bool = False,
    own: str = "20261122140100.4F2A@mx.acme.example",
    original_date: str = "",
    date: str = "Sun, 22 Nov 2026 14:01:00 +0000",
) -> bytes:
    """A report as Postfix writes it (RFC 3464)."""
    original = "message/rfc822" if not headers_only else "text/rfc822-headers"
    return "\r\n".join(
        (
            "Return-Path: <>",
            "From: MAILER-DAEMON@mx.acme.example (Mail Delivery System)",
            "To: ops@warroom.example",
            "Subject: Undelivered Mail Returned to Sender",
            "Auto-Submitted: auto-replied",
            f"Date: {date}",
            f"Message-ID: <{own}>",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="4F2A/mx.acme.example"',
            "",
            "--4F2A/mx.acme.example",
            "Content-Type: text/plain; charset=us-ascii",
            "",
            "This is the mail system at host mx.acme.example.",
            "",
            "--4F2A/mx.acme.example",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.acme.example",
            "X-Postfix-Queue-ID: 4F2A",
            "",
            "Final-Recipient: rfc822; li@acme.example",
            f"Action: {action}",
            f"Status: {status}",
            f"Diagnostic-Code: {diagnostic}",
            "",
            "--4F2A/mx.acme.example",
            f"Content-Type: {original}",
            "",
            "From: ops@warroom.example",
            "To: li@acme.example",
            f"Message-ID: {message_id}",
            *([f"Date: {original_date}"] if original_date else []),
            "References: <ffffffffffffffffffffffffffffffff@warroom.example>",
            "Subject: Card payments",
            "",
            "12 % of your payments fail.",
            "",
            "--4F2A/mx.acme.example--",
            "",
        )
    ).encode()


def old_report(kind: str, message_id: str) -> bytes:
    """Reports without a part for machines: as qmail and Exim write them."""
    if kind == "qmail":
        return (
            "Return-Path: <>\nFrom: MAILER-DAEMON@mx.acme.example\nTo: ops@warroom.example\nSubject: failure notice\n"
            "\nHi. This is the qmail-send program at mx.acme.example.\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
            "<li@acme.example>:\n550 no mailbox here by that name. (#5.1.1)\n\n"
            f"--- Below this line is a copy of the message.\n\nMessage-ID: {message_id}\nSubject: Card payments\n\nx\n"
        ).encode()
    return (
        "Return-path: <>\nX-Failed-Recipients: li@acme.example\nAuto-Submitted: auto-replied\n"
        "From: Mail Delivery System <Mailer-Daemon@mx.acme.example>\nTo: ops@warroom.example\n"
        "Subject: Mail delivery failed: returning message to sender\n\n"
        "A message that you sent could not be delivered to one or more of its recipients.\n\n"
        "  li@acme.example\n    SMTP error from remote mail server after RCPT TO:<li@acme.example>:\n"
        "    550 Unrouteable address\n\n"
        f"------ This is a copy of the message's headers. ------\n\nMessage-ID: {message_id}\nSubject: x\n"
    ).encode()
