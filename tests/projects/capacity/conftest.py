"""A project to be planned on."""

import pytest

from projects.plan.models import Project
from tests.builders import Stage


@pytest.fixture
def project(stage: Stage) -> Project:
    """Nordlicht's, open from 2 March 2026."""
    return Project.objects.get(contract=stage.contract())
