"""INV-41: what leaves the suite goes to public addresses, by https, and takes no more than it asked for."""

import socket
import time
from itertools import count
from typing import Any

import pytest

from billing_suite.kernel.work.egress import EgressFailed, EgressRefused, fetch, is_allowed, send
from tests.kernel.work.outside import Visit, outside, plainly

pytestmark = pytest.mark.once
MOST = 10_000
HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def loopback(settings: Any) -> None:
    settings.EGRESS_LOOPBACK = True


def named(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Every name is at these addresses; gives the names that were asked for."""
    asked: list[str] = []

    def resolve(host: str, port: int, *args: Any, **more: Any) -> list[Any]:
        asked.append(host)
        return [(0, 0, 0, "", (address, port)) for address in addresses]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda h, p, *a, **m: real(h, p, *a, **m) if h[0].isdigit() else resolve(h, p, *a, **m)
    )
    return asked


# --- where to ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1"),
        *("192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
        *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::a00:1"),
        *("100::1", "2001::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1"),
        *("fc00::1", "fd00::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "localhost", ""),
    ],
)
def test_inv41_an_address_that_is_not_public_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_allowed(address, scheme="https")
    named(monkeypatch, "93.184.216.34", address)  # one public address beside it does not help
    with pytest.raises(EgressRefused, match="which is not public") as refused:
        fetch("https://rates.example/daily.xml", most=MOST)
    assert (refused.value.record, refused.value.rule) == ("rates.example", "INV-41")


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_a_public_address_is_allowed_by_https_alone(address: str) -> None:
    assert is_allowed(address, scheme="https")
    assert not is_allowed(address, scheme="http")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"])
def test_inv41_no_spelling_of_this_machine_is_reached(host: str) -> None:
    with outside(plainly(b"secret")) as server:
        with pytest.raises((EgressRefused, EgressFailed)):
            fetch(f"https://{host}:{server.port}/", most=MOST)
        assert server.heard == []


@pytest.mark.parametrize(
    "url",
    [
        "http://rates.example/",
        "ftp://rates.example/",
        "file:///etc/passwd",
        "rates.example",
        "https://",
        "https://ann:secret@rates.example/",
        "https://rates.example:0/",
        "https://rates.example:99999/",
        "https://rates.example/a b",
        "https://rates.example/\r\nX: y",
        "https://räte.example/",
    ],
)
def test_inv41_only_https_to_a_host_is_sent_to(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = named(monkeypatch, "93.184.216.34")
    with pytest.raises(EgressRefused) as refused:
        fetch(url, most=MOST)
    assert asked == [] and "secret" not in str(refused.value).replace(repr(url[:80]), "")


def test_inv41_no_environment_opens_the_loopback(settings: Any) -> None:
    assert settings.EGRESS_LOOPBACK is False
    settings.EGRESS_LOOPBACK, settings.TESTING = True, False
    with outside(plainly(b"x")) as server, pytest.raises(EgressRefused, match="only https"):
        fetch(server.url, most=MOST)


def test_inv41_with_the_loopback_open_other_addresses_stay_shut(loopback: None) -> None:
    assert is_allowed("127.0.0.1", scheme="http")
    for address in ("10.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "8.8.8.8"):
        assert not is_allowed(address, scheme="http")


def test_inv41_the_checked_address_is_called_and_the_name_is_told(
    loopback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is resolved once; the second answer, which would lead elsewhere, is never asked for."""
    asked = named(monkeypatch, "127.0.0.1")
    with outside(plainly(b"rates")) as server:
        assert fetch(f"http://rates.example:{server.port}/daily.xml?day=1", most=MOST) == b"rates"
    assert asked == ["rates.example"]
    assert server.heard[0].startswith(b"GET /daily.xml?day=1 HTTP/1.1\r\n")
    assert f"\r\nHost: rates.example:{server.port}\r\n".encode() in server.heard[0]


def test_inv41_tls_asks_for_the_name(loopback: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first words of TLS carry the name; who does not speak it is not believed."""
    named(monkeypatch, "127.0.0.1")
    with outside(plainly(b"no TLS here")) as server, pytest.raises(EgressFailed):
        fetch(f"https://rates.example:{server.port}/", most=MOST)
    assert b"rates.example" in server.heard[0] and not server.heard[0].startswith(b"GET")


# --- what comes back --------------------------------------------------------------------------------------


def test_an_answer_is_taken_whole(loopback: None) -> None:
    with outside(plainly(b"x" * MOST)) as server:
        assert fetch(server.url, most=MOST) == b"x" * MOST


def test_a_body_is_sent_and_any_status_is_an_answer(loopback: None) -> None:
    with outside(plainly(b"gone", "410 Gone")) as server:
        answer = send(server.url, method="POST", headers={"webhook-id": "1"}, body=b"{}", most=MOST)
    assert (answer.status, answer.body, answer.headers["Content-Length"]) == (410, b"gone", "4")
    assert server.heard[0].startswith(b"POST ") and b"webhook-id: 1\r\n" in server.heard[0]


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
def test_inv41_a_redirect_is_not_followed(status: str, loopback: None) -> None:
    with outside(plainly(b"inside")) as other:
        with outside(plainly(b"", status, Location=other.url)) as server:
            with pytest.raises(EgressRefused, match="redirect"):
                fetch(server.url, most=MOST)
            assert send(server.url, most=MOST).status == int(status[:3])
        assert other.heard == []


@pytest.mark.parametrize("status", ["404 Not Found", "500 Internal Server Error", "503 Busy", "204 No Content"])
def test_another_status_may_be_better_the_next_time(status: str, loopback: None) -> None:
    with outside(plainly(b"", status)) as server, pytest.raises(EgressFailed, match=f"answers {status[:3]}$"):
        fetch(server.url, most=MOST)


def endless(visit: Visit) -> None:
    """A body without a length and without an end."""
    visit.say(HEAD + b"\r\n")
    while True:
        visit.say(b"x" * 4096)


def endless_chunks(visit: Visit) -> None:
    """The same in chunks."""
    visit.say(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        visit.say(b"1000\r\n" + b"x" * 4096 + b"\r\n")


@pytest.mark.parametrize("answering", [endless, endless_chunks, plainly(b"x" * (MOST + 1))])
def test_inv50_a_body_is_read_no_further_than_the_limit(answering: Any, loopback: None) -> None:
    with outside(answering) as server, pytest.raises(EgressRefused, match="more than 10,000 bytes"):
        fetch(server.url, most=MOST)


def slow_body(visit: Visit) -> None:
    """A byte now and then, each within any patience."""
    visit.say(HEAD + b"\r\n")
    while visit.wait(0.05):
        visit.say(b"x")


def slow_head(visit: Visit) -> None:
    """Headers that go on and on."""
    visit.say(HEAD)
    for number in count():
        visit.say(f"X-{number % 50}".encode())
        if not visit.wait(0.05):
            return


def silent(visit: Visit) -> None:
    """Nothing at all."""
    visit.wait(30)


@pytest.mark.parametrize(
    ("scheme", "answering"), [("http", slow_body), ("http", slow_head), ("http", silent), ("https", silent)]
)
def test_a_slow_answer_is_over_at_the_deadline(scheme: str, answering: Any, loopback: None) -> None:
    with outside(answering) as server:
        started = time.monotonic()
        with pytest.raises(EgressFailed, match=r"longer than 1 seconds|timed out"):
            fetch(server.url.replace("http", scheme), most=10**6, seconds=1)
        assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("answering", "error"),
    [
        (plainly(b"x", Content_Encoding="gzip"), EgressRefused),
        (lambda visit: visit.say(HEAD + b"Content-Length: 10\r\n\r\nshort"), EgressFailed),
        (lambda visit: visit.say(b"SSH-2.0-OpenSSH\r\n"), EgressFailed),
        (lambda visit: visit.say(HEAD + b"X: y\r\n" * 200 + b"\r\n"), EgressFailed),
        (lambda visit: visit.say(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), EgressFailed),
        (lambda visit: None, EgressFailed),
    ],
)
def test_a_broken_answer_is_none(answering: Any, error: type[Exception], loopback: None) -> None:
    with outside(answering) as server, pytest.raises(error):
        fetch(server.url, most=MOST)


def test_nobody_at_home_and_no_such_name_may_be_better_the_next_time(
    loopback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with outside(plainly(b"")) as server:
        gone = server.url
    with pytest.raises(EgressFailed):
        fetch(gone, most=MOST)

    def unknown(*args: Any, **more: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(EgressFailed, match="cannot be resolved"):
        fetch("https://rates.invalid/", most=MOST)
