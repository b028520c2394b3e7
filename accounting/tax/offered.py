"""The taxes of an offer, as they would be decided for an invoice on the day its work starts (RULES 5 to 9)."""

from datetime import date
from typing import Any

from accounting.tax.actions import load_buyers, load_rates, load_sellers
from accounting.tax.regimes import decide_tax
from accounting.tax.totals import total_up
from billing_suite.kernel.firm.taxing import Lines, ShownTax, TaxShown, register_tax_preview
from billing_suite.kernel.values.refusals import Refusal


def taxes_of_offer(customer: Any, lines: Lines, on: date) -> TaxShown:
    """Each line decided by its kind of supply, each group rounded once; six queries. Nothing is stored."""
    if not lines:
        return TaxShown(undecided="nothing is offered")
    entity = customer.legal_entity
    seller = load_sellers([entity])[entity.pk]
    buyer = load_buyers([customer])[customer.pk]
    rates = load_rates([entity], [customer])
    try:
        decided = [(net, decide_tax(seller, buyer, supply, on, rates)) for supply, net in lines]
        totals = total_up(decided, lines[0][1].currency.code)
    except Refusal as refusal:
        return TaxShown(undecided=str(refusal))
    taxes = [ShownTax(part.component, part.rate, part.base, part.tax) for part in totals.components if part.rate]
    notes = list(dict.fromkeys(part.decision.reason for part in totals.components if not part.rate))
    return TaxShown(taxes, totals.gross, [note for note in notes if note])


register_tax_preview(taxes_of_offer)
