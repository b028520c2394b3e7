"""Short words for journals in tests: who writes, who approves, what an account then holds."""

from datetime import date
from typing import Any

from accounting.books.actions import approve_journals, draft_journal, draft_recurring_journal, tick_close_item
from accounting.books.journals import JournalLineOffer
from accounting.books.models import LedgerAccount, ManualJournal, Period, RecurringJournal
from accounting.books.reports import balances
from billing_suite.kernel.firm.closing import close_items
from billing_suite.kernel.values.money import money
from tests.builders import APRIL, Stage, noon


def line(account: str, debit: str = "", credit: str = "", currency: str = "EUR", **more: Any) -> JournalLineOffer:
    """One line of a journal."""
    amount = money(debit or credit, currency)
    return {"account": account, **({"debit": amount} if debit else {"credit": amount}), **more}  # type: ignore[typeddict-item]


def pair(debit: str, credit: str, amount: str = "120.00", currency: str = "EUR") -> list[JournalLineOffer]:
    """One amount from an account to another."""
    return [line(debit, debit=amount, currency=currency), line(credit, credit=amount, currency=currency)]


def drafted(stage: Stage, lines: Any = None, on: date = APRIL, by: str = "fay", **more: Any) -> ManualJournal:
    """A draft journal, rent accrued if nothing else is said."""
    return draft_journal(
        stage.entity, on=on, description="Rent", lines=lines or pair("6000", "2400"), by=stage.by(by), **more
    )


def posted(stage: Stage, lines: Any = None, on: date = APRIL, by: str = "hannah", **more: Any) -> ManualJournal:
    """A journal that another person approved."""
    outcome = approve_journals([drafted(stage, lines, on, **more)], at=noon(on), by=stage.by(by))
    assert not outcome.refused, outcome.refused
    return outcome.done[0]


def balance(stage: Stage, number: str, as_of: date = date(2026, 12, 31)) -> int:
    """Minor units on an account, debit positive."""
    account = LedgerAccount.objects.get(legal_entity=stage.entity, number=number)
    return balances(stage.entity, as_of=as_of).get(account.pk, 0)


def period(stage: Stage, month: int) -> Period:
    """A month of 2026."""
    return Period.objects.get(legal_entity=stage.entity, starts_on=date(2026, month, 1))


def recurring(stage: Stage, by: str = "fay", **more: Any) -> RecurringJournal:
    """A draft of monthly rent."""
    told: dict[str, Any] = {"cadence": "monthly", "first_on": APRIL, "description": "Rent"} | more
    return draft_recurring_journal(stage.entity, lines=pair("6000", "2400"), **told, by=stage.by(by))


def ticked(held: Period, stage: Stage, by: str = "clara") -> Period:
    """A period every line of whose checklist somebody has looked at."""
    for item in close_items():
        tick_close_item(held, item=item.key, at=noon(held.ends_on), by=stage.by(by))
    return held
