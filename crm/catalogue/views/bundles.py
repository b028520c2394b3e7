"""What is offered together: bundles of products."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.urls import reverse

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
    NumberColumn,
    VerbButton,
    VerbPage,
)
from billing_suite.kernel.web.pages.sheets import sheet
from crm.catalogue.actions import add_bundle, change_bundle, retire_bundle
from crm.catalogue.forms import BundleForm, RetireForm
from crm.catalogue.models import Bundle
from crm.catalogue.views.products import HELD, SOLD, WORK, product_crumbs

PART_COLUMNS = (
    LinkColumn("Product", "product.name", to="product", key="product_id", note="product.code"),
    Column("Billed by", "product.get_billed_by_display"),
    NumberColumn("How much", "quantity"),
    Column("Unit", "product.unit"),
    Column("", lambda part: "Optional" if part.optional else ""),
)


class BundleList(ListPage):
    """What is offered together."""

    model = Bundle
    rights = HELD
    title = "Bundles"
    eyebrow = "Sales"
    intro = "Products that are offered together, as one section of a quote."
    columns = (
        LinkColumn("Bundle", "name", "name", to="bundle", note="code"),
        NumberColumn("Discount in %", "discount", "discount"),
        DateColumn("Not offered from", "retired_on", "retired_on"),
    )
    order = "name"
    search = ("code", "name")
    presets = SOLD
    empty_title = "No bundles yet"
    empty_words = "A bundle puts several products into a quote at once."
    empty_icon = "stack-2"

    def crumbs(self) -> Sequence[Crumb]:
        """Under products."""
        return product_crumbs()

    def buttons(self) -> Sequence[Button]:
        """Add one."""
        return [Button("Add bundle", reverse("bundle-new"), "plus", WORK, "primary")]


class BundlePage(DetailPage):
    """A bundle with its parts."""

    model = Bundle
    rights = HELD
    template_name = "crm/catalogue/bundle.html"
    slot = "bundle"
    status_field = ""
    eyebrow = "Bundle"

    def title(self) -> str:
        """Its name."""
        return str(self.record.name)

    def intro(self) -> str:
        """Its code."""
        return str(self.record.code)

    def crumbs(self) -> Sequence[Crumb]:
        """Under bundles."""
        return product_crumbs(Crumb("Bundles", reverse("bundles")))

    def facts(self) -> Sequence[Fact]:
        """Its discount, and whether it is offered."""
        held = self.record
        told = [Fact("Discount", f"{held.discount.normalize():f} % on each part" if held.discount else "None")]
        return [*told, Fact("Not offered from", held.retired_on)] if held.retired_on else told

    def verbs(self) -> Sequence[VerbButton]:
        """Change it, or end its sale."""
        key = self.record.pk
        label = "Offer again" if self.record.retired_on else "Retire"
        return [
            VerbButton(label, reverse("bundle-retirement", args=[key]), "ban", WORK),
            VerbButton("Change", reverse("bundle-changes", args=[key]), "pencil", WORK),
        ]

    def more(self) -> dict[str, Any]:
        """Its parts."""
        return {"parts": sheet("Parts", PART_COLUMNS, self.record.parts.select_related("product"))}


class AddBundle(FormPage):
    """Products that are offered together."""

    verb = staticmethod(add_bundle)
    form_class = BundleForm
    title = "Add a bundle"
    submit_label = "Add bundle"

    def form_arguments(self) -> dict[str, Any]:
        """It has no code yet."""
        return {"is_new": True}

    def perform(self, form: Any) -> Bundle:
        """One call of the verb."""
        return add_bundle(form.cleaned_data["code"], **form.told(), by=self.by)

    def crumbs(self) -> Sequence[Crumb]:
        """Under bundles."""
        return product_crumbs(Crumb("Bundles", reverse("bundles")))

    def success_url(self, done: Bundle) -> str:
        """The new one."""
        return reverse("bundle", args=[done.pk])

    def success_message(self, done: Bundle) -> str:
        """Named."""
        return f"{done.code} can be picked in quotes."


class OfBundle(VerbPage):
    """A verb on a bundle."""

    model: ClassVar = Bundle

    def crumbs(self) -> Sequence[Crumb]:
        """Under the bundle."""
        up = Crumb(self.record.code, reverse("bundle", args=[self.record.pk]))
        return product_crumbs(Crumb("Bundles", reverse("bundles")), up)

    def success_url(self, done: Bundle) -> str:
        """Back to it."""
        return reverse("bundle", args=[done.pk])

    def success_message(self, done: Bundle) -> str:
        """Said."""
        return f"{done.code} is saved."


class ChangeBundle(OfBundle):
    """What a bundle holds from now on."""

    verb = staticmethod(change_bundle)
    form_class = BundleForm
    title = "Change the bundle"
    submit_label = "Save"

    def form_arguments(self) -> dict[str, Any]:
        """Its code stays."""
        return {"is_new": False}

    def initial(self) -> dict[str, Any]:
        """What holds now."""
        parts = list(self.record.parts.select_related("product"))
        return {
            "name": self.record.name,
            "discount": self.record.discount or None,
            "parts": "\n".join(f"{part.product.code} {_plain(part.quantity)}" for part in parts),
            "optional": ", ".join(part.product.code for part in parts if part.optional),
        }

    def perform(self, form: Any) -> Bundle:
        """One call of the verb."""
        return change_bundle(self.record, **form.told(), by=self.by)


class RetireBundle(OfBundle):
    """From when it is not offered."""

    verb = staticmethod(retire_bundle)
    form_class = RetireForm
    title = "Retire the bundle"
    submit_label = "Save"

    def question(self) -> str:
        """What comes of it."""
        return "From that day on it cannot be picked. Its products can."

    def initial(self) -> dict[str, Any]:
        """What holds now."""
        return {"on": self.record.retired_on}


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
