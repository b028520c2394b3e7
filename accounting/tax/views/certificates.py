"""Exemption certificates: the register, one of them, its paper."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header

from accounting.tax.models import CertificateDocument, ExemptionCertificate
from billing_suite.kernel.access.naming import names_of
from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    OneRecord,
    Preset,
    StatusColumn,
    VerbButton,
)
from billing_suite.kernel.web.show import day_words, show_status
from crm.catalogue.models import SUPPLIES
from crm.customers.forms import country_name
from crm.customers.models import Customer

HELD = ("see_tax",)


def certificate_crumbs(certificate: ExemptionCertificate | None = None) -> list[Crumb]:
    """The register, and one of its certificates."""
    held = [Crumb("Exemption certificates", reverse("exemption-certificates"))]
    return held + (
        [Crumb(certificate.number, reverse("exemption-certificate", args=[certificate.pk]))] if certificate else []
    )


def covers_words(certificate: ExemptionCertificate) -> str:
    """What it covers, in words."""
    return ", ".join(dict(SUPPLIES).get(kind, kind) for kind in certificate.supplies)


def state_of(certificate: ExemptionCertificate) -> str:
    """How it stands today, where the legal entity that serves the customer is."""
    return certificate.state(certificate.customer.legal_entity.local_date(now()))


def certified(user: Any) -> list[tuple[str, str]]:
    """The customers with a certificate that a person sees, for a filter."""
    seen = Customer.objects.visible_to(user).filter(exemption_certificates__isnull=False)
    return [(str(pk), name) for pk, name in seen.order_by("name").values_list("pk", "name").distinct()]


class CertificateList(ListPage):
    """The register: every certificate one may see, the next to end first."""

    model = ExemptionCertificate
    rights = HELD
    title = "Exemption certificates"
    eyebrow = "Tax"
    intro = (
        "Why supplies to a customer bear no tax, where, how long. Finance hears of each end 60, 30 and 7 days before."
    )
    columns = (
        LinkColumn("Certificate", "number", "number", to="exemption-certificate"),
        LinkColumn("Customer", "customer.name", "customer__name", to="customer", key="customer_id", phone="word"),
        Column("Place", "place", "country"),
        Column("Covers", covers_words),
        DateColumn("From", "valid_from", "valid_from"),
        DateColumn("Through", "valid_to", "valid_to"),
        StatusColumn("Status", state_of),
    )
    order = "valid_to"
    search = ("number", "customer__name", "customer__reference", "reason")
    search_hint = "Number or customer"
    choices = (Choice("customer", "Customer", certified),)
    presets = (
        Preset("all", "All", lambda rows, request: rows),
        Preset("valid", "Valid", lambda rows, request: rows.valid(today("UTC"))),
        Preset("expiring", "Expiring", lambda rows, request: rows.expiring(today("UTC"))),
        Preset("expired", "Expired", lambda rows, request: rows.expired(today("UTC"))),
        Preset("revoked", "Revoked", lambda rows, request: rows.filter(revoked_on__isnull=False)),
    )
    empty_title = "No certificate here"
    empty_words = "Record one when a customer sends it: from its first day on their invoices name it and bear no tax."
    empty_icon = "shield-check"

    def buttons(self) -> Sequence[Button]:
        """Record one."""
        url = reverse("exemption-certificate-record")
        return [Button("Record a certificate", url, "plus", "record_certificate", "primary")]


class CertificatePage(DetailPage):
    """One certificate: what it exempts, its paper, the invoices that used it."""

    model = ExemptionCertificate
    rights = HELD
    template_name = "accounting/tax/certificate.html"
    eyebrow = "Exemption certificate"
    status_field = ""
    slot = "certificate"
    facts_title = "What it exempts"

    def rows(self) -> QuerySet[Any]:
        """With customer and legal entity."""
        return super().rows().for_list()  # type: ignore[attr-defined, no-any-return]

    def intro(self) -> str:
        """Whose it is."""
        return f"{self.record.customer.name} · {self.record.reason}"

    def crumbs(self) -> Sequence[Crumb]:
        """The register."""
        return certificate_crumbs()

    def facts(self) -> Sequence[Fact]:
        """Scope and validity, and who recorded it."""
        held = self.record
        by = names_of([held.recorded_by]).get(held.recorded_by, "")
        facts = [
            Fact("Customer", held.customer.name, reverse("customer", args=[held.customer_id])),
            Fact("Place", f"{country_name(held.country)}{f', {held.region}' if held.region else ''}"),
            Fact("Covers", covers_words(held)),
            Fact("Sold by", held.legal_entity.name if held.legal_entity else "Every legal entity"),
            Fact("Valid from", held.valid_from),
            Fact("Valid through", held.valid_to or "Without end"),
            Fact("Recorded", f"{by}, {day_words(held.recorded_at)}" if by else held.recorded_at),
        ]
        if held.revoked_on:
            facts += [Fact("Revoked from", held.revoked_on), Fact("Because", held.revocation)]
        return facts

    def verbs(self) -> Sequence[VerbButton]:
        """Keep its paper, revoke it."""
        key, stands = [self.record.pk], self.record.revoked_on is None
        paper = reverse("exemption-certificate-document", args=key)
        end = reverse("exemption-certificate-revocation", args=key)
        return [
            VerbButton("Attach document", paper, "paperclip", "record_certificate"),
            VerbButton("Revoke", end, "ban", "revoke_certificate", "danger", enabled=stands, why_not="It is revoked."),
        ]

    def more(self) -> Mapping[str, Any]:
        """Its papers and how it stands."""
        papers = list(self.record.documents.select_related("file"))
        names = names_of(paper.actor for paper in papers)
        return {
            "standing": show_status(state_of(self.record)),
            "papers": [(paper, names.get(paper.actor, "")) for paper in papers],
        }


class CertificateFile(OneRecord):
    """The paper of a certificate, read from outside the web root for whoever may see the certificate."""

    model = ExemptionCertificate
    rights = HELD

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The bytes, checked against their hash; kept by the browser, never run there."""
        held = CertificateDocument.objects.visible_to(request.user).filter(
            certificate=self.record, pk=self.kwargs["number"]
        )
        paper = held.select_related("file").first()
        if paper is None:
            raise Http404("no such file")
        response = HttpResponse(paper.file.read(), content_type=paper.file.media_type)
        response.headers["Content-Disposition"] = content_disposition_header(True, paper.file.name) or "attachment"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        return response


def asked_customer(request: HttpRequest) -> Customer | None:
    """The customer in the query string, if the person sees them."""
    try:
        key = UUID(request.GET.get("customer", ""))
    except ValueError:
        return None
    return Customer.objects.visible_to(request.user).select_related("address").filter(pk=key).first()
