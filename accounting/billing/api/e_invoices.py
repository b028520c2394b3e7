"""Invoices as e-invoices in the API: what the norm's rules say of drafts, and issued ones as files."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounting.billing.api.invoices import INVOICES
from accounting.billing.e_invoices import ask_e_invoice_check
from accounting.billing.exporting import EXPORTS, ask_export
from accounting.billing.models import NormCheck
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body
from billing_suite.kernel.web.api.handouts import HANDOUTS
from billing_suite.kernel.web.api.listing import Listing
from billing_suite.kernel.web.api.shown import Shown


class BrokenRuleSheet(serializers.Serializer[Any]):
    """One rule that a draft breaks."""

    rule = serializers.CharField()
    words = serializers.CharField()
    severity = serializers.CharField()
    location = serializers.CharField()


class NormCheckSheet(Shown):
    """A draft as an e-invoice: the format that was tried, and the rules it breaks."""

    findings = serializers.SerializerMethodField()

    class Meta:
        model = NormCheck
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "invoice",
            "format",
            "passed",
            "findings",
            "content_hash",
            "checked_at",
        )

    @extend_schema_field(BrokenRuleSheet(many=True))
    def get_findings(self, check: NormCheck) -> list[dict[str, str]]:
        """Each with its rule's id and words."""
        names = ("rule", "words", "severity", "location")
        return [dict(zip(names, finding, strict=True)) for finding in check.findings]


class ExportBody(Body):
    """In which format."""

    format = serializers.ChoiceField(choices=list(EXPORTS))


NORM_CHECKS = Listing(
    path="norm-checks",
    model=NormCheck,
    row=NormCheckSheet,
    filters={"invoice": "invoice", "passed": "passed", "format": "format"},
    orders=("-id",),
)
DOORS = (
    NORM_CHECKS,
    Deed(path="invoices/<str:id>/norm-checks/", verb=ask_e_invoice_check, on=INVOICES, shows=INVOICES),
    Deed(path="invoices/<str:id>/exports/", verb=ask_export, on=INVOICES, body=ExportBody, shows=HANDOUTS),
)
