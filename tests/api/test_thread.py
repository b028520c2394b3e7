"""The thread by the API alone: from a customer to an issued, paid invoice, each by the person whose work it is."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import OutgoingMail
from tests.api.conftest import Caller
from tests.builders import Stage

MONEY = {"amount": "20000.00", "currency": "EUR"}
LINES = [
    {"phase": "Design", "description": "Design", "role": "designer", "hours": "40"},
    {"phase": "Delivery", "description": "Build", "role": "developer", "hours": "80", "price": "150.00"},
]


def made(answer: Any, status: int = 201) -> Any:
    """The answer's content, once it is what was hoped for."""
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.mark.django_db
def test_the_thread_by_the_api(stage: Stage, caller: Callable[[str], Caller]) -> None:
    with time_machine.travel("2026-02-10T10:00:00Z", tick=False):
        version = offer(stage, caller("lena"))
    with time_machine.travel("2026-02-12T10:00:00Z", tick=False):
        contract = customer_signs(caller("jonas"), version)
    invoice = bill(stage, caller, contract)
    with time_machine.travel("2026-04-20T10:00:00Z", tick=False):
        pay(stage, caller("fay"), invoice)


def offer(stage: Stage, lena: Caller) -> dict[str, Any]:
    """Sales: customer, contact, opportunity, quote, sent."""
    customer = made(
        lena.post(
            "customers/",
            {
                "legal_entity": str(stage.entity.pk),
                "name": "Nordlicht",
                "currency": "EUR",
                "vat_id": "DE266182271",
                "billing_email": "invoices@nordlicht.example",
                "street": "Hafen 1",
                "postcode": "20457",
                "city": "Hamburg",
                "country": "DE",
            },
        )
    )
    assert customer["address"]["city"] == "Hamburg"
    contact = made(
        lena.post(f"customers/{customer['id']}/contacts/", {"name": "Kim Nord", "email": "kim@nordlicht.example"})
    )
    opportunity = made(
        lena.post(
            "opportunities/",
            {
                "customer": customer["id"],
                "contact": contact["id"],
                "name": "Portal",
                "amount": MONEY,
                "closes_on": "2026-02-20",
            },
        )
    )
    assert opportunity["amount"] == MONEY
    quote = made(
        lena.post(
            "quotes/",
            {
                "opportunity": opportunity["id"],
                "name": "Portal",
                "lines": LINES,
                "starts_on": "2026-03-02",
                "valid_until": "2026-03-31",
            },
        )
    )
    revised = made(
        lena.post(
            f"quotes/{quote['id']}/versions/",
            {"lines": LINES[:1], "starts_on": "2026-03-02", "valid_until": "2026-03-31", "terms": "Net 30"},
        )
    )
    assert (revised["number"], revised["net"]) == (2, {"amount": "4800.00", "currency": "EUR"})
    sent: dict[str, Any] = made(lena.post(f"quote-versions/{revised['id']}/sending/", {"to": contact["id"]}))
    assert sent["status"] == "sent"
    return sent


def customer_signs(jonas: Caller, version: dict[str, Any]) -> dict[str, Any]:
    """The customer signs by the link of the e-mail, in the portal; delivery reads what it made."""
    mail = OutgoingMail.objects.latest("queued_at")
    link = re.search(r"/portal/quotes/[\w-]+/", mail.text)
    assert mail.recipient == "kim@nordlicht.example" and link
    answer = Client().post(link[0] + "acceptance/", {"signed_by": "Kim Nord", "title": "CFO", "consent": "on"})
    assert answer.status_code == 302
    contract: dict[str, Any] = made(jonas.get("contracts/", version=version["id"]), 200)["results"][0]
    lines = made(jonas.get(f"contracts/{contract['id']}/"), 200)["lines"]
    assert [line["net"]["amount"] for line in lines] == ["4800.00"]
    return contract


