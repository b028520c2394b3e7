"""Pages that record, revoke and document an exemption certificate."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounting.tax.exemptions import Paper, attach_certificate_document, record_certificate, revoke_certificate
from accounting.tax.forms.evidence import CertificateForm, PaperForm, RevocationForm
from accounting.tax.models import CertificateDocument, ExemptionCertificate
from accounting.tax.views.certificates import asked_customer, certificate_crumbs
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.files import LIMIT, FileRefused
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import Crumb, FormPage, VerbPage
from crm.customers.models import Customer


def paper_of(upload: Any) -> Paper:
    """An upload as the verbs take it; one that is too large is not even read (INV-50)."""
    if upload.size > LIMIT:
        raise FileRefused(f"{upload.name} has {upload.size:,} bytes; the limit is {LIMIT:,}", rule="INV-50")
    return Paper(upload.name, upload.read())


class RecordCertificate(FormPage):
    """Record a certificate that a customer sent."""

    verb = staticmethod(record_certificate)
    form_class = CertificateForm
    title = "Record an exemption certificate"
    eyebrow = "Tax"
    submit_label = "Record"
    two_columns = True

    def question(self) -> str:
        """What comes of it."""
        return "It is never changed: what turns out wrong is revoked, and recorded anew."

    def crumbs(self) -> Sequence[Crumb]:
        """The register."""
        return certificate_crumbs()

    def form_arguments(self) -> Mapping[str, Any]:
        """Only what this person sees is on offer."""
        return {"user": self.request.user}

    @cached_property
    def customer(self) -> Customer | None:
        """The customer the person came from."""
        return asked_customer(self.request)

    def initial(self) -> Mapping[str, Any]:
        """The customer and their place; without one the country of the first legal entity."""
        if self.customer is None:
            entity = LegalEntity.objects.visible_to(self.request.user).first()
            return {"country": entity.country} if entity else {}
        home = getattr(self.customer, "address", None)
        return {"customer": self.customer.pk} | ({"country": home.country, "region": home.region} if home else {})

    def perform(self, form: Any) -> ExemptionCertificate:
        """One call of the verb."""
        told = dict(form.cleaned_data)
        customer, upload = told.pop("customer"), told.pop("document")
        paper = paper_of(upload) if upload else None
        return record_certificate(customer, **told, paper=paper, at=now(), by=self.by)

    def success_url(self, done: ExemptionCertificate) -> str:
        """The certificate."""
        return reverse("exemption-certificate", args=[done.pk])

    def success_message(self, done: ExemptionCertificate) -> str:
        """Named."""
        return f"{done.number} is recorded"


class CertificateVerb(VerbPage):
    """A verb on one certificate."""

    model = ExemptionCertificate
    eyebrow = "Tax"

    def rows(self) -> QuerySet[Any]:
        """With customer and legal entity."""
        return super().rows().for_list()  # type: ignore[attr-defined, no-any-return]

    def crumbs(self) -> Sequence[Crumb]:
        """The certificate."""
        return certificate_crumbs(self.record)

    def success_url(self, done: Any) -> str:
        """The certificate as it is now."""
        return reverse("exemption-certificate", args=[self.record.pk])


class RevokeCertificate(CertificateVerb):
    """End a certificate before its time."""

    verb = staticmethod(revoke_certificate)
    form_class = RevocationForm
    title = "Revoke the certificate"
    submit_label = "Revoke"
    danger = True

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record.number} of {self.record.customer.name}. Invoices that are issued keep what they say."

    def initial(self) -> Mapping[str, Any]:
        """Today, but not before it begins."""
        return {"on": max(self.record.valid_from, self.record.customer.legal_entity.local_date(now()))}

    def success_message(self, done: ExemptionCertificate) -> str:
        """From when."""
        return f"{done.number} exempts nothing from {done.revoked_on} on"


class AttachPaper(CertificateVerb):
    """Keep the paper of a certificate."""

    verb = staticmethod(attach_certificate_document)
    form_class = PaperForm
    title = "Attach the document"
    submit_label = "Attach"

    def question(self) -> str:
        """Of which."""
        return f"The paper of {self.record.number} of {self.record.customer.name}. It stays."

    def perform(self, form: Any) -> CertificateDocument:
        """One call of the verb."""
        paper = paper_of(form.cleaned_data["document"])
        return attach_certificate_document(self.record, name=paper.name, data=paper.data, at=now(), by=self.by)

    def success_message(self, done: CertificateDocument) -> str:
        """Named."""
        return f"{done.file.name} is kept"
