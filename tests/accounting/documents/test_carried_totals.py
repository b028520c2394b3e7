"""A table over many pages carries the real sum of what stands above each break, once laid out."""

import re
from decimal import Decimal

import pytest

from accounting.documents.document import Document
from billing_suite.kernel.values.money import zero
from billing_suite.kernel.web.pdf import pdf_of
from tests.accounting.documents import cast
from tests.accounting.documents.reading import html_of, pages

AMOUNT = r"(\d[\d. ]*,\d\d) €"
LINE = re.compile(r"(\d+) Work package")


def amount(words: str, page: str) -> Decimal | None:
    """The amount after these words on a page."""
    found = re.search(f"{words} {AMOUNT}", page)
    return Decimal(re.sub("[. ]", "", found[1]).replace(",", ".")) if found else None


def through(document: Document, position: int) -> Decimal:
    """The sum of the nets up to a line, in the order of the paper."""
    nets = (line.net for line in document.lines if line.position <= position)
    return sum(nets, zero(document.currency)).amount


@pytest.mark.parametrize("count", [24, 60, 137])
def test_each_page_carries_the_sum_of_the_lines_above_its_end(count: int) -> None:
    document = cast.invoice(count, language="fr", buyer=cast.NORDLICHT)
    read = [page for page in pages(document) if LINE.search(page)]
    brought = None
    printed = 0
    for page in read[:-1]:
        positions = [int(found) for found in LINE.findall(page)]
        printed += len(positions)
        assert amount("Report", page) == brought
        brought = amount("À reporter", page)
        assert brought == through(document, positions[-1])
        assert "Prestation Fonction Heures" in page
    assert printed + len(LINE.findall(read[-1])) == count
    assert amount("Report", read[-1]) == brought
    assert "À reporter" not in read[-1]


def test_a_table_on_one_page_carries_nothing() -> None:
    (page,) = pages(cast.invoice(3))
    assert "Übertrag" not in page


def test_a_page_after_the_totals_brings_nothing_forward() -> None:
    document = cast.invoice(16, notes=("Words. " * 900,))
    read = pages(document)
    assert "Gesamtbetrag" not in read[-1]
    assert "Übertrag" not in read[-1]


def test_sums_are_carried_in_the_papers_order_when_a_phase_returns() -> None:
    """Lines stand under their phase, not in the order of their positions."""
    lines = [cast.line(n, phase=("Plan", "Build")[n % 2]) for n in range(1, 41)]
    document = cast.taxed(lines)
    first = pages(document)[0]
    shown = {int(found) for found in LINE.findall(first)}
    assert amount("Übertrag", first) == sum(line.net.amount for line in lines if line.position in shown)


def test_two_renderings_of_many_pages_are_the_same_bytes() -> None:
    html = html_of(cast.invoice(60))
    assert pdf_of(html) == pdf_of(html)
