"""Documents, claims and numbers, counted again."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, Window
from django.db.models.functions import Coalesce, Lag

from accounting.billing.models import BillingClaim, Invoice, InvoiceLine, InvoiceTax, OpenItem, Voiding
from accounting.books.models import AccountRole, Posting
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.checks import check
from billing_suite.kernel.work.models import Event, Job
from projects.time.models import TimeEntry

ENDED = ("discarded", "voided")


def balances_of(role: str) -> dict[tuple[Any, Any, str], tuple[int, int]]:
    """Document and books amounts on the accounts of a role, by legal entity, customer and currency."""
    accounts = AccountRole.objects.filter(role=role).values("account")
    rows = (
        Posting.objects.filter(account__in=accounts, entry__status="posted")
        .order_by()
        .values_list("legal_entity", "customer", "currency")
        .annotate(Sum("amount_minor"), Sum("base_minor"))
    )
    return {(entity, customer, currency): (amount, base) for entity, customer, currency, amount, base in rows}


def differing(
    one: dict[tuple[Any, Any, str], tuple[int, int]],
    other: dict[tuple[Any, Any, str], tuple[int, int]],
    *,
    of: str = "customer",
) -> Iterable[str]:
    """A name for each key whose document or books amounts differ."""
    for key in sorted({*one, *other}, key=str):
        if one.get(key, (0, 0)) != other.get(key, (0, 0)):
            yield f"{of} {key[1]} in {key[2]}: {one.get(key, (0, 0))} and {other.get(key, (0, 0))}"


def receivables_differ(entity: LegalEntity | None = None) -> Iterable[str]:
    """Customers whose open items and receivables differ, in document or books currency; of one legal entity or all."""
    rows = (
        OpenItem.objects.order_by()
        .values_list("legal_entity", "customer", "currency")
        .annotate(
            still=Sum(F("amount_minor") - F("allocated_minor") - F("credited_minor")),
            still_base=Sum(F("base_minor") - F("base_relieved_minor")),
        )
    )
    items = {(owner, customer, currency): (amount, base) for owner, customer, currency, amount, base in rows}
    return differing(of_entity(items, entity), of_entity(balances_of("receivable"), entity))


def taxes_differ(entity: LegalEntity | None = None) -> Iterable[str]:
    """Tax components, by legal entity and currency, whose issued invoices and accounts differ."""
    billed = (
        InvoiceTax.objects.filter(invoice__status="issued")
        .exclude(tax_minor=0)
        .order_by()
        .values_list("invoice__legal_entity", "component", "invoice__currency")
        .annotate(Sum("tax_minor"))
    )
    posted = (
        Posting.objects.filter(entry__status="posted")
        .exclude(tax_component="")
        .exclude(entry__source_kind="tax_return")  # the payment of it
        .order_by()
        .values_list("legal_entity", "tax_component", "currency")
        .annotate(Sum("amount_minor"))
    )
    on_invoices = {(owner, name, currency): (-tax, 0) for owner, name, currency, tax in billed}
    on_accounts = {(owner, name, currency): (amount, 0) for owner, name, currency, amount in posted}
    return differing(of_entity(on_invoices, entity), of_entity(on_accounts, entity), of="tax")


def of_entity(
    sums: dict[tuple[Any, Any, str], tuple[int, int]], entity: LegalEntity | None
) -> dict[tuple[Any, Any, str], tuple[int, int]]:
    """Those of one legal entity, the first part of the key; all where none is named."""
    return {key: amounts for key, amounts in sums.items() if (entity is None or key[0] == entity.pk) and any(amounts)}


@check("INV-09", "open items are the receivables accounts, for each customer and currency")
def receivables() -> Iterable[Any]:
    """Of all legal entities."""
    return receivables_differ()


@check("INV-10", "tax on issued invoices is the tax payable accounts, for each component and currency")
def tax_payable() -> Iterable[Any]:
    """Of all legal entities."""
    return taxes_differ()


@check("INV-15", "each time entry is on one live line at most")
def billed_twice() -> Iterable[Any]:
    """Entries with two live claims."""
    live = BillingClaim.objects.filter(released_at__isnull=True).order_by().values("time_entry")
    return live.annotate(lines=Count("id")).filter(lines__gt=1).values_list("time_entry", flat=True)


@check("INV-16", "what is billed is approved, billable, and of the minutes it was billed with")
def wrongly_billed() -> Iterable[Any]:
    """Live claims on time that is not approved and billable, or was changed."""
    right = Q(
        time_entry__status="approved",
        time_entry__billable=True,
        minutes=F("time_entry__minutes"),
        time_entry__price=F("line__price"),
        time_entry__currency=F("line__currency"),
        time_entry__project=F("line__invoice__project"),
    )
    return BillingClaim.objects.filter(released_at__isnull=True).exclude(right)


@check("INV-17", "no minute is lost: a line's minutes are its claims', approved time is claimed or open")
def lost_minutes() -> Iterable[Any]:
    """Lines whose live claims do not add up to their minutes, and time that is neither claimed nor open."""
    live = InvoiceLine.objects.exclude(invoice__status__in=ENDED).annotate(
        claimed=Coalesce(Sum("claims__minutes", filter=Q(claims__released_at__isnull=True)), 0)
    )
    yield from (f"line {pk}" for pk in live.exclude(claimed=F("minutes")).values_list("pk", flat=True))
    dropped = BillingClaim.objects.filter(released_at__isnull=True, line__invoice__status__in=ENDED)
    yield from (f"claim {pk} on a discarded or voided invoice" for pk in dropped.values_list("pk", flat=True))


@check("INV-26", "each voided invoice has its mirrored entry, nothing open and no file that was taken")
def half_voided() -> Iterable[Any]:
    """Invoices that are voided without their voiding, or the other way round, or not to the end."""
    voided = Q(open_item__invoice__status="voided")
    mirrored = Q(entry__reverses=F("open_item__invoice__entry"), on=F("open_item__invoice__issued_on"))
    closed = Q(
        open_item__credited_minor=F("open_item__amount_minor"),
        open_item__base_relieved_minor=F("open_item__base_minor"),
        open_item__allocated_minor=0,
    )
    yield from Voiding.objects.exclude(voided & mirrored & closed)
    yield from Invoice.objects.filter(status="voided", open_item__voiding__isnull=True)
    yield from Invoice.objects.filter(status="voided", files__taken_at__isnull=False)


@check("INV-19", "dates rise with numbers")
def backdated() -> Iterable[Any]:
    """Documents dated before the one numbered before them."""
    rows = (
        Invoice.objects.filter(series__isnull=False)
        .annotate(before=Window(Lag("issued_on"), partition_by="series", order_by="series_number"))
        .order_by("series", "series_number")
        .values_list("number", "issued_on", "before")
    )
    return [number for number, on, before in rows if before is not None and on is not None and on < before]


@check("INV-21", "each invoice is the sum of its lines and taxes, and its entry's receivable")
def wrong_totals() -> Iterable[Any]:
    """Invoices whose totals are not their lines', taxes' or entry's."""
    lines = InvoiceLine.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    taxes = InvoiceTax.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    sums = Invoice.objects.annotate(
        lines_net=Coalesce(Subquery(lines.annotate(n=Sum("net_minor")).values("n")), 0),
        taxes_tax=Coalesce(Subquery(taxes.annotate(n=Sum("tax_minor")).values("n")), 0),
    )
    yield from sums.exclude(lines_net=F("net_minor"), taxes_tax=F("tax_minor"))
    yield from OpenItem.objects.exclude(amount_minor=F("invoice__gross_minor"))


