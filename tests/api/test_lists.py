"""Every list and record costs a constant number of queries; list = detail for everyone (INV-29, INV-31)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing_suite.api import ROOMS
from billing_suite.kernel.access.people import User
from billing_suite.kernel.web.api.listing import Listing
from tests.api.agency import Agency, make_agency
from tests.api.conftest import Caller
from tests.builders import Stage, behind_the_verbs

pytestmark = pytest.mark.django_db
SIZE = 30
BUDGET = {"list": 7, "one": 9}  # session, user, rights; grants; the page's keys, its rows; what is shown beside
FEW = {"roles": 7, "ledger-accounts": 7}  # the suite ships so many roles, the stage has a short chart
NOTHING = {True: "999999999", False: "01900000-0000-7000-8000-000000000000"}
EVERYBODYS = {"plan-templates", "budget-thresholds", "expense-categories",
              "exchange-rates", "tax-rates", "tax-jurisdictions", "rate-cards", "stages",
              "pipelines", "competitors", "loss-reasons", "delivery-roles", "users",
              "quote-policies", "cost-rates", "products", "price-lists", "bundles",
              "terms-templates", "lead-sources", "campaigns",
              "roles", "duty-conflicts", "approval-policies", "events", "jobs", "schedules"}  # fmt: skip


def listings() -> Iterator[Listing]:
    """Every kind of record of the API."""
    yield from (door for room in ROOMS for door in room.DOORS if isinstance(door, Listing))


def cost(caller: Caller, path: str, **query: Any) -> tuple[int, dict[str, Any]]:
    """How many queries an address takes, and what it answers."""
    caller.get("rights/")  # the session is read before
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = caller.get(path, **query)
    assert answer.status_code == 200, (path, answer.content)
    content: dict[str, Any] = answer.json()
    return len([query for query in queries if not is_frame(query["sql"])]), content


def is_frame(sql: str) -> bool:
    """Savepoints are no questions."""
    return bool(re.match(r"(SAVEPOINT|RELEASE|ROLLBACK)", sql))


def test_every_list_and_record_costs_the_same_with_one_row_and_with_thirty(stage: Stage) -> None:
    agency = make_agency(stage, SIZE)
    reader = Caller(everything(agency))
    dear: list[str] = []
    for listing in listings():
        path = f"{listing.path}/"
        one, _ = cost(reader, path, limit=1)
        many, page = cost(reader, path, limit=SIZE)
        rows = page["results"]
        assert len(rows) >= FEW.get(listing.path, SIZE), f"{path} has only {len(rows)} rows to show"
        alone, _ = cost(reader, f"{path}{rows[-1]['id']}/")
        if one != many or many > BUDGET["list"] or alone > BUDGET["one"]:
            dear.append(f"{path}: {one} for one row, {many} for {len(rows)}, {alone} for a record")
    assert not dear, "\n" + "\n".join(dear)


def test_a_run_and_a_receipt_cost_the_same_however_much_hangs_on_them(stage: Stage) -> None:
    make_agency(stage, 2)
    fay = Caller(stage.users["fay"])
    small, run = cost(fay, f"billing-runs/{fay.get('billing-runs/', order='-reference').json()['results'][0]['id']}/")
    assert len(run["invoices"]) == 2
    assert small <= BUDGET["one"]


def everything(agency: Agency) -> User:
    """Finance, given every other role, in the firm's team."""
    user = agency.users["finance"]
    with behind_the_verbs():
        user.groups.add(*agency.outsider.groups.exclude(name="Utrecht"))
    return user


