"""Voiding: an issued invoice that never left the house ceases to be, and keeps its number (RULES 12)."""

from collections.abc import Callable
from datetime import datetime

from accounting.billing.issuing import in_state
from accounting.billing.models import BillingClaim, Invoice, OpenItem, Voiding
from accounting.books.actions import Chart, load_chart, post_many
from accounting.books.models import JournalEntry
from accounting.books.postings import mirrored
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish
from billing_suite.kernel.work.mail import withdraw_mails
from billing_suite.kernel.work.models import Event


class NotVoidable(Refusal):
    """The document is out of the house, or something was done with it: a credit note answers it now."""

    code = "not-voidable"


HINDRANCES: dict[str, Callable[[Invoice], bool]] = {}


def register_hindrance(words: str, stands: Callable[[Invoice], bool]) -> None:
    """Rooms to the right say what else keeps an invoice from being voided."""
    HINDRANCES[words] = stands


@verb("void an invoice")
def void_invoice(invoice: Invoice, *, reason: str, at: datetime, by: Actor) -> Invoice:
    """Mirror its entry on its own date, close its open item, free its work; the number stays with it.

    Possible while it was not sent, downloaded, exported, filed, paid or disputed, and its period is open.
    """
    if not reason.strip():
        raise Invalid("say why the invoice is voided", record=str(invoice), fields={"reason": ["needed"]})
    held = Invoice.objects.select_for_update(of=("self",)).select_related("legal_entity").get(pk=invoice.pk)
    item = OpenItem.objects.select_for_update().filter(invoice=held).first()
    chart = _check(held, item)
    assert item is not None
    assert held.entry_id is not None
    entry = JournalEntry.objects.select_related("legal_entity").prefetch_related("postings").get(pk=held.entry_id)
    draft = mirrored(entry, on=entry.on, description=f"Void of {held.number}")
    turned = post_many([draft], chart)[0]
    Voiding.objects.create(
        open_item=item,
        on=entry.on,
        amount_minor=item.amount_minor,
        base_minor=item.base_minor,
        entry=turned,
        reason=reason.strip()[:160],
        voided_at=at,
    )
    item.credited_minor, item.base_relieved_minor = item.amount_minor, item.base_minor
    item.save(update_fields=["credited_minor", "base_relieved_minor"])
    BillingClaim.objects.filter(line__invoice=held, released_at__isnull=True).update(released_at=at)
    held.status = "voided"
    held.save(update_fields=["status"])
    publish("invoice.voided", held, entry=turned.pk)
    return held


def was_exported(invoice: Invoice) -> bool:
    """Whether it left the house as a file for machines."""
    about = {"subject_kind": invoice._meta.label_lower, "subject_id": str(invoice.pk)}
    return Event.objects.filter(type="invoice.exported", **about).exists()


def _check(invoice: Invoice, item: OpenItem | None) -> Chart:
    """Refuse what is out of the house; mails that wait are withdrawn."""
    in_state(invoice, "issued")
    assert invoice.issued_on is not None  # the database: an issued invoice has its date
    assert item is not None
    chart = load_chart([invoice.legal_entity], [invoice.issued_on])
    chart.period(invoice.legal_entity, invoice.issued_on, str(invoice))
    reasons = {
        "something was paid or credited on it": item.open_minor != item.amount_minor,
        "a part of it is disputed": item.disputed_minor > 0,
        "it was exported": was_exported(invoice),
        **{words: stands(invoice) for words, stands in HINDRANCES.items()},
        "its document was downloaded": invoice.files.filter(taken_at__isnull=False).exists(),
        "it was sent to the customer": withdraw_mails(invoice) > 0,
    }
    for why, true in reasons.items():
        if true:
            raise NotVoidable(f"{invoice}: {why}; a credit note answers it", record=str(invoice), rule="RULES 12")
    return chart
