"""Quotes and their versions in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DayField, DecimalText, MoneyField, SlugField, TextField, rows_of
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import Shown
from crm.customers.api import CONTACTS
from crm.pipeline.api import OPPORTUNITIES
from crm.quotes.actions import decline_quote, draft_quote, revise_quote, send_quote
from crm.quotes.models import SUPPLIES, Quote, QuoteLine, QuoteVersion
from crm.quotes.reports import differences

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


class DifferenceQuery(Body):
    """Which version, held against which other of the same quote."""

    version = RecordField(VERSIONS)
    against = RecordField(VERSIONS)


class LineDifferenceSheet(serializers.Serializer[Any]):
    """A line that only one version has, or that says something else."""

    kind = serializers.ChoiceField(choices=["added", "removed", "changed"], read_only=True)
    description = serializers.CharField(read_only=True)
    words = serializers.ListField(child=serializers.CharField(), read_only=True)
    before = MoneyField(read_only=True, allow_null=True)
    after = MoneyField(read_only=True, allow_null=True)


class DifferenceSheet(serializers.Serializer[Any]):
    """What the later of two versions says otherwise than the earlier."""

    lines = LineDifferenceSheet(many=True, read_only=True)
    dates = serializers.ListField(child=serializers.ListField(child=serializers.CharField()), read_only=True)
    terms = serializers.ListField(child=serializers.CharField(), read_only=True)
    net = MoneyField(read_only=True)


def read_difference(*, user: Any, version: QuoteVersion, against: QuoteVersion) -> dict[str, Any]:
    """What changed from the earlier of two versions of a quote to the later: lines, dates, terms, net."""
    if version.quote_id != against.quote_id:
        raise Invalid(f"{version} and {against} are of two quotes", record=version.reference)
    early, late = sorted((version, against), key=lambda one: one.number)
    told = differences(early, list(early.lines.all()), late, list(late.lines.all()))
    dates = [[label, before.isoformat(), after.isoformat()] for label, before, after in told.facts]
    return {"lines": told.lines, "dates": dates, "terms": [" ".join(each) for each in told.terms], "net": told.net}


DOORS = (
    QUOTES,
    Report(
        path="quote-differences/",
        right="see_quotes",
        read=read_difference,
        query=DifferenceQuery,
        shows=DifferenceSheet,
    ),
    Deed(path="quotes/", verb=draft_quote, body=QuoteBody, shows=QUOTES),
    Deed(path="quotes/<str:id>/versions/", verb=revise_quote, on=QUOTES, body=VersionBody, shows=VERSIONS),
    VERSIONS,
    Deed(path="quote-versions/<str:id>/sending/", verb=send_quote, on=VERSIONS, body=SendingBody, shows=VERSIONS),
    Deed(
        path="quote-versions/<str:id>/declining/", verb=decline_quote, on=VERSIONS, body=DecliningBody, shows=VERSIONS
    ),
)
