"""What a customer has besides its profile: further places and VAT ids, its family, tags and teams, and its timeline."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.pages import Crumb, VerbPage
from billing_suite.kernel.web.pages.record import OneRecord
from billing_suite.kernel.web.timeline import sources_for, timeline_of
from crm.customers.actions import (
    add_address,
    add_vat_number,
    remove_address,
    remove_vat_number,
    set_parent,
    set_tags,
    share_customer,
    unshare_customer,
    use_vat_number,
)
from crm.customers.forms import AddressForm, FurtherAddressForm, ParentForm, TagsForm, TeamForm, VatNumberForm
from crm.customers.models import Customer, FurtherAddress, VatNumber
from crm.customers.reports import teams, teams_of
from crm.customers.views.customers import HELD, crumb_of, customer_crumbs


class OfCustomer(VerbPage):
    """A verb on a customer that leads back to it."""

    model: ClassVar = Customer

    def rows(self) -> Any:
        """With address and parent."""
        return super().rows().select_related("address", "parent")

    def crumbs(self) -> Sequence[Crumb]:
        """Under the customer."""
        return customer_crumbs(crumb_of(self.record))

    def success_url(self, done: Any) -> str:
        """Back to it."""
        return reverse("customer", args=[self.record.pk])

    def success_message(self, done: Any) -> str:
        """Said."""
        return f"{self.record.name} is saved."


class AddFurtherAddress(OfCustomer):
    """Another place."""

    verb = staticmethod(add_address)
    form_class = FurtherAddressForm
    title = "Add an address"
    submit_label = "Add address"
    two_columns = True

    def initial(self) -> dict[str, Any]:
        """In the same country."""
        return {"country": self.record.address.country}

    def perform(self, form: Any) -> FurtherAddress:
        """One call of the verb."""
        held = form.cleaned_data
        address = {name: held[name] for name in AddressForm.base_fields}
        return add_address(self.record, use=held["use"], name=held["name"], address=address, by=self.by)


class AddVatNumber(OfCustomer):
    """A VAT id of another country."""

    verb = staticmethod(add_vat_number)
    form_class = VatNumberForm
    title = "Add a VAT number"
    submit_label = "Add"


class SetParent(OfCustomer):
    """Whose subsidiary it is."""

    verb = staticmethod(set_parent)
    form_class = ParentForm
    title = "Place it in its family"
    submit_label = "Save"

    def form_arguments(self) -> Mapping[str, Any]:
        """Parents on offer are those one may see."""
        return {"user": self.request.user}

    def initial(self) -> dict[str, Any]:
        """The one it has."""
        return {"parent": self.record.parent.reference if self.record.parent else ""}

    def question(self) -> str:
        """What it means, and what not."""
        return "Each stays a debtor of its own, with its own documents."


class SetTags(OfCustomer):
    """The words it is marked with."""

    verb = staticmethod(set_tags)
    form_class = TagsForm
    title = "Tag the customer"
    submit_label = "Save"

    def initial(self) -> dict[str, Any]:
        """Those it bears."""
        return {"tags": ", ".join(each.tag.name for each in self.record.tagged.select_related("tag"))}


class ShareCustomer(OfCustomer):
    """A team reaches it."""

    verb = staticmethod(share_customer)
    form_class = TeamForm
    title = "Share with a team"
    submit_label = "Share"

    def form_arguments(self) -> Mapping[str, Any]:
        """Teams that one is not in oneself."""
        return {"teams": teams().exclude(user=self.request.user)}

    def question(self) -> str:
        """What comes of it."""
        return "Its people reach the customer and all that hangs on it, as far as their roles go."

    def perform(self, form: Any) -> Customer:
        """One call of the verb."""
        return share_customer(self.record, team=form.cleaned_data["team"].name, by=self.by)


class UnshareCustomer(OfCustomer):
    """A team reaches it no more by itself."""

    verb = staticmethod(unshare_customer)
    form_class = TeamForm
    title = "Stop sharing with a team"
    submit_label = "Stop sharing"

    def form_arguments(self) -> Mapping[str, Any]:
        """Those it is shared with."""
        return {"teams": teams_of(self.record)}

    def question(self) -> str:
        """What stays."""
        return "A team that reaches its legal entity reaches it all the same."

    def perform(self, form: Any) -> Customer:
        """One call of the verb."""
        return unshare_customer(self.record, team=form.cleaned_data["team"].name, by=self.by)


class OfPart(VerbPage):
    """A verb on what a customer has."""

    def rows(self) -> Any:
        """With the customer."""
        return super().rows().select_related("customer")

    def crumbs(self) -> Sequence[Crumb]:
        """Under the customer."""
        return customer_crumbs(crumb_of(self.record.customer))

    def success_url(self, done: Customer) -> str:
        """Back to the customer."""
        return reverse("customer", args=[done.pk])

    def success_message(self, done: Customer) -> str:
        """Said."""
        return f"{done.name} is saved."


class RemoveAddress(OfPart):
    """It is no place of theirs any more."""

    model = FurtherAddress
    verb = staticmethod(remove_address)
    title = "Remove the address"
    submit_label = "Remove"
    danger = True

    def question(self) -> str:
        """Which."""
        return f"{self.record}. Issued documents keep it."


class UseVatNumber(OfPart):
    """Documents bear it from now on."""

    model = VatNumber
    verb = staticmethod(use_vat_number)
    title = "Use this VAT number"
    submit_label = "Use it"

    def question(self) -> str:
        """Which, and what becomes of the other."""
        return f"Documents bear {self.record} from now on. The one they bore stays known."


class RemoveVatNumber(OfPart):
    """It does not hold any more."""

    model = VatNumber
    verb = staticmethod(remove_vat_number)
    title = "Remove the VAT number"
    submit_label = "Remove"
    danger = True

    def question(self) -> str:
        """Which."""
        return f"{self.record}. Issued documents keep it."


class CustomerTimeline(OneRecord):
    """All that happened with a customer, on every floor, latest first."""

    model: ClassVar = Customer
    rights = HELD

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A page of it; `only` asks for one kind, `before` for what was earlier."""
        held = self.record
        sources = sources_for("crm.customer", self.viewer)
        only = request.GET.get("only", "")
        asked = [source for source in sources if source.label == only] if only else sources
        if only and not asked:
            raise Invalid(f"a timeline has no {only[:40]!r}", code="no-such-filter", rule="INV-31")
        moments, more = timeline_of(held, asked, request.user, before=self.before())
        context = {
            "title": f"Timeline of {held.name}",
            "page": self,
            "crumbs": customer_crumbs(crumb_of(held)),
            "record": held,
            "moments": moments,
            "more": more.isoformat() if more else "",
            "only": only,
            "labels": [source.label for source in sources],
        }
        return render(request, "crm/customers/timeline.html", context)

    def before(self) -> datetime | None:
        """The instant from which one reads on."""
        told = self.request.GET.get("before", "").replace(" ", "+")
        try:
            instant = datetime.fromisoformat(told) if told else None
        except ValueError:
            instant = None
        if told and (instant is None or instant.tzinfo is None):
            raise Invalid("that is no instant to read on from", code="no-such-page", rule="INV-31")
        return instant
