"""An invoice as a neutral document: a pure function of its own rows and its snapshot (RULES 13, INV-20)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from accounting.billing.models import Invoice, InvoiceLine, InvoiceTax
from accounting.billing.snapshot import snapshot
from accounting.documents.document import Document, DocumentLine, DocumentTax, Party, Payment
from accounting.documents.wording import WORDS
from billing_suite.kernel.values.exchange import UsedRate
from billing_suite.kernel.values.locales import tongue_for
from billing_suite.kernel.values.money import Money, zero
from billing_suite.kernel.values.refusals import Refusal

Terms = Mapping[str, Any]


def document_of(invoice: Invoice, lines: Sequence[InvoiceLine], taxes: Sequence[InvoiceTax]) -> Document:
    """The document that an issued or voided invoice is; nothing of it is read from the live parties."""
    if invoice.status not in ("issued", "voided") or invoice.snapshot is None:
        raise Refusal(f"{invoice} is not issued", code="wrong-state", record=str(invoice), rule="INV-20")
    assert invoice.issued_on is not None  # the database: an issued invoice has number and dates
    assert invoice.due_on is not None
    named: dict[str, Any] = {"number": str(invoice.number), "issued_on": invoice.issued_on, "due_on": invoice.due_on}
    named["standing"] = "voided" if invoice.status == "voided" else ""
    terms: Terms = invoice.snapshot
    return Document(**named, **_content(invoice, lines, taxes, terms), **_books_tax(invoice, taxes, terms))


def draft_document_of(
    invoice: Invoice, lines: Sequence[InvoiceLine], taxes: Sequence[InvoiceTax], roles: Mapping[str, str], *, on: date
) -> Document:
    """The document that a draft would be if it were issued on a day: its reference stands for the number."""
    due = on + timedelta(days=invoice.payment_days)
    terms = snapshot(invoice, roles)
    named: dict[str, Any] = {"number": invoice.reference, "issued_on": on, "due_on": due, "standing": "draft"}
    return Document(**named, **_content(invoice, lines, taxes, terms))


def _content(
    invoice: Invoice, lines: Sequence[InvoiceLine], taxes: Sequence[InvoiceTax], terms: Terms
) -> dict[str, Any]:
    """All that a draft and the document it becomes have in common."""
    seller = terms["seller"]
    certificates = {
        line.tax_group: facts.get("certificate", "")
        for line, facts in zip(lines, invoice.decision["lines"], strict=True)
    }
    return {
        "kind": "invoice",
        "currency": invoice.currency,
        "language": terms["customer"]["language"],
        "seller": _seller(seller),
        "buyer": _buyer(terms["customer"]),
        "lines": [_line(line, terms["roles"]) for line in lines],
        "taxes": [_tax(tax, certificates.get(tax.tax_group, "")) for tax in taxes],
        "net": invoice.net,
        "tax": invoice.tax,
        "gross": invoice.gross,
        "withheld": invoice.withheld if invoice.withheld_minor else None,
        "supply_from": invoice.supply_from,
        "supply_to": invoice.supply_to,
        "po_number": terms["po_number"],
        "contract": terms["contract"],
        "project": terms["project"]["reference"],
        "project_name": terms["project"]["name"],
        "logo": seller.get("logo", ""),
        "payment": Payment(
            payee=seller["name"],
            bank_name=seller["bank_name"],
            account=seller["bank_account"],
            bank_code=seller["bank_code"],
        ),
    }


ADDRESS = ("name", "street", "postcode", "city", "region", "country", "vat_id")


def _seller(seller: Terms) -> Party:
    address = {field: seller[field] for field in ADDRESS}
    return Party(**address, registrations=tuple(seller["registrations"]), email=seller["email"])


def _buyer(customer: Terms) -> Party:
    address = {field: customer[field] for field in ADDRESS}
    scheme, _, identifier = customer.get("e_address", "").partition(":")  # not in snapshots of earlier times
    endpoint = (scheme, identifier) if identifier else None
    reach = {"email": customer["billing_email"], "endpoint": endpoint}
    return Party(**address, attention=customer.get("attention", ""), reference=customer["reference"], **reach)


def _line(line: InvoiceLine, roles: Mapping[str, str]) -> DocumentLine:
    return DocumentLine(
        position=line.position,
        description=line.description,
        quantity=line.quantity,
        price=line.price,
        net=line.net,
        group=line.tax_group,
        phase=line.phase,
        role=roles.get(line.role, line.role),
        supply_from=line.supply_from,
        supply_to=line.supply_to,
    )


def _tax(tax: InvoiceTax, certificate: str) -> DocumentTax:
    return DocumentTax(
        group=tax.tax_group,
        category=tax.category,
        component=tax.component,
        rate=tax.rate,
        base=tax.base,
        tax=tax.tax,
        reason=tax.reason,
        certificate=certificate,
    )


def _books_tax(invoice: Invoice, taxes: Sequence[InvoiceTax], terms: Terms) -> dict[str, Any]:
    """Tax is owed in the seller's currency: said where the document bears another (Directive 2006/112/EC, 230)."""
    base = terms["seller"]["currency"]
    if invoice.currency == base or not invoice.tax_minor:
        return {}
    assert invoice.rate is not None  # the database: an issued invoice has its rate
    assert invoice.rate_on is not None
    rate = UsedRate(invoice.currency, base, invoice.rate, invoice.rate_on, invoice.rate_source)
    customer = terms["customer"]
    tongue = tongue_for(customer["language"], customer["country"], spoken=WORDS)
    told = {"rate": tongue.number(rate.rate), "day": tongue.day(rate.on), "source": rate.source}
    how = WORDS[tongue.language]["books_rate"].format(**told)
    return {"books_tax": converted_tax(taxes, rate), "books_rate": how}


def converted_tax(taxes: Sequence[InvoiceTax], rate: UsedRate) -> Money:
    """The tax as it is posted: each component's sum converted and rounded once (RULES 22)."""
    sums: dict[str, Money] = {}
    for tax in taxes:
        sums[tax.component] = sums.get(tax.component, zero(rate.base)) + tax.tax
    return sum((rate.convert(amount) for amount in sums.values()), zero(rate.quote))
