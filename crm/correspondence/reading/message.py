"""An e-mail (RFC 5322) as it came, read with the standard library's parser under bounds of its own.

Whoever knows the address can send anything, so size, lines, parts and each header are bounded before the parser meets
them: what is beyond is refused in words, what is only odd is read as far as it goes.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from typing import Any

from billing_suite.kernel.values.refusals import Invalid
from crm.correspondence.reading.words import clean, decoded, one_line, plain

LIMIT = 25 * 1024 * 1024  # bytes: what the large mail services send at most
MOST_LINES = 400_000  # a mail of that size in Base64 has 340,000
MOST_PARTS = 100
LONGEST_HEADER = 64 * 1024
LONGEST_READ = 8 * 1024  # of a header that the parser takes apart; of a longer one the words are looked at
LONGEST_CONTENT_HEADER, CONTENT_HEADERS = 4 * 1024, 64 * 1024  # one, and all together: the parser reads them often
MANY = 50  # addresses; beyond it is a mailing, no conversation
MOST_NAMED = 30  # attachments that are named
SUBJECT, TEXT, LINE = 160, 16_000, 600  # characters that are kept
KEPT_ID = 200
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
BROKEN = (MessageError, ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)
BETWEEN = re.compile(r"[\s<>\"(),:;\[\]]+")
UNSTRUCTURED = ("Delivered-To", "X-Original-To")  # headers that are no lists of addresses to the parser
DMARC = re.compile(r"(?:^|;)\s*dmarc\s*=\s*fail\b", re.IGNORECASE)
COMMENT = re.compile(r"\([^()]*\)")


class MailTooLarge(Invalid):
    """More bytes than a mail service sends."""

    code = "mail-too-large"
    status = 413


class MailUnreadable(Invalid):
    """No mail, or one that is made to be unreadable."""

    code = "mail-unreadable"


@dataclass(frozen=True)
class ReadMail:
    """What a mail says of itself; none of it is proved.

    `recipients` are the addresses of To and Cc, `passed` those it was delivered to on its way, all in small letters.
    `is_disowned`: the firm's own mail server found that the sender's domain does not stand by it (DMARC).
    """

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    passed: tuple[str, ...]
    from_line: str
    to_line: str
    cc_line: str
    subject: str
    text: str
    attachments: tuple[dict[str, Any], ...]
    sent_at: datetime
    is_disowned: bool


class Bounded(EmailPolicy):
    """The default policy, with an end to each header; one for each mail, as it counts."""

    content_headers: list[int] = []

    def header_source_parse(self, sourcelines: Sequence[str]) -> Any:
        """Refuse a header without end before anybody reads it."""
        size = sum(map(len, sourcelines))
        is_read_often = sourcelines[0][:8].lower() == "content-"
        if is_read_often:
            self.content_headers.append(size)
        longest = LONGEST_CONTENT_HEADER if is_read_often else LONGEST_HEADER
        if size > longest or sum(self.content_headers) > CONTENT_HEADERS:
            raise MailUnreadable(f"the header {sourcelines[0].partition(':')[0][:40]!r} of this mail has no end")
        return super().header_source_parse(list(sourcelines))


def read_message(raw: bytes, *, at: datetime, server: str = "") -> ReadMail:
    """A mail that came at an instant; `server` is whose Authentication-Results are believed, if anybody's.

    Raises MailTooLarge and MailUnreadable.
    """
    message = _parse(raw)
    parts = [_part(leaf) for leaf in _leaves(message)]
    senders, sent = _addresses(message, "From"), _sent_at(message, at)
    return ReadMail(
        message_id=_identity(message, raw),
        sender=senders[0] if len(senders) == 1 else "",
        recipients=_addresses(message, "To", "Cc"),
        passed=_addresses(message, "Delivered-To", "X-Original-To"),
        from_line=one_line(_header(message, "From"), LINE),
        to_line=one_line(_header(message, "To"), LINE),
        cc_line=one_line(_header(message, "Cc"), LINE),
        subject=one_line(_header(message, "Subject"), SUBJECT),
        text=_text(parts),
        attachments=tuple(_attachments(parts)),
        sent_at=sent,
        is_disowned=bool(server) and _is_disowned(message, server),
    )


def _parse(raw: bytes) -> EmailMessage:
    """The message, if it is one and within bounds."""
    if len(raw) > LIMIT:
        raise MailTooLarge(f"a mail may have {LIMIT // 1024 // 1024} MB")
    if raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n") > MOST_LINES:
        raise MailUnreadable(f"a mail may have {MOST_LINES:,} lines")
    parts = 0

    def part(**told: Any) -> EmailMessage:
        nonlocal parts
        parts += 1
        if parts > MOST_PARTS:
            raise MailUnreadable(f"a mail may have {MOST_PARTS} parts")
        return EmailMessage(**told)

    policy: Any = Bounded
    try:
        message: EmailMessage = BytesParser(part, policy=policy(content_headers=[])).parsebytes(raw)
    except MailUnreadable:
        raise
    except BROKEN as error:
        raise MailUnreadable("this is no mail that can be read") from error
    if not any(name in message for name in ("From", "To", "Subject", "Message-ID", "Date")):
        raise MailUnreadable("this is no mail: it has none of a mail's headers")
    return message


def addresses_in(text: str) -> list[str]:
    """The first addresses that a text names, in small letters."""
    words = (word.strip(".'").lower() for word in BETWEEN.split(text) if "@" in word)
    return list(dict.fromkeys(word for word in words if word.count("@") == 1 and len(word) <= 254))[:MANY]


# --- headers ----------------------------------------------------------------------------------------
def _raw(message: EmailMessage, name: str) -> list[str]:
    """A header's values as they came, unread."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]


