"""Checks of VAT ids in the API: asked for, their evidence, and what a person decided."""

from typing import ClassVar

from accounting.tax.checking import check_vat_id, override_vat_id, withdraw_vat_id_override
from accounting.tax.models import VatIdCheck, VatIdOverride
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, TextField
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from billing_suite.kernel.work.models import Job
from crm.customers.api import CUSTOMERS


class VatIdCheckRow(Shown):
    """What VIES said of a VAT id."""

    class Meta:
        model = VatIdCheck
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "customer",
            "vat_id",
            "outcome",
            "reason",
            "name",
            "address",
            "requester",
            "consultation_number",
            "checked_at",
        )


class VatIdCheckSheet(VatIdCheckRow):
    """What VIES said of a VAT id, with its answer as it came."""

    class Meta(VatIdCheckRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*VatIdCheckRow.Meta.fields, "answer")


class VatIdQuestionSheet(Shown):
    """A question to VIES that is on its way: the job; its answer will be among the VAT id checks."""

    class Meta:
        model = Job
        fields: ClassVar[tuple[str, ...]] = ("id", "about", "status", "created_at")


class VatIdOverrideSheet(Shown):
    """A VAT id that a person takes for valid though VIES said no."""

    class Meta:
        model = VatIdOverride
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "customer",
            "vat_id",
            "answer",
            "reason",
            "actor",
            "at",
            "withdrawn_at",
            "withdrawal",
        )


class VatIdQuestionBody(Body):
    """Whose VAT id is to be checked."""

    customer = RecordField(CUSTOMERS)


class WithdrawalBody(Body):
    """Why."""

    reason = TextField(max_length=300)


class VatIdOverrideBody(WithdrawalBody):
    """Whose VAT id is taken for valid, and why."""

    customer = RecordField(CUSTOMERS)


VAT_ID_CHECKS = Listing(
    path="vat-id-checks",
    model=VatIdCheck,
    row=VatIdCheckRow,
    sheet=VatIdCheckSheet,
    filters={"customer": "customer", "outcome": "outcome", "vat_id": "vat_id"},
    orders=("-checked_at", "vat_id"),
    search=("vat_id", "consultation_number", "name"),
)
VAT_ID_OVERRIDES = Listing(
    path="vat-id-overrides",
    model=VatIdOverride,
    row=VatIdOverrideSheet,
    filters={"customer": "customer", "vat_id": "vat_id"},
    orders=("-at",),
)
DOORS = (
    VAT_ID_CHECKS,
    Deed(path="vat-id-checks/", verb=check_vat_id, body=VatIdQuestionBody, shows=VatIdQuestionSheet),
    VAT_ID_OVERRIDES,
    Deed(path="vat-id-overrides/", verb=override_vat_id, body=VatIdOverrideBody, shows=VAT_ID_OVERRIDES),
    Deed(
        path="vat-id-overrides/<str:id>/withdrawal/",
        verb=withdraw_vat_id_override,
        on=VAT_ID_OVERRIDES,
        body=WithdrawalBody,
        shows=VAT_ID_OVERRIDES,
    ),
)
