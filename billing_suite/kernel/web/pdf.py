"""Documents on paper: a template becomes a PDF, the same bytes each time, from bundled files only (INV-20, INV-41)."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from io import BytesIO
from typing import Any, NoReturn

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from fontTools.ttLib.woff2 import decompress
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.record.rehearsal import is_rehearsal

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


def render_pdf(
    template: str, context: Mapping[str, Any], *, files: Sequence[StoredFile] = (), variant: str | None = None
) -> bytes:
    """The template as a PDF. Two renderings of the same facts are the same bytes.

    `rehearsal` is in the context, so that a document of a rehearsal database says so. `files` are pictures that
    the document names by their SHA-256. `variant` is WeasyPrint's, like "pdf/a-3u". Raises NotBundled when the
    document asks for any other file.
    """
    html = render_to_string(template, {"rehearsal": is_rehearsal(), **context})
    return pdf_of(html, files=files, variant=variant)


def pdf_of(html: str, *, files: Sequence[StoredFile] = (), variant: str | None = None) -> bytes:
    """HTML as a PDF whose identifier is the hash of its source, and that holds no time of its making."""
    fetcher = BundledFetcher(files)
    document = HTML(string=html, base_url=BASE, url_fetcher=fetcher, media_type="print")
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    made = b""
    with suppress(_Stop):
        made = document.write_pdf(
            pdf_identifier=identifier, pdf_variant=variant, pdf_tags=True, font_config=FontConfiguration()
        )
    if fetcher.refused:  # an image inside an SVG is left out without a word, the rest has ended the rendering
        raise NotBundled(fetcher.refused[0])
    return made
