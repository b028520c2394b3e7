"""The cast on the stage, committed, for tests with several processes."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.builders import Stage, set_stage
from tests.races.processes import NURSERY


@pytest.fixture(scope="session", autouse=True)
def nursery() -> Iterator[None]:
    """The process that the others are forked from ends with the session."""
    yield
    NURSERY.close()


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    """One legal entity with its people, prices and books, visible to other processes."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    return set_stage()
