"""The History of a record says what was changed in words, as far as the viewer may read it."""

import pytest

from billing_suite.kernel.record.acting import acting
from billing_suite.kernel.web.history import Change, history_of
from crm.pipeline.actions import move_opportunity
from crm.pipeline.models import Opportunity, Stage
from tests.builders import MARCH, noon
from tests.builders import Stage as Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(stage: Scene) -> Scene:
    return stage


def test_a_record_it_was_tied_to_is_named(scene: Scene) -> None:
    sale = scene.opportunity()
    move_opportunity(
        sale, stage=Stage.objects.get(name="Lost"), lost_reason="budget", at=noon(MARCH), by=scene.by("lena")
    )
    latest = history_of(sale, scene.users["lena"])[0]
    assert Change("Stage", "Qualified", "Lost") in latest.changes


def test_inv31_the_name_of_what_one_may_not_see_stays_unsaid(scene: Scene) -> None:
    sale = scene.quote().opportunity
    scene.sent("lumiere")
    other = scene.contacts["lumiere"]
    with acting(scene.by("lena")):
        Opportunity.objects.filter(pk=sale.pk).update(contact=other)
    assert "another" in {change.after for told in history_of(sale, scene.users["ada"]) for change in told.changes}
    assert other.name in {change.after for told in history_of(sale, scene.users["lena"]) for change in told.changes}
