"""Identity: one UUIDv7 a record, and a short human reference beside it (DESIGN 2)."""

import os
import threading
import uuid

from django.db import models

from billing_suite.kernel.values.clock import unix_milliseconds

_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """A UUID version 7 (RFC 9562), rising within a process: milliseconds, a 12-bit count, 62 random bits."""
    global _last
    with _lock:
        tick = max(unix_milliseconds() << 12, _last + 1)
        _last = tick
    random = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    return uuid.UUID(int=(tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0b10 << 62 | random)


class Record(models.Model):
    """A business record with a page or an API address: `id` is ours and never reused."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class ReferenceCounter(models.Model):
    """The last human reference given per prefix; references may have gaps, document numbers may not."""

    prefix = models.CharField(max_length=8, primary_key=True)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last:05d}"


def take_references(prefix: str, count: int = 1) -> list[str]:
    """The next references of a kind, like CUS-00042. Call within a verb's transaction."""
    ReferenceCounter.objects.bulk_create([ReferenceCounter(prefix=prefix)], ignore_conflicts=True)
    ReferenceCounter.objects.filter(prefix=prefix).update(last=models.F("last") + count)
    last = ReferenceCounter.objects.values_list("last", flat=True).get(prefix=prefix)
    return [f"{prefix}-{n:05d}" for n in range(last - count + 1, last + 1)]
