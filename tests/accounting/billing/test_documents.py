"""The paper of an issued invoice: what it says, in whose words, and that it never changes (RULES 13, INV-20)."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from accounting.billing.documents import document_facts
from accounting.documents.wording import WORDS
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.actions import record_rates
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.rehearsal import mark_rehearsal
from billing_suite.kernel.web import pdf
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import OutgoingMail
from crm.customers.actions import change_customer
from tests.accounting.billing.cast import SMALL, Work, issued_over, new_york, sell_in, speaking
from tests.accounting.billing.reading import pages_of, rendered, text_of
from tests.builders import APRIL, SET_UP, Stage, noon

A4, LETTER = (595, 842), (612, 792)


def test_a_german_invoice_says_what_is_billed_in_german(stage: Stage) -> None:
    invoice = issued_over(speaking(stage, "nordlicht", "de"), "nordlicht", SMALL, po="PO-4711")
    text = text_of(invoice)
    for words in (
        "Rechnung DE-INV-2026-00001",
        "Rechnungsdatum 3. April 2026",
        "Fällig am 3. Mai 2026",
        "Leistungszeitraum 2.–3. März 2026",
        "Ihre Bestellnummer PO-4711",
        f"Vertrag {invoice.contract.reference}",
        f"Projekt {invoice.project.reference} Portal",
        "1 Order desk pages Designer 7,08 120,00 € 849,60 €",
        "2 Order desk Developer 10,25 140,00 € 1.435,00 €",
        "3 Warehouse interfaces Developer 6,68 140,00 € 935,20 €",
        "Delivery 2.370,20 €",
        "Nettobetrag 3.219,80 €",
        "USt 19 % auf 3.219,80 € 611,76 €",
        "Gesamtbetrag 3.831,56 €",
        "Bitte überweisen Sie 3.831,56 € bis zum 3. Mai 2026 unter Angabe von DE-INV-2026-00001.",
        "IBAN DE89 3704 0044 0532 0130 00",
        "USt-IdNr. DE136695976",
        "Seite 1 von 1",
    ):
        assert words in text
    assert "Steuerliche Hinweise" not in text
    assert "Rehearsal" not in text


def test_the_file_says_what_it_is_and_carries_its_only_typeface(stage: Stage) -> None:
    reader = PdfReader(BytesIO(rendered(issued_over(speaking(stage, "nordlicht", "de"), "nordlicht", SMALL))))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Rechnung DE-INV-2026-00001", "Spree Studio GmbH")
    assert reader.metadata["/CreationDate"] == "D:20260403"
    assert reader.trailer["/Root"]["/Lang"] == "de"
    assert tuple(round(side) for side in reader.pages[0].mediabox[2:]) == A4
    fonts = reader.pages[0]["/Resources"]["/Font"].get_object()
    assert {str(font.get_object()["/BaseFont"]).partition("+")[2][:5] for font in fonts.values()} == {"Inter"}


def test_rules8_a_reverse_charge_names_both_vat_ids_and_the_law(stage: Stage) -> None:
    text = text_of(issued_over(speaking(stage, "lumiere", "fr"), "lumiere", SMALL))
    for words in (
        "Facture DE-INV-2026-00001",
        "TVA 0 % sur 3 219,80 € 0,00 €",
        "Total TTC 3 219,80 €",
        "Autoliquidation. Reverse charge: VAT is payable by the recipient (Articles 44 and 196, Directive 2006/112/EC)",
        "N° de TVA de Spree Studio GmbH : DE136695976",
        "N° de TVA de Lumiere : FR40303265045",
        "FRANCE",
        "ALLEMAGNE",
    ):
        assert words in text


def test_a_supply_outside_the_scope_says_why(stage: Stage) -> None:
    text = text_of(issued_over(stage, "thames", [Work("Delivery", "Ledger feed", 61)]))
    assert "1 Ledger feed Developer 1.02 £115.50 £117.81" in text
    assert "VAT 0% on £117.81 £0.00" in text
    assert "Outside the scope of tax. Not taxable in the EU: supplied where the business customer is" in text
    assert "Amount due (GBP) £117.81" in text


def test_rules6_each_component_of_each_group_over_many_pages(stage: Stage) -> None:
    work = [
        Work(f"Phase {n // 20 + 1}", f"Package {n + 1:02d}", 37 + 7 * n, supply="digital" if n % 4 else "services")
        for n in range(60)
    ]
    invoice = issued_over(new_york(stage), "harbor", work)
    pdf_bytes = rendered(invoice)
    pages = pages_of(pdf_bytes)
    assert tuple(round(side) for side in PdfReader(BytesIO(pdf_bytes)).pages[0].mediabox[2:]) == LETTER
    assert len(pages) > 2
    for n, page in enumerate(pages, start=1):
        assert f"Page {n} of {len(pages)}" in page
        assert "No. Description Role Hours Per hour Tax Net" in page
        assert (f"Spree Studio Inc. · Invoice {invoice.number}" in page) == (n > 1)
    text = " ".join(pages)
    for line in invoice.lines.all():
        said = f"{line.description} Developer {line.quantity:.2f} $175.50 {'BA'[line.tax_category == 'E']}"
        assert f"{line.position} {said} ${line.net.amount:,.2f}" in text
    for tax in invoice.taxes.all():
        assert f"{tax.component} {tax.rate.normalize():f}% on ${tax.base.amount:,.2f} ${tax.tax.amount:,.2f}" in text
    assert invoice.taxes.count() == 4
    assert f"Total ${invoice.gross.amount:,.2f} Tax notes A · Exempt from tax. Professional services" in text
    assert "Account number 000184467723 Routing number 021000089" in text
    assert "Tax registration 11-2233445" in text


@pytest.mark.parametrize("count", range(14, 20))
def test_no_phase_is_named_at_the_foot_of_a_page(count: int) -> None:
    """A phase's name stays with its first line, wherever the page ends."""
    line = {"position": 1, "description": "Work", "role": "Lead", "hours": "1.00", "price": "$1.00", "net": "$1.00"}
    phases = [{"name": "First", "net": "$1.00", "lines": [line] * count}]
    phases += [{"name": "Second", "net": "$1.00", "lines": [line] * 3}]
    party = {"name": "Spree Studio", "email": "billing@spree.example"}
    facts = {"words": WORDS["en"], "size": "letter", "seller": party, "customer": party, "phases": phases}
    for page in pages_of(pdf.pdf_of(render_to_string("documents/invoice.html", facts))):
        assert "Second" not in page or "Second $1.00 1 Work" in page


