"""A credit note as a pure function: of the invoice, what was credited of it before, and what to credit now (RULES 11).

It reuses the invoice's groups, rates and rounding. Whatever is credited last takes what remains, of a line, of a
group's base and of each component of its tax, so that all credits together are the invoice, never a cent more.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from accounting.documents.document import (
    PIECE,
    Adjustment,
    Answered,
    Document,
    DocumentLine,
    DocumentTax,
    Preceding,
    TaxGroup,
)
from accounting.documents.wording import WORDS
from billing_suite.kernel.values.money import Money, from_minor, round_half_up, zero
from billing_suite.kernel.values.refusals import Refusal


class CreditRefused(Refusal):
    """More would be credited than was invoiced, or nothing."""

    code = "credit-exceeds-invoice"


@dataclass(frozen=True, kw_only=True)
class Credit:
    """What to take back of one line: part of its quantity, part of its net (a correction of its price), or the rest."""

    position: int
    quantity: Decimal | None = None
    amount: Money | None = None


@dataclass
class Rest:
    """What of an invoice is not credited yet: quantity and net by line, base by group, tax by group and component."""

    quantities: dict[int, Decimal]
    nets: dict[int, Money]
    bases: dict[int, Money]
    taxes: dict[tuple[int, str], Money]
    gross: Money
    books_tax: Money | None
    corrected: set[int] = field(default_factory=set)  # lines of which a price was corrected


def rest_of(invoice: Document, before: Iterable[Document]) -> Rest:
    """The invoice less the credit notes that answer it."""
    rest = Rest(
        quantities={line.position: line.quantity for line in invoice.lines},
        nets={line.position: line.net for line in invoice.lines},
        bases={group.group: group.base for group in invoice.groups()},
        taxes={(tax.group, tax.component): tax.tax for tax in invoice.taxes},
        gross=invoice.gross,
        books_tax=invoice.books_tax,
    )
    for note in before:
        _take(rest, note)
    return rest


def _take(rest: Rest, note: Document) -> None:
    for line in note.lines:
        if line.answers is None:
            raise ValueError(f"{note.number} answers no line of the invoice")
        rest.quantities[line.answers.position] -= line.answers.quantity
        rest.nets[line.answers.position] -= line.net
        if not line.answers.quantity:
            rest.corrected.add(line.answers.position)
    for group in note.groups():
        rest.bases[group.group] -= group.base
    for tax in note.taxes:
        rest.taxes[tax.group, tax.component] -= tax.tax
    rest.gross -= note.gross
    if rest.books_tax is not None and note.books_tax is not None:
        rest.books_tax -= note.books_tax


def credit_note_of(
    invoice: Document,
    credits: Sequence[Credit] | None,
    *,
    before: Sequence[Document] = (),
    number: str,
    on: date,
    reason: str = "",
) -> Document:
    """The credit note over some lines, or over all that remains where `credits` is None.

    Refuses what the invoice does not bear any more.
    """
    rest = rest_of(invoice, before)
    lines = [
        _line(invoice, rest, credit, place) for place, credit in enumerate(_asked(invoice, rest, credits), start=1)
    ]
    if not lines:
        raise CreditRefused(f"nothing of {invoice.number} is left to credit", record=invoice.number, rule="RULES 11")
    groups = list(_groups(invoice, rest, lines))
    taxes = [tax for _, parts, _ in groups for tax in parts]
    net = sum((base for base, _, _ in groups), zero(invoice.currency))
    tax = sum((part.tax for part in taxes), zero(invoice.currency))
    note = replace(
        invoice,
        kind="credit_note",
        number=number,
        issued_on=on,
        due_on=None,
        lines=lines,
        adjustments=tuple(each for _, _, adjustment in groups for each in adjustment),
        taxes=taxes,
        net=net,
        tax=tax,
        gross=net + tax,
        prepaid=None,
        rounding=None,
        withheld=None,
        preceding=(Preceding(number=invoice.number, issued_on=invoice.issued_on),),
        books_tax=_books_tax(invoice, rest, tax),
        notes=(reason,) if reason else (),
    )
    if not zero(invoice.currency) < note.gross <= rest.gross:
        words = f"{note.gross} cannot be credited: {rest.gross} of {invoice.number} is left"
        raise CreditRefused(words, record=invoice.number, rule="RULES 11")
    return note


def _asked(invoice: Document, rest: Rest, credits: Sequence[Credit] | None) -> list[Credit]:
    """Which lines; of the whole, those of which something is left."""
    if credits is None:
        left = (line.position for line in invoice.lines if rest.nets[line.position])
        return [Credit(position=position) for position in left]
    positions = [credit.position for credit in credits]
    if len(set(positions)) < len(positions) or not set(positions) <= rest.nets.keys():
        words = f"name each line of {invoice.number} at most once"
        raise CreditRefused(words, code="no-such-line", record=invoice.number)
    return list(credits)


def _line(invoice: Document, rest: Rest, credit: Credit, place: int) -> DocumentLine:
    """The credit note's line."""
    line = next(each for each in invoice.lines if each.position == credit.position)
    left, quantity = rest.nets[line.position], rest.quantities[line.position]
    if credit.amount is not None:
        _check(invoice, line, credit.amount.amount, left.amount, "net")
        return replace(
            line,
            position=place,
            quantity=Decimal(1),
            unit=PIECE,
            price=credit.amount.amount,
            price_base=Decimal(1),
            net=credit.amount,
            adjustments=(),
            answers=Answered(position=line.position, quantity=Decimal(0)),
        )
    taken = quantity if credit.quantity is None else credit.quantity
    _check(invoice, line, taken, quantity, "quantity")
    net = left if taken == quantity else round_half_up(left.amount * taken / quantity, invoice.currency)
    made = replace(line, position=place, quantity=taken, net=net, adjustments=())
    answered = Answered(position=line.position, quantity=taken)
    return replace(made, adjustments=_difference(invoice, rest, line, made), answers=answered)


