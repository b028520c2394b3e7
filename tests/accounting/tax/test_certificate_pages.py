"""The register of exemption certificates, its pages, the panels, and the same in the API."""

import base64
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.billing.exempted import invoices_under
from accounting.billing.models import InvoiceTax
from accounting.tax.exemptions import attach_certificate_document, revoke_certificate
from accounting.tax.models import CertificateDocument, ExemptionCertificate
from billing_suite.kernel.record.files import LIMIT
from tests.accounting.tax.papers import AT, PDF, recorded
from tests.builders import Stage, behind_the_verbs

Browser = Callable[[str], Client]
API = "/api/v1"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def upload(name: str = "ex1.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def filled(stage: Stage, **more: Any) -> dict[str, Any]:
    told = {"customer": stage.customer("nordlicht").pk, "number": "EX-1", "country": "DE", "supplies": ["services"]}
    return told | {"reason": "Article 151", "valid_from": "2026-01-01", "valid_to": "2026-12-31"} | more


def url(name: str, certificate: ExemptionCertificate, *more: int) -> str:
    return reverse(f"exemption-certificate{name}", args=[certificate.pk, *more])


def test_finance_records_one_from_the_customers_page_with_its_paper(stage: Stage, browser: Browser) -> None:
    customer, fay = stage.customer("nordlicht"), browser("fay")
    panel = text(fay.get(reverse("customer", args=[customer.pk])))
    link = f"{reverse('exemption-certificate-record')}?customer={customer.pk}"
    assert "None: their supplies are taxed." in panel and link in panel
    form = fay.get(link).context["form"]
    assert (form["customer"].value(), form["country"].value()) == (customer.pk, "DE")
    answer = fay.post(link, filled(stage, document=upload()))
    made = ExemptionCertificate.objects.get()
    assert answer.headers["Location"] == url("", made)
    page = text(fay.get(url("", made)))
    assert all(words in page for words in ("EX-1", "ex1.pdf", "Article 151", "Fay Morgan", "No invoice has used it"))
    assert "EX-1" in text(fay.get(reverse("customer", args=[customer.pk])))
    assert "EX-1" not in text(browser("lena").get(reverse("customer", args=[customer.pk])))


def test_a_hostile_paper_leaves_no_certificate_behind(stage: Stage, browser: Browser) -> None:
    fay, page = browser("fay"), reverse("exemption-certificate-record")
    for name, data in (("ex1.pdf", b"<script>alert(1)</script>"), ("ex1.pdf", PDF + b"\0" * LIMIT)):
        answer = fay.post(page, filled(stage, document=upload(name, data)))
        assert answer.status_code == 400
    assert not ExemptionCertificate.objects.exists()
    overlapping = recorded(stage)
    answer = fay.post(page, filled(stage, number="EX-2"))
    assert answer.status_code == 409 and f"certificate {overlapping.number} covers services" in text(answer)


def test_the_paper_is_handed_out_safely(stage: Stage, browser: Browser) -> None:
    made = recorded(stage)
    for name in ('../../etc/"pass\r\nwd.pdf', "ex1.pdf"):
        attach_certificate_document(made, name=name, data=PDF, at=AT, by=stage.by("fay"))
    for paper in CertificateDocument.objects.all():
        answer = browser("otto").get(url("-file", made, paper.pk))
        assert answer.content == PDF and answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment") and "/" not in str(paper.file)
    other = recorded(stage, "lumiere", number="EX-L")
    assert browser("fay").get(url("-file", other, paper.pk)).status_code == 404
    assert browser("lena").get(url("-file", made, paper.pk)).status_code == 403


@pytest.mark.parametrize(
    ("view", "numbers"),
    [
        ("all", {"VALID", "SOON", "GONE", "BACK"}),
        ("valid", {"VALID", "SOON"}),
        ("expiring", {"SOON"}),
        ("expired", {"GONE"}),
        ("revoked", {"BACK"}),
    ],
)
def test_the_register_has_its_views(stage: Stage, browser: Browser, view: str, numbers: set[str]) -> None:
    recorded(stage, number="VALID", region="A", valid_to=None)
    recorded(stage, number="SOON", region="B", valid_to=date(2026, 5, 1))
    recorded(stage, number="GONE", region="C", valid_to=date(2026, 4, 2))
    back = recorded(stage, "lumiere", number="BACK")
    revoke_certificate(back, on=date(2026, 2, 1), reason="Forged", by=stage.by("clara"))
    with time_machine.travel(AT, tick=False):
        rows = browser("fay").get(reverse("exemption-certificates"), {"view": view}).context["rows"]
    assert {row.label for row in rows} == numbers
    lumiere = {"customer": str(stage.customer("lumiere").pk)}
    assert "SOON" not in text(browser("fay").get(reverse("exemption-certificates"), lumiere))
    assert browser("mia").get(reverse("exemption-certificates")).status_code == 403


def test_one_is_revoked_and_documented_on_its_page(stage: Stage, browser: Browser) -> None:
    made, fay = recorded(stage), browser("fay")
    assert fay.post(url("-document", made), {"document": upload("ex1.exe", b"MZ")}).status_code == 400
    assert fay.post(url("-document", made), {"document": upload()}).status_code == 302
    assert fay.post(url("-revocation", made), {"on": "2026-06-01", "reason": ""}).status_code == 400
    assert fay.post(url("-revocation", made), {"on": "2026-06-01", "reason": "Forged"}).status_code == 302
    page = text(fay.get(url("", made)))
    assert "Forged" in page and "It is revoked." in page
    assert fay.post(url("-revocation", made), {"on": "2026-06-02", "reason": "Again"}).status_code == 409
    assert browser("otto").get(url("-revocation", made)).status_code == 403


@pytest.mark.once
def test_the_register_costs_the_same_with_few_rows_and_with_many(stage: Stage, browser: Browser) -> None:
    fay = browser("fay")

    def price() -> int:
        with CaptureQueriesContext(connection) as held:
            fay.get(reverse("exemption-certificates"))
        return len(held)

    recorded(stage)
    few = price()
    for n in range(20):
        recorded(stage, number=f"EX-{n}", region=f"R{n}")
    assert price() == few <= 14


def test_the_invoices_that_used_it(stage: Stage, browser: Browser) -> None:
    made = recorded(stage)
    later = recorded(stage, valid_from=date(2027, 1, 1), valid_to=None)
    draft = stage.draft(worked(stage))
    with behind_the_verbs():  # as drafting does once a decision names a certificate
        InvoiceTax.objects.filter(invoice=draft).update(certificate="EX-1")
    used = InvoiceTax.objects.get(invoice=draft)
    assert [row.exempt_minor for row in invoices_under(made, stage.users["fay"])] == [used.base_minor]
    assert not invoices_under(later, stage.users["fay"]).exists()  # of the same number, but not of that time
    assert not invoices_under(made, stage.users["ada"]).exists()
    fay = browser("fay")
    assert draft.reference in text(fay.get(url("", made)))
    page = url("-invoices", made)
    csv: Any = fay.get(page, {"format": "csv"})
    assert draft.reference in text(fay.get(page)) and "1400.00" in b"".join(csv.streaming_content).decode()
    assert browser("lena").get(page).status_code == 403
    told = fay.get(f"{API}/certificate-uses/", {"certificate": "EX-1"}).json()["results"]
    assert [row["invoice"]["name"] for row in told] == [draft.reference]


def worked(stage: Stage) -> Any:
    contract = stage.contract("nordlicht")
    stage.approved(stage.task(contract), 600)
    return contract


def test_the_api_records_lists_documents_and_revokes(stage: Stage, browser: Browser) -> None:
    fay = browser("fay")

    def post(path: str, body: dict[str, Any]) -> Any:
        return fay.post(f"{API}/{path}", json.dumps(body), content_type="application/json")

    body = {"customer": str(stage.customer("nordlicht").pk), "number": "EX-1", "country": "DE", "reason": "Article 151"}
    body |= {"valid_from": "2026-01-01", "valid_to": "2026-12-31"}
    assert post("exemption-certificates/", body | {"supplies": []}).status_code == 400
    assert post("exemption-certificates/", body | {"supplies": ["services"], "status": "x"}).status_code == 400
    made = post("exemption-certificates/", body | {"supplies": ["services"]})
    assert made.status_code == 201 and made.json()["supplies"] == ["services"]
    again = post("exemption-certificates/", body | {"supplies": ["services"], "number": "EX-2"})
    assert (again.status_code, again.json()["code"]) == (409, "certificates-overlap")
    key = made.json()["id"]
    paper = post(
        f"exemption-certificates/{key}/documents/", {"name": "a.pdf", "content": base64.b64encode(PDF).decode()}
    )
    assert paper.status_code == 201
    assert fay.get(f"{API}/certificate-documents/{paper.json()['id']}/file/").content == PDF
    done = post(f"exemption-certificates/{key}/revocation/", {"on": "2026-06-01", "reason": "Forged"})
    assert done.json()["revoked_on"] == "2026-06-01" and done.json()["documents"][0]["name"] == "a.pdf"
    ends = fay.get(f"{API}/exemption-certificates/", {"ends_through": "2026-12-31"}).json()["results"]
    assert [row["number"] for row in ends] == ["EX-1"]
    assert browser("lena").get(f"{API}/exemption-certificates/{key}/").status_code in (403, 404)
