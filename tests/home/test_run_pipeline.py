"""The demo agency through the main job: billed once, in balance, said in JSON, whatever is run again."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounting.billing.models import BillingClaim, DocumentFile, Invoice
from billing_suite.exchange.demo import demo_file
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import VERBS
from billing_suite.kernel.work.models import Job, OutgoingMail

TODAY = "2026-11-20"


def said(command: str, *words: str) -> Any:
    """A command's answer as JSON."""
    out = StringIO()
    call_command(command, *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def sums(ran: dict[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Net, tax and gross by number."""
    return {
        i["number"]: (i["net"]["amount"], i["tax"]["amount"], f"{i['gross']['amount']} {i['gross']['currency']}")
        for i in ran["issued"]
    }


@pytest.mark.once
@pytest.mark.django_db
def test_the_demo_is_billed_once() -> None:
    loaded = said("load_demo", "--today", TODAY)
    assert loaded["before"] == 0
    assert len(loaded["people"]) == 13
    assert not Invoice.objects.exists()

    first = said("run_pipeline", "--today", TODAY)
    assert sums(first) == {
        "DE-INV-2026-00001": ("33700.15", "6403.03", "40103.18 EUR"),
        "DE-INV-2026-00002": ("12318.40", "2340.50", "14658.90 EUR"),
        "DE-INV-2026-00003": ("10971.61", "0.00", "10971.61 EUR"),
        "DE-INV-2026-00004": ("7728.92", "0.00", "7728.92 GBP"),
        "US-INV-2026-00001": ("42317.50", "0.00", "42317.50 USD"),
        "US-INV-2026-00002": ("29540.65", "2298.63", "31839.28 USD"),
        "US-INV-2026-00003": ("12333.75", "0.00", "12333.75 USD"),
        "US-INV-2026-00004": ("14595.00", "0.00", "14595.00 AUD"),
        "US-INV-2026-00005": ("1596665", "0", "1596665 JPY"),
    }
    assert first["trial_balance_difference"]["amount"] == "0.00"
    assert (first["waiting_approvals"], first["refused"]) == ([], [])
    assert len(first["left_out"]) == first["handoffs"]["left_out"] == 2
    assert first["work"]["jobs_waiting"] == first["work"]["jobs_parked"] == 0
    assert first["work"]["jobs_planned"] == 2, "next month's rents"
    assert sorted(each["name"] for each in first["documents"]) == [f"{number}.pdf" for number in sums(first)]
    sent = OutgoingMail.objects.filter(about_kind="accounting.invoice", status="sent")
    assert sent.count() == 10, "one of the customers has a billing contact, who gets a copy"

    claims = BillingClaim.objects.count()
    assert said("load_demo", "--today", TODAY)["played"] == 0
    again = said("run_pipeline", "--today", TODAY)
    assert again["issued"] == []
    assert again["handoffs"]["drafts"] == 0
    assert again["trial_balance_difference"]["amount"] == "0.00"
    assert (BillingClaim.objects.count(), DocumentFile.objects.count()) == (claims, 10), "nine PDFs, one UBL"
    assert all(finding["holds"] for finding in said("verify"))
    acts_within_rights()


def acts_within_rights() -> None:
    """The people who run the demo's pipeline hold the rights they use by their roles."""
    needed = {"drafts": {"start_billing_run"}, "approves": {"approve_invoices", "issue_invoices"}}
    for crew in demo_file().pipeline.values():
        for part, rights in needed.items():
            user = User.objects.get(email=crew[part])
            held = set(user.groups.values_list("rights__right", flat=True))
            assert rights <= held & set(VERBS)
            assert not user.is_superuser


@pytest.mark.django_db
def test_an_empty_database_has_nothing_to_run() -> None:
    with pytest.raises(CommandError, match="there is no legal entity yet"):
        call_command("run_pipeline")
    assert not Job.objects.exists()
