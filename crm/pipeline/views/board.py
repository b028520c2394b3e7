"""The board: a pipeline's open stages side by side, cards dragged or moved by their menu, each move one verb."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.web.pages import OneRecord
from billing_suite.kernel.web.pages.signed_in import SignedIn
from crm.pipeline.actions import move_opportunity
from crm.pipeline.models import Opportunity, Pipeline, Stage
from crm.pipeline.reports import board_columns, stage_sums

CARDS = 25  # a column shows so many; the list shows all


class OnBoard(SignedIn):
    """What the board and what it is worth read alike: a pipeline, everybody's sales or one's own."""

    rights = ("see_opportunities",)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Everybody's, unless one's own are asked for."""
        super().setup(request, *args, **kwargs)
        self.whose = "mine" if request.GET.get("view") == "mine" else "all"

    def pipelines(self) -> list[Pipeline]:
        """Those in use, in order, each with its stages: two queries."""
        return list(Pipeline.objects.filter(active=True).order_by("position").prefetch_related("stages"))

    def asked(self, pipelines: Sequence[Pipeline]) -> Pipeline | None:
        """The one that is named, or the first."""
        asked = self.request.GET.get("pipeline", "")
        return next((one for one in pipelines if str(one.pk) == asked), pipelines[0] if pipelines else None)

    def rows(self) -> Any:
        """The sales that this person may see, or their own."""
        rows = Opportunity.objects.visible_to(self.viewer.reader)
        return rows.filter(owner=self.viewer.user) if self.whose == "mine" else rows

    def stages(self, pipeline: Pipeline | None) -> list[Stage]:
        """In order."""
        return sorted(pipeline.stages.all(), key=lambda stage: stage.position) if pipeline else []


class Board(OnBoard):
    """A pipeline as columns of cards: everybody's, or one's own."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The board; how many stand in a stage, and their worth, the page asks for itself: that reads every sale."""
        pipelines = self.pipelines()
        pipeline = self.asked(pipelines)
        stages = self.stages(pipeline)
        columns = board_columns(stages, self.rows(), most=CARDS)
        at = now()
        context = {
            "title": "Board",
            "page": self,
            "pipelines": pipelines,
            "pipeline": pipeline,
            "whose": self.whose,
            "columns": [(column, ways(column.stage, stages)) for column in columns],
            "late": {card.pk for column in columns for card in column.cards if card.is_stalled(at)},
            "may_move": "open_opportunity" in self.viewer.rights,
        }
        return render(request, "crm/pipeline/board.html", context)


def ways(here: Stage, stages: Sequence[Stage]) -> SafeString:
    """Where a card can be sent from here, as the options that every card of the column has."""
    others = ((stage.pk, stage.name) for stage in stages if stage.outcome != "won" and stage != here)
    return format_html_join("", '<option value="{}">{}</option>', others)


class BoardWorth(OnBoard):
    """How many sales stand in each open stage, and their worth in base currency, weighted and not."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A piece for each column's head."""
        stages = [stage for stage in self.stages(self.asked(self.pipelines())) if stage.outcome == "open"]
        sums = stage_sums(stages, self.rows(), on=today("UTC"))
        return render(request, "crm/pipeline/board_worth.html", {"sums": sums})


class BoardMove(OneRecord):
    """A card that was dropped on a column, or sent there by its menu: one move, or why not."""

    model = Opportunity
    rights = ("see_opportunities",)
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The verb; a refusal is told in words, and the card goes back. Losing it asks why, on its own page."""
        asked = request.POST.get("stage", "")
        stage = Stage.objects.filter(pk=asked).first() if asked.isdecimal() else None
        if stage is None:
            return JsonResponse({"message": "There is no such stage."}, status=400)
        if stage.outcome == "lost":
            return JsonResponse({"goto": f"{reverse('opportunity-move', args=[self.record.pk])}?stage={stage.pk}"})
        try:
            move_opportunity(self.record, stage=stage, at=now(), by=self.by)
        except Refusal as refusal:
            return JsonResponse({"message": refusal.message}, status=refusal.status)
        return HttpResponse(status=204)
