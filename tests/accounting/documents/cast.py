"""Documents of every kind and language, made of nothing but figures: what the papers and the machines are tried on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from accounting.documents.document import Adjustment, Document, DocumentLine, DocumentTax, Party, Payment, Preceding
from billing_suite.kernel.values.money import Money, money, round_half_up, zero

SPREE = Party(
    name="Spree Studio GmbH",
    street="Torstraße 19",
    postcode="10119",
    city="Berlin",
    country="DE",
    vat_id="DE136695976",
    email="billing@spree.example",
)
NORDLICHT = Party(
    name="Nordlicht AG",
    street="Am Sandtorkai 1",
    postcode="20457",
    city="Hamburg",
    country="DE",
    vat_id="DE266182271",
    reference="C-00017",
    email="invoices@nordlicht.example",
)
LUMIERE = Party(
    name="Lumière SARL",
    street="12 rue de Rivoli",
    postcode="75001",
    city="Paris",
    country="FR",
    vat_id="FR40303265045",
    reference="C-00018",
    email="invoices@lumiere.example",
)
IBAN = Payment(
    payee="Spree Studio GmbH", bank_name="Commerzbank", account="DE89370400440532013000", bank_code="COBADEFFXXX"
)
ISSUED, DUE = date(2026, 4, 3), date(2026, 5, 3)
MARCH = (date(2026, 3, 2), date(2026, 3, 31))
DEPOSIT = Preceding(number="DE-INV-2026-00007", issued_on=date(2026, 2, 2))


def eur(amount: str) -> Money:
    """Euros."""
    return money(amount, "EUR")


def line(position: int, **more: Any) -> DocumentLine:
    """One line of hours, its net the product unless it is told."""
    told: dict[str, Any] = {
        "description": f"Work package {position:02d}: interfaces to the warehouse",
        "quantity": Decimal("7.25") + position % 5,
        "price": Decimal("142.50"),
        "group": 0,
        "phase": f"Phase {(position - 1) // 12 + 1}",
        "role": "Developer",
    } | more
    told.setdefault("net", round_half_up(told["quantity"] * told["price"] / told.get("price_base", 1), "EUR"))
    return DocumentLine(position=position, **told)


def taxed(lines: Sequence[DocumentLine], **more: Any) -> Document:
    """A German invoice over these lines: one group at 19 %, or the taxes told."""
    off = sum((a.amount if a.is_charge else -a.amount for a in more.get("adjustments", ())), zero("EUR"))
    net = sum((each.net for each in lines), zero("EUR")) + off
    tax = round_half_up(net.amount * 19 / 100, "EUR")
    taxes = [DocumentTax(group=0, category="S", component="USt", rate=Decimal(19), base=net, tax=tax)]
    told: dict[str, Any] = {
        "kind": "invoice",
        "number": "DE-INV-2026-00012",
        "issued_on": ISSUED,
        "due_on": DUE,
        "currency": "EUR",
        "language": "de",
        "seller": SPREE,
        "buyer": NORDLICHT,
        "lines": lines,
        "taxes": taxes,
        "net": net,
        "supply_from": MARCH[0],
        "supply_to": MARCH[1],
        "po_number": "PO-4711",
        "contract": "K-00003",
        "project": "P-00003",
        "project_name": "Order desk",
        "payment": IBAN,
    } | more
    tax = sum((each.tax for each in told["taxes"]), zero("EUR"))
    return Document(**({"tax": tax, "gross": net + tax} | told))


def untaxed(category: str, reason: str, net: Money, **more: Any) -> list[DocumentTax]:
    """One group that bears no tax, and why."""
    none = zero(net.currency.code)
    return [
        DocumentTax(
            group=0, category=category, component="VAT", rate=Decimal(0), base=net, tax=none, reason=reason, **more
        )
    ]


def invoice(count: int = 3, **more: Any) -> Document:
    """An invoice over so many lines."""
    return taxed([line(n) for n in range(1, count + 1)], **more)


def deposit(**more: Any) -> Document:
    """A deposit invoice: one line, no period yet."""
    lines = [
        line(1, description="Deposit of 30 % on order K-00003", quantity=Decimal(1), unit="C62", phase="", role="")
    ]
    return replace(
        taxed([replace(lines[0], price=Decimal("4500"), net=eur("4500.00"))], kind="deposit"),
        supply_from=None,
        supply_to=None,
        **more,
    )


def final(**more: Any) -> Document:
    """A final invoice: discounts, a charge, the deposit deducted as a negative line, paid in part, tax withheld."""
    off = Adjustment(amount=eur("14.25"), reason="Loyalty", percent=Decimal(1))
    lines = [
        line(1, adjustments=(off,), net=eur("1161.38"), quantity=Decimal("8.25")),
        line(2, description="Hosting", unit="MON", quantity=Decimal(3), price=Decimal("49.90"), phase="Run", role=""),
        line(
            3,
            description="Text messages",
            unit="C62",
            quantity=Decimal(2500),
            price=Decimal("7.5"),
            price_base=Decimal(100),
            phase="Run",
            role="",
        ),
        line(
            4,
            description="Deposit invoice DE-INV-2026-00007",
            quantity=Decimal(-1),
            unit="C62",
            phase="Deposits",
            role="",
            price=Decimal("500"),
        ),
    ]
    whole = (
        Adjustment(amount=eur("40.00"), reason="Partner discount"),
        Adjustment(amount=eur("12.00"), is_charge=True, reason="Courier"),
    )
    told: dict[str, Any] = {
        "preceding": (DEPOSIT,),
        "prepaid": eur("100.00"),
        "rounding": eur("0.01"),
        "withheld": eur("25.00"),
        "buyer_reference": "K. Jansen",
        "notes": ("Thank you for two years of working together.",),
    } | more
    return taxed(lines, adjustments=whole, **told)


def credit_note(**more: Any) -> Document:
    """A credit note over one line of an invoice."""
    answered = Preceding(number="DE-INV-2026-00012", issued_on=ISSUED)
    told: dict[str, Any] = {"number": "DE-CN-2026-00002", "due_on": None, "preceding": (answered,)} | more
    return taxed([line(1)], kind="credit_note", **told)


def corrected(**more: Any) -> Document:
    """An invoice that takes the place of another."""
    answered = Preceding(number="DE-INV-2026-00012", issued_on=ISSUED)
    return replace(invoice(2, kind="corrected", number="DE-INV-2026-00013"), preceding=(answered,), **more)
