"""The benchmarks of tax and documents: a paper against the bare renderer, many lines against few."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from accounting.documents.document import Document
from accounting.documents.printing import print_document
from accounting.tax.decision import TaxDecision
from accounting.tax.regimes import decide_tax
from accounting.tax.totals import total_up
from billing_suite.kernel.values.money import from_minor
from billing_suite.kernel.web.papers import render_pdf
from billing_suite.kernel.web.pdf import BASE, BundledFetcher
from tests.accounting.documents.cast import line, taxed
from tests.accounting.tax.places import RATES, firm, seller
from tests.benchmarks.filling import FilledBooks
from tests.benchmarks.measuring import Pair, benchmark

TEMPLATE = "documents/invoice.html"
ON = date(2026, 3, 1)


def paper(lines: int) -> Document:
    """An invoice of so many lines."""
    return taxed([line(n) for n in range(1, lines + 1)])


def bare(html: str) -> bytes:
    """The renderer alone, on the same HTML, with the same typefaces."""
    source = HTML(string=html, base_url=BASE, url_fetcher=BundledFetcher(), media_type="print")
    made: Any = source.write_pdf(font_config=FontConfiguration())
    return bytes(made)


@benchmark("paper", says="an invoice of one page, from its document to its PDF, against bare WeasyPrint", target=1.2)
def one_page(books: FilledBooks) -> Pair:
    """What our own work costs."""
    document = paper(8)
    html = render_to_string(TEMPLATE, {"rehearsal": False, **print_document(document)})
    return Pair(lambda: render_pdf(TEMPLATE, print_document(document)), lambda: bare(html))


@benchmark("paper_long", says="an invoice of twenty times the lines, against the one of one page", target=10)
def many_pages(books: FilledBooks) -> Pair:
    """Carried totals must not cost a second layout."""
    short, long = print_document(paper(12)), print_document(paper(240))
    return Pair(lambda: render_pdf(TEMPLATE, long), lambda: render_pdf(TEMPLATE, short), rounds=5)


def taxed_lines(count: int) -> None:
    """So many lines of two components, each decided by its own date and added up."""
    sold_by, to = seller("CA", ("CA", "QC")), firm("CA", region="QC")
    decided: list[TaxDecision] = [
        decide_tax(sold_by, to, "services", ON + timedelta(days=n % 28), RATES) for n in range(count)
    ]
    totals = total_up([(from_minor(1000 + n, "CAD"), decision) for n, decision in enumerate(decided)], "CAD")
    assert totals.components[0].rate == Decimal(5)


@benchmark("tax", says="10,000 lines decided and added up, against ten times 1,000", target=1.15)
def many_lines(books: FilledBooks) -> Pair:
    """The whole in under a second, and no line dearer than another."""
    return Pair(lambda: taxed_lines(10_000), lambda: [taxed_lines(1_000) for _ in range(10)], rounds=5)
