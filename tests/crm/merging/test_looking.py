"""Doubles are found when a customer is added, each night, and before one is added; rules merge only what they name."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.jobs import run_job
from billing_suite.kernel.work.models import Job
from crm.customers.actions import change_customer
from crm.customers.models import Customer
from crm.merging.actions import declare_merge_rule, end_merge_rule, keep_apart, merge_customers, propose_double
from crm.merging.looking import look_for_doubles
from crm.merging.models import DoubleKey, DuplicateCandidate, Merge
from crm.merging.reports import likely_doubles
from crm.merging.tasks import look, plan_nightly
from tests.builders import Stage, noon
from tests.crm.merging.test_merging import double, holding

pytestmark = pytest.mark.django_db
AT = noon(date(2026, 4, 10))
VAT = "DE136695976"


def compared() -> None:
    """The jobs that compare customers are done."""
    for job in Job.objects.filter(task="crm.merging.tasks.compare", status="due").order_by("pk"):
        run_job(job.pk)


def pairs(state: str = "open") -> list[tuple[str, str]]:
    """Who is proposed as one."""
    rows = DuplicateCandidate.objects.filter(state=state)
    return [(pair.one.name, pair.other.name) for pair in rows.select_related("one", "other")]


def test_a_new_customer_is_compared_and_a_changed_one_again(stage: Stage) -> None:
    stage.customer("nordlicht")
    stage.customer("lumiere")
    new = double(stage)
    compared()
    assert pairs() == [("Nordlicht", "Nordlicht GmbH")]
    found = DuplicateCandidate.objects.get()
    assert found.score >= 3 and any("name" in said for said in found.reasons)
    change_customer(
        new, changes={"name": "Kaffeerad", "legal_name": "Kaffeerad KG", "billing_email": "a@rad.example"},
        by=stage.by("lena"),
    )  # fmt: skip
    compared()
    assert pairs() == []


def test_the_night_finds_what_came_without_a_verb_and_keeps_what_was_decided(
    stage: Stage, django_assert_max_num_queries: Any
) -> None:
    stage.customer("nordlicht")
    double(stage)
    with django_assert_max_num_queries(20):
        look_for_doubles(stage.entity, at=AT, by=Actor.system("look_for_doubles"))
    assert pairs() == [("Nordlicht", "Nordlicht GmbH")]
    assert DoubleKey.objects.values("customer").distinct().count() == Customer.objects.count()
    keep_apart(DuplicateCandidate.objects.get(), why="Mother and daughter", at=AT, by=stage.by("fay"))
    look_for_doubles(stage.entity, at=AT, by=Actor.system("look_for_doubles"))
    assert (pairs(), pairs("apart")) == ([], [("Nordlicht", "Nordlicht GmbH")])
    with pytest.raises(Refusal, match="were decided on"):
        keep_apart(DuplicateCandidate.objects.get(), why="Again", at=AT, by=stage.by("fay"))
    first, second = Customer.objects.filter(name__startswith="Nordlicht").order_by("pk")
    assert propose_double(second, other=first, at=AT, by=stage.by("lena")).state == "open"


def test_nothing_is_merged_without_a_rule_and_by_one_only_what_it_names(stage: Stage) -> None:
    older = stage.customer("nordlicht")
    change_customer(older, changes={"vat_id": VAT}, by=stage.by("lena"))
    younger, other = double(stage, vat_id=VAT), double(stage)
    look(str(stage.entity.pk))
    assert not Merge.objects.exists() and len(pairs()) == 3
    by = stage.by("clara")
    with pytest.raises(Invalid, match="names a mark"):
        declare_merge_rule(stage.entity, name="All", marks=[], least_score=Decimal(3), at=AT, by=by)
    with pytest.raises(Invalid, match="no mark"):
        declare_merge_rule(stage.entity, name="All", marks=["name"], least_score=Decimal(3), at=AT, by=by)
    rule = declare_merge_rule(stage.entity, name="VAT", marks=["vat_id"], least_score=Decimal(6), at=AT, by=by)
    look(str(stage.entity.pk))
    merge = Merge.objects.get()
    assert (merge.into, merge.merged, merge.rule) == (older, younger, rule)
    assert merge.actor == "system:look_for_doubles" and "same vat id" in merge.reason
    assert Customer.objects.get(pk=other.pk).survivor is None
    end_merge_rule(rule, at=AT, by=by)
    with pytest.raises(Refusal, match="ended already"):
        end_merge_rule(rule, at=AT, by=by)
    holding()


def test_each_day_has_one_look(stage: Stage, time_machine: Any) -> None:
    time_machine.move_to("2026-04-10T00:30:00Z")  # half past two in Berlin
    plan_nightly()
    plan_nightly()
    assert Job.objects.filter(task="crm.merging.tasks.look").count() == 1


def test_a_merge_lets_go_of_the_other_pairs(stage: Stage) -> None:
    first = stage.customer("nordlicht")
    second, third = double(stage), double(stage)
    compared()
    assert len(pairs()) == 3
    merge_customers(first, merged=second, reason="One", at=AT, by=stage.by("fay"))
    assert pairs("merged") == [("Nordlicht", "Nordlicht GmbH")]
    assert pairs() == [("Nordlicht", "Nordlicht GmbH")]
    told = likely_doubles(Customer.objects.all(), {"name": "Nordlicht GmbH"}, entity=stage.entity, but=None)
    assert {each.customer for each in told} == {first, third}


FORM = {
    "name": "Nordlicht GmbH", "legal_name": "", "billing_email": "ap@nordlicht.example", "vat_id": "",
    "language": "de", "payment_days": "30", "is_business": "on", "currency": "EUR", "street": "Elbchaussee 3",
    "postcode": "22765", "city": "Hamburg", "country": "DE",
}  # fmt: skip


def test_who_adds_a_customer_that_is_there_is_shown_it_first(stage: Stage, client: Client) -> None:
    stage.customer("nordlicht")
    compared()
    client.force_login(stage.users["lena"])
    form = FORM | {"entity": str(stage.entity.pk)}
    answer = client.post("/customers/new/", form)
    assert answer.status_code == 409 and "It looks like a customer we have" in answer.content.decode()
    assert Customer.objects.count() == 1
    assert client.post("/customers/new/", form | {"is_new": "on"}).status_code == 302
    assert Customer.objects.count() == 2


def test_a_pair_is_merged_and_taken_apart_by_pages(stage: Stage, client: Client) -> None:
    older = stage.customer("nordlicht")
    younger = double(stage, payment_days=14)
    compared()
    pair = DuplicateCandidate.objects.get()
    client.force_login(stage.users["fay"])
    page = client.get(f"/customers/duplicates/{pair.pk}/").content.decode()
    assert older.reference in page and younger.reference in page and "14 days" in page
    assert "Nordlicht" in client.get("/customers/duplicates/").content.decode()
    asked = client.get(f"/customers/duplicates/{pair.pk}/merge/")
    keep = {name: "one" for name in asked.context["form"].fields if name.startswith("keep_")}
    assert "keep_payment_days" in keep
    told = keep | {"keep_payment_days": "other", "survivor": "one", "reason": "One firm"}
    assert client.post(f"/customers/duplicates/{pair.pk}/merge/", told).status_code == 302
    older.refresh_from_db()
    assert older.payment_days == 14
    merge = Merge.objects.get()
    assert "One firm" in client.get(f"/customers/merges/{merge.pk}/").content.decode()
    assert merge.reference in client.get("/customers/merges/").content.decode()
    moved = client.get(f"/customers/{younger.pk}/")
    assert moved.status_code == 302 and moved["Location"] == f"/customers/{older.pk}/"
    assert younger.name not in [row.name for row in Customer.objects.there()]
    assert client.post(f"/customers/merges/{merge.pk}/undoing/", {"why": "Two after all"}).status_code == 302
    assert client.get(f"/customers/{younger.pk}/").status_code == 200
    older.refresh_from_db()
    assert older.payment_days == 30
    client.force_login(stage.users["lena"])
    assert client.get(f"/customers/duplicates/{pair.pk}/merge/").status_code == 403


def test_the_old_id_and_the_external_id_answer_with_the_survivor(stage: Stage, client: Client) -> None:
    older, younger = stage.customer("nordlicht"), double(stage)
    client.force_login(stage.users["clara"])
    said = client.post(
        f"/api/v1/customers/{younger.pk}/external-ids/",
        {"system": "hubspot", "external_id": "77"},
        content_type="application/json",
    )
    assert said.status_code == 201, said.content
    merge_customers(older, merged=younger, reason="One", at=AT, by=stage.by("fay"))
    for key in (younger.pk, "ext:hubspot:77"):
        assert client.get(f"/api/v1/customers/{key}/").json()["id"] == str(older.pk)
    assert client.get("/api/v1/customers/ext:hubspot:78/").status_code == 404
    client.force_login(stage.users["lena"])
    opened = client.post(
        f"/api/v1/customers/{younger.pk}/contacts/",
        {"name": "Kai", "email": "kai@nordlicht.example"},
        content_type="application/json",
    )
    assert opened.status_code == 201 and opened.json()["customer"]["id"] == str(older.pk)
