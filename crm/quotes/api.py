"""Quotes and their versions in the API."""

from typing import ClassVar

from rest_framework import serializers

from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DayField, DecimalText, SlugField, TextField, rows_of
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from crm.customers.api import CONTACTS
from crm.pipeline.api import OPPORTUNITIES
from crm.quotes.actions import decline_quote, draft_quote, revise_quote, send_quote
from crm.quotes.models import SUPPLIES, Quote, QuoteLine, QuoteVersion

LINES = 1000  # INV-50: one document


class QuoteSheet(Shown):
    """An offer, and which of its versions counts."""

    class Meta:
        model = Quote
        fields: ClassVar[tuple[str, ...]] = ("id", "reference", "opportunity", "name", "currency", "owner", "current")


class QuoteLineSheet(Shown):
    """One promise of an offer."""

    class Meta:
        model = QuoteLine
        fields: ClassVar[tuple[str, ...]] = (
            "position",
            "phase",
            "description",
            "billed_by",
            "role",
            "supply",
            "hours",
            "price",
            "agreed",
            "net",
        )


class QuoteVersionRow(Shown):
    """One state of an offer."""

    class Meta:
        model = QuoteVersion
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "quote",
            "number",
            "status",
            "net",
            "starts_on",
            "valid_until",
            "sent_to",
            "sent_at",
            "ended_at",
            "signed_by",
            "signed_title",
            "signed_po",
            "decline_reason",
        )

    reference = serializers.CharField(read_only=True)


class QuoteVersionSheet(QuoteVersionRow):
    """One state of an offer with its lines and terms."""

    lines = QuoteLineSheet(many=True, read_only=True)

    class Meta(QuoteVersionRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*QuoteVersionRow.Meta.fields, "terms", "content_hash", "lines")


class LineBody(Body):
    """One line as it is offered; without a price the rate card's on the start date is taken."""

    phase = TextField(max_length=80, required=False)
    description = TextField(max_length=200)
    role = SlugField(max_length=40)
    hours = DecimalText(at_least="0.000001", at_most="1000000")
    price = DecimalText(at_most="1000000000", required=False)
    supply = serializers.ChoiceField(choices=SUPPLIES, required=False)


class VersionBody(Body):
    """What is offered, from when, and how long the offer stands."""

    lines = rows_of(LineBody, most=LINES)
    starts_on = DayField()
    valid_until = DayField()
    terms = TextField(max_length=20_000, required=False, allow_blank=True)


class QuoteBody(VersionBody):
    """An offer to be drafted."""

    opportunity = RecordField(OPPORTUNITIES)
    name = TextField(max_length=120)


class SendingBody(Body):
    """The contact who is to read and sign."""

    to = RecordField(CONTACTS)


class DecliningBody(Body):
    """Why the customer says no."""

    reason = TextField(max_length=300)


QUOTES = Listing(
    path="quotes",
    model=Quote,
    row=QuoteSheet,
    joins=("current__quote",),
    filters={
        "customer": "opportunity__customer",
        "opportunity": "opportunity",
        "owner": "owner",
        "status": "current__status",
    },
    orders=("-reference", "name"),
    search=("reference", "name"),
)
VERSIONS = Listing(
    path="quote-versions",
    model=QuoteVersion,
    row=QuoteVersionRow,
    sheet=QuoteVersionSheet,
    joins=("sent_to",),
    parts=lambda rows: rows.prefetch_related("lines"),
    filters={"quote": "quote", "status": "status"},
    orders=("-id", "valid_until"),
)
DOORS = (
    QUOTES,
    Deed(path="quotes/", verb=draft_quote, body=QuoteBody, shows=QUOTES),
    Deed(path="quotes/<str:id>/versions/", verb=revise_quote, on=QUOTES, body=VersionBody, shows=VERSIONS),
    VERSIONS,
    Deed(path="quote-versions/<str:id>/sending/", verb=send_quote, on=VERSIONS, body=SendingBody, shows=VERSIONS),
    Deed(
        path="quote-versions/<str:id>/declining/", verb=decline_quote, on=VERSIONS, body=DecliningBody, shows=VERSIONS
    ),
)
