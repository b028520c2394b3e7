"""A project begins when all is in place or somebody answers for it; a milestone is done when the customer says so."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from billing_suite.kernel.access.links import PortalLink
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, NotFound, Refusal
from billing_suite.kernel.work.models import Notification, OutgoingMail
from projects.plan.actions import (
    KickoffWaits,
    accept_milestone,
    deliver_milestone,
    override_kickoff,
    plan_milestone,
    return_milestone,
    staff_project,
    start_project,
    withdraw_milestone,
)
from projects.plan.kickoff import findings_of
from projects.plan.models import Milestone, Project
from tests.builders import MARCH, Stage, behind_the_verbs, noon
from tests.stories.test_every_way_of_billing import sent, signed

pytestmark = pytest.mark.django_db
AT = noon(MARCH)


@pytest.fixture
def waiting(stage: Stage) -> Project:
    """A project whose licence nobody knows the tax of."""
    return signed(stage, sent(stage)).project


@pytest.fixture
def milestone(stage: Stage, waiting: Project) -> Milestone:
    staff_project(waiting, lead=stage.users["jonas"], team="Berlin", by=stage.by("jonas"))
    override_kickoff(waiting, reason="The rate comes", at=AT, by=stage.by("clara"))
    held: Milestone = waiting.milestones.order_by("position")[0]
    return held


def deliver(stage: Stage, milestone: Milestone) -> Milestone:
    return deliver_milestone(
        milestone, to=stage.contacts["nordlicht"], note="See the link", at=now(), by=stage.by("jonas")
    )


def test_with_all_in_place_a_project_begins_with_the_signature(stage: Stage) -> None:
    project = stage.contract().project
    assert project.status == "open" and project.kickoff.missing == []
    assert all(each.is_met for each in findings_of(project))
    with pytest.raises(KickoffWaits, match="has begun already"):
        start_project(project, at=AT, by=stage.by("jonas"))


def test_without_it_somebody_answers_by_name(stage: Stage, waiting: Project) -> None:
    assert waiting.status == "planned"
    assert [each.condition.key for each in findings_of(waiting) if not each.is_met] == ["tax"]
    with pytest.raises(KickoffWaits, match="no rate for licence"):
        start_project(waiting, at=AT, by=stage.by("jonas"))
    with pytest.raises(NotAllowed, match="Jonas Weber may not override a kickoff"):
        override_kickoff(waiting, reason="It will do", at=AT, by=stage.by("jonas"))
    override_kickoff(waiting, reason="The rate comes", at=AT, by=stage.by("clara"))
    kickoff = Project.objects.get(pk=waiting.pk).kickoff
    assert (kickoff.overridden_by, kickoff.reason) == (stage.users["clara"], "The rate comes")
    assert "no rate for licence" in kickoff.missing[0]
    with pytest.raises(IntegrityError, match="INV-26"), behind_the_verbs():
        type(kickoff).objects.update(reason="Another")


def test_inv26_no_project_opens_without_its_kickoff_row_by_verb_or_state(waiting: Project) -> None:
    with pytest.raises(IntegrityError, match="INV-26"), behind_the_verbs():
        Project.objects.filter(pk=waiting.pk).update(status="closed")


def test_a_milestone_is_handed_over_and_accepted_behind_its_link(stage: Stage, milestone: Milestone) -> None:
    plan_milestone(milestone, due_on=MARCH + timedelta(days=9), by=stage.by("jonas"))
    deliver(stage, milestone)
    mail = OutgoingMail.objects.get(about_kind="projects.milestone")
    assert milestone.name in mail.subject and "See the link" in mail.text
    path = next(line for line in mail.text.splitlines() if "/portal/" in line).split("testserver")[-1]
    path = path[path.index("/portal/") :]
    client = Client()
    page = client.get(path)
    assert page.status_code == 200 and milestone.name in page.content.decode()
    assert client.post(f"{path}acceptance/", {"signed_by": ""}).status_code == 400
    done = client.post(f"{path}acceptance/", {"signed_by": "Kim Nordlicht", "title": "CTO", "consent": "on"})
    assert done.status_code == 302
    milestone.refresh_from_db()
    assert (milestone.status, milestone.signed_by, milestone.signed_title) == ("accepted", "Kim Nordlicht", "CTO")
    assert milestone.signed_address == "127.0.0.1"
    assert "Accepted by Kim Nordlicht, CTO," in client.get(path).content.decode()
    assert client.post(f"{path}return/", {"reason": "No"}).status_code == 302
    milestone.refresh_from_db()
    assert milestone.status == "accepted", "a second answer changes nothing"
    assert Notification.objects.filter(title=f"{milestone.name} is accepted").count() == 1
    with pytest.raises(IntegrityError, match="INV-26"), behind_the_verbs():
        Milestone.objects.filter(pk=milestone.pk).update(name="Other")


def test_it_comes_back_with_a_reason_and_goes_again(stage: Stage, milestone: Milestone) -> None:
    deliver(stage, milestone)
    with pytest.raises(Invalid, match="say what is missing"):
        return_milestone(milestone, reason=" ", at=AT, by=stage.by("jonas"))
    return_milestone(milestone, reason="The logo is missing", at=AT, by=stage.by("jonas"))
    milestone.refresh_from_db()
    assert (milestone.status, milestone.return_reason) == ("returned", "The logo is missing")
    deliver(stage, milestone)
    with pytest.raises(Invalid, match="say how the acceptance reached us"):
        accept_milestone(milestone, signed_by="Kim", at=AT, by=stage.by("jonas"))
    accept_milestone(milestone, signed_by="Kim", how="By letter of 2 March", at=AT, by=stage.by("jonas"))
    with pytest.raises(Refusal, match="is accepted"):
        withdraw_milestone(milestone, at=AT, by=stage.by("jonas"))


def test_taken_back_its_link_opens_nothing(stage: Stage, milestone: Milestone) -> None:
    deliver(stage, milestone)
    withdraw_milestone(milestone, at=AT, by=stage.by("jonas"))
    assert PortalLink.objects.get(purpose="milestone").revoked_at is not None
    mail = OutgoingMail.objects.get(about_kind="projects.milestone")
    path = mail.text[mail.text.index("/portal/") :].split()[0]
    assert Client().get(path).status_code == 410
    assert Client().get("/portal/milestones/nosuchtokennosuchtoken/").status_code == 404


def test_inv34_a_contact_answers_their_own_milestone_only(stage: Stage, milestone: Milestone) -> None:
    deliver(stage, milestone)
    other = milestone.project.milestones.exclude(pk=milestone.pk).first()
    assert other is not None
    with pytest.raises(NotFound):
        accept_milestone(other, signed_by="Kim", at=AT, by=stage.signatory("nordlicht"))
    stage.contract("lumiere")
    with pytest.raises(NotFound):
        accept_milestone(milestone, signed_by="Camille", at=AT, by=stage.signatory("lumiere"))
    withdraw_milestone(milestone, at=AT, by=stage.by("jonas"))
    with pytest.raises(Invalid, match="no contact of this customer"):
        deliver_milestone(milestone, to=stage.contacts["lumiere"], at=AT, by=stage.by("jonas"))


def test_a_project_that_waits_hands_nothing_over(stage: Stage, waiting: Project) -> None:
    held: Any = waiting.milestones.first()
    with pytest.raises(Refusal, match="is not open"):
        deliver(stage, held)


def test_a_customer_that_orders_by_po_number(stage: Stage) -> None:
    stage.customer("nordlicht")
    with behind_the_verbs():
        type(stage.customers["nordlicht"]).objects.update(po_required=True)
    project = stage.contract(po="PO-7").project
    assert project.status == "open"
    with behind_the_verbs():
        type(project.contract).objects.update(po_number="")
    project.contract.refresh_from_db()
    assert [each.missing for each in findings_of(project) if not each.is_met] == [
        f"Nordlicht orders by PO number, and {project.contract.reference} has none"
    ]
