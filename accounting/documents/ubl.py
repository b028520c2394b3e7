"""A document as UBL 2.1, an Invoice or a CreditNote, in the terms of Peppol BIS Billing 3."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from accounting.documents.document import Adjustment, Document, DocumentLine
from accounting.documents.markup import Markup, Node
from accounting.documents.norm import Carried, CarriedParty, Category, about, carry, figure, plain
from billing_suite.kernel.values.money import Money

CUSTOMIZATION: Final = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE: Final = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
PROJECT: Final = "50"  # UNTDID 1001: a credit note has no element of its own for it
SCHEMA: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
COMMON: Final = {"cac": f"{SCHEMA}CommonAggregateComponents-2", "cbc": f"{SCHEMA}CommonBasicComponents-2"}


@dataclass(frozen=True)
class Form:
    """What the two documents of UBL call the same things."""

    root: str
    line: str
    quantity: str
    markup: Markup


def _form(root: str, quantity: str) -> Form:
    return Form(root, f"cac:{root}Line", quantity, Markup(**{"": f"{SCHEMA}{root}-2"}, **COMMON))


INVOICE: Final = _form("Invoice", "cbc:InvoicedQuantity")
CREDIT: Final = _form("CreditNote", "cbc:CreditedQuantity")
x = Markup(**COMMON)


def ubl(document: Document) -> bytes:
    """The document as UBL. What the norm cannot carry is refused (NotCarried)."""
    carried = carry(document)
    form = CREDIT if document.kind == "credit_note" else INVOICE
    return form.markup.write(
        form.markup(
            form.root,
            x("cbc:CustomizationID", CUSTOMIZATION),
            x("cbc:ProfileID", PROFILE),
            x("cbc:ID", document.number),
            x("cbc:IssueDate", document.issued_on.isoformat()),
            _kind_and_dates(carried, form),
            x("cbc:DocumentCurrencyCode", document.currency),
            x("cbc:TaxCurrencyCode", carried.books_tax.currency.code if carried.books_tax is not None else ""),
            x("cbc:BuyerReference", document.buyer_reference),
            _period(document.supply_from, document.supply_to),
            _references(carried, form),
            x("cac:AccountingSupplierParty", _party(carried.seller, is_seller=True)),
            x("cac:AccountingCustomerParty", _party(carried.buyer, is_seller=False)),
            _delivery(carried),
            _means(carried, form),
            x("cac:PaymentTerms", x("cbc:Note", carried.terms)),
            [_adjustment(each, carried.of_group[each.group]) for each in document.adjustments],
            _taxes(carried),
            _totals(document),
            [_line(carried, line, form) for line in document.lines],
        )
    )


def _kind_and_dates(carried: Carried, form: Form) -> list[Node | None]:
    """Due date, type, note and tax point, in the order that each of the two documents has.

    Peppol takes one note (PEPPOL-EN16931-R002): ours stand in it a line each.
    """
    document = carried.document
    note = x("cbc:Note", "\n".join(carried.notes))
    tax_point = _day("cbc:TaxPointDate", document.tax_point)
    if form is CREDIT:
        return [tax_point, x("cbc:CreditNoteTypeCode", carried.type_code), note]
    return [_day("cbc:DueDate", document.due_on), x("cbc:InvoiceTypeCode", carried.type_code), note, tax_point]


def _day(name: str, day: date | None) -> Node | None:
    return x(name, day.isoformat()) if day else None


def _amount(name: str, value: Money | None) -> Node | None:
    return x(name, figure(value), currencyID=value.currency.code) if value is not None else None


def _period(start: date | None, end: date | None) -> Node | None:
    return x("cac:InvoicePeriod", _day("cbc:StartDate", start), _day("cbc:EndDate", end))


def _references(carried: Carried, form: Form) -> list[Node | None]:
    document = carried.document
    project: Node | None = x("cac:ProjectReference", x("cbc:ID", document.project))
    if form is CREDIT and document.project:
        code = x("cbc:DocumentTypeCode", PROJECT)
        project = x("cac:AdditionalDocumentReference", x("cbc:ID", document.project), code)
    return [
        x("cac:OrderReference", x("cbc:ID", document.po_number)),
        [
            x(
                "cac:BillingReference",
                x("cac:InvoiceDocumentReference", x("cbc:ID", each.number), _day("cbc:IssueDate", each.issued_on)),
            )
            for each in document.preceding
        ],
        x("cac:ContractDocumentReference", x("cbc:ID", document.contract)),
        project,
    ]


def _party(carried: CarriedParty, *, is_seller: bool) -> Node | None:
    party = carried.party
    scheme, endpoint = carried.endpoint or ("", "")
    return x(
        "cac:Party",
        x("cbc:EndpointID", endpoint, schemeID=scheme),
        x("cac:PartyIdentification", x("cbc:ID", carried.identifier)),
        _address(carried),
        _tax_number(carried.vat_id, "VAT"),
        _tax_number(carried.tax_number, "TAX"),
        x(
            "cac:PartyLegalEntity",
            x("cbc:RegistrationName", party.name),
            x("cbc:CompanyID", carried.legal_id),
            x("cbc:CompanyLegalForm", carried.further),
        ),
        x(
            "cac:Contact",
            x("cbc:Name", party.attention),
            x("cbc:ElectronicMail", party.email if is_seller else ""),
        ),
    )


def _address(carried: CarriedParty) -> Node | None:
    party = carried.party
    first, second, third = (*carried.street, "", "", "")[:3]
    return x(
        "cac:PostalAddress",
        x("cbc:StreetName", first),
        x("cbc:AdditionalStreetName", second),
        x("cbc:CityName", party.city),
        x("cbc:PostalZone", party.postcode),
        x("cbc:CountrySubentity", party.region),
        x("cac:AddressLine", x("cbc:Line", third)),
        x("cac:Country", x("cbc:IdentificationCode", party.country)),
    )


def _tax_number(number: str, scheme: str) -> Node | None:
    return x("cac:PartyTaxScheme", x("cbc:CompanyID", number), _scheme(scheme)) if number else None


def _scheme(name: str = "VAT") -> Node | None:
    return x("cac:TaxScheme", x("cbc:ID", name))


def _delivery(carried: Carried) -> Node | None:
    country = x("cac:Country", x("cbc:IdentificationCode", carried.deliver_to))
    return x(
        "cac:Delivery",
        _day("cbc:ActualDeliveryDate", carried.document.supply_to),
        x("cac:DeliveryLocation", x("cac:Address", country)),
    )


def _means(carried: Carried, form: Form) -> Node | None:
    document, payment = carried.document, carried.document.payment
    if payment is None:
        return None
    return x(
        "cac:PaymentMeans",
        x("cbc:PaymentMeansCode", carried.means),
        _day("cbc:PaymentDueDate", document.due_on) if form is CREDIT else None,
        x("cbc:PaymentID", document.number),
        x(
            "cac:PayeeFinancialAccount",
            x("cbc:ID", payment.account),
            x("cbc:Name", payment.payee),
            x("cac:FinancialInstitutionBranch", x("cbc:ID", payment.bank_code)),
        ),
    )


def _adjustment(each: Adjustment, category: Category | None = None) -> Node | None:
    """An allowance or charge; on the document it names its tax."""
    return x(
        "cac:AllowanceCharge",
        x("cbc:ChargeIndicator", "true" if each.is_charge else "false"),
        x("cbc:AllowanceChargeReasonCode", each.reason_code),
        x("cbc:AllowanceChargeReason", each.reason),
        x("cbc:MultiplierFactorNumeric", plain(each.percent)) if each.percent is not None else None,
        _amount("cbc:Amount", each.amount),
        _amount("cbc:BaseAmount", each.base),
        _category("cac:TaxCategory", category) if category else None,
    )


def _category(name: str, category: Category, *, with_reason: bool = False) -> Node | None:
    return x(
        name,
        x("cbc:ID", category.code),
        x("cbc:Percent", plain(category.rate)) if category.rate is not None else None,
        x("cbc:TaxExemptionReasonCode", category.reason_code) if with_reason else None,
        x("cbc:TaxExemptionReason", category.reason) if with_reason else None,
        _scheme(),
    )


def _taxes(carried: Carried) -> list[Node | None]:
    """The tax and its breakdown; and once more, as one figure, in the currency of the books."""
    return [
        x(
            "cac:TaxTotal",
            _amount("cbc:TaxAmount", carried.document.tax),
            [
                x(
                    "cac:TaxSubtotal",
                    _amount("cbc:TaxableAmount", category.base),
                    _amount("cbc:TaxAmount", category.tax),
                    _category("cac:TaxCategory", category, with_reason=True),
                )
                for category in carried.categories
            ],
        ),
        x("cac:TaxTotal", _amount("cbc:TaxAmount", carried.books_tax)),
    ]


def _totals(document: Document) -> Node | None:
    return x(
        "cac:LegalMonetaryTotal",
        _amount("cbc:LineExtensionAmount", document.lines_net),
        _amount("cbc:TaxExclusiveAmount", document.net),
        _amount("cbc:TaxInclusiveAmount", document.gross),
        _amount("cbc:AllowanceTotalAmount", document.adjusted(charges=False) or None),
        _amount("cbc:ChargeTotalAmount", document.adjusted(charges=True) or None),
        _amount("cbc:PrepaidAmount", document.prepaid),
        _amount("cbc:PayableRoundingAmount", document.rounding),
        _amount("cbc:PayableAmount", document.payable),
    )


def _line(carried: Carried, line: DocumentLine, form: Form) -> Node | None:
    currency = carried.document.currency
    base = x("cbc:BaseQuantity", plain(line.price_base), unitCode=line.unit) if line.price_base != 1 else None
    return x(
        form.line,
        x("cbc:ID", str(line.position)),
        x(form.quantity, plain(line.quantity), unitCode=line.unit),
        _amount("cbc:LineExtensionAmount", line.net),
        _period(line.supply_from, line.supply_to),
        [_adjustment(each) for each in line.adjustments],
        x(
            "cac:Item",
            x("cbc:Description", about(line)),
            x("cbc:Name", line.description),
            _category("cac:ClassifiedTaxCategory", carried.of_group[line.group]),
        ),
        x("cac:Price", x("cbc:PriceAmount", plain(line.price), currencyID=currency), base),
    )
