"""Documents of the cast, totalled by the rules of the trade: what the tests of e-invoices start from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from accounting.documents.checking import check
from accounting.documents.cii import cii
from accounting.documents.document import Adjustment, Document, DocumentLine, DocumentTax, Party
from accounting.documents.ubl import ubl
from billing_suite.kernel.values.money import Money, money, round_half_up, zero
from tests.accounting.documents.cast import IBAN, LUMIERE, NORDLICHT, SPREE

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
HUDSON = Party(
    name="Hudson Studio Inc.",
    street="11 Broadway",
    postcode="10004",
    city="New York",
    region="NY",
    country="US",
    registrations=("NY-4711", "NJ-0815"),
    email="billing@hudson.example",
)
THAMES = Party(name="Thames Ltd", city="London", country="GB", vat_id="GB980780684", email="invoices@thames.example")


@dataclass(frozen=True)
class Tax:
    """How a group is taxed: category, components with their rates, why not."""

    category: str = "S"
    components: Sequence[tuple[str, str]] = (("VAT", "19"),)
    reason: str = ""
    certificate: str = ""


FREE = (("VAT", "0"),)
TAXES = {
    "S": Tax(),
    "Z": Tax("Z", FREE),
    "E": Tax("E", FREE, "Education, section 4 no. 21 UStG", "F-123"),
    "AE": Tax("AE", FREE, "Reverse charge, Article 196 of 2006/112/EC"),
    "K": Tax("K", FREE, "Intra-Community supply, Article 138"),
    "G": Tax("G", FREE, "Export, Article 146"),
    "O": Tax("O", FREE, "Not taxable in the EU, Article 44"),
}
NEW_YORK = Tax("S", (("New York State", "4"), ("New York City", "4.5"), ("MCTD", "0.375")))
BUYERS = {"AE": LUMIERE, "K": LUMIERE, "G": THAMES, "O": THAMES}


def work(
    quantity: str = "10", price: str = "100", *, group: int = 0, currency: str = "EUR", **more: Any
) -> DocumentLine:
    """A line: its net is what was worked at its price, with its own allowances and charges."""
    told: dict[str, Any] = {"position": 1, "description": "Design of the portal", **more}
    base = told.get("price_base", Decimal(1))
    net = round_half_up(Decimal(quantity) * Decimal(price) / base, currency)
    for each in told.get("adjustments", ()):
        net += each.amount if each.is_charge else -each.amount
    return DocumentLine(quantity=Decimal(quantity), price=Decimal(price), net=net, group=group, **told)


def bill(*lines: DocumentLine, taxes: Mapping[int, Tax] | None = None, currency: str = "EUR", **more: Any) -> Document:
    """A document of these lines, each tax group rounded once (RULES 5)."""
    lines = tuple(lines) or (work(currency=currency),)
    adjustments = more.get("adjustments", ())
    rows = [
        row
        for group, tax in (taxes or {0: Tax()}).items()
        for row in _taxed(group, tax, _base(group, lines, adjustments, currency))
    ]
    nothing = zero(currency)
    net = sum((line.net for line in lines), nothing) + sum((_signed(each) for each in adjustments), nothing)
    tax_sum = sum((row.tax for row in rows), nothing)
    told: dict[str, Any] = {
        "kind": "invoice",
        "number": "INV-2026-00007",
        "issued_on": date(2026, 4, 1),
        "due_on": date(2026, 4, 30),
        "seller": SPREE,
        "buyer": NORDLICHT,
        "supply_from": FIRST,
        "supply_to": LAST,
        "payment": IBAN,
        "buyer_reference": "Procurement 7",
    }
    return Document(
        currency=currency, lines=lines, taxes=rows, net=net, tax=tax_sum, gross=net + tax_sum, **{**told, **more}
    )


def allowance(amount: str, *, currency: str = "EUR", **more: Any) -> Adjustment:
    """Less for loyalty."""
    return Adjustment(amount=money(amount, currency), **{"reason": "Loyal customer", "reason_code": "100", **more})


def charge(amount: str, *, currency: str = "EUR", **more: Any) -> Adjustment:
    """More for packaging."""
    return allowance(amount, currency=currency, is_charge=True, reason="Packaging", reason_code="ABL", **more)


def _signed(each: Adjustment) -> Money:
    return each.amount if each.is_charge else -each.amount


def _base(group: int, lines: Sequence[DocumentLine], adjustments: Sequence[Adjustment], currency: str) -> Money:
    nets = (line.net for line in lines if line.group == group)
    return sum(nets, zero(currency)) + sum((_signed(a) for a in adjustments if a.group == group), zero(currency))


def _taxed(group: int, tax: Tax, base: Money) -> list[DocumentTax]:
    return [
        DocumentTax(
            group=group,
            category=tax.category,
            component=name,
            rate=Decimal(rate),
            base=base,
            tax=round_half_up(base.amount * Decimal(rate) / 100, base.currency.code),
            reason=tax.reason,
            certificate=tax.certificate,
        )
        for name, rate in tax.components
    ]


FORMATS = {"cii": cii, "ubl": ubl}


def findings(document: Document) -> dict[str, list[str]]:
    """The rules that a document breaks, in either syntax."""
    return {name: [f"{found.rule} {found.words}" for found in check(made(document))] for name, made in FORMATS.items()}


CLEAN: dict[str, list[str]] = {"cii": [], "ubl": []}


def texts(xml: bytes, name: str) -> list[str]:
    """What stands in the elements of this local name, in order."""
    found = etree.fromstring(xml).iter(f"{{*}}{name}")
    return [" ".join("".join(element.itertext()).split()) for element in found]
