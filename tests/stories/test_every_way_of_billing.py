"""A quote of every way of billing becomes the contract, project, milestones, budget and billing plan it promised."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounting.billing.runs import preview_billing
from billing_suite.kernel.values.money import money, zero
from billing_suite.kernel.values.refusals import Invalid
from crm.quotes.actions import LineOffer, MilestoneOffer, draft_quote, send_quote
from crm.quotes.models import QuoteVersion
from projects.contracts.models import Contract, PlanPeriod
from projects.plan.acceptance import load_acceptance
from projects.plan.actions import KickoffWaits, accept_quote, override_kickoff, start_project
from projects.plan.models import Budget, MilestoneShare, Project, Task
from projects.time.actions import TimeRefused
from tests.builders import MARCH, Stage, noon

pytestmark = pytest.mark.django_db
LINES: list[LineOffer] = [
    {"phase": "Design", "description": "Design", "role": "designer", "hours": "40"},
    {
        "phase": "Build",
        "description": "Shop",
        "billed_by": "fixed",
        "price": "9999.99",
        "hours": "80",
        "role": "developer",
    },
    {"phase": "Build", "description": "Licence", "billed_by": "fixed", "price": "500", "supply": "licence"},
    {
        "phase": "Care",
        "description": "Care",
        "billed_by": "retainer",
        "price": "1000",
        "span": "month",
        "periods": 3,
        "hours": "8",
        "role": "developer",
    },
    {
        "phase": "Care",
        "description": "Hosting",
        "billed_by": "recurring",
        "price": "49.9",
        "quantity": "2",
        "span": "quarter",
        "periods": 2,
        "supply": "digital",
        "optional": True,
    },
    {
        "phase": "Build",
        "description": "Training",
        "billed_by": "fixed",
        "price": "800",
        "supply": "training",
        "optional": True,
    },
]
MILESTONES: list[MilestoneOffer] = [
    {"name": "Kick-off", "percent": "30", "lines": [2], "due_on": date(2026, 3, 9)},
    {"name": "Launch", "percent": "70", "lines": [2], "due_on": date(2026, 5, 29)},
]


def sent(stage: Stage, **more: Any) -> QuoteVersion:
    facts = {"lines": LINES, "milestones": MILESTONES, "starts_on": MARCH, "valid_until": date(2026, 3, 31)} | more
    quote = draft_quote(stage.opportunity(), name="Shop", **facts, by=stage.by("lena"))
    assert quote.current is not None
    return send_quote(quote.current, to=stage.contacts["nordlicht"], at=noon(date(2026, 2, 10)), by=stage.by("lena"))


def signed(stage: Stage, version: QuoteVersion, **more: Any) -> Contract:
    at = noon(date(2026, 2, 12))
    return accept_quote(version, signed_by="Kim", at=at, by=stage.signatory("nordlicht"), **more)


def test_what_was_rehearsed_is_what_is_made(stage: Stage) -> None:
    version = sent(stage, discount=Decimal(10))
    # 40 x 120 + 9999.99 + 500 + 3000, less a tenth; options do not count yet
    assert (version.net, version.discount) == (money("16469.99", "EUR"), Decimal(10))
    plan = load_acceptance(version, [5])
    assert not Project.objects.exists()
    contract = signed(stage, version, taken=[5])
    version.refresh_from_db()
    assert version.taken == [5]
    lines = list(contract.lines.all())
    assert [line.description for line in lines] == ["Design", "Shop", "Licence", "Care", "Hosting"]
    assert contract.net == sum((line.net for line in lines), zero("EUR")) == plan.net == money("16649.63", "EUR")
    assert [(line.net, line.price) for line in lines] == [(each.net, each.price) for each in plan.promises]
    assert contract.rate_card is not None  # a discount makes the price of an hour an agreed one
    assert {rate.role: rate.price for rate in contract.rate_card.rates.all()} == {"designer": Decimal(108)}

    periods = list(PlanPeriod.objects.filter(line__contract=contract))
    told = [(str(each.line), each.starts_on, each.ends_on) for each in periods]
    assert told == [
        ("Care", date(2026, 3, 2), date(2026, 4, 1)),
        ("Care", date(2026, 4, 2), date(2026, 5, 1)),
        ("Care", date(2026, 5, 2), date(2026, 6, 1)),
        ("Hosting", date(2026, 3, 2), date(2026, 6, 1)),
        ("Hosting", date(2026, 6, 2), date(2026, 9, 1)),
    ]
    shares = MilestoneShare.objects.select_related("milestone", "contract_line")
    assert [(share.milestone.name, share.contract_line.description) for share in shares] == [
        ("Kick-off", "Shop"),
        ("Launch", "Shop"),
        ("Licence", "Licence"),  # a fixed price without milestones has one of its own
    ]
    for line in lines:  # RULES 3: the plan bills each promise to the cent
        planned = [*line.plan_periods.all(), *line.shares.all()]
        assert line.billed_by == "time" or sum((each.net for each in planned), zero("EUR")) == line.net
    assert shares[0].net == plan.milestones[0].net

    project = Project.objects.get(contract=contract)
    tasks = Task.objects.filter(project=project).values_list("name", "phase__name", "estimate_minutes")
    assert list(tasks) == [
        ("Design", "Design", 2400),
        ("Shop", "Build", 4800),
        ("Licence", "Build", 0),
        ("Care", "Care", 1440),
    ]
    budgets = Budget.objects.filter(project=project)
    assert sum((budget.amount for budget in budgets), zero("EUR")) == contract.net
    assert sum(budget.minutes for budget in budgets) == plan.minutes == 8640
    assert [step.on for step in plan.billing if step.on] == sorted(step.on for step in plan.billing if step.on)
    assert sum((step.net for step in plan.billing), zero("EUR")) == contract.net


def test_rules14_work_under_another_price_is_covered_and_not_billed_by_the_hour(stage: Stage) -> None:
    contract = signed(stage, sent(stage))
    with pytest.raises(TimeRefused, match="waits for its kickoff"):
        stage.approved(stage.task(contract, "Shop"), 120)
    with pytest.raises(KickoffWaits, match="no rate for licence in DE"):
        start_project(contract.project, at=noon(date(2026, 3, 2)), by=stage.by("jonas"))
    override_kickoff(contract.project, reason="The rate comes", at=noon(date(2026, 3, 2)), by=stage.by("clara"))
    build = stage.approved(stage.task(contract, "Shop"), 120)
    care = stage.approved(stage.task(contract, "Care"), 60)
    design = stage.approved(stage.task(contract, "Design"), 60, who="tom")
    assert (build.covered, build.rate, build.rate_reason) == (True, None, "covered: fixed price (RULES 14)")
    assert care.covered and not design.covered
    preview = preview_billing(stage.entity, through=date(2026, 4, 30))
    assert [line.description for draft in preview.drafts for line in draft.lines] == ["Design"]
    assert [(left.code, left.reason) for left in preview.left] == [
        ("plan-not-billed", "periods of its billing plan that are due: 2; a run bills time alone")
    ]


def fixed(**more: Any) -> dict[str, Any]:
    return {"description": "X", "billed_by": "fixed", "price": "1"} | more


def hour(description: str, **more: Any) -> dict[str, Any]:
    return {"description": description, "role": "designer", "hours": "1"} | more


@pytest.mark.parametrize(
    ("lines", "milestones", "words"),
    [
        ([{"description": "X", "billed_by": "fixed"}], [], "line 1: a fixed line names its price"),
        ([fixed(billed_by="retainer")], [], "month, quarter or year"),
        ([fixed(span="month")], [], "has no periods"),
        ([fixed(billed_by="barter")], [], "no such way of billing 'barter'"),
        ([fixed(billed_by="recurring", span="year", periods=121)], [], "1 to 120"),
        ([hour("X", discount="5"), hour("Y")], [], "line 2: designer has another discount"),
        ([fixed()], [{"name": "M", "percent": "99"}], "bill 99 % of X, not 100"),
        ([fixed()], [{"name": "M", "percent": "100", "lines": [7]}], "line 7 has no fixed price"),
        ([hour("X")], [{"name": "M", "percent": "100"}], "bills a part of a fixed price"),
    ],
)
def test_what_cannot_be_promised_is_no_quote(stage: Stage, lines: Any, milestones: Any, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        sent(stage, lines=lines, milestones=milestones)


def test_a_yes_takes_only_what_was_optional(stage: Stage) -> None:
    version = sent(stage)
    with pytest.raises(Invalid, match="line 1 is not optional"):
        signed(stage, version, taken=[1])
    with pytest.raises(Invalid, match="line 9 is not optional"):
        signed(stage, version, taken=[9])
    version.refresh_from_db()
    assert version.status == "sent"


def test_an_amount_off_is_no_more_than_the_whole(stage: Stage) -> None:
    with pytest.raises(Invalid, match="is more than the"):
        sent(stage, discount_amount=money("99999", "EUR"))
    with pytest.raises(Invalid, match="a percentage or an amount"):
        sent(stage, discount=Decimal(1), discount_amount=money("1", "EUR"))
