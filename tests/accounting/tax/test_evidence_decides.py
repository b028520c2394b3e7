"""What proves a customer's standing decides their invoices: certificates exempt, an invalid VAT id stops them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from accounting.billing.actions import issue_invoices
from accounting.billing.models import RunFinding
from accounting.tax.checking import override_vat_id, record_vat_id_check
from accounting.tax.exemptions import record_certificate, revoke_certificate
from accounting.tax.vies import ViesAnswer
from billing_suite.kernel.record.acting import Actor
from tests.accounting.billing.cast import Work, issued_over, new_york
from tests.accounting.billing.reading import text_of
from tests.builders import APRIL, MARCH, Stage, noon

REASON = "Exempt organisation, New York Tax Law 1116(a)(4)"


def certified(office: Stage, **more: Any) -> Any:
    told: dict[str, Any] = {"number": "ST-119.1", "country": "US", "region": "NY", "supplies": ["digital"]}
    told |= {"reason": REASON, "valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)} | more
    return record_certificate(office.customer("harbor"), **told, at=noon(MARCH), by=office.by("fay"))


def test_rules9_a_certificate_exempts_is_printed_kept_and_reported(
    stage: Stage, browser: Callable[[str], Client]
) -> None:
    office = new_york(stage)
    certificate = certified(office)
    invoice = issued_over(office, "harbor", [Work("Build", "Hosting", 600, supply="digital")])
    [tax] = invoice.taxes.all()
    assert (tax.category, tax.certificate, tax.tax_minor, tax.reason) == ("E", "ST-119.1", 0, REASON)
    assert invoice.decision["lines"][0]["certificate"] == "ST-119.1"
    assert "ST-119.1" in text_of(invoice)
    page = browser("fay").get(reverse("exemption-certificate-invoices", args=[certificate.pk]))
    assert str(invoice.number) in page.content.decode()


def test_rules9_it_does_not_exempt_what_it_does_not_cover(stage: Stage) -> None:
    office = new_york(stage)
    certified(office, valid_to=date(2026, 2, 28))
    invoice = issued_over(office, "harbor", [Work("Build", "Hosting", 600, supply="digital")])
    assert {tax.category for tax in invoice.taxes.all()} == {"S"} and invoice.tax_minor > 0


def test_inv28_a_certificate_revoked_after_approval_stops_the_issue(stage: Stage) -> None:
    office = new_york(stage)
    certificate = certified(office)
    contract = office.contract("harbor", [hosting()], "")
    office.approved(office.task(contract, "Hosting"), 600)
    [draft] = office.approve(office.draft(contract))
    revoke_certificate(certificate, on=date(2026, 1, 2), reason="Forged", by=office.by("clara"))
    [refused] = issue_invoices([draft], on=APRIL, by=office.by("hannah")).refused
    assert refused.code == "approval-lapsed" and "its tax is now S, approved was E" in str(refused)


def hosting() -> Any:
    return {"phase": "Build", "description": "Hosting", "role": "developer", "hours": "40", "supply": "digital"}


def test_rules8_an_invalid_vat_id_leaves_the_work_until_somebody_decides(stage: Stage) -> None:
    contract = stage.contract("lumiere")
    stage.approved(stage.task(contract), 600)
    customer = stage.customer("lumiere")
    record_vat_id_check(
        customer,
        vat_id=customer.vat_id,
        requester="DE136695976",
        answer=ViesAnswer("invalid", reason="VIES knows no such VAT id"),
        at=noon(MARCH),
        by=Actor.system("vies"),
    )
    stage.run()
    finding = RunFinding.objects.get(contract=contract)
    assert finding.code == "no-tax-decision" and "was found not to be valid" in finding.reason
    override_vat_id(
        customer, reason="Confirmed by the Paris office, letter of 4 March", at=noon(APRIL), by=stage.by("clara")
    )
    draft = stage.draft(contract)
    assert [line["category"] for line in draft.decision["lines"]] == ["AE"]
