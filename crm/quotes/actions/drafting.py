"""An offer is drafted, and drafted anew: each draft is a version."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from billing_suite.kernel.access.approvals import note_makers
from billing_suite.kernel.access.links import revoke_links
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.money import Money, to_minor
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish
from crm.pipeline.models import Opportunity
from crm.quotes.actions.refusals import QuoteNotOpen
from crm.quotes.lines import LineOffer, MilestoneOffer, Offered, offered
from crm.quotes.models import Quote, QuoteLine, QuoteMilestone, QuoteShare, QuoteVersion
from crm.quotes.pricing import price_version

REVISABLE = (*QuoteVersion.LIVE, "declined", "expired", "withdrawn")


@verb("draft a quote")
def draft_quote(
    opportunity: Opportunity,
    *,
    name: str,
    lines: list[LineOffer],
    milestones: Sequence[MilestoneOffer] = (),
    starts_on: date,
    valid_until: date,
    terms: str = "",
    discount: Decimal = Decimal(0),
    discount_amount: Money | None = None,
    by: Actor,
) -> Quote:
    """The first version of an offer for an open opportunity, priced from the rate card where no price is given.

    `discount` is in per cent of the whole, or else `discount_amount` comes off it.
    """
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
    version = _version(quote, 1, starts_on, valid_until, terms, discount, discount_amount)
    write_version(version, offered(quote, lines, milestones, on=starts_on), by=by)
    publish("quote.drafted", quote)
    return quote


@verb("revise a quote", right="draft_quote")
def revise_quote(
    quote: Quote,
    *,
    lines: list[LineOffer],
    milestones: Sequence[MilestoneOffer] = (),
    starts_on: date,
    valid_until: date,
    terms: str = "",
    discount: Decimal = Decimal(0),
    discount_amount: Money | None = None,
    at: datetime,
    by: Actor,
) -> QuoteVersion:
    """A new version takes the place of the open one, whose links end."""
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    number = supersede(quote, at=at) + 1
    version = _version(quote, number, starts_on, valid_until, terms, discount, discount_amount)
    return write_version(version, offered(quote, lines, milestones, on=starts_on), by=by)


def supersede(quote: Quote, *, at: datetime) -> int:
    """End the version that counts, with its links, so that another may take its place; its number. Call within a verb
    that holds the quote.
    """
    before = quote.current
    if before is None or before.status not in REVISABLE:
        raise QuoteNotOpen(f"{quote.reference} is {before.status if before else 'empty'}", record=quote.reference)
    if before.status in QuoteVersion.LIVE:
        before.status = "superseded"
        before.save(update_fields=["status"])
        revoke_links(before, at=at)
    return before.number


def _version(
    quote: Quote,
    number: int,
    starts_on: date,
    valid_until: date,
    terms: str,
    discount: Decimal,
    discount_amount: Money | None,
) -> QuoteVersion:
    """The version without its lines."""
    if discount_amount is not None and discount_amount.currency.code != quote.currency:
        raise Invalid(f"the discount is in {quote.currency}", record=quote.reference)
    if discount and discount_amount:
        raise Invalid("a discount is a percentage or an amount", record=quote.reference)
    return QuoteVersion(
        quote=quote,
        number=number,
        currency=quote.currency,
        valid_until=valid_until,
        starts_on=starts_on,
        terms=terms,
        discount=discount,
        discount_minor=to_minor(discount_amount) if discount_amount else 0,
    )


def write_version(version: QuoteVersion, told: Offered, *, by: Actor) -> QuoteVersion:
    """The version and what it offers, totals computed here and nowhere else. Call within a verb."""
    priced, quote = price_version(version, told.lines), version.quote
    if version.discount_amount > priced.before:
        raise Invalid(
            f"{version.discount_amount} is more than the {priced.before} it comes off",
            record=quote.reference,
            fields={"discount_amount": ["too much"]},
        )
    version.net_minor = to_minor(priced.net)
    version.full_clean(exclude=["id"])
    version.save(force_insert=True)
    for line in told.lines:
        line.version = version
        line.full_clean(exclude=["version"])
    for milestone in told.milestones:
        milestone.version = version
        milestone.full_clean(exclude=["version"])
    QuoteLine.objects.bulk_create(told.lines)
    QuoteMilestone.objects.bulk_create(told.milestones)
    for share in told.shares:  # once what they tie has its keys
        share.version, share.milestone, share.line = version, share.milestone, share.line
    QuoteShare.objects.bulk_create(told.shares)
    note_makers(QuoteVersion._meta.label_lower, [version.pk], [by])
    quote.current = version
    quote.save()
    return version
