"""Leads, their sources and campaigns in the API."""

from typing import ClassVar

from rest_framework import serializers

from billing_suite.kernel.access.visible import OfficeRows
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import (
    Body,
    Changes,
    CountryField,
    DayField,
    EmailField,
    FlagField,
    MoneyField,
    TextField,
    WholeField,
)
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.people import USERS
from billing_suite.kernel.web.api.shown import Shown
from crm.customers.api import CONTACTS, CUSTOMERS
from crm.leads.actions import (
    LeadsImported,
    assign_lead,
    change_lead,
    change_web_form,
    convert_lead,
    discard_submission,
    disqualify_lead,
    import_leads,
    name_lead_source,
    open_web_form,
    receive_lead,
    release_submission,
    reopen_lead,
    start_campaign,
)
from crm.leads.models import Campaign, Lead, LeadSource, Submission, WebForm


class LeadSourceRows(OfficeRows[LeadSource]):
    """Sources: whoever sees leads sees them all."""

    seen_with = "see_opportunities"


class CampaignRows(OfficeRows[Campaign]):
    """Campaigns: whoever sees leads sees them all."""

    seen_with = "see_opportunities"


class LeadSourceSheet(Shown):
    """Where leads come from."""

    class Meta:
        model = LeadSource
        fields: ClassVar[tuple[str, ...]] = ("id", "name")


class CampaignSheet(Shown):
    """An effort to win leads."""

    class Meta:
        model = Campaign
        fields: ClassVar[tuple[str, ...]] = ("id", "name", "starts_on", "ends_on", "budget")


class LeadSheet(Shown):
    """Somebody who showed interest, and what became of it."""

    class Meta:
        model = Lead
        fields: ClassVar[tuple[str, ...]] = (
            "id", "reference", "legal_entity", "status", "name", "title", "firm", "email", "phone", "website",
            "country", "language", "message", "source", "campaign", "owner", "received_at", "consent_purpose",
            "consent_wording", "consented_at", "disqualified_at", "reason", "qualified_at", "customer", "contact",
            "opportunity",
        )  # fmt: skip


LEAD_SOURCES = Listing(
    path="lead-sources",
    model=LeadSource,
    row=LeadSourceSheet,
    rows=lambda: LeadSourceRows(model=LeadSource),
    orders=("name",),
)
CAMPAIGNS = Listing(
    path="campaigns",
    model=Campaign,
    row=CampaignSheet,
    rows=lambda: CampaignRows(model=Campaign),
    orders=("-starts_on", "name"),
    search=("name",),
)
LEADS = Listing(
    path="leads",
    model=Lead,
    row=LeadSheet,
    filters={
        "legal_entity": "legal_entity",
        "status": "status",
        "source": "source",
        "campaign": "campaign",
        "owner": "owner",
    },
    orders=("-id", "reference"),
    search=("reference", "name", "firm", "email"),
)


class LeadSourceBody(Body):
    """A source's name."""

    name = TextField(max_length=60)


class CampaignBody(Body):
    """A campaign's days and budget."""

    name = TextField(max_length=80)
    starts_on = DayField()
    ends_on = DayField(required=False)
    budget = MoneyField()


