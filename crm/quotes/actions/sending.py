"""A version goes to the customer, sealed by its content's hash."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from billing_suite.kernel.access.approvals import content_hash
from billing_suite.kernel.access.links import make_link
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.rehearsal import is_rehearsal
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish
from billing_suite.kernel.work.jobs import later
from billing_suite.kernel.work.mail import queue_mail
from crm.customers.models import Contact
from crm.quotes.actions.approving import check_sendable, hold
from crm.quotes.actions.refusals import QuoteNotOpen
from crm.quotes.content import quote_content
from crm.quotes.mailing import quote_mail
from crm.quotes.models import QuoteVersion


@verb("send a quote")
def send_quote(
    version: QuoteVersion, *, to: Contact, remind_on: date | None = None, at: datetime, by: Actor
) -> QuoteVersion:
    """Seal the version by its content's hash and mail the customer a link to read and sign it.

    On `remind_on`, a day within its validity, they are reminded if they have not answered.
    """
    version = hold(version)
    if version.status not in ("draft", "approved"):
        raise QuoteNotOpen(f"{version.reference} is {version.status}", record=version.reference, rule="INV-26")
    check_sendable(version, at=at)
    if to.customer_id != version.quote.opportunity.customer_id:
        raise Invalid(f"{to.name} is no contact of this customer", record=version.reference)
    if remind_on is not None and remind_on > version.valid_until:
        raise Invalid(
            f"{version.reference} is valid until {version.valid_until}: a reminder comes before",
            record=version.reference,
            fields={"remind_on": ["within its validity"]},
        )
    version.status, version.sent_to, version.sent_at, version.remind_on = "sent", to, at, remind_on
    version.content_hash = content_hash(quote_content(version))
    version.save()
    mail_link(version, to, at=at)
    later("crm.quotes.tasks.make_paper", about=f"{version.reference} as a PDF", version_id=version.pk)
    publish("quote.sent", version, content_hash=version.content_hash)
    return version


def mail_link(version: QuoteVersion, to: Contact, *, at: datetime, reminder: bool = False) -> None:
    """The e-mail with the portal link, which lives through the offer's last day in the entity's time zone."""
    zone = ZoneInfo(version.quote.opportunity.customer.legal_entity.time_zone)
    until = datetime.combine(version.valid_until + timedelta(days=1), time(0), zone)
    token = make_link(version, purpose="quote", contact_key=to.pk, contact_name=to.name, at=at, until=until)
    url = f"{settings.SITE_URL}{reverse('portal-quote', args=[token])}"
    facts = quote_mail(version, to, url=url, reminder=reminder) | {"rehearsal": is_rehearsal()}
    queue_mail(
        [to.email],
        subject=facts["subject"],
        text=render_to_string("emails/quote_sent.txt", facts),
        html=render_to_string("emails/quote_sent.html", facts),
        about=version,
    )
