"""The customer's door to a milestone: see what was handed over, accept it with a signature, or return it."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from billing_suite.kernel.access.links import ended_link
from billing_suite.kernel.values.refusals import NotFound, Refusal
from billing_suite.kernel.web.linked import LinkedPage
from billing_suite.kernel.web.refused import refuse_on
from billing_suite.kernel.web.sender import sender_of
from projects.plan.actions import accept_milestone, return_milestone
from projects.plan.forms import AcceptanceForm, ReturnForm
from projects.plan.models import Milestone
from projects.plan.reports import linked_milestone


class MilestonePage(LinkedPage):
    """The milestone as it was handed over, and how it was answered."""

    purpose = "milestone"
    milestone: Milestone
    http_method_names = ["get", "head", "options"]

    def load(self) -> None:
        """The milestone, with its project."""
        self.milestone = linked_milestone(self.link)

    def gone(self, token: str) -> HttpResponse:
        """That the link opens nothing, or nothing any more."""
        try:
            entity = linked_milestone(ended_link(token, purpose=self.purpose)).project.legal_entity
        except NotFound:
            return render(self.request, "projects/plan/portal_gone.html", status=404)
        context = {"portal_brand": entity.legal_name, "entity": entity}
        return render(self.request, "projects/plan/portal_ended.html", context, status=410)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        return self.page()

    def page(
        self, given: dict[str, forms.Form] | None = None, *, status: int = 200, refusal: Refusal | None = None
    ) -> HttpResponse:
        """The milestone with what may be done with it; `given` holds a form that came back, by its name."""
        held, forms_given = self.milestone, given or {}
        entity = held.project.legal_entity
        context = {
            "title": held.name,
            "portal_brand": entity.legal_name,
            "portal_foot": f"{entity.legal_name}, {entity.street}, {entity.postcode} {entity.city}",
            "milestone": held,
            "project": held.project,
            "entity": entity,
            "zone": entity.time_zone,
            "shares": list(held.shares.select_related("contract_line")),
            "acceptance": forms_given.get("acceptance")
            or AcceptanceForm(initial={"signed_by": self.link.contact_name}),
            "returning": forms_given.get("returning") or ReturnForm(),
            "is_returning": "returning" in forms_given,
            "token": self.kwargs["token"],
            "refusal": refusal,
        }
        return render(self.request, "projects/plan/portal_milestone.html", context, status=status)


class AnswerMilestone(MilestonePage):
    """An answer: one form, one verb, and back to the milestone. The same again shows what stands already."""

    given_as: ClassVar[str]
    form_class: ClassVar[type[forms.Form]]
    http_method_names = ["get", "head", "post", "options"]

    @property
    def page_url(self) -> str:
        """The page of the milestone."""
        return reverse("portal-milestone", args=[self.kwargs["token"]])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An answer is given on the milestone's page."""
        return HttpResponseRedirect(self.page_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer once."""
        if self.milestone.status != "handed_over":
            return HttpResponseRedirect(self.page_url)
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.page({self.given_as: form}, status=400)
        try:
            self.perform(form)
        except NotFound:
            raise
        except Refusal as refusal:
            self.load()
            if self.milestone.status == "handed_over":
                refuse_on(form, refusal)
                return self.page({self.given_as: form}, status=refusal.status, refusal=refusal)
        return HttpResponseRedirect(self.page_url)

    def perform(self, form: Any) -> None:
        """Call the verb as the link's contact."""
        raise NotImplementedError


class AcceptMilestone(AnswerMilestone):
    """The customer's signed yes."""

    given_as = "acceptance"
    form_class = AcceptanceForm

    def perform(self, form: Any) -> None:
        """One call of the verb; the consent is the form's, the signature is the verb's."""
        accept_milestone(
            self.milestone,
            signed_by=form.cleaned_data["signed_by"],
            title=form.cleaned_data["title"],
            address=sender_of(self.request),
            at=self.at,
            by=self.link.actor,
        )


class ReturnMilestone(AnswerMilestone):
    """Not yet, and why."""

    given_as = "returning"
    form_class = ReturnForm

    def perform(self, form: Any) -> None:
        """One call of the verb."""
        return_milestone(self.milestone, reason=form.cleaned_data["reason"], at=self.at, by=self.link.actor)
