"""Pages, files and API of tax returns: for whom they open, and the same figures everywhere."""

import base64
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.returns.actions import open_return, plan_returns
from accounting.returns.models import TaxReturn
from billing_suite.kernel.access.actions import add_user
from tests.accounting.books.test_report_pages import rows_of, workbook_of
from tests.accounting.returns.cast import planned, registration, with_rounding
from tests.api.conftest import Caller
from tests.builders import SET_UP, Stage

Browser = Callable[[str], Client]
APRIL_SPAN = {"since": "2026-04-01", "through": "2026-04-30"}


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("name", ["tax-returns", "tax-report"])
def test_inv30_for_finance_the_controller_and_the_auditor(name: str, stage: Stage, browser: Browser) -> None:
    told = [browser(who).get(reverse(name)).status_code for who in ("fay", "clara", "otto", "lena", "mia", "ada")]
    assert told == [200, 200, 200, 403, 403, 403]
    verbs = ("tax-returns-plan", "tax-return-open")
    assert [browser(who).get(reverse(v)).status_code for v in verbs for who in ("fay", "clara")] == [200, 403] * 2


def test_inv31_another_teams_finance_finds_nothing(stage: Stage) -> None:
    held, client = planned(stage), Client()
    client.force_login(add_user("zoe@spree.example", name="Zoe", roles=["finance"], teams=["Munich"], by=SET_UP))
    assert held.reference not in text(client.get(reverse("tax-returns")))
    assert "No books to show" in text(client.get(reverse("tax-report"), {"registration": str(held.registration_id)}))
    for name in ("tax-return", "tax-return-filing", "tax-return-remittance", "tax-return-evidence-file"):
        assert client.get(reverse(name, args=[held.pk])).status_code in (403, 404)
    asked = {"registration": str(held.registration_id), **APRIL_SPAN}
    assert client.get("/api/v1/tax-report/", asked).status_code == 400
    assert client.get(f"/api/v1/tax-returns/{held.pk}/").status_code == 404


def test_page_files_and_api_of_the_report_tell_the_same(stage: Stage, browser: Browser) -> None:
    invoice = stage.issued(minutes=600)
    stage.issued("thames", minutes=90)
    otto, asked = browser("otto"), {"registration": str(registration(stage).pk), **APRIL_SPAN}
    page = text(otto.get(reverse("tax-report"), asked))
    assert "266.00" in page and "Umsatzsteuer-Voranmeldung" in page and "199.24" in page
    rows = rows_of(otto.get(reverse("tax-report"), asked | {"format": "csv"}))
    assert rows[1] == ["line", "S", "USt", "19", "1", "EUR", "1400.00", "266.00", "EUR", "1400.00", "0.00", "266.00"]
    assert [row[-1] for row in rows if row[:2] == ["box", "83"]] == ["266.00"]
    assert [row[-1] for row in rows if row[0] == "difference"] == ["0.00", "0.00"]
    assert workbook_of(otto.get(reverse("tax-report"), asked | {"format": "xlsx"}))[1][-1] == 266
    api = otto.get("/api/v1/tax-report/", asked).json()
    assert [line["books_tax"]["amount"] for line in api["lines"]] == ["266.00", "0.00"]
    assert api["lines"][0]["rate"] == "19" and api["tax"]["amount"] == "266.00"
    line = {"category": "S", "component": "USt", "rate": "19", "currency": "EUR"}
    assert str(invoice.number) in text(otto.get(reverse("tax-report"), asked | line))
    behind = rows_of(otto.get(reverse("tax-report"), asked | line | {"format": "csv"}))
    assert [row[0] for row in behind[1:]] == [str(invoice.number)]
    told = otto.get("/api/v1/taxed-documents/", asked | line).json()
    assert [one["number"] for one in told["documents"]] == [invoice.number] and told["after"] == ""
    backwards = {"since": "2026-05-01", "through": "2026-04-01"}
    assert otto.get(reverse("tax-report"), asked | backwards).status_code == 400
    assert otto.get("/api/v1/tax-report/", asked | backwards).status_code == 400
    assert otto.get("/api/v1/taxed-documents/", asked | {"after": "x"}).status_code == 400


