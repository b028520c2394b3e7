"""The cast on the stage, and its people at their browsers."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import Stage, set_stage


@pytest.fixture
def stage(db: None) -> Stage:
    """One legal entity with its people, prices and books."""
    return set_stage()


@pytest.fixture
def browser(stage: Stage) -> Callable[[str], Client]:
    """A person of the cast, signed in."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(stage.users[name])
        return client

    return signed_in
