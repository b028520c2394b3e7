"""What the Peppol network asks of a document beyond EN 16931 (BIS Billing 3), as far as its facts may break it.

The network's own rules are not in any package; those that how we write UBL keeps by itself are not asked here:
one note, no empty element, one breakdown, one unit of price and quantity.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from accounting.documents.checking import FATAL, Finding
from accounting.documents.document import Adjustment, Document, DocumentLine
from billing_suite.kernel.values.money import zero

SLACK: Final = Decimal("0.02")  # what the network grants a rounding
CORRECTED_IN: Final = "DE"


def check_for_network(document: Document) -> list[Finding]:
    """The network's rules that a document breaks; each would have it turned back on the way."""
    broken = [*_of_parties(document), *_of_adjustments(document)]
    for line in document.lines:
        broken += _of_line(document, line)
    return [Finding(rule, words, FATAL, where) for rule, words, where in broken]


def _of_parties(document: Document) -> Iterator[tuple[str, str, str]]:
    if not document.buyer_reference and not document.po_number:
        yield "PEPPOL-EN16931-R003", "neither a buyer's reference (BT-10) nor a PO number (BT-13)", "document"
    for rule, party, where in (("R010", document.buyer, "buyer"), ("R020", document.seller, "seller")):
        if not party.endpoint and not party.email:
            yield f"PEPPOL-EN16931-{rule}", f"the {where} has no electronic address", where
    countries = {document.seller.country, document.buyer.country}
    if document.kind == "corrected" and countries != {CORRECTED_IN}:
        yield "PEPPOL-EN16931-P0112", "a corrected invoice (384) goes between two German firms only", "document"


def _of_adjustments(document: Document) -> Iterator[tuple[str, str, str]]:
    places = [("document", document.adjustments), *((_at(line), line.adjustments) for line in document.lines)]
    for where, adjustments in places:
        for each in adjustments:
            if each.percent is not None and each.base is None:
                yield "PEPPOL-EN16931-R041", "a percentage of what? The base is missing", where
            elif each.percent is None and each.base is not None:
                yield "PEPPOL-EN16931-R042", "a base without the percentage that is taken of it", where
            elif not _is_share(each):
                yield "PEPPOL-EN16931-R040", "the amount is not the percentage of its base", where


def _is_share(each: Adjustment) -> bool:
    """Whether the amount is its percentage of its base, where it says that it is one."""
    if each.percent is None or each.base is None:
        return True
    return abs(each.amount.amount - each.base.amount * each.percent / 100) <= SLACK


def _of_line(document: Document, line: DocumentLine) -> Iterator[tuple[str, str, str]]:
    if line.price_base <= 0:
        yield "PEPPOL-EN16931-R121", "a price is for a quantity above nothing", _at(line)
        return
    net = line.quantity * line.price / line.price_base
    changes = (each.amount if each.is_charge else -each.amount for each in line.adjustments)
    if abs(line.net.amount - net - sum(changes, zero(document.currency)).amount) > SLACK:
        yield "PEPPOL-EN16931-R120", "quantity x price, less allowances, plus charges, is not the net", _at(line)
    start, end = document.supply_from, document.supply_to
    if line.supply_from and start and line.supply_from < start:
        yield "PEPPOL-EN16931-R110", "a line begins before the document's period", _at(line)
    if line.supply_to and end and line.supply_to > end:
        yield "PEPPOL-EN16931-R111", "a line ends after the document's period", _at(line)


def _at(line: DocumentLine) -> str:
    return f"line {line.position}"
