"""Tax reports and remittances, counted again."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Max, Min, Sum

from accounting.billing.models import Invoice
from accounting.books.models import Posting
from accounting.returns.models import TaxReturn, TaxReturnLine
from accounting.returns.reports.figures import Span, figures
from accounting.returns.reports.tax_report import PAYMENTS, posted_tax
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.checks import check


@check("INV-10", "the tax report is tax payable in the books' currency, for each component")
def report_and_books() -> Iterable[Any]:
    """Legal entities and components whose documents and postings differ, over all days that have documents."""
    days = Invoice.objects.filter(status="issued").order_by().values_list("legal_entity")
    for key, since, through in days.annotate(Min("issued_on"), Max("issued_on")):
        entity = LegalEntity.objects.get(pk=key)
        told: dict[str, int] = defaultdict(int)
        for line, sums in figures(entity, [Span(since, through)])[None].items():
            told[line.component] += sums.books_tax
        posted = posted_tax(entity, since, through)
        for component in sorted({*told, *posted}):
            if told.get(component, 0) != posted.get(component, 0):
                yield f"{entity.code} {component}: {told.get(component, 0)} and {posted.get(component, 0)}"


@check("INV-10", "what a remitted return filed is what its entry took off tax payable, for each component")
def remitted() -> Iterable[Any]:
    """Returns whose lines and payment differ."""
    filed = (
        TaxReturnLine.objects.filter(tax_return__status="remitted")
        .order_by()
        .values_list("tax_return__reference", "component")
        .annotate(Sum("books_tax_minor"))
    )
    paid = (
        Posting.objects.filter(entry__source_kind=PAYMENTS, entry__status="posted")
        .exclude(tax_component="")
        .order_by()
        .values_list("entry__tax_return__reference", "tax_component")
        .annotate(Sum("base_minor"))
    )
    one = {(reference, component): tax for reference, component, tax in filed if tax}
    other = {(reference, component): tax for reference, component, tax in paid if tax}
    for key in sorted({*one, *other}, key=str):
        if one.get(key, 0) != other.get(key, 0):
            yield f"{key[0]} {key[1]}: {one.get(key, 0)} and {other.get(key, 0)}"


@check("INV-20", "a filed return is the sum of its lines")
def filed_totals() -> Iterable[Any]:
    """Filed returns whose tax is not that of their lines."""
    sums: Any = TaxReturn.objects.exclude(status="open").annotate(of_lines=Sum("lines__books_tax_minor"))
    for each in sums:
        if (each.of_lines or 0) != each.tax_minor:
            yield each
