"""Verbs over leads: receive, change, assign, disqualify, reopen and convert them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Required, TypedDict

from django.core.exceptions import ValidationError
from simple_history.utils import bulk_create_with_history

from billing_suite.kernel.access.people import User, rights_of
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.access.visible import granted
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.money import Money, to_minor
from billing_suite.kernel.values.outcome import Outcome, only, sort_out
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish, publish_many
from crm.activities.actions import log_activity
from crm.customers.actions import add_contact, add_customer, may_use, record_basis
from crm.customers.models import Contact, Customer
from crm.leads.models import OPEN, Campaign, Lead, LeadSource
from crm.pipeline.actions import open_opportunity

TOLD = {"name", "title", "firm", "email", "phone", "website", "country", "language", "message"}
EDITABLE = TOLD | {"source", "campaign"}
CONSENT = {"purpose", "wording"}


class LeadEnded(Refusal):
    """A qualified or disqualified lead is not worked on."""

    code = "lead-ended"


class LeadOpen(Refusal):
    """Only a disqualified lead is reopened."""

    code = "lead-not-disqualified"


@verb("name a lead source", jobs=True)
def name_lead_source(name: str, *, by: Actor) -> LeadSource:
    """Where leads come from."""
    made = LeadSource(name=name.strip())
    made.full_clean()
    made.save(force_insert=True)
    return made


@verb("start a campaign", jobs=True)
def start_campaign(name: str, *, starts_on: date, ends_on: date | None = None, budget: Money, by: Actor) -> Campaign:
    """An effort to win leads, from a day on, with a budget."""
    made = Campaign(
        name=name.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        currency=budget.currency.code,
        budget_minor=to_minor(budget),
    )
    made.full_clean()
    made.save(force_insert=True)
    return made


class Heard(TypedDict, total=False):
    """What is told of one lead, where it came from, what it agreed to, and whose desk it comes to."""

    told: Required[Mapping[str, Any]]
    source: Required[LeadSource]
    campaign: Campaign | None
    consent: Mapping[str, str] | None
    owner: User | None


@verb("receive a lead", jobs=True)
def receive_lead(
    entity: LegalEntity,
    *,
    source: LeadSource,
    told: dict[str, Any],
    campaign: Campaign | None = None,
    consent: dict[str, str] | None = None,
    owner: User | None = None,
    at: datetime,
    by: Actor,
) -> Lead:
    """Somebody showed interest at an instant; without an owner the lead waits in the entity's queue.

    `told`: name (required), title, firm, email or phone (one is required), website, country, language, message.
    `consent`: purpose and wording, as they were agreed to at that instant.
    """
    heard: Heard = {"told": told, "source": source, "campaign": campaign, "consent": consent, "owner": owner}
    return only(receive_leads(entity, heard=[heard], at=at, by=by))


@verb("receive leads", right="receive_lead", jobs=True)
def receive_leads(entity: LegalEntity, *, heard: Sequence[Heard], at: datetime, by: Actor) -> Outcome[Lead]:
    """Many at once; who is refused is returned with the reason, its record being the place in `heard`."""
    checked: set[Any] = set()

    def decide(row: tuple[int, Heard]) -> Lead:
        try:
            return told_lead(entity, row[1], at=at, checked=checked)
        except Refusal as refusal:
            refusal.record = refusal.record or str(row[0])
            raise

    made, refused = sort_out(enumerate(heard), decide)
    for lead, reference in zip(made, take_references("LEA", len(made)), strict=True) if made else ():
        lead.reference = reference
    bulk_create_with_history(made, Lead)
    publish_many("lead.received", [(lead, {}) for lead in made])
    return Outcome(made, refused)


def told_lead(entity: LegalEntity, heard: Heard, *, at: datetime, checked: set[Any] | None = None) -> Lead:
    """The lead as it is told, held against every rule of its own and not written. `checked` are owners known to see
    the entity's leads.
    """
    told, agreed, owner = heard["told"], heard.get("consent") or {}, heard.get("owner")
    _refuse_unknown(told, TOLD)
    _refuse_unknown(agreed, CONSENT)
    lead = Lead(
        legal_entity=entity,
        source=heard["source"],
        campaign=heard.get("campaign"),
        received_at=at,
        consent_purpose=agreed.get("purpose", ""),
        consent_wording=agreed.get("wording", ""),
        consented_at=at if agreed else None,
        **told,
    )
    try:
        lead.clean_fields(exclude=["id", "reference", "legal_entity", "source", "campaign", "owner"])
    except ValidationError as error:
        fields = {name: list(map(str, words)) for name, words in error.message_dict.items()}
        field, words = next(iter(fields.items()))
        raise Invalid(f"{field}: {words[0]}", fields=fields) from None
    if not lead.email and not lead.phone:
        raise Invalid("a lead can be answered by mail or phone: say one", fields={"email": ["or a phone number"]})
    if agreed and not (lead.consent_purpose and lead.consent_wording):
        raise Invalid("a consent has purpose, wording and time", fields={"consent": ["incomplete"]})
    if owner is not None:
        put_on_desk(lead, owner, sees=owner.pk in (checked or ()))
        (checked if checked is not None else set()).add(owner.pk)
    return lead


@verb("change a lead", right="receive_lead")
def change_lead(lead: Lead, *, changes: dict[str, Any], by: Actor) -> Lead:
    """What is known of an open lead; the consent stays as it was given."""
    held = _open(lead)
    _refuse_unknown(changes, EDITABLE)
    for field, value in changes.items():
        setattr(held, field, value)
    return _kept(held, "lead.changed")


@verb("assign a lead", right="receive_lead")
def assign_lead(lead: Lead, *, owner: User | None = None, by: Actor) -> Lead:
    """To somebody who works on it from now on; to nobody: back to the queue."""
    held = _open(lead)
    if owner is None:
        held.owner, held.status = None, "new"
    else:
        put_on_desk(held, owner)
    return _kept(held, "lead.assigned")


@verb("disqualify a lead", right="receive_lead")
def disqualify_lead(lead: Lead, *, reason: str, at: datetime, by: Actor) -> Lead:
    """Nothing comes of it, for a reason."""
    held = _open(lead)
    if not reason.strip():
        raise Invalid("say why nothing comes of it", record=held.reference, fields={"reason": ["required"]})
    held.status, held.reason, held.disqualified_at = "disqualified", reason.strip(), at
    return _kept(held, "lead.disqualified")


@verb("reopen a lead", right="receive_lead")
def reopen_lead(lead: Lead, *, by: Actor) -> Lead:
    """Something may come of it after all: back on its owner's desk, or into the queue."""
    held = _locked(lead)
    if held.status != "disqualified":
        raise LeadOpen(f"{held.reference} is {held.status}, not disqualified", record=held.reference)
    held.status = "working" if held.owner_id else "new"
    held.reason, held.disqualified_at = "", None
    return _kept(held, "lead.reopened")


