"""Playwright's own loop runs in the test's thread; the database is nobody else's there."""

import pytest


@pytest.fixture(autouse=True)
def plain_calls_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a walk look into the database between two clicks."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
