"""What quotes are made under in the API: approval policies and templates of terms."""

from typing import ClassVar

from rest_framework import serializers

from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import (
    Body,
    Changes,
    DayField,
    DecimalString,
    FlagField,
    TextField,
)
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from crm.quotes.actions import (
    change_terms,
    end_quote_policy,
    set_quote_policy,
    set_up_terms,
)
from crm.quotes.models import (
    QuotePolicy,
    TermsTemplate,
)


class QuotePolicySheet(Shown):
    """From which discount, or below which margin, a quote needs an approval, and by whom."""

    role = serializers.CharField(source="role.name", read_only=True)

    class Meta:
        model = QuotePolicy
        fields: ClassVar[tuple[str, ...]] = ("id", "discount_above", "margin_below", "role", "valid_from", "valid_to")


class QuotePolicyBody(Body):
    """A threshold from a day on: a discount above, or else a margin below."""

    discount_above = DecimalString(at_most="99", required=False)
    margin_below = DecimalString(at_least="-1000", at_most="100", required=False)
    role = TextField(max_length=150)
    valid_from = DayField()


class EndingBody(Body):
    """The first day on which it asks for nothing."""

    from_day = DayField()


class TermsSheet(Shown):
    """Terms to offer under."""

    class Meta:
        model = TermsTemplate
        fields: ClassVar[tuple[str, ...]] = ("id", "name", "language", "legal_entity", "text", "active")


class TermsBody(Body):
    """Terms to be set up, for one legal entity or for all."""

    name = TextField(max_length=80)
    language = TextField(max_length=5)
    text = TextField(max_length=10_000)
    legal_entity = RecordField(LEGAL_ENTITIES, required=False)


class TermsChanges(Changes):
    """What changes of a template."""

    name = TextField(max_length=80, source="changes.name", required=False)
    language = TextField(max_length=5, source="changes.language", required=False)
    text = TextField(max_length=10_000, source="changes.text", required=False)
    active = FlagField(source="changes.active", required=False)


TERMS = Listing(path="terms-templates", model=TermsTemplate, row=TermsSheet, joins=("legal_entity",), orders=("name",))
POLICIES = Listing(
    path="quote-policies",
    model=QuotePolicy,
    row=QuotePolicySheet,
    joins=("role",),
    filters={"role": "role__name"},
    orders=("-valid_from",),
)
DOORS = (
    TERMS,
    Deed(path="terms-templates/", verb=set_up_terms, body=TermsBody, shows=TERMS),
    Deed(path="terms-templates/<str:id>/changes/", verb=change_terms, on=TERMS, body=TermsChanges, shows=TERMS),
    POLICIES,
    Deed(path="quote-policies/", verb=set_quote_policy, body=QuotePolicyBody, shows=POLICIES),
    Deed(path="quote-policies/<str:id>/ending/", verb=end_quote_policy, on=POLICIES, body=EndingBody, shows=POLICIES),
)
