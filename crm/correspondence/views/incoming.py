"""The door through which a mail server or mail service hands mails over; without a secret there is none."""

from base64 import b64decode
from secrets import compare_digest
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from billing_suite.kernel.record.acting import Actor, doorway
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.web.api.problems import problem, told
from crm.correspondence.actions import log_mail
from crm.correspondence.models import Mail
from crm.correspondence.reading import LIMIT, MailTooLarge, read_message

JOB = Actor.system("log_mail")
MEDIA_TYPE = "message/rfc822"
AGAIN = {"Retry-After": "60"}


def hand_over(raw: bytes, *, request_id: str = "") -> Mail:
    """One mail through either door: read outside any transaction, then one call of the verb."""
    at = now()
    mail = read_message(raw, at=at, server=settings.MAIL_LOG_SERVER)
    with doorway("mail", request_id):
        return log_mail(mail, at=at, by=JOB)


def shown(mail: Mail) -> dict[str, Any]:
    """What is answered of a mail, each time it is handed over: whether it is filed, and as which activities."""
    activities = mail.filings.values_list("activity", flat=True)
    return {"mail": str(mail.pk), "status": mail.status, "activities": [str(key) for key in activities]}


@method_decorator(csrf_exempt, name="dispatch")
class IncomingMail(View):
    """POST of one message as it came (message/rfc822), by whoever holds the secret."""

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Without a secret in the settings there is nothing here."""
        if not settings.MAIL_LOG_SECRET:
            raise Http404("no mails are taken here")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Who, what kind, how large, then the mail."""
        if not compare_digest(secret_of(request).encode(), settings.MAIL_LOG_SECRET.encode()):
            refused = {"code": "not-signed-in", "detail": "The secret is wrong."}
            return problem(401, refused, {"WWW-Authenticate": "Bearer"})
        if request.content_type != MEDIA_TYPE:
            return problem(415, {"code": "unsupported-media-type", "detail": f"Send the mail as it is, {MEDIA_TYPE}."})
        try:
            mail = hand_over(read_body(request), request_id=getattr(request, "request_id", ""))
        except (Refusal, OperationalError) as error:
            status, facts, headers = told(error)
            return problem(status, facts, headers | AGAIN if status == 429 else headers)
        return JsonResponse(shown(mail))


class LengthRequired(Refusal):
    """A body in chunks: how long it is is to be said first."""

    code = "length-required"
    status = 411


def read_body(request: HttpRequest) -> bytes:
    """The message, never more of it than the limit."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdigit():
        raise LengthRequired("say how long the mail is: Content-Length")
    if int(length) > LIMIT:
        raise MailTooLarge(f"a mail may have {LIMIT // 1024 // 1024} MB")
    return request.read(LIMIT + 1)


def secret_of(request: HttpRequest) -> str:
    """The secret that was sent: as a bearer token, or as a password for services that know nothing else."""
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return sent.strip()
    if scheme.lower() == "basic":
        try:
            return b64decode(sent, validate=True).decode().partition(":")[2]
        except ValueError:
            return ""
    return ""
