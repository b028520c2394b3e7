"""The doorway: every request comes through a named door with an id, and a refusal becomes a proper page."""

import re
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from billing_suite.kernel.record.acting import doorway
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.web.refused import refusal_page

HEADER = "X-Request-ID"
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
DOORS = (("/api/", "api"), ("/portal/", "portal"), ("/admin/", "admin"))

Answer = Callable[[HttpRequest], HttpResponse]


def request_id_of(request: HttpRequest) -> str:
    """The id the caller sent when it is a plain one, or a new one."""
    sent = request.headers.get(HEADER, "")
    return sent if REQUEST_ID.fullmatch(sent) else uuid4().hex


def door_of(request: HttpRequest) -> str:
    """The door a path belongs to: api, portal, admin or page."""
    return next((door for path, door in DOORS if request.path.startswith(path)), "page")


class Doorway:
    """Opens the doorway, answers with the request id, and turns an uncaught refusal into its page.

    Stands before the middleware that logs requests, so that logs, audit rows and the answer carry
    one id. The API's own exception handler answers a refusal before it comes here.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with doorway(door_of(request), request_id_of(request)) as request_id:
            request.META["HTTP_X_REQUEST_ID"] = request_id
            request.__dict__.pop("headers", None)  # were read, and are kept, from before
            request.request_id = request_id  # type: ignore[attr-defined]
            response = self.answer(request)
        response.headers[HEADER] = request_id
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal that no view caught: its own status, with code, record and rule; anything else is a fault."""
        return refusal_page(request, error) if isinstance(error, Refusal) else None
