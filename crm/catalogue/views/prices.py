"""Price lists: shown, published, imported, copied and raised."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import today
from billing_suite.kernel.values.dates import in_force
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
    Preset,
    VerbButton,
)
from billing_suite.kernel.web.pages.sheets import sheet
from crm.catalogue.actions import copy_price_list, import_prices, publish_price_list, raised_list
from crm.catalogue.forms import PricesForm, PriceSheetForm
from crm.catalogue.models import PriceList
from crm.catalogue.views.cards import CopyList, at_home
from crm.catalogue.views.products import product_crumbs
from crm.customers.forms import country_name

HELD = ("see_rate_cards",)
WORK = "publish_price_list"
COLUMNS = (
    LinkColumn("Product", "product.name", to="product", key="product_id", note="product.code"),
    NumberColumn("Price", "price", places=2),
    Column("For", "product.get_unit_display"),
    NumberColumn("Alone", "stand_alone", places=2),
)


def list_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to the pages of price lists."""
    return product_crumbs(Crumb("Price lists", reverse("price-lists")), *more)


class PriceListList(ListPage):
    """Every price list, past and present."""

    model = PriceList
    rights = HELD
    title = "Price lists"
    eyebrow = "Sales"
    intro = "What products cost, dated, for a region and a currency."
    columns = (
        LinkColumn("Price list", "name", "name", to="price-list"),
        Column("Region", lambda held: country_name(held.region), "region"),
        Column("Currency", "currency", "currency"),
        DateColumn("From", "valid_from", "valid_from"),
        DateColumn("Through", "valid_to", "valid_to"),
    )
    order = "name"
    search = ("name", "region", "currency")
    presets = (
        Preset("all", "All", lambda rows, request: rows),
        Preset("now", "In force", lambda rows, request: rows.filter(in_force(today("UTC")))),
    )
    empty_title = "No price lists yet"
    empty_words = "Without one, the price of a product is typed in each quote."
    empty_icon = "coins"

    def crumbs(self) -> Sequence[Crumb]:
        """Under products."""
        return product_crumbs()

    def buttons(self) -> Sequence[Button]:
        """Publish one, typed or as a file."""
        return [
            Button("Import prices", reverse("price-import"), "upload", WORK),
            Button("Publish price list", reverse("price-list-new"), "plus", WORK, "primary"),
        ]


class PriceListPage(DetailPage):
    """One price list."""

    model = PriceList
    rights = HELD
    template_name = "crm/catalogue/price_list.html"
    slot = "price-list"
    status_field = ""
    eyebrow = "Price list"

    def crumbs(self) -> Sequence[Crumb]:
        """Under price lists."""
        return list_crumbs()

    def facts(self) -> Sequence[Fact]:
        """Where and when it holds."""
        held = self.record
        return [
            Fact("Region", country_name(held.region)),
            Fact("Currency", held.currency),
            Fact("From", held.valid_from),
            Fact("Through", held.valid_to or "Until the next list"),
        ]

    def verbs(self) -> Sequence[VerbButton]:
        """The next one is made from it."""
        url = reverse("price-list-copy", args=[self.record.pk])
        return [VerbButton("Copy and raise", url, "plus", WORK, "primary")]

    def more(self) -> dict[str, Any]:
        """The prices by code."""
        return {"prices": sheet("Prices", COLUMNS, self.record.prices.select_related("product"))}


class PublishPriceList(FormPage):
    """New prices from a day on, typed."""

    verb = staticmethod(publish_price_list)
    form_class = PricesForm
    title = "Publish a price list"
    submit_label = "Publish"

    def question(self) -> str:
        """What comes of it."""
        return "Published prices are not edited: a later list takes over from its first day."

    def initial(self) -> dict[str, Any]:
        """Country and currency of the first legal entity one may see."""
        return at_home(self.request.user)

    def perform(self, form: Any) -> PriceList:
        """One call of the verb."""
        return publish_price_list(**form.cleaned_data, by=self.by)

    def crumbs(self) -> Sequence[Crumb]:
        """Under price lists."""
        return list_crumbs()

    def success_url(self, done: PriceList) -> str:
        """The new list."""
        return reverse("price-list", args=[done.pk])

    def success_message(self, done: PriceList) -> str:
        """Named."""
        return f"{done.name} holds from {done.valid_from}."


class ImportPrices(FormPage):
    """New prices from a day on, as a file."""

    verb = staticmethod(import_prices)
    form_class = PriceSheetForm
    title = "Import prices"
    submit_label = "Import and publish"

    def question(self) -> str:
        """What comes of it."""
        return "All rows or none: what is wrong is named by its line. Codes that are new become products."

    def perform(self, form: Any) -> PriceList:
        """One call of the verb."""
        told = {name: value for name, value in form.cleaned_data.items() if name != "sheet"}
        return import_prices(form.cleaned_data["sheet"].read(), **told, by=self.by).price_list

    def initial(self) -> dict[str, Any]:
        """Country and currency of the first legal entity one may see."""
        return at_home(self.request.user)

    def crumbs(self) -> Sequence[Crumb]:
        """Under price lists."""
        return list_crumbs()

    def success_url(self, done: PriceList) -> str:
        """The new list."""
        return reverse("price-list", args=[done.pk])

    def success_message(self, done: PriceList) -> str:
        """Named."""
        return f"{done.name} holds from {done.valid_from}."


class CopyPriceList(CopyList):
    """A price list made from another."""

    model = PriceList
    verb = staticmethod(copy_price_list)
    title = "Copy and raise a price list"
    label, of = "Prices", "Product"

    def raised(self, percent: Decimal, step: Decimal) -> list[tuple[str, Decimal, Decimal]]:
        """By product."""
        held = raised_list(self.record, raise_by=percent, step=step)
        return [(price.product.name, price.price, then) for price, then, _ in held]

    def crumbs(self) -> Sequence[Crumb]:
        """Under the list."""
        return list_crumbs(Crumb(self.record.name, reverse("price-list", args=[self.record.pk])))

    def success_url(self, done: PriceList) -> str:
        """The new list."""
        return reverse("price-list", args=[done.pk])