@verb("convert a lead")
def convert_lead(
    lead: Lead,
    *,
    name: str,
    amount: Money,
    closes_on: date,
    customer: Customer | None = None,
    contact: Contact | None = None,
    profile: dict[str, Any] | None = None,
    address: dict[str, str] | None = None,
    at: datetime,
    by: Actor,
) -> Lead:
    """Into a customer, a contact and an opportunity, all or none, from what the lead says.

    Without a `customer` one is added: `profile` and `address` say what the lead does not, the currency being that of
    `amount`. Without a `contact` the lead's person becomes one. Its message becomes a note with the customer.
    """
    held = _open(lead)
    if customer is None and contact is not None:
        raise Invalid("a contact is of a customer: name both", record=held.reference)
    if customer is not None and customer.legal_entity_id != held.legal_entity_id:
        raise Invalid(
            f"{customer.name} is not served by {held.legal_entity.name}",
            record=held.reference,
            fields={"customer": ["served by another legal entity"]},
        )
    if contact is None and not held.email:
        raise Invalid("a contact needs an e-mail address", record=held.reference, fields={"email": ["required"]})
    firm = customer or _added_customer(held, amount.currency.code, profile or {}, address or {}, by)
    person = contact or add_contact(firm, name=held.name, email=held.email, title=held.title, phone=held.phone, by=by)
    sale = open_opportunity(firm, name=name, amount=amount, closes_on=closes_on, contact=person, at=at, by=by)
    if held.consented_at and not may_use(person, held.consent_purpose):
        record_basis(
            person,
            purpose=held.consent_purpose,
            basis="consent",
            wording=held.consent_wording,
            source=f"{held.reference}, {held.source.name}",
            at=held.consented_at,
            by=by,
        )
    if held.message:
        subject = f"Message of {held.reference}"
        log_activity(firm, kind="note", subject=subject, text=held.message, contact=person, about=sale, at=at, by=by)
    held.customer, held.contact, held.opportunity = firm, person, sale
    held.status, held.qualified_at = "qualified", at
    return _kept(held, "lead.converted")


def _added_customer(lead: Lead, currency: str, profile: dict[str, Any], address: dict[str, str], by: Actor) -> Customer:
    said = {"currency": currency, "billing_email": lead.email, "language": lead.language}
    place = {"country": lead.country} | address
    return add_customer(lead.legal_entity, name=lead.firm or lead.name, profile=said | profile, address=place, by=by)


def _refuse_unknown(told: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(told) - known):
        raise Invalid(f"a lead has no {unknown[0]}", fields={unknown[0]: ["unknown"]})


def put_on_desk(lead: Lead, owner: User, *, sees: bool = False) -> None:
    """Give it to somebody who may see the entity's leads, else it would be on nobody's desk; `sees` says they do."""
    lead.owner, lead.status = owner, "working"
    if sees:
        return
    reached = granted("legal_entity", owner).filter(content_object_id=str(lead.legal_entity_id))
    if not reached.exists() or Lead.objects.all().seen_with not in rights_of(owner.pk):
        raise Invalid(
            f"{owner.name} does not see leads of {lead.legal_entity.name}",
            record=lead.reference,
            fields={"owner": ["does not see these leads"]},
        )


def _locked(lead: Lead) -> Lead:
    rows = Lead.objects.select_related("legal_entity").select_for_update(of=("self",))
    return rows.get(pk=lead.pk)


def _open(lead: Lead) -> Lead:
    held = _locked(lead)
    if held.status not in OPEN:
        raise LeadEnded(f"{held.reference} is {held.status}", record=held.reference)
    return held


def _kept(lead: Lead, event: str) -> Lead:
    lead.full_clean()
    lead.save()
    publish(event, lead)
    return lead
