"""STYLE 16: every record of the thread can be listed and read, every verb is an address; INV-30: none is open."""

from collections.abc import Iterable

import pytest
from django.core.exceptions import ImproperlyConfigured

from billing_suite.api import ROOMS, operations
from billing_suite.kernel.access.people import RoleRight
from billing_suite.kernel.access.verb import VERBS
from billing_suite.kernel.web.api.listing import Listing
from billing_suite.kernel.web.api.operations import Operation, views

RECORDS = {
    "legal-entities", "users", "roles", "people", "delivery-roles", "customers", "contacts",
    "person-roles", "working-weeks", "capacities", "office-days", "leave", "person-costs", "bookings",
    "further-addresses", "vat-numbers", "lawful-bases",
    "rate-cards", "stages",
    "opportunities", "quotes", "quote-versions", "quote-policies", "quote-questions", "terms-templates",
    "cost-rates", "products", "price-lists", "bundles", "contracts", "contract-lines", "projects",
    "phases", "tasks", "milestones", "plan-templates", "estimates", "budget-thresholds",
    "pipelines", "competitors", "loss-reasons", "stage-moves",
    "time-entries", "timers", "sheet-deadlines", "expenses", "expense-claims", "expense-categories",
    "billing-runs", "invoices", "receipts", "journal-entries", "periods", "ledger-accounts", "tax-rates",
    "tax-registrations", "exchange-rates", "events", "jobs", "handouts", "schedules", "notifications", "approvals",
    "approval-policies", "duty-conflicts", "api-tokens", "manual-journals", "recurring-journals", "journal-attachments",
    "tax-returns", "tax-jurisdictions", "withholdings", "exemption-certificates", "certificate-documents",
    "leads", "lead-sources", "campaigns", "web-forms", "web-form-submissions", "duplicates", "merges", "merge-rules",
    "certificate-uses", "vat-id-checks", "vat-id-overrides", "norm-checks", "activities",
    "mails", "calendar-feeds",
}  # fmt: skip
REPORTS = {
    "trial-balance", "balance-sheet", "profit-and-loss", "cash-flow", "general-ledger",
    "receivables-aging", "open-documents", "customer-ledger", "customer-statement", "billing-previews", "rights",
    "close-checklists", "revaluation-previews", "year-ends", "tax-report", "taxed-documents", "tax-return-sheets",
    "gap-report", "invoice-previews", "quote-differences", "acceptance-rehearsals", "pipeline-worth",
    "stage-calibrations", "kickoffs", "plans", "scope-coverages", "budgets", "project-margins",
    "available-days", "capacity", "utilisation",
}  # fmt: skip
WORK_OF_JOBS = {
    "submit_web_form": "visitors send to the form's own address under /portal/",
    "forget_submissions": "an hourly job discards what was held as spam for thirty days",
    "draft_chunk": "a billing run's own job drafts; people start the run",
    "file_document": "the job that renders an issued invoice keeps its file",
    "fold_balances": "an hourly job folds",
    "remind_of_sheets": "an hourly job reminds of timesheets that are due",
    "alert_budgets": "an hourly job tells of budgets that come to a threshold",
    "rebuild_balances": "an operator's command, `manage.py rebuild_balances`",
    "post_occurrences": "a job on the day that a recurring journal comes",
    "post_reversal": "a job on the day that an accrual takes itself back",
    "note_norm_checks": "the job that looks at a draft as an e-invoice keeps what it found; people ask for the check",
    "record_vat_id_check": "the job that asks VIES keeps its answer; people ask for the check",
    "recheck_vat_ids": "a schedule's job asks about customers with open business",
    "remind_of_certificates": "an hourly job tells finance of certificates that end",
    "end_handout": "the job that made a file keeps it; people ask for the file",
    "forget_handouts": "an hourly job drops files that were handed out a day ago",
    "export_invoice": "the command, and the job that makes an export; people ask for one",
    "file_quote_paper": "the job that renders a quote once it is sent or signed keeps its file",
    "alert_stalled": "an hourly job tells owners of sales that stand still",
    "expire_quotes": "an hourly job lets quotes run out",
    "remind_of_quotes": "an hourly job reminds customers of quotes on the day that was chosen",
    "remind_of_activities": "an hourly job tells owners of what they planned",
    "compare_customer": "the job of a customer that is new or was changed",
    "look_for_doubles": "each night's job",
    "merge_by_rules": "each night's job; people declare the rules",
    "log_mail": "mails come in by a door of their own, or by `manage.py log_mail`",
    "_alert": "the job runner tells the owner of parked work",
}
WORK_OF_PAGES = {
    "receive_leads": "many at once, which an import of leads does; one is received by its own address",
    "add_products": "many at once, which an import of prices does; one is added by its own address",
    "calibrate_stages": "the page of what history says takes it over; over the API each stage is changed",
    "keep_time_sheet": "a page keeps the file between its preview and its import; the API imports at once",
    "take_document": "a download notes that the document is out of the house",
}
OWN_INBOX = {"notifications", "handouts", "api-tokens"}  # no reading right: everyone sees their own, and nobody else's


def listings() -> list[Listing]:
    """Every kind of record of the API."""
    return [door for room in ROOMS for door in room.DOORS if isinstance(door, Listing)]


def nouns(method: str) -> set[str]:
    """The addresses of a method."""
    return {operation.path for operation in operations() if operation.method == method}


def test_every_record_of_the_thread_has_a_list_and_a_detail() -> None:
    read = nouns("get")
    assert {f"{name}/" for name in RECORDS | REPORTS} <= read
    assert {f"{name}/<str:id>/" for name in RECORDS} <= read
    assert {listing.path for listing in listings()} == RECORDS, "name a new record in RECORDS"


def test_every_verb_has_an_address_or_a_reason() -> None:
    called = {operation.verb for operation in operations() if operation.verb}
    of_the_suite = {name for name, entry in VERBS.items() if not entry.function.__module__.startswith("tests.")}
    assert of_the_suite - called == set(WORK_OF_JOBS) | set(WORK_OF_PAGES)
    assert all(VERBS[name].jobs for name in WORK_OF_JOBS), "this is no job's own verb"


def test_a_verb_is_a_noun_that_is_created() -> None:
    for operation in operations():
        assert operation.method in {"get", "post"}, operation.path
        if operation.verb:
            last = operation.path.rstrip("/").rpartition("/")[2]
            assert operation.method == "post"
            assert last not in VERBS and "_" not in last, operation.path


def test_inv30_every_operation_names_its_right() -> None:
    own = {operation.path.partition("/")[0] for operation in operations() if not operation.right}
    assert own == OWN_INBOX
    for operation in operations():
        if operation.verb:
            assert operation.right == VERBS[operation.verb].right, operation.path


@pytest.mark.django_db
def test_inv30_the_rights_of_the_doors_are_rights_of_roles() -> None:
    """A right that no shipped role could hold would be a door that never opens, or a misspelt one."""
    from billing_suite.kernel.access.roles import set_up_roles

    set_up_roles()
    held = set(RoleRight.objects.values_list("right", flat=True))
    asked = {operation.right for operation in operations() if operation.right}
    portal = {"accept_quote", "ask_about_quote", "decline_quote"}
    assert asked - held == portal  # the customer's; a firm may give them to a role


def test_an_address_declared_twice_is_noticed() -> None:
    def twice() -> Iterable[Operation]:
        first = next(iter(operations()))
        return [first, first]

    with pytest.raises((ValueError, ImproperlyConfigured)):
        views(twice())
