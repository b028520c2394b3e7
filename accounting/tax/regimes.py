"""Which tax a supply bears, by the law of the seller's place: pure functions of a case (RULES 8).

Each rule names its article. A place the suite has no rule for is refused, as are facts that do not decide.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from accounting.tax.decision import Buyer, Case, RateTable, Seller, TaxDecision
from billing_suite.kernel.values.business_ids import eu_country, is_eu_vat_id

EU: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
DIRECTIVE = "2006/112/EC"
REVERSE_CHARGE = f"Reverse charge: VAT is payable by the recipient (Articles 44 and 196, Directive {DIRECTIVE})"
INTRA_COMMUNITY = f"Exempt intra-Community supply of goods (Article 138, Directive {DIRECTIVE})"
EXPORT_EU = f"Exempt export of goods (Article 146, Directive {DIRECTIVE})"
OUTSIDE_EU = f"Not taxable in the EU: supplied where the business customer is established (Article 44, {DIRECTIVE})"
CONSUMER_OUTSIDE_EU = f"Not taxable in the EU: supplied where the customer lives (Article 59, {DIRECTIVE})"
DIGITAL_OUTSIDE_EU = f"Not taxable in the EU: supplied where the customer lives (Article 58, {DIRECTIVE})"
OUTSIDE_US = "Supplied to a recipient outside the United States; no sales tax applies"
OUTSIDE_UK = "Outside the scope of UK VAT: supplied where the business customer belongs (section 7A(2)(a) VATA 1994)"
CONSUMER_OUTSIDE_UK = (
    "Outside the scope of UK VAT: supplied where the customer belongs (Schedule 4A, paragraphs 15 and 16, VATA 1994)"
)
EXPORT_UK = "Zero-rated export of goods (section 30(6) VATA 1994)"

# Services of these sellers to anyone abroad, and goods that leave: category and the law's words.
SERVICES_ABROAD: Final = {
    "CH": ("O", "Not taxable in Switzerland: supplied where the recipient is established (Article 8(1) MWSTG)"),
    "NO": ("G", "Zero-rated: remotely deliverable service to a recipient abroad (merverdiavgiftsloven § 6-22)"),
    "AU": ("G", "GST-free: supplied to a recipient outside Australia (section 38-190 GST Act 1999)"),
    "NZ": ("G", "Zero-rated: supplied to a non-resident outside New Zealand (section 11A(1)(k) GST Act 1985)"),
    "CA": ("G", "Zero-rated: supplied to a non-resident (Schedule VI, Part V, section 7, Excise Tax Act)"),
    "JP": ("G", "Export exempt: supplied to a non-resident (Article 7, Consumption Tax Act)"),
}
GOODS_ABROAD: Final = {
    "CH": ("G", "Exempt export of goods (Article 23(2)(1) MWSTG)"),
    "NO": ("G", "Zero-rated export of goods (merverdiavgiftsloven § 6-21)"),
    "AU": ("G", "GST-free export of goods (section 38-185 GST Act 1999)"),
    "NZ": ("G", "Zero-rated export of goods (section 11(1) GST Act 1985)"),
    "CA": ("G", "Zero-rated export of goods (Schedule VI, Part V, section 1, Excise Tax Act)"),
    "JP": ("G", "Export exempt (Article 7, Consumption Tax Act)"),
}


def decide_tax(seller: Seller, buyer: Buyer, supply: str, on: date, rates: RateTable) -> TaxDecision:
    """The tax on one kind of supply on its date (RULES 8). Facts that do not decide are refused: NoTaxDecision."""
    case = Case(seller, buyer, supply, on, rates)
    if seller.country in EU:
        return _from_the_eu(case)
    regime = REGIMES.get(seller.country)
    if regime is None:
        raise case.undecided("no rule for this seller's country")
    return regime(case)


def _from_the_eu(case: Case) -> TaxDecision:
    seller, buyer = case.seller, case.buyer
    if buyer.country == seller.country:
        return case.taxed(seller.country)
    if buyer.country in EU:
        return _within_the_eu(case)
    if case.supply == "goods":
        return case.untaxed("G", EXPORT_EU, own=case.home())
    if buyer.is_business:
        return case.untaxed("O", OUTSIDE_EU, own=case.home())
    if case.supply == "training":  # Article 45: the rest stays at the supplier's place
        return case.taxed(seller.country)
    if seller.registration(buyer.country, buyer.region, case.on):
        return case.taxed(buyer.country, _region(buyer))
    return case.untaxed("O", DIGITAL_OUTSIDE_EU if case.supply == "digital" else CONSUMER_OUTSIDE_EU, own=case.home())


def _within_the_eu(case: Case) -> TaxDecision:
    buyer = case.buyer
    if not buyer.is_business:
        if case.supply in ("digital", "goods"):  # Articles 33 and 58: the consumer's place
            return _at_the_consumers(case)
        return case.taxed(case.seller.country)  # Article 45: the supplier's place
    own = case.home()
    if not is_eu_vat_id(buyer.vat_id) or eu_country(buyer.vat_id[:2]) not in EU - {case.seller.country}:
        raise case.undecided("without tax it needs the customer's VAT id of another member state, right by its digits")
    if buyer.vat_id_standing == "invalid":
        raise case.undecided(f"the customer's VAT id {buyer.vat_id} was found not to be valid")
    if case.supply == "goods":
        return case.untaxed("K", INTRA_COMMUNITY, own=own)
    return case.untaxed("AE", REVERSE_CHARGE, own=own)


def _at_the_consumers(case: Case) -> TaxDecision:
    """The consumer's rate, under a registration there or under the one-stop shop."""
    country = case.buyer.country
    if case.seller.registration(country, "", case.on):
        return case.taxed(country)
    shop = case.seller.registration("EU", "", case.on)
    if shop is None:
        raise case.undecided(f"consumers are taxed at their place: register in {country} or for the one-stop shop (EU)")
    return case.taxed(country, under=shop)


