"""A document as UN/CEFACT Cross Industry Invoice D22B: the XML of Factur-X and ZUGFeRD, profile EN 16931."""

from datetime import date
from typing import Final

from accounting.documents.document import Adjustment, Document, DocumentLine
from accounting.documents.markup import Markup, Node
from accounting.documents.norm import Carried, CarriedParty, Category, about, carry, compact, figure, plain
from billing_suite.kernel.values.money import Money

PROFILE: Final = "urn:cen.eu:en16931:2017"
FORMAT: Final = "102"  # UNTDID 2379: a day as YYYYMMDD
STANDARD: Final = "urn:un:unece:uncefact:data:standard:"
x = Markup(
    rsm=f"{STANDARD}CrossIndustryInvoice:100",
    ram=f"{STANDARD}ReusableAggregateBusinessInformationEntity:100",
    qdt=f"{STANDARD}QualifiedDataType:100",
    udt=f"{STANDARD}UnqualifiedDataType:100",
)


def cii(document: Document) -> bytes:
    """The document as CII. What the norm cannot carry is refused (NotCarried)."""
    carried = carry(document)
    return x.write(
        x(
            "rsm:CrossIndustryInvoice",
            x(
                "rsm:ExchangedDocumentContext",
                x("ram:GuidelineSpecifiedDocumentContextParameter", x("ram:ID", PROFILE)),
            ),
            x(
                "rsm:ExchangedDocument",
                x("ram:ID", document.number),
                x("ram:TypeCode", carried.type_code),
                x("ram:IssueDateTime", _day(document.issued_on)),
                [x("ram:IncludedNote", x("ram:Content", note)) for note in carried.notes],
            ),
            x(
                "rsm:SupplyChainTradeTransaction",
                [_line(carried, line) for line in document.lines],
                _agreement(carried),
                _delivery(carried),
                _settlement(carried),
            ),
        )
    )


def _day(day: date | None) -> Node | None:
    return x("udt:DateTimeString", compact(day), format=FORMAT) if day else None


def _amount(name: str, value: Money | None) -> Node | None:
    return x(name, figure(value)) if value is not None else None


def _reference(name: str, number: str) -> Node | None:
    return x(name, x("ram:IssuerAssignedID", number))


def _period(start: date | None, end: date | None) -> Node | None:
    return x("ram:BillingSpecifiedPeriod", x("ram:StartDateTime", _day(start)), x("ram:EndDateTime", _day(end)))


def _line(carried: Carried, line: DocumentLine) -> Node | None:
    base = x("ram:BasisQuantity", plain(line.price_base), unitCode=line.unit) if line.price_base != 1 else None
    return x(
        "ram:IncludedSupplyChainTradeLineItem",
        x("ram:AssociatedDocumentLineDocument", x("ram:LineID", str(line.position))),
        x("ram:SpecifiedTradeProduct", x("ram:Name", line.description), x("ram:Description", about(line))),
        x(
            "ram:SpecifiedLineTradeAgreement",
            x("ram:NetPriceProductTradePrice", x("ram:ChargeAmount", plain(line.price)), base),
        ),
        x("ram:SpecifiedLineTradeDelivery", x("ram:BilledQuantity", plain(line.quantity), unitCode=line.unit)),
        x(
            "ram:SpecifiedLineTradeSettlement",
            x("ram:ApplicableTradeTax", _tax(carried.of_group[line.group])),
            _period(line.supply_from, line.supply_to),
            [_adjustment(each) for each in line.adjustments],
            x("ram:SpecifiedTradeSettlementLineMonetarySummation", _amount("ram:LineTotalAmount", line.net)),
        ),
    )


def _tax(category: Category) -> list[Node | None]:
    """Scheme, category and rate of a line or of an adjustment."""
    return [
        x("ram:TypeCode", "VAT"),
        x("ram:CategoryCode", category.code),
        x("ram:RateApplicablePercent", plain(category.rate)) if category.rate is not None else None,
    ]


def _adjustment(each: Adjustment, category: Category | None = None) -> Node | None:
    """An allowance or charge; on the document it names its tax."""
    return x(
        "ram:SpecifiedTradeAllowanceCharge",
        x("ram:ChargeIndicator", x("udt:Indicator", "true" if each.is_charge else "false")),
        x("ram:CalculationPercent", plain(each.percent)) if each.percent is not None else None,
        _amount("ram:BasisAmount", each.base),
        _amount("ram:ActualAmount", each.amount),
        x("ram:ReasonCode", each.reason_code),
        x("ram:Reason", each.reason),
        x("ram:CategoryTradeTax", _tax(category)) if category else None,
    )


def _agreement(carried: Carried) -> Node | None:
    document = carried.document
    name = document.project_name or document.project
    return x(
        "ram:ApplicableHeaderTradeAgreement",
        x("ram:BuyerReference", document.buyer_reference),
        _party("ram:SellerTradeParty", carried.seller),
        _party("ram:BuyerTradeParty", carried.buyer),
        _reference("ram:BuyerOrderReferencedDocument", document.po_number),
        _reference("ram:ContractReferencedDocument", document.contract),
        x("ram:SpecifiedProcuringProject", x("ram:ID", document.project), x("ram:Name", name))
        if document.project
        else None,
    )


