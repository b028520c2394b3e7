"""The figures of EN 16931's own examples, by CEN/TC 434, and whatever figures come along, as CII and as UBL."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounting.documents.document import Preceding
from accounting.documents.ubl import ubl
from billing_suite.kernel.values.money import money
from tests.accounting.documents.drawing import (
    CLEAN,
    NEW_YORK,
    TAXES,
    Tax,
    allowance,
    bill,
    charge,
    findings,
    texts,
    work,
)

pytestmark = pytest.mark.once

EUR = "EUR"


def test_tosl110_of_the_published_examples() -> None:
    """The figures of ubl-tc434-example5.xml, CEN/TC 434's examples of EN 16931."""
    dkk = "DKK"
    percent = {"percent": Decimal(10), "currency": dkk}
    own = (
        allowance("100.00", base=money("1000.00", dkk), **percent),
        charge("100.00", base=money("1000.00", dkk), **percent),
    )
    whole = (
        allowance("150.00", base=money("1500.00", dkk), **percent),
        charge("150.00", base=money("1500.00", dkk), **percent),
    )
    document = bill(
        work("1000", "1.00", currency=dkk, unit="EA", adjustments=own),
        work("100", "5.00", currency=dkk, unit="EA", position=2),
        work("500", "5.00", currency=dkk, unit="EA", position=3, group=1),
        currency=dkk,
        taxes={0: Tax("S", (("VAT", "25"),)), 1: Tax("S", (("VAT", "12"),))},
        adjustments=whole,
        prepaid=money("2337.50", dkk),
        books_tax=money("628.62", EUR),
        preceding=(Preceding(number="TOSL109", issued_on=date(2013, 3, 10)),),
    )
    assert findings(document) == CLEAN
    assert texts(ubl(document), "LegalMonetaryTotal") == ["4000.00 4000.00 4675.00 150.00 150.00 2337.50 2337.50"]
    assert texts(ubl(document), "TaxTotal") == ["675.00 1500.00 375.00 S 25 VAT 2500.00 300.00 S 12 VAT", "628.62"]


def test_tosl108_of_the_published_examples() -> None:
    """The figures of ubl-tc434-example2.xml: returns as negative quantities, an exempt group below zero."""
    nok = "NOK"
    lines = (("2", "636.50", 0), ("-1", "3.96", 1), ("2", "2.48", 1), ("-1", "25.00", 2), ("250", "0.75", 0))
    document = bill(
        *(work(q, p, group=g, currency=nok, position=n) for n, (q, p, g) in enumerate(lines, 1)),
        currency=nok,
        taxes={0: Tax("S", (("VAT", "25"),)), 1: Tax("S", (("VAT", "15"),)), 2: Tax("E", (("VAT", "0"),), "Exempt")},
        adjustments=(allowance("100.00", currency=nok), charge("100.00", currency=nok)),
        prepaid=money("1000.00", nok),
    )
    assert findings(document) == CLEAN
    assert texts(ubl(document), "LegalMonetaryTotal") == ["1436.50 1436.50 1801.78 100.00 100.00 1000.00 801.78"]


quantities = st.decimals("-50", "500", places=2).filter(bool)
prices = st.decimals("0", "400", places=4)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(quantities, prices, st.integers(0, 2)), min_size=1, max_size=12),
    st.sampled_from(["EUR", "USD", "JPY", "CHF"]),
    st.sampled_from(["invoice", "credit_note", "corrected", "deposit"]),
)
def test_whatever_is_worked_at_whatever_price_is_an_e_invoice(
    drawn: list[tuple[Decimal, Decimal, int]], currency: str, kind: str
) -> None:
    if currency == "JPY":  # three components rounded to whole yen may miss BR-CO-17, which allows one
        drawn = [(quantity, price, 2 * (group // 2)) for quantity, price, group in drawn]
    lines = [
        work(str(quantity), str(price), group=group, currency=currency, position=place)
        for place, (quantity, price, group) in enumerate(drawn, 1)
    ]
    taxes = {0: Tax(), 1: NEW_YORK, 2: TAXES["Z"]}
    used = {group: taxes[group] for group in sorted({line.group for line in lines})}
    assert findings(bill(*lines, taxes=used, currency=currency, kind=kind)) == CLEAN
