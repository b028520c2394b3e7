"""The books by the API: periods closed by steps, revaluation, the year's end, ledger accounts."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounting.books.actions import open_periods
from accounting.books.models import LedgerAccount
from billing_suite.kernel.firm.actions import record_rates
from tests.accounting.books.writing import pair, period, posted
from tests.api.conftest import Caller
from tests.api.test_thread import made
from tests.builders import SET_UP, Stage

pytestmark = pytest.mark.django_db
MINE: Any = Callable[[str], Caller]
Problem = Callable[..., dict[str, Any]]


def test_a_period_is_looked_through_and_closed_by_steps(stage: Stage, caller: MINE, problem: Problem) -> None:
    fay, clara = caller("fay"), caller("clara")
    path, january = f"periods/{period(stage, 1).pk}", str(period(stage, 1).pk)
    assert made(clara.post(f"{path}/soft-closing/"))["status"] == "soft_closed"
    told = problem(clara.post(f"{path}/closing/"), 409, "not-ready-to-close")
    lines = made(fay.get("close-checklists/", period=january), 200)
    assert all(line["title"] in told["detail"] and not line["done"] for line in lines)
    for line in lines:
        tick = made(fay.post(f"{path}/ticks/", {"item": line["item"]}))
        assert (tick["item"], tick["found"]) == (line["item"], line["words"])
    assert all(line["done"] and line["tick"] for line in made(fay.get("close-checklists/", period=january), 200))
    problem(fay.post(f"{path}/ticks/", {"item": "weather"}), 404, "no-such-close-item")
    problem(caller("otto").post(f"{path}/ticks/", {"item": "year_end"}), 403)
    problem(fay.post(f"{path}/closing/"), 403)
    closed = made(clara.post(f"{path}/closing/"))
    assert [step["status"] for step in closed["steps"]] == ["soft_closed", "closed"]
    assert len(closed["steps"][1]["trial_balance_hash"]) == 64
    problem(fay.post(f"{path}/reopening/", {"reason": "x"}), 403)
    problem(clara.post(f"{path}/reopening/", {"reason": "  "}), 400)
    assert made(clara.post(f"{path}/reopening/", {"reason": "A late bill"}))["steps"][2]["reason"] == "A late bill"
    problem(caller("lena").get("close-checklists/", period=january), 403)


def test_foreign_items_are_revalued_once(stage: Stage, caller: MINE, problem: Problem) -> None:
    stage.issued("thames", minutes=600)
    asked = {"legal_entity": str(stage.entity.pk), "on": "2026-04-30"}
    early = made(caller("otto").get("revaluation-previews/", **asked), 200)
    assert early["missing"] == ["GBP"] and early["currencies"][0]["value"] is None
    problem(caller("fay").post("revaluations/", asked), 409, "exchange-rate-missing")
    record_rates("EUR", on=date(2026, 4, 30), rates={"GBP": "1.2000"}, source="bank", by=SET_UP)
    [told] = made(caller("otto").get("revaluation-previews/", **asked), 200)["currencies"]
    assert told["rate"] == {"rate": "1.2", "on": "2026-04-30", "source": "bank"}
    assert told["still"] == told["difference"] == told["items"][0]["difference"]
    problem(caller("otto").post("revaluations/", asked), 403)
    [entry] = made(caller("fay").post("revaluations/", asked))
    assert (entry["source_kind"], entry["currency"]) == ("revaluation", "GBP")
    assert made(caller("fay").post("revaluations/", asked)) == []
    problem(caller("fay").post("revaluations/", asked | {"on": "2026-04-29"}), 400)


def test_a_years_result_is_carried(stage: Stage, caller: MINE, problem: Problem) -> None:
    open_periods(stage.entity, first=date(2025, 1, 1), months=12, by=SET_UP)
    posted(stage, pair("6000", "2400", "100.00"), on=date(2025, 6, 1))
    entity, clara = str(stage.entity.pk), caller("clara")
    year = made(clara.get("year-ends/", legal_entity=entity), 200)[-1]
    assert (year["ends_on"], year["still"]["amount"], year["accounts"]) == ("2025-12-31", "-100.00", 1)
    body = {"legal_entity": entity, "ends_on": "2025-12-31"}
    problem(caller("fay").post("year-ends/", body), 403)
    assert made(clara.post("year-ends/", body))["source_kind"] == "year_end"
    assert clara.post("year-ends/", body).status_code == 204
    told = problem(clara.post("year-ends/", body | {"ends_on": "2025-11-30"}), 400)
    assert told["errors"] == {"ends_on": ["the year ends on 2025-12-31"]}


def test_an_account_is_retired_taken_up_and_given_a_part(stage: Stage, caller: MINE, problem: Problem) -> None:
    clara = caller("clara")
    rent, bank = (LedgerAccount.objects.get(number=number).pk for number in ("6000", "1000"))
    assert made(clara.post(f"ledger-accounts/{rent}/retirement/"))["active"] is False
    assert made(clara.post(f"ledger-accounts/{rent}/reactivation/"))["active"] is True
    problem(clara.post(f"ledger-accounts/{bank}/retirement/"), 409, "account-in-use")
    told = made(clara.post(f"ledger-accounts/{rent}/roles/", {"role": "travel", "key": "Rail"}))
    assert (told["role"], told["key"], told["account"]["id"]) == ("travel", "Rail", str(rent))
    assert made(clara.get(f"ledger-accounts/{rent}/"), 200)["roles"][0]["role"] == "travel"
    problem(clara.post(f"ledger-accounts/{rent}/roles/", {"role": "No Role"}), 400)
    problem(caller("fay").post(f"ledger-accounts/{rent}/retirement/"), 403)