def _party(name: str, carried: CarriedParty) -> Node | None:
    party = carried.party
    places = zip(("ram:LineOne", "ram:LineTwo", "ram:LineThree"), carried.street, strict=False)
    scheme, endpoint = carried.endpoint or ("", "")
    is_seller = name == "ram:SellerTradeParty"
    return x(
        name,
        x("ram:ID", carried.identifier),
        x("ram:Name", party.name),
        x("ram:Description", carried.further),
        x("ram:SpecifiedLegalOrganization", x("ram:ID", carried.legal_id)),
        x(
            "ram:DefinedTradeContact",
            x("ram:PersonName", party.attention),
            x("ram:EmailURIUniversalCommunication", x("ram:URIID", party.email if is_seller else "")),
        ),
        x(
            "ram:PostalTradeAddress",
            x("ram:PostcodeCode", party.postcode),
            [x(place, line) for place, line in places],
            x("ram:CityName", party.city),
            x("ram:CountryID", party.country),
            x("ram:CountrySubDivisionName", party.region),
        ),
        x("ram:URIUniversalCommunication", x("ram:URIID", endpoint, schemeID=scheme)),
        x("ram:SpecifiedTaxRegistration", x("ram:ID", carried.vat_id, schemeID="VA")),
        x("ram:SpecifiedTaxRegistration", x("ram:ID", carried.tax_number, schemeID="FC")),
    )


def _delivery(carried: Carried) -> Node:
    """Where to, if it is asked for, and when the supply was done (BT-72); the element itself is always there."""
    held = x(
        "ram:ApplicableHeaderTradeDelivery",
        x("ram:ShipToTradeParty", x("ram:PostalTradeAddress", x("ram:CountryID", carried.deliver_to))),
        x("ram:ActualDeliverySupplyChainEvent", x("ram:OccurrenceDateTime", _day(carried.document.supply_to))),
    )
    return held if held is not None else x.empty("ram:ApplicableHeaderTradeDelivery")


def _settlement(carried: Carried) -> Node | None:
    document = carried.document
    return x(
        "ram:ApplicableHeaderTradeSettlement",
        x("ram:PaymentReference", document.number if document.payment else ""),
        x("ram:TaxCurrencyCode", carried.books_tax.currency.code if carried.books_tax is not None else ""),
        x("ram:InvoiceCurrencyCode", document.currency),
        _means(carried),
        [_breakdown(category, document.tax_point) for category in carried.categories],
        _period(document.supply_from, document.supply_to),
        [_adjustment(each, carried.of_group[each.group]) for each in document.adjustments],
        x(
            "ram:SpecifiedTradePaymentTerms",
            x("ram:Description", carried.terms),
            x("ram:DueDateDateTime", _day(document.due_on)),
        ),
        _summation(carried),
        [
            x(
                "ram:InvoiceReferencedDocument",
                x("ram:IssuerAssignedID", each.number),
                x(
                    "ram:FormattedIssueDateTime",
                    x("qdt:DateTimeString", compact(each.issued_on), format=FORMAT) if each.issued_on else None,
                ),
            )
            for each in document.preceding
        ],
    )


def _means(carried: Carried) -> Node | None:
    payment = carried.document.payment
    if payment is None:
        return None
    return x(
        "ram:SpecifiedTradeSettlementPaymentMeans",
        x("ram:TypeCode", carried.means),
        x(
            "ram:PayeePartyCreditorFinancialAccount",
            x("ram:IBANID", payment.account if carried.is_iban else ""),
            x("ram:AccountName", payment.payee),
            x("ram:ProprietaryID", "" if carried.is_iban else payment.account),
        ),
        x("ram:PayeeSpecifiedCreditorFinancialInstitution", x("ram:BICID", payment.bank_code)),
    )


def _breakdown(category: Category, tax_point: date | None) -> Node | None:
    return x(
        "ram:ApplicableTradeTax",
        _amount("ram:CalculatedAmount", category.tax),
        x("ram:TypeCode", "VAT"),
        x("ram:ExemptionReason", category.reason),
        _amount("ram:BasisAmount", category.base),
        x("ram:CategoryCode", category.code),
        x("ram:ExemptionReasonCode", category.reason_code),
        x("ram:TaxPointDate", x("udt:DateString", compact(tax_point), format=FORMAT)) if tax_point else None,
        x("ram:RateApplicablePercent", plain(category.rate)) if category.rate is not None else None,
    )


def _summation(carried: Carried) -> Node | None:
    document, books = carried.document, carried.books_tax
    charges, allowances = document.adjusted(charges=True), document.adjusted(charges=False)
    return x(
        "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
        _amount("ram:LineTotalAmount", document.lines_net),
        _amount("ram:ChargeTotalAmount", charges or None),
        _amount("ram:AllowanceTotalAmount", allowances or None),
        _amount("ram:TaxBasisTotalAmount", document.net),
        x("ram:TaxTotalAmount", figure(document.tax), currencyID=document.currency),
        x("ram:TaxTotalAmount", figure(books), currencyID=books.currency.code) if books is not None else None,
        _amount("ram:RoundingAmount", document.rounding),
        _amount("ram:GrandTotalAmount", document.gross),
        _amount("ram:TotalPrepaidAmount", document.prepaid),
        _amount("ram:DuePayableAmount", document.payable),
    )
