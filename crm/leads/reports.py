"""Readings of leads: the customers they may be already, and what came of campaigns and sources."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Sum

from billing_suite.kernel.values.money import Money, from_minor
from crm.customers.models import Customer
from crm.leads.models import Lead, WebForm
from crm.merging.reports import likely_doubles, speaking_for


def likely_customers(lead: Lead, user: Any) -> list[tuple[Customer, list[str]]]:
    """Customers of the lead's legal entity that it looks like, the likeliest first, and what speaks for each."""
    told = {"name": lead.firm or lead.name, "email": lead.email, "phone": lead.phone, "website": lead.website}
    seen = Customer.objects.visible_to(user)
    found = likely_doubles(seen, told, entity=lead.legal_entity_id)
    return [(each.customer, speaking_for(each.reasons)) for each in found]


@dataclass
class Result:
    """What came of a campaign or a source: leads received, qualified, disqualified, and the sales won, by currency."""

    name: str
    received: int = 0
    qualified: int = 0
    disqualified: int = 0
    budget: Money | None = None
    won: list[Money] = field(default_factory=list)


def campaign_results(rows: Any, by: str) -> list[Result]:
    """By "campaign" or "source", of the leads one may see: two queries."""
    counted = rows.filter(**{f"{by}__isnull": False}).order_by().values(f"{by}__name")
    budgets = [f"{by}__currency", f"{by}__budget_minor"] if by == "campaign" else []
    grouped = counted.values(f"{by}__name", *budgets).annotate(
        n=Count("pk"),
        good=Count("pk", filter=Q(status="qualified")),
        bad=Count("pk", filter=Q(status="disqualified")),
    )
    won: dict[str, list[Money]] = defaultdict(list)
    sales = counted.filter(opportunity__stage__outcome="won").values(f"{by}__name", "opportunity__currency")
    for row in sales.annotate(total=Sum("opportunity__amount_minor")):
        won[row[f"{by}__name"]].append(from_minor(row["total"], row["opportunity__currency"]))
    results = []
    for row in grouped.order_by(f"{by}__name"):
        name = row[f"{by}__name"]
        budget = from_minor(row[f"{by}__budget_minor"], row[f"{by}__currency"]) if by == "campaign" else None
        results.append(Result(name, row["n"], row["good"], row["bad"], budget, won[name]))
    return results


def web_form_at(key: str) -> WebForm | None:
    """The form at an address, for whoever knows it: it shows and takes nothing but a form."""
    return WebForm.objects.select_related("legal_entity").filter(key=key, active=True).first()
