"""What we sell and its prices in the API."""

from crm.catalogue.api import cards, products
from crm.catalogue.api.cards import RATE_CARDS
from crm.catalogue.api.products import PRODUCTS

DOORS = (*cards.DOORS, *products.DOORS)

__all__ = ["DOORS", "PRODUCTS", "RATE_CARDS"]
