"""A mail server on loopback that keeps what it is handed, and can be told to fail."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

HELLOS = ("EHLO", "HELO", "MAIL", "RCPT", "RSET", "NOOP")


class Post(socketserver.ThreadingTCPServer):
    """`arrived`: every message taken. `refusing`: says no to recipients. `silent`: takes a mail, then hangs up."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.arrived: list[EmailMessage] = []
        self.refusing = self.silent = False

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class Session(socketserver.StreamRequestHandler):
    """One connection: the few SMTP commands that a sender uses."""

    server: Post

    def handle(self) -> None:
        """Answer until the sender quits."""
        self.say("220 loopback")
        while line := self.rfile.readline():
            word = line[:4].decode().upper()
            if word == "QUIT":
                return self.say("221 bye")
            if word == "DATA":
                self.say("354 go on")
                self.take()
                if self.server.silent:
                    return None
                self.say("250 taken")
            elif word == "RCPT" and self.server.refusing:
                self.say("450 try again later")
            else:
                self.say("250 ok" if word in HELLOS else "502 unknown")
        return None

    def take(self) -> None:
        """Read one message up to the lone dot."""
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.arrived.append(message_from_bytes(b"".join(lines), policy=policy.default))

    def say(self, text: str) -> None:
        """One line of answer."""
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def post_office() -> Iterator[Post]:
    """A running server, gone afterwards."""
    with Post() as post:
        thread = threading.Thread(target=post.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield post
        finally:
            post.shutdown()
            thread.join()
