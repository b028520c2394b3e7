"""A report over HTTP: one typed read with its parameters in the query string (STYLE 19); and files to download."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.values.refusals import NotFound
from billing_suite.kernel.web.api.fields import Body
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.operations import Operation, refusals
from billing_suite.kernel.web.api.query import read_query, schema_of


@dataclass(frozen=True, kw_only=True)
class Report:
    """GET with declared parameters; `read` gets them by name, and whose the request is as `user`."""

    path: str
    right: str
    read: Callable[..., Any]
    shows: type[serializers.Serializer[Any]]
    query: type[Body] = Body
    many: bool = False

    def run(self, request: Request) -> Response:
        """Read the parameters, the report, show it."""
        readers = self.query(context={"request": request}).fields
        given = read_query(request, readers)
        missing = [name for name, reader in readers.items() if reader.required and name not in given]
        if missing:
            raise serializers.ValidationError({name: ["This parameter is required."] for name in missing})
        made = self.read(user=request.user, **given)
        return Response(self.shows(made, many=self.many, context={"request": request}).data)

    def operations(self) -> list[Operation]:
        """The report's one door."""
        return [
            Operation(
                path=self.path,
                method="get",
                right=self.right,
                run=self.run,
                schema={
                    "operation_id": self.path.strip("/").replace("-", "_"),
                    "description": (self.read.__doc__ or "").strip(),
                    "parameters": [told(name, reader) for name, reader in self.query().fields.items()],
                    "responses": {200: self.shows(many=True) if self.many else self.shows, **refusals(400, 409)},
                },
            )
        ]


def told(name: str, reader: Any) -> OpenApiParameter:
    """A report's parameter for the schema."""
    schema = reader.listing.id_schema() if isinstance(reader, RecordField) else schema_of(reader)
    return OpenApiParameter(name, schema, required=reader.required)


class BytesRenderer(BaseRenderer):
    """Lets a caller ask for any bytes; they are the file's own."""

    media_type = "application/octet-stream"
    format = "file"
    charset = None
    render_style = "binary"

    def render(self, data: Any, media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """The bytes as they are."""
        return bytes(data)


class PDFRenderer(BytesRenderer):
    """Lets a caller ask for application/pdf."""

    media_type = "application/pdf"
    format = "pdf"


@dataclass(frozen=True, kw_only=True)
class Download:
    """GET of a stored file that belongs to a record, as what `renderer` says; other kinds come as plain bytes."""

    path: str
    of: Listing
    file: Callable[[Any], StoredFile | None]
    renderer: type[BytesRenderer] = PDFRenderer
    taken: Callable[[Any, Actor], None] | None = None  # notes that it was downloaded
    says: str = "The document as it was made, byte for byte (INV-20)."

    def run(self, request: Request, key: str) -> HttpResponse:
        """The file's bytes, checked against their hash, or 404 while there is none."""
        read_query(request, {})
        record = self.of.find(request.user, key)
        stored = self.file(record)
        if stored is None:
            raise NotFound("this file is not made yet", code="no-such-file")
        if self.taken:
            user: Any = request.user
            self.taken(record, Actor.user(user))
        response = HttpResponse(stored.read(), content_type=self.renderer.media_type)
        response.headers["Content-Disposition"] = content_disposition_header(True, stored.name) or "attachment"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def operations(self) -> list[Operation]:
        """The file's one door."""
        return [
            Operation(
                path=self.path,
                method="get",
                right=self.of.right,
                run=self.run,
                hides=True,
                renderers=(self.renderer,),
                schema={
                    "operation_id": f"download_{self.of.path.replace('-', '_')}_{self.renderer.format}",
                    "description": self.says,
                    "parameters": [self.of.id_parameter()],
                    "responses": {(200, self.renderer.media_type): OpenApiTypes.BINARY, **refusals(400, 404)},
                },
            )
        ]
