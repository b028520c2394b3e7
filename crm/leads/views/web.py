"""Web forms, and leads from a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import escape

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import (
    Button,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    FormPage,
    LinkColumn,
    ListPage,
    StatusColumn,
    VerbButton,
    VerbPage,
)
from billing_suite.kernel.web.pages.sheets import sheet
from crm.leads.actions import (
    LeadsImported,
    change_web_form,
    import_leads,
    open_web_form,
)
from crm.leads.forms import SheetForm, WebFormForm, source_named
from crm.leads.models import WebForm
from crm.leads.views.shown import HELD, lead_crumbs

OPENS = "open_web_form"
SHOWN = 20
ANSWERS = (
    LinkColumn("From", "sender_name", to="submission"),
    DateColumn("Received", "received_at"),
    StatusColumn("Status", "status"),
    LinkColumn("Lead", "lead", to="lead", key="lead_id"),
    Column("Signs of spam", lambda sent: "; ".join(sent.signs)),
)


def form_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to the pages of web forms."""
    return lead_crumbs(Crumb("Web forms", reverse("web-forms")), *more)


class WebFormList(ListPage):
    """Every form of our web sites."""

    model = WebForm
    rights = HELD
    title = "Web forms"
    eyebrow = "Sales"
    intro = "Forms whose answers become leads: each has a page of its own, and may stand on your web sites."
    columns = (
        LinkColumn("Form", "name", "name", to="web-form"),
        Column("Served by", "legal_entity.name", "legal_entity__name"),
        Column("Source", "source.name", "source__name"),
        Column("Campaign", "campaign.name"),
        Column("Leads come to", lambda form: form.owner.name if form.owner else "The queue"),
        Column("Takes answers", lambda form: "Yes" if form.active else "No", "active"),
    )
    order = "name"
    search = ("name",)
    empty_title = "No web forms yet"
    empty_words = "What is sent through one becomes a lead; what looks like spam is held."
    empty_icon = "world"

    def crumbs(self) -> Sequence[Crumb]:
        """Under leads."""
        return lead_crumbs()

    def buttons(self) -> Sequence[Button]:
        """What is held, and a new form."""
        return [
            Button("Held as spam", reverse("submissions"), "ban", ""),
            Button("Open a web form", reverse("web-form-new"), "plus", OPENS, "primary"),
        ]


class WebFormPage(DetailPage):
    """One form: its address, what to paste into a site, what was sent last."""

    model = WebForm
    rights = HELD
    template_name = "crm/leads/web_form.html"
    slot = "web-form"
    status_field = ""
    eyebrow = "Web form"

    def rows(self) -> Any:
        """With where its leads come to."""
        return super().rows().for_list()  # type: ignore[attr-defined]

    def crumbs(self) -> Sequence[Crumb]:
        """Under web forms."""
        return form_crumbs()

    def facts(self) -> Sequence[Fact]:
        """What becomes of an answer."""
        held = self.record
        return [
            Fact("Takes answers", "Yes" if held.active else "No"),
            Fact("Served by", held.legal_entity.name),
            Fact("Source", held.source.name),
            Fact("Campaign", held.campaign),
            Fact("Leads come to", held.owner.name if held.owner else "The queue"),
            Fact("Web sites", ", ".join(held.sites) or "None but its own page"),
            Fact("Consent for", held.consent_purpose or "None asked"),
            Fact("Of one sender", f"{held.per_hour} an hour"),
        ]

    def verbs(self) -> Sequence[VerbButton]:
        """Change it."""
        return [VerbButton("Change", reverse("web-form-changes", args=[self.record.pk]), "pencil", OPENS)]

    def more(self) -> dict[str, Any]:
        """Its address, the snippet, the last answers."""
        address = self.request.build_absolute_uri(reverse("portal-form", args=[self.record.key]))
        sent = self.record.submissions.for_list()[:SHOWN]
        return {
            "address": address,
            "snippet": snippet_of(self.record, address),
            "submissions": sheet("Answers", ANSWERS, sent),
        }


