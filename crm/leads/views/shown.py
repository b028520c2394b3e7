"""The list of leads, the page of each, and the campaigns."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    Preset,
    StatusColumn,
    VerbButton,
)
from billing_suite.kernel.web.pages.signed_in import SignedIn
from crm.leads.models import OPEN, Lead, LeadSource
from crm.leads.reports import campaign_results

HELD = ("see_opportunities",)
WORK = "receive_lead"


def lead_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to a lead's pages."""
    return [Crumb("Leads", reverse("leads")), *more]


def source_choices(user: Any) -> list[tuple[str, str]]:
    """Every source by name."""
    return [(str(source.pk), source.name) for source in LeadSource.objects.order_by("name")]


class LeadList(ListPage):
    """Who showed interest, the queue first."""

    model = Lead
    rights = HELD
    title = "Leads"
    eyebrow = "Sales"
    intro = "Who showed interest, where they came from and who looks after them."
    columns = (
        LinkColumn("Lead", "name", "name", to="lead", note="reference"),
        Column("Firm", "firm", "firm"),
        Column("Source", "source.name", "source__name"),
        Column("Campaign", "campaign.name", "campaign__name"),
        DateColumn("Received", "received_at", "received_at"),
        Column("Owner", "owner.name", "owner__name"),
        StatusColumn("Status", "status"),
    )
    order = "-received_at"
    search = ("reference", "name", "firm", "email")
    search_hint = "Name, firm, e-mail or reference"
    choices = (Choice("source", "Source", source_choices),)
    presets = (
        Preset("open", "Open", lambda rows, request: rows.open()),
        Preset("queue", "Queue", lambda rows, request: rows.unassigned()),
        Preset("mine", "Mine", lambda rows, request: rows.open().filter(owner=request.user)),
        Preset("qualified", "Qualified", lambda rows, request: rows.filter(status="qualified")),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "No leads here"
    empty_words = "A lead comes in by hand, by the API, or by a form of your web site."
    empty_icon = "inbox"

    def buttons(self) -> Sequence[Button]:
        """Receive one by hand; the campaigns."""
        return [
            Button("Campaigns", reverse("campaigns"), "flag", ""),
            Button("Web forms", reverse("web-forms"), "world", ""),
            Button("Import", reverse("lead-import"), "upload", WORK),
            Button("Receive a lead", reverse("lead-new"), "plus", WORK, "primary"),
        ]


class LeadPage(DetailPage):
    """One lead: who, from where, what they wrote, and what became of it."""

    model = Lead
    rights = HELD
    template_name = "crm/leads/lead.html"
    eyebrow = "Lead"

    def rows(self) -> Any:
        """With all it is tied to."""
        return super().rows().for_list()  # type: ignore[attr-defined]

    def title(self) -> str:
        """The person's name."""
        return str(self.record.name)

    def intro(self) -> str:
        """Reference and firm."""
        return " · ".join(part for part in (self.record.reference, self.record.title, self.record.firm) if part)

    def crumbs(self) -> Sequence[Crumb]:
        """Under leads."""
        return lead_crumbs()

    def facts(self) -> Sequence[Fact]:
        """How to answer, where it came from, what it became."""
        held = self.record
        told = [
            Fact("E-mail", held.email),
            Fact("Phone", held.phone),
            Fact("Country", held.country),
            Fact("Source", held.source.name),
            Fact("Campaign", held.campaign),
            Fact("Received", held.received_at),
            Fact("Owner", held.owner.name if held.owner else "Nobody yet"),
            Fact("Served by", held.legal_entity.name),
        ]
        if held.consented_at:
            told += [Fact("Consent for", held.consent_purpose), Fact("Consent given", held.consented_at)]
        if held.status == "disqualified":
            told.append(Fact("Disqualified because", held.reason))
        if held.status == "qualified":
            told += [
                Fact("Customer", held.customer.name, reverse("customer", args=[held.customer_id])),
                Fact("Contact", held.contact.name, reverse("contact", args=[held.contact_id])),
                Fact("Opportunity", held.opportunity.name, reverse("opportunity", args=[held.opportunity_id])),
            ]
        return told

    def verbs(self) -> Sequence[VerbButton]:
        """Give it to somebody, end it, or take the end back."""
        held, key = self.record, self.record.pk
        if held.status == "disqualified":
            return [VerbButton("Reopen", reverse("lead-reopening", args=[key]), "refresh", WORK)]
        live, why = held.status in OPEN, "It is qualified already."
        end, give = reverse("lead-disqualification", args=[key]), reverse("lead-assignment", args=[key])
        change, convert = reverse("lead-changes", args=[key]), reverse("lead-conversion", args=[key])
        return [
            VerbButton("Disqualify", end, "x", WORK, enabled=live, why_not=why),
            VerbButton("Change", change, "pencil", WORK, enabled=live, why_not=why),
            VerbButton("Assign", give, "user", WORK, enabled=live, why_not=why),
            VerbButton("Convert", convert, "arrow-right", "convert_lead", "primary", enabled=live, why_not=why),
        ]


class CampaignPage(SignedIn):
    """The campaigns and sources with what came of them, in base currency."""

    rights = HELD

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        rows = Lead.objects.visible_to(request.user)
        context = {
            "title": "Campaigns and sources",
            "page": self,
            "campaigns": campaign_results(rows, "campaign"),
            "sources": campaign_results(rows, "source"),
            "may_work": "receive_lead" in self.viewer.rights,
        }
        return render(request, "crm/leads/campaigns.html", context)
