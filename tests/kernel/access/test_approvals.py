"""Approvals: the threshold picks the role, makers never check, one row holds for one version (INV-27, INV-28)."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from billing_suite.kernel.access.actions import set_policy
from billing_suite.kernel.access.approvals import (
    Approval,
    ApprovalPolicy,
    OwnWork,
    PolicyMissing,
    Subject,
    content_hash,
    decide_approval,
    load_approval_facts,
    makers_of,
    note_makers,
)
from billing_suite.kernel.record.acting import acting
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import NotAllowed
from tests.builders import APRIL, SET_UP, Stage, noon


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """The cast, with a thing that Fay made; invoices from 0 are finance's, from 50,000.00 the controller's."""
    made_by(stage, "fay")
    return stage


def made_by(stage: Stage, *names: str) -> None:
    with transaction.atomic(), acting(SET_UP):
        note_makers("invoice", ["7"], [stage.by(name) for name in names])


def thing(worth: str = "100.00", currency: str = "EUR", version: int = 1) -> Subject:
    return Subject("invoice", "7", version, content_hash({"version": version}), money(worth, currency), "DRAFT-7")


def decided(stage: Stage, who: str, subject: Subject, on: date = APRIL) -> Approval:
    facts = load_approval_facts("invoice", ["7"], by=stage.by(who), on=on)
    return decide_approval(facts, subject, at=noon(on))


def kept(approval: Approval) -> Approval:
    with transaction.atomic(), acting(SET_UP):
        approval.save(force_insert=True)
    return approval


@pytest.mark.parametrize(
    ("worth", "role"),
    [
        ("0.00", "finance"),
        ("49999.99", "finance"),
        ("50000.00", "controller"),
        ("-50000.00", "controller"),
        ("900000.00", "controller"),
    ],
)
def test_the_threshold_picks_the_role(worth: str, role: str, stage: Stage) -> None:
    approval = decided(stage, "clara", thing(worth))
    assert approval.policy is not None and approval.policy.role.name == role
    if role == "finance":
        assert decided(stage, "hannah", thing(worth)).approver == stage.by("hannah").tag
        return
    with pytest.raises(NotAllowed) as refused:
        decided(stage, "hannah", thing(worth))
    assert (refused.value.code, refused.value.record) == ("above-threshold", "DRAFT-7")
    assert "controller" in str(refused.value)


def test_inv27_no_maker_checks(stage: Stage) -> None:
    with pytest.raises(OwnWork) as refused:
        decided(stage, "fay", thing())
    assert (refused.value.record, refused.value.rule) == ("DRAFT-7", "INV-27")
    made_by(stage, "clara", "clara", "fay")
    assert makers_of("invoice", ["7"]) == {"7": [stage.by("fay").tag, stage.by("clara").tag]}
    with pytest.raises(OwnWork):
        decided(stage, "clara", thing("90000.00"))


def test_inv27_what_nobody_made_nobody_approves(stage: Stage) -> None:
    facts = load_approval_facts("invoice", ["8"], by=stage.by("hannah"), on=APRIL)
    subject = Subject("invoice", "8", 1, "x", money("1.00", "EUR"), "DRAFT-8")
    with pytest.raises(PolicyMissing, match="no known maker"):
        decide_approval(facts, subject, at=noon(APRIL))


def test_no_policy_for_a_currency_is_a_refusal(stage: Stage) -> None:
    with pytest.raises(PolicyMissing, match="in JPY"):
        decided(stage, "clara", thing("100", "JPY"))
    set_policy("invoice", above=money("1000", "JPY"), role="finance", valid_from=date(2026, 1, 1), by=SET_UP)
    with pytest.raises(PolicyMissing, match="in JPY"):
        decided(stage, "clara", thing("999", "JPY"))
    assert decided(stage, "hannah", thing("1000", "JPY"))


def test_policies_are_dated(stage: Stage) -> None:
    with pytest.raises(PolicyMissing):
        decided(stage, "hannah", thing(), on=date(2024, 12, 31))
    set_policy("invoice", above=money("80.00", "EUR"), role="controller", valid_from=date(2026, 5, 1), by=SET_UP)
    assert decided(stage, "hannah", thing(), on=date(2026, 4, 30))
    with pytest.raises(NotAllowed):
        decided(stage, "hannah", thing(), on=date(2026, 5, 1))


def test_inv28_an_approval_is_of_one_version_and_its_content(stage: Stage) -> None:
    first = kept(decided(stage, "hannah", thing()))
    second = decided(stage, "hannah", thing(version=2))
    assert (first.version, second.version) == (1, 2) and first.content_hash != second.content_hash
    kept(second)
    with pytest.raises(IntegrityError):
        kept(decided(stage, "clara", thing(version=2)))
    assert content_hash({"a": 1, "b": money("1.00", "EUR")}) == content_hash({"b": money("1.00", "EUR"), "a": 1})
    assert content_hash({"a": money("1.00", "EUR")}) != content_hash({"a": money("1.01", "EUR")})


def test_inv27_the_database_knows_it_too(stage: Stage) -> None:
    good = decided(stage, "hannah", thing())
    wrongs: list[dict[str, Any]] = [
        {"approver": stage.by("fay").tag},
        {"approver": None},
        {"automatic": True},
        {"approver": None, "automatic": True, "policy": None},
    ]
    for wrong in wrongs:
        row = Approval(**{f.attname: getattr(good, f.attname) for f in Approval._meta.concrete_fields})
        for name, value in wrong.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError):
            kept(row)
    held = kept(good)
    for change in ({"approver": stage.by("clara").tag}, {"version": 2}, {"makers": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Approval.objects.filter(pk=held.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=held.pk)._raw_delete("default")
    assert ApprovalPolicy.objects.filter(subject="invoice").count() == 4
