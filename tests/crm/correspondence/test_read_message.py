"""What a mail says is read calmly, whatever comes: within bounds, in text a database takes, or refused in words."""

import time
from datetime import UTC, datetime

import pytest

from crm.correspondence.reading import LIMIT, MailTooLarge, MailUnreadable, ReadMail, addresses_in, read_message
from crm.correspondence.reading.words import clean, decoded, one_line, plain
from tests.crm.correspondence.letters import AT, KIM, headed, letter

pytestmark = pytest.mark.once
PARTS = (b"Content-Type: multipart/mixed; boundary=b",)
SECONDS = 8  # on a busy machine; each takes less than two on a quiet one, and would take minutes unbounded


def read(raw: bytes, server: str = "") -> ReadMail:
    """Read at noon."""
    return read_message(raw, at=AT, server=server)


def test_a_mail_says_who_what_and_when() -> None:
    mail = letter(to=f"{KIM}, Ann <ANN@Nordlicht.example>", Cc="bo@lumiere.example", Delivered_To="log@spree.example")
    mail.add_attachment(b"%PDF" * 300, maintype="application", subtype="pdf", filename="Angebot für Kim.pdf")
    told = read(mail.as_bytes())
    assert told.sender == "lena@spree.example" and told.from_line == "Lena Vogt <lena@spree.example>"
    assert told.recipients == ("kim@nordlicht.example", "ann@nordlicht.example", "bo@lumiere.example")
    assert told.passed == ("log@spree.example",)
    assert (told.subject, told.text) == ("The offer", "Hello Kim,\n\nhere it is.")
    assert told.attachments == ({"name": "Angebot für Kim.pdf", "size": 1200},)
    assert told.sent_at == datetime(2026, 2, 2, 9, 30, tzinfo=UTC)
    assert told.message_id == "<1@spree.example>"


def test_words_come_from_plain_text_else_from_html() -> None:
    mail = letter(text="Plain")
    mail.add_alternative("<p>Rich</p>", subtype="html")
    assert read(mail.as_bytes()).text == "Plain" and read(mail.as_bytes()).attachments == ()
    rich = b"<html><head><title>T</title><style>p{}</style></head><body><!-- no --><p>Dear&nbsp;Kim,</p>a &lt; b<br>Bye"
    told = read(headed(b"Content-Type: text/html; charset=utf-8", body=rich + b"<script>alert(1)</script></body>"))
    assert told.text == "Dear Kim,\na < b\nBye"


def test_a_mail_within_a_mail_is_an_attachment() -> None:
    mail = letter(text="See below")
    mail.add_attachment(letter(sender=KIM, subject="Inner", text="x" * 50))
    told = read(mail.as_bytes())
    assert told.text == "See below" and told.sender == "lena@spree.example"
    assert [file["name"] for file in told.attachments] == ["message/rfc822"] and told.attachments[0]["size"] >= 50


@pytest.mark.parametrize(
    ("charset", "words", "text"),
    [
        (b"iso-8859-1", "Grüße".encode("latin-1"), "Grüße"),
        (b"utf-8", "Grüße".encode("latin-1"), "Gr\ufffd\ufffde"),
        (b"no-such-charset", "Grüße".encode(), "Grüße"),
        (b"punycode", b"abc-def\xff" * 9_000, "abc-def\ufffd"),
        (b"unicode_escape", rb"\u0000", r"\u0000"),
        (b"zlib", b"x", "x"),
        (b"\xff\xfe", b"x", "x"),
        (b"utf-8", b"a\x00b\x1bc", "abc"),
    ],
)
def test_a_wrong_charset_and_nuls_become_text(charset: bytes, words: bytes, text: str) -> None:
    told = read(headed(b"Content-Type: text/plain; charset=" + charset, body=words))
    assert told.text.startswith(text)
    assert "\x00" not in told.text and told.text.encode()


def test_bytes_beyond_ascii_in_headers_are_text_too() -> None:
    told = read(headed(b"Subject: \xff\xfe Gr\xc3\xbc\xc3\x9fe \x00", b"From: L\xe9na <lena@spree.example>"))
    assert told.subject.encode() and told.from_line.encode()
    assert told.sender == "lena@spree.example"


def test_a_mail_without_a_message_id_is_known_by_what_it_says() -> None:
    mail = letter(key="").as_bytes()
    first, again = read(mail), read(b"Received: from somewhere\r\n" + mail)
    assert first.message_id == again.message_id and first.message_id.startswith("sha256:")
    assert read(letter(key="", text="Other").as_bytes()).message_id != first.message_id
    long = read(headed(b"Message-ID: <" + b"x" * 3_000 + b"@y>"))
    assert long.message_id.startswith("sha256:")


@pytest.mark.parametrize("date", ["", "soon", "Mon, 02 Feb 2037 10:30:00 +0100", "Fri, 01 Jan 1960 00:00:00 +1400"])
def test_a_date_that_cannot_be_is_the_time_it_came(date: str) -> None:
    assert read(headed(*([b"Date: " + date.encode()] if date else []))).sent_at == AT


