"""A sent offer runs out, is withdrawn, is extended, is reminded of."""

from datetime import date, datetime

from django.urls import reverse

from billing_suite.kernel.access.links import revoke_links
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.actions import notify
from billing_suite.kernel.work.events import publish, publish_many
from crm.quotes.actions.approving import hold
from crm.quotes.actions.drafting import supersede, write_version
from crm.quotes.actions.refusals import QuoteNotOpen
from crm.quotes.actions.sending import mail_link
from crm.quotes.lines import Offered
from crm.quotes.models import Quote, QuoteVersion, QuoteVersionRows


@verb("expire quotes", right="send_quote", jobs=True)
def expire_quotes(*, at: datetime, by: Actor) -> list[QuoteVersion]:
    """Sent offers whose last day is over, where the customer is served, run out; their owners are told."""
    over = [version for version in _sent(at) if version.valid_until < _day(version, at)]
    for version in over:
        version.status, version.ended_at = "expired", at
    QuoteVersion.objects.bulk_update(over, ["status", "ended_at"])
    publish_many("quote.expired", [(version, {}) for version in over])
    for version in over:
        notify(
            [version.quote.owner],
            title=f"{version.reference} ran out unanswered",
            text=f"{version.quote.name} for {version.quote.opportunity.customer.name}, "
            f"valid until {version.valid_until}. Extend it, or close the opportunity.",
            url=reverse("quote", args=[version.quote_id]),
            by_mail=False,
        )
    return over


@verb("remind of quotes", right="send_quote", jobs=True)
def remind_of_quotes(*, at: datetime, by: Actor) -> list[QuoteVersion]:
    """Customers who have an offer unanswered are reminded on its day, once, with a link of their own."""
    due = [
        version
        for version in _sent(at).filter(remind_on__isnull=False, reminded_at__isnull=True)
        if version.remind_on is not None and version.remind_on <= _day(version, at) <= version.valid_until
    ]
    for version in due:
        if version.sent_to is not None:
            mail_link(version, version.sent_to, at=at, reminder=True)
    QuoteVersion.objects.filter(pk__in=[version.pk for version in due]).update(reminded_at=at)
    publish_many("quote.reminded", [(version, {}) for version in due])
    return due


@verb("withdraw a quote", right="send_quote")
def withdraw_quote(version: QuoteVersion, *, at: datetime, by: Actor) -> QuoteVersion:
    """Take back what was sent and not answered; its links end."""
    held = hold(version)
    if held.status != "sent":
        raise QuoteNotOpen(f"{held.reference} is {held.status}", record=held.reference, rule="INV-26")
    held.status, held.ended_at = "withdrawn", at
    held.save()
    revoke_links(held, at=at)
    publish("quote.withdrawn", held)
    return held


@verb("extend a quote", right="draft_quote")
def extend_quote(quote: Quote, *, valid_until: date, at: datetime, by: Actor) -> QuoteVersion:
    """The same offer, line by line and at the same prices, with a later last day: a new version, to be sent."""
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    before = quote.current
    if before is None or before.status not in ("sent", "expired"):
        raise QuoteNotOpen(f"{quote.reference} is not with the customer", record=quote.reference, rule="INV-26")
    if valid_until <= before.valid_until:
        raise Invalid(
            f"{before.reference} is valid until {before.valid_until} already",
            record=before.reference,
            fields={"valid_until": ["later than before"]},
        )
    told, number = copied(before), supersede(quote, at=at) + 1
    same = {name: getattr(before, name) for name in ("currency", "starts_on", "terms", "discount", "discount_minor")}
    version = QuoteVersion(quote=quote, number=number, valid_until=valid_until, **same)
    return write_version(version, told, by=by)


def copied(version: QuoteVersion) -> Offered:
    """The lines, milestones and shares of a version as new rows, prices and all."""
    lines = {line.pk: line for line in version.lines.order_by("position")}
    milestones = {each.pk: each for each in version.milestones.order_by("position")}
    shares = list(version.shares.order_by("milestone__position", "pk"))
    for share in shares:
        share.line, share.milestone = lines[share.line_id], milestones[share.milestone_id]
    made = Offered(list(lines.values()), list(milestones.values()), shares)
    for row in (*made.lines, *made.milestones, *made.shares):
        row.pk, row._state.adding = None, True
    return made


def _sent(at: datetime) -> QuoteVersionRows:
    rows = QuoteVersion.objects.filter(status="sent").select_for_update(of=("self",))
    joined = rows.select_related("quote__opportunity__customer__legal_entity", "quote__owner", "sent_to")
    return joined.order_by("valid_until", "pk")


def _day(version: QuoteVersion, at: datetime) -> date:
    """The date where the customer is served."""
    return version.quote.opportunity.customer.legal_entity.local_date(at)
