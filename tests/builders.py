"""A small fixed cast, set on the stage by the suite's own verbs.

Spree Studio GmbH (Berlin, EUR) sells to Nordlicht (Hamburg, EUR), Lumiere (Paris, EUR) and Thames
(London, GBP). Lena sells, Jonas leads, Mia and Tom deliver, Fay and Hannah keep the books, Clara
controls, Ada administers, Otto audits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounting.billing.actions import approve_invoices, issue_invoices
from accounting.billing.models import BillingRun, Invoice
from accounting.billing.runs import start_billing_run
from accounting.books.actions import open_periods, set_up_chart
from accounting.books.models import Period, PeriodStep
from accounting.tax.actions import register_for_tax, set_tax_rates
from billing_suite.kernel.access.actions import add_user, set_policy
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.roles import set_up_roles
from billing_suite.kernel.firm.actions import found_legal_entity, record_rates
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor, acting
from billing_suite.kernel.values.money import money
from billing_suite.kernel.work.jobs import run_job
from billing_suite.kernel.work.models import Job
from crm.catalogue.actions import publish_rate_card
from crm.customers.actions import add_contact, add_customer
from crm.customers.models import Contact, Customer
from crm.pipeline.actions import open_opportunity, set_up_stage
from crm.pipeline.models import Opportunity
from crm.quotes.actions import LineOffer, draft_quote, send_quote
from crm.quotes.models import Quote, QuoteVersion
from projects.contracts.models import Contract
from projects.people.actions import add_person, name_role
from projects.people.models import Person
from projects.plan.actions import accept_quote
from projects.plan.models import Project, Task
from projects.time.actions import approve_time, log_time, submit_time
from projects.time.models import TimeEntry

SET_UP = Actor.system("set-up")
TEAM = "Berlin"
MARCH = date(2026, 3, 2)
APRIL = date(2026, 4, 3)
PEOPLE = {
    "lena": ("Lena Vogt", "sales"),
    "jonas": ("Jonas Weber", "delivery"),
    "mia": ("Mia Keller", "delivery"),
    "tom": ("Tom Brandt", "delivery"),
    "fay": ("Fay Morgan", "finance"),
    "hannah": ("Hannah Schulz", "finance"),
    "clara": ("Clara Osei", "controller"),
    "ada": ("Ada Lindqvist", "admin"),
    "otto": ("Otto Lind", "auditor"),
}


def account(number: str, name: str, type: str, *roles: str, control: bool = False, section: str = "") -> dict[str, Any]:
    """One line of the cast's chart."""
    told = {"number": number, "name": name, "type": type, "control": control, "roles": list(roles)}
    return told | ({"section": section} if section else {})


ACCOUNTS: list[dict[str, Any]] = [
    account("0500", "Computers", "asset", section="fixed_assets"),
    account("1000", "Bank", "asset", "bank", section="cash"),
    account("1090", "Revaluation of bank", "asset", "bank_revaluation", section="cash"),
    account("1200", "Receivables", "asset", "receivable", control=True, section="receivables"),
    account("1290", "Revaluation of receivables", "asset", "receivable_revaluation", section="receivables"),
    account("1400", "Prepaid expenses", "asset"),
    account("2100", "Customer credits", "liability", "customer_credits", control=True),
    account("2190", "Revaluation of customer credits", "liability", "customer_credits_revaluation"),
    account("2200", "VAT payable", "liability", "tax_payable", control=True),
    account("2290", "Revaluation of taxes", "liability", "tax_revaluation"),
    account("2400", "Accrued expenses", "liability"),
    account("2700", "Loan", "liability", section="long_term_liabilities"),
    account("2900", "Share capital", "equity"),
    account("2950", "Retained earnings", "equity", "retained_earnings"),
    account("4000", "Revenue", "income", "revenue"),
    account("6000", "Rent", "expense"),
    account("6200", "Depreciation", "expense", section="depreciation"),
    account("7100", "Exchange gains", "income", "exchange_gain", section="other_income"),
    account("7150", "Unrealised exchange gains", "income", "unrealised_gain", section="other_income"),
    account("7200", "Exchange losses", "expense", "exchange_loss", section="other_expenses"),
    account("7250", "Unrealised exchange losses", "expense", "unrealised_loss", section="other_expenses"),
]
CUSTOMERS: dict[str, dict[str, Any]] = {
    "nordlicht": {"currency": "EUR", "country": "DE", "city": "Hamburg", "vat_id": "DE266182271"},
    "lumiere": {"currency": "EUR", "country": "FR", "city": "Paris", "vat_id": "FR40303265045"},
    "thames": {"currency": "GBP", "country": "GB", "city": "London", "vat_id": "GB980780684"},
}


