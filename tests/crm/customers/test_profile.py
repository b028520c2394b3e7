"""What a customer has besides its profile: e-invoice address, places, VAT ids, family, tags, teams, people."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounting.billing.models import Invoice
from accounting.billing.paper import document_of
from billing_suite.kernel.access.actions import add_user
from billing_suite.kernel.record.acting import Actor, acting
from billing_suite.kernel.values.refusals import Invalid, NotAllowed
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.mail import OutgoingMail
from crm.customers.actions import (
    AddressTaken,
    FamilyCircle,
    add_address,
    add_contact,
    add_vat_number,
    change_customer,
    remove_address,
    set_parent,
    set_tags,
    share_customer,
    unshare_customer,
    use_vat_number,
)
from crm.customers.e_addresses import read_e_address
from crm.customers.models import Contact, Customer, LawfulBasis, Tag
from crm.merging.actions import CannotMerge, merge_customers, undo_merge
from tests.builders import SET_UP, Stage, noon

pytestmark = pytest.mark.once
AT = noon(date(2026, 2, 2))
SITE = {"street": "Hof 2", "postcode": "28195", "city": "Bremen", "country": "DE"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        (" 0204:04011000-1234512345-06 ", "0204:04011000-1234512345-06"),  # Leitweg-ID, KoSIT's own example
        ("0088:4006381333931", "0088:4006381333931"),
        ("9930:DE136695976", "9930:DE136695976"),
        ("0060:123456789", "0060:123456789"),  # D-U-N-S: no check digit is known here
    ],
)
def test_an_e_invoice_address_is_a_scheme_and_an_identifier(text: str, kept: str) -> None:
    assert read_e_address(text, of="CUS-1") == kept


@pytest.mark.parametrize(
    "text", ["0204", "0204:", "204:1", "0204:04011000-1234512345-07", "0088:4006381333932", "a:b", "0088:x"]
)
def test_what_is_no_e_invoice_address(text: str) -> None:
    with pytest.raises(Invalid, match="no e-invoice address") as told:
        read_e_address(text, of="CUS-1")
    assert told.value.record == "CUS-1" and "e_address" in told.value.fields


def test_what_is_issued_bears_the_address_of_invoices_and_goes_to_billing_contacts(stage: Stage) -> None:
    customer, by = stage.customer("nordlicht"), stage.by("lena")
    change_customer(customer, changes={"e_address": "0204:04011000-1234512345-06"}, by=by)
    add_address(customer, use="invoices", name="Accounts payable", address=SITE, by=by)
    add_contact(customer, name="Ada", email="ada@nordlicht.example", is_billing=True, by=by)
    add_contact(customer, name="Max", email="max@nordlicht.example", by=by)
    invoice = stage.issued()
    document = document_of(invoice, list(invoice.lines.all()), list(invoice.taxes.all()))
    buyer = document.buyer
    assert (buyer.attention, buyer.street, buyer.city) == ("Accounts payable", "Hof 2", "Bremen")
    assert buyer.endpoint == ("0204", "04011000-1234512345-06")
    finish_all()
    to = set(OutgoingMail.objects.filter(subject__contains=str(invoice.number)).values_list("recipient", flat=True))
    assert to == {customer.billing_email, "ada@nordlicht.example"}
    remove_address(customer.further_addresses.get(), by=by)
    again = document_of(Invoice.objects.get(pk=invoice.pk), list(invoice.lines.all()), list(invoice.taxes.all()))
    assert again.buyer.street == "Hof 2"  # what was issued keeps it


def test_invoices_are_addressed_once_and_where_the_customer_is_taxed(stage: Stage) -> None:
    customer, by = stage.customer("nordlicht"), stage.by("lena")
    with pytest.raises(Invalid, match="within DE"):
        add_address(customer, use="invoices", address=SITE | {"country": "FR"}, by=by)
    add_address(customer, use="invoices", address=SITE, by=by)
    with pytest.raises(AddressTaken):
        add_address(customer, use="invoices", address=SITE, by=by)
    add_address(customer, use="site", address=SITE | {"country": "FR"}, by=by)
    with pytest.raises(Invalid):
        add_address(customer, use="moon", address=SITE, by=by)


def test_another_vat_id_is_checked_and_can_be_used(stage: Stage) -> None:
    customer, by = stage.customer("nordlicht"), stage.by("lena")
    before = customer.vat_id
    with pytest.raises(Invalid):
        add_vat_number(customer, country="FR", number="FR00000000001", by=by)
    other = add_vat_number(customer, country="FR", number="FR 40 303 265 045", by=by)
    assert other.number == "FR40303265045"
    with pytest.raises(Invalid, match="is known"):
        add_vat_number(customer, country="FR", number="FR40303265045", by=by)
    used = use_vat_number(other, by=by)
    assert used.vat_id == "FR40303265045"
    assert list(used.vat_numbers.values_list("number", flat=True)) == ([before] if before else [])


def test_a_family_has_no_circle_and_its_members_are_not_merged_with_those_above(stage: Stage) -> None:
    by = stage.by("lena")
    holding, daughter, grandchild = (stage.customer(name) for name in ("nordlicht", "lumiere", "thames"))
    set_parent(daughter, parent=holding, by=by)
    set_parent(grandchild, parent=daughter, by=by)
    for child, parent in ((holding, grandchild), (holding, daughter), (holding, holding)):
        with pytest.raises(FamilyCircle):
            set_parent(child, parent=parent, by=by)
    with pytest.raises(CannotMerge, match="is a subsidiary of"):
        merge_customers(
            Customer.objects.get(pk=holding.pk),
            merged=Customer.objects.get(pk=daughter.pk),
            reason="One",
            at=AT,
            by=stage.by("fay"),
        )
    set_parent(daughter, parent=None, by=by)
    set_parent(holding, parent=grandchild, by=by)
    with pytest.raises(IntegrityError, match="own_parent"), acting(by):
        Customer.objects.filter(pk=holding.pk).update(parent=holding.pk)


def test_subsidiaries_tags_and_places_follow_a_merge_and_come_back(stage: Stage) -> None:
    by, fay = stage.by("lena"), stage.by("fay")
    stays, goes, child = (stage.customer(name) for name in ("nordlicht", "lumiere", "thames"))
    set_parent(child, parent=goes, by=by)
    set_tags(stays, tags=["Retail", "key account"], by=by)
    set_tags(goes, tags=["retail", "Nord"], by=by)
    for each, country in ((stays, "DE"), (goes, "FR")):
        add_address(each, use="invoices", address=SITE | {"country": country}, by=by)
    add_address(goes, use="site", address=SITE, by=by)
    merge = merge_customers(stays, merged=goes, reason="One", at=AT, by=fay)
    child.refresh_from_db()
    assert child.parent == stays
    assert [str(each) for each in stays.tagged.all()] == ["key account", "nord", "retail"]
    assert sorted(stays.further_addresses.values_list("use", flat=True)) == ["invoices", "site"]
    undo_merge(merge, why="Two", at=AT + timedelta(days=1), by=fay)
    child.refresh_from_db()
    assert child.parent == goes
    assert [str(each) for each in Customer.objects.get(pk=goes.pk).tagged.all()] == ["nord", "retail"]
    assert [str(each) for each in stays.tagged.all()] == ["key account", "retail"]
    assert sorted(goes.further_addresses.values_list("use", flat=True)) == ["invoices", "site"]


def test_tags_are_words_of_the_house(stage: Stage) -> None:
    customer, by = stage.customer("nordlicht"), stage.by("lena")
    set_tags(customer, tags=["  Key   Account ", "key account", ""], by=by)
    assert [str(each) for each in customer.tagged.all()] == ["key account"]
    set_tags(customer, tags=["retail"], by=by)
    assert [str(each) for each in customer.tagged.all()] == ["retail"] and Tag.objects.count() == 2
    for tags in (["x" * 41], [str(n) for n in range(21)]):
        with pytest.raises(Invalid):
            set_tags(customer, tags=tags, by=by)


def test_a_customer_is_shared_with_another_team_and_no_more(stage: Stage) -> None:
    customer, by = stage.customer("nordlicht"), stage.by("lena")
    Group.objects.create(name="Hamburg")
    tim = add_user("tim@spree.example", name="Tim", roles=["sales"], teams=["Hamburg"], by=SET_UP)
    assert not Customer.objects.visible_to(tim).exists()
    share_customer(customer, team="Hamburg", by=by)
    assert list(Customer.objects.visible_to(tim)) == [customer]
    with pytest.raises(NotAllowed, match="of their own"):
        share_customer(customer, team="Hamburg", by=Actor.user(tim))
    for team in ("controller", "Nowhere"):  # a role is no team
        with pytest.raises(Invalid, match="there is no team"):
            share_customer(customer, team=team, by=by)
    unshare_customer(customer, team="Hamburg", by=by)
    assert not Customer.objects.visible_to(tim).exists()
    with pytest.raises(Invalid, match="does not reach"):
        unshare_customer(customer, team="Hamburg", by=by)


def test_by_page(stage: Stage, browser: Callable[[str], Client]) -> None:
    lena = browser("lena")
    customer, other = stage.customer("nordlicht"), stage.customer("lumiere")
    key, contact = [customer.pk], Contact.objects.filter(customer=customer).get()
    Group.objects.create(name="Hamburg")
    for name, told in (
        ("further-address-new", SITE | {"use": "site", "name": "Yard"}),
        ("vat-number-new", {"country": "FR", "number": "FR40303265045"}),
        ("customer-family", {"parent": other.reference.lower()}),
        ("customer-tags", {"tags": "retail, Key account"}),
        ("customer-sharing", {"team": Group.objects.get(name="Hamburg").pk}),
    ):
        answer = lena.post(reverse(name, args=key), told)
        assert answer.status_code == 302, (name, answer.content.decode()[-2000:])
    shown = lena.get(reverse("customer", args=key)).content.decode()
    for words in ("Yard", "FR40303265045", "Lumiere", "key account", "Hamburg"):
        assert words in shown, words
    assert customer.name in lena.get(reverse("customer", args=[other.pk])).content.decode()
    assert lena.post(reverse("customer-family", args=key), {"parent": "CUS-99999"}).status_code == 400
    assert (
        lena.post(reverse("customer-unsharing", args=key), {"team": Group.objects.get(name="Hamburg").pk}).status_code
        == 302
    )
    number, place = customer.vat_numbers.get(), customer.further_addresses.get()
    assert lena.post(reverse("vat-number-use", args=[number.pk])).status_code == 302
    assert lena.post(reverse("further-address-removal", args=[place.pk])).status_code == 302
    basis = {"purpose": "News", "basis": "consent", "wording": "", "source": "Fair"}
    assert lena.post(reverse("basis-new", args=[contact.pk]), basis).status_code == 400
    assert lena.post(reverse("basis-new", args=[contact.pk]), basis | {"wording": "Yes"}).status_code == 302
    page = lena.get(reverse("contact", args=[contact.pk])).content.decode()
    assert "News" in page and "Consent (a)" in page
    assert lena.post(reverse("basis-end", args=[LawfulBasis.objects.get().pk]), {"why": "Withdrawn"}).status_code == 302
    changed = {"name": "Kim", "email": "kim@nordlicht.example", "title": "CFO", "is_billing": "on"}
    assert lena.post(reverse("contact-changes", args=[contact.pk]), changed).status_code == 302
    assert "Billing" in lena.get(reverse("customer", args=key)).content.decode()
    tag = Tag.objects.get(name="retail")
    listed = lena.get(reverse("customers"), {"tagged__tag": str(tag.pk)}).content.decode()
    assert customer.name in listed and ">Lumiere<" not in listed


def test_the_timeline_tells_what_every_floor_knows_and_the_reader_may_see(
    stage: Stage, browser: Callable[[str], Client], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    invoice = stage.issued()
    page = reverse("customer-timeline", args=[invoice.customer_id])
    fay, lena = browser("fay"), browser("lena")
    for client in (fay, lena):
        client.get(page)
    with django_assert_max_num_queries(30):
        told = fay.get(page).content.decode()
    assert str(invoice.number) in told and "was accepted" in told and "starts" in told
    assert "moved to Won" not in told  # finance sees no opportunities
    sales = lena.get(page).content.decode()
    assert "moved to Won" in sales and str(invoice.number) not in sales
    only = lena.get(page, {"only": "Quotes"}).content.decode()
    assert "was accepted" in only and "moved to Won" not in only
    assert lena.get(page, {"only": "Invoices"}).status_code == 400
    assert lena.get(page, {"before": "yesterday"}).status_code == 400
    earlier = lena.get(page, {"before": "2020-01-01T00:00:00+00:00"}).content.decode()
    assert "Nothing yet" in earlier
