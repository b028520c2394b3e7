"""Verbs over quotes: draft, send, and what acceptance does to the quote itself."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from billing_suite.kernel.access.approvals import content_hash
from billing_suite.kernel.access.links import make_link, revoke_links
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.rehearsal import is_rehearsal
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.money import Money, parse_decimal, round_half_up, to_minor, zero
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish
from billing_suite.kernel.work.mail import queue_mail
from crm.catalogue.actions import load_rates, pick_rate
from crm.customers.models import Contact
from crm.pipeline.actions import first_stage, put_in_stage
from crm.pipeline.models import Opportunity
from crm.quotes.mailing import quote_mail
from crm.quotes.models import SUPPLIES, Quote, QuoteLine, QuoteVersion


class QuoteNotOpen(Refusal):
    """The version is not in the state this verb needs."""

    code = "quote-not-open"


class QuoteExpired(Refusal):
    """The offer's last day has passed."""

    code = "quote-expired"


class LineOffer(TypedDict, total=False):
    """One line as it is offered; a `price` per hour is agreed for the contract, else the rate card's holds."""

    phase: str
    description: str
    role: str
    hours: str
    price: str
    supply: str


@verb("draft a quote")
def draft_quote(
    opportunity: Opportunity,
    *,
    name: str,
    lines: list[LineOffer],
    starts_on: date,
    valid_until: date,
    terms: str = "",
    by: Actor,
) -> Quote:
    """The first version of an offer for an open opportunity, priced from the rate card where no price is given."""
    if opportunity.stage.outcome != "open":
        raise QuoteNotOpen(f"{opportunity.reference} is {opportunity.stage.name}", record=opportunity.reference)
    quote = Quote(
        reference=take_references("QUO")[0],
        opportunity=opportunity,
        name=name,
        currency=opportunity.currency,
        owner=User.objects.get(pk=by.key),
    )
    quote.full_clean(exclude=["id"])
    quote.save(force_insert=True)
    write_version(quote, 1, lines, starts_on=starts_on, valid_until=valid_until, terms=terms)
    publish("quote.drafted", quote)
    return quote


@verb("revise a quote", right="draft_quote")
def revise_quote(
    quote: Quote,
    *,
    lines: list[LineOffer],
    starts_on: date,
    valid_until: date,
    terms: str = "",
    at: datetime,
    by: Actor,
) -> QuoteVersion:
    """A new version takes the place of the open one, whose links end."""
    quote = Quote.objects.select_for_update(of=("self",)).select_related("current").get(pk=quote.pk)
    before = quote.current
    if before is None or before.status not in ("draft", "sent", "declined"):
        raise QuoteNotOpen(f"{quote.reference} is {before.status if before else 'empty'}", record=quote.reference)
    if before.status in ("draft", "sent"):
        before.status = "superseded"
        before.save(update_fields=["status"])
        revoke_links(before, at=at)
    return write_version(quote, before.number + 1, lines, starts_on=starts_on, valid_until=valid_until, terms=terms)


def write_version(
    quote: Quote, number: int, offers: Sequence[LineOffer], *, starts_on: date, valid_until: date, terms: str
) -> QuoteVersion:
    """The version and its lines, totals computed here and nowhere else. Call within a verb."""
    if not offers:
        raise Invalid("a quote has at least one line", record=quote.reference, fields={"lines": ["required"]})
    words = [offer.get("description", "") for offer in offers]
    if len(set(words)) < len(words):
        raise Invalid("two lines of the quote read the same", record=quote.reference, fields={"lines": ["repeated"]})
    priced = price_lines(quote, offers, on=starts_on)
    total = sum((line.net for line in priced), zero(quote.currency))
    version = QuoteVersion(
        quote=quote,
        number=number,
        currency=quote.currency,
        net_minor=to_minor(total),
        valid_until=valid_until,
        starts_on=starts_on,
        terms=terms,
    )
    version.full_clean(exclude=["id"])
    version.save(force_insert=True)
    for line in priced:
        line.version = version
        line.full_clean(exclude=["version"])
    QuoteLine.objects.bulk_create(priced)
    quote.current = version
    quote.save()
    return version


def price_lines(quote: Quote, offers: Sequence[LineOffer], *, on: date) -> list[QuoteLine]:
    """Offered lines with their price and net: hours x price, rounded once (RULES 2).

    A price that is agreed for a role holds for all lines of that role, since time is priced by role.
    """
    entity = quote.opportunity.customer.legal_entity
    rates = load_rates([(entity.country, quote.currency)])
    agreed = agreed_prices(quote, offers)
    priced = []
    for position, offer in enumerate(offers, start=1):
        role = offer.get("role", "")
        price = agreed.get(role)
        if price is None:
            found = pick_rate(rates, region=entity.country, currency=quote.currency, role=role, on=on)
            if found is None:
                raise Invalid(
                    f"line {position}: no rate for {role} in {quote.currency} on {on}",
                    record=quote.reference,
                    rule="RULES 15",
                )
            price = found[0].price
        priced.append(_line(quote, position, offer, price, agreed=role in agreed))
    return priced


def agreed_prices(quote: Quote, offers: Sequence[LineOffer]) -> dict[str, Decimal]:
    """The prices that the offer names itself, one a role."""
    agreed: dict[str, Decimal] = {}
    for position, offer in enumerate(offers, start=1):
        if "price" not in offer:
            continue
        role, price = offer.get("role", ""), parse_decimal(offer["price"])
        if agreed.setdefault(role, price) != price:
            raise Invalid(
                f"line {position}: {role} is offered at {agreed[role]} already; one agreed price a role",
                record=quote.reference,
                rule="RULES 15",
            )
    return agreed


