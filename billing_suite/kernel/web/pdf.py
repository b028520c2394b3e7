"""HTML becomes a PDF, the same bytes each time, from bundled files only (INV-20, INV-41)."""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, time
from functools import cache
from io import BytesIO
from typing import Any, NoReturn

from django.contrib.staticfiles import finders
from fontTools.ttLib.woff2 import decompress
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.web.papers import Attached

SCHEME = "bundled:"
BASE = f"{SCHEME}/"
# The names a document may speak of, and the static file each is; nothing else is ever read.
BUNDLED = {
    "document.css": ("css/document.css", "text/css"),
    "mark.svg": ("img/mark.svg", "image/svg+xml"),
    # A file a weight: cutting each weight out of the one typeface of all weights is two thirds of a rendering.
    **{
        f"inter-{weight}.woff2": (f"vendor/paper/inter-{weight}.woff2", "font/woff2") for weight in (400, 500, 600, 700)
    },
}

# The font tools stamp a subset with this instead of the clock, so that a document can be made again byte by byte.
os.environ.setdefault("SOURCE_DATE_EPOCH", "946684800")


class NotBundled(Exception):
    """A document named a file or an address of its own: it is not rendered at all (INV-41)."""


class _Stop(FatalURLFetchingError):  # type: ignore[misc]
    """Ends a rendering. It is no Exception, so it would end a worker too: it never leaves this module."""


class BundledFetcher(URLFetcher):  # type: ignore[misc]
    """Knows the bundled names, the hashes of the files it was given, and nothing else: no path, no network."""

    def __init__(self, files: Sequence[StoredFile] = ()) -> None:
        super().__init__(allowed_protocols=["bundled"], allow_redirects=False, fail_on_errors=True)
        self.refused: list[str] = []
        self.files = {file.sha256: file for file in files}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The bytes behind a bundled name; anything else stops the document."""
        name = url.removeprefix(BASE).removeprefix(SCHEME) if url.startswith(SCHEME) else ""
        if name in self.files:
            file = self.files[name]
            return URLFetcherResponse(url, BytesIO(file.read()), {"Content-Type": file.media_type})
        if name not in BUNDLED:
            self.stop(f"a document may use bundled files only, not {url[:200]!r} (INV-41)")
        path, kind = BUNDLED[name]
        found = finders.find(path)
        if not isinstance(found, str):
            self.stop(f"the bundled file {path} is missing: run bin/setup")
        return URLFetcherResponse(url, BytesIO(_read(found)), {"Content-Type": kind})

    def stop(self, reason: str) -> NoReturn:
        """Note why, and end the rendering."""
        self.refused.append(reason)
        raise _Stop(reason)


def _read(path: str) -> bytes:
    """The bytes of a bundled file, a typeface unpacked."""
    if path.endswith(".woff2"):
        return _unpacked(path, os.stat(path).st_mtime_ns)
    with open(path, "rb") as file:
        return file.read()


@cache
def _unpacked(path: str, changed: int) -> bytes:
    """A typeface as the renderer would unpack it, which takes a quarter of a rendering: once a process."""
    out = BytesIO()
    with open(path, "rb") as file:
        decompress(file, out)
    return out.getvalue()


def pdf_of(
    html: str, *, files: Sequence[StoredFile] = (), variant: str | None = None, attached: Sequence[Attached] = ()
) -> bytes:
    """HTML as a PDF whose identifier is the hash of its sources, and that holds no time of its making."""
    fetcher = BundledFetcher(files)
    source = HTML(string=html, base_url=BASE, url_fetcher=fetcher, media_type="print")
    identifier = hashlib.sha256(html.encode())
    for each in attached:
        identifier.update(each.content)
    made = b""
    with suppress(_Stop):
        document = source.render(font_config=FontConfiguration())
        _join_metadata(document, attached)
        made = document.write_pdf(
            pdf_identifier=identifier.digest()[:16],
            pdf_variant=variant,
            pdf_tags=True,
            attachments=[_attachment(each, fetcher) for each in attached],
            finisher=_name_files_once,
        )
    if fetcher.refused:  # an image inside an SVG is left out without a word, the rest has ended the rendering
        raise NotBundled(fetcher.refused[0])
    return made


def _attachment(each: Attached, fetcher: BundledFetcher) -> Attachment:
    """The file, dated by the document: by itself it would bear the time of its making."""
    made_at = datetime.combine(each.made_on, time.min, tzinfo=UTC)
    return Attachment(
        file_obj=BytesIO(each.content),
        url_fetcher=fetcher,
        name=each.name,
        description=each.description,
        created=made_at,
        modified=made_at,
        relationship=each.relationship,
    )


def _join_metadata(document: Any, attached: Sequence[Attached]) -> None:
    """Let the files' descriptions stand in the document's own RDF: a packet holds one, WeasyPrint would write two."""
    metadata, further = document.metadata, b"".join(each.metadata for each in attached)
    own = metadata.generate_rdf_metadata
    if further:
        metadata.generate_rdf_metadata = lambda *told: own(*told).replace(b"</rdf:RDF>", further + b"</rdf:RDF>")


def _name_files_once(document: Any, pdf: Any) -> None:
    """Each file once among the associated ones; WeasyPrint lists it by its name and again by its kind."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
