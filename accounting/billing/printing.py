"""What an issued invoice's paper and e-mail say: a pure function of its own rows and snapshot (RULES 13, INV-20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from stdnum import bic, iban
from stdnum.us import rtn

from accounting.billing.models import Invoice, InvoiceLine, InvoiceTax
from accounting.billing.paper import document_of
from accounting.documents.wording import WORDS
from billing_suite.kernel.values.addresses import place_lines
from billing_suite.kernel.values.locales import Tongue, tongue_for
from billing_suite.kernel.values.money import zero

LETTER = {"US", "CA"}  # the rest of the world prints on A4
Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Paper:
    """An issued invoice being printed, in the customer's tongue."""

    invoice: Invoice
    lines: Sequence[InvoiceLine]
    taxes: Sequence[InvoiceTax]
    seller: dict[str, Any]
    customer: dict[str, Any]
    terms: dict[str, Any]
    tongue: Tongue

    @property
    def words(self) -> dict[str, str]:
        """The invoice's words in its language."""
        return WORDS[self.tongue.language]


def paper_of(invoice: Invoice, lines: Sequence[InvoiceLine], taxes: Sequence[InvoiceTax]) -> Paper:
    """The paper of an issued invoice; nothing of it is read from the live customer or legal entity."""
    terms: dict[str, Any] = invoice.snapshot  # type: ignore[assignment]
    customer = terms["customer"]
    tongue = tongue_for(customer["language"], customer["country"], spoken=WORDS)
    return Paper(invoice, lines, taxes, terms["seller"], customer, terms, tongue)


def print_invoice(paper: Paper) -> dict[str, Any]:
    """Every text that the templates place, amounts and days already in the customer's words."""
    invoice, words = paper.invoice, paper.words
    return {
        "words": words,
        "language": paper.tongue.language,
        "size": "letter" if paper.seller["country"] in LETTER else "A4",
        "title": f"{words['invoice']} {invoice.number}",
        "number": invoice.number,
        "currency": invoice.currency,
        "issued_on": invoice.issued_on,
        "seller": paper.seller,
        "seller_lines": _with_country(paper, paper.seller, paper.customer),
        "customer": paper.customer,
        "customer_lines": _with_country(paper, paper.customer, paper.seller),
        "facts": _facts(paper),
        "phases": _phases(paper),
        "grouped": len({tax.tax_group for tax in paper.taxes}) > 1,
        "net": paper.tongue.money(invoice.net),
        "taxes": _taxes(paper),
        "gross": paper.tongue.money(invoice.gross),
        "payable": words["payable"].format(day=_day(paper, "due_on")),
        "payment": _payment(paper) if invoice.gross_minor > 0 else None,
        "notes": _notes(paper),
        "registered": _registered(paper),
    }


def mail_words(paper: Paper) -> dict[str, Any]:
    """The sentences and facts of the e-mail that carries the PDF."""
    invoice, words, seller = paper.invoice, paper.words, paper.seller
    period = paper.tongue.span(invoice.supply_from, invoice.supply_to)
    project = paper.terms["project"]["name"]
    return {
        "subject": words["mail_subject"].format(number=invoice.number, seller=seller["name"]),
        "thanks": words["mail_thanks"].format(number=invoice.number, project=project, period=period),
        "questions": words["mail_questions"].format(email=seller["email"]),
        "attached": f"{invoice.number}.pdf",
    }


def _day(paper: Paper, field: str) -> str:
    return paper.tongue.day(getattr(paper.invoice, field))


