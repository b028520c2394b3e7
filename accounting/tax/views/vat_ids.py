"""VAT ids: the evidence of online checks, and what a person decides about them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from accounting.tax.checking import check_vat_id, override_vat_id, withdraw_vat_id_override
from accounting.tax.forms.evidence import ReasonForm
from accounting.tax.models import VatIdCheck, VatIdOverride
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import (
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    StatusColumn,
    VerbPage,
)
from crm.customers.models import Customer

HELD = ("see_tax",)


class VatIdChecks(ListPage):
    """Every answer of VIES, latest first: the evidence."""

    model = VatIdCheck
    rights = HELD
    title = "VAT id checks"
    eyebrow = "Tax"
    intro = "What VIES said of customers' VAT ids, with the consultation number that proves it. Nothing here changes."
    columns = (
        LinkColumn("VAT id", "vat_id", "vat_id", to="vat-id-check"),
        LinkColumn("Customer", "customer.name", "customer__name", to="customer", key="customer_id", phone="word"),
        StatusColumn("Outcome", "outcome", "outcome"),
        DateColumn("Checked", "checked_at", "checked_at"),
        Column("Consultation number", "consultation_number"),
        Column("Name as answered", "name"),
        Column("Why", "reason"),
    )
    order = "-checked_at"
    search = ("vat_id", "customer__name", "customer__reference", "consultation_number", "name")
    search_hint = "VAT id, customer or consultation number"
    choices = (Choice("outcome", "Outcome", VatIdCheck.OUTCOMES),)
    empty_title = "Nothing was checked online yet"
    empty_words = "A customer's page has the button, where online checks are opened for this installation."
    empty_icon = "shield-check"


class VatIdCheckPage(DetailPage):
    """One answer of VIES, as it came."""

    model = VatIdCheck
    rights = HELD
    template_name = "accounting/tax/vat_id_check.html"
    eyebrow = "VAT id check"
    status_field = "outcome"
    facts_title = "Evidence"

    def rows(self) -> Any:
        """With the customer."""
        return super().rows().for_list()  # type: ignore[attr-defined]

    def title(self) -> str:
        """The VAT id."""
        return str(self.record.vat_id)

    def intro(self) -> str:
        """Whose it is."""
        return str(self.record.customer.name)

    def crumbs(self) -> Sequence[Crumb]:
        """The list."""
        return [Crumb("VAT id checks", reverse("vat-id-checks"))]

    def facts(self) -> Sequence[Fact]:
        """What was asked, when, and what came back."""
        held = self.record
        return [
            Fact("Customer", held.customer.name, reverse("customer", args=[held.customer_id])),
            Fact("Checked", held.checked_at),
            Fact("Asked under", held.requester or "No VAT id of ours"),
            Fact("Consultation number", held.consultation_number),
            Fact("Name as answered", held.name),
            Fact("Address as answered", held.address),
            Fact("Why", held.reason),
        ]


class OnCustomer(VerbPage):
    """A verb on a customer's VAT id."""

    model = Customer
    eyebrow = "Tax"

    def crumbs(self) -> Sequence[Crumb]:
        """The customer."""
        return [
            Crumb("Customers", reverse("customers")),
            Crumb(self.record.name, reverse("customer", args=[self.record.pk])),
        ]

    def success_url(self, done: Any) -> str:
        """Back to the customer."""
        return reverse("customer", args=[self.record.pk])


class CheckVatId(OnCustomer):
    """Have VIES asked."""

    verb = staticmethod(check_vat_id)
    title = "Check the VAT id online"
    submit_label = "Ask VIES"

    def question(self) -> str:
        """What is asked."""
        return f"VIES is asked about {self.record.vat_id} of {self.record.name}; its answer is kept as evidence."

    def success_message(self, done: Any) -> str:
        """Soon."""
        return "VIES is being asked; its answer will stand here."


class OverrideVatId(OnCustomer):
    """Take an invalid VAT id for valid."""

    verb = staticmethod(override_vat_id)
    form_class = ReasonForm
    title = "Take the VAT id for valid"
    submit_label = "Take it for valid"
    danger = True

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        return f"VIES knows no {self.record.vat_id}. The reverse charge will be granted all the same, on your word."

    def success_message(self, done: Any) -> str:
        """Said."""
        return f"{done.vat_id} is taken for valid"


class WithdrawOverride(VerbPage):
    """Let the answer of VIES count again."""

    model = VatIdOverride
    verb = staticmethod(withdraw_vat_id_override)
    form_class = ReasonForm
    title = "Withdraw the override"
    eyebrow = "Tax"
    submit_label = "Withdraw"
    danger = True

    def rows(self) -> Any:
        """With the customer."""
        return super().rows().for_list()  # type: ignore[attr-defined]

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record.vat_id} of {self.record.customer.name} is invalid again, as VIES says."

    def crumbs(self) -> Sequence[Crumb]:
        """The customer."""
        customer = self.record.customer
        return [Crumb("Customers", reverse("customers")), Crumb(customer.name, reverse("customer", args=[customer.pk]))]

    def success_url(self, done: VatIdOverride) -> str:
        """Back to the customer."""
        return reverse("customer", args=[done.customer_id])

    def success_message(self, done: VatIdOverride) -> str:
        """Said."""
        return "The override is withdrawn"
