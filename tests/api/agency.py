"""The stage with so many of every record of the API, made by verbs; and those who look at it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group

from accounting.billing.models import Invoice
from accounting.billing.runs import start_billing_run
from accounting.books.actions import attach_to_journal, open_periods
from accounting.cash.actions import allocate, record_receipt
from accounting.tax.actions import register_for_tax, set_tax_rates
from billing_suite.kernel.access.actions import add_user, declare_conflict, make_api_token, set_policy
from billing_suite.kernel.access.people import User
from billing_suite.kernel.firm.actions import found_legal_entity, record_rates
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.money import money
from billing_suite.kernel.work.actions import plan_schedule
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Handout, Notification
from crm.activities.actions import plan_activity
from crm.calendar.actions import open_calendar_feed, renew_calendar_feed
from crm.calendar.models import CalendarFeed
from crm.catalogue.actions import (
    add_bundle,
    add_product,
    publish_price_list,
    publish_rate_card,
    set_cost_rates,
)
from crm.correspondence.models import Mail
from crm.customers.actions import add_address, add_contact, add_customer, record_basis
from crm.customers.models import Customer, VatNumber
from crm.leads.actions import name_lead_source, open_web_form, receive_lead, start_campaign, submit_web_form
from crm.merging.actions import declare_merge_rule, merge_customers, propose_double
from crm.pipeline.actions import name_competitor, name_loss_reason, set_up_pipeline, set_up_stage
from crm.quotes.actions import LineOffer, ask_about_quote, set_quote_policy, set_up_terms
from projects.budgets.actions import estimate_to_complete, set_budget_threshold
from projects.contracts.models import Contract
from projects.expenses.actions import add_expense_category, claim_expenses, record_expense
from projects.people.actions import add_person, name_role
from projects.people.models import Person
from projects.plan.actions import Part, make_template
from projects.time.timers import start_timer
from projects.timesheets.actions import set_sheet_deadline
from tests.accounting.books.writing import drafted, recurring
from tests.api.staffing import plan, staff
from tests.api.taxes import certify, prove_taxes, report_taxes
from tests.builders import APRIL, LINES, SET_UP, TEAM, Stage, behind_the_verbs, noon

ROLES = ("sales", "delivery", "finance", "controller", "admin", "auditor", "integration")


@dataclass
class Agency:
    """The stage, a person of each role who reaches it, and an outsider with every right who reaches nothing of it."""

    stage: Stage
    users: dict[str, User]
    outsider: User


def make_agency(stage: Stage, size: int) -> Agency:
    """At least so many of each kind of record."""
    make_office(stage, size)
    staff(stage, size)
    certify(stage)
    price_and_approve(size)
    sell_and_bill(stage, size)
    plan(stage, size)
    receive_leads(stage, size)
    merge_doubles(stage, size)
    write_journals(stage, size)
    prove_taxes(stage, size)
    report_taxes(stage, size)
    users = {role: join(role, "Berlin", [role]) for role in ROLES}
    found_legal_entity("nl", details=DUTCH, currency="EUR", time_zone="Europe/Amsterdam", teams=["Utrecht"], by=SET_UP)
    outsider = join("outsider", "Utrecht", ["auditor"])
    with behind_the_verbs():
        outsider.groups.add(*Group.objects.filter(name__in=ROLES))
    for user in (*users.values(), outsider):
        greet(user, size)
    return Agency(stage, users, outsider)


def join(name: str, team: str, roles: list[str]) -> User:
    """A person of a team."""
    return add_user(f"{name}@spree.example", name=name, roles=roles, teams=[team], by=SET_UP)


DUTCH = {
    "name": "Utrecht",
    "legal_name": "Utrecht BV",
    "street": "Oudegracht 1",
    "postcode": "3511",
    "city": "Utrecht",
    "country": "NL",
    "email": "billing@utrecht.example",
}


def greet(user: User, size: int) -> None:
    """An inbox, files that were asked for, tokens, mails and calendar feeds of one's own."""
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    Notification.objects.bulk_create(
        [Notification(recipient=user, title=f"Notice {number}", text="", at=at) for number in range(size)]
    )
    Handout.objects.bulk_create([Handout(about=f"File {n}", asked_by=user, asked_at=at) for n in range(size)])
    with behind_the_verbs():
        told = {"owner": user, "subject": "Lunch", "why": "unknown", "sent_at": at, "received_at": at}
        Mail.objects.bulk_create([Mail(message_id=f"<{n}.{user.email}>", **told) for n in range(size)])
    by = Actor.user(user)
    if user.groups.filter(rights__right="log_activity").exists():
        open_calendar_feed(at=at, by=by)
        for _ in range(size - 1):
            renew_calendar_feed(CalendarFeed.objects.open().get(user=user), at=at, by=by)
    if user.groups.filter(rights__right="make_api_token").exists():
        for number in range(size):
            make_api_token(f"Token {number}", at=at, until=datetime(2030, 1, 1, tzinfo=UTC), by=by)


