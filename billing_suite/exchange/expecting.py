"""Lines that check: a figure of a record or report, a count, or that a verb is refused."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction

from accounting.books.reports import trial_balance
from billing_suite.exchange.resolving import Scene, one, rows
from billing_suite.exchange.timelines import BadTimeline
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import Money, dump
from billing_suite.kernel.values.outcome import Outcome
from billing_suite.kernel.values.refusals import Refusal


class NotAsExpected(Refusal):
    """A figure came out otherwise, or what should be refused was not."""

    code = "not-as-expected"


def check_refusal(run: Callable[[], Any], expected: dict[str, str]) -> None:
    """The verb must be refused with this code; whatever it wrote is taken back."""
    code = expected.get("refused")
    try:
        with transaction.atomic():
            result = run()
            if isinstance(result, Outcome) and result.refused:
                raise result.refused[0]
            raise NotAsExpected(f"should have been refused with {code}, but went through")
    except Refusal as refusal:
        if refusal.code != code:
            raise NotAsExpected(f"should have been refused with {code}, but with {refusal.code}: {refusal}") from None


def check_expectation(content: dict[str, Any], scene: Scene) -> None:
    """`expect` names a field of the record `of`, `count` rows of a kind, or a figure of a `report`."""
    what = content["expect"]
    if "report" in content:
        found = report_figure(content["report"], what, content.get("with", {}), scene)
    elif "count" in content:
        kind, where = content["count"]["of"], content["count"].get("where", {})
        found = rows(where, model_of(kind), scene).count()
    else:
        of = content["of"]
        by_key = isinstance(of, str)
        record: Any = scene.recall(of)[0] if by_key else one(of["where"], model_of(of["kind"]), scene)
        found = figure_of(record, str(what))
    shown = dump(found) if isinstance(found, Money) else found if isinstance(found, (int, bool)) else str(found)
    if shown != content["is"]:
        raise NotAsExpected(f"{what} is {shown}, expected {content['is']}")


def model_of(kind: str) -> type[models.Model]:
    """The kind of record a line names, as in "accounting.invoice"."""
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError) as error:
        raise BadTimeline(f"no such kind of record: {kind!r}") from error


def figure_of(record: Any, path: str) -> Any:
    """A field of a record, or of one it leads to, as in "customer.name"."""
    for step in path.split("."):
        try:
            record = getattr(record, step)
        except (AttributeError, ObjectDoesNotExist) as error:
            raise BadTimeline(f"{record} has no {step!r}") from error
    return record


def report_figure(report: str, figure: str, given: dict[str, Any], scene: Scene) -> Any:
    """A figure of a report as of the line's day: the trial balance's difference, or an account's balance by number."""
    if report != "trial_balance":
        raise BadTimeline(f"no such report: {report!r}")
    balance = trial_balance(LegalEntity.objects.get(code=given["entity"]), as_of=scene.on)
    if figure in ("difference", "debit", "credit"):
        return getattr(balance, figure)
    for row in balance.rows:
        if row.number == figure:
            return row.debit - row.credit
    raise BadTimeline(f"{given['entity']} has no account {figure}")
