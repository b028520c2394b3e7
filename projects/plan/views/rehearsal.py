"""What an acceptance will make, shown before anybody signs: the same plan that the verb writes."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from billing_suite.kernel.web.pages import Crumb, DetailPage, Fact
from crm.quotes.models import QuoteVersion
from crm.quotes.views.shown import crumb_of, quote_crumbs
from projects.plan.acceptance import load_acceptance


def taken_of(request: HttpRequest) -> list[int]:
    """The optional lines asked for, by position; what is no number is passed over."""
    return sorted({int(each) for each in request.GET.getlist("taken") if each.isdecimal() and len(each) < 6})


class RehearsalPage(DetailPage):
    """The contract, project, milestones, budget and billing plan that a yes to this version makes."""

    model = QuoteVersion
    rights = ("see_quotes",)
    template_name = "projects/plan/rehearsal.html"
    eyebrow = "Rehearsal of an acceptance"
    status_field = ""

    def rows(self) -> Any:
        """With quote and customer."""
        return super().rows().select_related("quote__opportunity__customer__legal_entity")

    def title(self) -> str:
        """Of which quote."""
        return f"What accepting {self.record.reference} makes"

    def intro(self) -> str:
        """That nothing is made by looking."""
        return "Nothing is made by looking at it: this is the plan that acceptance writes, line by line."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the quote."""
        return quote_crumbs(crumb_of(self.record.quote))

    def facts(self) -> Sequence[Fact]:
        """For whom, from when."""
        held, customer = self.record, self.record.quote.opportunity.customer
        return [
            Fact("Customer", customer.name, reverse("customer", args=[customer.pk])),
            Fact("Starts", held.starts_on),
            Fact("Served by", customer.legal_entity.name),
            Fact("Payment term", f"{customer.payment_days} days"),
        ]

    def thread(self) -> list[Any]:
        """None: nothing hangs on what is not made."""
        return []

    def history(self) -> list[Any]:
        """None either."""
        return []

    def more(self) -> dict[str, Any]:
        """The plan with the optional lines that were asked for."""
        held = self.record
        asked = held.taken if held.status == "accepted" else taken_of(self.request)
        plan = load_acceptance(held, asked)
        options = [line for line in held.lines.all() if line.optional]
        return {"plan": plan, "options": options, "taken": asked, "is_open": held.status != "accepted"}
