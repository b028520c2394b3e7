"""What a project leaves, by phase and month, to the cent (RULES 1, 3, 15, 21)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from billing_suite.kernel.values.money import money, round_half_up
from crm.catalogue.actions import set_cost_rates
from projects.budgets.margin import margins_of
from projects.plan.actions import change_task, override_kickoff
from projects.plan.models import Project
from projects.time.actions import log_time
from tests.builders import SET_UP, Stage, noon
from tests.stories.test_every_way_of_billing import sent, signed

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 31)


def costs(**more: str) -> None:
    told = {role: Decimal(cost) for role, cost in more.items()}
    set_cost_rates("DE", currency="EUR", valid_from=date(2026, 1, 1), costs=told, by=SET_UP)


def worked(stage: Stage, task: Any, minutes: int, on: date, who: str = "mia") -> None:
    log_time(stage.people[who], task=task, work_date=on, minutes=minutes, by=stage.by(who))


def test_hours_earn_their_frozen_price_and_cost_what_they_cost(stage: Stage) -> None:
    costs(developer="61.30", designer="50")
    build = stage.task(stage.contract())
    price = stage.approved(build, 100).price
    assert price is not None
    worked(stage, build, 50, date(2026, 4, 2))
    told = margins_of(build.project, on=MAY)
    role = Decimal({"developer": "61.30", "designer": "50"}[stage.people["mia"].role.code])
    march, april = (told.of(month=date(2026, month, 1)) for month in (3, 4))
    assert march.earned == money(str((price * 100 / 60).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")), "EUR")
    assert march.cost.amount == (role * 100 / 60).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
    assert (april.earned.amount, april.minutes) == (0, 50), "what is not approved earns nothing yet, and costs"
    assert told.of() == march + april and told.unknown == ()


def test_without_a_cost_rate_it_says_so(stage: Stage) -> None:
    build = stage.task(stage.contract())
    stage.approved(build, 60)
    told = margins_of(build.project, on=MAY)
    assert told.of().cost.amount == 0 and "no cost rate for" in told.unknown[0]


def test_a_fixed_price_earns_what_is_done_where_its_hours_were_worked(stage: Stage) -> None:
    costs(developer="60", designer="50")
    project: Project = signed(stage, sent(stage)).project
    override_kickoff(project, reason="The rate comes", at=noon(date(2026, 3, 2)), by=stage.by("clara"))
    shop = stage.task(project.contract, "Shop")
    net = shop.contract_line.net
    worked(stage, shop, 60, date(2026, 3, 3))
    worked(stage, shop, 120, date(2026, 4, 3))
    change_task(shop, changes={"percent": 50}, by=stage.by("jonas"))
    told = margins_of(project, on=date(2026, 4, 30))
    march, april = (told.of(phase=shop.phase.name, month=date(2026, month, 1)).earned for month in (3, 4))
    periods = [p.net for p in shop.contract_line.plan_periods.all()]
    assert not periods and march + april == round_half_up(net.amount / 2, "EUR")
    assert abs(march.amount * 2 - april.amount) <= Decimal("0.02"), "a third and two thirds, no cent lost"


def test_a_retainer_earns_its_periods_as_they_begin(stage: Stage) -> None:
    project: Project = signed(stage, sent(stage)).project
    periods = [p for line in project.contract.lines.all() for p in line.plan_periods.all() if p.starts_on <= MAY]
    assert periods
    told = margins_of(project, on=MAY)
    assert told.of().earned.amount == sum(p.net.amount for p in periods)


def test_margins_are_for_who_may_see_costs(stage: Stage, django_assert_max_num_queries: Any) -> None:
    costs(developer="60", designer="50")
    build = stage.task(stage.contract())
    for number in range(6):
        worked(stage, build, 60, date(2026, 3, 3 + number))
    client = Client()
    for who, sees in (("clara", True), ("jonas", False)):
        client.force_login(stage.users[who])
        page = client.get(f"/projects/{build.project.pk}/budget/").content.decode()
        assert ("What it leaves" in page) is sees
    with django_assert_max_num_queries(16):
        margins_of(Project.objects.select_related("legal_entity", "contract").get(pk=build.project.pk), on=MAY)
