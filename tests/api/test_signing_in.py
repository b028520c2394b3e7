"""Who asks: a session with its CSRF token, or a bearer token; both end at once (INV-30, INV-33)."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from drf_spectacular.validation import validate_schema

from billing_suite.kernel.access.actions import make_api_token
from billing_suite.kernel.access.people import RoleRight
from billing_suite.kernel.access.tokens import ApiToken
from billing_suite.kernel.record.audit import AuditRow
from tests.api.conftest import Caller
from tests.builders import SET_UP, Stage, behind_the_verbs

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def token(stage: Stage) -> str:
    """Fay's token for a year."""
    return make_api_token("till", at=NOON, until=NOON + timedelta(days=365), by=stage.by("fay"))


def bearer(token: str) -> Caller:
    """A program with a token."""
    return Caller(None, authorization=f"Bearer {token}")


def status(caller: Caller, path: str = "invoices/") -> int:
    """What a list answers."""
    return int(caller.get(path).status_code)


@time_machine.travel(NOON, tick=False)
def test_a_token_is_made_used_listed_and_ended(caller: Callable[[str], Caller]) -> None:
    answer = caller("fay").post("api-tokens/", {"name": "till", "until": "2027-03-02T12:00:00Z"})
    assert answer.status_code == 201
    text = answer.json()["token"]
    assert re.fullmatch(r"bs_[\w-]{43}", text)
    program = bearer(text)
    assert status(program) == 200
    [row] = program.get("api-tokens/").json()["results"]
    assert text not in json.dumps(row) and row["name"] == "till"
    assert caller("hannah").get("api-tokens/").json()["results"] == []
    assert caller("hannah").post(f"api-tokens/{row['id']}/revocation/").status_code == 404
    assert program.post(f"api-tokens/{row['id']}/revocation/").status_code == 201
    assert status(program) == 401


@pytest.mark.parametrize("text", ["", "bs_", "bs_wrong", "x" * 10_000, "bs_" + "A" * 43, "ä" * 43, "null", "bs_ bs_"])
def test_a_wrong_token_is_refused(stage: Stage, problem: Callable[..., Any], text: str) -> None:
    answer = Client().get("/api/v1/invoices/", headers={"authorization": f"Bearer {text}"})
    problem(answer, 401, "authentication-failed")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_wrong_token_is_not_saved_by_a_session(stage: Stage) -> None:
    client = Client(headers={"authorization": "Bearer bs_wrong"})
    client.force_login(stage.users["fay"])
    assert client.get("/api/v1/invoices/").status_code == 401


@time_machine.travel(NOON, tick=False)
def test_a_token_that_ended_already_is_not_made(caller: Callable[[str], Caller], problem: Callable[..., Any]) -> None:
    told = problem(caller("fay").post("api-tokens/", {"name": "till", "until": "2026-03-02T12:00:00Z"}), 400)
    assert list(told["errors"]) == ["until"]
    assert not ApiToken.objects.exists()


def test_nobody_is_asked_to_sign_in(stage: Stage, problem: Callable[..., Any]) -> None:
    problem(Caller(None).get("invoices/"), 401, "not-authenticated")
    problem(Caller(None).post("receipts/", {}), 401, "not-authenticated")
    problem(Caller(None).get("nothing-here/"), 401, "not-authenticated")


def test_inv33_a_right_a_person_a_token_end_with_the_next_request(stage: Stage, token: str) -> None:
    with time_machine.travel(NOON, tick=False):
        fay = bearer(token)
        assert status(fay) == 200
        with behind_the_verbs():
            RoleRight.objects.filter(role__name="finance", right="see_invoices").delete()
        assert status(fay) == 403
        assert status(fay, "receipts/") == 200
        with behind_the_verbs():
            stage.users["fay"].groups.remove(*stage.users["fay"].groups.filter(name="finance"))
        assert status(fay, "receipts/") == 403
        stage.users["fay"].is_active = False
        stage.users["fay"].save()
        assert status(fay, "notifications/") == 401
    assert ApiToken.objects.count() == 1