@pytest.mark.parametrize(
    ("results", "is_disowned"),
    [
        (b"mx.spree.example; spf=pass; dmarc=fail (p=reject) header.from=spree.example", True),
        (b"MX.spree.example 1; dmarc = FAIL", False),
        (b"mx.spree.example 1; dkim=none; dmarc = FAIL", True),
        (b"mx.spree.example; dmarc=pass", False),
        (b"mx.spree.example; spf=pass (dmarc=fail)", False),
        (b"evil.example; dmarc=fail", False),
        (b"", False),
    ],
)
def test_only_the_named_server_says_that_a_mail_is_disowned(results: bytes, is_disowned: bool) -> None:
    raw = headed(b"Authentication-Results: " + results)
    assert read(raw, server="mx.spree.example").is_disowned == is_disowned
    assert not read(raw).is_disowned


def test_several_senders_are_nobody() -> None:
    assert read(headed(b"From: lena@spree.example, eve@evil.example")).sender == ""


def nested(depth: int, lines: int) -> bytes:
    """Multiparts within multiparts."""
    inner = b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (level, level + 1) for level in range(depth)
    )
    return headed(b"Content-Type: multipart/mixed; boundary=b0", body=inner + b"x\r\n" * lines)


REFUSED = {
    "nothing": b"",
    "nuls": b"\0" * 5_000,
    "no mail": bytes(range(256)) * 50,
    "ten thousand recipients": headed(b"To: " + b",\r\n ".join(b"u%d@x.example" % n for n in range(10_000))),
    "a header without end": headed(b"X-Long: " + b"x" * 70_000),
    "a million lines": headed(*[b"X: y"] * 450_000),
    "a bomb of parts": headed(*PARTS, body=b"--b\r\n\r\n\r\n" * 100_000),
    "a bomb of nests": nested(2_000, 10),
    "mails in mails": headed(b"Content-Type: message/rfc822", body=b"Content-Type: message/rfc822\r\n\r\n" * 500),
    "content types that are read for ever": headed(
        *PARTS, body=(b"--b\r\nContent-Type: text/plain" + b";a=b" * 900 + b"\r\n\r\nx\r\n") * 98
    ),
    "comments within comments": headed(b"Content-Type: text/plain; " + b"(" * 3_000),
}  # fmt: skip


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED)
def test_what_is_made_to_be_unreadable_is_refused_at_once(raw: bytes) -> None:
    started = time.monotonic()
    with pytest.raises(MailUnreadable):
        read(raw)
    assert time.monotonic() - started < SECONDS


def test_more_than_the_limit_is_refused() -> None:
    with pytest.raises(MailTooLarge) as refused:
        read(b"x" * (LIMIT + 1))
    assert (refused.value.status, refused.value.code) == (413, "mail-too-large")


ODD = {
    "deep nests": nested(90, 100_000),
    "a large attachment": headed(
        *PARTS,
        body=b"--b\r\n\r\nhi\r\n--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + (b"A" * 76 + b"\r\n") * 300_000
        + b"--b--",
    ),
    "no end of multiparts": headed(*PARTS, body=b"--b\r\n\r\nhi"),
    "multipart without parts": headed(*PARTS, body=b"nothing of the kind"),
    "multipart without a boundary": headed(b"Content-Type: multipart/mixed", body=b"hi"),
    "broken base64": headed(b"Content-Transfer-Encoding: base64", body=b"%%%=A"),
    "broken uuencode": headed(b"Content-Transfer-Encoding: x-uuencode", body=b"begin 644 x\r\nMMMM"),
    "brackets without end": headed(b"From: " + b"(" * 5_000 + b"<lena@spree.example>"),
    "commas without end": headed(b"To: " + b"," * 60_000 + b"kim@nordlicht.example"),
    "one endless word": headed(b"To: " + b"a" * 60_000 + b"@x"),
    "an endless subject": headed(b"Subject: " + b"=?utf-8?q?a?= " * 4_000),
    "an endless date": headed(b"Date: " + b"(" * 60_000),
    **{
        f"html of {frag.decode()}": headed(b"Content-Type: text/html", body=frag * (400_000 // len(frag)))
        for frag in (b"<a ", b"<a b='", b"<!--", b"</", b"<", b"<script>", b"&#", b"&#99999999999999")
    },
}


@pytest.mark.parametrize("raw", ODD.values(), ids=ODD)
def test_what_is_only_odd_is_read_as_far_as_it_goes(raw: bytes) -> None:
    started = time.monotonic()
    told = read(raw)
    assert time.monotonic() - started < SECONDS
    assert told.message_id and len(told.text) <= 16_000 and len(told.subject) <= 160
    for line in (told.subject, told.from_line, told.to_line, told.text):
        assert line == line.encode().decode()


def test_words_of_html_and_lines() -> None:
    assert plain("<ul><li>One</li><li>Two &amp; more</li></ul>") == "One\n\nTwo & more"
    assert plain("1 < 2 <b>and</b> 3") == "1 < 2 and 3"
    assert clean("a\r\nb\rc\ud800") == "a\nb\nc"
    assert one_line(" a \n b " * 40, 10) == "a b a b a…"
    assert decoded(b"\xe4", "cp1252") == "ä"
    assert addresses_in("From: Kim <KIM@nordlicht.example>. Or ann@lumiere.example, not @x.") == [
        "kim@nordlicht.example", "ann@lumiere.example", "@x",
    ]  # fmt: skip