@contextmanager
def behind_the_verbs() -> Iterator[None]:
    """A write that no verb makes, for what a test needs to be otherwise; the trail names the set-up."""
    with transaction.atomic(), acting(SET_UP):
        yield


def closed(period: Period, status: str = "closed") -> Period:
    """A period closed behind the verbs, whatever its checklist says, for what is tested of closed ones."""
    with behind_the_verbs():
        told = "0" * 64 if status == "closed" else ""
        step = PeriodStep.objects.create(
            period=period, status=status, at=noon(period.ends_on), actor=SET_UP.tag, trial_balance_hash=told
        )
        Period.objects.filter(pk=period.pk).update(status=status, step=step)
    period.refresh_from_db()
    return period


def noon(day: date) -> datetime:
    """Midday UTC of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@dataclass
class Stage:
    """The set: one legal entity, its people, and whatever the story has made."""

    entity: LegalEntity
    users: dict[str, User] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)

    def by(self, name: str) -> Actor:
        """A person of the cast as the one who acts."""
        return Actor.user(self.users[name])

    def customer(self, name: str, **more: Any) -> Customer:
        """A customer of the cast with a contact, made at first use."""
        if name not in self.customers:
            facts = CUSTOMERS[name] | more
            made = add_customer(
                self.entity,
                name=name.capitalize(),
                profile={
                    "currency": facts["currency"],
                    "vat_id": facts["vat_id"],
                    "billing_email": f"invoices@{name}.example",
                    "po_required": facts.get("po_required", False),
                },
                address={"street": "Hafen 1", "postcode": "20457", "city": facts["city"], "country": facts["country"]},
                by=self.by("lena"),
            )
            self.customers[name] = made
            self.contacts[name] = add_contact(
                made, name=f"Kim {name.capitalize()}", email=f"kim@{name}.example", by=self.by("lena")
            )
        return self.customers[name]

    def opportunity(self, name: str = "nordlicht", amount: str = "20000.00") -> Opportunity:
        """An open possibility with a customer."""
        customer = self.customer(name)
        return open_opportunity(
            customer,
            name="Portal",
            amount=money(amount, customer.currency),
            closes_on=date(2026, 2, 20),
            contact=self.contacts[name],
            at=noon(date(2026, 2, 1)),
            by=self.by("lena"),
        )

    def quote(self, name: str = "nordlicht", lines: list[LineOffer] | None = None) -> Quote:
        """A drafted quote."""
        return draft_quote(
            self.opportunity(name),
            name="Portal",
            lines=lines or LINES,
            starts_on=MARCH,
            valid_until=date(2026, 3, 31),
            by=self.by("lena"),
        )

    def sent(self, name: str = "nordlicht", lines: list[LineOffer] | None = None) -> QuoteVersion:
        """A quote's version in the customer's hands."""
        version = self.quote(name, lines).current
        assert version is not None
        return send_quote(version, to=self.contacts[name], at=noon(date(2026, 2, 10)), by=self.by("lena"))

    def contract(self, name: str = "nordlicht", lines: list[LineOffer] | None = None, po: str = "") -> Contract:
        """A contract and its open project, from the customer's yes."""
        version = self.sent(name, lines)
        return accept_quote(
            version,
            signed_by=f"Kim {name.capitalize()}",
            po_number=po,
            at=noon(date(2026, 2, 12)),
            by=self.signatory(name),
        )

    def signatory(self, name: str) -> Actor:
        """The customer's contact in the portal."""
        contact = self.contacts[name]
        return Actor("contact", str(contact.pk), contact.name)

    def task(self, contract: Contract, name: str = "Build") -> Task:
        """A task of the contract's project."""
        return Project.objects.get(contract=contract).tasks.get(name=name)

    def logged(self, task: Task, minutes: int, day: date = MARCH, who: str = "mia", **more: Any) -> TimeEntry:
        """A draft entry."""
        return log_time(self.people[who], task=task, work_date=day, minutes=minutes, by=self.by(who), **more)

    def approved(self, task: Task, minutes: int, day: date = MARCH, who: str = "mia", **more: Any) -> TimeEntry:
        """An entry submitted by its person and approved by Jonas."""
        entry = self.logged(task, minutes, day, who, **more)
        submit_time([entry], by=self.by(who))
        outcome = approve_time([entry], at=noon(day + timedelta(days=1)), by=self.by("jonas"))
        assert not outcome.refused, outcome.refused
        return outcome.done[0]

    def run(self, through: date = date(2026, 3, 31), by: str = "fay") -> BillingRun:
        """A billing run whose drafts are made; what else waits, as papers and checks, waits on."""
        run = start_billing_run(self.entity, through=through, on=APRIL, at=noon(APRIL), by=self.by(by))
        for job in Job.objects.filter(key__startswith=f"{run.reference}:").order_by("pk"):
            run_job(job.pk)
        run.refresh_from_db()
        return run

    def draft(self, contract: Contract) -> Invoice:
        """The one draft of a run over a contract's approved time."""
        self.run()
        return Invoice.objects.get(contract=contract, status="draft")

    def approve(self, *invoices: Invoice, by: str = "hannah") -> list[Invoice]:
        """Approved by somebody who did not make them."""
        outcome = approve_invoices(list(invoices), at=noon(APRIL), by=self.by(by))
        assert not outcome.refused, outcome.refused
        return list(outcome.done)

    def issue(self, *invoices: Invoice, on: date = APRIL, by: str = "hannah") -> list[Invoice]:
        """Issued on a day."""
        outcome = issue_invoices(list(invoices), on=on, by=self.by(by))
        assert not outcome.refused, outcome.refused
        return list(outcome.done)

    def issued(self, name: str = "nordlicht", minutes: int = 600) -> Invoice:
        """An issued invoice over so many minutes of one customer."""
        contract = self.contract(name)
        self.approved(self.task(contract), minutes)
        return self.issue(*self.approve(self.draft(contract)))[0]


