"""Files are kept within their limit."""

from datetime import UTC, datetime

import pytest

from billing_suite.kernel.record.files import LIMIT, FileRefused, StoredFile, store_file

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 3, 12, tzinfo=UTC)


def test_inv50_a_file_with_one_byte_too_many_is_not_kept() -> None:
    assert store_file("notes.txt", b"x" * LIMIT, at=NOON).size == LIMIT
    with pytest.raises(FileRefused) as refused:
        store_file("more.txt", b"x" * (LIMIT + 1), at=NOON)
    assert refused.value.rule == "INV-50"
    assert StoredFile.objects.get().name == "notes.txt"
