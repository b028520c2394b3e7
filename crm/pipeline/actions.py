"""Verbs over opportunities."""

from datetime import date
from decimal import Decimal

from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.money import Money, to_minor
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish
from crm.customers.models import Contact, Customer
from crm.pipeline.models import Opportunity, Stage


class OpportunityEnded(Refusal):
    """A won or lost opportunity does not move."""

    code = "opportunity-ended"


@verb("set up a stage", jobs=True)
def set_up_stage(name: str, *, position: int, probability: Decimal, outcome: str = "open", by: Actor) -> Stage:
    """A step of the sale with its probability in per cent."""
    stage = Stage(name=name, position=position, probability=probability, outcome=outcome)
    stage.full_clean()
    stage.save(force_insert=True)
    return stage


@verb("open an opportunity")
def open_opportunity(
    customer: Customer,
    *,
    name: str,
    amount: Money,
    closes_on: date,
    contact: Contact | None = None,
    by: Actor,
) -> Opportunity:
    """A possible sale to a customer, in the customer's currency, owned by whoever opens it."""
    if amount.currency.code != customer.currency:
        raise Invalid(
            f"{customer.name} is billed in {customer.currency}, not {amount.currency.code}",
            record=customer.reference,
            fields={"amount": [f"use {customer.currency}"]},
        )
    if contact is not None and contact.customer_id != customer.pk:
        raise Invalid(f"{contact.name} is no contact of {customer.name}", record=customer.reference)
    opportunity = Opportunity(
        reference=take_references("OPP")[0],
        customer=customer,
        contact=contact,
        name=name,
        stage=first_stage("open"),
        currency=customer.currency,
        amount_minor=to_minor(amount),
        closes_on=closes_on,
        owner=User.objects.get(pk=by.key),
    )
    opportunity.full_clean(exclude=["id"])
    opportunity.save(force_insert=True)
    publish("opportunity.opened", opportunity)
    return opportunity


def first_stage(outcome: str) -> Stage:
    """The first stage with this outcome; a pipeline without one is not set up."""
    stage = Stage.objects.filter(outcome=outcome).order_by("position").first()
    if stage is None:
        raise Refusal(f"the pipeline has no stage for {outcome}", code="pipeline-not-set-up")
    return stage


@verb("move an opportunity", right="open_opportunity")
def move_opportunity(opportunity: Opportunity, *, stage: Stage, lost_reason: str = "", by: Actor) -> Opportunity:
    """To another open stage, or to lost with a reason. Won comes only from an accepted quote."""
    if stage.outcome == "won":
        raise Invalid("an opportunity is won by an accepted quote", record=opportunity.reference)
    if stage.outcome == "lost" and not lost_reason:
        raise Invalid("say why it was lost", record=opportunity.reference, fields={"lost_reason": ["required"]})
    return put_in_stage(opportunity, stage, lost_reason)


def put_in_stage(opportunity: Opportunity, stage: Stage, lost_reason: str = "") -> Opportunity:
    """The move itself, for verbs that win. Call within a verb."""
    held = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    if held.stage.outcome != "open":
        raise OpportunityEnded(f"{held.reference} is {held.stage.name}", record=held.reference)
    held.stage, held.lost_reason = stage, lost_reason
    held.save()
    publish("opportunity.moved", held, stage=stage.name)
    return held
