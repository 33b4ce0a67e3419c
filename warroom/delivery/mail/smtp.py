"""One mail over SMTP: how far it came decides what may be said of it; before the final dot, nothing was taken over."""

import socket
import ssl
from collections.abc import Sequence

from warroom.delivery.mail import answers, login
from warroom.delivery.mail.answers import Answer
from warroom.delivery.mail.message import Letter
from warroom.delivery.mail.reaching import Failed, connected, guarded, resolved, trusting, why, with_tls
from warroom.delivery.mail.settings import MailSettings
from warroom.delivery.mail.wire import NoAnswer, Refused, Wire, expected, stuffed
from warroom.delivery.receipt import Receipt, Stage
from warroom.delivery.scrubbing import scrub


class Attempt:
    """One try to hand a mail over."""

    def __init__(self, settings: MailSettings, secrets: Sequence[str] = ()) -> None:
        self._settings = settings
        self._secrets = secrets
        self.stage: Stage = "resolve"
        """How far it came."""

    def receipt(self, letter: Letter) -> Receipt:
        """Hand the mail over, and what came of it. Never raises for what a network or a server does."""
        try:
            answer = self._hand_over(letter)
        except Refused as error:
            return answers.refused(self.stage, error.answer, self._shown(error.answer.text), self._settings.host)
        except Failed as error:
            return self._not_sent(str(error), error.again)
        except (NoAnswer, OSError, ssl.SSLError) as error:
            text = str(error) if isinstance(error, NoAnswer) else why(error)
            if self.stage == "answer":
                return Receipt(outcome="unknown", stage="answer", text=self._shown(text), server=self._settings.host)
            return self._not_sent(text, again=True)
        return answers.accepted(answer, self._shown(answer.text), self._settings.host)

    def _not_sent(self, text: str, again: bool) -> Receipt:
        server = self._settings.host
        return Receipt(outcome="not_sent", stage=self.stage, text=self._shown(text), server=server, again=again)

    def _shown(self, text: str) -> str:
        return scrub(text, self._secrets)

    def _hand_over(self, letter: Letter) -> Answer:
        settings = self._settings
        wire = Wire(self._connected(), settings.timeout)
        if settings.helo:
            wire.local_hostname = settings.helo
        try:
            self._begin(wire)
            self._log_in(wire)
            self._envelope(wire, letter)
            wire.text(stuffed(letter.data))
            self.stage = "answer"
            answer = expected(wire.end(settings.answer_timeout))
        except Refused:
            wire.leave()
            raise
        except BaseException:
            wire.sock.close()
            raise
        wire.leave()
        return answer

    def _connected(self) -> socket.socket:
        self.stage = "resolve"
        settings = self._settings
        found = resolved(settings.host, settings.port, settings.security)
        self.stage = "connect"
        connection = connected(settings.host, found, settings.timeout)
        if settings.security != "tls":
            return connection
        self.stage = "tls"
        return guarded(connection, settings.host, settings.ca, settings.timeout)

    def _begin(self, wire: Wire) -> None:
        """Greet each other, and begin TLS where it has to."""
        self.stage = "connect"
        wire.greeting()
        wire.hello()
        if self._settings.security != "starttls":
            return
        self.stage = "tls"
        if not wire.has_extn("starttls"):
            words = "offers no STARTTLS, or somebody on the way took the offer out: nothing was said to it"
            raise Failed(f"{self._settings.host} {words}", again=False)
        context = trusting(self._settings.ca)
        with_tls(lambda: wire.guarded(context, self._settings.host), self._settings.host)
        wire.hello()

    def _log_in(self, wire: Wire) -> None:
        settings = self._settings
        if not settings.user:
            return
        self.stage = "login"
        methods = login.METHODS if settings.login == "password" else (login.TOKEN,)
        offered = str(wire.esmtp_features.get("auth", "")).upper().split()
        method = next((one for one in methods if one in offered), "")
        if not method:
            there = ", ".join(offered)[:80] or "none"
            raise Failed(f"{settings.host} offers no way to log in that fits (it offers: {there})", again=False)
        expected(login.log_in(wire, method, settings.user, settings.password))

    def _envelope(self, wire: Wire, letter: Letter) -> None:
        self.stage = "sender"
        size = len(letter.data)
        largest = str(wire.esmtp_features.get("size", "")).strip()
        if largest.isascii() and largest.isdecimal() and 0 < int(largest) < size:
            words = (
                f"takes mails up to {_megabytes(int(largest))}, and this one has {_megabytes(size)}: send fewer files"
            )
            raise Failed(f"{self._settings.host} {words}", again=False)
        options = f" SIZE={size}" if wire.has_extn("size") else ""
        if not letter.ascii:
            if not wire.has_extn("smtputf8"):
                words = "takes no addresses in other letters than ASCII (no SMTPUTF8): ask for another address"
                raise Failed(f"{self._settings.host} {words}", again=False)
            options += " SMTPUTF8 BODY=8BITMIME"
        wire.told("MAIL", f"FROM:<{letter.sender.spec}>{options}")
        self.stage = "recipient"
        wire.told("RCPT", f"TO:<{letter.recipient.spec}>")
        self.stage = "data"
        wire.told("DATA", codes=range(354, 355))


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB"
