"""The PDF that carries its e-invoice: PDF/A-3, the file inside, and metadata that tells of it. Read back by pypdf."""

import io
from datetime import date
from typing import Any

import pytest
from lxml import etree
from pypdf import PdfReader

from accounting.documents.checking import check
from accounting.documents.cii import cii
from accounting.documents.facturx import VARIANT, embedded
from billing_suite.kernel.web.pdf import pdf_of
from tests.accounting.documents.drawing import bill

pytestmark = pytest.mark.once

HTML = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Invoice INV-2026-00007</title>
<meta name="author" content="Spree Studio GmbH"><meta name="dcterms.created" content="2026-04-01">
<link rel="stylesheet" href="bundled:document.css"></head><body><h1>Invoice</h1><p>Total € 1,190.00</p></body></html>"""
NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}


def made() -> bytes:
    document = bill()
    return pdf_of(HTML, variant=VARIANT, attached=[embedded(cii(document), on=document.issued_on)])


@pytest.fixture(scope="module")
def paper() -> bytes:
    return made()


@pytest.fixture(scope="module")
def root(paper: bytes) -> Any:
    return PdfReader(io.BytesIO(paper)).trailer["/Root"]


@pytest.fixture(scope="module")
def told(root: Any) -> Any:
    """The metadata packet's only RDF."""
    packet = etree.fromstring(root["/Metadata"].get_object().get_data())
    (rdf,) = packet.findall("rdf:RDF", NAMES)
    return rdf


def test_inv20_two_renderings_are_the_same_bytes(paper: bytes) -> None:
    assert made() == paper


def test_another_e_invoice_is_another_document(paper: bytes) -> None:
    other = embedded(cii(bill(number="INV-2026-00008")), on=date(2026, 4, 1))
    ids = [
        PdfReader(io.BytesIO(pdf)).trailer["/ID"] for pdf in (paper, pdf_of(HTML, variant=VARIANT, attached=[other]))
    ]
    assert ids[0] != ids[1]


def test_the_e_invoice_is_a_file_that_says_the_same(root: Any) -> None:
    name, file = (each.get_object() for each in root["/Names"]["/EmbeddedFiles"]["/Names"])
    assert name == "factur-x.xml"
    assert (file["/F"], file["/UF"], file["/AFRelationship"]) == ("factur-x.xml", "factur-x.xml", "/Alternative")
    assert [each.get_object() for each in root["/AF"]] == [file]
    inside = file["/EF"]["/F"].get_object()
    assert inside["/Subtype"] == "/text/xml"
    assert inside.get_data() == cii(bill()) and check(inside.get_data()) == []
    assert inside["/Params"]["/ModDate"] == inside["/Params"]["/CreationDate"] == "D:20260401000000Z"


def test_the_metadata_tells_of_it_and_explains_itself(told: Any) -> None:
    fields = {each.tag.rpartition("}")[2]: each.text for each in told.iterfind("rdf:Description/fx:*", NAMES)}
    assert fields == {
        "DocumentType": "INVOICE",
        "DocumentFileName": "factur-x.xml",
        "Version": "1.0",
        "ConformanceLevel": "EN 16931",
    }
    assert told.findtext(".//pdfaSchema:namespaceURI", namespaces=NAMES) == NAMES["fx"]
    assert {each.text for each in told.iterfind(".//pdfaProperty:name", NAMES)} == set(fields)


def test_it_is_pdf_a_3_with_its_colours_and_no_clock(paper: bytes, root: Any, told: Any) -> None:
    ids = {key: value for each in told.iterfind("rdf:Description", NAMES) for key, value in each.attrib.items()}
    assert (ids[f"{{{NAMES['pdfaid']}}}part"], ids[f"{{{NAMES['pdfaid']}}}conformance"]) == ("3", "U")
    (intent,) = root["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1" and "/DestOutputProfile" in intent.get_object()
    assert told.findtext(".//xmp:CreateDate", namespaces=NAMES) == "2026-04-01"
    reader = PdfReader(io.BytesIO(paper))
    assert reader.metadata is not None and reader.metadata["/CreationDate"] == "D:20260401"
    assert "/Encrypt" not in reader.trailer and root["/Lang"] == "en" and root["/MarkInfo"]["/Marked"]
    assert all("/FontFile" in str(list(font)) for font in _fonts(reader))


def _fonts(reader: PdfReader) -> list[Any]:
    """Each font's descriptor: PDF/A wants all of them embedded."""
    fonts: Any = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    return [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts.values()
    ]
