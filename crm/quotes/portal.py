"""The customer's door: read an offer by its link, or decline it; signing it is one floor up, where the contract is."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from billing_suite.kernel.access.links import ended_link
from billing_suite.kernel.firm.taxing import preview_tax
from billing_suite.kernel.values.refusals import NotFound, Refusal
from billing_suite.kernel.web.linked import LinkedPage
from billing_suite.kernel.web.refused import refuse_on
from crm.quotes.actions import ask_about_quote, decline_quote
from crm.quotes.forms import DeclineForm, QuestionForm, SignatureForm
from crm.quotes.models import QuoteLine, QuoteVersion
from crm.quotes.pricing import price_version
from crm.quotes.reports import by_phase, discount_told, linked_version, milestones_of


class LinkPage(LinkedPage):
    """A page behind a quote's link: this one offer."""

    purpose = "quote"
    version: QuoteVersion

    def load(self) -> None:
        """The offer."""
        self.version = linked_version(self.link)

    def gone(self, token: str) -> HttpResponse:
        """That the link opens nothing, or nothing any more."""
        try:
            version = linked_version(ended_link(token, purpose="quote"))
        except NotFound:
            return render(self.request, "crm/quotes/portal_gone.html", status=404)
        entity = version.quote.opportunity.customer.legal_entity
        context = {"why": version.status, "portal_brand": entity.legal_name, "entity": entity}
        return render(self.request, "crm/quotes/portal_ended.html", context, status=410)

    @cached_property
    def taken(self) -> list[int]:
        """The optional lines that are ticked, or were taken: positions of this offer's own optional lines alone."""
        if self.version.status == "accepted":
            return list(self.version.taken)
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        asked = set(sent.getlist("taken"))
        return [line.position for line in self.lines if line.optional and str(line.position) in asked]

    @cached_property
    def lines(self) -> list[QuoteLine]:
        """What is offered."""
        return list(self.version.lines.all())

    @cached_property
    def zone(self) -> str:
        """The time zone in which the offer's days count."""
        return self.version.quote.opportunity.customer.legal_entity.time_zone

    @property
    def offer_url(self) -> str:
        """The page of the offer."""
        return reverse("portal-quote", args=[self.kwargs["token"]])

    def page(
        self, given: Mapping[str, forms.Form] = {}, *, status: int = 200, refusal: Refusal | None = None
    ) -> HttpResponse:
        """The offer with what may be done with it; `given` holds a form that came back, by its name."""
        version, customer = self.version, self.version.quote.opportunity.customer
        entity, lines = customer.legal_entity, self.lines
        priced = price_version(version, lines, self.taken)
        signature = given.get("signature") or SignatureForm(
            initial={"signed_by": self.link.contact_name}, po_required=customer.po_required
        )
        nets = [(each.line.supply, each.net) for each in priced.lines]
        context = {
            "title": version.quote.name,
            "portal_brand": entity.legal_name,
            "portal_foot": f"{entity.legal_name}, {entity.street}, {entity.postcode} {entity.city}",
            "version": version,
            "customer": customer,
            "entity": entity,
            "phases": by_phase(lines, version.currency, self.taken, to_customer=True),
            "options": [line for line in lines if line.optional],
            "taken": self.taken,
            "priced": priced,
            "discount": discount_told(version),
            "milestones": milestones_of(version, priced),
            "taxes": preview_tax(customer, nets, version.starts_on),
            "hours": sum(line.hours for line in lines if line.billed_by == "time" and not line.optional),
            "to_customer": True,
            "has_paper": version.papers.exists(),
            "ways": {line.billed_by for line in lines},
            "zone": self.zone,
            "is_open": version.status == "sent" and entity.local_date(self.at) <= version.valid_until,
            "signature": signature,
            "decline": given.get("decline") or DeclineForm(),
            "question": given.get("question") or QuestionForm(),
            "questions": list(version.questions.select_related("contact", "answered_by")),
            "is_declining": "decline" in given,
            "token": self.kwargs["token"],
            "refusal": refusal,
        }
        return render(self.request, "crm/quotes/portal.html", context, status=status)


class QuoteDoor(LinkPage):
    """The offer as it was sent, and how it was answered."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        return self.page()


class PaperDoor(LinkPage):
    """The offer on paper, as it was sent; once accepted, as it was signed."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file, once a job has made it."""
        paper = self.version.papers.select_related("file").first()
        if paper is None:
            return HttpResponseRedirect(self.offer_url)
        response = HttpResponse(paper.file.read(), content_type="application/pdf")
        response["Content-Disposition"] = content_disposition_header(True, paper.file.name) or "attachment"
        return response


class AnswerDoor(LinkPage):
    """An answer to the offer: one form, one verb, and back to the offer."""

    answer: ClassVar[str] = ""
    given_as: ClassVar[str] = ""
    http_method_names = ["get", "head", "post", "options"]

    def form(self, data: Any) -> forms.Form:
        """What the customer fills in."""
        raise NotImplementedError

    def perform(self, form: Any) -> None:
        """Call the verb as the link's contact."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An answer is given on the offer's page."""
        return HttpResponseRedirect(self.offer_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer once; the same answer again shows what stands already."""
        form = self.form(request.POST)
        if self.is_answered():
            return HttpResponseRedirect(self.offer_url)
        if not form.is_valid():
            return self.page({self.given_as: form}, status=400)
        try:
            self.perform(form)
        except NotFound:
            raise
        except Refusal as refusal:
            self.version = linked_version(self.link)
            if not self.is_answered():
                refuse_on(form, refusal)
                return self.page({self.given_as: form}, status=refusal.status, refusal=refusal)
        return HttpResponseRedirect(self.offer_url)

    def is_answered(self) -> bool:
        """Whether the version stands as this door would leave it."""
        return self.version.status == self.answer


class DeclineDoor(AnswerDoor):
    """The customer's no, with a reason."""

    answer = "declined"
    given_as = "decline"

    def form(self, data: Any) -> DeclineForm:
        """The reason."""
        return DeclineForm(data)

    def perform(self, form: Any) -> None:
        """One call of the verb."""
        decline_quote(self.version, reason=form.cleaned_data["reason"], at=self.at, by=self.link.actor)


class AskDoor(AnswerDoor):
    """A question about the offer, answered beside it."""

    given_as = "question"

    def form(self, data: Any) -> QuestionForm:
        """The question."""
        return QuestionForm(data)

    def is_answered(self) -> bool:
        """A further question is always one more."""
        return False

    def perform(self, form: Any) -> None:
        """One call of the verb."""
        ask_about_quote(self.version, text=form.cleaned_data["text"], at=self.at, by=self.link.actor)
