"""A sealed version becomes a contract, line by line."""

from billing_suite.kernel.values.ids import take_references
from crm.quotes.models import QuoteVersion
from projects.contracts.models import Contract, ContractLine


def make_contract(version: QuoteVersion) -> Contract:
    """The promises of an accepted version, nothing typed again. Call within the verb that accepts."""
    customer = version.quote.opportunity.customer
    contract = Contract.objects.create(
        reference=take_references("CON")[0],
        name=version.quote.name,
        version=version,
        customer=customer,
        legal_entity=customer.legal_entity,
        currency=version.currency,
        net_minor=version.net_minor,
        po_number=version.signed_po,
        payment_days=customer.payment_days,
        starts_on=version.starts_on,
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
            for line in version.lines.all()
        ]
    )
    return contract
