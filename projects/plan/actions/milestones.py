"""Milestones: planned, handed over to the customer, and accepted or returned by them (RULES 18)."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from billing_suite.kernel.access.links import make_link, revoke_links
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.rehearsal import is_rehearsal
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.actions import notify
from billing_suite.kernel.work.events import publish
from billing_suite.kernel.work.mail import queue_mail
from crm.customers.models import Contact
from projects.plan.mailing import milestone_mail
from projects.plan.models import Milestone

LIVES = timedelta(days=60)


class MilestoneRefused(Refusal):
    """The milestone does not go this way."""

    code = "milestone-refused"


def hold_milestone(milestone: Milestone, *states: str) -> Milestone:
    """The milestone, locked with its project and customer, in one of these states."""
    held = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("project__customer__address", "project__legal_entity", "project__lead", "delivered_to")
        .get(pk=milestone.pk)
    )
    if held.status not in states:
        said = held.get_status_display().lower()
        raise MilestoneRefused(f"{held.name} is {said}", record=f"{held.project.reference} {held.name}", rule="INV-26")
    return held


@verb("plan a milestone", right="plan_work")
def plan_milestone(milestone: Milestone, *, due_on: date | None, by: Actor) -> Milestone:
    """When it is to be reached; what it bills, only a change order changes."""
    held = hold_milestone(milestone, "planned", "handed_over", "returned")
    held.due_on = due_on
    held.save()
    return held


@verb("hand a milestone over")
def deliver_milestone(milestone: Milestone, *, to: Contact, note: str = "", at: datetime, by: Actor) -> Milestone:
    """We are done with it: the customer is mailed a link to accept it, or to return it with a reason."""
    held = hold_milestone(milestone, "planned", "returned")
    record = f"{held.project.reference} {held.name}"
    if held.project.status != "open":
        raise MilestoneRefused(f"{held.project.reference} is not open", record=record)
    if to.customer_id != held.project.customer_id:
        raise Invalid(f"{to.name} is no contact of this customer", record=record, fields={"to": ["another customer's"]})
    held.status, held.delivered_at, held.delivered_to, held.delivered_note = "handed_over", at, to, note.strip()
    held.answered_at, held.return_reason, held.how = None, "", ""
    held.full_clean()
    held.save()
    token = make_link(held, purpose="milestone", contact_key=to.pk, contact_name=to.name, at=at, until=at + LIVES)
    url = f"{settings.SITE_URL}{reverse('portal-milestone', args=[token])}"
    facts = milestone_mail(held, to, url=url, sender=by.label) | {"rehearsal": is_rehearsal()}
    queue_mail(
        [to.email],
        subject=facts["subject"],
        text=render_to_string("emails/milestone_delivered.txt", facts),
        html=render_to_string("emails/milestone_delivered.html", facts),
        about=held,
    )
    publish("milestone.delivered", held, project=held.project_id)
    return held


@verb("take a milestone back", right="deliver_milestone")
def withdraw_milestone(milestone: Milestone, *, at: datetime, by: Actor) -> Milestone:
    """It was handed over too early: its link opens nothing any more."""
    held = hold_milestone(milestone, "handed_over")
    held.status, held.delivered_at, held.delivered_to, held.delivered_note = "planned", None, None, ""
    held.save()
    revoke_links(held, at=at)
    publish("milestone.withdrawn", held, project=held.project_id)
    return held


@verb("accept a milestone", contacts=True)
def accept_milestone(
    milestone: Milestone, *, signed_by: str, title: str = "", address: str = "", how: str = "", at: datetime, by: Actor
) -> Milestone:
    """The customer's signed yes: from now on its shares can be billed (RULES 18). What reached us otherwise than by the
    link is recorded with its evidence (`how`).
    """
    held = hold_milestone(milestone, "handed_over")
    record = f"{held.project.reference} {held.name}"
    if not signed_by.strip():
        raise Invalid("sign with your name", record=record, fields={"signed_by": ["required"]})
    if by.kind == "user" and not how.strip():
        raise Invalid("say how the acceptance reached us", record=record, fields={"how": ["required"]})
    held.status, held.answered_at = "accepted", at
    held.signed_by, held.signed_title, held.signed_address, held.how = signed_by.strip(), title, address, how.strip()
    held.full_clean()
    held.save()
    _tell(held, f"{held.name} is accepted", f"By {held.signed_by}.")
    publish("milestone.accepted", held, project=held.project_id)
    return held


@verb("return a milestone", contacts=True, right="accept_milestone")
def return_milestone(milestone: Milestone, *, reason: str, at: datetime, by: Actor) -> Milestone:
    """The customer does not accept it yet, and says why."""
    held = hold_milestone(milestone, "handed_over")
    if not reason.strip():
        raise Invalid("say what is missing", record=held.name, fields={"reason": ["required"]})
    held.status, held.answered_at, held.return_reason = "returned", at, reason.strip()
    held.full_clean()
    held.save()
    _tell(held, f"{held.name} comes back", held.return_reason)
    publish("milestone.returned", held, project=held.project_id)
    return held


def _tell(milestone: Milestone, title: str, text: str) -> None:
    """Whoever leads the project hears of it."""
    project = milestone.project
    if project.lead is not None:
        notify([project.lead], title=title, text=f"{project}: {text}", url=f"/projects/{project.pk}/")
