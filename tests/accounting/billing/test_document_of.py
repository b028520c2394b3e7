"""An invoice as a neutral document: from its own rows and snapshot, as a draft and as issued (RULES 13, INV-20)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounting.billing.models import Invoice
from accounting.billing.paper import document_of, draft_document_of
from accounting.documents.document import Document
from billing_suite.kernel.firm.actions import record_rates
from billing_suite.kernel.values.money import money, zero
from billing_suite.kernel.values.refusals import Refusal
from crm.customers.actions import change_customer
from tests.accounting.billing.cast import Work, issued_over, sell_in
from tests.builders import APRIL, SET_UP, Stage

ROLES = {"developer": "Developer", "designer": "Designer"}
WORK = [Work("Design", "Order desk pages", 425, role="designer"), Work("Delivery", "Order desk", 615)]


def read(invoice: Invoice, **more: Any) -> Document:
    """The invoice's document from its rows as they are stored."""
    fresh = Invoice.objects.get(pk=invoice.pk)
    rows = (fresh, list(fresh.lines.all()), list(fresh.taxes.all()))
    return draft_document_of(*rows, ROLES, **more) if more else document_of(*rows)


def test_an_issued_invoice_is_a_document_of_its_own_rows(stage: Stage) -> None:
    invoice = issued_over(stage, "lumiere", WORK, po="PO-4711")
    document = read(invoice)
    assert (document.kind, document.number, document.po_number) == ("invoice", invoice.number, "PO-4711")
    assert (document.issued_on, document.due_on) == (APRIL, APRIL + timedelta(days=invoice.payment_days))
    assert [(line.role, line.quantity * line.price) for line in document.lines] == [
        ("Designer", document.lines[0].net.amount),
        ("Developer", document.lines[1].net.amount),
    ]
    assert document.lines_net == document.net == document.gross == document.payable == money("2284.60", "EUR")
    (group,) = document.groups()
    assert (group.category, group.rate, group.base, group.tax) == ("AE", 0, document.net, zero("EUR"))
    assert (document.seller.vat_id, document.buyer.vat_id) == ("DE136695976", "FR40303265045")
    assert document.payment is not None
    assert document.payment.account == "DE89370400440532013000"


def test_inv20_what_changes_later_changes_no_document(stage: Stage) -> None:
    invoice = issued_over(stage, "nordlicht", WORK)
    first = read(invoice)
    changes = {"legal_name": "Sued AG", "language": "fr", "vat_id": ""}
    change_customer(stage.customer("nordlicht"), changes=changes, by=stage.by("lena"))
    assert read(invoice) == first


def test_a_draft_shows_the_document_it_would_become(stage: Stage) -> None:
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    draft = stage.draft(contract)
    with pytest.raises(Refusal, match="is not issued"):
        read(draft)
    would_be = read(draft, on=APRIL)
    assert (would_be.number, would_be.issued_on) == (draft.reference, APRIL)
    issued = stage.issue(*stage.approve(draft))[0]
    assert replace(would_be, number=str(issued.number), standing="") == read(issued)


def test_tax_in_another_currency_is_told_as_it_was_posted(stage: Stage) -> None:
    """Directive 2006/112/EC, article 230; each component converted once (RULES 22)."""
    sell_in(stage, "USD", developer="150.10")
    record_rates("EUR", on=APRIL, rates={"USD": "0.8543"}, source="ECB", by=SET_UP)
    stage.customer("nordlicht", currency="USD")
    document = read(issued_over(stage, "nordlicht", [Work("Delivery", "Portal", 90)]))
    assert document.books_tax == money("36.55", "EUR")
    assert document.books_rate == "at the rate 0,8543 of 3 April 2026 (ECB)"
