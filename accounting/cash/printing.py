"""What a statement of account says on paper: a pure function of the report, in the customer's language."""

from typing import Any

from stdnum import bic, iban

from accounting.cash.reports import CustomerStatement
from accounting.cash.reports.ages import BUCKETS
from accounting.cash.reports.customer_ledger import LedgerMove
from accounting.cash.reports.statements import CurrencyStatement
from accounting.cash.wording import WORDS
from accounting.documents.wording import WORDS as INVOICE_WORDS
from billing_suite.kernel.values.addresses import paper_size, place_lines
from billing_suite.kernel.values.locales import Tongue, tongue_for
from billing_suite.kernel.values.money import Money


def print_statement(report: CustomerStatement) -> dict[str, Any]:
    """Every text that the template places.

    Customer and legal entity are as they are now: a statement is no frozen document, it is made anew from dated facts.
    """
    customer, entity = report.customer, report.customer.legal_entity
    address = getattr(customer, "address", None)
    country = address.country if address else entity.country
    tongue = tongue_for(customer.language, country, spoken=WORDS)
    words = WORDS[tongue.language]
    through = tongue.day(report.through)
    return {
        "words": words,
        "language": tongue.language,
        "size": paper_size(entity.country),
        "title": f"{words['statement']} {customer.reference}",
        "through": report.through,
        "seller": {"name": entity.legal_name, "email": entity.email},
        "seller_lines": _lines(entity, country, tongue),
        "customer": {"name": customer.legal_name},
        "customer_lines": _lines(address, entity.country, tongue) if address else [],
        "facts": [
            (words["customer"], customer.reference),
            (words["since"], tongue.day(report.since)),
            (words["through"], through),
        ],
        "owed": words["owed"].format(day=through),
        "balances": [_balance(part.ledger.closing, tongue) for part in report.currencies],
        "parts": [_part(part, report, tongue) for part in report.currencies],
        "payment": _payment(report, words),
        "questions": words["questions"].format(email=entity.email),
        "registered": [(INVOICE_WORDS[tongue.language]["seller_vat_id"], entity.vat_id)] if entity.vat_id else [],
    }


def _lines(party: Any, other_country: str, tongue: Tongue) -> list[str]:
    """An address, its country named in capitals when the other party's is another one."""
    names = ("street", "postcode", "city", "region", "country")
    lines = place_lines({name: getattr(party, name) for name in names})
    return lines + ([tongue.country(party.country).upper()] if party.country != other_country else [])


def _balance(amount: Money, tongue: Tongue) -> str:
    words = WORDS[tongue.language]
    return tongue.money(amount) if amount.amount >= 0 else f"{tongue.money(-amount)} {words['credit_held']}"


def _part(part: CurrencyStatement, report: CustomerStatement, tongue: Tongue) -> dict[str, Any]:
    """One currency: its account, what is open by age, credit not yet used."""
    words, through = WORDS[tongue.language], tongue.day(report.through)
    return {
        "title": words["account"].format(currency=part.ledger.currency),
        "opening": tongue.money(part.ledger.opening),
        "moves": [_move(move, tongue) for move in part.moves],
        "closing_words": words["closing"].format(day=through),
        "closing": tongue.money(part.ledger.closing),
        "open_words": words["open"].format(day=through),
        "documents": [
            {
                "number": held.number,
                "on": tongue.day(held.issued_on),
                "due": tongue.day(held.due_on),
                "days": held.days_overdue or "",
                "open": tongue.money(held.open),
            }
            for held in part.documents
        ],
        "aging": list(zip(_buckets(words), map(tongue.money, part.aging.buckets), strict=True)) if part.aging else [],
        "credit": tongue.money(-part.credit) if part.credit else "",
        "open": tongue.money(part.aging.open) if part.aging else "",
    }


def _buckets(words: dict[str, str]) -> list[str]:
    return [words["not_due"], *(words["bucket"].format(days=days) for days in BUCKETS[1:-1]), words["over_90"]]


def _move(move: LedgerMove, tongue: Tongue) -> dict[str, str]:
    words = WORDS[tongue.language]
    amount = move.charge if move.charge is not None else -move.credit  # type: ignore[operator]
    return {
        "on": tongue.day(move.on),
        "reference": move.reference,
        "what": words.get(move.kind, words["other"]),
        "amount": tongue.money(amount),
        "balance": tongue.money(move.balance),
    }


def _payment(report: CustomerStatement, words: dict[str, str]) -> list[tuple[str, str]]:
    """To whom, on which account; nothing where nothing is owed."""
    entity = report.customer.legal_entity
    if not any(part.ledger.closing.amount > 0 for part in report.currencies):
        return []
    number, code = entity.bank_account, entity.bank_code
    facts = [
        (words["payee"], entity.legal_name),
        (words["bank"], entity.bank_name),
        ("IBAN", iban.format(number)) if iban.is_valid(number) else (words["number"], number),
        ("BIC" if bic.is_valid(code) else words["bank_code"], code),
        (words["customer"], report.customer.reference),
    ]
    return [(label, value) for label, value in facts if value]
