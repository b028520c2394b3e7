"""Journals by the API: drafted, changed, approved, reversed, discarded, with their files; and those that recur."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from billing_suite.kernel.work.jobs import finish_all
from tests.api.conftest import Caller
from tests.api.test_thread import made
from tests.builders import Stage

pytestmark = pytest.mark.django_db
MINE: Any = Callable[[str], Caller]
Problem = Callable[..., dict[str, Any]]


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


LINES = [{"account": "6000", "debit": euros("120.00")}, {"account": "2400", "credit": euros("120.00")}]


def rent(stage: Stage, **more: Any) -> dict[str, Any]:
    return {"legal_entity": str(stage.entity.pk), "on": "2026-04-03", "description": "Rent", "lines": LINES} | more


@time_machine.travel("2026-04-20T10:00:00Z", tick=False)
def test_a_journal_from_draft_to_its_reversal(stage: Stage, caller: MINE, problem: Problem) -> None:
    fay, hannah = caller("fay"), caller("hannah")
    customer = stage.customer("nordlicht")
    lines = [LINES[0] | {"customer": str(customer.pk), "product": "Office"}, LINES[1]]
    journal = made(fay.post("manual-journals/", rent(stage, lines=lines)))
    assert [line["amount"] for line in journal["lines"]] == [euros("120.00"), euros("-120.00")]
    assert journal["lines"][0]["customer"]["name"] == str(customer) and journal["lines"][0]["product"] == "Office"
    path = f"manual-journals/{journal['id']}"
    changed = made(fay.post(f"{path}/changes/", {"on": "2026-04-04", "description": "Rent April", "lines": LINES}))
    assert (changed["version"], changed["description"], changed["lines"][0]["customer"]) == (2, "Rent April", None)
    ids = {"manual_journals": [journal["id"]]}
    problem(fay.post("manual-journal-approvals/", ids), 403, "approver-is-a-maker")
    assert made(hannah.post("manual-journal-approvals/", ids), 200)["refused"] == []
    posted = made(fay.get(f"{path}/"), 200)
    entry = made(fay.get(f"journal-entries/{posted['entry']['id']}/"), 200)
    assert (posted["status"], entry["source_kind"], entry["reference"]) == ("posted", "journal", posted["reference"])
    problem(fay.post(f"{path}/changes/", {"on": "2026-04-04", "description": "x", "lines": LINES}), 409, "wrong-state")
    mirror = made(fay.post(f"{path}/reversal/", {"on": "2026-04-20", "reason": "Twice"}))
    assert mirror["reverses"]["id"] == journal["id"]
    assert made(fay.get(f"{path}/"), 200)["reversals"][0]["id"] == mirror["id"]
    problem(fay.post(f"{path}/reversal/", {"on": "2026-04-20", "reason": "Again"}), 409, "wrong-state")
    made(fay.post("manual-journal-discards/", {"manual_journals": [mirror["id"]]}), 200)
    found = made(fay.get("manual-journals/", status="discarded", q="reversal"), 200)["results"]
    assert [row["id"] for row in found] == [mirror["id"]]


@pytest.mark.parametrize(
    ("lines", "errors"),
    [
        ([LINES[0], {"account": "9999", "credit": euros("120.00")}], {"lines.1.account": ["is not in the chart"]}),
        ([LINES[0], {"account": "1200", "credit": euros("120.00")}], {"lines.1.account": ["control account"]}),
        ([LINES[0], LINES[1] | {"debit": euros("1.00")}], {"lines.1": ["one positive amount"]}),
        ([LINES[0], {"account": "2400", "credit": euros("119.99")}], {"lines": ["do not balance"]}),
        (LINES[:1], {"lines": ["too few or too many"]}),
        ([], {"lines": ["This list may not be empty."]}),
        ([LINES[0] | {"amount": euros("1.00")}], {"lines.0.amount": ["there is no such field here"]}),
        ([{"account": "6000", "debit": "120.00"}, LINES[1]], None),
    ],
)
def test_what_is_no_journal_is_refused_where_it_is_wrong(
    stage: Stage, caller: MINE, problem: Problem, lines: Any, errors: Any
) -> None:
    told = problem(caller("fay").post("manual-journals/", rent(stage, lines=lines)), 400)
    assert errors is None or told["errors"] == errors


def test_a_file_comes_and_goes_as_it_is(stage: Stage, caller: MINE, problem: Problem) -> None:
    fay = caller("fay")
    journal = made(fay.post("manual-journals/", rent(stage)))
    path, data = f"manual-journals/{journal['id']}/attachments/", b"%PDF-1.7 rent"
    kept = made(fay.post(path, {"name": "rent.pdf", "content": base64.b64encode(data).decode()}))
    assert (kept["name"], kept["media_type"], kept["size"]) == ("rent.pdf", "application/pdf", len(data))
    assert made(fay.get(f"manual-journals/{journal['id']}/"), 200)["attachments"][0]["sha256"] == kept["sha256"]
    answer = caller("otto").get(f"journal-attachments/{kept['id']}/file/")
    assert (answer.status_code, answer.content) == (200, data)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "rent.pdf" in answer.headers["Content-Disposition"]
    problem(fay.post(path, {"name": "rent.pdf", "content": "no base64!"}), 400)
    problem(fay.post(path, {"name": "a.exe", "content": base64.b64encode(b"MZ\x00").decode()}), 400, "file-refused")
    problem(caller("otto").post(path, {"name": "a.txt", "content": ""}), 403)
    problem(caller("lena").get(f"journal-attachments/{kept['id']}/file/"), 404)


@time_machine.travel("2026-05-10T10:00:00Z", tick=False)
def test_a_recurring_journal_is_approved_once_and_ends(stage: Stage, caller: MINE, problem: Problem) -> None:
    fay, hannah = caller("fay"), caller("hannah")
    told = rent(stage, cadence="monthly", first_on="2026-04-30", reverses_next=True)
    del told["on"]
    recurring = made(fay.post("recurring-journals/", told))
    assert (recurring["status"], len(recurring["lines"])) == ("draft", 2)
    path = f"recurring-journals/{recurring['id']}"
    problem(fay.post(f"{path}/approval/"), 403, "approver-is-a-maker")
    assert made(hannah.post(f"{path}/approval/"))["status"] == "active"
    finish_all()
    [journal] = made(fay.get("manual-journals/", recurring=recurring["id"]), 200)["results"]
    assert (journal["on"], journal["status"], journal["reverses_on"]) == ("2026-04-30", "posted", "2026-05-01")
    assert made(fay.post(f"{path}/ending/"))["status"] == "ended"
    problem(fay.post(f"{path}/ending/"), 409, "wrong-state")
    early = told | {"until": "2026-04-01"}
    problem(fay.post("recurring-journals/", early), 400)
