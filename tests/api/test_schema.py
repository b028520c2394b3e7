"""Every operation of the schema, tried with what the schema promises and with what it excludes, by four people.

No answer is a server's fault; each has the status, the type and the shape that the schema tells (INV-30, INV-32).
"""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import checks
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks as promised

from billing_suite.kernel.access.actions import make_api_token
from billing_suite.kernel.access.people import User
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from billing_suite.wsgi import application
from tests.api.agency import make_agency
from tests.api.conftest import Caller
from tests.builders import Stage

EXAMPLES = {GenerationMode.POSITIVE: 5, GenerationMode.NEGATIVE: 3}
SEED = 20260302
KEYS = 6
NOTHING = {"string": "01900000-0000-7000-8000-000000000000", "integer": 999_999_999}
HELD = [
    checks.not_a_server_error,
    promised.status_code_conformance,
    promised.content_type_conformance,
    promised.response_headers_conformance,
    promised.response_schema_conformance,
    promised.negative_data_rejection,
]
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "413", "415"]
CONFIG = SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSED}}})
TRIED = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
@pytest.mark.parametrize("floor", ["kernel", "crm", "projects", "accounting"])
def test_every_operation_keeps_the_schemas_promise(stage: Stage, floor: str) -> None:
    agency = make_agency(stage, 2)
    people = [agency.users[name] for name in ("sales", "delivery", "finance")] + [agency.outsider]
    tokens = [
        make_api_token("fuzz", at=now(), until=now() + timedelta(days=1), by=Actor.user(person)) for person in people
    ]
    schema = schemathesis.openapi.from_dict(schema_for(agency.outsider, people[2]), config=CONFIG)
    schema.app = application
    operations = [found.ok() for found in schema.get_all_operations()]
    asked = [operation for operation in operations if operation.tags[0].startswith(floor)]
    assert len(asked) > 20
    broken: list[str] = []
    with in_the_test():
        for operation in asked:
            for mode in GenerationMode.POSITIVE, GenerationMode.NEGATIVE:
                broken += problems_of(operation, mode, tokens)
    assert not broken, "\n\n".join(broken)


@contextmanager
def in_the_test() -> Iterator[None]:
    """The application keeps the test's connection, as for Django's own client, and its log keeps quiet."""
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    logging.disable()
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        for end in ends:
            end.connect(close_old_connections)


def problems_of(operation: Any, mode: GenerationMode, tokens: Sequence[str]) -> Iterator[str]:
    """What an operation answers one of these people that the schema does not promise."""

    @seed(SEED)
    @settings(TRIED, max_examples=EXAMPLES[mode])
    @given(operation.as_strategy(generation_mode=mode))
    def try_it(case: Any) -> None:
        for token in tokens:
            case.validate_response(case.call(headers={"Authorization": f"Bearer {token}"}), checks=HELD)

    try:
        try_it()
    except BaseExceptionGroup as failures:
        yield f"{operation.label} ({mode.value}): {failures}"


def schema_for(reader: User, user: User) -> dict[str, Any]:
    """The schema as served, with the ids that this person could name beside one that names nothing."""
    answer = Caller(reader).client.get("/api/v1/schema/", headers={"accept": "application/json"})
    document: dict[str, Any] = json.loads(answer.content)
    caller = Caller(user)
    for told in ids_in(document):
        answer = caller.client.get(f"{told['x-listed-in']}?limit={KEYS}")
        rows = answer.json()["results"] if answer.status_code == 200 else []
        kinds = told["type"] if isinstance(told["type"], list) else [told["type"]]  # a key, or null
        told["enum"] = [*(row["id"] for row in rows), *(NOTHING.get(kind) for kind in kinds)]
    return document


def ids_in(part: Any) -> Iterator[dict[str, Any]]:
    """Every place of the schema where an id stands."""
    if isinstance(part, dict):
        if "x-listed-in" in part:
            yield part
        for inner in part.values():
            yield from ids_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from ids_in(inner)
