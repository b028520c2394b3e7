"""Pages behind a contact's link: whoever holds a live one sees the record it was made for, nothing else (INV-34)."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.generic import View

from billing_suite.kernel.access.links import PortalLink, open_link
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.refusals import NotFound

PRIVATE = {"Cache-Control": "no-store, private", "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow"}


class LinkedPage(View):
    """A page behind a link: reading changes nothing; it is never kept by a cache, never told to others.

    A wrong or foreign link is answered as one that was never made; one that has ended says that, and why, and nothing
    of what it opened.
    """

    purpose: ClassVar[str]
    link: PortalLink

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, or the one that says the link opens nothing."""
        self.at = now()
        try:
            self.link = open_link(kwargs["token"], purpose=self.purpose, at=self.at)
            self.load()
        except NotFound:
            response: HttpResponseBase = self.gone(kwargs["token"])
        else:
            response = super().dispatch(request, *args, **kwargs)
        for header, value in PRIVATE.items():
            response.headers[header] = value
        return response

    def load(self) -> None:
        """Read the record of the link; raises NotFound where it opens nothing any more."""
        raise NotImplementedError

    def gone(self, token: str) -> HttpResponse:
        """That the link opens nothing, or nothing any more."""
        raise NotImplementedError
