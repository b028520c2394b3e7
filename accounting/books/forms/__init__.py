"""What people fill in about the books."""

from accounting.books.forms.balance import BalanceForm

__all__ = ["BalanceForm"]
