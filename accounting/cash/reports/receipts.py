"""How a receipt stands, and what of it is not allocated yet."""

from accounting.cash.models import Receipt
from billing_suite.kernel.values.money import Money


def standing(receipt: Receipt) -> str:
    """Allocated, in part, or the customer's credit still."""
    if receipt.allocated_minor == receipt.amount_minor:
        return "allocated"
    return "partial" if receipt.allocated_minor else "open"


def left(receipt: Receipt) -> Money:
    """What is not set against an invoice yet."""
    rest: Money = receipt.amount - receipt.allocated
    return rest
