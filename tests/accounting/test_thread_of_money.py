"""The thread from the hour to the ledger: each record shows the chain it hangs on, and no other."""

from datetime import date
from typing import Any

from django.urls import reverse

from accounting.billing.models import Invoice
from accounting.books.models import JournalEntry
from accounting.cash.actions import allocate, record_receipt
from accounting.cash.models import Receipt
from billing_suite.kernel.values.money import money
from billing_suite.kernel.web.thread import address_of, thread_of
from projects.time.models import TimeEntry
from tests.builders import Stage

PAID_ON = date(2026, 4, 20)


def told(record: Any, user: Any) -> dict[str, list[str]]:
    """The references of each hop."""
    return {hop.label: [one.reference for one in [*hop.records, *hop.rest]] for hop in thread_of(record, user)}


def paid(stage: Stage, invoice: Invoice) -> Receipt:
    receipt = record_receipt(
        stage.entity,
        customer=invoice.customer,
        amount=money("50.00", "EUR"),
        received_on=PAID_ON,
        bank_reference="B-1",
        by=stage.by("fay"),
    )
    allocate(receipt, invoice=invoice, on=PAID_ON, by=stage.by("fay"))
    return receipt


def test_an_unpaid_invoice_stands_in_the_ledger_already(stage: Stage) -> None:
    invoice, fay = stage.issued(minutes=60), stage.users["fay"]
    chain = told(invoice, fay)
    assert chain["Invoice"] == [invoice.number] and chain["Journal entry"] == [invoice.number]
    assert chain["Receipt"] == [] and len(chain["Time"]) == 1 and len(chain["Project"]) == 1
    assert invoice.entry is not None
    up = told(invoice.entry, fay)
    assert up["Invoice"] == [invoice.number] and len(up["Time"]) == 1 and len(up["Contract"]) == 1


def test_a_payment_leads_up_to_the_hour_and_down_to_its_entries(stage: Stage) -> None:
    invoice, fay = stage.issued(minutes=60), stage.users["fay"]
    receipt = paid(stage, invoice)
    chain = told(receipt, fay)
    assert chain["Invoice"] == [invoice.number] and len(chain["Time"]) == 1
    assert len(chain["Journal entry"]) == 2  # the money's own, and the allocation's; not the invoice's
    entry = told(invoice.entry, fay)
    assert entry["Receipt"] == [receipt.reference]
    assert len(told(invoice, fay)["Journal entry"]) == JournalEntry.objects.count() == 3


def test_an_hour_shows_its_own_invoice_and_not_its_neighbours(stage: Stage) -> None:
    contract = stage.contract()
    task = stage.task(contract)
    billed = stage.approved(task, 60)
    stage.issue(*stage.approve(stage.draft(contract)))
    unbilled = stage.approved(task, 30, date(2026, 4, 2))
    fay = stage.users["fay"]
    assert len(told(billed, fay)["Invoice"]) == 1
    assert told(unbilled, fay)["Invoice"] == []
    assert len(told(contract, fay)["Invoice"]) == 1 and TimeEntry.objects.count() == 2


def test_inv31_who_sees_no_invoices_sees_none_in_the_thread(stage: Stage) -> None:
    invoice = stage.issued(minutes=60)
    assert told(invoice.contract, stage.users["lena"])["Invoice"] == []


def test_a_kind_without_a_page_has_no_address() -> None:
    key = "01900000-0000-7000-8000-000000000000"
    assert address_of("accounting.invoice", key) == reverse("invoice", args=[key])
    assert address_of("kernel.job", "1") == "" and address_of("accounting.invoice", "x") == ""