def _header(message: EmailMessage, name: str) -> str:
    """A header in words; as it came where the parser would take for ever, or gives up."""
    raw = next(iter(_raw(message, name)), "")
    try:
        return raw if len(raw) > LONGEST_READ else str(message.get(name) or "")
    except BROKEN:
        return raw


def _addresses(message: EmailMessage, *names: str) -> tuple[str, ...]:
    """Every address of these headers once, in small letters and their order."""
    found: dict[str, None] = {}
    for name in names:
        found |= dict.fromkeys(clean(address).strip().lower() for address in _addresses_of(message, name))
    return tuple(address for address in found if address.count("@") == 1 and len(address) <= 254)


def _addresses_of(message: EmailMessage, name: str) -> list[str]:
    """The addresses of a header, as the parser reads them, else as they stand in it."""
    raw = _raw(message, name)
    try:
        if sum(map(len, raw)) <= LONGEST_READ and name not in UNSTRUCTURED:
            return [one.addr_spec for header in message.get_all(name, []) for one in header.addresses]
    except BROKEN:
        pass
    return [word for value in raw for word in BETWEEN.split(value) if "@" in word]


def _identity(message: EmailMessage, raw: bytes) -> str:
    """The Message-ID; without a usable one, the hash of what stays the same however the mail comes here."""
    told = one_line(_header(message, "Message-ID"), LINE)
    if told and len(told) <= KEPT_ID:
        return told
    if not told:
        lasting = [value for name in ("From", "To", "Date", "Subject") for value in _raw(message, name)]
        body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
        told = "\n".join((*lasting, hashlib.sha256(body).hexdigest()))
    return f"sha256:{hashlib.sha256(told.encode(errors='replace')).hexdigest()}"


def _sent_at(message: EmailMessage, at: datetime) -> datetime:
    """When it says it was sent; when it came, where it says nothing, or something that cannot be."""
    try:
        told = getattr(message.get("Date"), "datetime", None)
        sent = told and (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (*BROKEN, OverflowError):
        return at
    return sent if sent and EARLIEST <= sent <= at else at


def _is_disowned(message: EmailMessage, server: str) -> bool:
    """Whether that server says dmarc=fail; what other servers say is hearsay."""
    for value in _raw(message, "Authentication-Results"):
        told = COMMENT.sub("", " ".join(clean(value[:LONGEST_CONTENT_HEADER]).split()))
        who, _, results = told.partition(";")
        if who.split()[:1] == [server] and DMARC.search(results):
            return True
    return False


# --- parts ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Part:
    """A part that holds something: what kind of thing, whether a file, its name if any, and where its bytes are."""

    held: EmailMessage
    kind: str
    name: str
    is_file: bool

    def read(self) -> bytes:
        """Its bytes as they were before they were made fit to travel; of a mail within, all that it holds."""
        return b"".join(_bytes(leaf) for leaf in self.held.walk() if not leaf.is_multipart())

    def is_words(self, kind: str) -> bool:
        """Whether somebody wrote it, in this kind of text."""
        return self.kind == kind and not self.is_file


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that hold something, in their order; a mail within a mail is one of them."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.is_multipart() and not _kind(part).startswith("message/"):
            waiting.extend(reversed(part.get_payload()))  # type: ignore[arg-type]
        else:
            yield part


def _part(held: EmailMessage) -> _Part:
    kind, name = _kind(held), ""
    try:
        name = one_line(held.get_filename() or "", 120)
        is_file = bool(name) or held.get_content_disposition() == "attachment"
    except BROKEN:
        is_file = False
    return _Part(held, kind, name, is_file)


def _kind(part: EmailMessage) -> str:
    try:
        return part.get_content_type()
    except BROKEN:
        return "application/octet-stream"


def _bytes(part: EmailMessage) -> bytes:
    try:
        held = part.get_payload(decode=True)
    except BROKEN:
        return b""
    return held if isinstance(held, bytes) else b""


def _text(parts: Sequence[_Part]) -> str:
    """What was written: the plain parts, else the HTML ones as plain text."""
    written = [_words(part).strip() for part in parts if part.is_words("text/plain")]
    if not any(written):
        written = [plain(_words(part)) for part in parts if part.is_words("text/html")]
    text = "\n\n".join(filter(None, written))
    return text if len(text) <= TEXT else f"{text[: TEXT - 1].rstrip()}…"


def _words(part: _Part) -> str:
    try:
        charset = part.held.get_content_charset() or "utf-8"
    except BROKEN:
        charset = "utf-8"
    return clean(decoded(part.read(), charset))


def _attachments(parts: Sequence[_Part]) -> Iterator[dict[str, Any]]:
    """Name and size of what else came; it is not kept."""
    files = [part for part in parts if not part.is_words("text/plain") and not part.is_words("text/html")]
    for part in files[:MOST_NAMED]:
        yield {"name": part.name or one_line(part.kind, 120), "size": len(part.read())}
    if more := files[MOST_NAMED:]:
        yield {"name": f"and {len(more)} more", "size": sum(len(part.read()) for part in more)}