def test_inv33_a_token_ends_on_its_day(stage: Stage, token: str) -> None:
    with time_machine.travel(NOON + timedelta(days=364), tick=False):
        assert status(bearer(token)) == 200
    with time_machine.travel(NOON + timedelta(days=366), tick=False):
        assert status(bearer(token)) == 401


@time_machine.travel(NOON, tick=False)
def test_inv33_a_revoked_token_ends_at_once(stage: Stage, token: str) -> None:
    assert status(bearer(token)) == 200
    with behind_the_verbs():
        ApiToken.objects.update(revoked_at=NOON)
    assert status(bearer(token)) == 401


def test_inv33_a_session_ends_with_the_person(stage: Stage, caller: Callable[[str], Caller]) -> None:
    fay = caller("fay")
    assert status(fay) == 200
    stage.users["fay"].is_active = False
    stage.users["fay"].save()
    assert status(fay) in {401, 403}


def test_a_session_writes_with_its_csrf_token_only(stage: Stage, problem: Callable[..., Any]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(stage.users["fay"])
    body = {"name": "till", "until": "2027-03-02T12:00:00Z"}
    problem(client.post("/api/v1/api-tokens/", body, content_type="application/json"), 403)
    script = client.get("/api/v1/docs/?script=").content.decode()
    found = re.search(r'"X-CSRFTOKEN"\] = "(\w+)"', script)
    assert found
    headers = {"X-CSRFToken": found[1]}
    assert client.post("/api/v1/api-tokens/", body, content_type="application/json", headers=headers).status_code == 201


@time_machine.travel(NOON, tick=False)
def test_a_token_writes_without_csrf_and_its_person_stands_in_the_audit(stage: Stage, token: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {token}", "X-Request-ID": "till-0001"})
    refused = client.post("/api/v1/users/", {"email": "new@spree.example"}, content_type="application/json")
    assert refused.status_code == 403
    assert refused.json()["request_id"] == refused.headers["X-Request-ID"] == "till-0001"
    body = {
        "legal_entity": str(stage.entity.pk),
        "customer": str(stage.customer("nordlicht").pk),
        "amount": {"amount": "10.00", "currency": "EUR"},
        "received_on": "2026-03-02",
        "bank_reference": "TILL-1",
    }
    made = client.post("/api/v1/receipts/", body, content_type="application/json")
    assert made.status_code == 201, made.content
    row = AuditRow.objects.filter(actor=stage.by("fay").tag).latest("pk")
    assert (row.door, row.request_id) == ("api", "till-0001")


def test_the_schema_is_valid_openapi_31(caller: Callable[[str], Caller]) -> None:
    answer = caller("otto").client.get("/api/v1/schema/", headers={"accept": "application/json"})
    schema = json.loads(answer.content)
    assert schema["openapi"].startswith("3.1.")
    validate_schema(schema)
    bodies = {name: told for name, told in schema["components"]["schemas"].items() if name.endswith("Body")}
    assert bodies and not [name for name in bodies if not is_strict(bodies, name)]


def is_strict(bodies: dict[str, Any], name: str) -> bool:
    """A body takes no unknown field; one that is one of several (`oneOf`) is as strict as each of them."""
    kinds = [told["$ref"].rpartition("/")[2] for told in bodies[name].get("oneOf", [])]
    return all(is_strict(bodies, kind) for kind in kinds) if kinds else bodies[name]["additionalProperties"] is False


def test_the_docs_need_no_other_host_and_no_inline_script(caller: Callable[[str], Caller]) -> None:
    assert Client().get("/api/v1/docs/").headers["Location"].startswith("/sign-in/")
    answer = caller("otto").client.get("/api/v1/docs/")
    page = answer.content.decode()
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"] + ";"
    assert re.findall(r"<script>|(?:src|href)=\"(?:https?:)?//", page) == []
    assert re.findall(r"(?:src|href)=\"(/static/[^\"]+)\"", page)


def test_the_set_up_has_no_way_in(stage: Stage) -> None:
    """A token belongs to a person; the suite itself has none."""
    assert SET_UP.kind == "system" and not ApiToken.objects.exists()
