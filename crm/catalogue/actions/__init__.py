"""Verbs over what we sell and its prices, and the look-ups of prices and costs."""

from crm.catalogue.actions.cards import (
    CardsOverlap,
    copy_rate_card,
    load_rates,
    make_own_card,
    pick_rate,
    publish_rate_card,
    raised_prices,
)
from crm.catalogue.actions.costs import load_costs, pick_cost, set_cost_rates
from crm.catalogue.actions.prices import (
    ListsOverlap,
    copy_price_list,
    listed_prices,
    load_prices,
    publish_price_list,
    raised_list,
)
from crm.catalogue.actions.products import (
    add_bundle,
    add_product,
    add_products,
    change_bundle,
    change_product,
    retire_bundle,
    retire_product,
)
from crm.catalogue.actions.sheets import PricesImported, import_prices

__all__ = [
    "CardsOverlap",
    "ListsOverlap",
    "PricesImported",
    "add_bundle",
    "add_product",
    "add_products",
    "change_bundle",
    "change_product",
    "copy_price_list",
    "copy_rate_card",
    "import_prices",
    "listed_prices",
    "load_costs",
    "load_prices",
    "load_rates",
    "make_own_card",
    "pick_cost",
    "pick_rate",
    "publish_price_list",
    "publish_rate_card",
    "raised_list",
    "raised_prices",
    "retire_bundle",
    "retire_product",
    "set_cost_rates",
]
