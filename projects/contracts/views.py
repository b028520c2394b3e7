"""Pages of contracts: what the customer's yes promises."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.web.pages import (
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    MoneyColumn,
    Preset,
    StatusColumn,
)
from crm.quotes.reports import by_phase
from projects.contracts.models import Contract

HELD = ("see_contracts",)


def contract_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to a contract's pages."""
    return [Crumb("Contracts", reverse("contracts")), *more]


class ContractList(ListPage):
    """Every contract one may see."""

    model = Contract
    rights = HELD
    title = "Contracts"
    eyebrow = "Delivery"
    intro = "What accepted quotes promise, with its way of billing."
    columns = (
        LinkColumn("Contract", "reference", "reference", to="contract", note="name"),
        LinkColumn(
            "Customer",
            "customer.name",
            "customer__name",
            to="customer",
            key="customer_id",
            kind="word",
            phone="word",
        ),
        Column("Served by", "legal_entity.name", "legal_entity__name"),
        StatusColumn("Status", "status", "status"),
        Column("PO number", "po_number"),
        DateColumn("Starts", "starts_on", "starts_on"),
        MoneyColumn("Net", "net", "net_minor"),
    )
    order = "-reference"
    search = ("reference", "name", "customer__name", "po_number")
    search_hint = "Reference, name, customer or PO number"
    choices = (Choice("status", "Status", Contract.STATUSES),)
    presets = (
        Preset("active", "Active", lambda rows, request: rows.filter(status="active")),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "No contracts yet"
    empty_words = "A contract is made when a customer accepts a quote."
    empty_icon = "signature"


class ContractPage(DetailPage):
    """One contract: its lines by phase, the version it was made from, and what higher rooms know of it."""

    model = Contract
    rights = HELD
    template_name = "projects/contracts/contract.html"
    slot = "contract"
    eyebrow = "Contract"

    def rows(self) -> Any:
        """With customer, legal entity, rate card and the accepted version."""
        return super().rows().select_related("customer", "legal_entity", "rate_card", "version__quote")

    def title(self) -> str:
        """Its name."""
        return str(self.record.name)

    def intro(self) -> str:
        """Reference and customer."""
        return f"{self.record.reference} · {self.record.customer.name}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under contracts."""
        return contract_crumbs()

    def facts(self) -> Sequence[Fact]:
        """What was agreed, by whom, and how it is paid."""
        held, version = self.record, self.record.version
        seen = "see_quotes" in self.viewer.rights
        signed = f"{version.signed_by}, {version.signed_title}" if version.signed_title else version.signed_by
        return [
            Fact("Customer", held.customer.name, reverse("customer", args=[held.customer_id])),
            Fact("Net", held.net),
            Fact("Starts", held.starts_on),
            Fact("PO number", held.po_number),
            Fact("Payment term", f"{held.payment_days} days"),
            Fact("Rates", held.rate_card.name if held.rate_card else "The rate card of the work date"),
            Fact("Made from", version.reference, reverse("quote-version", args=[held.version_id]) if seen else ""),
            Fact("Signed by", signed),
            Fact("Signed on", held.legal_entity.local_date(version.ended_at)),
            Fact("Served by", held.legal_entity.name),
        ]

    def more(self) -> dict[str, Any]:
        """The promises by phase."""
        held = self.record
        return {"phases": by_phase(held.lines.all(), held.currency)}
