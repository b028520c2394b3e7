"""The verbs on pairs, merges and rules, and adding a customer that may be there already."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import Crumb, FormPage, VerbPage
from crm.customers.forms import CustomerForm
from crm.customers.models import Customer
from crm.customers.views import AddCustomer, crumb_of, customer_crumbs
from crm.merging.actions import (
    declare_merge_rule,
    end_merge_rule,
    keep_apart,
    merge_customers,
    propose_double,
    undo_merge,
)
from crm.merging.forms import MergeForm, ProposalForm, RuleForm, WhyForm
from crm.merging.models import DuplicateCandidate, Merge, MergeRule
from crm.merging.reports import Side, likely_doubles, sides_of
from crm.merging.views.shown import candidate_crumbs, merge_crumbs


class OnePair(VerbPage):
    """A verb on a pair."""

    model = DuplicateCandidate

    def rows(self) -> Any:
        """With both customers."""
        return super().rows().for_list()  # type: ignore[attr-defined]

    def crumbs(self) -> Sequence[Crumb]:
        """Under the pair."""
        held = self.record
        return candidate_crumbs(Crumb(str(held), reverse("duplicate", args=[held.pk])))


class MergePair(OnePair):
    """They are one."""

    verb = staticmethod(merge_customers)
    form_class = MergeForm
    title = "Merge two customers"
    submit_label = "Merge"

    @cached_property
    def sides(self) -> list[Side]:
        """The fields in which the two differ."""
        return [side for side in sides_of(self.record.one, self.record.other) if side.differs]

    def form_arguments(self) -> Mapping[str, Any]:
        """Both, and what they differ in."""
        both = (self.record.one, self.record.other)
        names = [f"{each.name} ({each.reference})" for each in both]
        return {"sides": self.sides, "names": (names[0], names[1])}

    def initial(self) -> Mapping[str, Any]:
        """The older stays, with its own values; what it does not know comes from the other."""
        kept = {f"keep_{side.field}": "one" if side.shown[0] else "other" for side in self.sides}
        return {"survivor": "one", **kept}

    def perform(self, form: Any) -> Merge:
        """One call of the verb."""
        one, other = self.record.one, self.record.other
        survivor, gone = (one, other) if form.cleaned_data["survivor"] == "one" else (other, one)
        reason = form.cleaned_data["reason"]
        return merge_customers(survivor, merged=gone, take=form.taken(), reason=reason, at=now(), by=self.by)

    def question(self) -> str:
        """What comes of it."""
        return (
            "Contacts, opportunities, contracts and projects go with the one that stays. Invoices, receipts and "
            "postings keep the customer they were made with and are read with it. For thirty days it can be undone."
        )

    def success_url(self, done: Merge) -> str:
        """The one that stays."""
        return reverse("customer", args=[done.into_id])

    def success_message(self, done: Merge) -> str:
        """Named."""
        return f"{done.merged.name} ({done.merged.reference}) went into {done.into.name}: {done.reference}."


class KeepApart(OnePair):
    """They are two."""

    verb = staticmethod(keep_apart)
    form_class = WhyForm
    title = "They are two customers"
    submit_label = "Keep both"

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        return "The pair is not proposed again."

    def success_url(self, done: DuplicateCandidate) -> str:
        """The next pair."""
        return reverse("duplicates")

    def success_message(self, done: DuplicateCandidate) -> str:
        """Said."""
        return f"{done} stay two."


class ProposePair(VerbPage):
    """Somebody saw it."""

    model = Customer
    verb = staticmethod(propose_double)
    form_class = ProposalForm
    title = "The same as another customer"
    submit_label = "Compare"

    def rows(self) -> Any:
        """With who serves it."""
        return super().rows().select_related("legal_entity")

    def form_arguments(self) -> Mapping[str, Any]:
        """Only what one may see."""
        return {"user": self.request.user}

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        return f"The other customer is put beside {self.record.name}, to be merged or kept."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the customer."""
        return customer_crumbs(crumb_of(self.record))

    def success_url(self, done: DuplicateCandidate) -> str:
        """Side by side."""
        return reverse("duplicate", args=[done.pk])

    def success_message(self, done: DuplicateCandidate) -> str:
        """The page speaks for itself."""
        return ""


