"""The toy shop, for the tests of the web room."""

from tests.kernel.web.cast import mara, noah, orders, own_registries, shop_tables, signed_in

__all__ = ["mara", "noah", "orders", "own_registries", "shop_tables", "signed_in"]