LINES: list[LineOffer] = [
    {"phase": "Design", "description": "Design", "role": "designer", "hours": "40"},
    {"phase": "Delivery", "description": "Build", "role": "developer", "hours": "80"},
]


def set_stage() -> Stage:
    """Legal entity, roles, people, prices, tax, chart, periods, policies: what every story starts from."""
    set_up_roles()
    entity = found_legal_entity(
        "de",
        details={
            "name": "Spree Studio",
            "legal_name": "Spree Studio GmbH",
            "street": "Linienstrasse 1",
            "postcode": "10115",
            "city": "Berlin",
            "country": "DE",
            "vat_id": "DE136695976",
            "email": "billing@spree.example",
            "bank_account": "DE89370400440532013000",
        },
        currency="EUR",
        time_zone="Europe/Berlin",
        teams=[TEAM],
        by=SET_UP,
    )
    stage = Stage(entity)
    for key, (name, role) in PEOPLE.items():
        stage.users[key] = add_user(f"{key}@spree.example", name=name, roles=[role], teams=[TEAM], by=SET_UP)
    set_prices(stage)
    set_books(entity)
    return stage


def set_prices(stage: Stage) -> None:
    """Roles, rate cards, people and stages."""
    roles = {code: name_role(code, name=code.capitalize(), by=SET_UP) for code in ("designer", "developer")}
    for key, code in (("jonas", "developer"), ("mia", "developer"), ("tom", "designer")):
        stage.people[key] = add_person(
            stage.users[key], entity=stage.entity, role=roles[code], joined_on=date(2025, 1, 1), by=SET_UP
        )
    for currency, designer, developer in (("EUR", "120", "140"), ("GBP", "100", "115.50")):
        publish_rate_card(
            f"Standard {currency}",
            region="DE",
            currency=currency,
            valid_from=date(2025, 1, 1),
            rates={"designer": Decimal(designer), "developer": Decimal(developer)},
            by=SET_UP,
        )
    for position, (name, outcome) in enumerate((("Qualified", "open"), ("Won", "won"), ("Lost", "lost")), start=1):
        set_up_stage(name, position=position, probability=Decimal(50), outcome=outcome, by=SET_UP)


def set_books(entity: LegalEntity) -> None:
    """Chart, periods, taxes, exchange rates and who approves what."""
    set_up_chart(entity, accounts=ACCOUNTS, by=SET_UP)  # type: ignore[arg-type]
    open_periods(entity, first=date(2026, 1, 1), months=12, by=SET_UP)
    register_for_tax(entity, country="DE", number="DE136695976", valid_from=date(2020, 1, 1), by=SET_UP)
    set_tax_rates(
        "DE",
        valid_from=date(2021, 1, 1),
        rates=[
            {"supply": supply, "component": "USt", "category": "S", "rate": "19", "source": "UStG 12 (1)"}
            for supply in ("services", "digital")
        ],
        by=SET_UP,
    )
    record_rates("EUR", on=date(2026, 4, 1), rates={"GBP": "1.1500"}, source="test", by=SET_UP)
    for currency in ("EUR", "GBP"):
        for subject in ("invoice", "manual journal", "recurring journal"):
            set_policy(subject, above=money("0.00", currency), role="finance", valid_from=date(2025, 1, 1), by=SET_UP)
        set_policy(
            "invoice", above=money("50000.00", currency), role="controller", valid_from=date(2025, 1, 1), by=SET_UP
        )
