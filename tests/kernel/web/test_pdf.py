"""Documents: the same bytes each time, and nothing in them from anywhere else (INV-20, INV-41)."""

import io
import time
from datetime import date

import pytest
from pypdf import PdfReader

from billing_suite.kernel.web.papers import Attached, render_pdf
from billing_suite.kernel.web.pdf import NotBundled, pdf_of

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>INV-00001</title>
<link rel="stylesheet" href="bundled:document.css"></head><body><h1>Invoice</h1>
<p>Total € 12,300.00</p>{}</body></html>"""


def test_inv20_two_renderings_are_the_same_bytes() -> None:
    first = pdf_of(PAGE.format(""))
    time.sleep(1.1)  # the font tools count whole seconds
    assert pdf_of(PAGE.format("")) == first
    assert pdf_of(PAGE.format("<p>more</p>")) != first


def test_the_document_is_set_in_the_bundled_face() -> None:
    reader = PdfReader(io.BytesIO(pdf_of(PAGE.format(""))))
    text = reader.pages[0].extract_text()
    assert "12,300.00" in text
    fonts = reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    assert {font.get_object()["/BaseFont"].partition("+")[2].split("-")[0] for font in fonts} == {"Inter"}
    assert not {"/CreationDate", "/ModDate"} & set(reader.metadata or {})


@pytest.mark.parametrize(
    "hostile",
    [
        '<img src="file:///etc/passwd">',
        '<img src="http://127.0.0.1/">',
        '<img src="https://192.0.2.1/x.png">',
        '<img src="data:image/png;base64,AAAA">',
        '<img src="../../etc/passwd">',
        '<img src="bundled:../billing_suite/settings.py">',
        '<img src="bundled:/../../etc/passwd">',
        '<img src="BUNDLED:settings.py">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<link rel="stylesheet" href="//192.0.2.1/x.css">',
        '<style>@import url("file:///etc/passwd");</style>',
        "<style>body { background: url(ftp://192.0.2.1/x) }</style>",
        "<style>@font-face { font-family: X; src: url(file:///etc/passwd) } body { font-family: X }</style>",
        '<object data="file:///etc/hostname"></object>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
    ],
)
def test_inv41_a_document_reads_bundled_files_only(hostile: str) -> None:
    with pytest.raises(NotBundled, match="INV-41"):
        pdf_of(PAGE.format(hostile))


def test_a_file_inside_is_the_documents_and_bears_its_date() -> None:
    def paper(content: bytes) -> bytes:
        file = Attached(name="data.csv", content=content, made_on=date(2026, 3, 31), relationship="Data")
        return pdf_of(PAGE.format(""), variant="pdf/a-3u", attached=[file])

    first = paper(b"a;b")
    time.sleep(1.1)  # an attachment's own dates would be of now
    assert paper(b"a;b") == first != paper(b"a;c")
    reader = PdfReader(io.BytesIO(first))
    (file,) = reader.trailer["/Root"]["/AF"]  # type: ignore[index]
    assert (file.get_object()["/F"], file.get_object()["/AFRelationship"]) == ("data.csv", "/Data")
    assert reader.attachments == {"data.csv": [b"a;b"]}


def test_a_document_of_a_rehearsal_knows_it(db: None, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, object] = {}

    def note(template: str, context: dict[str, object]) -> str:
        told.update(context)
        return PAGE.format("")

    monkeypatch.setattr("billing_suite.kernel.web.papers.render_to_string", note)
    assert render_pdf("documents/any.html", {"number": 1}).startswith(b"%PDF-")
    assert told == {"rehearsal": False, "number": 1}
