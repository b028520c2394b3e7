"""Exchange rates: what is stored, a rate recorded by hand, a file of published ones loaded."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from billing_suite.home.forms import PublishedRatesForm, RateForm
from billing_suite.kernel.firm.actions import record_rates
from billing_suite.kernel.firm.importing import ecb
from billing_suite.kernel.firm.importing.loading import RatesLoaded, load_days, load_published_rates, narrowed
from billing_suite.kernel.firm.reports import exchange_rates
from billing_suite.kernel.values.clock import today
from billing_suite.kernel.values.exchange import ExchangeRate
from billing_suite.kernel.web.pages import Button, Column, Crumb, DateColumn, FormPage, ListPage, NumberColumn, Preset


class ExchangeRates(ListPage):
    """Every stored rate, the latest first."""

    model = ExchangeRate
    rights = ("see_books",)
    title = "Exchange rates"
    eyebrow = "Finance"
    intro = "One unit of the base currency in the quote currency, on a day, by whoever published it. It never changes."
    columns = (
        DateColumn("Day", "on", "on"),
        Column("Base", "base", "base", phone="title"),
        NumberColumn("Rate", lambda rate: f"{rate.rate.normalize():f}", phone="lead"),
        Column("Quote", "quote", "quote"),
        Column("Source", "source", phone="labelled"),
    )
    order = "-on"
    search = ("base", "quote", "source")
    search_hint = "Currency or source"
    presets = (
        Preset("all", "All", lambda rows, request: rows),
        Preset("ecb", "Published by the ECB", lambda rows, request: rows.filter(source=ecb.ECB)),
        Preset("other", "From elsewhere", lambda rows, request: rows.exclude(source=ecb.ECB)),
    )
    empty_title = "No exchange rates yet"
    empty_words = "Without one, nothing in a foreign currency can be issued: a rate is never guessed."
    empty_icon = "coins"

    def rows(self) -> QuerySet[Any]:
        """All of them."""
        return exchange_rates().visible_to(self.request.user)

    def buttons(self) -> Sequence[Button]:
        """Load a file, or record one."""
        return [
            Button("Load published rates", reverse("exchange-rates-loading"), "upload", "record_rates", "primary"),
            Button("Record a rate", reverse("exchange-rate-new"), "plus", "record_rates"),
        ]


class _RatesForm(FormPage):
    """Back to the list."""

    eyebrow = "Finance"

    def crumbs(self) -> Sequence[Crumb]:
        """The list."""
        return [Crumb("Exchange rates", reverse("exchange-rates"))]

    def success_url(self, done: Any) -> str:
        """The list."""
        return reverse("exchange-rates")


class RecordRate(_RatesForm):
    """One rate of a day, from whoever published it."""

    verb = staticmethod(record_rates)
    form_class = RateForm
    title = "Record an exchange rate"
    submit_label = "Record it"

    def question(self) -> str:
        """What comes of it."""
        return "It can be used from its day on, in this direction. Once stored it stays as it is."

    def initial(self) -> Mapping[str, Any]:
        """Today."""
        return {"on": today(ecb.FRANKFURT)}

    def perform(self, form: Any) -> list[ExchangeRate]:
        """One call of the verb."""
        told = form.cleaned_data
        rates = {told["base"]: f"{told['rate']:f}"}
        return record_rates(told["quote"], on=told["on"], rates=rates, source=told["source"], by=self.by)

    def success_message(self, done: Sequence[ExchangeRate]) -> str:
        """The rate as it stands: one that was stored before stayed."""
        return f"Stored: {done[0]}"


class LoadRates(_RatesForm):
    """A file of the European Central Bank, as it publishes it."""

    verb = staticmethod(load_published_rates)
    form_class = PublishedRatesForm
    title = "Load published rates"
    submit_label = "Load them"

    def question(self) -> str:
        """What comes of it."""
        return "What is not stored yet is added. What is stored stays, and you are told where the file differs."

    def perform(self, form: Any) -> RatesLoaded:
        """The file part by part, once all of it is read."""
        told = form.cleaned_data
        days = ecb.read_published(told["file"].file, on=today(ecb.FRANKFURT))
        wanted = narrowed(days, since=told["since"], currencies=told["currencies"])
        return load_days(wanted, source=ecb.ECB, by=self.by)

    def success_message(self, done: RatesLoaded) -> str:
        """How many, and which differ."""
        return ". ".join([f"Rates: {done}", *done.first_conflicts[:3]])
