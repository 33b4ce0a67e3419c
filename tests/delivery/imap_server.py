"""A mailbox on loopback that answers as it should, but where a test tells it otherwise."""

import base64
import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Callable


class Gone(Exception):
    """The conversation is over."""


class ImapServer:
    """``mails`` by number; ``at["FETCH"]`` is done instead of answering that command."""

    def __init__(
        self,
        mails: dict[int, bytes],
        *,
        context: ssl.SSLContext | None = None,
        implicit: bool = False,
        plain: bool = True,
    ) -> None:
        self.mails = mails
        self.context, self.implicit, self.plain = context, implicit, plain
        self.login = ("ops", "corr3ct-h0rse")
        self.folder = "INBOX"
        self.at: dict[str, Callable[[socket.socket], None]] = {}
        self.offers = ["IMAP4rev1", *(["STARTTLS"] if context and not implicit else [])]
        self.said: list[str] = []
        """Every command that came, without its tag."""
        self._stopped = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def settings(self, **more: object) -> dict[str, object]:
        """What ``[email.NAME]`` says of it."""
        security = "none" if self.context is None else "tls" if self.implicit else "starttls"
        return {
            "host": "127.0.0.1", "security": "none", "from": "ops@warroom.example", "imap_host": "127.0.0.1",
            "imap_port": self.port, "imap_security": security, "imap_user": self.login[0],
            "imap_password": self.login[1], **more,
        }  # fmt: skip

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(Gone, OSError):
            if self.implicit and self.context is not None:
                connection = self.context.wrap_socket(connection, server_side=True)
            connection.sendall(b"* OK ready\r\n")
            while True:
                connection = self._one(connection) or connection
        connection.close()

    def _line(self, connection: socket.socket) -> str:
        found = b""
        while not found.endswith(b"\r\n"):
            piece = connection.recv(1)
            if not piece:
                raise Gone
            found += piece
        return found.decode("utf-8", "replace").strip()

    def _one(self, connection: socket.socket) -> socket.socket | None:
        tag, _, command = self._line(connection).partition(" ")
        self.said.append(command)
        words = command.split()
        verb = words[1].upper() if words[0].upper() == "UID" else words[0].upper()
        if verb in self.at:
            self.at[verb](connection)
            return None

        def end(text: str) -> None:
            connection.sendall(f"{tag} {text}\r\n".encode())

        match verb:
            case "CAPABILITY":
                offers = [*self.offers, *(["AUTH=PLAIN"] if self.plain else [])]
                connection.sendall(f"* CAPABILITY {' '.join(offers)}\r\n".encode())
                end("OK done")
            case "STARTTLS":
                end("OK go")
                assert self.context is not None
                return self.context.wrap_socket(connection, server_side=True)
            case "AUTHENTICATE":
                connection.sendall(b"+ \r\n")
                _, user, password = base64.b64decode(self._line(connection)).decode().split("\0")
                end("OK in" if (user, password) == self.login else f"NO [AUTHENTICATIONFAILED] {password} is wrong")
            case "LOGIN":
                right = command == f'LOGIN "{self.login[0]}" "{self.login[1]}"'
                end("OK in" if right else "NO no")
            case "EXAMINE":
                found = command == f'EXAMINE "{self.folder}"'
                connection.sendall(f"* {len(self.mails)} EXISTS\r\n".encode() if found else b"")
                end("OK [READ-ONLY] done" if found else "NO there is no such folder")
            case "SEARCH":
                connection.sendall(f"* SEARCH {' '.join(map(str, self.mails))}\r\n".encode())
                end("OK done")
            case "FETCH":
                self._fetch(connection, command)
                end("OK done")
            case "LOGOUT":
                connection.sendall(b"* BYE\r\n")
                end("OK bye")
                raise Gone
            case _:
                end("BAD that changes something")
        return None

    def _fetch(self, connection: socket.socket, command: str) -> None:
        for number in map(int, command.split()[2].split(",")):
            mail = self.mails[number]
            if "HEADER.FIELDS" not in command:
                said = f"* {number} FETCH (UID {number} BODY[] {{{len(mail)}}}\r\n".encode()
                connection.sendall(said + mail + b")\r\n")
                continue
            named = re.search(r"HEADER\.FIELDS \(([^)]*)\)", command)
            wanted = tuple(f"{one.lower()}:" for one in (named[1] if named else "").split())
            head = re.sub(r"\r?\n[ \t]+", " ", mail.decode("utf-8", "replace").replace("\r\n", "\n").split("\n\n")[0])
            kept = "".join(f"{line}\r\n" for line in head.split("\n") if line.lower().startswith(wanted)) + "\r\n"
            data = kept.encode()
            size = f"RFC822.SIZE {len(mail)}"
            connection.sendall(
                f"* {number} FETCH (BODY[HEADER.FIELDS (X)] {{{len(data)}}}\r\n".encode() + data
                + f" UID {number} {size})\r\n".encode()
            )  # fmt: skip

    def stop(self) -> None:
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def __enter__(self) -> "ImapServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
