"""Pipelines: stages that ask for facts, moves that are kept, sales that stand still, worth, and what history says."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.exchange import ExchangeRate
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, NotAllowed
from billing_suite.kernel.work.models import Notification
from crm.pipeline.actions import (
    OpportunityEnded,
    alert_stalled,
    calibrate_stages,
    change_opportunity,
    change_stage,
    move_opportunity,
    name_competitor,
    name_loss_reason,
    open_opportunity,
    reopen_opportunity,
    set_up_pipeline,
    set_up_stage,
)
from crm.pipeline.models import Opportunity, Pipeline, StageMove
from crm.pipeline.models import Stage as Step
from crm.pipeline.reports import Calibration, calibrations, worth_by_stage
from tests.builders import SET_UP, Stage, behind_the_verbs, noon

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 10)
JOB = Actor.system("pipeline")
Browser = Callable[[str], Client]


def steps(stage: Stage) -> tuple[Step, Step]:
    """Two stages of a second pipeline: a proposal that asks for facts, and a loss."""
    way = set_up_pipeline("Partners", position=9, by=SET_UP)
    common: dict[str, Any] = {"pipeline": way, "by": SET_UP}
    set_up_stage("Talk", position=1, probability=Decimal(10), **common)
    proposal = set_up_stage(
        "Proposal",
        position=2,
        probability=Decimal(40),
        category="commit",
        needs=["amount", "next_step", "competitors"],
        stalls_after=14,
        **common,
    )
    return proposal, set_up_stage("Lost", position=3, probability=Decimal(0), outcome="lost", **common)


def test_no_amount_no_proposal_and_each_move_is_kept(stage: Stage) -> None:
    proposal, lost = steps(stage)
    sale = open_opportunity(
        stage.customer("nordlicht"),
        name="App",
        amount=money("0.00", "EUR"),
        closes_on=DAY,
        pipeline=proposal.pipeline,
        at=noon(DAY),
        by=stage.by("lena"),
    )
    assert sale.stage.name == "Talk"
    with pytest.raises(Invalid, match="with an amount and a next step and a competitor") as missing:
        move_opportunity(sale, stage=proposal, at=noon(DAY), by=stage.by("lena"))
    assert set(missing.value.fields) == {"amount", "next_step", "competitors"}
    rival = name_competitor("Studio West", by=stage.by("lena"))
    told = {"amount": money("9000.00", "EUR"), "next_step": "Send the offer", "competitors": [rival]}
    change_opportunity(sale, changes=told, by=stage.by("lena"))
    later = noon(DAY) + timedelta(hours=30)
    sale = move_opportunity(sale, stage=proposal, at=later, by=stage.by("lena"))
    assert (sale.category, sale.stage_since) == ("commit", later)
    with pytest.raises(Invalid, match="with an amount"):  # what a stage needs stays while it is there
        change_opportunity(sale, changes={"amount": money("0.00", "EUR")}, by=stage.by("lena"))
    reason = name_loss_reason("Price", by=SET_UP)
    with pytest.raises(Invalid, match="say why"):
        move_opportunity(sale, stage=lost, at=later, by=stage.by("lena"))
    sale = move_opportunity(sale, stage=lost, loss_reason=reason, lost_to=rival, at=later, by=stage.by("lena"))
    with pytest.raises(OpportunityEnded):
        change_opportunity(sale, changes={"name": "X"}, by=stage.by("lena"))
    sale = reopen_opportunity(sale, at=later, by=stage.by("lena"))
    assert (sale.stage.name, sale.loss_reason, sale.lost_to) == ("Talk", None, None)
    moves = StageMove.objects.filter(opportunity=sale).order_by("id")
    held = [(str(move.from_stage or ""), str(move.to_stage), move.minutes_before, move.amount_minor) for move in moves]
    assert held == [
        ("", "Talk", None, 0),
        ("Talk", "Proposal", 1800, 900000),
        ("Proposal", "Lost", 0, 900000),
        ("Lost", "Talk", 0, 900000),
    ]
    with pytest.raises(Exception, match="INV-26"), behind_the_verbs():
        StageMove.objects.filter(opportunity=sale).update(at=noon(date(2020, 1, 1)))


def test_a_sale_that_stands_still_is_told_of_once_a_stay(stage: Stage) -> None:
    sale = stage.opportunity()
    change_stage(sale.stage, changes={"stalls_after": 7}, by=SET_UP)
    assert sale.stage_since is not None
    assert alert_stalled(at=sale.stage_since + timedelta(days=7), by=JOB) == []
    late = sale.stage_since + timedelta(days=8)
    assert alert_stalled(at=late, by=JOB) == [sale]
    assert alert_stalled(at=late, by=JOB) == []
    assert Notification.objects.get(title__contains="stands still").recipient == stage.users["lena"]
    assert list(Opportunity.objects.stalled(at=late)) == [sale]
    with pytest.raises(Invalid, match="cannot be changed"):
        change_stage(sale.stage, changes={"outcome": "won"}, by=SET_UP)
    with pytest.raises(NotAllowed):
        change_stage(sale.stage, changes={"probability": Decimal(1)}, by=stage.by("lena"))


def test_rules21_worth_is_weighted_in_base_currency_and_a_missing_rate_is_named(stage: Stage) -> None:
    stage.opportunity("nordlicht", "1000.01")
    stage.opportunity("thames", "1000.00")
    rows = Opportunity.objects.all()
    [worth] = worth_by_stage(rows, on=DAY).values()
    assert (worth.count, worth.amount, worth.missing) == (2, money("1000.01", "EUR"), {"GBP"})
    assert worth.weighted == money("500.01", "EUR")  # at 50 %: 500.005 half up
    ExchangeRate.objects.create(base="GBP", quote="EUR", on=DAY, rate=Decimal("1.15"), source="test")
    [worth] = worth_by_stage(rows, on=DAY).values()
    assert (worth.amount, worth.weighted) == (money("2150.01", "EUR"), money("1075.01", "EUR"))


def test_history_says_how_often_a_stage_was_left_for_a_win(stage: Stage) -> None:
    first = stage.contract().version.quote.opportunity  # won
    lost = Step.objects.get(name="Lost")
    for _ in range(2):
        move_opportunity(stage.opportunity(), stage=lost, lost_reason="Price", at=noon(DAY), by=stage.by("lena"))
    stage.opportunity()  # open: it says nothing yet
    pipeline = Pipeline.objects.get()
    told = calibrations(pipeline, as_of=noon(date(2026, 12, 1)))
    entry = next(each for each in told if each.decided)
    assert (entry.decided, entry.won, entry.share) == (3, 1, Decimal("33.3"))
    assert entry.likely == (Decimal("6.1"), Decimal("79.2"))
    before = calibrations(pipeline, as_of=noon(date(2026, 2, 9)))
    assert [each.decided for each in before] == [0] * len(before)  # as of then nothing had ended
    [changed] = calibrate_stages({entry.stage: Decimal("33.3")}, by=stage.by("ada"))
    assert changed.probability == Decimal("33.3") and changed.history.count() >= 1
    with pytest.raises(Invalid, match="ends a sale"):
        calibrate_stages({lost: Decimal(5)}, by=stage.by("ada"))
    first.refresh_from_db()
    assert first.stage.outcome == "won"


@pytest.mark.parametrize(
    ("won", "decided", "likely"),
    [(0, 10, ("0.0", "27.8")), (10, 10, ("72.2", "100.0")), (81, 263, ("25.5", "36.6"))],
)
def test_the_likely_range_is_wilsons(won: int, decided: int, likely: tuple[str, str]) -> None:
    """81 of 263: the example of Newcombe, Statistics in Medicine 17 (1998), table I: 0.2553 to 0.3662."""
    assert Calibration(Step(), decided, won).likely == tuple(map(Decimal, likely))


def test_the_board_shows_columns_and_moves_by_one_verb(stage: Stage, browser: Browser) -> None:
    sale = stage.opportunity()
    seller = browser("lena")
    page = seller.get(reverse("board"))
    assert len(page.context["columns"][0][0].cards) == 1
    assert "20,000.00" in page.content.decode() and "Move to…" in page.content.decode()
    worth = seller.get(reverse("board-worth"), {"view": "mine"}).content.decode()
    assert f'id="worth-{sale.stage_id}" hx-swap-oob="true"' in worth and "20,000.00" in worth
    move = reverse("board-move", args=[sale.pk])
    ahead = Step.objects.filter(outcome="open").exclude(pk=sale.stage_id).first()
    if ahead is None:
        ahead = set_up_stage("Later", position=77, probability=Decimal(60), needs=["next_step"], by=SET_UP)
    refused = seller.post(move, {"stage": ahead.pk})
    assert (refused.status_code, "a next step" in json.loads(refused.content)["message"]) == (400, True)
    change_opportunity(sale, changes={"next_step": "Call"}, by=stage.by("lena"))
    assert seller.post(move, {"stage": ahead.pk}).status_code == 204
    assert "goto" in json.loads(seller.post(move, {"stage": Step.objects.get(name="Lost").pk}).content)
    won = seller.post(move, {"stage": Step.objects.get(outcome="won").pk})
    assert won.status_code == 400 and "accepted quote" in json.loads(won.content)["message"]
    assert seller.post(move, {"stage": "x"}).status_code == 400
    assert browser("fay").get(reverse("board")).status_code == 403
    admin = browser("ada")
    form = admin.get(reverse("stage-calibration")).context["form"]
    sent = {name: str(field.initial or form.initial[name]) for name, field in form.fields.items()}
    sent[f"stage-{ahead.pk}"] = "65"
    assert admin.post(reverse("stage-calibration"), sent).status_code == 302
    ahead.refresh_from_db()
    assert ahead.probability == Decimal(65)
    changed = seller.get(reverse("opportunity-changes", args=[sale.pk])).context["form"]
    told = {name: changed.initial.get(name) or "" for name in changed.fields} | {"amount": "500.00"}
    told |= {"closes_on": "2026-03-01", "owner": str(stage.users["lena"].pk), "competitors": "West, East"}
    told.pop("no_competitor")
    told["contact"] = str(sale.contact_id)
    assert seller.post(reverse("opportunity-changes", args=[sale.pk]), told).status_code == 302
    assert sorted(each.name for each in sale.competitors.all()) == ["East", "West"]
    assert "Moves" in seller.get(reverse("opportunity", args=[sale.pk])).content.decode()
