"""The year's end: what each business year earned, and the carrying of it to retained earnings."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounting.books.actions import close_year
from accounting.books.forms.periods import YearForm
from accounting.books.models import JournalEntry
from accounting.books.reports.year_ends import YearEnd, year_ends
from accounting.books.views.asked import AskedByAddress
from accounting.books.views.filters import BooksPage
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import VerbButton
from billing_suite.kernel.web.pages.buttons import shown_to
from billing_suite.kernel.web.show import day_words


class YearEndPage(BooksPage):
    """Each business year, what it earned, and what of it is not carried yet."""

    template_name = "accounting/books/year_end.html"
    title = "Year end"

    def found(self, entity: LegalEntity, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """The years that have begun, each with its entries and its button."""
        years = [year for year in year_ends(entity) if year.starts_on <= entity.local_date(now())]
        seen = JournalEntry.objects.visible_to(self.request.user).filter(legal_entity=entity, source_kind="year_end")
        entries: dict[Any, list[JournalEntry]] = {}
        for entry in seen.order_by("id"):
            entries.setdefault(entry.on, []).append(entry)
        return {
            "chosen": entity,
            "years": [
                (year, entries.get(year.ends_on, []), shown_to(self.viewer, [self.button(entity, year, years)]))
                for year in years
            ],
        }

    def button(self, entity: LegalEntity, year: YearEnd, years: Sequence[YearEnd]) -> VerbButton:
        """Carry it, once the year is over and those before it are carried."""
        earlier = any(other.accounts for other in years if other.ends_on < year.ends_on)
        why = "An earlier year is not carried yet." if earlier else "There is nothing to carry."
        over, day = year.ends_on < entity.local_date(now()), day_words(year.ends_on)
        return VerbButton(
            f"Carry {year.label}",
            f"{reverse('year-end-carrying')}?{urlencode({'entity': str(entity.pk), 'ends_on': year.ends_on})}",
            "arrow-right",
            "close_period",
            enabled=over and bool(year.accounts) and not earlier,
            why_not=why if over else f"The year goes on until {day}.",
            confirm=f"Income and expense accounts go to nothing against retained earnings on {day}.",
        )


class CarryYear(AskedByAddress):
    """Carry a year's profit to retained earnings."""

    verb = staticmethod(close_year)
    asks = YearForm
    above = ("Year end", "year-end")
    title = "Carry the year's result"
    submit_label = "Carry it"

    def question(self) -> str:
        """What comes of it."""
        told = self.told()
        day = day_words(told["ends_on"])
        return f"{told['entity'].name}: income and expense accounts go to nothing against retained earnings on {day}."

    def perform(self, form: Any) -> JournalEntry | None:
        """One call of the verb."""
        told = self.told()
        return close_year(told["entity"], ends_on=told["ends_on"], at=now(), by=self.by)

    def success_message(self, done: JournalEntry | None) -> str:
        """The entry."""
        return f"{done.reference} is posted" if done else "There was nothing to carry"
