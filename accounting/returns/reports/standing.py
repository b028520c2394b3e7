"""How a return stands: its lines as filed or as of now, what appeared since in filed spans, its boxes (INV-20)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from accounting.books.models import Period
from accounting.returns.boxes import BoxFigure, ReturnForm, form_of
from accounting.returns.models import TaxReturn, TaxReturnLine
from accounting.returns.reports.figures import LineKey, Span, Sums, TaxLine, figures, lines_of
from billing_suite.kernel.values.money import Money, parse, zero


@dataclass(frozen=True)
class Correction:
    """What a filed return's span holds now and held not when it was filed, less what later returns carried."""

    of: TaxReturn
    lines: Sequence[TaxLine]

    @property
    def tax(self) -> Money:
        """Tax more or less, in the books."""
        return sum((line.books_tax for line in self.lines), zero(self.of.currency))


@dataclass(frozen=True)
class ReturnSheet:
    """A return with its own lines, the corrections of earlier ones that it carries, and its boxes.

    An open one is told as of now, a filed one as it was filed. `pending` is what appeared in a filed return's
    span and no later return has carried yet; `open_periods` are those of the books that the span touches.
    """

    tax_return: TaxReturn
    form: ReturnForm | None
    lines: Sequence[TaxLine]
    corrections: Sequence[Correction]
    boxes: Sequence[BoxFigure]
    taxable: Money
    exempt: Money
    tax: Money
    payable: Money
    pending: Correction | None
    open_periods: Sequence[Period]
    is_next: bool


def standing(tax_return: TaxReturn, *, today: date) -> str:
    """Open, due (its span is over), overdue, filed (nothing is to be paid), to remit, or remitted."""
    if tax_return.status == "open":
        if today > tax_return.due_on:
            return "overdue"
        return "due" if today > tax_return.ends_on else "open"
    if tax_return.status == "filed" and tax_return.payable_minor:
        return "overdue" if today > tax_return.due_on else "to_remit"
    return tax_return.status


def is_overdue(tax_return: TaxReturn, *, today: date) -> bool:
    """Whether it should have been filed, or paid, by now."""
    return standing(tax_return, today=today) == "overdue"


def return_sheet(tax_return: TaxReturn) -> ReturnSheet:
    """The return as it stands: at most seven queries, however many documents and earlier returns."""
    if tax_return.status != "open":
        return _as_filed(tax_return)
    registration = tax_return.registration
    entity = registration.legal_entity
    same = TaxReturn.objects.of_number(registration).select_related("registration")
    earlier = list(same.filter(starts_on__lt=tax_return.starts_on).order_by("starts_on"))
    is_next = all(each.status != "open" for each in earlier)
    filed = earlier if is_next else []
    spans = [Span(each.starts_on, each.ends_on, each.pk) for each in (*filed, tax_return)]
    held = figures(entity, spans)
    lines = lines_of(held[tax_return.pk], entity.currency, registration.number)
    corrections = corrections_of(filed, held)
    form = form_of(registration.country, entity.currency)
    told = totals(form, [*lines, *(line for each in corrections for line in each.lines)], entity.currency)
    return ReturnSheet(tax_return, form, lines, corrections, *told, None, open_periods(tax_return), is_next)


def totals(
    form: ReturnForm | None, lines: Sequence[TaxLine], books: str
) -> tuple[list[BoxFigure], Money, Money, Money, Money]:
    """Boxes, taxable, exempt, tax, and what is payable: the form's box, or without a form the tax itself."""
    nothing = zero(books)
    taxable = sum((line.taxable for line in lines), nothing)
    exempt = sum((line.exempt for line in lines), nothing)
    tax = sum((line.books_tax for line in lines), nothing)
    boxes = form.fill(lines) if form else []
    payable = next(box.amount for box in boxes if box.box == form.payable) if form else tax
    return boxes, taxable, exempt, tax, payable


def corrections_of(filed: Sequence[TaxReturn], held: Mapping[Any, Mapping[LineKey, Sums]]) -> list[Correction]:
    """Filed returns whose spans hold something else now than was filed and carried: one query."""
    told = filed_sums(filed)
    found = []
    for each in filed:
        number = each.registration.number
        now = {key: sums for key, sums in held[each.pk].items() if key.registration == number}
        left = less(now, told[each.pk])
        if left:
            found.append(Correction(each, lines_of(left, each.currency, number)))
    return found


def filed_sums(filed: Sequence[TaxReturn]) -> Mapping[Any, Mapping[LineKey, Sums]]:
    """What was told of each span so far: the return's own lines, and those of later returns that correct it."""
    numbers = {each.pk: each.registration.number for each in filed}
    held: dict[Any, dict[LineKey, Sums]] = defaultdict(lambda: defaultdict(Sums))
    own = Q(tax_return__in=numbers, corrects__isnull=True)
    for line in TaxReturnLine.objects.filter(own | Q(corrects__in=numbers)).order_by():
        span = line.corrects_id or line.tax_return_id
        key = LineKey(numbers[span], line.category, line.component, line.rate, line.currency)
        held[span][key].add(
            line.documents, line.base_minor, line.tax_minor, line.books_base_minor, line.books_tax_minor
        )
    return held


def less(now: Mapping[LineKey, Sums], then: Mapping[LineKey, Sums]) -> dict[LineKey, Sums]:
    """One set of sums without another; what is the same is left out."""
    left: dict[LineKey, Sums] = {}
    nothing = Sums()
    for key in {*now, *then}:
        one, other = now.get(key, nothing), then.get(key, nothing)
        amounts = [getattr(one, name) - getattr(other, name) for name in ("base", "tax", "books_base", "books_tax")]
        if any(amounts):
            left[key] = Sums()
            left[key].add(one.documents - other.documents, *amounts)
    return left


def open_periods(tax_return: TaxReturn) -> list[Period]:
    """The periods of the books that the span touches and into which is still posted."""
    entity = tax_return.registration.legal_entity_id
    rows = Period.objects.filter(legal_entity=entity, starts_on__lte=tax_return.ends_on)
    return list(rows.filter(ends_on__gte=tax_return.starts_on).exclude(status="closed").order_by("starts_on"))


def _as_filed(tax_return: TaxReturn) -> ReturnSheet:
    """As it was filed; and what appeared since."""
    lines: dict[Any, list[TaxLine]] = defaultdict(list)
    corrected: dict[Any, TaxReturn] = {}
    for row in tax_return.lines.select_related("corrects"):
        lines[row.corrects_id].append(frozen_line(row))
        if row.corrects:
            corrected[row.corrects_id] = row.corrects
    entity = tax_return.registration.legal_entity
    now = figures(entity, [Span(tax_return.starts_on, tax_return.ends_on, tax_return.pk)])
    return ReturnSheet(
        tax_return,
        None,
        lines[None],
        [Correction(each, lines[key]) for key, each in corrected.items()],
        filed_boxes(tax_return.boxes),
        tax_return.taxable,
        tax_return.exempt,
        tax_return.tax,
        tax_return.payable,
        next(iter(corrections_of([tax_return], now)), None),
        (),
        False,
    )


def frozen_line(row: TaxReturnLine) -> TaxLine:
    """A line as it was filed."""
    amounts = (row.base, row.tax, row.books_base, row.books_tax)
    return TaxLine(row.category, row.component, row.rate, row.documents, *amounts)


def filed_boxes(told: Iterable[Mapping[str, Any]]) -> list[BoxFigure]:
    """The boxes as they were filed."""
    return [BoxFigure(box["box"], box["label"], parse(box["amount"]), parse(box["exact"])) for box in told]