class LeadBody(Body):
    """Somebody who showed interest: an e-mail address or a phone number is required."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    source = RecordField(LEAD_SOURCES)  # type: ignore[assignment]
    campaign = RecordField(CAMPAIGNS, required=False)
    owner = RecordField(USERS, required=False)
    name = TextField(max_length=120, source="told.name")
    title = TextField(max_length=80, source="told.title", required=False, allow_blank=True)
    firm = TextField(max_length=120, source="told.firm", required=False, allow_blank=True)
    email = EmailField(source="told.email", required=False)
    phone = TextField(max_length=40, source="told.phone", required=False, allow_blank=True)
    website = TextField(max_length=200, source="told.website", required=False, allow_blank=True)
    country = CountryField(source="told.country", required=False)
    language = TextField(max_length=5, source="told.language", required=False)
    message = TextField(max_length=20_000, source="told.message", required=False, allow_blank=True)
    consent_purpose = TextField(max_length=120, source="consent.purpose", required=False)
    consent_wording = TextField(max_length=2_000, source="consent.wording", required=False)


class LeadChanges(Changes):
    """What is to be different; what is not named stays."""

    source = RecordField(LEAD_SOURCES, source="changes.source", required=False)  # type: ignore[assignment]
    campaign = RecordField(CAMPAIGNS, source="changes.campaign", required=False)
    name = TextField(max_length=120, source="changes.name", required=False)
    title = TextField(max_length=80, source="changes.title", required=False, allow_blank=True)
    firm = TextField(max_length=120, source="changes.firm", required=False, allow_blank=True)
    email = EmailField(source="changes.email", required=False)
    phone = TextField(max_length=40, source="changes.phone", required=False, allow_blank=True)
    website = TextField(max_length=200, source="changes.website", required=False, allow_blank=True)
    country = CountryField(source="changes.country", required=False)
    language = TextField(max_length=5, source="changes.language", required=False)
    message = TextField(max_length=20_000, source="changes.message", required=False, allow_blank=True)


class LeadAssignment(Body):
    """Whose it is; nobody's where it is left out."""

    owner = RecordField(USERS, required=False)


class LeadDisqualification(Body):
    """Why nothing comes of it."""

    reason = TextField(max_length=200)


class LeadConversion(Body):
    """The opportunity, and the customer and contact it is with; of a new customer, what the lead does not say."""

    name = TextField(max_length=120)
    amount = MoneyField()
    closes_on = DayField()
    customer = RecordField(CUSTOMERS, required=False)
    contact = RecordField(CONTACTS, required=False)
    legal_name = TextField(max_length=160, source="profile.legal_name", required=False)
    vat_id = TextField(max_length=30, source="profile.vat_id", required=False, allow_blank=True)
    billing_email = EmailField(source="profile.billing_email", required=False)
    street = TextField(max_length=160, source="address.street", required=False)
    postcode = TextField(max_length=20, source="address.postcode", required=False, allow_blank=True)
    city = TextField(max_length=80, source="address.city", required=False)
    region = TextField(max_length=10, source="address.region", required=False, allow_blank=True)
    country = CountryField(source="address.country", required=False)


class WebFormSheet(Shown):
    """A form whose answers become leads; its key stands in its address."""

    class Meta:
        model = WebForm
        fields: ClassVar[tuple[str, ...]] = (
            "id", "key", "name", "legal_entity", "source", "campaign", "owner", "language", "origins", "thanks_url",
            "consent_purpose", "consent_wording", "per_hour", "active",
        )  # fmt: skip


class SubmissionSheet(Shown):
    """One answer to a web form, and what speaks for spam."""

    signs = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Submission
        fields: ClassVar[tuple[str, ...]] = ("id", "form", "received_at", "status", "signs", "lead")


