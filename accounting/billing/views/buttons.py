"""The verbs on an invoice's page: each one there, and when not now, why."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from accounting.billing.models import Invoice
from billing_suite.kernel.web.pages import VerbButton


def verbs_for(invoice: Invoice, *, maker: bool, out: bool, rights: Collection[str]) -> list[VerbButton]:
    """The next step first; what the state rules out for ever is left out."""
    if invoice.status == "draft":
        return [_approve(invoice, maker=maker), _discard(invoice)]
    if invoice.status == "approved":
        return [_issue(invoice), _return(invoice), _discard(invoice)]
    if invoice.status == "issued" and invoice.open_item.open_minor:
        url = f"{reverse('receipt-record')}?invoice={invoice.pk}"
        receipt = VerbButton("Record a receipt", url, "cash", "record_receipt", "primary")
        return [receipt, _void(invoice, out=out)]
    return []


def _to(name: str, invoice: Invoice) -> Any:
    return reverse(name, args=[invoice.pk])


def _approve(invoice: Invoice, *, maker: bool) -> VerbButton:
    return VerbButton(
        "Approve",
        _to("invoice-approval", invoice),
        "thumb-up",
        "approve_invoices",
        "primary",
        enabled=not maker,
        why_not="You made or changed this draft; another person approves it (INV-27).",
        confirm=f"{invoice.reference} over {invoice.gross} may then be issued. Its content cannot change meanwhile.",
    )


def _issue(invoice: Invoice) -> VerbButton:
    return VerbButton(
        "Issue",
        _to("invoice-issuance", invoice),
        "send",
        "issue_invoices",
        "primary",
        confirm=f"It takes the next number, is posted, frozen and e-mailed to {invoice.customer.billing_email}. "
        "From then on it never changes.",
    )


def _void(invoice: Invoice, *, out: bool) -> VerbButton:
    return VerbButton(
        "Void",
        _to("invoice-voiding", invoice),
        "ban",
        "void_invoice",
        enabled=not out,
        why_not="It was sent or downloaded: a credit note answers it (RULES 12).",
    )


def _return(invoice: Invoice) -> VerbButton:
    return VerbButton(
        "Return to draft",
        _to("invoice-return", invoice),
        "rotate-clockwise",
        "approve_invoices",
        confirm="The approval is taken back; the next one is of a new version.",
    )


def _discard(invoice: Invoice) -> VerbButton:
    return VerbButton(
        "Discard",
        _to("invoice-discarding", invoice),
        "trash",
        "start_billing_run",
        confirm="The draft ends, and its work is free to be billed again. No number was taken.",
    )
