"""Approvals in the API: who said yes to which version of an invoice, who made it, by which policy (INV-27)."""

from typing import Any, ClassVar

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Replace
from rest_framework import serializers

from accounting.billing.models import Invoice
from billing_suite.kernel.access.approvals import Approval
from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.web.api.listing import Listing
from billing_suite.kernel.web.api.shown import Shown


def plain(key: Any) -> Replace:
    """An id as text without hyphens, which is how one of the engines keeps it."""
    return Replace(Cast(key, CharField()), Value("-"), Value(""))


class ApprovalRows(Rows[Approval]):
    """Approvals: whoever sees the invoice sees who approved which of its versions."""

    seen_with = "see_invoices"

    def visible_to(self, user: Any) -> "ApprovalRows":
        """Those of the invoices that this person may read (INV-29)."""
        seen = Invoice.objects.visible_to(user).annotate(key=plain("pk")).values("key")
        return self.filter(subject="invoice").annotate(key=plain("subject_id")).filter(key__in=seen)

    def for_list(self) -> "ApprovalRows":
        """With the policy."""
        return self.select_related("policy__role")


class ApprovalSheet(Shown):
    """Somebody's yes to one version of one record, by its content's hash."""

    makers = serializers.SerializerMethodField()

    class Meta:
        model = Approval
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "subject",
            "subject_id",
            "version",
            "content_hash",
            "makers",
            "approver",
            "policy",
            "automatic",
            "approved_at",
        )

    def get_makers(self, approval: Approval) -> list[str]:
        """Who drafted or edited it; none of them may approve it."""
        return [maker for maker in approval.makers.split("|") if maker]


APPROVALS = Listing(
    path="approvals",
    model=Approval,
    row=ApprovalSheet,
    rows=lambda: ApprovalRows(model=Approval),
    filters={"subject_id": "subject_id", "approver": "approver", "from": "approved_at__gte"},
    orders=("-approved_at",),
)
DOORS = (APPROVALS,)
