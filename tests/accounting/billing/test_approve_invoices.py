"""Four eyes on drafts: who made one does not approve it, and what was approved is what is issued."""

from datetime import date

import pytest

from accounting.billing.actions import (
    approve_invoices,
    describe_line,
    discard_invoices,
    issue_invoice,
    return_invoices,
)
from accounting.billing.issuing import ApprovalLapsed
from accounting.billing.models import BillingClaim, Invoice
from accounting.billing.runs import start_billing_run
from accounting.tax.actions import set_tax_rates
from billing_suite.kernel.access.approvals import Approval, PolicyMissing
from billing_suite.kernel.values.refusals import NotAllowed, NotFound
from tests.builders import APRIL, SET_UP, Stage, behind_the_verbs, noon

MARCH_END = date(2026, 3, 31)


@pytest.fixture
def draft(stage: Stage) -> Invoice:
    """Ten hours of Mia's, drafted by Fay."""
    contract = stage.contract()
    stage.approved(stage.task(contract), 600)
    return stage.draft(contract)


def test_inv27_the_starter_of_a_run_is_refused(stage: Stage, draft: Invoice) -> None:
    outcome = approve_invoices([draft], at=noon(APRIL), by=stage.by("fay"))
    assert [(r.code, r.rule) for r in outcome.refused] == [("approver-is-a-maker", "INV-27")]
    draft.refresh_from_db()
    assert draft.status == "draft" and not Approval.objects.exists()


def test_inv27_every_editor_is_a_maker(stage: Stage, draft: Invoice) -> None:
    describe_line(draft, position=1, description="Portal front end", by=stage.by("hannah"))
    outcome = approve_invoices([draft], at=noon(APRIL), by=stage.by("hannah"))
    assert [r.code for r in outcome.refused] == ["approver-is-a-maker"]
    assert stage.approve(draft, by="clara")[0].status == "approved"


@pytest.mark.parametrize("who", ["lena", "jonas", "ada", "otto"])
def test_inv27_other_roles_have_no_right(stage: Stage, draft: Invoice, who: str) -> None:
    with pytest.raises(NotAllowed):
        approve_invoices([draft], at=noon(APRIL), by=stage.by(who))


def test_inv27_a_superuser_gains_no_verb(stage: Stage, draft: Invoice) -> None:
    root = stage.users["ada"]
    root.is_superuser = root.is_staff = True
    with pytest.raises(NotAllowed):
        approve_invoices([draft], at=noon(APRIL), by=stage.by("ada"))


def test_above_the_threshold_the_controller_approves(stage: Stage) -> None:
    contract = stage.contract()
    task = stage.task(contract)
    for day in range(2, 31):
        stage.approved(task, 840, APRIL.replace(month=3, day=day))
    draft = stage.draft(contract)  # 406 h x 140 = 56,840.00 and 19 % on top
    outcome = approve_invoices([draft], at=noon(APRIL), by=stage.by("hannah"))
    assert [r.code for r in outcome.refused] == ["above-threshold"]
    assert stage.approve(draft, by="clara")[0].status == "approved"


def test_no_policy_means_no_approval(stage: Stage, draft: Invoice) -> None:
    from billing_suite.kernel.access.approvals import Subject, policy_for
    from billing_suite.kernel.values.money import money

    with pytest.raises(PolicyMissing):
        policy_for([], Subject("invoice", "1", 1, "", money("1.00", "EUR"), "DRF-1"))


def test_inv28_a_returned_draft_needs_a_new_approval(stage: Stage, draft: Invoice) -> None:
    approved = stage.approve(draft)[0]
    assert not return_invoices([approved], by=stage.by("hannah")).refused
    draft.refresh_from_db()
    assert (draft.status, draft.version, draft.approval) == ("draft", 2, None)
    again = stage.approve(draft)[0]
    assert again.approval is not None and again.approval.version == 2


def test_inv28_a_changed_tax_rate_lapses_the_approval(stage: Stage, draft: Invoice) -> None:
    approved = stage.approve(draft)[0]
    set_tax_rates(
        "DE",
        valid_from=APRIL.replace(month=2, day=1),
        rates=[{"supply": "services", "component": "USt", "category": "S", "rate": "16", "source": "test"}],
        by=SET_UP,
    )
    with pytest.raises(ApprovalLapsed) as refused:
        issue_invoice(approved, on=APRIL, by=stage.by("hannah"))
    assert refused.value.rule == "INV-28"
    approved.refresh_from_db()
    assert approved.status == "approved" and approved.number is None


def test_discarding_frees_the_work_and_burns_no_number(stage: Stage, draft: Invoice) -> None:
    discard_invoices([draft], at=noon(APRIL), by=stage.by("fay"))
    assert not BillingClaim.objects.filter(released_at__isnull=True).exists()
    stage.run()
    again = Invoice.objects.get(status="draft")
    assert stage.issue(*stage.approve(again))[0].series_number == 1


def test_inv31_an_invoice_of_another_entity_does_not_exist(stage: Stage, draft: Invoice) -> None:
    with behind_the_verbs():
        stage.users["hannah"].groups.remove(*stage.users["hannah"].groups.filter(name="Berlin"))
    with pytest.raises(NotFound) as refused:
        approve_invoices([draft], at=noon(APRIL), by=stage.by("hannah"))
    assert refused.value.code == "no-such-invoice"


def test_inv33_a_revoked_role_ends_at_once(stage: Stage) -> None:
    with behind_the_verbs():
        stage.users["fay"].groups.clear()
    with pytest.raises(NotAllowed):
        start_billing_run(stage.entity, through=MARCH_END, on=APRIL, at=noon(APRIL), by=stage.by("fay"))
