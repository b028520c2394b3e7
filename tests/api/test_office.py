"""The verbs beside the thread, each once by the API: set-up, corrections, returns."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from billing_suite.kernel.access.people import RoleRight
from tests.api.conftest import Caller
from tests.api.test_thread import made
from tests.builders import Stage, behind_the_verbs

pytestmark = pytest.mark.django_db
MINE: Any = Callable[[str], Caller]


def test_an_admin_sets_up_a_company_its_people_and_its_schedules(stage: Stage, caller: MINE) -> None:
    ada = caller("ada")
    company = {
        "code": "nl",
        "currency": "EUR",
        "time_zone": "Europe/Amsterdam",
        "name": "Utrecht",
        "legal_name": "U BV",
    }
    place = {"street": "Gracht 1", "postcode": "3511", "city": "Utrecht", "country": "NL", "email": "b@utrecht.example"}
    entity = made(ada.post("legal-entities/", {**company, **place, "rates_through_eur": True, "teams": ["Berlin"]}))
    assert (entity["code"], entity["time_zone"], entity["rates_through_eur"]) == ("nl", "Europe/Amsterdam", True)
    assert made(ada.post(f"legal-entities/{entity['id']}/grants/", {"team": "Utrecht"}))["name"] == "Utrecht"
    user = made(ada.post("users/", {"email": "new@spree.example", "name": "New", "roles": ["sales"]}))
    assert [group["name"] for group in user["groups"]] == ["sales"]
    made(ada.post(f"users/{user['id']}/password/", {"password": "a long pass phrase 7"}))
    changed = made(ada.post(f"users/{user['id']}/role-changes/", {"roles": ["delivery"], "accept_conflicts": True}))
    assert [group["name"] for group in changed["groups"]] == ["delivery"]
    role = made(ada.post("delivery-roles/", {"code": "tester", "name": "Tester"}))
    person = {"user": user["id"], "legal_entity": entity["id"], "role": role["id"], "joined_on": "2026-01-01"}
    assert made(ada.post("people/", person))["user"]["name"] == "New"
    stage_of_sale = {"name": "Verbal", "position": 9, "probability": "80"}
    assert made(ada.post("stages/", stage_of_sale))["probability"] == "80"
    schedule = {"name": "Documents", "task": "accounting.billing.tasks.make_document", "cadence": "monthly", "hour": 6}
    planned = made(
        ada.post(
            "schedules/",
            {**schedule, "legal_entity": entity["id"], "owner": user["id"], "starts_on": "2026-01-01"},
        )
    )
    assert planned["legal_entity"]["name"] == "Utrecht"


def test_an_admin_changes_what_a_role_may_do(stage: Stage, caller: MINE) -> None:
    ada = caller("ada")
    conflict = {"first": "log_time", "second": "send_quote", "severity": "low", "reason": "A test"}
    made(ada.post("duty-conflicts/", conflict))
    [sales] = [row for row in made(ada.get("roles/"), 200)["results"] if row["name"] == "sales"]
    told = made(ada.post(f"roles/{sales['id']}/changes/", {"rights": ["see_customers", "add_customer"]}))
    assert sorted(told["rights"]) == ["add_customer", "see_customers"]
    assert set(RoleRight.objects.filter(role__name="sales").values_list("right", flat=True)) == set(told["rights"])


def test_a_controller_sets_up_prices_taxes_rates_and_books(stage: Stage, caller: MINE) -> None:
    clara, entity = caller("clara"), str(stage.entity.pk)
    card = {"name": "2027", "region": "DE", "currency": "EUR", "valid_from": "2027-01-01"}
    shown = made(clara.post("rate-cards/", {**card, "rates": [{"role": "designer", "price": "125.50"}]}))
    assert [(rate["role"], rate["price"]) for rate in shown["rates"]] == [("designer", "125.5")]
    taxes = {"supply": "services", "component": "USt", "category": "S", "rate": "19.5", "source": "a law"}
    [rate] = made(clara.post("tax-rates/", {"country": "DE", "valid_from": "2027-01-01", "rates": [taxes]}))
    assert rate["rate"] == "19.5"
    registration = {"legal_entity": entity, "country": "AT", "number": "ATU12011204", "valid_from": "2026-01-01"}
    made(clara.post("tax-registrations/", registration))
    asked = {"quote": "EUR", "on": "2026-04-02", "source": "bank", "rates": [{"base": "USD", "rate": "0.9214567890"}]}
    assert [row["rate"] for row in made(clara.post("exchange-rates/", asked))] == ["0.921456789"]
    file = {"file": "Date,USD,JPY\n2026-04-02,1.0866,163.7\n2026-04-01,1.0749,N/A\n", "currencies": ["USD"]}
    told = made(clara.post("published-rates/", file))
    assert (told["loaded"], told["already_there"], told["conflicting"]) == (2, 0, 0)
    wrong = clara.post("published-rates/", {"file": "Date,USD\n2026-04-02,-1\n"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "rates-unreadable")
    rules = {"rates_through_eur": True, "rate_stale_after": 5}
    told = made(clara.post(f"legal-entities/{entity}/rate-rules/", rules))
    assert (told["rates_through_eur"], told["rate_stale_after"]) == (True, 5)
    accounts = [{"number": "4100", "name": "Licences", "type": "income"}]
    assert made(clara.post("charts/", {"legal_entity": entity, "accounts": accounts}))[0]["number"] == "4100"
    periods = made(clara.post("periods/", {"legal_entity": entity, "first": "2027-01-01", "months": 2}))
    assert [period["starts_on"] for period in periods] == ["2027-01-01", "2027-02-01"]
    policy = {"subject": "invoice", "role": "finance", "valid_from": "2026-01-01"}
    told = made(clara.post("approval-policies/", {**policy, "above": {"amount": "0.00", "currency": "CHF"}}))
    assert told["above"] == {"amount": "0.00", "currency": "CHF"}
    [first] = made(clara.get("periods/", legal_entity=entity, limit=1), 200)["results"]
    for line in made(clara.get("close-checklists/", period=first["id"]), 200):
        made(clara.post(f"periods/{first['id']}/ticks/", {"item": line["item"]}))
    assert made(clara.post(f"periods/{first['id']}/closing/"))["status"] == "closed"


def test_sales_corrects_moves_and_hears_no(stage: Stage, caller: MINE) -> None:
    lena = caller("lena")
    opportunity = stage.opportunity()
    customer = opportunity.customer
    told = made(lena.post(f"customers/{customer.pk}/changes/", {"payment_days": 45, "po_required": True}))
    assert (told["payment_days"], told["po_required"]) == (45, True)
    stages = {row["name"]: row["id"] for row in made(lena.get("stages/"), 200)["results"]}
    lost = {"stage": stages["Lost"], "lost_reason": "Price"}
    told = made(lena.post(f"opportunities/{opportunity.pk}/moves/", lost))
    assert (told["stage"]["name"], told["lost_reason"]) == ("Lost", "Price")
    again = lena.post(f"opportunities/{opportunity.pk}/moves/", {"stage": stages["Qualified"]})
    assert (again.status_code, again.json()["code"]) == (409, "opportunity-ended")


@time_machine.travel("2026-03-06T12:00:00Z", tick=False)
def test_time_and_drafts_are_returned_reworded_and_discarded(stage: Stage, caller: MINE) -> None:
    mia, jonas, fay, hannah = (caller(name) for name in ("mia", "jonas", "fay", "hannah"))
    contract = stage.contract()
    entry = {"time_entries": [str(stage.logged(stage.task(contract), 60).pk)]}
    made(mia.post("time-submissions/", entry), 200)
    made(jonas.post("time-returns/", {**entry, "comment": "Which map?"}), 200)
    told = made(mia.get(f"time-entries/{entry['time_entries'][0]}/"), 200)
    assert (told["status"], told["return_comment"]) == ("draft", "Which map?")
    made(mia.post("time-submissions/", entry), 200)
    made(jonas.post("time-approvals/", entry), 200)
    draft = stage.draft(contract)
    ids = {"invoices": [str(draft.pk)]}
    told = made(fay.post(f"invoices/{draft.pk}/line-words/", {"position": 1, "description": "Maps and more"}))
    assert told["lines"][0]["description"] == "Maps and more"
    made(hannah.post("invoice-approvals/", ids), 200)
    made(hannah.post("invoice-returns/", ids), 200)
    made(fay.post("invoice-discards/", ids), 200)
    assert made(fay.get(f"invoices/{draft.pk}/"), 200)["status"] == "discarded"
    project = made(jonas.get("projects/"), 200)["results"][0]
    assert made(jonas.post(f"projects/{project['id']}/closing/"))["status"] == "closed"
    assert made(jonas.post(f"projects/{project['id']}/reopening/"))["status"] == "open"


def test_a_firm_may_record_a_yes_or_no_that_came_on_paper(stage: Stage, caller: MINE) -> None:
    jonas = caller("jonas")
    yes, no = stage.sent(), stage.sent("lumiere")
    with time_machine.travel("2026-02-12T10:00:00Z", tick=False):
        assert jonas.post(f"quote-versions/{yes.pk}/acceptance/", {"signed_by": "Kim"}).status_code == 403
        role = stage.users["jonas"].groups.get(name="delivery")
        for right in ("accept_quote", "decline_quote", "see_quotes"):
            with behind_the_verbs():
                RoleRight.objects.create(role=role, right=right)
        assert made(jonas.post(f"quote-versions/{yes.pk}/acceptance/", {"signed_by": "Kim"}))["status"] == "active"
        told = made(jonas.post(f"quote-versions/{no.pk}/declining/", {"reason": "Budget"}))
    assert (told["status"], told["decline_reason"]) == ("declined", "Budget")