def bill(stage: Stage, caller: Callable[[str], Caller], contract: dict[str, Any]) -> dict[str, Any]:
    """Delivery works and approves, finance drafts, approves and issues."""
    mia, jonas, fay, hannah = (caller(name) for name in ("mia", "jonas", "fay", "hannah"))
    project = made(jonas.get("projects/", contract=contract["id"]), 200)["results"][0]
    staffed = made(
        jonas.post(f"projects/{project['id']}/staffing/", {"lead": str(stage.people["jonas"].pk), "team": "Portal"})
    )
    assert staffed["lead"]["name"] == "Jonas Weber"
    [phase] = made(jonas.get("phases/", project=project["id"]), 200)["results"]
    assert (phase["name"], staffed["tasks"][0]["phase"]["id"]) == ("Design", phase["id"])
    entry = made(
        mia.post(
            "time-entries/",
            {
                "person": str(stage.people["mia"].pk),
                "task": staffed["tasks"][0]["id"],
                "work_date": "2026-03-03",
                "hours": "7:30",
            },
        )
    )
    assert (entry["minutes"], entry["hours"]) == (450, "7.50")
    changed = made(mia.post(f"time-entries/{entry['id']}/changes/", {"hours": "8", "note": "Maps", "billable": True}))
    assert changed["minutes"] == 480
    ids = {"time_entries": [entry["id"]]}
    assert made(mia.post("time-submissions/", ids), 200)["done"][0]["id"] == entry["id"]
    assert made(jonas.post("time-approvals/", ids), 200)["refused"] == []
    with time_machine.travel("2026-04-03T10:00:00Z", tick=False):
        asked = {"legal_entity": str(stage.entity.pk), "through": "2026-03-31"}
        preview = made(fay.get("billing-previews/", **asked), 200)
        assert [draft["gross"]["amount"] for draft in preview["drafts"]] == ["1142.40"]
        run = made(fay.post("billing-runs/", asked))
        finish_all()
        draft = made(fay.get(f"billing-runs/{run['id']}/"), 200)["invoices"][0]
        invoices = {"invoices": [draft["id"]]}
        assert made(hannah.post("invoice-approvals/", invoices), 200)["refused"] == []
        issued = made(hannah.post("invoice-issuances/", invoices), 200)
        finish_all()
    [approval] = made(hannah.get("approvals/", subject_id=draft["id"]), 200)["results"]
    assert approval["makers"] == [stage.by("fay").tag] and approval["approver"] == stage.by("hannah").tag
    assert issued["done"] == [{"id": draft["id"], "name": "DE-INV-2026-00001"}]
    invoice: dict[str, Any] = made(hannah.get(f"invoices/{draft['id']}/"), 200)
    assert (invoice["issued_on"], invoice["gross"]["amount"]) == ("2026-04-03", "1142.40")
    return invoice


def pay(stage: Stage, fay: Caller, invoice: dict[str, Any]) -> None:
    """Money arrives, is allocated, and the books balance."""
    receipt = made(
        fay.post(
            "receipts/",
            {
                "legal_entity": str(stage.entity.pk),
                "customer": invoice["customer"]["id"],
                "amount": invoice["gross"],
                "received_on": "2026-04-20",
                "bank_reference": "BANK-1",
            },
        )
    )
    made(fay.post(f"receipts/{receipt['id']}/allocations/", {"invoice": invoice["id"]}))
    paid = made(fay.get(f"invoices/{invoice['id']}/"), 200)
    assert paid["open_item"]["open"] == {"amount": "0.00", "currency": "EUR"}
    balance = made(fay.get("trial-balance/", legal_entity=str(stage.entity.pk)), 200)
    assert balance["as_of"] == "2026-04-20"
    assert balance["difference"] == {"amount": "0.00", "currency": "EUR"}
    entries = made(fay.get("journal-entries/", reference=invoice["number"]), 200)["results"]
    postings = made(fay.get(f"journal-entries/{entries[0]['id']}/"), 200)["postings"]
    assert sorted(row["base"]["amount"] for row in postings) == ["-182.40", "-960.00", "1142.40"]
    pdf = fay.client.get(f"/api/v1/invoices/{invoice['id']}/pdf/")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    [event] = made(fay.get("events/", type="invoice.issued"), 200)["results"]
    assert event["reference"] == invoice["number"]


@pytest.mark.django_db
def test_a_time_sheet_is_imported_by_the_api_once(stage: Stage, caller: Callable[[str], Caller]) -> None:
    with time_machine.travel("2026-03-10T10:00:00Z", tick=False):
        project = stage.task(stage.contract()).project
        head = "date,person,project,task,hours,note,billable\n"
        row = f"2026-03-03,mia@spree.example,{project.reference},Build,1:30,Maps,yes\n"
        fay = caller("fay")
        told = made(fay.post("time-imports/", {"sheet": head + row}))
        assert (told["booked"], told["minutes"], told["bad"]) == (1, 90, [])
        again = made(fay.post("time-imports/", {"sheet": head + row}))
        assert (again["booked"], again["known"]) == (0, 1)
        refused = fay.post("time-imports/", {"sheet": head + row.replace("Build", "Nothing")})
    assert refused.status_code == 400
    assert refused.json()["code"] == "time-sheet-refused"
    assert list(refused.json()["errors"]) == ["line 2"]
