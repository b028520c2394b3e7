"""A sealed version becomes a contract, line by line."""

from collections.abc import Iterable

from billing_suite.kernel.values.ids import take_references
from crm.catalogue.actions import make_own_card
from crm.catalogue.models import RateCard
from crm.quotes.models import QuoteLine, QuoteVersion
from projects.contracts.models import Contract, ContractLine


def make_contract(version: QuoteVersion) -> Contract:
    """The promises of an accepted version, nothing typed again. Call within the verb that accepts."""
    customer = version.quote.opportunity.customer
    reference, lines = take_references("CON")[0], list(version.lines.all())
    contract = Contract.objects.create(
        reference=reference,
        name=version.quote.name,
        version=version,
        customer=customer,
        legal_entity=customer.legal_entity,
        currency=version.currency,
        net_minor=version.net_minor,
        po_number=version.signed_po,
        payment_days=customer.payment_days,
        starts_on=version.starts_on,
        rate_card=own_card(version, lines, name=f"{version.quote.name}, as agreed"),
    )
    ContractLine.objects.bulk_create(
        [
            ContractLine(
                contract=contract,
                quote_line=line,
                position=line.position,
                phase=line.phase,
                description=line.description,
                billed_by=line.billed_by,
                role=line.role,
                supply=line.supply,
                hours=line.hours,
                price=line.price,
                currency=line.currency,
                net_minor=line.net_minor,
            )
            for line in lines
        ]
    )
    return contract


def own_card(version: QuoteVersion, lines: Iterable[QuoteLine], *, name: str) -> RateCard | None:
    """The card of the prices that the offer named itself, from its start or its signature; None where it named none."""
    agreed = {line.role: line.price for line in lines if line.agreed}
    if not agreed:
        return None
    entity = version.quote.opportunity.customer.legal_entity
    assert version.ended_at is not None  # the database: an accepted version is signed
    signed = entity.local_date(version.ended_at)
    return make_own_card(name[:80], currency=version.currency, valid_from=min(version.starts_on, signed), rates=agreed)
