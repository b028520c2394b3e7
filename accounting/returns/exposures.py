"""Tax that was filed and paid in the books' currency is no longer exposed to another one (RULES 24)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Sum

from accounting.books.exposures import Settled, register_settlement
from accounting.returns.models import TaxReturnLine
from billing_suite.kernel.firm.models import LegalEntity


def paid_taxes(entity: LegalEntity, as_of: date) -> Iterable[Settled]:
    """Of documents in other currencies, by currency and component: what returns remitted by a day hold."""
    rows = TaxReturnLine.objects.filter(
        tax_return__registration__legal_entity=entity, tax_return__remitted_on__lte=as_of
    ).exclude(currency=F("books_currency"))
    return rows.order_by().values_list("currency", "component").annotate(Sum("tax_minor"), Sum("books_tax_minor"))


register_settlement(paid_taxes)