def _from_the_uk(case: Case) -> TaxDecision:
    buyer = case.buyer
    if buyer.country == "GB":
        return case.taxed("GB")
    if case.supply == "goods":
        return case.untaxed("G", EXPORT_UK, own=case.home())
    if buyer.is_business:
        return case.untaxed("O", OUTSIDE_UK, own=case.home())
    if case.supply == "training":  # section 7A(2)(b)
        return case.taxed("GB")
    if case.supply == "digital" and buyer.country in EU:  # Article 58 of the Directive: non-Union one-stop shop
        return _at_the_consumers(case)
    if case.seller.registration(buyer.country, buyer.region, case.on):
        return case.taxed(buyer.country, _region(buyer))
    return case.untaxed("O", CONSUMER_OUTSIDE_UK, own=case.home())


def _from_the_us(case: Case) -> TaxDecision:
    """State and local components where the customer is; the United States tax no exports."""
    if case.buyer.country != "US":
        return case.untaxed("O", OUTSIDE_US)
    return case.taxed("US", case.buyer.region)


def _from_canada(case: Case) -> TaxDecision:
    """By the customer's province (New Harmonized Value-added Tax System Regulations, SOR/2010-117, section 13)."""
    if case.buyer.country != "CA":
        return _abroad(case)
    return case.taxed("CA", case.buyer.region)


def _at_home_or_abroad(case: Case) -> TaxDecision:
    if case.buyer.country == case.seller.country:
        return case.taxed(case.seller.country)
    return _abroad(case)


def _abroad(case: Case) -> TaxDecision:
    """What leaves the country: to a consumer with the tax of their place where the seller is registered there."""
    buyer, seller = case.buyer, case.seller
    if not buyer.is_business and case.supply == "digital":
        if buyer.country in EU:
            return _at_the_consumers(case)
        if seller.registration(buyer.country, buyer.region, case.on):
            return case.taxed(buyer.country, _region(buyer))
    category, reason = (GOODS_ABROAD if case.supply == "goods" else SERVICES_ABROAD)[seller.country]
    return case.untaxed(category, reason, own=case.home())


def _region(buyer: Buyer) -> str:
    """The part of the country that has rates of its own."""
    return buyer.region if buyer.country in ("US", "CA") else ""


REGIMES: Final[dict[str, Callable[[Case], TaxDecision]]] = {
    "GB": _from_the_uk,
    "US": _from_the_us,
    "CA": _from_canada,
    **dict.fromkeys(("CH", "NO", "AU", "NZ", "JP"), _at_home_or_abroad),
}
