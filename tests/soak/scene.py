"""The cast, with a customer and a contract in each of five currencies of no, two and three decimals."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from billing_suite.kernel.access.actions import set_policy
from billing_suite.kernel.firm.actions import record_rates
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import money
from crm.catalogue.actions import publish_rate_card
from projects.contracts.models import Contract
from projects.plan.models import Task
from tests.builders import ACCOUNTS, CUSTOMERS, SET_UP, Stage, behind_the_verbs, set_stage

CURRENCIES = {"EUR": "nordlicht", "GBP": "thames", "USD": "hudson", "JPY": "sakura", "KWD": "gulf"}
PRICES = {
    "EUR": ("120", "140"),
    "GBP": ("100", "115.50"),
    "USD": ("131.25", "149"),
    "JPY": ("17500", "20011"),
    "KWD": ("38.125", "44.4"),
}
RATES = {"GBP": "1.15", "USD": "0.913", "JPY": "0.00617", "KWD": "2.9871"}
POLICIES = ("invoice", "manual journal", "recurring journal")
FIRST, LAST = date(2026, 1, 5), date(2026, 12, 30)
YEAR_STARTS_IN, YEAR_END = 5, date(2026, 4, 30)  # so that a story lives to see its books carried over
CHART = {line["number"]: line for line in ACCOUNTS}
PARTS = {part: line["number"] for line in ACCOUNTS for part in line["roles"]}


@dataclass
class Scene:
    """The stage with a running contract for each currency."""

    stage: Stage
    contracts: dict[str, Contract] = field(default_factory=dict)
    tasks: dict[tuple[str, str], Task] = field(default_factory=dict)  # by currency and role


def mondays() -> Iterator[date]:
    """Each Monday of the year."""
    return (FIRST + timedelta(days=7 * week) for week in range((LAST - FIRST).days // 7 + 1))


def rate_of(currency: str, monday: date) -> Decimal:
    """The week's rate into the books, moved a little each week."""
    return Decimal(RATES[currency]) * (100 + (monday - FIRST).days // 7 % 9) / 100


def set_scene() -> Scene:
    """The stage, three more customers, prices, policies, a business year, and a published rate each Monday."""
    CUSTOMERS["hudson"] = {"currency": "USD", "country": "US", "city": "Albany", "vat_id": ""}
    CUSTOMERS["sakura"] = {"currency": "JPY", "country": "JP", "city": "Kyoto", "vat_id": ""}
    CUSTOMERS["gulf"] = {"currency": "KWD", "country": "KW", "city": "Kuwait", "vat_id": ""}
    scene = Scene(set_stage())
    with behind_the_verbs():
        LegalEntity.objects.filter(pk=scene.stage.entity.pk).update(year_starts_in=YEAR_STARTS_IN)
    for currency in ("USD", "JPY", "KWD"):
        publish_rate_card(
            f"Standard {currency}",
            region="DE",
            currency=currency,
            valid_from=date(2025, 1, 1),
            rates=dict(zip(("designer", "developer"), map(Decimal, PRICES[currency]), strict=True)),
            by=SET_UP,
        )
        for subject in POLICIES:
            set_policy(subject, above=money(0, currency), role="finance", valid_from=date(2025, 1, 1), by=SET_UP)
    for monday in mondays():
        rates = {currency: f"{rate_of(currency, monday):f}" for currency in RATES}
        record_rates("EUR", on=monday, rates=rates, source="soak", by=SET_UP)
    for currency, name in CURRENCIES.items():
        contract = scene.contracts[currency] = scene.stage.contract(name)
        scene.tasks[currency, "designer"] = scene.stage.task(contract, "Design")
        scene.tasks[currency, "developer"] = scene.stage.task(contract, "Build")
    return scene
