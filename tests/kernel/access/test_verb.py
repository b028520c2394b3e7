"""A verb: rights and reach are checked inside, all or nothing is written, and the trail says who and how."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from accounting.books.actions import draft_recurring_journal
from billing_suite.kernel.access.actions import add_user
from billing_suite.kernel.access.links import revoke_links
from billing_suite.kernel.access.people import rights_of
from billing_suite.kernel.access.verb import VERBS, can, verb
from billing_suite.kernel.record.acting import Actor, current, doorway
from billing_suite.kernel.record.audit import AuditRow
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, NotFound, Refusal
from billing_suite.kernel.work.models import Event
from crm.customers.actions import add_contact, change_customer
from crm.customers.models import Contact, Customer
from crm.pipeline.actions import open_opportunity
from crm.pipeline.models import Opportunity
from projects.contracts.models import Contract
from projects.plan.actions import accept_quote
from tests.accounting.books.writing import pair
from tests.builders import SET_UP, Stage, behind_the_verbs, noon

AT = noon(date(2026, 2, 12))


def opened(customer: Customer, by: Actor) -> Opportunity:
    return open_opportunity(
        customer, name="Portal", amount=money("10.00", "EUR"), closes_on=date(2026, 3, 1), at=AT, by=by
    )


@pytest.mark.parametrize("who", ["mia", "fay", "ada", "otto"])
def test_inv30_without_the_right_it_is_refused(who: str, stage: Stage) -> None:
    customer = stage.customer("nordlicht")
    with pytest.raises(NotAllowed) as refused:
        opened(customer, stage.by(who))
    assert (refused.value.status, refused.value.rule) == (403, "right open_opportunity")
    assert not Opportunity.objects.exists() and not can(stage.users[who], "open_opportunity")


def test_inv33_a_right_ends_at_once(stage: Stage) -> None:
    customer = stage.customer("nordlicht")
    opened(customer, stage.by("lena"))
    assert Customer.objects.visible_to(stage.users["lena"]).exists()
    with behind_the_verbs():
        stage.users["lena"].is_active = False
        stage.users["lena"].save()
    with pytest.raises(NotAllowed):
        opened(customer, stage.by("lena"))
    assert not can(stage.users["lena"], "open_opportunity") and not rights_of(stage.users["lena"].pk)
    assert not Customer.objects.visible_to(stage.users["lena"]).exists()


@pytest.mark.parametrize("kind", ["system", "contact", "token", "policy"])
def test_inv30_other_kinds_do_only_what_the_verb_lets_them(kind: Any, stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        opened(stage.customer("nordlicht"), Actor(kind, str(stage.users["lena"].pk), "somebody"))


def test_inv31_what_one_does_not_see_is_not_there(stage: Stage) -> None:
    customer = stage.customer("nordlicht")
    stranger = Actor.user(add_user("sam@spree.example", name="Sam", roles=["sales"], teams=["Paris"], by=SET_UP))
    with pytest.raises(NotFound) as hidden:
        opened(customer, stranger)
    gone = Customer(pk=uuid4(), name="Gone")
    gone._state.adding = False
    with pytest.raises(NotFound) as missing:
        opened(gone, stage.by("lena"))
    assert (str(hidden.value), hidden.value.code, hidden.value.status) == ("no such customer", "no-such-customer", 404)
    assert (str(missing.value), missing.value.code) == (str(hidden.value), hidden.value.code)
    assert not Opportunity.objects.exists()


def test_a_refusal_takes_back_what_was_written(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    customer = stage.customer("nordlicht")
    before = (Event.objects.count(), AuditRow.objects.count())

    def name_then_refuse(record: Customer, *, by: Actor) -> None:
        Contact.objects.create(customer=record, name="New", email="new@nordlicht.example")
        raise Refusal("on second thoughts no")

    monkeypatch.setattr("billing_suite.kernel.access.verb.VERBS", {})
    run = verb("name and refuse", right="add_customer")(name_then_refuse)
    with pytest.raises(Refusal, match="second thoughts"):
        run(customer, by=stage.by("lena"))
    assert not Contact.objects.filter(name="New").exists()
    assert (Event.objects.count(), AuditRow.objects.count()) == before
    assert current() is None


def test_a_wrong_value_is_a_refusal_with_its_field(stage: Stage) -> None:
    with pytest.raises(Invalid) as refused:
        add_contact(stage.customer("nordlicht"), name="Kim", email="no address", by=stage.by("lena"))
    assert list(refused.value.fields) == ["email"] and "add a contact" in str(refused.value)


def test_a_rule_between_fields_is_told_in_words(stage: Stage) -> None:
    with pytest.raises(Invalid) as refused:
        draft_recurring_journal(
            stage.entity,
            description="Rent",
            lines=pair("6000", "1000"),
            cadence="monthly",
            first_on=date(2026, 4, 1),
            until=date(2026, 3, 1),
            by=stage.by("fay"),
        )
    assert str(refused.value).endswith("a recurring journal ends later")


def test_inv43_the_trail_says_who_through_which_door_and_in_which_request(stage: Stage) -> None:
    customer = stage.customer("nordlicht")
    with doorway("page", "request-7"):
        change_customer(customer, changes={"name": "Nordlicht AG"}, by=stage.by("lena"))
    row = AuditRow.objects.filter(table=Customer._meta.db_table, row_key=str(customer.pk)).latest("id")
    assert (row.operation, row.actor, row.door, row.request_id) == (
        "update",
        f"user:{stage.users['lena'].pk}",
        "page",
        "request-7",
    )
    event = Event.objects.latest("id")
    assert (event.actor, event.request_id) == (row.actor, "request-7")


def test_inv34_a_contact_does_it_with_their_link_only(stage: Stage) -> None:
    version = stage.sent()
    kim = stage.signatory("nordlicht")
    other = stage.sent("lumiere")
    for who, what in ((kim, other), (stage.signatory("lumiere"), version), (replace(kim, key=str(uuid4())), version)):
        with pytest.raises(NotFound):
            accept_quote(what, signed_by="Kim", po_number="", at=AT, by=who)
    with transaction.atomic():
        assert revoke_links(other, at=AT) == 1
    with pytest.raises(NotFound):
        accept_quote(other, signed_by="Kim", po_number="", at=AT, by=stage.signatory("lumiere"))
    assert not Contract.objects.exists()
    accept_quote(version, signed_by="Kim", po_number="", at=AT + timedelta(hours=1), by=kim)
    assert Contract.objects.count() == 1


def test_one_verb_a_name() -> None:
    name = next(iter(VERBS))

    def twice(*, by: Actor) -> None: ...

    twice.__name__ = name
    with pytest.raises(RuntimeError, match=name):
        verb("do it twice")(twice)
