"""Portal links: a random token bound to one record, one purpose and one contact (INV-34)."""

import hashlib
import re
import secrets
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import UniqueConstraint

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.ids import Record
from billing_suite.kernel.values.refusals import NotFound

IN_ADDRESS = re.compile(r"(/(?:portal/[a-z-]+|calendar)/)[A-Za-z0-9_-]{16,}")


class PortalLink(Record):
    """What a contact holds instead of a password: only the token's hash is kept."""

    token_hash = models.CharField(max_length=64)
    purpose = models.CharField(max_length=30)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    contact_key = models.CharField(max_length=40)
    contact_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (UniqueConstraint(fields=["token_hash"], name="a_portal_token_is_used_once"),)
        indexes = (models.Index(fields=["subject_kind", "subject_id"]),)

    def __str__(self) -> str:
        return f"{self.purpose} link for {self.contact_name}"

    @property
    def actor(self) -> Actor:
        """The contact who acts by this link."""
        return Actor(kind="contact", key=self.contact_key, label=self.contact_name)


def hash_token(token: str) -> str:
    """What is stored of a token: high entropy, so one SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def without_tokens(text: str) -> str:
    """A text with the keys of its portal links and calendars struck out: for logs, and for mails once they are sent."""
    return IN_ADDRESS.sub(r"\1***", text)


def make_link(
    record: models.Model, *, purpose: str, contact_key: Any, contact_name: str, at: datetime, until: datetime
) -> str:
    """A new link's token (256 random bits), shown once. Call within a verb."""
    token = secrets.token_urlsafe(32)
    PortalLink.objects.create(
        token_hash=hash_token(token),
        purpose=purpose,
        subject_kind=record._meta.label_lower,
        subject_id=str(record.pk),
        contact_key=str(contact_key),
        contact_name=contact_name,
        made_at=at,
        expires_at=until,
    )
    return token


def open_link(token: str, *, purpose: str, at: datetime) -> PortalLink:
    """The live link behind a token. Wrong, expired, revoked and foreign tokens answer alike."""
    live = PortalLink.objects.filter(revoked_at__isnull=True, expires_at__gt=at, purpose=purpose)
    link = live.filter(token_hash=hash_token(token)).first()
    if link is None:
        raise NotFound("this link is not valid, or no longer", code="no-such-link", rule="INV-34")
    return link


def ended_link(token: str, *, purpose: str) -> PortalLink:
    """A link that was really made and has ended, by its day or by what took its place: whoever held it may be told so,
    and nothing else of what it opened. Any other token answers as one that was never made.
    """
    link = PortalLink.objects.filter(token_hash=hash_token(token), purpose=purpose).first()
    if link is None:
        raise NotFound("this link is not valid, or no longer", code="no-such-link", rule="INV-34")
    return link


def revoke_links(record: models.Model, *, at: datetime) -> int:
    """End every live link to a record. Call within a verb."""
    live = PortalLink.objects.filter(
        subject_kind=record._meta.label_lower, subject_id=str(record.pk), revoked_at__isnull=True
    )
    return live.update(revoked_at=at)


def is_linked(by: Actor, kind: type[models.Model], pk: Any) -> bool:
    """Whether a contact holds an unrevoked link to exactly this record."""
    return PortalLink.objects.filter(
        subject_kind=kind._meta.label_lower, subject_id=str(pk), contact_key=by.key, revoked_at__isnull=True
    ).exists()
