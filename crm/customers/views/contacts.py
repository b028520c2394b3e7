"""Pages of contacts, and of why we may use what we know of them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.urls import reverse

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import (
    Button,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    VerbPage,
)
from billing_suite.kernel.web.pages.sheets import sheet
from crm.customers.actions import add_contact, change_contact, end_basis, record_basis
from crm.customers.forms import BasisForm, ContactForm, EndBasisForm
from crm.customers.models import Contact, Customer, LawfulBasis
from crm.customers.views.customers import HELD, crumb_of, customer_crumbs

BASES = (
    LinkColumn("Purpose", "purpose", to="basis-end", note="source"),
    Column("Basis", "get_basis_display"),
    DateColumn("Since", "since"),
    DateColumn("Ended", "ended_at"),
    Column("Words", "wording"),
)


class AddContact(VerbPage):
    """A person at a customer."""

    model = Customer
    verb = staticmethod(add_contact)
    form_class = ContactForm
    title = "Add a contact"
    submit_label = "Add contact"
    two_columns = True

    def question(self) -> str:
        """At whom."""
        return f"Somebody at {self.record.name}: quotes are sent to contacts."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the customer."""
        return customer_crumbs(crumb_of(self.record))

    def success_url(self, done: Contact) -> str:
        """Back to the customer."""
        return reverse("customer", args=[done.customer_id])

    def success_message(self, done: Contact) -> str:
        """Named."""
        return f"{done.name} is a contact of {done.customer.name}."


class ContactList(ListPage):
    """Everybody we know at our customers."""

    model = Contact
    rights = HELD
    title = "Contacts"
    eyebrow = "Sales"
    intro = "People at our customers. A new one is added on the customer's page."
    columns = (
        LinkColumn("Name", "name", "name", to="contact"),
        Column("Title", "title", "title"),
        LinkColumn("Customer", "customer.name", "customer__name", to="customer", key="customer_id", phone="word"),
        Column("E-mail", "email", "email"),
        Column("Phone", "phone"),
    )
    order = "name"
    search = ("name", "email", "customer__name")
    search_hint = "Name, e-mail or customer"
    empty_title = "No contacts yet"
    empty_words = "Contacts are added on the page of their customer."
    empty_icon = "users"


class ContactPage(DetailPage):
    """A person at a customer."""

    model = Contact
    rights = HELD
    slot = "contact"
    status_field = ""
    eyebrow = "Contact"
    template_name = "crm/customers/contact.html"

    def rows(self) -> Any:
        """With the customer."""
        return super().rows().select_related("customer")

    def intro(self) -> str:
        """Title and firm."""
        return " · ".join(part for part in (self.record.title, self.record.customer.name) if part)

    def crumbs(self) -> Sequence[Crumb]:
        """Under the customer."""
        return customer_crumbs(crumb_of(self.record.customer))

    def buttons(self) -> Sequence[Button]:
        """Change what we know, record why we may."""
        key = self.record.pk
        return [
            Button("Change", reverse("contact-changes", args=[key]), "pencil", "add_customer"),
            Button("Record a lawful basis", reverse("basis-new", args=[key]), "shield-check", "add_customer"),
        ]

    def more(self) -> dict[str, Any]:
        """The bases that stand and stood."""
        return {"bases": sheet("Lawful bases", BASES, self.record.bases.all())}

    def facts(self) -> Sequence[Fact]:
        """How to reach them."""
        held = self.record
        return [
            Fact("Customer", held.customer.name, reverse("customer", args=[held.customer_id])),
            Fact("Title", held.title),
            Fact("E-mail", held.email, f"mailto:{held.email}"),
            Fact("Phone", held.phone, f"tel:{held.phone}" if held.phone else ""),
            Fact("Invoices", "Sent to them as well" if held.is_billing else "Not sent to them"),
        ]


class OfContact(VerbPage):
    """A verb on a contact."""

    model: ClassVar = Contact

    def rows(self) -> Any:
        """With the customer."""
        return super().rows().select_related("customer")

    def crumbs(self) -> Sequence[Crumb]:
        """Under the contact."""
        held = self.record
        return customer_crumbs(crumb_of(held.customer), Crumb(held.name, reverse("contact", args=[held.pk])))

    def success_url(self, done: Any) -> str:
        """Back to the contact."""
        return reverse("contact", args=[self.record.pk])


class ChangeContact(OfContact):
    """What we know of a person."""

    verb = staticmethod(change_contact)
    form_class = ContactForm
    title = "Change the contact"
    submit_label = "Save"
    two_columns = True

    def initial(self) -> dict[str, Any]:
        """As it stands."""
        return {name: getattr(self.record, name) for name in ContactForm.base_fields}

    def perform(self, form: Any) -> Contact:
        """One call of the verb."""
        return change_contact(self.record, changes=form.cleaned_data, by=self.by)

    def success_message(self, done: Contact) -> str:
        """Said."""
        return f"{done.name} is saved."


class RecordBasis(OfContact):
    """Why we may use what we know of a person, for a purpose."""

    verb = staticmethod(record_basis)
    form_class = BasisForm
    title = "Record a lawful basis"
    submit_label = "Record"

    def arguments(self) -> dict[str, Any]:
        """It holds from now on."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        return "It is kept as it is recorded: what changes is ended and recorded anew."

    def success_message(self, done: LawfulBasis) -> str:
        """Named."""
        return f"{done} is recorded."


class EndBasis(VerbPage):
    """A consent is withdrawn, or a basis holds no more."""

    model = LawfulBasis
    verb = staticmethod(end_basis)
    form_class = EndBasisForm
    title = "End the lawful basis"
    submit_label = "End it"

    def rows(self) -> Any:
        """With contact and customer."""
        return super().rows().select_related("contact__customer")

    def arguments(self) -> dict[str, Any]:
        """It ends now."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record}, of {self.record.contact.name}: nothing is done for that purpose from then on."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the contact."""
        held = self.record.contact
        return customer_crumbs(crumb_of(held.customer), Crumb(held.name, reverse("contact", args=[held.pk])))

    def success_url(self, done: LawfulBasis) -> str:
        """Back to the contact."""
        return reverse("contact", args=[done.contact_id])

    def success_message(self, done: LawfulBasis) -> str:
        """Said."""
        return f"{done} has ended."