def snippet_of(form: WebForm, address: str) -> str:
    """A plain form that a site may paste: no script, and one field that people do not see."""
    tick = f'<label><input type="checkbox" name="agreed"> {escape(form.consent_wording)}</label>'
    lines = [
        f'<form method="post" action="{address}">',
        '  <label>Name <input name="name" autocomplete="name" required></label>',
        '  <label>Firm <input name="firm" autocomplete="organization"></label>',
        '  <label>E-mail <input type="email" name="email" autocomplete="email" required></label>',
        '  <label>Message <textarea name="message" required></textarea></label>',
        *([f"  {tick}"] if form.consent_wording else []),
        '  <p style="position:absolute;left:-99em" aria-hidden="true"><input name="homepage" tabindex="-1"></p>',
        "  <button>Send</button>",
        "</form>",
    ]
    return "\n".join(lines)


class OpenWebForm(FormPage):
    """A form whose answers become leads."""

    verb = staticmethod(open_web_form)
    form_class = WebFormForm
    title = "Open a web form"
    submit_label = "Open"
    two_columns = True

    def form_arguments(self) -> Mapping[str, Any]:
        """Legal entities on offer are those one may see."""
        return {"user": self.request.user, "is_new": True}

    def perform(self, form: Any) -> WebForm:
        """One call of the verb."""
        facts = form.facts(by=self.by)
        name, source = facts.pop("name"), facts.pop("source")
        return open_web_form(form.cleaned_data["entity"], name=name, source=source, facts=facts, by=self.by)

    def crumbs(self) -> Sequence[Crumb]:
        """Under web forms."""
        return form_crumbs()

    def success_url(self, done: WebForm) -> str:
        """The new form."""
        return reverse("web-form", args=[done.pk])

    def success_message(self, done: WebForm) -> str:
        """Named."""
        return f"{done.name} takes answers."


class ChangeWebForm(VerbPage):
    """What a form is from now on."""

    model = WebForm
    verb = staticmethod(change_web_form)
    form_class = WebFormForm
    title = "Change the web form"
    submit_label = "Save"
    two_columns = True

    def form_arguments(self) -> Mapping[str, Any]:
        """Its legal entity stays."""
        return {"user": self.request.user, "is_new": False}

    def initial(self) -> dict[str, Any]:
        """As it stands."""
        held = self.record
        names = [name for name in WebFormForm.base_fields if name not in ("entity", "source")]
        return {name: getattr(held, name) for name in names} | {"source": held.source.name}

    def perform(self, form: Any) -> WebForm:
        """One call of the verb."""
        return change_web_form(self.record, changes=form.facts(by=self.by), by=self.by)

    def crumbs(self) -> Sequence[Crumb]:
        """Under the form."""
        return form_crumbs(Crumb(self.record.name, reverse("web-form", args=[self.record.pk])))

    def success_url(self, done: WebForm) -> str:
        """Back to it."""
        return reverse("web-form", args=[done.pk])

    def success_message(self, done: WebForm) -> str:
        """Said."""
        return f"{done.name} is saved."


class ImportLeads(FormPage):
    """Leads from a file, all rows or none."""

    verb = staticmethod(import_leads)
    form_class = SheetForm
    title = "Import leads"
    submit_label = "Import"

    def form_arguments(self) -> Mapping[str, Any]:
        """Legal entities on offer are those one may see."""
        return {"user": self.request.user}

    def question(self) -> str:
        """What comes of it."""
        return "All rows or none: what is wrong is named by its line. Who is an open lead already is passed over."

    def perform(self, form: Any) -> LeadsImported:
        """One call of the verb; a source that is new is named first."""
        held = form.cleaned_data
        source = source_named(held["source"], by=self.by)
        told = {"entity": held["entity"], "source": source, "campaign": held["campaign"]}
        return import_leads(held["sheet"].read(), **told, at=now(), by=self.by)

    def crumbs(self) -> Sequence[Crumb]:
        """Under leads."""
        return lead_crumbs()

    def success_url(self, done: LeadsImported) -> str:
        """The queue."""
        return f"{reverse('leads')}?view=queue"

    def success_message(self, done: LeadsImported) -> str:
        """How many."""
        known = f", {len(done.known)} known from before" if done.known else ""
        return f"{done.received} leads are in the queue{known}."
