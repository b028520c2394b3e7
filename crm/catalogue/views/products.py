"""What we sell again and again: products and bundles."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.urls import reverse

from billing_suite.kernel.values.clock import today
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    FormPage,
    LinkColumn,
    ListPage,
    NumberColumn,
    Preset,
    VerbButton,
    VerbPage,
)
from billing_suite.kernel.web.pages.sheets import sheet
from crm.catalogue.actions import (
    add_product,
    change_product,
    retire_product,
)
from crm.catalogue.forms import ProductForm, RetireForm
from crm.catalogue.models import BILLED_BY, Product
from crm.catalogue.offering import sold_on

HELD = ("see_rate_cards",)
WORK = "add_product"
PRICE_COLUMNS = (
    LinkColumn("Price list", "price_list.name", to="price-list", key="price_list_id", note="price_list.region"),
    Column("Currency", "price_list.currency"),
    NumberColumn("Price", "price", places=2),
    NumberColumn("Alone", "stand_alone", places=2),
    DateColumn("From", "price_list.valid_from"),
    DateColumn("Through", "price_list.valid_to"),
)


def product_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to the pages of what we sell."""
    return [Crumb("Products", reverse("products")), *more]


SOLD = (
    Preset("sold", "Sold", lambda rows, request: rows.filter(sold_on(today("UTC")))),
    Preset("all", "All", lambda rows, request: rows),
)


class ProductList(ListPage):
    """Everything we sell again and again."""

    model = Product
    rights = HELD
    title = "Products"
    eyebrow = "Sales"
    intro = "What we sell again and again: how it is billed, taxed, worked on and earned."
    columns = (
        LinkColumn("Product", "name", "name", to="product", note="code"),
        Column("Billed by", "get_billed_by_display", "billed_by"),
        Column("Kind of supply", "get_supply_display"),
        Column("Revenue is earned", "get_recognised_by_display"),
        NumberColumn("Hours", "hours", "hours"),
        Column("Unit", "unit"),
        DateColumn("Not offered from", "retired_on", "retired_on"),
    )
    order = "name"
    search = ("code", "name")
    search_hint = "Name or code"
    choices = (Choice("billed_by", "Billed by", BILLED_BY),)
    presets = SOLD
    empty_title = "No products yet"
    empty_words = "A product is typed once and picked in quotes."
    empty_icon = "tag"

    def buttons(self) -> Sequence[Button]:
        """Their prices, their bundles, a new one."""
        return [
            Button("Price lists", reverse("price-lists"), "coins", ""),
            Button("Bundles", reverse("bundles"), "stack-2", ""),
            Button("Add product", reverse("product-new"), "plus", WORK, "primary"),
        ]


class ProductPage(DetailPage):
    """A product with its prices."""

    model = Product
    rights = HELD
    template_name = "crm/catalogue/product.html"
    slot = "product"
    status_field = ""
    eyebrow = "Product"

    def title(self) -> str:
        """Its name."""
        return str(self.record.name)

    def intro(self) -> str:
        """Its code."""
        return str(self.record.code)

    def crumbs(self) -> Sequence[Crumb]:
        """Under products."""
        return product_crumbs()

    def facts(self) -> Sequence[Fact]:
        """What a line of it says."""
        held = self.record
        told = [
            Fact("Billed by", held.get_billed_by_display()),
            Fact("Kind of supply", held.get_supply_display()),
            Fact("Revenue is earned", held.get_recognised_by_display()),
            Fact("Role", held.role.capitalize()),
            Fact("Unit", held.get_unit_display()),
            Fact("Hours planned", f"{held.hours.normalize():f}" if held.hours else ""),
        ]
        if held.span:
            told.append(Fact("Begins with", f"{held.periods} {held.span}{'s' if held.periods > 1 else ''}"))
        return [*told, Fact("Not offered from", held.retired_on)] if held.retired_on else told

    def verbs(self) -> Sequence[VerbButton]:
        """Change it, or end its sale."""
        key = self.record.pk
        label = "Offer again" if self.record.retired_on else "Retire"
        return [
            VerbButton(label, reverse("product-retirement", args=[key]), "ban", WORK),
            VerbButton("Change", reverse("product-changes", args=[key]), "pencil", WORK),
        ]

    def more(self) -> dict[str, Any]:
        """Its prices, the newest first."""
        held = self.record.prices.select_related("price_list").order_by("-price_list__valid_from")
        return {"prices": sheet("Prices", PRICE_COLUMNS, held), "has_prices": held.exists()}


class AddProduct(FormPage):
    """Something new we sell."""

    verb = staticmethod(add_product)
    form_class = ProductForm
    title = "Add a product"
    submit_label = "Add product"
    two_columns = True

    def form_arguments(self) -> dict[str, Any]:
        """It has no code yet."""
        return {"is_new": True}

    def perform(self, form: Any) -> Product:
        """One call of the verb."""
        return add_product(form.cleaned_data["code"], told=form.told(), by=self.by)

    def crumbs(self) -> Sequence[Crumb]:
        """Under products."""
        return product_crumbs()

    def success_url(self, done: Product) -> str:
        """The new one."""
        return reverse("product", args=[done.pk])

    def success_message(self, done: Product) -> str:
        """Named, with what is missing."""
        needs = "" if done.billed_by == "time" else " Its price comes with the next price list."
        return f"{done.code} can be picked in quotes.{needs}"


class OfProduct(VerbPage):
    """A verb on a product."""

    model: ClassVar = Product

    def crumbs(self) -> Sequence[Crumb]:
        """Under the product."""
        return product_crumbs(Crumb(self.record.code, reverse("product", args=[self.record.pk])))

    def success_url(self, done: Product) -> str:
        """Back to it."""
        return reverse("product", args=[done.pk])

    def success_message(self, done: Product) -> str:
        """Said."""
        return f"{done.code} is saved."


class ChangeProduct(OfProduct):
    """What a product is from now on."""

    verb = staticmethod(change_product)
    form_class = ProductForm
    title = "Change the product"
    submit_label = "Save"
    two_columns = True

    def question(self) -> str:
        """What it changes, and what not."""
        return "Quotes keep what they were offered with."

    def form_arguments(self) -> dict[str, Any]:
        """Its code stays."""
        return {"is_new": False}

    def initial(self) -> dict[str, Any]:
        """What holds now."""
        names = [name for name in ProductForm.base_fields if name != "code"]
        return {name: getattr(self.record, name) for name in names}

    def perform(self, form: Any) -> Product:
        """One call of the verb."""
        return change_product(self.record, changes=form.told(), by=self.by)


class RetireProduct(OfProduct):
    """From when it is not offered."""

    verb = staticmethod(retire_product)
    form_class = RetireForm
    title = "Retire the product"
    submit_label = "Save"

    def question(self) -> str:
        """What comes of it."""
        return "From that day on no quote can offer it. What was offered stays."

    def initial(self) -> dict[str, Any]:
        """What holds now."""
        return {"on": self.record.retired_on}
