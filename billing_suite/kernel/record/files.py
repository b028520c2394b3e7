"""Files people upload and documents the suite makes: hashed, type-sniffed, outside the web root."""

import hashlib
from datetime import datetime
from pathlib import Path

import filetype
from django.conf import settings
from django.db import models

from billing_suite.kernel.record import guards
from billing_suite.kernel.values.fields import WholeNumberField
from billing_suite.kernel.values.ids import Record
from billing_suite.kernel.values.refusals import Invalid

LIMIT = 10 * 1024 * 1024  # INV-50: one upload
TEXT_TYPES = {"csv": "text/csv", "txt": "text/plain", "xml": "application/xml", "json": "application/json"}
ALLOWED = {"application/pdf", "image/png", "image/jpeg", *TEXT_TYPES.values()}


class FileRefused(Invalid):
    """The upload is too large, or not one of the kinds the suite keeps."""

    code = "file-refused"


class StoredFile(Record):
    """Bytes kept once under their SHA-256; the name is what a person called them."""

    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = WholeNumberField()
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the bytes lie: never under a folder that a web server offers."""
        return Path(settings.FILES_DIR) / self.sha256[:2] / self.sha256

    def read(self) -> bytes:
        """The bytes, checked against their hash: a file changed on disk is refused."""
        data = self.path.read_bytes()
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise FileRefused("the file on disk is not the one that was stored", record=self.name, rule="INV-20")
        return data


def files_by_hash(*hashes: str) -> list[StoredFile]:
    """Stored files by their SHA-256, one for each that is kept; blank ones are nothing."""
    found = {file.sha256: file for file in StoredFile.objects.filter(sha256__in=[each for each in hashes if each])}
    return list(found.values())


guards.declare(guards.append_only(StoredFile, inv="INV-20"))


def sniff(name: str, data: bytes) -> str:
    """The media type that the bytes themselves show; text kinds by name and clean UTF-8."""
    kind = filetype.guess(data)
    if kind is not None:
        return str(kind.mime)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return TEXT_TYPES.get(name.rsplit(".", 1)[-1].lower(), "application/octet-stream")


def store_file(name: str, data: bytes, *, at: datetime, limit: int = LIMIT) -> StoredFile:
    """Keep bytes: written and flushed to their hash's path first, then the row in the caller's transaction."""
    if len(data) > limit:
        raise FileRefused(f"{name} has {len(data)} bytes; the limit is {limit}", rule="INV-50")
    media_type = sniff(name, data)
    if media_type not in ALLOWED:
        raise FileRefused(f"{name} is {media_type}, which is not kept here")
    stored = StoredFile(
        name=Path(name).name[:200],
        media_type=media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        stored_at=at,
    )
    write_once(stored.path, data)
    stored.save(force_insert=True)
    return stored


def write_once(path: Path, data: bytes) -> None:
    """Write bytes so that a reader sees all or none of them, also after a crash."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{id(data):x}.part")
    with part.open("wb") as handle:
        handle.write(data)
        handle.flush()
    part.replace(path)
