"""Revaluation: foreign items at a period end's rates, and the posting of what they gained or lost (RULES 24)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounting.books.actions import revalue
from accounting.books.forms.periods import RevaluationForm
from accounting.books.models import JournalEntry
from accounting.books.reports.revaluation import revaluation
from accounting.books.views.asked import AskedByAddress
from accounting.books.views.filters import BooksPage
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.dates import month_start
from billing_suite.kernel.web.pages import VerbButton
from billing_suite.kernel.web.pages.buttons import shown_to
from billing_suite.kernel.web.show import day_words


class RevaluationPage(BooksPage):
    """Each monetary item, its rate and its difference, and what is posted for the day already."""

    form_class = RevaluationForm
    template_name = "accounting/books/revaluation.html"
    title = "Revaluation"

    def first(self, entity: LegalEntity) -> Mapping[str, str]:
        """The last month that is over."""
        return {"on": (month_start(entity.local_date(now())) - timedelta(days=1)).isoformat()}

    def found(self, entity: LegalEntity, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """The report, and the button that posts it."""
        report = revaluation(entity, on=asked["on"])
        return {
            "report": report,
            "currencies": report.by_currency(),
            "verbs": shown_to(self.viewer, [self.post_button(entity, asked, report)]),
        }

    def post_button(self, entity: LegalEntity, asked: Mapping[str, Any], report: Any) -> VerbButton:
        """Post it, while there is something to post and every rate is there."""
        query = urlencode({"entity": str(entity.pk), "on": asked["on"].isoformat()})
        why = "Everything is posted already." if report.items else "There is nothing to revalue."
        if report.missing:
            why = f"There is no exchange rate for {', '.join(report.missing)}."
        elif report.unmapped():
            why = f"No ledger account plays {', '.join(report.unmapped())}."
        return VerbButton(
            "Post revaluation",
            f"{reverse('revaluation-posting')}?{query}",
            "check",
            "revalue",
            "primary",
            enabled=bool(report.unposted()) and not report.missing and not report.unmapped(),
            why_not=why,
            confirm=f"One entry a currency on {day_words(asked['on'])}, and its reversal on the day after.",
        )


class PostRevaluation(AskedByAddress):
    """Post what foreign items gained or lost."""

    verb = staticmethod(revalue)
    asks = RevaluationForm
    above = ("Revaluation", "revaluation")
    title = "Post the revaluation"
    submit_label = "Post revaluation"

    def question(self) -> str:
        """What comes of it."""
        told = self.told()
        day = day_words(told["on"])
        return f"{told['entity'].name}: one entry a currency on {day}, and its reversal on the day after."

    def perform(self, form: Any) -> list[JournalEntry]:
        """One call of the verb."""
        told = self.told()
        return revalue(told["entity"], on=told["on"], at=now(), by=self.by)

    def success_message(self, done: Sequence[JournalEntry]) -> str:
        """The entries."""
        references = ", ".join(entry.reference for entry in done)
        return f"Posted {references}, each with its reversal" if done else "There was nothing more to post"