class UndoMerge(VerbPage):
    """Two customers again."""

    model = Merge
    verb = staticmethod(undo_merge)
    form_class = WhyForm
    title = "Undo the merge"
    submit_label = "Undo"
    danger = True

    def rows(self) -> Any:
        """With both customers."""
        return super().rows().for_list()  # type: ignore[attr-defined]

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        held = self.record
        return f"What moved to {held.into.name} and is still there goes back; what came since stays there."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the merge."""
        return merge_crumbs(Crumb(self.record.reference, reverse("merge", args=[self.record.pk])))

    def success_url(self, done: Merge) -> str:
        """The one that is there again."""
        return reverse("customer", args=[done.merged_id])

    def success_message(self, done: Merge) -> str:
        """Named."""
        return f"{done.merged.name} is a customer again: {done.reference} is undone."


class DeclareRule(FormPage):
    """A rule that merges by itself."""

    verb = staticmethod(declare_merge_rule)
    form_class = RuleForm
    title = "Declare a merge rule"
    submit_label = "Declare"

    def form_arguments(self) -> Mapping[str, Any]:
        """Legal entities one may see."""
        return {"user": self.request.user}

    def perform(self, form: Any) -> MergeRule:
        """One call of the verb."""
        told = dict(form.cleaned_data)
        return declare_merge_rule(told.pop("entity"), **told, at=now(), by=self.by)

    def question(self) -> str:
        """What comes of it."""
        return "Each night, pairs that meet it are merged without a person: the younger into the older."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the rules."""
        return candidate_crumbs(Crumb("Rules", reverse("merge-rules")))

    def success_url(self, done: MergeRule) -> str:
        """Back to them."""
        return reverse("merge-rules")

    def success_message(self, done: MergeRule) -> str:
        """Named."""
        return f"{done.name} holds from tonight on."


class EndRule(VerbPage):
    """Nothing more is merged by it."""

    model = MergeRule
    verb = staticmethod(end_merge_rule)
    title = "End the merge rule"
    submit_label = "End"

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record.name} merges nothing more; what it merged stays merged."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the rules."""
        return candidate_crumbs(Crumb("Rules", reverse("merge-rules")))

    def success_url(self, done: MergeRule) -> str:
        """Back to them."""
        return reverse("merge-rules")

    def success_message(self, done: MergeRule) -> str:
        """Said."""
        return f"{done.name} has ended."


class CheckedCustomerForm(CustomerForm):
    """A new customer; one that looks like those there are is added once that is said."""

    is_new = forms.BooleanField(required=False, label="It is none of these: add it", widget=forms.HiddenInput)


class AddCheckedCustomer(AddCustomer):
    """Before a customer is added, those that it looks like are shown."""

    form_class = CheckedCustomerForm
    template_name = "crm/merging/adding.html"
    likely: Sequence[Any] = ()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Looked for once the form is right, and asked about once."""
        form = self.form(request.POST)
        if form.is_valid() and not form.cleaned_data["is_new"]:
            self.likely = self.doubles(form)
            if self.likely:
                form.fields["is_new"].widget = forms.CheckboxInput()
                return self.page(form, status=409)
        return super().post(request, *args, **kwargs)

    def doubles(self, form: Any) -> Sequence[Any]:
        """Customers that the new one looks like, of those one may see."""
        held, place, profile = form.cleaned_data, form.address(), form.profile()
        told = {
            "name": held["name"],
            "legal_name": profile.get("legal_name") or held["name"],
            "email": profile.get("billing_email", ""),
            "vat_id": profile.get("vat_id", ""),
            "phone": profile.get("phone", ""),
            "website": profile.get("website", ""),
            "address": place.get("street", ""),
            "postcode": place.get("postcode", ""),
            "city": place.get("city", ""),
        }
        return likely_doubles(Customer.objects.visible_to(self.request.user), told, entity=held["entity"])

    def context(self, form: Any) -> dict[str, Any]:
        """With those it looks like."""
        return {**super().context(form), "likely": self.likely}
