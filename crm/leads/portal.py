"""The visitor's door: a web form at an address of its own, and for the web sites that may send to it."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, NotFound, Refusal
from billing_suite.kernel.web.refused import refuse_on
from billing_suite.kernel.web.sender import sender_of
from crm.leads.actions import FormClosed, TooMany, submit_web_form
from crm.leads.forms import WHO, AskForm
from crm.leads.models import WebForm
from crm.leads.portal_words import words_in
from crm.leads.reports import web_form_at

SALT = "web-form"
LONGEST = 50_000  # bytes: a message of 20,000 characters, and then some
OPEN_FOR = 24 * 60 * 60  # seconds in which the time a form was open still counts


@method_decorator(csrf_exempt, name="dispatch")
class FormDoor(View):
    """A web form: its own page by GET, and its answers by POST, as a form sends them or as JSON.

    It reads no cookie and acts for nobody, so that other sites may send to it; those have to be named by the form.
    What was held as spam is answered like what was taken.
    """

    http_method_names = ["get", "head", "post", "options"]
    form: WebForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form at this address, for the sites it names."""
        found = web_form_at(kwargs["key"])
        if found is None:
            raise NotFound("no such form", code="no-such-form")
        self.form = found
        origin = request.headers.get("Origin", "")
        if origin and not self.is_ours(origin) and origin.lower() not in found.sites:
            return self.refused(NotAllowed(f"{origin[:100]} is no site of this form", rule="INV-34"), cross=False)
        with translation.override(found.language):
            response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        if origin and not self.is_ours(origin):
            response.headers["Access-Control-Allow-Origin"] = origin
            patch_vary_headers(response, ["Origin"])
        return response

    def is_ours(self, origin: str) -> bool:
        """Whether a page of this very suite sends."""
        return urlsplit(origin).netloc == self.request.get_host()

    @property
    def wants_json(self) -> bool:
        """Whether a script asks, and not a page."""
        asks, sends = self.request.headers.get("Accept", ""), self.request.content_type or ""
        return "application/json" in (asks, sends) or "application/json" in asks.split(",")

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What a script on a named site may send."""
        allowed = {"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "Content-Type, Accept"}
        return HttpResponse(status=204, headers=allowed | {"Access-Control-Max-Age": "3600"})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form as a page."""
        return self.page(self.asked())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One call of the verb; a wrong field comes back with its reason."""
        if len(request.body) > LONGEST:
            return self.refused(Invalid(f"at most {LONGEST:,} bytes are read", rule="INV-50"))
        try:
            sent = self.sent()
        except ValueError:
            return self.refused(Invalid("the body is no JSON object of texts"))
        form = self.asked(sent)
        if not form.is_valid():
            return self.wrong(form)
        try:
            self.perform(form, sent)
        except (TooMany, FormClosed) as refusal:
            return self.refused(refusal)
        except Refusal as refusal:
            refuse_on(form, refusal)
            return self.wrong(form, refusal)
        return self.thanks()

    def sent(self) -> dict[str, str]:
        """The fields, from a form or from JSON; only texts, and true or false for the consent."""
        if self.request.content_type != "application/json":
            return {name: str(value) for name, value in self.request.POST.items()}
        held = json.loads(self.request.body)
        if not isinstance(held, dict) or not all(isinstance(value, str | bool) for value in held.values()):
            raise ValueError(held)
        texts = {name: ("on" if value else "") if isinstance(value, bool) else value for name, value in held.items()}
        if "\0" in "".join(texts.values()).encode().decode():  # half a character is no text either
            raise ValueError(texts)
        return texts

    def asked(self, data: Any = None) -> AskForm:
        """The form in its language."""
        opened = {"opened": signing.dumps(int(now().timestamp()), salt=SALT)}
        return AskForm(data, initial=opened, words=words_in(self.form.language), wording=self.form.consent_wording)

    def perform(self, form: AskForm, sent: dict[str, str]) -> None:
        """What was written, and what else a site's form may ask for."""
        held, at = form.cleaned_data, now()
        told = {name: sent[name].strip()[:500] for name in WHO if sent.get(name, "").strip()}
        told |= {name: held[name] for name in ("name", "firm", "email", "phone", "message") if held[name]}
        submit_web_form(
            self.form,
            told=told,
            agreed=bool(held.get("agreed")),
            sender=sender_of(self.request),
            trap=held["homepage"],
            seconds=seconds_open(held["opened"], at),
            at=at,
            by=Actor.system("web form"),
        )

    # --- answers --------------------------------------------------------------------------------
    def thanks(self) -> HttpResponse:
        """That it arrived: for a script, for a site's own page, or as a page of ours."""
        if self.wants_json:
            return JsonResponse({"received": True}, status=201)
        origin = self.request.headers.get("Origin", "")
        if self.form.thanks_url and origin and not self.is_ours(origin):
            return HttpResponseRedirect(self.form.thanks_url, status=303)
        return self.page(None, thanks=self.form.thanks_url)

    def wrong(self, form: AskForm, refusal: Refusal | None = None) -> HttpResponse:
        """The fields with what is wrong with them."""
        if self.wants_json:
            errors = {name: list(map(str, words)) for name, words in form.errors.items()}
            errors |= refusal.fields if isinstance(refusal, Invalid) else {}
            detail = refusal.message if refusal else "some fields are wrong"
            return JsonResponse({"code": "invalid", "detail": detail, "fields": errors}, status=400)
        return self.page(form, status=400, refusal=refusal)

    def refused(self, refusal: Refusal, *, cross: bool = True) -> HttpResponse:
        """Why nothing was taken."""
        if self.wants_json or not cross:
            return JsonResponse({"code": refusal.code, "detail": refusal.message}, status=refusal.status)
        return self.page(self.asked(), status=refusal.status, refusal=refusal)

    def page(
        self, form: AskForm | None, *, status: int = 200, thanks: str = "", refusal: Refusal | None = None
    ) -> HttpResponse:
        """The form, or the thanks where it is sent."""
        entity, words = self.form.legal_entity, words_in(self.form.language)
        told = words["later"] if isinstance(refusal, TooMany) else refusal.message if refusal else ""
        context = {
            "title": self.form.name,
            "portal_brand": entity.legal_name,
            "portal_foot": f"{entity.legal_name}, {entity.street}, {entity.postcode} {entity.city}",
            "form": form,
            "words": words,
            "language": self.form.language,
            "thanks_url": thanks,
            "refused": told,
        }
        return render(self.request, "crm/leads/web_form_page.html", context, status=status)


def seconds_open(opened: str, at: datetime) -> int | None:
    """How long a page of ours was open before it was sent; None where it does not say, or not in our hand."""
    try:
        since = signing.loads(opened, salt=SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        return None
    return max(0, int(at.timestamp()) - int(since))
