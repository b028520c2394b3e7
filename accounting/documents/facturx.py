"""Factur-X and ZUGFeRD: the e-invoice inside its own PDF, as a file and as metadata that tells of it."""

from datetime import date
from typing import Final

from lxml import etree

from accounting.documents.markup import Markup
from billing_suite.kernel.web.papers import Attached

VARIANT: Final = "pdf/a-3u"
FILE: Final = "factur-x.xml"
FX: Final = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
PDFA: Final = "http://www.aiim.org/pdfa/ns"
# What the standard has each PDF tell, and what PDF/A then wants explained: a property without its schema is an error.
FIELDS: Final = {
    "DocumentType": ("INVOICE", "The type of the document: an invoice"),
    "DocumentFileName": (FILE, "The name of the embedded file"),
    "Version": ("1.0", "The version of the standard for the embedded file"),
    "ConformanceLevel": ("EN 16931", "The profile of the embedded file"),
}
x = Markup(
    rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    fx=FX,
    pdfaExtension=f"{PDFA}/extension/",
    pdfaSchema=f"{PDFA}/schema#",
    pdfaProperty=f"{PDFA}/property#",
)
RDF: Final = f"{{{x.namespaces['rdf']}}}"
RESOURCE: Final = {f"{RDF}parseType": "Resource"}


def embedded(xml: bytes, *, on: date) -> Attached:
    """An e-invoice in CII as the other half of its PDF: both say the same, so the relationship is Alternative."""
    return Attached(
        name=FILE,
        content=xml,
        made_on=on,
        relationship="Alternative",
        description="Factur-X / ZUGFeRD invoice, profile EN 16931",
        metadata=_metadata(),
    )


def _metadata() -> bytes:
    """The fields, and the schema that explains them to PDF/A."""
    about = {f"{RDF}about": ""}
    told = x("rdf:Description", [x(f"fx:{name}", value) for name, (value, _) in FIELDS.items()], **about)
    explained = x(
        "rdf:li",
        x("pdfaSchema:schema", "Factur-X PDFA Extension Schema"),
        x("pdfaSchema:namespaceURI", FX),
        x("pdfaSchema:prefix", "fx"),
        x("pdfaSchema:property", x("rdf:Seq", [_property(name, words) for name, (_, words) in FIELDS.items()])),
        **RESOURCE,
    )
    schemas = x("rdf:Description", x("pdfaExtension:schemas", x("rdf:Bag", explained)), **about)
    return b"".join(etree.tostring(part, encoding="utf-8") for part in (told, schemas))


def _property(name: str, words: str) -> object:
    return x(
        "rdf:li",
        x("pdfaProperty:name", name),
        x("pdfaProperty:valueType", "Text"),
        x("pdfaProperty:category", "external"),
        x("pdfaProperty:description", words),
        **RESOURCE,
    )
