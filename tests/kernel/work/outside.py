"""A server on loopback that answers as it is told: the world outside, well behaved or hostile."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Answering = Callable[["Visit"], None]


class Outside(socketserver.ThreadingTCPServer):
    """`heard`: the first bytes of each request. `answering`: what is done with a request."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, answering: Answering) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.answering = answering
        self.heard: list[bytes] = []
        self.over = threading.Event()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/rates.xml"


class Visit(socketserver.BaseRequestHandler):
    """One connection: hear the request, answer as told, until the visitor hangs up."""

    server: Outside
    request: socket.socket

    def handle(self) -> None:
        """Hear and answer."""
        self.server.heard.append(self.request.recv(8192))
        with suppress(OSError):
            self.server.answering(self)

    def say(self, data: bytes) -> None:
        """Send."""
        self.request.sendall(data)

    def wait(self, seconds: float) -> bool:
        """Pause, unless the test is over; whether to go on."""
        return not self.server.over.wait(seconds)


def plainly(body: bytes, status: str = "200 OK", **headers: str) -> Answering:
    """An answer with its length."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body)}",
        *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items()),
    ]
    return lambda visit: visit.say("\r\n".join([*lines, "", ""]).encode() + body)


@contextmanager
def outside(answering: Answering) -> Iterator[Outside]:
    """A running server, gone afterwards."""
    with Outside(answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