def make_office(stage: Stage, size: int) -> None:
    """Set-up rows: prices, stages, taxes, rates, periods, schedules, people."""
    entity = stage.entity
    open_periods(entity, first=date(2027, 1, 1), months=size, by=SET_UP)
    for number in range(size):
        role = name_role(f"role-{number}", name=f"Role {number}", by=SET_UP)
        user = add_user(f"p{number}@spree.example", name=f"P {number}", roles=["delivery"], teams=["Berlin"], by=SET_UP)
        add_person(user, entity=entity, role=role, joined_on=date(2025, 1, 1), by=SET_UP)
        publish_rate_card(
            f"Card {number}",
            region=f"R{number}",
            currency="EUR",
            valid_from=date(2025, 1, 1),
            rates={"designer": Decimal(100)},
            by=SET_UP,
        )
        set_up_pipeline(f"Pipeline {number}", position=10 + number, by=SET_UP)
        name_competitor(f"Rival {number}", by=SET_UP)
        name_loss_reason(f"Reason {number}", by=SET_UP)
        set_up_stage(f"Stage {number}", position=10 + number, probability=Decimal(10), by=SET_UP)
        register_for_tax(entity, country="US", region=f"S{number}", number=f"{number}", valid_from=APRIL, by=SET_UP)
        set_tax_rates("FR", valid_from=date(2001 + number, 1, 1), rates=[FRENCH], by=SET_UP)
        record_rates("EUR", on=date(2026, 5, 1 + number), rates={"GBP": "1.15", "USD": "0.9"}, source="t", by=SET_UP)
        set_policy("invoice", above=money(f"{number + 1}.00", "CHF"), role="finance", valid_from=APRIL, by=SET_UP)
        declare_conflict("log_time", second=f"right_{number}", severity="low", reason="test", by=SET_UP)
        other = found_legal_entity(
            f"e{number}", details=DUTCH, currency="EUR", time_zone="Europe/Amsterdam", teams=[TEAM], by=SET_UP
        )
        set_sheet_deadline(other, by=SET_UP)
        add_customer(
            entity,
            name=f"Customer {number}",
            profile={"currency": "EUR", "billing_email": "bills@customer.example"},
            address={"street": "Hafen 2", "city": "Kiel", "country": "DE"},
            by=stage.by("lena"),
        )
        plan_schedule(
            f"Bill {number}",
            task="accounting.billing.tasks.make_document",
            cadence="monthly",
            hour=6,
            entity=entity,
            owner=stage.users["fay"],
            starts_on=date(2030, 1, 1),
            by=SET_UP,
        )


FRENCH: Any = {"supply": "services", "component": "TVA", "category": "S", "rate": "20", "source": "CGI 278"}


GO_LIVE: LineOffer = {"phase": "Go live", "description": "Go live", "billed_by": "fixed", "price": "100"}
OFFER: list[LineOffer] = [LINES[0] | {"supply": "digital"}, LINES[1], GO_LIVE]


def price_and_approve(size: int) -> None:
    """So many cost rates and thresholds of a time to come, and so many products with their bundles and price lists."""
    costs = {f"role-{number}": Decimal(50 + number) for number in range(size)}
    set_cost_rates("DE", currency="EUR", valid_from=date(2026, 1, 1), costs=costs, by=SET_UP)
    for number in range(size):
        set_up_terms(f"Terms {number}", language="en", text="Net 30.", by=SET_UP)
        set_quote_policy("finance", discount_above=Decimal(number), valid_from=date(2030, 1, 1), by=SET_UP)
        code, day = f"SITE-{number}", date(2026, 1, 1) + timedelta(days=number)
        product = add_product(code, told={"name": f"Site {number}", "billed_by": "fixed"}, by=SET_UP)
        add_bundle(f"START-{number}", name=f"Start {number}", parts=[{"product": product}], by=SET_UP)
        prices = {code: Decimal(900 + number)}
        publish_price_list(f"List {number}", region="DE", currency="EUR", valid_from=day, prices=prices, by=SET_UP)


def receive_leads(stage: Stage, size: int) -> None:
    """So many leads, each from a source and a campaign of its own."""
    by, budget = stage.by("lena"), money("100.00", "EUR")
    for number in range(size):
        source = name_lead_source(f"Fair {number}", by=by)
        campaign = start_campaign(f"Spring {number}", starts_on=APRIL, budget=budget, by=by)
        told = {"name": f"Lead {number}", "email": f"lead{number}@ahorn.example"}
        receive_lead(stage.entity, source=source, told=told, campaign=campaign, at=noon(APRIL), by=by)
        form = open_web_form(stage.entity, name=f"Form {number}", source=source, by=by)
        submit_web_form(form, told=told, sender="198.51.100.1", trap="x", at=noon(APRIL), by=SET_UP)


