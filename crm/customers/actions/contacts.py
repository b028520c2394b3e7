"""People at a customer, and why we may use what we know of them."""

from datetime import datetime
from typing import Any

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish
from crm.customers.models import Contact, Customer, LawfulBasis

EDITABLE = {"name", "email", "title", "phone", "is_billing"}


class BasisEnded(Refusal):
    """The basis ended already."""

    code = "basis-ended"


@verb("add a contact", right="add_customer", jobs=True)
def add_contact(
    customer: Customer,
    *,
    name: str,
    email: str,
    title: str = "",
    phone: str = "",
    is_billing: bool = False,
    by: Actor,
) -> Contact:
    """A person at a customer; a billing contact receives invoices besides the billing e-mail."""
    contact = Contact(customer=customer, name=name, email=email, title=title, phone=phone, is_billing=is_billing)
    contact.full_clean(exclude=["id"])
    contact.save(force_insert=True)
    publish("contact.added", contact)
    return contact


@verb("change a contact", right="add_customer")
def change_contact(contact: Contact, *, changes: dict[str, Any], by: Actor) -> Contact:
    """What we know of a person; what was signed or sent keeps what it was made with."""
    if unknown := sorted(set(changes) - EDITABLE):
        raise Invalid(f"a contact has no {unknown[0]}", record=contact.name, fields={unknown[0]: ["unknown"]})
    held = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    for field, value in changes.items():
        setattr(held, field, value)
    held.full_clean()
    held.save()
    publish("contact.changed", held)
    return held


@verb("record a lawful basis", right="add_customer", jobs=True)
def record_basis(
    contact: Contact, *, purpose: str, basis: str, wording: str = "", source: str, at: datetime, by: Actor
) -> LawfulBasis:
    """Why we may use a contact's data for a purpose: a consent with its words, or another basis and why it holds.

    `basis`: consent, contract, legal_obligation or legitimate_interests (Regulation (EU) 2016/679, article 6 (1)).
    `source`: where it was given, or who says so. One basis a purpose stands at a time.
    """
    named = purpose.strip()
    if contact.bases.filter(purpose__iexact=named, ended_at__isnull=True).exists():
        raise Invalid(
            f"{contact} has a basis for {named} already: end that first",
            record=contact.name,
            fields={"purpose": ["has a basis"]},
        )
    made = LawfulBasis(contact=contact, purpose=named, basis=basis, wording=wording, source=source, since=at)
    made.full_clean(exclude=["id"])
    made.save(force_insert=True)
    publish("contact.basis_recorded", contact, purpose=named, basis=basis)
    return made


@verb("end a lawful basis", right="add_customer")
def end_basis(basis: LawfulBasis, *, why: str, at: datetime, by: Actor) -> LawfulBasis:
    """The consent is withdrawn, or the basis does not hold any more: nothing is done for that purpose from then on."""
    held = LawfulBasis.objects.select_for_update(of=("self",)).select_related("contact").get(pk=basis.pk)
    if held.ended_at is not None:
        raise BasisEnded(f"it ended on {held.ended_at:%Y-%m-%d}", record=str(held))
    if not why.strip():
        raise Invalid("say why it ends", record=str(held), fields={"why": ["required"]})
    held.ended_at, held.ended_why = at, why.strip()
    held.save(update_fields=["ended_at", "ended_why"])
    publish("contact.basis_ended", held.contact, purpose=held.purpose)
    return held


def may_use(contact: Contact, purpose: str) -> bool:
    """Whether a basis for this purpose stands."""
    return contact.bases.filter(purpose__iexact=purpose.strip(), ended_at__isnull=True).exists()
