"""What EN 16931 makes of a document, said once for both syntaxes, CII and UBL.

The norm knows one tax scheme, VAT. Sales tax, GST and their like are carried in it, category S with the
summed rate of the components, and each component is named with its amount in the notes (decision 12).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from stdnum import iban
from stdnum.exceptions import ValidationError

from accounting.documents.document import Document, DocumentLine, Party, TaxGroup
from accounting.documents.remarks import credited, remarks
from accounting.tax.regimes import EU
from billing_suite.kernel.values.money import Money, exponent
from billing_suite.kernel.values.refusals import Refusal

TYPES: Final = {"invoice": "380", "deposit": "386", "credit_note": "381", "corrected": "384"}  # UNTDID 1001
CATEGORIES: Final = ("S", "Z", "E", "AE", "K", "G", "O")  # UNCL 5305, of which the suite decides these
VATEX: Final = {"AE": "VATEX-EU-AE", "K": "VATEX-EU-IC", "G": "VATEX-EU-G", "O": "VATEX-EU-O"}
SEPA_TRANSFER, TRANSFER = "58", "30"  # UNTDID 4461
PLACES = 2  # BR-DEC: no amount has more decimals
EMAIL = "EM"  # in the list of electronic address schemes


class NotCarried(Refusal):
    """EN 16931 has no place for this; the rule it would break is named."""

    code = "not-in-the-norm"


@dataclass(frozen=True, kw_only=True)
class Category:
    """One breakdown of tax (BG-23): all that is taxed in a category at a rate; the norm wants it once."""

    code: str
    rate: Decimal | None  # none where the supply is out of scope (BR-O-05)
    base: Money
    tax: Money
    reason: str
    reason_code: str


@dataclass(frozen=True, kw_only=True)
class CarriedParty:
    """A party with its numbers in the fields that the norm has for them."""

    party: Party
    identifier: str  # BT-29, BT-46
    legal_id: str  # BT-30, BT-47
    vat_id: str  # BT-31, BT-48
    tax_number: str  # BT-32
    further: str  # BT-33
    endpoint: tuple[str, str] | None  # scheme, identifier

    @property
    def street(self) -> list[str]:
        """The street, a line each; the norm has three."""
        lines = [line.strip() for line in self.party.street.splitlines() if line.strip()]
        return [*lines[:2], ", ".join(lines[2:])] if len(lines) > 3 else lines


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A document in the terms of the norm."""

    document: Document
    type_code: str
    seller: CarriedParty
    buyer: CarriedParty
    categories: Sequence[Category]
    of_group: dict[int, Category]
    notes: tuple[str, ...]
    terms: str  # BT-20
    means: str  # BT-81
    is_iban: bool

    @property
    def deliver_to(self) -> str:
        """The country delivered to (BT-80), asked for where goods or work cross a border of the Union (BR-IC-12)."""
        return self.document.buyer.country if any(each.code == "K" for each in self.categories) else ""

    @property
    def books_tax(self) -> Money | None:
        """The tax in the currency of the books (BT-111), where that is another one."""
        tax = self.document.books_tax
        return tax if tax is not None and tax.currency.code != self.document.currency else None


def carry(document: Document) -> Carried:
    """The document in the norm's terms; what the norm cannot carry is refused with its rule."""
    _refuse_what_has_no_place(document)
    of_group = _categories(document)
    outside = any(category.code == "O" for category in of_group.values())
    account = document.payment.account if document.payment else ""
    return Carried(
        document=document,
        type_code=TYPES[document.kind],
        seller=_seller(document.seller, outside=outside),
        buyer=_buyer(document.buyer, outside=outside),
        categories=tuple(dict.fromkeys(of_group.values())),
        of_group=of_group,
        notes=remarks(document),
        terms=document.terms or ("" if document.due_on or document.kind != "credit_note" else credited(document)),
        means=SEPA_TRANSFER if document.currency == "EUR" and _is_iban(account) else TRANSFER,
        is_iban=_is_iban(account),
    )


def _refuse_what_has_no_place(document: Document) -> None:
    if document.kind not in TYPES:
        raise _not_carried(document, f"{document.kind!r} is no kind of invoice", "BR-CL-01")
    books = document.books_tax.currency.code if document.books_tax is not None else document.currency
    for currency, rule in ((document.currency, "BR-DEC-14"), (books, "BR-DEC-15")):
        if exponent(currency) > PLACES:
            words = f"an amount in {currency} has {exponent(currency)} decimals, an e-invoice at most {PLACES}"
            raise _not_carried(document, words, rule)
    found = {group.category for group in document.groups()}
    if found - set(CATEGORIES):
        raise _not_carried(document, f"no tax category {', '.join(sorted(found - set(CATEGORIES)))}", "BR-CL-17")
    if "O" in found and len(found) > 1:
        raise _not_carried(document, "what is out of the tax's scope stands on an e-invoice of its own", "BR-O-11")
    lost = {line.group for line in document.lines} | {each.group for each in document.adjustments}
    if lost - {tax.group for tax in document.taxes}:
        raise _not_carried(document, "a line or adjustment is in no tax group", "BR-CO-04")


