"""What waits in sales: quotes to send, quotes the customer has, opportunities past their date."""

from typing import Any

from django.urls import reverse

from billing_suite.home.reports.desk import READ, Desk, Line, Queue
from crm.pipeline.models import Opportunity
from crm.quotes.models import Quote


def quotes_in(desk: Desk, status: str) -> Any:
    """Quotes whose newest version is in a state; one's own on one's own desk."""
    rows = Quote.objects.visible_to(desk.user).select_related("opportunity__customer", "current__sent_to", "owner")
    rows = rows.filter(current__status=status)
    return (rows.filter(owner=desk.user) if desk.mine else rows).order_by("current__valid_until", "reference")[:READ]


def quotes_to_send(desk: Desk) -> Queue:
    """Drafted, not sent."""
    lines = [
        Line(
            one.reference,
            reverse("quote", args=[one.pk]),
            note=f"{one.name} for {one.opportunity.customer.name}",
            whom="" if desk.mine else one.owner.name,
            amount=one.current.net,
            status="draft",
        )
        for one in quotes_in(desk, "draft")
    ]
    return Queue("Quotes to send", "send", f"{reverse('quotes')}?view=mine", lines)


def quotes_to_approve(desk: Desk) -> Queue:
    """Put up for approval, by others than this person."""
    rows = Quote.objects.visible_to(desk.user).select_related("opportunity__customer", "current", "owner")
    rows = rows.filter(current__status="submitted").exclude(owner=desk.user)
    lines = [
        Line(
            one.reference,
            reverse("quote", args=[one.pk]),
            note=f"{one.name} for {one.opportunity.customer.name}, by {one.owner.name}",
            whom="" if desk.mine else "who approves quotes",
            amount=one.current.net if one.current else None,
            status="submitted",
        )
        for one in rows.order_by("current__valid_until", "reference")[:READ]
    ]
    return Queue("Quotes to approve", "file-description", f"{reverse('quotes')}?view=all", lines)


def quotes_with_customers(desk: Desk) -> Queue:
    """Sent, and neither accepted nor declined."""
    lines = [
        Line(
            one.reference,
            reverse("quote", args=[one.pk]),
            note=f"{one.opportunity.customer.name}, valid until {one.current.valid_until:%d %b %Y}",
            whom=f"{one.current.sent_to.name}, {one.opportunity.customer.name}" if one.current.sent_to else "",
            since=one.current.sent_at,
            amount=one.current.net,
            status="sent",
        )
        for one in quotes_in(desk, "sent")
    ]
    return Queue("Quotes waiting for the customer", "file-description", f"{reverse('quotes')}?view=waiting", lines)


def stale_opportunities(desk: Desk) -> Queue:
    """Open opportunities of one's own whose closing date is past."""
    rows = Opportunity.objects.visible_to(desk.user).select_related("customer", "stage", "owner")
    rows = rows.filter(stage__outcome="open", closes_on__lt=desk.at.date())
    if desk.mine:
        rows = rows.filter(owner=desk.user)
    lines = [
        Line(
            one.name,
            reverse("opportunity", args=[one.pk]),
            note=f"{one.customer.name} · {one.stage.name}",
            whom="" if desk.mine else one.owner.name,
            since=one.closes_on,
            amount=one.amount,
        )
        for one in rows.order_by("closes_on", "pk")[:READ]
    ]
    return Queue("Opportunities past their date", "target-arrow", reverse("opportunities"), lines)