def _with_country(paper: Paper, party: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """An address, its country named in capitals when the other party's is another one."""
    abroad = party["country"] != other["country"]
    return place_lines(party) + ([paper.tongue.country(party["country"]).upper()] if abroad else [])


def _facts(paper: Paper) -> Facts:
    """What the document is about; what does not apply is not printed."""
    invoice, words, terms = paper.invoice, paper.words, paper.terms
    facts = [
        (words["number"], str(invoice.number)),
        (words["issued"], _day(paper, "issued_on")),
        (words["due"], _day(paper, "due_on")),
        (words["period"], paper.tongue.span(invoice.supply_from, invoice.supply_to)),
        (words["customer"], paper.customer["reference"]),
        (words["vat_id"], paper.customer["vat_id"]),
        (words["po"], terms["po_number"]),
        (words["contract"], terms["contract"]),
        (words["project"], f"{terms['project']['reference']} {terms['project']['name']}"),
    ]
    return [(label, value) for label, value in facts if value]


def _phases(paper: Paper) -> list[dict[str, Any]]:
    """Lines under their phase, phases in the order of their first line, each with its own net."""
    phases: dict[str, list[InvoiceLine]] = {}
    for line in paper.lines:
        phases.setdefault(line.phase, []).append(line)
    nothing = zero(paper.invoice.currency)
    return [
        {
            "name": name,
            "net": paper.tongue.money(sum((line.net for line in lines), nothing)),
            "lines": [_line(paper, line) for line in lines],
        }
        for name, lines in phases.items()
    ]


def _line(paper: Paper, line: InvoiceLine) -> dict[str, Any]:
    tongue, roles = paper.tongue, paper.terms["roles"]
    return {
        "position": line.position,
        "description": line.description,
        "role": roles.get(line.role, line.role),
        "hours": tongue.hours(line.quantity),
        "price": tongue.price(line.price, line.currency),
        "net": tongue.money(line.net),
        "group": _letter(line.tax_group),
    }


def _letter(group: int) -> str:
    """A, B, … for the tax groups of a document."""
    return chr(ord("A") + group)


def _component(paper: Paper, tax: InvoiceTax) -> str:
    return paper.words["VAT"] if tax.component == "VAT" else tax.component


def _taxes(paper: Paper) -> list[dict[str, str]]:
    """Each component of each group: on what, at which rate, how much (RULES 6)."""
    tongue = paper.tongue
    return [
        {
            "group": _letter(tax.tax_group),
            "label": paper.words["tax_on"].format(
                component=_component(paper, tax), rate=tongue.percent(tax.rate), base=tongue.money(tax.base)
            ),
            "amount": tongue.money(tax.tax),
        }
        for tax in paper.taxes
    ]


def _notes(paper: Paper) -> list[dict[str, Any]]:
    """Why a group bears no tax, with both VAT ids where the customer owes it; the tax in the books' currency."""
    grouped = len({tax.tax_group for tax in paper.taxes}) > 1
    notes = []
    for tax in {tax.tax_group: tax for tax in paper.taxes if tax.category != "S"}.values():
        notes.append(
            {
                "group": _letter(tax.tax_group) if grouped else "",
                "title": paper.words[tax.category],
                "text": tax.reason,
                "ids": _vat_ids(paper) if tax.category in ("AE", "K") else [],
            }
        )
    books = _books_tax(paper)
    return notes + ([{"group": "", "title": "", "text": books, "ids": []}] if books else [])


def _vat_ids(paper: Paper) -> list[str]:
    seller, customer = paper.seller, paper.customer
    own = seller["vat_id"] or ", ".join(seller["registrations"])
    parties = ((seller["name"], own), (customer["name"], customer["vat_id"]))
    return [paper.words["vat_id_of"].format(name=name, number=number) for name, number in parties]


def _books_tax(paper: Paper) -> str:
    """Tax is owed in the seller's currency: said where the document bears another (Directive 2006/112/EC, 230)."""
    invoice, base = paper.invoice, paper.seller["currency"]
    if invoice.currency == base or not invoice.tax_minor:
        return ""
    document = document_of(invoice, paper.lines, paper.taxes)
    assert document.books_tax is not None
    amount = paper.tongue.money(document.books_tax)
    return paper.words["books_tax"].format(currency=base, amount=amount, rate=document.books_rate)


def _payment(paper: Paper) -> dict[str, Any]:
    """How to pay: one sentence, and what to type into the transfer."""
    words, seller, invoice = paper.words, paper.seller, paper.invoice
    number = format_html('<span class="whole">{}</span>', invoice.number)
    told = {"amount": paper.tongue.money(invoice.gross), "day": _day(paper, "due_on"), "number": number}
    sentence = format_html(words["pay_by"], **told)
    facts = [
        (words["payee"], seller["name"]),
        (words["bank"], seller["bank_name"]),
        _account(words, seller["bank_account"]),
        _bank_code(words, seller["bank_code"]),
        (words["reference"], str(invoice.number)),
    ]
    return {"sentence": sentence, "facts": [(label, value) for label, value in facts if value]}


def _account(words: dict[str, str], number: str) -> tuple[str, str]:
    return ("IBAN", iban.format(number)) if iban.is_valid(number) else (words["account"], number)


def _bank_code(words: dict[str, str], code: str) -> tuple[str, str]:
    if bic.is_valid(code):
        return "BIC", code
    return words["routing" if rtn.is_valid(code) else "bank_code"], code


def _registered(paper: Paper) -> Facts:
    """Under which numbers the seller is registered for this document's taxes."""
    words, seller = paper.words, paper.seller
    others = [number for number in seller["registrations"] if number != seller["vat_id"]]
    facts = [(words["seller_vat_id"], seller["vat_id"])] + [(words["registered"], number) for number in others]
    return [(label, value) for label, value in facts if value]
