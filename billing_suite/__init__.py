"""The billing suite: one pipeline from lead to ledger."""

from billing_suite.celery import app as celery_app

__all__ = ["celery_app"]
