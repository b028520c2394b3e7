"""Drafts are checked as e-invoices by a job; issuing asks for a pass where one is wanted; exports are the document."""

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounting.billing.actions import describe_line, issue_invoices
from accounting.billing.e_invoices import ask_e_invoice_check
from accounting.billing.exporting import export_invoice
from accounting.billing.models import DocumentFile, Invoice, NormCheck
from accounting.documents.checking import check, fatal
from accounting.tax.actions import set_up_jurisdiction
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Event, OutgoingMail
from crm.customers.actions import change_customer
from tests.accounting.billing.reading import taken
from tests.builders import APRIL, SET_UP, Stage


def asks_for(stage: Stage, form: str, name: str = "nordlicht") -> None:
    change_customer(stage.customer(name), changes={"e_invoice": form}, by=stage.by("lena"))


def drafted(stage: Stage, name: str = "nordlicht", po: str = "PO-1") -> Invoice:
    contract = stage.contract(name, po=po)
    stage.approved(stage.task(contract), 600)
    draft = stage.draft(contract)
    finish_all()
    return draft


def outcome_of(stage: Stage, invoice: Invoice) -> list[Refusal]:
    return list(issue_invoices([invoice], on=APRIL, by=stage.by("hannah")).refused)


def test_a_draft_is_checked_while_it_waits_for_approval(stage: Stage) -> None:
    draft = drafted(stage)
    [found] = draft.norm_checks.all()
    assert (found.format, found.passed, found.findings) == ("facturx", True, [])
    ask_e_invoice_check(draft, by=stage.by("fay"))
    finish_all()
    assert draft.norm_checks.count() == 1  # the same content, the same result
    describe_line(draft, position=1, description="Other words", by=stage.by("fay"))
    finish_all()
    assert draft.norm_checks.count() == 2


def test_issuing_names_the_rule_that_a_wanted_e_invoice_breaks(stage: Stage) -> None:
    asks_for(stage, "ubl")
    [draft] = stage.approve(drafted(stage, po=""))
    [refused] = outcome_of(stage, draft)
    assert (refused.code, refused.rule) == ("e-invoice-refused", "PEPPOL-EN16931-R003")
    assert "buyer's reference" in str(refused)


def test_issuing_waits_for_a_check_of_what_is_now(stage: Stage) -> None:
    asks_for(stage, "ubl")
    [draft] = stage.approve(drafted(stage))
    change_customer(stage.customer("nordlicht"), changes={"legal_name": "Nordlicht SE"}, by=stage.by("lena"))
    [refused] = outcome_of(stage, draft)
    assert refused.code == "e-invoice-unchecked"
    finish_all()
    assert outcome_of(stage, draft) == []
    finish_all()
    draft.refresh_from_db()
    assert {filed.kind for filed in draft.files.all()} == {"pdf", "ubl"}
    ubl = DocumentFile.objects.get(invoice=draft, kind="ubl").file
    assert b"Nordlicht SE" in ubl.read() and not fatal(check(ubl.read()))
    mail = OutgoingMail.objects.get(subject__contains=draft.number)
    assert len(mail.attachments) == 2


def test_a_law_asks_for_it_between_firms_of_its_country(stage: Stage) -> None:
    set_up_jurisdiction("DE", e_invoice="ubl", e_invoice_from=date(2026, 1, 1), source="§ 14 Abs. 2 UStG", by=SET_UP)
    [home] = stage.approve(drafted(stage, po=""))
    assert [refusal.code for refusal in outcome_of(stage, home)] == ["e-invoice-refused"]
    [abroad] = stage.approve(drafted(stage, "lumiere", po=""))
    assert outcome_of(stage, abroad) == []


def test_the_filed_pdf_holds_the_e_invoice_and_is_what_is_exported(stage: Stage, tmp_path: Path) -> None:
    invoice = stage.issued()
    finish_all()
    out = tmp_path / "made"

    def exported(form: str) -> bytes:
        told = StringIO()
        call_command("export_invoice", invoice.number, f"--format={form}", f"--out={out}", "--json", stdout=told)
        assert json.loads(told.getvalue())["bytes"] == out.stat().st_size
        return out.read_bytes()

    filed = invoice.files.get(kind="pdf").file.read()
    assert exported("pdf") == filed == exported("facturx")
    [attached] = PdfReader(BytesIO(filed)).attachments["factur-x.xml"]
    assert not fatal(check(attached)) and str(invoice.number).encode() in attached
    assert b"<cbc:ID>" + str(invoice.number).encode() in exported("ubl")
    told: dict[str, Any] = json.loads(exported("json"))
    assert (told["number"], told["gross"]) == (invoice.number, {"amount": "1666.00", "currency": "EUR"})


def test_what_cannot_be_exported_is_refused(stage: Stage, tmp_path: Path) -> None:
    invoice = stage.issued()
    for arguments, why in (
        (["DE-INV-1999-00001", "--format=pdf", f"--out={tmp_path / 'x'}"], "no issued invoice"),
        ([str(invoice.number), "--format=pdf", f"--out={tmp_path / 'no' / 'x'}"], "cannot write"),
    ):
        with pytest.raises(CommandError, match=why):
            call_command("export_invoice", *arguments)
    with pytest.raises(Refusal, match="not 'xls'"):
        export_invoice(invoice, format="xls", by=stage.by("fay"))
    with pytest.raises(Refusal):
        export_invoice(invoice, format="json", by=stage.by("mia"))
    assert not NormCheck.objects.filter(invoice=invoice, passed=False).exists()


def test_the_page_tells_the_rule_and_offers_the_files(stage: Stage, browser: Callable[[str], Client]) -> None:
    asks_for(stage, "ubl")
    draft, fay = drafted(stage, po=""), browser("fay")
    page = fay.get(reverse("invoice", args=[draft.pk])).content.decode()
    assert "PEPPOL-EN16931-R003" in page and "Check it again" in page
    asked = fay.post(reverse("invoice-norm-check", args=[draft.pk]))
    assert asked.status_code == 302
    assert fay.post(reverse("invoice-export", args=[draft.pk, "ubl"])).status_code == 409
    asks_for(stage, "")
    [issued] = stage.issue(*stage.approve(draft))
    assert "Factur-X / ZUGFeRD" in fay.get(reverse("invoice", args=[issued.pk])).content.decode()
    for form, begins in (("ubl", b"<?xml"), ("json", b"{"), ("facturx", b"%PDF")):
        answer = taken(fay, fay.post(reverse("invoice-export", args=[issued.pk, form])))
        assert answer.content.startswith(begins)
        assert ("inline" if form == "facturx" else "attachment") in answer["Content-Disposition"]
    assert Event.objects.filter(type="invoice.exported").count() == 3
    assert browser("mia").post(reverse("invoice-export", args=[issued.pk, "json"])).status_code == 403
