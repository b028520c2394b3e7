"""What the customer answers: the seal of a yes, and a no with its reason."""

from collections.abc import Sequence
from datetime import datetime

from billing_suite.kernel.access.approvals import content_hash
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish
from billing_suite.kernel.work.jobs import later
from crm.pipeline.actions import win_opportunity
from crm.quotes.actions.refusals import QuoteExpired, QuoteNotOpen
from crm.quotes.content import quote_content
from crm.quotes.models import QuoteVersion


def seal_acceptance(
    version: QuoteVersion,
    *,
    name: str,
    title: str,
    po_number: str,
    address: str,
    taken: Sequence[int] = (),
    at: datetime,
    by: Actor,
) -> QuoteVersion:
    """The customer's recorded yes on exactly what was sent, with the optional lines they take. Call within the verb
    that accepts.
    """
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
    version.taken = optional_lines(version, taken)
    version.status, version.ended_at = "accepted", at
    version.signed_by, version.signed_title, version.signed_po = name, title, po_number
    version.signed_from = address
    version.save()
    win_opportunity(version.quote.opportunity, at=at, by=by)
    later("crm.quotes.tasks.make_paper", about=f"{version.reference} as it was signed", version_id=version.pk)
    publish("quote.accepted", version, content_hash=version.content_hash)
    return version


def optional_lines(version: QuoteVersion, taken: Sequence[int], *, at_least_one: bool = True) -> list[int]:
    """The positions that were taken, each of an optional line; any other is refused. An offer of optional lines alone
    is accepted with one of them at least.
    """
    offered = dict(version.lines.values_list("position", "optional"))
    wrong = [position for position in taken if not offered.get(position)]
    if wrong:
        raise Invalid(f"line {wrong[0]} is not optional", record=version.reference, fields={"taken": ["not optional"]})
    if at_least_one and not taken and all(offered.values()):
        raise Invalid("choose at least one line", record=version.reference, fields={"taken": ["required"]})
    return sorted(set(taken))


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
