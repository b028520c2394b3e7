"""The one way out: no request of the suite reaches an address that is not public (INV-41).

The name is resolved once, every address it has is checked, and the connection goes to a checked one, so that a
name cannot point elsewhere between the check and the call. TLS and the Host header still carry the name.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from billing_suite.kernel.values.refusals import Refusal

Address = IPv4Address | IPv6Address
AGENT = "billing-suite"
CHUNK = 64 * 1024
# https://www.iana.org/assignments/ipv6-unicast-address-assignments/: what is routed is in 2000::/3; of it these are
# protocol assignments (Teredo among them), documentation, and 6to4, which carries an IPv4 address inside.
ROUTED = IPv6Network("2000::/3")
NOT_ROUTED = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
RELAYS = ip_network("192.88.99.0/24")  # 6to4 relays, RFC 7526


class EgressRefused(Refusal):
    """The suite does not send there, or does not take what came: another try would change nothing."""

    code = "egress-refused"


class EgressFailed(Exception):
    """The other side did not answer, or not well, or not in time: it may the next time."""


@dataclass(frozen=True)
class Answer:
    """What came back: a redirect is an answer like any other, it is not followed."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Deadline:
    """When everything has to be over, however slowly the other side goes about it."""

    seconds: int
    started: float = field(default_factory=time.monotonic)

    def left(self) -> float:
        """Seconds that remain; past the end it fails."""
        left = self.started + self.seconds - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"it took longer than {self.seconds} seconds")
        return left


def fetch(url: str, *, most: int, seconds: int = 20) -> bytes:
    """The bytes behind an address, at most so many, within so many seconds.

    Raises EgressRefused for an address that is not public https, a redirect, too many bytes; EgressFailed for
    anything that may go well another time.
    """
    answer = send(url, most=most, seconds=seconds)
    if 300 <= answer.status < 400:
        raise EgressRefused(f"{_place(url)} answers with a redirect, and none is followed", rule="INV-41")
    if answer.status != 200:
        raise EgressFailed(f"{_place(url)} answers {answer.status}")
    return answer.body


def send(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    most: int,
    seconds: int = 20,
) -> Answer:
    """One request and its answer, at most `most` bytes of it, within so many seconds in all; raises as `fetch`."""
    target, deadline = checked(url), Deadline(seconds)
    connection = Pinned(target, resolved(target), deadline)
    path = f"{target.path or '/'}{'?' if target.query else ''}{target.query}"
    told = {"User-Agent": AGENT, "Accept-Encoding": "identity", **(headers or {}), "Host": target.netloc}
    try:
        connection.request(method, path, body=body or None, headers=told)
        response = connection.getresponse()
        return Answer(response.status, dict(response.headers.items()), _read(response, most, deadline, url))
    except (OSError, http.client.HTTPException) as error:  # TimeoutError and ssl.SSLError are OSErrors
        raise EgressFailed(f"{_place(url)}: {str(error) or type(error).__name__}") from error
    finally:
        connection.hang_up()


# --- where to -----------------------------------------------------------------------------------------------


def checked(url: str) -> SplitResult:
    """An address that may be asked for at all: https, a host, no name or password in it."""
    try:
        target = urlsplit(url)
        plain = url.isascii() and url.isprintable() and " " not in url and target.port != 0
    except ValueError:
        plain = False
    if not plain or not target.hostname or "@" in target.netloc:
        raise EgressRefused(f"{url[:80]!r} is no address to send to", rule="INV-41")
    if target.scheme != "https" and not (target.scheme == "http" and loopback_allowed()):
        raise EgressRefused(f"{_place(url)}: only https is sent to", rule="INV-41")
    return target


def resolved(target: SplitResult) -> list[str]:
    """Every address of the host, all of them allowed; one that is not refuses the host."""
    host, port = str(target.hostname), _port(target)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise EgressFailed(f"{host} cannot be resolved: {error}") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not is_allowed(address, scheme=target.scheme):
            raise EgressRefused(f"{host} is at {address}, which is not public", record=host, rule="INV-41")
    return addresses