class WebFormBody(Body):
    """A web form to be opened."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    name = TextField(max_length=80)
    source = RecordField(LEAD_SOURCES)  # type: ignore[assignment]
    campaign = RecordField(CAMPAIGNS, source="facts.campaign", required=False)
    owner = RecordField(USERS, source="facts.owner", required=False)
    language = TextField(max_length=5, source="facts.language", required=False)
    origins = TextField(max_length=2_000, source="facts.origins", required=False, allow_blank=True)
    thanks_url = TextField(max_length=200, source="facts.thanks_url", required=False, allow_blank=True)
    consent_purpose = TextField(max_length=120, source="facts.consent_purpose", required=False, allow_blank=True)
    consent_wording = TextField(max_length=2_000, source="facts.consent_wording", required=False, allow_blank=True)
    per_hour = WholeField(1, 1000, source="facts.per_hour", required=False)


class WebFormChanges(Changes):
    """What is to be different of a web form."""

    name = TextField(max_length=80, source="changes.name", required=False)
    source = RecordField(LEAD_SOURCES, source="changes.source", required=False)  # type: ignore[assignment]
    campaign = RecordField(CAMPAIGNS, source="changes.campaign", required=False, allow_null=True)
    owner = RecordField(USERS, source="changes.owner", required=False, allow_null=True)
    language = TextField(max_length=5, source="changes.language", required=False)
    origins = TextField(max_length=2_000, source="changes.origins", required=False, allow_blank=True)
    thanks_url = TextField(max_length=200, source="changes.thanks_url", required=False, allow_blank=True)
    consent_purpose = TextField(max_length=120, source="changes.consent_purpose", required=False, allow_blank=True)
    consent_wording = TextField(max_length=2_000, source="changes.consent_wording", required=False, allow_blank=True)
    per_hour = WholeField(1, 1000, source="changes.per_hour", required=False)
    active = FlagField(source="changes.active", required=False)


class LeadImportBody(Body):
    """Leads as the text of a CSV file (docs/importing.md says how it is read)."""

    sheet = TextField(max_length=5_000_000, trim_whitespace=False, source="data")
    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    source = RecordField(LEAD_SOURCES)  # type: ignore[assignment]
    campaign = RecordField(CAMPAIGNS, required=False)


class LeadImportSheet(serializers.Serializer[LeadsImported]):
    """How many leads came of it, and the lines of those who are open leads already."""

    received = serializers.IntegerField()
    known = serializers.ListField(child=serializers.IntegerField())


WEB_FORMS = Listing(
    path="web-forms",
    model=WebForm,
    row=WebFormSheet,
    filters={"legal_entity": "legal_entity", "active": "active"},
    orders=("name",),
    search=("name",),
)
SUBMISSIONS = Listing(
    path="web-form-submissions",
    model=Submission,
    row=SubmissionSheet,
    filters={"form": "form", "status": "status"},
    orders=("-received_at",),
)
DOORS = (
    WEB_FORMS,
    Deed(path="web-forms/", verb=open_web_form, body=WebFormBody, shows=WEB_FORMS),
    Deed(path="web-forms/<str:id>/changes/", verb=change_web_form, on=WEB_FORMS, body=WebFormChanges, shows=WEB_FORMS),
    SUBMISSIONS,
    Deed(path="web-form-submissions/<str:id>/release/", verb=release_submission, on=SUBMISSIONS, shows=SUBMISSIONS),
    Deed(path="web-form-submissions/<str:id>/discarding/", verb=discard_submission, on=SUBMISSIONS, shows=SUBMISSIONS),
    Deed(path="lead-imports/", verb=import_leads, body=LeadImportBody, shows=LeadImportSheet),
    LEAD_SOURCES,
    Deed(path="lead-sources/", verb=name_lead_source, body=LeadSourceBody, shows=LEAD_SOURCES),
    CAMPAIGNS,
    Deed(path="campaigns/", verb=start_campaign, body=CampaignBody, shows=CAMPAIGNS),
    LEADS,
    Deed(path="leads/", verb=receive_lead, body=LeadBody, shows=LEADS),
    Deed(path="leads/<str:id>/changes/", verb=change_lead, on=LEADS, body=LeadChanges, shows=LEADS),
    Deed(path="leads/<str:id>/assignment/", verb=assign_lead, on=LEADS, body=LeadAssignment, shows=LEADS),
    Deed(
        path="leads/<str:id>/disqualification/", verb=disqualify_lead, on=LEADS, body=LeadDisqualification, shows=LEADS
    ),
    Deed(path="leads/<str:id>/reopening/", verb=reopen_lead, on=LEADS, shows=LEADS),
    Deed(path="leads/<str:id>/conversion/", verb=convert_lead, on=LEADS, body=LeadConversion, shows=LEADS),
)
