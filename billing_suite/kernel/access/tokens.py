"""API tokens: hashed, named, expiring, revocable; the person behind one acts, so duties hold."""

import secrets
from datetime import datetime

from django.db import models

from billing_suite.kernel.access.links import hash_token
from billing_suite.kernel.access.people import User
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.ids import Record


class ApiToken(Record):
    """A key for another system; the token itself is shown once and kept only as a hash."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    history = history()

    def __str__(self) -> str:
        return self.name


def find_token(token: str, *, at: datetime) -> ApiToken | None:
    """The live token of an active user, in one query on every request (INV-33)."""
    live = ApiToken.objects.select_related("user").filter(
        revoked_at__isnull=True, expires_at__gt=at, user__is_active=True
    )
    return live.filter(token_hash=hash_token(token)).first()


def make_token(user: User, *, name: str, at: datetime, until: datetime) -> str:
    """A new token's text. Call within a verb."""
    token = f"bs_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(user=user, name=name, token_hash=hash_token(token), made_at=at, expires_at=until)
    return token
