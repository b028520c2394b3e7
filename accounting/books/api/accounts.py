"""Ledger accounts in the API: set up, retired, taken up again, given a part to play."""

from typing import ClassVar

from rest_framework import serializers

from accounting.books.actions import adopt_chart, map_role, reactivate_account, retire_account, set_up_chart
from accounting.books.charts import chart_codes
from accounting.books.models import AccountRole, LedgerAccount
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, FlagField, TextField, rows_of
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown

PART = r"^[a-z_]{1,30}(:[^\x00-\x1f]{1,60})?$"
ROLE = r"^[a-z_]{1,30}$"


class LedgerAccountRow(Shown):
    """One line of a chart of accounts."""

    class Meta:
        model = LedgerAccount
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "legal_entity",
            "number",
            "name",
            "type",
            "section",
            "is_control",
            "active",
        )


class AccountRoleSheet(Shown):
    """A part that an account plays: for one product or tax component (`key`), or by default."""

    class Meta:
        model = AccountRole
        fields: ClassVar[tuple[str, ...]] = ("role", "key", "account")


class LedgerAccountSheet(LedgerAccountRow):
    """One line of a chart of accounts, with the parts it plays."""

    roles = AccountRoleSheet(many=True, read_only=True)

    class Meta(LedgerAccountRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*LedgerAccountRow.Meta.fields, "roles")


class AccountBody(Body):
    """One line of a chart; `roles` are the parts it plays, as receivable or tax_payable:VAT."""

    number = TextField(max_length=12)
    name = TextField(max_length=120)
    type = serializers.ChoiceField(choices=LedgerAccount.TYPES)
    section = serializers.ChoiceField(choices=LedgerAccount.SECTIONS, required=False)
    control = FlagField(required=False)
    roles = serializers.ListField(child=serializers.RegexField(PART, max_length=91), max_length=50, required=False)


class ChartBody(Body):
    """A chart of accounts to be set up."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    accounts = rows_of(AccountBody, most=2000)


class RoleBody(Body):
    """A part that the account is to play; `key` narrows it to a product or a tax component."""

    role = serializers.RegexField(ROLE, max_length=30)
    key = TextField(max_length=60, required=False, allow_blank=True)


ACCOUNTS = Listing(
    path="ledger-accounts",
    model=LedgerAccount,
    row=LedgerAccountRow,
    sheet=LedgerAccountSheet,
    parts=lambda rows: rows.prefetch_related("roles__account"),
    filters={"legal_entity": "legal_entity", "type": "type", "number": "number", "active": "active"},
    orders=("number", "name"),
    search=("number", "name"),
)


class ShippedChartBody(Body):
    """A chart that comes with the suite, to be taken as it is."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    chart = serializers.ChoiceField(choices=chart_codes())


DOORS = (
    ACCOUNTS,
    Deed(path="charts/adoptions/", verb=adopt_chart, body=ShippedChartBody, shows=LedgerAccountRow),
    Deed(path="charts/", verb=set_up_chart, body=ChartBody, shows=LedgerAccountRow),
    Deed(path="ledger-accounts/<str:id>/retirement/", verb=retire_account, on=ACCOUNTS, shows=ACCOUNTS),
    Deed(path="ledger-accounts/<str:id>/reactivation/", verb=reactivate_account, on=ACCOUNTS, shows=ACCOUNTS),
    Deed(
        path="ledger-accounts/<str:id>/roles/",
        verb=map_role,
        on=ACCOUNTS,
        body=RoleBody,
        shows=AccountRoleSheet,
    ),
)
