"""Pages of customers: the list, one with all it is, its profile and address."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.addresses import place_lines
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    LinkColumn,
    ListPage,
    Preset,
    VerbButton,
    VerbPage,
)
from crm.customers.actions import add_customer, change_address, change_customer
from crm.customers.forms import LANGUAGES, AddressForm, CustomerForm, ProfileForm, country_name
from crm.customers.models import Customer
from crm.customers.reports import tag_choices, teams_of

HELD = ("see_customers",)


def customer_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to a customer's pages."""
    return [Crumb("Customers", reverse("customers")), *more]


def crumb_of(customer: Customer) -> Crumb:
    """The customer as a page above."""
    return Crumb(customer.name, reverse("customer", args=[customer.pk]))


def place_of(customer: Customer) -> str:
    """City and country."""
    home = getattr(customer, "address", None)
    return f"{home.city}, {country_name(home.country)}" if home else ""


def entity_choices(user: Any) -> list[tuple[str, str]]:
    """The legal entities one may see, by name."""
    seen = LegalEntity.objects.visible_to(user).order_by("name")
    return [(str(pk), name) for pk, name in seen.values_list("pk", "name")]


class CustomerList(ListPage):
    """Every customer one may see."""

    model = Customer
    rights = HELD
    title = "Customers"
    eyebrow = "Sales"
    intro = "The firms we sell to, and what their documents are made from."
    columns = (
        LinkColumn("Customer", "name", "name", to="customer"),
        Column("Reference", "reference", "reference"),
        Column("Place", place_of),
        Column("Served by", "legal_entity.name"),
        Column("Currency", "currency", "currency"),
        Column("Looked after by", "owner.name", "owner__name"),
    )
    presets = (
        Preset("all", "All", lambda rows, request: rows),
        Preset("mine", "Mine", lambda rows, request: rows.filter(owner=request.user)),
    )
    choices = (Choice("legal_entity", "Served by", entity_choices), Choice("tagged__tag", "Tag", tag_choices))
    order = "name"
    search = ("name", "legal_name", "reference", "billing_email", "vat_id")
    search_hint = "Name, reference or e-mail"
    empty_title = "No customers yet"
    empty_words = "A customer comes first: contacts, opportunities and quotes hang on it."
    empty_icon = "address-book"

    def rows(self) -> Any:
        """With the address."""
        return super().rows().there().select_related("address")  # type: ignore[attr-defined]

    def buttons(self) -> Sequence[Button]:
        """Add one."""
        return [
            Button("Duplicates", reverse("duplicates"), "copy", ""),
            Button("Add customer", reverse("customer-new"), "plus", "add_customer", "primary"),
        ]


class CustomerPage(DetailPage):
    """A customer with its profile, address and contacts; other rooms hang in what they know."""

    model = Customer
    rights = HELD
    template_name = "crm/customers/customer.html"
    slot = "customer"
    status_field = ""
    eyebrow = "Customer"
    facts_title = "Billing profile"

    def rows(self) -> Any:
        """With legal entity and address."""
        return super().rows().select_related("legal_entity", "address", "survivor", "owner", "parent")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; of one that was merged the page of the customer that it is by now."""
        held = self.record
        if held.survivor is None:
            return super().get(request, *args, **kwargs)
        messages.info(request, f"{held.name} ({held.reference}) was merged into {held.survivor.name}.")
        return HttpResponseRedirect(reverse("customer", args=[held.survivor_id]))

    def intro(self) -> str:
        """Reference and legal name."""
        return f"{self.record.reference} · {self.record.legal_name}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under customers."""
        return customer_crumbs()

    def facts(self) -> Sequence[Fact]:
        """The profile."""
        held = self.record
        return [
            Fact("Served by", held.legal_entity.name),
            Fact("Currency", held.currency),
            Fact("Payment term", f"{held.payment_days} days"),
            Fact("Billing e-mail", held.billing_email, f"mailto:{held.billing_email}"),
            Fact("VAT number", held.vat_id),
            Fact("Kind", "Business" if held.is_business else "Consumer"),
            Fact("PO number", "Required" if held.po_required else "Not required"),
            Fact("E-invoice", held.get_e_invoice_display() or "Not asked for"),
            Fact("E-invoice address", held.e_address or "The billing e-mail"),
            Fact("Language", dict(LANGUAGES).get(held.language, held.language)),
            Fact("Phone", held.phone, f"tel:{held.phone}" if held.phone else ""),
            Fact("Web site", held.website, held.website),
            Fact("Looked after by", held.owner.name if held.owner else ""),
            *([Fact("Parent", held.parent.name, reverse("customer", args=[held.parent_id]))] if held.parent else []),
        ]

    def buttons(self) -> Sequence[Button]:
        """Edit the profile, start a sale."""
        key = self.record.pk
        return [
            Button("Timeline", reverse("customer-timeline", args=[key]), "timeline", ""),
            Button("Edit profile", reverse("customer-changes", args=[key]), "pencil", "add_customer"),
            Button("Change address", reverse("customer-address", args=[key]), "building", "add_customer"),
            Button("Add contact", reverse("customer-contact-new", args=[key]), "user", "add_customer"),
            Button("Same as…", reverse("customer-double", args=[key]), "copy", "merge_customers"),
        ]

    def verbs(self) -> Sequence[VerbButton]:
        """The next step of the thread."""
        url = reverse("opportunity-new", args=[self.record.pk])
        return [VerbButton("New opportunity", url, "plus", "open_opportunity", "primary")]

    def more(self) -> dict[str, Any]:
        """Contacts, the addresses as they are written on an envelope, family, VAT ids, tags, teams."""
        held = self.record
        home = getattr(held, "address", None)
        lines = [*place_lines(vars(home)), country_name(home.country)] if home else []
        return {
            "contacts": list(held.contacts.all()),
            "address_lines": lines,
            "further": [
                (each, [*place_lines(vars(each)), country_name(each.country)]) for each in held.further_addresses.all()
            ],
            "numbers": list(held.vat_numbers.all()),
            "tags": list(held.tagged.select_related("tag")),
            "subsidiaries": list(Customer.objects.visible_to(self.request.user).filter(parent=held)),
            "teams": list(teams_of(held)),
            "may_change": "add_customer" in self.viewer.rights,
            "may_share": "share_customer" in self.viewer.rights,
        }


