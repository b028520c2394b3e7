"""The chart of accounts of a legal entity, and which account plays which part."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.ids import Record

SECTIONS = {  # where an account stands in balance sheet, profit and loss, and cash flow; by its type
    "asset": ("cash", "receivables", "other_current_assets", "fixed_assets"),
    "liability": ("current_liabilities", "long_term_liabilities"),
    "equity": ("equity",),
    "income": ("revenue", "other_income"),
    "expense": ("cost_of_sales", "operating_expenses", "depreciation", "other_expenses", "income_tax"),
}
USUAL_SECTION = {
    "asset": "other_current_assets",
    "liability": "current_liabilities",
    "equity": "equity",
    "income": "revenue",
    "expense": "operating_expenses",
}
SECTION_OF_PART = {  # where an account of this part stands if nobody says otherwise
    "bank": "cash",
    "bank_revaluation": "cash",
    "receivable": "receivables",
    "receivable_revaluation": "receivables",
    "exchange_gain": "other_income",
    "unrealised_gain": "other_income",
    "exchange_loss": "other_expenses",
    "unrealised_loss": "other_expenses",
}
PROFIT_AND_LOSS = ("income", "expense")


def usual_section(kind: str, parts: Iterable[str]) -> str:
    """Where an account of a type stands, by the first part it plays that has a place of its own; "" for no type."""
    known = SECTIONS.get(kind, ())
    named = (SECTION_OF_PART.get(part.partition(":")[0], "") for part in parts)
    return next((section for section in named if section in known), USUAL_SECTION.get(kind, ""))


class LedgerAccountRows(Rows["LedgerAccount"]):
    """Ledger accounts."""

    seen_with = "see_books"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "LedgerAccountRows":
        """With the legal entity."""
        return self.select_related("legal_entity")

    def playing(self, *roles: str) -> "LedgerAccountRows":
        """Those that play one of these parts."""
        return self.filter(pk__in=AccountRole.objects.filter(role__in=roles).values("account"))


class LedgerAccount(Record):
    """One line of a legal entity's chart of accounts."""

    TYPES = (
        ("asset", "Asset"),
        ("liability", "Liability"),
        ("equity", "Equity"),
        ("income", "Income"),
        ("expense", "Expense"),
    )
    SECTIONS = tuple((name, name.replace("_", " ").capitalize()) for names in SECTIONS.values() for name in names)

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="accounts")
    number = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=10, choices=TYPES)
    section = models.CharField(max_length=24, choices=SECTIONS)
    is_control = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    history = history()

    objects: ClassVar = LedgerAccountRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["legal_entity", "number"], name="one_account_a_number"),
            CheckConstraint(
                condition=Q.create(
                    [Q(type=kind, section__in=names) for kind, names in SECTIONS.items()], connector=Q.OR
                ),
                name="a_section_fits_its_type_of_account",
            ),
        )
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class AccountRole(models.Model):
    """Which account plays a part, like receivable or tax payable, so that no code knows a number.

    `key` narrows the part, as to one tax component or kind of supply; the empty key is the part's default account.
    """

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="account_roles")
    role = models.CharField(max_length=30)
    key = models.CharField(max_length=60, blank=True)
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="roles")
    history = history()

    class Meta:
        constraints = (UniqueConstraint(fields=["legal_entity", "role", "key"], name="one_account_a_role"),)

    def __str__(self) -> str:
        return f"{self.role} {self.key}".strip()


guards.declare(
    guards.audited(LedgerAccount),
    guards.audited(AccountRole),
    guards.set_once(LedgerAccount, "legal_entity_id", inv="INV-13"),
)
