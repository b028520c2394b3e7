"""An opportunity moves: each move is kept, with when, by whom and what it was worth."""

from datetime import datetime

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish
from crm.pipeline.models import NEEDS, Competitor, LossReason, Opportunity, Pipeline, Stage, StageMove


class OpportunityEnded(Refusal):
    """A won or lost opportunity does not move."""

    code = "opportunity-ended"


class StageNeeds(Invalid):
    """The stage asks for facts the opportunity does not have yet."""

    code = "stage-needs-facts"


def first_stage(outcome: str, pipeline: Pipeline | None = None) -> Stage:
    """The first stage with this outcome, of a pipeline or of the first one; one without it is not set up."""
    stages = Stage.objects.filter(outcome=outcome, pipeline__active=True)
    if pipeline is not None:
        stages = Stage.objects.filter(outcome=outcome, pipeline=pipeline)
    stage = stages.order_by("pipeline__position", "position").first()
    if stage is None:
        raise Refusal(f"the pipeline has no stage for {outcome}", code="pipeline-not-set-up")
    return stage


@verb("move an opportunity", right="open_opportunity")
def move_opportunity(
    opportunity: Opportunity,
    *,
    stage: Stage,
    lost_reason: str = "",
    loss_reason: LossReason | None = None,
    lost_to: Competitor | None = None,
    at: datetime,
    by: Actor,
) -> Opportunity:
    """To another open stage, or to lost with a reason, counted or in words. Won comes only from an accepted quote.

    A stage that needs facts is not reached without them. To a stage of another pipeline it changes over.
    """
    if stage.outcome == "won":
        raise Invalid("an opportunity is won by an accepted quote", record=opportunity.reference)
    if stage.outcome == "lost" and not lost_reason and loss_reason is None:
        raise Invalid("say why it was lost", record=opportunity.reference, fields={"lost_reason": ["required"]})
    held = hold(opportunity)
    if held.stage.outcome != "open":
        raise OpportunityEnded(f"{held.reference} is {held.stage.name}", record=held.reference)
    if held.stage_id == stage.pk:
        raise Invalid(f"{held.reference} is at {stage.name} already", record=held.reference)
    check_needs(held, stage)
    held.loss_reason, held.lost_to = loss_reason, lost_to
    return put_in_stage(held, stage, lost_reason, at=at, by=by)


@verb("reopen an opportunity", right="open_opportunity")
def reopen_opportunity(opportunity: Opportunity, *, at: datetime, by: Actor) -> Opportunity:
    """What was lost is open again, at the first stage of its pipeline; why it was lost stands in its history."""
    held = hold(opportunity)
    if held.stage.outcome != "lost":
        raise Invalid(f"{held.reference} is not lost", record=held.reference)
    held.loss_reason, held.lost_to = None, None
    return put_in_stage(held, first_stage("open", held.stage.pipeline), at=at, by=by)


def check_needs(opportunity: Opportunity, stage: Stage) -> None:
    """What the stage asks for is there; else every missing fact is named."""
    told = dict(NEEDS)
    missing = [need for need in stage.needs if not _has(opportunity, need)]
    if missing and stage.outcome == "open":
        raise StageNeeds(
            f"{opportunity.reference} comes to {stage.name} with {' and '.join(told[need] for need in missing)}",
            record=opportunity.reference,
            fields={need: ["required for this stage"] for need in missing},
        )


def _has(opportunity: Opportunity, need: str) -> bool:
    if need == "amount":
        return bool(opportunity.amount_minor > 0)
    if need == "contact":
        return opportunity.contact_id is not None
    if need == "competitors":
        return opportunity.no_competitor or opportunity.competitors.exists()
    return bool(opportunity.next_step)


def hold(opportunity: Opportunity) -> Opportunity:
    """The opportunity, locked. Its stage is read afterwards: joined, PostgreSQL would look for the one it has left."""
    return Opportunity.objects.select_for_update().get(pk=opportunity.pk)


def put_in_stage(
    opportunity: Opportunity, stage: Stage, lost_reason: str = "", *, at: datetime, by: Actor
) -> Opportunity:
    """The move itself, kept; for verbs that hold the opportunity. Its category is then the stage's."""
    before, since = opportunity.stage, opportunity.stage_since
    opportunity.stage, opportunity.lost_reason, opportunity.category = stage, lost_reason, stage.category
    opportunity.stage_since, opportunity.stall_told_at = at, None
    opportunity.save()
    stay = max(int((at - since).total_seconds()) // 60, 0) if since else None
    note_move(opportunity, before, at=at, by=by, minutes=stay)
    publish("opportunity.moved", opportunity, stage=stage.name)
    return opportunity


def note_move(
    opportunity: Opportunity, before: Stage | None, *, at: datetime, by: Actor, minutes: int | None = None
) -> None:
    """The row of a move. Call within a verb."""
    StageMove.objects.create(
        opportunity=opportunity,
        from_stage=before,
        to_stage=opportunity.stage,
        at=at,
        by=by.tag,
        minutes_before=minutes,
        currency=opportunity.currency,
        amount_minor=opportunity.amount_minor,
    )


def win_opportunity(opportunity: Opportunity, *, at: datetime, by: Actor) -> Opportunity:
    """An accepted quote wins it, in its own pipeline. Call within the verb that accepts."""
    held = hold(opportunity)
    if held.stage.outcome != "open":
        raise OpportunityEnded(f"{held.reference} is {held.stage.name}", record=held.reference)
    return put_in_stage(held, first_stage("won", held.stage.pipeline), at=at, by=by)
