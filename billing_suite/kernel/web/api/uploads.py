"""Files that come with a request."""

import base64
from typing import Any

from drf_spectacular.utils import extend_schema_field

from billing_suite.kernel.web.api.fields import Field


@extend_schema_field({"type": "string", "format": "byte", "example": "JVBERi0xLjc="})
class BytesField(Field):
    """A file's bytes in Base64, within the size of a request (INV-50)."""

    default_error_messages = {"invalid": "Write the bytes in Base64."}

    def to_internal_value(self, data: Any) -> bytes:
        """The bytes."""
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            return base64.b64decode(data, validate=True)
        except ValueError:
            self.fail("invalid")

    def to_representation(self, value: bytes) -> str:
        """The bytes in Base64."""
        return base64.b64encode(value).decode()
