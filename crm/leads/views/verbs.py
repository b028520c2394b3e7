"""The verbs on leads: received, changed, assigned, ended, converted."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import Crumb, FormPage, VerbPage
from crm.leads.actions import (
    assign_lead,
    change_lead,
    convert_lead,
    disqualify_lead,
    receive_lead,
    reopen_lead,
    start_campaign,
)
from crm.leads.forms import (
    AssignmentForm,
    CampaignForm,
    ChangeLeadForm,
    ConversionForm,
    DisqualificationForm,
    ReceiveForm,
)
from crm.leads.models import Campaign, Lead
from crm.leads.reports import likely_customers
from crm.leads.views.shown import lead_crumbs


class ReceiveLead(FormPage):
    """Somebody rang, or gave us a card."""

    verb = staticmethod(receive_lead)
    form_class = ReceiveForm
    title = "Receive a lead"
    submit_label = "Save"
    two_columns = True

    def form_arguments(self) -> Mapping[str, Any]:
        """Legal entities on offer are those one may see."""
        return {"user": self.request.user}

    def perform(self, form: Any) -> Lead:
        """One call of the verb; a source that is new is named first."""
        return receive_lead(form.cleaned_data["entity"], **form.told(by=self.by), at=now(), by=self.by)

    def crumbs(self) -> Sequence[Crumb]:
        """Under leads."""
        return lead_crumbs()

    def success_url(self, done: Lead) -> str:
        """The new lead."""
        return reverse("lead", args=[done.pk])

    def success_message(self, done: Lead) -> str:
        """Named."""
        return f"{done.reference} is in the queue."


class StartCampaign(FormPage):
    """An effort to win leads."""

    verb = staticmethod(start_campaign)
    form_class = CampaignForm
    title = "Start a campaign"
    submit_label = "Start"

    def perform(self, form: Any) -> Campaign:
        """One call of the verb."""
        return start_campaign(**form.cleaned_data, by=self.by)

    def crumbs(self) -> Sequence[Crumb]:
        """Under the campaigns."""
        return lead_crumbs(Crumb("Campaigns", reverse("campaigns")))

    def success_url(self, done: Campaign) -> str:
        """Back to them."""
        return reverse("campaigns")

    def success_message(self, done: Campaign) -> str:
        """Named."""
        return f"{done.name} begins on {done.starts_on}."


class OneLead(VerbPage):
    """A verb on one lead."""

    model = Lead

    def crumbs(self) -> Sequence[Crumb]:
        """Under the lead."""
        return lead_crumbs(Crumb(self.record.name, reverse("lead", args=[self.record.pk])))

    def success_url(self, done: Lead) -> str:
        """Back to it."""
        return reverse("lead", args=[done.pk])

    def success_message(self, done: Lead) -> str:
        """How it stands."""
        return f"{done.reference} is {done.get_status_display().lower()}."


class AssignLead(OneLead):
    """To somebody, or back to the queue."""

    verb = staticmethod(assign_lead)
    form_class = AssignmentForm
    title = "Assign the lead"
    submit_label = "Assign"

    def initial(self) -> dict[str, Any]:
        """Whose it is, else one's own."""
        return {"owner": self.record.owner_id or self.request.user.pk}


class DisqualifyLead(OneLead):
    """Nothing comes of it."""

    verb = staticmethod(disqualify_lead)
    form_class = DisqualificationForm
    title = "Disqualify the lead"
    submit_label = "Disqualify"

    def perform(self, form: Any) -> Lead:
        """One call of the verb."""
        return disqualify_lead(self.record, **form.cleaned_data, at=now(), by=self.by)


class ReopenLead(OneLead):
    """Something may come of it after all."""

    verb = staticmethod(reopen_lead)
    title = "Reopen the lead"
    submit_label = "Reopen"


class ChangeLead(OneLead):
    """What is known of it."""

    verb = staticmethod(change_lead)
    form_class = ChangeLeadForm
    title = "Change the lead"
    submit_label = "Save"
    two_columns = True

    def initial(self) -> dict[str, Any]:
        """As it stands."""
        return {name: getattr(self.record, name) for name in ChangeLeadForm.base_fields}

    def perform(self, form: Any) -> Lead:
        """One call of the verb."""
        return change_lead(self.record, changes=form.cleaned_data, by=self.by)


class ConvertLead(OneLead):
    """Into customer, contact and opportunity, without typing anything again."""

    verb = staticmethod(convert_lead)
    form_class = ConversionForm
    template_name = "crm/leads/conversion.html"
    title = "Convert the lead"
    submit_label = "Convert"
    two_columns = True

    def rows(self) -> Any:
        """With who serves it."""
        return super().rows().select_related("legal_entity")

    def form_arguments(self) -> dict[str, Any]:
        """Customers on offer are those that look like it, and of its legal entity."""
        return {"lead": self.record, "user": self.request.user}

    def initial(self) -> dict[str, Any]:
        """What the lead says; the customer it most likely is."""
        held = self.record
        likely = likely_customers(held, self.request.user)
        return {
            "customer": likely[0][0].pk if likely else None,
            "name": held.firm or held.name,
            "currency": held.legal_entity.currency,
            "country": held.country,
        }

    def perform(self, form: Any) -> Lead:
        """One call of the verb."""
        return convert_lead(self.record, **form.told(), at=now(), by=self.by)

    def question(self) -> str:
        """What comes of it."""
        return "One step makes, or takes, the customer and the contact, and opens the opportunity. The message is kept."

    def context(self, form: Any) -> dict[str, Any]:
        """With whom it looks like, and why."""
        return {**super().context(form), "likely": likely_customers(self.record, self.request.user)}

    def success_message(self, done: Lead) -> str:
        """What it became."""
        return f"{done.reference} became {done.customer} with {done.opportunity}."
