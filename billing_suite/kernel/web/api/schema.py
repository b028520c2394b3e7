"""The last strokes on the OpenAPI schema: tokens, Money and Link as components, bodies that take no unknown field."""

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension

from billing_suite.kernel.web.api.access import BearerAuthentication
from billing_suite.kernel.web.api.fields import MONEY_SCHEMA, Body
from billing_suite.kernel.web.api.listing import RecordField
from billing_suite.kernel.web.api.shown import LINK_SCHEMA


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema names the token."""

    target_class = BearerAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """RFC 6750."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "bs_…", "description": "An API token of a person."}


class RecordIds(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """How the schema tells another record's id: as its listing keeps it."""

    target_class = RecordField

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """A UUID or a whole number."""
        return self.target.listing.id_schema()  # type: ignore[no-any-return]


ROOMS: list[dict[str, str]] = []


def tag_of(room: ModuleType) -> str:
    """A room's name over its operations: "accounting.billing", "kernel.firm"."""
    floor, *_, name = (
        room.__name__.removesuffix("_reports").removesuffix(".api").replace("billing_suite.", "").split(".")
    )
    return f"{floor}.{name}"


def tell_rooms(rooms: Iterable[ModuleType]) -> None:
    """The rooms in the order in which the schema is to tell of them, each with what it is for."""
    told = {tag_of(room): str(room.__doc__).partition("\n")[0] for room in reversed(list(rooms))}
    ROOMS[:] = [{"name": name, "description": words} for name, words in reversed(told.items())]


def finish(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """The hook that drf-spectacular calls with the finished schema."""
    schemas = result["components"]["schemas"]
    schemas["Money"], schemas["Link"] = MONEY_SCHEMA, LINK_SCHEMA
    for kind in kinds_of_body(Body):
        if kind.__name__ in schemas:
            schemas[kind.__name__]["additionalProperties"] = False
    result["tags"] = ROOMS
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    return result


def kinds_of_body(kind: type[Body]) -> Iterator[type[Body]]:
    """Every body, however derived."""
    for child in kind.__subclasses__():
        yield child
        yield from kinds_of_body(child)
