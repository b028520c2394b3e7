"""Verbs over mails: log what came, file what waits, discard what is nobody's business."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work.events import publish
from crm.activities.actions import log_activity
from crm.correspondence.matching import Match, match_mail, sales_with
from crm.correspondence.models import Mail, MailFiling
from crm.correspondence.reading import ReadMail
from crm.customers.models import Contact, Customer

MOST_A_MINUTE = 120  # new mails: more than people write, less than would fill the disk before somebody looks
MINUTE = timedelta(minutes=1)


class TooManyMails(Refusal):
    """More mails came within a minute than people write: whoever hands them over tries again later."""

    code = "too-many-mails"
    status = 429


class MailEnded(Refusal):
    """What was filed or discarded is neither filed nor discarded again."""

    code = "mail-ended"


@verb("log a mail", right="log_activity", jobs=True)
def log_mail(mail: ReadMail, *, at: datetime, by: Actor) -> Mail:
    """A mail that somebody put the firm's address on becomes an activity with each customer it was with.

    It is told apart by its Message-ID: handed over again, the answer is the same and nothing happens. What fits no
    contact that its colleague may see waits as an unfiled mail.
    """
    known = Mail.objects.filter(message_id=mail.message_id).first()
    if known is not None:
        return known
    if Mail.objects.filter(received_at__gt=at - MINUTE).count() >= MOST_A_MINUTE:
        raise TooManyMails(f"more than {MOST_A_MINUTE} mails came within a minute; try again")
    match = match_mail(mail)
    made = _drafted(mail, match, at)
    Mail.objects.bulk_create([made], ignore_conflicts=True)
    held = Mail.objects.get(message_id=made.message_id)
    if held.pk != made.pk:
        return held  # another hand was quicker
    publish("mail.received", made)
    if match.owner is not None and match.contacts:
        _log_with(match.contacts, mail=made, words=told(made, mail.text), owner=match.owner, at=at, by=by)
    return made


@verb("file a mail", right="log_activity")
def file_mail(mail: Mail, *, customer: Customer, contact: Contact | None = None, at: datetime, by: Actor) -> Mail:
    """Somebody says with which customer an unfiled mail was: it is logged there, as an activity of theirs."""
    held = _unfiled(mail)
    owner = User.objects.get(pk=by.key)
    about = sales_with([customer.pk], owner).get(customer.pk)
    words = told(held, held.text)
    _log(held, customer, contact, words=words, about=about, owner=owner, at=at, by=by)
    return _ended(held, "filed", at=at, who=owner)


@verb("discard a mail", right="log_activity")
def discard_mail(mail: Mail, *, at: datetime, by: Actor) -> Mail:
    """It belongs to no customer: its words are dropped, that it came stays."""
    return _ended(_unfiled(mail), "discarded", at=at, who=User.objects.get(pk=by.key))


def _drafted(mail: ReadMail, match: Match, at: datetime) -> Mail:
    """The mail's row: filed, if it has contacts, or waiting with its words."""
    row = Mail(
        message_id=mail.message_id,
        owner=match.owner,
        direction=match.direction,
        sender=mail.from_line,
        to=mail.to_line,
        cc=mail.cc_line,
        subject=mail.subject or "(no subject)",
        text="" if match.contacts else mail.text,
        attachments=list(mail.attachments),
        sent_at=mail.sent_at,
        received_at=at,
        status="filed" if match.contacts else "unfiled",
        why=match.why,
        ended_at=at if match.contacts else None,
    )
    row.full_clean(exclude=["id"], validate_unique=False, validate_constraints=False)
    return row


def _log_with(contacts: Sequence[Contact], *, mail: Mail, words: str, owner: User, at: datetime, by: Actor) -> None:
    """With each contact's customer; one open sale of theirs is what it is about."""
    sales = sales_with([contact.customer_id for contact in contacts], owner)
    for contact in contacts:
        about = sales.get(contact.customer_id)
        _log(mail, contact.customer, contact, words=words, about=about, owner=owner, at=at, by=by)


def _log(
    mail: Mail,
    customer: Customer,
    contact: Contact | None,
    *,
    words: str,
    about: Any,
    owner: User,
    at: datetime,
    by: Actor,
) -> None:
    """The activity, and that it is this mail's."""
    activity = log_activity(
        customer,
        kind="email",
        subject=mail.subject,
        text=words,
        contact=contact,
        about=about,
        happened_at=mail.sent_at,
        owner=owner,
        at=at,
        by=by,
    )
    MailFiling.objects.create(mail=mail, customer=customer, activity=activity)


def told(mail: Mail, text: str) -> str:
    """A mail as an activity's text: from whom, to whom, what came with it, what was written."""
    files = ", ".join(f"{file['name']} ({size_of(file['size'])})" for file in mail.attachments)
    lines = (("From", mail.sender), ("To", mail.to), ("Cc", mail.cc), ("Attachments, not kept", files[:1_800]))
    head = "\n".join(f"{name}: {value}" for name, value in lines if value)
    return f"{head}\n\n{text}".strip()


def size_of(count: int) -> str:
    """Bytes as people say them."""
    for unit, size in (("MB", 1024 * 1024), ("KB", 1024)):
        if count >= size:
            return f"{(count + size // 2) // size} {unit}"
    return f"{count} bytes"


def _unfiled(mail: Mail) -> Mail:
    held = Mail.objects.select_for_update().get(pk=mail.pk)
    if held.status != "unfiled":
        raise MailEnded(f"{held.subject} is {held.status} already", record=str(held.pk))
    return held


def _ended(mail: Mail, status: str, *, at: datetime, who: User | None) -> Mail:
    mail.status, mail.text, mail.ended_at, mail.ended_by = status, "", at, who
    mail.save()
    publish(f"mail.{status}", mail)
    return mail
