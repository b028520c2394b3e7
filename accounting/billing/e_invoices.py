"""Drafts as e-invoices: checked by a job while they wait for approval, asked for again when they are issued."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any, Final

from accounting.billing.models import Invoice, NormCheck
from accounting.billing.paper import draft_document_of
from accounting.documents.checking import FATAL, Finding, check, fatal
from accounting.documents.cii import cii
from accounting.documents.document import Document
from accounting.documents.network import check_for_network
from accounting.documents.norm import NotCarried
from accounting.documents.plain import plain_data
from accounting.documents.ubl import ubl
from accounting.tax.models import Jurisdiction
from accounting.tax.regimes import EU
from billing_suite.kernel.access.approvals import content_hash
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work.jobs import later
from projects.people.models import DeliveryRole

FORMATS: Final = {"facturx": cii, "ubl": ubl}


class EInvoiceRefused(Refusal):
    """The draft does not pass as the e-invoice that its customer or the law asks for."""

    code = "e-invoice-refused"


class EInvoiceUnchecked(Refusal):
    """The draft, as it is now, was not yet checked as the e-invoice that is asked for; the check is on its way."""

    code = "e-invoice-unchecked"


@dataclass(frozen=True)
class EInvoiceFacts:
    """What issuing needs: which country asks for which format from when, and what checks found."""

    mandates: Mapping[str, tuple[str, date]]
    checks: Mapping[tuple[Any, str, str], NormCheck]  # by invoice, format and content


def load_e_invoice_facts(invoices: Sequence[Invoice]) -> EInvoiceFacts:
    """Two queries."""
    found = NormCheck.objects.filter(invoice__in=[invoice.pk for invoice in invoices])
    return EInvoiceFacts(load_mandates(), {(c.invoice_id, c.format, c.content_hash): c for c in found})


def load_mandates() -> dict[str, tuple[str, date]]:
    """The countries whose firms need e-invoices of each other: the format, and since when."""
    rows = Jurisdiction.objects.filter(region="", e_invoice_from__isnull=False)
    return {row.country: (row.e_invoice, row.e_invoice_from) for row in rows if row.e_invoice_from}


def wanted_format(invoice: Invoice, mandates: Mapping[str, tuple[str, date]], *, on: date) -> str:
    """The format that the customer asks for, or the law of both firms' country; empty where none is."""
    customer = invoice.customer
    if customer.e_invoice:
        return str(customer.e_invoice)
    country = invoice.legal_entity.country
    form, since = mandates.get(country, ("", date.max))
    return form if customer.is_business and customer.address.country == country and since <= on else ""


def placeholder(invoice: Invoice, roles: Mapping[str, str]) -> Document:
    """The draft as a document, its reference and the last day of supply standing for number and date."""
    return draft_document_of(invoice, list(invoice.lines.all()), list(invoice.taxes.all()), roles, on=invoice.supply_to)


def write(document: Document, form: str) -> bytes:
    """The XML of a document in a format; what the norm has no place for is refused (NotCarried)."""
    return FORMATS[form](document)


def examine(document: Document, form: str, *, network: bool = False) -> list[Finding]:
    """What is wrong with a document as an e-invoice of this format; with `network`, as one for Peppol."""
    try:
        xml = write(document, form)
    except NotCarried as refusal:
        return [Finding(refusal.rule, refusal.message, FATAL, "document")]
    return [*check(xml), *(check_for_network(document) if network and form == "ubl" else [])]


def examine_drafts(ids: Iterable[Any], *, at: datetime) -> list[NormCheck]:
    """Checks of drafts of which none is on record: of the format asked for, else in the EU of Factur-X."""
    rows = Invoice.objects.filter(pk__in=list(ids), status__in=("draft", "approved"))
    drafts = list(rows.select_related("legal_entity", "customer__address", "contract", "project"))
    facts, roles = load_e_invoice_facts(drafts), dict(DeliveryRole.objects.values_list("code", "name"))
    made = []
    for invoice in drafts:
        form = wanted_format(invoice, facts.mandates, on=invoice.legal_entity.local_date(at))
        form = form or ("facturx" if invoice.legal_entity.country in EU else "")
        if not form:
            continue
        document = placeholder(invoice, roles)
        content = content_hash(plain_data(document))
        if (invoice.pk, form, content) in facts.checks:
            continue
        findings = examine(document, form, network=True)
        told = [list(astuple(finding)) for finding in findings]
        made.append(
            NormCheck(
                invoice=invoice,
                format=form,
                content_hash=content,
                passed=not fatal(findings),
                findings=told,
                checked_at=at,
            )
        )
    return made


@verb("note e-invoice checks", jobs=True)
def note_norm_checks(checks: Sequence[NormCheck], *, by: Actor) -> list[NormCheck]:
    """Keep what was found of drafts; a content that was checked meanwhile keeps its first result."""
    return NormCheck.objects.bulk_create(checks, ignore_conflicts=True)


@verb("check a draft as an e-invoice", right="start_billing_run")
def ask_e_invoice_check(invoice: Invoice, *, by: Actor) -> Invoice:
    """Have a draft looked at by the norm's rules once more, by a job."""
    if invoice.status not in ("draft", "approved"):
        raise Refusal(f"{invoice} is {invoice.status}", code="wrong-state", record=str(invoice), rule="INV-26")
    check_later([invoice])
    return invoice


def check_later(invoices: Sequence[Invoice]) -> None:
    """One job for these drafts, in the transaction that made or changed them."""
    if invoices:
        ids = [str(invoice.pk) for invoice in invoices]
        about = invoices[0].reference if len(ids) == 1 else f"{len(ids)} drafts"
        later("accounting.billing.tasks.check_e_invoices", about=f"E-invoice check of {about}", invoice_ids=ids)


def require_e_invoice(facts: EInvoiceFacts, invoice: Invoice, roles: Mapping[str, str], *, on: date) -> None:
    """Where an e-invoice is asked for, the draft as it is now has passed; else the rule that it breaks is told."""
    form = wanted_format(invoice, facts.mandates, on=on)
    if not form:
        return
    found = facts.checks.get((invoice.pk, form, content_hash(plain_data(placeholder(invoice, roles)))))
    if found is None:
        raise EInvoiceUnchecked(
            f"{invoice} is not yet checked as an e-invoice; it is being checked now, then issue it again",
            record=str(invoice),
        )
    if not found.passed:
        rule, words = next((f[0], f[1]) for f in found.findings if f[2] == FATAL)
        raise EInvoiceRefused(f"{invoice} is no e-invoice: {rule}: {words}", record=str(invoice), rule=rule)