def test_a_return_is_planned_filed_and_paid_on_its_pages(stage: Stage, browser: Browser) -> None:
    with_rounding(stage)
    stage.issued(minutes=61)
    fay, clara = browser("fay"), browser("clara")
    plan = {"registration": str(registration(stage).pk), "first": "2026-04-01", "cadence": "month"}
    assert fay.post(reverse("tax-returns-plan"), plan).status_code == 302
    held = TaxReturn.objects.get(starts_on=date(2026, 4, 1))
    page = text(clara.get(reverse("tax-return", args=[held.pk])))
    assert "The books are still open for 2026-04" in page and "26.98" in page
    asked = reverse("tax-return-filing", args=[held.pk])
    assert fay.post(asked, {"reference": "E"}).status_code == 403
    proof = SimpleUploadedFile("protocol.xml", b"<sent/>")
    assert "becomes a correction" in text(clara.get(asked))
    assert clara.post(asked, {"reference": "E-77", "file": proof}).status_code == 302
    file = clara.get(reverse("tax-return-evidence-file", args=[held.pk]))
    assert (file.content, file.headers["X-Content-Type-Options"]) == (b"<sent/>", "nosniff")
    pay = reverse("tax-return-remittance", args=[held.pk])
    assert clara.get(pay).status_code == 403
    wrong = fay.post(pay, {"amount": "27.13", "on": "2026-05-10", "reference": "B"})
    assert wrong.status_code == 409 and "was filed with" in text(wrong)
    assert fay.post(pay, {"amount": "26.98", "on": "2026-05-10", "reference": "B-1"}).status_code == 302
    told = text(fay.get(reverse("tax-return", args=[held.pk])))
    assert "Remitted" in told and "E-77" in told and "B-1" in told and "Clara Osei" in told
    log = text(fay.get(reverse("tax-returns"), {"registration": str(held.registration_id), "view": "remitted"}))
    assert held.reference in log and "Clara Osei" in log
    assert reverse("tax-return-evidence-file", args=[held.pk]) in log
    rows = rows_of(fay.get(reverse("tax-return", args=[held.pk]), {"format": "csv"}))
    assert [row[-1] for row in rows if row[2] == "83"] == ["26.98"]


def test_a_return_by_the_api(stage: Stage) -> None:
    stage.issued(minutes=600)
    fay, clara = Caller(stage.users["fay"]), Caller(stage.users["clara"])
    body = {"registration": str(registration(stage).pk), "starts_on": "2026-04-01", "ends_on": "2026-04-30"}
    made: Any = fay.post("tax-returns/", body | {"due_on": "2026-05-11"}).json()
    assert (made["status"], made["reference"], made["lines"]) == ("open", "TXR-00001", [])
    plan = {"registration": body["registration"], "first": "2026-05-01", "cadence": "month"}
    assert len(fay.post("tax-return-plans/", plan).json()) == 12
    now: Any = fay.get("tax-return-sheets/", tax_return=made["id"]).json()
    assert (now["payable"]["amount"], now["is_next"], len(now["open_periods"])) == ("266.00", True, 1)
    path = f"tax-returns/{made['id']}"
    content = base64.b64encode(b"sent").decode()
    assert fay.post(f"{path}/filing/", {"reference": "E"}).status_code == 403
    told: Any = clara.post(f"{path}/filing/", {"reference": "E", "name": "p.txt", "content": content}).json()
    assert (told["status"], told["payable"]["amount"], told["lines"][0]["rate"]) == ("filed", "266.00", "19")
    assert {"box": "83"}.items() <= told["boxes"][-1].items()
    assert clara.post(f"{path}/filing/", {"reference": "E"}).status_code == 409
    file = clara.client.get(f"/api/v1/{path}/evidence/file/")
    assert file.content == b"sent"
    paid = {"amount": told["payable"], "on": "2026-05-11", "reference": "B"}
    assert clara.post(f"{path}/remittance/", paid).status_code == 403
    done: Any = fay.post(f"{path}/remittance/", paid).json()
    assert (done["status"], done["remitted_on"], bool(done["entry"])) == ("remitted", "2026-05-11", True)
    listed: Any = fay.get("tax-returns/", status="remitted").json()
    assert [row["id"] for row in listed["results"]] == [made["id"]]


@pytest.mark.once
def test_the_log_costs_the_same_for_one_and_for_many(stage: Stage, browser: Browser) -> None:
    fay, told = browser("fay"), []
    span = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31), "due_on": date(2026, 4, 10)}
    open_return(registration(stage), by=stage.by("fay"), **span)
    for count in (1, 13):
        with CaptureQueriesContext(connection) as queries:
            assert len(fay.get(reverse("tax-returns")).context["rows"]) == count
        told.append(len(queries))
        plan_returns(registration(stage), first=date(2026, 4, 1), cadence="month", by=stage.by("fay"))
    assert told[0] == told[1] <= 12
