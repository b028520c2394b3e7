"""Pages of leads: the list, one lead, and what is done with it there."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_suite.kernel.values.money import money
from billing_suite.kernel.work.jobs import finish_all
from crm.leads.actions import convert_lead, receive_lead
from crm.leads.models import Campaign, Lead
from tests.builders import Stage
from tests.crm.leads.test_leads import AT, PLACE, SALE, TOLD, received

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_lead_is_assigned_disqualified_and_reopened_on_pages(stage: Stage, browser: Callable[[str], Client]) -> None:
    seller, lead = browser("lena"), received(stage, {"firm": "=1+1"})
    with CaptureQueriesContext(connection) as first:
        assert "Mara Ahorn" in seller.get(reverse("leads")).content.decode()
    for number in range(3):
        told = TOLD | {"name": f"Lead {number}"}
        receive_lead(stage.entity, source=lead.source, told=told, at=AT, by=stage.by("lena"))
    with CaptureQueriesContext(connection) as second:
        assert "Lead 2" in seller.get(reverse("leads")).content.decode()
    assert len(second) <= len(first)
    exported = b"".join(seller.get(reverse("leads"), {"format": "csv"})).decode()
    assert "'=1+1" in exported and ",=1+1" not in exported
    assert browser("tom").get(reverse("lead", args=[lead.pk])).status_code in (403, 404)
    assert "A portal?" in seller.get(reverse("lead", args=[lead.pk])).content.decode()
    for name, told in (
        ("lead-assignment", {"owner": str(stage.users["lena"].pk)}),
        ("lead-disqualification", {"reason": "A student"}),
        ("lead-reopening", {}),
    ):
        assert seller.get(reverse(name, args=[lead.pk])).status_code == 200
        answer = seller.post(reverse(name, args=[lead.pk]), told)
        assert answer.status_code == 302 and answer.headers["Location"] == reverse("lead", args=[lead.pk])
    assert Lead.objects.get(pk=lead.pk).status == "working"
    made = convert_lead(lead, **SALE, address=PLACE, by=stage.by("lena"))
    shown = seller.get(reverse("lead", args=[lead.pk])).content.decode()
    assert reverse("customer", args=[made.customer_id]) in shown
    assert reverse("opportunity", args=[made.opportunity_id]) in shown


def test_a_lead_is_received_changed_and_converted_on_pages(stage: Stage, browser: Callable[[str], Client]) -> None:
    seller = browser("lena")
    campaign = {
        "name": "Spring",
        "starts_on": "2026-02-01",
        "ends_on": "",
        "budget_currency": "EUR",
        "budget_amount": "500.00",
    }
    assert seller.post(reverse("campaign-new"), campaign).status_code == 302
    told = {"entity": str(stage.entity.pk), "source": "Fair", "campaign": str(Campaign.objects.get().pk)}
    told |= {"name": "Kim", "firm": "Nordlicht GmbH", "email": "kim@nordlicht.example", "language": "de"}
    assert seller.post(reverse("lead-new"), told | {"email": ""}).status_code == 400
    assert seller.post(reverse("lead-new"), told).status_code == 302
    lead = Lead.objects.get()
    changed = {"name": "Kim N", "firm": "Nordlicht GmbH", "phone": "+49 40 1", "language": "de", "message": "A shop?"}
    answer = seller.post(reverse("lead-changes", args=[lead.pk]), changed | {"email": "kim@nordlicht.example"})
    assert answer.status_code == 302

    customer, convert = stage.customer("nordlicht"), reverse("lead-conversion", args=[lead.pk])
    finish_all()  # a job keeps by what a new customer may be found again
    page = seller.get(convert)
    assert [each for each, _ in page.context["likely"]] == [customer]
    assert page.context["form"].initial["customer"] == customer.pk
    sale = {"name": "Shop", "amount": "9000.005", "currency": "USD", "closes_on": "2026-04-01"}
    assert seller.post(convert, sale | {"customer": str(customer.pk)}).status_code == 400  # EUR has two decimals
    assert "Needed for a new customer" in seller.post(convert, sale | {"amount": "9000"}).content.decode()
    sale |= {"amount": "9000", "customer": str(customer.pk)}
    assert seller.post(convert, sale).status_code == 302
    lead.refresh_from_db()
    assert lead.opportunity is not None and lead.contact is not None
    assert (lead.customer, lead.opportunity.amount) == (customer, money("9000.00", "EUR"))
    assert (lead.contact.name, lead.contact.customer) == ("Kim N", customer)
    assert lead.reference in seller.get(reverse("opportunity", args=[lead.opportunity.pk])).content.decode()
    [spring] = seller.get(reverse("campaigns")).context["campaigns"]
    assert (spring.received, spring.qualified, spring.budget, spring.won) == (1, 1, money("500.00", "EUR"), [])
