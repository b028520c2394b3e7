"""Discounts and low margins are approved by others, from thresholds on that are data (INV-27, INV-28, RULES 37)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from billing_suite.kernel.access.actions import change_roles
from billing_suite.kernel.access.approvals import Approval, OwnWork
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, NotAllowed
from billing_suite.kernel.work.models import Notification
from crm.catalogue.actions import CardsOverlap, set_cost_rates
from crm.catalogue.models import CostRate
from crm.quotes.actions import (
    ApprovalNeeded,
    QuoteNotOpen,
    approve_quote,
    draft_quote,
    end_quote_policy,
    return_quote,
    revise_quote,
    send_quote,
    set_quote_policy,
    submit_quote,
)
from crm.quotes.margin import load_standing
from crm.quotes.models import QuoteVersion
from tests.builders import LINES, MARCH, SET_UP, Stage, behind_the_verbs, noon

pytestmark = pytest.mark.django_db
AT = noon(date(2026, 2, 10))
Browser = Callable[[str], Client]


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """Above 10 % finance approves, above 20 % the controller; so does she a margin below 40 %."""
    day = date(2026, 1, 1)
    set_quote_policy("finance", discount_above=Decimal(10), valid_from=day, by=SET_UP)
    set_quote_policy("controller", discount_above=Decimal(20), valid_from=day, by=SET_UP)
    set_quote_policy("controller", margin_below=Decimal(40), valid_from=day, by=SET_UP)
    costs = {"designer": Decimal(60), "developer": Decimal("70.005")}
    set_cost_rates("DE", currency="EUR", valid_from=day, costs=costs, by=SET_UP)
    return stage


def drafted(stage: Stage, discount: str = "0", lines: Any = LINES) -> QuoteVersion:
    facts = {"lines": lines, "starts_on": MARCH, "valid_until": date(2026, 3, 31)}
    quote = draft_quote(stage.opportunity(), name="X", discount=Decimal(discount), **facts, by=stage.by("lena"))
    assert quote.current is not None
    return quote.current


def sent(stage: Stage, version: QuoteVersion) -> QuoteVersion:
    return send_quote(version, to=stage.contacts["nordlicht"], at=AT, by=stage.by("lena"))


def test_within_the_thresholds_nobody_is_asked(stage: Stage) -> None:
    version = drafted(stage, "10")
    standing = load_standing(version, on=date(2026, 2, 10))
    # 40 x 120 + 80 x 140 = 16,000; costs 40 x 60 + 80 x 70.005 = 8,000.40
    assert (standing.priced.net, standing.margin.cost) == (money("14400.00", "EUR"), money("8000.40", "EUR"))
    assert (standing.margin.amount, standing.margin.percent) == (money("6399.60", "EUR"), Decimal("44.44"))
    assert standing.needs == []
    with pytest.raises(Invalid, match="needs no approval"):
        submit_quote(version, at=AT, by=stage.by("lena"))
    assert sent(stage, version).status == "sent"


def test_inv27_a_discount_is_approved_by_another_of_the_role_and_then_sent(stage: Stage) -> None:
    version = drafted(stage, "15")
    with pytest.raises(ApprovalNeeded, match="15 % below our lists: a discount above 10 % is for the finance"):
        sent(stage, version)
    version = submit_quote(version, at=AT, by=stage.by("lena"))
    told = Notification.objects.filter(title__contains="awaits approval").values_list("recipient__name", flat=True)
    assert sorted(told) == ["Fay Morgan", "Hannah Schulz"]  # 41.17 % is margin enough; 15 % is finance's
    with pytest.raises(QuoteNotOpen):
        sent(stage, version)
    with pytest.raises(NotAllowed):
        approve_quote(version, at=AT, by=stage.by("lena"))
    change_roles(stage.users["lena"], roles=["sales", "controller"], accept_conflicts=True, by=stage.by("ada"))
    with pytest.raises(OwnWork, match="made QUO-00001-v1 and cannot approve it"):
        approve_quote(version, at=AT, by=stage.by("lena"))
    version = approve_quote(version, at=AT, by=stage.by("fay"))
    approval = Approval.objects.get(subject_id=str(version.pk))
    assert (version.status, approval.approver) == ("approved", stage.by("fay").tag)
    assert sent(stage, version).status == "sent"


def test_above_the_second_threshold_finance_is_not_enough(stage: Stage) -> None:
    version = submit_quote(drafted(stage, "21"), at=AT, by=stage.by("lena"))
    with pytest.raises(NotAllowed, match="is for the controller to approve"):
        approve_quote(version, at=AT, by=stage.by("fay"))
    with pytest.raises(Invalid, match="say why"):
        return_quote(version, comment=" ", by=stage.by("clara"))
    back = return_quote(version, comment="Ten will do", by=stage.by("clara"))
    assert (back.status, back.return_comment) == ("draft", "Ten will do")
    again = submit_quote(back, at=AT, by=stage.by("lena"))
    assert approve_quote(again, at=AT, by=stage.by("clara")).status == "approved"


def test_a_low_or_an_unknown_margin_and_an_agreed_price_below_the_card_count_too(stage: Stage) -> None:
    cheap = [{**LINES[1], "price": "110"}]  # the card says 140: 21.43 % off; cost 70.005
    needs = load_standing(drafted(stage, lines=cheap), on=MARCH).needs
    assert [(need.about, need.role, need.why) for need in needs] == [
        ("discount", "controller", "21.43 % below our lists"),
        ("margin", "controller", "a low margin"),
    ]
    fixed = [{"description": "Site", "billed_by": "fixed", "price": "5000", "hours": "10", "role": "pilot"}]
    [need] = load_standing(drafted(stage, lines=fixed), on=MARCH).needs
    assert need.why == "no cost rate for pilot"


def test_what_is_optional_hides_no_discount(stage: Stage) -> None:
    gift = {"description": "Gift", "role": "designer", "hours": "100", "price": "1", "optional": True}
    [discount, margin] = load_standing(drafted(stage, lines=[LINES[1], gift]), on=MARCH).needs
    assert (discount.role, margin.role) == ("controller", "controller")


def test_inv28_what_was_approved_is_what_is_sent(stage: Stage) -> None:
    version = submit_quote(drafted(stage, "15"), at=AT, by=stage.by("lena"))
    version = approve_quote(version, at=AT, by=stage.by("fay"))
    with behind_the_verbs():
        QuoteVersion.objects.filter(pk=version.pk).update(terms="Free of charge")
    with pytest.raises(ApprovalNeeded, match="is not what was approved"):
        sent(stage, version)
    facts = {"lines": LINES, "starts_on": MARCH, "valid_until": date(2026, 3, 31)}
    later = revise_quote(version.quote, discount=Decimal(15), **facts, at=AT, by=stage.by("lena"))
    with pytest.raises(ApprovalNeeded, match="needs an approval"):  # the approval was of the version before
        sent(stage, later)


def test_thresholds_are_dated_data_of_the_controller(stage: Stage) -> None:
    policy = set_quote_policy("finance", discount_above=Decimal(5), valid_from=MARCH, by=stage.by("clara"))
    assert load_standing(drafted(stage, "6"), on=date(2026, 2, 10)).needs == []
    version = drafted(stage, "6")
    assert load_standing(version, on=MARCH).needs[0].policy == policy
    end_quote_policy(policy, from_day=date(2026, 3, 3), by=stage.by("clara"))
    assert load_standing(version, on=date(2026, 3, 3)).needs == []
    with pytest.raises(NotAllowed):
        set_quote_policy("sales", discount_above=Decimal(90), valid_from=MARCH, by=stage.by("lena"))
    with pytest.raises(Invalid, match="no role pilots"):
        set_quote_policy("pilots", discount_above=Decimal(90), valid_from=MARCH, by=stage.by("clara"))


def test_cost_rates_are_dated_and_hidden_from_who_sells(stage: Stage) -> None:
    raised = set_cost_rates(
        "DE", currency="EUR", valid_from=MARCH, costs={"designer": Decimal(65)}, by=stage.by("clara")
    )
    before = CostRate.objects.get(role="designer", valid_from=date(2026, 1, 1))
    assert (before.valid_to, raised[0].cost) == (date(2026, 3, 1), Decimal(65))
    with pytest.raises(CardsOverlap):
        set_cost_rates("DE", currency="EUR", valid_from=MARCH, costs={"designer": Decimal(1)}, by=stage.by("clara"))
    assert not CostRate.objects.visible_to(stage.users["lena"]).exists()
    assert CostRate.objects.visible_to(stage.users["fay"]).count() == 3


def test_pages_show_the_margin_to_those_who_may_see_costs(stage: Stage, browser: Browser) -> None:
    version = drafted(stage, "15")
    quote = reverse("quote", args=[version.quote_id])
    seller, finance = browser("lena"), browser("fay")
    told = seller.get(quote).content.decode()
    assert "Submit for approval" in told and "Margin" not in told
    assert seller.get(reverse("cost-rates")).status_code == 403
    assert seller.post(reverse("quote-submission", args=[version.quote_id])).status_code == 302
    told = finance.get(quote).content.decode()
    assert "Margin" in told and "41.17" in told and "5,599.60" in told
    done = finance.post(reverse("quote-return", args=[version.quote_id]), {"comment": "Why?"})
    assert done.status_code == 302
    assert "Why?" in seller.get(quote).content.decode()
    seller.post(reverse("quote-submission", args=[version.quote_id]))
    assert finance.post(reverse("quote-approval", args=[version.quote_id])).status_code == 302
    version.refresh_from_db()
    assert version.status == "approved"
    controller = browser("clara")
    made = {"role": stage_role("finance"), "discount_above": "3", "margin_below": "", "valid_from": "2026-05-01"}
    assert controller.post(reverse("quote-policy-new"), made).status_code == 302
    assert "above 3 %" in controller.get(reverse("quote-policies"), {"view": "all"}).content.decode()
    costs = {"region": "DE", "currency": "EUR", "valid_from": "2026-06-01", "costs": "tester 50"}
    assert controller.post(reverse("cost-rates-new"), costs).status_code == 302
    assert "tester" in controller.get(reverse("cost-rates"), {"view": "all"}).content.decode()


def stage_role(name: str) -> str:
    """A role's key, as a form sends it."""
    return str(Group.objects.get(name=name).pk)
