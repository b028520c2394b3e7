"""Receipts keep the customer that paid them."""

from accounting.cash.models import Receipt
from billing_suite.kernel.record.merging import stays

stays("crm.customer", Receipt, "customer", label="receipts")
