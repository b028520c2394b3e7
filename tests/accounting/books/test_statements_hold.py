"""Whatever is posted, on any accounts and days: the statements balance, agree with each other, at any date."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounting.books.actions.periods import fold_all
from accounting.books.actions.posting import load_chart, post_many
from accounting.books.actions.year_end import year_end_entry
from accounting.books.models import LedgerAccount
from accounting.books.postings import EntryDraft, Line
from accounting.books.reports import (
    Statement,
    balance_sheet,
    cash_flow,
    profit_and_loss,
    profit_by,
    trial_balance,
    trial_balance_statement,
)
from billing_suite.kernel.values.exchange import same_currency
from billing_suite.kernel.values.money import from_minor
from projects.plan.models import Project
from tests.builders import ACCOUNTS, Stage, behind_the_verbs

FIRST, YEAR_END = date(2026, 1, 1), date(2026, 12, 31)
NUMBERS = [each["number"] for each in ACCOUNTS]
LINE = st.tuples(
    st.sampled_from(NUMBERS),
    st.integers(-(10**9), 10**9).filter(bool),
    st.sampled_from(["", "customer", "project", "product"]),
)
JOURNALS = st.lists(
    st.tuples(st.integers(0, 364), st.lists(LINE, min_size=1, max_size=4), st.sampled_from(NUMBERS)),
    min_size=1,
    max_size=8,
)


@contextmanager
def undone() -> Iterator[None]:
    """What an example posts is gone before the next."""
    with transaction.atomic(), behind_the_verbs():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def dimensions(stage: Stage) -> dict[str, Any]:
    """One customer, project and product to post with."""
    contract = stage.contract("nordlicht")
    project = Project.objects.get(contract=contract)
    return {"customer": contract.customer_id, "project": project.pk, "product": "Audit"}


def post(stage: Stage, dimensions: dict[str, Any], journals: Any) -> None:
    accounts = {a.number: a.pk for a in LedgerAccount.objects.filter(legal_entity=stage.entity)}
    drafts = []
    for n, (day, lines, against) in enumerate(journals):
        on = FIRST + timedelta(days=day)
        parts = [
            Line("", amount, amount, account=accounts[number], **({name: dimensions[name]} if name else {}))
            for number, minor, name in lines
            for amount in (from_minor(minor, "EUR"),)
        ]
        rest = -sum((part.amount for part in parts), from_minor(0, "EUR"))
        parts.append(Line("", rest, rest, account=accounts[against]))
        rate = same_currency("EUR", on=on)
        drafts.append(EntryDraft(stage.entity, on, "any", "invoice", str(n), f"J {n}", rate, parts))
    post_many(drafts, load_chart([stage.entity], [FIRST, YEAR_END]))


def amount(statement: Statement, label: str, column: int = 0) -> Any:
    row = next(row for row in statement.rows if row.label == label)
    return row.figures[column].amount


def agrees(stage: Stage, since: date, day: date) -> None:
    """Every statement balances and comes to the same result."""
    span = {"since": since, "through": day}
    for statement in (
        balance_sheet(stage.entity, as_of=day, compared_with=since),
        cash_flow(stage.entity, **span),
        trial_balance_statement(stage.entity, as_of=day),
    ):
        assert statement.off == []
    assert not trial_balance(stage.entity, as_of=day).difference
    result = amount(profit_and_loss(stage.entity, **span), "Result")
    months = profit_and_loss(stage.entity, **span, by_month=True)
    last = len(months.columns) - 1
    assert amount(months, "Result", last) == result
    assert sum(amount(months, "Result", n).amount for n in range(last)) == result.amount
    assert amount(cash_flow(stage.entity, **span), "Result") == result
    for dimension in ("customer", "project", "product"):
        statement = profit_by(stage.entity, dimension=dimension, **span)  # type: ignore[arg-type]
        assert amount(statement, "Total", 4) == result
        parts = [row.figures[4].amount for row in statement.rows[:-1]]
        assert sum(part.amount for part in parts if part is not None) == result.amount


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),  # shrinking would take minutes here; the example is told as it is
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(journals=JOURNALS, days=st.tuples(st.integers(0, 364), st.integers(0, 364)), carried=st.booleans())
def test_statements_hold_whatever_is_posted(
    stage: Stage, dimensions: dict[str, Any], journals: Any, days: tuple[int, int], carried: bool
) -> None:
    since, through = (FIRST + timedelta(days=day) for day in sorted(days))
    with undone():
        post(stage, dimensions, journals)
        agrees(stage, since, through)
        fold_all()
        draft = year_end_entry(stage.entity, YEAR_END)
        if carried and draft is not None:
            post_many([draft], load_chart([stage.entity], [YEAR_END]))
        agrees(stage, since, through)
        agrees(stage, since, YEAR_END)