class AddCustomer(FormPage):
    """A new customer with its address."""

    verb = staticmethod(add_customer)
    form_class = CustomerForm
    title = "Add a customer"
    submit_label = "Add customer"
    two_columns = True

    def form_arguments(self) -> dict[str, Any]:
        """The legal entities on offer are those one may see."""
        return {"user": self.request.user}

    def initial(self) -> dict[str, Any]:
        """Country and currency of the first legal entity on offer: most customers are at home."""
        entity = LegalEntity.objects.visible_to(self.request.user).first()
        return {"country": entity.country, "currency": entity.currency} if entity else {}

    def perform(self, form: Any) -> Customer:
        """One call of the verb."""
        given = form.cleaned_data
        profile = form.profile() | {"currency": given["currency"]}
        return add_customer(given["entity"], name=given["name"], profile=profile, address=form.address(), by=self.by)

    def crumbs(self) -> Sequence[Crumb]:
        """Under customers."""
        return customer_crumbs()

    def success_url(self, done: Customer) -> str:
        """The new customer."""
        return reverse("customer", args=[done.pk])

    def success_message(self, done: Customer) -> str:
        """Named."""
        return f"{done.name} is {done.reference}."


class ChangeCustomer(VerbPage):
    """The billing profile of a customer; issued documents keep what they were made with."""

    model = Customer
    verb = staticmethod(change_customer)
    form_class = ProfileForm
    title = "Edit billing profile"
    submit_label = "Save"
    two_columns = True

    def initial(self) -> dict[str, Any]:
        """What holds now."""
        return {name: getattr(self.record, name) for name in ProfileForm.base_fields}

    def perform(self, form: Any) -> Customer:
        """One call of the verb."""
        return change_customer(self.record, changes=form.profile() | {"name": form.cleaned_data["name"]}, by=self.by)

    def question(self) -> str:
        """What it changes, and what not."""
        return "Documents that were issued keep what they were made with."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the customer."""
        return customer_crumbs(crumb_of(self.record))

    def success_url(self, done: Customer) -> str:
        """Back to the customer."""
        return reverse("customer", args=[done.pk])

    def success_message(self, done: Customer) -> str:
        """Said."""
        return "The billing profile is saved."


class ChangeAddress(VerbPage):
    """Where a customer is from now on."""

    model = Customer
    verb = staticmethod(change_address)
    form_class = AddressForm
    title = "Change the address"
    submit_label = "Save"
    two_columns = True

    def rows(self) -> Any:
        """With the address."""
        return super().rows().select_related("address")

    def initial(self) -> dict[str, Any]:
        """Where it is now."""
        return {name: getattr(self.record.address, name) for name in AddressForm.base_fields}

    def perform(self, form: Any) -> Customer:
        """One call of the verb."""
        return change_address(self.record, address=form.address(), by=self.by)

    def question(self) -> str:
        """What it changes, and what not."""
        return (
            "Country and region decide the taxes of what is drafted from now on. Issued documents keep the old place."
        )

    def crumbs(self) -> Sequence[Crumb]:
        """Under the customer."""
        return customer_crumbs(crumb_of(self.record))

    def success_url(self, done: Customer) -> str:
        """Back to the customer."""
        return reverse("customer", args=[done.pk])

    def success_message(self, done: Customer) -> str:
        """Said."""
        return "The address is saved."
