"""A document as the law and machines see it, neutral between paper, CII and UBL: every figure decided, none computed.

Names are the suite's; BT and BG numbers are those of EN 16931-1, whose model this is. Amounts are in the
document's currency. A credit note carries positive amounts: its kind says that they reduce.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby

from billing_suite.kernel.values.money import Money, zero

KINDS = ("invoice", "deposit", "credit_note", "corrected")
STANDINGS = ("", "draft", "voided")  # what is stamped on it; a document in force bears no stamp
HOUR, DAY, MONTH, PIECE = "HUR", "DAY", "MON", "C62"  # UN/ECE Recommendation 20


@dataclass(frozen=True, kw_only=True)
class Party:
    """Seller (BG-4) or buyer (BG-7) as printed on the document."""

    name: str
    attention: str = ""  # a department or a person there
    street: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str
    vat_id: str = ""  # BT-31, BT-48: with its country's prefix
    registrations: tuple[str, ...] = ()  # other tax numbers of the seller (BT-32)
    reference: str = ""  # BT-46: the customer's number with the seller; BT-29: the seller's identifier
    legal_id: str = ""  # BT-30, BT-47: number in the register of companies
    email: str = ""
    endpoint: tuple[str, str] | None = None  # BT-34, BT-49: scheme of the EAS list, identifier


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """An allowance, or a charge, on a line (BG-27, BG-28) or on the document (BG-20, BG-21)."""

    amount: Money  # without tax, positive
    is_charge: bool = False
    reason: str
    reason_code: str = ""  # UNTDID 5189 for allowances, 7161 for charges
    percent: Decimal | None = None
    base: Money | None = None
    group: int = 0  # the tax group; of a line it is the line's


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a credit note's line takes back of the document it answers; no quantity where only a price is corrected."""

    position: int
    quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class DocumentLine:
    """One line (BG-25): quantity x price / price base, less allowances, plus charges, is its net."""

    position: int
    description: str
    quantity: Decimal
    unit: str = HOUR
    price: Decimal
    price_base: Decimal = Decimal(1)  # BT-149: the price is for so many units
    net: Money
    group: int
    phase: str = ""
    role: str = ""  # as printed
    supply_from: date | None = None
    supply_to: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    answers: Answered | None = None


@dataclass(frozen=True, kw_only=True)
class DocumentTax:
    """One component of one tax group: its base, its rate in per cent, its amount (RULES 5, 6)."""

    group: int
    category: str  # EN 16931 category code
    component: str
    rate: Decimal
    base: Money
    tax: Money
    reason: str = ""  # why there is none, in the law's words (BT-120)
    certificate: str = ""  # number of the exemption certificate (RULES 9)


@dataclass(frozen=True, kw_only=True)
class TaxGroup:
    """Lines that are taxed alike (BG-23): several components form one category with the summed rate."""

    group: int
    category: str
    rate: Decimal
    base: Money
    tax: Money
    reason: str
    certificate: str
    components: tuple[DocumentTax, ...]


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Where to pay (BG-16): an account approved for printing."""

    payee: str
    bank_name: str = ""
    account: str = ""  # IBAN or domestic number
    bank_code: str = ""  # BIC or routing number


@dataclass(frozen=True, kw_only=True)
class Preceding:
    """An earlier document that this one answers or deducts (BG-3)."""

    number: str
    issued_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Document:
    """Invoice, deposit invoice, credit note or corrected invoice.

    net is the sum of line nets and document adjustments (BT-109), gross = net + tax (BT-112),
    payable = gross - prepaid + rounding (BT-115).
    """

    kind: str
    number: str
    issued_on: date
    due_on: date | None = None
    terms: str = ""  # BT-20: terms of payment, in the document's language
    currency: str
    language: str = "en"
    seller: Party
    buyer: Party
    lines: Sequence[DocumentLine]
    adjustments: tuple[Adjustment, ...] = ()
    taxes: Sequence[DocumentTax]
    net: Money
    tax: Money
    gross: Money
    prepaid: Money | None = None  # BT-113
    rounding: Money | None = None  # BT-114
    withheld: Money | None = None  # tax the customer deducts and pays for the seller; part of what is payable
    supply_from: date | None = None  # BT-73
    supply_to: date | None = None  # BT-74
    tax_point: date | None = None  # BT-7, where it is not the date of issue
    po_number: str = ""  # BT-13
    buyer_reference: str = ""  # BT-10
    contract: str = ""  # BT-12
    project: str = ""  # BT-11
    project_name: str = ""
    preceding: tuple[Preceding, ...] = ()
    payment: Payment | None = None
    books_tax: Money | None = None  # BT-111: the tax in the currency of the seller's books (BT-6)
    books_rate: str = ""  # how it was converted, in the document's language
    notes: tuple[str, ...] = field(default=())  # BT-22
    standing: str = ""
    logo: str = ""  # SHA-256 of the seller's picture

    @property
    def payable(self) -> Money:
        """What is to be paid (BT-115); what is withheld is paid to the authority instead, and part of it."""
        nothing = zero(self.currency)
        return self.gross - (self.prepaid or nothing) + (self.rounding or nothing)

    @property
    def transferable(self) -> Money:
        """What the customer is to transfer: what is payable, less the tax they withhold and pay elsewhere."""
        return self.payable - (self.withheld or zero(self.currency))

    @property
    def lines_net(self) -> Money:
        """The sum of line nets (BT-106)."""
        return sum((line.net for line in self.lines), zero(self.currency))

    def adjusted(self, *, charges: bool) -> Money:
        """The sum of document charges (BT-108), or of allowances (BT-107)."""
        chosen = (each.amount for each in self.adjustments if each.is_charge == charges)
        return sum(chosen, zero(self.currency))

    def groups(self) -> Iterator[TaxGroup]:
        """The tax groups in order, each with the sum of its components."""
        for number, taxes in groupby(self.taxes, key=lambda tax: tax.group):
            parts = tuple(taxes)
            yield TaxGroup(
                group=number,
                category=parts[0].category,
                rate=sum((part.rate for part in parts), Decimal(0)),
                base=parts[0].base,
                tax=sum((part.tax for part in parts), zero(self.currency)),
                reason=parts[0].reason,
                certificate=parts[0].certificate,
                components=parts,
            )
