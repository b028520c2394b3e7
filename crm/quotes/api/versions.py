"""Quotes, their versions and questions in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import (
    Body,
    DayField,
    DecimalString,
    DecimalText,
    FlagField,
    MoneyField,
    SlugField,
    TextField,
    WholeField,
    rows_of,
)
from billing_suite.kernel.web.api.handouts import HANDOUTS
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import Shown
from crm.catalogue.models import BILLED_BY, SPANS, SUPPLIES, UNITS
from crm.customers.api import CONTACTS
from crm.pipeline.api import OPPORTUNITIES
from crm.quotes.actions import (
    answer_question,
    approve_quote,
    ask_about_quote,
    ask_quote_paper,
    decline_quote,
    draft_quote,
    extend_quote,
    return_quote,
    revise_quote,
    send_quote,
    submit_quote,
    withdraw_quote,
)
from crm.quotes.lines import MOST_PERIODS
from crm.quotes.models import Quote, QuoteLine, QuoteMilestone, QuoteQuestion, QuoteShare, QuoteVersion
from crm.quotes.reports import differences

LINES = 1000  # INV-50: one document


class QuoteSheet(Shown):
    """An offer, and which of its versions counts."""

    class Meta:
        model = Quote
        fields: ClassVar[tuple[str, ...]] = ("id", "reference", "opportunity", "name", "currency", "owner", "current")


class QuoteLineSheet(Shown):
    """One promise of an offer."""

    role = serializers.CharField(read_only=True, allow_blank=True)
    product = serializers.CharField(source="product.code", default=None, read_only=True, allow_null=True)

    class Meta:
        model = QuoteLine
        fields: ClassVar[tuple[str, ...]] = (
            "position",
            "product",
            "phase",
            "description",
            "billed_by",
            "role",
            "supply",
            "unit",
            "quantity",
            "hours",
            "span",
            "periods",
            "price",
            "list_price",
            "stand_alone",
            "recognised_by",
            "agreed",
            "discount",
            "optional",
            "net",
        )


class QuoteShareSheet(Shown):
    """What a milestone bills of one line, in per cent."""

    line = serializers.IntegerField(source="line.position", read_only=True)

    class Meta:
        model = QuoteShare
        fields: ClassVar[tuple[str, ...]] = ("line", "percent")


class QuoteMilestoneSheet(Shown):
    """A delivery that bills its shares of fixed prices."""

    shares = QuoteShareSheet(many=True, read_only=True)

    class Meta:
        model = QuoteMilestone
        fields: ClassVar[tuple[str, ...]] = ("position", "name", "due_on", "shares")


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
            "discount",
            "discount_amount",
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
            "return_comment",
            "taken",
            "remind_on",
            "reminded_at",
        )

    taken = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    reference = serializers.CharField(read_only=True)


class QuoteVersionSheet(QuoteVersionRow):
    """One state of an offer with its lines, milestones and terms."""

    lines = QuoteLineSheet(many=True, read_only=True)
    milestones = QuoteMilestoneSheet(many=True, read_only=True)

    class Meta(QuoteVersionRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (
            *QuoteVersionRow.Meta.fields,
            "terms",
            "content_hash",
            "lines",
            "milestones",
        )


class LineBody(Body):
    """One line as it is offered: by time with role and hours, where the rate card of the start date prices what names
    no price; else with a price per unit, for each of its periods where it has any.
    """

    product = TextField(max_length=40, required=False)
    phase = TextField(max_length=80, required=False)
    description = TextField(max_length=200, required=False)
    billed_by = serializers.ChoiceField(choices=BILLED_BY, required=False)
    role = SlugField(max_length=40, required=False)
    hours = DecimalText(at_most="1000000", required=False)
    unit = serializers.ChoiceField(choices=UNITS, required=False)
    quantity = DecimalText(at_least="0.000001", at_most="1000000", required=False)
    price = DecimalText(at_most="1000000000", required=False)
    span = serializers.ChoiceField(choices=SPANS, required=False)
    periods = WholeField(1, MOST_PERIODS, required=False)
    discount = DecimalText(at_most="100", required=False)
    optional = FlagField(required=False)
    supply = serializers.ChoiceField(choices=SUPPLIES, required=False)


class MilestoneBody(Body):
    """A delivery that bills a percentage of the fixed prices, or of those of the lines at these positions."""

    name = TextField(max_length=120)
    due_on = DayField(required=False)
    percent = DecimalText(at_least="0.000001", at_most="100")
    lines = serializers.ListField(child=WholeField(1, LINES), required=False, max_length=LINES)


class VersionBody(Body):
    """What is offered, from when, and how long the offer stands; off the whole comes a percentage or an amount."""

    lines = rows_of(LineBody, most=LINES)
    milestones = rows_of(MilestoneBody, most=LINES, or_none=True, required=False)
    starts_on = DayField()
    valid_until = DayField()
    terms = TextField(max_length=20_000, required=False, allow_blank=True)
    discount = DecimalString(at_most="100", required=False)
    discount_amount = MoneyField(required=False)


class QuoteBody(VersionBody):
    """An offer to be drafted."""

    opportunity = RecordField(OPPORTUNITIES)
    name = TextField(max_length=120)


class SendingBody(Body):
    """The contact who is to read and sign."""

    to = RecordField(CONTACTS)
    remind_on = DayField(required=False)


class ExtensionBody(Body):
    """The later last day."""

    valid_until = DayField()


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
    parts=lambda rows: rows.prefetch_related("lines__product", "milestones__shares__line"),
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
    words = serializers.ListField(child=serializers.ListField(child=serializers.CharField()), read_only=True)
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
    words = [list(each) for each in told.words]
    terms = [" ".join(each) for each in told.terms]
    return {"lines": told.lines, "words": words, "dates": dates, "terms": terms, "net": told.net}


class QuoteReturnBody(Body):
    """Why it is not approved."""

    comment = TextField(max_length=300)


class QuoteQuestionSheet(Shown):
    """What a customer asked about a version, and our answer."""

    class Meta:
        model = QuoteQuestion
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "version",
            "contact",
            "text",
            "asked_at",
            "answer",
            "answered_at",
            "answered_by",
        )


class AskBody(Body):
    """A question that reached us outside the portal, recorded by who holds the right."""

    text = TextField(max_length=2_000)
    contact = RecordField(CONTACTS)


class AnswerBody(Body):
    """Our answer."""

    answer = TextField(max_length=5_000)


QUESTIONS = Listing(
    path="quote-questions",
    model=QuoteQuestion,
    row=QuoteQuestionSheet,
    filters={"version": "version", "contact": "contact"},
    orders=("-id",),
)
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
    Deed(path="quote-versions/<str:id>/submission/", verb=submit_quote, on=VERSIONS, shows=VERSIONS),
    Deed(path="quote-versions/<str:id>/approval/", verb=approve_quote, on=VERSIONS, shows=VERSIONS),
    Deed(path="quote-versions/<str:id>/return/", verb=return_quote, on=VERSIONS, body=QuoteReturnBody, shows=VERSIONS),
    Deed(path="quote-versions/<str:id>/papers/", verb=ask_quote_paper, on=VERSIONS, shows=HANDOUTS),
    Deed(path="quote-versions/<str:id>/withdrawal/", verb=withdraw_quote, on=VERSIONS, shows=VERSIONS),
    Deed(path="quotes/<str:id>/extensions/", verb=extend_quote, on=QUOTES, body=ExtensionBody, shows=VERSIONS),
    QUESTIONS,
    Deed(path="quote-versions/<str:id>/questions/", verb=ask_about_quote, on=VERSIONS, body=AskBody, shows=QUESTIONS),
    Deed(path="quote-questions/<str:id>/answer/", verb=answer_question, on=QUESTIONS, body=AnswerBody, shows=QUESTIONS),
    Deed(path="quote-versions/<str:id>/sending/", verb=send_quote, on=VERSIONS, body=SendingBody, shows=VERSIONS),
    Deed(
        path="quote-versions/<str:id>/declining/", verb=decline_quote, on=VERSIONS, body=DecliningBody, shows=VERSIONS
    ),
)