def test_yen_have_no_decimals(stage: Stage) -> None:
    text = text_of(issued_over(new_york(stage), "sakura", [Work("Delivery", "Arm control", 61)]))
    assert "1 Arm control Developer 1.02 JP¥26,000 JP¥26,520" in text
    assert "Sales tax 0% on JP¥26,520 JP¥0" in text
    assert "Total JP¥26,520" in text
    assert "Outside the scope of tax. Supplied to a recipient outside the United States" in text
    assert "Tokyo 100-0005 JAPAN" in text


def test_tax_in_a_foreign_currency_is_told_in_the_books_currency(stage: Stage) -> None:
    """Directive 2006/112/EC, article 230; converted once a component, as it is posted (RULES 22)."""
    sell_in(stage, "USD", developer="150.10")
    record_rates("EUR", on=APRIL, rates={"USD": "0.8543"}, source="ECB", by=SET_UP)
    stage.customer("nordlicht", currency="USD")
    invoice = issued_over(stage, "nordlicht", [Work("Delivery", "Portal", 90)])
    posted = invoice.entry.postings.get(tax_component="USt")  # type: ignore[union-attr]
    assert -posted.base_minor == 3655
    assert "Tax in EUR: 36,55 €, at the rate 0,8543 of 3 April 2026 (ECB)." in text_of(invoice)


def test_inv20_two_renderings_are_the_same_bytes(stage: Stage) -> None:
    invoice = issued_over(stage, "nordlicht", SMALL)
    first = rendered(invoice)
    assert rendered(invoice) == first
    html = render_to_string("documents/invoice.html", document_facts(invoice))
    plain = pdf.pdf_of(html)
    code = "import sys, django; django.setup(); from billing_suite.kernel.web.pdf import pdf_of\n"
    code += "sys.stdout.buffer.write(pdf_of(sys.stdin.read()))"
    elsewhere = subprocess.run(
        [sys.executable, "-c", code],
        input=html.encode(),
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[3],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    )
    assert elsewhere.stdout == plain


@verb("move a legal entity", jobs=True)
def move_entity(entity: LegalEntity, *, by: Actor) -> None:
    """What an admin does by form: another name, address and bank account."""
    entity.legal_name, entity.street, entity.bank_account = "Other GmbH", "Elsewhere 9", "1"
    entity.save()


def test_inv20_what_changes_later_changes_no_document(stage: Stage) -> None:
    invoice = issued_over(stage, "nordlicht", SMALL)
    first = rendered(invoice)
    changes = {"legal_name": "Sued AG", "language": "fr", "vat_id": "", "billing_email": "new@nordlicht.example"}
    change_customer(stage.customer("nordlicht"), changes=changes, by=stage.by("lena"))
    move_entity(LegalEntity.objects.get(pk=stage.entity.pk), by=SET_UP)
    assert rendered(invoice) == first
    finish_all()
    assert OutgoingMail.objects.get(about_id=str(invoice.pk)).recipient == "invoices@nordlicht.example"


def test_a_rehearsal_says_so_on_every_page(stage: Stage) -> None:
    mark_rehearsal("training", at=noon(APRIL))
    invoice = issued_over(stage, "nordlicht", [Work("Delivery", f"Package {n:02d}", 60) for n in range(40)])
    pages = pages_of(rendered(invoice))
    assert len(pages) > 1
    assert all("Rehearsal: not a tax document" in page for page in pages)
    finish_all()
    mail = OutgoingMail.objects.get(about_id=str(invoice.pk))
    assert mail.subject == f"[Rehearsal] Invoice {invoice.number} from Spree Studio GmbH"
    assert "Rehearsal: not a tax document" in mail.text
    assert "Rehearsal: not a tax document" in mail.html


def test_inv41_what_people_type_is_printed_and_never_fetched(stage: Stage) -> None:
    evil = '<img src="file:///etc/passwd"> & <b>co</b>'
    change_customer(stage.customer("nordlicht"), changes={"legal_name": evil}, by=stage.by("lena"))
    invoice = issued_over(
        stage, "nordlicht", [Work("<style>*{display:none}</style>", "</table><script>1</script>", 60)]
    )
    text = text_of(invoice)
    assert evil in text
    assert "</table><script>1</script>" in text
    assert "<style>*{display:none}</style>" in text