def is_allowed(address: str, *, scheme: str) -> bool:
    """A public address, by https; a test may open the loopback of its own machine."""
    try:
        parsed = ip_address(address)
    except ValueError:  # a scope, as in fe80::1%eth0
        return False
    if loopback_allowed() and parsed.is_loopback:
        return True
    return scheme == "https" and is_public(parsed)


def is_public(address: Address) -> bool:
    """Whether an address is one host of the internet: what is neither is named by its absence from what is routed."""
    if isinstance(address, IPv6Address):
        return address in ROUTED and not any(address in network for network in NOT_ROUTED)
    return address.is_global and not address.is_multicast and not address.is_reserved and address not in RELAYS


def loopback_allowed() -> bool:
    """For tests with a stand-in alone: no environment sets it."""
    return bool(settings.TESTING and settings.EGRESS_LOOPBACK)


def _port(target: SplitResult) -> int:
    return target.port or (443 if target.scheme == "https" else 80)


def _place(url: str) -> str:
    """The address without its query, which may hold a key."""
    target = urlsplit(url)
    return f"{target.scheme}://{target.netloc.rpartition('@')[2]}{target.path}"[:200]


# --- the connection -------------------------------------------------------------------------------------------


class Pinned(http.client.HTTPConnection):
    """A connection to one of the checked addresses, every step of it within the deadline."""

    def __init__(self, target: SplitResult, addresses: list[str], deadline: Deadline) -> None:
        super().__init__(str(target.hostname), _port(target))
        self.target, self.addresses, self.deadline = target, addresses, deadline
        self.held: socket.socket | None = None

    def connect(self) -> None:
        """The first address that takes the call; TLS asks for the name, not the address."""
        failed: OSError = OSError("no address")
        for address in self.addresses:
            try:
                plain = socket.create_connection((address, self.port), timeout=self.deadline.left())
                break
            except OSError as error:
                failed = error
        else:
            raise failed
        self.held = plain
        self.held = self._secured(plain)
        self.sock: Any = TimedSocket(self.held, self.deadline)

    def hang_up(self) -> None:
        """End it, whatever came of it."""
        self.close()
        if self.held is not None:
            self.held.close()

    def _secured(self, plain: socket.socket) -> socket.socket:
        if self.target.scheme != "https":
            return plain
        plain.settimeout(self.deadline.left())  # the handshake as a whole is held to it
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


class TimedSocket:
    """What `http.client` needs of a socket, each wait shortened to what is left of the deadline."""

    def __init__(self, held: socket.socket, deadline: Deadline) -> None:
        self.held, self.deadline = held, deadline

    def sendall(self, data: Any) -> None:
        """Send."""
        self.held.settimeout(self.deadline.left())
        self.held.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """The answer, to be read."""
        return io.BufferedReader(TimedReading(self.held, self.deadline))

    def close(self) -> None:
        """Not yet: `http.client` closes its end before it reads an answer without a length."""


class TimedReading(io.RawIOBase):
    """The bytes that come, headers too; a byte now and then does not keep it open."""

    def __init__(self, held: socket.socket, deadline: Deadline) -> None:
        self.held, self.deadline = held, deadline

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """What is there now, or what comes before the end of the deadline."""
        self.held.settimeout(self.deadline.left())
        return self.held.recv_into(buffer)


def _read(response: http.client.HTTPResponse, most: int, deadline: Deadline, url: str) -> bytes:
    """The body, no further than the limit, and not packed: what it unpacks to would have none."""
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise EgressRefused(f"{_place(url)} answers packed, though it was asked not to", rule="INV-41")
    parts: list[bytes] = []
    left = most
    while part := response.read1(min(CHUNK, left + 1)):
        deadline.left()
        left -= len(part)
        if left < 0:
            raise EgressRefused(f"{_place(url)} answers with more than {most:,} bytes", rule="INV-50")
        parts.append(part)
    body = b"".join(parts)
    if response.length:  # what was announced and never came; read1 does not say so
        raise http.client.IncompleteRead(body, response.length)
    return body
