"""Hostile requests: malformed, oversized, inexact, unknown, repeated; each is a plain 4xx and nothing is written."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse

from accounting.cash.models import Receipt
from billing_suite.kernel.work.models import Event
from tests.api.conftest import PROBLEM, Caller
from tests.builders import Stage

pytestmark = pytest.mark.django_db
Problem = Callable[..., dict[str, Any]]
NOTHING = "01900000-0000-7000-8000-000000000000"
ODD_AMOUNTS: list[Any] = [
    12.34, 12, True, None, "", " ", "12,34", "1e3", "1E3", "1_000", "0x10", "١٢", "１２", "+12", "-0x1", "NaN",
    "Infinity", "12.345", "012.00", ".5", "5.", "1 000", "12.34 ", "\n12", "9" * 40, "1000000000000000.00",
    [], {}, ["12.34"],
    "12.34\u0000",
]  # fmt: skip
ODD_MONEY: list[Any] = [
    "12.34 EUR", 12.34, "12.34", None, [], {}, {"amount": "12.34"}, {"currency": "EUR"},
    {"amount": "1", "currency": ""},
    {"amount": "12.34", "currency": "eur"}, {"amount": "12.34", "currency": "XXXX"}, {"amount": "1", "currency": 978},
    {"amount": "12.34", "currency": "EUR", "rate": "2"}, {"amount": "12.3", "currency": "JPY"},
    {"amount": "12.34", "currency": "ＥＵＲ"}, {"amount": "12.34", "currency": None},
]  # fmt: skip


@pytest.fixture
def receipt(stage: Stage) -> dict[str, Any]:
    """A receipt that would be taken."""
    return {
        "legal_entity": str(stage.entity.pk),
        "customer": str(stage.customer("nordlicht").pk),
        "amount": {"amount": "12.34", "currency": "EUR"},
        "received_on": "2026-03-02",
        "bank_reference": "BANK-1",
    }


@pytest.fixture
def fay(caller: Callable[[str], Caller]) -> Caller:
    """Finance."""
    return caller("fay")


def test_the_receipt_would_be_taken(fay: Caller, receipt: dict[str, Any]) -> None:
    answer = fay.post("receipts/", receipt)
    assert answer.status_code == 201, answer.content
    assert answer.json()["amount"] == {"amount": "12.34", "currency": "EUR"}


def test_inv07_money_is_an_exact_string_or_refused(fay: Caller, receipt: dict[str, Any], problem: Problem) -> None:
    for amount in ODD_AMOUNTS:
        asked = receipt | {"amount": {"amount": amount, "currency": "EUR"}}
        assert fay.post("receipts/", asked).status_code == 400, amount
    for money in ODD_MONEY:
        told = problem(fay.post("receipts/", receipt | {"amount": money}), 400)
        assert any(name.startswith("amount") for name in told["errors"]), money
    for amount in ("0.00", "-12.34", "-0"):
        assert fay.post("receipts/", receipt | {"amount": {"amount": amount, "currency": "EUR"}}).status_code == 400
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    "body",
    ['{"amount": 1e400}', '{"amount": 0.1}', '{"amount": 1%s}' % ("0" * 5000), '{"amount": -0.0}'],
    ids=["huge", "float", "long", "zero"],
)
def test_inv07_no_json_number_is_money(fay: Caller, body: str) -> None:
    assert fay.post("receipts/", body).status_code == 400


def test_quantities_rates_and_hours_are_exact_too(stage: Stage, caller: Callable[[str], Caller]) -> None:
    opportunity = stage.opportunity()
    line = {"description": "Design", "role": "designer"}
    quote = {"opportunity": str(opportunity.pk), "name": "Q", "starts_on": "2026-03-02", "valid_until": "2026-03-31"}
    for hours in (40, 40.5, True, "4e1", "", "-1", "0", "1e", "1000001", "0.0000001", None, [], "４"):
        answer = caller("lena").post("quotes/", quote | {"lines": [line | {"hours": hours}]})
        assert answer.status_code == 400, hours
    entry = {"person": str(stage.people["mia"].pk), "task": NOTHING, "work_date": "2026-03-02"}
    for hours in (1, 1.5, True, "1e1", "", "-1", "25:00x", None, "１"):
        answer = caller("mia").post("time-entries/", entry | {"hours": hours})
        assert answer.status_code == 400 and "hours" in answer.json()["errors"], hours


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[", b"nul", b"'a'", b"\xff\xfe{}", b'{"a": "\xed\xa0\x80"}', b'{"a": "\\ud800"}',
        b'{"a": "\\u0000"}', b'{"a\\u0000": 1}', b'{"a": NaN}', b'{"a": Infinity}', b'{"a": 1, "a": 2}', b"\x00",
        b"[" * 100_000, b'{"a":' * 100_000, b"[" * 33 + b"]" * 33, b"{}{}", b"\xef\xbb\xbf{}",
    ],
    ids=lambda body: repr(body[:14]),
)  # fmt: skip
def test_what_is_no_json_is_refused(fay: Caller, body: bytes, problem: Problem) -> None:
    problem(fay.post("receipts/", body), 400)
    assert not Event.objects.filter(type="receipt.recorded").exists()


@pytest.mark.parametrize("body", ["[]", "[{}]", '"text"', "1", "null", "true", '{"customer": {}}', '{"customer": []}'])
def test_json_of_another_shape_is_refused(fay: Caller, body: str, problem: Problem) -> None:
    problem(fay.post("receipts/", body), 400)


def test_inv50_what_is_too_large_is_refused(fay: Caller, problem: Problem) -> None:
    problem(fay.post("receipts/", b'{"a": "' + b"x" * 11_000_000 + b'"}'), 413, "too-large")
    many = json.dumps({"invoices": [NOTHING] * 10_001})
    problem(fay.post("invoice-discards/", many), 413, "too-large")
    problem(fay.post("invoice-discards/", {"invoices": []}), 400)
    problem(fay.get("invoices/", limit=201), 400)
    problem(fay.get("invoices/", limit=0), 400)
    problem(fay.get("invoices/", q="x" * 201), 400)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/xml", "x", ""]
)
def test_another_content_type_is_refused(fay: Caller, receipt: dict[str, Any], kind: str, problem: Problem) -> None:
    answer = fay.client.post("/api/v1/receipts/", json.dumps(receipt), content_type=kind)
    problem(answer, 415, "unsupported-media-type")  # type: ignore[arg-type]
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_another_method_is_refused(fay: Caller, method: str, problem: Problem) -> None:
    for path in ("invoices/", f"invoices/{NOTHING}/", f"invoices/{NOTHING}/issuance/", "trial-balance/"):
        answer = getattr(fay.client, method)(f"/api/v1/{path}")
        problem(answer, 405, "method-not-allowed")
        assert {*answer.headers["Allow"].split(", ")} <= {"GET", "HEAD", "POST"}


@pytest.mark.parametrize(
    "path",
    [
        "nothing/", "invoices/x/y/", "invoices/%00/", "invoices/1/", "invoices/%2e%2e/",
        f"invoices/{NOTHING.upper()}/", f"invoices/{NOTHING}x/", "events/0/", "events/99999999999999999999/",
        "events/-1/", "events/1.0/", "events/%D9%A1/",
        f"invoices/{{{NOTHING}}}/", "invoices/" + "9" * 5000 + "/", f"invoices/{NOTHING}/pdf/", "../v1/nothing/",
    ],
)  # fmt: skip
def test_an_address_that_is_not_there(fay: Caller, path: str, problem: Problem) -> None:
    problem(fay.get(path), 404)


@pytest.mark.parametrize(
    "query",
    [
        "wrong=1", "order=gross_minor", "order=customer__legal_entity__bank_account", "status=nope", "customer=1",
        "customer=' or 1=1", "issued_from=2026-02-30", "issued_from=yesterday", "issued_from=0001-01-01", "limit=x",
        "limit=-1", "limit=1e2", "status=draft&status=issued", "after=x", "before=eyJ4IjoxfQ", "q=%00", "format=xml",
        "customer__legal_entity=1", "id__gt=1", "limit=%D9%A1", "number=%00",
    ],
)  # fmt: skip
def test_inv31_a_query_outside_the_allow_list_is_refused(fay: Caller, query: str, problem: Problem) -> None:
    problem(fay.client.get(f"/api/v1/invoices/?{query}"), 400)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "field",
    ["status", "id", "reference", "allocated", "entry", "base", "amount_minor", "approved_by", "__class__", "by"],
)
def test_inv32_no_field_is_writable_unless_named(
    fay: Caller, receipt: dict[str, Any], field: str, problem: Problem
) -> None:
    told = problem(fay.post("receipts/", receipt | {field: "x"}), 400, "invalid")
    assert told["errors"] == {field: ["there is no such field here"]}


def test_inv32_a_verb_that_needs_no_word_takes_none(fay: Caller, stage: Stage, problem: Problem) -> None:
    draft = stage.draft(approved_contract(stage))
    problem(fay.post(f"invoices/{draft.pk}/issuance/", {"on": "2026-01-01"}), 400, "invalid")
    problem(fay.post(f"invoices/{draft.pk}/issuance/?force=1"), 400, "invalid")
    problem(fay.post("invoice-approvals/", {"invoices": [str(draft.pk)], "by": "ada"}), 400, "invalid")


def test_inv27_four_eyes_hold_by_the_api(stage: Stage, caller: Callable[[str], Caller], problem: Problem) -> None:
    draft = stage.draft(approved_contract(stage))
    told = problem(caller("fay").post("invoice-approvals/", {"invoices": [str(draft.pk)]}), 403, "approver-is-a-maker")
    assert told["rule"] == "INV-27" and told["refused"][0]["record"] == draft.reference
    told = problem(caller("hannah").post(f"invoices/{draft.pk}/issuance/"), 409)
    assert told["record"] == draft.reference
    draft.refresh_from_db()
    assert (draft.status, draft.number) == ("draft", None)


def test_a_repeated_receipt_is_refused_by_its_reference(fay: Caller, receipt: dict[str, Any], problem: Problem) -> None:
    assert fay.post("receipts/", receipt).status_code == 201
    told = problem(fay.post("receipts/", receipt), 409)
    assert told["record"] == "BANK-1" and "request_id" in told
    assert Receipt.objects.count() == 1


def test_a_repeated_issuance_issues_once(stage: Stage, caller: Callable[[str], Caller], problem: Problem) -> None:
    [invoice] = stage.approve(stage.draft(approved_contract(stage)))
    hannah, ids = caller("hannah"), [str(invoice.pk)] * 3
    first = hannah.post("invoice-issuances/", {"invoices": ids}).json()
    assert [row["name"] for row in first["done"]] == ["DE-INV-2026-00001"]
    problem(hannah.post("invoice-issuances/", {"invoices": ids}), 409)
    assert Event.objects.filter(type="invoice.issued").count() == 1


def test_of_a_set_the_good_go_through(stage: Stage, caller: Callable[[str], Caller]) -> None:
    [invoice] = stage.approve(stage.draft(approved_contract(stage)))
    answer = caller("hannah").post("invoice-issuances/", {"invoices": [NOTHING, str(invoice.pk)]})
    assert answer.status_code == 207
    assert [row["id"] for row in answer.json()["done"]] == [str(invoice.pk)]
    assert [row["code"] for row in answer.json()["refused"]] == ["no-such-invoice"]


def test_every_refusal_is_a_problem_with_its_facts(fay: Caller, problem: Problem) -> None:
    told = problem(fay.get(f"invoices/{NOTHING}/"), 404, "no-such-invoice")
    assert set(told) == {"type", "title", "status", "detail", "code", "request_id"}
    told = problem(fay.post("rate-cards/", {}), 403, "not-allowed")
    assert told["rule"] == "INV-30"


def test_an_answer_that_is_not_spoken_is_refused(fay: Caller) -> None:
    answer: Any = fay.client.get("/api/v1/invoices/", headers={"accept": "text/html"})
    assert answer.status_code == 406
    assert answer.headers["Content-Type"] == PROBLEM


def test_no_answer_is_cached_or_framed(fay: Caller) -> None:
    answer: HttpResponse = fay.get("invoices/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def approved_contract(stage: Stage) -> Any:
    """A contract with ten approved hours."""
    contract = stage.contract()
    stage.approved(stage.task(contract), 600)
    return contract
