"""Readings of leads: the customers they may be already, and what came of campaigns and sources."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Sum

from billing_suite.kernel.values.money import Money, from_minor
from crm.customers.models import Customer
from crm.duplicates.facts import Facts, domain_of, facts_of, name_words
from crm.duplicates.scoring import THRESHOLD, likeness, rarity
from crm.leads.models import Lead, WebForm

LOOKED_AT = 60  # customers that share a word or a domain, at most


@dataclass(frozen=True)
class Likely:
    """A customer that the lead may be of, and why."""

    customer: Customer
    reasons: tuple[str, ...]
    score: float


def likely_customers(lead: Lead, user: Any) -> list[Likely]:
    """Customers of the lead's legal entity that it looks like, the likeliest first: one query."""
    domain = domain_of(lead.email, lead.website)
    words = sorted(name_words(lead.firm or lead.name), key=len, reverse=True)[:2]
    shared = Q(pk__in=[])
    for word in words:
        shared |= Q(name__icontains=word) | Q(legal_name__icontains=word)
    if domain:
        shared |= Q(billing_email__iendswith=f"@{domain}")
    seen = Customer.objects.visible_to(user).filter(shared, legal_entity=lead.legal_entity_id, survivor__isnull=True)
    rows = list(seen.select_related("address")[:LOOKED_AT])
    asked = facts_of("lead", {"name": lead.firm or lead.name, "email": lead.email, "website": lead.website})
    told = [(row, _facts(row)) for row in rows]
    weight = rarity([asked, *(facts for _, facts in told)])
    found = [(row, likeness(asked, facts, weight)) for row, facts in told]
    likely = [Likely(row, _speaking_for(like.reasons), like.score) for row, like in found if like.score >= THRESHOLD]
    return sorted(likely, key=lambda each: (-each.score, each.customer.name))


def _speaking_for(reasons: tuple[str, ...]) -> tuple[str, ...]:
    """What speaks for it, without the figures: "name 100% alike"."""
    parted = [reason.rpartition(" ") for reason in reasons]
    return tuple(words for words, _, amount in parted if amount.startswith("+"))


def _facts(customer: Customer) -> Facts:
    return facts_of(
        str(customer.pk), {"name": customer.name, "email": customer.billing_email, "vat_id": customer.vat_id}
    )


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
