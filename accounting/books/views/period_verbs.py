"""The verbs over periods: open, tick, soft-close, close, reopen."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounting.books.actions import close_period, open_periods, reopen_period, soft_close_period, tick_close_item
from accounting.books.forms.periods import OpenPeriodsForm, ReasonForm, TickForm
from accounting.books.models import CloseTick, Period
from accounting.books.views.periods import period_crumbs
from billing_suite.kernel.firm.closing import ITEMS
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.web.pages import Crumb, FormPage, VerbPage


class PeriodVerb(VerbPage):
    """A verb on one period."""

    model = Period
    asked = ""
    done_words = ""

    def rows(self) -> QuerySet[Any]:
        """With its legal entity."""
        return super().rows().select_related("legal_entity")

    def crumbs(self) -> Sequence[Crumb]:
        """The period."""
        return period_crumbs(self.record)

    def arguments(self) -> Mapping[str, Any]:
        """The door's clock."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record} of {self.record.legal_entity}: {self.asked}"

    def success_url(self, done: Any) -> str:
        """The period."""
        return reverse("period", args=[self.record.pk])

    def success_message(self, done: Any) -> str:
        """What happened."""
        return f"{self.record} {self.done_words}"


class ClosePeriod(PeriodVerb):
    """Close a period."""

    verb = staticmethod(close_period)
    title = "Close the period"
    submit_label = "Close it"
    asked = "nothing is dated in it from then on, and the hash of its trial balance is kept for ever."
    done_words = "is closed"


class SoftClosePeriod(PeriodVerb):
    """Leave a period to the controller."""

    verb = staticmethod(soft_close_period)
    title = "Soft-close the period"
    submit_label = "Soft-close it"
    asked = "only the controller's entries are dated in it from then on."
    done_words = "is soft-closed"


class ReopenPeriod(PeriodVerb):
    """Open a period again, with a reason."""

    verb = staticmethod(reopen_period)
    form_class = ReasonForm
    title = "Reopen the period"
    submit_label = "Reopen it"
    asked = "postings are dated in it again. The hash of its closing is kept; every line is ticked anew."
    done_words = "is open again"


class TickCloseItem(PeriodVerb):
    """Say that one has looked at a line of the checklist."""

    verb = staticmethod(tick_close_item)
    form_class = TickForm
    title = "Tick a line of the checklist"
    submit_label = "Tick it"
    asked = "what the line shows now is kept with your name. It counts until the line shows something else."

    def initial(self) -> Mapping[str, Any]:
        """The line that was pressed."""
        return {"item": self.request.GET.get("item", "")}

    def success_url(self, done: CloseTick) -> str:
        """The checklist, at this line."""
        return f"{super().success_url(done)}#{done.item}"

    def success_message(self, done: CloseTick) -> str:
        """What was seen."""
        return f"{ITEMS[done.item].title}: ticked as it shows {done.found}"


class OpenPeriods(FormPage):
    """Further months open to posting."""

    verb = staticmethod(open_periods)
    form_class = OpenPeriodsForm
    title = "Open periods"
    eyebrow = "Books"
    submit_label = "Open them"

    def question(self) -> str:
        """What comes of it."""
        return "Monthly periods from a month on. Those that exist stay as they are."

    def crumbs(self) -> Sequence[Crumb]:
        """The periods."""
        return period_crumbs()

    def form_arguments(self) -> Mapping[str, Any]:
        """Whose books."""
        return {"entities": list(LegalEntity.objects.visible_to(self.request.user).order_by("code"))}

    def initial(self) -> Mapping[str, Any]:
        """A year from this month on, as a proposal."""
        return {"first": today("UTC").replace(day=1), "months": 12}

    def success_url(self, done: Sequence[Period]) -> str:
        """The periods."""
        return reverse("periods")

    def success_message(self, done: Sequence[Period]) -> str:
        """How many."""
        return f"{len(done)} periods are open" if done else "Those periods were there already"
