"""The tax report: what a registration owes for a span, to the cent of the books."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounting.billing.models import Invoice, InvoiceTax
from accounting.returns.reports import BehindLine, tax_report, taxed_documents, taxed_page
from accounting.returns.reports.figures import LineKey, shared
from billing_suite.kernel.values.exchange import UsedRate
from billing_suite.kernel.values.money import from_minor, to_minor
from billing_suite.kernel.values.refusals import Invalid
from tests.accounting.billing.cast import Work, issued_over, new_york
from tests.accounting.returns.cast import registration
from tests.builders import APRIL, Stage

SPAN: Any = {"since": date(2026, 4, 1), "through": date(2026, 4, 30)}


def amounts(line: Any) -> tuple[str, ...]:
    return tuple(str(each.amount) for each in (line.base, line.tax, line.books_base, line.books_tax))


def test_each_category_and_rate_is_told_in_both_currencies(stage: Stage) -> None:
    stage.issued(minutes=600)
    stage.issued("lumiere", minutes=60)
    stage.issued("thames", minutes=90)
    report = tax_report(registration(stage), **SPAN)
    assert [(line.category, line.component, line.rate, line.currency, *amounts(line)) for line in report.lines] == [
        ("S", "USt", Decimal(19), "EUR", "1400.00", "266.00", "1400.00", "266.00"),
        ("AE", "VAT", Decimal(0), "EUR", "140.00", "0.00", "140.00", "0.00"),
        ("O", "VAT", Decimal(0), "GBP", "173.25", "0.00", "199.24", "0.00"),
    ]
    assert [str(sum_.amount) for sum_ in (report.taxable, report.exempt, report.tax)] == ["1400.00", "339.24", "266.00"]
    assert [(row.component, str(row.posted.amount), str(row.difference.amount)) for row in report.reconciled] == [
        ("USt", "266.00", "0.00"),
        ("VAT", "0.00", "0.00"),
    ]
    assert report.differs == []
    assert {tax.registration for tax in InvoiceTax.objects.all()} == {"DE136695976"}
    empty = tax_report(registration(stage), since=date(2026, 5, 1), through=date(2026, 5, 31))
    assert (empty.lines, empty.reconciled) == ([], [])


def test_components_of_a_place_are_told_each_by_itself(stage: Stage) -> None:
    office = new_york(stage)
    issued_over(office, "harbor", [Work("Build", "Portal", 600, supply="digital"), Work("Build", "Advice", 60)])
    report = tax_report(registration(office), **SPAN)
    assert [(line.category, line.component, line.rate, *amounts(line)[:2]) for line in report.lines] == [
        ("S", "Commuter surcharge", Decimal("0.375"), "1755.00", "6.58"),
        ("S", "New York City sales tax", Decimal("4.5"), "1755.00", "78.98"),
        ("S", "State sales tax", Decimal(4), "1755.00", "70.20"),
        ("E", "Sales tax", Decimal(0), "175.50", "0.00"),
    ]
    assert report.form is None and report.boxes == [] and report.differs == []
    assert tax_report(registration(stage), **SPAN).lines == [], "another legal entity's"


def test_documents_stand_behind_each_line(stage: Stage) -> None:
    invoices = [stage.issued(minutes=600), stage.issued("lumiere", minutes=60)]
    seen = Invoice.objects.visible_to(stage.users["fay"])
    held = registration(stage)
    asked: Any = {**SPAN, "seen": seen}
    whole = taxed_page(held, behind=BehindLine(), **asked)
    assert [(one.number, one.issued_on) for one in whole.documents] == [(str(i.number), APRIL) for i in invoices]
    one = taxed_page(held, behind=BehindLine("S", "USt", Decimal(19), "EUR"), **asked)
    assert [(one.number, str(one.tax.amount)) for one in one.documents] == [(str(invoices[0].number), "266.00")]
    first = taxed_page(held, behind=BehindLine(), size=1, **asked)
    second = taxed_page(held, behind=BehindLine(), size=1, after=first.after, **asked)
    assert first.after and not second.after
    assert [*first.documents, *second.documents] == whole.documents
    assert list(taxed_documents(held, behind=BehindLine(), **asked)) == whole.documents
    nothing: Any = {**SPAN, "seen": Invoice.objects.none()}
    assert taxed_page(held, behind=BehindLine(), **nothing).documents == []
    with pytest.raises(Invalid):
        taxed_page(held, behind=BehindLine(), after="x~y", **asked)


@pytest.mark.once
def test_the_report_reads_as_often_for_one_document_as_for_many(stage: Stage) -> None:
    held, told = registration(stage), []
    for name in ("thames", "lumiere", "nordlicht"):
        stage.issued(name, minutes=60)
        with CaptureQueriesContext(connection) as queries:
            tax_report(held, **SPAN)
        told.append(len(queries))
    assert told == [3, 3, 3]


RATES = st.integers(1, 10**12).map(lambda number: Decimal(number).scaleb(-10))


@given(st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=6), RATES)
def test_rules22_groups_share_their_component_as_it_was_posted(taxes: list[int], rate: Decimal) -> None:
    """The sum of one component is converted once; its groups' shares are that sum, each within a cent of its own."""
    key = LineKey("", "S", "VAT", Decimal(20), "GBP")
    on = date(2026, 4, 1)
    told = [row[-1] for row in shared(((0, key, tax, tax, rate, on) for tax in taxes), "EUR")]
    used = UsedRate("GBP", "EUR", rate, on, "")
    assert sum(told) == to_minor(used.convert(from_minor(sum(taxes), "GBP")))
    for share, tax in zip(told, taxes, strict=True):
        assert abs(share - tax * rate) <= 1
