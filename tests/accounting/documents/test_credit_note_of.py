"""Credits of an invoice, whole, by line, quantity or price: together the invoice and never a cent more (RULES 11)."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounting.documents.crediting import Credit, CreditRefused, credit_note_of, rest_of
from accounting.documents.document import Adjustment, Document, DocumentLine, DocumentTax
from billing_suite.kernel.values.money import Money, from_minor, money, round_half_up, zero
from tests.accounting.documents import cast
from tests.accounting.documents.cast import eur

RATES = {0: (("State", "4"), ("City", "4.5")), 1: (("USt", "19"),)}


def credited(invoice: Document, *credits: Credit, before: Sequence[Document] = (), whole: bool = False) -> Document:
    """A credit note of the cast's day."""
    asked = None if whole else credits
    return credit_note_of(invoice, asked, before=before, number="DE-CN-1", on=cast.DUE, reason="As agreed.")


def thirds() -> Document:
    """Three hours for 100.00 at 7 %, on which thirds do not come out even."""
    line = cast.line(1, quantity=Decimal(3), price=Decimal("33.333333"), net=eur("100.00"))
    tax = DocumentTax(group=0, category="S", component="USt", rate=Decimal(7), base=eur("100.00"), tax=eur("7.00"))
    return cast.taxed([line], taxes=[tax])


def test_the_whole_is_credited_to_the_cent() -> None:
    invoice = cast.final()
    note = credited(invoice, whole=True)
    assert (note.kind, note.number, note.due_on) == ("credit_note", "DE-CN-1", None)
    assert (note.net, note.tax, note.gross) == (invoice.net, invoice.tax, invoice.gross)
    assert (note.prepaid, note.withheld, note.payable) == (None, None, invoice.gross)
    assert [(each.number, each.issued_on) for each in note.preceding] == [(invoice.number, invoice.issued_on)]
    assert [line.net for line in note.lines] == [line.net for line in invoice.lines]
    assert note.notes == ("As agreed.",)


def test_the_last_credit_of_a_line_takes_what_remains() -> None:
    invoice = thirds()
    hour = Credit(position=1, quantity=Decimal(1))
    notes: list[Document] = []
    for _ in range(3):
        notes.append(credited(invoice, hour, before=notes))
    assert [note.net for note in notes] == [eur("33.33"), eur("33.34"), eur("33.33")]
    assert [note.tax for note in notes] == [eur("2.33"), eur("2.33"), eur("2.34")]
    with pytest.raises(CreditRefused, match="cannot be credited"):
        credited(invoice, hour, before=notes)
    with pytest.raises(CreditRefused, match="nothing of DE-INV-2026-00012 is left"):
        credited(invoice, before=notes, whole=True)


def test_rules14_a_corrected_price_takes_back_no_hours() -> None:
    invoice = thirds()
    cheaper = credited(invoice, Credit(position=1, amount=eur("10.00")))
    (line,) = cheaper.lines
    assert (line.quantity * line.price, line.net) == (Decimal("10.00"), eur("10.00"))
    assert line.answers is not None
    assert (line.answers.position, line.answers.quantity) == (1, 0)
    assert rest_of(invoice, [cheaper]).quantities == {1: Decimal(3)}
    hour = credited(invoice, Credit(position=1, quantity=Decimal(1)), before=[cheaper])
    assert hour.net == eur("30.00")
    (off,) = hour.lines[0].adjustments
    assert (off.amount, off.is_charge, off.reason) == (eur("3.33"), False, "Preis bereits berichtigt")


def test_a_discount_on_the_document_is_credited_in_proportion() -> None:
    off = Adjustment(amount=eur("10.00"), reason="Partner discount")
    lines = [cast.line(n, quantity=Decimal(1), price=Decimal(50), net=eur("50.00")) for n in (1, 2)]
    invoice = cast.taxed(lines, adjustments=(off,))
    first = credited(invoice, Credit(position=1))
    assert (first.lines_net, first.net, first.tax) == (eur("50.00"), eur("45.00"), eur("8.55"))
    assert [(each.amount, each.reason) for each in first.adjustments] == [(eur("5.00"), "Partner discount")]
    rest = credited(invoice, before=[first], whole=True)
    assert first.gross + rest.gross == invoice.gross


def test_a_discount_on_the_line_is_credited_in_proportion() -> None:
    off = Adjustment(amount=eur("20.00"), reason="Loyalty")
    line = cast.line(1, quantity=Decimal(10), price=Decimal(20), net=eur("180.00"), adjustments=(off,))
    note = credited(cast.taxed([line]), Credit(position=1, quantity=Decimal(5)))
    assert note.net == eur("90.00")
    assert [(each.amount, each.reason) for each in note.lines[0].adjustments] == [(eur("10.00"), "Loyalty")]


@pytest.mark.parametrize(
    "credit",
    [
        Credit(position=1, quantity=Decimal("3.01")),
        Credit(position=1, quantity=Decimal(0)),
        Credit(position=1, quantity=Decimal(-1)),
        Credit(position=1, amount=eur("100.01")),
        Credit(position=1, amount=eur("-1.00")),
        Credit(position=1, amount=eur("0.00")),
        Credit(position=2),
    ],
)
def test_what_the_invoice_does_not_bear_is_refused(credit: Credit) -> None:
    with pytest.raises(CreditRefused):
        credited(thirds(), credit)


def test_one_line_is_named_once() -> None:
    with pytest.raises(CreditRefused, match="at most once"):
        credited(thirds(), Credit(position=1, amount=eur("1.00")), Credit(position=1, amount=eur("2.00")))


