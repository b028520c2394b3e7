"""Exemption certificates in the API: the register, their papers, and the verbs."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from rest_framework import serializers

from accounting.tax.exemptions import attach_certificate_document, record_certificate, revoke_certificate
from accounting.tax.models import CertificateDocument, ExemptionCertificate
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, CountryField, DayField, TextField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import BytesRenderer, Download
from billing_suite.kernel.web.api.shown import Shown
from billing_suite.kernel.web.api.uploads import BytesField
from crm.catalogue.models import SUPPLIES
from crm.customers.api import CUSTOMERS


class CertificateDocumentSheet(Shown):
    """The paper of a certificate; its bytes are at `file/` beneath it."""

    name = serializers.CharField(source="file.name", read_only=True)
    media_type = serializers.CharField(source="file.media_type", read_only=True)
    size = serializers.IntegerField(source="file.size", read_only=True)
    sha256 = serializers.CharField(source="file.sha256", read_only=True)

    class Meta:
        model = CertificateDocument
        fields: ClassVar[tuple[str, ...]] = ("id", "certificate", "name", "media_type", "size", "sha256", "actor", "at")


class CertificateRow(Shown):
    """What a customer may buy without tax, where, how long."""

    supplies = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = ExemptionCertificate
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "customer",
            "legal_entity",
            "number",
            "country",
            "region",
            "supplies",
            "reason",
            "valid_from",
            "valid_to",
            "recorded_by",
            "recorded_at",
            "revoked_on",
            "revocation",
        )


class CertificateSheet(CertificateRow):
    """What a customer may buy without tax, with the papers that prove it."""

    documents = CertificateDocumentSheet(many=True, read_only=True)

    class Meta(CertificateRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*CertificateRow.Meta.fields, "documents")


class CertificateBody(Body):
    """A certificate as it stands on the paper."""

    customer = RecordField(CUSTOMERS)
    number = TextField(max_length=60)
    country = CountryField()
    region = TextField(max_length=10, required=False, allow_blank=True, help_text="Empty: the whole country.")
    supplies = serializers.ListField(child=serializers.ChoiceField(SUPPLIES), allow_empty=False, max_length=10)
    reason = TextField(max_length=200, help_text="The legal wording that invoices print.")
    valid_from = DayField()
    valid_to = DayField(required=False, help_text="The last day; without it there is no end.")
    legal_entity = RecordField(
        LEGAL_ENTITIES, source="entity", required=False, help_text="Without it: every legal entity."
    )


class CertificateRevocationBody(Body):
    """From which day it exempts nothing, and why."""

    on = DayField()
    reason = TextField(max_length=300)


class CertificatePaperBody(Body):
    """The paper: a PDF, PNG or JPEG."""

    name = TextField(max_length=200)
    content = BytesField(source="data")


def file_of(paper: Any) -> StoredFile:
    """The stored file of a paper."""
    kept: StoredFile = paper.file
    return kept


PAPERS = Prefetch("documents", CertificateDocument.objects.select_related("certificate", "file"))
CERTIFICATES = Listing(
    path="exemption-certificates",
    model=ExemptionCertificate,
    row=CertificateRow,
    sheet=CertificateSheet,
    parts=lambda rows: rows.prefetch_related(PAPERS),
    filters={
        "customer": "customer",
        "country": "country",
        "region": "region",
        "number": "number",
        "ends_from": "valid_to__gte",
        "ends_through": "valid_to__lte",
    },
    orders=("valid_from", "number"),
    search=("number", "reason"),
)
DOCUMENTS = Listing(
    path="certificate-documents",
    model=CertificateDocument,
    row=CertificateDocumentSheet,
    filters={"certificate": "certificate"},
    orders=("-id",),
)
DOORS = (
    CERTIFICATES,
    Deed(path="exemption-certificates/", verb=record_certificate, body=CertificateBody, shows=CERTIFICATES),
    Deed(
        path="exemption-certificates/<str:id>/revocation/",
        verb=revoke_certificate,
        on=CERTIFICATES,
        body=CertificateRevocationBody,
        shows=CERTIFICATES,
    ),
    Deed(
        path="exemption-certificates/<str:id>/documents/",
        verb=attach_certificate_document,
        on=CERTIFICATES,
        body=CertificatePaperBody,
        shows=DOCUMENTS,
    ),
    DOCUMENTS,
    Download(
        path="certificate-documents/<str:id>/file/",
        of=DOCUMENTS,
        file=file_of,
        renderer=BytesRenderer,
        says="The paper as it was attached, byte for byte (INV-20).",
    ),
)