def _line(quote: Quote, position: int, offer: LineOffer, price: Decimal, *, agreed: bool) -> QuoteLine:
    hours = parse_decimal(offer.get("hours", "0"))
    supply = offer.get("supply", "services")
    if supply not in dict(SUPPLIES):
        raise Invalid(f"line {position}: no such kind of supply {supply!r}", record=quote.reference)
    return QuoteLine(
        position=position,
        phase=offer.get("phase", "Delivery"),
        description=offer.get("description", ""),
        role=offer.get("role", ""),
        supply=supply,
        hours=hours,
        price=price,
        agreed=agreed,
        currency=quote.currency,
        net_minor=to_minor(round_half_up(hours * price, quote.currency)),
    )


def quote_content(version: QuoteVersion) -> dict[str, Any]:
    """What the customer is shown and what the seal covers."""
    lines = version.lines.order_by("position").values(
        "position", "phase", "description", "role", "supply", "hours", "price", "agreed", "net_minor"
    )
    return {
        "quote": version.quote.reference,
        "number": version.number,
        "currency": version.currency,
        "net_minor": version.net_minor,
        "valid_until": version.valid_until,
        "starts_on": version.starts_on,
        "terms": version.terms,
        "lines": list(lines),
    }


@verb("send a quote")
def send_quote(version: QuoteVersion, *, to: Contact, at: datetime, by: Actor) -> QuoteVersion:
    """Seal the version by its content's hash and mail the customer a link to read and sign it."""
    version = (
        QuoteVersion.objects.select_for_update(of=("self",)).select_related("quote__opportunity").get(pk=version.pk)
    )
    if version.status != "draft":
        raise QuoteNotOpen(f"{version.reference} is {version.status}", record=version.reference, rule="INV-26")
    if to.customer_id != version.quote.opportunity.customer_id:
        raise Invalid(f"{to.name} is no contact of this customer", record=version.reference)
    version.status, version.sent_to, version.sent_at = "sent", to, at
    version.content_hash = content_hash(quote_content(version))
    version.save()
    mail_link(version, to, at=at)
    publish("quote.sent", version, content_hash=version.content_hash)
    return version


def mail_link(version: QuoteVersion, to: Contact, *, at: datetime) -> None:
    """The e-mail with the portal link, which lives through the offer's last day in the entity's time zone."""
    zone = ZoneInfo(version.quote.opportunity.customer.legal_entity.time_zone)
    until = datetime.combine(version.valid_until + timedelta(days=1), time(0), zone)
    token = make_link(version, purpose="quote", contact_key=to.pk, contact_name=to.name, at=at, until=until)
    url = f"{settings.SITE_URL}{reverse('portal-quote', args=[token])}"
    facts = quote_mail(version, to, url=url) | {"rehearsal": is_rehearsal()}
    queue_mail(
        [to.email],
        subject=facts["subject"],
        text=render_to_string("emails/quote_sent.txt", facts),
        html=render_to_string("emails/quote_sent.html", facts),
        about=version,
    )


def seal_acceptance(
    version: QuoteVersion, *, name: str, title: str, po_number: str, address: str, at: datetime, by: Actor
) -> QuoteVersion:
    """The customer's recorded yes on exactly what was sent. Call within the verb that accepts."""
    version = (
        QuoteVersion.objects.select_for_update(of=("self",))
        .select_related("quote__opportunity__customer__legal_entity")
        .get(pk=version.pk)
    )
    check_open(version, at=at)
    if content_hash(quote_content(version)) != version.content_hash:
        raise QuoteNotOpen(f"{version.reference} differs from what was sent", record=version.reference)
    customer = version.quote.opportunity.customer
    if customer.po_required and not po_number:
        raise Invalid(
            f"{customer.name} orders by PO number; it is missing",
            record=version.reference,
            rule="RULES 16",
            fields={"po_number": ["required"]},
        )
    version.status, version.ended_at = "accepted", at
    version.signed_by, version.signed_title, version.signed_po = name, title, po_number
    version.signed_from = address
    version.save()
    put_in_stage(version.quote.opportunity, first_stage("won"))
    publish("quote.accepted", version, content_hash=version.content_hash)
    return version


def check_open(version: QuoteVersion, *, at: datetime) -> None:
    """Only a sent version within its validity is answered."""
    if version.status != "sent":
        raise QuoteNotOpen(f"{version.reference} is {version.status}", record=version.reference, rule="INV-26")
    if version.quote.opportunity.customer.legal_entity.local_date(at) > version.valid_until:
        raise QuoteExpired(f"{version.reference} was valid until {version.valid_until}", record=version.reference)


@verb("decline a quote", contacts=True)
def decline_quote(version: QuoteVersion, *, reason: str, at: datetime, by: Actor) -> QuoteVersion:
    """The customer says no, with a reason."""
    version = (
        QuoteVersion.objects.select_for_update(of=("self",))
        .select_related("quote__opportunity__customer__legal_entity")
        .get(pk=version.pk)
    )
    check_open(version, at=at)
    version.status, version.ended_at, version.decline_reason = "declined", at, reason[:300]
    version.save()
    publish("quote.declined", version)
    return version


__all__ = [
    "Money",
    "check_open",
    "decline_quote",
    "draft_quote",
    "quote_content",
    "revise_quote",
    "send_quote",
]
