"""Voiding an issued invoice: only while nobody outside saw it; mirrored, freed, its number kept (RULES 12)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounting.billing.documents import preview_facts, take_document
from accounting.billing.exporting import export_invoice
from accounting.billing.models import BillingClaim, DocumentFile, Invoice, OpenItem, Voiding
from accounting.billing.tasks import make_document
from accounting.billing.voiding import NotVoidable, void_invoice
from accounting.books.actions import PeriodNotOpen
from accounting.books.models import JournalEntry, Period
from accounting.tax.withholding import record_withholding
from billing_suite.kernel.record.acting import acting
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, Refusal
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Job, OutgoingMail
from tests.accounting.billing.reading import taken
from tests.builders import APRIL, MARCH, SET_UP, Stage, closed, noon

Browser = Callable[[str], Client]


def void(stage: Stage, invoice: Invoice, *, by: str = "hannah") -> Invoice:
    """Voided by finance."""
    return void_invoice(invoice, reason="Wrong customer", at=noon(APRIL), by=stage.by(by))


def test_it_keeps_its_number_and_ceases_to_be(stage: Stage) -> None:
    second, first = stage.issued(minutes=60), stage.issued(minutes=90)
    gone = void(stage, first)
    assert (gone.status, gone.number) == ("voided", "DE-INV-2026-00002")
    voiding = Voiding.objects.get()
    assert (voiding.on, voiding.reason, voiding.entry.reverses) == (first.issued_on, "Wrong customer", first.entry)
    item = OpenItem.objects.get(pk=first.pk)
    assert (item.open_minor, item.base_relieved_minor) == (0, item.base_minor)
    assert not BillingClaim.objects.filter(line__invoice=first, released_at__isnull=True).exists()
    assert BillingClaim.objects.filter(line__invoice=second, released_at__isnull=True).exists()
    assert not OpenItem.objects.filter(legal_entity=stage.entity, pk=first.pk).open_on(APRIL).exists()
    finish_all()
    assert not DocumentFile.objects.filter(invoice=first).exists()
    assert not OutgoingMail.objects.filter(about_id=str(first.pk)).exists()
    assert [found for found in run_checks() if not found.holds] == []


def test_its_work_is_billed_again_under_the_next_number(stage: Stage) -> None:
    first = stage.issued(minutes=90)
    contract = first.contract
    void(stage, first)
    again = stage.issue(*stage.approve(stage.draft(contract)))[0]
    assert (again.number, again.gross) == ("DE-INV-2026-00002", first.gross)


def test_mail_that_waits_is_withdrawn(stage: Stage) -> None:
    invoice = stage.issued(minutes=90)
    make_document(str(invoice.pk))
    void(stage, invoice)
    mail = OutgoingMail.objects.get(about_id=str(invoice.pk))
    assert (mail.status, mail.attempts) == ("withdrawn", 0)
    finish_all()
    mail.refresh_from_db()
    assert (mail.status, mail.sent_at) == ("withdrawn", None)
    assert not Job.objects.exclude(status="done").exists()
    assert [found for found in run_checks() if not found.holds] == []


def test_what_was_sent_is_not_voided(stage: Stage) -> None:
    invoice = stage.issued(minutes=90)
    finish_all()
    with pytest.raises(NotVoidable, match="sent to the customer"):
        void(stage, invoice)
    assert Invoice.objects.get().status == "issued"


def test_what_was_downloaded_is_not_voided(stage: Stage, browser: Browser) -> None:
    page, api = stage.issued(minutes=90), stage.issued(minutes=60)
    for invoice in (page, api):
        make_document(str(invoice.pk))
    assert browser("fay").get(reverse("invoice-pdf", args=[page.pk])).status_code == 200
    assert browser("fay").get(f"/api/v1/invoices/{api.pk}/pdf/").status_code == 200
    for invoice in (page, api):
        with pytest.raises(NotVoidable, match="downloaded"):
            void(stage, invoice)
    filed = DocumentFile.objects.get(invoice=page)
    assert take_document(filed, at=noon(MARCH), by=stage.by("fay")).taken_at == filed.taken_at, "the first time counts"


def test_what_was_paid_is_not_voided(stage: Stage) -> None:
    invoice = stage.issued(minutes=90)
    with transaction.atomic(), acting(SET_UP):
        OpenItem.objects.filter(pk=invoice.pk).update(allocated_minor=1)
    with pytest.raises(NotVoidable, match="paid or credited"):
        void(stage, invoice)


def test_inv05_nor_what_lies_in_a_closed_period(stage: Stage) -> None:
    invoice = stage.issued(minutes=90)
    closed(Period.objects.get(starts_on=date(2026, 4, 1)))
    with pytest.raises(PeriodNotOpen):
        void(stage, invoice)
    assert JournalEntry.objects.count() == 1


def test_a_draft_is_not_voided_and_nothing_twice(stage: Stage) -> None:
    invoice = stage.issued(minutes=90)
    with pytest.raises(Invalid, match="say why"):
        void_invoice(invoice, reason=" ", at=noon(APRIL), by=stage.by("hannah"))
    with pytest.raises(NotAllowed):
        void(stage, invoice, by="lena")
    void(stage, invoice)
    with pytest.raises(Refusal, match="is voided"):
        void(stage, invoice)
    assert Voiding.objects.count() == 1


def test_inv26_no_other_way_ends_an_issued_invoice(stage: Stage) -> None:
    invoice = stage.issued(minutes=90)
    with pytest.raises(IntegrityError, match="INV-"), transaction.atomic(), acting(SET_UP):
        Invoice.objects.filter(pk=invoice.pk).update(status="voided")
    with pytest.raises(IntegrityError, match="INV-15"), transaction.atomic(), acting(SET_UP):
        BillingClaim.objects.filter(line__invoice=invoice).update(released_at=noon(APRIL))
    item = OpenItem.objects.get()
    assert invoice.entry is not None
    with pytest.raises(IntegrityError, match="INV-26"), transaction.atomic(), acting(SET_UP):
        Voiding.objects.create(
            open_item=item,
            on=invoice.issued_on,
            amount_minor=item.amount_minor,
            base_minor=item.base_minor,
            entry=invoice.entry,
            reason="no mirror",
            voided_at=noon(APRIL),
        )


def test_inv20_a_voided_invoice_is_as_frozen_as_it_was(stage: Stage) -> None:
    invoice = void(stage, stage.issued(minutes=90))
    for change in ({"status": "issued"}, {"number": "X"}, {"po_number": "X"}):
        with pytest.raises(IntegrityError), transaction.atomic(), acting(SET_UP):
            Invoice.objects.filter(pk=invoice.pk).update(**change)


def test_its_page_offers_it_and_shows_the_stamped_paper(stage: Stage, browser: Browser) -> None:
    invoice = stage.issued(minutes=90)
    hannah = browser("hannah")
    page, form = (reverse(name, args=[invoice.pk]) for name in ("invoice", "invoice-voiding"))
    assert form in hannah.get(page).content.decode()
    done = hannah.post(form, {"reason": "Wrong customer"}, follow=True).content.decode()
    assert "is voided" in done
    assert "Voided" in done
    assert preview_facts(Invoice.objects.get(), on=APRIL)["stamp"] == "Void: nothing is owed on this document"
    paper = taken(hannah, hannah.post(reverse("invoice-preview-pdf", args=[invoice.pk])))
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")


def test_the_api_voids_it_too(stage: Stage, browser: Browser) -> None:
    invoice = stage.issued(minutes=90)
    told = browser("hannah").post(
        f"/api/v1/invoices/{invoice.pk}/voiding/", {"reason": "Wrong customer"}, content_type="application/json"
    )
    assert told.status_code in (200, 201), told.content
    assert Invoice.objects.get().status == "voided"


def test_what_was_exported_is_not_voided(stage: Stage) -> None:
    invoice = stage.issued(minutes=90)
    export_invoice(invoice, format="json", by=stage.by("fay"))
    with pytest.raises(NotVoidable, match="it was exported"):
        void(stage, invoice)


def test_what_is_void_is_not_exported_and_withheld_tax_goes_with_it(stage: Stage) -> None:
    record_withholding(
        stage.customer("nordlicht"),
        rate=Decimal(15),
        reason="Law",
        valid_from=APRIL.replace(month=1),
        by=stage.by("fay"),
    )
    gone = void(stage, stage.issued(minutes=90))
    assert gone.withheld_minor > 0
    with pytest.raises(Refusal, match="voided"):
        export_invoice(gone, format="json", by=stage.by("fay"))
    assert [found for found in run_checks() if not found.holds] == []
