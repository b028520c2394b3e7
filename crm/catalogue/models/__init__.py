"""What we sell and at which prices: ways of selling, products and bundles, dated lists of prices and costs."""

from crm.catalogue.models.cards import CostRate, Rate, RateCard
from crm.catalogue.models.products import RECOGNISED_BY, Bundle, BundlePart, Price, PriceList, Product
from crm.catalogue.models.selling import BILLED_BY, BY_PERIOD, MONTHS, SPANS, SUPPLIES, UNITS, Sold

__all__ = [
    "BILLED_BY",
    "BY_PERIOD",
    "MONTHS",
    "RECOGNISED_BY",
    "SPANS",
    "SUPPLIES",
    "UNITS",
    "Bundle",
    "BundlePart",
    "CostRate",
    "Price",
    "PriceList",
    "Product",
    "Rate",
    "RateCard",
    "Sold",
]
