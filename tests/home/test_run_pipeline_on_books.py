"""The main job on books that are not the demo's: it drafts, issues what is approved, and approves only as somebody."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounting.billing.models import BillingRun, Invoice
from billing_suite.kernel.access.approvals import Approval
from projects.contracts.models import Contract
from tests.builders import Stage

TODAY = "2026-04-03"
STARTER = "--as=fay@spree.example"


def ran(*words: str) -> dict[str, Any]:
    """The command's answer as JSON."""
    out = StringIO()
    call_command("run_pipeline", f"--today={TODAY}", "--json", *words, stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def refused(*words: str) -> str:
    """The one line the command fails with."""
    with pytest.raises(CommandError) as failed:
        ran(*words)
    assert failed.value.returncode == 1 and "\n" not in str(failed.value)
    return str(failed.value)


@pytest.fixture
def worked(stage: Stage) -> Contract:
    """Ten approved hours that nobody has billed."""
    contract = stage.contract()
    stage.approved(stage.task(contract), 600)
    return contract


@pytest.fixture(autouse=True)
def quiet(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Nothing beside the answer is printed where nobody watches."""
    yield
    assert capsys.readouterr().err == ""


def test_it_drafts_and_approves_nothing(worked: Contract) -> None:
    first = ran(STARTER)
    draft = Invoice.objects.get()
    assert draft.status == "draft" and not Approval.objects.exists()
    assert first["handoffs"] == {"drafts": 1, "left_out": 0, "approved": 0, "issued": 0, "allocated": 0}
    assert first["issued"] == []
    assert first["waiting_approvals"] == [
        {"draft": draft.reference, "customer": "Nordlicht", "gross": str(draft.gross), "entity": "de"}
    ]
    assert first["trial_balance_difference"] == {"amount": "0.00", "currency": "EUR"}


def test_it_issues_what_is_approved_once(worked: Contract, stage: Stage) -> None:
    ran("--as=hannah@spree.example")
    stage.approve(Invoice.objects.get(), by="fay")
    second = ran(STARTER)
    assert second["issued"] == [
        {
            "number": "DE-INV-2026-00001",
            "customer": "Nordlicht",
            "net": {"amount": "1400.00", "currency": "EUR"},
            "tax": {"amount": "266.00", "currency": "EUR"},
            "gross": {"amount": "1666.00", "currency": "EUR"},
        }
    ]
    assert second["handoffs"]["drafts"] == second["handoffs"]["approved"] == 0
    assert second["waiting_approvals"] == []
    third = ran(STARTER)
    assert third["issued"] == [] and Invoice.objects.count() == 1
    assert third["trial_balance_difference"]["amount"] == "0.00"


def test_a_named_approver_approves_and_issues(worked: Contract) -> None:
    first = ran(STARTER, "--approve-as=hannah@spree.example")
    assert [each["number"] for each in first["issued"]] == ["DE-INV-2026-00001"]
    assert (first["handoffs"]["approved"], first["waiting_approvals"], first["refused"]) == (1, [], [])
    assert ran(STARTER, "--approve-as=hannah@spree.example")["issued"] == []
    assert Invoice.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--as EMAIL"),
        (("--as=nobody@spree.example",), "no active user nobody@spree.example"),
        (("--as=mia@spree.example",), "Mia Keller may not start a billing run"),
        ((STARTER, "--approve-as=nobody@spree.example"), "no active user nobody@spree.example"),
        ((STARTER, "--approve-as=FAY@spree.example"), "Fay Morgan starts the runs, and cannot approve"),
        ((STARTER, "--approve-as=lena@spree.example"), "Lena Vogt may not approve invoices"),
        ((STARTER, "--approve-as=otto@spree.example"), "Otto Lind may not approve invoices"),
    ],
)
def test_inv27_who_may_not_is_refused_before_anything_is_drafted(
    words: tuple[str, ...], said: str, worked: Contract
) -> None:
    assert said in refused(*words)
    assert not Invoice.objects.exists() and not BillingRun.objects.exists() and not Approval.objects.exists()


def test_inv27_a_maker_of_an_older_draft_is_told_so(worked: Contract) -> None:
    ran(STARTER)
    second = ran("--as=hannah@spree.example", "--approve-as=fay@spree.example")
    assert second["issued"] == [] and len(second["waiting_approvals"]) == 1
    assert len(second["refused"]) == 1 and "Fay Morgan made" in second["refused"][0]
    assert not Approval.objects.exists()


def test_a_wrong_day_is_one_line(stage: Stage) -> None:
    with pytest.raises(CommandError, match="is no day like"):
        call_command("run_pipeline", "--today=tomorrow", STARTER)
