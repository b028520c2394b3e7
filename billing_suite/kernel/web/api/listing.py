"""A kind of record in the API: its list and its single records, from one queryset (INV-29)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core import signing
from django.db.models import Model
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing_suite.kernel.access.visible import Rows, reader_of
from billing_suite.kernel.record.external import SAID, record_by_external_id
from billing_suite.kernel.values.refusals import Invalid, NotFound
from billing_suite.kernel.web.api.fields import Field, TextField, read_key
from billing_suite.kernel.web.api.operations import ID, Operation, refusals
from billing_suite.kernel.web.api.query import NumberText, filter_field, parameter, read_query
from billing_suite.kernel.web.api.shown import Shown
from billing_suite.kernel.web.pages.keyset import Order, page_of
from billing_suite.kernel.web.pages.searching import searched

PAGE, MOST = 50, 200
UUID = {"type": "string", "format": "uuid"}
PLACE = signing.Signer(salt="place in an api list")


@dataclass(frozen=True, kw_only=True)
class Listing:
    """GET /path/ and GET /path/{id}/ over one model.

    `rows` gives the queryset whose first word is `visible_to`; `joins` what a row shows besides the
    joins of `for_list`; `parts` adds what a single record shows. Filters and orders are allow-lists
    (INV-31): `filters` maps a parameter to a lookup, the first of `orders` is the usual one.
    """

    path: str
    model: type[Model]
    row: type[Shown]
    sheet: type[Shown] | None = None
    rows: Callable[[], Rows[Any]] | None = None
    joins: Sequence[str] = ()
    parts: Callable[[Any], Any] = field(default=lambda rows: rows)
    filters: Mapping[str, str] = field(default_factory=dict)
    orders: Sequence[str] = ("-id",)
    search: Sequence[str] = ()

    @property
    def name(self) -> str:
        """What people call one of these."""
        return str(self.model._meta.verbose_name)

    @cached_property
    def right(self) -> str:
        """The reading right; the empty right means that everyone sees their own."""
        return self.start().seen_with

    def start(self) -> Rows[Any]:
        """The rows before anybody looks: only `visible_to` follows."""
        return self.rows() if self.rows else self.model._default_manager.get_queryset()  # type: ignore[return-value]

    def seen_by(self, user: Any) -> Any:
        """What this person may read, with the joins a row needs."""
        rows = self.start().visible_to(user).for_list()
        return rows.select_related(*self.joins) if self.joins else rows

    def find(self, user: Any, key: Any) -> Any:
        """One record; unreadable, missing and misspelt ids answer alike (INV-31)."""
        told = self.key_of(key)
        found = self.parts(self.seen_by(user)).filter(pk=told).first() if told else None
        if found is None:
            raise NotFound(f"no such {self.name}", code=f"no-such-{self.name.replace(' ', '-')}")
        return self.by_now(user, found)

    def by_now(self, user: Any, record: Any) -> Any:
        """What a record has become: the survivor of one that was merged, for whoever still has the old id."""
        key = getattr(record, "survivor_id", None)
        return record if key is None else self.parts(self.seen_by(user)).filter(pk=key).first() or record

    def again(self, user: Any, record: Any) -> Any:
        """A record that a verb has just changed, read anew with its parts; as it is where the person reads no such."""
        return self.parts(self.seen_by(user)).filter(pk=record.pk).first() or record

    def key_of(self, text: Any) -> Any:
        """The id as the model keeps it, or None where it cannot be one."""
        if self.numbered:
            told = str(text)
            return int(told) if told.isascii() and told.isdigit() and len(told) < 19 else None
        if isinstance(text, str) and text.startswith(SAID):
            return record_by_external_id(self.model._meta.label_lower, text)
        return read_key(text)

    @property
    def numbered(self) -> bool:
        """Whether ids are whole numbers."""
        return self.model._meta.pk.get_internal_type() != "UUIDField"

    # --- the list -------------------------------------------------------------------------------
    @cached_property
    def query(self) -> dict[str, Any]:
        """Every parameter of the list."""
        orders = [order for name in self.orders for order in (name.removeprefix("-"), f"-{name.removeprefix('-')}")]
        return {
            **{name: filter_field(self.model, lookup) for name, lookup in self.filters.items()},
            **({"q": TextField(max_length=200)} if self.search else {}),
            "order": serializers.ChoiceField(choices=orders),
            "limit": NumberText(most=MOST, least=1),
            "after": TextField(max_length=2000),
            "before": TextField(max_length=2000),
        }

    def answer_list(self, request: Request) -> Response:
        """One page, in a constant number of queries."""
        asked = read_query(request, self.query)
        order = Order.parse(asked.get("order", self.orders[0]))
        page = page_of(
            self.narrowed(self.seen_by(reader_of(request.user)), asked),
            order,
            size=asked.get("limit", PAGE),
            after=read_place(asked.get("after", "")),
            before=read_place(asked.get("before", "")),
        )
        return Response(
            {
                "results": self.row(page.rows, many=True, context={"request": request}).data,
                "next": self.link(request, after=page.after),
                "previous": self.link(request, before=page.before),
            }
        )

    def narrowed(self, rows: Any, asked: Mapping[str, Any]) -> Any:
        """After the filters and the search; every word must stand in one of the searched fields."""
        rows = rows.filter(**{lookup: asked[name] for name, lookup in self.filters.items() if name in asked})
        return searched(rows, self.search, asked.get("q", ""))

    def link(self, request: Request, **place: str) -> str | None:
        """The address of a neighbouring page."""
        kept = request.query_params.copy()
        for name in ("after", "before"):
            kept.pop(name, None)
        given = {name: PLACE.sign(text) for name, text in place.items() if text}
        kept.update(given)
        return f"{request.build_absolute_uri(request.path)}?{kept.urlencode()}" if given else None

    # --- one record -----------------------------------------------------------------------------
    def answer_one(self, request: Request, key: str) -> Response:
        """One record with its parts."""
        read_query(request, {})
        return Response(self.shown(self.find(request.user, key), request))

    def shown(self, record: Any, request: Request) -> dict[str, Any]:
        """A record as its page shows it."""
        return (self.sheet or self.row)(record, context={"request": request}).data

    # --- the doors ------------------------------------------------------------------------------
    def operations(self) -> list[Operation]:
        """The two doors of this kind."""
        plural = self.path.replace("-", "_")
        said = (self.model.__doc__ or "").strip()
        return [
            Operation(
                path=f"{self.path}/",
                method="get",
                right=self.right,
                run=self.answer_list,
                schema={
                    "operation_id": f"list_{plural}",
                    "description": said,
                    "parameters": self.parameters(),
                    "responses": {200: self.page_serializer(), **refusals(400)},
                },
            ),
            Operation(
                path=f"{self.path}/<str:id>/",
                method="get",
                right=self.right,
                run=self.answer_one,
                hides=True,
                schema={
                    "operation_id": f"get_{plural}",
                    "description": said,
                    "parameters": [self.id_parameter()],
                    "responses": {200: self.sheet or self.row, **refusals(400, 404)},
                },
            ),
        ]

    def parameters(self) -> list[OpenApiParameter]:
        """The list's parameters for the schema."""
        return [parameter(name, reader) for name, reader in self.query.items()]

    def id_parameter(self) -> OpenApiParameter:
        """The id in the path for the schema."""
        return OpenApiParameter(ID, self.id_schema(), OpenApiParameter.PATH)

    def id_schema(self) -> dict[str, Any]:
        """An id's type for the schema, and in which list it is found."""
        kind = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1} if self.numbered else UUID
        return {**kind, "x-listed-in": f"/api/v1/{self.path}/"}

    def page_serializer(self) -> Any:
        """A page for the schema."""
        return inline_serializer(
            f"{self.row.__name__}Page",
            {
                "results": self.row(many=True),
                "next": serializers.URLField(allow_null=True),
                "previous": serializers.URLField(allow_null=True),
            },
        )


class RecordField(Field):
    """Another record by its id, looked up among those the person may read; `take` names what the verb wants of it."""

    default_error_messages = {"missing": "There is no such {name}."}

    def __init__(self, listing: Listing, *, take: str = "", **kwargs: Any) -> None:
        self.listing, self.take = listing, take
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """The record; unreadable and missing answer alike (INV-31)."""
        if isinstance(data, bool) or not isinstance(data, int if self.listing.numbered else str):
            self.fail("missing", name=self.listing.name)
        key = self.listing.key_of(data)
        user = self.context["request"].user
        record = self.listing.seen_by(user).filter(pk=key).first() if key is not None else None
        if record is None:
            self.fail("missing", name=self.listing.name)
        record = self.listing.by_now(user, record)
        return getattr(record, self.take) if self.take else record


def read_place(text: str) -> str:
    """The place a page begins at; one that we did not write ourselves is refused."""
    try:
        return PLACE.unsign(text) if text else ""
    except signing.BadSignature:
        raise Invalid("this page of the list does not exist; start at its first page", code="no-such-page") from None
