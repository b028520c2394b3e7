"""Verbs over activities: log what happened, plan what is to do, complete and postpone it."""

from datetime import date, datetime
from typing import Any

from django.db import models

from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.access.visible import hangs_on
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish
from crm.activities.models import Activity
from crm.customers.models import Contact, Customer

LOGGED = ("call", "meeting", "email", "note")
PLANNED = ("call", "meeting", "email", "task")


class ActivityDone(Refusal):
    """What is done is neither done again nor postponed."""

    code = "activity-done"


class ActivityNotPlanned(Refusal):
    """Only what is to do is completed or postponed."""

    code = "activity-not-planned"


@verb("log an activity", jobs=True)
def log_activity(
    customer: Customer,
    *,
    kind: str,
    subject: str,
    text: str = "",
    contact: Contact | None = None,
    about: models.Model | None = None,
    happened_at: datetime | None = None,
    owner: User | None = None,
    at: datetime,
    by: Actor,
) -> Activity:
    """A call, meeting, e-mail or note that happened, now or at an earlier instant.

    `contact` is one of the customer's; `about` a record of the customer's, such as an opportunity. It belongs to
    `owner`, else to whoever logs it.
    """
    _refuse_kind(kind, LOGGED, "logged as something that happened")
    when = happened_at or at
    if when > at:
        raise Invalid(
            "what has yet to happen is planned, not logged",
            record=customer.reference,
            fields={"happened_at": ["this is still to come"]},
        )
    made = _drafted(customer, kind, subject, text, contact, about, owner, by)
    made.happened_at = when
    return _kept(made, "activity.logged")


@verb("plan an activity", right="log_activity")
def plan_activity(
    customer: Customer,
    *,
    kind: str,
    subject: str,
    due_on: date,
    remind_on: date | None = None,
    text: str = "",
    contact: Contact | None = None,
    about: models.Model | None = None,
    owner: User | None = None,
    by: Actor,
) -> Activity:
    """A call, meeting, e-mail or task to be done by a day; its owner is reminded on another day, if one is named."""
    _refuse_kind(kind, PLANNED, "planned")
    made = _drafted(customer, kind, subject, text, contact, about, owner, by)
    made.due_on, made.remind_on = due_on, remind_on
    return _kept(made, "activity.planned")


@verb("complete an activity", right="log_activity")
def complete_activity(activity: Activity, *, outcome: str = "", at: datetime, by: Actor) -> Activity:
    """It is done; `outcome` says what came of it."""
    held = _to_do(activity)
    held.done_at, held.done_by, held.outcome = at, _person(by), outcome.strip()
    held.full_clean()
    held.save()
    publish("activity.completed", held)
    return held


@verb("postpone an activity", right="log_activity")
def postpone_activity(activity: Activity, *, due_on: date, remind_on: date | None = None, by: Actor) -> Activity:
    """To another day, with another reminder or none; a reminder that was given is given anew."""
    held = _to_do(activity)
    held.due_on, held.remind_on, held.reminded_at = due_on, remind_on, None
    held.full_clean()
    held.save()
    publish("activity.postponed", held)
    return held


def _refuse_kind(kind: str, kinds: tuple[str, ...], how: str) -> None:
    if kind not in kinds:
        raise Invalid(f"{kind} cannot be {how}", fields={"kind": [f"one of {', '.join(kinds)}"]})


def _drafted(
    customer: Customer,
    kind: str,
    subject: str,
    text: str,
    contact: Contact | None,
    about: models.Model | None,
    owner: User | None,
    by: Actor,
) -> Activity:
    """The activity before it has its day, its ties looked at."""
    if contact is not None and contact.customer_id != customer.pk:
        raise Invalid(
            f"{contact.name} is no contact of {customer.name}",
            record=customer.reference,
            fields={"contact": ["not of this customer"]},
        )
    if about is not None and not hangs_on(about, "customer", customer):
        raise Invalid(f"{about} is not about {customer.name}", record=customer.reference)
    return Activity(
        customer=customer,
        legal_entity_id=customer.legal_entity_id,
        contact=contact,
        kind=kind,
        subject=subject.strip(),
        text=text.strip(),
        owner=_owner(customer, owner, by),
        **({} if about is None else _named(about)),
    )


def _named(about: models.Model) -> dict[str, Any]:
    """The record it is about, as its own reference."""
    name = str(getattr(about, "number", "") or getattr(about, "reference", "") or about)
    return {"about_kind": about._meta.label_lower, "about_id": str(about.pk), "about_reference": name[:60]}


def _owner(customer: Customer, owner: User | None, by: Actor) -> User:
    """Who looks after it: somebody who sees the customer, else it would be on nobody's desk."""
    chosen = owner or _person(by)
    if not chosen.is_active or not Customer.objects.visible_to(chosen).filter(pk=customer.pk).exists():
        raise Invalid(
            f"{chosen.name} does not see {customer.name}",
            record=customer.reference,
            fields={"owner": ["does not see this customer"]},
        )
    return chosen


def _person(by: Actor) -> User:
    """The colleague who acts; the suite itself makes no calls."""
    if by.kind != "user":
        raise Invalid("an activity belongs to a colleague: say whose it is", fields={"owner": ["required"]})
    return User.objects.get(pk=by.key)


def _kept(made: Activity, event: str) -> Activity:
    made.full_clean(exclude=["id"])
    made.save(force_insert=True)
    publish(event, made)
    return made


def _to_do(activity: Activity) -> Activity:
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    if held.due_on is None:
        raise ActivityNotPlanned(f"{held.subject} was not planned", record=str(held.pk))
    if held.done_at is not None:
        raise ActivityDone(f"{held.subject} is done already", record=str(held.pk))
    return held