def merge_doubles(stage: Stage, size: int) -> None:
    """So many customers that went into one, so many pairs that may be one, and so many rules."""
    place, by = {"street": "Ring 1", "city": "Bremen", "country": "DE"}, stage.by("lena")
    keeper, at = stage.customer("nordlicht"), noon(APRIL)
    for number in range(size):
        profile = {"currency": "EUR", "billing_email": f"double{number}@ring.example"}
        for going in True, False:
            other = add_customer(stage.entity, name=f"Ring {number}", profile=profile, address=place, by=by)
            propose_double(keeper, other=other, at=at, by=stage.by("fay"))
            if going:
                merge_customers(keeper, merged=other, reason="One", at=at, by=stage.by("fay"))
        name = f"Rule {number}"
        score, clara = Decimal(90), stage.by("clara")
        declare_merge_rule(stage.entity, name=name, marks=["vat_id"], least_score=score, at=at, by=clara)


def describe(stage: Stage, customer: Customer, number: int) -> None:
    """One more contact with a lawful basis, one more place, one more VAT id."""
    by, site = stage.by("lena"), {"street": f"Hof {number}", "city": "Bremen", "country": "DE"}
    contact = add_contact(customer, name=f"C {number}", email=f"c{number}@nordlicht.example", by=by)
    record_basis(contact, purpose="News", basis="contract", source="Fair", at=noon(APRIL), by=by)
    add_address(customer, use="site", address=site, by=by)
    with behind_the_verbs():
        VatNumber.objects.create(customer=customer, country="FR", number=f"FR{number:011d}")


def sell_and_bill(stage: Stage, size: int) -> None:
    """So many contracts, each worked on by two, billed, issued and paid; the PDFs stay due."""
    contracts = [stage.contract(lines=OFFER) for _ in range(size)]
    customer = stage.customer("nordlicht")
    for number in range(size):
        version = stage.sent()
        ask_about_quote(version, text=f"When? {number}", at=noon(date(2026, 2, 11)), by=stage.signatory("nordlicht"))
    for number, contract in enumerate(contracts):
        describe(stage, customer, number)
        plan_activity(customer, kind="call", subject=f"Call {number}", due_on=APRIL, by=stage.by("lena"))
        make_template(f"Web {number}", tasks=[Part(name="Build", share=Decimal(1))], by=stage.by("jonas"))
        line = contract.lines.all()[0]
        estimate_to_complete(contract.project, line=line, minutes=60, at=noon(APRIL), by=stage.by("jonas"))
        kind = add_expense_category(f"Kind {number}", needs_receipt=False, by=stage.by("clara"))
        spent = record_expense(
            contract.project,
            person=stage.people["mia"],
            category=kind,
            spent_on=APRIL,
            description="Train",
            gross=money("12.00", "EUR"),
            by=stage.by("mia"),
        )
        claim_expenses([spent], at=noon(APRIL), by=stage.by("mia"))
        set_budget_threshold(percent=Decimal(number + 1), by=stage.by("clara"))
        stage.approved(stage.task(contract), 30)
        stage.approved(stage.task(contract, "Design"), 30, who="tom")
        start_billing_run(stage.entity, through=date(2026, 1, 1 + number), on=APRIL, at=noon(APRIL), by=stage.by("fay"))
        run_a_timer(stage, contract, number)
    stage.run()
    finish_all()  # drafts are checked as e-invoices
    drafts = list(Invoice.objects.filter(status="draft"))
    issued = stage.issue(*stage.approve(*drafts))
    for number, invoice in enumerate(issued):
        receipt = record_receipt(
            stage.entity,
            customer=customer,
            amount=invoice.gross,
            received_on=APRIL,
            bank_reference=f"B-{number}",
            by=stage.by("fay"),
        )
        allocate(receipt, invoice=invoice, on=APRIL, by=stage.by("fay"))


def run_a_timer(stage: Stage, contract: Contract, number: int) -> None:
    """A clock of one of the office's people."""
    worker = Person.objects.get(user__email=f"p{number}@spree.example")
    start_timer(worker, task=stage.task(contract), at=noon(APRIL), by=Actor.user(worker.user))


def write_journals(stage: Stage, size: int) -> None:
    """So many journals, each with a file, and so many that recur."""
    for number in range(size):
        journal = drafted(stage)
        attach_to_journal(journal, name=f"{number}.txt", data=b"rent", at=noon(APRIL), by=stage.by("fay"))
        recurring(stage)
