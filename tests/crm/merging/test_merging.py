"""Two customers that are one: merged on every floor at once, and taken apart again within thirty days."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from accounting.billing.models import Invoice, OpenItem
from accounting.cash.actions import allocate, record_receipt
from accounting.cash.reports import customer_ledger, receivables_aging
from billing_suite.kernel.access.actions import give_reach, name_externally
from billing_suite.kernel.record.acting import acting
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.record.external import record_by_external_id
from billing_suite.kernel.record.merging import parts_of
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, Refusal
from billing_suite.kernel.work.models import Event
from crm.activities.actions import log_activity
from crm.customers.actions import add_contact, add_customer, change_customer
from crm.customers.models import Contact, Customer, CustomerGrant
from crm.merging.actions import merge_customers, undo_merge
from crm.merging.models import Merge, MergeMove
from crm.pipeline.models import Opportunity
from projects.contracts.models import Contract
from projects.plan.models import Project
from tests.builders import Stage, noon

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 10)
AT = noon(DAY)
PLACE = {"street": "Elbchaussee 3", "postcode": "22765", "city": "Hamburg", "country": "DE"}


def double(stage: Stage, **profile: Any) -> Customer:
    """Nordlicht once more, as somebody else typed it."""
    told = {"currency": "EUR", "billing_email": "ap@nordlicht.example", **profile}
    return add_customer(stage.entity, name="Nordlicht GmbH", profile=told, address=PLACE, by=stage.by("lena"))


def merged(stage: Stage, gone: Customer, into: Customer, **more: Any) -> Merge:
    """Fay merges them."""
    return merge_customers(into, merged=gone, reason="The same firm", at=AT, by=stage.by("fay"), **more)


def holding() -> None:
    """The invariants hold."""
    assert [found.check.says for found in run_checks() if not found.holds] == []


def test_every_row_that_names_a_customer_follows_or_stays() -> None:
    own = {"crm.customergrant", "crm.merge", "crm.duplicatecandidate", "crm.doublekey", "crm.address"}
    told = {(part.model, part.field) for part in parts_of("crm.customer")}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            historical = model.__name__.startswith("Historical")
            if field.related_model is Customer and not historical and model._meta.label_lower not in own:
                assert (model, field.name) in told, f"{model._meta.label}.{field.name} neither follows nor stays"


def test_a_merge_takes_the_work_and_leaves_the_documents(stage: Stage) -> None:
    invoice = stage.issued()
    gone = invoice.customer
    into = double(stage)
    add_contact(into, name="Kai", email="kai@nordlicht.example", by=stage.by("lena"))
    log_activity(gone, kind="note", subject="Called", at=AT, by=stage.by("lena"))
    merge = merged(stage, gone, into)
    assert merge.reference.startswith("MRG-")
    for model in (Contact, Opportunity, Contract, Project):
        assert set(model.objects.values_list("customer__name", flat=True)) >= {"Nordlicht GmbH"}
        assert not model.objects.filter(customer=gone).exists(), model
    assert Invoice.objects.get(pk=invoice.pk).customer_id == gone.pk == OpenItem.objects.get().customer_id
    assert Customer.objects.get(pk=gone.pk).survivor_id == into.pk
    moved = set(MergeMove.objects.values_list("kind", flat=True))
    assert moved == {"crm.contact", "crm.activity", "crm.opportunity", "projects.contract", "projects.project"}
    assert Event.objects.filter(type="customer.merged", subject_id=str(into.pk)).exists()
    holding()


def test_what_is_owed_is_read_through_the_survivor_and_paid_by_it(stage: Stage) -> None:
    invoice = stage.issued()
    gone, into = invoice.customer, double(stage)
    merged(stage, gone, into)
    items = OpenItem.objects.visible_to(stage.users["fay"])
    aging = receivables_aging(stage.entity, as_of=DAY, today=DAY, items=items)
    assert [(row.customer, row.name, row.open) for row in aging.rows] == [(into.pk, into.name, invoice.gross)]
    past = receivables_aging(stage.entity, as_of=DAY - timedelta(days=1), today=DAY, items=items, customer=into)
    assert [row.customer for row in past.rows] == [into.pk]
    receipt = record_receipt(
        stage.entity, customer=into, amount=invoice.gross, received_on=DAY, bank_reference="B-1", by=stage.by("fay")
    )
    allocate(receipt, invoice=invoice, on=DAY, by=stage.by("fay"))
    ledger = customer_ledger(into, since=date(2026, 1, 1), through=DAY)
    assert [part.closing for part in ledger.currencies] == [money("0.00", "EUR")]
    holding()


def test_a_merged_customer_is_not_worked_on_by_verb_or_by_row(stage: Stage) -> None:
    gone, into = double(stage), stage.customer("nordlicht")
    merged(stage, gone, into)
    gone.refresh_from_db()
    with pytest.raises(Refusal, match=f"was merged into {into.reference}") as told:
        change_customer(gone, changes={"name": "Other"}, by=stage.by("lena"))
    assert told.value.code == "merged"
    with pytest.raises(Refusal, match="was merged into"):
        merged(stage, gone, into)
    with pytest.raises(IntegrityError, match="INV-26"), transaction.atomic(), acting(stage.by("lena")):
        Contact.objects.create(customer=gone, name="Late", email="late@nordlicht.example")
    with pytest.raises(IntegrityError, match="INV-26"), transaction.atomic(), acting(stage.by("lena")):
        Contact.objects.filter(customer=into).update(customer=gone)


def test_the_survivor_takes_chosen_fields_and_gives_them_back(stage: Stage) -> None:
    into = stage.customer("nordlicht")
    gone = double(stage, payment_days=60, po_required=True)
    was = into.address.street
    merge = merged(stage, gone, into, take=["payment_days", "po_required", "address"])
    into.refresh_from_db()
    assert (into.payment_days, into.po_required, into.address.street) == (60, True, PLACE["street"])
    change_customer(into, changes={"po_required": False}, by=stage.by("lena"))
    undo_merge(merge, why="They are two", at=AT + timedelta(days=3), by=stage.by("fay"))
    into.refresh_from_db()
    assert (into.payment_days, into.po_required, into.address.street) == (30, False, was)
    with pytest.raises(Invalid, match="no reference is taken"):
        merged(stage, gone, into, take=["reference"])


def test_an_undone_merge_gives_back_what_moved_and_no_more(stage: Stage) -> None:
    version = stage.sent()
    gone, into = version.quote.opportunity.customer, double(stage)
    theirs = Contact.objects.get(customer=gone)
    merge = merged(stage, gone, into)
    into.refresh_from_db()
    since = add_contact(into, name="Since", email="since@nordlicht.example", by=stage.by("lena"))
    done = undo_merge(merge, why="Two firms, one name", at=AT + timedelta(days=30), by=stage.by("fay"))
    assert done.undone_why == "Two firms, one name"
    theirs.refresh_from_db()
    since.refresh_from_db()
    assert (theirs.customer_id, since.customer_id) == (gone.pk, into.pk)
    assert Opportunity.objects.get().customer_id == gone.pk
    assert Customer.objects.get(pk=gone.pk).survivor_id is None
    with pytest.raises(Refusal, match="undone already"):
        undo_merge(merge, why="Again", at=AT, by=stage.by("fay"))
    again = merged(stage, Customer.objects.get(pk=gone.pk), into)
    with pytest.raises(Refusal, match="older than thirty days"):
        undo_merge(again, why="Late", at=AT + timedelta(days=31), by=stage.by("fay"))
    holding()


def test_merges_of_merges_are_undone_from_the_last(stage: Stage) -> None:
    first, second, third = double(stage), double(stage), stage.customer("nordlicht")
    one = merged(stage, first, second)
    two = merged(stage, second, third)
    assert Customer.objects.get(pk=first.pk).survivor_id == third.pk
    with pytest.raises(Refusal, match="was merged into Nordlicht since"):
        undo_merge(one, why="Two", at=AT, by=stage.by("fay"))
    undo_merge(two, why="Two", at=AT, by=stage.by("fay"))
    assert Customer.objects.get(pk=first.pk).survivor_id == second.pk
    undo_merge(one, why="Two", at=AT, by=stage.by("fay"))
    assert not Customer.objects.filter(survivor__isnull=False).exists()
    holding()


def test_teams_reach_both_while_merged_and_their_own_afterwards(stage: Stage) -> None:
    into, gone = stage.customer("nordlicht"), double(stage)
    with acting(stage.by("ada")):
        give_reach(into, "North")
        give_reach(gone, "South")
    merge = merged(stage, gone, into)
    with acting(stage.by("ada")):
        give_reach(into, "East")
    reached = lambda customer: set(  # noqa: E731
        CustomerGrant.objects.filter(content_object=customer).values_list("group__name", flat=True)
    )
    assert reached(into) == reached(gone) == {"North", "South", "East"}
    undo_merge(merge, why="Two", at=AT, by=stage.by("fay"))
    assert (reached(into), reached(gone)) == ({"North", "East"}, {"South"})


@pytest.mark.parametrize("reason", ["currency", "draft", "itself", "blank", "unknown"])
def test_what_stands_in_the_way_is_said(stage: Stage, reason: str) -> None:
    into = stage.customer("nordlicht")
    by: dict[str, Any] = {"reason": "One", "at": AT, "by": stage.by("fay")}
    if reason == "currency":
        with pytest.raises(Refusal, match="is billed in GBP"):
            merge_customers(into, merged=stage.customer("thames"), **by)
    elif reason == "draft":
        contract = stage.contract()
        stage.approved(stage.task(contract), 600)
        draft = stage.draft(contract)
        with pytest.raises(Refusal, match=f"{draft.reference} are drafted for {into.reference}"):
            merge_customers(double(stage), merged=into, **by)
    elif reason == "itself":
        with pytest.raises(Refusal, match="one customer already"):
            merge_customers(into, merged=into, **by)
    elif reason == "blank":
        with pytest.raises(Invalid, match="say why"):
            merge_customers(into, merged=double(stage), **(by | {"reason": " "}))
    else:
        with pytest.raises(NotAllowed):
            merge_customers(into, merged=double(stage), **(by | {"by": stage.by("lena")}))
    assert not Merge.objects.exists()


def test_external_ids_name_one_record_and_lead_to_the_survivor(stage: Stage) -> None:
    into, gone, by = stage.customer("nordlicht"), double(stage), stage.by("clara")
    name_externally(gone, system="hubspot", external_id="77", at=AT, by=by)
    assert name_externally(gone, system="hubspot", external_id="77", at=AT, by=by).record == gone.pk
    with pytest.raises(Refusal, match="names another record"):
        name_externally(into, system="hubspot", external_id="77", at=AT, by=by)
    with pytest.raises(Refusal, match="names 77"):
        name_externally(gone, system="hubspot", external_id="78", at=AT, by=by)
    assert record_by_external_id("crm.customer", "ext:hubspot:77") == gone.pk
    assert record_by_external_id("crm.customer", "ext:hubspot") is None