def _check(invoice: Document, line: DocumentLine, asked: Decimal, left: Decimal, what: str) -> None:
    """Some of what is left, on the same side of zero."""
    if not asked or not left or (asked < 0) != (left < 0) or abs(asked) > abs(left):
        words = f"{invoice.number} line {line.position}: {what} {asked:f} cannot be credited, {left:f} is left"
        raise CreditRefused(words, record=invoice.number, rule="RULES 11")


def _difference(invoice: Document, rest: Rest, line: DocumentLine, made: DocumentLine) -> tuple[Adjustment, ...]:
    """Between quantity x price and the net: the line's discounts in proportion, or a price corrected before."""
    product = round_half_up(made.quantity * made.price / made.price_base, invoice.currency)
    off = product - made.net
    if abs(off) <= from_minor(1, invoice.currency):
        return ()
    words = WORDS.get(invoice.language, WORDS["en"])
    told = not line.adjustments or line.position in rest.corrected
    reason = words["corrected_before"] if told else ", ".join(each.reason for each in line.adjustments)
    return (Adjustment(amount=abs(off), is_charge=off.amount < 0, reason=reason, group=line.group),)


Shares = tuple[Money, list[DocumentTax], tuple[Adjustment, ...]]


def _groups(invoice: Document, rest: Rest, lines: Sequence[DocumentLine]) -> Iterator[Shares]:
    """Base, taxes and share of the document's adjustments for each group that is credited."""
    nets: dict[int, Money] = defaultdict(lambda: zero(invoice.currency))
    for line in lines:
        nets[line.group] += line.net
    for group in invoice.groups():
        if group.group in nets:
            yield _group(invoice, rest, group, lines, nets[group.group])


def _group(invoice: Document, rest: Rest, group: TaxGroup, lines: Sequence[DocumentLine], net: Money) -> Shares:
    base = _base(invoice, rest, group, lines, net)
    last = base == rest.bases[group.group]
    taxes = [
        replace(part, base=base, tax=_tax(rest.taxes[part.group, part.component], part, base, last=last))
        for part in group.components
    ]
    off = net - base
    reasons = ", ".join(each.reason for each in invoice.adjustments if each.group == group.group)
    adjustment = Adjustment(amount=abs(off), is_charge=off.amount < 0, reason=reasons, group=group.group)
    return base, taxes, (adjustment,) if off else ()


def _base(invoice: Document, rest: Rest, group: TaxGroup, lines: Sequence[DocumentLine], net: Money) -> Money:
    """The nets, less their share of discounts on the whole document; all that is left with the last line."""
    taken = {line.answers.position: line.net for line in lines if line.answers}
    left = {line.position: rest.nets[line.position] for line in invoice.lines if line.group == group.group}
    if all(taken.get(position, zero(invoice.currency)) == value for position, value in left.items()):
        return rest.bases[group.group]
    if not any(each.group == group.group for each in invoice.adjustments):
        return net
    whole = sum(left.values(), zero(invoice.currency))
    share = rest.bases[group.group].amount * net.amount / whole.amount if whole else net.amount
    return _between(round_half_up(share, invoice.currency), rest.bases[group.group], group.base)


def _tax(left: Money, part: DocumentTax, base: Money, *, last: bool) -> Money:
    """The base at the invoice's rate, rounded as it was; what is left with the last of the base, and never more."""
    if last:
        return left
    return _between(round_half_up(base.amount * part.rate / 100, base.currency.code), left, part.tax)


def _between(value: Money, left: Money, whole: Money) -> Money:
    """The value, held so that what is left afterwards lies between nothing and the whole."""
    low, high = sorted((left - whole, left))
    return min(max(value, low), high)


def _books_tax(invoice: Document, rest: Rest, tax: Money) -> Money | None:
    """The tax in the currency of the books, at the invoice's exchange rate."""
    if rest.books_tax is None or invoice.books_tax is None:
        return None
    if tax == sum(rest.taxes.values(), zero(invoice.currency)):
        return rest.books_tax
    share = invoice.books_tax.amount * tax.amount / invoice.tax.amount
    return _between(round_half_up(share, rest.books_tax.currency.code), rest.books_tax, invoice.books_tax)
