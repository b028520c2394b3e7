"""An opportunity is opened with a customer, and changed as more is known."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.money import Money, to_minor
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish
from crm.customers.models import Contact, Customer
from crm.pipeline.actions.moving import OpportunityEnded, check_needs, first_stage, hold, note_move
from crm.pipeline.models import Competitor, Opportunity, Pipeline

CHANGEABLE = (
    "name",
    "amount",
    "closes_on",
    "contact",
    "owner",
    "category",
    "next_step",
    "competitors",
    "no_competitor",
)


@verb("open an opportunity")
def open_opportunity(
    customer: Customer,
    *,
    name: str,
    amount: Money,
    closes_on: date,
    contact: Contact | None = None,
    pipeline: Pipeline | None = None,
    next_step: str = "",
    at: datetime,
    by: Actor,
) -> Opportunity:
    """A possible sale to a customer, in the customer's currency, owned by whoever opens it."""
    stage = first_stage("open", pipeline)
    opportunity = Opportunity(
        reference=take_references("OPP")[0],
        customer=customer,
        legal_entity_id=customer.legal_entity_id,
        contact=_contact(customer, contact),
        name=name,
        stage=stage,
        category=stage.category,
        stage_since=at,
        next_step=next_step,
        currency=customer.currency,
        amount_minor=_amount(customer, amount),
        closes_on=closes_on,
        owner=User.objects.get(pk=by.key),
    )
    opportunity.full_clean(exclude=["id"])
    opportunity.save(force_insert=True)
    note_move(opportunity, None, at=at, by=by)
    publish("opportunity.opened", opportunity)
    return opportunity


@verb("change an opportunity", right="open_opportunity")
def change_opportunity(opportunity: Opportunity, *, changes: dict[str, Any], by: Actor) -> Opportunity:
    """What is known of an open sale: name, amount, expected close, contact, owner, forecast category, next step,
    competitors, or that there is none. What its stage needs stays.
    """
    if unknown := set(changes) - set(CHANGEABLE):
        raise Invalid(f"an opportunity has no {sorted(unknown)[0]} to change", record=opportunity.reference)
    held = hold(opportunity)
    if held.stage.outcome != "open":
        raise OpportunityEnded(f"{held.reference} is {held.stage.name}", record=held.reference)
    told = dict(changes)
    competitors: Sequence[Competitor] | None = told.pop("competitors", None)
    if "amount" in told:
        held.amount_minor = _amount(held.customer, told.pop("amount"))
    if "contact" in told:
        held.contact = _contact(held.customer, told.pop("contact"))
    if "owner" in told:
        held.owner = _owner(held, told.pop("owner"))
    for field, value in told.items():
        setattr(held, field, value)
    held.full_clean()
    held.save()
    if competitors is not None:
        held.competitors.set(competitors)
    check_needs(held, held.stage)
    publish("opportunity.changed", held)
    return held


def _amount(customer: Customer, amount: Money) -> int:
    if amount.currency.code != customer.currency:
        raise Invalid(
            f"{customer.name} is billed in {customer.currency}, not {amount.currency.code}",
            record=customer.reference,
            fields={"amount": [f"use {customer.currency}"]},
        )
    return to_minor(amount)


def _contact(customer: Customer, contact: Contact | None) -> Contact | None:
    if contact is not None and contact.customer_id != customer.pk:
        raise Invalid(f"{contact.name} is no contact of {customer.name}", record=customer.reference)
    return contact


def _owner(opportunity: Opportunity, owner: User) -> User:
    """Somebody who sees it, else it would be on nobody's desk."""
    if not owner.is_active or not Opportunity.objects.visible_to(owner).filter(pk=opportunity.pk).exists():
        raise Invalid(
            f"{owner.name} does not see {opportunity.reference}",
            record=opportunity.reference,
            fields={"owner": ["does not see this opportunity"]},
        )
    return owner