def _not_carried(document: Document, words: str, rule: str) -> NotCarried:
    return NotCarried(words, record=document.number, rule=f"EN 16931 {rule}")


def _categories(document: Document) -> dict[int, Category]:
    """Each tax group's category. Groups of one category and rate are one (BR-S-08); their reasons stand together."""
    alike: dict[tuple[str, Decimal | None], list[TaxGroup]] = {}
    for group in document.groups():
        alike.setdefault((group.category, _rate(group)), []).append(group)
    in_eu = document.seller.country in EU
    found = {}
    for (code, rate), groups in alike.items():
        exempt = code not in ("S", "Z")  # BR-S-10, BR-Z-10: these give no reason
        category = Category(
            code=code,
            rate=rate,
            base=sum((group.base for group in groups[1:]), groups[0].base),
            tax=sum((group.tax for group in groups[1:]), groups[0].tax),
            reason="; ".join(dict.fromkeys(group.reason for group in groups if group.reason)) if exempt else "",
            reason_code=VATEX.get(code, "") if in_eu else "",
        )
        found.update({group.group: category for group in groups})
    return found


def _rate(group: TaxGroup) -> Decimal | None:
    """The summed rate, a component on top of another counted on the group's base (RULES 6)."""
    if group.category == "O":
        return None
    base = group.base.amount
    if not base or all(part.base == group.base for part in group.components):
        return group.rate
    return round(sum((part.rate * part.base.amount / base for part in group.components), Decimal(0)), 4)


def _seller(party: Party, *, outside: bool) -> CarriedParty:
    """The seller. Without a VAT id it is known by another number (BR-CO-26)."""
    vat_id, numbers = _numbers(party, outside=outside)
    identifier = party.reference or ("" if vat_id or party.legal_id else next(iter((*numbers, party.vat_id)), ""))
    return CarriedParty(
        party=party,
        identifier=identifier,
        legal_id=party.legal_id,
        vat_id=vat_id,
        tax_number=numbers[0] if numbers else "",
        further=", ".join(numbers[1:]),
        endpoint=_endpoint(party),
    )


def _buyer(party: Party, *, outside: bool) -> CarriedParty:
    """The buyer; a number that is no VAT id, such as an ABN, is one of a register."""
    vat_id, numbers = _numbers(party, outside=outside)
    return CarriedParty(
        party=party,
        identifier=party.reference,
        legal_id=party.legal_id or next(iter(numbers), ""),
        vat_id=vat_id,
        tax_number="",
        further="",
        endpoint=_endpoint(party),
    )


def _numbers(party: Party, *, outside: bool) -> tuple[str, list[str]]:
    """The VAT id, unless the supply is out of scope (BR-O-02); and the other tax numbers.

    One without a country's letters (BR-CO-09) is no VAT id, but a tax number.
    """
    is_vat_id = party.vat_id[:2].isalpha()
    numbers = [number for number in party.registrations if number and number != party.vat_id]
    if party.vat_id and not is_vat_id:
        numbers.insert(0, party.vat_id)
    return (party.vat_id if is_vat_id and not outside else ""), list(dict.fromkeys(numbers))


def _endpoint(party: Party) -> tuple[str, str] | None:
    """Where the party takes electronic documents; its e-mail address where nothing else is known."""
    return party.endpoint or ((EMAIL, party.email) if party.email else None)


def _is_iban(account: str) -> bool:
    try:
        iban.validate(account)
    except ValidationError:
        return False
    return True


def figure(value: Money) -> str:
    """An amount as XML has it, with the decimals of its currency."""
    return f"{value.amount:.{exponent(value.currency.code)}f}"


def plain(value: Decimal) -> str:
    """A quantity, price or rate without exponent and idle zeros: 19, 8.875."""
    return format(value.normalize() + 0, "f")


def about(line: DocumentLine) -> str:
    """Where a line belongs, as it is printed: its phase and role (BT-154)."""
    return " · ".join(part for part in (line.phase, line.role) if part)


def compact(day: date) -> str:
    """A day as CII has it, format 102: 20260131."""
    return f"{day:%Y%m%d}"
