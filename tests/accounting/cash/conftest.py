"""The cast on the stage, for the tests of cash."""

import pytest

from tests.builders import Stage, set_stage


@pytest.fixture
def stage(db: None) -> Stage:
    """One legal entity with its people, prices and books."""
    return set_stage()