def test_a_deducted_deposit_cannot_be_credited_beyond_the_invoice() -> None:
    """Lines of 450.00 less a deposit of 400.00: the invoice asks for 50.00 and its tax, no more can be credited."""
    lines = [
        cast.line(1, quantity=Decimal(1), price=Decimal(450), net=eur("450.00")),
        cast.line(2, quantity=Decimal(-1), price=Decimal(400), net=eur("-400.00")),
    ]
    invoice = cast.taxed(lines)
    for position in (1, 2):
        with pytest.raises(CreditRefused, match="is left"):
            credited(invoice, Credit(position=position))
    assert credited(invoice, whole=True).gross == invoice.gross


def test_the_tax_in_the_books_follows_the_invoices_rate() -> None:
    invoice = replace(thirds(), books_tax=money("6.49", "USD"), books_rate="at 0.927")
    hour = Credit(position=1, quantity=Decimal(1))
    notes: list[Document] = []
    for _ in range(3):
        notes.append(credited(invoice, hour, before=notes))
    assert [note.books_tax for note in notes] == [money(sum_, "USD") for sum_ in ("2.16", "2.16", "2.17")]
    assert {note.books_rate for note in notes} == {"at 0.927"}


@st.composite
def invoices(draw: st.DrawFn) -> Document:
    """An invoice in two groups, one of two components, with discounts on lines and on the whole."""
    lines = []
    for position in range(1, draw(st.integers(1, 5)) + 1):
        quantity = Decimal(draw(st.integers(1, 4000))) / 100
        price = Decimal(draw(st.integers(1, 20_000))) / 100
        product = round_half_up(quantity * price, "EUR")
        off = from_minor(int(product.amount * 100 * draw(st.integers(0, 100)) / 100), "EUR")
        adjustments = (Adjustment(amount=off, reason="Loyalty"),) if off else ()
        more = {"group": draw(st.integers(0, 1)), "net": product - off, "adjustments": adjustments}
        lines.append(cast.line(position, quantity=quantity, price=price, **more))
    return _with_totals(draw, lines)


def _with_totals(draw: st.DrawFn, lines: list[DocumentLine]) -> Document:
    adjustments, taxes = [], []
    for group in sorted({line.group for line in lines}):
        base = sum((line.net for line in lines if line.group == group), zero("EUR"))
        off = from_minor(int(base.amount * draw(st.integers(0, 100))), "EUR")
        if off:
            adjustments.append(Adjustment(amount=off, reason="Partner", group=group))
        base -= off
        for name, rate in RATES[group]:
            tax = round_half_up(base.amount * Decimal(rate) / 100, "EUR")
            taxes.append(DocumentTax(group=group, category="S", component=name, rate=Decimal(rate), base=base, tax=tax))
    return cast.taxed(lines, adjustments=tuple(adjustments), taxes=taxes)


def asked(draw: Any, invoice: Document, notes: Sequence[Document]) -> list[Credit]:
    """Some of the lines: the rest of each, part of its quantity, or part of its net."""
    rest = rest_of(invoice, notes)
    chosen = []
    for line in invoice.lines:
        share = draw(st.integers(0, 110))
        quantity = (rest.quantities[line.position] * share / 100).quantize(Decimal("0.01"))
        amount = from_minor(int(rest.nets[line.position].amount * share), "EUR")
        kinds: list[Credit | None] = [
            None,
            Credit(position=line.position),
            Credit(position=line.position, quantity=quantity),
            Credit(position=line.position, amount=amount),
        ]
        chosen.append(draw(st.sampled_from(kinds)))
    return [credit for credit in chosen if credit]


def assert_adds_up(note: Document) -> None:
    """A credit note is a document like any other."""
    adjusted = note.adjusted(charges=True) - note.adjusted(charges=False)
    assert note.lines_net + adjusted == note.net == sum((group.base for group in note.groups()), zero("EUR"))
    assert note.net + note.tax == note.gross
    for line in note.lines:
        sums = sum((each.amount if each.is_charge else -each.amount for each in line.adjustments), zero("EUR"))
        product = round_half_up(line.quantity * line.price / line.price_base, "EUR")
        assert abs(product + sums - line.net) <= eur("0.01")


def left_of(invoice: Document, notes: Sequence[Document]) -> list[Money]:
    """Every figure of what is left."""
    rest = rest_of(invoice, notes)
    return [*rest.nets.values(), *rest.bases.values(), *rest.taxes.values(), rest.gross]


@given(data=st.data(), invoice=invoices())
def test_all_credits_together_are_the_invoice_and_never_more(data: st.DataObject, invoice: Document) -> None:
    notes: list[Document] = []
    numbers = count(1)
    for _ in range(data.draw(st.integers(0, 4))):
        try:
            chosen = asked(data.draw, invoice, notes)
            number = f"CN-{next(numbers)}"
            note = credit_note_of(invoice, chosen, before=notes, number=number, on=cast.DUE)
        except CreditRefused:
            continue
        assert_adds_up(note)
        notes.append(note)
        assert all(left.amount >= 0 for left in left_of(invoice, notes))
    try:
        notes.append(credited(invoice, before=notes, whole=True))
        assert_adds_up(notes[-1])
    except CreditRefused:
        assert rest_of(invoice, notes).gross == zero("EUR")
    assert rest_of(invoice, notes).gross == zero("EUR")
    assert sum((note.gross for note in notes), zero("EUR")) == invoice.gross
    assert sum((note.tax for note in notes), zero("EUR")) == invoice.tax