def test_inv29_what_is_listed_opens_and_what_opens_is_listed(stage: Stage) -> None:
    agency = make_agency(stage, 2)
    people = {**agency.users, "outsider": agency.outsider, "mia": stage.users["mia"]}
    everyone = {
        listing.path: set(listing.model._default_manager.values_list("pk", flat=True)) for listing in listings()
    }
    for name, user in people.items():
        caller = Caller(user)
        for listing in listings():
            path = f"{listing.path}/"
            answer = caller.get(path)
            if answer.status_code == 403:
                opened = [
                    key
                    for key in sorted(everyone[listing.path], key=str)[:8]
                    if caller.get(f"{path}{key}/").status_code != 404
                ]
                assert not opened, (name, path, opened)
                continue
            listed = {str(key) for key in caller.ids(path)}
            for key in sorted(everyone[listing.path], key=str)[:8]:
                status = caller.get(f"{path}{key}/").status_code
                assert status == (200 if str(key) in listed else 404), (name, path, key)


def test_inv31_what_is_hidden_answers_as_what_is_not_there(stage: Stage) -> None:
    agency = make_agency(stage, 1)
    outsider = Caller(agency.outsider)
    for listing in listings():
        path = f"{listing.path}/"
        keys = sorted(listing.model._default_manager.values_list("pk", flat=True), key=str)
        if listing.path in EVERYBODYS:
            continue
        hidden = [key for key in keys if str(key) not in {str(seen) for seen in outsider.ids(path)}]
        assert hidden, path
        shown = outsider.get(f"{path}{hidden[0]}/").json()
        missing = outsider.get(f"{path}{NOTHING[listing.numbered]}/").json()
        assert {**shown, "request_id": ""} == {**missing, "request_id": ""}, path


def test_inv31_filters_searches_and_bodies_tell_nothing_of_what_is_hidden(stage: Stage) -> None:
    agency = make_agency(stage, 1)
    outsider, fay = Caller(agency.outsider), Caller(stage.users["fay"])
    [invoice] = fay.get("invoices/").json()["results"]
    for query in (
        {"q": invoice["number"]},
        {"customer": invoice["customer"]["id"]},
        {"run": invoice["run"]["id"]},
        {"number": invoice["number"]},
    ):
        assert len(fay.get("invoices/", **query).json()["results"]) == 1
        assert outsider.get("invoices/", **query).json()["results"] == []
    receipt = {"amount": invoice["gross"], "received_on": "2026-04-20", "bank_reference": "X"}
    told = [
        outsider.post("receipts/", {**receipt, "customer": customer, "legal_entity": entity}).json()["errors"]
        for customer, entity in (
            (invoice["customer"]["id"], invoice["legal_entity"]["id"]),
            (NOTHING[False], NOTHING[False]),
        )
    ]
    assert told[0] == told[1] and set(told[0]) == {"customer", "legal_entity"}
    for path in ("trial-balance/", "billing-previews/"):
        told = [
            outsider.get(path, legal_entity=key, **({"through": "2026-03-31"} if "prev" in path else {})).json()[
                "errors"
            ]
            for key in (invoice["legal_entity"]["id"], NOTHING[False])
        ]
        assert told[0] == told[1]
    set_answer = [
        outsider.post("invoice-issuances/", {"invoices": [key]}).json() for key in (invoice["id"], NOTHING[False])
    ]
    assert [row["code"] for row in set_answer] == ["no-such-invoice"] * 2
    assert set_answer[0]["detail"] == set_answer[1]["detail"]


def test_pages_lead_through_every_row_once_and_back(stage: Stage) -> None:
    make_agency(stage, 7)
    fay = Caller(stage.users["fay"])
    mia = stage.people["mia"].pk
    everyone = [
        row["id"] for row in fay.get("time-entries/", person=mia, order="work_date", limit=200).json()["results"]
    ]
    assert len(everyone) == 7
    seen: list[Any] = []
    page = fay.get("time-entries/", person=mia, order="work_date", limit=3).json()
    seen += [row["id"] for row in page["results"]]
    while page["next"]:
        page = fay.client.get(page["next"]).json()
        seen += [row["id"] for row in page["results"]]
    assert seen == everyone
    back = fay.client.get(page["previous"]).json()
    assert [row["id"] for row in back["results"]] == everyone[3:6]
