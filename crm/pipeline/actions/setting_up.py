"""Pipelines, their stages, and the words a sale is lost in."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish
from crm.pipeline.models import NEEDS, Competitor, LossReason, Pipeline, Stage

FIRST = "Sales"


@verb("set up a pipeline", right="set_up_stage", jobs=True)
def set_up_pipeline(name: str, *, position: int, by: Actor) -> Pipeline:
    """Another way of selling; its stages are set up after it."""
    pipeline = Pipeline(name=name, position=position)
    pipeline.full_clean()
    pipeline.save(force_insert=True)
    return pipeline


@verb("set up a stage", jobs=True)
def set_up_stage(
    name: str,
    *,
    position: int,
    probability: Decimal,
    outcome: str = "open",
    pipeline: Pipeline | None = None,
    category: str = "pipeline",
    needs: Sequence[str] = (),
    stalls_after: int | None = None,
    by: Actor,
) -> Stage:
    """A step of the sale with its probability in per cent, in a pipeline or in the first one.

    `needs` are the facts asked for (amount, contact, next_step, competitors); `stalls_after` is in days.
    """
    stage = Stage(
        pipeline=pipeline or _first(),
        name=name,
        position=position,
        probability=probability,
        outcome=outcome,
        category=category,
        needs=_needs(needs),
        stalls_after=stalls_after,
    )
    stage.full_clean()
    stage.save(force_insert=True)
    return stage


@verb("change a stage", right="set_up_stage", jobs=True)
def change_stage(stage: Stage, *, changes: dict[str, Any], by: Actor) -> Stage:
    """Its name, position, probability, forecast category, needs, or days until it stalls; never its outcome."""
    known = {"name", "position", "probability", "category", "needs", "stalls_after"}
    if unknown := set(changes) - known:
        raise Invalid(f"{sorted(unknown)[0]} of a stage cannot be changed", record=stage.name)
    held = Stage.objects.select_for_update().get(pk=stage.pk)
    for field, value in changes.items():
        setattr(held, field, _needs(value) if field == "needs" else value)
    held.full_clean()
    held.save()
    publish("stage.changed", held)
    return held


@verb("calibrate stages", right="set_up_stage")
def calibrate_stages(probabilities: Mapping[Stage, Decimal], *, by: Actor) -> list[Stage]:
    """Take over probabilities, as history proposes them or as somebody knows better; each stage keeps its history."""
    changed = []
    for stage, probability in probabilities.items():
        held = Stage.objects.select_for_update().get(pk=stage.pk)
        if held.outcome != "open":
            raise Invalid(f"{held.name} ends a sale: its probability is certain", record=held.name)
        held.probability = probability
        held.full_clean()
        held.save()
        publish("stage.changed", held)
        changed.append(held)
    return changed


@verb("name a competitor", right="open_opportunity", jobs=True)
def name_competitor(name: str, *, by: Actor) -> Competitor:
    """Somebody else who sells what we sell; named already, it is the one there is."""
    return Competitor.objects.get_or_create(name=_name(name))[0]


@verb("name a loss reason", right="set_up_stage", jobs=True)
def name_loss_reason(name: str, *, by: Actor) -> LossReason:
    """A reason to count losses by; named already, it is the one there is."""
    return LossReason.objects.get_or_create(name=_name(name))[0]


def _name(name: str) -> str:
    if not name.strip():
        raise Invalid("it has a name", fields={"name": ["required"]})
    return name.strip()


def _needs(needs: Sequence[str]) -> list[str]:
    known = dict(NEEDS)
    for need in needs:
        if need not in known:
            raise Invalid(f"a stage cannot ask for {need!r}", fields={"needs": [f"one of {', '.join(known)}"]})
    return list(dict.fromkeys(needs))


def _first() -> Pipeline:
    """The first pipeline; a firm that sets up its first stage gets it with that."""
    return Pipeline.objects.order_by("position").first() or Pipeline.objects.create(name=FIRST, position=1)
