"""A sealed version becomes a contract, line by line."""

from collections.abc import Iterable, Sequence

from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.money import to_minor, zero
from crm.catalogue.actions import make_own_card
from crm.catalogue.models import RateCard
from crm.quotes.models import QuoteVersion
from projects.contracts.models import Contract, ContractLine, PlanPeriod
from projects.contracts.promises import Promise


def make_contract(version: QuoteVersion, promises: Sequence[Promise]) -> Contract:
    """What an accepted version promises, nothing typed again. Call within the verb that accepts."""
    customer = version.quote.opportunity.customer
    total = sum((promise.net for promise in promises), zero(version.currency))
    contract = Contract.objects.create(
        reference=take_references("CON")[0],
        name=version.quote.name,
        version=version,
        customer=customer,
        legal_entity=customer.legal_entity,
        currency=version.currency,
        net_minor=to_minor(total),
        po_number=version.signed_po,
        payment_days=customer.payment_days,
        starts_on=version.starts_on,
        rate_card=own_card(version, promises, name=f"{version.quote.name}, as agreed"),
    )
    lines = [_line(contract, promise) for promise in promises]
    ContractLine.objects.bulk_create(lines)
    PlanPeriod.objects.bulk_create(
        [
            PlanPeriod(
                line=line,
                number=period.number,
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                currency=contract.currency,
                net_minor=to_minor(period.net),
            )
            for line, promise in zip(lines, promises, strict=True)
            for period in promise.periods
        ]
    )
    return contract


def _line(contract: Contract, promise: Promise) -> ContractLine:
    line = promise.line
    return ContractLine(
        contract=contract,
        quote_line=line,
        position=line.position,
        phase=line.phase,
        description=line.description,
        billed_by=line.billed_by,
        role=line.role,
        supply=line.supply,
        unit=line.unit,
        quantity=line.quantity,
        span=line.span,
        periods=line.periods,
        hours=line.effort,
        price=promise.price,
        currency=line.currency,
        net_minor=to_minor(promise.net),
    )


def own_card(version: QuoteVersion, promises: Iterable[Promise], *, name: str) -> RateCard | None:
    """The card of the prices an hour that the offer agreed, from its start or its signature; None where it agreed
    none.
    """
    agreed = {each.line.role: each.price for each in promises if each.agreed and each.line.billed_by == "time"}
    if not agreed:
        return None
    entity = version.quote.opportunity.customer.legal_entity
    assert version.ended_at is not None  # the database: an accepted version is signed
    signed = entity.local_date(version.ended_at)
    return make_own_card(name[:80], currency=version.currency, valid_from=min(version.starts_on, signed), rates=agreed)
