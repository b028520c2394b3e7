"""The cast at the API's door: each person with a signed-in client."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from billing_suite.kernel.access.people import User
from tests.builders import Stage

PROBLEM = "application/problem+json"


class Caller:
    """Somebody who calls the API under /api/v1/."""

    def __init__(self, user: User | None, **headers: str) -> None:
        self.client = Client(headers=headers or None)
        if user is not None:
            self.client.force_login(user)

    def get(self, path: str, **query: Any) -> HttpResponse:
        """GET with a query string."""
        return self.client.get(f"/api/v1/{path}", query)  # type: ignore[return-value]

    def post(self, path: str, body: Any = None) -> HttpResponse:
        """POST of JSON; a string goes as it stands."""
        content = body if isinstance(body, (str, bytes)) else json.dumps({} if body is None else body)
        return self.client.post(f"/api/v1/{path}", content, content_type="application/json")  # type: ignore[return-value]

    def ids(self, path: str, **query: Any) -> set[Any]:
        """The ids of every page of a list."""
        found: set[Any] = set()
        answer = self.get(path, limit=200, **query)
        while True:
            assert answer.status_code == 200, answer.content
            page = answer.json()
            found |= {row["id"] for row in page["results"]}
            if not page["next"]:
                return found
            answer = self.client.get(page["next"])  # type: ignore[assignment]


@pytest.fixture
def caller(stage: Stage) -> Callable[[str], Caller]:
    """A person of the cast, signed in."""
    return lambda name: Caller(stage.users[name])


@pytest.fixture
def problem() -> Callable[..., dict[str, Any]]:
    """An answer is this problem; gives its document."""

    def expect(answer: HttpResponse, status: int, code: str = "") -> dict[str, Any]:
        assert answer.status_code == status, answer.content
        assert answer.headers["Content-Type"] == PROBLEM
        document: dict[str, Any] = answer.json()
        assert document["status"] == status
        if code:
            assert document["code"] == code, document
        return document

    return expect
