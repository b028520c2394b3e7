"""The payment of a return: posted against tax payable as it was filed, once, the form's rounding on its account."""

from dataclasses import replace
from datetime import date

import pytest

from accounting.books.actions import AccountMissing, load_chart, post_many
from accounting.books.exposures import exposures
from accounting.books.models import JournalEntry, Posting
from accounting.returns.actions import NotAsFiled, WrongReturnState, record_remittance
from accounting.returns.checks import filed_totals, report_and_books
from accounting.returns.checks import remitted as remitted_check
from accounting.returns.postings import remittance_entry
from accounting.tax.actions import set_tax_rates
from billing_suite.kernel.access.people import DutyConflict
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, NotAllowed
from tests.accounting.returns.cast import PAID, filed, planned, remitted, with_rounding
from tests.builders import SET_UP, Stage, behind_the_verbs


def lines_of(entry: JournalEntry | None) -> list[tuple[str, str, str]]:
    rows = Posting.objects.filter(entry=entry).select_related("account").order_by("id")
    return [(line.account.number, str(line.amount.amount), line.tax_component) for line in rows]


def test_a_payment_clears_tax_payable_of_the_return(stage: Stage) -> None:
    with_rounding(stage)
    stage.issued(minutes=61)
    told = remitted(stage, filed(stage))
    assert (told.status, told.remitted, told.remitted_on, told.remittance_reference) == (
        "remitted",
        money("26.98", "EUR"),
        PAID,
        "Bank 77",
    )
    assert lines_of(told.entry) == [("2200", "27.13", "USt"), ("1000", "-26.98", ""), ("6900", "-0.15", "")]
    entry = told.entry
    assert entry is not None and (entry.on, entry.source_kind, entry.source_id) == (PAID, "tax_return", str(told.pk))
    left = Posting.objects.filter(account__number="2200").values_list("base_minor", flat=True)
    assert sum(left) == 0
    assert [*report_and_books(), *remitted_check(), *filed_totals()] == []
    with pytest.raises(WrongReturnState):
        remitted(stage, told)


def test_inv10_no_rounding_account_no_payment(stage: Stage) -> None:
    stage.issued(minutes=61)
    held = filed(stage)
    with pytest.raises(AccountMissing, match="cash_rounding"):
        remitted(stage, held)
    assert not JournalEntry.objects.filter(source_kind="tax_return").exists()


def test_what_is_paid_is_what_was_filed(stage: Stage) -> None:
    stage.issued(minutes=600)
    held = filed(stage)
    for wrong in ("265.99", "-266.00", "532.00"):
        with pytest.raises(NotAsFiled):
            remitted(stage, held, money(wrong, "EUR"))
    with pytest.raises(NotAsFiled):
        remitted(stage, held, money("266.00", "GBP"))
    with pytest.raises(Invalid, match="ends on"):
        remitted(stage, held, on=date(2026, 4, 30))
    assert lines_of(remitted(stage, held).entry) == [("2200", "266.00", "USt"), ("1000", "-266.00", "")]


def test_an_open_one_or_one_that_owes_nothing_is_not_paid(stage: Stage) -> None:
    for held in (planned(stage), filed(stage)):
        with pytest.raises(WrongReturnState):
            remitted(stage, held, money("0.00", "EUR"))


def test_finance_pays_what_the_controller_filed(stage: Stage) -> None:
    stage.issued(minutes=600)
    held = filed(stage)
    for who in ("clara", "otto", "lena"):
        with pytest.raises(NotAllowed):
            record_remittance(held, amount=held.payable, on=PAID, reference="x", by=stage.by(who))
    pairs = {(one.first, one.second) for one in DutyConflict.objects.all()}
    assert {("file_return", "open_return"), ("file_return", "record_remittance")} <= pairs


def test_rules24_tax_on_pounds_is_exposed_until_it_is_paid(stage: Stage) -> None:
    """A consumer-like customer in pounds with German tax: tax payable in GBP, filed and paid in euros."""
    set_tax_rates(
        "GB",
        valid_from=date(2020, 1, 1),
        rates=[{"supply": "services", "component": "USt", "category": "S", "rate": "19", "source": "test"}],
        by=SET_UP,
    )
    with_rounding(stage)
    stage.customer("nordlicht", currency="GBP")
    invoice = stage.issued(minutes=90)
    assert (invoice.currency, str(invoice.tax.amount)) == ("GBP", "32.92")

    def taxes(day: date) -> list[tuple[str, int, int]]:
        found = exposures(stage.entity, as_of=day)
        return [(one.currency, one.amount_minor, one.base_minor) for one in found if one.role == "tax_payable"]

    assert taxes(PAID) == [("GBP", -3292, -3786)]
    held = filed(stage)
    assert str(held.tax.amount) == "37.86", "converted once, as posted"
    remitted(stage, held)
    assert taxes(PAID) == [] and taxes(date(2026, 5, 10)) == [("GBP", -3292, -3786)]
    assert [*report_and_books(), *remitted_check(), *filed_totals()] == []


def test_inv10_an_entry_that_only_calls_itself_a_remittance_is_counted(stage: Stage) -> None:
    """The guard lets a return's payment touch the control account; `verify` asks whose payment it is."""
    stage.issued(minutes=600)
    held = remitted(stage, filed(stage))
    draft = remittance_entry(held, held.lines.all(), paid=held.payable, on=PAID)
    with behind_the_verbs():
        post_many([replace(draft, reference="again")], load_chart([stage.entity], [PAID]))
    assert list(remitted_check()) == ["None USt: 0 and 26600"]