@check("INV-24", "each issued invoice has its entry, open item, event and document job")
def half_issued() -> Iterable[Any]:
    """Issued invoices that lack one of what issuing makes."""
    issued = Invoice.objects.filter(status="issued")
    yield from issued.filter(Q(entry__isnull=True) | Q(open_item__isnull=True) | ~Q(entry__status="posted"))
    told = set(
        Event.objects.filter(type="invoice.issued", subject_kind="accounting.invoice").values_list(
            "subject_id", flat=True
        )
    )
    queued = set(Job.objects.filter(key__startswith="document:").values_list("key", flat=True))
    for pk, number in issued.values_list("pk", "number"):
        if str(pk) not in told or f"document:{pk}" not in queued:
            yield number


@check("INV-27", "nobody approved their own invoice or time")
def own_work() -> Iterable[Any]:
    """Approvals by a maker, drafts whose run's starter approved them, and time approved by its own person."""
    yield from Invoice.objects.filter(approval__approver__isnull=False).filter(
        approval__makers__contains=F("approval__approver")
    )
    for number, starter, makers in Invoice.objects.filter(approval__isnull=False).values_list(
        "reference", "run__started_by", "approval__makers"
    ):
        if f"user:{starter}|" not in makers:
            yield number
    yield from TimeEntry.objects.filter(Q(approved_by=F("person__user")) | Q(approved_by=F("submitted_by")))


@check("INV-28", "what is issued is what was approved, version and content")
def not_what_was_approved() -> Iterable[Any]:
    """Issued or approved invoices whose approval is of another version or content."""
    held = Invoice.objects.filter(status__in=["approved", "issued"])
    return held.exclude(approval__version=F("version"), approval__content_hash=F("content_hash"))
